//! A write that is sent twice is done once: the answer is kept under the key that the asker chose, in the transaction of the act.

use super::answer::Made;
use super::problem::Stopped;
use super::store;
use crate::database::Tx;
use crate::texts::say;
use crate::web::App;
use crate::{Error, Result, secret};
use axum::http::HeaderMap;
use std::collections::BTreeSet;
use std::sync::Mutex;
use vocabulary::{Refusal, UserId};

/// For how many seconds an answer is kept.
pub(super) const KEPT_SECONDS: i64 = 24 * 60 * 60;
/// The longest key.
const KEY_LENGTH_MAX: usize = 255;
/// The header that brings a key.
pub(super) const HEADER: &str = "idempotency-key";

/// The keys whose requests this process is just working on.
#[derive(Debug, Default)]
pub(crate) struct InFlight(Mutex<BTreeSet<(UserId, String)>>);

/// Holds a key until it is dropped.
struct Held<'a> {
    keys: &'a InFlight,
    key: (UserId, String),
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.keys.0.lock().expect("no holder of the keys panics").remove(&self.key);
    }
}

impl InFlight {
    fn take(&self, key: (UserId, String)) -> Option<Held<'_>> {
        let new = self.0.lock().expect("no holder of the keys panics").insert(key.clone());
        new.then_some(Held { keys: self, key })
    }
}

/// A key with the request it stands for.
#[derive(Debug, Clone)]
pub(super) struct Key {
    user: UserId,
    key_digest: String,
    request_digest: String,
}

/// What a key leads to.
pub(super) enum Known {
    /// Nobody has used it.
    Free,
    /// The answer that was given.
    Answered(Made),
}

/// The key that a request came with.
pub(super) fn key_of(headers: &HeaderMap) -> Result<Option<String>, Stopped> {
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let refused = || Stopped::from(Refusal::new("api.key", say("api.key")).on("Idempotency-Key"));
    let text = value.to_str().ok().map(|text| text.trim().trim_matches('"'));
    let right = text.filter(|text| (1..=KEY_LENGTH_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()));
    match (right, values.next()) {
        (Some(key), None) => Ok(Some(key.to_owned())),
        (_, _) => Err(refused()),
    }
}

impl Key {
    pub(super) fn new(user: UserId, key: &str, request: &[&str]) -> Self {
        Self {
            user,
            key_digest: secret::digest(key),
            request_digest: secret::digest(&request.join("\n")),
        }
    }

    /// What this key leads to.
    pub(super) async fn known(&self, app: &App) -> Result<Known, Turn> {
        let mut tx = app.db.read().await?;
        let since = tx.now().plus_seconds(-KEPT_SECONDS);
        let Some(kept) = store::look_up(&mut tx, self.user, &self.key_digest, since).await? else {
            return Ok(Known::Free);
        };
        if kept.request_digest != self.request_digest {
            let refusal = Refusal::new("api.key_reused", say("api.key_reused")).on("Idempotency-Key");
            return Err(Turn::Stopped(refusal.into()));
        }
        let Some(answer) = kept.answer else {
            let refusal = Refusal::new("api.key_begun", say("api.key_begun")).on("Idempotency-Key");
            return Err(Turn::Stopped(Stopped::new(409, refusal)));
        };
        let made = serde_json::from_str(&answer).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading a kept answer")))?;
        Ok(Known::Answered(made))
    }

    /// Takes the key in the transaction of an act.
    async fn take(&self, tx: &mut Tx) -> Result<()> {
        let until = tx.now().plus_seconds(-KEPT_SECONDS);
        store::delete_old(tx, self.user, &self.key_digest, until).await?;
        if store::insert(tx, self.user, &self.key_digest, &self.request_digest).await? {
            Ok(())
        } else {
            Err(Error::refused("api.key_taken", say("api.key_taken")))
        }
    }

    async fn keep(&self, tx: &mut Tx, made: &Made) -> Result<()> {
        let answer = serde_json::to_string(made).map_err(|e| Error::Failed(anyhow::Error::new(e).context("writing a kept answer")))?;
        store::update(tx, self.user, &self.key_digest, &answer).await
    }
}

/// Why a key does not let a request go on.
pub(super) enum Turn {
    Stopped(Stopped),
    Failed(Error),
}

impl From<Error> for Turn {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// One at a time works under a key; whoever comes meanwhile is told so.
pub(super) async fn alone<T>(app: &App, key: &Key, work: impl Future<Output = T>) -> Result<T, Stopped> {
    let Some(_held) = app.in_flight.take((key.user, key.key_digest.clone())) else {
        let refusal = Refusal::new("api.in_flight", say("api.in_flight")).on("Idempotency-Key");
        return Err(Stopped::new(409, refusal));
    };
    Ok(work.await)
}

/// Does an act and keeps its answer under the key, in one transaction.
pub(super) async fn writing(app: &App, key: Option<&Key>, act: impl AsyncFnOnce(&mut Tx) -> Result<Made>) -> Result<Made> {
    let mut tx = app.db.write().await?;
    if let Some(key) = key {
        key.take(&mut tx).await?;
    }
    let made = act(&mut tx).await?;
    if let Some(key) = key {
        key.keep(&mut tx, &made).await?;
    }
    tx.commit().await?;
    Ok(made)
}

/// Does an act that has transactions of its own. The key is taken before and the answer kept after it; when the process ends between
/// the two, nobody knows how it ended, and the key says so instead of doing it again.
pub(super) async fn working(app: &App, key: Option<&Key>, act: impl Future<Output = Result<Made>>) -> Result<Made> {
    let Some(key) = key else { return act.await };
    let mut tx = app.db.write().await?;
    key.take(&mut tx).await?;
    tx.commit().await?;
    let done = act.await;
    let mut tx = app.db.write().await?;
    match &done {
        Ok(made) => key.keep(&mut tx, made).await?,
        Err(_) => store::delete(&mut tx, key.user, &key.key_digest).await?,
    }
    tx.commit().await?;
    done
}
