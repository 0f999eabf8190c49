//! The way in for programs: operations declared once, served as they are declared and described in OpenAPI from the same declaration.
//!
//! A chapter's `api.rs` lists its [`Operation`]s. Each says its name, method, path, guard, query, body and answer; the server refuses
//! what does not fit the declaration before a handler sees it, and the document and the reference pages are written from it.

mod answer;
mod body;
mod call;
mod condition;
mod document;
mod input;
mod keeping;
mod limits;
mod operation;
mod pages;
mod paper;
mod problem;
mod reference;
mod serve;
pub mod store;
mod sweeping;
#[cfg(test)]
mod tests;

pub use answer::{Found, Listed, Made, MoneyText, Said, Spoken};
pub use call::Call;
pub use document::document;
pub use input::{Input, Kind};
pub use operation::{Operation, Operations, Takes, Verb};
pub use paper::{FileContent, PAPER, printed};
pub use sweeping::JOBS;

pub(crate) use keeping::InFlight;
pub(crate) use limits::{Limits, Spent};
pub(crate) use pages::chapter_name;
pub(crate) use problem::{Problem, rate_limited};
pub(crate) use serve::handler;

use crate::chapter::Chapter;
use crate::database::Migration;

/// Where the API stands; the version is part of the address.
pub const BASE: &str = "/api/v1";

/// The chapter, which the house brings itself.
pub const CHAPTER: Chapter = Chapter {
    word: "api",
    migrations: &[Migration {
        chapter: "api",
        number: 1,
        sql: include_str!("api.sql"),
    }],
    texts: include_str!("texts.toml"),
    grants: &[],
    places: &[],
    figures: &[],
    api: |api| api,
    routes: pages::routes,
};
