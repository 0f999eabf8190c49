//! Ready profiles: files of known systems, recognised by their columns, and what becomes of each. A profile is a [`Shape`]:
//! plain data that says which columns it is known by, which target its rows have, and how each field is made.

mod adventureworks;
mod contoso;
mod exchange;
mod hubspot;
mod northwind;
mod people;
mod public;
mod rows;
mod salesforce;
mod shape;
mod value;
mod wide;

use std::collections::BTreeMap;

use platform::texts::{say, say_with};

use super::adventureworks as sample;
use super::dialect::{Dialect, guess};
use super::reading::Reading;
use super::records::rows as records_of;
use super::reject::{NOTE_COLUMNS, Reject};
use super::table::plain_name;
use rows::{Partners, Source};
use shape::{Alone, Shape};

/// Every shape. Of several that fit, the one that is known by the most columns counts, and of those the first.
const SHAPES: &[&[Shape]] = &[
    contoso::SHAPES,
    exchange::SHAPES,
    northwind::SHAPES,
    adventureworks::SHAPES,
    salesforce::SHAPES,
    hubspot::SHAPES,
    people::WORKDAY_SHAPES,
    people::QUALTRICS_SHAPES,
    public::SHAPES,
];

/// How formats begin that are no text: workbooks and archives, old workbooks, PDF, Parquet, gzip.
const BINARY: [&[u8]; 5] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0", b"%PDF", b"PAR1", b"\x1F\x8B"];

/// What came of one file.
#[derive(Clone, Debug)]
pub struct Ready {
    pub file: String,
    /// As what it was recognised.
    pub because: String,
    pub outcome: Outcome,
}

/// What a file was good for.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Its rows, in the order of import.
    Read(Vec<Reading>),
    /// It is known and becomes nothing, for this reason.
    PassedOver(String),
    /// It cannot be read, with the reason and what to do.
    Refused(Box<Reject>),
}

/// What a file is, before it is read.
enum Known {
    Shape(&'static Shape),
    /// One column for each currency.
    Wide(wide::Heading),
}

/// The files that a ready profile knows, each in its place.
///
/// Some files only mean something together; so all are looked at before any is read. `given` are values that the sender says
/// about all files, such as the currency.
pub fn read_all(files: &[(&str, &[u8])], given: &BTreeMap<String, String>) -> Vec<Option<Ready>> {
    let known: Vec<Option<(Known, Source<'_>)>> = files.iter().map(|&(file, bytes)| recognise(file, bytes)).collect();
    let shapes = || {
        known.iter().flatten().filter_map(|(known, source)| match known {
            Known::Shape(shape) => Some((*shape, source)),
            Known::Wide(_) => None,
        })
    };
    let read = |known: &Known, source: &Source<'_>| match known {
        Known::Wide(heading) => Ready {
            file: source.file.to_owned(),
            because: match heading.base(given) {
                Some(base) => say_with("facts.ready.because_wide", &[("base", &base)]),
                None => say("facts.ready.because_wide_of_nothing").to_owned(),
            },
            outcome: Outcome::Read(vec![wide::read(source, heading, given)]),
        },
        Known::Shape(shape) => {
            let names = [("source", shape.system), ("table", shape.table)];
            Ready {
                file: source.file.to_owned(),
                because: say_with("facts.ready.because", &names),
                outcome: outcome(shape, source, &shapes().collect::<Vec<_>>(), given),
            }
        }
    };
    known
        .iter()
        .map(|known| known.as_ref().map(|(known, source)| read(known, source)))
        .collect()
}

fn outcome(shape: &'static Shape, source: &Source<'_>, all: &[(&'static Shape, &Source<'_>)], given: &BTreeMap<String, String>) -> Outcome {
    let file_of = |name: &str| all.iter().find(|(other, _)| other.is(name)).map(|(_, source)| source.file);
    if let Some(part) = &shape.part {
        let whole = [("file", part.file)];
        return match (file_of(part.of), part.alone) {
            (Some(file), _) => Outcome::PassedOver(say_with("facts.ready.together", &[("file", file)])),
            (None, Alone::PassedOver) => Outcome::PassedOver(say_with("facts.ready.alone", &whole)),
            (None, Alone::Refused) => Outcome::Refused(Box::new(Reject::new(
                source.file,
                1,
                say_with("facts.ready.needs", &whole),
                say_with("facts.ready.needs_fix", &whole),
            ))),
        };
    }
    if let Some(key) = shape.passed_over {
        return Outcome::PassedOver(say(key).to_owned());
    }
    let mut partners = Partners::default();
    for join in shape.joins {
        match all.iter().find(|(other, _)| other.is(join.with)) {
            Some((_, partner)) => {
                if let Err(reject) = partners.open(join, partner) {
                    return Outcome::Refused(reject);
                }
            }
            None if join.needed => {
                let whole = [("file", join.file)];
                let reason = say_with("facts.ready.needs", &whole);
                return Outcome::Refused(Box::new(Reject::new(
                    source.file,
                    1,
                    reason,
                    say_with("facts.ready.needs_fix", &whole),
                )));
            }
            None => partners.lack(join),
        }
    }
    match rows::read(shape, source, &partners, given) {
        Ok(readings) => Outcome::Read(readings),
        Err(reject) => Outcome::Refused(reject),
    }
}

fn recognise<'a>(file: &'a str, bytes: &'a [u8]) -> Option<(Known, Source<'a>)> {
    if let Some((table, dialect, columns)) = sample::table_of(file, bytes) {
        let shape = every().find(|shape| shape.system == exchange::ADVENTUREWORKS && shape.table == table)?;
        let columns = Some(columns);
        return Some((
            Known::Shape(shape),
            Source {
                file,
                bytes,
                dialect,
                columns,
            },
        ));
    }
    if BINARY.iter().any(|begin| bytes.starts_with(begin)) {
        return None;
    }
    let dialect = guess(bytes).dialect;
    let header = records_of(file, bytes, &dialect).next()?.ok()?.fields;
    let known = known_by(file, &header)?;
    let source = Source {
        file,
        bytes,
        dialect: Dialect { header: true, ..dialect },
        columns: None,
    };
    Some((known, source))
}

fn every() -> impl Iterator<Item = &'static Shape> {
    SHAPES.iter().copied().flatten()
}

fn known_by(file: &str, header: &[String]) -> Option<Known> {
    let columns: Vec<String> = header
        .iter()
        .filter(|column| !NOTE_COLUMNS.contains(&column.trim()))
        .map(|column| plain_name(column.trim()))
        .collect();
    if let Some(heading) = wide::Heading::of(header) {
        return Some(Known::Wide(heading));
    }
    let stem = stem_of(file);
    let fits = |shape: &&Shape| {
        let named = shape.files.is_empty() || shape.files.iter().any(|name| plain_name(name) == stem);
        named && shape.columns.iter().all(|column| columns.contains(&plain_name(column)))
    };
    let first_of_most = |best: Option<&'static Shape>, shape: &'static Shape| match best {
        Some(best) if best.columns.len() >= shape.columns.len() => Some(best),
        Some(_) | None => Some(shape),
    };
    every().filter(fits).fold(None, first_of_most).map(Known::Shape)
}

/// The file's name without folder and extension, plainly.
fn stem_of(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    plain_name(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
}
