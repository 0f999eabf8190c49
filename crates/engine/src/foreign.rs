//! Parquet files of other programs, told as text: exact numbers and days as they are, one record a line, so that they are read as any
//! delimited file is.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use bytes::Bytes;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::reader::ChunkReader;

use crate::batch::columns::day_of;

/// So many rows are told at a time.
const ROWS_AT_ONCE: usize = 8_192;
/// The most columns of a file.
const COLUMNS_MAX: usize = 4_096;
/// The most bytes that a column of a row group may unpack to.
const COLUMN_BYTES_MAX: i64 = 1 << 30;

/// A Parquet file as text: fields between commas, in quotation marks where needed, a line of headings first.
#[derive(Debug)]
pub struct ForeignTable {
    reader: ParquetRecordBatchReader,
    text: Vec<u8>,
    at: usize,
}

impl ForeignTable {
    /// Opens a file that is held in memory.
    ///
    /// # Errors
    /// Why it cannot be told as text, in a sentence.
    pub fn held(bytes: &[u8]) -> Result<ForeignTable, String> {
        Self::open(Bytes::copy_from_slice(bytes))
    }

    /// Opens a file on disk.
    ///
    /// # Errors
    /// As for [`ForeignTable::held`].
    pub fn on_disk(file: File) -> Result<ForeignTable, String> {
        Self::open(file)
    }

    fn open(file: impl ChunkReader + 'static) -> Result<ForeignTable, String> {
        let unreadable = |problem: parquet::errors::ParquetError| format!("It cannot be read as Parquet: {problem}.");
        let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file))?.map_err(unreadable)?;
        let fields = builder.schema().fields().clone();
        if fields.is_empty() || fields.len() > COLUMNS_MAX {
            return Err(format!("It has {} columns; from 1 to {COLUMNS_MAX} can be read.", fields.len()));
        }
        if let Some(field) = fields.iter().find(|field| !is_told(field.data_type())) {
            return Err(format!(
                "The column “{}” holds {}, which is no text, number or day.",
                field.name(),
                field.data_type()
            ));
        }
        let chunks = builder.metadata().row_groups().iter().flat_map(|group| group.columns());
        if let Some(large) = chunks.map(|chunk| chunk.uncompressed_size()).find(|size| *size > COLUMN_BYTES_MAX) {
            return Err(format!(
                "A column of one row group unpacks to {large} bytes; write smaller row groups."
            ));
        }
        let reader = builder.with_batch_size(ROWS_AT_ONCE).build().map_err(unreadable)?;
        let mut heads = String::new();
        for (at, field) in fields.iter().enumerate() {
            heads.push_str(if at == 0 { "" } else { "," });
            quote(&mut heads, field.name());
        }
        heads.push('\n');
        Ok(ForeignTable {
            reader,
            text: heads.into_bytes(),
            at: 0,
        })
    }
}

/// Damage that the library does not expect ends it, not us.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_panic| "It cannot be read as Parquet: its pages are damaged.".to_owned())
}

impl Read for ForeignTable {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.at >= self.text.len() {
            let Some(batch) = guarded(|| self.reader.next()).map_err(std::io::Error::other)? else {
                return Ok(0);
            };
            let batch = batch.map_err(std::io::Error::other)?;
            self.text = guarded(|| told(&batch)).map_err(std::io::Error::other)?.into_bytes();
            self.at = 0;
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let taken = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..taken), rest.get(..taken)) {
            to.copy_from_slice(from);
        }
        self.at += taken;
        Ok(taken)
    }
}

/// Whether values of a type can be told as a cell of text.
fn is_told(kind: &DataType) -> bool {
    if let DataType::Dictionary(_, values) = kind {
        return is_told(values);
    }
    kind.is_integer()
        || is_text(kind)
        || matches!(
            kind,
            DataType::Null
                | DataType::Boolean
                | DataType::Float32
                | DataType::Float64
                | DataType::Date32
                | DataType::Date64
                | DataType::Timestamp(_, _)
                | DataType::Decimal128(_, _)
        )
}

fn is_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn told(batch: &RecordBatch) -> String {
    let columns: Vec<ArrayRef> = batch.columns().iter().map(plain).collect();
    let mut text = String::new();
    for row in 0..batch.num_rows() {
        for (at, column) in columns.iter().enumerate() {
            text.push_str(if at == 0 { "" } else { "," });
            if column.is_valid(row) {
                tell(&mut text, column, row);
            }
        }
        text.push('\n');
    }
    text
}

/// A column without a dictionary.
fn plain(column: &ArrayRef) -> ArrayRef {
    match column.as_any_dictionary_opt() {
        Some(dictionary) if dictionary.values().is_empty() => {
            std::sync::Arc::new(arrow_array::StringArray::from(vec![None::<&str>; column.len()]))
        }
        Some(dictionary) => {
            let keys = dictionary.normalized_keys();
            let values = dictionary.values();
            let picked = keys.iter().enumerate().map(|(row, key)| {
                let mut text = String::new();
                if dictionary.is_valid(row) && values.is_valid(*key) {
                    tell_bare(&mut text, values, *key);
                    return Some(text);
                }
                None
            });
            std::sync::Arc::new(picked.collect::<arrow_array::StringArray>())
        }
        None => column.clone(),
    }
}

fn tell(to: &mut String, column: &ArrayRef, row: usize) {
    if !is_text(column.data_type()) {
        return tell_bare(to, column, row);
    }
    let mut text = String::new();
    tell_bare(&mut text, column, row);
    quote(to, &text);
}

#[expect(clippy::wildcard_enum_match_arm, reason = "`is_told` names the types that come here")]
fn tell_bare(to: &mut String, column: &ArrayRef, row: usize) {
    macro_rules! number {
        ($kind:ty) => {{
            let _ = write!(to, "{}", column.as_primitive::<$kind>().value(row));
        }};
    }
    match column.data_type() {
        DataType::Boolean => to.push_str(if column.as_boolean().value(row) { "true" } else { "false" }),
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        // The shortest decimal that means the stored number.
        DataType::Float32 => number!(Float32Type),
        DataType::Float64 => number!(Float64Type),
        DataType::Decimal128(_, scale) => decimal(to, column.as_primitive::<Decimal128Type>().value(row), *scale),
        DataType::Date32 => to.push_str(&day_of(column.as_primitive::<Date32Type>().value(row)).to_string()),
        DataType::Date64 => instant(to, i128::from(column.as_primitive::<Date64Type>().value(row)) * 1_000_000),
        DataType::Timestamp(TimeUnit::Second, _) => {
            instant(
                to,
                i128::from(column.as_primitive::<TimestampSecondType>().value(row)) * 1_000_000_000,
            );
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            instant(
                to,
                i128::from(column.as_primitive::<TimestampMillisecondType>().value(row)) * 1_000_000,
            );
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            instant(to, i128::from(column.as_primitive::<TimestampMicrosecondType>().value(row)) * 1_000);
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            instant(to, i128::from(column.as_primitive::<TimestampNanosecondType>().value(row)))
        }
        DataType::Utf8 => to.push_str(column.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => to.push_str(column.as_string::<i64>().value(row)),
        DataType::Utf8View => to.push_str(column.as_string_view().value(row)),
        _ => {}
    }
}

/// A decimal of so many places; Parquet has none below zero.
fn decimal(to: &mut String, units: i128, scale: i8) {
    let places = usize::try_from(scale).unwrap_or_default();
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, decimals) = digits.split_at(digits.len() - places);
    let sign = if units < 0 { "-" } else { "" };
    let point = if places > 0 { "." } else { "" };
    let _ = write!(to, "{sign}{whole}{point}{decimals}");
}

/// A day, and the time of day where it is not midnight.
fn instant(to: &mut String, nanoseconds: i128) {
    const DAY: i128 = 86_400_000_000_000;
    let (day, rest) = (nanoseconds.div_euclid(DAY), nanoseconds.rem_euclid(DAY));
    let Ok(day) = i32::try_from(day) else { return };
    to.push_str(&day_of(day).to_string());
    if rest != 0 {
        let seconds = rest / 1_000_000_000;
        let _ = write!(to, " {:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let fraction = rest % 1_000_000_000;
        if fraction != 0 {
            let _ = write!(to, ".{fraction:09}");
        }
    }
}

fn quote(to: &mut String, text: &str) {
    if text.contains(['"', ',', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
        to.push('"');
        to.push_str(&text.replace('"', "\"\""));
        to.push('"');
    } else {
        to.push_str(text);
    }
}
