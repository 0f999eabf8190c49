//! The tables of a sheet: blocks of cells between blank rows and columns, below their titles, with headings of one line or more.

use crate::foundation::facts::rules::records::{Mark, Record};
use crate::foundation::facts::rules::sheet::SheetTable;
use std::collections::{BTreeMap, BTreeSet};

/// Lines that headings may take.
const HEADING_LINES_MAX: usize = 4;

/// Rows of remarks that may stand above headings.
const REMARKS_MAX: usize = 12;

/// A cell that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) mark: Mark,
}

type At = (u32, u32);

/// The cells of a sheet by row and column, both from 0.
pub(super) struct Sheet {
    name: String,
    rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
    /// The first and last cell of what was merged.
    pub(super) merges: Vec<(At, At)>,
}

impl Sheet {
    pub(super) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            rows: BTreeMap::new(),
            merges: Vec::new(),
        }
    }

    pub(super) fn put(&mut self, (row, column): At, cell: Cell) {
        self.rows.entry(row).or_default().insert(column, cell);
    }
}

/// `0` is `A`, `27` is `AB`.
pub(super) fn letters(column: u32) -> String {
    crate::foundation::facts::rules::sheet::letters(column)
}

/// A block of cells: some columns of some rows.
struct Block<'a> {
    columns: (u32, u32),
    rows: Vec<(u32, BTreeMap<u32, &'a Cell>)>,
}

/// The tables of a sheet from top to bottom, then from left to right.
pub(super) fn tables(sheet: &Sheet) -> Vec<SheetTable> {
    let mut blocks: Vec<Block<'_>> = bands(sheet).into_iter().flat_map(split_columns).collect();
    join_continued(&mut blocks);
    let mut tables: Vec<SheetTable> = blocks.into_iter().filter_map(|block| table(sheet, block)).collect();
    // Paragraphs beside tables are one column wide, and no record has a single field.
    if tables.iter().any(|table| table.columns.len() > 1) {
        tables.retain(|table| table.columns.len() > 1);
    }
    tables
}

/// Rows that touch one another.
fn bands(sheet: &Sheet) -> Vec<Block<'_>> {
    let mut bands: Vec<Block<'_>> = Vec::new();
    let mut last: Option<u32> = None;
    for (row, cells) in &sheet.rows {
        let cells: BTreeMap<u32, &Cell> = cells.iter().map(|(column, cell)| (*column, cell)).collect();
        let touches = last.is_some_and(|last| last.checked_add(1) == Some(*row));
        match bands.last_mut() {
            Some(band) if touches => band.rows.push((*row, cells)),
            Some(_) | None => bands.push(Block {
                columns: (0, u32::MAX),
                rows: vec![(*row, cells)],
            }),
        }
        last = Some(*row);
    }
    bands
}

/// Columns that touch one another; a title alone in its row belongs to whatever stands below it.
fn split_columns(band: Block<'_>) -> Vec<Block<'_>> {
    let used: BTreeSet<u32> = band.rows.iter().flat_map(|(_, cells)| cells.keys().copied()).collect();
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for column in used {
        match spans.last_mut() {
            Some((_, end)) if end.checked_add(1) == Some(column) => *end = column,
            Some(_) | None => spans.push((column, column)),
        }
    }
    let part = |(from, to): (u32, u32)| {
        let rows = band.rows.iter().filter_map(|(row, cells)| {
            let cells: BTreeMap<u32, &Cell> = cells.range(from..=to).map(|(column, cell)| (*column, *cell)).collect();
            (!cells.is_empty()).then_some((*row, cells))
        });
        Block {
            columns: (from, to),
            rows: rows.collect(),
        }
    };
    spans.into_iter().map(part).collect()
}

/// A blank row inside a table does not end it: rows below that hold values in the same columns belong to it.
fn join_continued(blocks: &mut Vec<Block<'_>>) {
    let mut joined: Vec<Block<'_>> = Vec::new();
    for block in blocks.drain(..) {
        let above = joined
            .iter_mut()
            .rev()
            .find(|above| above.columns.0 <= block.columns.0 && block.columns.1 <= above.columns.1);
        match above {
            Some(above) if continues(above, &block) => above.rows.extend(block.rows),
            Some(_) | None => joined.push(block),
        }
    }
    *blocks = joined;
}

fn continues(above: &Block<'_>, below: &Block<'_>) -> bool {
    let Some((_, first)) = below.rows.first() else { return false };
    let Some((_, last)) = above.rows.last() else { return false };
    let has_values = |cells: &BTreeMap<u32, &Cell>| cells.values().any(|cell| cell.mark != Mark::Text);
    let same_kind = first.iter().all(|(column, cell)| {
        last.get(column)
            .is_none_or(|above| above.mark == cell.mark || cell.mark == Mark::Fault)
    });
    above.rows.len() > 1 && first.len() > 1 && has_values(first) && has_values(last) && same_kind
}

fn table(sheet: &Sheet, mut block: Block<'_>) -> Option<SheetTable> {
    let wide = block.columns.0 < block.columns.1;
    // A title has its row for itself.
    let titles = block.rows.iter().take_while(|(_, cells)| wide && cells.len() == 1).count();
    block.rows.drain(..titles);
    narrow(&mut block);
    let remarks = remarks(sheet, &block);
    block.rows.drain(..remarks);
    let lines = heading_lines(sheet, &block);
    let (from, to) = block.columns;
    let headings = headings(sheet, &block, lines);
    let (first_row, _) = block.rows.first()?;
    let (last_row, _) = block.rows.last()?;
    let range = format!(
        "{}{}:{}{}",
        letters(from),
        first_row.saturating_add(1),
        letters(to),
        last_row.saturating_add(1)
    );
    let rows: Vec<Record> = block
        .rows
        .iter()
        .skip(lines)
        .map(|(row, cells)| record(*row, cells, (from, to)))
        .collect();
    // A heading without rows and a lonely cell are remarks.
    if rows.is_empty() || (from == to && rows.len() < 2) {
        return None;
    }
    Some(SheetTable {
        sheet: sheet.name.clone(),
        range,
        column: from,
        columns: headings,
        rows,
    })
}

/// Rows of remarks above the headings: the first row that fills every column names them, if it is text and values follow.
fn remarks(sheet: &Sheet, block: &Block<'_>) -> usize {
    let width = usize::try_from(block.columns.1.saturating_sub(block.columns.0).saturating_add(1)).unwrap_or(usize::MAX);
    let is_text = |cells: &BTreeMap<u32, &Cell>| cells.values().all(|cell| cell.mark == Mark::Text);
    let full = block
        .rows
        .iter()
        .take(REMARKS_MAX)
        .take_while(|(_, cells)| is_text(cells))
        .position(|(_, cells)| cells.len() == width);
    let Some(full) = full.filter(|full| *full > 1) else { return 0 };
    let values_follow = block.rows.get(full.saturating_add(1)).is_some_and(|(_, cells)| !is_text(cells));
    let merged = block.rows.first().is_some_and(|(row, _)| is_merged(sheet, *row, block.columns));
    if values_follow && !merged { full } else { 0 }
}

/// Columns that only a title reached into do not count.
fn narrow(block: &mut Block<'_>) {
    let used = || block.rows.iter().flat_map(|(_, cells)| cells.keys().copied());
    if let (Some(from), Some(to)) = (used().min(), used().max()) {
        block.columns = (from, to);
    }
}

fn record(row: u32, cells: &BTreeMap<u32, &Cell>, (from, to): (u32, u32)) -> Record {
    let cell = |column: u32| cells.get(&column);
    Record {
        line: u64::from(row).saturating_add(1),
        fields: (from..=to)
            .map(|column| cell(column).map_or_else(String::new, |cell| cell.text.clone()))
            .collect(),
        marks: (from..=to)
            .map(|column| cell(column).map_or(Mark::Text, |cell| cell.mark))
            .collect(),
    }
}

/// How many lines name the columns: none when the first one already holds values.
fn heading_lines(sheet: &Sheet, block: &Block<'_>) -> usize {
    let is_text = |cells: &BTreeMap<u32, &Cell>| cells.values().all(|cell| cell.mark == Mark::Text);
    let Some((first, cells)) = block.rows.first() else { return 0 };
    let words = cells.values().filter(|cell| cell.mark == Mark::Text).count();
    if words.saturating_mul(2) <= cells.len() {
        return 0;
    }
    let mut lines = 1_usize;
    // A line that is merged to the side or down has another one below it.
    let mut row = *first;
    while lines < HEADING_LINES_MAX && is_merged(sheet, row, block.columns) {
        lines = lines.saturating_add(1);
        row = row.saturating_add(1);
    }
    let width = usize::try_from(block.columns.1.saturating_sub(block.columns.0).saturating_add(1)).unwrap_or(usize::MAX);
    let second = block.rows.get(1);
    let third = block.rows.get(2);
    // The same without marks of merging: gaps in the first line that the second one fills, and values below.
    let gaps = cells.len() < width && cells.len() > 1;
    let fills = second.is_some_and(|(_, below)| {
        is_text(below) && (block.columns.0..=block.columns.1).all(|c| cells.contains_key(&c) || below.contains_key(&c))
    });
    let values_below = third.is_some_and(|(_, cells)| !is_text(cells));
    if lines == 1 && gaps && fills && values_below {
        lines = 2;
    }
    let all_text = block.rows.iter().take(lines).take_while(|(_, cells)| is_text(cells)).count();
    lines.min(all_text.max(1)).min(block.rows.len())
}

fn is_merged(sheet: &Sheet, row: u32, (from, to): (u32, u32)) -> bool {
    sheet.merges.iter().any(|((top, left), (bottom, right))| {
        *top <= row && row <= *bottom && from <= *left && *right <= to && (left < right || row < *bottom)
    })
}

/// The headings, joined from top to bottom; what was merged holds for all the columns it spans.
fn headings(sheet: &Sheet, block: &Block<'_>, lines: usize) -> Vec<String> {
    let (from, to) = block.columns;
    let heading = |column: u32| {
        let mut parts: Vec<&str> = Vec::new();
        for (at, (row, cells)) in block.rows.iter().take(lines).enumerate() {
            let last = at.saturating_add(1) == lines;
            let own = cells.get(&column).map(|cell| cell.text.trim());
            let merged = || {
                let over = sheet
                    .merges
                    .iter()
                    .find(|((top, left), (bottom, right))| top <= row && row <= bottom && *left <= column && column <= *right);
                let ((_, left), _) = over?;
                cells.get(left).map(|cell| cell.text.trim())
            };
            let before = || {
                let free = !last && sheet.merges.is_empty();
                free.then(|| cells.range(from..column).next_back().map(|(_, cell)| cell.text.trim()))
                    .flatten()
            };
            if let Some(text) = own.or_else(merged).or_else(before)
                && !parts.contains(&text)
            {
                parts.push(text);
            }
        }
        parts.join(" ")
    };
    (from..=to)
        .map(heading)
        .map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}
