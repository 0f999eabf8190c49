//! The published schema against every plan there is, the difference of two versions, and the document of a plan.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::plan;
use crate::problem::Problems;
use crate::yaml::{self, Content, Node};
use crate::{difference, document, schema};

const KAM: &str = include_str!("../../plans/kam-emea-2027.yaml");

/// Every plan file, by name.
fn plans() -> BTreeMap<String, String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("plans");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect()
}

/// The document as an editor's YAML reader sees it.
fn seen(node: &Node) -> Value {
    match &node.content {
        Content::Map(entries) => entries.iter().map(|(key, node)| (key.name.clone(), seen(node))).collect(),
        Content::List(members) => members.iter().map(seen).collect(),
        Content::Scalar { text, quoted: true } => json!(text),
        Content::Scalar { text, quoted: false } => {
            if let Ok(whole) = text.parse::<i64>() {
                json!(whole)
            } else if text == "true" || text == "false" {
                json!(text == "true")
            } else if text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-')) && text.parse::<f64>().is_ok() {
                json!(text.parse::<f64>().unwrap())
            } else {
                json!(text)
            }
        }
    }
}

/// The words of JSON Schema that the published schema uses, patterns apart.
fn wrong(schema: &Value, root: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = name.trim_start_matches("#/$defs/");
        let target = root["$defs"].get(name).unwrap_or_else(|| panic!("the schema has no {name}"));
        return wrong(target, root, value, at);
    }
    if let Some(ways) = schema.get("anyOf").and_then(Value::as_array) {
        let tried: Vec<Vec<String>> = ways.iter().map(|way| wrong(way, root, value, at)).collect();
        if tried.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        return tried.into_iter().min_by_key(Vec::len).unwrap();
    }
    let mut found = Vec::new();
    if let Some(known) = schema.get("enum").and_then(Value::as_array)
        && !known.contains(value)
    {
        found.push(format!("{at}: {value} is none of {known:?}"));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    };
    let own = match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::Null => "null",
    };
    if !types.is_empty() && !types.contains(&own) {
        found.push(format!("{at}: {own} instead of {types:?}"));
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(key).is_none() {
            found.push(format!("{at}: {key} is missing"));
        }
    }
    for (key, member) in value.as_object().into_iter().flatten() {
        let at = format!("{at}.{key}");
        match (schema["properties"].get(key), &schema["additionalProperties"]) {
            (Some(property), _) => found.extend(wrong(property, root, member, &at)),
            (None, Value::Bool(false)) => found.push(format!("{at} is not known")),
            (None, Value::Object(rest)) => found.extend(wrong(&json!(rest), root, member, &at)),
            (None, _) => {}
        }
    }
    for (number, member) in value.as_array().into_iter().flatten().enumerate() {
        if let Some(items) = schema.get("items") {
            found.extend(wrong(items, root, member, &format!("{at}.{number}")));
        }
    }
    found
}

fn against_schema(text: &str) -> Vec<String> {
    let root = schema();
    let node = yaml::read(text, &mut Problems::default()).unwrap();
    wrong(&root, &root, &seen(&node), "plan")
}

#[test]
fn every_plan_fits_the_published_schema() {
    for (name, text) in plans() {
        assert_eq!(against_schema(&text), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    for (right, wrong) in [
        ("mode: marginal ", "mode: marginall "),
        ("boundary: lower_tier ", "bounds: lower_tier "),
        ("missing_kpi: reweight_others", "missing_kpi: ignore"),
        ("type: recoverable_guarantee", "type: loan"),
        ("interval: cycle", "interval: decade"),
    ] {
        assert!(KAM.contains(right), "{right}");
        let text = KAM.replacen(right, wrong, 1);
        assert!(!against_schema(&text).is_empty(), "{wrong}");
        assert!(crate::parse(&text).is_err(), "{wrong}");
    }
}

#[test]
fn functions_stand_in_the_schema_with_their_types() {
    let schema = schema();
    for function in [
        "sum",
        "count",
        "count_distinct",
        "min",
        "max",
        "holders",
        "baseline",
        "cagr",
        "first_invoice",
        "kpi",
        "figure",
        "default",
        "months_between",
        "days_between",
    ] {
        assert!(
            schema["x-functions"][function]
                .as_str()
                .is_some_and(|signature| signature.contains("->")),
            "{function}"
        );
    }
}

#[test]
fn the_difference_of_two_versions_reads_as_sentences() {
    let later = KAM
        .replacen("version: 3 ", "version: 4 ", 1)
        .replacen("{ to: 130%, rate: 6% }", "{ to: 130%, rate: 7% }", 1)
        .replacen(
            "{ to: open, rate: 3% } ",
            "{ to: 150%, rate: 4% }\n        - { to: open, rate: 3% } ",
            1,
        )
        .replacen(
            "min_responses: 8, curve: { lookup: interpolate, below: 0%, beyond: last, points: [[7.5",
            "curve: { lookup: interpolate, below: 0%, beyond: last, points: [[7.5",
            1,
        )
        .replacen("first_months: 6,", "first_months: 9,", 1)
        .replacen("# TI 6,000 a year = pool 18,000", "# another comment", 1);
    let changes = difference(&plan(KAM), &plan(&later));
    let sentences: Vec<String> = changes.iter().map(|change| change.sentence.clone()).collect();
    insta::assert_snapshot!(sentences.join("\n"), @r#"
    version was `3`, is `4`.
    In components, growth-commission, tiers, rows, the tier to 130%: rate was `6%`, is `7%`.
    In components, growth-commission, tiers, rows: the tier to 150% is new: { to: 150%, rate: 4% }.
    In components, customer-satisfaction, score, items, csat_mean: min responses is gone; it was `8`.
    In guarantee, for: first months was `6`, is `9`.
    "#);
}

#[test]
fn a_comment_is_no_change() {
    let commented = format!("# said again\n{KAM}");
    assert_eq!(difference(&plan(KAM), &plan(&commented)), Vec::new());
    assert_ne!(plan(KAM).hash(), plan(&commented).hash());
}

#[test]
fn the_document_of_a_plan_has_its_curve_and_its_examples() {
    insta::assert_snapshot!("document", document(&plan(KAM)));
}
