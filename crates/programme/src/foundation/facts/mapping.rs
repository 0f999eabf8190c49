//! The columns of a tried import, as a person may change them: which field each fills, how it is written, and trying again.

use super::acts::{self, attempt, blocking, own};
use super::examination::{Examined, Found, examine, tables_of};
use super::report::{ImportId, Report, State};
use super::rules::cells::Holds;
use super::rules::dialect::Dialect;
use super::rules::notation::{Answers, answers_of};
use super::rules::numbers::{self, Notation};
use super::rules::profile::Profile;
use super::rules::reading::{ColumnSeen, Learned, learn};
use super::rules::records::{Mark, Record};
use super::rules::target::Target;
use super::told::{TableTold, Told};
use super::{IMPORT, shelf, store};
use crate::foundation::{accounts, staff};
use platform::access::Viewer;
use platform::jobs::Handle;
use platform::texts::say;
use platform::web::AppRef;
use platform::{Error, Result};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Currency;

/// A table of a tried import with its columns.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Layout {
    /// The table, as the report names it.
    pub(super) name: String,
    /// What is said about it.
    pub(super) said: TableTold,
    /// What its rows become, if anybody knows.
    pub(super) target: Option<Target>,
    /// How it was recognised.
    pub(super) because: String,
    /// How its text is told apart; none for a table of a workbook.
    pub(super) dialect: Option<Dialect>,
    /// Its headings, for a profile to recognise it by.
    pub(super) headings: Vec<String>,
    /// Its columns from left to right.
    pub(super) columns: Vec<ColumnLayout>,
}

/// A column as a person maps it.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct ColumnLayout {
    pub(super) name: String,
    /// The field that is proposed or said; empty when it is not read.
    pub(super) field: String,
    /// Why, in words.
    pub(super) reason: &'static str,
    pub(super) holds: Holds,
    pub(super) answers: Answers,
    /// What its content leaves open.
    pub(super) question: Option<String>,
    /// The first values as they stand and, where that differs, as they are read.
    pub(super) examples: Vec<(String, Option<String>)>,
    /// Some years have two digits.
    pub(super) short_years: bool,
    /// Some cells have a time of day.
    pub(super) has_times: bool,
}

/// References that are known already: a column of them names accounts or people.
#[derive(Default)]
struct Known {
    accounts: BTreeSet<String>,
    people: BTreeSet<String>,
}

/// The tables of a tried import of the viewer.
///
/// # Errors
/// Forbidden without `facts.import`; not found when it is somebody else's or over. A kept import has no columns to choose.
pub(super) async fn layouts(app: &AppRef, viewer: &Viewer, id: ImportId) -> Result<(Report, Told, Vec<Layout>)> {
    viewer.may(IMPORT)?;
    let mut tx = app.db.read().await?;
    let report = acts::find(&mut tx, viewer, id).await?;
    if report.state == State::Done {
        return Ok((report, Told::default(), Vec::new()));
    }
    let kept = own(&mut tx, viewer, id).await?;
    let known = Known {
        accounts: accounts::references(&mut tx).await?.into_values().collect(),
        people: staff::people(&mut tx).await?.into_iter().map(|person| person.reference).collect(),
    };
    drop(tx);
    let (folder, told) = (super::folder(&app.config), kept.told.clone());
    let layouts = blocking("looking at the columns of a tried import", move || {
        let files = shelf::take_up(&folder, id)?;
        let found = files.iter().filter_map(|(name, body)| tables_of(name, body, &told).ok()).flatten();
        Ok(found.map(|found| layout(&found, &told, &known)).collect())
    })
    .await?;
    Ok((kept.report, kept.told, layouts))
}

fn tried(kept: store::Kept) -> Result<store::Kept> {
    match kept.report.state {
        State::Tried => Ok(kept),
        State::Done => Err(Error::NotFound { what: "import" }),
    }
}

fn layout(found: &Found, told: &Told, known: &Known) -> Layout {
    let said = told.of(&found.name).clone();
    let Examined { because, read_by } = examine(found, told);
    let (profile, learned) = match read_by {
        Some((profile, learned)) => (Some(profile), learned),
        // The headings and values are the same whatever the rows become.
        None => (None, unknown(found)),
    };
    let target = profile.as_ref().map(|profile| profile.target);
    let guessed = target.map_or_else(BTreeMap::new, |target| proposals(target, &learned.columns, known));
    let columns = learned.columns.iter().enumerate().map(|(at, seen)| {
        let (field, reason) = match (said.field_of(&seen.name), seen.field, guessed.get(&seen.name)) {
            (Some(field), _, _) => (field.as_str(), say("facts.field_said")),
            (None, Some(field), _) => (field, say("facts.field_heading")),
            (None, None, Some((field, reason))) => (*field, *reason),
            (None, None, None) => ("", say("facts.field_none")),
        };
        let question = learned.questions.iter().find(|question| question.column == seen.name);
        let cells = learned
            .first
            .iter()
            .filter(|record| record.fields.get(at).is_some_and(|text| !text.trim().is_empty()));
        let shown = |record: &Record| example(record, at, seen, profile.as_ref());
        ColumnLayout {
            name: seen.name.clone(),
            field: field.to_owned(),
            reason,
            holds: seen.holds,
            answers: answers_of(&said.columns, &seen.name).cloned().unwrap_or_default(),
            question: question.map(|question| question.sentence.clone()),
            examples: cells.take(3).map(shown).collect(),
            short_years: seen.short_years,
            has_times: seen.has_times,
        }
    });
    Layout {
        name: found.name.clone(),
        target,
        because,
        dialect: found.dialect.clone(),
        columns: columns.collect(),
        headings: found.columns.clone(),
        said,
    }
}

/// A cell as it stands and, where that differs, as it is read.
fn example(record: &Record, at: usize, seen: &ColumnSeen, profile: Option<&Profile>) -> (String, Option<String>) {
    let written = record.fields.get(at).map_or("", |text| text.trim()).to_owned();
    let exact = Notation::plain();
    let notation = match profile {
        Some(profile) if record.mark(at) == Mark::Text => profile.notation_of(&seen.name),
        Some(_) | None => &exact,
    };
    let read = match seen.holds {
        Holds::Number => numbers::amount(&written, notation).ok().flatten().map(|number| number.to_string()),
        Holds::Day => numbers::day(&written, notation).ok().flatten().map(|day| day.to_string()),
        Holds::Text | Holds::Reference | Holds::Currency => None,
    };
    let read = read.filter(|read| *read != written);
    (written, read)
}

fn unknown(found: &Found) -> Learned {
    let profile = Profile {
        dialect: found.dialect.clone(),
        mapping: Some(Vec::new()),
        ..Profile::by_headings(Target::Accounts)
    };
    learn(&found.name, found.source(), &profile, &BTreeMap::new())
}

/// Fields that the content of a column speaks for, where no heading does: proposed, never applied by themselves.
fn proposals(target: Target, columns: &[ColumnSeen], known: &Known) -> BTreeMap<String, (&'static str, &'static str)> {
    let free = |name: &str| {
        let field = target.fields().iter().find(|field| field.name == name)?;
        columns.iter().all(|column| column.field != Some(field.name)).then_some(field.name)
    };
    let holdings = super::rules::cells::holdings(target);
    let needed = |holds: Holds| {
        let mut fields = target
            .fields()
            .iter()
            .filter(|field| field.required && holdings.get(field.name) == Some(&holds))
            .filter_map(|field| free(field.name));
        fields.next()
    };
    // An amount rather has decimals than the number of a document.
    let decimals_elsewhere = columns
        .iter()
        .any(|column| column.field.is_none() && column.like_numbers && column.has_decimals);
    let mut proposals = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for column in columns.iter().filter(|column| column.field.is_none() && !column.values.is_empty()) {
        let among = |references: &BTreeSet<String>| column.values.iter().all(|value| references.contains(value));
        let currencies = column.values.iter().all(|value| Currency::parse(value).is_ok());
        let proposal = if currencies {
            free("currency").map(|field| (field, say("facts.field_currencies")))
        } else if among(&known.accounts) {
            free("account").map(|field| (field, say("facts.field_accounts")))
        } else if among(&known.people) {
            ["seller", "person"]
                .into_iter()
                .find_map(free)
                .map(|field| (field, say("facts.field_people")))
        } else if column.like_days {
            needed(Holds::Day).map(|field| (field, say("facts.field_days")))
        } else if column.like_numbers && (column.has_decimals || !decimals_elsewhere) {
            needed(Holds::Number).map(|field| (field, say("facts.field_numbers")))
        } else {
            None
        };
        if let Some((field, reason)) = proposal
            && taken.insert(field)
        {
            proposals.insert(column.name.clone(), (field, reason));
        }
    }
    proposals
}

/// Tries an import again with what its user said about the columns.
///
/// # Errors
/// Not found when it is somebody else's, kept, or over; as for [`acts::try_import`].
pub async fn try_again(app: &AppRef, viewer: &Viewer, id: ImportId, told: Told) -> Result<Report> {
    viewer.may(IMPORT)?;
    let mut tx = app.db.read().await?;
    let kept = tried(own(&mut tx, viewer, id).await?)?;
    drop(tx);
    let folder = super::folder(&app.config);
    let files = blocking("taking up a tried import", move || shelf::take_up(&folder, id)).await?;
    let handle = Handle::alone(app);
    let (work, _) = acts::read(files, &told, &handle).await?;
    let report = Report {
        id,
        ..attempt(app, viewer, &work, &handle).await?
    };
    let mut tx = app.db.write().await?;
    if !store::delete_tried(&mut tx, id).await? {
        return Err(Error::NotFound { what: "import" });
    }
    store::insert(&mut tx, &report, &told, kept.expires).await?;
    tx.commit().await?;
    Ok(report)
}
