//! One row with its cells read by field: each cell that cannot be read is refused with its column.

use std::collections::BTreeMap;

use vocabulary::{Currency, Day, Ratio, Scaled};

use super::content::Decimal;
use super::numbers::{self, Misread, Notation};
use super::profile::{Bound, Profile};
use super::records::Record;
use super::reject::Reject;
use super::target::Target;

/// Reads the cells of one row and collects what is wrong with them.
pub(super) struct Cells<'a> {
    file: &'a str,
    record: &'a Record,
    bound: &'a Bound,
    given: &'a BTreeMap<String, String>,
    notation: &'a Notation,
    rejects: Vec<Reject>,
}

/// The first column for a field that is not empty, or what the profile gives.
struct Cell<'a> {
    column: &'a str,
    prefix: &'a str,
    text: &'a str,
}

impl<'a> Cells<'a> {
    pub(super) fn new(file: &'a str, record: &'a Record, bound: &'a Bound, profile: &'a Profile) -> Self {
        Self {
            file,
            record,
            bound,
            given: &profile.given,
            notation: &profile.notation,
            rejects: Vec::new(),
        }
    }

    fn cell(&self, field: &str) -> Option<Cell<'a>> {
        let (bound, record, given) = (self.bound, self.record, self.given);
        let columns = bound.sources.get(field).into_iter().flatten();
        columns
            .map(|source| Cell {
                column: &source.column,
                prefix: &source.prefix,
                text: record.fields.get(source.at).map_or("", |text| text.trim()),
            })
            .find(|cell| !cell.text.is_empty())
            .or_else(|| {
                given.get_key_value(field).map(|(field, text)| Cell {
                    column: field,
                    prefix: "",
                    text,
                })
            })
    }

    fn read<T>(&mut self, field: &str, reader: impl FnOnce(&str, &Notation) -> Result<Option<T>, Misread>) -> Option<T> {
        let cell = self.cell(field)?;
        match reader(cell.text, self.notation) {
            Ok(value) => value,
            Err(misread) => {
                let reject = Reject::new(self.file, self.record.line, misread.reason, misread.fix)
                    .on(cell.column, cell.text)
                    .of_row(&self.record.fields);
                self.rejects.push(reject);
                None
            }
        }
    }

    pub(super) fn label(&mut self, field: &str) -> Option<String> {
        self.read(field, |text, _| numbers::label(text))
    }

    pub(super) fn reference(&mut self, field: &str) -> Option<String> {
        let prefix = self.cell(field)?.prefix;
        self.read(field, numbers::reference).map(|reference| format!("{prefix}{reference}"))
    }

    pub(super) fn day(&mut self, field: &str) -> Option<Day> {
        self.read(field, numbers::day)
    }

    pub(super) fn amount(&mut self, field: &str) -> Option<Scaled> {
        self.read(field, numbers::amount)
    }

    pub(super) fn decimal(&mut self, field: &str) -> Option<Decimal> {
        self.read(field, Decimal::parse)
    }

    pub(super) fn rate(&mut self, field: &str) -> Option<Scaled> {
        self.read(field, numbers::rate)
    }

    pub(super) fn share(&mut self, field: &str) -> Option<Ratio> {
        self.read(field, numbers::share)
    }

    pub(super) fn currency(&mut self, field: &str) -> Option<Currency> {
        self.read(field, |text, _| numbers::currency(text))
    }

    /// The first day on which the row no longer holds, from `to` or from the day behind `last day`.
    pub(super) fn end(&mut self, from: Option<Day>) -> Option<Day> {
        let to = self.day("to");
        let last = self.day("last day");
        let (field, end) = match (to, last) {
            (Some(to), Some(last)) if last.next() != to => {
                self.refuse("last day", "The last day is not the day before “to”.", "Give one of them.");
                return None;
            }
            (Some(to), _) => ("to", to),
            (None, Some(last)) => ("last day", last.next()),
            (None, None) => return None,
        };
        if from.is_some_and(|from| end <= from) {
            self.refuse(
                field,
                "It ends before it begins.",
                "Correct one of the two days; “to” is the first day on which it no longer holds.",
            );
            return None;
        }
        Some(end)
    }

    /// Refuses the row for what a field says.
    pub(super) fn refuse(&mut self, field: &str, reason: &str, fix: &str) {
        let (column, text) = match self.cell(field) {
            Some(cell) => (cell.column, cell.text),
            None => (field, ""),
        };
        let reject = Reject::new(self.file, self.record.line, reason, fix)
            .on(column, text)
            .of_row(&self.record.fields);
        self.rejects.push(reject);
    }

    /// Refuses the row for each required field that is empty.
    pub(super) fn require(&mut self, target: Target) {
        for field in target.fields().iter().filter(|field| field.required) {
            if self.cell(field.name).is_some_and(|cell| !cell.text.is_empty()) {
                continue;
            }
            let column = self
                .bound
                .sources
                .get(field.name)
                .and_then(|sources| sources.first())
                .map_or(field.name, |source| source.column.as_str());
            let reject = Reject::new(
                self.file,
                self.record.line,
                format!("It is empty, but every row needs it: {}.", field.meaning),
                "Fill it in.",
            )
            .on(column, "")
            .of_row(&self.record.fields);
            self.rejects.push(reject);
        }
    }

    /// Whether something about this row was refused already.
    pub(super) fn is_refused(&self) -> bool {
        !self.rejects.is_empty()
    }

    pub(super) fn into_rejects(self) -> Vec<Reject> {
        self.rejects
    }
}
