//! A stretch of days, first day included and last day excluded, so that neighbours meet without overlap or gap.

#[cfg(test)]
mod tests;

use std::fmt;

use crate::day::{Day, TimeProblem};

/// `[from, to)`; without an end it goes on until further notice.
///
/// Invariant: the end, if there is one, comes after the start.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Ends", into = "Ends")]
pub struct Interval {
    from: Day,
    to: Option<Day>,
}

/// As it is serialised, before the invariant is checked.
#[derive(serde::Serialize, serde::Deserialize)]
struct Ends {
    from: Day,
    to: Option<Day>,
}

impl Interval {
    /// # Errors
    /// The end is not after the start.
    pub fn new(from: Day, to: Option<Day>) -> Result<Interval, TimeProblem> {
        match to {
            Some(to) if to <= from => Err(TimeProblem::EndsBeforeItStarts { from, to }),
            Some(_) | None => Ok(Interval { from, to }),
        }
    }

    /// With an end; `to` itself is no longer part of it.
    ///
    /// # Errors
    /// The end is not after the start.
    pub fn closed(from: Day, to: Day) -> Result<Interval, TimeProblem> {
        Interval::new(from, Some(to))
    }

    /// From a day until further notice.
    pub fn from(day: Day) -> Interval {
        Interval { from: day, to: None }
    }

    /// The first day.
    pub fn start(&self) -> Day {
        self.from
    }

    /// The first day no longer in it, if it ends.
    pub fn end(&self) -> Option<Day> {
        self.to
    }

    pub fn contains(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    pub fn overlaps(&self, other: &Interval) -> bool {
        self.intersect(other).is_some()
    }

    /// The days both have.
    pub fn intersect(&self, other: &Interval) -> Option<Interval> {
        let from = self.from.max(other.from);
        let to = match (self.to, other.to) {
            (Some(one), Some(another)) => Some(one.min(another)),
            (one, another) => one.or(another),
        };
        Interval::new(from, to).ok()
    }

    /// How many days it has; `None` while it has no end.
    pub fn days(&self) -> Option<i64> {
        self.to.map(|to| self.from.days_until(to))
    }
}

impl TryFrom<Ends> for Interval {
    type Error = TimeProblem;

    fn try_from(ends: Ends) -> Result<Self, Self::Error> {
        Interval::new(ends.from, ends.to)
    }
}

impl From<Interval> for Ends {
    fn from(interval: Interval) -> Ends {
        Ends {
            from: interval.from,
            to: interval.to,
        }
    }
}

impl fmt::Display for Interval {
    /// Half-open, as it is meant: `[2027-01-01, 2028-01-01)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) => write!(f, "[{}, {to})", self.from),
            None => write!(f, "[{}, …)", self.from),
        }
    }
}

impl fmt::Debug for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
