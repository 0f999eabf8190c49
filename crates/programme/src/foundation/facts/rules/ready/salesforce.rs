//! Salesforce: what its exports hold, in the spelling of the system (`AccountId`) and of a warehouse (`account_id`).

use super::super::target::Target;
use super::shape::{Becomes, SHAPE, Shape, Unless, passed};
use super::value::Value::{Column, Fixed, Given, Mail, Words};

const SALESFORCE: &str = "Salesforce";
const DEALS: Option<&str> = Some("facts.ready.deals");
const ACTIVITIES: Option<&str> = Some("facts.ready.activities");
const LEADS: Option<&str> = Some("facts.ready.leads");
const HISTORY: Option<&str> = Some("facts.ready.history");
const STRUCTURE: Option<&str> = Some("facts.ready.structure");
const SERVICE: Option<&str> = Some("facts.ready.service");
const DELETED: Unless = Unless::Says("IsDeleted", &["true", "1", "yes"], "facts.ready.deleted");
const NO_ACCOUNT: Unless = Unless::Empty("AccountId", "facts.ready.no_account");

/// The objects of Salesforce. An earlier version of a record has more columns than the record and so is known first.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        system: SALESFORCE,
        table: "Account",
        columns: &["Id", "IsDeleted", "Name", "Type", "ParentId", "Industry", "NumberOfEmployees"],
        becomes: &[Becomes {
            target: Target::Accounts,
            fields: &[
                ("reference", Column("Id")),
                ("name", Column("Name")),
                ("parent", Column("ParentId")),
                ("class", Column("Type")),
                ("country", Column("BillingCountry")),
            ],
            unless: Some(DELETED),
        }],
        ..SHAPE
    },
    passed(
        SALESFORCE,
        "Account history",
        &[
            "_fivetran_start",
            "_fivetran_end",
            "Id",
            "IsDeleted",
            "Name",
            "Type",
            "ParentId",
            "Industry",
            "NumberOfEmployees",
        ],
        HISTORY,
    ),
    Shape {
        system: SALESFORCE,
        table: "Contact",
        columns: &["Id", "IsDeleted", "AccountId", "LastName", "FirstName", "Email", "Title"],
        becomes: &[Becomes {
            target: Target::Contacts,
            fields: &[
                ("reference", Column("Id")),
                ("account", Column("AccountId")),
                ("name", Words(&["FirstName", "LastName"])),
                ("name", Column("Name")),
                ("title", Column("Title")),
                ("email", Mail("Email")),
                ("phone", Column("Phone")),
                ("phone", Column("MobilePhone")),
            ],
            unless: Some(NO_ACCOUNT),
        }],
        ..SHAPE
    },
    passed(
        SALESFORCE,
        "Contact history",
        &[
            "_fivetran_start",
            "_fivetran_end",
            "Id",
            "IsDeleted",
            "AccountId",
            "LastName",
            "FirstName",
            "Email",
            "Title",
        ],
        HISTORY,
    ),
    Shape {
        system: SALESFORCE,
        table: "User",
        columns: &["Id", "Name", "Email", "ManagerId", "IsActive", "ProfileId", "UserRoleId"],
        becomes: &[Becomes {
            target: Target::Staff,
            fields: &[
                ("reference", Column("Id")),
                ("name", Column("Name")),
                ("title", Column("Title")),
                ("title", Fixed("User")),
                ("email", Mail("Email")),
            ],
            unless: Some(Unless::Says("IsActive", &["false", "0", "no"], "facts.ready.inactive")),
        }],
        ..SHAPE
    },
    Shape {
        system: SALESFORCE,
        table: "Product2",
        columns: &["Id", "Name", "ProductCode", "IsActive", "Family"],
        becomes: &[Becomes {
            target: Target::Products,
            fields: &[
                ("reference", Column("ProductCode")),
                ("reference", Column("Id")),
                ("name", Column("Name")),
                ("family", Column("Family")),
                ("active", Column("IsActive")),
                ("source", Fixed("salesforce")),
                ("replaces", Given("replaces", "")),
            ],
            unless: Some(DELETED),
        }],
        ..SHAPE
    },
    passed(
        SALESFORCE,
        "Opportunity",
        &["Id", "AccountId", "Name", "StageName", "Amount", "CloseDate", "Probability"],
        DEALS,
    ),
    passed(
        SALESFORCE,
        "Opportunity history",
        &[
            "_fivetran_start",
            "_fivetran_end",
            "Id",
            "AccountId",
            "Name",
            "StageName",
            "Amount",
            "CloseDate",
            "Probability",
        ],
        HISTORY,
    ),
    passed(
        SALESFORCE,
        "OpportunityHistory",
        &["Id", "OpportunityId", "StageName", "Amount", "CloseDate"],
        HISTORY,
    ),
    passed(
        SALESFORCE,
        "OpportunityHistory groups",
        &["StageName", "Count", "StageName (groups)"],
        HISTORY,
    ),
    passed(
        SALESFORCE,
        "OpportunityLineItem",
        &["Id", "OpportunityId", "Product2Id", "Quantity", "UnitPrice"],
        DEALS,
    ),
    passed(
        SALESFORCE,
        "Order",
        &["Id", "AccountId", "OrderNumber", "EffectiveDate", "TotalAmount", "Pricebook2Id"],
        Some("facts.ready.orders_without_currency"),
    ),
    passed(
        SALESFORCE,
        "Lead",
        &["Id", "IsConverted", "ConvertedAccountId", "Company", "LastName", "Status"],
        LEADS,
    ),
    Shape {
        system: SALESFORCE,
        table: "Lead without number",
        files: &["Lead_Data"],
        columns: &["Company", "FirstName", "LastName", "Status", "Email"],
        passed_over: LEADS,
        ..SHAPE
    },
    passed(
        SALESFORCE,
        "Contact without number",
        &["Email", "FirstName", "LastName", "MailingCity", "Reservation_Status"],
        Some("facts.ready.no_reference"),
    ),
    passed(
        SALESFORCE,
        "Campaign",
        &["Id", "Name", "Type", "Status", "BudgetedCost", "ActualCost"],
        LEADS,
    ),
    passed(SALESFORCE, "CampaignMember", &["Id", "CampaignId", "LeadId", "ContactId"], LEADS),
    passed(
        SALESFORCE,
        "Case",
        &["Id", "CaseNumber", "ContactId", "AccountId", "Subject"],
        SERVICE,
    ),
    passed(
        SALESFORCE,
        "Task",
        &["Id", "WhoId", "WhatId", "Subject", "ActivityDate", "Priority"],
        ACTIVITIES,
    ),
    passed(
        SALESFORCE,
        "Event",
        &["Id", "WhoId", "WhatId", "Subject", "DurationInMinutes", "Location"],
        ACTIVITIES,
    ),
    passed(SALESFORCE, "UserRole", &["Id", "Name", "DeveloperName", "ParentRoleId"], STRUCTURE),
    passed(
        SALESFORCE,
        "AccountContactRelation",
        &["Id", "AccountId", "ContactId", "IsDirect"],
        STRUCTURE,
    ),
    passed(SALESFORCE, "Branch", &["Id", "OwnerId", "Name", "Branch_City__c"], STRUCTURE),
    Shape {
        system: SALESFORCE,
        table: "Space",
        columns: &["Category", "Daily_Booking_Rate", "Market", "Name"],
        passed_over: STRUCTURE,
        ..SHAPE
    },
    Shape {
        system: SALESFORCE,
        table: "Market",
        files: &["Market_Data"],
        columns: &["City", "Country", "Name", "State"],
        passed_over: STRUCTURE,
        ..SHAPE
    },
    Shape {
        system: SALESFORCE,
        table: "Profile",
        files: &["temp_profiles_fallback"],
        columns: &["Id"],
        passed_over: STRUCTURE,
        ..SHAPE
    },
];
