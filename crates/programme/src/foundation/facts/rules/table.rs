//! A file as named columns: its header checked, its rows all of one width.

use std::io::Read;

use super::dialect::Dialect;
use super::records::{Record, Rows, rows_from};
use super::reject::{NOTE_COLUMNS, Reject, unprotected};
use super::sheet::SheetTable;

/// A file whose columns have names.
pub(super) struct Table<'a> {
    pub(super) file: String,
    pub(super) columns: Vec<String>,
    /// The column of the sheet where a table of a workbook begins.
    pub(super) origin: Option<u32>,
    /// The line on which the record of the headings begins; 0 without one.
    pub(super) header_line: u64,
    records: Records<'a>,
    waiting: Option<Result<Record, Reject>>,
    /// A file of refused rows coming back: its cells were protected when it was written.
    pub(super) corrected: bool,
}

/// Where the rows come from.
enum Records<'a> {
    Delimited(Box<Rows<'a>>),
    Sheet(std::slice::Iter<'a, Record>),
}

impl Iterator for Records<'_> {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Delimited(rows) => rows.next(),
            Self::Sheet(rows) => rows.next().cloned().map(Ok),
        }
    }
}

/// Opens a table of a workbook, whose header was found before.
pub(super) fn open_sheet<'a>(file: &str, sheet: &'a SheetTable) -> Result<Table<'a>, Box<Reject>> {
    let (columns, rows) = (&sheet.columns, &sheet.rows);
    let header = Record {
        line: rows.first().map_or(1, |row| row.line),
        fields: columns.clone(),
        marks: Vec::new(),
    };
    let columns = checked_header(file, &header)?;
    let corrected = is_corrected(&columns);
    Ok(Table {
        file: file.to_owned(),
        columns,
        origin: Some(sheet.column),
        header_line: 0,
        records: Records::Sheet(rows.iter()),
        waiting: None,
        corrected,
    })
}

/// Opens a file; `columns` names the columns of a file without a header.
pub(super) fn open<'a>(
    file: &str,
    text: Box<dyn Read + 'a>,
    dialect: &Dialect,
    columns: Option<&[&str]>,
) -> Result<Table<'a>, Box<Reject>> {
    let mut records = rows_from(file, text, dialect);
    let Some(first) = records.nth(dialect.titles) else {
        return Err(Box::new(Reject::new(
            file,
            1,
            "The file is empty.",
            "Export it again; a file without rows needs no import.",
        )));
    };
    if !dialect.header {
        let width = first.as_ref().map_or(0, |record| record.fields.len());
        let columns = match columns {
            Some(columns) => columns.iter().map(|&name| name.to_owned()).collect(),
            None => (1..=width).map(|at| format!("column {at}")).collect(),
        };
        return Ok(Table {
            file: file.to_owned(),
            columns,
            origin: None,
            header_line: 0,
            records: Records::Delimited(Box::new(records)),
            waiting: Some(first),
            corrected: false,
        });
    }
    let header = first?;
    let columns = checked_header(file, &header)?;
    let Some(waiting) = records.next() else {
        let reject = Reject::new(
            file,
            header.line,
            "The file holds its header and no rows.",
            "Export it again; a file without rows needs no import.",
        );
        return Err(Box::new(reject));
    };
    let corrected = is_corrected(&columns);
    Ok(Table {
        file: file.to_owned(),
        columns,
        origin: None,
        header_line: header.line,
        records: Records::Delimited(Box::new(records)),
        waiting: Some(waiting),
        corrected,
    })
}

/// Whether these are the columns of a file of refused rows that comes back.
pub(super) fn is_corrected(columns: &[String]) -> bool {
    NOTE_COLUMNS.iter().all(|note| columns.iter().any(|column| column == note))
}

fn checked_header(file: &str, header: &Record) -> Result<Vec<String>, Box<Reject>> {
    let mut seen = std::collections::BTreeSet::new();
    let mut columns = Vec::with_capacity(header.fields.len());
    for (at, name) in header.fields.iter().enumerate() {
        let name = unprotected(name.trim());
        if name.is_empty() {
            columns.push(format!("column {}", at.saturating_add(1)));
            continue;
        }
        if !seen.insert(plain_name(name)) {
            let reject = Reject::new(
                file,
                header.line,
                "Two columns have the same name.",
                "Rename or remove one of them.",
            );
            return Err(Box::new(reject.on(name, name)));
        }
        columns.push(name.to_owned());
    }
    Ok(columns)
}

/// A column's name without case, spaces and punctuation: `Person ID`, `person_id` and `PersonID` are one.
pub fn plain_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    if plain.is_empty() { name.to_owned() } else { plain }
}

impl Table<'_> {
    /// Where a column stands, by its plain name.
    pub(super) fn position(&self, column: &str) -> Option<usize> {
        let wanted = plain_name(column);
        self.columns.iter().position(|name| plain_name(name) == wanted)
    }
}

impl Iterator for Table<'_> {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = match self.waiting.take().or_else(|| self.records.next())? {
            Ok(record) => record,
            Err(reject) => return Some(Err(reject)),
        };
        Some(fitted(&self.file, self.columns.len(), self.corrected, record).map_err(|reject| *reject))
    }
}

/// The record, if it has as many cells as the file has columns; cells of a corrected file without their protection.
///
/// A row with too many cells is not handed back for correction, for not all of it would fit the columns.
pub(super) fn fitted(file: &str, columns: usize, corrected: bool, mut record: Record) -> Result<Record, Box<Reject>> {
    if record.fields.len() != columns {
        let reason = format!("The row has {} columns; the file has {columns}.", record.fields.len());
        let shown = record.fields.first().map(String::as_str).unwrap_or_default();
        let fix = "Put fields that hold a delimiter or a line break in quotation marks.";
        let reject = Reject::new(file, record.line, reason, fix).showing(shown);
        return Err(Box::new(if record.fields.len() < columns {
            reject.of_row(&record.fields)
        } else {
            reject
        }));
    }
    if corrected {
        for field in &mut record.fields {
            *field = unprotected(field).to_owned();
        }
    }
    Ok(record)
}
