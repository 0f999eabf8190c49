//! What a period earns: the value to date, less what earlier periods of the same interval have earned.
//!
//! Closed periods count with what they posted, whatever is known today; so a late fact changes no closed period, and
//! its difference falls in the first period that is not closed (`compensation.md` 1.2 and 3a).

use vocabulary::{Money, MoneyProblem};

/// One earlier period of the interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// What a closed period posted; none while it is not closed.
    pub posted: Option<Money>,
    /// The value to date at its end, as known today.
    pub to_date_today: Money,
}

/// What the period earns, and the part of it that belongs to closed periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// What is posted in this period.
    pub earned: Money,
    /// The part of it caused by what became known after earlier periods were closed.
    pub from_closed: Money,
}

/// Computes the posting of a period from its value to date and the earlier periods of its interval, in order.
///
/// Worked example: a year to date of 300.00 after March; January closed with 100.00 though today it would be 90.00,
/// February not closed, 200.00 to date. February then posts 200 − 100 = 100.00, of which −10.00 is January's; March
/// posts 300 − 200 = 100.00.
///
/// # Errors
/// When currencies differ or a sum leaves the range of money.
pub fn post(to_date: Money, earlier: &[Earlier]) -> Result<Posting, MoneyProblem> {
    let zero = Money::zero(to_date.currency());
    let mut closed = zero;
    let mut closed_today = zero;
    let mut open_today = None;
    for period in earlier {
        match period.posted {
            Some(posted) => {
                closed = closed.checked_add(posted)?;
                closed_today = period.to_date_today;
            }
            None => open_today = Some(period.to_date_today),
        }
    }
    match open_today {
        Some(before) => Ok(Posting {
            earned: to_date.checked_sub(before)?,
            from_closed: zero,
        }),
        None => Ok(Posting {
            earned: to_date.checked_sub(closed)?,
            from_closed: closed_today.checked_sub(closed)?,
        }),
    }
}
