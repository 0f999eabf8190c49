//! Adds up what the kernel decides about the cells of one piece.

use vocabulary::Currency;

use super::sums::Slot;
use super::totals::{Ends, Totals};
use crate::batch::columns::{currency_of, kind_of, place};
use crate::batch::tally::{Tally, micro, sum_too_large};
use crate::cells::{Cell, Cells};
use crate::exact::{Parts, Weight};
use crate::kernel::{Compiled, Credit, Ledger, Outcome, Payee};
use crate::{FactKind, Reason};

/// Translates the numbers of one piece into those of the totals.
pub(super) struct PieceLedger<'a> {
    cells: &'a Cells,
    totals: &'a mut Totals,
    parts: Parts,
    whole: Weight,
    kinds: Vec<FactKind>,
    currencies: Vec<Currency>,
    /// The number of each seller among all payees.
    sellers: Vec<u32>,
    /// How cells ended, by kind and then by currency.
    ends: Vec<Ends>,
    /// What is uncredited, by reason and currency: a piece has few of them.
    left: Vec<((&'static str, u32), Tally)>,
    /// The account and reason that were last found uncredited, so that neighbours are counted together.
    idle: Option<(u32, &'static str, i64)>,
}

impl<'a> PieceLedger<'a> {
    pub(super) fn new(compiled: &'a Compiled<'_>, cells: &'a Cells, totals: &'a mut Totals) -> Result<PieceLedger<'a>, String> {
        let currencies = cells.currency.per_name(currency_of).into_iter().collect::<Result<Vec<_>, _>>()?;
        let kinds = cells.kind.per_name(kind_of).into_iter().collect::<Result<Vec<_>, _>>()?;
        let sellers = cells.seller.as_ref().map(|names| {
            let number = |seller: &str| compiled.assignments.number(seller);
            names.per_name(|seller| number(seller).unwrap_or_else(|| totals.sellers.number(seller, compiled.assignments.payees.len())))
        });
        let parts = compiled.assignments.parts;
        let ends = vec![Ends::default(); kinds.len() * currencies.len()];
        Ok(PieceLedger {
            cells,
            parts,
            whole: parts.whole(),
            kinds,
            currencies,
            sellers: sellers.unwrap_or_default(),
            totals,
            ends,
            left: Vec::new(),
            idle: None,
        })
    }

    fn currency(&self, cell: &Cell) -> Option<Currency> {
        self.currencies.get(place(cell.kept.currency)).copied()
    }

    /// Tells the totals what the piece adds up to.
    pub(super) fn finish(mut self) -> Result<(), String> {
        self.tell_idle();
        self.totals.credited.settle();
        let too_large = || sum_too_large().to_string();
        let keys = self
            .kinds
            .iter()
            .flat_map(|kind| self.currencies.iter().map(|currency| (*kind, *currency)));
        for (key, more) in keys.zip(self.ends) {
            let ends = self.totals.ended.control.entry(key).or_default();
            *ends = ends.merge(more).ok_or_else(too_large)?;
        }
        for ((reason, currency), more) in self.left {
            let currency = self.currencies.get(place(currency)).ok_or(UNKNOWN)?;
            let total = self.totals.ended.uncredited.entry((reason, *currency)).or_default();
            *total = total.merge(more).ok_or_else(too_large)?;
        }
        Ok(())
    }

    fn leave(&mut self, cell: &Cell, reason: &Reason, micro: i128) -> Result<(), String> {
        let key = (reason.name(), cell.kept.currency);
        let known = self.left.iter().position(|(known, _)| *known == key);
        let known = known.unwrap_or_else(|| {
            self.left.push((key, Tally::default()));
            self.left.len() - 1
        });
        let total = self
            .left
            .get_mut(known)
            .and_then(|(_, total)| total.add(micro, cell.kept.scale, cell.lines));
        total.ok_or_else(|| sum_too_large().to_string())?;
        match &mut self.idle {
            Some((account, name, lines)) if *account == cell.account && *name == reason.name() => *lines += cell.lines,
            Some(_) | None => {
                self.tell_idle();
                self.idle = Some((cell.account, reason.name(), cell.lines));
            }
        }
        Ok(())
    }

    fn tell_idle(&mut self) {
        let Some((account, reason, lines)) = self.idle.take() else { return };
        self.totals
            .ended
            .idle
            .entry(reason)
            .or_default()
            .add(self.cells.account.name(account), lines);
    }
}

/// The problem of a number that stands for no text.
const UNKNOWN: &str = "a kind or currency is not in its dictionary";

/// A cell's amount in millionths.
fn amount(cell: &Cell) -> i128 {
    micro(cell.units, cell.kept.scale).expect("2^63 lines of 2^63 millionths fit 128 bits")
}

impl Ledger for PieceLedger<'_> {
    fn credit(&mut self, cell: &Cell, credit: &Credit<'_>) {
        let payee = match credit.payee {
            Payee::Holder(number) => Some(number),
            Payee::Seller(key) => self.sellers.get(place(key)).copied(),
        };
        let (payee, currency) = payee
            .zip(self.currency(cell))
            .expect("every text of a piece was numbered with the piece");
        let slot = Slot {
            payee,
            period: credit.period,
            rule: credit.rule,
            currency,
        };
        let weight = credit.part.map_or(&self.whole, |holder| &holder.weight);
        let micro = amount(cell);
        match weight.parts_of(micro) {
            Some(parts) => self.totals.credited.add(slot, parts, cell.lines),
            None => {
                let entry = self.totals.credited.at(slot);
                entry.sum.add(micro, weight, self.parts);
                entry.lines += cell.lines;
            }
        }
    }

    fn settle(&mut self, cell: &Cell, outcome: Outcome) -> Result<(), String> {
        let (kind, currency) = (place(cell.kept.kind), place(cell.kept.currency));
        if currency >= self.currencies.len() {
            return Err(UNKNOWN.to_owned());
        }
        let ends = self.ends.get_mut(kind * self.currencies.len() + currency).ok_or(UNKNOWN)?;
        let end = match &outcome {
            Outcome::Direct => &mut ends.direct,
            Outcome::OverlayOnly => &mut ends.overlay_only,
            Outcome::Uncredited(_) => &mut ends.uncredited,
        };
        let micro = amount(cell);
        let sum = end.add(micro, cell.kept.scale, cell.lines);
        sum.ok_or_else(|| sum_too_large().to_string())?;
        match outcome {
            Outcome::Direct | Outcome::OverlayOnly => Ok(()),
            Outcome::Uncredited(reason) => self.leave(cell, &reason, micro),
        }
    }
}
