//! A table found on a sheet of a workbook.

use super::records::Record;

/// One table of a sheet: its headings and rows, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetTable {
    /// The sheet's name.
    pub sheet: String,
    /// The cells it spans, such as `A3:F20`.
    pub range: String,
    /// The column of the sheet where it begins, from 0.
    pub column: u32,
    /// The headings, joined where they stand on several lines.
    pub columns: Vec<String>,
    /// The rows behind the headings; a line is a row of the sheet.
    pub rows: Vec<Record>,
}

/// A column of a sheet by its letters: `0` is `A`, `27` is `AB`.
pub fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column).saturating_add(1);
    while rest > 0 {
        let digit = u8::try_from(rest.saturating_sub(1) % 26).unwrap_or_default();
        letters.push(char::from(b'A'.saturating_add(digit)));
        rest = rest.saturating_sub(1) / 26;
    }
    letters.iter().rev().collect()
}
