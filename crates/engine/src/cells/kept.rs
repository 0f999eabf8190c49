//! Cells kept beside their batch, so that a later run reads thousands of them instead of millions of lines.
//!
//! A file is named by its batch, by the lens it was made with, and by the checksum of its content, so it proves itself. It is a copy
//! that can be made again at any time: one that is damaged or cannot be written is done without.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, UInt32Type, UInt64Type};
use arrow_array::{ArrayRef, Date32Array, Decimal128Array, DictionaryArray, Int64Array, RecordBatch, UInt8Array, UInt64Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use sha2::{Digest, Sha256};

use super::{Cell, Cells, Kept};
use crate::batch::checked::checksum_of_file;
use crate::batch::columns::{Names, day_of, days, integers, names_type, scales};
use crate::batch::write::{GROUP_ROWS, hexadecimal};

/// The folder of kept cells within that of the facts.
const FOLDER: &str = "cells";
/// For so many lenses the cells of a batch are kept; the oldest make room.
const LENSES_MAX: usize = 8;

/// The kept cells of one batch under one lens.
pub(crate) struct KeptCells {
    path: PathBuf,
    metadata: ArrowReaderMetadata,
}

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("account", names_type(), false),
        Field::new("kind", names_type(), false),
        Field::new("currency", names_type(), false),
        Field::new("seller", names_type(), true),
        Field::new("marks", DataType::UInt64, false),
        Field::new("scale", DataType::UInt8, false),
        Field::new("from", DataType::Date32, false),
        Field::new("to", DataType::Date32, false),
        Field::new("units", DataType::Decimal128(38, 0), false),
        Field::new("lines", DataType::Int64, false),
    ]))
}

/// How the files of a batch and lens are called, up to their checksum.
fn stem(batch: &str, lens: &str) -> String {
    let batch = batch.strip_suffix(".parquet").unwrap_or(batch);
    format!("{batch}.{}.", lens.get(..24).unwrap_or(lens))
}

/// The cells of a batch under a lens, if they are kept and undamaged.
pub(crate) fn open(folder: &Path, batch: &str, lens: &str) -> Option<KeptCells> {
    let folder = folder.join(FOLDER);
    let stem = stem(batch, lens);
    let entries = std::fs::read_dir(&folder).ok()?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let name = names.filter(|name| name.starts_with(&stem)).min()?;
    let path = folder.join(&name);
    let expected = name.strip_prefix(&stem)?.strip_suffix(".parquet")?;
    if checksum_of_file(&path).ok()? != expected {
        // Made again by the run that could not use it.
        std::fs::remove_file(&path).ok()?;
        return None;
    }
    let metadata = ArrowReaderMetadata::load(&File::open(&path).ok()?, ArrowReaderOptions::new()).ok()?;
    (metadata.schema().fields() == schema().fields()).then_some(KeptCells { path, metadata })
}

impl KeptCells {
    pub(crate) fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// The cells of a row group. All cells of an account and month lie in the same one.
    pub(crate) fn cells(&self, group: usize) -> Result<Cells, String> {
        let file = File::open(&self.path).map_err(|error| error.to_string())?;
        let rows = self.metadata.metadata().row_groups().get(group).map_or(0, |group| group.num_rows());
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
            .with_row_groups(vec![group])
            .with_batch_size(usize::try_from(rows).unwrap_or(GROUP_ROWS).max(1))
            .build();
        let mut reader = reader.map_err(|problem| problem.to_string())?;
        let record = reader.next().ok_or("a row group of cells is empty")?;
        read(&record.map_err(|problem| problem.to_string())?)
    }
}

fn read(record: &RecordBatch) -> Result<Cells, String> {
    let names = |name: &str| Names::of(record, name);
    let (account, kind, currency, seller) = (names("account")?, names("kind")?, names("currency")?, names("seller")?);
    let marks = column(record, "marks")?
        .as_primitive_opt::<UInt64Type>()
        .ok_or("marks are no bits")?;
    let units = column(record, "units")?
        .as_primitive_opt::<Decimal128Type>()
        .ok_or("units are no numbers")?;
    let (scale, from, to, lines) = (
        scales(record, "scale")?,
        days(record, "from")?,
        days(record, "to")?,
        integers(record, "lines")?,
    );
    let cell = |row: usize| {
        Some(Cell {
            account: account.key(row)?,
            kept: Kept {
                marks: marks.value(row),
                seller: seller.key(row),
                kind: kind.key(row)?,
                currency: currency.key(row)?,
                scale: scale.value(row),
            },
            from: from.value(row),
            to: to.value(row),
            units: units.value(row),
            lines: lines.value(row),
        })
    };
    let cells: Option<Vec<Cell>> = (0..record.num_rows()).map(cell).collect();
    Ok(Cells {
        cells: cells.ok_or("a cell lacks its account, kind or currency")?,
        account,
        kind,
        currency,
        seller: Some(seller),
    })
}

fn column<'a>(record: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, String> {
    record.column_by_name(name).ok_or_else(|| format!("column {name} is missing"))
}

/// Keeps the cells of a batch, given in the order of its lines. `None` when that was not possible, which costs time only.
pub(crate) fn keep(folder: &Path, batch: &str, lens: &str, pieces: &[Cells]) -> Option<()> {
    let folder = folder.join(FOLDER);
    std::fs::create_dir_all(&folder).ok()?;
    let stem = stem(batch, lens);
    make_room(&folder, batch);
    let temporary = folder.join(format!(".{stem}part"));
    let bytes = written(pieces)?;
    let checksum = hexadecimal(Sha256::new_with_prefix(&bytes));
    std::fs::write(&temporary, bytes).ok()?;
    std::fs::rename(&temporary, folder.join(format!("{stem}{checksum}.parquet"))).ok()
}

/// Removes the oldest cells of a batch when there are as many as are kept.
fn make_room(folder: &Path, batch: &str) -> Option<()> {
    let batch = batch.strip_suffix(".parquet").unwrap_or(batch);
    let mut kept: Vec<(std::time::SystemTime, PathBuf)> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(batch))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    kept.sort();
    let over = (kept.len() + 1).saturating_sub(LENSES_MAX);
    kept.into_iter()
        .take(over)
        .try_for_each(|(_, path)| std::fs::remove_file(path).ok())
}

/// The cells as a file. A row group ends only where an account and month end.
fn written(pieces: &[Cells]) -> Option<Vec<u8>> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(None)
        .set_created_by("mainstay".to_owned())
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), schema(), Some(properties)).ok()?;
    let mut group: Vec<(&Cells, &Cell)> = Vec::new();
    let all = pieces.iter().flat_map(|piece| piece.cells.iter().map(move |cell| (piece, cell)));
    for (piece, cell) in all {
        if group.len() >= GROUP_ROWS && group.last().is_some_and(|last| place_of(*last) != place_of((piece, cell))) {
            flush(&mut writer, &mut group)?;
        }
        group.push((piece, cell));
    }
    if !group.is_empty() {
        flush(&mut writer, &mut group)?;
    }
    writer.into_inner().ok()
}

fn flush(writer: &mut ArrowWriter<Vec<u8>>, group: &mut Vec<(&Cells, &Cell)>) -> Option<()> {
    writer.write(&record(group)?).ok()?;
    writer.flush().ok()?;
    group.clear();
    Some(())
}

/// The account and month of a cell.
fn place_of<'a>((piece, cell): (&'a Cells, &Cell)) -> (&'a str, i32) {
    (piece.account.name(cell.account), month_of(cell))
}

/// The first day of the month that a cell lies in.
pub(crate) fn month_of(cell: &Cell) -> i32 {
    crate::batch::columns::day_number(day_of(cell.from).month_start())
}

fn record(group: &[(&Cells, &Cell)]) -> Option<RecordBatch> {
    let account = names(group, |piece, cell| Some(piece.account.name(cell.account)));
    let kind = names(group, |piece, cell| Some(piece.kind.name(cell.kept.kind)));
    let currency = names(group, |piece, cell| Some(piece.currency.name(cell.kept.currency)));
    let seller = names(group, |piece, cell| Some(piece.seller.as_ref()?.name(cell.kept.seller?)));
    let cells = || group.iter().map(|(_, cell)| cell);
    let units = Decimal128Array::from_iter_values(cells().map(|cell| cell.units))
        .with_precision_and_scale(38, 0)
        .ok()?;
    let columns: Vec<ArrayRef> = vec![
        account,
        kind,
        currency,
        seller,
        Arc::new(UInt64Array::from_iter_values(cells().map(|cell| cell.kept.marks))),
        Arc::new(UInt8Array::from_iter_values(cells().map(|cell| cell.kept.scale))),
        Arc::new(Date32Array::from_iter_values(cells().map(|cell| cell.from))),
        Arc::new(Date32Array::from_iter_values(cells().map(|cell| cell.to))),
        Arc::new(units),
        Arc::new(Int64Array::from_iter_values(cells().map(|cell| cell.lines))),
    ];
    RecordBatch::try_new(schema(), columns).ok()
}

/// A column of texts that repeat.
fn names<'g>(group: &[(&'g Cells, &'g Cell)], text: impl Fn(&'g Cells, &'g Cell) -> Option<&'g str>) -> ArrayRef {
    Arc::new(
        group
            .iter()
            .map(|(piece, cell)| text(piece, cell))
            .collect::<DictionaryArray<UInt32Type>>(),
    )
}
