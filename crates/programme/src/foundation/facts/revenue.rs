//! What accounts brought in: twelve full months beside the twelve before, straight from the store.

use super::acts::blocking;
use super::{fact_store, shelf, store};
use engine::{FactKind, MonthSum, Pinned};
use platform::Result;
use platform::web::AppRef;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Currency, Day, Interval, Ratio};

/// What counts as revenue: the first of these that the store holds. Credit notes stand with their sign, which takes away.
const BASES: [&[FactKind]; 3] = [
    &[FactKind::InvoiceLine, FactKind::CreditNote],
    &[FactKind::Order],
    &[FactKind::OrderLine],
];

/// Months on each side of the comparison.
const MONTHS: i32 = 12;

/// Where the comparison stands, the same for every account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    pinned: Vec<Pinned>,
    /// The kinds that count.
    kinds: &'static [FactKind],
    /// The first day of the first full month that the store may know.
    begin: Day,
    /// The first day after the last full month.
    pub end: Day,
}

/// What an account brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revenue {
    /// The currency of these sums; the first is that in which most lines are.
    pub currency: Currency,
    /// The same in each other currency that the account has lines in: currencies are never mixed, and none is left out.
    pub others: Vec<Revenue>,
    /// The first day of each of the twelve months.
    pub months: Vec<Day>,
    /// What it brought in in each of them.
    pub now: Vec<Ratio>,
    /// What it brought in in the same months a year before; unknown in months before the store begins.
    pub before: Vec<Option<Ratio>>,
}

/// How the twelve months stand to those before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// By which share they are above.
    pub share: Ratio,
    /// By how much they are above, in the currency of the account.
    pub more: Ratio,
    /// How many months could be compared.
    pub months: usize,
}

impl Revenue {
    /// The sum of the twelve months.
    #[must_use]
    pub fn sum(&self) -> Ratio {
        self.now.iter().fold(Ratio::zero(), |sum, month| &sum + month)
    }

    /// The revenue in each currency, that of most lines first.
    pub fn in_each_currency(&self) -> impl Iterator<Item = &Revenue> {
        std::iter::once(self).chain(&self.others)
    }

    /// By which share the months are above the same months a year before, as far as those are known; none where nothing was before.
    #[must_use]
    pub fn change(&self) -> Option<Change> {
        change_of(std::slice::from_ref(&self))
    }
}

/// How several accounts of one currency stand together to the year before.
#[must_use]
pub fn change_of(accounts: &[&Revenue]) -> Option<Change> {
    let known = accounts.iter().flat_map(|revenue| {
        let sides = revenue.now.iter().zip(&revenue.before).enumerate();
        sides.filter_map(|(month, (now, before))| Some((month, now, before.as_ref()?)))
    });
    let (mut now, mut before, mut months) = (Ratio::zero(), Ratio::zero(), BTreeSet::new());
    for (month, one, other) in known {
        (now, before) = (&now + one, &before + other);
        months.insert(month);
    }
    let more = &now - &before;
    let share = more.checked_div(&before).filter(|_| before.is_positive())?;
    Some(Change {
        share,
        more,
        months: months.len(),
    })
}

/// Finds where the comparison stands; none while the store holds nothing that counts, or no full month of it.
///
/// # Errors
/// When the database does not answer.
pub async fn ground(app: &AppRef) -> Result<Option<Ground>> {
    let mut tx = app.db.read().await?;
    let held: BTreeSet<FactKind> = store::holdings(&mut tx).await?.into_keys().map(|(kind, _)| kind).collect();
    let Some(kinds) = BASES.into_iter().find(|kinds| kinds.iter().any(|kind| held.contains(kind))) else {
        return Ok(None);
    };
    let days = store::list_days(&mut tx, kinds).await?;
    let (today, pinned) = (tx.today(), super::pinned(&mut tx).await?);
    let last = days.iter().filter_map(Interval::end).max().unwrap_or(today);
    let first = days.iter().map(Interval::start).min().unwrap_or(today);
    // A month that is over counts as full, whatever its last day with a line.
    let end = last.prev().month_start().plus_months(1).min(today.month_start());
    let begin = first.month_start();
    Ok((begin < end).then_some(Ground { pinned, kinds, begin, end }))
}

/// What some accounts brought in, by reference; accounts without a line in either year are left out.
///
/// # Errors
/// A refusal naming a batch that is damaged; when the disk fails.
pub async fn of_accounts(app: &AppRef, ground: &Ground, accounts: BTreeSet<String>) -> Result<BTreeMap<String, Revenue>> {
    let (store, Ground { pinned, kinds, begin, end }) = (fact_store(&app.config), ground.clone());
    let months = blocking("adding up what accounts brought in", move || {
        let span = Interval::closed(end.plus_months(-2 * MONTHS), end).unwrap_or_else(|_| Interval::from(end));
        store.months(&pinned, &accounts, kinds, span).map_err(shelf::problem)
    })
    .await?;
    let mut by_account: BTreeMap<String, Vec<MonthSum>> = BTreeMap::new();
    for sum in months {
        by_account.entry(sum.account.clone()).or_default().push(sum);
    }
    Ok(by_account
        .into_iter()
        .filter_map(|(account, sums)| Some((account, revenue(&sums, begin, end)?)))
        .collect())
}

/// The comparison of an account's months, in the currency of most lines and beside it in each other one.
fn revenue(sums: &[MonthSum], begin: Day, end: Day) -> Option<Revenue> {
    let mut lines: BTreeMap<Currency, u64> = BTreeMap::new();
    for sum in sums {
        *lines.entry(sum.currency).or_default() += sum.lines;
    }
    let (main, _) = lines.iter().max_by_key(|(_, lines)| **lines)?;
    let others = lines.keys().filter(|other| *other != main);
    let others = others.map(|other| in_currency(sums, *other, (begin, end))).collect();
    Some(Revenue {
        others,
        ..in_currency(sums, *main, (begin, end))
    })
}

fn in_currency(sums: &[MonthSum], currency: Currency, (begin, end): (Day, Day)) -> Revenue {
    let of = |month: Day| {
        let found = sums.iter().find(|sum| sum.month == month && sum.currency == currency);
        found.map_or_else(Ratio::zero, |sum| sum.amount.to_ratio())
    };
    let year = |back: i32| (1..=MONTHS).rev().map(move |month| end.plus_months(-month - back));
    Revenue {
        currency,
        others: Vec::new(),
        months: year(0).collect(),
        now: year(0).map(of).collect(),
        before: year(MONTHS).map(|month| (month >= begin).then(|| of(month))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::Scaled;

    fn sum(month: &str, currency: Currency, lines: u64, amount: i128) -> MonthSum {
        MonthSum {
            account: "A1".to_owned(),
            month: Day::parse(month).unwrap(),
            currency,
            lines,
            amount: Scaled::new(amount, 0).unwrap(),
        }
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn twelve_months_stand_beside_the_twelve_before_in_each_currency_that_of_most_lines_first() {
        let sums = [
            sum("2025-11-01", Currency::EUR, 3, 100),
            sum("2026-10-01", Currency::EUR, 1, 50),
            sum("2026-10-01", Currency::USD, 2, 999),
            sum("2024-11-01", Currency::EUR, 1, 100),
        ];
        let found = revenue(&sums, day("2024-01-01"), day("2026-11-01")).unwrap();
        assert_eq!((found.currency, found.others.len()), (Currency::EUR, 1));
        let dollars: Vec<(Currency, Ratio)> = found.others.iter().map(|other| (other.currency, other.sum())).collect();
        assert_eq!(
            dollars,
            [(Currency::USD, Ratio::whole(999))],
            "no line is left out, and no currency is mixed"
        );
        assert_eq!(found.others[0].change(), None, "nothing in dollars was before");
        assert_eq!(found.in_each_currency().count(), 2);
        assert_eq!((found.sum(), found.months.len()), (Ratio::whole(150), 12));
        assert_eq!(found.now.first(), Some(&Ratio::whole(100)));
        assert_eq!(found.before.first(), Some(&Some(Ratio::whole(100))));
        let share = Ratio::fraction(1, 2).unwrap();
        assert_eq!(
            found.change(),
            Some(Change {
                share,
                more: Ratio::whole(50),
                months: 12
            })
        );
    }

    #[test]
    fn only_months_that_the_store_knows_are_compared() {
        let sums = [
            sum("2025-11-01", Currency::EUR, 3, 100),
            sum("2026-10-01", Currency::EUR, 3, 60),
            sum("2025-10-01", Currency::EUR, 3, 80),
        ];
        let found = revenue(&sums, day("2025-10-01"), day("2026-11-01")).unwrap();
        assert_eq!(found.before.iter().flatten().count(), 1, "eleven months are unknown and not nought");
        let share = Ratio::fraction(-1, 4).unwrap();
        assert_eq!(
            found.change(),
            Some(Change {
                share,
                more: Ratio::whole(-20),
                months: 1
            })
        );
        assert_eq!(revenue(&sums[..1], day("2025-11-01"), day("2026-11-01")).unwrap().change(), None);
        assert!(revenue(&[], day("2025-11-01"), day("2026-11-01")).is_none());
    }
}
