//! The alerts: a condition on a figure that somebody must act on, with one owner, a due date and one act, until the condition ends.
//!
//! Chapters declare what they watch; raising, owning, ordering, showing and closing happen here alone.

pub mod acts;
mod api;
mod finding;
mod nightly;
mod noted;
mod pages;
mod reading;
pub mod rules;
pub mod store;
#[cfg(test)]
pub(crate) mod tests;

pub use acts::{Evaluated, consider, evaluate, evaluate_daily};
pub use finding::FINDERS;
pub use nightly::JOBS;
pub use noted::NOTED;
pub use pages::{AtHome, at_home, in_mail};

use platform::Result;
use platform::access::{Grant, Permission, Reach, Role};
use platform::chapter::{Chapter, Group, Later, Place};
use platform::database::{Migration, Tx};
use platform::look::components::Hazard;
use platform::notifications;
use vocabulary::{Cell, PersonId};

/// See the alerts that one owns or is informed of. It reaches no further for any role: an alert belongs to people.
pub const SEE: Permission = Permission::new("alerts.see");

const GRANTS: &[Grant] = &[Grant {
    permission: SEE,
    to: &[
        (Role::ProgrammeChampion, Reach::Own),
        (Role::KaDirector, Reach::Own),
        (Role::Kam, Reach::Own),
        (Role::TeamMember, Reach::Own),
        (Role::SalesManager, Reach::Own),
        (Role::SecondLineManager, Reach::Own),
        (Role::ProgrammeLead, Reach::Own),
        (Role::ExecutiveSponsor, Reach::Own),
        (Role::HrPartner, Reach::Own),
        (Role::CrmOwner, Reach::Own),
        (Role::CompAnalyst, Reach::Own),
        (Role::Auditor, Reach::Own),
        (Role::Administrator, Reach::Own),
    ],
}];

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    word: "alerts",
    migrations: &[Migration {
        chapter: "alerts",
        number: 1,
        sql: include_str!("migrations/0001.sql"),
    }],
    texts: include_str!("texts.toml"),
    grants: GRANTS,
    places: &[Place {
        group: Group::Home,
        text: "alerts.place",
        href: "/alerts",
        letter: Some('l'),
        needs: Some(SEE),
    }],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// The owner of an alert is told when it becomes theirs.
pub const NOTICES: &[notifications::Kind] = &[GIVEN];

const GIVEN: notifications::Kind = notifications::Kind {
    word: "alerts.given",
    name: "alerts.told",
};

/// A kind of alert: a condition on a figure. Its chapter declares it, and the table of contents lists it.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its code in the catalogue of alerts: `AL-COA-P2`.
    pub code: &'static str,
    /// The figure it watches: `coaching.pitfall_2`. The figure is about people.
    pub figure: &'static str,
    /// The condition on the figure's known value. An unknown value neither raises nor closes.
    pub raised: fn(&Cell) -> bool,
    /// The key of what happened, in one sentence; `{person}` is the subject's name, `{note}` the note of the figure's trace.
    /// The subject's name stands before the sentence wherever it is shown.
    pub sentence: &'static str,
    /// The key of the same for a mail, which leaves the house: that something waits, and none of what is private or about pay. It has
    /// no holes.
    pub in_mail: &'static str,
    /// The key of the verb on the one button.
    pub act: &'static str,
    /// Where the act is done, from the subject's id.
    pub href: fn(&str) -> String,
    /// How bad it is.
    pub hazard: Hazard,
    /// Whose it is: exactly one person's.
    pub owner: Owner,
    /// Who sees it without owning it.
    pub informed: &'static [Owner],
    /// By when it should be done: so many days from Monday to Friday after the day it was raised.
    pub due_working_days: i64,
    /// The money figure of the same subject that is at stake; none: the alert's own figure is its stake, and it stands after those
    /// with money.
    pub stake: Option<&'static str>,
    /// Whom it may be about today. Whoever is no longer among them has no alert any more.
    pub subjects: Subjects,
}

/// Finds the people whom a kind of alert may be about today.
pub type Subjects = for<'a> fn(&'a mut Tx) -> Later<'a, Result<Vec<PersonId>>>;

/// Whose an alert is, seen from its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The subject's own.
    Subject,
    /// The direct manager of the subject today.
    Manager,
    /// The person of the first open user, by login, who holds the role and is a person of the firm.
    Holder(Role),
}

/// Every kind of alert of the book, in the order of the table of contents.
#[must_use]
pub fn every() -> Vec<Kind> {
    crate::ALERTS.iter().copied().flatten().copied().collect()
}
