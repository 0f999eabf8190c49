//! The schema of examples: what is given and what is expected.

use serde_json::{Value, json};

use super::{described, list_of, object, reference, words};

const EXPECTED: &str = "By period: a component, total_incentive, total_with_base, payments, balance, draw_balance, pay_mix.base, \
    or quota., measure., attainment., target., rate., credits. and a name";

/// One worked example.
pub(super) fn example() -> Value {
    object(
        &["name", "given", "expect"],
        json!({
            "name": { "type": "string" },
            "given": given(),
            "expect": described(
                json!({ "type": "object", "additionalProperties": { "type": "object" } }),
                EXPECTED
            ),
        }),
    )
}

fn given() -> Value {
    let figures = || json!({ "type": "object" });
    object(
        &[],
        json!({
            "participant": object(&[], json!({
                "person": reference("name"), "hired": reference("day"), "leaves": reference("day"), "leaver": words(&["good", "bad"]),
                "home": { "type": "string", "pattern": "^[A-Z]{3}$" }, "title": reference("name"), "position": reference("name"),
                "share_of_time": reference("percent"),
                "acknowledged": described(reference("day"), "When the plan was acknowledged; in time where it is left out") })),
            "quotas": figures(),
            "measures": figures(),
            "kpis": figures(),
            "milestones": figures(),
            "figures": figures(),
            "transactions": list_of(fact(&["date", "amount"], &["of", "splits"])),
            "payments": list_of(object(&["date", "of", "amount"], json!({
                "date": reference("day"), "recorded": reference("day"), "of": reference("name"), "amount": reference("money") }))),
            "events": list_of(fact(&["date", "kind"], &["person", "paid", "component"])),
            "assignments": list_of(object(&["account", "role", "person"], json!({
                "account": reference("name"), "role": reference("name"), "person": reference("name"), "share": reference("percent"),
                "from": reference("day"), "to": reference("day") }))),
            "managers": list_of(object(&["person", "manager"], json!({
                "person": reference("name"), "manager": reference("name"), "from": reference("day"), "to": reference("day") }))),
            "tables": described(figures(), "By table: a value, dated rows, or these by person, position or title"),
            "fx": list_of(object(&["from", "to", "rate"], json!({
                "from": { "type": "string" }, "to": { "type": "string" }, "date": reference("day"), "rate": { "type": ["number", "integer"] } }))),
            "closed": described(json!({ "type": "object", "additionalProperties": reference("day") }), "By period: the day on which it was closed"),
            "holidays": described(list_of(reference("day")), "Days off besides Saturdays and Sundays, for proration by working days"),
            "periods": list_of(json!({ "type": ["string", "integer"] })),
        }),
    )
}

/// The facts of a transaction or event.
fn fact(required: &[&str], besides: &[&str]) -> Value {
    let named =
        |of: &str| json!({ "anyOf": [reference("name"), object(&[], json!({ "name": reference("name"), of: reference("name") }))] });
    let mut properties = json!({
        "date": reference("day"),
        "recorded": described(reference("day"), "When it became known; its own date where it is left out"),
        "kind": reference("name"),
        "source": reference("name"),
        "document": reference("name"),
        "account": named("class"),
        "product": named("family"),
        "division": reference("name"),
        "amount": reference("money"),
        "margin": reference("money"),
        "quantity": { "type": ["number", "integer"] },
        "seller": reference("name"),
        "contract": reference("name"),
        "contract_start": reference("day"),
        "term_months": { "type": "integer" },
    });
    if let Some(fields) = properties.as_object_mut() {
        for key in besides {
            let value = match *key {
                "splits" => json!({ "type": "object", "additionalProperties": reference("percent") }),
                "paid" => words(&["full", "none"]),
                _ => reference("name"),
            };
            fields.insert((*key).to_owned(), value);
        }
    }
    object(required, properties)
}
