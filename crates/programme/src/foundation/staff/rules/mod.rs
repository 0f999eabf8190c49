//! What may be said of a person or an assignment, what an import changes, and when shares come to more than the whole. Pure decisions.

pub mod positions;
pub mod seating;

use crate::foundation::accounts::tree::levels;
use platform::look::format;
use platform::texts::{say, say_with};
use platform::web::listing::fold;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Interval, Ratio, Refusal, together};

/// The longest reference.
const REFERENCE_MAX: usize = 100;
/// The longest name, title, role or address.
const TEXT_MAX: usize = 400;

/// What somebody says of a person: a form, the API or a row of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The firm's own number of the person; never changes, because facts name it.
    pub reference: String,
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: Option<String>,
    /// The title as people say it.
    pub title: Option<String>,
    /// The reference of the person they report to.
    pub manager: Option<String>,
    /// The first day employed.
    pub hired: Option<Day>,
    /// The first day no longer employed.
    pub left: Option<Day>,
}

/// What an import does to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// There was nobody of this reference.
    Create(Said),
    /// Something else is said of them now.
    Change {
        /// What stood there.
        before: Said,
        /// What the file says, and what stood there where the file says nothing.
        after: Said,
    },
}

impl Step {
    /// What is said of the person afterwards.
    #[must_use]
    pub fn said(&self) -> &Said {
        match self {
            Self::Create(said) => said,
            Self::Change { after, .. } => after,
        }
    }
}

/// What an import comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The steps, in the order of the file.
    pub steps: Vec<Step>,
    /// How many rows said what stood there already.
    pub unchanged: u64,
}

/// What somebody says of an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidAssignment {
    /// The reference of the account.
    pub account: String,
    /// The reference of the person.
    pub person: String,
    /// The role.
    pub role: String,
    /// The share, 0 to 1.
    pub share: Ratio,
    /// The first day.
    pub from: Day,
    /// The first day no longer.
    pub to: Option<Day>,
}

/// The word of a title, which plans use: "Account executive, EMEA" is `account_executive_emea`.
#[must_use]
pub fn word(title: &str) -> String {
    let letters: String = title
        .to_lowercase()
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join("_")
}

/// Checks what is said of a person.
///
/// # Errors
/// A refusal on each field that is wrong.
pub fn checked(said: Said) -> Result<Said, Refusal> {
    let (reference, name, title, manager, email, ()) = together((
        needed("reference", &said.reference, REFERENCE_MAX),
        needed("name", &said.name, TEXT_MAX),
        title(said.title.as_deref()),
        optional("manager", said.manager.as_deref(), REFERENCE_MAX),
        email(said.email.as_deref()),
        leaves_after(said.hired, said.left),
    ))?;
    let said = Said {
        reference,
        name,
        email,
        title,
        manager,
        ..said
    };
    if said.manager.as_ref() == Some(&said.reference) {
        return Err(circle_refusal(std::iter::once(named(&said))));
    }
    Ok(said)
}

fn title(text: Option<&str>) -> Result<Option<String>, Refusal> {
    let title = optional("title", text, TEXT_MAX)?;
    if title.as_deref().is_some_and(|title| word(title).is_empty()) {
        return Err(Refusal::new("staff.title_words", say("staff.title_words")).on("title"));
    }
    Ok(title)
}

fn email(text: Option<&str>) -> Result<Option<String>, Refusal> {
    let email = optional("email", text, TEXT_MAX)?;
    if email.as_deref().is_some_and(|email| !email.contains('@')) {
        return Err(Refusal::new("staff.email_form", say("staff.email_form")).on("email"));
    }
    Ok(email)
}

fn leaves_after(hired: Option<Day>, left: Option<Day>) -> Result<(), Refusal> {
    if hired.zip(left).is_some_and(|(hired, left)| left <= hired) {
        return Err(Refusal::new("staff.left_before", say("staff.left_before")).on("left"));
    }
    Ok(())
}

/// A text that must be there, trimmed.
///
/// # Errors
/// A refusal on the field when it is missing, too long or holds control characters.
pub fn needed(field: &str, text: &str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new("staff.missing", say("staff.missing")).on(field));
    }
    if text.chars().count() > most {
        return Err(refuse("staff.too_long", &[("n", most.to_string())]).on(field));
    }
    if text.contains(char::is_control) {
        return Err(Refusal::new("staff.control", say("staff.control")).on(field));
    }
    Ok(text.to_owned())
}

fn optional(field: &str, text: Option<&str>, most: usize) -> Result<Option<String>, Refusal> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => needed(field, text, most).map(Some),
    }
}

/// Decides what an import changes. `known` is everybody by reference, with the manager of today; rows carry the line of their file.
///
/// A column that the file leaves empty says nothing, so it changes nothing.
///
/// # Errors
/// A refusal that names the line, or the people who would report to one another in a circle.
pub fn plan(known: &BTreeMap<String, Said>, rows: &[(u64, Said)]) -> Result<Plan, Refusal> {
    let mut plan = Plan::default();
    let mut after = known.clone();
    for (line, row) in rows {
        let row = merged(row, &after)
            .and_then(checked)
            .map_err(|refusal| on_line(*line, refusal.with_fields()))?;
        after.insert(row.reference.clone(), row);
    }
    let mut seen = BTreeSet::new();
    for (line, row) in rows {
        let reference = row.reference.trim();
        let Some(now) = after.get(reference).filter(|_| seen.insert(reference.to_owned())) else {
            continue;
        };
        if let Some(manager) = now.manager.as_ref().filter(|manager| !after.contains_key(*manager)) {
            let holes = [("line", line.to_string()), ("person", named(now)), ("manager", manager.clone())];
            return Err(refuse("staff.no_manager_on_line", &holes).on("manager"));
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
    no_circle(&after)?;
    Ok(plan)
}

fn merged(row: &Said, known: &BTreeMap<String, Said>) -> Result<Said, Refusal> {
    let row = checked(row.clone())?;
    let Some(before) = known.get(&row.reference) else { return Ok(row) };
    Ok(Said {
        email: row.email.or_else(|| before.email.clone()),
        title: row.title.or_else(|| before.title.clone()),
        manager: row.manager.or_else(|| before.manager.clone()),
        hired: row.hired.or(before.hired),
        left: row.left.or(before.left),
        ..row
    })
}

/// Refuses people who report to one another in a circle; a manager who is nobody's key counts as none.
///
/// # Errors
/// The refusal, which names them.
pub fn no_circle(all: &BTreeMap<String, Said>) -> Result<(), Refusal> {
    let above = all
        .iter()
        .map(|(reference, said)| (reference.as_str(), said.manager.as_deref()))
        .collect();
    match levels(&above) {
        Ok(_) => Ok(()),
        Err(circle) => Err(circle_refusal(circle.iter().filter_map(|member| all.get(*member)).map(named))),
    }
}

fn circle_refusal(people: impl Iterator<Item = String>) -> Refusal {
    let names: Vec<String> = people.collect();
    refuse("staff.circle", &[("people", names.join(" → "))]).on("manager")
}

fn named(said: &Said) -> String {
    format!("{} ({})", said.name, said.reference)
}

/// A refusal whose sentence begins with the line of the file.
#[must_use]
pub fn on_line(line: u64, refusal: Refusal) -> Refusal {
    let sentence = say_with("staff.on_line", &[("line", &line.to_string()), ("sentence", &refusal.to_string())]);
    Refusal {
        sentence,
        further: Vec::new(),
        ..refusal
    }
}

fn refuse(code: &str, holes: &[(&str, String)]) -> Refusal {
    let holes: Vec<(&str, &str)> = holes.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Refusal::new(code, say_with(code, &holes))
}

/// Checks what is said of an assignment and gives its time.
///
/// # Errors
/// A refusal on each field that is wrong.
pub fn checked_assignment(said: &SaidAssignment) -> Result<Interval, Refusal> {
    let is_share = !said.share.is_negative() && !said.share.is_zero() && said.share <= Ratio::one();
    let share = if is_share {
        Ok(())
    } else {
        Err(refuse("staff.share", &[("share", format::percent(&said.share))]).on("share"))
    };
    let checks = (needed("role", &said.role, TEXT_MAX), share, interval(said.from, said.to));
    together(checks).map(|(_role, (), interval)| interval)
}

/// A time from its first day to the first day no longer.
///
/// # Errors
/// A refusal when it ends before it begins.
pub fn interval(from: Day, to: Option<Day>) -> Result<Interval, Refusal> {
    let refused = |_| refuse("staff.ends_before", &[("from", from.to_string())]).on("to");
    Interval::new(from, to).map_err(refused)
}

/// A role in the spelling that is used already, where only capitals and spaces differ.
#[must_use]
pub fn spelled(role: &str, known: &BTreeSet<String>) -> String {
    known
        .iter()
        .find(|other| fold(other) == fold(role))
        .cloned()
        .unwrap_or_else(|| role.trim().to_owned())
}

/// A share for a time, of one account and role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The share, 0 to 1.
    pub share: Ratio,
    /// When.
    pub interval: Interval,
}

/// The first day on which the parts of one account and role come to more than the whole, and what they come to.
///
/// Shares only grow on a day on which some part begins, so these days suffice.
/// 60 % from 1 January and 50 % from 1 July come to 110 % on 1 July; when the first ends on 1 July, they come to 50 %.
#[must_use]
pub fn too_full(parts: &[Part]) -> Option<(Day, Ratio)> {
    let days: BTreeSet<Day> = parts.iter().map(|part| part.interval.start()).collect();
    days.into_iter()
        .map(|day| (day, sum_on(parts, day)))
        .find(|(_, sum)| *sum > Ratio::one())
}

/// What the parts come to on a day.
#[must_use]
pub fn sum_on(parts: &[Part], day: Day) -> Ratio {
    parts
        .iter()
        .filter(|part| part.interval.contains(day))
        .map(|part| &part.share)
        .sum()
}

/// Refuses parts that come to more than the whole.
///
/// # Errors
/// The refusal, which names account, role, day and sum.
pub fn fits(account: &str, role: &str, parts: &[Part]) -> Result<(), Refusal> {
    let Some((day, sum)) = too_full(parts) else { return Ok(()) };
    let holes = [
        ("account", account.to_owned()),
        ("role", role.to_owned()),
        ("day", day.to_string()),
        ("sum", format::percent(&sum)),
    ];
    Err(refuse("staff.too_full", &holes).on("share"))
}
