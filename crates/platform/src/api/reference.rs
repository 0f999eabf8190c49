//! What the reference pages say of an operation besides its declaration: an example of a request, an example of an answer, and the
//! refusals with their remedies, from the reviewed catalogue.

use super::input::{Input, Kind};
use super::operation::{Operation, Takes, Verb};
use serde_json::{Map, Value, json};
use std::sync::OnceLock;

/// Every refusal that the program knows, as the book tests write it down.
const CATALOGUE: &str = include_str!("../../../../docs/error-catalogue.md");

/// A refusal with its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) code: &'static str,
    pub(super) sentence: &'static str,
}

/// The refusals of the catalogue, in order.
pub(super) fn catalogue() -> &'static [Known] {
    static ALL: OnceLock<Vec<Known>> = OnceLock::new();
    ALL.get_or_init(|| CATALOGUE.lines().filter_map(known).collect())
}

fn known(line: &'static str) -> Option<Known> {
    let (code, sentence) = line.strip_prefix("| `")?.split_once("` | ")?;
    Some(Known {
        code,
        sentence: sentence.strip_suffix(" |")?,
    })
}

/// The refusals that may come from an operation: those of its chapter, and of reading a request.
pub(super) fn codes_of<'a>(operation: &Operation, all: &'a [Known]) -> impl Iterator<Item = &'a Known> {
    let chapter = operation.chapter;
    let writes = operation.verb != Verb::Get;
    all.iter().filter(move |known| {
        let word = known.code.split('.').next().unwrap_or_default();
        word == chapter || word == "form" || word == "api" || (writes && word == "payplan" && chapter == "incentives")
    })
}

/// An example of a value of a field.
fn example(input: &Input) -> Value {
    match input.kind {
        Kind::Text(_) => json!(format!("{} …", input.name)),
        Kind::Day => json!("2027-04-15"),
        Kind::Decimal => json!("1234.50"),
        Kind::Whole(min, max) => json!(min.max(1).min(max)),
        Kind::Flag => json!(true),
        Kind::Id => json!("0197c9a0-6f4e-7c11-9d3e-2b6a54f0c1d2"),
        Kind::Word(words) => json!(words().first().copied().unwrap_or_default()),
        Kind::Texts(_) => json!([format!("{} …", input.name)]),
        Kind::Words(words) => json!(words().first().into_iter().collect::<Vec<_>>()),
    }
}

/// An example of the body of a request; none when it takes none.
pub(super) fn example_body(operation: &Operation) -> Option<String> {
    let Takes::Fields(inputs) = operation.takes else { return None };
    let members: Map<String, Value> = inputs.iter().map(|input| (input.name.to_owned(), example(input))).collect();
    serde_json::to_string_pretty(&members).ok()
}

/// A request as it is typed into a shell.
pub(super) fn example_request(operation: &Operation, address: &str) -> String {
    let mut lines = vec![format!("curl {address}")];
    lines.push("  -H \"Authorization: Bearer $MAINSTAY_TOKEN\"".to_owned());
    if operation.verb != Verb::Get {
        lines.insert(1, format!("  -X {}", operation.verb.method()));
        lines.push("  -H \"Idempotency-Key: $(uuidgen)\"".to_owned());
    }
    if operation.versioned {
        lines.push("  -H 'If-Match: \"7\"'".to_owned());
    }
    match operation.takes {
        Takes::Nothing => {}
        Takes::Fields(_) => {
            lines.push("  -H 'Content-Type: application/json'".to_owned());
            let body = example_body(operation).unwrap_or_default();
            lines.push(format!("  -d '{body}'"));
        }
        Takes::Files(_) => lines.push("  -F 'files=@orders.csv'".to_owned()),
    }
    lines.join(" \\\n")
}

/// An example of what a schema describes; references are looked up among the components.
pub(super) fn example_of(schema: &Value, components: &Value, depth: usize) -> Value {
    if depth > 6 {
        return json!("…");
    }
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = name.rsplit('/').next().unwrap_or_default();
        return components
            .get(name)
            .map_or(Value::Null, |known| example_of(known, components, depth + 1));
    }
    for choice in ["anyOf", "oneOf", "allOf"] {
        if let Some(first) = schema.get(choice).and_then(Value::as_array).and_then(|all| all.first()) {
            return example_of(first, components, depth + 1);
        }
    }
    if let Some(known) = schema.get("const").or_else(|| schema.get("enum").and_then(|all| all.get(0))) {
        return known.clone();
    }
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => kind.as_str(),
        Some(Value::Array(kinds)) => kinds.first().and_then(Value::as_str).unwrap_or_default(),
        Some(_) | None => "",
    };
    match kind {
        "object" => {
            let members = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
            let shown = members
                .iter()
                .map(|(name, of)| (name.clone(), example_of(of, components, depth + 1)));
            Value::Object(shown.collect())
        }
        "array" => schema
            .get("items")
            .map_or(json!([]), |items| json!([example_of(items, components, depth + 1)])),
        "integer" | "number" => json!(1),
        "boolean" => json!(true),
        "string" => match schema.get("format").and_then(Value::as_str) {
            Some("date") => json!("2027-04-15"),
            Some("uuid") => json!("0197c9a0-6f4e-7c11-9d3e-2b6a54f0c1d2"),
            Some(_) | None => json!("…"),
        },
        _ => Value::Null,
    }
}
