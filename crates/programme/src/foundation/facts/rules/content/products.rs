//! Products as a file brings them.

use serde::{Deserialize, Serialize};

use super::super::cells::Cells;
use super::{Keys, checked};

/// Something the firm sells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRow {
    pub reference: String,
    pub name: String,
    /// Absent means that the file does not say.
    pub family: Option<String>,
    /// The family above the family.
    pub parent_family: Option<String>,
    /// Whether it is sold; absent means that the file does not say.
    pub active: Option<bool>,
    /// The system that says so; absent means that the file does not say.
    pub source: Option<String>,
    /// The system whose word this takes the place of.
    pub replaces: Option<String>,
}

pub(in super::super) fn product(cells: &mut Cells<'_>, line: u64, keys: &mut Keys) -> Option<ProductRow> {
    let (reference, name) = (cells.reference("reference"), cells.label("name"));
    let (family, parent_family) = (cells.label("family"), cells.label("parent family"));
    let active = active(cells);
    let (source, replaces) = (cells.label("source"), cells.label("replaces"));
    let row = ProductRow {
        reference: reference?,
        name: name?,
        family,
        parent_family,
        active,
        source,
        replaces,
    };
    let key = vec![row.reference.clone()];
    checked(cells, keys, line, ("reference", key), row)
}

fn active(cells: &mut Cells<'_>) -> Option<bool> {
    let word = cells.label("active")?.to_lowercase();
    match word.as_str() {
        "yes" | "true" | "1" | "y" | "active" => Some(true),
        "no" | "false" | "0" | "n" | "inactive" => Some(false),
        _ => {
            cells.refuse("active", "This is neither yes nor no.", "Write yes or no.");
            None
        }
    }
}
