//! The firm's time zone, which decides on which day something happened.

use chrono_tz::Tz;
use std::fmt;
use std::str::FromStr;

use crate::day::TimeProblem;
use crate::text::{excerpt, serde_as_text};

/// A zone of the IANA database: `Europe/Berlin`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

impl Zone {
    pub const UTC: Zone = Zone(Tz::UTC);

    /// Reads an IANA name, exactly as it is spelled there.
    pub fn parse(name: &str) -> Result<Zone, TimeProblem> {
        name.parse()
            .ok()
            .map(Zone)
            .ok_or_else(|| TimeProblem::NotAZone { text: excerpt(name) })
    }

    pub fn name(self) -> &'static str {
        self.0.name()
    }

    pub(crate) fn rules(self) -> Tz {
        self.0
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Zone {
    type Err = TimeProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Zone::parse(text)
    }
}

serde_as_text!(Zone);
