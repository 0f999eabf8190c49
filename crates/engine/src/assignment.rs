//! Who holds a role at an account on which day: holdings cut into slices between the days on which anything changes.
//! Everything lies in the order of the accounts, as lines do, so that a run walks through it once for each month.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;
use vocabulary::Ratio;

use crate::batch::columns::{Names, place};
use crate::batch::read::day_numbers;
use crate::exact::{Parts, Weight};
use crate::{EngineProblem, Holding};

/// A span of days `[from, to)` during which the holders of a role at an account stay the same.
#[derive(Debug)]
pub(crate) struct Slice {
    pub(crate) from: i32,
    pub(crate) to: i32,
    /// Where its holders stand in those of the desk.
    holders: Range<usize>,
    /// What the shares total instead of exactly 100 %.
    pub(crate) short: Option<Box<Ratio>>,
}

/// One holder within a slice.
#[derive(Debug)]
pub(crate) struct Holder {
    /// Position in [`Assignments::payees`].
    pub(crate) payee: u32,
    pub(crate) weight: Weight,
}

/// The holders of one role at every account.
#[derive(Debug)]
pub(crate) struct Desk {
    role: String,
    /// Sorted, with where the slices of each end.
    accounts: Vec<(String, usize)>,
    /// By account, then by day; those of one account do not overlap.
    slices: Vec<Slice>,
    holders: Vec<Holder>,
}

impl Desk {
    fn empty(role: &str) -> Desk {
        Desk {
            role: role.to_owned(),
            accounts: Vec::new(),
            slices: Vec::new(),
            holders: Vec::new(),
        }
    }

    /// The same with the accounts that come after its own.
    fn followed_by(mut self, next: Desk) -> Desk {
        let (slices, holders) = (self.slices.len(), self.holders.len());
        self.accounts
            .extend(next.accounts.into_iter().map(|(account, end)| (account, end + slices)));
        self.slices.extend(next.slices.into_iter().map(|slice| Slice {
            holders: slice.holders.start + holders..slice.holders.end + holders,
            ..slice
        }));
        self.holders.extend(next.holders);
        self
    }

    /// The holders of one of its slices.
    pub(crate) fn holders(&self, slice: &Slice) -> &[Holder] {
        self.holders.get(slice.holders.clone()).unwrap_or_default()
    }

    /// The slices at each account of a list; empty where nobody ever held the role.
    pub(crate) fn slices(&self, accounts: &Names) -> Vec<&[Slice]> {
        let mut seen = 0;
        accounts.per_name(|account| {
            let Some(place) = near(&self.accounts, account, &mut seen) else {
                return &[][..];
            };
            let before = place.checked_sub(1).and_then(|before| self.accounts.get(before));
            let (first, end) = (
                before.map_or(0, |(_, end)| *end),
                self.accounts.get(place).map_or(0, |(_, end)| *end),
            );
            self.slices.get(first..end).unwrap_or_default()
        })
    }
}

/// Every holding of a crediting, ready to be asked by account and day.
#[derive(Debug)]
pub(crate) struct Assignments {
    pub(crate) payees: Vec<String>,
    pub(crate) parts: Parts,
    desks: Vec<Desk>,
    /// By payee: the desk and account, each by its number. Made when it is first asked for.
    by_payee: OnceLock<Vec<(u32, u32, u32)>>,
}

impl Assignments {
    pub(crate) fn of(holdings: &[&Holding]) -> Result<Assignments, EngineProblem> {
        // A firm has few different shares, however many holdings.
        let shares = different_shares(holdings);
        if shares.iter().any(|share| share.is_negative() || **share > Ratio::one()) {
            holdings.iter().try_for_each(|holding| check(holding))?;
        }
        let parts = Parts::of(shares.iter().copied());
        let mut payees: Vec<&str> = holdings.iter().map(|holding| holding.payee.as_str()).collect();
        payees.par_sort_unstable();
        payees.dedup();
        let scale = Scale {
            payees: payees.iter().copied().zip(0..).collect(),
            weights: shares.into_iter().map(|share| (share, parts.weigh(share))).collect(),
            parts,
        };
        let mut sorted = holdings.to_vec();
        let in_order = |one: &&Holding, other: &&Holding| (&one.role, &one.account) <= (&other.role, &other.account);
        if !sorted.is_sorted_by(in_order) {
            sorted.par_sort_by(|one, other| (&one.role, &one.account).cmp(&(&other.role, &other.account)));
        }
        let by_role = sorted.chunk_by(|one, other| one.role == other.role);
        let desks = by_role.filter_map(|held| Some(scale.desk(&held.first()?.role, held))).collect();
        let payees = payees.into_iter().map(str::to_owned).collect();
        Ok(Assignments {
            payees,
            parts,
            desks,
            by_payee: OnceLock::new(),
        })
    }

    /// A person's number among the payees; none for somebody who holds nothing.
    pub(crate) fn number(&self, payee: &str) -> Option<u32> {
        u32::try_from(self.payees.binary_search_by(|known| known.as_str().cmp(payee)).ok()?).ok()
    }

    /// The accounts at which a payee ever holds a role.
    pub(crate) fn accounts_of(&self, payee: &str) -> BTreeSet<&str> {
        let Some(payee) = self.number(payee) else { return BTreeSet::new() };
        let all = self.by_payee.get_or_init(|| self.held_by_payee());
        let first = all.partition_point(|(held_by, _, _)| *held_by < payee);
        let own = all.iter().skip(first).take_while(|(held_by, _, _)| *held_by == payee);
        let account = |(_, desk, account): &(u32, u32, u32)| self.desks.get(place(*desk))?.accounts.get(place(*account));
        own.filter_map(account).map(|(account, _)| account.as_str()).collect()
    }

    fn held_by_payee(&self) -> Vec<(u32, u32, u32)> {
        let mut all = Vec::new();
        for (number, desk) in (0..).zip(&self.desks) {
            let mut first = 0;
            for (account, (_, end)) in (0..).zip(&desk.accounts) {
                let slices = desk.slices.get(first..*end).unwrap_or_default();
                let holders = slices.iter().flat_map(|slice| desk.holders(slice));
                all.extend(holders.map(|holder| (holder.payee, number, account)));
                first = *end;
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The holders of a role; none when nobody ever held it.
    pub(crate) fn desk(&self, role: &str) -> Option<&Desk> {
        self.desks.iter().find(|desk| desk.role == role)
    }
}

/// Where a name stands in a sorted list; names usually come in order, so the search begins where the last one ended.
fn near(sorted: &[(String, usize)], name: &str, seen: &mut usize) -> Option<usize> {
    let rest: Range<usize> = match sorted.get(*seen) {
        Some((here, _)) if here == name => return Some(*seen),
        Some((here, _)) if here.as_str() < name => *seen..sorted.len(),
        Some(_) | None => 0..*seen,
    };
    let mut step = 1_usize;
    let mut within = rest.clone();
    // Gallops forward, then halves.
    while within.start + step < rest.end && sorted.get(within.start + step).is_some_and(|(there, _)| there.as_str() <= name) {
        within.start += step;
        step *= 2;
    }
    within.end = rest.end.min(within.start + step + 1);
    let found = sorted.get(within.clone())?.binary_search_by(|(there, _)| there.as_str().cmp(name));
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

/// So many accounts are made ready at once.
const ACCOUNTS_AT_ONCE: usize = if cfg!(test) { 2 } else { 8_192 };

/// The different shares among holdings.
fn different_shares<'a>(holdings: &[&'a Holding]) -> BTreeSet<&'a Ratio> {
    let add = |mut shares: BTreeSet<&'a Ratio>, holding: &&'a Holding| {
        if !shares.contains(&holding.share) {
            shares.insert(&holding.share);
        }
        shares
    };
    let parts = holdings.par_iter().fold(BTreeSet::new, add);
    parts.reduce(BTreeSet::new, |mut all, mut more| {
        all.append(&mut more);
        all
    })
}

/// What turns names and shares into numbers.
struct Scale<'a> {
    payees: BTreeMap<&'a str, u32>,
    weights: BTreeMap<&'a Ratio, Weight>,
    parts: Parts,
}

/// A holding by its days, with the number of the payee.
type Span<'a> = ((i32, i32), u32, &'a Holding);

impl Scale<'_> {
    /// Cuts the holdings of a role, sorted by account.
    fn desk(&self, role: &str, held: &[&Holding]) -> Desk {
        let accounts: Vec<&[&Holding]> = held.chunk_by(|one, other| one.account == other.account).collect();
        let parts: Vec<Desk> = accounts
            .par_chunks(ACCOUNTS_AT_ONCE)
            .map(|accounts| self.part(role, accounts))
            .collect();
        let joined = parts.into_iter().reduce(Desk::followed_by);
        joined.unwrap_or_else(|| Desk::empty(role))
    }

    /// Cuts the holdings of some accounts.
    fn part(&self, role: &str, accounts: &[&[&Holding]]) -> Desk {
        let mut desk = Desk::empty(role);
        let (mut spans, mut changes): (Vec<Span<'_>>, Vec<i32>) = (Vec::new(), Vec::new());
        for at_account in accounts {
            spans.clear();
            // A share of nothing is no holding: it neither credits nor counts as a holder.
            let held = at_account.iter().filter(|holding| !holding.share.is_zero());
            spans.extend(held.map(|holding| (day_numbers(holding.interval), self.payee(holding), *holding)));
            spans.sort_by_key(|(_, payee, _)| *payee);
            changes.clear();
            changes.extend(spans.iter().flat_map(|((from, to), _, _)| [*from, *to]));
            changes.sort_unstable();
            changes.dedup();
            for (from, to) in changes.iter().zip(changes.iter().skip(1)) {
                self.slice((*from, *to), &spans, &mut desk);
            }
            if let Some(first) = at_account.first() {
                desk.accounts.push((first.account.clone(), desk.slices.len()));
            }
        }
        desk
    }

    fn payee(&self, holding: &Holding) -> u32 {
        let payee = self.payees.get(holding.payee.as_str());
        *payee.expect("every holder is listed among the payees")
    }

    /// Adds the slice of these days, if anybody holds the role then. The spans come in the order of the payees.
    fn slice(&self, (from, to): (i32, i32), spans: &[Span<'_>], desk: &mut Desk) {
        let first = desk.holders.len();
        let held = || spans.iter().filter(|((start, end), _, _)| *start <= from && to <= *end);
        for (_, payee, holding) in held() {
            let twice = desk
                .holders
                .get(first..)
                .and_then(|own| own.last())
                .is_some_and(|last| last.payee == *payee);
            if twice && let Some(last) = desk.holders.last_mut() {
                let share = &last.weight.share(self.parts) + &holding.share;
                last.weight = self.parts.weigh(&share);
            } else {
                desk.holders.push(Holder {
                    payee: *payee,
                    weight: self
                        .weights
                        .get(&holding.share)
                        .cloned()
                        .unwrap_or_else(|| self.parts.weigh(&holding.share)),
                });
            }
        }
        let own = desk.holders.get(first..).unwrap_or_default();
        if own.is_empty() {
            return;
        }
        let is_whole = self.parts.are_whole(own.iter().map(|holder| &holder.weight));
        let total = || held().map(|(_, _, holding)| holding.share.clone()).sum::<Ratio>();
        let short = (is_whole != Some(true)).then(total).filter(|total| *total != Ratio::one());
        desk.slices.push(Slice {
            from,
            to,
            holders: first..desk.holders.len(),
            short: short.map(Box::new),
        });
    }
}
