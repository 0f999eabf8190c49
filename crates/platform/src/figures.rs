//! Figures: every computed number has a name, a formula in words and a trace down to the rows it was made of.

use crate::Result;
use crate::access::Permission;
use crate::chapter::Later;
use crate::database::Tx;
use vocabulary::{Cell, Explained};

/// The definition of a computed number.
#[derive(Clone, Copy)]
pub struct Figure {
    /// Its name, with the chapter's word: `incentives.attainment`.
    pub name: &'static str,
    /// What it is about: `person`, `account`.
    pub subject: &'static str,
    /// Its unit: `ratio`, `money`, `minutes`.
    pub unit: &'static str,
    /// The key of its formula in words in the text catalogue.
    pub formula: &'static str,
    /// The rule or section of the specification it implements.
    pub rule: &'static str,
    /// Who may read it; the scope of the permission limits the subjects.
    pub needs: Permission,
    /// Computes it for a subject and a period (empty for "now").
    pub compute: Compute,
}

/// Computes a figure. The reader's right was checked before.
pub type Compute = for<'a> fn(&'a mut Tx, &'a Subject) -> Later<'a, Result<Explained<Cell>>>;

/// Whom or what a figure is computed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The record's id.
    pub id: String,
    /// The period's name; empty means today.
    pub period: String,
}
