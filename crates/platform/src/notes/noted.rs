//! The records that notes stand on: which kinds there are, and which of them a viewer sees now.

use crate::access::{Permission, Viewer};
use crate::chapter::{Book, Later};
use crate::database::Tx;
use crate::web::AppRef;
use crate::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// The longest id of a record.
const ID_MAX: usize = 100;

/// A kind of record that has pages. Its chapter declares it, and the table of contents lists it.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its word, which begins with that of its chapter: `accounts`, `staff.positions`.
    pub word: &'static str,
    /// The key of what one such record is called: "an account".
    pub name: &'static str,
    /// What stands before the id in the address of its page: `/accounts/`.
    pub place: &'static str,
    /// Who sees any.
    pub needs: Permission,
    /// Whether its notes are found by searching. Those of records that few may read are not.
    pub searched: bool,
    /// Who sees one, as far as that can be said without asking for each user.
    pub seen: Seen,
    /// The names of those of some records, by id, that a viewer sees now.
    pub names: Names,
    /// Writes down that somebody read what stands on a record, where the record keeps its readers; its page does so itself.
    pub reading: Option<Reading>,
}

/// Who sees one record of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Whoever holds the permission.
    ByHolders,
    /// Whoever reaches the person whose id it has.
    ByReachOfPerson,
    /// Whoever reaches the account whose id it has.
    ByReachOfAccount,
    /// Each record has readers of its own.
    ByItsReaders,
}

/// Asks which of some records a viewer sees, and what they are called.
pub type Names = for<'a> fn(&'a mut Tx, &'a Viewer, &'a BTreeSet<String>) -> Later<'a, Result<BTreeMap<String, String>>>;
/// Writes down that a viewer read what stands on a record.
pub type Reading = for<'a> fn(&'a AppRef, &'a Viewer, &'a str) -> Later<'a, Result<()>>;

/// A record, by the word of its kind and its id there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// The word of its kind.
    pub kind: String,
    /// Its id, as it stands in the address of its page.
    pub id: String,
}

/// A record that a viewer sees.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Its kind.
    pub kind: &'static Kind,
    /// What it is called.
    pub name: String,
    /// Its page.
    pub href: String,
}

impl Record {
    /// The record whose page stands at an address, if it is one on which notes can stand.
    #[must_use]
    pub fn at(book: &Book, path: &str) -> Option<Self> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let id_of = |kind: &Kind| path.strip_prefix(kind.place).filter(|id| is_id(id)).map(str::to_owned);
        let mut found = book.noted.iter().filter_map(|kind| Some((kind, id_of(kind)?)));
        found.next().map(|(kind, id)| Self {
            kind: kind.word.to_owned(),
            id,
        })
    }

    /// The same, where an address was given to be written on.
    ///
    /// # Errors
    /// Not found.
    pub fn find_at(book: &Book, path: &str) -> Result<Self> {
        Self::at(book, path).ok_or(Error::NotFound { what: "record" })
    }
}

/// The ids of a chapter's own type among those that were asked for; what is none names no record.
pub fn ids_of<T, E>(ids: &BTreeSet<String>, parse: impl Fn(&str) -> std::result::Result<T, E>) -> Vec<T> {
    ids.iter().filter_map(|id| parse(id).ok()).collect()
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= ID_MAX && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

/// Those of some records that a viewer sees now: one question for each kind.
pub(super) async fn seen<'r>(
    tx: &mut Tx,
    book: &Book,
    viewer: &Viewer,
    records: impl IntoIterator<Item = &'r Record>,
) -> Result<BTreeMap<Record, Opened>> {
    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for record in records {
        ids.entry(&record.kind).or_default().insert(record.id.clone());
    }
    let mut found = BTreeMap::new();
    for kind in book.noted.iter().filter(|kind| viewer.holds(kind.needs)) {
        let Some(ids) = ids.get(kind.word) else { continue };
        for (id, name) in (kind.names)(tx, viewer, ids).await? {
            let href = format!("{}{id}", kind.place);
            let record = Record {
                kind: kind.word.to_owned(),
                id,
            };
            found.insert(record, Opened { kind, name, href });
        }
    }
    Ok(found)
}

/// What the records of some pages are called, as far as a viewer sees them now, by their page.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn names_at(
    tx: &mut Tx,
    book: &Book,
    viewer: &Viewer,
    pages: impl IntoIterator<Item = &str>,
) -> Result<BTreeMap<String, String>> {
    let records: BTreeSet<Record> = pages.into_iter().filter_map(|page| Record::at(book, page)).collect();
    let seen = seen(tx, book, viewer, &records).await?;
    Ok(seen.into_values().map(|opened| (opened.href, opened.name)).collect())
}

/// A record that the viewer sees now.
///
/// # Errors
/// Not found, also when it is there and not for them.
pub(super) async fn open(tx: &mut Tx, book: &Book, viewer: &Viewer, record: &Record) -> Result<Opened> {
    let mut found = seen(tx, book, viewer, [record]).await?;
    found.remove(record).ok_or(Error::NotFound { what: "record" })
}
