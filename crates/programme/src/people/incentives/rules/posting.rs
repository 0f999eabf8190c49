//! What a period earns: the value to date, less what closed periods have posted.
//!
//! Periods close in order, so the closed ones come first. The first period that is not closed settles with all of them:
//! whatever is known today of their facts, in this interval or an earlier one, less what they posted. A closed period
//! therefore never changes, and a difference is posted once (`compensation.md` 1.2, 3a and 3c).

use vocabulary::{Money, MoneyProblem};

/// An interval of a component in which periods were closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// What its closed periods posted together; zero where somebody had no known line in them.
    pub posted: Money,
    /// Its value at its last closed period, as known today; none where it is unknown, and then nothing is settled.
    pub today: Option<Money>,
    /// Whether the period that is computed lies in it.
    pub current: bool,
}

/// What the period posts, and the part of it that belongs to closed periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// What is posted in this period.
    pub earned: Money,
    /// The part of it caused by what became known after earlier periods were closed.
    pub from_closed: Money,
}

/// Computes the posting of the first period that is not closed, from the value to date of its interval.
///
/// Worked example, a year in months: January closed with 100.00, though today it would be 90.00; the year to date after
/// February is 200.00. February posts 200 − 100 = 100.00, of which −10.00 is January's. In quarters, with March closed
/// at 300.00 for the first quarter and a late credit note that makes it 290.00, April with 50.00 to date posts
/// 50 + (290 − 300) = 40.00.
///
/// # Errors
/// When currencies differ or a sum leaves the range of money.
pub fn post(to_date: Money, settled: &[Settled]) -> Result<Posting, MoneyProblem> {
    let mut earned = to_date;
    let mut from_closed = Money::zero(to_date.currency());
    for interval in settled {
        let difference = interval.today.unwrap_or(interval.posted).checked_sub(interval.posted)?;
        from_closed = from_closed.checked_add(difference)?;
        let less = if interval.current {
            interval.posted.checked_neg()?
        } else {
            difference
        };
        earned = earned.checked_add(less)?;
    }
    Ok(Posting { earned, from_closed })
}
