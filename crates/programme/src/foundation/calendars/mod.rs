//! Calendars: on which days a country, or a part of it, does not work.

pub mod acts;
mod api;
mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
pub(crate) mod tests;

use crate::foundation::facts::Receiver;
use crate::foundation::facts::rules::target::Target;
use crate::foundation::policies::{self, Policy};
use platform::Result;
use platform::access::{EVERYBODY, Grant, Permission, Reach, Role};
use platform::chapter::{Chapter, Group, Place};
use platform::database::{Migration, Tx};
use rules::{Day as Kind, Where, WorkingDays};
use vocabulary::{Day, Explained};

/// See holidays; they are public.
pub const SEE: Permission = Permission::new("calendars.see");
/// Import holidays.
pub const CHANGE: Permission = Permission::new("calendars.change");

const GRANTS: &[Grant] = &[
    Grant {
        permission: SEE,
        to: EVERYBODY,
    },
    Grant {
        permission: CHANGE,
        to: &[(Role::HrPartner, Reach::All), (Role::Administrator, Reach::All)],
    },
];

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    word: "calendars",
    migrations: &[Migration {
        chapter: "calendars",
        number: 1,
        sql: include_str!("migrations/0001.sql"),
    }],
    texts: include_str!("texts.toml"),
    grants: GRANTS,
    places: &[Place {
        group: Group::Admin,
        text: "calendars.place",
        href: "/calendars",
        letter: Some('d'),
        needs: Some(SEE),
    }],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// Takes imported holidays.
pub const RECEIVER: Receiver = Receiver {
    target: Target::Holidays,
    keep: acts::keep,
    sees: None,
};

/// Whether a place works on a day, or why that is unknown.
///
/// # Errors
/// When the database does not answer.
pub async fn day(tx: &mut Tx, place: &Where, on: Day) -> Result<Explained<Kind>> {
    let holidays = store::list(tx, place, on.year()).await?;
    Ok(rules::day(&holidays, place, on))
}

/// Where the firm works, for due dates.
const PLACE: &str = "POL.CAL.PLACE";

/// The policies that this chapter declares.
pub const POLICIES: &[Policy] = &[Policy {
    name: PLACE,
    default: "none",
    unit: "",
    meaning: "calendars.policy_place",
}];

/// The days on which the firm works from a day on: those of the place that the policy names, else Mondays to Fridays.
///
/// # Errors
/// When the database does not answer.
pub async fn working_days(tx: &mut Tx, since: Day) -> Result<WorkingDays> {
    working_days_of(tx, since, since).await
}

/// The same at the place that the policy names on another day.
///
/// # Errors
/// When the database does not answer.
pub async fn working_days_of(tx: &mut Tx, place_on: Day, since: Day) -> Result<WorkingDays> {
    let place = policies::value(tx, PLACE, place_on).await?;
    let Some(place) = Where::parse(&place.value) else {
        return Ok(WorkingDays::default());
    };
    let holidays = store::list_since(tx, &place, since).await?;
    Ok(WorkingDays::of(place, &holidays))
}
