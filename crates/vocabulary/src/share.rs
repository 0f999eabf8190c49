//! A part of a whole: a split of credit, an instalment, a share of time.

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use crate::ratio::{NumberProblem, Ratio};
use crate::rounding::Rounding;

/// Invariant: between 0 and 1, both included.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Ratio", into = "Ratio")]
pub struct Share(Ratio);

/// Why a text or number is not a share.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareProblem {
    #[error("{percent} % is not a share; a share lies between 0 % and 100 %")]
    OutOfRange { percent: String },
    #[error(transparent)]
    Number(#[from] NumberProblem),
}

impl Share {
    /// # Errors
    /// Below 0 or above 1.
    pub fn new(ratio: Ratio) -> Result<Share, ShareProblem> {
        if ratio.is_negative() || ratio > Ratio::one() {
            return Err(ShareProblem::OutOfRange {
                percent: ratio.to_percent(2, Rounding::HalfUp),
            });
        }
        Ok(Share(ratio))
    }

    /// Reads `72.68%`.
    pub fn parse(text: &str) -> Result<Share, ShareProblem> {
        Share::new(Ratio::parse_percent(text)?)
    }

    /// 100 %.
    pub fn whole() -> Share {
        Share(Ratio::one())
    }

    /// 0 %.
    pub fn nothing() -> Share {
        Share(Ratio::zero())
    }

    pub fn as_ratio(&self) -> &Ratio {
        &self.0
    }
}

/// What the shares add up to; 1 is the whole.
pub fn total(shares: &[Share]) -> Ratio {
    shares.iter().map(Share::as_ratio).sum()
}

/// Whether the shares add up to exactly 100 %.
pub fn make_a_whole(shares: &[Share]) -> bool {
    total(shares) == Ratio::one()
}

impl TryFrom<Ratio> for Share {
    type Error = ShareProblem;

    fn try_from(ratio: Ratio) -> Result<Self, Self::Error> {
        Share::new(ratio)
    }
}

impl From<Share> for Ratio {
    fn from(share: Share) -> Ratio {
        share.0
    }
}

impl FromStr for Share {
    type Err = ShareProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Share::parse(text)
    }
}

impl fmt::Display for Share {
    /// As it is written: `72.68%`, or `100/3%` where decimals never end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", &self.0 * Ratio::whole(100))
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

crate::text::schema_as_text!(Share, { "type": "string", "pattern": "^[0-9]+/[0-9]+$" });
