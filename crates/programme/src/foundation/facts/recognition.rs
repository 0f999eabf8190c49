//! What a file is: a table of the sample database, or rows whose headings fit one of the targets. Bytes in, readings out.

use super::body::Body;
use super::examination::{Found, examine, tables_of};
use super::first_pass::FirstPass;
use super::rules::adventureworks::{self, FileReading, Outcome};
use super::rules::finding::Finding;
use super::rules::notation::Question;
use super::rules::profile::Profile;
use super::rules::reading::{Reading, read_source, unanswered};
use super::rules::ready::{self, Ready};
use super::rules::reject::{Reject, presentable};
use super::rules::target::Target;
use super::told::{TableTold, Told};
use engine::FactKind;
use platform::texts::{say, say_with};
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// What has to be answered before a row is read.
    pub(super) questions: Vec<Question>,
    /// Whether its columns can be mapped by hand.
    pub(super) mappable: bool,
    /// The text whose facts are read while they are kept; its only reading is empty until then.
    pub(super) poured: Option<Poured>,
}

/// A text of facts, which may be larger than memory.
#[derive(Clone, Debug)]
pub(super) struct Poured {
    pub(super) body: Body,
    pub(super) profile: Profile,
    /// The column that holds the documents, as the file names it.
    pub(super) document_column: String,
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
    /// The readings of facts in their order: those with rows, and texts whose rows are still to be read.
    pub(super) fn facts(&self) -> impl Iterator<Item = (Unit, &Taken, &Reading)> {
        let readings = self.taken.iter().enumerate().flat_map(|(place, taken)| {
            let units = taken.readings.iter().enumerate();
            units.map(move |(at, reading)| ((place, at), taken, reading))
        });
        readings.filter(|(_, _, reading)| matches!(reading.target, Target::Facts(_)))
    }

    /// The bytes of the texts whose rows are still to be read.
    pub(super) fn poured_bytes(&self) -> u64 {
        let poured = self.facts().filter_map(|(_, taken, _)| taken.poured.as_ref());
        poured.fold(0_u64, |all, poured| all.saturating_add(poured.body.length()))
    }

    /// Whether there is anything to import besides texts whose rows are still to be read.
    pub(super) fn has_rows(&self) -> bool {
        self.taken
            .iter()
            .flat_map(|taken| &taken.readings)
            .any(|reading| reading.content.count() > 0)
    }
}

/// Reads all files. What stands in the work means nothing when somebody ended the pass.
pub(super) fn read_all(files: &[(String, Body)], told: &Told, pass: &Arc<FirstPass>) -> Work {
    let mut samples: Vec<FileReading> = Vec::new();
    let mut taken: Vec<Result<Vec<Taken>, usize>> = Vec::with_capacity(files.len());
    let mut known = if pass.goes_on() && told.target.is_none() {
        // What is larger than memory is read by its headings only.
        let held = |(name, body): &'_ (String, Body)| body.bytes().map(|_| name.as_str()).unwrap_or_default().to_owned();
        let names: Vec<String> = files.iter().map(held).collect();
        let held = names
            .iter()
            .zip(files)
            .map(|(name, (_, body))| (name.as_str(), body.bytes().unwrap_or_default()));
        ready::read_all(&held.collect::<Vec<_>>(), &told.given).into_iter()
    } else {
        Vec::new().into_iter()
    };
    for (name, body) in files {
        if !pass.goes_on() {
            break;
        }
        // What somebody says about a file counts more than what its columns look like.
        let untold = told.target.is_none() && *told.of(name) == TableTold::default();
        if let Some(ready) = known.next().flatten().filter(|_| untold) {
            taken.push(Ok(vec![ready_file(ready)]));
            pass.is_through(body);
            continue;
        }
        let bytes = body.bytes().filter(|_| untold);
        let sample = bytes.and_then(|bytes| adventureworks::read_file(name, bytes));
        match sample {
            Some(sample) => {
                taken.push(Err(samples.len()));
                samples.push(sample);
            }
            None => taken.push(Ok(read_by_headings(name, body, told, pass))),
        }
        pass.is_through(body);
    }
    let findings = adventureworks::findings(&samples);
    let mut samples = samples.into_iter();
    let all = taken.into_iter().flat_map(|one| match one {
        Ok(taken) => taken,
        // The samples come back in the order in which they were put aside.
        Err(_) => samples.next().map(sample_file).into_iter().collect(),
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
        questions: Vec::new(),
        mappable: false,
        poured: None,
    }
}

fn sample_file(sample: FileReading) -> Taken {
    let because = say_with("facts.because_sample", &[("table", &sample.table)]);
    let empty = Taken {
        file: sample.file,
        because,
        readings: Vec::new(),
        refused: None,
        questions: Vec::new(),
        mappable: false,
        poured: None,
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

fn read_by_headings(name: &str, body: &Body, told: &Told, pass: &Arc<FirstPass>) -> Vec<Taken> {
    match tables_of(name, body, told) {
        Ok(found) => found.into_iter().map(|found| read_table(&found.watched(pass), told)).collect(),
        Err(reject) => vec![refused(name, *reject)],
    }
}

fn refused(name: &str, reject: Reject) -> Taken {
    Taken {
        file: name.to_owned(),
        because: say("facts.because_nothing").to_owned(),
        readings: Vec::new(),
        refused: Some(reject),
        questions: Vec::new(),
        mappable: false,
        poured: None,
    }
}

fn read_table(found: &Found, told: &Told) -> Taken {
    let file = &found.name;
    if told.of(file).left_out {
        return Taken {
            because: say("facts.because_left_out").to_owned(),
            refused: None,
            ..refused(file, Reject::new(file, 1, "", ""))
        };
    }
    let examined = examine(found, told);
    let Some((profile, learned)) = &examined.read_by else {
        let shown: Vec<String> = found.columns.iter().take(8).map(|column| presentable(column)).collect();
        let reject = Reject::new(file, 1, say("facts.no_target"), say("facts.no_target_fix")).showing(&shown.join(", "));
        return Taken {
            mappable: true,
            ..refused(file, reject)
        };
    };
    let is_open = !learned.questions.is_empty();
    let poured = found.text().filter(|_| !is_open && matches!(profile.target, Target::Facts(_)));
    let poured = poured.map(|body| Poured {
        body: body.clone(),
        profile: profile.clone(),
        document_column: learned.column_of("document").to_owned(),
    });
    let reading = match &poured {
        Some(_) => Reading::empty(file, profile.target),
        None if is_open => unanswered(file, profile, learned),
        None => read_source(file, found.source(), profile),
    };
    Taken {
        file: file.clone(),
        because: examined.because,
        readings: vec![reading],
        refused: None,
        questions: learned.questions.clone(),
        mappable: true,
        poured,
    }
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
pub(super) fn recognise(name: &str, header: &[String], given: &BTreeMap<String, String>) -> Option<(Target, String)> {
    let kind = kind_of(name, header);
    let targets = [
        Target::Accounts,
        Target::Staff,
        Target::Positions,
        Target::Assignments,
        Target::Quotas,
        Target::Rates,
        Target::OpeningBalances,
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
