//! Mail: once a day, what waits for a user, for whoever does not open Mainstay; and how a user ends that.
//!
//! What stands in a mail leaves the house. So it holds sentences that say that something waits, and none of what is private: the page
//! behind each link asks for the reader's rights.

pub mod acts;
mod api;
mod letter;
mod nightly;
mod pages;
mod relay;
mod rules;
mod sending;
mod store;
#[cfg(test)]
mod tests;

pub use lettre::Address;
pub use nightly::JOBS;
pub(crate) use pages::choice;
pub use relay::{Relay, Secrecy};
pub use rules::{LetterId, Line, State, Waiting};
pub use sending::test;

use crate::Result;
use crate::access::Viewer;
use crate::chapter::{Chapter, Later};
use crate::database::{Migration, Tx};
use crate::web::AppRef;
use vocabulary::PersonId;

/// The chapter, which the house brings itself.
pub const CHAPTER: Chapter = Chapter {
    word: "mail",
    migrations: &[Migration {
        chapter: "mail",
        number: 1,
        sql: include_str!("mail.sql"),
    }],
    texts: include_str!("texts.toml"),
    grants: &[],
    places: &[],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// What the house asks the book for a mail: the book knows people and what waits, and the house does not.
#[derive(Clone, Copy)]
pub struct Source {
    /// The mail address of a person who is still in the firm.
    pub address_of: AddressOf,
    /// What waits for a viewer, under the rights they have now.
    pub waiting: WaitingFor,
}

/// Finds the mail address of a person; none for whoever has left the firm.
pub type AddressOf = for<'a> fn(&'a mut Tx, PersonId) -> Later<'a, Result<Option<String>>>;

/// Finds what waits for a viewer.
pub type WaitingFor = for<'a> fn(&'a AppRef, &'a Viewer) -> Later<'a, Result<Waiting>>;
