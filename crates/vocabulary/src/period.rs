//! A named stretch of the firm's calendar: what a quota is due in and a pay run pays for.

use std::fmt;
use std::str::FromStr;

use crate::day::{Day, TimeProblem};
use crate::interval::Interval;
use crate::text::{excerpt, serde_as_text};

/// How long a period is, in the calendar's own terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Length {
    /// A calendar month, or one of the shortest periods of a 4-4-5, thirteen-period or dated calendar.
    Month,
    Quarter,
    Half,
    Year,
}

impl Length {
    pub const ALL: [Length; 4] = [Length::Month, Length::Quarter, Length::Half, Length::Year];

    pub fn name(self) -> &'static str {
        match self {
            Length::Month => "month",
            Length::Quarter => "quarter",
            Length::Half => "half",
            Length::Year => "year",
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Length {
    type Err = TimeProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Length::ALL
            .into_iter()
            .find(|length| length.name() == text)
            .ok_or_else(|| TimeProblem::NotALength { text: excerpt(text) })
    }
}

serde_as_text!(Length);

/// `[from, to)` with the name plans use and the label people read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Period {
    /// `2027`, `2027-H1`, `2027-Q1`, `2027-01` or `2027-P01`.
    pub name: String,
    /// `2027`, `Q1 2027`, `January 2027`, `FY 2022/23` or `Q1 FY 2022/23`.
    pub label: String,
    pub length: Length,
    pub from: Day,
    /// The first day of what follows.
    pub to: Day,
}

impl Period {
    /// A calendar's periods always end after they start.
    pub fn interval(&self) -> Interval {
        Interval::closed(self.from, self.to).unwrap_or_else(|_| Interval::from(self.from))
    }

    pub fn contains(&self, day: Day) -> bool {
        self.from <= day && day < self.to
    }

    pub fn days(&self) -> i64 {
        self.from.days_until(self.to)
    }

    /// The last day that belongs to it.
    pub fn last_day(&self) -> Day {
        self.to.prev()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}
