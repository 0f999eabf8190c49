//! Figures: every computed number has a name, a formula in words and a trace down to the rows it was made of.
//!
//! A chapter defines its figures and others read them by name, never by import. What a reader may not see stays unseen:
//! the figure's permission gives the scope, and the subject must lie inside it.

mod pages;
#[cfg(test)]
mod tests;

pub(crate) use pages::routes;

use crate::access::{Permission, Scope, Viewer};
use crate::chapter::{Book, Later};
use crate::database::Tx;
use crate::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{AccountId, Cell, Day, Explained, PersonId, Ratio};

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
    /// What it is about.
    pub about: About,
    /// Its unit: `ratio`, `money`, `minutes`.
    pub unit: &'static str,
    /// The key of its formula in words in the text catalogue.
    pub formula: &'static str,
    /// The rule or section of the specification it implements.
    pub rule: &'static str,
    /// Who may read it; the scope of the permission limits the subjects.
    pub needs: Permission,
    /// Computes it for a subject inside the scope.
    pub compute: Compute,
    /// Its values in closed periods, for figures of other chapters that could lead back to it; none where nothing is closed.
    pub closed: Option<Closed>,
}

/// The value of a figure in one closed period, which never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedValue {
    /// The period as people name it.
    pub period: String,
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
    let figure = book.figure(name).ok_or(Error::NotFound { what: "figure" })?;
    let scope = viewer.may(figure.needs)?;
    match figure.about {
        About::Person => scope.of_person(PersonId::parse(&subject.id).map_err(|_no_id| hidden(figure))?, figure.about.name())?,
        About::Account => scope.of_account(AccountId::parse(&subject.id).map_err(|_no_id| hidden(figure))?, figure.about.name())?,
    }
    (figure.compute)(tx, &scope, subject).await
}

fn hidden(figure: &Figure) -> Error {
    Error::NotFound { what: figure.about.name() }
}
