//! What can be wrong with a record before its cells are looked at.

use super::records::{COLUMNS_MAX, FIELD_BYTES_MAX, RECORD_BYTES_MAX};
use super::reject::Reject;

/// Why a record cannot be read.
pub(super) enum Fault {
    Undecodable,
    Control(char),
    QuoteUnclosed { line: u64 },
    TextAfterQuote(String),
    FieldTooLong,
    RecordTooLong,
    TooManyColumns,
    CutShort,
    Broken(String),
}

impl Fault {
    /// Whether nothing behind it can be told apart.
    pub(super) fn is_fatal(&self) -> bool {
        matches!(self, Self::QuoteUnclosed { .. } | Self::Broken(_))
    }

    /// The refusal of a record that begins on this line.
    ///
    /// The row is not handed back for correction: what could be read of it is not the whole.
    pub(super) fn reject(&self, file: &str, line: u64, fields: &[String]) -> Reject {
        let (value, reason, fix) = match self {
            Self::Undecodable => (
                fields.first().cloned().unwrap_or_default(),
                "The line holds bytes that are not text in the chosen encoding.".to_owned(),
                "Choose the encoding the file was written in, or save it again as UTF-8.",
            ),
            Self::Control(character) => (
                character.to_string(),
                format!("The line holds the control character U+{:04X}.", u32::from(*character)),
                "Remove it; many of them mean that the encoding is another one, usually UTF-16.",
            ),
            Self::QuoteUnclosed { line: opened } => (
                String::new(),
                format!("The quotation mark opened on line {opened} is never closed."),
                "Close it, or double it if it belongs to the text; the rest of the file was not read.",
            ),
            Self::TextAfterQuote(behind) => (
                behind.clone(),
                "Text stands between a closing quotation mark and the next delimiter.".to_owned(),
                "Double the quotation marks that belong to the text.",
            ),
            Self::FieldTooLong => (
                String::new(),
                format!("A field is longer than {FIELD_BYTES_MAX} bytes."),
                "Check the quotation marks and the delimiter; leave out columns of long text.",
            ),
            Self::RecordTooLong => (
                String::new(),
                format!("The record is longer than {RECORD_BYTES_MAX} bytes."),
                "Check the terminator and the quotation marks.",
            ),
            Self::TooManyColumns => (
                String::new(),
                format!("The record has more than {COLUMNS_MAX} columns."),
                "Check the terminator: the whole file may have been taken for one record.",
            ),
            Self::Broken(why) => (
                String::new(),
                format!("The file could not be read to its end: {why}."),
                "Look at the disk it lies on and send it again; what stands before this line was read.",
            ),
            Self::CutShort => (
                fields.last().cloned().unwrap_or_default(),
                "The file ends in the middle of a record.".to_owned(),
                "Send the file again; it was probably cut short on its way.",
            ),
        };
        Reject::new(file, line, reason, fix).showing(&value)
    }
}
