//! Opens batches for a computation: the checksum is verified first, and damage is named, never computed over.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::ops::{Bound, Range};
use std::path::{Path, PathBuf};

use arrow_array::{Array, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray, UInt8Array};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::statistics::Statistics;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use vocabulary::{BatchId, Instant, Interval};

use super::columns::{self, FACT_COLUMNS, FactRows, Names};
use super::tally::micro;
use super::write::{GROUP_ROWS, REPLACED, hexadecimal};
use crate::lens::Lens;
use crate::{EngineProblem, Fact};

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

/// Reads every fact of one batch, in the order on disk, without the older versions that they take the place of.
///
/// # Errors
/// [`EngineProblem::Missing`], [`EngineProblem::Damaged`] or [`EngineProblem::Unreadable`], naming the file.
pub fn read_batch(folder: &Path, pinned: &Pinned) -> Result<Vec<Fact>, EngineProblem> {
    let batch = OpenBatch::open(folder, pinned)?;
    let mut facts = Vec::new();
    batch.each(FACT_COLUMNS, 0..batch.groups(), |_, record| {
        let rows = FactRows::of(record)?;
        for row in (0..record.num_rows()).filter(|row| !rows.is_replaced(*row)) {
            facts.push(rows.fact(row)?);
        }
        Ok(())
    })?;
    Ok(facts)
}

/// Opens the pinned batches in the order in which they were recorded, oldest first, each once.
pub(crate) fn open_all(folder: &Path, pinned: &[Pinned]) -> Result<Vec<OpenBatch>, EngineProblem> {
    let mut ordered: Vec<&Pinned> = pinned.iter().collect();
    ordered.sort_by_key(|pinned| (pinned.recorded, pinned.id));
    ordered.dedup_by_key(|pinned| pinned.id);
    let opened: Vec<Result<OpenBatch, EngineProblem>> = ordered.into_par_iter().map(|pinned| OpenBatch::open(folder, pinned)).collect();
    // Collected one by one, so that of several damaged batches the oldest is always the one named.
    opened.into_iter().collect()
}

/// A batch whose checksum was found right.
pub(crate) struct OpenBatch {
    path: PathBuf,
    name: String,
    metadata: ArrowReaderMetadata,
    /// Number of the first row of each row group.
    first_rows: Vec<usize>,
    /// How many lines count, and how many take an older version away.
    counted: (u64, u64),
}

/// The one value that a column has in all rows of a row group.
enum Constant {
    Text(String),
    Number(i64),
    Flag(bool),
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
        let path = folder.join(&name);
        let found = checksum(&path, &name)?;
        if found != pinned.sha256 {
            return Err(EngineProblem::Damaged {
                file: name,
                expected: pinned.sha256.clone(),
                found,
            });
        }
        let file = open(&path, &name)?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(|problem| unreadable(problem.to_string()))?;
        if metadata.schema().fields() != columns::schema().fields() {
            return Err(unreadable("its columns are not those of a fact batch".to_owned()));
        }
        let mut rows = 0;
        let mut first_rows = Vec::new();
        for group in metadata.metadata().row_groups() {
            first_rows.push(rows);
            rows += usize::try_from(group.num_rows()).map_err(|problem| unreadable(problem.to_string()))?;
        }
        let replaced = replaced(&metadata).ok_or_else(|| unreadable("it does not say how many older versions it takes away".to_owned()))?;
        let counted = super::write::count(rows).checked_sub(replaced);
        let counted = counted.ok_or_else(|| unreadable("it takes more older versions away than it has rows".to_owned()))?;
        Ok(OpenBatch {
            path,
            name,
            metadata,
            first_rows,
            counted: (counted, replaced),
        })
    }

    pub(crate) fn groups(&self) -> usize {
        self.first_rows.len()
    }

    /// The lines of a row group as a lens looks at them. What is the same in all of them is not read.
    pub(crate) fn lines(&self, group: usize, lens: &Lens<'_>) -> Result<Lines, EngineProblem> {
        let columns = lens.columns();
        let constants: Vec<(&str, Option<Constant>)> = columns.iter().map(|name| (*name, self.constant(group, name))).collect();
        // Days are always read: they tell how many rows there are.
        let read: Vec<&str> = constants
            .iter()
            .filter(|(name, constant)| constant.is_none() || *name == "date")
            .map(|(name, _)| *name)
            .collect();
        let mut lines = None;
        self.each(&read, group..group + 1, |_, record| {
            if lines.is_some() {
                return Err("a row group is larger than it was written".to_owned());
            }
            lines = Some(Lines::of(record, &constants)?);
            Ok(())
        })?;
        lines.ok_or_else(|| EngineProblem::Unreadable {
            file: self.name.clone(),
            reason: "a row group is empty".to_owned(),
        })
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
            _ => None,
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

    /// Shows `see` the rows of some row groups, piece by piece, with the number of each piece's first row in the batch.
    pub(crate) fn each(
        &self,
        wanted: &[&str],
        groups: Range<usize>,
        mut see: impl FnMut(usize, &RecordBatch) -> Result<(), String>,
    ) -> Result<(), EngineProblem> {
        let unreadable = |reason: String| EngineProblem::Unreadable {
            file: self.name.clone(),
            reason,
        };
        let mut first = self.first_rows.get(groups.start).copied().unwrap_or_default();
        let file = open(&self.path, &self.name)?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let mask = ProjectionMask::columns(builder.parquet_schema(), wanted.iter().copied());
        let reader = builder
            .with_projection(mask)
            .with_row_groups(groups.collect())
            .with_batch_size(GROUP_ROWS)
            .build()
            .map_err(|problem| unreadable(problem.to_string()))?;
        for record in reader {
            let record = record.map_err(|problem| unreadable(problem.to_string()))?;
            see(first, &record).map_err(unreadable)?;
            first += record.num_rows();
        }
        Ok(())
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

/// The lines of one row group, as far as a lens looks at them.
pub(crate) struct Lines {
    pub(crate) rows: usize,
    pub(crate) date: Date32Array,
    pub(crate) account: Names,
    pub(crate) kind: Names,
    pub(crate) currency: Names,
    pub(crate) seller: Option<Names>,
    pub(crate) source: Option<Names>,
    pub(crate) product: Option<Names>,
    pub(crate) document: Option<StringArray>,
    units: Int64Array,
    scale: UInt8Array,
    /// Lines that count negatively; none when no line does.
    replaced: Option<BooleanArray>,
}

impl Lines {
    fn of(record: &RecordBatch, constants: &[(&str, Option<Constant>)]) -> Result<Lines, String> {
        let rows = record.num_rows();
        let wanted = |name: &str| {
            constants
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, constant)| constant.as_ref())
        };
        let names = |name: &str| match wanted(name) {
            None => Ok(None),
            Some(Some(Constant::Text(text))) => Ok(Some(Names::constant(text, rows))),
            Some(_) => Names::of(record, name).map(Some),
        };
        let required = |name: &str| {
            names(name)?
                .filter(Names::is_complete)
                .ok_or_else(|| format!("a fact lacks its {name}"))
        };
        let lines = Lines {
            rows,
            date: columns::days(record, "date")?,
            account: required("account")?,
            kind: required("kind")?,
            currency: required("currency")?,
            seller: names("seller")?,
            source: names("source")?,
            product: names("product")?,
            document: match wanted("document") {
                None => None,
                Some(Some(Constant::Text(text))) => Some(StringArray::from(vec![text.as_str(); rows])),
                Some(_) => Some(columns::texts(record, "document")?),
            },
            units: match wanted("units") {
                Some(Some(Constant::Number(units))) => Int64Array::from(vec![*units; rows]),
                Some(_) | None => columns::integers(record, "units")?,
            },
            scale: match wanted("scale") {
                Some(Some(Constant::Number(scale))) => UInt8Array::from(vec![u8::try_from(*scale).unwrap_or(u8::MAX); rows]),
                Some(_) | None => columns::scales(record, "scale")?,
            },
            replaced: match wanted("replaced") {
                Some(Some(Constant::Flag(false))) | None => None,
                Some(Some(Constant::Flag(true))) => Some(BooleanArray::from(vec![true; rows])),
                Some(_) => Some(columns::flags(record, "replaced")?),
            },
        };
        let missing = [lines.date.null_count(), lines.units.null_count(), lines.scale.null_count()];
        match missing.iter().any(|nulls| *nulls > 0) {
            true => Err("a fact lacks its day or amount".to_owned()),
            false => columns::scales_are_known(&lines.scale).map(|()| lines),
        }
    }

    /// The amount in whole units of its last decimal.
    pub(crate) fn units(&self, row: usize) -> i64 {
        self.units.value(row)
    }

    pub(crate) fn scale(&self, row: usize) -> u8 {
        self.scale.value(row)
    }

    /// The amount in millionths.
    pub(crate) fn micro(&self, row: usize) -> i128 {
        micro(i128::from(self.units(row)), self.scale(row)).expect("scales were checked when the lines were read")
    }

    /// Whether the line takes an older version away.
    pub(crate) fn is_replaced(&self, row: usize) -> bool {
        self.replaced.as_ref().is_some_and(|replaced| replaced.value(row))
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
    let Some((first, last)) = ends else { return !accounts.is_empty() };
    accounts
        .range::<str, _>((Bound::Included(first), Bound::Included(last)))
        .next()
        .is_some()
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

fn open(path: &Path, name: &str) -> Result<File, EngineProblem> {
    File::open(path).map_err(|error| match error.kind() == std::io::ErrorKind::NotFound {
        true => EngineProblem::Missing { file: name.to_owned() },
        false => EngineProblem::Io {
            file: name.to_owned(),
            action: "opened",
            error,
        },
    })
}

/// SHA-256 of a file, hexadecimal.
pub(crate) fn checksum(path: &Path, name: &str) -> Result<String, EngineProblem> {
    let mut file = open(path, name)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut buffer).map_err(|error| EngineProblem::Io {
            file: name.to_owned(),
            action: "read",
            error,
        })?;
        if read == 0 {
            return Ok(hexadecimal(hash));
        }
        hash.update(buffer.get(..read).unwrap_or_default());
    }
}
