//! The first facts of each reason that nobody is credited with. The sums already tell at which accounts they lie,
//! so only the lines of those are read again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::totals::Totals;
use crate::batch::columns::place;
use crate::batch::read::OpenBatch;
use crate::cells::{Cell, one_by_one};
use crate::kernel::{Compiled, Credit, Ledger, Outcome};
use crate::lines::{Replaced, facts_of};
use crate::{EngineProblem, Fact, Reason, UNCREDITED_LISTED_MAX, Uncredited};

/// The lines of which accounts may be listed, by reason; of every account where the first ones do not suffice.
type Wanted<'a> = BTreeMap<&'a str, Option<BTreeSet<&'a str>>>;

pub(super) fn list(compiled: &Compiled<'_>, batches: &[Arc<OpenBatch>], totals: &Totals) -> Result<Vec<Uncredited>, EngineProblem> {
    let mut wanted: Wanted<'_> = Wanted::new();
    for (reason, idle) in &totals.idle {
        let first = idle.first(UNCREDITED_LISTED_MAX);
        wanted.insert(reason, first.map(|accounts| accounts.into_iter().collect()));
    }
    // Of every account as soon as one reason needs them all.
    let accounts: Option<BTreeSet<&str>> = wanted
        .values()
        .cloned()
        .collect::<Option<Vec<_>>>()
        .map(|all| all.into_iter().flatten().collect());
    let mut replaced = Replaced::default();
    for batch in batches {
        for group in batch.groups_replacing() {
            idle(compiled, (batch, group, true), accounts.as_ref(), &wanted, |_, fact| {
                replaced.add(&fact)
            })?;
        }
    }
    let mut lists: BTreeMap<&'static str, Vec<Uncredited>> = BTreeMap::new();
    for batch in batches {
        let groups = accounts
            .as_ref()
            .map_or_else(|| (0..batch.groups()).collect(), |accounts| batch.groups_holding_some(accounts));
        for group in groups {
            idle(compiled, (batch, group, false), accounts.as_ref(), &wanted, |reason, fact| {
                if !replaced.takes(&fact) {
                    let list = lists.entry(reason.name()).or_default();
                    list.push(told(reason, fact));
                    // A few times the list at most stays in memory, however many facts there are.
                    if list.len() >= UNCREDITED_LISTED_MAX.saturating_mul(4) {
                        keep_first(list);
                    }
                }
            })?;
        }
    }
    lists.values_mut().for_each(keep_first);
    Ok(lists.into_values().flatten().collect())
}

/// Shows the uncredited facts of a row group that lie at one of the accounts of their reason.
fn idle(
    compiled: &Compiled<'_>,
    (batch, group, replaced): (&OpenBatch, usize, bool),
    accounts: Option<&BTreeSet<&str>>,
    wanted: &Wanted<'_>,
    mut see: impl FnMut(Reason, Fact),
) -> Result<(), EngineProblem> {
    let spans = accounts.map_or_else(|| batch.all_of(group), |accounts| batch.spans_holding(group, accounts));
    let lines = batch.lines_of(group, &compiled.lens, Some(&spans))?;
    let is_wanted = lines
        .account
        .per_name(|account| accounts.is_none_or(|accounts| accounts.contains(account)));
    let at = |key: u32| is_wanted.get(place(key)).copied().unwrap_or_default();
    let rows: Vec<usize> = (0..lines.rows)
        .filter(|row| lines.is_replaced(*row) == replaced && lines.account.key(*row).is_some_and(at))
        .collect();
    let cells = one_by_one(&lines, &compiled.lens, &rows);
    let desks = compiled.desks(&cells.account);
    let rules = compiled.bind(&cells, &desks);
    let mut reasons: Vec<(usize, Reason)> = Vec::new();
    for (row, cell) in rows.iter().zip(&cells.cells) {
        let mut end = End(None);
        rules.judge(cell, &mut end).map_err(|reason| batch.unreadable(reason))?;
        let account = cells.account.name(cell.account);
        let lists = |reason: &Reason| {
            let wanted = wanted.get(reason.name());
            wanted.is_some_and(|accounts| accounts.as_ref().is_none_or(|accounts| accounts.contains(account)))
        };
        reasons.extend(end.0.filter(lists).map(|reason| (*row, reason)));
    }
    let rows: Vec<usize> = reasons.iter().map(|(row, _)| *row).collect();
    let facts = facts_of(batch, group, &spans, &rows)?;
    for ((_, reason), fact) in reasons.into_iter().zip(facts) {
        see(reason, fact);
    }
    Ok(())
}

/// Keeps why a line is uncredited.
struct End(Option<Reason>);

impl Ledger for End {
    fn credit(&mut self, _cell: &Cell, _credit: &Credit<'_>) {}

    fn settle(&mut self, _cell: &Cell, outcome: Outcome) -> Result<(), String> {
        self.0 = match outcome {
            Outcome::Uncredited(reason) => Some(reason),
            Outcome::Direct | Outcome::OverlayOnly => None,
        };
        Ok(())
    }
}

fn told(reason: Reason, fact: Fact) -> Uncredited {
    Uncredited {
        reason,
        date: fact.date,
        source: fact.source,
        document: fact.document,
        line: fact.line,
        account: fact.account,
        amount: fact.amount,
        currency: fact.currency,
    }
}

fn keep_first(list: &mut Vec<Uncredited>) {
    list.sort_by(|left, right| event(left).cmp(&event(right)));
    list.truncate(UNCREDITED_LISTED_MAX);
}

fn event(fact: &Uncredited) -> (&str, vocabulary::Day, &str, &str, &str) {
    (&fact.account, fact.date, &fact.source, &fact.document, &fact.line)
}
