//! What may be said of an account, what an import changes, and when the hierarchy would close a circle. Pure decisions.

use super::tree::levels;
use platform::texts::{say, say_with};
use platform::web::listing::fold;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Refusal, together};

/// The longest reference; systems number their customers in fewer characters.
const REFERENCE_MAX: usize = 100;
/// The longest name, class or country.
const TEXT_MAX: usize = 400;
/// Classes that mean a key account, folded.
const KEY_CLASSES: [&str; 3] = ["key", "key account", "key accounts"];

/// What somebody says of an account: a form, the API or a row of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The firm's own number of the account; never changes, because facts name it.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// The reference of the account above.
    pub parent: Option<String>,
    /// What kind of account it is: key account, target, other.
    pub class: Option<String>,
    /// Its country.
    pub country: Option<String>,
}

/// What an import does to one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// There was none of this reference.
    Create(Said),
    /// It says something else now.
    Change {
        /// What stood there.
        before: Said,
        /// What the file says, and what stood there where the file says nothing.
        after: Said,
    },
}

/// What an import comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The steps; an account stands after the account above it.
    pub steps: Vec<Step>,
    /// How many rows said what stood there already.
    pub unchanged: u64,
}

/// Whether a class means a key account, however it is capitalised.
#[must_use]
pub fn is_key(class: &str) -> bool {
    KEY_CLASSES.contains(&fold(class).as_str())
}

/// Checks the texts: reference and name are there, nothing is too long, nothing holds control characters.
///
/// # Errors
/// A refusal on each field that is wrong.
pub fn checked(said: Said) -> Result<Said, Refusal> {
    let optional = |field: &str, text: Option<String>, most: usize| match text.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => needed(field, text, most).map(Some),
        Some(_) | None => Ok(None),
    };
    let (reference, name, class, country, parent) = together((
        needed("reference", &said.reference, REFERENCE_MAX),
        needed("name", &said.name, TEXT_MAX),
        optional("class", said.class, TEXT_MAX),
        optional("country", said.country, TEXT_MAX),
        optional("parent", said.parent, REFERENCE_MAX),
    ))?;
    Ok(Said {
        reference,
        name,
        parent,
        class,
        country,
    })
}

fn needed(field: &str, text: &str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        return Err(Refusal::new("accounts.missing", say("accounts.missing")).on(field));
    }
    if length > most {
        return Err(Refusal::new("accounts.too_long", say_with("accounts.too_long", &[("n", &most.to_string())])).on(field));
    }
    if text.contains(char::is_control) {
        return Err(Refusal::new("accounts.control", say("accounts.control")).on(field));
    }
    Ok(text.to_owned())
}

/// Decides what an import changes. `known` is every account by reference; rows carry the line of their file.
///
/// A column that the file leaves empty says nothing, so it changes nothing: lists of one system do not wipe out another's.
///
/// # Errors
/// A refusal that names the line, or the accounts that would stand above one another in a circle.
pub fn plan(known: &BTreeMap<String, Said>, rows: &[(u64, Said)]) -> Result<Plan, Refusal> {
    let mut plan = Plan::default();
    let mut after = known.clone();
    for (line, row) in rows {
        let row = checked(row.clone()).map_err(|refusal| on_line(*line, refusal.with_fields()))?;
        let before = after.get(&row.reference).cloned();
        let row = match &before {
            Some(before) => Said {
                parent: row.parent.or_else(|| before.parent.clone()),
                class: row.class.or_else(|| before.class.clone()),
                country: row.country.or_else(|| before.country.clone()),
                ..row
            },
            None => row,
        };
        after.insert(row.reference.clone(), row);
    }
    let mut seen = BTreeSet::new();
    for (line, row) in rows {
        let reference = row.reference.trim();
        let Some(now) = after.get(reference).filter(|_| seen.insert(reference.to_owned())) else {
            continue;
        };
        if let Some(parent) = now.parent.as_ref().filter(|parent| !after.contains_key(*parent)) {
            let holes = [("line", line.to_string()), ("account", named(now)), ("parent", parent.clone())];
            return Err(refuse("accounts.no_parent_on_line", &holes).on("parent"));
        }
        match known.get(reference) {
            None => plan.steps.push(Step::Create(now.clone())),
            Some(before) if before == now => plan.unchanged += 1,
            Some(before) => plan.steps.push(Step::Change {
                before: before.clone(),
                after: now.clone(),
            }),
        }
    }
    let above = after
        .iter()
        .map(|(reference, said)| (reference.as_str(), said.parent.as_deref()))
        .collect();
    let levels = levels(&above).map_err(|circle| circle_refusal(circle.iter().filter_map(|member| after.get(*member)).map(named)))?;
    plan.steps.sort_by_key(|step| levels.get(step.said().reference.as_str()).copied());
    Ok(plan)
}

impl Step {
    /// What is said of the account afterwards.
    #[must_use]
    pub fn said(&self) -> &Said {
        match self {
            Self::Create(said) => said,
            Self::Change { after, .. } => after,
        }
    }
}

fn on_line(line: u64, refusal: Refusal) -> Refusal {
    let sentence = say_with("accounts.on_line", &[("line", &line.to_string()), ("sentence", &refusal.sentence)]);
    Refusal { sentence, ..refusal }
}

fn named(said: &Said) -> String {
    format!("{} ({})", said.name, said.reference)
}

fn refuse(code: &str, holes: &[(&str, String)]) -> Refusal {
    let holes: Vec<(&str, &str)> = holes.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Refusal::new(code, say_with(code, &holes))
}

/// The refusal of a circle of accounts, each named, from below to above.
pub fn circle_refusal(accounts: impl Iterator<Item = String>) -> Refusal {
    let names: Vec<String> = accounts.collect();
    refuse("accounts.circle", &[("accounts", names.join(" → "))]).on("parent")
}
