//! A source document's amount: exactly the decimal it carries, and its currency.

use std::fmt;

use crate::currency::Currency;
use crate::money::MoneyProblem;
use crate::ratio::Ratio;
use crate::scaled::Scaled;

/// What an order line or invoice says, unrounded: `20565.6206 USD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Amount {
    value: Scaled,
    currency: Currency,
}

impl Amount {
    pub fn new(value: Scaled, currency: Currency) -> Amount {
        Amount { value, currency }
    }

    pub fn value(self) -> Scaled {
        self.value
    }

    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The sum, still exact.
    ///
    /// # Errors
    /// The currencies differ, or the sum does not fit.
    pub fn checked_add(self, other: Amount) -> Result<Amount, MoneyProblem> {
        self.currency.must_equal(other.currency)?;
        let value = self.value.checked_add(other.value).ok_or(MoneyProblem::TooLarge)?;
        Ok(Amount {
            value,
            currency: self.currency,
        })
    }

    /// In major units (euros, not cents).
    pub fn to_ratio(self) -> Ratio {
        self.value.to_ratio()
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value, self.currency)
    }
}
