//! An exact running sum of amounts in one currency, kept at six decimals and told at the finest scale seen.

use vocabulary::Scaled;

use crate::EngineProblem;

/// Sum of amounts of one currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    micro: i128,
    scale: u8,
    pub(crate) lines: u64,
}

impl Tally {
    /// Adds one amount. `None` when the sum leaves the 128 bits, which takes more rows than a firm can have.
    #[must_use]
    pub(crate) fn plus(self, units: i64, scale: u8) -> Option<Tally> {
        Some(Tally {
            micro: self.micro.checked_add(micro(units, scale)?)?,
            scale: self.scale.max(scale),
            lines: self.lines + 1,
        })
    }

    /// Adds another sum.
    #[must_use]
    pub(crate) fn merge(self, other: Tally) -> Option<Tally> {
        Some(Tally {
            micro: self.micro.checked_add(other.micro)?,
            scale: self.scale.max(other.scale),
            lines: self.lines + other.lines,
        })
    }

    /// The sum as a decimal.
    pub(crate) fn sum(self) -> Scaled {
        let sum = Scaled::new(self.micro, Scaled::FINEST).ok().and_then(|sum| sum.rescale(self.scale));
        sum.expect("a sum needs no more decimals than the finest of its parts")
    }
}

/// An amount in millionths.
pub(crate) fn micro(units: i64, scale: u8) -> Option<i128> {
    let factor = 10_i128.checked_pow(u32::from(Scaled::FINEST.checked_sub(scale)?))?;
    i128::from(units).checked_mul(factor)
}

/// The problem of a sum that cannot be kept.
pub(crate) fn sum_too_large() -> EngineProblem {
    EngineProblem::TooLarge {
        what: "The sum of the facts".to_owned(),
        value: "beyond 38 digits".to_owned(),
    }
}
