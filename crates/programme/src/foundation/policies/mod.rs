//! The policies: the numbers in the rules that a firm may set for itself, each with its history.
//!
//! A value is never overwritten. Whoever computes with one keeps the version it was, so a past result can always be explained.

pub mod acts;
mod api;
mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;

use platform::access::{Grant, Permission, Reach, Role};
use platform::chapter::{Chapter, Group, Place};
use platform::database::{Migration, Tx};
use platform::{Error, Result};
pub use rules::{Valued, Version};
use vocabulary::{Day, Instant, PolicyId};

/// See the policies; everybody who is judged by a rule may know its numbers.
pub const SEE: Permission = Permission::new("policies.see");
/// Set a new value.
pub const CHANGE: Permission = Permission::new("policies.change");

const GRANTS: &[Grant] = &[
    Grant {
        permission: SEE,
        to: &[
            (Role::ProgrammeChampion, Reach::All),
            (Role::KaDirector, Reach::All),
            (Role::Kam, Reach::All),
            (Role::TeamMember, Reach::All),
            (Role::SalesManager, Reach::All),
            (Role::SecondLineManager, Reach::All),
            (Role::ProgrammeLead, Reach::All),
            (Role::ExecutiveSponsor, Reach::All),
            (Role::HrPartner, Reach::All),
            (Role::CrmOwner, Reach::All),
            (Role::CompAnalyst, Reach::All),
            (Role::Auditor, Reach::All),
            (Role::Administrator, Reach::All),
        ],
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
        needs: Some(SEE),
    }],
    figures: &[],
    routes: |routes| api::routes(pages::routes(routes)),
};

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

/// A version by its id, for the trace of a past result.
///
/// # Errors
/// Not found.
pub async fn version(tx: &mut Tx, id: PolicyId) -> Result<Version> {
    store::find(tx, id).await
}
