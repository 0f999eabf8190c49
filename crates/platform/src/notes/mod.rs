//! Notes, tasks and files on any record that has a page, for whoever sees the record.
//!
//! A chapter says of which records there are pages and who sees them ([`Kind`]); the table of contents lists it. Everything else, the
//! section on the page included, is done here. A note is seen by whoever sees its record now; a private one by its author alone.

mod acts;
mod api;
mod colleagues;
pub mod files;
mod noted;
mod pages;
mod reading;
mod rules;
mod section;
mod store;
pub mod tasks;
#[cfg(test)]
pub(crate) mod tests;

pub use acts::{Said, answer, delete, restore, update, write};
pub(crate) use noted::names_at;
pub use noted::{Kind, Names, Opened, Reading, Record, Seen, ids_of};
pub(crate) use reading::found;
pub use rules::{Note, NoteId};
pub(crate) use section::{finish, stands_on};

use crate::access::{Grant, Permission, Reach, Role};
use crate::chapter::{Chapter, Group, Place};
use crate::database::Migration;
use crate::jobs::{self, Asked, Outcome};
use crate::notifications;
use crate::web::done::Undoing;

/// Write notes on the records that one sees, and answer those of others.
pub const WRITE: Permission = Permission::new("notes.write");

/// The chapter, which the house brings itself.
pub const CHAPTER: Chapter = Chapter {
    word: "notes",
    migrations: &[
        Migration {
            chapter: "notes",
            number: 1,
            sql: include_str!("notes.sql"),
        },
        Migration {
            chapter: "notes",
            number: 2,
            sql: include_str!("tasks.sql"),
        },
        Migration {
            chapter: "notes",
            number: 3,
            sql: include_str!("files.sql"),
        },
    ],
    texts: include_str!("texts.toml"),
    grants: &[Grant {
        permission: WRITE,
        to: &[
            (Role::ProgrammeChampion, Reach::All),
            (Role::KaDirector, Reach::All),
            (Role::Kam, Reach::All),
            (Role::TeamMember, Reach::All),
            (Role::SalesManager, Reach::All),
            (Role::SecondLineManager, Reach::All),
            (Role::ProgrammeLead, Reach::All),
            (Role::ExecutiveSponsor, Reach::All),
            (Role::HrPartner, Reach::All),
            (Role::CrmOwner, Reach::All),
            (Role::CompAnalyst, Reach::All),
            (Role::Administrator, Reach::All),
        ],
    }],
    places: &[Place {
        group: Group::Home,
        text: "notes.tasks",
        href: "/notes/tasks",
        letter: Some('t'),
        needs: None,
    }],
    figures: &[],
    api: |api| files::operations(tasks::operations(api::operations(api))),
    routes: |routes| files::routes(tasks::routes(pages::routes(routes))),
};

/// Of what users are told.
pub const NOTICES: &[notifications::Kind] = &[MENTIONED, ANSWERED, tasks::GIVEN];

const MENTIONED: notifications::Kind = notifications::Kind {
    word: "notes.mentioned",
    name: "notes.told_mentioned",
};
const ANSWERED: notifications::Kind = notifications::Kind {
    word: "notes.answered",
    name: "notes.told_answered",
};

/// The acts that can be undone.
pub(crate) const UNDOINGS: &[Undoing] = &[section::DELETED, tasks::TICKED, tasks::DELETED, files::DELETED];

/// The job that forgets what was deleted long enough ago, once a day.
pub const JOBS: &[jobs::Kind] = &[jobs::Kind {
    word: "notes.sweep",
    name: "notes.job",
    asked: Asked::Daily,
    run: |app, _, handle| {
        Box::pin(async move {
            let mut tx = app.db.write().await?;
            let gone = acts::sweep(&mut tx).await? + tasks::sweep(&mut tx).await? + files::sweep(&mut tx, &app.config.facts_folder).await?;
            handle.confirm(&mut tx).await?;
            tx.commit().await?;
            Ok(Outcome::new("notes.job_done").with("n", gone))
        })
    },
}];
