//! Records in SQL: one façade over SQLite (embedded, one writer) and PostgreSQL (several nodes), one portable text for both.

mod migration;
mod query;
#[cfg(test)]
mod tests;
mod transaction;
mod value;

pub use migration::Migration;
pub use query::Query;
pub use transaction::Tx;
pub use value::{Bind, Column, Row, Value};

use crate::texts::say;
use crate::{Error, Result};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::str::FromStr as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use transaction::Inner;
use vocabulary::{Clock, Day, FixedClock, IdSource, Instant, Zone};

/// How many readers a node keeps open.
const READERS: u32 = 8;
/// How much of the database each SQLite connection may keep at hand: 16 MiB, as SQLite writes it. Its usual 2 MiB are less than
/// one index of 100,000 rows, so that every list would be read from the system again. It is taken only as far as it is needed.
const CACHE: &str = "-16384";

/// A database with the clock and the source of ids that its transactions use.
#[derive(Clone)]
pub struct Database {
    pools: Pools,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    zone: Zone,
    writes: Arc<AtomicU64>,
    bell: Arc<watch::Sender<()>>,
}

#[derive(Clone)]
enum Pools {
    Sqlite {
        writer: sqlx::SqlitePool,
        readers: sqlx::SqlitePool,
    },
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
            open_postgres(address).await?
        } else if address.starts_with("sqlite:") {
            open_sqlite(address).await?
        } else {
            return Err(Error::refused(
                "database.address",
                "The database address must begin with `sqlite:` or `postgres:`. Set `database.url` in the configuration.",
            ));
        };
        Ok(Self {
            pools,
            clock: around.clock,
            ids: around.ids,
            zone: around.zone,
            writes: Arc::default(),
            bell: Arc::new(watch::Sender::new(())),
        })
    }

    /// Begins a transaction that only reads; it sees one state of the database.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(&self) -> Result<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { readers, .. } => Inner::Sqlite(readers.begin().await.map_err(|e| fault(e, "reading"))?),
            Pools::Postgres(pool) => Inner::Postgres(
                pool.begin_with("begin isolation level repeatable read read only")
                    .await
                    .map_err(|e| fault(e, "reading"))?,
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
            Pools::Sqlite { writer, .. } => Inner::Sqlite(
                writer
                    .begin_with("begin immediate")
                    .await
                    .map_err(|e| fault(e, "beginning to write"))?,
            ),
            // Said aloud, because the journal's head is read after waiting for its lock, whatever the server's default is.
            Pools::Postgres(pool) => Inner::Postgres(
                pool.begin_with("begin isolation level read committed")
                    .await
                    .map_err(|e| fault(e, "beginning to write"))?,
            ),
        };
        let mut tx = self.transaction(inner);
        tx.writes = Some(self.writes.clone());
        Ok(tx)
    }

    /// Makes ids, for whoever makes some outside of a transaction.
    #[must_use]
    pub fn ids(&self) -> Arc<dyn IdSource> {
        self.ids.clone()
    }

    fn transaction(&self, inner: Inner) -> Tx {
        let now = self.clock.now();
        let today = now.day_in(&self.zone);
        Tx {
            inner,
            now,
            today,
            ids: self.ids.clone(),
            entries: Vec::new(),
            failed: false,
            writes: None,
            bell: self.bell.clone(),
            rings: false,
        }
    }

    /// Applies the migrations that are missing; says how many.
    ///
    /// # Errors
    /// When a migration was applied with another text, or fails.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<u64> {
        migration::migrate(self, migrations).await
    }

    /// The same database at another time, which stands still: for making up a past by the acts that users use.
    #[must_use]
    pub fn at(&self, now: Instant) -> Self {
        Self {
            clock: Arc::new(FixedClock::new(now)),
            ..self.clone()
        }
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

    /// Hears each transaction of this node that rang and was kept; see [`Tx::ring`].
    #[must_use]
    pub fn bell(&self) -> watch::Receiver<()> {
        self.bell.subscribe()
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

async fn open_postgres(address: &str) -> Result<Pools> {
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(Duration::from_secs(10))
        .connect(address)
        .await
        .map_err(|e| fault(e, "opening the PostgreSQL database"))?;
    // Folded keys are compared byte by byte, as on SQLite; a database sorted by a language would miss names in searches.
    let bytewise: bool = sqlx::query_scalar("select 'B' < 'a' and 'Z' < '_' and '_' < 'a'")
        .fetch_one(&pool)
        .await
        .map_err(|e| fault(e, "asking PostgreSQL how it sorts"))?;
    if bytewise {
        Ok(Pools::Postgres(pool))
    } else {
        Err(Error::refused("database.collation", say("database.collation")))
    }
}

async fn open_sqlite(address: &str) -> Result<Pools> {
    let options = SqliteConnectOptions::from_str(address)
        .map_err(|e| fault(e, "reading the database address"))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("cache_size", CACHE)
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

/// Our own fault, with what was being done. The statement's values never enter the message.
fn fault(error: sqlx::Error, doing: &'static str) -> Error {
    Error::Failed(anyhow::Error::new(error).context(doing))
}
