//! What imports said, batch by batch, whether a batch counts by itself or was put together with others since. It tells which import a
//! version is of and what stood before it, for whoever takes an import back.

use super::report::ImportId;
use super::shelf::problem;
use super::store::Catalogued;
use engine::{FactStore, Facts, Pinned};
use platform::Result;
use std::collections::BTreeMap;
use vocabulary::{BatchId, Instant};

/// A batch as an import brought it.
#[derive(Debug, Clone)]
pub(super) struct Logged {
    pub(super) batch: Catalogued,
    pub(super) import: ImportId,
    /// Since when the import is taken back, if it is.
    pub(super) taken_back: Option<Instant>,
}

/// The batches of imports, the oldest first. What took imports back and what put batches together says nothing by itself.
#[derive(Debug, Clone)]
pub(super) struct Log(pub(super) Vec<Logged>);

impl Logged {
    fn recorded(&self) -> Instant {
        self.batch.pinned.recorded
    }

    /// Whether it counted when another batch was brought.
    fn counted_at(&self, later: &Self) -> bool {
        self.recorded() < later.recorded() && self.taken_back.is_none_or(|at| at > later.recorded())
    }
}

impl Log {
    /// The batches of an import.
    pub(super) fn of(&self, import: ImportId) -> impl Iterator<Item = &Logged> {
        self.0.iter().filter(move |logged| logged.import == import)
    }

    /// The batches with lines of the same systems that are wanted.
    fn beside<'a>(&'a self, own: &'a Logged, wanted: impl Fn(&Logged) -> bool + 'a) -> Vec<Pinned> {
        let of_same = |logged: &&Logged| !logged.batch.sources.is_disjoint(&own.batch.sources) && wanted(logged);
        self.0.iter().filter(of_same).map(|logged| logged.batch.pinned.clone()).collect()
    }

    /// Of the facts of a batch those that no later import has corrected, unless that one is taken back itself.
    pub(super) fn uncorrected(&self, store: &FactStore, own: &Logged, said: &Facts) -> Result<Vec<bool>> {
        let since = self.beside(own, |logged| logged.recorded() >= own.recorded() && logged.taken_back.is_none());
        let mut uncorrected = vec![false; said.len()];
        let see = |row: usize, holder: &Pinned| set(&mut uncorrected, row, holder.id == own.batch.pinned.id);
        newest(store, &since, said, see)?;
        Ok(uncorrected)
    }

    /// What stood before some facts of a batch, as imports say it that are not taken back; `older` are the versions that the batch took the
    /// place of.
    pub(super) fn before(&self, store: &FactStore, own: &Logged, (leaves, older): (&Facts, Facts)) -> Result<Facts> {
        let mut returns = Facts::default();
        let mut open = vec![(own, stood(leaves, &older)?)];
        while let Some((own, stood)) = open.pop() {
            for (said_by, stood) in self.by_whom(store, own, stood)? {
                let Some(said_by) = said_by else {
                    returns.append(&stood);
                    continue;
                };
                // The import that said so was taken back since: what stood before that one returns.
                let (_, older) = store.read_facts(&said_by.batch.pinned).map_err(problem)?;
                open.push((said_by, self::stood(&stood, &older)?));
            }
        }
        Ok(returns)
    }

    /// Versions that stood when a batch was brought, by the batch that said them if its import was taken back since. Batches that are not
    /// kept any more are of imports that cannot have been.
    fn by_whom(&self, store: &FactStore, own: &Logged, stood: Facts) -> Result<Vec<(Option<&Logged>, Facts)>> {
        let taken_back = |logged: &Logged| logged.counted_at(own) && logged.taken_back.is_some();
        if stood.is_empty() || self.beside(own, taken_back).is_empty() {
            return Ok(vec![(None, stood)]);
        }
        let counted = self.beside(own, |logged| logged.counted_at(own));
        let mut by: Vec<Option<BatchId>> = vec![None; stood.len()];
        newest(store, &counted, &stood, |row, holder| set(&mut by, row, Some(holder.id)))?;
        let taken_back: BTreeMap<BatchId, &Logged> = self
            .0
            .iter()
            .filter(|logged| taken_back(logged))
            .map(|logged| (logged.batch.pinned.id, logged))
            .collect();
        let mut parts: BTreeMap<Option<BatchId>, Facts> = BTreeMap::new();
        for (fact, by) in stood.iter().zip(by) {
            let by = by.filter(|by| taken_back.contains_key(by));
            parts.entry(by).or_default().push(&fact).map_err(problem)?;
        }
        let part = |(by, facts): (Option<BatchId>, Facts)| (by.and_then(|by| taken_back.get(&by).copied()), facts);
        Ok(parts.into_iter().map(part).collect())
    }
}

fn set<T>(all: &mut [T], row: usize, value: T) {
    if let Some(known) = all.get_mut(row) {
        *known = value;
    }
}

fn newest(store: &FactStore, pinned: &[Pinned], wanted: &Facts, mut see: impl FnMut(usize, &Pinned)) -> Result<()> {
    store.newest(pinned, wanted, |row, holder, _| see(row, holder)).map_err(problem)
}

/// The older versions of some lines.
fn stood(lines: &Facts, older: &Facts) -> Result<Facts> {
    // Mostly there are few of them, or none.
    let places: BTreeMap<_, usize> = older.iter().map(|fact| (fact.source, fact.document, fact.line)).zip(0..).collect();
    let mut stood = Facts::default();
    for line in lines.iter().filter(|_| !places.is_empty()) {
        let at = places.get(&(line.source, line.document, line.line));
        if let Some(version) = at.and_then(|at| older.get(*at)) {
            stood.push(&version).map_err(problem)?;
        }
    }
    Ok(stood)
}
