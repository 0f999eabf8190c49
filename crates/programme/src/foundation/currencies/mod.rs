//! Currencies: what one of them was worth in another on a day, as the source says it and in the direction it says it.
//!
//! A rate is never turned round silently: whoever asks for one learns from which day, in which direction and by which way it is.

pub mod acts;
mod api;
mod noted;
mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
pub(crate) mod tests;

pub use noted::NOTED;

use crate::foundation::facts::Receiver;
use crate::foundation::facts::rules::target::Target;
use crate::foundation::policies::{self, Policy};
use platform::Result;
use platform::access::{EVERYBODY, Grant, Permission, Reach, Role};
use platform::chapter::{Chapter, Group, Place};
use platform::database::{Migration, Tx};
use rules::{Allowed, Found, Rates, TURNED, Wanted};
use vocabulary::{Currency, Day, Explained, Interval};

/// See exchange rates; everybody whose figures are converted may know by what.
pub const SEE: Permission = Permission::new("currencies.see");
/// Import exchange rates.
pub const CHANGE: Permission = Permission::new("currencies.change");

const GRANTS: &[Grant] = &[
    Grant {
        permission: SEE,
        to: EVERYBODY,
    },
    Grant {
        permission: CHANGE,
        to: &[(Role::CompAnalyst, Reach::All), (Role::Administrator, Reach::All)],
    },
];

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    word: "currencies",
    migrations: &[Migration {
        chapter: "currencies",
        number: 1,
        sql: include_str!("migrations/0001.sql"),
    }],
    texts: include_str!("texts.toml"),
    grants: GRANTS,
    places: &[Place {
        group: Group::Admin,
        text: "currencies.place",
        href: "/currencies",
        letter: Some('x'),
        needs: Some(SEE),
    }],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// Takes imported exchange rates.
pub const RECEIVER: Receiver = Receiver {
    target: Target::ExchangeRates,
    keep: acts::keep,
    sees: None,
};

/// For how many days a rate is taken when a day has none of its own.
const DAYS_BACK: &str = "POL.FX.DAYS_BACK";
/// Whether a rate may be turned round where only the other direction is known.
const INVERSE: &str = "POL.FX.INVERSE";
/// The currency by way of which two others may be compared.
const THROUGH: &str = "POL.FX.THROUGH";

/// The policies that this chapter declares.
pub const POLICIES: &[Policy] = &[
    Policy {
        name: DAYS_BACK,
        default: "7",
        unit: "days",
        meaning: "currencies.policy_days_back",
    },
    Policy {
        name: INVERSE,
        default: "never",
        unit: "",
        meaning: "currencies.policy_inverse",
    },
    Policy {
        name: THROUGH,
        default: "none",
        unit: "",
        meaning: "currencies.policy_through",
    },
];

/// What the firm allows on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn allowed(tx: &mut Tx, on: Day) -> Result<Allowed> {
    let back = policies::value(tx, DAYS_BACK, on).await?;
    let inverse = policies::value(tx, INVERSE, on).await?;
    let through = policies::value(tx, THROUGH, on).await?;
    Ok(Allowed {
        days_back: back
            .number()
            .and_then(|number| number.to_i128())
            .and_then(|days| u32::try_from(days).ok())
            .unwrap_or(0),
        inverse: inverse.value == TURNED,
        through: Currency::parse(&through.value).ok(),
    })
}

/// The rates of a table within some days, for many questions to [`rules::rate_on`]: give the days that are allowed back as well.
///
/// # Errors
/// When the database does not answer.
pub async fn rates(tx: &mut Tx, table: &str, within: &Interval) -> Result<Rates> {
    store::rates(tx, table, within).await
}

/// The rate of a pair on a day by the policies of that day: its value with the way to it, or why there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn rate(tx: &mut Tx, wanted: &Wanted) -> Result<Explained<Found>> {
    let allowed = allowed(tx, wanted.day).await?;
    let since = wanted.day.plus_days(-i64::from(allowed.days_back));
    let rates = store::rates_of(tx, wanted, &allowed, since).await?;
    Ok(rules::rate_on(&rates, wanted, &allowed))
}
