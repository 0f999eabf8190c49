//! Reading the rows of a file by its shape: each field is made, then read as any other cell.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::super::cells::Cells;
use super::super::content::Content;
use super::super::dialect::Dialect;
use super::super::finding::{Finding, count_of};
use super::super::numbers::{Notation, Times};
use super::super::profile::{Bound, Profile, Source as Filled};
use super::super::reading::{Control, REJECTS_MAX, Reading};
use super::super::records::Record;
use super::super::reject::Reject;
use super::super::table::{self, Table, plain_name};
use super::shape::{Becomes, Join, Shape};
use super::value::{Columns, Value};
use platform::texts::say;

/// A file before it is read.
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) dialect: Dialect,
    /// The columns of a file without a header.
    pub(super) columns: Option<&'static [&'static str]>,
}

impl<'a> Source<'a> {
    pub(super) fn open(&self) -> Result<Table<'a>, Box<Reject>> {
        table::open(self.file, Box::new(self.bytes), &self.dialect, self.columns)
    }
}

/// Where each column of a file stands, by its plain name.
struct Places(BTreeMap<String, usize>);

impl Places {
    fn of(columns: &[String]) -> Self {
        Self((0..).zip(columns).map(|(at, column)| (plain_name(column), at)).collect())
    }

    fn cell<'r>(&self, record: &'r [String], column: &str) -> Option<&'r str> {
        record.get(*self.0.get(&plain_name(column))?).map(String::as_str)
    }
}

/// A joined file: its rows by what they are found by.
struct Partner {
    join: &'static Join,
    file: String,
    places: Places,
    rows: BTreeMap<String, Vec<String>>,
    /// What several of its rows are found by.
    repeated: BTreeSet<String>,
}

/// The joined files of a file, in the order of its joins.
#[derive(Default)]
pub(super) struct Partners {
    found: Vec<Partner>,
    lacking: Vec<&'static Join>,
}

impl Partners {
    /// Reads a joined file; a row of it that cannot be read refuses them all.
    pub(super) fn open(&mut self, join: &'static Join, source: &Source<'_>) -> Result<(), Box<Reject>> {
        let table = source.open()?;
        let places = Places::of(&table.columns);
        let (mut rows, mut repeated) = (BTreeMap::new(), BTreeSet::new());
        for record in table {
            let record = record.map_err(Box::new)?;
            let key = places.cell(&record.fields, join.there).unwrap_or_default().trim().to_owned();
            match rows.entry(key) {
                Entry::Vacant(free) => {
                    free.insert(record.fields);
                }
                Entry::Occupied(taken) => {
                    repeated.insert(taken.key().clone());
                }
            }
        }
        self.found.push(Partner {
            join,
            file: source.file.to_owned(),
            places,
            rows,
            repeated,
        });
        Ok(())
    }

    /// Remembers that a file that would have been read along is not there.
    pub(super) fn lack(&mut self, join: &'static Join) {
        self.lacking.push(join);
    }

    fn findings(&self) -> Vec<Finding> {
        let lacking: Vec<String> = self.lacking.iter().map(|join| join.file.to_owned()).collect();
        let named = |partner: &'_ Partner, key: &String| format!("{}: {key}", partner.file);
        let repeated: Vec<String> = self
            .found
            .iter()
            .flat_map(|partner| partner.repeated.iter().map(move |key| named(partner, key)))
            .collect();
        let finding = |code: &str, key: &str, places: Vec<String>| {
            (!places.is_empty()).then(|| Finding::new(code, count_of(&places), say(key), places))
        };
        let all = [
            finding("read_without", "facts.ready.read_without", lacking),
            finding("read_along_repeated", "facts.ready.repeated", repeated),
        ];
        all.into_iter().flatten().collect()
    }
}

/// A row with the rows of other files that belong to it.
struct Joined<'r> {
    places: &'r Places,
    record: &'r [String],
    others: Vec<(&'r Partner, Option<&'r Vec<String>>)>,
}

impl Columns for Joined<'_> {
    fn cell(&self, column: &str) -> Option<&str> {
        if let Some((alias, column)) = column.split_once('.') {
            let (partner, row) = self.others.iter().find(|(partner, _)| partner.join.alias == alias)?;
            return partner.places.cell(row.as_ref()?, column);
        }
        self.places.cell(self.record, column)
    }
}

impl<'r> Joined<'r> {
    /// Finds the rows of other files; a needed one that is missing refuses the row.
    fn new(file: &str, places: &'r Places, record: &'r Record, partners: &'r Partners) -> Result<Self, Box<Reject>> {
        let mut joined = Self {
            places,
            record: &record.fields,
            others: Vec::new(),
        };
        for partner in &partners.found {
            let key = joined.cell(partner.join.here).map_or("", str::trim).to_owned();
            let row = partner.rows.get(&key);
            if row.is_none() && partner.join.needed {
                let reason = format!("No line of {} has this {}.", partner.file, partner.join.there);
                let reject = Reject::new(file, record.line, reason, "Export both files together, or correct the number.");
                return Err(Box::new(reject.on(partner.join.here, &key).of_row(&record.fields)));
            }
            joined.others.push((partner, row));
        }
        Ok(joined)
    }
}

/// A cell of a row as the source of a field, under the name that a refusal gives it.
pub(super) fn filled(at: usize, column: String) -> Filled {
    Filled {
        at,
        column,
        prefix: String::new(),
        notation: notation(),
    }
}

/// Days may carry a time: the systems with ready profiles write local ones.
pub(super) fn notation() -> Notation {
    Notation {
        times: Times::Dropped,
        ..Notation::plain()
    }
}

/// Reads a file once for each target that its rows become.
pub(super) fn read(
    shape: &'static Shape,
    source: &Source<'_>,
    partners: &Partners,
    given: &BTreeMap<String, String>,
) -> Result<Vec<Reading>, Box<Reject>> {
    shape
        .becomes
        .iter()
        .map(|becomes| {
            let table = source.open()?;
            Ok(Filling::new(becomes, &table, given).fill(source.file, table, partners))
        })
        .collect()
}

/// One reading under way.
struct Filling<'g> {
    becomes: &'static Becomes,
    given: &'g BTreeMap<String, String>,
    places: Places,
    bound: Bound,
    profile: Profile,
    reading: Reading,
    keys: BTreeMap<Vec<String>, u64>,
    /// Lines that become no row of this target.
    passed_over: Vec<String>,
    /// What the rows of joined files were found by: the file's alias and the number.
    used: BTreeSet<(&'static str, String)>,
}

impl<'g> Filling<'g> {
    fn new(becomes: &'static Becomes, table: &Table<'_>, given: &'g BTreeMap<String, String>) -> Self {
        // Each field is made into a cell of its own behind the columns of the file.
        let width = table.columns.len();
        let mut sources: BTreeMap<&'static str, Vec<Filled>> = BTreeMap::new();
        for (place, (field, value)) in becomes.fields.iter().enumerate() {
            sources
                .entry(field)
                .or_default()
                .push(filled(width.saturating_add(place), value.column()));
        }
        Self {
            becomes,
            given,
            places: Places::of(&table.columns),
            bound: Bound {
                sources,
                findings: Vec::new(),
                origin: None,
            },
            profile: Profile {
                notation: notation(),
                ..Profile::by_headings(becomes.target)
            },
            reading: Reading {
                file: table.file.clone(),
                target: becomes.target,
                columns: table.columns.clone(),
                content: Content::empty(becomes.target),
                rejects: Vec::new(),
                findings: Vec::new(),
                control: Control::default(),
            },
            keys: BTreeMap::new(),
            passed_over: Vec::new(),
            used: BTreeSet::new(),
        }
    }

    fn fill(mut self, file: &str, table: Table<'_>, partners: &Partners) -> Reading {
        let mut refused_lines = BTreeSet::new();
        for record in table {
            self.reading.control.rows = self.reading.control.rows.saturating_add(1);
            let (line, taken) = match record {
                Ok(record) => (record.line, self.take(file, record, partners)),
                Err(reject) => (reject.line, Err(vec![reject])),
            };
            match taken {
                Ok(true) => self.reading.control.accepted = self.reading.control.accepted.saturating_add(1),
                Ok(false) => self.passed_over.push(format!("line {line}")),
                Err(rejects) => {
                    refused_lines.insert(line);
                    self.reading.control.refused = self.reading.control.refused.saturating_add(1);
                    self.reading.rejects.extend(rejects);
                }
            }
            if refused_lines.len() >= REJECTS_MAX {
                self.reading.rejects.push(Reject::new(
                    file,
                    line,
                    format!("More than {REJECTS_MAX} refusals: the rest of the file was not read."),
                    "Compare the file with what its system exports; name the columns as the import page lists them.",
                ));
                break;
            }
        }
        if let Some(unless) = self.becomes.unless.as_ref().filter(|_| !self.passed_over.is_empty()) {
            let count = count_of(&self.passed_over);
            let finding = Finding::new(
                "rows_passed_over",
                count,
                say(unless.because()),
                std::mem::take(&mut self.passed_over),
            );
            self.reading.findings.push(finding);
        }
        self.reading.findings.extend(partners.findings());
        self.reading.findings.extend(self.unused(partners));
        self.reading.findings.extend(self.assumed());
        self.reading.control.totals = self.reading.content.totals();
        self.reading
    }

    /// Lines of a file that means nothing alone, to which no line here belongs.
    fn unused(&self, partners: &Partners) -> Option<Finding> {
        let of_partner = |partner: &Partner| {
            let alias = partner.join.alias;
            let unused = partner.rows.keys().filter(|key| !self.used.contains(&(alias, (*key).clone())));
            unused.map(|key| format!("{}: {key}", partner.file)).collect::<Vec<_>>()
        };
        let all = partners.found.iter().filter(|partner| partner.join.needed);
        let unused: Vec<String> = all.flat_map(of_partner).collect();
        (!unused.is_empty()).then(|| Finding::new("read_along_unused", count_of(&unused), say("facts.ready.unused"), unused))
    }

    /// What the file does not say and nobody said about it.
    fn assumed(&self) -> Option<Finding> {
        let assumed: Vec<String> = self
            .becomes
            .fields
            .iter()
            .filter_map(|(_, value)| {
                let Value::Given(field, otherwise) = value else { return None };
                // Without a word about it nothing is taken for said.
                (!otherwise.is_empty() && !self.given.contains_key(*field)).then(|| format!("{field}: {otherwise}"))
            })
            .collect();
        (!assumed.is_empty()).then(|| Finding::new("assumed", count_of(&assumed), say("facts.ready.assumed"), assumed))
    }

    /// Takes a row; false when it is none of this target.
    fn take(&mut self, file: &str, mut record: Record, partners: &Partners) -> Result<bool, Vec<Reject>> {
        let joined = Joined::new(file, &self.places, &record, partners).map_err(|reject| vec![*reject])?;
        for (partner, _) in joined.others.iter().filter(|(partner, _)| partner.join.needed) {
            let key = joined.cell(partner.join.here).map_or("", str::trim).to_owned();
            self.used.insert((partner.join.alias, key));
        }
        if let Some(unless) = &self.becomes.unless
            && unless.passes_over(|column| joined.cell(column))
        {
            return Ok(false);
        }
        let mut made = Vec::with_capacity(self.becomes.fields.len());
        let mut rejects = Vec::new();
        for (_, value) in self.becomes.fields {
            match value.make(&joined, self.given, &self.profile.notation) {
                Ok(text) => made.push(text),
                Err(unmade) => {
                    let reject = Reject::new(file, record.line, unmade.misread.reason, unmade.misread.fix);
                    rejects.push(reject.on(&unmade.column, &unmade.text).of_row(&record.fields));
                }
            }
        }
        if !rejects.is_empty() {
            return Err(rejects);
        }
        record.fields.extend(made);
        let mut cells = Cells::new(file, &record, &self.bound, &self.profile);
        cells.require(self.becomes.target);
        let taken = self
            .reading
            .content
            .take(self.becomes.target, record.line, &mut cells, &mut self.keys);
        let mut rejects = cells.into_rejects();
        if rejects.is_empty() && !taken {
            rejects.push(Reject::new(
                file,
                record.line,
                "The row could not be read.",
                "Compare it with its neighbours.",
            ));
        }
        if rejects.is_empty() { Ok(true) } else { Err(rejects) }
    }
}
