//! The sums of a run: the credit to one payee under one rule in one period and currency.
//! Names are numbers until the end, when the numbers follow the names' order and the cells are sorted once.

use std::collections::BTreeMap;

use rayon::prelude::*;
use vocabulary::Currency;

use crate::exact::Sum;

/// Names by the order in which they were met.
#[derive(Default)]
pub(super) struct Roll {
    numbers: BTreeMap<String, usize>,
}

impl Roll {
    /// The name's number, a new one for a new name.
    pub(super) fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.numbers.len();
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// Takes over another roll's names and tells their numbers here, by their numbers there.
    fn absorb(&mut self, other: &Roll) -> Vec<usize> {
        let mut here = vec![0; other.numbers.len()];
        for (name, there) in &other.numbers {
            if let Some(place) = here.get_mut(*there) {
                *place = self.number(name);
            }
        }
        here
    }

    /// The names in alphabetical order, and each one's place in it by its number.
    fn in_order(self) -> (Vec<String>, Vec<usize>) {
        let mut places = vec![0; self.numbers.len()];
        for (place, number) in self.numbers.values().enumerate() {
            if let Some(of_number) = places.get_mut(*number) {
                *of_number = place;
            }
        }
        (self.numbers.into_keys().collect(), places)
    }
}

/// What a cell sums; the order is that of [`crate::Credits::totals`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CreditKey {
    /// A number of the roll of payees.
    pub(super) payee: usize,
    pub(super) period: usize,
    pub(super) rule: usize,
    pub(super) currency: Currency,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) sum: Sum,
    pub(super) lines: u64,
}

impl Cell {
    fn merge(&mut self, other: Cell) {
        self.sum.merge(other.sum);
        self.lines += other.lines;
    }
}

/// The cells of a part of the facts; a key may occur several times.
#[derive(Default)]
pub(super) struct Cells {
    pub(super) payees: Roll,
    cells: Vec<(CreditKey, Cell)>,
}

impl Cells {
    pub(super) fn push(&mut self, key: CreditKey, cell: Cell) {
        self.cells.push((key, cell));
    }

    pub(super) fn absorb(&mut self, other: Cells) {
        let payees = self.payees.absorb(&other.payees);
        let renumbered = other.cells.into_iter().map(|(key, cell)| (key.renumbered(&payees), cell));
        self.cells.extend(renumbered);
    }

    /// The payees in alphabetical order, and every cell once, in order.
    pub(super) fn into_sorted(self) -> (Vec<String>, Vec<(CreditKey, Cell)>) {
        let (payees, places) = self.payees.in_order();
        let mut cells = self.cells;
        for (key, _) in &mut cells {
            *key = key.renumbered(&places);
        }
        (payees, summed(cells))
    }
}

impl CreditKey {
    fn renumbered(self, payees: &[usize]) -> CreditKey {
        CreditKey {
            payee: *payees.get(self.payee).expect("every number stems from the roll"),
            ..self
        }
    }
}

/// Sorts by key and adds up what has the same key. Addition is exact, so the order of equal keys does not matter.
fn summed(mut cells: Vec<(CreditKey, Cell)>) -> Vec<(CreditKey, Cell)> {
    cells.par_sort_unstable_by_key(|(key, _)| *key);
    let mut sums: Vec<(CreditKey, Cell)> = Vec::new();
    for (key, cell) in cells {
        match sums.last_mut() {
            Some((last, sum)) if *last == key => sum.merge(cell),
            Some(_) | None => sums.push((key, cell)),
        }
    }
    sums
}
