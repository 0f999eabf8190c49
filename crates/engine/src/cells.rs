//! Cells: lines that no rule tells apart, added up. Between thousands of lines and the few credits they make stand far fewer cells.

mod coded;
pub(crate) mod kept;
mod packed;

use std::collections::BTreeMap;

use crate::batch::columns::Names;
use crate::batch::piece::Lines;
use crate::kernel::Desks;
use crate::lens::Lens;

/// The sum of lines of one account that are alike, within a span of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    /// The dense number of the account.
    pub(crate) account: u32,
    /// What else tells it from the other cells of its account and span.
    pub(crate) kept: Kept,
    /// The days it sums, `[from, to)`: no rule, period or holder changes between them.
    pub(crate) from: i32,
    pub(crate) to: i32,
    /// The sum, in units of the last decimal.
    pub(crate) units: i128,
    /// How many lines; those that take an older version away count negatively.
    pub(crate) lines: i64,
}

/// What tells cells of one account and span apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kept {
    /// The conditions of the lens that its lines meet.
    pub(crate) marks: u64,
    /// The dense number of the seller; `None` where there is none or no rule asks.
    pub(crate) seller: Option<u32>,
    /// The dense number of the kind.
    pub(crate) kind: u32,
    /// The dense number of the currency.
    pub(crate) currency: u32,
    /// The scale of the amounts.
    pub(crate) scale: u8,
}

/// Cells with the texts that their dense numbers stand for.
pub(crate) struct Cells {
    pub(crate) account: Names,
    pub(crate) kind: Names,
    pub(crate) currency: Names,
    pub(crate) seller: Option<Names>,
    pub(crate) cells: Vec<Cell>,
}

/// The span around a day between two cuts.
fn span_around(day: i32, cuts: &[i32]) -> (i32, i32) {
    let after = cuts.partition_point(|cut| *cut <= day);
    let from = after.checked_sub(1).and_then(|before| cuts.get(before)).copied();
    (from.unwrap_or(i32::MIN), cuts.get(after).copied().unwrap_or(i32::MAX))
}

/// Adds up the lines of a row group that `takes` wants. Lines are sorted by account and day, so only the span at hand is searched.
/// No cell reaches across one of the `cuts`, which are sorted, or a day on which a holder changes.
pub(crate) fn gather(lines: &Lines, lens: &Lens<'_>, cuts: &[i32], desks: &Desks<'_>, takes: impl Fn(usize) -> bool) -> Cells {
    let marks = lens.bind(lines);
    if let Some(cells) = coded::gather(lines, &marks, cuts, desks, &takes) {
        return cells_of(lines, cells);
    }
    let (dates, accounts) = (lines.date.values(), lines.account.keys());
    let (kinds, currencies) = (lines.kind.keys(), lines.currency.keys());
    let mut cells = Vec::new();
    let mut open = Open::default();
    let columns = dates.iter().zip(accounts).zip(kinds.iter().zip(currencies)).enumerate();
    for (row, ((day, account), (kind, currency))) in columns {
        if !takes(row) {
            continue;
        }
        if !open.holds(*account, *day) {
            let (from, to) = span_around(*day, cuts);
            let (own_from, own_to) = desks.span_around(*account, *day);
            open.begin(*account, (from.max(own_from), to.min(own_to)), cells.len());
        }
        let kept = Kept {
            marks: marks.of(row),
            seller: lines.seller.as_ref().and_then(|names| names.key(row)),
            kind: *kind,
            currency: *currency,
            scale: lines.scale(row),
        };
        let units = i128::from(lines.units(row));
        let (units, count) = if lines.is_replaced(row) { (-units, -1) } else { (units, 1) };
        open.add(&mut cells, kept, units, count);
    }
    cells_of(lines, cells)
}

fn cells_of(lines: &Lines, cells: Vec<Cell>) -> Cells {
    Cells {
        account: lines.account.texts(),
        kind: lines.kind.texts(),
        currency: lines.currency.texts(),
        seller: lines.seller.as_ref().map(Names::texts),
        cells,
    }
}

/// Each line that `takes` wants as a cell of its own, for lists of lines; `of` are their rows.
pub(crate) fn one_by_one(lines: &Lines, lens: &Lens<'_>, rows: &[usize]) -> Cells {
    let marks = lens.bind(lines);
    let cell = |row: &usize| {
        let day = lines.date.value(*row);
        Cell {
            account: lines.account.key(*row).unwrap_or_default(),
            kept: Kept {
                marks: marks.of(*row),
                seller: lines.seller.as_ref().and_then(|names| names.key(*row)),
                kind: lines.kind.key(*row).unwrap_or_default(),
                currency: lines.currency.key(*row).unwrap_or_default(),
                scale: lines.scale(*row),
            },
            from: day,
            to: day.saturating_add(1),
            units: i128::from(lines.units(*row)),
            lines: 1,
        }
    };
    cells_of(lines, rows.iter().map(cell).collect())
}

/// So many cells of a span are searched one by one; beyond, a table is kept.
const SEARCHED_MAX: usize = 12;

/// The cells of the account and span at hand.
#[derive(Default)]
struct Open {
    account: Option<u32>,
    from: i32,
    to: i32,
    /// Where its cells begin.
    first: usize,
    /// The cells by what tells them apart, once they are many.
    table: BTreeMap<Kept, usize>,
}

impl Open {
    fn holds(&self, account: u32, day: i32) -> bool {
        self.account == Some(account) && self.from <= day && day < self.to
    }

    fn begin(&mut self, account: u32, (from, to): (i32, i32), first: usize) {
        (self.account, self.from, self.to, self.first) = (Some(account), from, to, first);
        self.table.clear();
    }

    fn add(&mut self, cells: &mut Vec<Cell>, kept: Kept, units: i128, lines: i64) {
        let own = cells.get(self.first..).unwrap_or_default();
        let found = if own.len() <= SEARCHED_MAX {
            own.iter().position(|cell| cell.kept == kept).map(|place| self.first + place)
        } else {
            if self.table.is_empty() {
                self.table = (self.first..).zip(own).map(|(place, cell)| (cell.kept, place)).collect();
            }
            self.table.get(&kept).copied()
        };
        if let Some(cell) = found.and_then(|place| cells.get_mut(place)) {
            // 2^63 lines of 2^63 units fit 128 bits.
            cell.units += units;
            cell.lines += lines;
            return;
        }
        if !self.table.is_empty() {
            self.table.insert(kept, cells.len());
        }
        cells.push(Cell {
            account: self.account.unwrap_or_default(),
            kept,
            from: self.from,
            to: self.to,
            units,
            lines,
        });
    }
}
