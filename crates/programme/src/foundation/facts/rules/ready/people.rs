//! Workday and Qualtrics, as a warehouse holds them, and a study of sales opportunities.

use super::super::target::Target;
use super::shape::{Alone, Becomes, Join, Part, SHAPE, Shape, Unless, passed};
use super::value::Value::{Column, Fixed, Mail, Words};

const WORKDAY: &str = "Workday";
const QUALTRICS: &str = "Qualtrics";
const PRIVATE: Option<&str> = Some("facts.ready.private");
const STRUCTURE: Option<&str> = Some("facts.ready.structure");
const SURVEYS: Option<&str> = Some("facts.ready.surveys");

/// A worker has a history; what is known of their name, post and address stands in files of their own.
pub(super) const WORKDAY_SHAPES: &[Shape] = &[
    Shape {
        system: WORKDAY,
        table: "Worker history",
        columns: &["id", "_fivetran_active", "hire_date", "termination_date", "worker_code"],
        joins: &[
            Join {
                with: "Workday Person name",
                file: "workday_person_name_data.csv",
                alias: "person",
                here: "id",
                there: "personal_info_system_id",
                needed: true,
            },
            Join {
                with: "Workday Worker position history",
                file: "workday_worker_position_history_data.csv",
                alias: "position",
                here: "id",
                there: "worker_id",
                needed: false,
            },
            Join {
                with: "Workday Mail address",
                file: "workday_person_contact_email_address_data.csv",
                alias: "mail",
                here: "id",
                there: "personal_info_system_id",
                needed: false,
            },
        ],
        becomes: &[Becomes {
            target: Target::Staff,
            fields: &[
                ("reference", Column("id")),
                ("name", Words(&["person.first_name", "person.last_name"])),
                ("title", Column("position.business_title")),
                ("title", Fixed("Worker")),
                ("hired", Column("hire_date")),
                ("left", Column("termination_date")),
                ("email", Mail("mail.email_address")),
            ],
            unless: Some(Unless::Says("_fivetran_active", &["false", "0", "no"], "facts.ready.former")),
        }],
        ..SHAPE
    },
    Shape {
        system: WORKDAY,
        table: "Person name",
        columns: &["personal_info_system_id", "type", "first_name", "last_name"],
        part: Some(Part {
            of: "Workday Worker history",
            file: "workday_worker_history_data.csv",
            alone: Alone::Refused,
        }),
        ..SHAPE
    },
    Shape {
        system: WORKDAY,
        table: "Worker position history",
        columns: &["position_id", "worker_id", "business_title", "_fivetran_start"],
        part: Some(Part {
            of: "Workday Worker history",
            file: "workday_worker_history_data.csv",
            alone: Alone::PassedOver,
        }),
        ..SHAPE
    },
    Shape {
        system: WORKDAY,
        table: "Mail address",
        columns: &["personal_info_system_id", "email_address", "email_code"],
        part: Some(Part {
            of: "Workday Worker history",
            file: "workday_worker_history_data.csv",
            alone: Alone::PassedOver,
        }),
        ..SHAPE
    },
    passed(
        WORKDAY,
        "Personal information of a country",
        &["personal_info_common_id", "country_code", "gender"],
        PRIVATE,
    ),
    passed(
        WORKDAY,
        "Military service",
        &["personal_info_common_id", "discharge_date", "service"],
        PRIVATE,
    ),
    passed(
        WORKDAY,
        "Personal information",
        &["worker_id", "blood_type", "date_of_birth"],
        PRIVATE,
    ),
    passed(
        WORKDAY,
        "Personal information history",
        &["id", "blood_type", "date_of_birth", "gender"],
        PRIVATE,
    ),
    passed(
        WORKDAY,
        "Ethnicity",
        &["country_personal_information_id", "ethnicity_code"],
        PRIVATE,
    ),
    passed(WORKDAY, "Leave", &["leave_request_event_id", "worker_id"], PRIVATE),
    passed(WORKDAY, "Job family", &["id", "job_family_code", "summary"], STRUCTURE),
    passed(WORKDAY, "Job family group", &["id", "job_family_group_code", "summary"], STRUCTURE),
    passed(WORKDAY, "Job family in group", &["job_family_group_id", "job_family_id"], STRUCTURE),
    passed(WORKDAY, "Job profile of a family", &["job_family_id", "job_profile_id"], STRUCTURE),
    passed(
        WORKDAY,
        "Job profile",
        &["id", "job_profile_code", "title", "management_level"],
        STRUCTURE,
    ),
    passed(
        WORKDAY,
        "Organization",
        &["id", "organization_code", "superior_organization_id"],
        STRUCTURE,
    ),
    passed(
        WORKDAY,
        "Job family of an organization",
        &["job_family_id", "organization_id"],
        STRUCTURE,
    ),
    passed(WORKDAY, "Role of an organization", &["organization_id", "role_id"], STRUCTURE),
    passed(
        WORKDAY,
        "Position",
        &["id", "position_code", "supervisory_organization_id"],
        STRUCTURE,
    ),
    passed(WORKDAY, "Job profile of a position", &["job_profile_id", "position_id"], STRUCTURE),
    passed(
        WORKDAY,
        "Organization of a position",
        &["organization_id", "position_id"],
        STRUCTURE,
    ),
];

/// Surveys have no place yet; who makes them are people of the firm.
pub(super) const QUALTRICS_SHAPES: &[Shape] = &[
    Shape {
        system: QUALTRICS,
        table: "User",
        columns: &["id", "account_status", "user_type", "username", "email", "first_name", "last_name"],
        becomes: &[Becomes {
            target: Target::Staff,
            fields: &[
                ("reference", Column("id")),
                ("name", Words(&["first_name", "last_name"])),
                ("name", Column("username")),
                ("title", Fixed("User")),
                ("email", Mail("email")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    passed(
        QUALTRICS,
        "Contact",
        &["id", "first_name", "last_name", "email", "unsubscribed"],
        Some("facts.ready.no_account_number"),
    ),
    passed(
        QUALTRICS,
        "Directory contact",
        &["directory_id", "id", "email_domain", "first_name"],
        Some("facts.ready.no_account_number"),
    ),
    passed(QUALTRICS, "Block", &["id", "survey_id", "block_visibility"], SURVEYS),
    passed(QUALTRICS, "Question of a block", &["block_id", "question_id", "survey_id"], SURVEYS),
    passed(
        QUALTRICS,
        "Mailing list membership",
        &["contact_id", "mailing_list_id", "directory_id"],
        SURVEYS,
    ),
    passed(QUALTRICS, "Mailing list", &["id", "library_id", "name", "folder"], SURVEYS),
    passed(
        QUALTRICS,
        "Directory",
        &["id", "name", "is_default", "deduplication_criteria_email"],
        SURVEYS,
    ),
    passed(
        QUALTRICS,
        "Directory mailing list",
        &["directory_id", "id", "name", "owner_id"],
        SURVEYS,
    ),
    passed(QUALTRICS, "Distribution", &["id", "request_type", "survey_link_survey_id"], SURVEYS),
    passed(QUALTRICS, "Distribution to a contact", &["contact_id", "distribution_id"], SURVEYS),
    passed(
        QUALTRICS,
        "Question",
        &["id", "survey_id", "question_text", "question_type"],
        SURVEYS,
    ),
    passed(QUALTRICS, "Option", &["key", "question_id", "survey_id", "text"], SURVEYS),
    passed(
        QUALTRICS,
        "Answer",
        &["response_id", "question_id", "sub_question_key", "value"],
        SURVEYS,
    ),
    passed(QUALTRICS, "Survey", &["id", "brand_id", "creator_id", "is_active"], SURVEYS),
    passed(QUALTRICS, "Embedded data", &["import_id", "key", "response_id", "value"], SURVEYS),
    passed(QUALTRICS, "Response", &["id", "survey_id", "finished", "recorded_date"], SURVEYS),
    passed(QUALTRICS, "Survey version", &["id", "survey_id", "version_number"], SURVEYS),
    passed(
        "Salvirt",
        "Opportunities",
        &["Product", "Seller", "Authority", "Comp_size", "Budgt_alloc", "Status"],
        Some("facts.ready.deals"),
    ),
];
