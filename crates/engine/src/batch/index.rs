//! What stands beside a batch: the checksums of its blocks, and the marks of its keys in order.
//!
//! The catalogue keeps the checksum of the head of this file. The head holds the checksums of all blocks, of the facts and of the marks,
//! so that any part of either file is proved by reading that part alone. A mark is 40 bits of a key's hash and 24 bits of its row.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use std::sync::Arc;

use super::checked::{BLOCK, Checked, Sum, Summing, checksum};
use super::read::Pinned;
use super::write::count;
use crate::EngineProblem;
use crate::facts::ROW_BITS;

/// How the file begins; the number is the version of the format.
const MAGIC: &[u8; 8] = b"mainsta1";
/// The beginning, the length of the facts in bytes, the number of marks.
const FIXED: usize = 24;
/// Bytes of a mark.
const MARK: usize = 8;

/// The name of the file beside a batch.
pub(crate) fn index_name(batch: &str) -> String {
    format!("{}.index", batch.strip_suffix(".parquet").unwrap_or(batch))
}

/// The marks of a batch as they are on disk.
#[derive(Debug)]
pub(crate) struct Marks {
    checked: Arc<Checked>,
    count: u64,
}

/// Writes the file beside a batch; what it answers goes into the catalogue.
pub(crate) fn write(to: File, (length, sums): (u64, &[Sum]), marks: &[u64]) -> std::io::Result<String> {
    let bytes = |marks: &[u64]| -> Vec<u8> { marks.iter().flat_map(|mark| mark.to_le_bytes()).collect() };
    let mut summing = Summing::default();
    for some in marks.chunks(BLOCK) {
        summing.see(&bytes(some));
    }
    let (_, of_marks) = summing.finish();
    let mut head = Vec::with_capacity(FIXED + (sums.len() + of_marks.len()) * size_of::<Sum>());
    head.extend_from_slice(MAGIC);
    head.extend_from_slice(&length.to_le_bytes());
    head.extend_from_slice(&count(marks.len()).to_le_bytes());
    for sum in sums.iter().chain(&of_marks) {
        head.extend_from_slice(sum);
    }
    let mut file = BufWriter::new(to);
    file.write_all(&head)?;
    for some in marks.chunks(BLOCK) {
        file.write_all(&bytes(some))?;
    }
    file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    Ok(checksum(&head))
}

/// The facts and the marks of a batch, if the head of its index is the one that the catalogue knows.
pub(super) fn open(folder: &Path, pinned: &Pinned) -> Result<(Arc<Checked>, Marks), EngineProblem> {
    let name = &pinned.name;
    let (path, beside) = (folder.join(name), folder.join(index_name(name)));
    let io = |error| EngineProblem::Io {
        file: name.clone(),
        action: "read",
        error,
    };
    let damaged = |expected: String, found: String| EngineProblem::Damaged {
        file: name.clone(),
        expected,
        found,
    };
    let on_disk = super::read::open(&path, name)?.metadata().map_err(io)?.len();
    let mut file = super::read::open(&beside, name)?;
    let mut head = Vec::new();
    (&mut file).take(count(FIXED)).read_to_end(&mut head).map_err(io)?;
    let number = |at: usize| head.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
    let told = number(8).zip(number(16)).filter(|_| head.starts_with(MAGIC));
    let whole = file.metadata().map_err(io)?.len();
    let blocks = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX).div_ceil(BLOCK);
    // Lengths are believed only if they fit the files, so that a damaged one cannot ask for all memory.
    let fits = |(length, marks): &(u64, u64)| *length == on_disk && marks.checked_mul(count(MARK)).is_some_and(|bytes| bytes <= whole);
    let expected = || format!("the checksum {}", pinned.sha256);
    let Some((length, marks)) = told.filter(fits) else {
        return Err(damaged(expected(), format!("{on_disk} bytes and an index that does not fit them")));
    };
    let (of_facts, of_marks) = (blocks(length), blocks(marks * count(MARK)));
    let sums = count((of_facts + of_marks) * size_of::<Sum>());
    (&mut file).take(sums).read_to_end(&mut head).map_err(io)?;
    let found = checksum(&head);
    if found != pinned.sha256 {
        return Err(damaged(expected(), found));
    }
    if whole != count(head.len()) + marks * count(MARK) {
        return Err(damaged("marks of all its keys".to_owned(), format!("an index of {whole} bytes")));
    }
    let mut all: Vec<Sum> = head.get(FIXED..).unwrap_or_default().as_chunks().0.to_vec();
    let of_marks = all.split_off(of_facts.min(all.len()));
    let facts = Arc::new(Checked::new(&path, name, (0, length), all));
    let stretch = (count(head.len()), marks * count(MARK));
    let checked = Arc::new(Checked::new(&beside, name, stretch, of_marks));
    Ok((facts, Marks { checked, count: marks }))
}

/// The checksum of the head of an index.
pub(super) fn checksum_of(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    (&mut file).take(count(FIXED)).read_to_end(&mut head)?;
    let number = |at: usize| {
        head.get(at..at + 8)
            .and_then(|bytes| bytes.try_into().ok())
            .map(u64::from_le_bytes)
            .unwrap_or_default()
    };
    let blocks = |bytes: u64| bytes.div_ceil(count(BLOCK));
    let sums = blocks(number(8)).saturating_add(blocks(number(16).saturating_mul(count(MARK))));
    (&mut file)
        .take(sums.saturating_mul(count(size_of::<Sum>())))
        .read_to_end(&mut head)?;
    Ok(checksum(&head))
}

impl Marks {
    /// Reads everything and checks it again.
    pub(super) fn prove_all(&self) -> Result<(), EngineProblem> {
        self.checked.prove_all()
    }

    /// The rows whose keys have the mark of one that is wanted: the place among the wanted and the row, by the wanted.
    /// `wanted` is in order; what its rows are does not matter.
    pub(crate) fn find(&self, wanted: &[u64]) -> Result<Vec<(usize, usize)>, EngineProblem> {
        let mut found = Vec::new();
        if wanted.is_empty() || self.count == 0 {
            return Ok(found);
        }
        let mut file = self.checked.open()?;
        // Marks are spread evenly, so one of them is found by reading one block or two; many of them are found by reading all.
        let one_by_one = count(wanted.len()).saturating_mul(4 * count(BLOCK)) < self.checked.length();
        let step = count(if one_by_one { BLOCK } else { 64 * BLOCK });
        let end = self.checked.length();
        let mut window: (u64, Vec<u64>) = (0, Vec::new());
        let (mut next, mut place) = (0, 0);
        for same in wanted.chunk_by(|one, other| one >> ROW_BITS == other >> ROW_BITS) {
            let places = place..place + same.len();
            place = places.end;
            let Some(mark) = same.first() else { continue };
            let least = mark >> ROW_BITS << ROW_BITS;
            let in_window = window.1.first().is_some_and(|first| *first <= least) && window.1.last().is_some_and(|last| least <= *last);
            let mut at = match (in_window, one_by_one) {
                (true, _) => window.0,
                (false, true) => self.before(&mut file, least)?,
                (false, false) => next,
            };
            loop {
                if at >= end {
                    break;
                }
                if window.0 != at || window.1.is_empty() {
                    window = (at, self.marks(&mut file, at..(at + step).min(end))?);
                }
                let rest = window.1.partition_point(|known| *known < least);
                let alike = window
                    .1
                    .iter()
                    .skip(rest)
                    .take_while(|known| *known >> ROW_BITS == mark >> ROW_BITS);
                for known in alike {
                    found.extend(places.clone().map(|place| (place, crate::facts::row_of(*known))));
                }
                // The next window may go on with the same mark, or begin with it.
                if window.1.last().is_some_and(|last| *last >> ROW_BITS > mark >> ROW_BITS) {
                    break;
                }
                at += step;
            }
            next = at.min(end.saturating_sub(1) / step * step);
        }
        Ok(found)
    }

    /// The beginning of a block in which the first mark not below `least` stands, or before it.
    fn before(&self, file: &mut File, least: u64) -> Result<u64, EngineProblem> {
        let guess = u64::try_from((u128::from(least) * u128::from(self.count)) >> 64).unwrap_or_default();
        let block = count(BLOCK);
        let mut at = guess * count(MARK) / block * block;
        while at > 0 {
            let first = self.marks(file, at..at + count(MARK))?;
            if first.first().is_some_and(|first| *first < least) {
                break;
            }
            at = at.saturating_sub(block);
        }
        Ok(at)
    }

    fn marks(&self, file: &mut File, range: std::ops::Range<u64>) -> Result<Vec<u64>, EngineProblem> {
        let bytes = self.checked.read(file, range)?;
        Ok(bytes.as_chunks().0.iter().map(|mark| u64::from_le_bytes(*mark)).collect())
    }
}
