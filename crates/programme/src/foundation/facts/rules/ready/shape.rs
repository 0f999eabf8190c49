//! What a ready profile consists of.

use super::super::target::Target;
use super::value::Value;

/// A kind of file that is known.
#[derive(Debug)]
pub(super) struct Shape {
    /// The system it comes from: `Northwind`.
    pub(super) system: &'static str,
    /// What the system calls it: `Orders`.
    pub(super) table: &'static str,
    /// The file has all of these columns; others may stand beside them.
    pub(super) columns: &'static [&'static str],
    /// The names that the file may have, without extension; any if empty.
    pub(super) files: &'static [&'static str],
    /// What becomes of each of its rows.
    pub(super) becomes: &'static [Becomes],
    /// Other files whose columns its rows need.
    pub(super) joins: &'static [Join],
    /// The file whose rows need its columns, if it means nothing by itself.
    pub(super) part: Option<Part>,
    /// Why it becomes nothing: the key of a sentence.
    pub(super) passed_over: Option<&'static str>,
}

/// A shape that becomes nothing, to be filled in: `Shape { system: …, ..SHAPE }`.
pub(super) const SHAPE: Shape = Shape {
    system: "",
    table: "",
    columns: &[],
    files: &[],
    becomes: &[],
    joins: &[],
    part: None,
    passed_over: None,
};

/// A file that is known and has no place yet, for the reason of a sentence.
pub(super) const fn passed(
    system: &'static str,
    table: &'static str,
    columns: &'static [&'static str],
    because: Option<&'static str>,
) -> Shape {
    Shape {
        system,
        table,
        columns,
        passed_over: because,
        ..SHAPE
    }
}

impl Shape {
    /// Whether it is the shape of this name: `Northwind Orders`.
    pub(super) fn is(&self, name: &str) -> bool {
        name.strip_prefix(self.system).and_then(|rest| rest.strip_prefix(' ')) == Some(self.table)
    }
}

/// The rows of one target that a file becomes.
#[derive(Debug)]
pub(super) struct Becomes {
    pub(super) target: Target,
    /// How each field is made; a field may stand twice: the first that is not empty counts.
    pub(super) fields: &'static [(&'static str, Value)],
    /// Which rows are passed over.
    pub(super) unless: Option<Unless>,
}

/// Rows that are passed over, with the key of the sentence that says why.
#[derive(Debug)]
pub(super) enum Unless {
    /// The column is empty.
    Empty(&'static str, &'static str),
    /// The column says one of these words, whatever its capitals.
    Says(&'static str, &'static [&'static str], &'static str),
}

impl Unless {
    /// Whether a row is passed over, by what its column says.
    pub(super) fn passes_over<'r>(&self, cell: impl Fn(&str) -> Option<&'r str>) -> bool {
        match self {
            Self::Empty(column, _) => cell(column).is_none_or(|text| text.trim().is_empty()),
            Self::Says(column, words, _) => {
                let text = cell(column).map_or("", str::trim);
                words.iter().any(|word| word.eq_ignore_ascii_case(text))
            }
        }
    }

    /// The key of the reason.
    pub(super) fn because(&self) -> &'static str {
        match self {
            Self::Empty(_, key) | Self::Says(_, _, key) => key,
        }
    }
}

/// Another file whose columns are read along, as `alias.Column`.
#[derive(Debug)]
pub(super) struct Join {
    /// The shape of the other file: `Northwind Orders`.
    pub(super) with: &'static str,
    /// What that file is usually called.
    pub(super) file: &'static str,
    pub(super) alias: &'static str,
    /// The column here, or one of a file that was joined before.
    pub(super) here: &'static str,
    /// The column there.
    pub(super) there: &'static str,
    /// Whether the rows mean nothing without it.
    pub(super) needed: bool,
}

/// The file of which another is a part.
#[derive(Debug)]
pub(super) struct Part {
    /// Its shape: `Northwind Order Details`.
    pub(super) of: &'static str,
    /// What it is usually called.
    pub(super) file: &'static str,
    pub(super) alone: Alone,
}

/// What happens to a part that comes without its whole.
#[derive(Clone, Copy, Debug)]
pub(super) enum Alone {
    Refused,
    PassedOver,
}
