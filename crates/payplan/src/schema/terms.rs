//! The schema of what holds for the whole plan: terms, crediting, measures, guarantees, exceptions.

use serde_json::{Value, json};
use vocabulary::Rounding;

use super::{described, list_of, object, reference, words};

/// The keys of a plan.
pub(super) fn plan() -> Value {
    json!({
        "schema": words(&["kam-plan/1"]),
        "plan": reference("name"),
        "version": { "type": "integer", "minimum": 1 },
        "text": described(json!({ "type": "string" }), "What the plan says to the people it pays"),
        "effective": reference("interval"),
        "applies_to": object(&[], json!({ "role": reference("name"), "title": reference("name"), "region": list_of(reference("name")) })),
        "currency": currency(),
        "calendar": calendar(),
        "rounding": object(&["at", "digits", "mode"], json!({
            "at": words(&["interval"]), "digits": { "type": "integer" }, "mode": words(&Rounding::ALL.map(Rounding::name)) })),
        "proration": object(&["of", "basis", "applies_to"], json!({
            "of": words(&["annual", "spread"]),
            "basis": words(&["calendar_days", "working_days", "whole_months"]),
            "applies_to": list_of(words(&["quota", "target_incentive", "base"])) })),
        "credit_note": object(&["to"], json!({ "to": words(&["original_holder", "current_holder"]) })),
        "overlap": described(json!({ "type": "object", "required": ["because"] }), "Categories of credit that feed several components, and why"),
        "base_salary": object(&["amount", "per"], json!({ "amount": reference("money"), "per": words(&["year"]) })),
        "target_incentive": object(&[], json!({
            "amount": reference("money"), "per": words(&["year"]), "share_of_base": reference("percent"), "spread": reference("spread") })),
        "crediting": crediting(),
        "measures": { "type": "object", "additionalProperties": reference("measure") },
        "components": list_of(reference("component")),
        "guarantee": guarantee(),
        "leaver": leaver(&["pay_earned", "forfeit_unpaid"]),
        "acknowledge": object(&["before", "method"], json!({
            "before": words(&["first_payment", "effective"]),
            "method": words(&["signature", "typed_name", "click"]),
            "resend_on": list_of(words(&["version", "assignment"])) })),
        "lint_exceptions": list_of(object(&["id", "where", "because"], json!({
            "id": { "type": "string" }, "where": reference("name"), "because": { "type": "string" } }))),
        "examples": list_of(reference("example")),
    })
}

pub(super) fn leaver(known: &[&str]) -> Value {
    object(&["good", "bad"], json!({ "good": words(known), "bad": words(known) }))
}

fn currency() -> Value {
    object(
        &["plan"],
        json!({
            "plan": { "type": "string", "pattern": "^[A-Z]{3}$" },
            "fx": object(&["table", "policy"], json!({
                "table": reference("name"), "policy": words(&["fixed", "transaction_date", "month_average"]) })),
            "payout": words(&["plan", "home"]),
            "payout_fx": words(&["fixed", "at_posting", "payment_date", "month_average"]),
        }),
    )
}

fn calendar() -> Value {
    let often = || words(&["monthly", "quarterly", "half_yearly", "yearly"]);
    object(
        &["kind"],
        json!({
            "kind": words(&["month", "4-4-5", "thirteen", "dates"]),
            "year_starts": { "type": "integer", "minimum": 1, "maximum": 12 },
            "starts": list_of(reference("day")),
            "per_year": { "type": "integer" },
            "calculate": often(),
            "pay": often(),
            "pay_day": reference("days_after"),
        }),
    )
}

fn crediting() -> Value {
    let rule = object(
        &["id", "category"],
        json!({
            "id": reference("name"),
            "kind": words(&["direct", "overlay", "rollup"]),
            "when": reference("condition"),
            "to": described(json!({ "type": "string" }), "tx.seller, or holders(tx.account, role = \"kam\", on = tx.date)"),
            "category": reference("name"),
            "amount": described(json!({ "type": "string" }), "tx.amount * split.share, tx.amount, or another formula that gives money"),
            "from": reference("name"),
            "levels": { "type": "integer", "minimum": 1 },
        }),
    );
    object(
        &["sources", "rules"],
        json!({ "sources": list_of(reference("name")), "rules": list_of(rule) }),
    )
}

/// A named value that builds up over an interval.
pub(super) fn measure() -> Value {
    let quota = object(
        &[],
        json!({
            "amount": reference("position"),
            "table": reference("name"),
            "key": words(&["participant", "position", "title"]),
            "sum_of": words(&["members"]),
            "spread": reference("spread"),
            "ramp": list_of(object(&["months", "share"], json!({ "months": { "type": "integer" }, "share": reference("percent") }))),
        }),
    );
    object(
        &["unit", "interval", "value"],
        json!({
            "unit": described(json!({ "type": "string" }), "The plan's currency, ratio, or the name of what is counted"),
            "interval": words(&["month", "quarter", "half", "year", "cycle"]),
            "value": reference("value"),
            "minus": reference("value"),
            "quota": { "anyOf": [reference("position"), quota] },
            "attain_against": words(&["interval", "spread_to_date"]),
        }),
    )
}

fn guarantee() -> Value {
    let recovery = object(
        &["from_month", "max_share", "write_off_after_months"],
        json!({
            "from_month": { "type": "integer" },
            "max_share": reference("percent"),
            "of": words(&["earning", "above_guarantee"]),
            "write_off_after_months": { "anyOf": [{ "type": "integer" }, words(&["never"])] },
        }),
    );
    object(
        &["kind", "type", "for", "amount", "leaver"],
        json!({
            "kind": words(&["guarantee.draw"]),
            "type": words(&["non_recoverable_draw", "non_recoverable_guarantee", "recoverable_draw", "recoverable_guarantee"]),
            "for": object(&["first_months", "of"], json!({ "first_months": { "type": "integer" }, "of": words(&["hire"]) })),
            "amount": object(&["money", "per"], json!({ "money": reference("money"), "per": words(&["month", "period"]) })),
            "recovery": recovery,
            "leaver": leaver(&["write_off", "due_at_exit"]),
        }),
    )
}
