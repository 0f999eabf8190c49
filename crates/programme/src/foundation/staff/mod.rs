//! The staff: the people who look after the accounts, who reports to whom, who holds which position, and who holds which share of
//! which account from when to when.
//!
//! The circle of a person (team, units, accounts) is found here; it decides what everybody sees.

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
pub use pages::HOME;

use crate::foundation::accounts;
use crate::foundation::facts::Receiver;
use crate::foundation::facts::rules::target::Target;
use engine::Holding;
use platform::access::{Around, Centre, Circle, Grant, Permission, Reach, Role, Scope};
use platform::chapter::{Beginning, Chapter, Group, Later, Place};
use platform::database::{Migration, Tx};
use platform::figures::Subject;
use platform::history;
use platform::look::Markup;
use platform::web::Caller;
use platform::web::done::Undoing;
use platform::web::listing::Order;
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AccountId, AssignmentId, Day, Interval, PersonId, PositionId, Ratio};

/// See people: oneself, the team, the units, or all.
pub const SEE: Permission = Permission::new("staff.see");
/// Make and change people and assignments.
pub const CHANGE: Permission = Permission::new("staff.change");

const GRANTS: &[Grant] = &[
    Grant {
        permission: SEE,
        to: &[
            (Role::ProgrammeChampion, Reach::All),
            (Role::KaDirector, Reach::All),
            (Role::Kam, Reach::Own),
            (Role::TeamMember, Reach::Own),
            (Role::SalesManager, Reach::Team),
            (Role::SecondLineManager, Reach::Units),
            (Role::ProgrammeLead, Reach::All),
            (Role::ExecutiveSponsor, Reach::Own),
            (Role::HrPartner, Reach::All),
            (Role::CrmOwner, Reach::All),
            (Role::CompAnalyst, Reach::All),
            (Role::Auditor, Reach::All),
            (Role::Administrator, Reach::All),
        ],
    },
    Grant {
        permission: CHANGE,
        to: &[(Role::HrPartner, Reach::All), (Role::Administrator, Reach::All)],
    },
];

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    word: "staff",
    migrations: &[
        Migration {
            chapter: "staff",
            number: 1,
            sql: include_str!("migrations/0001.sql"),
        },
        Migration {
            chapter: "staff",
            number: 2,
            sql: include_str!("migrations/0002.sql"),
        },
        Migration {
            chapter: "staff",
            number: 3,
            sql: include_str!("migrations/0003.sql"),
        },
    ],
    texts: include_str!("texts.toml"),
    grants: GRANTS,
    places: &[Place {
        group: Group::Organisation,
        text: "staff.place",
        href: "/staff",
        letter: Some('s'),
        needs: Some(SEE),
    }],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// The changes of a person in the journal.
const HISTORY: history::Kept = history::Kept {
    subject: "person",
    created: Some("person_created"),
    changed: "person_changed",
    fields: &[
        ("name", "staff.name"),
        ("title", "staff.title"),
        ("manager", "staff.manager"),
        ("email", "staff.email"),
        ("hired", "staff.hired"),
        ("left", "staff.left"),
    ],
};

/// The acts that can be undone.
pub const UNDOINGS: &[Undoing] = &[pages::CHANGED, pages::UNDONE];

/// What may be begun from anywhere.
pub const BEGINNINGS: &[Beginning] = &[
    Beginning {
        text: "staff.new",
        href: "/staff/new",
        needs: Some(CHANGE),
    },
    Beginning {
        text: "staff.position_new",
        href: "/staff/positions/new",
        needs: Some(CHANGE),
    },
];

/// Takes imported staff.
pub const RECEIVER: Receiver = Receiver {
    target: Target::Staff,
    keep: acts::keep,
    sees: None,
};
/// Takes imported assignments.
pub const ASSIGNMENTS: Receiver = Receiver {
    target: Target::Assignments,
    keep: acts::keep,
    sees: None,
};

/// Takes imported positions and who holds them.
pub const POSITIONS: Receiver = Receiver {
    target: Target::Positions,
    keep: acts::keep,
    sees: None,
};

/// A chapter's part of a person's page: nothing for whoever may not see it. Declared in the table of contents.
pub type Panel = for<'a> fn(&'a Caller, PersonId) -> Later<'a, Result<Option<Markup>>>;

/// A person of the firm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id; users are linked to it.
    pub id: PersonId,
    /// The firm's own number of the person, which facts and files use.
    pub reference: String,
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: Option<String>,
    /// The word of the title, which plans use: `account_executive`.
    pub title: Option<String>,
    /// The title as people say it: "Account executive".
    pub title_name: Option<String>,
    /// The first day employed.
    pub hired: Option<Day>,
    /// The first day no longer employed.
    pub left: Option<Day>,
    /// For optimistic locking.
    pub version: i64,
}

impl Person {
    /// Whether the person is no longer employed on a day.
    #[must_use]
    pub fn has_left(&self, on: Day) -> bool {
        self.left.is_some_and(|left| left <= on)
    }
}

/// A share of an account in a role, for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The id.
    pub id: AssignmentId,
    /// The account.
    pub account: AccountId,
    /// Who holds it.
    pub person: Person,
    /// The role, as plans use it: `kam`.
    pub role: String,
    /// The share, 0 to 1.
    pub share: Ratio,
    /// When, half-open: on the day of a hand-over the successor holds it.
    pub interval: Interval,
    /// For optimistic locking.
    pub version: i64,
}

impl Assignment {
    /// Whether it is the holding of an account manager, which plans and files call `kam`.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.role == "kam"
    }
}

/// A seat of the organisation, which people hold one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The id.
    pub id: PositionId,
    /// The firm's own mark of the position: `DE-07`.
    pub reference: String,
    /// The name: "Key accounts north".
    pub name: String,
    /// The word of the title, which plans use.
    pub title: Option<String>,
    /// The title as people say it.
    pub title_name: Option<String>,
    /// For optimistic locking, of its holders too.
    pub version: i64,
}

/// Who holds a position for a time. A position has at most one holder on a day; a person may hold several positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub person: Person,
    /// When, half-open: on the day of a hand-over the successor holds it.
    pub interval: Interval,
}

/// Who holds a position on a day, as far as the reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// Nobody.
    Vacant,
    /// Somebody whom the reader may see.
    By(Holder),
    /// Somebody whom the reader may not see.
    Hidden,
}

/// Everybody, for a run; by reference.
///
/// # Errors
/// When the database does not answer.
pub async fn people(tx: &mut Tx) -> Result<Vec<Person>> {
    store::list_every(tx).await
}

/// A person inside the scope.
///
/// # Errors
/// Not found, in the same words whether there is no such person or they lie outside.
pub async fn find(tx: &mut Tx, scope: &Scope, person: PersonId) -> Result<Person> {
    store::find(tx, scope, person).await
}

/// Everybody inside the scope, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn list(tx: &mut Tx, scope: &Scope) -> Result<Vec<Person>> {
    let by_name = Order {
        by: "name",
        descending: false,
    };
    store::list_all(tx, scope, &store::Wanted::default(), by_name).await
}

/// The people of some references; a reference that nobody has is absent.
///
/// # Errors
/// When the database does not answer.
pub async fn by_reference<'a>(tx: &mut Tx, references: impl IntoIterator<Item = &'a String>) -> Result<BTreeMap<String, Person>> {
    let references: BTreeSet<String> = references.into_iter().cloned().collect();
    store::by_reference(tx, &references.into_iter().collect::<Vec<_>>()).await
}

/// The person whom somebody means: the one of a reference, or the only one of a name, whatever its capitals.
///
/// # Errors
/// When the database does not answer.
pub async fn meant(tx: &mut Tx, said: &str) -> Result<Option<Person>> {
    let said = said.trim().to_owned();
    match by_reference(tx, [&said]).await?.remove(&said) {
        Some(person) => Ok(Some(person)),
        None => store::look_up_called(tx, &said).await,
    }
}

/// When everybody bears a title within some days, by person, for a run: as their positions say on the day, else as stands with
/// the person. Whoever never bears it is absent.
///
/// # Errors
/// When the database does not answer.
pub async fn bearers(tx: &mut Tx, title: &str, within: Interval) -> Result<BTreeMap<PersonId, Vec<Interval>>> {
    let seats = store::list_titles_held(tx).await?;
    let none = Vec::new();
    let people = store::list_every(tx).await?;
    let borne = people.iter().map(|person| {
        let held = seats.get(&person.id).unwrap_or(&none);
        (person.id, rules::seating::bearing(person.title.as_deref(), held, title, within))
    });
    Ok(borne.filter(|(_, borne)| !borne.is_empty()).collect())
}

/// Who holds which share of which account when, all of it, for a run.
///
/// # Errors
/// When the database does not answer.
pub async fn holdings(tx: &mut Tx) -> Result<Vec<Holding>> {
    let accounts = accounts::references(tx).await?;
    let assignments = store::list_assignments(tx).await?;
    let holding = |held: Assignment| {
        let account = accounts.get(&held.account)?.clone();
        Some(Holding {
            account,
            role: held.role,
            payee: held.person.reference,
            share: held.share,
            interval: held.interval,
        })
    };
    Ok(assignments.into_iter().filter_map(holding).collect())
}

/// Who holds an account in which role, by which share and when: today's, earlier and later ones, by role and first day.
///
/// # Errors
/// When the database does not answer.
pub async fn team_of(tx: &mut Tx, account: AccountId) -> Result<Vec<Assignment>> {
    store::list_of_accounts(tx, &[account], None).await
}

/// What people call each title, by the word that plans use.
///
/// # Errors
/// When the database does not answer.
pub async fn title_names(tx: &mut Tx) -> Result<BTreeMap<String, String>> {
    let titles = store::titles(tx).await?;
    Ok(titles.into_iter().map(|title| (title.word, title.name)).collect())
}

/// What a person holds on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn held_by(tx: &mut Tx, person: PersonId, on: Day) -> Result<Vec<Assignment>> {
    let all = store::list_of_person(tx, person).await?;
    Ok(all.into_iter().filter(|held| held.interval.contains(on)).collect())
}

/// Who holds some accounts on a day, by role and first day.
///
/// # Errors
/// When the database does not answer.
pub async fn teams_of(tx: &mut Tx, accounts: &[AccountId], on: Day) -> Result<Vec<Assignment>> {
    store::list_of_accounts(tx, accounts, Some(on)).await
}

/// The people and accounts around a person today.
pub fn circle_of(tx: &mut Tx, person: PersonId) -> Later<'_, Result<Circle>> {
    Box::pin(store::circle(tx, person))
}

/// Who reaches a person or an account today.
pub fn around_of(tx: &mut Tx, centre: Centre) -> Later<'_, Result<Around>> {
    Box::pin(store::around(tx, centre))
}

/// The person whom a figure is asked about, who must exist.
///
/// # Errors
/// Not found.
pub async fn subject(tx: &mut Tx, subject: &Subject) -> Result<PersonId> {
    let nobody = || Error::NotFound { what: "person" };
    let id = PersonId::parse(&subject.id).ok().ok_or_else(nobody)?;
    by_ids(tx, &[id]).await?.contains_key(&id).then_some(id).ok_or_else(nobody)
}

/// What a person is called; nothing where there is nobody. The caller has found the person inside its own scope.
pub fn called<'a>(tx: &'a mut Tx, id: &'a str) -> Later<'a, Result<String>> {
    Box::pin(async move {
        let Ok(id) = PersonId::parse(id) else { return Ok(String::new()) };
        Ok(by_ids(tx, &[id]).await?.remove(&id).map(|person| person.name).unwrap_or_default())
    })
}

/// The mail address of a person; none for whoever has left the firm.
pub fn mail_address(tx: &mut Tx, person: PersonId) -> Later<'_, Result<Option<String>>> {
    Box::pin(async move {
        let today = tx.today();
        let known = by_ids(tx, &[person]).await?.remove(&person);
        Ok(known.filter(|person| !person.has_left(today)).and_then(|person| person.email))
    })
}

/// People by id, in one query. The caller has found the ids inside its own scope.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(tx: &mut Tx, ids: &[PersonId]) -> Result<BTreeMap<PersonId, Person>> {
    store::by_ids(tx, ids).await
}

/// Who reports directly to some managers on a day and is employed then, by manager, in one query.
///
/// # Errors
/// When the database does not answer.
pub async fn reports_of(tx: &mut Tx, managers: &[PersonId], on: Day) -> Result<BTreeMap<PersonId, BTreeSet<PersonId>>> {
    store::list_reports(tx, managers, on).await
}

/// Who reported directly to some managers at any time since a day, and from when to when while employed, in one query:
/// `(manager, person, span)`. Somebody may have come back and then is there more than once.
///
/// # Errors
/// When the database does not answer.
pub async fn reporting_since(tx: &mut Tx, managers: &[PersonId], since: Day) -> Result<Vec<(PersonId, PersonId, Interval)>> {
    store::list_reporting(tx, managers, since).await
}

/// Everybody whom somebody reports to on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn managers_on(tx: &mut Tx, on: Day) -> Result<Vec<PersonId>> {
    store::list_managers(tx, on).await
}

/// Whom a person reports to on a day. The caller has found the person inside its own scope.
///
/// # Errors
/// When the database does not answer.
pub async fn manager_of(tx: &mut Tx, person: PersonId, on: Day) -> Result<Option<Person>> {
    Ok(store::list_above(tx, person, on).await?.into_iter().next())
}

/// The direct manager of each of some people today, in one query; whoever reports to nobody is absent.
///
/// # Errors
/// When the database does not answer.
pub async fn managers_of(tx: &mut Tx, people: &[PersonId]) -> Result<BTreeMap<PersonId, PersonId>> {
    store::managers_of(tx, people).await
}

/// The people inside the scope whose name or reference has some folded words in it.
///
/// # Errors
/// When the database does not answer.
pub async fn named(tx: &mut Tx, scope: &Scope, words: &str) -> Result<Vec<Person>> {
    let which = store::Wanted {
        words: words.to_owned(),
        inside: true,
        title: None,
    };
    let by = platform::web::listing::Order {
        by: "name",
        descending: false,
    };
    store::list_all(tx, scope, &which, by).await
}
