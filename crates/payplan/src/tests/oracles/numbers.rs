//! Plain fractions and days for the oracles. Nothing here is shared with the evaluator.

use std::fmt;
use std::ops::Add;

use num_rational::BigRational;

/// An exact fraction of whole numbers of any size.
pub(crate) type Number = BigRational;

pub(crate) fn whole(number: i64) -> Number {
    BigRational::from_integer(number.into())
}

pub(crate) fn part(top: i64, bottom: i64) -> Number {
    BigRational::new(top.into(), bottom.into())
}

pub(crate) fn percent(points: i64) -> Number {
    part(points, 100)
}

pub(crate) fn least(one: Number, other: Number) -> Number {
    if other < one { other } else { one }
}

pub(crate) fn most(one: Number, other: Number) -> Number {
    if other > one { other } else { one }
}

pub(crate) fn none() -> Number {
    whole(0)
}

/// To so many decimals, exactly half away from zero; in units of the last decimal.
fn units(number: &Number, decimals: u32) -> i64 {
    let scaled = number * whole(10i64.pow(decimals));
    i64::try_from(scaled.round().to_integer()).expect("the oracles' figures are small")
}

/// Money is rounded to cents, half away from zero.
pub(crate) fn cents(number: &Number) -> i64 {
    units(number, 2)
}

/// `-12.05` for −1205 cents.
pub(crate) fn money(cents: i64) -> String {
    written(cents, 2)
}

/// A figure with so many decimals.
pub(crate) fn decimal(number: &Number, decimals: u32) -> String {
    written(units(number, decimals), decimals)
}

fn written(units: i64, decimals: u32) -> String {
    let one = 10i64.pow(decimals);
    let sign = if units < 0 { "-" } else { "" };
    let width = usize::try_from(decimals).expect("a few decimals");
    format!("{sign}{}.{:0width$}", units.abs() / one, units.abs() % one)
}

/// A day, counted from 1 March of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date(i64);

impl Date {
    pub(crate) fn new(year: i64, month: i64, day: i64) -> Date {
        // Years begin in March here, so that a leap day is the last of its year.
        let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
        Date(365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day - 1)
    }

    /// The first day of a month that may lie outside its year: month 13 is January of the next.
    pub(crate) fn month(year: i64, month: i64) -> Date {
        Date::new(year + (month - 1).div_euclid(12), (month - 1).rem_euclid(12) + 1, 1)
    }

    pub(crate) fn parts(self) -> (i64, i64, i64) {
        let mut year = self.0 / 366;
        while Date::new(year + 1, 3, 1) <= self {
            year += 1;
        }
        let year = if self < Date::new(year, 3, 1) { year - 1 } else { year };
        let (mut calendar_year, mut month) = (year, 3);
        while Date::month(calendar_year, month + 1) <= self {
            month += 1;
            if month == 13 {
                (calendar_year, month) = (calendar_year + 1, 1);
            }
        }
        (calendar_year, month, self.0 - Date::month(calendar_year, month).0 + 1)
    }

    /// The same day so many months on; the last of the month where the month is shorter.
    pub(crate) fn plus_months(self, months: i64) -> Date {
        let (year, month, day) = self.parts();
        let last = Date::month(year, month + months + 1) + -1;
        let same = Date::month(year, month + months) + (day - 1);
        same.min(last)
    }

    /// How many days from this one up to, not including, the other.
    pub(crate) fn days_to(self, other: Date) -> i64 {
        other.0 - self.0
    }
}

impl Add<i64> for Date {
    type Output = Date;

    fn add(self, days: i64) -> Date {
        Date(self.0 + days)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The first day of a month of the year that the oracles' plans hold in.
pub(crate) fn first_of(month: i64) -> Date {
    Date::month(2027, month)
}

/// The last day of a month of that year.
pub(crate) fn last_of(month: i64) -> Date {
    first_of(month + 1) + -1
}
