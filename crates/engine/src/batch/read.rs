//! Opens batches for a computation: each block is checked before it is used, and damage is named, never computed over.

use std::collections::BTreeSet;
use std::fs::File;
use std::ops::{Bound, Range};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use arrow_array::{RecordBatch, RecordBatchReader};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection};
use parquet::file::metadata::{PageIndexPolicy, RowGroupMetaData};
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::statistics::Statistics;
use serde::{Deserialize, Serialize};
use vocabulary::{BatchId, Instant, Interval};

use super::checked::{BLOCK, Checked, Reading};
use super::columns::{self, FACT_COLUMNS, FactRows};
use super::index::{self, Marks};
use super::piece::{Constant, Lines};
use super::write::REPLACED;
use crate::lens::Lens;
use crate::{EngineProblem, FactStore, Facts};

/// A batch that a computation uses, as the catalogue knows it.
///
/// Batches say themselves which older versions their facts take the place of, so whoever pins a batch pins every batch recorded
/// before it too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// The batch.
    pub id: BatchId,
    /// Its file, as [`crate::BatchFile::name`].
    pub name: String,
    /// Its checksum, as [`crate::BatchFile::sha256`].
    pub sha256: String,
    /// When the facts became known.
    pub recorded: Instant,
}

impl FactStore {
    /// Reads everything that one batch holds, in the order on disk: its facts, and the older versions that it takes away, for its facts to
    /// take their place or for none.
    ///
    /// # Errors
    /// [`EngineProblem::Missing`], [`EngineProblem::Damaged`] or [`EngineProblem::Unreadable`], naming the file.
    pub fn read_facts(&self, pinned: &Pinned) -> Result<(Facts, Facts), EngineProblem> {
        let batch = self.open(pinned)?;
        let (mut facts, mut replaced) = (Facts::default(), Facts::default());
        for group in 0..batch.groups() {
            let record = batch.read(group, FACT_COLUMNS, None)?;
            let rows = FactRows::of(&record).map_err(|reason| batch.unreadable(reason))?;
            for row in 0..record.num_rows() {
                let fact = rows.fact(row).map_err(|reason| batch.unreadable(reason))?;
                match rows.is_replaced(row) {
                    true => replaced.push(&fact)?,
                    false => facts.push(&fact)?,
                }
            }
        }
        Ok((facts, replaced))
    }

    /// Removes the files of a batch that no catalogue names.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn remove(&self, name: &str) -> std::io::Result<()> {
        std::fs::remove_file(self.folder().join(name))?;
        std::fs::remove_file(self.folder().join(index::index_name(name)))
    }

    /// Reads all of a batch and of its index and checks every block, whether it was checked before or not.
    ///
    /// # Errors
    /// As for [`FactStore::read_batch`].
    pub fn verify(&self, pinned: &Pinned) -> Result<(), EngineProblem> {
        let batch = OpenBatch::open(self.folder(), pinned)?;
        batch.facts.prove_all()?;
        batch.marks.prove_all()
    }
}

/// A batch whose index is the one that the catalogue knows. Its blocks are checked as they are read.
#[derive(Debug)]
pub(crate) struct OpenBatch {
    facts: Arc<Checked>,
    marks: Marks,
    name: String,
    sha256: String,
    metadata: ArrowReaderMetadata,
    /// The same with the places of the pages, for whoever reads single rows.
    paged: OnceLock<Option<ArrowReaderMetadata>>,
    /// How many lines count, and how many take an older version away.
    counted: (u64, u64),
}

impl OpenBatch {
    pub(crate) fn open(folder: &Path, pinned: &Pinned) -> Result<OpenBatch, EngineProblem> {
        let name = pinned.name.clone();
        let unreadable = |reason: String| EngineProblem::Unreadable {
            file: pinned.name.clone(),
            reason,
        };
        if Path::new(&name).file_name().is_none_or(|file| file != name.as_str()) {
            return Err(unreadable("its name is not a plain file name".to_owned()));
        }
        let (facts, marks) = index::open(folder, pinned)?;
        let reading = Reading::of(&facts, BLOCK)?;
        let metadata = ArrowReaderMetadata::load(&reading, ArrowReaderOptions::new());
        let metadata = metadata.map_err(|problem| reading.found().or(&problem, unreadable))?;
        if metadata.schema().fields() != columns::schema().fields() {
            return Err(unreadable("its columns are not those of a fact batch".to_owned()));
        }
        let mut rows = 0;
        for group in metadata.metadata().row_groups() {
            rows += usize::try_from(group.num_rows()).map_err(|problem| unreadable(problem.to_string()))?;
        }
        let replaced = replaced(&metadata).ok_or_else(|| unreadable("it does not say how many older versions it takes away".to_owned()))?;
        let counted = super::write::count(rows).checked_sub(replaced);
        let counted = counted.ok_or_else(|| unreadable("it takes more older versions away than it has rows".to_owned()))?;
        Ok(OpenBatch {
            facts,
            marks,
            name,
            sha256: pinned.sha256.clone(),
            metadata,
            paged: OnceLock::new(),
            counted: (counted, replaced),
        })
    }

    pub(crate) fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// The lines of a row group as a lens looks at them. What is the same in all of them is not read.
    pub(crate) fn lines(&self, group: usize, lens: &Lens<'_>) -> Result<Lines, EngineProblem> {
        self.lines_of(group, lens, None)
    }

    /// The lines of some spans of rows within a row group.
    pub(crate) fn lines_of(&self, group: usize, lens: &Lens<'_>, spans: Option<&[Range<usize>]>) -> Result<Lines, EngineProblem> {
        let columns = lens.columns();
        let constants: Vec<(&str, Option<Constant>)> = columns.iter().map(|name| (*name, self.constant(group, name))).collect();
        // Days are always read: they tell how many rows there are.
        let read: Vec<&str> = constants
            .iter()
            .filter(|(name, constant)| constant.is_none() || *name == "date")
            .map(|(name, _)| *name)
            .collect();
        let record = self.read(group, &read, spans)?;
        Lines::of(&record, &constants).map_err(|reason| self.unreadable(reason))
    }

    /// Some columns of a row group: of all rows, or of some spans, which are in order and do not overlap.
    pub(crate) fn read(&self, group: usize, wanted: &[&str], spans: Option<&[Range<usize>]>) -> Result<RecordBatch, EngineProblem> {
        let rows = self.rows(group);
        let metadata = spans.and_then(|_| self.paged()).unwrap_or(&self.metadata);
        // Whole columns lie one behind the other; single pages do not.
        let ahead = if spans.is_some() { BLOCK } else { 8 * BLOCK };
        let reading = Reading::of(&self.facts, ahead)?;
        let found = reading.found();
        let problem = |said: &dyn std::fmt::Display| found.or(&said, |reason| self.unreadable(reason));
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(reading, metadata.clone());
        let mask = ProjectionMask::columns(builder.parquet_schema(), wanted.iter().copied());
        // A batch as large as the group: it comes in one piece.
        let builder = builder
            .with_projection(mask)
            .with_row_groups(vec![group])
            .with_batch_size(rows.max(1));
        let builder = match spans {
            Some(spans) => builder.with_row_selection(RowSelection::from_consecutive_ranges(spans.iter().cloned(), rows)),
            None => builder,
        };
        let mut reader = builder.build().map_err(|failed| problem(&failed))?;
        let schema = reader.schema();
        let record = reader.next().transpose();
        let record = record.map_err(|failed| problem(&failed))?;
        Ok(record.unwrap_or_else(|| RecordBatch::new_empty(schema)))
    }

    /// Where each row group begins, counted in rows.
    pub(crate) fn group_starts(&self) -> Vec<usize> {
        let rows = (0..self.groups()).map(|group| self.rows(group));
        let ends = rows.scan(0, |end, rows| Some(std::mem::replace(end, *end + rows)));
        ends.collect()
    }

    /// The marks of its keys.
    pub(crate) fn marks(&self) -> &Marks {
        &self.marks
    }

    /// How many rows a row group has.
    pub(crate) fn rows(&self, group: usize) -> usize {
        let rows = self.metadata.metadata().row_groups().get(group).map(RowGroupMetaData::num_rows);
        rows.and_then(|rows| usize::try_from(rows).ok()).unwrap_or_default()
    }

    /// Where the pages lie, read when it is first asked for; none for a file that does not say.
    fn paged(&self) -> Option<&ArrowReaderMetadata> {
        let read = || {
            let reading = Reading::of(&self.facts, BLOCK).ok()?;
            let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
            ArrowReaderMetadata::load(&reading, options).ok()
        };
        self.paged.get_or_init(read).as_ref()
    }

    /// The span of all rows of a row group.
    pub(crate) fn all_of(&self, group: usize) -> Vec<Range<usize>> {
        std::iter::once(0..self.rows(group)).collect()
    }

    /// The spans of rows of a row group that may hold lines of one of the accounts, by the minima and maxima kept for each page.
    pub(crate) fn spans_holding(&self, group: usize, accounts: &BTreeSet<&str>) -> Vec<Range<usize>> {
        let rows = self.rows(group);
        self.pages_holding(group, accounts, rows).unwrap_or_else(|| self.all_of(group))
    }

    fn pages_holding(&self, group: usize, accounts: &BTreeSet<&str>, rows: usize) -> Option<Vec<Range<usize>>> {
        let metadata = self.paged()?.metadata();
        let columns = metadata.row_group(group).columns().iter();
        let column = columns.enumerate().find(|(_, column)| column.column_descr().name() == "account")?.0;
        let ColumnIndexMetaData::BYTE_ARRAY(pages) = metadata.column_index()?.get(group)?.get(column)? else {
            return None;
        };
        let places = metadata.offset_index()?.get(group)?.get(column)?.page_locations();
        let firsts: Option<Vec<usize>> = places.iter().map(|place| usize::try_from(place.first_row_index).ok()).collect();
        let firsts = firsts?;
        let ends = firsts.iter().copied().skip(1).chain([rows]);
        let mut spans: Vec<Range<usize>> = Vec::new();
        for (page, (first, end)) in firsts.iter().copied().zip(ends).enumerate() {
            let may = match (pages.min_value(page).and_then(text), pages.max_value(page).and_then(text)) {
                (Some(least), Some(most)) => holds_some(accounts, least, most),
                _ => true,
            };
            match spans.last_mut() {
                Some(last) if may && last.end == first => last.end = end,
                Some(_) | None if may => spans.push(first..end),
                Some(_) | None => {}
            }
        }
        Some(spans)
    }

    /// The value that all rows of a row group have in a column, by the minima and maxima kept in the file.
    fn constant(&self, group: usize, name: &str) -> Option<Constant> {
        let kept = statistics(self.metadata.metadata().row_groups().get(group)?, name)?;
        if kept.null_count_opt() != Some(0) || !kept.min_is_exact() || !kept.max_is_exact() {
            return None;
        }
        match kept {
            Statistics::Boolean(kept) => (kept.min_opt()? == kept.max_opt()?).then_some(Constant::Flag(*kept.min_opt()?)),
            Statistics::Int32(kept) => (kept.min_opt()? == kept.max_opt()?).then_some(Constant::Number(i64::from(*kept.min_opt()?))),
            Statistics::Int64(kept) => (kept.min_opt()? == kept.max_opt()?).then_some(Constant::Number(*kept.min_opt()?)),
            Statistics::ByteArray(kept) if kept.min_opt()? == kept.max_opt()? => {
                let text = std::str::from_utf8(kept.min_opt()?.data()).ok()?;
                Some(Constant::Text(text.to_owned()))
            }
            Statistics::ByteArray(_)
            | Statistics::Int96(_)
            | Statistics::Float(_)
            | Statistics::Double(_)
            | Statistics::FixedLenByteArray(_) => None,
        }
    }

    /// Name and checksum, which tell it from every other batch.
    pub(crate) fn identity(&self) -> (&str, &str) {
        (&self.name, &self.sha256)
    }

    /// The name of the file.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// How many lines count, and how many take an older version away.
    pub(crate) fn lines_counted(&self) -> (u64, u64) {
        self.counted
    }

    /// The problem of a file whose content is not what it should be.
    pub(crate) fn unreadable(&self, reason: String) -> EngineProblem {
        EngineProblem::Unreadable {
            file: self.name.clone(),
            reason,
        }
    }

    /// The first and the last day among all lines; none when there are no lines.
    pub(crate) fn days(&self) -> Option<(i32, i32)> {
        let groups = self.metadata.metadata().row_groups().iter();
        let spans = groups.filter_map(|group| match statistics(group, "date")? {
            Statistics::Int32(kept) => Some((*kept.min_opt()?, *kept.max_opt()?)),
            Statistics::Boolean(_)
            | Statistics::Int64(_)
            | Statistics::Int96(_)
            | Statistics::Float(_)
            | Statistics::Double(_)
            | Statistics::ByteArray(_)
            | Statistics::FixedLenByteArray(_) => None,
        });
        spans.reduce(|(first, last), (from, to)| (first.min(from), last.max(to)))
    }

    /// The row groups that may hold lines of one of the accounts.
    pub(crate) fn groups_holding_some(&self, accounts: &BTreeSet<&str>) -> Vec<usize> {
        let groups = self.metadata.metadata().row_groups().iter().enumerate();
        groups
            .filter(|(_, group)| may_hold_some(group, accounts))
            .map(|(number, _)| number)
            .collect()
    }

    /// The row groups that may hold older versions which facts of this batch take the place of.
    pub(crate) fn groups_replacing(&self) -> Vec<usize> {
        let never = |group: &usize| matches!(self.constant(*group, "replaced"), Some(Constant::Flag(false)));
        (0..self.groups()).filter(|group| !never(group)).collect()
    }

    /// The row groups that may hold facts of this account and interval, by the minima and maxima kept in the file.
    pub(crate) fn groups_holding(&self, account: Option<&str>, interval: Option<Interval>) -> Vec<usize> {
        let groups = self.metadata.metadata().row_groups().iter().enumerate();
        groups
            .filter(|(_, group)| account.is_none_or(|account| may_hold_account(group, account)))
            .filter(|(_, group)| interval.is_none_or(|interval| may_hold_days(group, interval)))
            .map(|(number, _)| number)
            .collect()
    }
}

fn replaced(metadata: &ArrowReaderMetadata) -> Option<u64> {
    let told = metadata.metadata().file_metadata().key_value_metadata()?;
    let told = told.iter().find(|told| told.key == REPLACED)?;
    told.value.as_ref()?.parse().ok()
}

fn statistics<'a>(group: &'a RowGroupMetaData, name: &str) -> Option<&'a Statistics> {
    let column = group.columns().iter().find(|column| column.column_descr().name() == name)?;
    column.statistics()
}

fn may_hold_account(group: &RowGroupMetaData, account: &str) -> bool {
    let Some(kept) = statistics(group, "account") else { return true };
    let after_min = kept.min_bytes_opt().is_none_or(|min| min <= account.as_bytes());
    let before_max = kept.max_bytes_opt().is_none_or(|max| account.as_bytes() <= max);
    after_min && before_max
}

fn may_hold_some(group: &RowGroupMetaData, accounts: &BTreeSet<&str>) -> bool {
    let kept = statistics(group, "account");
    let ends = kept.and_then(|kept| Some((text(kept.min_bytes_opt()?)?, text(kept.max_bytes_opt()?)?)));
    ends.map_or(!accounts.is_empty(), |(first, last)| holds_some(accounts, first, last))
}

/// Whether one of the accounts lies between two others, both included.
fn holds_some(accounts: &BTreeSet<&str>, first: &str, last: &str) -> bool {
    let between = (Bound::Included(first), Bound::Included(last));
    first <= last && accounts.range::<str, _>(between).next().is_some()
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn may_hold_days(group: &RowGroupMetaData, interval: Interval) -> bool {
    let Some(Statistics::Int32(kept)) = statistics(group, "date") else {
        return true;
    };
    let (from, to) = day_numbers(interval);
    kept.max_opt().is_none_or(|last| from <= *last) && kept.min_opt().is_none_or(|first| *first < to)
}

/// An interval as day numbers `[from, to)`; an open end is as far as days go.
pub(crate) fn day_numbers(interval: Interval) -> (i32, i32) {
    (
        columns::day_number(interval.start()),
        interval.end().map_or(i32::MAX, columns::day_number),
    )
}

pub(super) fn open(path: &Path, name: &str) -> Result<File, EngineProblem> {
    File::open(path).map_err(|error| match error.kind() == std::io::ErrorKind::NotFound {
        true => EngineProblem::Missing { file: name.to_owned() },
        false => EngineProblem::Io {
            file: name.to_owned(),
            action: "opened",
            error,
        },
    })
}
