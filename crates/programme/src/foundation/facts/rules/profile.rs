//! An import profile: which column of a file says what, and what every row of it has in common.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::dialect::Dialect;
use super::finding::{Finding, count_of};
use super::numbers::Notation;
use super::reject::{NOTE_COLUMNS, Reject};
use super::table::{Table, plain_name};
use super::target::{Field, Target};

/// How a kind of file is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub target: Target,
    /// How the file is written; guessed when absent.
    pub dialect: Option<Dialect>,
    /// The columns of a file without a header, from left to right.
    pub columns: Option<Vec<String>>,
    /// Which column fills which field; headings are compared with field names and synonyms when absent.
    pub mapping: Option<Vec<Mapping>>,
    /// Field values that every row has in common, such as `currency` = `USD`; a mapped column that is not empty wins.
    pub given: BTreeMap<String, String>,
    pub notation: Notation,
    /// Columns written otherwise than the rest.
    #[serde(default)]
    pub notations: BTreeMap<String, Notation>,
}

/// One column that fills one field. Several may fill the same field: the first that is not empty wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub column: String,
    pub field: String,
    /// Put in front of the value, so that references of two kinds stay apart: customer `29825` becomes `C29825`.
    pub prefix: String,
}

impl Mapping {
    /// The column's value as it is.
    pub fn new(column: &str, field: &str) -> Self {
        Self {
            column: column.to_owned(),
            field: field.to_owned(),
            prefix: String::new(),
        }
    }

    /// The column's value behind a prefix.
    pub fn prefixed(column: &str, field: &str, prefix: &str) -> Self {
        Self {
            prefix: prefix.to_owned(),
            ..Self::new(column, field)
        }
    }
}

impl Profile {
    /// Reads any dialect, columns by their headings.
    pub fn by_headings(target: Target) -> Self {
        Self {
            target,
            dialect: None,
            columns: None,
            mapping: None,
            given: BTreeMap::new(),
            notation: Notation::plain(),
            notations: BTreeMap::new(),
        }
    }

    /// How a column is written.
    pub fn notation_of(&self, column: &str) -> &Notation {
        self.notations.get(column).unwrap_or(&self.notation)
    }

    /// Adds a value that all rows have in common.
    #[must_use]
    pub fn with(mut self, field: &str, value: &str) -> Self {
        self.given.insert(field.to_owned(), value.to_owned());
        self
    }
}

/// A column as the source of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) at: usize,
    pub(super) column: String,
    pub(super) prefix: String,
    pub(super) notation: Notation,
}

/// Which columns of one file fill which fields.
pub(super) struct Bound {
    pub(super) sources: BTreeMap<&'static str, Vec<Source>>,
    pub(super) findings: Vec<Finding>,
    /// The column of the sheet where a table of a workbook begins.
    pub(super) origin: Option<u32>,
}

/// Binds the columns of a file to the fields of its target; every reason why that fails is a refusal of the header line.
pub(super) fn bind(table: &Table<'_>, profile: &Profile) -> Result<Bound, Vec<Reject>> {
    let (sources, mut rejects) = sources(table, profile);
    let used = |at: usize| sources.values().flatten().any(|source| source.at == at);
    let unused: Vec<&String> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(at, name)| !used(*at) && !NOTE_COLUMNS.contains(&name.as_str()))
        .map(|(_, name)| name)
        .collect();
    for field in profile.target.fields() {
        let known = sources.contains_key(field.name) || profile.given.contains_key(field.name);
        if field.required && !known {
            rejects.push(missing_column(&table.file, field, &unused));
        }
    }
    for field in profile.given.keys() {
        if profile.target.fields().iter().all(|known| known.name != field) {
            rejects.push(no_such_field(&table.file, profile.target, field));
        }
    }
    if !rejects.is_empty() {
        return Err(rejects);
    }
    let findings = if profile.mapping.is_none() && !unused.is_empty() {
        vec![unread_columns(profile.target, &sources, &unused)]
    } else {
        Vec::new()
    };
    Ok(Bound {
        sources,
        findings,
        origin: table.origin,
    })
}

/// The columns that fill fields, whether or not all needed ones are there, and what is wrong with the mapping.
pub(super) fn sources(table: &Table<'_>, profile: &Profile) -> (Sources, Vec<Reject>) {
    let mut rejects = Vec::new();
    let sources = match &profile.mapping {
        Some(mapping) => bind_mapping(table, profile, mapping, &mut rejects),
        None => bind_headings(table, profile, &mut rejects),
    };
    (sources, rejects)
}

pub(super) type Sources = BTreeMap<&'static str, Vec<Source>>;

fn bind_mapping(table: &Table<'_>, profile: &Profile, mapping: &[Mapping], rejects: &mut Vec<Reject>) -> Sources {
    let target = profile.target;
    let mut sources = Sources::new();
    for entry in mapping {
        let Some(field) = target.fields().iter().find(|field| field.name == entry.field) else {
            rejects.push(no_such_field(&table.file, target, &entry.field));
            continue;
        };
        let Some(at) = table.position(&entry.column) else {
            let near = nearest(&entry.column, table.columns.iter().map(String::as_str));
            let hint = near.map_or_else(String::new, |near| format!(" The file has “{near}”."));
            rejects.push(
                Reject::new(
                    &table.file,
                    1,
                    format!("The profile reads a column that the file does not have.{hint}"),
                    "Change the profile on its page, or choose another column on the page Columns or with `--map` on the command line.",
                )
                .on(&entry.column, ""),
            );
            continue;
        };
        sources.entry(field.name).or_default().push(Source {
            at,
            column: entry.column.clone(),
            prefix: entry.prefix.clone(),
            notation: profile.notation_of(&entry.column).clone(),
        });
    }
    sources
}

/// The field that a heading means: by its name, else by one of its synonyms.
pub fn field_called(target: Target, heading: &str) -> Option<&'static Field> {
    let heading = plain_name(heading);
    let fields = || target.fields().iter();
    fields()
        .find(|field| plain_name(field.name) == heading)
        .or_else(|| fields().find(|field| field.synonyms.iter().any(|synonym| plain_name(synonym) == heading)))
}

fn bind_headings(table: &Table<'_>, profile: &Profile, rejects: &mut Vec<Reject>) -> Sources {
    let target = profile.target;
    let mut sources = Sources::new();
    for (at, column) in table.columns.iter().enumerate() {
        let Some(field) = field_called(target, column) else {
            continue;
        };
        let entry = sources.entry(field.name).or_default();
        if let Some(other) = entry.first() {
            rejects.push(
                Reject::new(
                    &table.file,
                    1,
                    format!("The columns “{}” and “{column}” both mean {}.", other.column, field.name),
                    "Choose on the page Columns which of them does, or leave one out with `--map \"COLUMN=\"` on the command line.",
                )
                .on(column, column),
            );
            continue;
        }
        entry.push(Source {
            at,
            column: column.clone(),
            prefix: String::new(),
            notation: profile.notation_of(column).clone(),
        });
    }
    sources
}

fn missing_column(file: &str, field: &Field, unused: &[&String]) -> Reject {
    let names = std::iter::once(field.name).chain(field.synonyms.iter().copied());
    let near = names
        .filter_map(|name| nearest(name, unused.iter().map(|column| column.as_str())))
        .next();
    let fix = match near {
        Some(near) => format!(
            "Did you mean this by “{near}”? Choose it on the page Columns, or with `--map \"{near}={}\"` on the command line.",
            field.name
        ),
        None => format!(
            "Choose the column that holds it on the page Columns, or with `--map \"COLUMN={0}\"` on the command line; or add a column “{0}”.",
            field.name
        ),
    };
    Reject::new(file, 1, format!("No column says “{}”: {}.", field.name, field.meaning), fix).on(field.name, "")
}

fn no_such_field(file: &str, target: Target, field: &str) -> Reject {
    let near = nearest(field, target.fields().iter().map(|known| known.name));
    let fix = near.map_or_else(
        || "Take a field that the target has.".to_owned(),
        |near| format!("Did you mean “{near}”?"),
    );
    Reject::new(
        file,
        1,
        format!("The profile fills a field that {} do not have.", target.name()),
        fix,
    )
    .on(field, "")
}

fn unread_columns(target: Target, sources: &Sources, unused: &[&String]) -> Finding {
    let free = || {
        target
            .fields()
            .iter()
            .filter(|field| !sources.contains_key(field.name))
            .map(|field| field.name)
    };
    Finding::new(
        "columns_not_read",
        count_of(unused),
        "Columns of the file that mean nothing to this import were passed over.",
        unused.iter().map(|column| match nearest(column, free()) {
            Some(near) => format!("{column} (did you mean “{near}”?)"),
            None => (*column).clone(),
        }),
    )
}

/// The closest name, if it is close enough to be a slip: at most a third of its letters differ.
fn nearest<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let wanted = plain_name(wanted);
    names
        .map(|name| (distance(&wanted, &plain_name(name)), name))
        .filter(|(distance, name)| *distance > 0 && distance.saturating_mul(3) <= plain_name(name).chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters have to be added, dropped or replaced (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let mut above: Vec<usize> = (0..=other.chars().count()).collect();
    for (row, letter) in one.chars().enumerate() {
        let mut left = row.saturating_add(1);
        let mut current = vec![left];
        for (other_letter, pair) in other.chars().zip(above.windows(2)) {
            let (diagonal, up) = match pair {
                [diagonal, up] => (*diagonal, *up),
                _ => break,
            };
            let replaced = diagonal.saturating_add(usize::from(letter != other_letter));
            left = replaced.min(up.saturating_add(1)).min(left.saturating_add(1));
            current.push(left);
        }
        above = current;
    }
    above.last().copied().unwrap_or_default()
}
