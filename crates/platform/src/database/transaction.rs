//! A transaction: statements, rows, and the journal entries that are kept with them.

use super::{Query, Row, Value, fault};
use crate::journal::{self, Entry};
use crate::{Error, Result};
use sqlx::{AssertSqlSafe, Column as _, Row as _, TypeInfo as _, ValueRef as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::watch;
use vocabulary::{Day, IdSource, Instant};

/// The driver's statement with its values, for whichever of the two drivers the place asks.
macro_rules! bound {
    ($query:expr) => {{
        let mut statement = sqlx::query(AssertSqlSafe($query.text.clone()));
        for value in &$query.values {
            statement = match value {
                Value::Text(text) => statement.bind(text.clone()),
                Value::Int(number) => statement.bind(*number),
            };
        }
        statement
    }};
}

/// A transaction. Dropped without [`Tx::commit`] it leaves nothing behind.
pub struct Tx {
    pub(super) inner: Inner,
    pub(super) now: Instant,
    pub(super) today: Day,
    pub(super) ids: Arc<dyn IdSource>,
    pub(super) entries: Vec<Entry>,
    /// A statement failed: PostgreSQL keeps nothing of such a transaction and says so only in passing.
    pub(super) failed: bool,
    /// Counts the commits of this node; absent when the transaction only reads.
    pub(super) writes: Option<Arc<AtomicU64>>,
    /// Wakes whoever waits for news of this node.
    pub(super) bell: Arc<watch::Sender<()>>,
    /// Whether the bell rings when this is kept.
    pub(super) rings: bool,
}

pub(super) enum Inner {
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

impl Tx {
    /// The time at which the transaction began; every record it writes carries this one time.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Today in the firm's time zone.
    #[must_use]
    pub fn today(&self) -> Day {
        self.today
    }

    /// Where new ids come from.
    #[must_use]
    pub fn ids(&self) -> &dyn IdSource {
        &*self.ids
    }

    /// Rings the bell of this node once what was written is kept, so that whoever waits for such news looks at once.
    pub fn ring(&mut self) {
        self.rings = true;
    }

    /// Remembers a journal entry; it is chained and kept at commit, in the same transaction.
    pub(crate) fn remember(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    pub(crate) fn latest_entry(&mut self) -> Option<&mut Entry> {
        self.entries.last_mut()
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn all(&mut self, query: &Query) -> Result<Vec<Row>> {
        let rows = self.ask(query).await;
        self.failed |= rows.is_err();
        rows
    }

    async fn ask(&mut self, query: &Query) -> Result<Vec<Row>> {
        // The text alone: values may be secret.
        tracing::trace!(statement = query.text, "asking");
        match &mut self.inner {
            Inner::Sqlite(tx) => {
                let rows = bound!(query).fetch_all(&mut **tx).await.map_err(|e| fault(e, "asking SQLite"))?;
                rows.iter().map(sqlite_row).collect()
            }
            Inner::Postgres(tx) => {
                let rows = bound!(query)
                    .fetch_all(&mut **tx)
                    .await
                    .map_err(|e| fault(e, "asking PostgreSQL"))?;
                rows.iter().map(postgres_row).collect()
            }
        }
    }

    /// The first row of a query, if there is one.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn one(&mut self, query: &Query) -> Result<Option<Row>> {
        Ok(self.all(query).await?.into_iter().next())
    }

    /// The single number of a counting query.
    ///
    /// # Errors
    /// When the query gives no number.
    pub async fn count(&mut self, query: &Query) -> Result<u64> {
        match self.one(query).await? {
            Some(row) => row.get(0),
            None => Ok(0),
        }
    }

    /// Runs a statement; says how many rows it touched.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn execute(&mut self, query: &Query) -> Result<u64> {
        let touched = self.run(query).await;
        self.failed |= touched.is_err();
        touched
    }

    async fn run(&mut self, query: &Query) -> Result<u64> {
        match &mut self.inner {
            Inner::Sqlite(tx) => Ok(bound!(query)
                .execute(&mut **tx)
                .await
                .map_err(|e| fault(e, "writing to SQLite"))?
                .rows_affected()),
            Inner::Postgres(tx) => Ok(bound!(query)
                .execute(&mut **tx)
                .await
                .map_err(|e| fault(e, "writing to PostgreSQL"))?
                .rows_affected()),
        }
    }

    /// Changes one row whose version is still the one that was read.
    ///
    /// # Errors
    /// [`Error::Changed`] when somebody else saved first.
    pub async fn execute_versioned(&mut self, what: &'static str, query: &Query) -> Result<()> {
        if self.execute(query).await? == 1 {
            Ok(())
        } else {
            Err(Error::Changed { what })
        }
    }

    /// One at a time changes the schema: SQLite's write lock does it there, PostgreSQL is told so.
    pub(super) async fn alone(&mut self) -> Result<()> {
        match &self.inner {
            Inner::Sqlite(_) => Ok(()),
            Inner::Postgres(_) => self
                .all(&Query::new("select cast(pg_advisory_xact_lock(7230) as text)"))
                .await
                .map(|_| ()),
        }
    }

    pub(crate) async fn execute_text(&mut self, text: &str) -> Result<()> {
        self.execute(&Query {
            text: text.to_owned(),
            values: Vec::new(),
        })
        .await
        .map(|_| ())
    }

    /// Chains the remembered journal entries and makes everything visible at once.
    ///
    /// # Errors
    /// When the database refuses, or a statement failed before; then nothing of the transaction remains.
    pub async fn commit(mut self) -> Result<()> {
        if self.failed {
            return Err(Error::Failed(anyhow::anyhow!(
                "a statement of this transaction failed; it cannot be kept"
            )));
        }
        let entries = std::mem::take(&mut self.entries);
        if !entries.is_empty() {
            journal::keep(&mut self, &entries).await?;
        }
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await.map_err(|e| fault(e, "committing to SQLite"))?,
            Inner::Postgres(tx) => tx.commit().await.map_err(|e| fault(e, "committing to PostgreSQL"))?,
        }
        if let Some(writes) = self.writes {
            writes.fetch_add(1, Ordering::AcqRel);
        }
        if self.rings {
            self.bell.send_replace(());
        }
        Ok(())
    }
}

fn sqlite_row(row: &sqlx::sqlite::SqliteRow) -> Result<Row> {
    let mut values = Vec::with_capacity(row.columns().len());
    for place in 0..row.columns().len() {
        let raw = row.try_get_raw(place).map_err(|e| fault(e, "reading a row"))?;
        values.push(if raw.is_null() {
            Value::Text(None)
        } else if raw.type_info().name() == "INTEGER" {
            Value::Int(Some(row.try_get(place).map_err(|e| fault(e, "reading a number"))?))
        } else {
            Value::Text(Some(row.try_get(place).map_err(|e| fault(e, "reading a text"))?))
        });
    }
    Ok(Row(values))
}

fn postgres_row(row: &sqlx::postgres::PgRow) -> Result<Row> {
    let mut values = Vec::with_capacity(row.columns().len());
    for (place, column) in row.columns().iter().enumerate() {
        values.push(match column.type_info().name() {
            "INT8" => Value::Int(row.try_get(place).map_err(|e| fault(e, "reading a number"))?),
            "INT4" => {
                let number: Option<i32> = row.try_get(place).map_err(|e| fault(e, "reading a number"))?;
                Value::Int(number.map(i64::from))
            }
            _ => Value::Text(row.try_get(place).map_err(|e| fault(e, "reading a text"))?),
        });
    }
    Ok(Row(values))
}
