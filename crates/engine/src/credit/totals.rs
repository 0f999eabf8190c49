//! What a part of the facts adds up to, and how parts become the whole.

use std::collections::BTreeMap;

use rayon::prelude::*;
use vocabulary::{Currency, Day, Period};

use super::cells::{Cell, Cells, CreditKey};
use crate::batch::tally::{Tally, sum_too_large};
use crate::kernel::Compiled;
use crate::{ControlTotal, CreditTotal, Credits, EngineProblem, FactKind, UNCREDITED_LISTED_MAX, Uncredited, UncreditedTotal};

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
    pub(super) cells: Cells,
    pub(super) uncredited: BTreeMap<&'static str, Vec<Uncredited>>,
    pub(super) uncredited_totals: BTreeMap<(&'static str, Currency), Tally>,
    pub(super) control: BTreeMap<(FactKind, Currency), Ends>,
    pub(super) facts: u64,
    pub(super) superseded: u64,
}

impl Totals {
    pub(super) fn merge(&mut self, other: Totals) -> Result<(), EngineProblem> {
        self.cells.absorb(other.cells);
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
        let (payees, cells) = self.cells.into_sorted();
        let told = Told {
            compiled,
            periods,
            payees: &payees,
        };
        Credits {
            totals: cells.par_iter().map(|(key, cell)| told.total(*key, cell)).collect(),
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
    payees: &'a [String],
}

impl Told<'_> {
    fn total(&self, key: CreditKey, cell: &Cell) -> CreditTotal {
        let CreditKey {
            payee,
            period,
            rule,
            currency,
        } = key;
        let rule = self
            .compiled
            .crediting
            .rules
            .get(rule)
            .expect("a credit stems from one of the rules");
        let period = self.periods.get(period).expect("a credit falls in one of the periods");
        CreditTotal {
            payee: name(self.payees, payee),
            rule: rule.id.clone(),
            category: rule.category.clone(),
            period: period.name.clone(),
            currency,
            amount: cell.sum.total(self.compiled.assignments.parts),
            lines: cell.lines,
        }
    }
}

fn name(names: &[String], number: usize) -> String {
    names.get(number).expect("every number stems from the roll").clone()
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
