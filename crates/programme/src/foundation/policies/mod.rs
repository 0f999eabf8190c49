//! The policies: the numbers in the rules that a firm may set for itself, each with its history.
//!
//! A value is never overwritten. Whoever computes with one keeps the version it was, so a past result can always be explained.

pub mod acts;
mod api;
mod finding;
mod noted;
mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;

pub use finding::FINDERS;
pub use noted::NOTED;

use platform::access::{EVERYBODY, Grant, Permission, Reach, Role};
use platform::chapter::{Chapter, Group, Place};
use platform::database::{Migration, Tx};
use platform::look::format;
use platform::texts::{say, say_with};
use platform::web::done::Undoing;
use platform::{Error, Result};
pub use rules::{Valued, Version};
use std::collections::BTreeMap;
use vocabulary::{Cell, Day, Instant, Interval, Link, PolicyId, Trace};

/// See the policies; everybody who is judged by a rule may know its numbers.
pub const SEE: Permission = Permission::new("policies.see");
/// Set a new value.
pub const CHANGE: Permission = Permission::new("policies.change");

const GRANTS: &[Grant] = &[
    Grant {
        permission: SEE,
        to: EVERYBODY,
    },
    Grant {
        permission: CHANGE,
        to: &[(Role::KaDirector, Reach::All), (Role::Administrator, Reach::All)],
    },
];

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    word: "policies",
    migrations: &[Migration {
        chapter: "policies",
        number: 1,
        sql: include_str!("migrations/0001.sql"),
    }],
    texts: include_str!("texts.toml"),
    grants: GRANTS,
    places: &[Place {
        group: Group::Admin,
        text: "policies.place",
        href: "/policies",
        letter: Some('o'),
        needs: Some(SEE),
    }],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// The acts that can be undone.
pub const UNDOINGS: &[Undoing] = &[pages::SET];

/// A named policy value and its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// `POL.XC.MIN_RESPONDENTS`.
    pub name: &'static str,
    /// The value until somebody sets another; its form is the form of every value: a percentage, a whole number, a number, words.
    pub default: &'static str,
    /// What it is counted in.
    pub unit: &'static str,
    /// The key of its meaning in the text catalogue.
    pub meaning: &'static str,
}

impl Policy {
    /// What it is called beside its value: its meaning without the full stop.
    #[must_use]
    pub fn title(&self) -> &'static str {
        say(self.meaning).trim_end_matches('.')
    }

    /// A value of it in words: a percentage as the house writes it, anything else with its unit.
    #[must_use]
    pub fn say(&self, value: &str) -> String {
        let share = value.strip_suffix('%').and_then(|_| vocabulary::Ratio::parse_percent(value).ok());
        match share {
            // A percentage carries its unit in the value: "20 % of active customers".
            Some(share) => format::percent(&share),
            None if self.unit.is_empty() => value.to_owned(),
            None => format!("{value}{}{}", format::NO_BREAK, self.unit),
        }
    }
}

/// The policies that belong to no single chapter.
pub const POLICIES: &[Policy] = &[Policy {
    name: "POL.XC.MIN_RESPONDENTS",
    default: "5",
    unit: "people",
    meaning: "policies.min_respondents",
}];

/// Every policy of the book, by name.
#[must_use]
pub fn every() -> Vec<&'static Policy> {
    let mut all: Vec<&Policy> = crate::POLICIES.iter().copied().flatten().collect();
    all.sort_by_key(|policy| policy.name);
    all
}

/// The policy of a name.
#[must_use]
pub fn policy(name: &str) -> Option<&'static Policy> {
    crate::POLICIES.iter().copied().flatten().find(|policy| policy.name == name)
}

/// The value of a policy on a day, with the version to keep beside whatever is computed with it.
///
/// # Errors
/// When nobody has declared the policy, which is our own fault.
pub async fn value(tx: &mut Tx, name: &str, on: Day) -> Result<Valued> {
    value_known(tx, name, on, None).await
}

/// The value of a policy on a day as it was known at an instant: what a result that was computed then has used.
///
/// # Errors
/// When nobody has declared the policy, which is our own fault.
pub async fn value_known(tx: &mut Tx, name: &str, on: Day, at: Option<Instant>) -> Result<Valued> {
    let policy = policy(name).ok_or_else(|| Error::Failed(anyhow::anyhow!("nobody has declared the policy {name}")))?;
    let versions = store::list_of(tx, name).await?;
    Ok(rules::in_force(policy, &versions, on, at))
}

/// A policy value that a result of a month, a quarter or a year stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned {
    /// The policy.
    pub policy: &'static Policy,
    /// The value on the last day of the span, as it was known when the span was over: a value that is set later leaves the past alone.
    pub valued: Valued,
    /// Whether the result is the first under this value (R-XC-7).
    pub first: bool,
}

impl Pinned {
    /// The line of a trace: name, value, since when, and whether the result is the first under it.
    #[must_use]
    pub fn trace(&self) -> Trace {
        let since = match self.valued.from {
            Some(day) if self.first => say_with("policies.first_under", &[("day", &format::day(day))]),
            Some(day) => say_with("policies.since_day", &[("day", &format::day(day))]),
            None => say("policies.default_holds").to_owned(),
        };
        let cell = match self.valued.number() {
            Some(number) if self.valued.value.ends_with('%') => Cell::Percent(number),
            Some(number) => Cell::Number(number),
            None => Cell::Text(self.valued.value.clone()),
        };
        let link = Link::new("policy", self.policy.name, self.policy.title());
        Trace::new(self.policy.title(), cell).note(since).link(link)
    }
}

/// The values of some policies for results of a span of time, in one question.
///
/// # Errors
/// When nobody has declared one of the policies, which is our own fault.
pub async fn pinned(tx: &mut Tx, names: &[&'static str], span: &Interval) -> Result<BTreeMap<&'static str, Pinned>> {
    let versions = store::list(tx).await?;
    let end = span.end().unwrap_or(Day::MAX);
    let mut all = BTreeMap::new();
    for name in names {
        let policy = policy(name).ok_or_else(|| Error::Failed(anyhow::anyhow!("nobody has declared the policy {name}")))?;
        let own: Vec<Version> = versions.iter().filter(|version| version.name == *name).cloned().collect();
        let valued = rules::in_force(policy, &own, end.prev(), Some(Instant::start_of(end)));
        let start = span.start();
        let before = rules::in_force(policy, &own, start.prev(), Some(Instant::start_of(start)));
        let first = valued.is_new_since(before.version);
        all.insert(*name, Pinned { policy, valued, first });
    }
    Ok(all)
}

/// A version by its id, for the trace of a past result.
///
/// # Errors
/// Not found.
pub async fn version(tx: &mut Tx, id: PolicyId) -> Result<Version> {
    store::find(tx, id).await
}
