//! The book on running a key account programme: four parts, a folder per chapter, each registered here by one line.

#[cfg(test)]
mod book_tests;
pub mod demonstration;
pub mod foundation;
pub mod people;

use foundation::facts::Receiver;
use foundation::policies::Policy;
use foundation::{accounts, alerts, calendars, currencies, facts, overview, policies, products, staff};
use people::{coaching, incentives};
use platform::chapter::{Beginning, Book, Chapter};
use platform::search::Finder;
use platform::web::done::Undoing;
use platform::{figures, jobs, notes, notifications};

/// The table of contents. A chapter that is not in it does not exist.
pub const CONTENTS: &[Chapter] = &[
    overview::CHAPTER,
    alerts::CHAPTER,
    accounts::CHAPTER,
    products::CHAPTER,
    incentives::CHAPTER,
    coaching::CHAPTER,
    staff::CHAPTER,
    facts::CHAPTER,
    currencies::CHAPTER,
    calendars::CHAPTER,
    policies::CHAPTER,
];

/// Who takes which rows of an imported file.
pub const RECEIVERS: &[Receiver] = &[
    accounts::RECEIVER,
    staff::RECEIVER,
    staff::POSITIONS,
    staff::ASSIGNMENTS,
    incentives::QUOTAS,
    incentives::RATES,
    incentives::OPENING_BALANCES,
    coaching::RECEIVER,
    accounts::CONTACTS,
    products::RECEIVER,
    currencies::RECEIVER,
    calendars::RECEIVER,
];

/// The chapters that still need batches of facts which no longer count.
pub const NEEDS_BATCHES: &[foundation::facts::Needs] = &[incentives::needs_batches];

/// The policy values of all chapters.
pub const POLICIES: &[&[Policy]] = &[
    policies::POLICIES,
    currencies::POLICIES,
    calendars::POLICIES,
    incentives::POLICIES,
    coaching::policy::ALL,
];

/// What the chapters watch: a condition on a figure, whose it is then, and what to do.
pub const ALERTS: &[&[alerts::Kind]] = &[coaching::ALERTS];

/// The work of the chapters that runs beside the requests.
pub const JOBS: &[&[jobs::Kind]] = &[
    alerts::JOBS,
    figures::JOBS,
    facts::background::JOBS,
    notifications::JOBS,
    notes::JOBS,
    jobs::JOBS,
    platform::mail::JOBS,
    platform::api::JOBS,
];

/// What people find by searching, kind by kind, in this order.
pub const FINDERS: &[&[Finder]] = &[
    accounts::FINDERS,
    staff::FINDERS,
    products::FINDERS,
    incentives::FINDERS,
    alerts::FINDERS,
    facts::FINDERS,
    policies::FINDERS,
];

/// What people may begin from wherever they are, in this order.
pub const BEGINNINGS: &[&[Beginning]] = &[
    coaching::BEGINNINGS,
    accounts::BEGINNINGS,
    staff::BEGINNINGS,
    facts::BEGINNINGS,
    incentives::BEGINNINGS,
];

/// Of what users are told.
pub const NOTICES: &[&[notifications::Kind]] = &[alerts::NOTICES, incentives::NOTICES, coaching::NOTICES];

/// The kinds of records on which notes can stand.
pub const NOTED: &[&[notes::Kind]] = &[
    accounts::NOTED,
    staff::NOTED,
    facts::NOTED,
    policies::NOTED,
    currencies::NOTED,
    incentives::NOTED,
    coaching::NOTED,
    alerts::NOTED,
];

/// The acts that can be undone.
pub const UNDOINGS: &[&[Undoing]] = &[
    accounts::UNDOINGS,
    staff::UNDOINGS,
    policies::UNDOINGS,
    facts::UNDOINGS,
    coaching::UNDOINGS,
];

/// Who says what at home, in this order.
pub const HOME: &[overview::Panel] = &[
    overview::TASKS,
    coaching::HOME,
    accounts::HOME,
    staff::HOME,
    incentives::HOME,
    overview::failed::HOME,
];

/// Who adds what to a person's page, in this order.
pub const PERSON_PANELS: &[staff::Panel] = &[coaching::panel, incentives::panel];

/// The chapters, bound together.
#[must_use]
pub fn book() -> Book {
    Book::new(CONTENTS, staff::circle_of)
        .with_jobs(JOBS)
        .with_finders(FINDERS)
        .with_beginnings(BEGINNINGS)
        .with_notices(NOTICES)
        .with_noted(NOTED)
        .with_undoings(UNDOINGS)
        .with_around(staff::around_of)
        .with_mail(overview::MAIL)
}

/// A figure of the book by its name.
#[must_use]
pub fn figure(name: &str) -> Option<&'static platform::figures::Figure> {
    CONTENTS
        .iter()
        .flat_map(|chapter| chapter.figures)
        .find(|figure| figure.name == name)
}

/// The viewer with whose eyes the program itself looks, when it raises alerts or computes one figure from another: it sees
/// everything, as the operator does. Nothing it sees is shown to anybody without their own right to it.
pub(crate) fn house() -> &'static platform::access::Viewer {
    static HOUSE: std::sync::OnceLock<platform::access::Viewer> = std::sync::OnceLock::new();
    HOUSE.get_or_init(|| platform::access::Viewer::operator(&book().access))
}
