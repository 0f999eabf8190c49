//! What accounts came to, month by month.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use vocabulary::{Currency, Day, Interval, Scaled};

use crate::batch::columns::{self, Names, currency_of, day_of};
use crate::batch::read::{OpenBatch, Pinned, day_numbers};
use crate::batch::tally::{self, Tally};
use crate::batch::write::count_of;
use crate::{EngineProblem, FactKind, FactStore};

/// The facts of some kinds that name an account in a month and a currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthSum {
    /// The account.
    pub account: String,
    /// The first day of the month.
    pub month: Day,
    /// The currency.
    pub currency: Currency,
    /// How many facts.
    pub lines: u64,
    /// Their exact sum, at the finest scale among them.
    pub amount: Scaled,
}

/// By account, month and currency.
type Sums = BTreeMap<(String, Day, Currency), Tally>;

impl FactStore {
    /// What some accounts came to in each month of a span, in the newest versions of their facts of some kinds. Months without a fact are
    /// left out. Only pages that hold one of the accounts are read.
    ///
    /// # Errors
    /// [`EngineProblem::Missing`], [`EngineProblem::Damaged`] or [`EngineProblem::Unreadable`], naming the file;
    /// [`EngineProblem::TooLarge`] for a sum beyond 38 digits.
    pub fn months(
        &self,
        pinned: &[Pinned],
        accounts: &BTreeSet<String>,
        kinds: &[FactKind],
        span: Interval,
    ) -> Result<Vec<MonthSum>, EngineProblem> {
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        let wanted: BTreeSet<&str> = accounts.iter().map(String::as_str).collect();
        let batches = self.open_all(pinned)?;
        let mut places: Vec<(&OpenBatch, usize)> = Vec::new();
        for batch in &batches {
            let holding: BTreeSet<usize> = batch.groups_holding_some(&wanted).into_iter().collect();
            let in_span = batch.groups_holding(None, Some(span)).into_iter();
            places.extend(in_span.filter(|group| holding.contains(group)).map(|group| (&**batch, group)));
        }
        let sums = |(batch, group): &(&OpenBatch, usize)| sums_of(batch, *group, (&wanted, kinds, span));
        let parts: Vec<Result<Sums, EngineProblem>> = places.par_iter().map(sums).collect();
        let mut all = Sums::new();
        for part in parts {
            for (of, tally) in part? {
                let sum = all.entry(of).or_default();
                *sum = sum.merge(tally).ok_or_else(tally::sum_too_large)?;
            }
        }
        let told = all.into_iter().filter(|(_, tally)| !tally.is_nothing());
        let told = told.map(|((account, month, currency), tally)| MonthSum {
            account,
            month,
            currency,
            lines: count_of(tally.lines()),
            amount: tally.sum(),
        });
        Ok(told.collect())
    }
}

/// The sums of a row group; older versions count negatively.
fn sums_of(
    batch: &OpenBatch,
    group: usize,
    (wanted, kinds, span): (&BTreeSet<&str>, &[FactKind], Interval),
) -> Result<Sums, EngineProblem> {
    let unreadable = |reason| batch.unreadable(reason);
    let spans = batch.spans_holding(group, wanted);
    let names = ["account", "kind", "date", "units", "scale", "currency", "replaced"];
    let record = batch.read(group, &names, Some(&spans))?;
    let account = Names::of(&record, "account").map_err(unreadable)?;
    let kind = Names::of(&record, "kind").map_err(unreadable)?;
    let currency = Names::of(&record, "currency").map_err(unreadable)?;
    let (days, units) = (
        columns::days(&record, "date").map_err(unreadable)?,
        columns::integers(&record, "units").map_err(unreadable)?,
    );
    let (scales, replaced) = (
        columns::scales(&record, "scale").map_err(unreadable)?,
        columns::flags(&record, "replaced").map_err(unreadable)?,
    );
    let is_account = account.per_name(|name| wanted.contains(name));
    let is_kind = kind.per_name(|name| kinds.iter().any(|kind| kind.as_str() == name));
    let yes = |answers: &[bool], key: Option<u32>| key.and_then(|key| answers.get(columns::place(key))).copied().unwrap_or_default();
    let (from, to) = day_numbers(span);
    // By the numbers of the names within the group: texts are looked at once in the end.
    let mut sums: BTreeMap<(u32, Day, u32), Tally> = BTreeMap::new();
    for row in 0..record.num_rows() {
        let day = days.value(row);
        let (Some(of), Some(in_currency)) = (account.key(row), currency.key(row)) else {
            continue;
        };
        if day < from || to <= day || !yes(&is_kind, kind.key(row)) || !yes(&is_account, Some(of)) {
            continue;
        }
        let sign = if replaced.value(row) { -1 } else { 1 };
        let sum = sums.entry((of, day_of(day).month_start(), in_currency)).or_default();
        let units = i128::from(units.value(row)) * i128::from(sign);
        *sum = sum.plus(units, scales.value(row), sign).ok_or_else(tally::sum_too_large)?;
    }
    let named = |((of, month, in_currency), tally): ((u32, Day, u32), Tally)| {
        let currency = currency_of(currency.name(in_currency)).map_err(unreadable)?;
        Ok(((account.name(of).to_owned(), month, currency), tally))
    };
    sums.into_iter().map(named).collect()
}
