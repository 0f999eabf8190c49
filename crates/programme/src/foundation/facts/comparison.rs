//! Incoming facts against the newest versions in the store: which are new, which correct an older one, which say the same.
//! A fact that says the same is never written again.

use super::Kept;
use super::rules::content::{Content, Placed};
use super::rules::reject::Reject;
use engine::{BatchRows, Fact, FactKind};
use platform::texts::{say, say_with};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Currency, Ratio};

/// What makes two facts versions of one line: source, document, line.
pub(super) type Key = (String, String, String);

/// The key of a fact.
pub(super) fn key(fact: &Fact) -> Key {
    (fact.source.clone(), fact.document.clone(), fact.line.clone())
}

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

/// What the incoming facts would do to the store.
#[derive(Clone, Debug, Default)]
pub(super) struct Comparison {
    /// The new and the corrected facts.
    pub(super) to_write: Vec<Fact>,
    /// The older versions that the corrected facts take the place of.
    pub(super) replaced: Vec<Fact>,
    /// What each file's facts do, in the order given.
    pub(super) kept: Vec<Kept>,
    /// What cannot be kept although it could be read, by file, in the order given.
    pub(super) rejects: Vec<Vec<Reject>>,
    /// By how much the store's totals change.
    pub(super) changes: ByKind<Sum>,
}

/// The facts of one file.
pub(super) struct FileFacts<'a> {
    pub(super) file: &'a str,
    pub(super) facts: &'a [Placed<Fact>],
}

impl<'a> FileFacts<'a> {
    pub(super) fn of(file: &'a str, content: &'a Content) -> Option<Self> {
        match content {
            Content::Facts(facts) => Some(Self { file, facts }),
            Content::Accounts(_)
            | Content::Staff(_)
            | Content::Positions(_)
            | Content::Assignments(_)
            | Content::Quotas(_)
            | Content::Rates(_)
            | Content::OpeningBalances(_)
            | Content::CoachingSessions(_)
            | Content::Contacts(_)
            | Content::Products(_)
            | Content::ExchangeRates(_)
            | Content::Holidays(_) => None,
        }
    }
}

/// The keys and the sources of the incoming facts: what has to be looked up in the store.
pub(super) fn wanted(files: &[FileFacts<'_>]) -> (BTreeSet<Key>, BTreeSet<String>) {
    let facts = || files.iter().flat_map(|file| file.facts).map(|placed| &placed.row);
    (facts().map(key).collect(), facts().map(|fact| fact.source.clone()).collect())
}

/// Compares the incoming facts with the newest version of each that the store holds.
pub(super) fn compare(files: &[FileFacts<'_>], newest: &BTreeMap<Key, Fact>) -> Comparison {
    let mut comparison = Comparison::default();
    let mut seen: BTreeMap<Key, (&str, &Placed<Fact>)> = BTreeMap::new();
    for file in files {
        let (mut kept, mut rejects) = (Kept::default(), Vec::new());
        for placed in file.facts {
            if let Some(reject) = too_large(file.file, placed) {
                rejects.push(reject);
                continue;
            }
            match seen.entry(key(&placed.row)) {
                Entry::Occupied(first) if first.get().1.row == placed.row => kept.unchanged += 1,
                Entry::Occupied(first) => rejects.push(said_otherwise(file.file, placed, *first.get())),
                Entry::Vacant(free) => {
                    let before = newest.get(free.key());
                    free.insert((file.file, placed));
                    comparison.take(&placed.row, before, &mut kept);
                }
            }
        }
        comparison.kept.push(kept);
        comparison.rejects.push(rejects);
    }
    comparison
}

impl Comparison {
    fn take(&mut self, fact: &Fact, before: Option<&Fact>, kept: &mut Kept) {
        match before {
            Some(before) if before == fact => {
                kept.unchanged += 1;
                return;
            }
            Some(before) => {
                kept.changed += 1;
                self.count(before, -1);
                self.replaced.push(before.clone());
            }
            None => kept.created += 1,
        }
        self.count(fact, 1);
        self.to_write.push(fact.clone());
    }
}

impl Comparison {
    /// What taking back does: `ours` are the facts of the import and the versions they took the place of; `newest` says which of them
    /// still count. What a later import corrected stays as that import said it.
    pub(super) fn taking_back(ours: BatchRows, newest: &BTreeMap<Key, (Fact, bool)>) -> Self {
        let mut older: BTreeMap<Key, Fact> = ours.replaced.into_iter().map(|fact| (key(&fact), fact)).collect();
        let (mut comparison, mut kept) = (Self::default(), Kept::default());
        for fact in ours.facts {
            let key = key(&fact);
            if !newest.get(&key).is_some_and(|(_, is_ours)| *is_ours) {
                kept.unchanged += 1;
                continue;
            }
            kept.changed += 1;
            comparison.count(&fact, -1);
            comparison.replaced.push(fact);
            if let Some(before) = older.remove(&key) {
                comparison.count(&before, 1);
                comparison.to_write.push(before);
            }
        }
        comparison.kept.push(kept);
        comparison
    }

    fn count(&mut self, fact: &Fact, count: i64) {
        let amount = fact.amount.to_ratio();
        let amount = if count < 0 { amount.neg() } else { amount };
        self.changes.entry((fact.kind, fact.currency)).or_default().plus(count, &amount);
    }

    /// The systems whose lines it touches.
    pub(super) fn sources(&self) -> BTreeSet<String> {
        let touched = self.to_write.iter().chain(&self.replaced);
        touched.map(|fact| fact.source.clone()).collect()
    }

    /// Whether the store stays as it is.
    pub(super) fn is_nothing(&self) -> bool {
        self.to_write.is_empty() && self.replaced.is_empty()
    }
}

/// Two files of one import that contradict each other: it is not ours to say which one is right.
fn said_otherwise(file: &str, placed: &Placed<Fact>, (other, first): (&str, &Placed<Fact>)) -> Reject {
    let reason = say_with("facts.said_otherwise", &[("file", other), ("line", &first.line.to_string())]);
    Reject::new(file, placed.line, reason, say("facts.said_otherwise_fix")).on("document", &placed.row.document)
}

/// The store keeps amounts as 64-bit whole numbers of their last decimal.
fn too_large(file: &str, placed: &Placed<Fact>) -> Option<Reject> {
    let amount = placed.row.amount;
    let quantity = placed.row.quantity.filter(|quantity| i64::try_from(quantity.units()).is_err());
    let (column, value) = match quantity {
        Some(quantity) => ("quantity", quantity),
        None if i64::try_from(amount.units()).is_err() => ("amount", amount),
        None => return None,
    };
    let reject = Reject::new(file, placed.line, say("facts.too_large"), say("facts.too_large_fix"));
    Some(reject.on(column, &value.to_string()))
}
