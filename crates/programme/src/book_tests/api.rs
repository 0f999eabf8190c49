//! The API as a whole: every act of a page has its way in for programs, names are uniform, and the document says all of it.

use super::source::root;
use platform::api::{Operation, Takes, Verb, document};
use platform::testing::TestProgramme;
use platform::texts::say;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Acts of pages that no program does, each with the reason.
const FOR_PEOPLE_ALONE: &[(&str, &str)] = &[
    ("/theme", "how a page looks to one reader"),
    ("/sign-in", "a program has a token instead of a session"),
    ("/sign-in/link", "a program has a token instead of a session"),
    (
        "/mail/leaving",
        "the link of a mail has a token of its own; a program chooses by choose_mail",
    ),
    ("/sign-out", "a program has a token instead of a session"),
    ("/sessions/{session}/end", "sessions are of browsers"),
    ("/sessions/end-all", "sessions are of browsers"),
    ("/sessions/keys", "keys are pressed in a browser"),
    ("/password", "whoever has a token must not be able to keep its user out"),
    ("/tokens", "a token makes no token"),
    ("/tokens/{token}/end", "tokens are ended where they are made"),
    ("/users/{user}/tokens/{token}/end", "tokens are ended where they are made"),
    (
        "/users/{user}/link",
        "the answer would hold a secret that signs in as somebody else",
    ),
    (
        "/facts/profiles/changes/{entry}/undo",
        "the way back on the page after a deletion; a program keeps the profile again with its next import",
    ),
    (
        "/staff/changes/{entry}/undo",
        "the way back on the page after an act; a program ends what it began, and begins what it ended",
    ),
    (
        "/coaching/calendar",
        "the answer would hold a secret that reads a calendar without a token",
    ),
];

/// Where a page and the API name one act differently: the page's address, and the operation.
const ELSEWHERE: &[(&str, &str)] = &[
    ("/facts/import", "create_import"),
    ("/facts/profiles/{profile}/name", "update_profile"),
    ("/facts/profiles/{profile}/deletion", "delete_profile"),
    ("/facts/{import}/columns", "map_columns"),
    ("/facts/{import}/keeping", "keep_import"),
    ("/facts/{import}/discarding", "discard_import"),
    ("/facts/{import}/taking-back", "take_back_import"),
    ("/incentives/runs/{run}/replay", "find_replay"),
    ("/views/{view}/deletion", "delete_view"),
    ("/notes/{note}/deletion", "delete_note"),
    ("/notes/tasks/{task}/deletion", "delete_task"),
    ("/notes/files/{file}/deletion", "delete_file"),
];

/// The operation that does what a page's form does.
fn counterpart<'a>(operations: &'a [Operation], path: &str) -> Option<&'a Operation> {
    let named = ELSEWHERE.iter().find(|(page, _)| *page == path).map(|(_, name)| *name);
    let same = |operation: &&Operation| {
        let writes = operation.verb != Verb::Get && operation.path == path;
        named.map_or(writes, |name| operation.name == name)
    };
    operations.iter().find(same)
}

#[tokio::test]
async fn every_act_of_a_page_has_its_way_in_for_programs_or_a_reason_why_not() {
    let programme = TestProgramme::new(crate::book()).await;
    let operations = programme.app.book.operations.all();
    let pages = programme
        .routes
        .iter()
        .filter(|route| route.method == "POST" && !route.path.starts_with("/api/v1/"));
    let mut seen = BTreeSet::new();
    for route in pages {
        let reason = FOR_PEOPLE_ALONE.iter().find(|(path, _)| *path == route.path);
        let operation = counterpart(operations, &route.path);
        assert!(
            reason.is_some() != operation.is_some(),
            "{}: give it an operation in the chapter's api.rs, or a reason in FOR_PEOPLE_ALONE",
            route.path
        );
        if let Some(operation) = operation {
            assert_eq!(
                operation.guard, route.guard,
                "{} asks for another permission than the page",
                operation.name
            );
        }
        seen.insert(route.path.as_str());
    }
    let gone = FOR_PEOPLE_ALONE.iter().chain(ELSEWHERE).find(|(path, _)| !seen.contains(path));
    assert_eq!(gone, None, "no page sends this any more");
}

#[test]
fn an_operation_is_called_by_a_verb_and_a_noun_and_stands_under_its_chapter() {
    let book = crate::book();
    let words: BTreeSet<&str> = book.chapters.iter().map(|chapter| chapter.word).collect();
    let mut names = BTreeSet::new();
    for operation in book.operations.all() {
        let name = operation.name;
        assert!(names.insert(name), "{name} stands twice");
        assert!(words.contains(operation.chapter), "{name} stands under no chapter");
        let verb = name.split('_').next().unwrap();
        let right = match operation.verb {
            Verb::Get => matches!(verb, "list" | "find"),
            Verb::Put => verb == "update",
            Verb::Delete => verb == "delete",
            Verb::Post => !matches!(verb, "list" | "find" | "update" | "delete" | "get" | "set"),
        };
        assert!(right, "{name} is no name for {} {}", operation.verb.method(), operation.path);
        assert_eq!(
            operation.verb == Verb::Post && operation.status == 201,
            verb == "create" && operation.status == 201,
            "{name}"
        );
    }
}

#[test]
fn every_field_says_what_it_is_and_stands_once() {
    for operation in crate::book().operations.all() {
        let inputs = operation.takes.inputs().iter().chain(operation.query);
        let mut names = BTreeSet::new();
        for input in inputs {
            assert!(
                !say(input.about).starts_with('['),
                "{}.{} says {}, which has no sentence",
                operation.name,
                input.name,
                input.about
            );
            assert!(names.insert(input.name), "{}.{} stands twice", operation.name, input.name);
            assert!(
                input.name != "version" && input.name != "csrf",
                "{}.{} is the house's own",
                operation.name,
                input.name
            );
        }
    }
}

#[test]
fn every_component_of_the_document_has_a_name_of_its_own() {
    let document = document(&crate::book());
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        // Two types of one name are told apart by a number, which nobody could rely on.
        assert!(!name.ends_with(|c: char| c.is_ascii_digit()), "two types are called {name}");
        assert!(
            !name.ends_with("Shown") && !name.ends_with("Json"),
            "{name} is how the source calls it"
        );
        assert!(schema.get("$schema").is_none());
    }
}

/// The document in a line for each operation, and its components: what a reviewer reads when it changes.
#[test]
fn the_document_is_as_reviewed() {
    let book = crate::book();
    let document = document(&book);
    let mut text = String::new();
    for operation in book.operations.all() {
        let described = &document["paths"][operation.address()][operation.verb.method().to_lowercase()];
        let fields: Vec<String> = operation
            .takes
            .inputs()
            .iter()
            .map(|input| format!("{}{}", input.name, if input.needed { "!" } else { "" }))
            .collect();
        let sends = match operation.takes {
            Takes::Nothing => String::new(),
            Takes::Fields(_) => format!(" {{{}}}", fields.join(" ")),
            Takes::Files(_) => format!(" files {{{}}}", fields.join(" ")),
        };
        let query: Vec<&str> = operation.query.iter().map(|input| input.name).collect();
        let query = if query.is_empty() {
            String::new()
        } else {
            format!(" ?{}", query.join("&"))
        };
        let version = if operation.versioned { " If-Match" } else { "" };
        let statuses: Vec<&String> = described["responses"].as_object().unwrap().keys().collect();
        let needs = described["description"].as_str().unwrap();
        writeln!(
            text,
            "{} {} {}{query}{sends}{version}\n    {needs}; {}; {}",
            operation.name,
            operation.verb.method(),
            operation.address(),
            answer(described),
            statuses.iter().map(|status| status.as_str()).collect::<Vec<_>>().join(" ")
        )
        .unwrap();
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        writeln!(text, "\n{name}: {}", members(schema)).unwrap();
    }
    insta::assert_snapshot!("openapi", text);
}

fn answer(described: &Value) -> String {
    let responses = described["responses"].as_object().unwrap();
    let success = responses.iter().find(|(status, _)| status.starts_with('2')).unwrap().1;
    kind(&success["content"]["application/json"]["schema"])
}

fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        return name.rsplit('/').next().unwrap().to_owned();
    }
    if let Some(items) = schema.get("items") {
        return format!("[{}]", kind(items));
    }
    if let Some(items) = schema.pointer("/properties/items/items") {
        return format!("page of {}", kind(items));
    }
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    match &schema["type"] {
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => kinds.iter().map(|kind| kind.as_str().unwrap()).collect::<Vec<_>>().join(" or "),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => "anything".to_owned(),
    }
}

fn members(schema: &Value) -> String {
    let Some(members) = schema["properties"].as_object() else {
        return kind(schema);
    };
    let all: BTreeMap<&String, String> = members.iter().map(|(name, of)| (name, kind(of))).collect();
    all.iter()
        .map(|(name, kind)| format!("{name} {kind}"))
        .collect::<Vec<_>>()
        .join(", ")
}

#[test]
fn the_guide_of_the_api_names_every_chapter_that_has_operations() {
    let guide = std::fs::read_to_string(root().join("docs/guide/api.md")).unwrap();
    let chapters: BTreeSet<&str> = crate::book().operations.all().iter().map(|operation| operation.chapter).collect();
    for chapter in chapters {
        assert!(
            guide.contains(&format!("`{chapter}`")),
            "docs/guide/api.md does not name `{chapter}`"
        );
    }
}
