//! Opens batches for a computation: the checksum is verified first, and damage is named, never computed over.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::statistics::Statistics;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use vocabulary::{BatchId, Instant, Interval};

use super::columns::{self, FACT_COLUMNS, FactRows};
use super::write::{GROUP_ROWS, hexadecimal};
use crate::{EngineProblem, Fact};

/// A batch that a computation uses, as the catalogue knows it.
/// Of two versions of a fact the one in the batch recorded later counts; at the same instant, the one with the greater id.
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

/// Reads every fact of one batch, in the order on disk.
///
/// # Errors
/// [`EngineProblem::Missing`], [`EngineProblem::Damaged`] or [`EngineProblem::Unreadable`], naming the file.
pub fn read_batch(folder: &Path, pinned: &Pinned) -> Result<Vec<Fact>, EngineProblem> {
    let batch = OpenBatch::open(folder, pinned)?;
    let mut facts = Vec::new();
    batch.each(FACT_COLUMNS, 0..batch.groups(), |_, record| {
        let rows = FactRows::of(record)?;
        for row in 0..record.num_rows() {
            facts.push(rows.fact(row)?);
        }
        Ok(())
    })?;
    Ok(facts)
}

/// Opens the pinned batches in the order in which they supersede one another, oldest first, each once.
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
    pub(crate) rows: usize,
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
        Ok(OpenBatch {
            path,
            name,
            metadata,
            first_rows,
            rows,
        })
    }

    pub(crate) fn groups(&self) -> usize {
        self.first_rows.len()
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
