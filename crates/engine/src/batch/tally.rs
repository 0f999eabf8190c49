//! An exact running sum of amounts in one currency, kept at six decimals and told at the finest scale of what it counts.

use vocabulary::Scaled;

use crate::EngineProblem;

/// How many scales an amount may have: no decimals to six.
const SCALES: usize = 7;

/// How many millionths a unit is, by the scale of the amount.
const FACTORS: [i32; SCALES] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

/// Sum of amounts of one currency. What replaced versions take away again may leave it negative on the way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    micro: i128,
    /// Lines by the scale of their amounts.
    lines: [i64; SCALES],
}

impl Tally {
    /// Adds the amounts of some lines of one scale. `None` when the sum leaves the 128 bits, which takes more rows than a firm can have.
    #[must_use]
    pub(crate) fn plus(mut self, units: i128, scale: u8, lines: i64) -> Option<Tally> {
        self.micro = self.micro.checked_add(micro(units, scale)?)?;
        let count = self.lines.get_mut(usize::from(scale))?;
        *count = count.checked_add(lines)?;
        Some(self)
    }

    /// Adds lines of one scale in place, by their amount in millionths. `None` as for [`Tally::plus`].
    #[must_use]
    pub(crate) fn add(&mut self, micro: i128, scale: u8, lines: i64) -> Option<()> {
        self.micro = self.micro.checked_add(micro)?;
        let count = self.lines.get_mut(usize::from(scale))?;
        *count = count.checked_add(lines)?;
        Some(())
    }

    /// Adds another sum.
    #[must_use]
    pub(crate) fn merge(mut self, other: Tally) -> Option<Tally> {
        self.micro = self.micro.checked_add(other.micro)?;
        for (count, more) in self.lines.iter_mut().zip(other.lines) {
            *count = count.checked_add(more)?;
        }
        Some(self)
    }

    /// How many lines it sums.
    pub(crate) fn lines(self) -> i64 {
        self.lines.iter().sum()
    }

    /// Whether nothing is left: no line, and no amount without one.
    pub(crate) fn is_nothing(self) -> bool {
        self.lines() == 0 && self.micro == 0
    }

    /// The sum as a decimal.
    pub(crate) fn sum(self) -> Scaled {
        let finest = (0_u8..)
            .zip(self.lines)
            .filter(|(_, lines)| *lines != 0)
            .map(|(scale, _)| scale)
            .max();
        let sum = Scaled::new(self.micro, Scaled::FINEST).ok();
        let sum = sum.and_then(|sum| sum.rescale(finest.unwrap_or_default()).or(Some(sum)));
        sum.expect("six decimals are a scale")
    }
}

/// An amount in millionths.
pub(crate) fn micro(units: i128, scale: u8) -> Option<i128> {
    let factor = i128::from(*FACTORS.get(usize::from(scale))?);
    match i64::try_from(units) {
        // Nearly always; a product of two such numbers fits.
        Ok(small) => Some(i128::from(small) * factor),
        Err(_) => units.checked_mul(factor),
    }
}

/// The problem of a sum that cannot be kept.
pub(crate) fn sum_too_large() -> EngineProblem {
    EngineProblem::TooLarge {
        what: "The sum of the facts".to_owned(),
        value: "beyond 38 digits".to_owned(),
    }
}
