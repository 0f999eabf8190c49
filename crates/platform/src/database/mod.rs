//! Records in SQL: one façade over SQLite (embedded, one writer) and PostgreSQL (several nodes), one portable text for both.

mod migration;
mod query;
#[cfg(test)]
mod tests;
mod value;

pub use migration::Migration;
pub use query::Query;
pub use value::{Bind, Column, Row, Value};

use crate::journal::{self, Entry};
use crate::{Error, Result};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Column as _, Row as _, TypeInfo as _, ValueRef as _};
use std::str::FromStr as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use vocabulary::{Clock, Day, IdSource, Instant, Zone};

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

/// How many readers a node keeps open.
const READERS: u32 = 8;

/// A database with the clock and the source of ids that its transactions use.
#[derive(Clone)]
pub struct Database {
    pools: Pools,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    zone: Zone,
    writes: Arc<AtomicU64>,
}

#[derive(Clone)]
enum Pools {
    Sqlite { writer: sqlx::SqlitePool, readers: sqlx::SqlitePool },
    Postgres(sqlx::PgPool),
}

/// What a node is: the time, the ids and the firm's zone, all arguments.
#[derive(Clone)]
pub struct Surroundings {
    /// Says what time it is.
    pub clock: Arc<dyn Clock>,
    /// Makes ids.
    pub ids: Arc<dyn IdSource>,
    /// Decides the day of an instant.
    pub zone: Zone,
}

impl Database {
    /// Opens `sqlite:PATH` (made when missing) or `postgres://…`.
    ///
    /// # Errors
    /// When the address is neither, or the database does not answer; the sentence names which.
    pub async fn open(address: &str, around: Surroundings) -> Result<Self> {
        let pools = if address.starts_with("postgres") {
            let pool = sqlx::postgres::PgPoolOptions::new()
                .max_connections(READERS)
                .acquire_timeout(Duration::from_secs(10))
                .connect(address)
                .await
                .map_err(|e| fault(e, "opening the PostgreSQL database"))?;
            Pools::Postgres(pool)
        } else if address.starts_with("sqlite:") {
            open_sqlite(address).await?
        } else {
            return Err(Error::refused(
                "database.address",
                "The database address must begin with `sqlite:` or `postgres:`. Set `database.url` in the configuration.",
            ));
        };
        Ok(Self { pools, clock: around.clock, ids: around.ids, zone: around.zone, writes: Arc::default() })
    }

    /// Begins a transaction that only reads; it sees one state of the database.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(&self) -> Result<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { readers, .. } => Inner::Sqlite(readers.begin().await.map_err(|e| fault(e, "reading"))?),
            Pools::Postgres(pool) => Inner::Postgres(
                pool.begin_with("begin isolation level repeatable read read only").await.map_err(|e| fault(e, "reading"))?,
            ),
        };
        Ok(self.transaction(inner))
    }

    /// Begins a transaction that may write. On SQLite it takes the write lock at once, so it never fails half-way for want of it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn write(&self) -> Result<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { writer, .. } => {
                Inner::Sqlite(writer.begin_with("begin immediate").await.map_err(|e| fault(e, "beginning to write"))?)
            }
            // Said aloud, because the journal's head is read after waiting for its lock, whatever the server's default is.
            Pools::Postgres(pool) => Inner::Postgres(
                pool.begin_with("begin isolation level read committed").await.map_err(|e| fault(e, "beginning to write"))?,
            ),
        };
        let mut tx = self.transaction(inner);
        tx.writes = Some(self.writes.clone());
        Ok(tx)
    }

    fn transaction(&self, inner: Inner) -> Tx {
        let now = self.clock.now();
        let today = now.day_in(&self.zone);
        Tx { inner, now, today, ids: self.ids.clone(), entries: Vec::new(), failed: false, writes: None }
    }

    /// Applies the migrations that are missing; says how many.
    ///
    /// # Errors
    /// When a migration was applied with another text, or fails.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<u64> {
        migration::migrate(self, migrations).await
    }

    /// The time as the clock of this database says.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Today in the firm's time zone.
    #[must_use]
    pub fn today(&self) -> Day {
        self.now().day_in(&self.zone)
    }

    /// How many write transactions of this node have committed; what was cached before a change is known by it.
    #[must_use]
    pub fn writes(&self) -> u64 {
        self.writes.load(Ordering::Acquire)
    }

    /// "SQLite" or "PostgreSQL".
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match self.pools {
            Pools::Sqlite { .. } => "SQLite",
            Pools::Postgres(_) => "PostgreSQL",
        }
    }

    /// Waits for running statements and closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_sqlite(address: &str) -> Result<Pools> {
    let options = SqliteConnectOptions::from_str(address)
        .map_err(|e| fault(e, "reading the database address"))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(30));
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(60))
        .connect_with(options.clone())
        .await
        .map_err(|e| fault(e, "opening the SQLite database"))?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(Duration::from_secs(30))
        .connect_lazy_with(options.pragma("query_only", "on"));
    Ok(Pools::Sqlite { writer, readers })
}

/// A transaction. Dropped without [`Tx::commit`] it leaves nothing behind.
pub struct Tx {
    inner: Inner,
    now: Instant,
    today: Day,
    ids: Arc<dyn IdSource>,
    entries: Vec<Entry>,
    /// A statement failed: PostgreSQL keeps nothing of such a transaction and says so only in passing.
    failed: bool,
    /// Counts the commits of this node; absent when the transaction only reads.
    writes: Option<Arc<AtomicU64>>,
}

enum Inner {
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

    /// Remembers a journal entry; it is chained and kept at commit, in the same transaction.
    pub(crate) fn remember(&mut self, entry: Entry) {
        self.entries.push(entry);
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
        match &mut self.inner {
            Inner::Sqlite(tx) => {
                let rows = bound!(query).fetch_all(&mut **tx).await.map_err(|e| fault(e, "asking SQLite"))?;
                rows.iter().map(sqlite_row).collect()
            }
            Inner::Postgres(tx) => {
                let rows = bound!(query).fetch_all(&mut **tx).await.map_err(|e| fault(e, "asking PostgreSQL"))?;
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
            Inner::Sqlite(tx) => {
                Ok(bound!(query).execute(&mut **tx).await.map_err(|e| fault(e, "writing to SQLite"))?.rows_affected())
            }
            Inner::Postgres(tx) => {
                Ok(bound!(query).execute(&mut **tx).await.map_err(|e| fault(e, "writing to PostgreSQL"))?.rows_affected())
            }
        }
    }

    /// Changes one row whose version is still the one that was read.
    ///
    /// # Errors
    /// [`Error::Changed`] when somebody else saved first.
    pub async fn execute_versioned(&mut self, what: &'static str, query: &Query) -> Result<()> {
        if self.execute(query).await? == 1 { Ok(()) } else { Err(Error::Changed { what }) }
    }

    /// One at a time changes the schema: SQLite's write lock does it there, PostgreSQL is told so.
    async fn alone(&mut self) -> Result<()> {
        match &self.inner {
            Inner::Sqlite(_) => Ok(()),
            Inner::Postgres(_) => self.all(&Query::new("select cast(pg_advisory_xact_lock(7230) as text)")).await.map(|_| ()),
        }
    }

    pub(super) async fn execute_text(&mut self, text: &str) -> Result<()> {
        self.execute(&Query { text: text.to_owned(), values: Vec::new() }).await.map(|_| ())
    }

    /// Chains the remembered journal entries and makes everything visible at once.
    ///
    /// # Errors
    /// When the database refuses, or a statement failed before; then nothing of the transaction remains.
    pub async fn commit(mut self) -> Result<()> {
        if self.failed {
            return Err(Error::Failed(anyhow::anyhow!("a statement of this transaction failed; it cannot be kept")));
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
        Ok(())
    }
}

fn sqlite_row(row: &sqlx::sqlite::SqliteRow) -> Result<Row> {
    let mut values = Vec::with_capacity(row.columns().len());
    for place in 0..row.columns().len() {
        let raw = row.try_get_raw(place).map_err(|e| fault(e, "reading a row"))?;
        let null = raw.is_null();
        let kind = raw.type_info().name().to_owned();
        values.push(match kind.as_str() {
            _ if null => Value::Text(None),
            "INTEGER" => Value::Int(Some(row.try_get(place).map_err(|e| fault(e, "reading a number"))?)),
            _ => Value::Text(Some(row.try_get(place).map_err(|e| fault(e, "reading a text"))?)),
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

/// Our own fault, with what was being done. The statement's values never enter the message.
fn fault(error: sqlx::Error, doing: &'static str) -> Error {
    Error::Failed(anyhow::Error::new(error).context(doing))
}
