//! Figures: every computed number has a name, a formula in words and a trace down to the rows it was made of.
//!
//! A chapter defines its figures and others read them by name, never by import. What a reader may not see stays unseen:
//! the figure's permission gives the scope, and the subject must lie inside it.

mod keeping;
mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod trend;

pub use keeping::{JOBS, keep, keep_every};
pub use rules::Kept;
pub use trend::{spark, went};

use crate::access::{Permission, Scope, Viewer};
use crate::chapter::{Book, Chapter, Later};
use crate::database::{Migration, Tx};
use crate::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{AccountId, Cell, Day, Explained, Interval, PersonId, Ratio};

/// The chapter, which the house brings itself.
pub const CHAPTER: Chapter = Chapter {
    word: "figures",
    migrations: &[Migration {
        chapter: "figures",
        number: 1,
        sql: include_str!("figures/kept.sql"),
    }],
    texts: include_str!("figures/texts.toml"),
    grants: &[],
    places: &[],
    figures: &[],
    api: pages::api,
    routes: pages::routes,
};

/// What a figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A person of the firm.
    Person,
    /// An account.
    Account,
}

impl About {
    /// The word in the catalogue and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Account => "account",
        }
    }
}

/// The definition of a computed number.
#[derive(Clone, Copy)]
pub struct Figure {
    /// Its name, with the chapter's word: `incentives.attainment`.
    pub name: &'static str,
    /// The key of what people call it in the text catalogue: "Attainment".
    pub title: &'static str,
    /// What it is about.
    pub about: About,
    /// Its unit: `ratio`, `money`, `minutes`.
    pub unit: &'static str,
    /// The key of its formula in words in the text catalogue.
    pub formula: &'static str,
    /// The rule or section of the specification it implements, for programs and auditors; people read the formula.
    pub rule: &'static str,
    /// Who may read it; the scope of the permission limits the subjects.
    pub needs: Permission,
    /// Computes it for a subject inside the scope.
    pub compute: Compute,
    /// What a subject is called, to stand above the figure.
    pub subject: NameOf,
    /// What the period is called that a subject names, and its days.
    pub period: PeriodOf,
    /// Its values in closed periods, for figures of other chapters that could lead back to it; none where nothing is closed.
    pub closed: Option<Closed>,
    /// Whose latest values are kept day by day, so that they can be told as they stood; none where a past value would tell more than it
    /// should, or where other records tell it.
    pub kept: Option<Subjects>,
}

/// Finds what a subject is called; nothing where there is none.
pub type NameOf = for<'a> fn(&'a mut Tx, &'a str) -> Later<'a, Result<String>>;

/// A period as people name it, and its days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// "Q1 2026".
    pub label: String,
    /// Its days.
    pub days: Interval,
}

/// Finds the period that a subject names; none where it names none that the figure has. It is asked only for a subject that names one.
pub type PeriodOf = for<'a> fn(&'a mut Tx, &'a Scope, &'a Subject) -> Later<'a, Result<Option<Span>>>;

/// For a figure that is the same whatever period is named.
#[must_use]
pub fn no_period<'a>(_: &'a mut Tx, _: &'a Scope, _: &'a Subject) -> Later<'a, Result<Option<Span>>> {
    Box::pin(async { Ok(None) })
}

/// Finds the ids of everything a figure is about today.
pub type Subjects = for<'a> fn(&'a mut Tx) -> Later<'a, Result<Vec<String>>>;

/// The value of a figure in one closed period, which never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedValue {
    /// The period as people name it.
    pub period: String,
    /// The period as the figure is asked for it.
    pub name: String,
    /// The first day after it.
    pub end: Day,
    /// The value, or why it is unknown.
    pub value: Result<Ratio, String>,
}

/// Reads the closed values of some people, the latest first, in one question. It is for computing: whoever shows a value to somebody
/// asks for the figure's permission first.
pub type Closed = for<'a> fn(&'a mut Tx, &'a [PersonId]) -> Later<'a, Result<BTreeMap<PersonId, Vec<ClosedValue>>>>;

/// Computes a figure. The reader's right to this subject was checked before.
pub type Compute = for<'a> fn(&'a mut Tx, &'a Scope, &'a Subject) -> Later<'a, Result<Explained<Cell>>>;

/// Whom or what a figure is computed for, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The record's id.
    pub id: String,
    /// The period's name; empty means the latest.
    pub period: String,
}

/// Reads a figure by its name.
///
/// # Errors
/// Not found when there is no such figure or the subject is not the reader's to see; forbidden without its permission.
pub async fn read(tx: &mut Tx, book: &Book, viewer: &Viewer, name: &str, subject: &Subject) -> Result<Explained<Cell>> {
    let (figure, scope) = may(book, viewer, name, &subject.id)?;
    (figure.compute)(tx, &scope, subject).await
}

/// The period that a figure is asked for; none where none is named.
///
/// # Errors
/// As [`read`].
pub async fn period(tx: &mut Tx, book: &Book, viewer: &Viewer, name: &str, subject: &Subject) -> Result<Option<Span>> {
    if subject.period.is_empty() {
        return Ok(None);
    }
    let (figure, scope) = may(book, viewer, name, &subject.id)?;
    (figure.period)(tx, &scope, subject).await
}

/// What a figure came to on the days of a span, the earliest first.
///
/// # Errors
/// As [`read`].
pub async fn history(tx: &mut Tx, book: &Book, viewer: &Viewer, (name, subject): (&str, &str), days: &Interval) -> Result<Vec<Kept>> {
    let (figure, _) = may(book, viewer, name, subject)?;
    store::list(tx, figure.name, subject, days).await
}

/// A figure that the viewer may read for a subject, and the scope in which they may.
fn may(book: &Book, viewer: &Viewer, name: &str, subject: &str) -> Result<(&'static Figure, Scope)> {
    let figure = book.figure(name).ok_or(Error::NotFound { what: "figure" })?;
    let scope = viewer.may(figure.needs)?;
    match figure.about {
        About::Person => scope.of_person(PersonId::parse(subject).map_err(|_no_id| hidden(figure))?, figure.about.name())?,
        About::Account => scope.of_account(AccountId::parse(subject).map_err(|_no_id| hidden(figure))?, figure.about.name())?,
    }
    Ok((figure, scope))
}

fn hidden(figure: &Figure) -> Error {
    Error::NotFound { what: figure.about.name() }
}
