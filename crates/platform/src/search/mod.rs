//! Search: one place that finds the records, pages and settings that a viewer may open.
//!
//! A chapter declares a [`Finder`] for each kind of record, and the table of contents lists it. A finder takes the viewer's scope like
//! every list, reads a bounded number of rows by an index, and never looks into private texts.

mod api;
mod asking;
mod pages;
mod reading;
mod rules;
#[cfg(test)]
mod tests;

pub use asking::{Table, rows};
pub(crate) use reading::lists;
pub use reading::{Group, everything};
pub use rules::{Hit, Rank, Sought};

use crate::Result;
use crate::access::{Permission, Viewer};
use crate::chapter::{Chapter, Later};
use crate::database::Tx;
use crate::users;

/// The chapter, which the house brings itself.
pub const CHAPTER: Chapter = Chapter {
    word: "search",
    migrations: &[],
    texts: include_str!("texts.toml"),
    grants: &[],
    places: &[],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// What the house lets people find besides the pages of the navigation.
pub const FINDERS: &[Finder] = &[
    Finder {
        word: "jobs",
        name: "jobs.place",
        needs: None,
        list: None,
        find: |tx, viewer, sought| Box::pin(reading::jobs(tx, viewer, sought)),
    },
    Finder {
        word: "users",
        name: "users.place",
        needs: Some(users::SEE),
        list: None,
        find: |tx, _, sought| Box::pin(reading::users(tx, sought)),
    },
];

/// Finds one kind of record.
#[derive(Clone, Copy)]
pub struct Finder {
    /// Its word in addresses and API; it begins with the word of its chapter: `accounts`, `accounts.contacts`.
    pub word: &'static str,
    /// The key of its heading.
    pub name: &'static str,
    /// Who finds any; none means everybody who is signed in. The finder itself asks for the scope.
    pub needs: Option<Permission>,
    /// The list that answers to the same words, with its records below it: `/accounts`.
    pub list: Option<&'static str>,
    /// Finds them.
    pub find: Find,
}

/// Finds the records of a kind that answer to what is sought, at most [`Sought::rows`] of them, the best first as far as the database
/// can tell. Each must open for the viewer.
pub type Find = for<'a> fn(&'a mut Tx, &'a Viewer, &'a Sought) -> Later<'a, Result<Vec<Hit>>>;
