//! JSON Schema as the OpenAPI document uses it: whether a value fits, and values that do.

use proptest::prelude::*;
use proptest::strategy::BoxedStrategy;
use serde_json::{Map, Value, json};

/// What a schema may say without anybody here looking at it.
const REMARKS: [&str; 6] = ["description", "title", "format", "default", "pattern", "$schema"];

/// Why a value does not fit a schema.
pub(super) fn fits(schema: &Value, value: &Value, document: &Value) -> Result<(), String> {
    let Value::Object(schema) = schema else {
        return if schema == &Value::Bool(false) {
            Err("nothing fits".to_owned())
        } else {
            Ok(())
        };
    };
    for (keyword, said) in schema {
        keyword_fits(keyword, said, (schema, value), document).map_err(|why| format!("{keyword} {said}: {why}"))?;
    }
    Ok(())
}

fn keyword_fits(keyword: &str, said: &Value, (schema, value): (&Map<String, Value>, &Value), document: &Value) -> Result<(), String> {
    let wrong = || Err(format!("{value}"));
    let each = |said: &Value| {
        said.as_array()
            .unwrap()
            .iter()
            .filter(|one| fits(one, value, document).is_ok())
            .count()
    };
    let long = |n: Option<usize>, most: bool| {
        n.is_none_or(|n| {
            let bound = usize::try_from(said.as_u64().unwrap()).unwrap();
            if most { n <= bound } else { n >= bound }
        })
    };
    let letters = value.as_str().map(|text| text.chars().count());
    let items = value.as_array().map(Vec::len);
    let fine = match keyword {
        "$ref" => {
            let place = said.as_str().unwrap().trim_start_matches('#');
            return fits(document.pointer(place).expect("a reference leads somewhere"), value, document);
        }
        "type" => match said.as_array() {
            Some(kinds) => kinds.iter().any(|kind| is(kind.as_str().unwrap(), value)),
            None => is(said.as_str().unwrap(), value),
        },
        "enum" => said.as_array().unwrap().contains(value),
        "const" => said == value,
        "anyOf" => each(said) > 0,
        "oneOf" => each(said) == 1,
        "allOf" => each(said) == said.as_array().unwrap().len(),
        "minLength" => long(letters, false),
        "maxLength" => long(letters, true),
        "minItems" => long(items, false),
        "maxItems" => long(items, true),
        "uniqueItems" => true,
        "minimum" => value.as_i64().is_none_or(|n| said.as_i64().is_none_or(|least| n >= least)),
        "maximum" => value.as_i64().is_none_or(|n| said.as_i64().is_none_or(|most| n <= most)),
        "required" => {
            let missing = |name: &&Value| value.as_object().is_some_and(|object| !object.contains_key(name.as_str().unwrap()));
            match said.as_array().unwrap().iter().find(missing) {
                Some(name) => return Err(format!("{name} is missing in {value}")),
                None => true,
            }
        }
        "properties" | "additionalProperties" => return members_fit(keyword, said, (schema, value), document),
        "items" | "prefixItems" => return items_fit(keyword, said, (schema, value), document),
        known if REMARKS.contains(&known) => true,
        unknown => panic!("nobody has taught this test what {unknown} means"),
    };
    if fine { Ok(()) } else { wrong() }
}

fn members_fit(keyword: &str, said: &Value, (schema, value): (&Map<String, Value>, &Value), document: &Value) -> Result<(), String> {
    let Value::Object(members) = value else { return Ok(()) };
    let known = schema.get("properties").and_then(Value::as_object);
    for (name, member) in members {
        let of = known.and_then(|known| known.get(name));
        let of = if keyword == "properties" {
            of
        } else {
            of.is_none().then_some(said)
        };
        if let Some(of) = of {
            fits(of, member, document).map_err(|why| format!("{name}: {why}"))?;
        }
    }
    Ok(())
}

fn items_fit(keyword: &str, said: &Value, (schema, value): (&Map<String, Value>, &Value), document: &Value) -> Result<(), String> {
    let Value::Array(items) = value else { return Ok(()) };
    let first = schema.get("prefixItems").and_then(Value::as_array);
    let skipped = first.map_or(0, Vec::len);
    for (place, item) in items.iter().enumerate() {
        let of = match keyword {
            "prefixItems" => said.as_array().and_then(|all| all.get(place)),
            _ => (place >= skipped).then_some(said),
        };
        if let Some(of) = of {
            fits(of, item, document).map_err(|why| format!("[{place}]: {why}"))?;
        }
    }
    Ok(())
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        unknown => panic!("{unknown} is no type of JSON"),
    }
}

/// Values that fit the schema of a field of a body or a query.
pub(super) fn values(schema: &Value) -> BoxedStrategy<Value> {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return proptest::sample::select(words.clone()).boxed();
    }
    let (kind, nullable) = match schema["type"].as_array() {
        Some(kinds) => (kinds[0].as_str().unwrap().to_owned(), true),
        None => (schema["type"].as_str().unwrap().to_owned(), false),
    };
    let some = match kind.as_str() {
        "string" => texts(schema),
        "integer" => (schema["minimum"].as_i64().unwrap()..=schema["maximum"].as_i64().unwrap())
            .prop_map(Value::from)
            .boxed(),
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "array" => {
            let most = schema["maxItems"].as_u64().map_or(3, |most| usize::try_from(most).unwrap().min(4));
            let unique = schema["uniqueItems"] == true;
            proptest::collection::vec(values(&schema["items"]), 0..=most)
                .prop_map(move |mut items| {
                    if unique {
                        items.sort_by_key(Value::to_string);
                        items.dedup();
                    }
                    Value::Array(items)
                })
                .boxed()
        }
        unknown => panic!("{unknown} is no type of a field"),
    };
    if nullable {
        prop_oneof![3 => some, 1 => Just(Value::Null)].boxed()
    } else {
        some
    }
}

fn texts(schema: &Value) -> BoxedStrategy<Value> {
    let made: BoxedStrategy<String> = match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (Some("date"), _) => (2024..2028, 1..13, 1..29)
            .prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
            .boxed(),
        (Some("uuid"), _) => (0..0xffff_u32).prop_map(|n| format!("00000000-0000-0000-0000-{n:012x}")).boxed(),
        (_, Some("\\S")) => "[a-zA-Zäöü0-9<>&'\"\\\\%_ -]{0,40}x".boxed(),
        (_, Some(_)) => "-?[0-9]{1,4}(\\.[0-9]{1,2})?".boxed(),
        (_, None) => "\\PC{0,40}".boxed(),
    };
    made.prop_map(Value::from).boxed()
}

/// A body that fits, and what it is changed into so that it does not: each change with the field it is about.
pub(super) fn spoiled(schema: &Value, body: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (name, of) in schema["properties"].as_object().unwrap() {
        let with = |value: Value| {
            let mut changed = body.clone();
            changed[name.as_str()] = value;
            (name.clone(), changed)
        };
        all.push(with(json!({ "nested": [] })));
        all.push(with(json!(-0.5)));
        if let Some(most) = of["maxLength"].as_u64() {
            all.push(with(Value::from("x".repeat(usize::try_from(most).unwrap() + 1))));
            all.push(with(json!("a\u{0}b")));
        }
        if of.get("enum").is_some() || of.get("format").is_some() {
            all.push(with(json!("none of these")));
        }
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap();
        let mut changed = body.clone();
        changed.as_object_mut().unwrap().remove(name);
        all.push((name.to_owned(), changed));
    }
    let mut changed = body.clone();
    changed["nobody_declared_this"] = json!(1);
    all.push(("nobody_declared_this".to_owned(), changed));
    all
}
