//! Tasks on records: one sentence, one owner who sees the record, until when, and who has done it.

mod acts;
mod api;
mod pages;
mod reading;
mod rules;
mod section;
mod store;
#[cfg(test)]
mod tests;

pub(super) use acts::sweep;
pub use acts::{Said, complete, create, delete, reopen, restore, update};
pub(super) use api::operations;
pub(super) use pages::routes;
pub(crate) use reading::found;
pub use reading::{Waiting, waiting};
pub use rules::{Task, TaskId, Which};
pub(super) use section::{DELETED, TICKED, section};

use crate::notifications;

/// A task became somebody's.
pub(super) const GIVEN: notifications::Kind = notifications::Kind {
    word: "notes.given",
    name: "notes.told_given",
};
