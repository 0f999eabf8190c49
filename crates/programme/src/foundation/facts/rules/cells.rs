//! One row with its cells read by field: each cell that cannot be read is refused with its column.

use std::collections::BTreeMap;

use vocabulary::{Currency, Day, Ratio, Scaled};

use super::content::{Content, Decimal};
use super::dress::{meant, undressed};
use super::numbers::{self, Misread, Notation};
use super::profile::{Bound, Profile};
use super::records::{Mark, Record};
use super::reject::Reject;
use super::sheet::letters;
use super::target::Target;

/// What a field holds, by how it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    #[default]
    Text,
    Reference,
    Number,
    Day,
    Currency,
}

/// What each field of a target holds. The reader itself is asked, so that both can never differ.
pub fn holdings(target: Target) -> BTreeMap<String, Holds> {
    let record = Record {
        line: 1,
        fields: Vec::new(),
        marks: Vec::new(),
    };
    let bound = Bound {
        sources: BTreeMap::new(),
        findings: Vec::new(),
        origin: None,
    };
    let profile = Profile::by_headings(target);
    let mut cells = Cells::new("", &record, &bound, &profile);
    cells.asked = Some(BTreeMap::new());
    Content::empty(target).take(target, 1, &mut cells, &mut BTreeMap::new());
    cells.asked.unwrap_or_default()
}

/// Reads the cells of one row and collects what is wrong with them.
pub(super) struct Cells<'a> {
    file: &'a str,
    record: &'a Record,
    bound: &'a Bound,
    given: &'a BTreeMap<String, String>,
    notation: &'a Notation,
    rejects: Vec<Reject>,
    /// Which fields were asked for as what, while nothing is read.
    asked: Option<BTreeMap<String, Holds>>,
}

/// The first column for a field that is not empty, or what the profile gives.
struct Cell<'a> {
    column: &'a str,
    /// Its place in the row; none for what the profile gives.
    at: Option<usize>,
    prefix: &'a str,
    text: &'a str,
    notation: &'a Notation,
    mark: Mark,
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
            asked: None,
        }
    }

    fn cell(&self, field: &str) -> Option<Cell<'a>> {
        let (bound, record, given) = (self.bound, self.record, self.given);
        let columns = bound.sources.get(field).into_iter().flatten();
        columns
            .map(|source| Cell {
                column: &source.column,
                at: Some(source.at),
                prefix: &source.prefix,
                text: record.fields.get(source.at).map_or("", |text| text.trim()),
                notation: &source.notation,
                mark: record.mark(source.at),
            })
            .find(|cell| !cell.text.is_empty())
            .or_else(|| {
                given.get_key_value(field).map(|(field, text)| Cell {
                    column: field,
                    at: None,
                    prefix: "",
                    text,
                    notation: self.notation,
                    mark: Mark::Text,
                })
            })
    }

    fn read<T>(&mut self, field: &str, holds: Holds, reader: impl FnOnce(&str, &Notation) -> Result<Option<T>, Misread>) -> Option<T> {
        if let Some(asked) = &mut self.asked {
            asked.insert(field.to_owned(), holds);
        }
        let cell = self.cell(field)?;
        let exact = Notation {
            times: cell.notation.times,
            references_have_decimals: cell.notation.references_have_decimals,
            ..Notation::plain()
        };
        let read = match cell.mark {
            Mark::Text => reader(cell.text, cell.notation),
            Mark::Exact => reader(cell.text, &exact),
            Mark::Fault => Err(Misread::new(
                format!("The cell holds the error {}.", cell.text),
                "Mend the formula in the workbook, or write the value.",
            )),
        };
        match read {
            Ok(value) => value,
            Err(misread) => {
                let reject = Reject::new(self.file, self.record.line, misread.reason, misread.fix)
                    .on(&self.shown(cell.column, cell.at), cell.text)
                    .of_row(&self.record.fields);
                self.rejects.push(reject);
                None
            }
        }
    }

    pub(super) fn label(&mut self, field: &str) -> Option<String> {
        self.read(field, Holds::Text, |text, _| numbers::label(text))
    }

    pub(super) fn reference(&mut self, field: &str) -> Option<String> {
        let prefix = self.cell(field).map_or("", |cell| cell.prefix);
        self.read(field, Holds::Reference, numbers::reference)
            .map(|reference| format!("{prefix}{reference}"))
    }

    pub(super) fn day(&mut self, field: &str) -> Option<Day> {
        self.read(field, Holds::Day, numbers::day)
    }

    pub(super) fn amount(&mut self, field: &str) -> Option<Scaled> {
        let amount = self.read(field, Holds::Number, numbers::amount)?;
        self.agree(field);
        Some(amount)
    }

    /// Refuses an amount whose own currency is not the row's.
    fn agree(&mut self, field: &str) {
        let written = self.cell(field).filter(|cell| cell.notation.dressed && cell.mark == Mark::Text);
        let currency = written.and_then(|cell| meant(undressed(cell.text)?.currency?));
        let row = self.cell("currency").and_then(|cell| Currency::parse(cell.text).ok());
        if let (Some(currency), Some(row)) = (currency, row)
            && currency != row
        {
            let reason = format!("The amount is in {currency}, the row in {row}.");
            self.refuse(field, &reason, "Correct one of the two.");
        }
    }

    pub(super) fn decimal(&mut self, field: &str) -> Option<Decimal> {
        self.read(field, Holds::Number, Decimal::parse)
    }

    pub(super) fn rate(&mut self, field: &str) -> Option<Scaled> {
        self.read(field, Holds::Number, numbers::rate)
    }

    pub(super) fn share(&mut self, field: &str) -> Option<Ratio> {
        self.read(field, Holds::Number, numbers::share)
    }

    pub(super) fn currency(&mut self, field: &str) -> Option<Currency> {
        self.read(field, Holds::Currency, |text, _| numbers::currency(text))
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
            Some(cell) => (self.shown(cell.column, cell.at), cell.text),
            None => (field.to_owned(), ""),
        };
        let reject = Reject::new(self.file, self.record.line, reason, fix)
            .on(&column, text)
            .of_row(&self.record.fields);
        self.rejects.push(reject);
    }

    /// The column, in a workbook with the address of the cell.
    fn shown(&self, column: &str, at: Option<usize>) -> String {
        let column_of = |first: u32| first.checked_add(u32::try_from(at?).ok()?);
        match self.bound.origin.and_then(column_of) {
            Some(number) => format!("{column} ({}{})", letters(number), self.record.line),
            None => column.to_owned(),
        }
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
                .map_or_else(|| field.name.to_owned(), |source| self.shown(&source.column, Some(source.at)));
            let reject = Reject::new(
                self.file,
                self.record.line,
                format!("It is empty, but every row needs it: {}.", field.meaning),
                "Fill it in.",
            )
            .on(&column, "")
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
