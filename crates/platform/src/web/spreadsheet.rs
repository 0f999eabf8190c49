//! A ledger as a file for spreadsheets: CSV or a workbook. A cell that a spreadsheet would calculate is handed over as words.

use super::printing::file_answer;
use super::saving::attachment;
use crate::look::offered::{Sheet, Value};
use crate::{Error, Result};
use axum::response::Response;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use vocabulary::{Day, Ratio, Rounding};

/// The type of a workbook.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The longest text that a cell of a workbook holds.
const CELL_MAX: usize = 32_767;
/// A workbook keeps so many digits of a number; one with more goes in as words.
const DIGITS_MAX: usize = 15;
/// The widest column, in letters.
const WIDTH_MAX: u16 = 60;
/// Decimals beyond which no number is written.
const DECIMALS_MAX: u8 = 12;

/// A CSV file to save: a byte order mark, so that spreadsheets read it as UTF-8, the heads, the rows.
///
/// # Errors
/// When the rows cannot be written, which is our own fault.
pub fn csv(name: &str, heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Result<Response> {
    Ok(attachment("text/csv; charset=utf-8", name, text(heads, rows)?))
}

/// A ledger as a CSV file: numbers plain and exact, shares as fractions of one, days as `2027-04-15`.
///
/// # Errors
/// When the rows cannot be written, which is our own fault.
pub(super) fn csv_of(sheet: Sheet) -> Result<Response> {
    let heads: Vec<&str> = sheet.heads.iter().map(String::as_str).collect();
    let rows = sheet.rows.into_iter().map(|row| row.into_iter().map(plain).collect());
    csv(&format!("{}.csv", sheet.name), &heads, rows)
}

fn plain(value: Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(words) => words,
        Value::Number(number) | Value::Share(number) => decimal(&number),
        Value::Day(day) => day.to_string(),
    }
}

/// A number that was read back from decimal text, in decimal text again.
fn decimal(number: &Ratio) -> String {
    let text = number.to_decimal(DECIMALS_MAX, Rounding::HalfUp);
    match text.split_once('.') {
        Some((whole, digits)) => {
            let digits = digits.trim_end_matches('0');
            if digits.is_empty() {
                whole.to_owned()
            } else {
                format!("{whole}.{digits}")
            }
        }
        None => text,
    }
}

/// A ledger as a workbook of one sheet: heads that stay, numbers as numbers, days as days.
///
/// # Errors
/// When the workbook cannot be written, which is our own fault.
pub(super) fn workbook_of(sheet: &Sheet) -> Result<Response> {
    let bytes = workbook(sheet).map_err(|error| Error::Failed(anyhow::Error::new(error).context("writing a workbook")))?;
    Ok(file_answer(WORKBOOK, &format!("{}.xlsx", sheet.name), bytes))
}

/// How the cells of a workbook look.
struct Formats {
    head: Format,
    day: Format,
    share: Format,
    number: Format,
}

/// The bytes of a workbook.
pub(super) fn workbook(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A file says when it was made; the same ledger shall give the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&made));
    let formats = Formats {
        head: Format::new().set_bold(),
        day: Format::new().set_num_format("yyyy-mm-dd"),
        share: Format::new().set_num_format("0.00%"),
        number: Format::new().set_num_format("#,##0.00"),
    };
    let page = book.add_worksheet();
    page.set_freeze_panes(1, 0)?;
    for (place, head) in (0_u16..).zip(&sheet.heads) {
        page.write_string_with_format(0, place, cut(head), &formats.head)?;
        page.set_column_width(place, f64::from(width(sheet, usize::from(place))))?;
    }
    for (line, row) in (1_u32..).zip(&sheet.rows) {
        for (place, value) in (0_u16..).zip(row) {
            write(page, (line, place), value, &formats)?;
        }
    }
    book.save_to_buffer()
}

fn write(page: &mut Worksheet, (row, place): (u32, u16), value: &Value, formats: &Formats) -> Result<(), XlsxError> {
    match value {
        Value::Empty => {}
        Value::Text(words) => {
            page.write_string(row, place, cut(words))?;
        }
        Value::Day(day) => match date(*day) {
            Some(date) => {
                page.write_datetime_with_format(row, place, &date, &formats.day)?;
            }
            None => {
                page.write_string(row, place, day.to_string())?;
            }
        },
        Value::Number(number) | Value::Share(number) => {
            let digits = decimal(number);
            let format = match value {
                Value::Share(_) => Some(&formats.share),
                Value::Number(_) if digits.contains('.') => Some(&formats.number),
                Value::Number(_) | Value::Empty | Value::Text(_) | Value::Day(_) => None,
            };
            match (stored(&digits), format) {
                (Some(stored), Some(format)) => page.write_number_with_format(row, place, stored, format)?,
                (Some(stored), None) => page.write_number(row, place, stored)?,
                (None, _) => page.write_string(row, place, digits)?,
            };
        }
    }
    Ok(())
}

/// A workbook stores binary fractions of fifteen digits. Nothing is calculated with it here; what it could not hold stays words.
fn stored(digits: &str) -> Option<f64> {
    let significant = digits.chars().filter(char::is_ascii_digit).count();
    (significant <= DIGITS_MAX).then(|| digits.parse().ok()).flatten()
}

/// Workbooks count their days from 1900 and take the year 1900 for a leap year, so that older days are words.
fn date(day: Day) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok().filter(|year| *year > 1900)?;
    ExcelDateTime::from_ymd(year, day.month(), day.day()).ok()
}

fn cut(words: &str) -> &str {
    words
        .char_indices()
        .nth(CELL_MAX / 2)
        .map_or(words, |(end, _)| words.get(..end).unwrap_or(words))
}

/// About as wide as its longest cell.
fn width(sheet: &Sheet, place: usize) -> u16 {
    let head = sheet.heads.get(place).map(|head| head.chars().count());
    let cells = sheet.rows.iter().filter_map(|row| row.get(place)).map(|value| match value {
        Value::Empty => 0,
        Value::Text(words) => words.chars().count(),
        Value::Day(_) => 10,
        Value::Number(number) | Value::Share(number) => decimal(number).chars().count() + 3,
    });
    let longest = cells.chain(head).max().unwrap_or_default();
    u16::try_from(longest + 2).unwrap_or(WIDTH_MAX).clamp(8, WIDTH_MAX)
}

/// The text of the file.
///
/// # Errors
/// When the rows cannot be written, which is our own fault.
pub fn text(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Result<String> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::from("\u{feff}"));
    let fault = |error: csv::Error| Error::Failed(anyhow::Error::new(error).context("writing a CSV file"));
    writer.write_record(heads.iter().map(|head| harmless(head))).map_err(fault)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(fault)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Error::Failed(anyhow::anyhow!("writing a CSV file: {}", error.error())))?;
    String::from_utf8(bytes).map_err(|error| Error::Failed(anyhow::Error::new(error).context("writing a CSV file")))
}

/// A cell that begins like a formula gets an apostrophe in front, by which a spreadsheet knows words. A plain number stays
/// a number: a credit of `-12.50` must add up in the spreadsheet too.
#[must_use]
pub fn harmless(cell: &str) -> String {
    if Ratio::parse(cell).is_ok() {
        return cell.to_owned();
    }
    // Some spreadsheets split at semicolons whatever the file says, so what stands behind one begins a cell too.
    let mut safe = String::with_capacity(cell.len());
    let mut begins = true;
    for letter in cell.chars() {
        if begins && matches!(letter, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n') {
            safe.push('\'');
        }
        begins = matches!(letter, ';' | '\t' | '\r' | '\n');
        safe.push(letter);
    }
    safe
}
