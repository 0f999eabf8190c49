//! What can be done with notes: write one, answer one, change, delete and bring back one's own.

use super::noted::{self, Opened, Record};
use super::rules::{self, KEPT_SECONDS, Nameable, Note, NoteId};
use super::{ANSWERED, MENTIONED, WRITE, store};
use crate::access::Viewer;
use crate::database::Tx;
use crate::journal::note as journal;
use crate::notifications::{Happened, Kind, tell};
use crate::texts::say;
use crate::users;
use crate::web::App;
use crate::{Error, Result};
use serde_json::json;
use std::collections::BTreeSet;
use vocabulary::UserId;

/// What somebody says in a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// The words, as typed.
    pub words: &'a str,
    /// Whether nobody else shall see it.
    pub private: bool,
}

/// Only users have notes; the operator at the command line has none.
pub(super) fn own(viewer: &Viewer) -> Result<UserId> {
    viewer.user.ok_or(Error::NotFound { what: "note" })
}

/// Writes a note on a record, and tells those whom it names and who see the record.
///
/// # Errors
/// Forbidden; not found when the viewer does not see the record; a refusal on the words.
pub async fn write(tx: &mut Tx, app: &App, viewer: &Viewer, record: &Record, said: Said<'_>) -> Result<Note> {
    viewer.may(WRITE)?;
    let author = own(viewer)?;
    let opened = noted::open(tx, &app.book, viewer, record).await?;
    let note = Note {
        id: NoteId::new(tx.ids()),
        record: record.clone(),
        under: None,
        words: rules::words(said.words)?,
        private: said.private,
        author,
        written: tx.now(),
        edited: None,
        deleted: None,
        version: 1,
    };
    keep_new(tx, app, viewer, (&note, &opened)).await?;
    Ok(note)
}

/// Answers a note that the viewer sees. Answers stand under the note, not under each other.
///
/// # Errors
/// Forbidden; not found; a refusal on the words, or when the note is private.
pub async fn answer(tx: &mut Tx, app: &App, viewer: &Viewer, under: NoteId, words: &str) -> Result<Note> {
    viewer.may(WRITE)?;
    let author = own(viewer)?;
    let (asked, opened) = find(tx, app, viewer, under).await?;
    if asked.deleted.is_some() {
        return Err(Error::NotFound { what: "note" });
    }
    if asked.private {
        return Err(Error::refused("notes.private_answer", say("notes.private_answer")));
    }
    let note = Note {
        id: NoteId::new(tx.ids()),
        record: asked.record.clone(),
        under: Some(asked.under.unwrap_or(asked.id)),
        words: rules::words(words)?,
        private: false,
        author,
        written: tx.now(),
        edited: None,
        deleted: None,
        version: 1,
    };
    let named = keep_new(tx, app, viewer, (&note, &opened)).await?;
    let in_talk = talking(tx, &note).await?;
    let others: BTreeSet<UserId> = in_talk.difference(&named).copied().collect();
    let others = seeing(tx, app, viewer, others, &note.record).await?;
    tell_of(tx, viewer, &ANSWERED, (&note, &opened), &others).await?;
    Ok(note)
}

/// Keeps a new note and tells whom it names.
async fn keep_new(tx: &mut Tx, app: &App, viewer: &Viewer, (note, opened): (&Note, &Opened)) -> Result<BTreeSet<UserId>> {
    store::insert(tx, note, opened.kind.searched).await?;
    let named = tell_named(tx, app, viewer, (note, opened)).await?;
    let kind = if note.under.is_some() { "note_answered" } else { "note_written" };
    journal(tx, viewer, kind, ("note", note.id.to_string()), &body(note))?;
    Ok(named)
}

/// What the journal holds of a note: where it stands, never what it says. Who reads the journal need not see the record.
fn body(note: &Note) -> serde_json::Value {
    let Note {
        id: _,
        record,
        under,
        words,
        private,
        author: _,
        written: _,
        edited: _,
        deleted: _,
        version: _,
    } = note;
    let under = under.map(|under| under.to_string());
    json!({ "on": record.kind, "record": record.id, "under": under, "private": private, "characters": words.chars().count() })
}

/// A note with its record, if the viewer sees both now.
///
/// # Errors
/// Not found.
pub(super) async fn find(tx: &mut Tx, app: &App, viewer: &Viewer, id: NoteId) -> Result<(Note, Opened)> {
    let note = store::find(tx, own(viewer)?, id).await?;
    let opened = noted::open(tx, &app.book, viewer, &note.record).await;
    let opened = opened.map_err(|error| match error {
        Error::NotFound { .. } => Error::NotFound { what: "note" },
        other @ (Error::Forbidden { .. } | Error::Refused(_) | Error::Changed { .. } | Error::Failed(_)) => other,
    })?;
    Ok((note, opened))
}

/// A note of the viewer's own.
async fn find_own(tx: &mut Tx, app: &App, viewer: &Viewer, id: NoteId) -> Result<(Note, Opened)> {
    viewer.may(WRITE)?;
    let (note, opened) = find(tx, app, viewer, id).await?;
    if Some(note.author) == viewer.user {
        Ok((note, opened))
    } else {
        Err(Error::Forbidden { permission: WRITE })
    }
}

/// Says something else in a note of one's own; tells only those whom it did not name before. A note that others have answered stays
/// shared, because their answers are theirs.
///
/// # Errors
/// Not found, forbidden, changed, or a refusal.
pub async fn update(tx: &mut Tx, app: &App, viewer: &Viewer, (id, version): (NoteId, i64), said: Said<'_>) -> Result<Note> {
    let (before, opened) = find_own(tx, app, viewer, id).await?;
    if before.deleted.is_some() {
        return Err(Error::NotFound { what: "note" });
    }
    let answered = said.private && !before.private && !store::list_answers(tx, &[id]).await?.is_empty();
    if answered || (said.private && before.under.is_some()) {
        return Err(Error::refused_on("private", "notes.has_answers", say("notes.has_answers")));
    }
    let note = Note {
        words: rules::words(said.words)?,
        private: said.private,
        edited: Some(tx.now()),
        version,
        ..before
    };
    store::update(tx, &note, opened.kind.searched).await?;
    tell_named(tx, app, viewer, (&note, &opened)).await?;
    journal(tx, viewer, "note_changed", ("note", id.to_string()), &body(&note))?;
    Ok(note)
}

/// Deletes a note of one's own. Answers to it stay.
///
/// # Errors
/// Not found, forbidden or changed.
pub async fn delete(tx: &mut Tx, app: &App, viewer: &Viewer, (id, version): (NoteId, i64)) -> Result<Note> {
    let (before, opened) = find_own(tx, app, viewer, id).await?;
    let note = Note {
        deleted: before.deleted.or(Some(tx.now())),
        version,
        ..before
    };
    store::update(tx, &note, opened.kind.searched).await?;
    journal(tx, viewer, "note_deleted", ("note", id.to_string()), &body(&note))?;
    Ok(note)
}

/// Brings back a note of one's own, until what was deleted is forgotten.
///
/// # Errors
/// Not found, forbidden or changed.
pub async fn restore(tx: &mut Tx, app: &App, viewer: &Viewer, (id, version): (NoteId, i64)) -> Result<Note> {
    let (before, opened) = find_own(tx, app, viewer, id).await?;
    if before.words.is_empty() {
        return Err(Error::NotFound { what: "note" });
    }
    let note = Note {
        deleted: None,
        version,
        ..before
    };
    store::update(tx, &note, opened.kind.searched).await?;
    journal(tx, viewer, "note_restored", ("note", id.to_string()), &body(&note))?;
    Ok(note)
}

/// Forgets what was deleted long enough ago; says how many notes.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn sweep(tx: &mut Tx) -> Result<u64> {
    let forgotten = tx.now().plus_seconds(-KEPT_SECONDS);
    store::delete_before(tx, forgotten).await
}

/// Tells those whom a shared note names for the first time, as far as they see its record; says who is named now.
async fn tell_named(tx: &mut Tx, app: &App, viewer: &Viewer, (note, opened): (&Note, &Opened)) -> Result<BTreeSet<UserId>> {
    if note.private || !note.words.contains('@') {
        return Ok(BTreeSet::new());
    }
    let people = nameable(tx).await?;
    let named = rules::named(&note.words, &people).into_iter().flat_map(|(_, users)| users);
    let named: BTreeSet<UserId> = named.filter(|user| *user != note.author).collect();
    let told = store::list_mentioned(tx, &[note.id]).await?.remove(&note.id).unwrap_or_default();
    let new = named.difference(&told).copied().collect();
    let new = seeing(tx, app, viewer, new, &note.record).await?;
    store::insert_mentioned(tx, note.id, &new).await?;
    tell_of(tx, viewer, &MENTIONED, (note, opened), &new).await?;
    Ok(new)
}

/// Whom a text can name: by their name, or by what they sign in with.
pub(super) async fn nameable(tx: &mut Tx) -> Result<Vec<Nameable>> {
    let users = users::store::list_open_names(tx).await?;
    let both = users.into_iter().flat_map(|(user, name, login)| [(user, name), (user, login)]);
    Ok(both.map(|(user, name)| Nameable { user, name }).collect())
}

/// Who has a part in the talk to which an answer belongs: the author of the note, and whoever answered it.
async fn talking(tx: &mut Tx, answer: &Note) -> Result<BTreeSet<UserId>> {
    let Some(under) = answer.under else { return Ok(BTreeSet::new()) };
    let answers = store::list_answers(tx, &[under]).await?.remove(&under).unwrap_or_default();
    let mut talking: BTreeSet<UserId> = answers.iter().map(|answer| answer.author).collect();
    talking.extend(store::look_up_author(tx, under).await?);
    talking.remove(&answer.author);
    Ok(talking)
}

/// Those of some users who see a record now; never whoever asks.
pub(super) async fn seeing(tx: &mut Tx, app: &App, viewer: &Viewer, users: BTreeSet<UserId>, record: &Record) -> Result<BTreeSet<UserId>> {
    let mut seeing = BTreeSet::new();
    for user in users.into_iter().filter(|user| viewer.user != Some(*user)) {
        let Ok(colleague) = users::acts::viewer(app, tx, user).await else {
            continue;
        };
        if noted::open(tx, &app.book, &colleague, record).await.is_ok() {
            seeing.insert(user);
        }
    }
    Ok(seeing)
}

/// A notice says who wrote on which record, and leads there. Name and page ask for the reader's rights when they are read.
async fn tell_of(tx: &mut Tx, viewer: &Viewer, kind: &Kind, (note, opened): (&Note, &Opened), users: &BTreeSet<UserId>) -> Result<()> {
    let sentence = if kind.word == MENTIONED.word {
        "notes.mentioned"
    } else {
        "notes.answered"
    };
    let happened = Happened::new(sentence, format!("{}#note-{}", opened.href, note.id))
        .with("who", &viewer.name)
        .about(&opened.href, say(opened.kind.name));
    let told: Vec<(UserId, Happened)> = users.iter().map(|user| (*user, happened.clone())).collect();
    tell(tx, kind, &told).await
}
