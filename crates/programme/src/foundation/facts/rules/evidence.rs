//! What the rows of a table tell of its notation, part by part.

use super::blocks::Gather;
use super::calendar::Calendar;
use super::cells::Holds;
use super::notation::Numbers;
use super::records::{Mark, Record};
use super::reject::Reject;
use super::table::fitted;

/// From how many rows the values of a column are compared with what is known.
const VALUES_ROWS: usize = 1000;

/// What is looked at in every row.
pub(super) struct Looking<'a> {
    pub(super) file: &'a str,
    pub(super) holds: Vec<Holds>,
    pub(super) header_line: u64,
    pub(super) corrected: bool,
}

/// What the rows of a part of a table tell of its notation.
pub(super) struct Evidence<'a> {
    looking: &'a Looking<'a>,
    pub(super) numbers: Vec<Numbers>,
    pub(super) days: Vec<Calendar>,
    pub(super) rows: u64,
    /// The first rows that can be read.
    pub(super) sample: Vec<Record>,
}

impl<'a> Evidence<'a> {
    pub(super) fn of(looking: &'a Looking<'a>) -> Self {
        Self {
            looking,
            numbers: vec![Numbers::default(); looking.holds.len()],
            days: vec![Calendar::default(); looking.holds.len()],
            rows: 0,
            sample: Vec::new(),
        }
    }

    pub(super) fn merge(&mut self, later: Self) {
        self.numbers.iter_mut().zip(later.numbers).for_each(|(all, part)| all.merge(part));
        self.days.iter_mut().zip(later.days).for_each(|(all, part)| all.merge(part));
        self.rows = self.rows.saturating_add(later.rows);
        let free = VALUES_ROWS.saturating_sub(self.sample.len());
        self.sample.extend(later.sample.into_iter().take(free));
    }

    fn see(&mut self, line: u64, at: usize, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match self.looking.holds.get(at) {
            Some(Holds::Number) => self.numbers.get_mut(at).into_iter().for_each(|seen| seen.see(line, text)),
            Some(Holds::Day) => self.days.get_mut(at).into_iter().for_each(|seen| seen.see(line, text)),
            Some(Holds::Text | Holds::Reference | Holds::Currency) | None => {}
        }
    }
}

impl Gather for Evidence<'_> {
    fn plain(&mut self, line: u64, cells: &[&str]) {
        let looking = self.looking;
        let fits = cells.len() == looking.holds.len();
        if fits && (self.sample.len() < VALUES_ROWS || looking.corrected) {
            return self.careful(Ok(Record::of(line, cells)));
        }
        if line <= looking.header_line {
            return;
        }
        self.rows = self.rows.saturating_add(1);
        if !fits {
            return;
        }
        for (at, (cell, holds)) in cells.iter().zip(&looking.holds).enumerate() {
            if matches!(holds, Holds::Number | Holds::Day) {
                self.see(line, at, cell);
            }
        }
    }

    fn careful(&mut self, record: Result<Record, Reject>) {
        let looking = self.looking;
        if record.as_ref().map_or_else(|reject| reject.line, |record| record.line) <= looking.header_line {
            return;
        }
        self.rows = self.rows.saturating_add(1);
        let fit = |record| fitted(looking.file, looking.holds.len(), looking.corrected, record);
        let Some(record) = record.ok().and_then(|record| fit(record).ok()) else {
            return;
        };
        for (at, text) in record.fields.iter().enumerate() {
            if record.mark(at) == Mark::Text {
                self.see(record.line, at, text);
            }
        }
        if self.sample.len() < VALUES_ROWS {
            self.sample.push(record);
        }
    }
}
