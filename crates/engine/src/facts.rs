//! Many facts as columns: what an import holds in memory, a tenth of what as many [`Fact`]s would take.

pub(crate) mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rayon::prelude::*;
use twox_hash::XxHash64;
use vocabulary::{Currency, Day, Ratio, Scaled};

use crate::batch::columns::{day_number, day_of, units};
use crate::batch::tally::{self, Tally, micro};
use crate::batch::write::count_of;
use crate::{BatchTotal, EngineProblem, Fact, FactKind};
use texts::{Coded, Texts};

/// A fact whose texts stand elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactRow<'a> {
    /// As [`Fact::source`].
    pub source: &'a str,
    /// As [`Fact::document`].
    pub document: &'a str,
    /// As [`Fact::line`].
    pub line: &'a str,
    /// As [`Fact::kind`].
    pub kind: FactKind,
    /// As [`Fact::date`].
    pub date: Day,
    /// As [`Fact::account`].
    pub account: &'a str,
    /// As [`Fact::division`].
    pub division: Option<&'a str>,
    /// As [`Fact::product`].
    pub product: Option<&'a str>,
    /// As [`Fact::seller`].
    pub seller: Option<&'a str>,
    /// As [`Fact::amount`].
    pub amount: Scaled,
    /// As [`Fact::currency`].
    pub currency: Currency,
    /// As [`Fact::quantity`].
    pub quantity: Option<Scaled>,
    /// As [`Fact::of`].
    pub of: Option<&'a str>,
}

impl<'a> FactRow<'a> {
    pub(crate) fn key(&self) -> (&'a str, &'a str, &'a str) {
        (self.source, self.document, self.line)
    }

    /// The same with texts of its own.
    #[must_use]
    pub fn to_fact(&self) -> Fact {
        Fact {
            source: self.source.to_owned(),
            document: self.document.to_owned(),
            line: self.line.to_owned(),
            kind: self.kind,
            date: self.date,
            account: self.account.to_owned(),
            division: self.division.map(str::to_owned),
            product: self.product.map(str::to_owned),
            seller: self.seller.map(str::to_owned),
            amount: self.amount,
            currency: self.currency,
            quantity: self.quantity,
            of: self.of.map(str::to_owned),
        }
    }
}

impl<'a> From<&'a Fact> for FactRow<'a> {
    fn from(fact: &'a Fact) -> FactRow<'a> {
        FactRow {
            source: &fact.source,
            document: &fact.document,
            line: &fact.line,
            kind: fact.kind,
            date: fact.date,
            account: &fact.account,
            division: fact.division.as_deref(),
            product: fact.product.as_deref(),
            seller: fact.seller.as_deref(),
            amount: fact.amount,
            currency: fact.currency,
            quantity: fact.quantity,
            of: fact.of.as_deref(),
        }
    }
}

/// A quantity that is missing.
const NO_QUANTITY: u8 = u8::MAX;

/// Facts as columns, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub(crate) source: Coded,
    pub(crate) document: Texts,
    pub(crate) line: Texts,
    pub(crate) kind: Vec<FactKind>,
    /// Days since 1 January 1970.
    pub(crate) date: Vec<i32>,
    pub(crate) account: Coded,
    pub(crate) division: Coded,
    pub(crate) product: Coded,
    pub(crate) seller: Coded,
    /// Amounts in whole units of their last decimal.
    pub(crate) units: Vec<i64>,
    pub(crate) scale: Vec<u8>,
    pub(crate) currency: Vec<Currency>,
    quantity: Vec<(i64, u8)>,
    pub(crate) of: Coded,
    /// See [`Facts::marks`]; found when it is asked for, and forgotten when facts come or go.
    marks: OnceLock<Vec<u64>>,
}

impl Facts {
    /// The most facts of a batch: its rows are counted with 24 bits.
    pub const MOST: usize = 1 << 24;

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.date.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.date.is_empty()
    }

    /// How many bytes their texts take, which is what may be large about facts.
    #[must_use]
    pub fn text_bytes(&self) -> usize {
        let coded = [&self.source, &self.account, &self.division, &self.product, &self.seller, &self.of];
        self.document.bytes() + self.line.bytes() + coded.iter().map(|column| column.bytes()).sum::<usize>()
    }

    /// Adds a fact.
    ///
    /// # Errors
    /// [`EngineProblem::TooLarge`] for a number beyond 64-bit units or six decimals; then nothing was added.
    pub fn push(&mut self, row: &FactRow<'_>) -> Result<(), EngineProblem> {
        let (amount, scale) = units(row, "amount", row.amount)?;
        let quantity = row.quantity.map(|quantity| units(row, "quantity", quantity)).transpose()?;
        self.marks.take();
        self.source.push(Some(row.source));
        self.document.push(row.document);
        self.line.push(row.line);
        self.kind.push(row.kind);
        self.date.push(day_number(row.date));
        self.account.push(Some(row.account));
        self.division.push(row.division);
        self.product.push(row.product);
        self.seller.push(row.seller);
        self.units.push(amount);
        self.scale.push(scale);
        self.currency.push(row.currency);
        self.quantity.push(quantity.unwrap_or((0, NO_QUANTITY)));
        self.of.push(row.of);
        Ok(())
    }

    /// Adds all facts of another table, in their order.
    pub fn append(&mut self, other: &Facts) {
        if other.is_empty() {
            return;
        }
        self.marks.take();
        self.source.append(&other.source);
        self.document.append(&other.document);
        self.line.append(&other.line);
        self.kind.extend_from_slice(&other.kind);
        self.date.extend_from_slice(&other.date);
        self.account.append(&other.account);
        self.division.append(&other.division);
        self.product.append(&other.product);
        self.seller.append(&other.seller);
        self.units.extend_from_slice(&other.units);
        self.scale.extend_from_slice(&other.scale);
        self.currency.extend_from_slice(&other.currency);
        self.quantity.extend_from_slice(&other.quantity);
        self.of.append(&other.of);
    }

    /// The facts, each once more as a [`Fact`].
    ///
    /// # Errors
    /// As for [`Facts::push`].
    pub fn of(facts: &[Fact]) -> Result<Facts, EngineProblem> {
        let mut columns = Facts::default();
        for fact in facts {
            columns.push(&fact.into())?;
        }
        Ok(columns)
    }

    /// The fact in a row; none behind the last.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<FactRow<'_>> {
        Some(FactRow {
            source: self.source.text(row)?,
            document: self.document.get(row),
            line: self.line.get(row),
            kind: *self.kind.get(row)?,
            date: day_of(*self.date.get(row)?),
            account: self.account.text(row)?,
            division: self.division.text(row),
            product: self.product.text(row),
            seller: self.seller.text(row),
            amount: scaled(*self.units.get(row)?, *self.scale.get(row)?)?,
            currency: *self.currency.get(row)?,
            quantity: self.quantity(row).and_then(|(units, scale)| scaled(units, scale)),
            of: self.of.text(row),
        })
    }

    /// All facts in their order.
    pub fn iter(&self) -> impl Iterator<Item = FactRow<'_>> {
        (0..self.len()).filter_map(|row| self.get(row))
    }

    /// The quantity of a row in whole units of its last decimal, and its scale.
    pub(crate) fn quantity(&self, row: usize) -> Option<(i64, u8)> {
        self.quantity.get(row).copied().filter(|(_, scale)| *scale != NO_QUANTITY)
    }

    /// The exact sums of the amounts by currency.
    #[must_use]
    pub fn amounts(&self) -> BTreeMap<Currency, Ratio> {
        let sums = self.amounts_of(0..self.len()).into_iter();
        sums.map(|(currency, (_, amount))| (currency, amount)).collect()
    }

    /// How many of some rows there are in each currency, and the exact sum of their amounts.
    pub fn amounts_of(&self, rows: impl Iterator<Item = usize>) -> BTreeMap<Currency, (u64, Ratio)> {
        // Millionths of 64-bit units: as many as rows fit 128 bits.
        let mut sums: Vec<(Currency, u64, i128)> = Vec::new();
        let of = |row: usize| {
            Some((
                *self.currency.get(row)?,
                micro(i128::from(*self.units.get(row)?), *self.scale.get(row)?)?,
            ))
        };
        for (currency, amount) in rows.filter_map(of) {
            match sums.iter_mut().find(|(known, _, _)| *known == currency) {
                Some((_, count, sum)) => (*count, *sum) = (*count + 1, *sum + amount),
                None => sums.push((currency, 1, amount)),
            }
        }
        let ratio = |micro: i128| Ratio::fraction(micro, 1_000_000).unwrap_or_else(Ratio::zero);
        let sum = |(currency, count, sum): (Currency, u64, i128)| (currency, (count, ratio(sum)));
        sums.into_iter().map(sum).collect()
    }

    /// The exact sums of some rows by kind and currency.
    ///
    /// # Errors
    /// [`EngineProblem::TooLarge`] for a sum beyond 38 digits.
    pub fn totals(&self, rows: impl Iterator<Item = usize>) -> Result<Vec<BatchTotal>, EngineProblem> {
        let mut tallies: Vec<((FactKind, Currency), Tally)> = Vec::new();
        let of = |row: usize| {
            Some((
                (*self.kind.get(row)?, *self.currency.get(row)?),
                *self.units.get(row)?,
                *self.scale.get(row)?,
            ))
        };
        for (what, units, scale) in rows.filter_map(of) {
            let at = tallies.iter().position(|(known, _)| *known == what).unwrap_or_else(|| {
                tallies.push((what, Tally::default()));
                tallies.len() - 1
            });
            if let Some((_, tally)) = tallies.get_mut(at) {
                *tally = tally.plus(i128::from(units), scale, 1).ok_or_else(tally::sum_too_large)?;
            }
        }
        tallies.sort_unstable_by_key(|(what, _)| *what);
        let total = |((kind, currency), tally): ((FactKind, Currency), Tally)| BatchTotal {
            kind,
            currency,
            rows: count_of(tally.lines()),
            amount: tally.sum(),
        };
        Ok(tallies.into_iter().map(total).collect())
    }

    /// Takes the facts from a row on away, as a table of their own.
    #[must_use]
    pub fn split_off(&mut self, at: usize) -> Facts {
        let mut own = Facts::default();
        for row in (at..self.len()).filter_map(|row| self.get(row)) {
            own.push(&row).expect("what was kept once can be kept again");
        }
        self.truncate(at);
        own
    }

    /// Keeps the first facts only.
    pub fn truncate(&mut self, kept: usize) {
        if kept < self.len() {
            let mut less = Facts::default();
            for row in (0..kept).filter_map(|row| self.get(row)) {
                less.push(&row).expect("what was kept once can be kept again");
            }
            *self = less;
        }
    }

    /// Each account and how many facts name it.
    pub fn accounts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.account.counted()
    }

    /// Each seller and how many facts name them.
    pub fn sellers(&self) -> impl Iterator<Item = (&str, u64)> {
        self.seller.counted()
    }

    /// Each source.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.source.counted().map(|(source, _)| source)
    }

    pub(crate) fn key(&self, row: usize) -> (&str, &str, &str) {
        (
            self.source.text(row).unwrap_or_default(),
            self.document.get(row),
            self.line.get(row),
        )
    }

    /// The rows by the marks of their keys: 40 bits of mark, 24 bits of row, in order.
    pub(crate) fn marks(&self) -> &[u64] {
        self.marks.get_or_init(|| {
            let mark = |row: usize| mark_of(self.key(row)) | u64::try_from(row).unwrap_or_default();
            let mut marks: Vec<u64> = (0..self.len()).into_par_iter().map(mark).collect();
            marks.par_sort_unstable();
            marks
        })
    }

    /// The kinds and currencies that they speak of.
    #[must_use]
    pub fn spoken(&self) -> BTreeSet<(FactKind, Currency)> {
        let mut spoken = BTreeSet::new();
        let mut last = None;
        for both in self.kind.iter().copied().zip(self.currency.iter().copied()) {
            // Neighbours mostly say the same.
            if last != Some(both) {
                spoken.insert(both);
                last = Some(both);
            }
        }
        spoken
    }

    /// The rows whose source, document and line an earlier row has too: the first such row and the later one, by the later one.
    #[must_use]
    pub fn repeats(&self) -> Vec<(usize, usize)> {
        let marks = self.marks();
        let mut repeats = Vec::new();
        for same in marks
            .chunk_by(|one, other| one >> ROW_BITS == other >> ROW_BITS)
            .filter(|same| same.len() > 1)
        {
            for (at, later) in same.iter().enumerate() {
                let later = row_of(*later);
                let mut earlier = same.iter().take(at).map(|mark| row_of(*mark));
                repeats.extend(
                    earlier
                        .find(|earlier| self.key(*earlier) == self.key(later))
                        .map(|first| (first, later)),
                );
            }
        }
        repeats.sort_unstable_by_key(|(_, later)| *later);
        repeats
    }
}

fn scaled(units: i64, scale: u8) -> Option<Scaled> {
    Scaled::new(i128::from(units), scale).ok()
}

/// How many bits of a mark are the row.
pub(crate) const ROW_BITS: u32 = 24;

/// What tells most keys apart, in the upper 40 bits. It is written to files, so it never changes.
pub(crate) fn mark_of((source, document, line): (&str, &str, &str)) -> u64 {
    // One text after the other as the seed of the next: ("a", "bc") and ("ab", "c") differ.
    let seed = XxHash64::oneshot(0, source.as_bytes());
    let seed = XxHash64::oneshot(seed, document.as_bytes());
    XxHash64::oneshot(seed, line.as_bytes()) >> ROW_BITS << ROW_BITS
}

/// The row of a mark.
pub(crate) fn row_of(mark: u64) -> usize {
    usize::try_from(mark & ((1 << ROW_BITS) - 1)).unwrap_or_default()
}
