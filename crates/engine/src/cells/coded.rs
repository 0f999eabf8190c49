//! The usual way to gather: where everything that keeps cells apart has few values, each line has one small number,
//! and finding its cell is reading one place of a table.

use super::{Cell, Kept, span_around};
use crate::batch::columns::{Names, place};
use crate::batch::piece::Lines;
use crate::kernel::Desks;
use crate::lens::Marks;

/// Beyond so many different lines a table is no longer small.
const CODES_MAX: usize = 4_096;

/// What keeps the lines of a row group apart, as one small number for each.
struct Coded {
    codes: Vec<u32>,
    /// What each number stands for.
    kept: Vec<Kept>,
}

/// Adds up the lines that `takes` wants; `None` where they are too different for small numbers.
pub(super) fn gather(
    lines: &Lines,
    marks: &Marks<'_>,
    cuts: &[i32],
    desks: &Desks<'_>,
    takes: &impl Fn(usize) -> bool,
) -> Option<Vec<Cell>> {
    let Coded { codes, kept } = coded(lines, marks)?;
    let mut cells: Vec<Cell> = Vec::new();
    // Where the cell of each number stands; those before `first` belong to an earlier span.
    let mut places: Vec<usize> = vec![0; kept.len()];
    let (mut at, mut from, mut to, mut first) = (None, 0, 0, 1);
    let rows = lines
        .date
        .values()
        .iter()
        .zip(lines.account.keys())
        .zip(lines.all_units().iter().zip(&codes));
    for (row, ((day, account), (units, code))) in rows.enumerate() {
        if !takes(row) {
            continue;
        }
        if at != Some(*account) || *day < from || *day >= to {
            let ((begin, end), (own_begin, own_end)) = (span_around(*day, cuts), desks.span_around(*account, *day));
            (at, from, to, first) = (Some(*account), begin.max(own_begin), end.min(own_end), cells.len() + 1);
        }
        let (units, count) = if lines.is_replaced(row) {
            (-i128::from(*units), -1)
        } else {
            (i128::from(*units), 1)
        };
        let known = places.get_mut(place(*code))?;
        if *known < first {
            cells.push(Cell {
                account: *account,
                kept: *kept.get(place(*code))?,
                from,
                to,
                units,
                lines: count,
            });
            *known = cells.len();
        } else {
            let cell = cells.get_mut(*known - 1)?;
            cell.units += units;
            cell.lines += count;
        }
    }
    Some(cells)
}

fn coded(lines: &Lines, marks: &Marks<'_>) -> Option<Coded> {
    let (mut codes, met) = marks.codes()?;
    let none = Kept {
        marks: 0,
        seller: None,
        kind: 0,
        currency: 0,
        scale: 0,
    };
    let mut kept: Vec<Kept> = met.into_iter().map(|marks| Kept { marks, ..none }).collect();
    kept = widened(&mut codes, &lines.kind, kept, |kept, kind| Kept { kind, ..kept })?;
    kept = widened(&mut codes, &lines.currency, kept, |kept, currency| Kept { currency, ..kept })?;
    if let Some(sellers) = &lines.seller {
        let distinct = u32::try_from(sellers.distinct()).ok()?;
        // One number more, for lines without a seller.
        let numbers = (0..lines.rows).map(|row| sellers.key(row).unwrap_or(distinct));
        kept = by(&mut codes, numbers, distinct.checked_add(1)?, kept, |kept, seller| Kept {
            seller: (seller < distinct).then_some(seller),
            ..kept
        })?;
    }
    let (least, most) = lines.scales()?;
    let numbers = (0..lines.rows).map(|row| u32::from(lines.scale(row) - least));
    kept = by(&mut codes, numbers, u32::from(most - least) + 1, kept, |kept, scale| Kept {
        scale: least + u8::try_from(scale).unwrap_or_default(),
        ..kept
    })?;
    Some(Coded { codes, kept })
}

/// Tells lines apart by a column that has a text in every row.
fn widened(codes: &mut [u32], names: &Names, kept: Vec<Kept>, of: impl Fn(Kept, u32) -> Kept) -> Option<Vec<Kept>> {
    by(codes, names.keys().iter().copied(), u32::try_from(names.distinct()).ok()?, kept, of)
}

/// Tells lines apart by a number below `width`.
fn by(
    codes: &mut [u32],
    numbers: impl Iterator<Item = u32>,
    width: u32,
    kept: Vec<Kept>,
    of: impl Fn(Kept, u32) -> Kept,
) -> Option<Vec<Kept>> {
    if kept.len().checked_mul(place(width))? > CODES_MAX {
        return None;
    }
    if width > 1 {
        for (code, number) in codes.iter_mut().zip(numbers) {
            *code = *code * width + number;
        }
    }
    let of = &of;
    Some(
        kept.into_iter()
            .flat_map(|kept| (0..width).map(move |number| of(kept, number)))
            .collect(),
    )
}
