//! Files in SQL: everything but what they hold.

use super::rules::{Ending, Evidence, EvidenceId};
use crate::database::{Query, Row, Tx};
use crate::notes::noted::Record;
use crate::{Error, Result};
use std::collections::BTreeSet;
use vocabulary::{Instant, UserId};

const FILE: &str = "select f.id, f.kind, f.about, f.name, f.ending, f.bytes, f.digest, f.author, f.written, f.deleted, f.version \
     from notes_file f where";
/// How many values travel with one statement.
const AT_ONCE: usize = 1_000;

fn file(row: &Row) -> Result<Evidence> {
    let ending: Ending = row.get(4)?;
    Ok(Evidence {
        id: row.get(0)?,
        record: Record {
            kind: row.get(1)?,
            id: row.get(2)?,
        },
        name: row.get(3)?,
        ending,
        bytes: row.get(5)?,
        digest: row.get(6)?,
        author: row.get(7)?,
        written: row.get(8)?,
        deleted: row.get(9)?,
        version: row.get(10)?,
    })
}

/// The files on a record, the latest first, before one of them.
pub(super) async fn list_of(tx: &mut Tx, record: &Record, before: Option<EvidenceId>, limit: i64) -> Result<Vec<Evidence>> {
    let query = Query::new(FILE).with("f.kind = {} and f.about = {} and f.deleted is null", &[&record.kind, &record.id]);
    let query = match before {
        Some(before) => query.with("and f.id < {}", &[&before]),
        None => query,
    };
    let rows = tx.all(&query.with("order by f.id desc limit {}", &[&limit])).await?;
    rows.iter().map(file).collect()
}

/// A file that somebody may be shown if they see its record: a deleted one is found by its author alone.
pub(super) async fn find(tx: &mut Tx, me: UserId, id: EvidenceId) -> Result<Evidence> {
    let query = Query::new(FILE).with("f.id = {} and (f.deleted is null or f.author = {})", &[&id, &me]);
    let row = tx.one(&query).await?;
    row.as_ref().map(file).transpose()?.ok_or(Error::NotFound { what: "file" })
}

/// A new file.
pub(super) async fn insert(tx: &mut Tx, new: &Evidence) -> Result<()> {
    let Evidence {
        id,
        record,
        name,
        ending,
        bytes,
        digest,
        author,
        written,
        deleted,
        version,
    } = new;
    let columns = "insert into notes_file (id, kind, about, name, ending, bytes, digest, author, written, deleted, version) values";
    let values: &[&dyn crate::database::Bind] = &[
        id,
        &record.kind,
        &record.id,
        name,
        ending,
        bytes,
        digest,
        author,
        written,
        deleted,
        version,
    ];
    tx.execute(&Query::new(columns).with("({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})", values))
        .await
        .map(|_| ())
}

/// Keeps whether a file is deleted, if nobody saved since its version was read.
pub(super) async fn update(tx: &mut Tx, file: &Evidence) -> Result<()> {
    let query = Query::new("update notes_file set").with(
        "deleted = {}, version = {} where id = {} and version = {}",
        &[&file.deleted, &(file.version + 1), &file.id, &file.version],
    );
    tx.execute_versioned("file", &query).await
}

/// Forgets files that were deleted before an instant.
pub(super) async fn delete_before(tx: &mut Tx, forgotten: Instant) -> Result<u64> {
    tx.execute(&Query::new("delete from notes_file where").with("deleted < {}", &[&forgotten]))
        .await
}

/// Those of some digests that files still name.
pub(super) async fn list_named(tx: &mut Tx, digests: &BTreeSet<String>) -> Result<BTreeSet<String>> {
    let digests: Vec<&String> = digests.iter().collect();
    let mut named = BTreeSet::new();
    for some in digests.chunks(AT_ONCE) {
        let query = Query::new("select distinct digest from notes_file where").among("digest", some.iter().copied());
        for row in tx.all(&query).await? {
            named.insert(row.get(0)?);
        }
    }
    Ok(named)
}
