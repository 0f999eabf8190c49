//! The OpenAPI document, written from the operations that are served.

use super::input::Input;
use super::operation::{Operation, Takes, Verb};
use super::problem::Problem;
use super::reference::{catalogue, codes_of};
use crate::chapter::Book;
use crate::texts::say;
use crate::web::Guard;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// The name under which the document knows an access token.
const TOKEN: &str = "access_token";

/// The OpenAPI 3.1 document of a book.
#[must_use]
pub fn document(book: &Book) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "#/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.for_serialize().into_generator();
    let problem = generator.subschema_for::<Problem>().to_value();
    let mut paths: Map<String, Value> = Map::new();
    for operation in book.operations.all() {
        let described = described(operation, &problem, &mut generator);
        let path = paths.entry(operation.address()).or_insert_with(|| json!({}));
        if let Value::Object(verbs) = path {
            verbs.insert(operation.verb.method().to_lowercase(), described);
        }
    }
    let mut schemas = generator.take_definitions(true);
    for schema in schemas.values_mut() {
        if let Value::Object(schema) = schema {
            schema.remove("$schema");
        }
    }
    let tags = chapters(book).into_iter().map(|chapter| json!({ "name": chapter }));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Mainstay",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": say("api.summary"),
            "description": say("api.description"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ TOKEN: [] }],
        "tags": tags.collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                TOKEN: { "type": "http", "scheme": "bearer", "description": say("api.security") },
            },
        },
    })
}

/// The chapters that programs can do something in, in the order of the book.
pub(super) fn chapters(book: &Book) -> Vec<&'static str> {
    let mut chapters = Vec::new();
    for operation in book.operations.all() {
        if !chapters.contains(&operation.chapter) {
            chapters.push(operation.chapter);
        }
    }
    chapters
}

/// `list_accounts` as people say it: "List accounts".
pub(super) fn title(operation: &Operation) -> String {
    let words = operation.name.replace('_', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Who may, in words.
pub(super) fn needs(operation: &Operation) -> String {
    match operation.guard {
        Guard::Public | Guard::SignedIn => say("api.needs_nothing").to_owned(),
        Guard::May(permission) => crate::texts::say_with("api.needs", &[("permission", permission.name())]),
    }
}

fn described(operation: &Operation, problem: &Value, generator: &mut SchemaGenerator) -> Value {
    let mut described = json!({
        "operationId": operation.name,
        "summary": title(operation),
        "description": needs(operation),
        "tags": [operation.chapter],
        "parameters": parameters(operation),
        "responses": responses(operation, problem, generator),
    });
    if let (Some(body), Value::Object(members)) = (request_body(operation), &mut described) {
        members.insert("requestBody".to_owned(), body);
    }
    described
}

/// A JSON object of these members and no others.
fn object(inputs: &[Input]) -> Value {
    let properties: Map<String, Value> = inputs.iter().map(|input| (input.name.to_owned(), input.schema())).collect();
    let required: Vec<&str> = inputs.iter().filter(|input| input.needed).map(|input| input.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn request_body(operation: &Operation) -> Option<Value> {
    match operation.takes {
        Takes::Nothing => None,
        Takes::Fields(inputs) => {
            let required = inputs.iter().any(|input| input.needed);
            Some(json!({ "required": required, "content": { "application/json": { "schema": object(inputs) } } }))
        }
        Takes::Files(inputs) => {
            let mut properties: Map<String, Value> = inputs
                .iter()
                .map(|input| {
                    let mut schema = input.query_schema();
                    if let Value::Object(members) = &mut schema {
                        members.insert("description".to_owned(), json!(say(input.about)));
                    }
                    (input.name.to_owned(), schema)
                })
                .collect();
            let files = json!({ "type": "array", "minItems": 1, "items": { "type": "string", "format": "binary" } });
            properties.insert("files".to_owned(), files);
            let schema = json!({ "type": "object", "properties": properties, "required": ["files"] });
            Some(json!({ "required": true, "content": { "multipart/form-data": { "schema": schema } } }))
        }
    }
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let mut all: Vec<Value> = operation
        .parameters()
        .into_iter()
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    let query = |input: &Input| {
        json!({
            "name": input.name, "in": "query", "required": input.needed,
            "description": say(input.about), "schema": input.query_schema(),
        })
    };
    all.extend(operation.query.iter().map(query));
    if operation.paged {
        all.extend(super::body::PAGED.iter().map(query));
    }
    let header = |name: &str, about: &str, required: bool| {
        let schema = json!({ "type": "string" });
        json!({ "name": name, "in": "header", "required": required, "description": say(about), "schema": schema })
    };
    match operation.verb {
        Verb::Get => all.push(header("If-None-Match", "api.if_none_match", false)),
        Verb::Post | Verb::Put | Verb::Delete => all.push(header("Idempotency-Key", "api.idempotency_key", false)),
    }
    if operation.versioned {
        all.push(header("If-Match", "api.if_match", true));
    }
    all
}

/// The statuses of an operation besides its success, with the key of what each means.
pub(super) fn failures(operation: &Operation) -> Vec<(u16, &'static str)> {
    let writes = operation.verb != Verb::Get;
    let takes = match operation.takes {
        Takes::Nothing => writes,
        Takes::Fields(_) | Takes::Files(_) => true,
    };
    let all = [
        (400, "api.means_400", takes),
        (401, "api.means_401", true),
        (403, "api.means_403", true),
        (404, "api.means_404", true),
        (409, "api.means_409", writes),
        (412, "api.means_412", operation.versioned),
        (413, "api.means_413", takes),
        (415, "api.means_415", takes),
        (422, "api.means_422", true),
        (428, "api.means_428", operation.versioned),
        (429, "api.means_429", true),
        (500, "api.means_500", true),
    ];
    all.into_iter()
        .filter(|(_, _, applies)| *applies)
        .map(|(status, means, _)| (status, means))
        .collect()
}

fn responses(operation: &Operation, problem: &Value, generator: &mut SchemaGenerator) -> Map<String, Value> {
    let text = |about: &str| json!({ "description": say(about), "schema": { "type": "string" } });
    let limits = [
        ("RateLimit", text("api.ratelimit")),
        ("RateLimit-Policy", text("api.ratelimit_policy")),
    ];
    let mut headers: Map<String, Value> = limits.iter().map(|(name, header)| ((*name).to_owned(), header.clone())).collect();
    headers.insert("ETag".to_owned(), text("api.etag"));
    if operation.paged {
        headers.insert("Link".to_owned(), text("api.link"));
    }
    if operation.status == 201 {
        headers.insert("Location".to_owned(), text("api.location"));
    }
    if operation.verb != Verb::Get {
        headers.insert("Idempotency-Replayed".to_owned(), text("api.replayed"));
    }
    let schema = (operation.answers)(generator).to_value();
    let mut all = Map::new();
    let content = json!({ "application/json": { "schema": schema } });
    let success = json!({ "description": say("api.success"), "headers": headers, "content": content });
    all.insert(operation.status.to_string(), success);
    if operation.verb == Verb::Get {
        all.insert("304".to_owned(), json!({ "description": say("api.means_304") }));
    }
    for (status, means) in failures(operation) {
        let mut answer = json!({
            "description": say(means),
            "content": { "application/problem+json": { "schema": problem } },
        });
        if let (422, Value::Object(members)) = (status, &mut answer) {
            let codes: Vec<&str> = codes_of(operation, catalogue()).map(|known| known.code).collect();
            members.insert("x-codes".to_owned(), json!(codes));
        }
        all.insert(status.to_string(), answer);
    }
    all
}
