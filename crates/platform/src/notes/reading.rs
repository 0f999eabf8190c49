//! What pages, search and programs show alike: the talks on a record, who speaks in them, and what answers to words.

use super::acts::own;
use super::noted::{self, Opened, Record};
use super::rules::{Nameable, Note, NoteId, beginning};
use super::store;
use crate::Result;
use crate::access::Viewer;
use crate::chapter::Book;
use crate::database::Tx;
use crate::search::{Hit, Rank, Sought};
use crate::users;
use crate::web::listing::fold;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::UserId;

/// How many notes are looked through at once for those that a viewer sees, and how often.
const LOOKED_THROUGH: i64 = 200;
const LOOKS_MAX: usize = 5;
/// The most characters of a note in a line of search.
const BEGINNING_MAX: usize = 90;

/// A note and its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Talk {
    pub(super) note: Note,
    pub(super) answers: Vec<Note>,
}

/// The talks on a record, the latest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Talks {
    pub(super) talks: Vec<Talk>,
    /// The last of them, if older ones follow.
    pub(super) more: Option<NoteId>,
    /// The names of whoever wrote or is named.
    pub(super) names: BTreeMap<UserId, String>,
    /// Whom each note names.
    pub(super) named: BTreeMap<NoteId, BTreeSet<UserId>>,
}

impl Talks {
    /// Whom a note names, with their names today.
    pub(super) fn nameable(&self, id: NoteId) -> Vec<Nameable> {
        let users = self.named.get(&id).into_iter().flatten();
        let with_name = users.filter_map(|user| Some((user, self.names.get(user)?)));
        with_name
            .map(|(user, name)| Nameable {
                user: *user,
                name: name.clone(),
            })
            .collect()
    }

    pub(super) fn name(&self, user: UserId) -> &str {
        self.names.get(&user).map_or("", String::as_str)
    }
}

/// The talks on a record that the viewer sees, before one of them.
///
/// # Errors
/// Not found for the operator, who has no notes.
pub(super) async fn talks(tx: &mut Tx, viewer: &Viewer, record: &Record, before: Option<NoteId>, limit: i64) -> Result<Talks> {
    let mut notes = store::list_of(tx, own(viewer)?, record, before, limit + 1).await?;
    let more = i64::try_from(notes.len()).is_ok_and(|n| n > limit);
    notes.truncate(usize::try_from(limit).unwrap_or_default());
    let more = notes.last().filter(|_| more).map(|note| note.id);
    let talks = with_answers(tx, notes).await?;
    Ok(Talks { more, ..talks })
}

/// Notes with their answers, and the names in them.
pub(super) async fn with_answers(tx: &mut Tx, notes: Vec<Note>) -> Result<Talks> {
    if notes.is_empty() {
        return Ok(Talks::default());
    }
    let ids: Vec<NoteId> = notes.iter().map(|note| note.id).collect();
    let mut answers = store::list_answers(tx, &ids).await?;
    let talks: Vec<Talk> = notes
        .into_iter()
        .map(|note| Talk {
            answers: answers.remove(&note.id).unwrap_or_default(),
            note,
        })
        .collect();
    let every = || talks.iter().flat_map(|talk| std::iter::once(&talk.note).chain(&talk.answers));
    let with_names: Vec<NoteId> = every().filter(|note| note.words.contains('@')).map(|note| note.id).collect();
    let named = if with_names.is_empty() {
        BTreeMap::new()
    } else {
        store::list_mentioned(tx, &with_names).await?
    };
    let mut users: BTreeSet<UserId> = every().map(|note| note.author).collect();
    users.extend(named.values().flatten());
    let names = users::store::list_names(tx, &users).await?;
    Ok(Talks {
        talks,
        more: None,
        names,
        named,
    })
}

/// Notes that answer to the words, on records that the viewer sees now. A bounded number of the latest is looked through.
pub(crate) async fn found(tx: &mut Tx, book: &Book, viewer: &Viewer, sought: &Sought) -> Result<Vec<Hit>> {
    let Some(me) = viewer.user else { return Ok(Vec::new()) };
    let (mut hits, mut before) = (Vec::new(), None);
    for _ in 0..LOOKS_MAX {
        let notes = store::list_sought(tx, me, sought, before, LOOKED_THROUGH).await?;
        let seen = noted::seen(tx, book, viewer, notes.iter().map(|note| &note.record)).await?;
        hits.extend(notes.iter().filter_map(|note| Some(hit(sought, note, seen.get(&note.record)?))));
        before = notes.last().map(|note| note.id);
        let all = i64::try_from(notes.len()).is_ok_and(|n| n < LOOKED_THROUGH);
        if all || i64::try_from(hits.len()).is_ok_and(|n| n >= sought.rows()) {
            break;
        }
    }
    Ok(hits)
}

fn hit(sought: &Sought, note: &Note, opened: &Opened) -> Hit {
    let begins = fold(&note.words).starts_with(sought.whole());
    Hit {
        rank: if begins { Rank::Beginning } else { Rank::Words },
        name: beginning(&note.words, BEGINNING_MAX),
        code: String::new(),
        about: opened.name.clone(),
        href: format!("/notes/{}", note.id),
    }
}
