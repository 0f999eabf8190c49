//! The sums of a run: the credit to each payee under one rule in one period and currency.
//! Lines come month by month and account by account, so the sums of a period lie together, and in them a payee's sums of some rules.

use std::sync::Arc;

use vocabulary::Currency;

use crate::batch::columns::place;
use crate::exact::Sum;

/// What a credit is summed by. Names are numbers until somebody looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    /// Position among the holders, or beyond them a number of the sellers who hold nothing.
    pub(super) payee: u32,
    pub(super) period: u32,
    pub(super) rule: u32,
    pub(super) currency: Currency,
}

/// One sum.
#[derive(Debug, Clone, Default)]
pub(super) struct Credited {
    pub(super) sum: Sum,
    pub(super) lines: i64,
}

impl Credited {
    /// Whether nothing is left: no line, and no amount without one.
    pub(super) fn is_nothing(&self) -> bool {
        self.lines == 0 && self.sum.is_zero()
    }

    fn merge(&mut self, other: &Credited) {
        self.sum.merge(&other.sum);
        self.lines += other.lines;
    }
}

/// A payee's sums of so many rules lie side by side: an account's lines meet several rules, and its holders are looked up once.
const RULES: usize = 4;
/// The same, to be reckoned with numbers of rules.
const RULES_IN_GROUP: u32 = 4;
/// Payees whose sums are made and shared at once: most rules credit few of a firm's people, and most runs change few sums.
const PAYEES: usize = 8;
/// How many sums that makes.
const CHUNK: usize = PAYEES * RULES;

/// The sums of one period, some rules and one currency.
#[derive(Debug)]
struct Page {
    of: Of,
    /// By payee, then by rule, in chunks.
    chunks: Vec<Option<Box<[Credited]>>>,
}

/// What all sums of a page have in common: the period, the number of the group of rules, and the currency.
type Of = (u32, u32, Currency);

/// The chunk of a payee, and where the sums begin there.
fn chunk_of(payee: u32) -> (usize, usize) {
    (place(payee) / PAYEES, place(payee) % PAYEES * RULES)
}

impl Slot {
    fn of(&self) -> Of {
        (self.period, self.rule / RULES_IN_GROUP, self.currency)
    }
}

impl Page {
    fn at(&mut self, slot: Slot) -> &mut Credited {
        let (chunk, first) = chunk_of(slot.payee);
        let within = first + place(slot.rule % RULES_IN_GROUP);
        if self.chunks.len() <= chunk {
            self.chunks.resize_with(chunk + 1, || None);
        }
        let chunk = self.chunks.get_mut(chunk).expect("it was made above");
        let chunk = chunk.get_or_insert_with(|| vec![Credited::default(); CHUNK].into());
        chunk.get_mut(within).expect("a remainder lies within its chunk")
    }
}

/// Sums by slot, as one core adds them up.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pages: Vec<Page>,
    /// The page last asked for, which is usually the next one too.
    last: usize,
    waiting: Vec<Waiting>,
}

/// A credit that waits to be added. Sums lie all over memory: added up many at a time, one need not wait for the other to be found.
#[derive(Debug)]
struct Waiting {
    page: usize,
    slot: Slot,
    parts: i128,
    lines: i64,
}

/// So many credits wait at most.
const WAITING: usize = 512;

impl Sums {
    /// Adds whole parts, sooner or later.
    pub(super) fn add(&mut self, slot: Slot, parts: i128, lines: i64) {
        let page = self.page(slot);
        self.waiting.push(Waiting { page, slot, parts, lines });
        if self.waiting.len() >= WAITING {
            self.settle();
        }
    }

    /// Adds whatever waits.
    pub(super) fn settle(&mut self) {
        for Waiting { page, slot, parts, lines } in self.waiting.drain(..) {
            let credited = self.pages.get_mut(page).expect("pages stay where they are").at(slot);
            credited.sum.add_whole(parts);
            credited.lines += lines;
        }
    }

    /// The sum of a slot, besides what waits.
    pub(super) fn at(&mut self, slot: Slot) -> &mut Credited {
        let page = self.page(slot);
        self.pages.get_mut(page).expect("it was found or made before").at(slot)
    }

    fn page(&mut self, slot: Slot) -> usize {
        let of = slot.of();
        if self.pages.get(self.last).is_none_or(|page| page.of != of) {
            self.last = self.pages.iter().position(|page| page.of == of).unwrap_or_else(|| {
                self.pages.push(Page { of, chunks: Vec::new() });
                self.pages.len() - 1
            });
        }
        self.last
    }
}

/// The sums of a whole run. A copy shares everything with it that does not change afterwards.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing {
    /// Sorted.
    pages: Vec<StandingPage>,
}

#[derive(Debug, Clone)]
struct StandingPage {
    of: Of,
    chunks: Vec<Option<Arc<[Credited]>>>,
}

/// Which chunks of which pages were changed.
pub(super) type Touched = Vec<(usize, usize)>;

impl Standing {
    /// Makes room for the pages of other sums; what was touched before stands elsewhere afterwards.
    fn make_room(&mut self, other: &Sums) {
        for page in &other.pages {
            if let Err(free) = self.pages.binary_search_by_key(&page.of, |page| page.of) {
                let chunks = Vec::new();
                self.pages.insert(free, StandingPage { of: page.of, chunks });
            }
        }
    }

    /// Adds the sums of several cores, each with the first payee whom it numbers otherwise, and those payees' numbers here.
    pub(super) fn add(&mut self, parts: Vec<(Sums, Renumbered)>) -> Touched {
        for (sums, _) in &parts {
            self.make_room(sums);
        }
        let mut touched = Touched::new();
        for (sums, renumbered) in parts {
            for page in sums.pages {
                let found = self.pages.binary_search_by_key(&page.of, |page| page.of);
                let number = found.expect("room was made for every page");
                let here = self.pages.get_mut(number).expect("it was found above");
                for (chunk, sums) in page.chunks.into_iter().enumerate() {
                    if let Some(sums) = sums {
                        here.add(chunk, sums, &renumbered, |chunk| touched.push((number, chunk)));
                    }
                }
            }
        }
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    /// The sums of a chunk.
    pub(super) fn chunk(&self, (page, chunk): (usize, usize)) -> &[Credited] {
        let page = self.pages.get(page);
        let chunk = page.and_then(|page| page.chunks.get(chunk)?.as_deref());
        chunk.unwrap_or_default()
    }

    /// Every sum of a payee that is left with something, by period, rule and currency.
    pub(super) fn of(&self, payee: u32) -> Vec<(Slot, &Credited)> {
        let (chunk, first) = chunk_of(payee);
        let mut slots: Vec<(Slot, &Credited)> = Vec::new();
        for page in &self.pages {
            let (period, group, currency) = page.of;
            let own = page.chunks.get(chunk).and_then(|chunk| chunk.as_ref()?.get(first..first + RULES));
            let own = own.unwrap_or_default().iter().zip(group * RULES_IN_GROUP..);
            slots.extend(own.filter(|(credited, _)| !credited.is_nothing()).map(|(credited, rule)| {
                let slot = Slot {
                    payee,
                    period,
                    rule,
                    currency,
                };
                (slot, credited)
            }));
        }
        slots.sort_unstable_by_key(|(slot, _)| (slot.period, slot.rule, slot.currency));
        slots
    }
}

/// From which payee on numbers differ, and what they are here, in order.
#[derive(Debug, Default)]
pub(super) struct Renumbered {
    pub(super) from: u32,
    pub(super) here: Vec<u32>,
}

impl Renumbered {
    fn number(&self, there: u32) -> u32 {
        let after = there.checked_sub(self.from);
        after.and_then(|after| self.here.get(place(after))).copied().unwrap_or(there)
    }
}

impl StandingPage {
    fn add(&mut self, chunk: usize, sums: Box<[Credited]>, renumbered: &Renumbered, mut touch: impl FnMut(usize)) {
        let first = u32::try_from(chunk * PAYEES).expect("payees are counted in 32 bits");
        let end = first.saturating_add(u32::try_from(PAYEES).expect("a chunk is small"));
        if renumbered.here.is_empty() || end <= renumbered.from {
            touch(chunk);
            match self.slot(chunk) {
                none @ None => *none = Some(sums.into()),
                Some(here) => {
                    for (here, more) in Arc::make_mut(here).iter_mut().zip(&sums) {
                        here.merge(more);
                    }
                }
            }
            return;
        }
        for (there, own) in (first..).zip(sums.chunks_exact(RULES)) {
            if own.iter().all(Credited::is_nothing) {
                continue;
            }
            let (chunk, begin) = chunk_of(renumbered.number(there));
            touch(chunk);
            let chunk = self.slot(chunk);
            let chunk = chunk.get_or_insert_with(|| vec![Credited::default(); CHUNK].into());
            let here = Arc::make_mut(chunk).iter_mut().skip(begin);
            for (here, more) in here.zip(own) {
                here.merge(more);
            }
        }
    }

    fn slot(&mut self, chunk: usize) -> &mut Option<Arc<[Credited]>> {
        if self.chunks.len() <= chunk {
            self.chunks.resize_with(chunk + 1, || None);
        }
        self.chunks.get_mut(chunk).expect("it was made above")
    }
}
