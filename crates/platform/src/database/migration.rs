//! Schema changes, brought by each chapter and applied once, in the order of the table of contents.

use super::{Database, Tx};
use crate::{Error, Result};
use sha2::{Digest as _, Sha256};

/// One change of the schema. Its text never changes after a release; a later change is a new migration.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// The word of the chapter that owns the tables.
    pub chapter: &'static str,
    /// Ascending within the chapter, from 1.
    pub number: i64,
    /// Portable statements, separated by a semicolon at the end of a line.
    pub sql: &'static str,
}

const LEDGER: &str = "create table if not exists schema_migration (chapter text not null, number bigint not null, \
     sha256 text not null, applied bigint not null, primary key (chapter, number))";

/// Applies what is missing, all in one transaction.
///
/// # Errors
/// A migration whose text differs from what was applied is refused: the data was made by another text. So is a database that a
/// later version has migrated further.
pub(super) async fn migrate(database: &Database, migrations: &[Migration]) -> Result<u64> {
    let mut tx = database.write().await?;
    tx.alone().await?;
    tx.execute_text(LEDGER).await?;
    let known = tx
        .all(&super::Query::new("select chapter, number, sha256 from schema_migration"))
        .await?;
    for row in &known {
        not_later(row.get(0)?, row.get(1)?, migrations)?;
    }
    let mut applied = 0;
    for migration in migrations {
        let digest = crate::secret::hex(&Sha256::digest(migration.sql.as_bytes()));
        let mut before = None;
        for row in &known {
            if row.get::<String>(0)? == migration.chapter && row.get::<i64>(1)? == migration.number {
                before = Some(row.get::<String>(2)?);
            }
        }
        match before {
            Some(same) if same == digest => {}
            Some(_) => return Err(changed(migration)),
            None => {
                apply(&mut tx, migration, &digest).await?;
                applied += 1;
            }
        }
    }
    tx.commit().await?;
    Ok(applied)
}

/// An older program must not write into tables whose meaning it does not know.
fn not_later(chapter: String, number: i64, migrations: &[Migration]) -> Result<()> {
    let newest = migrations
        .iter()
        .filter(|ours| ours.chapter == chapter)
        .map(|ours| ours.number)
        .max();
    if newest.is_none_or(|newest| number <= newest) {
        return Ok(());
    }
    Err(Error::refused(
        "database.later",
        format!(
            "A later version of Mainstay made this database ({chapter} {number}). Start that version, or restore a back-up from before it."
        ),
    ))
}

async fn apply(tx: &mut Tx, migration: &Migration, digest: &str) -> Result<()> {
    for statement in migration.sql.split(";\n") {
        let statement = statement.trim().trim_end_matches(';');
        if !statement.is_empty() {
            tx.execute_text(statement).await.map_err(|e| e.context("applying a migration"))?;
        }
    }
    let now = tx.now();
    tx.execute(
        &super::Query::new("insert into schema_migration (chapter, number, sha256, applied)")
            .with("values ({}, {}, {}, {})", &[&migration.chapter, &migration.number, &digest, &now]),
    )
    .await?;
    Ok(())
}

fn changed(migration: &Migration) -> Error {
    Error::Failed(anyhow::anyhow!(
        "migration {} of {} was applied with another text; use the program version that made this database, or a later release",
        migration.number,
        migration.chapter
    ))
}
