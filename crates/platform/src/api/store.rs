//! The answers that were given under a key of the asker, kept for a day.

use crate::Result;
use crate::database::{Query, Tx};
use vocabulary::{Instant, UserId};

/// What is known under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The digest of the request it was given for.
    pub request_digest: String,
    /// The answer; none while nobody knows how the request ended.
    pub answer: Option<String>,
}

/// The answer under a key, if it was given after an instant.
pub async fn look_up(tx: &mut Tx, user: UserId, key_digest: &str, after: Instant) -> Result<Option<KeptAnswer>> {
    let query = Query::new("select request_digest, answer from api_answer where")
        .with("user_id = {} and key_digest = {} and at > {}", &[&user, &key_digest, &after]);
    let row = tx.one(&query).await?;
    row.map(|row| {
        Ok(KeptAnswer {
            request_digest: row.get(0)?,
            answer: row.get(1)?,
        })
    })
    .transpose()
}

/// Takes a key for a request, unless it is taken. On PostgreSQL this waits for whoever is just taking it.
pub async fn insert(tx: &mut Tx, user: UserId, key_digest: &str, request_digest: &str) -> Result<bool> {
    let now = tx.now();
    let nothing: Option<String> = None;
    let query = Query::new("insert into api_answer (user_id, key_digest, request_digest, answer, at)").with(
        "values ({}, {}, {}, {}, {}) on conflict do nothing",
        &[&user, &key_digest, &request_digest, &nothing, &now],
    );
    Ok(tx.execute(&query).await? == 1)
}

/// Keeps the answer under its key.
pub async fn update(tx: &mut Tx, user: UserId, key_digest: &str, answer: &str) -> Result<()> {
    let query =
        Query::new("update api_answer set").with("answer = {} where user_id = {} and key_digest = {}", &[&answer, &user, &key_digest]);
    tx.execute(&query).await.map(|_| ())
}

/// Frees a key whose request came to nothing.
pub async fn delete(tx: &mut Tx, user: UserId, key_digest: &str) -> Result<()> {
    let query = Query::new("delete from api_answer where").with("user_id = {} and key_digest = {}", &[&user, &key_digest]);
    tx.execute(&query).await.map(|_| ())
}

/// Frees one key if it was taken up to an instant.
pub async fn delete_old(tx: &mut Tx, user: UserId, key_digest: &str, until: Instant) -> Result<()> {
    let query =
        Query::new("delete from api_answer where").with("user_id = {} and key_digest = {} and at <= {}", &[&user, &key_digest, &until]);
    tx.execute(&query).await.map(|_| ())
}

/// Forgets every answer that was given up to an instant; says how many.
pub async fn delete_all_old(tx: &mut Tx, until: Instant) -> Result<u64> {
    tx.execute(&Query::new("delete from api_answer where").with("at <= {}", &[&until]))
        .await
}
