//! The journal: who did what to which record, when, in a chain that shows any later change.
//!
//! The chain holds only digests; what was written (before and after) lies apart and can be erased for one subject
//! without breaking the chain.

use crate::access::Viewer;
use crate::database::{Migration, Query, Row, Tx};
use crate::secret;
use crate::{Error, Result};
use serde::Serialize;
use serde_json::Value;
use vocabulary::{EntryId, Instant};

#[cfg(test)]
mod tests;

/// The tables of the journal.
pub const MIGRATIONS: &[Migration] = &[Migration {
    chapter: "journal",
    number: 1,
    sql: include_str!("journal.sql"),
}];

/// Who acted, when nobody is signed in: the command line or the program itself.
const NOBODY: &str = "system";

/// What happened, in the past tense: `plan_approved`.
#[derive(Debug, Clone)]
pub struct Entry {
    id: Option<EntryId>,
    actor: String,
    kind: &'static str,
    subject_kind: &'static str,
    subject: String,
    body: String,
}

/// Remembers what an act did. It is chained and kept when the transaction commits.
///
/// `kind` is the past tense of the act, `subject_kind` and `subject` the record it is about; `body` (before and after) may
/// hold personal data, because it is erasable.
///
/// # Errors
/// When the body cannot be written as JSON.
pub fn note(tx: &mut Tx, viewer: &Viewer, kind: &'static str, subject: (&'static str, String), body: &impl Serialize) -> Result<()> {
    let actor = viewer.user.map_or_else(|| NOBODY.to_owned(), |user| user.to_string());
    let body = serde_json::to_string(body).map_err(|e| Error::Failed(anyhow::Error::new(e).context("writing a journal entry")))?;
    tx.remember(Entry {
        id: None,
        actor,
        kind,
        subject_kind: subject.0,
        subject: subject.1,
        body,
    });
    Ok(())
}

/// The id under which the latest entry of a transaction will be kept, so that the act can be found again to be undone.
///
/// # Errors
/// When nothing was noted in the transaction.
pub fn latest(tx: &mut Tx) -> Result<EntryId> {
    let id = EntryId::new(tx.ids());
    let entry = tx
        .latest_entry()
        .ok_or_else(|| Error::Failed(anyhow::anyhow!("nothing was noted in this transaction")))?;
    Ok(*entry.id.get_or_insert(id))
}

/// Chains and writes the entries of a transaction. The head's row is the last lock a transaction takes.
pub(crate) async fn keep(tx: &mut Tx, entries: &[Entry]) -> Result<()> {
    tx.execute(&Query::new("update journal_head set number = number where id = 1"))
        .await?;
    let head = tx.one(&Query::new("select number, digest from journal_head where id = 1")).await?;
    let (mut number, mut previous) = match head {
        Some(row) => (row.get::<i64>(0)?, row.get::<String>(1)?),
        None => return Err(Error::Failed(anyhow::anyhow!("the journal has no head; the schema is incomplete"))),
    };
    for entry in entries {
        number += 1;
        let salt = secret::token()?;
        let body_digest = secret::digest(&format!("{salt}{}", entry.body));
        let link = Link {
            number,
            at: tx.now(),
            actor: &entry.actor,
            kind: entry.kind,
            subject_kind: entry.subject_kind,
            subject: &entry.subject,
        };
        let digest = link.digest(&previous, &body_digest);
        let id = entry.id.unwrap_or_else(|| EntryId::new(tx.ids()));
        let now = tx.now();
        tx.execute(
            &Query::new("insert into journal_entry (id, number, at, actor, kind, subject_kind, subject, body_digest, digest)").with(
                "values ({}, {}, {}, {}, {}, {}, {}, {}, {})",
                &[
                    &id,
                    &number,
                    &now,
                    &entry.actor,
                    &entry.kind,
                    &entry.subject_kind,
                    &entry.subject,
                    &body_digest,
                    &digest,
                ],
            ),
        )
        .await?;
        tx.execute(
            &Query::new("insert into journal_body (entry, subject_kind, subject, salt, body)").with(
                "values ({}, {}, {}, {}, {})",
                &[&id, &entry.subject_kind, &entry.subject, &salt, &entry.body],
            ),
        )
        .await?;
        previous = digest;
    }
    tx.execute(&Query::new("update journal_head set").with("number = {}, digest = {} where id = 1", &[&number, &previous]))
        .await?;
    Ok(())
}

struct Link<'a> {
    number: i64,
    at: Instant,
    actor: &'a str,
    kind: &'a str,
    subject_kind: &'a str,
    subject: &'a str,
}

impl Link<'_> {
    fn digest(&self, previous: &str, body_digest: &str) -> String {
        let Self {
            number,
            at,
            actor,
            kind,
            subject_kind,
            subject,
        } = self;
        let parts = [
            previous,
            &number.to_string(),
            &at.micros().to_string(),
            actor,
            kind,
            subject_kind,
            subject,
            body_digest,
        ];
        secret::digest(&serde_json::to_string(&parts).expect("a list of texts is JSON"))
    }
}

/// What `mainstay journal verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// How many entries the chain holds.
    pub entries: u64,
    /// How many of them had their content erased, which is allowed.
    pub erased: u64,
    /// The first entry that is not what was written, and what is wrong with it.
    pub broken: Option<Break>,
}

/// Where the chain breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Break {
    /// The entry's place in the chain.
    pub number: i64,
    /// What is wrong, in a sentence.
    pub reason: String,
}

/// Follows the whole chain and checks every digest.
///
/// # Errors
/// When the database does not answer; a broken chain is an answer, not an error.
pub async fn verify(tx: &mut Tx) -> Result<Verification> {
    let mut previous = String::new();
    let mut found = Verification {
        entries: 0,
        erased: 0,
        broken: None,
    };
    let mut last = i64::MIN;
    loop {
        let rows = tx.all(&links_after(last)).await?;
        for row in &rows {
            last = row.get(0)?;
            if let Some(reason) = check(row, &mut previous, &mut found)? {
                found.broken = Some(Break {
                    number: last,
                    reason: reason.to_owned(),
                });
                return Ok(found);
            }
        }
        if rows.is_empty() {
            break;
        }
    }
    let head = tx.one(&Query::new("select digest, number from journal_head where id = 1")).await?;
    let ends = match &head {
        Some(row) => row.get::<String>(0)? == previous && row.get::<u64>(1)? == found.entries,
        None => false,
    };
    if !ends {
        let number = i64::try_from(found.entries).unwrap_or(i64::MAX);
        found.broken = Some(Break {
            number,
            reason: "entries at the end are missing".to_owned(),
        });
    }
    Ok(found)
}

/// The next links of the chain; a journal of years does not fit into memory at once.
fn links_after(number: i64) -> Query {
    Query::new(
        "select e.number, e.at, e.actor, e.kind, e.subject_kind, e.subject, e.body_digest, e.digest, b.salt, b.body, \
         b.subject_kind, b.subject from journal_entry e left join journal_body b on b.entry = e.id where",
    )
    .with("e.number > {} order by e.number limit 500", &[&number])
}

/// Checks one link against the one before it and against its content; says what is wrong with it.
fn check(row: &Row, previous: &mut String, found: &mut Verification) -> Result<Option<&'static str>> {
    let (actor, kind): (String, String) = (row.get(2)?, row.get(3)?);
    let (subject_kind, subject): (String, String) = (row.get(4)?, row.get(5)?);
    let (body_digest, digest): (String, String) = (row.get(6)?, row.get(7)?);
    let link = Link {
        number: row.get(0)?,
        at: row.get(1)?,
        actor: &actor,
        kind: &kind,
        subject_kind: &subject_kind,
        subject: &subject,
    };
    found.entries += 1;
    let expected = i64::try_from(found.entries).unwrap_or(i64::MAX);
    let content_changed = match row.get::<Option<String>>(8)? {
        None => {
            found.erased += 1;
            false
        }
        Some(salt) => secret::digest(&format!("{salt}{}", row.get::<String>(9)?)) != body_digest,
    };
    if content_changed {
        return Ok(Some("its content was changed"));
    }
    if link.number != expected {
        return Ok(Some("an entry before it is missing"));
    }
    if link.digest(previous, &body_digest) != digest {
        return Ok(Some("who, what or when was changed, or an entry before it"));
    }
    let labels: (Option<String>, Option<String>) = (row.get(10)?, row.get(11)?);
    if labels.0.is_some_and(|kind| kind != subject_kind) || labels.1.is_some_and(|id| id != subject) {
        return Ok(Some("its content was put under another subject"));
    }
    *previous = digest;
    Ok(None)
}

/// Erases what the journal holds about one subject; the chain stays whole and says that it was done. Says how many bodies went.
///
/// # Errors
/// When the database does not answer.
pub async fn erase(tx: &mut Tx, viewer: &Viewer, subject_kind: &'static str, subject: &str) -> Result<u64> {
    let query = Query::new("delete from journal_body where").with("subject_kind = {} and subject = {}", &[&subject_kind, &subject]);
    let erased = tx.execute(&query).await?;
    note(
        tx,
        viewer,
        "content_erased",
        (subject_kind, subject.to_owned()),
        &serde_json::json!({ "entries": erased }),
    )?;
    Ok(erased)
}

/// What an act noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The user's id, or `system`.
    pub actor: String,
    /// What happened, in the past tense.
    pub kind: String,
    /// The id of the record it is about.
    pub subject: String,
    /// Before and after; none where it was erased.
    pub body: Option<Value>,
}

/// What an act noted, by the id of [`latest`].
///
/// # Errors
/// Not found.
pub async fn find(tx: &mut Tx, id: EntryId) -> Result<Noted> {
    let query = Query::new("select e.actor, e.kind, e.subject, b.body from journal_entry e left join journal_body b on b.entry = e.id")
        .with("where e.id = {}", &[&id]);
    let row = tx.one(&query).await?.ok_or(Error::NotFound { what: "entry" })?;
    let body: Option<String> = row.get(3)?;
    Ok(Noted {
        actor: row.get(0)?,
        kind: row.get(1)?,
        subject: row.get(2)?,
        body: body.and_then(|body| serde_json::from_str(&body).ok()),
    })
}

/// One line of a record's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When it happened.
    pub at: Instant,
    /// The user's id, or `system`.
    pub actor: String,
    /// What happened, in the past tense.
    pub kind: String,
    /// What was noted with it; none where that was erased.
    pub body: Option<serde_json::Value>,
}

/// The history of one record, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn history(tx: &mut Tx, subject_kind: &str, subject: &str, limit: i64) -> Result<Vec<Line>> {
    let query = Query::new("select e.at, e.actor, e.kind, b.body from journal_entry e left join journal_body b on b.entry = e.id where")
        .with(
            "e.subject_kind = {} and e.subject = {} order by e.number desc limit {}",
            &[&subject_kind, &subject, &limit],
        );
    let rows = tx.all(&query).await?;
    rows.iter()
        .map(|row| {
            Ok(Line {
                at: row.get(0)?,
                actor: row.get(1)?,
                kind: row.get(2)?,
                body: row.get::<Option<String>>(3)?.and_then(|body| serde_json::from_str(&body).ok()),
            })
        })
        .collect()
}
