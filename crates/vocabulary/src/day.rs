//! A day in the firm's calendar, without a time of day: orders, hires and quotas are dated by it.

#[cfg(test)]
mod tests;

use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use std::fmt;
use std::str::FromStr;

use crate::ratio::is_digits;
use crate::text::{excerpt, serde_as_text};

/// A day from 0001-01-01 to 9999-12-31; steps beyond either end stay at that end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

/// Why a text or number is no day, interval, zone or calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeProblem {
    #[error("“{text}” is not a day; write year, month and day, such as 2027-04-15")]
    NotADay { text: String },
    #[error("“{text}” is not a point in time; write it as 2027-04-15T09:30:00Z")]
    NotAnInstant { text: String },
    #[error("“{text}” is not a time zone; write an IANA name such as Europe/Berlin")]
    NotAZone { text: String },
    #[error("“{text}” is not a length of period; choose month, quarter, half or year")]
    NotALength { text: String },
    #[error("the interval ends on {to}, which is not after its start on {from}")]
    EndsBeforeItStarts { from: Day, to: Day },
    #[error("a fiscal year starts in a month from 1 to 12, not in {month}")]
    NotAMonth { month: u8 },
    #[error("a calendar needs the start of at least one year and the day after it; {count} given")]
    TooFewStarts { count: usize },
    #[error("the start {later} must come after {earlier}; list the starts in order")]
    StartsNotAscending { earlier: Day, later: Day },
    #[error("the year from {from} to {to} has {days} days; it must have 52 or 53 weeks")]
    NotWholeWeeks { from: Day, to: Day, days: i64 },
    #[error("{count} periods do not make whole years of {per_year}; add or remove start dates")]
    NotWholeYears { count: usize, per_year: u8 },
    #[error("two years would both be called {year}; check the start dates")]
    SameYearTwice { year: i32 },
}

/// A day of the week, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

const FIRST: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("1 January of year 1 exists");
const LAST: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("31 December of year 9999 exists");

impl Day {
    pub const MIN: Day = Day(FIRST);
    pub const MAX: Day = Day(LAST);

    /// Reads `2027-04-15`, with all its digits and nothing around it.
    pub fn parse(text: &str) -> Result<Day, TimeProblem> {
        read(text).ok_or_else(|| TimeProblem::NotADay { text: excerpt(text) })
    }

    /// `None` when there is no such day, or its year is not 1 to 9999.
    pub fn ymd(year: i32, month: u8, day: u8) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(day))
            .filter(|date| (FIRST..=LAST).contains(date))
            .map(Day)
    }

    pub(crate) fn clamped(date: NaiveDate) -> Day {
        Day(date.clamp(FIRST, LAST))
    }

    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// 1 to 12.
    pub fn month(self) -> u8 {
        u8::try_from(self.0.month()).expect("a month is at most 12")
    }

    /// 1 to 31.
    pub fn day(self) -> u8 {
        u8::try_from(self.0.day()).expect("a day of the month is at most 31")
    }

    #[must_use]
    pub fn next(self) -> Day {
        self.plus_days(1)
    }

    #[must_use]
    pub fn prev(self) -> Day {
        self.plus_days(-1)
    }

    /// So many days later, or earlier when negative.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Day {
        let moved = TimeDelta::try_days(days).and_then(|step| self.0.checked_add_signed(step));
        match moved {
            Some(date) => Day::clamped(date),
            None if days < 0 => Day::MIN,
            None => Day::MAX,
        }
    }

    /// The day so many working days later, Monday to Friday: from a Friday, one working day later is Monday.
    #[must_use]
    pub fn plus_working_days(self, days: u32) -> Day {
        let mut day = self;
        for _ in 0..days {
            day = day.next();
            while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
                day = day.next();
            }
        }
        day
    }

    /// The same day of the month so many months later, or the month's last day where it has no such day:
    /// 31 January plus one month is 28 (or 29) February.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Day {
        let step = Months::new(months.unsigned_abs());
        let moved = if months < 0 {
            self.0.checked_sub_months(step)
        } else {
            self.0.checked_add_months(step)
        };
        match moved {
            Some(date) => Day::clamped(date),
            None if months < 0 => Day::MIN,
            None => Day::MAX,
        }
    }

    /// How many days lie from this one (included) to the other (excluded); negative when it is earlier.
    pub fn days_until(self, other: Day) -> i64 {
        other.0.signed_duration_since(self.0).num_days()
    }

    pub fn weekday(self) -> Weekday {
        match self.0.weekday() {
            chrono::Weekday::Mon => Weekday::Monday,
            chrono::Weekday::Tue => Weekday::Tuesday,
            chrono::Weekday::Wed => Weekday::Wednesday,
            chrono::Weekday::Thu => Weekday::Thursday,
            chrono::Weekday::Fri => Weekday::Friday,
            chrono::Weekday::Sat => Weekday::Saturday,
            chrono::Weekday::Sun => Weekday::Sunday,
        }
    }

    /// The first day of its month.
    #[must_use]
    pub fn month_start(self) -> Day {
        self.plus_days(1 - i64::from(self.day()))
    }

    pub(crate) fn date(self) -> NaiveDate {
        self.0
    }
}

fn read(text: &str) -> Option<Day> {
    if text.len() != 10 {
        return None;
    }
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let shaped = parts.next().is_none() && year.len() == 4 && month.len() == 2;
    if !shaped || ![year, month, day].into_iter().all(is_digits) {
        return None;
    }
    Day::ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

impl fmt::Display for Day {
    /// ISO 8601: `2027-04-15`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = TimeProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Day::parse(text)
    }
}

serde_as_text!(Day, "date");
