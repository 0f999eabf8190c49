//! Money in minor units: exists only from a named rounding point on, and never mixes currencies.

#[cfg(test)]
mod tests;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive};
use std::cmp::Reverse;
use std::fmt;

use crate::currency::Currency;
use crate::ratio::{NumberProblem, Ratio, ten_to, write_units};
use crate::rounding::Rounding;
use crate::scaled::Scaled;
use crate::text::excerpt;

/// An amount somebody is paid or owes, in whole minor units: `28800.00 EUR` is 2,880,000 cents.
#[derive(Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why an operation on money has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyProblem {
    #[error("{left} and {right} cannot be added; convert one of them first")]
    CurrenciesDiffer { left: Currency, right: Currency },
    #[error("the amount is too large to be money")]
    TooLarge,
    #[error("there is nobody to divide the money among; at least one share must be above zero")]
    NoWeights,
    #[error("money cannot be divided by a negative share")]
    NegativeWeight,
}

impl Money {
    pub fn zero(currency: Currency) -> Money {
        Money { minor: 0, currency }
    }

    /// So many cents (or whatever the currency's smallest unit is).
    pub fn from_minor(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    /// The rounding point: an exact value in major units becomes money.
    ///
    /// # Errors
    /// The value does not fit.
    pub fn round(major: &Ratio, currency: Currency, rounding: Rounding) -> Result<Money, MoneyProblem> {
        let minor = match major.small_units(currency.minor_digits(), rounding) {
            Some((units, _)) => i64::try_from(units).ok(),
            None => {
                let scaled = major.numerator() * ten_to(currency.minor_digits());
                rounding.quotient(&scaled, &major.denominator()).to_i64()
            }
        };
        let minor = minor.ok_or(MoneyProblem::TooLarge)?;
        Ok(Money { minor, currency })
    }

    /// Reads `28800.00`, or `28800`; never more decimals than the currency has.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, NumberProblem> {
        let digits = currency.minor_digits();
        let written = Scaled::parse(text)?;
        if written.scale() > digits {
            return Err(NumberProblem::TooManyDecimals {
                text: excerpt(text),
                allowed: digits,
            });
        }
        let minor = written
            .rescale(digits)
            .and_then(|scaled| i64::try_from(scaled.units()).ok())
            .ok_or_else(|| NumberProblem::TooLarge { text: excerpt(text) })?;
        Ok(Money { minor, currency })
    }

    pub fn minor(self) -> i64 {
        self.minor
    }

    pub fn currency(self) -> Currency {
        self.currency
    }

    pub fn is_zero(self) -> bool {
        self.minor == 0
    }

    pub fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// In major units (euros, not cents).
    pub fn to_ratio(self) -> Ratio {
        let one = 10_i128.pow(u32::from(self.currency.minor_digits()));
        Ratio::fraction(self.minor.into(), one).expect("a power of ten is not zero")
    }

    /// # Errors
    /// The currencies differ, or the sum does not fit.
    pub fn checked_add(self, other: Money) -> Result<Money, MoneyProblem> {
        self.combine(other, i64::checked_add)
    }

    /// # Errors
    /// The currencies differ, or the difference does not fit.
    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyProblem> {
        self.combine(other, i64::checked_sub)
    }

    /// # Errors
    /// The one amount without a counterpart.
    pub fn checked_neg(self) -> Result<Money, MoneyProblem> {
        let minor = self.minor.checked_neg().ok_or(MoneyProblem::TooLarge)?;
        Ok(Money { minor, ..self })
    }

    fn combine(self, other: Money, operation: fn(i64, i64) -> Option<i64>) -> Result<Money, MoneyProblem> {
        self.currency.must_equal(other.currency)?;
        let minor = operation(self.minor, other.minor).ok_or(MoneyProblem::TooLarge)?;
        Ok(Money { minor, ..self })
    }

    /// Divides money in proportion to the weights so that the parts add up to the whole.
    ///
    /// Largest remainder: every part is first cut to whole minor units (towards zero), then the missing units go
    /// one each to the parts that lost most, to the earlier where they lost equally.
    /// Example: 100.00 by 1, 1, 1 → 33.34, 33.33, 33.33.
    ///
    /// # Errors
    /// No weight is above zero, or one is below.
    pub fn allocate(self, weights: &[Ratio]) -> Result<Vec<Money>, MoneyProblem> {
        if weights.iter().any(Ratio::is_negative) {
            return Err(MoneyProblem::NegativeWeight);
        }
        let total: Ratio = weights.iter().sum();
        if total.is_zero() {
            return Err(MoneyProblem::NoWeights);
        }
        // Over one common denominator the weights are whole numbers, and remainders compare as they are.
        let common = weights
            .iter()
            .fold(total.denominator(), |common, weight| common.lcm(&weight.denominator()));
        let scaled = |ratio: &Ratio| ratio.numerator() * (&common / ratio.denominator());
        let divisor = scaled(&total);
        let whole = BigInt::from(self.minor).abs();
        let (mut parts, rests): (Vec<BigInt>, Vec<BigInt>) =
            weights.iter().map(|weight| (&whole * scaled(weight)).div_rem(&divisor)).unzip();
        let given: BigInt = parts.iter().sum();
        let missing = (whole - given).to_usize().expect("fewer units are missing than there are parts");
        let mut by_loss: Vec<_> = rests.iter().zip(parts.iter_mut()).collect();
        by_loss.sort_by_key(|(rest, _)| Reverse(*rest));
        for (_, part) in by_loss.into_iter().take(missing) {
            *part += 1;
        }
        parts.iter().map(|part| self.with_size(part)).collect()
    }

    /// Money of this currency and sign.
    fn with_size(self, size: &BigInt) -> Result<Money, MoneyProblem> {
        let signed = if self.is_negative() { -size } else { size.clone() };
        let minor = signed.to_i64().ok_or(MoneyProblem::TooLarge)?;
        Ok(Money { minor, ..self })
    }

    /// With the currency's decimals and without its code: `28800.00`.
    pub fn to_decimal(self) -> String {
        write_units(&BigInt::from(self.minor), self.currency.minor_digits())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
