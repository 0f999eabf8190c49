//! Cells as bytes: the texts once, then runs of cells of one account and span of days, each a few small numbers.
//! Numbers take seven bits a byte, and as many bytes as they need.

use std::collections::BTreeMap;

use arrow_array::StringArray;

use super::{Cell, Cells, Kept};
use crate::batch::columns::{Names, place};
use vocabulary::Scaled;

/// Packs the cells at some places of a list.
pub(super) fn pack(cells: &Cells, some: &[Cell]) -> Vec<u8> {
    let mut to = Writer(Vec::with_capacity(16 * some.len()));
    for names in [
        Some(&cells.account),
        Some(&cells.kind),
        Some(&cells.currency),
        cells.seller.as_ref(),
    ] {
        to.texts(names);
    }
    let mut kinds: Vec<Kept> = some.iter().map(|cell| cell.kept).collect();
    kinds.sort_unstable();
    kinds.dedup();
    to.count(kinds.len());
    for kept in &kinds {
        to.kept(kept);
    }
    to.count(some.len());
    let (mut account, mut from) = (0, 0);
    for run in some.chunk_by(|one, next| (one.account, one.from, one.to) == (next.account, next.from, next.to)) {
        let Some(first) = run.first() else { continue };
        to.difference(i64::from(first.account) - i64::from(account));
        to.difference(i64::from(first.from) - i64::from(from));
        to.difference(i64::from(first.to) - i64::from(first.from));
        to.count(run.len());
        (account, from) = (first.account, first.from);
        for cell in run {
            to.count(kinds.binary_search(&cell.kept).expect("every kind of cell was collected"));
            to.units(cell.units);
            to.difference(cell.lines);
        }
    }
    to.0
}

/// The cells that were packed; `None` for bytes that are none.
pub(super) fn unpack(bytes: &[u8]) -> Option<Cells> {
    let mut from = Reader(bytes);
    let (account, kind, currency, seller) = (from.texts()?, from.texts()?, from.texts()?, from.texts()?);
    let kinds = from.count()?;
    let kinds: Vec<Kept> = (0..kinds).map(|_| from.kept()).collect::<Option<_>>()?;
    let known = |kept: &Kept| {
        place(kept.kind) < kind.distinct()
            && place(kept.currency) < currency.distinct()
            && kept.seller.is_none_or(|key| place(key) < seller.distinct())
            && kept.scale <= Scaled::FINEST
    };
    let total = from.count()?;
    // A cell takes three bytes at least, so a wrong number cannot ask for all memory.
    if total > bytes.len() || !kinds.iter().all(known) {
        return None;
    }
    let mut cells = Vec::with_capacity(total);
    let (mut at, mut begin) = (0_i64, 0_i64);
    while cells.len() < total {
        at = at.checked_add(from.difference()?)?;
        begin = begin.checked_add(from.difference()?)?;
        let end = begin.checked_add(from.difference()?)?;
        let (number, first, last) = (u32::try_from(at).ok()?, i32::try_from(begin).ok()?, i32::try_from(end).ok()?);
        if place(number) >= account.distinct() {
            return None;
        }
        for _ in 0..from.count()? {
            cells.push(Cell {
                account: number,
                kept: *kinds.get(from.count()?)?,
                from: first,
                to: last,
                units: from.units()?,
                lines: from.difference()?,
            });
        }
    }
    (from.0.is_empty() && cells.len() == total).then_some(Cells {
        account,
        kind,
        currency,
        seller: Some(seller),
        cells,
    })
}

/// Whether a seller is named in packed cells; `None` for bytes that are none.
pub(super) fn names_seller(bytes: &[u8], seller: &str) -> Option<bool> {
    let mut from = Reader(bytes);
    let mut named = false;
    for list in 0..4 {
        for _ in 0..from.count()? {
            let length = from.count()?;
            let (text, rest) = from.0.split_at_checked(length)?;
            // Sellers are the last of the four lists of texts.
            named |= list == 3 && text == seller.as_bytes();
            from.0 = rest;
        }
    }
    Some(named)
}

/// Cells of several lists as one list with texts of its own.
pub(super) fn joined(pieces: &[Cells]) -> Cells {
    let all = |names: fn(&Cells) -> Option<&Names>, key: fn(&Cell) -> Option<u32>| {
        let texts = pieces
            .iter()
            .flat_map(|piece| piece.cells.iter().filter_map(move |cell| Some(names(piece)?.name(key(cell)?))));
        let numbered: BTreeMap<&str, u32> = texts.map(|text| (text, 0)).collect();
        let numbered: BTreeMap<&str, u32> = numbered.into_keys().zip(0..).collect();
        numbered
    };
    let account = all(|piece| Some(&piece.account), |cell| Some(cell.account));
    let kind = all(|piece| Some(&piece.kind), |cell| Some(cell.kept.kind));
    let currency = all(|piece| Some(&piece.currency), |cell| Some(cell.kept.currency));
    let seller = all(|piece| piece.seller.as_ref(), |cell| cell.kept.seller);
    let number = |of: &BTreeMap<&str, u32>, name: &str| of.get(name).copied().unwrap_or_default();
    let renumbered = |piece: &Cells, cell: &Cell| Cell {
        account: number(&account, piece.account.name(cell.account)),
        kept: Kept {
            kind: number(&kind, piece.kind.name(cell.kept.kind)),
            currency: number(&currency, piece.currency.name(cell.kept.currency)),
            seller: piece
                .seller
                .as_ref()
                .zip(cell.kept.seller)
                .map(|(names, key)| number(&seller, names.name(key))),
            ..cell.kept
        },
        ..*cell
    };
    let names = |of: &BTreeMap<&str, u32>| Names::listing(StringArray::from_iter_values(of.keys()));
    Cells {
        cells: pieces
            .iter()
            .flat_map(|piece| piece.cells.iter().map(|cell| renumbered(piece, cell)))
            .collect(),
        account: names(&account),
        kind: names(&kind),
        currency: names(&currency),
        seller: Some(names(&seller)),
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(u8::try_from(number & 0x7F).expect("seven bits fit") | 0x80);
            number >>= 7;
        }
        self.0.push(u8::try_from(number).expect("seven bits fit"));
    }

    fn count(&mut self, count: usize) {
        self.number(u64::try_from(count).expect("a count fits 64 bits"));
    }

    fn difference(&mut self, number: i64) {
        self.number(number.cast_unsigned() << 1 ^ (number >> 63).cast_unsigned());
    }

    /// Amounts nearly always fit 64 bits; a byte tells those that do not.
    fn units(&mut self, units: i128) {
        match i64::try_from(units) {
            Ok(small) if small != i64::MIN => self.difference(small),
            Ok(_) | Err(_) => {
                self.difference(i64::MIN);
                self.0.extend_from_slice(&units.to_le_bytes());
            }
        }
    }

    fn texts(&mut self, names: Option<&Names>) {
        self.count(names.map_or(0, Names::distinct));
        let mut write = |text: &str| {
            self.count(text.len());
            self.0.extend_from_slice(text.as_bytes());
        };
        if let Some(names) = names {
            names.per_name(&mut write);
        }
    }

    fn kept(&mut self, kept: &Kept) {
        self.number(kept.marks);
        self.number(kept.seller.map_or(0, |seller| u64::from(seller) + 1));
        self.number(u64::from(kept.kind));
        self.number(u64::from(kept.currency));
        self.number(u64::from(kept.scale));
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for (place, byte) in self.0.iter().enumerate().take(10) {
            number |= u64::from(byte & 0x7F) << (7 * place);
            if *byte < 0x80 {
                self.0 = self.0.get(place + 1..)?;
                return Some(number);
            }
        }
        None
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn difference(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn units(&mut self) -> Option<i128> {
        match self.difference()? {
            i64::MIN => {
                let (bytes, rest) = self.0.split_first_chunk::<16>()?;
                self.0 = rest;
                Some(i128::from_le_bytes(*bytes))
            }
            small => Some(i128::from(small)),
        }
    }

    fn texts(&mut self) -> Option<Names> {
        let count = self.count()?;
        let mut texts = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            let length = self.count()?;
            let (text, rest) = self.0.split_at_checked(length)?;
            texts.push(std::str::from_utf8(text).ok()?);
            self.0 = rest;
        }
        Some(Names::listing(StringArray::from(texts)))
    }

    fn kept(&mut self) -> Option<Kept> {
        Some(Kept {
            marks: self.number()?,
            seller: self.small()?.checked_sub(1),
            kind: self.small()?,
            currency: self.small()?,
            scale: u8::try_from(self.number()?).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{joined, names_seller, pack, unpack};
    use crate::batch::columns::Names;
    use crate::cells::{Cell, Cells, Kept};
    use arrow_array::StringArray;
    use proptest::prelude::*;

    fn names(of: &[&str]) -> Names {
        Names::listing(StringArray::from(of.to_vec()))
    }

    fn list(cells: Vec<Cell>) -> Cells {
        Cells {
            account: names(&["A1", "A2", "é–中"]),
            kind: names(&["order", "usage"]),
            currency: names(&["EUR", "USD"]),
            seller: Some(names(&["ada", ""])),
            cells,
        }
    }

    prop_compose! {
        fn cells()(
            account in 0..3_u32,
            marks in any::<u64>(),
            seller in proptest::option::of(0..2_u32),
            (kind, currency, scale) in (0..2_u32, 0..2_u32, 0..=6_u8),
            (from, to) in (any::<i32>(), any::<i32>()),
            units in prop_oneof![any::<i128>(), any::<i64>().prop_map(i128::from), Just(i128::from(i64::MIN))],
            lines in any::<i64>(),
        ) -> Cell {
            Cell { account, kept: Kept { marks, seller, kind, currency, scale }, from, to, units, lines }
        }
    }

    /// Cells by their texts.
    fn told(cells: &Cells) -> Vec<String> {
        let seller = |cell: &Cell| cell.kept.seller.and_then(|key| Some(cells.seller.as_ref()?.name(key).to_owned()));
        let one = |cell: &Cell| {
            let (account, kind, currency) = (
                cells.account.name(cell.account),
                cells.kind.name(cell.kept.kind),
                cells.currency.name(cell.kept.currency),
            );
            let numbers = (cell.kept.marks, cell.kept.scale, cell.from, cell.to, cell.units, cell.lines);
            format!("{account} {kind} {currency} {:?} {numbers:?}", seller(cell))
        };
        cells.cells.iter().map(one).collect()
    }

    proptest! {
        #[test]
        fn packing_loses_nothing_and_no_bytes_are_taken_for_cells_that_are_none(
            one in proptest::collection::vec(cells(), 0..20),
            other in proptest::collection::vec(cells(), 0..20),
            (at, flip) in (any::<prop::sample::Index>(), 1..=255_u8),
        ) {
            let (one, other) = (list(one), list(other));
            let mut bytes = pack(&one, &one.cells);
            prop_assert_eq!(told(&unpack(&bytes).unwrap()), told(&one));
            prop_assert_eq!(["ada", "", "A1", "ben"].map(|name| names_seller(&bytes, name).unwrap()), [true, true, false, false]);
            let expected: Vec<String> = told(&one).into_iter().chain(told(&other)).collect();
            prop_assert_eq!(told(&joined(&[one, other])), expected);
            prop_assert!(unpack(&bytes[..bytes.len() - 1]).is_none());
            // Other bytes may be other cells, but are read without a fault.
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            let _ = unpack(&bytes);
        }
    }
}
