//! The sums of a run: the credit to each payee under one rule in one period and currency.
//! Lines come month by month, so the sums of a period and rule lie together, by the payee's number.

use vocabulary::Currency;

use crate::batch::columns::place;
use crate::exact::Sum;

/// What a credit is summed by. Names are numbers until the end, when the slots are sorted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    /// Position among the holders, or beyond them a number of the sellers who hold nothing.
    pub(super) payee: u32,
    pub(super) period: u32,
    pub(super) rule: u32,
    pub(super) currency: Currency,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Credited {
    pub(super) sum: Sum,
    pub(super) lines: i64,
}

impl Credited {
    fn is_nothing(&self) -> bool {
        self.lines == 0 && self.sum.is_zero()
    }

    fn merge(&mut self, other: &Credited) {
        self.sum.merge(&other.sum);
        self.lines += other.lines;
    }
}

/// Payees whose sums are made at once: most rules credit few of a firm's people.
const CHUNK: usize = 64;

/// The sums of one period, rule and currency.
#[derive(Debug, Clone)]
struct Page {
    period: u32,
    rule: u32,
    currency: Currency,
    /// By payee, in chunks.
    chunks: Vec<Option<Box<[Credited]>>>,
}

impl Page {
    fn is_of(&self, slot: Slot) -> bool {
        (self.period, self.rule, self.currency) == (slot.period, slot.rule, slot.currency)
    }

    fn at(&mut self, payee: u32) -> &mut Credited {
        let (chunk, within) = (place(payee) / CHUNK, place(payee) % CHUNK);
        if self.chunks.len() <= chunk {
            self.chunks.resize_with(chunk + 1, || None);
        }
        let chunk = self.chunks.get_mut(chunk).expect("it was made above");
        let chunk = chunk.get_or_insert_with(|| vec![Credited::default(); CHUNK].into());
        chunk.get_mut(within).expect("a remainder lies within its chunk")
    }
}

/// Sums by slot.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    pages: Vec<Page>,
    /// The page last asked for, which is usually the next one too.
    last: usize,
}

impl Sums {
    pub(super) fn at(&mut self, slot: Slot) -> &mut Credited {
        if !self.pages.get(self.last).is_some_and(|page| page.is_of(slot)) {
            self.last = self.pages.iter().position(|page| page.is_of(slot)).unwrap_or_else(|| {
                self.pages.push(Page {
                    period: slot.period,
                    rule: slot.rule,
                    currency: slot.currency,
                    chunks: Vec::new(),
                });
                self.pages.len() - 1
            });
        }
        self.pages.get_mut(self.last).expect("it was found or made above").at(slot.payee)
    }

    /// Adds other sums, whose payees may be numbered otherwise.
    pub(super) fn merge(&mut self, other: &Sums, payee: impl Fn(u32) -> u32) {
        for (slot, credited) in other.slots() {
            let here = Slot {
                payee: payee(slot.payee),
                ..slot
            };
            self.at(here).merge(credited);
        }
    }

    /// Every sum that is left with something, in no order.
    pub(super) fn slots(&self) -> impl Iterator<Item = (Slot, &Credited)> {
        self.pages.iter().flat_map(|page| {
            let (period, rule, currency) = (page.period, page.rule, page.currency);
            let chunks = (0_u32..).step_by(CHUNK).zip(&page.chunks);
            chunks.flat_map(move |(first, chunk)| {
                let credited = chunk.iter().flat_map(|chunk| chunk.iter());
                let slots = (first..).zip(credited).filter(|(_, credited)| !credited.is_nothing());
                slots.map(move |(payee, credited)| {
                    let slot = Slot {
                        payee,
                        period,
                        rule,
                        currency,
                    };
                    (slot, credited)
                })
            })
        })
    }
}
