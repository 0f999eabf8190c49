//! Notifications: what happened that concerns a user since they looked, told by the act that did it.
//!
//! A chapter declares its kinds, and the table of contents lists them. A notice says what happened and where to look; the page it leads
//! to asks for the reader's rights, and so does the name of the record that it is about. No private text is kept in one.

pub mod acts;
mod api;
mod pages;
mod reading;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use acts::{tell, tell_people};
pub use rules::{Happened, Kind, Notice, NoticeId};

use crate::Result;
use crate::chapter::Chapter;
use crate::database::{Migration, Tx};
use crate::jobs::{self, Asked, Outcome};
use std::collections::BTreeMap;
use vocabulary::UserId;

/// The most new notices that are counted for the bell.
pub const COUNTED_MAX: i64 = 100;

/// The chapter, which the house brings itself.
pub const CHAPTER: Chapter = Chapter {
    word: "notifications",
    migrations: &[
        Migration {
            chapter: "notifications",
            number: 1,
            sql: include_str!("notifications.sql"),
        },
        Migration {
            chapter: "notifications",
            number: 2,
            sql: include_str!("about.sql"),
        },
    ],
    texts: include_str!("texts.toml"),
    grants: &[],
    places: &[],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// The job that forgets what is old, once a day.
pub const JOBS: &[jobs::Kind] = &[jobs::Kind {
    word: "notifications.sweep",
    name: "notifications.job",
    asked: Asked::Daily,
    run: |app, _, handle| {
        Box::pin(async move {
            let mut tx = app.db.write().await?;
            let gone = acts::sweep(&mut tx).await?;
            handle.confirm(&mut tx).await?;
            tx.commit().await?;
            Ok(Outcome::new("notifications.job_done").with("n", gone))
        })
    },
}];

/// How many notices of a user are new, at most a hundred.
///
/// # Errors
/// When the database does not answer.
pub async fn unread(tx: &mut Tx, user: UserId) -> Result<u64> {
    store::count_unread(tx, user, COUNTED_MAX).await
}

/// How many notices of each kind are new for a user, by the kind's word, without the kinds they do not want to be told of.
///
/// # Errors
/// When the database does not answer.
pub async fn unread_by_kind(tx: &mut Tx, user: UserId) -> Result<BTreeMap<String, u64>> {
    let mut unread = store::count_unread_by_kind(tx, user).await?;
    let muted = store::list_muted_of(tx, user).await?;
    unread.retain(|kind, _| !muted.contains(kind));
    Ok(unread)
}

/// The latest notices of a user, for tests of the acts that tell.
///
/// # Errors
/// When the database does not answer.
pub async fn latest(tx: &mut Tx, user: UserId) -> Result<Vec<Notice>> {
    store::list_before(tx, user, None, COUNTED_MAX).await
}
