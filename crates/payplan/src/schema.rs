//! The published JSON Schema of the plan language, for completion and checking in editors.

mod components;
mod examples;
mod terms;

use serde_json::{Value, json};

use crate::expression::Slot;

/// The JSON Schema of `kam-plan/1`. Every enumeration lists all its values; functions stand with their types.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://mainstay-kam.github.io/schema/kam-plan-1.json",
        "title": "Incentive plan, kam-plan/1",
        "type": "object",
        "additionalProperties": false,
        "required": ["schema", "plan", "version", "effective", "currency", "calendar", "rounding", "measures", "components"],
        "properties": terms::plan(),
        "$defs": defs(),
        "x-functions": functions(),
        "x-slots": slots(),
    })
}

/// An object with exactly these keys.
fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

/// One of some words.
fn words(words: &[&str]) -> Value {
    json!({ "enum": words })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn list_of(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn described(mut value: Value, description: &str) -> Value {
    if let Some(fields) = value.as_object_mut() {
        fields.insert("description".to_owned(), json!(description));
    }
    value
}

/// An object whose keys are all percentages.
fn shares(keys: &[&str]) -> Value {
    object(keys, keys.iter().map(|key| ((*key).to_owned(), reference("percent"))).collect())
}

fn defs() -> Value {
    json!({
        "money": { "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)? [A-Z]{3}$", "description": "An amount such as 1200 EUR" },
        "percent": { "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)? ?%$", "description": "A percentage such as 12.5%" },
        "share": { "type": "string", "description": "A percentage such as 12.5%, or a fraction such as 1/3" },
        "day": { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "A date such as 2027-04-15" },
        "days_after": { "type": "string", "pattern": "^\\+[0-9]+d$", "description": "Days after the end of the period, such as +45d" },
        "name": { "type": ["string", "integer"], "description": "Letters, digits, - and _" },
        "condition": { "type": "string", "description": "A condition such as tx.kind == \"order\"" },
        "value": { "type": "string", "description": "A value such as sum(credits.amount where credits.category == \"sales\")" },
        "position": { "type": ["string", "number", "integer"], "description": "A percentage, an amount or a number" },
        "table": object(&["table", "key"], json!({ "table": reference("name"), "key": words(&["participant", "position", "title"]) })),
        "interval": object(&["from"], json!({ "from": reference("day"), "to": described(reference("day"), "The first day on which it no longer holds") })),
        "rate": { "anyOf": [reference("percent"), reference("table")] },
        "at": object(&[], json!({ "share": reference("share"), "at": { "type": "string" }, "when": reference("condition") })),
        "spread": { "anyOf": [words(&["even"]),
            shares(&["q1", "q2", "q3", "q4"]), shares(&["h1", "h2"])] },
        "measure": terms::measure(),
        "component": components::component(),
        "gate": components::gate(),
        "curve": components::curve(),
        "matrix_side": object(&["measure", "at"], json!({ "measure": reference("name"), "at": list_of(reference("position")) })),
        "example": examples::example(),
    })
}

/// Each function with its typed signature.
fn functions() -> Value {
    json!({
        "sum": "(amounts or counts over credits where condition) -> money or quantity",
        "count": "(credits where condition) -> quantity",
        "count_distinct": "(a fact of credits where condition) -> quantity",
        "min": "(a fact of credits where condition) -> its type",
        "max": "(a fact of credits where condition) -> its type",
        "holders": "(tx.account, role = text, on = tx.date) -> who holds the account, with shares of 100 %",
        "baseline": "(category: text, year = -number, accounts = restated) -> money",
        "cagr": "(category: text, years: number) -> ratio",
        "first_invoice": "(a fact of tx) -> bool",
        "kpi": "(name: text) -> ratio",
        "figure": "(name: text) -> ratio",
        "default": "(value, value of the same type) -> that type",
        "months_between": "(date, date) -> ratio",
        "days_between": "(date, date) -> ratio",
    })
}

/// Which names and functions mean something in which place.
fn slots() -> Value {
    let slots = [
        Slot::CreditWhen,
        Slot::CreditAmount,
        Slot::MeasureValue,
        Slot::MilestoneValue,
        Slot::SpiffEvent,
        Slot::SpiffAmount,
        Slot::EventWhen,
    ];
    let described = slots.map(|slot| {
        json!({
            "slot": slot.said(),
            "functions": slot.functions(),
            "names": crate::expression::formula::known_names(slot.roots()),
        })
    });
    json!(described)
}
