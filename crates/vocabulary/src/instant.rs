//! A point in time, in microseconds: when something was recorded, signed or run.

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveTime, SecondsFormat, Utc};
use std::fmt;
use std::str::FromStr;

use crate::day::{Day, TimeProblem};
use crate::text::{excerpt, serde_as_text};
use crate::zone::Zone;

/// No RFC 3339 text with nanoseconds and an offset is longer.
const LONGEST: usize = 40;
const MICROS_PER_SECOND: i64 = 1_000_000;

/// Microseconds since 1970-01-01 UTC, within the years 1 to 9999; beyond either end it stays at that end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    pub fn from_micros(micros: i64) -> Instant {
        let earliest = midnight(Day::MIN);
        let latest = midnight(Day::MAX);
        Instant(micros.clamp(earliest, latest))
    }

    /// Since 1970-01-01 UTC.
    pub fn micros(self) -> i64 {
        self.0
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).expect("the years 1 to 9999 are representable")
    }

    /// `2027-04-15T09:30:00Z`, with a fraction only where there is one.
    pub fn to_rfc3339(self) -> String {
        self.utc().to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }

    /// Reads RFC 3339 with any offset; finer fractions than microseconds are cut.
    pub fn parse_rfc3339(text: &str) -> Result<Instant, TimeProblem> {
        if text.len() > LONGEST {
            return Err(not_an_instant(text));
        }
        let read = DateTime::parse_from_rfc3339(text).ok().ok_or_else(|| not_an_instant(text))?;
        let instant = Instant::from_micros(read.timestamp_micros());
        if instant.0 == read.timestamp_micros() {
            Ok(instant)
        } else {
            Err(not_an_instant(text))
        }
    }

    /// The day it was in that zone, daylight saving included.
    pub fn day_in(self, zone: &Zone) -> Day {
        Day::clamped(self.utc().with_timezone(&zone.rules()).date_naive())
    }

    /// What the clock showed in that zone: `09:30`.
    pub fn clock_in(self, zone: &Zone) -> String {
        self.utc().with_timezone(&zone.rules()).format("%H:%M").to_string()
    }

    /// The first moment of a day in UTC.
    pub fn start_of(day: Day) -> Instant {
        Instant(midnight(day))
    }

    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Instant {
        Instant::from_micros(self.0.saturating_add(seconds.saturating_mul(MICROS_PER_SECOND)))
    }

    /// Whole seconds from this moment to the other, cut towards zero; negative when it is earlier.
    pub fn seconds_until(self, other: Instant) -> i64 {
        (other.0 - self.0) / MICROS_PER_SECOND
    }
}

fn midnight(day: Day) -> i64 {
    day.date().and_time(NaiveTime::MIN).and_utc().timestamp_micros()
}

fn not_an_instant(text: &str) -> TimeProblem {
    TimeProblem::NotAnInstant { text: excerpt(text) }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

impl FromStr for Instant {
    type Err = TimeProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Instant::parse_rfc3339(text)
    }
}

serde_as_text!(Instant, "date-time");
