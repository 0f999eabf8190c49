//! Sums of facts by kind and currency, and the batches that change them.

use engine::{BatchFile, BatchTotal, FactKind};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{BatchId, Currency, Ratio};

/// The kinds of facts, by currency.
pub(super) type ByKind<T> = BTreeMap<(FactKind, Currency), T>;

/// A count of facts and their exact sum; of a difference either may be negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) count: i64,
    pub(super) amount: Ratio,
}

impl Default for Sum {
    fn default() -> Self {
        Self {
            count: 0,
            amount: Ratio::zero(),
        }
    }
}

impl Sum {
    pub(super) fn plus(&mut self, count: i64, amount: &Ratio) {
        self.count = self.count.saturating_add(count);
        self.amount = &self.amount + amount;
    }
}

/// What comes and what goes, as a change of sums.
pub(super) fn changes(comes: &[BatchTotal], goes: &[BatchTotal]) -> ByKind<Sum> {
    let mut changes: ByKind<Sum> = ByKind::new();
    let count = |total: &BatchTotal| i64::try_from(total.rows).unwrap_or(i64::MAX);
    for total in comes {
        let change = changes.entry((total.kind, total.currency)).or_default();
        change.plus(count(total), &total.amount.to_ratio());
    }
    for total in goes {
        let change = changes.entry((total.kind, total.currency)).or_default();
        change.plus(count(total).saturating_neg(), &total.amount.to_ratio().neg());
    }
    changes
}

/// Adds one change to another.
pub(super) fn add(all: &mut ByKind<Sum>, more: &ByKind<Sum>) {
    for (what, sum) in more {
        all.entry(*what).or_default().plus(sum.count, &sum.amount);
    }
}

/// A batch that is written and not visible yet.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) id: BatchId,
    pub(super) file: BatchFile,
    /// The systems whose lines it touches.
    pub(super) sources: BTreeSet<String>,
    /// By how much it changes what the store holds.
    pub(super) changes: ByKind<Sum>,
}
