//! Which facts no longer count because a newer version of the same source, document and line exists.
//! Keys are compared by hash first and exactly only where a hash occurs twice; usually none does.

use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;

use crate::EngineProblem;
use crate::batch::columns::{KEY_COLUMNS, KeyRows};
use crate::batch::read::OpenBatch;
use crate::fact::Key;

/// How many keys are compared at a time: 8 bytes each, so a pass takes about 128 MB however many facts there are.
const PASS_ROWS_MAX: usize = 16_000_000;

type KeyText<'a> = (&'a str, &'a str, &'a str);

/// Hash of a key; the same in every process, so that work can be divided by it.
pub(crate) fn key_hash(key: KeyText<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// Rows of a batch that are marked, one bit each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Marked {
    bits: Vec<u64>,
}

impl Marked {
    fn mark(&mut self, row: usize) {
        let word = row / 64;
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        if let Some(bits) = self.bits.get_mut(word) {
            *bits |= 1 << (row % 64);
        }
    }

    pub(crate) fn contains(&self, row: usize) -> bool {
        self.bits.get(row / 64).is_some_and(|bits| bits & (1 << (row % 64)) != 0)
    }
}

/// The superseded rows of each batch. Batches come in the order in which they supersede one another, oldest first.
pub(crate) fn superseded(batches: &[OpenBatch]) -> Result<Vec<Marked>, EngineProblem> {
    superseded_by(batches, key_hash, PASS_ROWS_MAX)
}

/// The superseded rows among the facts whose key hashes are `wanted`; rows with other hashes are not looked at.
pub(crate) fn superseded_among(batches: &[OpenBatch], mut wanted: Vec<u64>) -> Result<Vec<Marked>, EngineProblem> {
    let mut marked = vec![Marked::default(); batches.len()];
    if batches.len() > 1 {
        wanted.sort_unstable();
        confirm(batches, &wanted, key_hash, &mut marked)?;
    }
    Ok(marked)
}

fn superseded_by(batches: &[OpenBatch], hash: fn(KeyText<'_>) -> u64, pass_rows_max: usize) -> Result<Vec<Marked>, EngineProblem> {
    let mut marked = vec![Marked::default(); batches.len()];
    // A batch never holds a key twice, so a single one has nothing to supersede.
    if batches.len() < 2 {
        return Ok(marked);
    }
    let rows: usize = batches.iter().map(|batch| batch.rows).sum();
    let passes = u64::try_from(rows.div_ceil(pass_rows_max)).expect("a count fits 64 bits");
    for pass in 0..passes {
        let repeated = repeated(batches, |key| Some(hash(key)).filter(|hash| hash % passes == pass))?;
        if !repeated.is_empty() {
            confirm(batches, &repeated, hash, &mut marked)?;
        }
    }
    Ok(marked)
}

/// The hashes that occur more than once, sorted.
fn repeated(batches: &[OpenBatch], hash: impl Fn(KeyText<'_>) -> Option<u64> + Sync) -> Result<Vec<u64>, EngineProblem> {
    let found = per_batch(batches, |batch, keep: &mut Vec<u64>| {
        batch.each(KEY_COLUMNS, 0..batch.groups(), |_, record| {
            let keys = KeyRows::of(record)?;
            keep.extend((0..record.num_rows()).filter_map(|row| hash(keys.key(row))));
            Ok(())
        })
    })?;
    let mut hashes: Vec<u64> = found.into_iter().flatten().collect();
    hashes.par_sort_unstable();
    let next = hashes.iter().skip(1);
    let mut repeated: Vec<u64> = hashes
        .iter()
        .zip(next)
        .filter(|(hash, next)| hash == next)
        .map(|(hash, _)| *hash)
        .collect();
    repeated.dedup();
    Ok(repeated)
}

/// Compares the keys behind the suspected hashes exactly and marks all but the newest version of each.
fn confirm(batches: &[OpenBatch], suspected: &[u64], hash: fn(KeyText<'_>) -> u64, marked: &mut [Marked]) -> Result<(), EngineProblem> {
    let found = per_batch(batches, |batch, keep: &mut Vec<(Key, usize)>| {
        batch.each(KEY_COLUMNS, 0..batch.groups(), |first, record| {
            let keys = KeyRows::of(record)?;
            for row in 0..record.num_rows() {
                let key = keys.key(row);
                if suspected.binary_search(&hash(key)).is_ok() {
                    let (source, document, line) = key;
                    let key = (source.to_owned(), document.to_owned(), line.to_owned());
                    keep.push((key, first + row));
                }
            }
            Ok(())
        })
    })?;
    let mut versions: Vec<(Key, usize, usize)> = Vec::new();
    for (age, rows) in found.into_iter().enumerate() {
        versions.extend(rows.into_iter().map(|(key, row)| (key, age, row)));
    }
    versions.par_sort_unstable();
    for ((key, batch, row), (next, _, _)) in versions.iter().zip(versions.iter().skip(1)) {
        if key == next
            && let Some(marked) = marked.get_mut(*batch)
        {
            marked.mark(*row);
        }
    }
    Ok(())
}

/// Collects something from every batch in parallel, in the order of the batches; the first problem in that order wins.
fn per_batch<T: Send + Default>(
    batches: &[OpenBatch],
    collect: impl Fn(&OpenBatch, &mut T) -> Result<(), EngineProblem> + Sync,
) -> Result<Vec<T>, EngineProblem> {
    let found: Vec<Result<T, EngineProblem>> = batches
        .par_iter()
        .map(|batch| {
            let mut kept = T::default();
            collect(batch, &mut kept).map(|()| kept)
        })
        .collect();
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{Marked, superseded, superseded_by};
    use crate::Fact;
    use crate::batch::read::open_all;
    use crate::tests::shelf::{Shelf, fact};

    fn versions() -> Shelf {
        let facts =
            |numbers: std::ops::Range<u8>| -> Vec<Fact> { numbers.map(|number| fact(&number.to_string(), "2027-03-01", "1")).collect() };
        Shelf::holding(&[facts(0..30), facts(20..40), facts(25..26)])
    }

    fn marked(marked: &[Marked]) -> Vec<usize> {
        marked
            .iter()
            .map(|marked| (0..64).filter(|row| marked.contains(*row)).count())
            .collect()
    }

    #[test]
    fn keys_whose_hashes_collide_are_compared_exactly() {
        let shelf = versions();
        let batches = open_all(shelf.folder.path(), &shelf.pinned).unwrap();
        let by_hash = superseded(&batches).unwrap();
        assert_eq!(marked(&by_hash), [10, 1, 0]);
        assert_eq!(superseded_by(&batches, |_| 7, 1_000).unwrap(), by_hash);
    }

    #[test]
    fn many_passes_find_the_same_as_one() {
        let shelf = versions();
        let batches = open_all(shelf.folder.path(), &shelf.pinned).unwrap();
        let many = superseded_by(&batches, super::key_hash, 3).unwrap();
        assert_eq!(many, superseded(&batches).unwrap());
    }
}
