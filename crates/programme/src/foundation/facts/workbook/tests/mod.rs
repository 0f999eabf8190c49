//! Workbooks with known answers, and what is refused.

mod made;
pub(crate) mod made_files;
mod published;

use super::read;
use crate::foundation::facts::rules::records::Mark;

/// A table as lines: where it stands, its headings, and its first rows; an exact cell is marked with `=`, an error with `!`.
fn outline(name: &str, bytes: &[u8], rows: usize) -> Vec<String> {
    // The book registers the sentences.
    let _book = crate::book();
    let tables = match read(name, bytes) {
        Ok(tables) => tables,
        Err(reject) => return vec![format!("refused: {}", reject.reason)],
    };
    let mut lines = Vec::new();
    for table in tables {
        lines.push(format!("{}!{} {} rows", table.sheet, table.range, table.rows.len()));
        lines.push(table.columns.join("|"));
        for record in table.rows.iter().take(rows) {
            let cells = record.fields.iter().zip(&record.marks).map(|(text, mark)| match mark {
                Mark::Text => text.clone(),
                Mark::Exact => format!("={text}"),
                Mark::Fault => format!("!{text}"),
            });
            lines.push(format!("{}: {}", record.line, cells.collect::<Vec<_>>().join("|")));
        }
    }
    lines
}
