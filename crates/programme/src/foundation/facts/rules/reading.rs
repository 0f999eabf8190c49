//! Reading a file by a profile: the rows it yields, what is refused, and the figures to check them by.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vocabulary::{Currency, Ratio};

use super::cells::Cells;
use super::content::Content;
use super::dialect::guess;
use super::finding::Finding;
use super::profile::{Profile, bind};
use super::records::Record;
use super::reject::Reject;
use super::table::{self, Table};
use super::target::Target;

/// After this many refusals reading stops: the profile or the dialect is wrong.
pub const REJECTS_MAX: usize = 1000;

/// The figures a sender compares with the source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// Rows behind the header, blank lines not counted.
    pub rows: u64,
    pub accepted: u64,
    pub refused: u64,
    /// The exact sum of the accepted amounts of facts and quotas.
    pub totals: BTreeMap<Currency, Ratio>,
}

/// What came of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub file: String,
    pub target: Target,
    /// The columns as the file names them, for the file of refused rows.
    pub columns: Vec<String>,
    pub content: Content,
    pub rejects: Vec<Reject>,
    pub findings: Vec<Finding>,
    pub control: Control,
}

/// Reads a file by a profile. Never fails as a whole: a file that cannot be read is a reading without rows and
/// with its refusals.
pub fn read(file: &str, bytes: &[u8], profile: &Profile) -> Reading {
    let mut reading = Reading::empty(file, profile.target);
    let dialect = profile.dialect.clone().unwrap_or_else(|| guess(bytes).dialect);
    let names: Option<Vec<&str>> = profile.columns.as_ref().map(|columns| columns.iter().map(String::as_str).collect());
    match table::open(file, bytes, &dialect, names.as_deref()) {
        Ok(table) => reading.fill(table, profile),
        Err(reject) => reading.rejects.push(*reject),
    }
    reading
}

impl Reading {
    fn empty(file: &str, target: Target) -> Self {
        Self {
            file: file.to_owned(),
            target,
            columns: Vec::new(),
            content: Content::empty(target),
            rejects: Vec::new(),
            findings: Vec::new(),
            control: Control::default(),
        }
    }

    fn fill(&mut self, table: Table<'_>, profile: &Profile) {
        self.columns.clone_from(&table.columns);
        let bound = match bind(&table, profile) {
            Ok(bound) => bound,
            Err(rejects) => {
                self.rejects = rejects;
                return;
            }
        };
        self.findings.clone_from(&bound.findings);
        let mut keys = BTreeMap::new();
        for record in table {
            self.control.rows = self.control.rows.saturating_add(1);
            let taken = record.map_err(|reject| vec![reject]).and_then(|record| {
                let mut cells = Cells::new(&self.file, &record, &bound, profile);
                cells.require(profile.target);
                let taken = self.content.take(profile.target, record.line, &mut cells, &mut keys);
                let mut rejects = cells.into_rejects();
                if rejects.is_empty() && !taken {
                    rejects.push(unexplained(&self.file, &record));
                }
                if rejects.is_empty() { Ok(()) } else { Err(rejects) }
            });
            match taken {
                Ok(()) => self.control.accepted = self.control.accepted.saturating_add(1),
                Err(rejects) => {
                    self.control.refused = self.control.refused.saturating_add(1);
                    self.rejects.extend(rejects);
                }
            }
            if self.rejects.len() >= REJECTS_MAX {
                self.rejects.push(too_many(&self.file, &self.rejects));
                break;
            }
        }
        self.control.totals = self.content.totals();
    }
}

fn unexplained(file: &str, record: &Record) -> Reject {
    Reject::new(file, record.line, "The row could not be read.", "Compare it with its neighbours.").of_row(&record.fields)
}

fn too_many(file: &str, rejects: &[Reject]) -> Reject {
    let line = rejects.last().map_or(1, |reject| reject.line);
    Reject::new(
        file,
        line,
        format!("More than {REJECTS_MAX} refusals: the rest of the file was not read."),
        "Check the dialect and the mapping first.",
    )
}
