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
    /// Rows are passed over, with the sentence of this key, where this column is empty.
    pub(super) unless_empty: Option<(&'static str, &'static str)>,
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
