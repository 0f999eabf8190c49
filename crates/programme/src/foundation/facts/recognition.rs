//! What a file is: a table of the sample database, or rows whose headings fit one of the targets. Bytes in, readings out.

use super::comparison::FileFacts;
use super::rules::adventureworks::{self, FileReading, Outcome};
use super::rules::content::Content;
use super::rules::dialect::{Guess, guess};
use super::rules::finding::Finding;
use super::rules::profile::Profile;
use super::rules::reading::{Reading, read};
use super::rules::ready::{self, Ready};
use super::rules::records::rows;
use super::rules::reject::{Reject, presentable};
use super::rules::target::Target;
use engine::FactKind;
use platform::texts::{say, say_with};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the sender says about files that do not say it themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What the rows become; recognised when absent.
    pub target: Option<Target>,
    /// Values that all rows have in common: `source` = `sap`, `currency` = `EUR`. A file's own column wins.
    pub given: BTreeMap<String, String>,
}

/// One file after reading.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    /// The file as the sender named it.
    pub(super) file: String,
    /// How it was recognised, in sentences.
    pub(super) because: String,
    /// Its rows, in the order of import; none when it is refused or not needed.
    pub(super) readings: Vec<Reading>,
    /// Why the whole file is refused, if so.
    pub(super) refused: Option<Reject>,
}

/// The files after reading.
pub(super) struct Work {
    pub(super) taken: Vec<Taken>,
    /// What contradicts itself between files.
    pub(super) findings: Vec<Finding>,
}

/// A reading by the place of its file and its place within the file's readings.
pub(super) type Unit = (usize, usize);

impl Work {
    /// Every reading's rows with their file.
    fn contents(&self) -> impl Iterator<Item = (Unit, &Taken, &Content)> {
        self.taken.iter().enumerate().flat_map(|(place, taken)| {
            taken
                .readings
                .iter()
                .enumerate()
                .map(move |(at, reading)| ((place, at), taken, &reading.content))
        })
    }

    /// The facts of every file that has some, in order.
    pub(super) fn facts(&self) -> (Vec<Unit>, Vec<FileFacts<'_>>) {
        self.contents()
            .filter_map(|(unit, taken, content)| Some((unit, FileFacts::of(&taken.file, content)?)))
            .unzip()
    }

    /// Whether there is anything to import.
    pub(super) fn has_rows(&self) -> bool {
        self.contents().any(|(_, _, content)| content.count() > 0)
    }
}

/// Reads all files.
pub(super) fn read_all(files: &[(String, Vec<u8>)], told: &Told) -> Work {
    let mut samples: Vec<FileReading> = Vec::new();
    let mut taken: Vec<Result<Taken, usize>> = Vec::with_capacity(files.len());
    let mut known = if told.target.is_none() {
        ready::read_all(files, &told.given).into_iter()
    } else {
        Vec::new().into_iter()
    };
    for (name, bytes) in files {
        if let Some(ready) = known.next().flatten() {
            taken.push(Ok(ready_file(ready)));
            continue;
        }
        let sample = if told.target.is_none() {
            adventureworks::read_file(name, bytes)
        } else {
            None
        };
        match sample {
            Some(sample) => {
                taken.push(Err(samples.len()));
                samples.push(sample);
            }
            None => taken.push(Ok(read_by_headings(name, bytes, told))),
        }
    }
    let findings = adventureworks::findings(&samples);
    let mut samples = samples.into_iter();
    let all = taken.into_iter().filter_map(|one| match one {
        Ok(taken) => Some(taken),
        // The samples come back in the order in which they were put aside.
        Err(_) => samples.next().map(sample_file),
    });
    Work {
        taken: all.collect(),
        findings,
    }
}

fn ready_file(ready: Ready) -> Taken {
    let Ready { file, because, outcome } = ready;
    let (because, readings, refused) = match outcome {
        ready::Outcome::Read(readings) => (because, readings, None),
        ready::Outcome::PassedOver(reason) => (format!("{because} {reason}"), Vec::new(), None),
        ready::Outcome::Refused(reject) => (because, Vec::new(), Some(*reject)),
    };
    Taken {
        file,
        because,
        readings,
        refused,
    }
}

fn sample_file(sample: FileReading) -> Taken {
    let because = say_with("facts.because_sample", &[("table", &sample.table)]);
    let empty = Taken {
        file: sample.file,
        because,
        readings: Vec::new(),
        refused: None,
    };
    match sample.outcome {
        Outcome::Read { readings, .. } if readings.is_empty() => Taken {
            because: format!("{} {}", empty.because, say("facts.because_compared")),
            ..empty
        },
        Outcome::Read { readings, .. } => Taken { readings, ..empty },
        Outcome::NotNeeded { reason } => Taken {
            because: format!("{} {reason}", empty.because),
            ..empty
        },
        Outcome::Refused(reject) => Taken {
            refused: Some(*reject),
            ..empty
        },
    }
}

/// File names whose content is text in columns.
const EXTENSIONS: [&str; 4] = ["csv", "txt", "tsv", "tab"];
/// How binary formats begin that people take for CSV: XLSX and ZIP, old Excel, PDF, Parquet, gzip.
const BINARY: [&[u8]; 5] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0", b"%PDF", b"PAR1", b"\x1F\x8B"];

fn read_by_headings(name: &str, bytes: &[u8], told: &Told) -> Taken {
    let refused = |reject: Reject, because: &str| Taken {
        file: name.to_owned(),
        because: because.to_owned(),
        readings: Vec::new(),
        refused: Some(reject),
    };
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
    if !EXTENSIONS.contains(&extension.as_str()) || BINARY.iter().any(|begin| bytes.starts_with(begin)) {
        let reject = Reject::new(name, 1, say("facts.no_csv"), say("facts.no_csv_fix"));
        return refused(reject, say("facts.because_nothing"));
    }
    let guessed = guess(bytes);
    let header = match rows(name, bytes, &guessed.dialect).next() {
        Some(Ok(header)) => header.fields,
        Some(Err(reject)) => return refused(reject, say("facts.because_nothing")),
        None => {
            let reject = Reject::new(name, 1, say("facts.empty_file"), say("facts.empty_file_fix"));
            return refused(reject, say("facts.because_nothing"));
        }
    };
    let Some((target, because)) = told.target.map_or_else(
        || recognise(name, &header, &told.given),
        |target| Some((target, say_with("facts.because_told", &[("target", say_target(target))]))),
    ) else {
        let shown: Vec<String> = header.iter().take(8).map(|column| presentable(column)).collect();
        let reject = Reject::new(name, 1, say("facts.no_target"), say("facts.no_target_fix")).showing(&shown.join(", "));
        return refused(reject, say("facts.because_nothing"));
    };
    let reading = read(name, bytes, &profile(target, &guessed, told));
    let because = std::iter::once(because).chain(guessed.why).collect::<Vec<_>>().join(" ");
    Taken {
        file: name.to_owned(),
        because,
        readings: vec![reading],
        refused: None,
    }
}

fn profile(target: Target, guessed: &Guess, told: &Told) -> Profile {
    let mut profile = Profile {
        dialect: Some(guessed.dialect.clone()),
        ..Profile::by_headings(target)
    };
    // One form serves files of several kinds; a value that a kind has no field for means another file.
    let fields = || target.fields().iter().map(|field| field.name);
    profile.given = told
        .given
        .iter()
        .filter(|(name, _)| fields().any(|field| field == name.as_str()))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    profile
}

/// The words for a target.
#[must_use]
pub(super) fn say_target(target: Target) -> &'static str {
    say(&format!("facts.target_{}", target.name()))
}

/// Letters and digits in lower case: `Person ID` and `person_id` are one heading.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// How well headings fit a target.
struct Fit {
    target: Target,
    missing: usize,
    columns: Vec<String>,
}

fn fit(target: Target, header: &[String], given: &BTreeMap<String, String>) -> Fit {
    let mut fit = Fit {
        target,
        missing: 0,
        columns: Vec::new(),
    };
    for field in target.fields() {
        let names: Vec<String> = std::iter::once(field.name)
            .chain(field.synonyms.iter().copied())
            .map(plain)
            .collect();
        match header.iter().find(|heading| names.contains(&plain(heading))) {
            Some(heading) => fit.columns.push(presentable(heading)),
            None => fit.missing += usize::from(field.required && !given.contains_key(field.name)),
        }
    }
    fit
}

/// The target whose required columns are all there and which reads the most of the file; failing that, the one that lacks least,
/// so that the refusals name what is missing.
fn recognise(name: &str, header: &[String], given: &BTreeMap<String, String>) -> Option<(Target, String)> {
    let kind = kind_of(name, header);
    let targets = [
        Target::Accounts,
        Target::Staff,
        Target::Assignments,
        Target::Quotas,
        Target::Rates,
        Target::CoachingSessions,
        Target::Contacts,
        Target::Products,
        Target::ExchangeRates,
        Target::Holidays,
        Target::Facts(kind),
    ];
    let best = targets
        .into_iter()
        .map(|target| fit(target, header, given))
        .filter(|fit| fit.columns.len() > 1)
        .min_by_key(|fit| (fit.missing, std::cmp::Reverse(fit.columns.len())))?;
    let columns = best.columns.join(", ");
    let key = if best.missing == 0 {
        "facts.because_columns"
    } else {
        "facts.because_nearest"
    };
    Some((
        best.target,
        say_with(key, &[("target", say_target(best.target)), ("columns", &columns)]),
    ))
}

/// The kind of facts: by the name of the file, else by what its document column is called; an order unless it says otherwise.
fn kind_of(name: &str, header: &[String]) -> FactKind {
    let stem = plain(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let mut kinds = FactKind::ALL;
    // `order_line` must be asked before `order`.
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.as_str().len()));
    if let Some(kind) = kinds.into_iter().find(|kind| stem.contains(&plain(kind.as_str()))) {
        return kind;
    }
    let has = |begin: &str| header.iter().any(|heading| plain(heading).starts_with(begin));
    if stem.contains("invoice") || has("invoice") {
        FactKind::InvoiceLine
    } else {
        FactKind::Order
    }
}
