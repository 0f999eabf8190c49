//! What the chapters stand on: database, web shell, sign-in, access, journal, figures, errors and the test kit.

pub mod access;
pub mod api;
pub mod chapter;
pub mod config;
pub mod database;
pub mod error;
pub mod figures;
pub mod history;
pub mod jobs;
pub mod journal;
pub mod look;
pub mod mail;
pub mod notes;
pub mod notifications;
pub mod observe;
pub mod records;
#[cfg(test)]
mod sample;
pub mod search;
pub mod secret;
pub mod testing;
pub mod texts;
pub mod users;
pub mod views;
pub mod web;
pub mod wording;
pub mod words;

pub use error::{Error, Result};
