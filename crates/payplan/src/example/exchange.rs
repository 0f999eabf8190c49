//! Currency rates of an example: given in one direction and never turned round, read on the day that the policy names.

use vocabulary::{Currency, Day, Ratio};

use super::{Given, GivenRate};
use crate::plan::{ExchangePolicy, Plan};

impl Given {
    /// An amount in plan currency, exact: 1,000 GBP at 1.22 are 1,220 USD.
    pub(super) fn in_plan_currency(&self, plan: &Plan, (amount, currency): (&Ratio, Currency), on: Day) -> Result<Ratio, String> {
        if currency == plan.currency {
            return Ok(amount.clone());
        }
        let Some(policy) = plan.exchange.policy else {
            let (from, to) = (currency.code(), plan.currency.code());
            return Err(format!(
                "an amount is in {from}, the plan in {to}, and the plan has no `currency.fx`"
            ));
        };
        let rate = self.rate((currency, plan.currency), policy, (plan, on))?;
        Ok(amount * &rate)
    }

    /// The rate between two currencies on a day, by a policy.
    pub(super) fn rate(&self, (from, to): (Currency, Currency), policy: ExchangePolicy, (plan, on): (&Plan, Day)) -> Result<Ratio, String> {
        if from == to {
            return Ok(Ratio::one());
        }
        let rates: Vec<&GivenRate> = self.fx.iter().filter(|rate| rate.from == from && rate.to == to).collect();
        let day = match policy {
            ExchangePolicy::Fixed => plan.effective.start(),
            ExchangePolicy::TransactionDate | ExchangePolicy::AtPosting | ExchangePolicy::PaymentDate | ExchangePolicy::MonthAverage => on,
        };
        let found = match policy {
            ExchangePolicy::MonthAverage => average(&rates, on),
            ExchangePolicy::Fixed | ExchangePolicy::TransactionDate | ExchangePolicy::AtPosting | ExchangePolicy::PaymentDate => {
                latest(&rates, day)
            }
        };
        found.ok_or_else(|| format!("there is no rate from {} to {} on {day}", from.code(), to.code()))
    }
}

/// The last rate on or before a day; one without a date holds always.
fn latest(rates: &[&GivenRate], day: Day) -> Option<Ratio> {
    let known = rates.iter().filter(|rate| rate.date.is_none_or(|date| date <= day));
    known.max_by_key(|rate| rate.date).map(|rate| rate.rate.clone())
}

/// The mean of the month's rates.
fn average(rates: &[&GivenRate], day: Day) -> Option<Ratio> {
    let month = rates
        .iter()
        .filter(|rate| rate.date.is_none_or(|date| date.month_start() == day.month_start()));
    let values: Vec<&Ratio> = month.map(|rate| &rate.rate).collect();
    let count = Ratio::whole(i128::try_from(values.len()).unwrap_or(i128::MAX));
    values.into_iter().sum::<Ratio>().checked_div(&count)
}
