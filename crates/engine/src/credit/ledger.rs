//! Adds up what the kernel decides about the cells of one piece.

use vocabulary::Currency;

use super::sums::Slot;
use super::totals::Totals;
use crate::batch::columns::{currency_of, kind_of, place};
use crate::batch::tally::{micro, sum_too_large};
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
        Ok(PieceLedger {
            cells,
            parts,
            whole: parts.whole(),
            kinds,
            currencies,
            sellers: sellers.unwrap_or_default(),
            totals,
            idle: None,
        })
    }

    fn currency(&self, cell: &Cell) -> Option<Currency> {
        self.currencies.get(place(cell.kept.currency)).copied()
    }

    fn leave(&mut self, cell: &Cell, reason: &Reason) -> Result<(), String> {
        let currency = self.currency(cell).ok_or("a currency is not in its dictionary")?;
        let total = self.totals.ended.uncredited.entry((reason.name(), currency)).or_default();
        let sum = total.plus(cell.units, cell.kept.scale, cell.lines);
        *total = sum.ok_or_else(|| sum_too_large().to_string())?;
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

impl Drop for PieceLedger<'_> {
    fn drop(&mut self) {
        self.tell_idle();
    }
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
        let entry = self.totals.credited.at(slot);
        let micro = micro(cell.units, cell.kept.scale).expect("2^63 lines of 2^63 millionths fit 128 bits");
        entry.sum.add(micro, weight, self.parts);
        entry.lines += cell.lines;
    }

    fn settle(&mut self, cell: &Cell, outcome: Outcome) -> Result<(), String> {
        let kind = self.kinds.get(place(cell.kept.kind)).copied();
        let key = kind.zip(self.currency(cell)).ok_or("a kind or currency is not in its dictionary")?;
        let ends = self.totals.ended.control.entry(key).or_default();
        let end = match &outcome {
            Outcome::Direct => &mut ends.direct,
            Outcome::OverlayOnly => &mut ends.overlay_only,
            Outcome::Uncredited(_) => &mut ends.uncredited,
        };
        let sum = end.plus(cell.units, cell.kept.scale, cell.lines);
        *end = sum.ok_or_else(|| sum_too_large().to_string())?;
        match outcome {
            Outcome::Direct | Outcome::OverlayOnly => Ok(()),
            Outcome::Uncredited(reason) => self.leave(cell, &reason),
        }
    }
}
