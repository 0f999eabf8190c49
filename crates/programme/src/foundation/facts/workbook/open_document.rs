//! How many cells the content of an OpenDocument sheet stands for, before it is spread out: one element may repeat a million times.

use super::{CELLS_MAX, Trouble};

const ROWS_MAX: u64 = 1_048_576;

/// Refuses content that would be spread over too many cells.
pub(super) fn check(content: &[u8]) -> Result<(), Trouble> {
    let mut count = Count::default();
    let mut rest = content;
    while let Some(begin) = rest.iter().position(|byte| *byte == b'<') {
        rest = rest.get(begin..).unwrap_or_default();
        let tag = tag_of(rest);
        count.take(tag);
        if count.area() > CELLS_MAX {
            return Err(Trouble::beyond("facts.workbook_cells", CELLS_MAX));
        }
        rest = rest.get(tag.len().max(1)..).unwrap_or_default();
    }
    Ok(())
}

/// The element up to its `>` outside quotation marks.
fn tag_of(rest: &[u8]) -> &[u8] {
    let mut quote = None;
    for (at, byte) in rest.iter().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            (None, b'>') => return rest.get(..=at).unwrap_or(rest),
            (None | Some(_), _) => {}
        }
    }
    rest
}

/// What was counted so far on the current sheet, and on those before.
#[derive(Default)]
struct Count {
    before: u64,
    rows: u64,
    blank_rows: u64,
    widest: u64,
    row_repeats: u64,
    width: u64,
    blank_width: u64,
}

impl Count {
    fn take(&mut self, tag: &[u8]) {
        if starts(tag, b"<table:table-row") {
            self.end_row();
            self.row_repeats = repeats(tag, b"table:number-rows-repeated");
        } else if starts(tag, b"</table:table-row") {
            self.end_row();
        } else if starts(tag, b"<table:table-cell") || starts(tag, b"<table:covered-table-cell") {
            let cells = repeats(tag, b"table:number-columns-repeated");
            if holds(tag) {
                self.width = self.width.saturating_add(self.blank_width).saturating_add(cells);
                self.blank_width = 0;
            } else {
                self.blank_width = self.blank_width.saturating_add(cells);
            }
        } else if starts(tag, b"</table:table>") {
            self.end_row();
            self.before = self.area();
            (self.rows, self.blank_rows, self.widest) = (0, 0, 0);
        }
    }

    fn end_row(&mut self) {
        let repeats = std::mem::take(&mut self.row_repeats).min(ROWS_MAX);
        if self.width > 0 {
            self.rows = self.rows.saturating_add(self.blank_rows).saturating_add(repeats);
            self.blank_rows = 0;
            self.widest = self.widest.max(self.width);
        } else {
            self.blank_rows = self.blank_rows.saturating_add(repeats);
        }
        (self.width, self.blank_width) = (0, 0);
    }

    fn area(&self) -> u64 {
        // A row counts from its first value on: the blank rest of a sheet is one element that repeats a million times.
        let current = if self.width > 0 {
            self.blank_rows.saturating_add(self.row_repeats.min(ROWS_MAX))
        } else {
            0
        };
        let rows = self.rows.saturating_add(current);
        self.before.saturating_add(rows.saturating_mul(self.widest.max(self.width)))
    }
}

fn starts(tag: &[u8], name: &[u8]) -> bool {
    tag.starts_with(name) && !tag.get(name.len()).is_some_and(u8::is_ascii_alphanumeric)
}

fn holds(tag: &[u8]) -> bool {
    tag.windows(7).any(|part| part == b"office:") || !tag.ends_with(b"/>")
}

fn repeats(tag: &[u8], attribute: &[u8]) -> u64 {
    let at = tag.windows(attribute.len()).position(|part| part == attribute);
    let value = at.and_then(|at| tag.get(at.checked_add(attribute.len())?..));
    let digits: String = value
        .unwrap_or_default()
        .iter()
        .skip_while(|byte| !byte.is_ascii_digit())
        .take_while(|byte| byte.is_ascii_digit())
        .map(|byte| char::from(*byte))
        .collect();
    if digits.is_empty() {
        1
    } else {
        digits.parse().unwrap_or(u64::MAX).max(1)
    }
}
