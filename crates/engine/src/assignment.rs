//! Who holds a role at an account on which day: holdings cut into slices between the days on which anything changes.
//! Everything lies in the order of the accounts, as lines do, so that a run walks through it once for each month.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use rayon::prelude::*;
use vocabulary::Ratio;

use crate::batch::columns::Names;
use crate::batch::read::day_numbers;
use crate::exact::{Parts, Weight};
use crate::{Crediting, EngineProblem, Holding};

/// A span of days `[from, to)` during which the holders of a role at an account stay the same.
pub(crate) struct Slice {
    pub(crate) from: i32,
    pub(crate) to: i32,
    pub(crate) holders: Vec<Holder>,
    /// What the shares total instead of exactly 100 %.
    pub(crate) short: Option<Box<Ratio>>,
}

/// One holder within a slice.
pub(crate) struct Holder {
    /// Position in [`Assignments::payees`].
    pub(crate) payee: u32,
    pub(crate) weight: Weight,
}

/// The slices of one role by account.
struct Desk<'a> {
    role: &'a str,
    /// Sorted.
    accounts: Vec<&'a str>,
    /// For each account: sorted by day, free of overlap.
    slices: Vec<Vec<Slice>>,
}

/// Every holding of a crediting, ready to be asked by account and day.
pub(crate) struct Assignments<'a> {
    pub(crate) payees: Vec<&'a str>,
    pub(crate) parts: Parts,
    desks: Vec<Desk<'a>>,
}

impl<'a> Assignments<'a> {
    pub(crate) fn of(crediting: &'a Crediting) -> Result<Assignments<'a>, EngineProblem> {
        let holdings = &crediting.holdings;
        let payees: BTreeSet<&str> = holdings.iter().map(|holding| holding.payee.as_str()).collect();
        let payees: Vec<&str> = payees.into_iter().collect();
        // A firm has few different shares, however many holdings.
        let shares: BTreeSet<&Ratio> = holdings.iter().map(|holding| &holding.share).collect();
        let is_share = |share: &&Ratio| !share.is_negative() && **share <= Ratio::one();
        if !shares.iter().all(is_share) {
            holdings.iter().try_for_each(check)?;
        }
        let parts = Parts::of(shares.iter().copied());
        let scale = Scale {
            payees: payees.iter().copied().zip(0..).collect(),
            weights: shares.into_iter().map(|share| (share, parts.weigh(share))).collect(),
            parts,
        };
        let mut grouped: BTreeMap<&str, BTreeMap<&str, Vec<&Holding>>> = BTreeMap::new();
        for holding in holdings {
            let desk = grouped.entry(&holding.role).or_default();
            desk.entry(&holding.account).or_default().push(holding);
        }
        let desks = grouped.into_iter().map(|(role, desk)| {
            let (accounts, held): (Vec<&str>, Vec<Vec<&Holding>>) = desk.into_iter().unzip();
            let slices = held.into_par_iter().map(|held| scale.slices(&held)).collect();
            Desk { role, accounts, slices }
        });
        let desks = desks.collect();
        Ok(Assignments { payees, parts, desks })
    }

    /// A person's number among the payees; none for somebody who holds nothing.
    pub(crate) fn number(&self, payee: &str) -> Option<u32> {
        u32::try_from(self.payees.binary_search(&payee).ok()?).ok()
    }

    /// The slices of a role at each account of a list; empty where nobody ever held it.
    pub(crate) fn slices(&self, role: &str, accounts: &Names) -> Vec<&[Slice]> {
        let desk = self.desks.iter().find(|desk| desk.role == role);
        let mut seen = 0;
        accounts.per_name(|account| {
            let Some(desk) = desk else { return &[][..] };
            let Some(place) = near(&desk.accounts, account, &mut seen) else {
                return &[][..];
            };
            desk.slices.get(place).map(Vec::as_slice).unwrap_or_default()
        })
    }
}

/// Where a name stands in a sorted list; names usually come in order, so the search begins where the last one ended.
fn near(sorted: &[&str], name: &str, seen: &mut usize) -> Option<usize> {
    let rest: Range<usize> = match sorted.get(*seen) {
        Some(here) if *here == name => return Some(*seen),
        Some(here) if *here < name => *seen..sorted.len(),
        Some(_) | None => 0..*seen,
    };
    let mut step = 1_usize;
    let mut within = rest.clone();
    // Gallops forward, then halves.
    while within.start + step < rest.end && sorted.get(within.start + step).is_some_and(|there| *there <= name) {
        within.start += step;
        step *= 2;
    }
    within.end = rest.end.min(within.start + step + 1);
    let found = sorted.get(within.clone())?.binary_search(&name);
    let place = within.start + found.unwrap_or_else(|free| free);
    *seen = place;
    found.is_ok().then_some(place)
}

/// The slice of a day, if anybody holds the role then.
pub(crate) fn slice_on(slices: &[Slice], day: i32) -> Option<&Slice> {
    let after = slices.partition_point(|slice| slice.from <= day);
    slices.get(after.checked_sub(1)?).filter(|slice| day < slice.to)
}

fn check(holding: &Holding) -> Result<(), EngineProblem> {
    let share = &holding.share;
    if share.is_negative() || *share > Ratio::one() {
        return Err(EngineProblem::NotAShare {
            account: holding.account.clone(),
            role: holding.role.clone(),
            payee: holding.payee.clone(),
            share: share.to_string(),
        });
    }
    Ok(())
}

/// What turns names and shares into numbers.
struct Scale<'a> {
    payees: HashMap<&'a str, u32>,
    weights: BTreeMap<&'a Ratio, Weight>,
    parts: Parts,
}

impl Scale<'_> {
    /// Cuts the holdings of a role at one account.
    fn slices(&self, held: &[&Holding]) -> Vec<Slice> {
        let spans: Vec<((i32, i32), &Holding)> = held
            .iter()
            // A share of nothing is no holding: it neither credits nor counts as a holder.
            .filter(|holding| !holding.share.is_zero())
            .map(|holding| (day_numbers(holding.interval), *holding))
            .collect();
        let mut changes: Vec<i32> = spans.iter().flat_map(|((from, to), _)| [*from, *to]).collect();
        changes.sort_unstable();
        changes.dedup();
        let spans_of = |(from, to): (&i32, &i32)| {
            let held = spans.iter().filter(|((start, end), _)| start <= from && to <= end);
            let held: Vec<&Holding> = held.map(|(_, holding)| *holding).collect();
            (!held.is_empty()).then(|| self.slice((*from, *to), &held))
        };
        changes.iter().zip(changes.iter().skip(1)).filter_map(spans_of).collect()
    }

    fn slice(&self, (from, to): (i32, i32), held: &[&Holding]) -> Slice {
        let mut holders: Vec<(u32, &Holding)> = held
            .iter()
            .map(|holding| {
                let payee = self.payees.get(holding.payee.as_str());
                (*payee.expect("every holder is listed among the payees"), *holding)
            })
            .collect();
        holders.sort_by_key(|(payee, _)| *payee);
        let is_simple = holders.iter().zip(holders.iter().skip(1)).all(|((one, _), (next, _))| one != next);
        let weight_of = |share: &Ratio| self.weights.get(share).cloned().unwrap_or_else(|| self.parts.weigh(share));
        let weighed: Vec<Holder> = if is_simple {
            let weigh = |(payee, holding): (u32, &Holding)| Holder {
                payee,
                weight: weight_of(&holding.share),
            };
            holders.into_iter().map(weigh).collect()
        } else {
            let mut shares: BTreeMap<u32, Ratio> = BTreeMap::new();
            for (payee, holding) in holders {
                let share = shares.entry(payee).or_insert_with(Ratio::zero);
                *share = &*share + &holding.share;
            }
            let weigh = |(payee, share): (u32, Ratio)| Holder {
                payee,
                weight: weight_of(&share),
            };
            shares.into_iter().map(weigh).collect()
        };
        let is_whole = self.parts.are_whole(weighed.iter().map(|holder| &holder.weight));
        let total = || held.iter().map(|holding| holding.share.clone()).sum::<Ratio>();
        let short = (is_whole != Some(true)).then(total).filter(|total| *total != Ratio::one());
        Slice {
            from,
            to,
            holders: weighed,
            short: short.map(Box::new),
        }
    }
}
