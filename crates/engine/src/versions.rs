//! Which versions of incoming lines the store holds already: the marks of a batch say where a key may stand, and only those rows are read.

use std::ops::Range;

use arrow_array::RecordBatch;
use rayon::prelude::*;

use crate::batch::columns::{FACT_COLUMNS, FactRows};
use crate::batch::read::{OpenBatch, Pinned};
use crate::facts::row_of;
use crate::{EngineProblem, FactRow, FactStore, Facts};

/// So many row groups are read at a time, by every core.
const GROUPS_AT_ONCE: usize = 4;
/// From one row in so many on, a row group is read as a whole.
const WHOLE_FROM: usize = 16;

impl FactStore {
    /// The newest version that the batches hold of each line that `wanted` has too: `see` is given the row of `wanted`, the batch and the
    /// version. A line that was taken away and did not come back has none.
    ///
    /// # Errors
    /// [`EngineProblem::Missing`], [`EngineProblem::Damaged`] or [`EngineProblem::Unreadable`], naming the file.
    pub fn newest(
        &self,
        pinned: &[Pinned],
        wanted: &Facts,
        mut see: impl FnMut(usize, &Pinned, &FactRow<'_>),
    ) -> Result<(), EngineProblem> {
        let mut ordered: Vec<&Pinned> = pinned.iter().collect();
        ordered.sort_by_key(|pinned| std::cmp::Reverse((pinned.recorded, pinned.id)));
        if pinned.is_empty() {
            return Ok(());
        }
        let mut open = wanted.marks().to_vec();
        for pinned in ordered {
            if open.is_empty() {
                break;
            }
            let batch = self.open(pinned)?;
            let mut settled = vec![false; open.len()];
            look_up(&batch, wanted, &open, |place, row, version| {
                if let Some(version) = version {
                    see(row, pinned, version);
                }
                if let Some(settled) = settled.get_mut(place) {
                    *settled = true;
                }
            })?;
            let mut settled = settled.into_iter();
            open.retain(|_| !settled.next().unwrap_or_default());
        }
        Ok(())
    }
}

/// Finds lines in one batch: the place among the open ones, the row of `wanted`, and the version; none where the batch takes it away.
/// A line that the batch takes away and says anew is told once, with what it says.
fn look_up(
    batch: &OpenBatch,
    wanted: &Facts,
    open: &[u64],
    mut told: impl FnMut(usize, usize, Option<&FactRow<'_>>),
) -> Result<(), EngineProblem> {
    let mut hits = batch.marks().find(open)?;
    hits.sort_unstable_by_key(|(place, row)| (*row, *place));
    let starts = batch.group_starts();
    let group_of = |row: usize| starts.partition_point(|start| *start <= row).saturating_sub(1);
    let groups: Vec<&[(usize, usize)]> = hits.chunk_by(|one, other| group_of(one.1) == group_of(other.1)).collect();
    let mut taken_away = Vec::new();
    for some in groups.chunks(GROUPS_AT_ONCE) {
        let read: Vec<_> = some
            .par_iter()
            .map(|hits| rows_of(batch, group_of(first_row(hits)), &starts, hits))
            .collect();
        for (hits, read) in some.iter().zip(read) {
            let (record, at) = read?;
            let rows = FactRows::of(&record).map_err(|reason| batch.unreadable(reason))?;
            for ((place, _), at) in hits.iter().zip(at) {
                let version = rows.fact(at).map_err(|reason| batch.unreadable(reason))?;
                let row = open.get(*place).copied().map(row_of).unwrap_or_default();
                if version.key() != wanted.key(row) {
                    continue;
                }
                match rows.is_replaced(at) {
                    true => taken_away.push((*place, row)),
                    false => told(*place, row, Some(&version)),
                }
            }
        }
    }
    for (place, row) in taken_away {
        told(place, row, None);
    }
    Ok(())
}

fn first_row(hits: &[(usize, usize)]) -> usize {
    hits.first().map(|(_, row)| *row).unwrap_or_default()
}

/// Some rows of a row group, and where in what was read each hit stands.
fn rows_of(batch: &OpenBatch, group: usize, starts: &[usize], hits: &[(usize, usize)]) -> Result<(RecordBatch, Vec<usize>), EngineProblem> {
    let start = starts.get(group).copied().unwrap_or_default();
    let rows: Vec<usize> = hits.iter().map(|(_, row)| row - start).collect();
    if rows.len() * WHOLE_FROM >= batch.rows(group) {
        return Ok((batch.read(group, FACT_COLUMNS, None)?, rows));
    }
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut at = Vec::with_capacity(rows.len());
    let mut read = 0_usize;
    for row in rows {
        match spans.last_mut() {
            // Two lines may have one mark: the row is read once.
            Some(last) if last.end > row => {}
            Some(last) if last.end == row => {
                last.end = row + 1;
                read += 1;
            }
            Some(_) | None => {
                spans.push(row..row + 1);
                read += 1;
            }
        }
        at.push(read - 1);
    }
    Ok((batch.read(group, FACT_COLUMNS, Some(&spans))?, at))
}
