//! Notes for programs: those of a record, a new one, an answer, a change, deleting and bringing back.

use super::acts::{self, own};
use super::noted::{self, Opened, Record};
use super::pages::{log_reading, said};
use super::rules::{Note, NoteId, WORDS_MAX};
use super::{WRITE, colleagues, store};
use crate::Result;
use crate::api::{Call, Found, Input, Listed, Made, Operation, Operations};
use crate::database::Tx;
use crate::users;
use crate::web::{Guard, address};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use vocabulary::UserId;

const ABOUT: Input = Input::text("about", "notes.api_about").needed();
const WORDS: Input = Input::long("words", "notes.words", WORDS_MAX).needed();
const PRIVATE: Input = Input::flag("private", "notes.private");
const OF_RECORD: &[Input] = &[ABOUT];
const NEW: &[Input] = &[ABOUT, WORDS, PRIVATE];
const CHANGED: &[Input] = &[WORDS, PRIVATE];
const ANSWER: &[Input] = &[WORDS];

/// Where the colleagues are who see a record.
const COLLEAGUES: &str = "/notes/colleagues";

/// Where script asks who may be named in a note on the record of a page.
pub(super) fn names_on(href: &str) -> String {
    address(&format!("/api/v1{COLLEAGUES}"), &[("about", href)])
}

/// What programs can do with notes.
pub(super) fn operations(api: Operations) -> Operations {
    let (signed_in, write) = (Guard::SignedIn, Guard::May(WRITE));
    api.and(Operation::list("list_notes", "/notes", signed_in, list_notes).query(OF_RECORD))
        .and(Operation::list_whole("list_colleagues", COLLEAGUES, write, list_colleagues).query(OF_RECORD))
        .and(Operation::create("create_note", "/notes", write, create_note).body(NEW))
        .and(Operation::find("find_note", "/notes/{note}", signed_in, find_note))
        .and(Operation::update("update_note", "/notes/{note}", write, update_note).body(CHANGED))
        .and(Operation::delete("delete_note", "/notes/{note}", write, delete_note))
        .and(Operation::act("answer_note", "/notes/{note}/answers", write, answer_note).body(ANSWER))
        .and(Operation::act("restore_note", "/notes/{note}/restoration", write, restore_note).versioned())
}

/// A note on a record, or an answer to one.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Note")]
struct Shown {
    id: String,
    /// The page of the record on which it stands.
    about: String,
    /// The note that it answers.
    under: Option<String>,
    /// What it says, as plain text.
    words: String,
    /// Whether its author alone sees it.
    private: bool,
    author_id: String,
    author: String,
    written: String,
    /// When it was last changed.
    edited: Option<String>,
    deleted: bool,
    version: i64,
}

impl Shown {
    fn new(note: &Note, opened: &Opened, names: &BTreeMap<UserId, String>) -> Self {
        Self {
            id: note.id.to_string(),
            about: opened.href.clone(),
            under: note.under.map(|under| under.to_string()),
            words: note.words.clone(),
            private: note.private,
            author_id: note.author.to_string(),
            author: names.get(&note.author).cloned().unwrap_or_default(),
            written: note.written.to_rfc3339(),
            edited: note.edited.map(|at| at.to_rfc3339()),
            deleted: note.deleted.is_some(),
            version: note.version,
        }
    }
}

/// Somebody who sees a record and may be named in a note on it.
#[derive(Serialize, JsonSchema)]
struct Colleague {
    /// As it is written after `@`.
    name: String,
}

/// Whoever asks is not among them: nobody tells themselves.
async fn list_colleagues(call: Call) -> Result<Listed<Colleague>> {
    let book = &call.app().book;
    let record = Record::find_at(book, call.query().text("about"))?;
    let mut tx = call.read().await?;
    let opened = noted::open(&mut tx, book, call.viewer(), &record).await?;
    let names = colleagues::names(&mut tx, book, opened.kind, &record).await?;
    let others = names.into_iter().filter(|name| *name != call.viewer().name);
    Ok(Listed::whole(others.map(|name| Colleague { name }).collect()))
}

fn note_id(call: &Call) -> Result<NoteId> {
    NoteId::in_address(call.path("note"))
}

fn made(note: &Note, version: i64) -> Made {
    Made::at(note.id, &format!("/notes/{}", note.id)).version(version)
}

async fn names(tx: &mut Tx, notes: &[Note]) -> Result<BTreeMap<UserId, String>> {
    users::store::list_names(tx, &notes.iter().map(|note| note.author).collect()).await
}

/// Answers stand among the notes, the latest first.
async fn list_notes(call: Call) -> Result<Listed<Shown>> {
    let page = call.page()?;
    let record = Record::find_at(&call.app().book, call.query().text("about"))?;
    let before = match page.after.as_str() {
        "" => None,
        id => Some(NoteId::in_address(id)?),
    };
    let mut tx = call.read().await?;
    let opened = noted::open(&mut tx, &call.app().book, call.viewer(), &record).await?;
    let notes = store::list_every(&mut tx, own(call.viewer())?, &record, before, page.limit).await?;
    let names = names(&mut tx, &notes).await?;
    drop(tx);
    log_reading(call.caller(), &opened, &record).await?;
    Ok(page.listed(&notes, |note| note.id.to_string(), |note| Shown::new(note, &opened, &names)))
}

async fn find_note(call: Call) -> Result<Found<Shown>> {
    let id = note_id(&call)?;
    let mut tx = call.read().await?;
    let (note, opened) = acts::find(&mut tx, call.app(), call.viewer(), id).await?;
    let names = names(&mut tx, std::slice::from_ref(&note)).await?;
    drop(tx);
    log_reading(call.caller(), &opened, &note.record).await?;
    Ok(Found::of_version(Shown::new(&note, &opened, &names), note.version))
}

async fn create_note(call: Call) -> Result<Made> {
    let record = Record::find_at(&call.app().book, call.fields().text("about"))?;
    call.writing(async |tx| {
        let note = acts::write(tx, call.app(), call.viewer(), &record, said(call.fields())).await?;
        Ok(made(&note, note.version))
    })
    .await
}

async fn answer_note(call: Call) -> Result<Made> {
    let under = note_id(&call)?;
    call.writing(async |tx| {
        let note = acts::answer(tx, call.app(), call.viewer(), under, call.fields().raw("words")).await?;
        Ok(made(&note, note.version))
    })
    .await
}

async fn update_note(call: Call) -> Result<Made> {
    let at = (note_id(&call)?, call.version()?);
    call.writing(async |tx| {
        let note = acts::update(tx, call.app(), call.viewer(), at, said(call.fields())).await?;
        Ok(made(&note, note.version + 1))
    })
    .await
}

async fn delete_note(call: Call) -> Result<Made> {
    let at = (note_id(&call)?, call.version()?);
    call.writing(async |tx| {
        let note = acts::delete(tx, call.app(), call.viewer(), at).await?;
        Ok(made(&note, note.version + 1))
    })
    .await
}

async fn restore_note(call: Call) -> Result<Made> {
    let at = (note_id(&call)?, call.version()?);
    call.writing(async |tx| {
        let note = acts::restore(tx, call.app(), call.viewer(), at).await?;
        Ok(made(&note, note.version + 1))
    })
    .await
}
