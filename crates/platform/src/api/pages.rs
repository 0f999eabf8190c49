//! The reference of the API, made for reading: a page of all chapters, a page for each, and the document itself.

use super::document::{chapters, document, failures, needs, title};
use super::input::{Input, Kind};
use super::operation::{Operation, Verb};
use super::reference::{catalogue, codes_of, example_of, example_request};
use crate::chapter::Book;
use crate::look::components::{Button, Chip, Column, Head, Row, Section, Table, folded, lead, none, note, record_link};
use crate::look::{Markup, join, text};
use crate::texts::{say, say_count, say_with};
use crate::web::{Answer, AppRef, Caller, Guard, Path, Routes, State, View, json};
use crate::{Error, Result};
use hypertext::prelude::*;
use serde_json::Value;

/// Where the reference stands.
const PLACE: &str = "/api";

/// The routes of the reference.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api", Guard::SignedIn, show)
        .get("/api/{chapter}", Guard::SignedIn, show_chapter)
        .get("/api/v1/openapi.json", Guard::Public, show_document)
}

async fn show_document(State(app): State<AppRef>) -> Answer {
    json(&document(&app.book))
}

fn anchor(operation: &Operation) -> String {
    format!("{PLACE}/{}#{}", operation.chapter, operation.name)
}

/// All operations, chapter by chapter.
async fn show(caller: Caller) -> Answer {
    let book = &caller.app.book;
    let columns = vec![
        Column::text("operation", say("api.operation")).lead(),
        Column::text("chapter", say("api.chapter")),
        Column::text("request", say("api.request")),
        Column::text("needs", say("api.permission")).quiet(),
    ];
    let rows = chapters(book).into_iter().flat_map(|chapter| {
        of_chapter(book, chapter).map(move |operation| {
            let permission = match operation.guard {
                Guard::Public | Guard::SignedIn => none(),
                Guard::May(permission) => text(permission.name()),
            };
            Row::new(vec![
                record_link(&title(operation), &anchor(operation)),
                record_link(chapter_name(book, chapter), &format!("{PLACE}/{chapter}")),
                code(&format!("{} {}", operation.verb.method(), shown_address(operation))),
                permission,
            ])
        })
    });
    let operations = Table::new(say("api.operations"), columns).rows(rows.collect());
    let operations = Section::new(say("api.operations"), operations).memoize();
    let count = u64::try_from(book.operations.all().len()).unwrap_or_default();
    let head = Head::new(say_count("api.count", count))
        .sub(text(say("api.about")))
        .action(Button::link(say("api.tokens"), "/tokens").primary())
        .action(Button::link(say("api.document"), "/api/v1/openapi.json"));
    let first = maud! { p { (say("api.first")) } (code_block("curl $MAINSTAY/api/v1/staff -H \"Authorization: Bearer $MAINSTAY_TOKEN\"")) };
    let first = Section::new(say("api.first_title"), first.memoize()).memoize();
    Ok(caller.page(View::new(say("api.place"), PLACE, join([head.memoize(), first, operations]))))
}

fn of_chapter<'a>(book: &'a Book, chapter: &'a str) -> impl Iterator<Item = &'a Operation> {
    book.operations.all().iter().filter(move |operation| operation.chapter == chapter)
}

/// A chapter as people know it: by its place in the navigation, or by that of its page.
pub(crate) fn chapter_name(book: &Book, chapter: &str) -> &'static str {
    let known = book.chapters.iter().find(|known| known.word == chapter);
    let place = known.and_then(|known| known.places.first());
    place.map_or_else(|| say(&format!("{chapter}.place")), |place| say(place.text))
}

/// The address with its parameters in capitals, as the guide writes them: `/accounts/ACCOUNT`.
fn shown_address(operation: &Operation) -> String {
    let mut address = operation.address();
    for name in operation.parameters() {
        address = address.replace(&format!("{{{name}}}"), &name.to_uppercase());
    }
    address
}

fn code(words: &str) -> Markup {
    maud! { code { (words) } }.memoize()
}

fn code_block(words: &str) -> Markup {
    maud! { pre .code tabindex="0" { code { (words) } } }.memoize()
}

/// The operations of one chapter, each in full.
async fn show_chapter(caller: Caller, Path(chapter): Path<String>) -> Answer {
    let book = &caller.app.book;
    let operations: Vec<&Operation> = of_chapter(book, &chapter).collect();
    if operations.is_empty() {
        return Err(Error::NotFound { what: "chapter" });
    }
    let known = document(book);
    let name = chapter_name(book, &chapter);
    let head = Head::new(name).sub(text(say("api.chapter_about")));
    let sections = operations.iter().map(|operation| shown(operation, &known));
    let sections = sections.collect::<Result<Vec<_>>>()?;
    let refusals = Section::new(say("api.refusals"), refusals(&operations)).about(say("api.refusals_about"));
    let body = join([head.memoize()].into_iter().chain(sections).chain([refusals.memoize()]));
    Ok(caller.page(View::new(name, PLACE, body).under(say("api.place"), PLACE)))
}

fn shown(operation: &Operation, document: &Value) -> Result<Markup> {
    let request = format!("{} {}", operation.verb.method(), shown_address(operation));
    let mut parts = vec![maud! { p { (code(&request)) " " (Chip::new(needs(operation))) } }.memoize()];
    let parameters = operation.parameters();
    if !parameters.is_empty() || !operation.query.is_empty() || operation.paged || operation.versioned || operation.verb != Verb::Get {
        parts.push(parameters_of(operation));
    }
    if !operation.takes.inputs().is_empty() {
        parts.push(inputs_of(say("api.body"), operation.takes.inputs()));
    }
    let examples = join([
        lead(text(say("api.example_request"))),
        code_block(&example_request(operation, &format!("$MAINSTAY{}", shown_address(operation)))),
        lead(text(say_with("api.example_answer", &[("status", &operation.status.to_string())]))),
        code_block(&answer_of(operation, document)?),
    ]);
    parts.push(folded(say("api.examples"), examples, false));
    let failures = failures(operation)
        .into_iter()
        .map(|(status, means)| Row::new(vec![text(status.to_string()), text(say(means))]));
    let columns = vec![
        Column::text("status", say("api.status")),
        Column::text("means", say("api.means")).lead(),
    ];
    let table = Table::new(say("api.failures"), columns).rows(failures.collect()).tight();
    parts.push(folded(say("api.failures"), table, false));
    Ok(Section::new(title(operation), join(parts)).id(operation.name).memoize())
}

fn answer_of(operation: &Operation, document: &Value) -> Result<String> {
    let address = operation.address().replace('~', "~0").replace('/', "~1");
    let verb = operation.verb.method().to_lowercase();
    let place = format!(
        "/paths/{address}/{verb}/responses/{}/content/application~1json/schema",
        operation.status
    );
    let components = document.pointer("/components/schemas").cloned().unwrap_or_default();
    let example = document
        .pointer(&place)
        .map(|schema| example_of(schema, &components, 0))
        .unwrap_or_default();
    serde_json::to_string_pretty(&example).map_err(|e| Error::Failed(anyhow::Error::new(e).context("writing an example")))
}

fn parameters_of(operation: &Operation) -> Markup {
    let row = |name: &str, place: &str, about: &str, needed: bool| {
        let needed = if needed { say("api.needed") } else { "" };
        Row::new(vec![code(name), text(say(place)), text(about), text(needed)])
    };
    let mut rows: Vec<Row> = operation
        .parameters()
        .into_iter()
        .map(|name| row(name, "api.in_path", say("api.of_the_address"), true))
        .collect();
    let query = |input: &Input| {
        row(
            input.name,
            "api.in_query",
            &format!("{} {}", say(input.about), kind_words(input)),
            input.needed,
        )
    };
    rows.extend(operation.query.iter().map(query));
    if operation.paged {
        rows.extend(super::body::PAGED.iter().map(query));
    }
    if operation.versioned {
        rows.push(row("If-Match", "api.in_header", say("api.if_match"), true));
    }
    if operation.verb != Verb::Get {
        rows.push(row("Idempotency-Key", "api.in_header", say("api.idempotency_key"), false));
    }
    let columns = vec![
        Column::text("name", say("api.parameter")).lead(),
        Column::text("place", say("api.place_of")).quiet(),
        Column::text("about", say("api.meaning")),
        Column::text("needed", ""),
    ];
    Table::new(say("api.parameters"), columns).rows(rows).tight().memoize()
}

fn inputs_of(caption: &str, inputs: &[Input]) -> Markup {
    let rows = inputs.iter().map(|input| {
        let needed = if input.needed { say("api.needed") } else { "" };
        Row::new(vec![
            code(input.name),
            text(kind_words(input)),
            text(say(input.about)),
            text(needed),
        ])
    });
    let columns = vec![
        Column::text("name", say("api.member")).lead(),
        Column::text("kind", say("api.kind")),
        Column::text("about", say("api.meaning")),
        Column::text("needed", ""),
    ];
    Table::new(caption, columns).rows(rows.collect()).tight().memoize()
}

/// What a field may be, in words.
fn kind_words(input: &Input) -> String {
    let n = |n: usize| n.to_string();
    match input.kind {
        Kind::Text(max) => say_with("api.kind_text", &[("n", &n(max))]),
        Kind::Day => say("api.kind_day").to_owned(),
        Kind::Decimal => say("api.kind_decimal").to_owned(),
        Kind::Whole(min, max) => say_with("api.kind_whole", &[("min", &min.to_string()), ("max", &max.to_string())]),
        Kind::Flag => say("api.kind_flag").to_owned(),
        Kind::Id => say("api.kind_id").to_owned(),
        Kind::Word(words) => say_with("api.kind_word", &[("words", &words().join(", "))]),
        Kind::Texts(max) => say_with("api.kind_texts", &[("n", &n(max))]),
        Kind::Words(words) => say_with("api.kind_words", &[("words", &words().join(", "))]),
    }
}

/// The refusals of the chapter, each with its remedy.
fn refusals(operations: &[&Operation]) -> Markup {
    let Some(operation) = operations
        .iter()
        .find(|operation| operation.verb != Verb::Get)
        .or(operations.first())
    else {
        return note(text(""));
    };
    let rows =
        codes_of(operation, catalogue()).map(|known| Row::new(vec![code(known.code), text(without_holes(known.sentence))]).id(known.code));
    let columns = vec![
        Column::text("code", say("api.code")),
        Column::text("means", say("api.means")).lead(),
    ];
    Table::new(say("api.refusals"), columns).rows(rows.collect()).tight().memoize()
}

/// A sentence of the catalogue, with an ellipsis for what it is filled with.
fn without_holes(sentence: &str) -> String {
    let mut parts = sentence.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push('…');
        text.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    text
}
