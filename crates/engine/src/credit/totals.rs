//! What a part of the facts adds up to, and how parts become the whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use vocabulary::{Currency, Period};

use super::sums::{Credited, Renumbered, Standing, Sums};
use super::uncredited::AtAccounts;
use crate::batch::columns::place;
use crate::batch::tally::{Tally, sum_too_large};
use crate::kernel::Compiled;
use crate::{ControlTotal, CreditTotals, Credits, EngineProblem, FactKind, Uncredited, UncreditedTotal};

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

    fn facts(self) -> Option<Tally> {
        self.direct.merge(self.overlay_only)?.merge(self.uncredited)
    }
}

/// The sellers who hold nothing, by the order in which they were met.
#[derive(Debug, Clone, Default)]
pub(super) struct Sellers {
    pub(super) numbers: BTreeMap<String, u32>,
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

/// What one core adds up.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) credited: Sums,
    pub(super) sellers: Sellers,
    pub(super) ended: Ended,
}

/// How facts ended, besides whom they are credited to.
#[derive(Debug, Clone, Default)]
pub(super) struct Ended {
    pub(super) uncredited: BTreeMap<(&'static str, Currency), Tally>,
    /// Where uncredited lines lie, by reason.
    pub(super) idle: AtAccounts,
    pub(super) control: BTreeMap<(FactKind, Currency), Ends>,
    facts: u64,
    replaced: u64,
}

impl Ended {
    /// Counts the lines of a batch, and the older versions it takes away.
    pub(super) fn count(&mut self, (lines, replaced): (u64, u64)) {
        self.facts += lines;
        self.replaced += replaced;
    }

    pub(super) fn merge(&mut self, other: Ended) -> Result<(), EngineProblem> {
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
}

/// What all facts of a run add up to. A copy shares what does not change afterwards, so that the next run costs what changed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whole {
    pub(super) credited: Standing,
    pub(super) sellers: Arc<Sellers>,
    pub(super) ended: Ended,
}

impl Whole {
    /// Adds what the cores added up, and what batches say about themselves.
    ///
    /// # Errors
    /// More was taken away than there was, or a sum is too large.
    pub(super) fn add(&mut self, parts: Vec<Sums>, sellers: &[Sellers], ended: Ended, holders: usize) -> Result<(), EngineProblem> {
        let parts = parts.into_iter().zip(sellers);
        let parts = parts.map(|(sums, theirs)| (sums, self.renumbered(theirs, holders))).collect();
        let touched = self.credited.add(parts);
        self.ended.merge(ended)?;
        let holds = |credited: &Credited| credited.is_nothing() || credited.lines > 0;
        let balances = touched.into_iter().all(|chunk| self.credited.chunk(chunk).iter().all(holds));
        if balances { Ok(()) } else { Err(EngineProblem::Unbalanced) }
    }

    /// Where uncredited lines lie.
    pub(super) fn idle(&self) -> &AtAccounts {
        &self.ended.idle
    }

    /// The numbers here of another part's sellers.
    fn renumbered(&mut self, theirs: &Sellers, holders: usize) -> Renumbered {
        let from = u32::try_from(holders).expect("a firm has fewer than four billion people");
        let mut here = vec![0; theirs.numbers.len()];
        for (name, there) in &theirs.numbers {
            let number = match self.sellers.numbers.get(name) {
                Some(known) => *known,
                None => Arc::make_mut(&mut self.sellers).number(name, holders),
            };
            if let Some(here) = here.get_mut(place(there - from)) {
                *here = number;
            }
        }
        Renumbered { from, here }
    }

    pub(super) fn credits(
        self: &Arc<Whole>,
        compiled: &Compiled<'_>,
        periods: &[Period],
        uncredited: Vec<Uncredited>,
    ) -> Result<Credits, EngineProblem> {
        let ended = &self.ended;
        let facts = ended.facts.checked_sub(ended.replaced).ok_or(EngineProblem::Unbalanced)?;
        let uncredited_totals: Option<Vec<UncreditedTotal>> = ended.uncredited.iter().filter_map(uncredited_total).collect();
        let control: Option<Vec<ControlTotal>> = ended.control.iter().filter_map(control_total).collect();
        Ok(Credits {
            totals: CreditTotals::of(self, compiled, periods),
            uncredited_totals: uncredited_totals.ok_or(EngineProblem::Unbalanced)?,
            control: control.ok_or(EngineProblem::Unbalanced)?,
            uncredited,
            facts,
            superseded: ended.replaced,
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
