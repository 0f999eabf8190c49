//! HubSpot, as a warehouse holds it.

use super::super::target::Target;
use super::shape::{Becomes, SHAPE, Shape, Unless, passed};
use super::value::Value::{Column, Fixed, Mail, Prefixed, Words};

const HUBSPOT: &str = "HubSpot";
const DEALS: Option<&str> = Some("facts.ready.deals");
const ACTIVITIES: Option<&str> = Some("facts.ready.activities");
const LEADS: Option<&str> = Some("facts.ready.leads");
const HISTORY: Option<&str> = Some("facts.ready.history");
const STRUCTURE: Option<&str> = Some("facts.ready.structure");
const SERVICE: Option<&str> = Some("facts.ready.service");

/// Its objects.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        system: HUBSPOT,
        table: "Company",
        columns: &["id", "property_name", "property_industry", "property_country"],
        becomes: &[Becomes {
            target: Target::Accounts,
            fields: &[
                ("reference", Column("id")),
                ("name", Column("property_name")),
                ("country", Column("property_country")),
            ],
            unless: Some(Unless::Says("is_deleted", &["true", "1", "yes"], "facts.ready.deleted")),
        }],
        ..SHAPE
    },
    Shape {
        system: HUBSPOT,
        table: "Contact with company",
        columns: &[
            "id",
            "property_email",
            "property_firstname",
            "property_lastname",
            "property_associatedcompanyid",
        ],
        becomes: &[Becomes {
            target: Target::Contacts,
            fields: &[
                ("reference", Column("id")),
                ("account", Column("property_associatedcompanyid")),
                ("name", Words(&["property_firstname", "property_lastname"])),
                ("title", Column("property_jobtitle")),
                ("email", Mail("property_email")),
            ],
            unless: Some(Unless::Empty("property_associatedcompanyid", "facts.ready.no_account")),
        }],
        ..SHAPE
    },
    // Whoever names no company at all is a lead, of which there may be very many.
    Shape {
        system: HUBSPOT,
        table: "Contact",
        columns: &["id", "property_email", "property_firstname", "property_company"],
        becomes: &[Becomes {
            target: Target::Contacts,
            fields: &[
                ("reference", Column("id")),
                ("company", Column("property_company")),
                ("name", Words(&["property_firstname", "property_lastname"])),
                ("title", Column("property_jobtitle")),
                ("email", Mail("property_email")),
            ],
            unless: Some(Unless::Empty("property_company", "facts.ready.no_company")),
        }],
        ..SHAPE
    },
    Shape {
        system: HUBSPOT,
        table: "Owner",
        columns: &["owner_id", "portal_id", "type", "email", "first_name", "last_name"],
        becomes: &[Becomes {
            target: Target::Staff,
            fields: &[
                ("reference", Prefixed("owner-", "owner_id")),
                ("name", Words(&["first_name", "last_name"])),
                ("name", Column("email")),
                ("title", Fixed("Owner")),
                ("email", Mail("email")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    Shape {
        system: HUBSPOT,
        table: "User",
        columns: &["id", "primary_team_id", "role_id", "email", "first_name", "last_name"],
        becomes: &[Becomes {
            target: Target::Staff,
            fields: &[
                ("reference", Prefixed("user-", "id")),
                ("name", Words(&["first_name", "last_name"])),
                ("name", Column("email")),
                ("title", Fixed("User")),
                ("email", Mail("email")),
            ],
            unless: None,
        }],
        ..SHAPE
    },
    passed(HUBSPOT, "Deal", &["deal_id", "property_dealname", "property_amount"], DEALS),
    passed(HUBSPOT, "Deal to company", &["deal_id", "company_id", "type_id"], DEALS),
    passed(HUBSPOT, "Deal to contact", &["deal_id", "contact_id", "type_id"], DEALS),
    passed(HUBSPOT, "Merged deal", &["deal_id", "merged_deal_id"], DEALS),
    passed(
        HUBSPOT,
        "Deal stage",
        &["deal_id", "date_entered", "value", "_fivetran_start"],
        HISTORY,
    ),
    passed(
        HUBSPOT,
        "Deal property history",
        &["deal_id", "timestamp", "name", "value", "source"],
        HISTORY,
    ),
    passed(
        HUBSPOT,
        "Company property history",
        &["company_id", "timestamp", "name", "value", "source"],
        HISTORY,
    ),
    passed(
        HUBSPOT,
        "Contact property history",
        &["contact_id", "timestamp", "name", "value", "source"],
        HISTORY,
    ),
    passed(HUBSPOT, "Contact merge", &["canonical_vid", "contact_id", "vid_to_merge"], HISTORY),
    passed(HUBSPOT, "Pipeline", &["pipeline_id", "label", "display_order"], STRUCTURE),
    passed(
        HUBSPOT,
        "Pipeline stage",
        &["stage_id", "pipeline_id", "label", "display_order"],
        STRUCTURE,
    ),
    passed(
        HUBSPOT,
        "Contact list",
        &["id", "name", "object_type_id", "processing_status"],
        LEADS,
    ),
    passed(HUBSPOT, "Contact list member", &["contact_id", "contact_list_id"], LEADS),
    passed(HUBSPOT, "Form submission", &["form_id", "contact_id", "conversion_id"], LEADS),
    passed(HUBSPOT, "Form", &["guid", "form_type", "name", "portal_id"], STRUCTURE),
    passed(HUBSPOT, "Email campaign", &["id", "app_id", "content_id", "num_included"], LEADS),
    passed(
        HUBSPOT,
        "Email event",
        &["id", "app_id", "email_campaign_id", "portal_id"],
        ACTIVITIES,
    ),
    passed(
        HUBSPOT,
        "Email bounce",
        &["id", "_fivetran_synced", "category", "status", "response"],
        ACTIVITIES,
    ),
    passed(HUBSPOT, "Email delivery", &["id", "_fivetran_synced", "response"], ACTIVITIES),
    passed(HUBSPOT, "Email drop", &["id", "_fivetran_synced", "drop_reason"], ACTIVITIES),
    passed(
        HUBSPOT,
        "Email opening",
        &["id", "_fivetran_synced", "ip_address", "user_agent"],
        ACTIVITIES,
    ),
    passed(
        HUBSPOT,
        "Email sent",
        &["id", "_fivetran_synced", "bcc", "cc", "reply_to", "subject"],
        ACTIVITIES,
    ),
    passed(
        HUBSPOT,
        "Email status change",
        &["id", "_fivetran_synced", "bounced", "portal_subscription_status"],
        ACTIVITIES,
    ),
    passed(HUBSPOT, "Engagement", &["id", "type", "_fivetran_synced", "portal_id"], ACTIVITIES),
    passed(HUBSPOT, "Engagement of a kind", &["engagement_id", "_fivetran_synced"], ACTIVITIES),
    passed(
        HUBSPOT,
        "Ticket",
        &["id", "property_hs_pipeline", "property_hs_pipeline_stage", "property_closed_date"],
        SERVICE,
    ),
    passed(HUBSPOT, "Ticket to others", &["ticket_id", "_fivetran_synced"], SERVICE),
    passed(HUBSPOT, "Team of an owner", &["owner_id", "team_id", "_fivetran_synced"], STRUCTURE),
    passed(HUBSPOT, "Team of a user", &["user_id", "team_id", "_fivetran_synced"], STRUCTURE),
    passed(HUBSPOT, "Role", &["id", "name", "requires_billing_write"], STRUCTURE),
    passed(
        HUBSPOT,
        "Property",
        &["hubspot_object", "label", "name", "_fivetran_synced"],
        STRUCTURE,
    ),
    Shape {
        system: HUBSPOT,
        table: "Team",
        files: &["team_data"],
        columns: &["id", "name", "_fivetran_synced"],
        passed_over: STRUCTURE,
        ..SHAPE
    },
];
