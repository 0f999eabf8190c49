//! Reading a file by a profile: the rows it yields, what is refused, and the figures to check them by.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use vocabulary::{Currency, Ratio};

use super::blocks::{Gather, gather};
use super::calendar::{Calendar, is_day_like};
use super::cells::{Cells, Holds, holdings};
use super::content::Content;
use super::dialect::{Dialect, guess};
use super::evidence::{Evidence, Looking};
use super::finding::Finding;
use super::notation::{Answers, Numbers, Question, agreed, answers_of, is_number_like};
use super::numbers::Notation;
use super::profile::{self, Profile, bind};
use super::records::{Mark, Record};
use super::reject::Reject;
use super::sheet::SheetTable;
use super::table::{self, Table};
use super::target::Target;
use super::text::Text;

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

impl Control {
    /// Adds the figures of a part that follows.
    pub fn add(&mut self, later: &Self) {
        self.rows = self.rows.saturating_add(later.rows);
        self.accepted = self.accepted.saturating_add(later.accepted);
        self.refused = self.refused.saturating_add(later.refused);
        for (currency, amount) in &later.totals {
            let sum = self.totals.entry(*currency).or_insert_with(Ratio::zero);
            *sum = &*sum + amount;
        }
    }
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

/// Where a table's rows stand.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// A delimited file.
    Delimited(&'a dyn Text),
    /// A table that was found in a workbook.
    Sheet(&'a SheetTable),
}

impl<'a> Source<'a> {
    fn open(self, file: &str, profile: &Profile) -> Result<Table<'a>, Box<Reject>> {
        match self {
            Self::Delimited(text) => {
                let names: Option<Vec<&str>> = profile.columns.as_ref().map(|columns| columns.iter().map(String::as_str).collect());
                table::open(file, text.open(), &dialect_of(text, profile), names.as_deref())
            }
            Self::Sheet(sheet) => table::open_sheet(file, sheet),
        }
    }
}

/// How a text is read by a profile.
pub(super) fn dialect_of(text: &dyn Text, profile: &Profile) -> Dialect {
    profile.dialect.clone().unwrap_or_else(|| guess(text.head()).dialect)
}

/// What the content of a table tells of its notation.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// The columns of the table, with what each one fills and holds.
    pub columns: Vec<ColumnSeen>,
    pub notations: BTreeMap<String, Notation>,
    /// What was told, in sentences.
    pub why: Vec<String>,
    /// What the content leaves open.
    pub questions: Vec<Question>,
    /// The currency that the cells of all columns of numbers name.
    pub currency: Option<Currency>,
    pub rows: u64,
    /// The first rows as they stand.
    pub first: Vec<Record>,
}

/// One column of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnSeen {
    pub name: String,
    /// The field it fills, if any.
    pub field: Option<&'static str>,
    pub holds: Holds,
    /// Most of its cells look like days.
    pub like_days: bool,
    /// Most of its cells look like numbers.
    pub like_numbers: bool,
    /// Most of its numbers have a mark inside.
    pub has_decimals: bool,
    /// Some years have two digits.
    pub short_years: bool,
    /// Some cells have a time of day.
    pub has_times: bool,
    /// Different values of the first rows, at most 1000.
    pub values: BTreeSet<String>,
}

/// How many rows a page shows as they stand.
const FIRST_ROWS: usize = 5;

/// Looks at all of a table before anything is read from it.
pub fn learn(file: &str, source: Source<'_>, profile: &Profile, answers: &BTreeMap<String, Answers>) -> Learned {
    let Ok(table) = source.open(file, profile) else {
        return Learned::default();
    };
    let holdings = holdings(profile.target);
    let (sources, _) = profile::sources(&table, profile);
    let mut columns: Vec<ColumnSeen> = table.columns.iter().map(|name| ColumnSeen::named(name)).collect();
    for (field, column) in sources
        .iter()
        .flat_map(|(field, columns)| columns.iter().map(move |column| (field, column)))
    {
        if let Some(seen) = columns.get_mut(column.at) {
            seen.field = Some(field);
            seen.holds = holdings.get(*field).copied().unwrap_or_default();
        }
    }
    let looking = Looking {
        file,
        holds: columns.iter().map(|column| column.holds).collect(),
        header_line: table.header_line,
        // A table of a workbook takes the protection off itself.
        corrected: table.corrected && matches!(source, Source::Delimited(_)),
    };
    let mut all = Evidence::of(&looking);
    match source {
        Source::Delimited(text) => {
            let merge = |part, _: usize| {
                all.merge(part);
                ControlFlow::Continue(())
            };
            gather(file, text, &dialect_of(text, profile), || Evidence::of(&looking), merge);
        }
        Source::Sheet(_) => table.for_each(|record| all.careful(record)),
    }
    let Evidence {
        numbers,
        days,
        rows,
        mut sample,
        ..
    } = all;
    for record in &sample {
        for (at, (column, text)) in columns.iter_mut().zip(&record.fields).enumerate() {
            let text = text.trim();
            if !text.is_empty() && record.mark(at) != Mark::Fault {
                column.sample(text);
            }
        }
    }
    sample.truncate(FIRST_ROWS);
    let mut learned = Learned {
        rows,
        first: sample,
        ..Learned::default()
    };
    for (column, days) in columns.iter_mut().zip(&days) {
        column.short_years = days.has_short_years();
        column.has_times = days.has_times();
        column.like_days &= !column.values.is_empty();
        column.like_numbers &= !column.values.is_empty();
        column.has_decimals = column.like_numbers && column.values.iter().any(|value| value.contains(['.', ',']));
    }
    learned.settle(&columns, (&numbers, &days), answers);
    learned.columns = columns;
    learned
}

impl ColumnSeen {
    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            like_days: true,
            like_numbers: true,
            ..Self::default()
        }
    }

    /// Takes in a cell of one of the first rows.
    fn sample(&mut self, text: &str) {
        self.like_days &= is_day_like(text);
        self.like_numbers &= is_number_like(text);
        if text.len() <= 100 {
            self.values.insert(text.to_owned());
        }
    }
}

impl Learned {
    /// The column that fills a field, as the file names it; the field's own name where none does.
    pub fn column_of<'a>(&'a self, field: &'a str) -> &'a str {
        let column = self.columns.iter().find(|column| column.field == Some(field));
        column.map_or(field, |column| &column.name)
    }

    fn settle(&mut self, columns: &[ColumnSeen], (numbers, days): (&[Numbers], &[Calendar]), answers: &BTreeMap<String, Answers>) {
        let others = agreed(numbers.iter());
        let mut currencies = BTreeSet::new();
        for (column, (numbers, days)) in columns.iter().zip(numbers.iter().zip(days)) {
            let said = answers_of(answers, &column.name).cloned().unwrap_or_default();
            let written = match column.holds {
                Holds::Number => numbers.written(&column.name, &said, others),
                Holds::Day => days.written(&column.name, &said),
                Holds::Text | Holds::Reference | Holds::Currency => continue,
            };
            self.why.extend(written.why);
            self.questions.extend(written.question);
            currencies.extend(written.currency);
            if written.notation != Notation::plain() {
                self.notations.insert(column.name.clone(), written.notation);
            }
        }
        let mut all = currencies.into_iter();
        self.currency = all.next().filter(|_| all.next().is_none());
    }
}

/// A reading of a table whose questions are not answered: no row is read.
pub fn unanswered(file: &str, profile: &Profile, learned: &Learned) -> Reading {
    let mut reading = Reading::empty(file, profile.target);
    reading.columns = learned.columns.iter().map(|column| column.name.clone()).collect();
    reading.control.rows = learned.rows;
    reading.rejects = learned.questions.iter().map(|question| question.reject(file)).collect();
    reading
}

/// Reads a file by a profile. Never fails as a whole: a file that cannot be read is a reading without rows and
/// with its refusals.
pub fn read(file: &str, bytes: &[u8], profile: &Profile) -> Reading {
    read_source(file, Source::Delimited(&bytes), profile)
}

/// Reads a table by a profile; like [`read`].
pub fn read_source(file: &str, source: Source<'_>, profile: &Profile) -> Reading {
    let mut reading = Reading::empty(file, profile.target);
    match source.open(file, profile) {
        Ok(table) => reading.fill(table, profile),
        Err(reject) => reading.rejects.push(*reject),
    }
    reading
}

impl Reading {
    /// A reading without rows.
    pub fn empty(file: &str, target: Target) -> Self {
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

pub(super) fn unexplained(file: &str, record: &Record) -> Reject {
    Reject::new(file, record.line, "The row could not be read.", "Compare it with its neighbours.").of_row(&record.fields)
}

/// The last refusal of a file that has too many of them.
pub fn too_many(file: &str, rejects: &[Reject]) -> Reject {
    let line = rejects.last().map_or(1, |reject| reject.line);
    Reject::new(
        file,
        line,
        format!("More than {REJECTS_MAX} refusals: the rest of the file was not read."),
        "Check the dialect and the mapping first.",
    )
}
