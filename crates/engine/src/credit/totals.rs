//! What a part of the facts adds up to, and how parts become the whole.

use std::collections::BTreeMap;

use vocabulary::{Currency, Day, Period};

use crate::batch::tally::{Tally, sum_too_large};
use crate::exact::Sum;
use crate::kernel::Compiled;
use crate::{
    AccountCredit, ControlTotal, CreditTotal, Credits, EngineProblem, FactKind, UNCREDITED_LISTED_MAX, Uncredited, UncreditedTotal,
};

/// One account's credit; the order is that of [`Credits::by_account`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CellKey {
    pub(super) account: String,
    pub(super) payee: String,
    pub(super) period: usize,
    pub(super) rule: usize,
    pub(super) currency: Currency,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) sum: Sum,
    pub(super) lines: u64,
}

impl Cell {
    pub(super) fn merge(&mut self, other: Cell) {
        self.sum.merge(other.sum);
        self.lines += other.lines;
    }
}

/// Amounts of facts by how they ended.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ends {
    pub(super) direct: Tally,
    pub(super) overlay_only: Tally,
    pub(super) uncredited: Tally,
}

impl Ends {
    pub(super) fn merge(self, other: Ends) -> Option<Ends> {
        Some(Ends {
            direct: self.direct.merge(other.direct)?,
            overlay_only: self.overlay_only.merge(other.overlay_only)?,
            uncredited: self.uncredited.merge(other.uncredited)?,
        })
    }

    pub(super) fn facts(self) -> Option<Tally> {
        self.direct.merge(self.overlay_only)?.merge(self.uncredited)
    }
}

/// What a part of the facts adds up to.
#[derive(Default)]
pub(super) struct Totals {
    pub(super) cells: BTreeMap<CellKey, Cell>,
    pub(super) uncredited: BTreeMap<&'static str, Vec<Uncredited>>,
    pub(super) uncredited_totals: BTreeMap<(&'static str, Currency), Tally>,
    pub(super) control: BTreeMap<(FactKind, Currency), Ends>,
    pub(super) facts: u64,
    pub(super) superseded: u64,
}

impl Totals {
    pub(super) fn merge(&mut self, other: Totals) -> Result<(), EngineProblem> {
        for (key, cell) in other.cells {
            self.cells.entry(key).or_default().merge(cell);
        }
        for fact in other.uncredited.into_values().flatten() {
            let list = self.uncredited.entry(fact.reason.name()).or_default();
            if let Some(place) = place_in(list, event(&fact)) {
                enlist(list, place, fact);
            }
        }
        for (key, tally) in other.uncredited_totals {
            let sum = self.uncredited_totals.entry(key).or_default();
            *sum = sum.merge(tally).ok_or_else(sum_too_large)?;
        }
        for (key, ends) in other.control {
            let sum = self.control.entry(key).or_default();
            *sum = sum.merge(ends).ok_or_else(sum_too_large)?;
        }
        self.facts += other.facts;
        self.superseded += other.superseded;
        Ok(())
    }

    pub(super) fn into_credits(self, compiled: &Compiled<'_>, periods: &[Period]) -> Credits {
        let mut by_payee: BTreeMap<(&str, usize, usize, Currency), Cell> = BTreeMap::new();
        for (key, cell) in &self.cells {
            let total = by_payee.entry((&key.payee, key.period, key.rule, key.currency)).or_default();
            total.merge(cell.clone());
        }
        let told = Told { compiled, periods };
        let by_account = self.cells.iter().map(|(key, cell)| AccountCredit {
            account: key.account.clone(),
            total: told.total((&key.payee, key.period, key.rule, key.currency), cell),
        });
        Credits {
            totals: by_payee.iter().map(|(key, cell)| told.total(*key, cell)).collect(),
            by_account: by_account.collect(),
            uncredited_totals: self.uncredited_totals.into_iter().map(uncredited_total).collect(),
            control: self.control.into_iter().map(control_total).collect(),
            uncredited: self.uncredited.into_values().flatten().collect(),
            facts: self.facts,
            superseded: self.superseded,
        }
    }
}

/// Turns positions back into names.
struct Told<'a> {
    compiled: &'a Compiled<'a>,
    periods: &'a [Period],
}

impl Told<'_> {
    fn total(&self, key: (&str, usize, usize, Currency), cell: &Cell) -> CreditTotal {
        let (payee, period, rule, currency) = key;
        let rule = self
            .compiled
            .crediting
            .rules
            .get(rule)
            .expect("a credit stems from one of the rules");
        let period = self.periods.get(period).expect("a credit falls in one of the periods");
        CreditTotal {
            payee: payee.to_owned(),
            rule: rule.id.clone(),
            category: rule.category.clone(),
            period: period.name.clone(),
            currency,
            amount: cell.sum.total(self.compiled.assignments.parts),
            lines: cell.lines,
        }
    }
}

fn uncredited_total(((reason, currency), tally): ((&'static str, Currency), Tally)) -> UncreditedTotal {
    UncreditedTotal {
        reason: reason.to_owned(),
        currency,
        amount: tally.sum(),
        lines: tally.lines,
    }
}

fn control_total(((kind, currency), ends): ((FactKind, Currency), Ends)) -> ControlTotal {
    let facts = ends.facts().expect("its parts were added up before");
    ControlTotal {
        kind,
        currency,
        facts: facts.sum(),
        direct: ends.direct.sum(),
        overlay_only: ends.overlay_only.sum(),
        uncredited: ends.uncredited.sum(),
        lines: facts.lines,
    }
}

/// The order of events.
pub(super) type Event<'a> = (Day, &'a str, &'a str, &'a str);

fn event(fact: &Uncredited) -> Event<'_> {
    (fact.date, &fact.source, &fact.document, &fact.line)
}

/// Where an event belongs in a list that keeps the first few; `None` when it comes too late.
pub(super) fn place_in(list: &[Uncredited], of: Event<'_>) -> Option<usize> {
    let place = list.partition_point(|fact| event(fact) <= of);
    (place < UNCREDITED_LISTED_MAX).then_some(place)
}

pub(super) fn enlist(list: &mut Vec<Uncredited>, place: usize, fact: Uncredited) {
    list.insert(place, fact);
    list.truncate(UNCREDITED_LISTED_MAX);
}
