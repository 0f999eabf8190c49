//! Exact numbers: every rate, quantity and attainment is a fraction of whole numbers until a named point rounds it.

mod arithmetic;
mod writing;

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::rounding::Rounding;
pub use writing::NumberProblem;
pub(crate) use writing::{is_digits, split_sign, write_units};

/// A power or root whose result would need more bits than this is refused.
const LONGEST_POWER_BITS: u64 = 16_384;

/// An exact fraction in lowest terms; 100/3 stays 100/3.
///
/// Serialised as the text `n/d`, read back from it or from any text `Ratio::parse` takes.
#[derive(Clone)]
pub struct Ratio(BigRational);

/// Lowest terms are unique, so equal fractions have equal parts.
impl PartialEq for Ratio {
    fn eq(&self, other: &Ratio) -> bool {
        self.numerator() == other.numerator() && self.denominator() == other.denominator()
    }
}

impl Eq for Ratio {}

impl Hash for Ratio {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.numerator().hash(state);
        self.denominator().hash(state);
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        if self.denominator() == other.denominator() {
            return self.numerator().cmp(other.numerator());
        }
        self.0.cmp(&other.0)
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ratio {
    pub fn zero() -> Ratio {
        Ratio(BigRational::zero())
    }

    pub fn one() -> Ratio {
        Ratio(BigRational::one())
    }

    pub fn whole(number: i128) -> Ratio {
        Ratio(BigRational::from_integer(BigInt::from(number)))
    }

    /// `numerator / denominator`; `None` when the denominator is zero.
    pub fn fraction(numerator: i128, denominator: i128) -> Option<Ratio> {
        Ratio::small(numerator, denominator).or_else(|| Ratio::of(BigInt::from(numerator), BigInt::from(denominator)))
    }

    /// The same where both fit 64 bits, which makes finding the lowest terms far cheaper; `None` where they do not.
    fn small(numerator: i128, denominator: i128) -> Option<Ratio> {
        let (size, below) = (u64::try_from(numerator.unsigned_abs()).ok()?, u64::try_from(denominator).ok()?);
        if below == 0 {
            return None;
        }
        let common = i128::from(size.gcd(&below));
        let lowest = BigRational::new_raw(BigInt::from(numerator / common), BigInt::from(denominator / common));
        Some(Ratio(lowest))
    }

    /// The same for numbers of any size.
    pub(crate) fn of(numerator: BigInt, denominator: BigInt) -> Option<Ratio> {
        if denominator.is_zero() {
            return None;
        }
        Some(Ratio(BigRational::new(numerator, denominator)))
    }

    pub(crate) fn numerator(&self) -> &BigInt {
        self.0.numer()
    }

    /// Always positive.
    pub(crate) fn denominator(&self) -> &BigInt {
        self.0.denom()
    }

    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// Whether nothing stands after the decimal point.
    pub fn is_whole(&self) -> bool {
        self.0.is_integer()
    }

    #[must_use]
    pub fn abs(&self) -> Ratio {
        Ratio(self.0.abs())
    }

    #[must_use]
    pub fn neg(&self) -> Ratio {
        -self
    }

    /// `self / by`; `None` when `by` is zero, so that nobody divides by an absent quota.
    pub fn checked_div(&self, by: &Ratio) -> Option<Ratio> {
        if by.is_zero() {
            return None;
        }
        Some(Ratio(&self.0 / &by.0))
    }

    /// `self` multiplied by itself `exponent` times; `None` when the result would be absurdly long
    /// (over 16,384 bits), so that no plan can keep the machine busy.
    pub fn pow(&self, exponent: u32) -> Option<Ratio> {
        // Powers of −1, 0 and 1 stay short however high the exponent is.
        let bits = match self.numerator().bits().max(self.denominator().bits()) {
            0 | 1 => 0,
            bits => bits.checked_mul(u64::from(exponent))?,
        };
        if bits > LONGEST_POWER_BITS {
            return None;
        }
        let numerator = self.numerator().pow(exponent);
        let denominator = self.denominator().pow(exponent);
        Ratio::of(numerator, denominator)
    }

    /// The root of the given degree, cut (not rounded) after `digits` decimals, for average yearly growth.
    ///
    /// `None` for degree zero, for a negative number, and for an absurdly long calculation.
    /// Example: the third root of 1.331 is 1.1.
    pub fn root(&self, degree: u32, digits: u8) -> Option<Ratio> {
        if degree == 0 || self.is_negative() {
            return None;
        }
        let scale = ten_to(digits);
        if scale.bits().checked_mul(u64::from(degree))? > LONGEST_POWER_BITS {
            return None;
        }
        let radicand = (self.numerator() * scale.pow(degree)).div_floor(self.denominator());
        Ratio::of(radicand.nth_root(degree), scale)
    }

    /// Rounded to so many decimals; still exact arithmetic afterwards.
    #[must_use]
    pub fn round(&self, digits: u8, rounding: Rounding) -> Ratio {
        let scale = ten_to(digits);
        let units = rounding.quotient(&(self.numerator() * &scale), self.denominator());
        Ratio(BigRational::new(units, scale))
    }

    /// The largest whole number that is not larger.
    #[must_use]
    pub fn floor(&self) -> Ratio {
        Ratio(self.0.floor())
    }

    /// The smallest whole number that is not smaller.
    #[must_use]
    pub fn ceil(&self) -> Ratio {
        Ratio(self.0.ceil())
    }

    /// The whole number it is; `None` when it has decimals or does not fit.
    pub fn to_i128(&self) -> Option<i128> {
        if self.is_whole() { self.numerator().to_i128() } else { None }
    }
}

/// 10 to the power of `digits`.
pub(crate) fn ten_to(digits: u8) -> BigInt {
    BigInt::from(10_u8).pow(u32::from(digits))
}
