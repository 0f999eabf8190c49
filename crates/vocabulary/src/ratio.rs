//! Exact numbers: every rate, quantity and attainment is a fraction of whole numbers until a named point rounds it.

mod arithmetic;
mod writing;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::rounding::Rounding;
pub use writing::NumberProblem;
pub(crate) use writing::{is_digits, split_sign, write_units};

/// A power or root whose result would need more bits than this is refused.
const LONGEST_POWER_BITS: u64 = 16_384;

/// An exact fraction in lowest terms; 100/3 stays 100/3.
///
/// Serialised as the text `n/d`, read back from it or from any text `Ratio::parse` takes.
#[derive(Clone)]
pub struct Ratio(Parts);

/// Lowest terms with a positive denominator. Invariant: `Small` wherever both parts fit, so that equal fractions have
/// equal parts. Nearly every number of a plan is small; those need no memory of their own and little time.
#[derive(Clone)]
enum Parts {
    Small(i64, i64),
    Large(Box<BigRational>),
}

/// Lowest terms are unique, so equal fractions have equal parts.
impl PartialEq for Ratio {
    fn eq(&self, other: &Ratio) -> bool {
        match (&self.0, &other.0) {
            (Parts::Small(n, d), Parts::Small(m, e)) => n == m && d == e,
            (Parts::Large(one), Parts::Large(other)) => one.numer() == other.numer() && one.denom() == other.denom(),
            (Parts::Small(..), Parts::Large(_)) | (Parts::Large(_), Parts::Small(..)) => false,
        }
    }
}

impl Eq for Ratio {}

impl Hash for Ratio {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Parts::Small(numerator, denominator) => (numerator, denominator).hash(state),
            Parts::Large(parts) => (parts.numer(), parts.denom()).hash(state),
        }
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        match (&self.0, &other.0) {
            (Parts::Small(n, d), Parts::Small(m, e)) if d == e => n.cmp(m),
            (Parts::Small(n, d), Parts::Small(m, e)) => (i128::from(*n) * i128::from(*e)).cmp(&(i128::from(*m) * i128::from(*d))),
            (Parts::Small(..) | Parts::Large(_), Parts::Small(..) | Parts::Large(_)) => self.large().cmp(&other.large()),
        }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ratio {
    pub fn zero() -> Ratio {
        Ratio(Parts::Small(0, 1))
    }

    pub fn one() -> Ratio {
        Ratio(Parts::Small(1, 1))
    }

    pub fn whole(number: i128) -> Ratio {
        Ratio::lowest(number, 1)
    }

    /// `numerator / denominator`; `None` when the denominator is zero.
    pub fn fraction(numerator: i128, denominator: i128) -> Option<Ratio> {
        if denominator > 0 {
            return Some(Ratio::lowest(numerator, denominator));
        }
        Ratio::of(BigInt::from(numerator), BigInt::from(denominator))
    }

    /// In lowest terms; the denominator is positive. Terms of 64 bits are far cheaper to find.
    fn lowest(numerator: i128, denominator: i128) -> Ratio {
        let common = match (u64::try_from(numerator.unsigned_abs()), u64::try_from(denominator)) {
            (Ok(size), Ok(below)) => i128::from(size.gcd(&below)),
            (Ok(_) | Err(_), Ok(_) | Err(_)) => {
                let common = numerator.unsigned_abs().gcd(&denominator.unsigned_abs());
                i128::try_from(common).unwrap_or(1)
            }
        };
        let (numerator, denominator) = (numerator / common, denominator / common);
        match (i64::try_from(numerator), i64::try_from(denominator)) {
            (Ok(numerator), Ok(denominator)) => Ratio(Parts::Small(numerator, denominator)),
            (Ok(_) | Err(_), Ok(_) | Err(_)) => {
                let lowest = BigRational::new_raw(BigInt::from(numerator), BigInt::from(denominator));
                Ratio(Parts::Large(Box::new(lowest)))
            }
        }
    }

    /// The same for numbers of any size.
    pub(crate) fn of(numerator: BigInt, denominator: BigInt) -> Option<Ratio> {
        if denominator.is_zero() {
            return None;
        }
        Some(Ratio::from_large(BigRational::new(numerator, denominator)))
    }

    /// From lowest terms.
    fn from_large(parts: BigRational) -> Ratio {
        match (parts.numer().to_i64(), parts.denom().to_i64()) {
            (Some(numerator), Some(denominator)) => Ratio(Parts::Small(numerator, denominator)),
            (Some(_) | None, Some(_) | None) => Ratio(Parts::Large(Box::new(parts))),
        }
    }

    fn large(&self) -> Cow<'_, BigRational> {
        match &self.0 {
            Parts::Small(numerator, denominator) => Cow::Owned(BigRational::new_raw(BigInt::from(*numerator), BigInt::from(*denominator))),
            Parts::Large(parts) => Cow::Borrowed(parts),
        }
    }

    pub(crate) fn numerator(&self) -> BigInt {
        match &self.0 {
            Parts::Small(numerator, _) => BigInt::from(*numerator),
            Parts::Large(parts) => parts.numer().clone(),
        }
    }

    /// Always positive.
    pub(crate) fn denominator(&self) -> BigInt {
        match &self.0 {
            Parts::Small(_, denominator) => BigInt::from(*denominator),
            Parts::Large(parts) => parts.denom().clone(),
        }
    }

    pub fn is_zero(&self) -> bool {
        matches!(self.0, Parts::Small(0, _))
    }

    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Parts::Small(numerator, _) => *numerator < 0,
            Parts::Large(parts) => parts.is_negative(),
        }
    }

    pub fn is_positive(&self) -> bool {
        !self.is_zero() && !self.is_negative()
    }

    /// Whether nothing stands after the decimal point.
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Parts::Small(_, denominator) => *denominator == 1,
            Parts::Large(parts) => parts.is_integer(),
        }
    }

    #[must_use]
    pub fn abs(&self) -> Ratio {
        if self.is_negative() { -self } else { self.clone() }
    }

    #[must_use]
    pub fn neg(&self) -> Ratio {
        -self
    }

    /// `self / by`; `None` when `by` is zero, so that nobody divides by an absent quota.
    pub fn checked_div(&self, by: &Ratio) -> Option<Ratio> {
        match (&self.0, &by.0) {
            (_, Parts::Small(0, _)) => None,
            (Parts::Small(n, d), Parts::Small(m, e)) => {
                let (upper, lower) = (i128::from(*n) * i128::from(*e), i128::from(*d) * i128::from(*m));
                Some(if lower < 0 {
                    Ratio::lowest(-upper, -lower)
                } else {
                    Ratio::lowest(upper, lower)
                })
            }
            (Parts::Small(..) | Parts::Large(_), Parts::Small(..) | Parts::Large(_)) => {
                Some(Ratio::from_large(self.large().as_ref() / by.large().as_ref()))
            }
        }
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
        let radicand = (self.numerator() * scale.pow(degree)).div_floor(&self.denominator());
        Ratio::of(radicand.nth_root(degree), scale)
    }

    /// Rounded to so many decimals; still exact arithmetic afterwards.
    #[must_use]
    pub fn round(&self, digits: u8, rounding: Rounding) -> Ratio {
        match self.small_units(digits, rounding) {
            Some((units, scale)) => Ratio::lowest(units, scale),
            None => {
                let scale = ten_to(digits);
                let units = rounding.quotient(&(self.numerator() * &scale), &self.denominator());
                Ratio::from_large(BigRational::new(units, scale))
            }
        }
    }

    /// In whole units of 10^−digits, and how many of them make one; `None` where they need more room.
    pub(crate) fn small_units(&self, digits: u8, rounding: Rounding) -> Option<(i128, i128)> {
        let Parts::Small(numerator, denominator) = &self.0 else {
            return None;
        };
        let scale = 10_i128.checked_pow(u32::from(digits))?;
        let scaled = i128::from(*numerator).checked_mul(scale)?;
        Some((rounding.quotient(&scaled, &i128::from(*denominator)), scale))
    }

    /// The largest whole number that is not larger.
    #[must_use]
    pub fn floor(&self) -> Ratio {
        self.round(0, Rounding::Floor)
    }

    /// The smallest whole number that is not smaller.
    #[must_use]
    pub fn ceil(&self) -> Ratio {
        self.round(0, Rounding::Ceiling)
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
