//! Notes in SQL. A question about a record is asked for somebody: the private notes of others are never read.

use super::noted::Record;
use super::rules::{Note, NoteId, found_by};
use crate::database::{Bind, Query, Row, Tx};
use crate::search::Sought;
use crate::web::listing::after;
use crate::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Instant, UserId};

const NOTE: &str = "select n.id, n.kind, n.about, n.under, n.words, n.private, n.author, n.written, n.edited, n.deleted, n.version \
     from notes_note n where";
/// How many words travel with one statement.
const WORDS_AT_ONCE: usize = 100;

fn note(row: &Row) -> Result<Note> {
    Ok(Note {
        id: row.get(0)?,
        record: Record {
            kind: row.get(1)?,
            id: row.get(2)?,
        },
        under: row.get(3)?,
        words: row.get(4)?,
        private: row.get(5)?,
        author: row.get(6)?,
        written: row.get(7)?,
        edited: row.get(8)?,
        deleted: row.get(9)?,
        version: row.get(10)?,
    })
}

fn notes(rows: &[Row]) -> Result<Vec<Note>> {
    rows.iter().map(note).collect()
}

/// The notes of a record that somebody sees, the latest first, before one of them; a deleted one stands as long as it has answers.
pub(super) async fn list_of(tx: &mut Tx, me: UserId, record: &Record, before: Option<NoteId>, limit: i64) -> Result<Vec<Note>> {
    let query = Query::new(NOTE).with(
        "n.kind = {} and n.about = {} and n.under is null and (n.private = 0 or n.author = {})",
        &[&record.kind, &record.id, &me],
    );
    let query = query.and("and (n.deleted is null or exists (select 1 from notes_note a where a.under = n.id and a.deleted is null))");
    let query = match before {
        Some(before) => query.with("and n.id < {}", &[&before]),
        None => query,
    };
    notes(&tx.all(&query.with("order by n.id desc limit {}", &[&limit])).await?)
}

/// The answers of some notes, in the order in which they were written.
pub(super) async fn list_answers(tx: &mut Tx, under: &[NoteId]) -> Result<BTreeMap<NoteId, Vec<Note>>> {
    let query = Query::new(NOTE)
        .among("n.under", under)
        .and("and n.deleted is null order by n.under, n.id limit 2000");
    let mut found: BTreeMap<NoteId, Vec<Note>> = BTreeMap::new();
    for answer in notes(&tx.all(&query).await?)? {
        if let Some(under) = answer.under {
            found.entry(under).or_default().push(answer);
        }
    }
    Ok(found)
}

/// Every note of a record that somebody sees, answers among them, the latest first: for programs.
pub(super) async fn list_every(tx: &mut Tx, me: UserId, record: &Record, before: Option<NoteId>, limit: i64) -> Result<Vec<Note>> {
    let query = Query::new(NOTE).with(
        "n.kind = {} and n.about = {} and (n.private = 0 or n.author = {}) and n.deleted is null",
        &[&record.kind, &record.id, &me],
    );
    let query = match before {
        Some(before) => query.with("and n.id < {}", &[&before]),
        None => query,
    };
    notes(&tx.all(&query.with("order by n.id desc limit {}", &[&limit])).await?)
}

/// A note that somebody may be shown if they see its record: deleted and private ones are found by their author alone.
pub(super) async fn find(tx: &mut Tx, me: UserId, id: NoteId) -> Result<Note> {
    let query = Query::new(NOTE).with(
        "n.id = {} and (n.author = {} or (n.private = 0 and n.deleted is null))",
        &[&id, &me],
    );
    let row = tx.one(&query).await?;
    row.as_ref().map(note).transpose()?.ok_or(Error::NotFound { what: "note" })
}

/// Shared notes by the beginnings of their words, and one's own private ones, the latest first, before one of them.
pub(super) async fn list_sought(tx: &mut Tx, me: UserId, sought: &Sought, before: Option<NoteId>, limit: i64) -> Result<Vec<Note>> {
    let mut query = Query::new(NOTE).with("n.deleted is null and (n.private = 0 or n.author = {})", &[&me]);
    for word in sought.words() {
        query = query.with(
            "and n.id in (select w.note from notes_word w where w.word >= {} and w.word < {})",
            &[word, &after(word)],
        );
    }
    let query = match before {
        Some(before) => query.with("and n.id < {}", &[&before]),
        None => query,
    };
    notes(&tx.all(&query.with("order by n.id desc limit {}", &[&limit])).await?)
}

/// A new note, with the words by which it is found.
pub(super) async fn insert(tx: &mut Tx, new: &Note, searched: bool) -> Result<()> {
    let Note {
        id,
        record,
        under,
        words,
        private,
        author,
        written,
        edited,
        deleted,
        version,
    } = new;
    let columns = "insert into notes_note (id, kind, about, under, words, private, author, written, edited, deleted, version) values";
    let values: &[&dyn Bind] = &[
        id,
        &record.kind,
        &record.id,
        under,
        words,
        private,
        author,
        written,
        edited,
        deleted,
        version,
    ];
    tx.execute(&Query::new(columns).with("({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})", values))
        .await?;
    insert_words(tx, id, words, searched).await
}

/// Keeps a changed note if nobody saved since its version was read.
pub(super) async fn update(tx: &mut Tx, note: &Note, searched: bool) -> Result<()> {
    let query = Query::new("update notes_note set").with(
        "words = {}, private = {}, edited = {}, deleted = {}, version = {} where id = {} and version = {}",
        &[
            &note.words,
            &note.private,
            &note.edited,
            &note.deleted,
            &(note.version + 1),
            &note.id,
            &note.version,
        ],
    );
    tx.execute_versioned("note", &query).await?;
    delete_words(tx, &note.id).await?;
    insert_words(tx, &note.id, &note.words, searched && note.deleted.is_none()).await
}

/// Forgets the words by which a note or a task was found.
pub(super) async fn delete_words(tx: &mut Tx, id: &dyn Bind) -> Result<()> {
    tx.execute(&Query::new("delete from notes_word where").with("note = {}", &[id]))
        .await
        .map(|_| ())
}

/// The words by which a note or a task is found.
pub(super) async fn insert_words(tx: &mut Tx, id: &dyn Bind, words: &str, searched: bool) -> Result<()> {
    let words: Vec<String> = if searched {
        found_by(words).into_iter().collect()
    } else {
        Vec::new()
    };
    for some in words.chunks(WORDS_AT_ONCE) {
        let mut query = Query::new("insert into notes_word (word, note) values");
        for (place, word) in some.iter().enumerate() {
            query = query.with(if place == 0 { "({}, {})" } else { ", ({}, {})" }, &[word, id]);
        }
        tx.execute(&query).await?;
    }
    Ok(())
}

/// Who was told of some notes because these name them.
pub(super) async fn list_mentioned(tx: &mut Tx, ids: &[NoteId]) -> Result<BTreeMap<NoteId, BTreeSet<UserId>>> {
    let query = Query::new("select note, user_id from notes_mention where").among("note", ids);
    let mut found: BTreeMap<NoteId, BTreeSet<UserId>> = BTreeMap::new();
    for row in tx.all(&query).await? {
        found.entry(row.get(0)?).or_default().insert(row.get(1)?);
    }
    Ok(found)
}

/// Remembers who was told.
pub(super) async fn insert_mentioned(tx: &mut Tx, id: NoteId, users: &BTreeSet<UserId>) -> Result<()> {
    for user in users {
        let query = Query::new("insert into notes_mention (note, user_id)").with("values ({}, {}) on conflict do nothing", &[&id, user]);
        tx.execute(&query).await?;
    }
    Ok(())
}

/// Forgets notes that were deleted before an instant: those with answers lose their words and stay, the others go.
pub(super) async fn delete_before(tx: &mut Tx, forgotten: Instant) -> Result<u64> {
    let gone = Query::new("select n.id from notes_note n where").with(
        "n.deleted < {} and not exists (select 1 from notes_note a where a.under = n.id and a.deleted is null)",
        &[&forgotten],
    );
    let ids: Vec<NoteId> = tx.all(&gone).await?.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    for some in ids.chunks(WORDS_AT_ONCE) {
        tx.execute(&Query::new("delete from notes_mention where").among("note", some))
            .await?;
        tx.execute(&Query::new("delete from notes_note where").among("id", some)).await?;
    }
    let emptied = Query::new("update notes_note set words = '' where").with("deleted < {} and words <> ''", &[&forgotten]);
    let emptied = tx.execute(&emptied).await?;
    Ok(u64::try_from(ids.len()).unwrap_or(u64::MAX).saturating_add(emptied))
}

/// Who wrote a note that was not deleted.
pub(super) async fn look_up_author(tx: &mut Tx, id: NoteId) -> Result<Option<UserId>> {
    let query = Query::new("select author from notes_note where").with("id = {} and deleted is null", &[&id]);
    tx.one(&query).await?.map(|row| row.get(0)).transpose()
}

/// The note under which an answer stands, which may be deleted while its answers are not; its words are not shown then.
pub(super) async fn look_up_talk(tx: &mut Tx, id: NoteId) -> Result<Option<Note>> {
    let row = tx.one(&Query::new(NOTE).with("n.id = {} and n.private = 0", &[&id])).await?;
    row.as_ref().map(note).transpose()
}
