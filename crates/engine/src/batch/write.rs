//! Writes one import's facts as an immutable batch: sorted by account within month, so that a run reads neighbours together.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use vocabulary::{BatchId, Currency, Day, Interval, Scaled};

use super::columns;
use super::tally::{self, Tally};
use crate::{EngineProblem, Fact, FactKind, FactStore};

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
    /// Size of the file.
    pub bytes: u64,
    /// SHA-256 of the file, hexadecimal.
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
    /// The same facts give the same bytes whatever their order. A write that fails leaves at most a `.part` file, which the next
    /// write of the batch replaces; the file appears under its name only when it is complete.
    ///
    /// # Errors
    /// [`EngineProblem::TooLarge`] for a number beyond 64-bit units, [`EngineProblem::Repeated`] for a key that occurs twice,
    /// [`EngineProblem::AlreadyWritten`] when the batch exists with other content, [`EngineProblem::Io`] for the disk.
    pub fn write_batch(&self, id: BatchId, facts: &[Fact], replaced: &[Fact]) -> Result<BatchFile, EngineProblem> {
        refuse_repeats(facts)?;
        refuse_repeats(replaced)?;
        let totals = totals(facts)?;
        let mut sorted: Vec<(&Fact, bool)> = facts.iter().map(|fact| (fact, false)).collect();
        sorted.extend(replaced.iter().map(|fact| (fact, true)));
        sorted.par_sort_unstable_by(|left, right| place(left).cmp(&place(right)));
        let name = format!("{id}.parquet");
        let (sha256, bytes) = write_file(self.folder(), &name, &sorted)?;
        Ok(BatchFile {
            name,
            rows: count(facts.len()),
            bytes,
            sha256,
            days: days(facts),
            totals,
        })
    }
}

type Place<'a> = ((i32, u32), &'a str, Day, (&'a str, &'a str, &'a str), bool);

fn place<'a>((fact, replaced): &(&'a Fact, bool)) -> Place<'a> {
    let month = (fact.date.year(), u32::from(fact.date.month()));
    (month, &fact.account, fact.date, fact.key(), *replaced)
}

fn refuse_repeats(facts: &[Fact]) -> Result<(), EngineProblem> {
    let mut keys: Vec<_> = facts.iter().map(|fact| fact.key()).collect();
    keys.par_sort_unstable();
    let repeated = keys.iter().zip(keys.iter().skip(1)).find(|(key, next)| key == next);
    match repeated {
        None => Ok(()),
        Some(((source, document, line), _)) => Err(EngineProblem::Repeated {
            origin: (*source).to_owned(),
            document: (*document).to_owned(),
            line: (*line).to_owned(),
        }),
    }
}

fn totals(facts: &[Fact]) -> Result<Vec<BatchTotal>, EngineProblem> {
    let mut tallies: BTreeMap<(FactKind, Currency), Tally> = BTreeMap::new();
    for fact in facts {
        let (units, scale) = columns::units(fact, "amount", fact.amount)?;
        // Checked here, so that nothing is written when a number does not fit.
        fact.quantity
            .map(|quantity| columns::units(fact, "quantity", quantity))
            .transpose()?;
        let tally = tallies.entry((fact.kind, fact.currency)).or_default();
        *tally = tally.plus(i128::from(units), scale, 1).ok_or_else(tally::sum_too_large)?;
    }
    let total = |((kind, currency), tally): ((FactKind, Currency), Tally)| BatchTotal {
        kind,
        currency,
        rows: count_of(tally.lines()),
        amount: tally.sum(),
    };
    Ok(tallies.into_iter().map(total).collect())
}

fn days(facts: &[Fact]) -> Option<Interval> {
    let first = facts.iter().map(|fact| fact.date).min()?;
    let last = facts.iter().map(|fact| fact.date).max()?;
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

fn write_file(folder: &Path, name: &str, facts: &[(&Fact, bool)]) -> Result<(String, u64), EngineProblem> {
    let failed = |action: &'static str| {
        move |error: std::io::Error| EngineProblem::Io {
            file: name.to_owned(),
            action,
            error,
        }
    };
    let target = folder.join(name);
    let temporary = folder.join(format!(".{name}.part"));
    let file = File::create(&temporary).map_err(failed("created"))?;
    let mut sink = Summed {
        inner: BufWriter::new(file),
        hash: Sha256::new(),
        bytes: 0,
    };
    write_groups(&mut sink, name, facts)?;
    let Summed { inner, hash, bytes } = sink;
    let file = inner.into_inner().map_err(|unwritten| failed("written")(unwritten.into_error()))?;
    file.sync_all().map_err(failed("written to disk"))?;
    let sha256 = hexadecimal(hash);
    if target.exists() && super::read::checksum(&target, name)? != sha256 {
        std::fs::remove_file(&temporary).map_err(failed("removed"))?;
        return Err(EngineProblem::AlreadyWritten { file: name.to_owned() });
    }
    std::fs::rename(&temporary, &target).map_err(failed("renamed"))?;
    // On Unix the name itself is durable only once the folder is; elsewhere a folder cannot be opened as a file.
    if cfg!(unix) {
        let folder = File::open(folder).and_then(|folder| folder.sync_all());
        folder.map_err(failed("named on disk"))?;
    }
    Ok((sha256, bytes))
}

fn write_groups(sink: &mut Summed, name: &str, facts: &[(&Fact, bool)]) -> Result<(), EngineProblem> {
    let failed = |problem: parquet::errors::ParquetError| EngineProblem::Io {
        file: name.to_owned(),
        action: "written",
        error: std::io::Error::other(problem),
    };
    let replaced = facts.iter().filter(|(_, replaced)| *replaced).count();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        // Pages are what a drill-down reads: small ones, so that a few accounts cost a few pages.
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_write_batch_size(PAGE_ROWS)
        // Numbers of documents and amounts hardly repeat; looking for repetitions would cost more than it saves.
        .set_column_dictionary_enabled("document".into(), false)
        .set_column_dictionary_enabled("units".into(), false)
        .set_key_value_metadata(Some(vec![KeyValue::new(REPLACED.to_owned(), replaced.to_string())]))
        // The library's version must not enter the bytes, or an upgrade would change the checksum of the same facts.
        .set_created_by("mainstay".to_owned())
        .build();
    let mut writer = ArrowWriter::try_new(sink, columns::schema(), Some(properties)).map_err(failed)?;
    for group in facts.chunks(GROUP_ROWS) {
        writer.write(&columns::record(group)?).map_err(failed)?;
        writer.flush().map_err(failed)?;
    }
    writer.close().map(|_| ()).map_err(failed)
}

/// A writer that knows the checksum and length of what passed through it.
struct Summed {
    inner: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += count(written);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

pub(crate) fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
