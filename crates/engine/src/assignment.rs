//! Who holds a role at an account on which day: holdings cut into slices between the days on which anything changes.

use std::collections::{BTreeMap, BTreeSet};

use vocabulary::Ratio;

use crate::batch::read::day_numbers;
use crate::exact::{Parts, Weight};
use crate::{Crediting, EngineProblem, Holding};

/// A span of days `[from, to)` during which the holders of a role at an account stay the same.
pub(crate) struct Slice {
    from: i32,
    to: i32,
    pub(crate) holders: Vec<Holder>,
    pub(crate) total: Ratio,
    /// Whether the shares make exactly 100 %.
    pub(crate) is_whole: bool,
}

/// One holder within a slice.
pub(crate) struct Holder {
    /// Position in [`Assignments::payees`].
    pub(crate) payee: usize,
    pub(crate) share: Ratio,
    pub(crate) weight: Weight,
}

/// The slices of one role by account reference, each list sorted by day and free of overlap.
type Desk<'a> = BTreeMap<&'a str, Vec<Slice>>;

/// Every holding of a crediting, ready to be asked by account and day.
pub(crate) struct Assignments<'a> {
    pub(crate) payees: Vec<&'a str>,
    pub(crate) parts: Parts,
    desks: BTreeMap<&'a str, Desk<'a>>,
}

impl<'a> Assignments<'a> {
    pub(crate) fn of(crediting: &'a Crediting) -> Result<Assignments<'a>, EngineProblem> {
        let holdings = &crediting.holdings;
        holdings.iter().try_for_each(check)?;
        let payees: BTreeSet<&str> = holdings.iter().map(|holding| holding.payee.as_str()).collect();
        let payees: Vec<&str> = payees.into_iter().collect();
        let parts = Parts::of(holdings.iter().map(|holding| &holding.share));
        let mut grouped: BTreeMap<&str, BTreeMap<&str, Vec<&Holding>>> = BTreeMap::new();
        for holding in holdings {
            let desk = grouped.entry(&holding.role).or_default();
            desk.entry(&holding.account).or_default().push(holding);
        }
        let cut = |held: Vec<&Holding>| slices(&held, &payees, parts);
        let desks = grouped
            .into_iter()
            .map(|(role, desk)| (role, desk.into_iter().map(|(account, held)| (account, cut(held))).collect()))
            .collect();
        Ok(Assignments { payees, parts, desks })
    }

    /// The slices of a role at an account; empty when nobody ever held it.
    pub(crate) fn slices(&self, role: &str, account: &str) -> &[Slice] {
        let desk = self.desks.get(role);
        desk.and_then(|desk| desk.get(account)).map(Vec::as_slice).unwrap_or_default()
    }
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

fn slices(held: &[&Holding], payees: &[&str], parts: Parts) -> Vec<Slice> {
    let changes: BTreeSet<i32> = held
        .iter()
        .flat_map(|holding| <[i32; 2]>::from(day_numbers(holding.interval)))
        .collect();
    changes
        .iter()
        .zip(changes.iter().skip(1))
        .map(|(from, to)| slice(*from, *to, held, payees, parts))
        .filter(|slice| !slice.holders.is_empty())
        .collect()
}

fn slice(from: i32, to: i32, held: &[&Holding], payees: &[&str], parts: Parts) -> Slice {
    let mut shares: BTreeMap<usize, Ratio> = BTreeMap::new();
    for holding in held {
        let (start, end) = day_numbers(holding.interval);
        // A share of nothing is no holding: it neither credits nor counts as a holder.
        if start <= from && to <= end && !holding.share.is_zero() {
            let payee = payees.binary_search(&holding.payee.as_str());
            let payee = payee.expect("every holder is listed among the payees");
            let share = shares.entry(payee).or_insert_with(Ratio::zero);
            *share = &*share + &holding.share;
        }
    }
    let total: Ratio = shares.values().cloned().sum();
    Slice {
        from,
        to,
        is_whole: total == Ratio::one(),
        total,
        holders: shares
            .into_iter()
            .map(|(payee, share)| Holder {
                payee,
                weight: parts.weigh(&share),
                share,
            })
            .collect(),
    }
}
