//! A decimal exactly as a source system wrote it: whole units at a declared number of decimals.

#[cfg(test)]
mod tests;

use num_bigint::{BigInt, Sign};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::ratio::{NumberProblem, Ratio, is_digits, split_sign, write_units};
use crate::text::{excerpt, serde_as_text};

/// A number a source wrote is never longer.
const LONGEST: usize = 60;

/// Units of 10^−scale: `20565.6206` is 205,656,206 units at scale 4.
///
/// Equal and ordered by value: 1.5 and 1.50 are the same number, though each is written back as it came.
///
/// Invariant: the scale is at most 6.
#[derive(Clone, Copy)]
pub struct Scaled {
    units: i128,
    scale: u8,
}

impl Scaled {
    /// The most decimals a source column may have.
    pub const FINEST: u8 = 6;

    pub fn zero() -> Scaled {
        Scaled { units: 0, scale: 0 }
    }

    /// So many units of 10^−scale.
    ///
    /// # Errors
    /// More than six decimals.
    pub fn new(units: i128, scale: u8) -> Result<Scaled, NumberProblem> {
        if scale > Scaled::FINEST {
            return Err(NumberProblem::TooManyDecimals {
                text: format!("{units}e-{scale}"),
                allowed: Scaled::FINEST,
            });
        }
        Ok(Scaled { units, scale })
    }

    /// Reads `20565.6206`; its decimals, trailing zeros included, become the scale.
    pub fn parse(text: &str) -> Result<Scaled, NumberProblem> {
        if text.is_empty() {
            return Err(NumberProblem::Empty);
        }
        if text.len() > LONGEST {
            return Err(NumberProblem::TooLong { most: LONGEST });
        }
        let (sign, number) = split_sign(text);
        let (before, after) = match number.split_once('.') {
            Some((before, after)) if is_digits(after) => (before, after),
            None => (number, ""),
            Some(_) => return Err(not_a_number(text)),
        };
        if !is_digits(before) {
            return Err(not_a_number(text));
        }
        let scale = u8::try_from(after.len())
            .ok()
            .filter(|scale| *scale <= Scaled::FINEST)
            .ok_or_else(|| NumberProblem::TooManyDecimals {
                text: excerpt(text),
                allowed: Scaled::FINEST,
            })?;
        let sign = if sign == Sign::Minus { "-" } else { "" };
        // Only digits are left, so the one way this can fail is size.
        let units = format!("{sign}{before}{after}")
            .parse()
            .ok()
            .ok_or_else(|| NumberProblem::TooLarge { text: excerpt(text) })?;
        Ok(Scaled { units, scale })
    }

    pub fn units(self) -> i128 {
        self.units
    }

    /// The number of decimals, 0 to 6.
    pub fn scale(self) -> u8 {
        self.scale
    }

    pub fn is_zero(self) -> bool {
        self.units == 0
    }

    pub fn is_negative(self) -> bool {
        self.units < 0
    }

    pub fn to_ratio(self) -> Ratio {
        Ratio::fraction(self.units, power_of_ten(self.scale)).expect("a power of ten is not zero")
    }

    /// The same value at another scale; `None` when it would have to be rounded or does not fit.
    pub fn rescale(self, scale: u8) -> Option<Scaled> {
        if scale > Scaled::FINEST {
            return None;
        }
        let units = if scale >= self.scale {
            self.units.checked_mul(power_of_ten(scale - self.scale))?
        } else {
            let step = power_of_ten(self.scale - scale);
            if self.units % step != 0 {
                return None;
            }
            self.units / step
        };
        Some(Scaled { units, scale })
    }

    /// The sum at the finer of the two scales; `None` when it does not fit.
    pub fn checked_add(self, other: Scaled) -> Option<Scaled> {
        let scale = self.scale.max(other.scale);
        let units = self.rescale(scale)?.units.checked_add(other.rescale(scale)?.units)?;
        Some(Scaled { units, scale })
    }

    /// The difference at the finer of the two scales; `None` when it does not fit.
    pub fn checked_sub(self, other: Scaled) -> Option<Scaled> {
        self.checked_add(other.checked_neg()?)
    }

    /// With the other sign; `None` only for the one number without a counterpart.
    pub fn checked_neg(self) -> Option<Scaled> {
        Some(Scaled {
            units: self.units.checked_neg()?,
            scale: self.scale,
        })
    }

    /// Whole part (rounded down) and millionths, which compare like the value and cannot overflow.
    fn by_value(self) -> (i128, i128) {
        let one = power_of_ten(self.scale);
        let millionths = self.units.rem_euclid(one) * power_of_ten(Scaled::FINEST - self.scale);
        (self.units.div_euclid(one), millionths)
    }
}

fn power_of_ten(digits: u8) -> i128 {
    10_i128.pow(u32::from(digits))
}

fn not_a_number(text: &str) -> NumberProblem {
    NumberProblem::NotANumber { text: excerpt(text) }
}

impl PartialEq for Scaled {
    fn eq(&self, other: &Scaled) -> bool {
        self.by_value() == other.by_value()
    }
}

impl Eq for Scaled {}

impl Ord for Scaled {
    fn cmp(&self, other: &Scaled) -> Ordering {
        self.by_value().cmp(&other.by_value())
    }
}

impl PartialOrd for Scaled {
    fn partial_cmp(&self, other: &Scaled) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Scaled {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.by_value().hash(state);
    }
}

impl fmt::Display for Scaled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write_units(&BigInt::from(self.units), self.scale))
    }
}

impl fmt::Debug for Scaled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Scaled {
    type Err = NumberProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Scaled::parse(text)
    }
}

serde_as_text!(Scaled);
