//! What an import refuses: the place, the value, why, and what to do about it; and the file of
//! refused rows that a person corrects and sends again.

use serde::{Deserialize, Serialize};

/// The longest value shown in a refusal, in characters.
const SHOWN_CHARACTERS_MAX: usize = 80;
/// The longest row that is kept for correction, in bytes.
const ROW_BYTES_MAX: usize = 64 * 1024;

/// The columns added to a file of refused rows.
/// A file that carries them is one of ours coming back: they are ignored, and the protection of its cells is undone.
pub const NOTE_COLUMNS: [&str; 4] = ["refused_line", "refused_column", "refused_because", "refused_fix"];

/// One refused row, cell or file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Reject {
    /// The file as the sender named it.
    pub file: String,
    /// The physical line where the row begins; the header is usually line 1.
    pub line: u64,
    /// The column by its name in the file; absent when the whole row or file is meant.
    pub column: Option<String>,
    /// The offending value, shortened, control characters written as `\u{0}`.
    pub value: String,
    /// What is wrong, as a sentence.
    pub reason: String,
    /// What to do, as a sentence.
    pub fix: String,
    /// The row as it was read, for the file to correct; empty when it could not be read.
    pub row: Vec<String>,
}

impl Reject {
    /// A refusal of a whole row or file; the other parts are added with the methods below.
    pub fn new(file: &str, line: u64, reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            column: None,
            value: String::new(),
            reason: reason.into(),
            fix: fix.into(),
            row: Vec::new(),
        }
    }

    /// Names the column and its value.
    #[must_use]
    pub fn on(mut self, column: &str, value: &str) -> Self {
        self.column = Some(presentable(column));
        self.value = presentable(value);
        self
    }

    /// Shows an offending value that belongs to no named column.
    #[must_use]
    pub fn showing(mut self, value: &str) -> Self {
        self.value = presentable(value);
        self
    }

    /// Keeps the row, so that it can be handed back for correction; a huge one is left out, for memory's sake.
    #[must_use]
    pub fn of_row(mut self, row: &[String]) -> Self {
        if row.iter().map(String::len).sum::<usize>() <= ROW_BYTES_MAX {
            self.row = row.to_vec();
        }
        self
    }
}

impl std::fmt::Display for Reject {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}, line {}", self.file, self.line)?;
        if let Some(column) = &self.column {
            write!(out, ", column {column}")?;
        }
        if !self.value.is_empty() {
            write!(out, ", value “{}”", self.value)?;
        }
        write!(out, ": {} {}", self.reason, self.fix)
    }
}

/// A value fit for a screen or a log: at most 80 characters, control characters written out.
pub fn presentable(value: &str) -> String {
    let mut shown = String::new();
    for (count, character) in value.chars().enumerate() {
        if count == SHOWN_CHARACTERS_MAX {
            shown.push('…');
            break;
        }
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// The refused rows as a CSV file: the columns of the source, then the place, reason and fix.
///
/// A row that is refused for several reasons appears once, with the reasons joined.
/// Cells that a spreadsheet would run as a formula are prefixed with an apostrophe; plain numbers such as
/// `-12.50` are not, for they are harmless and have to survive the way back.
pub fn rejects_csv(columns: &[String], rejects: &[Reject]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let head = columns.iter().map(String::as_str).chain(NOTE_COLUMNS).map(protected);
    let mut written = writer.write_record(head);
    let same_row = |one: &Reject, other: &Reject| one.file == other.file && one.line == other.line;
    for group in rejects.chunk_by(same_row) {
        let Some(first) = group.first() else { continue };
        let joined = |part: fn(&Reject) -> &str| {
            let mut parts: Vec<&str> = Vec::new();
            for reject in group {
                if !parts.contains(&part(reject)) {
                    parts.push(part(reject));
                }
            }
            parts.join(" ")
        };
        let padding = columns.len().saturating_sub(first.row.len());
        let row = first
            .row
            .iter()
            .take(columns.len())
            .cloned()
            .chain(std::iter::repeat_n(String::new(), padding))
            .chain([
                first.line.to_string(),
                joined(|reject| reject.column.as_deref().unwrap_or_default()),
                joined(|reject| &reject.reason),
                joined(|reject| &reject.fix),
            ])
            .map(|cell| protected(&cell));
        written = written.and_then(|()| writer.write_record(row));
    }
    written.expect("writing to memory does not fail");
    let bytes = writer.into_inner().expect("writing to memory does not fail");
    String::from_utf8(bytes).expect("the cells were text")
}

/// Undoes what `protected` did to a cell.
pub fn unprotected(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(DANGEROUS) => rest,
        Some(_) | None => cell,
    }
}

/// What makes a spreadsheet run a cell, and the apostrophe itself, so that the prefix can be told from the content.
const DANGEROUS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

fn protected(cell: &str) -> String {
    if cell.starts_with(DANGEROUS) && !is_plain_number(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Whether the cell is a sign followed by digits with at most one dot.
fn is_plain_number(cell: &str) -> bool {
    let unsigned = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    unsigned.chars().any(|character| character.is_ascii_digit())
        && unsigned.chars().filter(|&character| character == '.').count() <= 1
        && unsigned.chars().all(|character| character.is_ascii_digit() || character == '.')
}
