//! The seven ways to round, by the names a plan or policy may write.

use num_integer::Integer;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::text::{excerpt, serde_as_text};

/// Which neighbour a value between two representable ones becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rounding {
    /// To the nearest; exactly half goes away from zero: 2.5 → 3, −2.5 → −3.
    HalfUp,
    /// To the nearest; exactly half goes towards zero: 2.5 → 2, −2.5 → −2.
    HalfDown,
    /// To the nearest; exactly half goes to the even neighbour: 2.5 → 2, 3.5 → 4.
    HalfEven,
    /// Away from zero: 2.1 → 3, −2.1 → −3.
    Up,
    /// Towards zero: 2.9 → 2, −2.9 → −2.
    Down,
    /// To the larger: 2.1 → 3, −2.9 → −2.
    Ceiling,
    /// To the smaller: 2.9 → 2, −2.1 → −3.
    Floor,
}

/// A rounding was named that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no way to round; choose half_up, half_down, half_even, up, down, ceiling or floor")]
pub struct RoundingProblem(String);

impl Rounding {
    /// Every way to round, in the order a form lists them.
    pub const ALL: [Rounding; 7] = [
        Rounding::HalfUp,
        Rounding::HalfDown,
        Rounding::HalfEven,
        Rounding::Up,
        Rounding::Down,
        Rounding::Ceiling,
        Rounding::Floor,
    ];

    /// The name a plan or policy writes: `half_up`.
    pub fn name(self) -> &'static str {
        match self {
            Rounding::HalfUp => "half_up",
            Rounding::HalfDown => "half_down",
            Rounding::HalfEven => "half_even",
            Rounding::Up => "up",
            Rounding::Down => "down",
            Rounding::Ceiling => "ceiling",
            Rounding::Floor => "floor",
        }
    }

    /// `numerator / denominator` as a whole number; the denominator is positive.
    pub(crate) fn quotient<N: Integer + Clone>(self, numerator: &N, denominator: &N) -> N {
        let (floor, rest) = numerator.div_mod_floor(denominator);
        if rest.is_zero() {
            return floor;
        }
        let negative = floor < N::zero();
        // Compared this way round, nothing can grow beyond the denominator.
        let against_half = rest.cmp(&(denominator.clone() - rest.clone()));
        let to_ceiling = match self {
            Rounding::Floor => false,
            Rounding::Ceiling => true,
            Rounding::Down => negative,
            Rounding::Up => !negative,
            Rounding::HalfUp => nearest(against_half, !negative),
            Rounding::HalfDown => nearest(against_half, negative),
            Rounding::HalfEven => nearest(against_half, floor.is_odd()),
        };
        if to_ceiling { floor + N::one() } else { floor }
    }
}

/// Whether the nearest is the ceiling, given what exactly half does.
fn nearest(against_half: Ordering, half_to_ceiling: bool) -> bool {
    match against_half {
        Ordering::Less => false,
        Ordering::Equal => half_to_ceiling,
        Ordering::Greater => true,
    }
}

impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Rounding {
    type Err = RoundingProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Rounding::ALL
            .into_iter()
            .find(|rounding| rounding.name() == text)
            .ok_or_else(|| RoundingProblem(excerpt(text)))
    }
}

serde_as_text!(Rounding);
