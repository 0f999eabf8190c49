//! When an alert begins and ends, by when it is due, and which one comes first. Pure decisions.

use crate::foundation::calendars::rules::WorkingDays;
use platform::look::components::Hazard;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;
use vocabulary::{AlertId, Cell, Day, Instant, Money, PersonId, Ratio, Rounding, Zone};

/// An alert. Invariant: for a code and a subject at most one is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The id.
    pub id: AlertId,
    /// The kind's code.
    pub code: String,
    /// Whom it is about.
    pub subject: PersonId,
    /// When it was raised; it stays as long as the alert is open.
    pub opened: Instant,
    /// By when it should be done; it stays, too.
    pub due: Day,
    /// When its condition ended, if it did.
    pub closed: Option<Instant>,
    /// What the last evaluation found.
    pub found: Found,
}

/// What an evaluation finds about an alert; the next one replaces it.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// Whose it is; nobody's until somebody is found.
    pub owner: Option<PersonId>,
    /// Who sees it besides; never the owner.
    pub informed: BTreeSet<PersonId>,
    /// How bad it is.
    pub hazard: Hazard,
    /// What happened. Private: it is shown to the owner and the informed, and never logged.
    pub sentence: String,
    /// The key of the verb.
    pub act: String,
    /// Where the act is done.
    pub href: String,
    /// The figure that is the stake.
    pub figure: String,
    /// The stake, where it is money and known.
    pub stake: Option<Money>,
}

/// Everything but what is private.
impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found")
            .field("owner", &self.owner)
            .field("figure", &self.figure)
            .finish_non_exhaustive()
    }
}

platform::words! {
    /// Why an alert ended.
    Because says "alerts.because_{}" {
        /// What it watches is as it should be.
        ConditionEnded = "condition_ended",
        /// It is about nobody any more: the person left, or the kind is not watched now.
        NoLongerWatched = "no_longer_watched",
    }
}

platform::words! {
    /// What happens in the course of an alert, by its entry in the journal.
    Event says "alerts.event_{}" {
        /// It began.
        Raised = "alert_raised",
        /// Its owner is another.
        HandedOver = "alert_handed_over",
        /// It ended.
        Closed = "alert_closed",
    }
}

/// What an evaluation sees of a kind and a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The condition holds.
    Holds,
    /// It does not, or no longer.
    Ended,
    /// The figure is unknown.
    Unknown,
    /// The kind is no longer about this person.
    Gone,
}

impl Seen {
    /// What a figure's value says.
    #[must_use]
    pub fn of(value: Option<&Cell>, raised: fn(&Cell) -> bool) -> Self {
        match value {
            None | Some(Cell::Unknown(_)) => Self::Unknown,
            Some(known) if raised(known) => Self::Holds,
            Some(_) => Self::Ended,
        }
    }
}

/// What happens to the alert of a kind and a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It begins.
    Raise,
    /// It goes on: age and due date stay, wording, stake and owner are those of today.
    Keep,
    /// It goes on in the old words, because nothing is known today; the owner is that of today.
    Wait,
    /// It ends.
    Close,
    /// There is none and there will be none.
    Nothing,
}

/// What happens, from whether one is open and what is seen.
#[must_use]
pub fn decide(is_open: bool, seen: Seen) -> Step {
    match (is_open, seen) {
        (false, Seen::Holds) => Step::Raise,
        (true, Seen::Holds) => Step::Keep,
        (true, Seen::Unknown) => Step::Wait,
        (true, Seen::Ended | Seen::Gone) => Step::Close,
        (false, Seen::Ended | Seen::Unknown | Seen::Gone) => Step::Nothing,
    }
}

/// The day by which something raised on a day is due: so many of the firm's working days after it.
///
/// Raised on Friday, 6 March 2026, with two working days it is due on Tuesday, 10 March.
#[must_use]
pub fn due_day(raised: Day, working_days: i64, firm: &WorkingDays) -> Day {
    firm.after(raised, u32::try_from(working_days).unwrap_or_default())
}

/// The money that a figure's value puts at stake; none when it is no money.
#[must_use]
pub fn stake(value: &Cell) -> Option<Money> {
    match value {
        Cell::Money(money) => Some(*money),
        Cell::Amount { value, currency } => Money::round(value, *currency, Rounding::HalfUp).ok(),
        Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Percent(_) | Cell::Day(_) | Cell::Count(_) | Cell::Unknown(_) => None,
    }
}

/// How many days ago an alert was raised.
#[must_use]
pub fn age(alert: &Alert, today: Day, zone: &Zone) -> i64 {
    alert.opened.day_in(zone).days_until(today).max(0)
}

/// Puts the weightiest first: those with money by money × age, then the others by age, then by code.
///
/// An alert of today is one day old here, so that its money counts. Amounts of different currencies are compared by their number
/// alone, until there are rates for it.
///
/// 1,000 EUR for 3 days (3,000) stand before 2,000 EUR for one day (2,000), and both before whatever has no money.
pub fn put_in_order(alerts: &mut [Alert], today: Day, zone: &Zone) {
    alerts.sort_by_cached_key(|alert| {
        let days = age(alert, today, zone).max(1);
        let weight = alert.found.stake.map(|money| money.to_ratio() * Ratio::whole(i128::from(days)));
        // Among the reversed, none comes last.
        (Reverse(weight), Reverse(days), alert.code.clone(), alert.id)
    });
}
