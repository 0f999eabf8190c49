//! Jobs: work that takes longer than a request, asked for in the transaction of the act that needs it, and done beside the requests.
//!
//! A job is held by a lease, so that it runs once at a time among all processes of a firm, and again when its process has died.
//! A chapter declares its [`Kind`]s and the table of contents lists them. A job of a kind must bear to be run again from its beginning.

pub mod acts;
mod api;
mod handle;
mod outcome;
mod pages;
pub mod rules;
pub mod store;
mod sweep;
#[cfg(test)]
mod tests;
mod work;

pub use acts::{Request, enqueue};
pub use api::told;
pub use handle::Handle;
pub use outcome::Outcome;
pub use pages::{name, shown};
pub use rules::{Job, JobId, State};
pub use sweep::JOBS;
pub use work::{run_next, schedule, work};

use crate::access::{Grant, Permission, Reach, Role};
use crate::chapter::{Chapter, Group, Later, Place};
use crate::config::Config;
use crate::database::Migration;
use crate::notifications;
use crate::web::AppRef;
use crate::{Error, Result};
use serde::de::DeserializeOwned;

/// See the jobs that others asked for. Everybody sees their own.
pub const SEE: Permission = Permission::new("jobs.see");
/// Cancel the jobs that others asked for, and try them again. Everybody may do so with their own.
pub const CHANGE: Permission = Permission::new("jobs.change");

/// The chapter, which the house brings itself.
pub const CHAPTER: Chapter = Chapter {
    word: "jobs",
    migrations: &[Migration {
        chapter: "jobs",
        number: 1,
        sql: include_str!("jobs.sql"),
    }],
    texts: include_str!("texts.toml"),
    grants: &[
        Grant {
            permission: SEE,
            to: &[(Role::Administrator, Reach::All), (Role::Auditor, Reach::All)],
        },
        Grant {
            permission: CHANGE,
            to: &[(Role::Administrator, Reach::All)],
        },
    ],
    places: &[Place {
        group: Group::Admin,
        text: "jobs.place",
        href: "/jobs",
        letter: Some('j'),
        needs: None,
    }],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// Whoever asked for a job is told when it has ended.
pub const NOTICES: &[notifications::Kind] = &[ENDED];

const ENDED: notifications::Kind = notifications::Kind {
    word: "jobs.ended",
    name: "jobs.told",
};

/// A kind of job. Its chapter declares it, and the table of contents lists it.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its word, which begins with that of its chapter: `facts.import`.
    pub word: &'static str,
    /// The key of what people call it: "Import of files".
    pub name: &'static str,
    /// Who asks for it.
    pub asked: Asked,
    /// Does the work. It may be called again after a part of it was done, by this or another process.
    pub run: Run,
}

/// Who asks for a kind of job.
#[derive(Debug, Clone, Copy)]
pub enum Asked {
    /// The acts of a chapter.
    ByActs,
    /// The house itself, once on each day of the firm, as soon as it begins.
    Daily,
    /// The house itself, once on each day of the firm, not before an hour that the settings say; not at all where they say none.
    DailyAt(fn(&Config) -> Option<u8>),
}

/// Something outside the house did not do its part: another try may help, and whoever asked may read why.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Elsewhere(String);

impl Elsewhere {
    /// The error with which a work ends that should be tried again, with its reason as a sentence.
    pub fn error(sentence: impl Into<String>) -> Error {
        Error::Failed(anyhow::Error::new(Self(sentence.into())))
    }
}

/// Does the work of a job: on the node, with what was asked, telling its handle how far it is. Long computing belongs on a thread of
/// its own (`tokio::task::spawn_blocking`), with a clone of the handle.
pub type Run = fn(AppRef, Payload, Handle) -> Later<'static, Result<Outcome>>;

/// What a job was asked to do, as it was written down.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload(String);

impl Payload {
    /// What was asked.
    ///
    /// # Errors
    /// When it is something else than what was written: a fault of ours.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.0).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading what a job was asked")))
    }
}

/// Without its content, which may name people.
impl std::fmt::Debug for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Payload({} bytes)", self.0.len())
    }
}
