//! What a part of the facts adds up to, and how parts become the whole.

use std::collections::BTreeMap;

use rayon::prelude::*;
use vocabulary::{Currency, Period};

use super::idle::Idle;
use super::sums::{Credited, Slot, Sums};
use crate::batch::columns::place;
use crate::batch::tally::{Tally, sum_too_large};
use crate::kernel::Compiled;
use crate::{ControlTotal, CreditTotal, Credits, EngineProblem, FactKind, Uncredited, UncreditedTotal};

/// Amounts of facts by how they ended.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ends {
    pub(super) direct: Tally,
    pub(super) overlay_only: Tally,
    pub(super) uncredited: Tally,
}

impl Ends {
    fn merge(self, other: Ends) -> Option<Ends> {
        Some(Ends {
            direct: self.direct.merge(other.direct)?,
            overlay_only: self.overlay_only.merge(other.overlay_only)?,
            uncredited: self.uncredited.merge(other.uncredited)?,
        })
    }

    fn facts(self) -> Option<Tally> {
        self.direct.merge(self.overlay_only)?.merge(self.uncredited)
    }
}

/// The sellers who hold nothing, by the order in which they were met.
#[derive(Debug, Clone, Default)]
pub(super) struct Sellers {
    numbers: BTreeMap<String, u32>,
}

impl Sellers {
    /// The seller's number among all payees, `holders` of whom come first; a new one for a new name.
    pub(super) fn number(&mut self, name: &str, holders: usize) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(holders + self.numbers.len()).expect("a firm has fewer than four billion people");
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

/// What a part of the facts adds up to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Totals {
    pub(super) credited: Sums,
    pub(super) sellers: Sellers,
    pub(super) uncredited: BTreeMap<(&'static str, Currency), Tally>,
    /// Where uncredited lines lie, by reason.
    pub(super) idle: BTreeMap<&'static str, Idle>,
    pub(super) control: BTreeMap<(FactKind, Currency), Ends>,
    facts: u64,
    replaced: u64,
}

impl Totals {
    /// Counts the lines of a batch, and the older versions it takes away.
    pub(super) fn count(&mut self, (lines, replaced): (u64, u64)) {
        self.facts += lines;
        self.replaced += replaced;
    }

    pub(super) fn merge(&mut self, other: Totals, holders: usize) -> Result<(), EngineProblem> {
        let mut sellers: BTreeMap<u32, u32> = BTreeMap::new();
        for (name, there) in &other.sellers.numbers {
            sellers.insert(*there, self.sellers.number(name, holders));
        }
        let payee = |there: u32| sellers.get(&there).copied().unwrap_or(there);
        self.credited.merge(&other.credited, payee);
        for (key, tally) in other.uncredited {
            let sum = self.uncredited.entry(key).or_default();
            *sum = sum.merge(tally).ok_or_else(sum_too_large)?;
        }
        for (reason, idle) in &other.idle {
            self.idle.entry(reason).or_default().merge(idle);
        }
        for (key, ends) in other.control {
            let sum = self.control.entry(key).or_default();
            *sum = sum.merge(ends).ok_or_else(sum_too_large)?;
        }
        self.facts += other.facts;
        self.replaced += other.replaced;
        Ok(())
    }

    pub(super) fn credits(
        &self,
        compiled: &Compiled<'_>,
        periods: &[Period],
        uncredited: Vec<Uncredited>,
    ) -> Result<Credits, EngineProblem> {
        let facts = self.facts.checked_sub(self.replaced).ok_or(EngineProblem::Unbalanced)?;
        let mut names: Vec<&str> = compiled.assignments.payees.iter().map(String::as_str).collect();
        let mut sellers: Vec<(&u32, &String)> = self.sellers.numbers.iter().map(|(name, number)| (number, name)).collect();
        sellers.sort_unstable();
        names.extend(sellers.into_iter().map(|(_, name)| name.as_str()));
        let mut by_name: Vec<u32> = (0..).take(names.len()).collect();
        let name_of = |payee: u32| names.get(place(payee)).copied().unwrap_or_default();
        by_name.sort_unstable_by_key(|payee| name_of(*payee));
        let mut places = vec![0_u32; names.len()];
        for (number, payee) in (0..).zip(&by_name) {
            if let Some(of) = places.get_mut(place(*payee)) {
                *of = number;
            }
        }
        let place_of = |payee: u32| places.get(place(payee)).copied().unwrap_or_default();
        let mut slots: Vec<(Slot, &Credited)> = self.credited.slots().collect();
        slots.par_sort_unstable_by_key(|(slot, _)| (place_of(slot.payee), slot.period, slot.rule, slot.currency));
        let told = Told { compiled, periods };
        let totals: Option<Vec<CreditTotal>> = slots
            .par_iter()
            .map(|(slot, credited)| told.total(name_of(slot.payee), *slot, credited))
            .collect();
        let uncredited_totals: Option<Vec<UncreditedTotal>> = self.uncredited.iter().filter_map(uncredited_total).collect();
        let control: Option<Vec<ControlTotal>> = self.control.iter().filter_map(control_total).collect();
        Ok(Credits {
            totals: totals.ok_or(EngineProblem::Unbalanced)?,
            uncredited_totals: uncredited_totals.ok_or(EngineProblem::Unbalanced)?,
            control: control.ok_or(EngineProblem::Unbalanced)?,
            uncredited,
            facts,
            superseded: self.replaced,
        })
    }
}

/// Turns positions back into names.
struct Told<'a> {
    compiled: &'a Compiled<'a>,
    periods: &'a [Period],
}

impl Told<'_> {
    fn total(&self, payee: &str, slot: Slot, credited: &Credited) -> Option<CreditTotal> {
        let rule = self.compiled.crediting.rules.get(place(slot.rule));
        let rule = rule.expect("a credit stems from one of the rules");
        let period = self.periods.get(place(slot.period)).expect("a credit falls in one of the periods");
        Some(CreditTotal {
            payee: payee.to_owned(),
            rule: rule.id.clone(),
            category: rule.category.clone(),
            period: period.name.clone(),
            currency: slot.currency,
            amount: credited.sum.total(self.compiled.assignments.parts),
            lines: counted(credited.lines)?,
        })
    }
}

/// A count of lines; none when more were taken away than were there.
fn counted(lines: i64) -> Option<u64> {
    u64::try_from(lines).ok().filter(|lines| *lines > 0)
}

/// `None` for what has nothing left in it, `Some(None)` for what was taken away more often than it was there.
fn uncredited_total(((reason, currency), tally): (&(&'static str, Currency), &Tally)) -> Option<Option<UncreditedTotal>> {
    (!tally.is_nothing()).then(|| {
        Some(UncreditedTotal {
            reason: (*reason).to_owned(),
            currency: *currency,
            amount: tally.sum(),
            lines: counted(tally.lines())?,
        })
    })
}

fn control_total(((kind, currency), ends): (&(FactKind, Currency), &Ends)) -> Option<Option<ControlTotal>> {
    let facts = ends.facts().expect("its parts were added up before");
    (!facts.is_nothing()).then(|| {
        Some(ControlTotal {
            kind: *kind,
            currency: *currency,
            facts: facts.sum(),
            direct: ends.direct.sum(),
            overlay_only: ends.overlay_only.sum(),
            uncredited: ends.uncredited.sum(),
            lines: counted(facts.lines())?,
        })
    })
}
