//! A list as a file for spreadsheets. A cell that a spreadsheet would calculate is handed over as words.

use super::answer::attachment;
use crate::{Error, Result};
use axum::response::Response;

/// A CSV file to save: a byte order mark, so that spreadsheets read it as UTF-8, the heads, the rows.
///
/// # Errors
/// When the rows cannot be written, which is our own fault.
pub fn csv(name: &str, heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Result<Response> {
    Ok(attachment("text/csv; charset=utf-8", name, text(heads, rows)?))
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
    writer.write_record(heads).map_err(fault)?;
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
    if vocabulary::Ratio::parse(cell).is_ok() {
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
