//! Writes one import's facts as an immutable batch: sorted by account within month, so that a run reads neighbours together.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::add_encoded_arrow_schema_to_metadata;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, Encoding};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use vocabulary::{BatchId, Currency, Interval, Scaled};

use super::checked::{Sum, Summing};
use super::columns::{self, place};
use super::index;
use crate::facts::{ROW_BITS, row_of};
use crate::{EngineProblem, Fact, FactKind, FactStore, Facts};

/// Rows per row group: one dictionary each, and the grain at which account and date are skipped on reading.
/// Tests use small groups, so that a handful of facts fills several.
pub(crate) const GROUP_ROWS: usize = if cfg!(test) { 8 } else { 65_536 };

/// Under which name a batch says how many older versions it takes away.
pub(crate) const REPLACED: &str = "mainstay.replaced";

/// Rows per page, the grain at which rows are skipped within a row group.
const PAGE_ROWS: usize = if cfg!(test) { 4 } else { 4_096 };

/// What the catalogue keeps about a written batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchFile {
    /// File name within the facts folder: the batch id and `.parquet`.
    pub name: String,
    /// How many facts it holds.
    pub rows: u64,
    /// Size of the file, without its index.
    pub bytes: u64,
    /// SHA-256 of the head of its index, hexadecimal; that holds the checksums of all blocks of the file and of the index.
    pub sha256: String,
    /// First to last day of its facts; none when it is empty.
    pub days: Option<Interval>,
    /// Control totals by kind and currency, to be compared with what the source says.
    pub totals: Vec<BatchTotal>,
}

/// Sum of one kind and currency in a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchTotal {
    /// The kind of fact.
    pub kind: FactKind,
    /// The currency.
    pub currency: Currency,
    /// How many facts.
    pub rows: u64,
    /// Exact sum, at the finest scale among them.
    pub amount: Scaled,
}

impl FactStore {
    /// Writes the facts as batch `id` and makes it durable before it returns.
    ///
    /// `replaced` holds the older versions, as other batches hold them, that the facts take the place of. They are written along and
    /// count negatively, so that every sum over batches is right without comparing keys; whoever writes knows the newest versions.
    /// The same facts give the same bytes whatever their order. A write that fails leaves at most `.part` files, which the next
    /// write of the batch replaces; the files appear under their names only when they are complete.
    ///
    /// # Errors
    /// [`EngineProblem::TooLarge`] for a number beyond 64-bit units, [`EngineProblem::Repeated`] for a key that occurs twice,
    /// [`EngineProblem::AlreadyWritten`] when the batch exists with other content, [`EngineProblem::Io`] for the disk.
    pub fn write_batch(&self, id: BatchId, facts: &[Fact], replaced: &[Fact]) -> Result<BatchFile, EngineProblem> {
        let mut columns = Facts::of(facts)?;
        columns.append(&Facts::of(replaced)?);
        let rows = (0..columns.len()).map(row_number).collect();
        self.write_rows(id, &columns, facts.len(), rows)
    }

    /// Writes some rows of a table of facts as [`FactStore::write_batch`] does; those from row `facts` on are older versions.
    ///
    /// # Errors
    /// As for [`FactStore::write_batch`].
    pub fn write_rows(&self, id: BatchId, columns: &Facts, facts: usize, rows: Vec<u32>) -> Result<BatchFile, EngineProblem> {
        if columns.len() > Facts::MOST {
            return Err(EngineProblem::TooLarge {
                what: "The number of facts of one batch".to_owned(),
                value: columns.len().to_string(),
            });
        }
        // Asked for while neighbours still stand together in memory.
        let new = || rows.iter().map(|row| place(*row)).filter(|row| *row < facts);
        let (count_of_new, totals, days) = (count(new().count()), columns.totals(new())?, days(columns, new()));
        let rows = sorted(columns, facts, rows);
        let marks = marks(columns, &rows);
        refuse_repeats(columns, facts, &rows, &marks)?;
        let name = format!("{id}.parquet");
        let parts = Parts::new(self.folder(), &name);
        let (bytes, sums) = write_file(&parts, &name, columns, (facts, &rows))?;
        let failed = parts.failed("written");
        let beside = File::create(&parts.index.0).map_err(parts.failed("created"))?;
        let sha256 = index::write(beside, (bytes, &sums), &marks).map_err(failed)?;
        parts.appear(&sha256)?;
        Ok(BatchFile {
            name,
            rows: count_of_new,
            bytes,
            sha256,
            days,
            totals,
        })
    }
}

/// A row of a table of facts, which has fewer than 2^32.
fn row_number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

/// The rows by month, account, day and key; an older version behind the fact that takes its place.
fn sorted(columns: &Facts, facts: usize, rows: Vec<u32>) -> Vec<u32> {
    let ranks = columns.account.ranks();
    let rank = |row: u32| columns.account.code_at(place(row)).and_then(|code| ranks.get(place(code)));
    // A month has at most 31 days and the calendar fewer than 2^23 months; accounts are fewer than rows.
    let in_order = |row: u32| {
        let date = columns::day_of(columns.date.get(place(row)).copied().unwrap_or_default());
        let month = u64::try_from(i64::from(date.year()) * 12 + i64::from(date.month()) + (1 << 22)).unwrap_or_default();
        let rank = rank(row).copied().map(u64::from).unwrap_or_default();
        (month << 40 | rank << 8 | u64::from(date.day()), row)
    };
    let mut keyed: Vec<(u64, u32)> = rows.into_par_iter().map(in_order).collect();
    let key = |row: u32| (columns.key(place(row)), place(row) >= facts, row);
    keyed.par_sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| key(one.1).cmp(&key(other.1))));
    keyed.into_iter().map(|(_, row)| row).collect()
}

/// The marks of the keys with the rows they get in the file, in order.
fn marks(columns: &Facts, rows: &[u32]) -> Vec<u64> {
    let mut places = vec![NOT_WRITTEN; columns.len()];
    for (at, row) in (0_u32..).zip(rows) {
        if let Some(place) = places.get_mut(place(*row)) {
            *place = at;
        }
    }
    let mark = |mark: &u64| {
        let at = places.get(row_of(*mark)).copied().filter(|at| *at != NOT_WRITTEN)?;
        Some(mark >> ROW_BITS << ROW_BITS | u64::from(at))
    };
    let mut marks: Vec<u64> = columns.marks().par_iter().filter_map(mark).collect();
    for alike in marks.chunk_by_mut(|one, other| *one >> ROW_BITS == *other >> ROW_BITS) {
        alike.sort_unstable();
    }
    marks
}

/// The place of a row that does not go into the file.
const NOT_WRITTEN: u32 = u32::MAX;

fn refuse_repeats(columns: &Facts, facts: usize, rows: &[u32], marks: &[u64]) -> Result<(), EngineProblem> {
    let alike = marks
        .chunk_by(|one, other| one >> ROW_BITS == other >> ROW_BITS)
        .filter(|alike| alike.len() > 1);
    for alike in alike {
        let said = alike.iter().filter_map(|mark| rows.get(row_of(*mark)));
        let mut said: Vec<_> = said.map(|row| (columns.key(place(*row)), place(*row) >= facts)).collect();
        said.sort_unstable();
        if let Some(((source, document, line), _)) = said
            .windows(2)
            .find(|pair| pair.first() == pair.last())
            .and_then(|pair| pair.first())
        {
            return Err(EngineProblem::Repeated {
                origin: (*source).to_owned(),
                document: (*document).to_owned(),
                line: (*line).to_owned(),
            });
        }
    }
    Ok(())
}

fn days(columns: &Facts, rows: impl Iterator<Item = usize>) -> Option<Interval> {
    let days = rows.filter_map(|row| columns.date.get(row).copied());
    let (first, last) = days.fold(None, |span: Option<(i32, i32)>, day| {
        Some(span.map_or((day, day), |(first, last)| (first.min(day), last.max(day))))
    })?;
    let (first, last) = (columns::day_of(first), columns::day_of(last));
    // The calendar's very last day has no next one.
    Some(Interval::closed(first, last.next()).unwrap_or_else(|_| Interval::from(first)))
}

pub(crate) fn count(length: usize) -> u64 {
    u64::try_from(length).expect("a length fits 64 bits")
}

/// A count that has nothing left to take away.
pub(crate) fn count_of(lines: i64) -> u64 {
    u64::try_from(lines).expect("older versions are taken away once, and only where they were counted")
}

/// The files of a batch, each first under a name that nobody reads.
struct Parts<'a> {
    folder: &'a Path,
    name: &'a str,
    facts: (PathBuf, PathBuf),
    index: (PathBuf, PathBuf),
}

impl<'a> Parts<'a> {
    fn new(folder: &'a Path, name: &'a str) -> Parts<'a> {
        let both = |name: &str| (folder.join(format!(".{name}.part")), folder.join(name));
        Parts {
            folder,
            name,
            facts: both(name),
            index: both(&index::index_name(name)),
        }
    }

    fn failed(&self, action: &'static str) -> impl Fn(std::io::Error) -> EngineProblem + use<> {
        let file = self.name.to_owned();
        move |error| EngineProblem::Io {
            file: file.clone(),
            action,
            error,
        }
    }

    /// Gives the files their names, durably; a batch that stands there already must be the same.
    fn appear(&self, sha256: &str) -> Result<(), EngineProblem> {
        if self.index.1.exists() && index::checksum_of(&self.index.1).map_err(self.failed("read"))? != sha256 {
            for part in [&self.facts.0, &self.index.0] {
                std::fs::remove_file(part).map_err(self.failed("removed"))?;
            }
            return Err(EngineProblem::AlreadyWritten {
                file: self.name.to_owned(),
            });
        }
        for (part, target) in [&self.facts, &self.index] {
            std::fs::rename(part, target).map_err(self.failed("renamed"))?;
        }
        // On Unix the name itself is durable only once the folder is; elsewhere a folder cannot be opened as a file.
        if cfg!(unix) {
            let folder = File::open(self.folder).and_then(|folder| folder.sync_all());
            folder.map_err(self.failed("named on disk"))?;
        }
        Ok(())
    }
}

/// Writes the facts; answers the length of the file and the checksums of its blocks.
fn write_file(parts: &Parts<'_>, name: &str, columns: &Facts, rows: (usize, &[u32])) -> Result<(u64, Vec<Sum>), EngineProblem> {
    let file = File::create(&parts.facts.0).map_err(parts.failed("created"))?;
    let mut sink = Summed {
        inner: BufWriter::with_capacity(1 << 20, file),
        summing: Summing::default(),
    };
    let written = write_groups(&mut sink, columns, rows);
    written.map_err(|problem| EngineProblem::Io {
        file: name.to_owned(),
        action: "written",
        error: std::io::Error::other(problem),
    })?;
    let file = sink
        .inner
        .into_inner()
        .map_err(|unwritten| parts.failed("written")(unwritten.into_error()))?;
    file.sync_all().map_err(parts.failed("written to disk"))?;
    Ok(sink.summing.finish())
}

/// So many row groups are encoded at a time, by every core.
const GROUPS_AT_ONCE: usize = 4;

fn write_groups(sink: &mut Summed, columns: &Facts, (facts, rows): (usize, &[u32])) -> Result<(), ParquetError> {
    let replaced = rows.iter().filter(|row| place(**row) >= facts).count();
    let mut properties = properties(replaced);
    let schema = columns::schema();
    add_encoded_arrow_schema_to_metadata(&schema, &mut properties);
    let parquet_schema = ArrowSchemaConverter::new().convert(&schema)?;
    let mut writer = SerializedFileWriter::new(sink, parquet_schema.root_schema_ptr(), properties.into())?;
    let encoders = ArrowRowGroupWriterFactory::new(&writer, schema.clone());
    let groups: Vec<&[u32]> = rows.chunks(GROUP_ROWS).collect();
    for (window, groups) in groups.chunks(GROUPS_AT_ONCE).enumerate() {
        let encode = |(at, rows): (usize, &&[u32])| {
            let record = columns::record(columns, rows, facts);
            let encoders = encoders.create_column_writers(window * GROUPS_AT_ONCE + at)?;
            let encoded = encoders
                .into_iter()
                .zip(record.columns())
                .zip(schema.fields())
                .map(|((mut encoder, column), field)| {
                    for leaf in compute_leaves(field, column)? {
                        encoder.write(&leaf)?;
                    }
                    encoder.close()
                });
            encoded.collect::<Result<Vec<ArrowColumnChunk>, ParquetError>>()
        };
        let encoded: Vec<_> = groups.par_iter().enumerate().map(encode).collect();
        for chunks in encoded {
            let mut group = writer.next_row_group()?;
            for chunk in chunks? {
                chunk.append_to_row_group(&mut group)?;
            }
            group.close()?;
        }
    }
    writer.close().map(|_| ())
}

fn properties(replaced: usize) -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        // Pages are what a drill-down reads: small ones, so that a few accounts cost a few pages.
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_write_batch_size(PAGE_ROWS)
        // Numbers of documents and amounts hardly repeat; looking for repetitions would cost more than it saves.
        .set_column_dictionary_enabled("document".into(), false)
        // Documents come in order within an account and day.
        .set_column_encoding("document".into(), Encoding::DELTA_BYTE_ARRAY)
        // Every run reads every amount: as few bits as they need, and nothing to unpack before.
        .set_column_dictionary_enabled("units".into(), false)
        .set_column_encoding("units".into(), Encoding::DELTA_BINARY_PACKED)
        .set_column_compression("units".into(), Compression::UNCOMPRESSED)
        .set_key_value_metadata(Some(vec![KeyValue::new(REPLACED.to_owned(), replaced.to_string())]))
        // The library's version must not enter the bytes, or an upgrade would change the checksum of the same facts.
        .set_created_by("mainstay".to_owned())
        .build()
}

/// A writer that knows the checksums of what passed through it.
struct Summed {
    inner: BufWriter<File>,
    summing: Summing,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.summing.see(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

pub(crate) fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
