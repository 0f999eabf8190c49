//! What counts after everything that batches say: the newest version of each line, read again from many batches to be written as few.

use std::collections::BTreeMap;

use rayon::prelude::*;
use vocabulary::{Day, Interval};

use crate::batch::columns::{self, FACT_COLUMNS, FactRows, day_of};
use crate::batch::read::{Pinned, day_numbers};
use crate::{EngineProblem, FactStore, Facts};

impl FactStore {
    /// How many lines the batches hold on each day, older versions counted too.
    ///
    /// # Errors
    /// [`EngineProblem::Missing`], [`EngineProblem::Damaged`] or [`EngineProblem::Unreadable`], naming the file.
    pub fn lines_by_day(&self, pinned: &[Pinned]) -> Result<BTreeMap<Day, u64>, EngineProblem> {
        let mut all: BTreeMap<i32, u64> = BTreeMap::new();
        for batch in self.open_all(pinned)? {
            let count = |group: usize| {
                let record = batch.read(group, &["date"], None)?;
                let days = columns::days(&record, "date").map_err(|reason| batch.unreadable(reason))?;
                let mut counts: BTreeMap<i32, u64> = BTreeMap::new();
                for day in days.values() {
                    *counts.entry(*day).or_default() += 1;
                }
                Ok(counts)
            };
            let counted: Vec<Result<BTreeMap<i32, u64>, EngineProblem>> = (0..batch.groups()).into_par_iter().map(count).collect();
            for counts in counted {
                for (day, lines) in counts? {
                    *all.entry(day).or_default() += lines;
                }
            }
        }
        Ok(all.into_iter().map(|(day, lines)| (day_of(day), lines)).collect())
    }

    /// The facts of some days that count: versions that no other takes the place of.
    ///
    /// # Errors
    /// As for [`FactStore::lines_by_day`]; [`EngineProblem::Unbalanced`] when a version is taken away that none of the batches holds.
    pub fn standing(&self, pinned: &[Pinned], span: Interval) -> Result<Facts, EngineProblem> {
        let (from, to) = day_numbers(span);
        let (mut facts, mut replaced) = (Facts::default(), Facts::default());
        for batch in self.open_all(pinned)? {
            for group in batch.groups_holding(None, Some(span)) {
                let record = batch.read(group, FACT_COLUMNS, None)?;
                let rows = FactRows::of(&record).map_err(|reason| batch.unreadable(reason))?;
                for row in 0..record.num_rows() {
                    let day = rows.date.value(row);
                    if day < from || to <= day {
                        continue;
                    }
                    let fact = rows.fact(row).map_err(|reason| batch.unreadable(reason))?;
                    match rows.is_replaced(row) {
                        true => replaced.push(&fact)?,
                        false => facts.push(&fact)?,
                    }
                }
            }
        }
        without(facts, &replaced)
    }
}

/// The facts but for as many as are taken away, each by one that says the same.
fn without(facts: Facts, replaced: &Facts) -> Result<Facts, EngineProblem> {
    if replaced.is_empty() {
        return Ok(facts);
    }
    let mut taken: BTreeMap<(&str, &str, &str), Vec<usize>> = BTreeMap::new();
    for row in 0..replaced.len() {
        taken.entry(replaced.key(row)).or_default().push(row);
    }
    let mut kept = Facts::default();
    for (row, fact) in facts.iter().enumerate() {
        let versions = taken.get_mut(&facts.key(row));
        let same = versions.and_then(|versions| {
            let at = versions.iter().position(|version| replaced.get(*version) == Some(fact))?;
            Some(versions.swap_remove(at))
        });
        if same.is_none() {
            kept.push(&fact)?;
        }
    }
    match taken.values().all(Vec::is_empty) {
        true => Ok(kept),
        false => Err(EngineProblem::Unbalanced),
    }
}
