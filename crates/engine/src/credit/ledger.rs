//! Adds up what the kernel decides about one piece of a batch.

use std::collections::BTreeMap;

use vocabulary::Currency;

use super::cells::{Cell, CreditKey};
use super::totals::{Ends, Totals, enlist, place_in};
use crate::batch::columns::CreditRows;
use crate::batch::tally::sum_too_large;
use crate::exact::{Parts, Weight};
use crate::kernel::{Compiled, Credit, Ledger, Outcome, Payee};
use crate::{FactKind, Reason, Uncredited};

/// The sums of one piece, by the piece's own numbers; they are handed over under the run's numbers when the piece is done.
pub(super) struct PieceLedger<'a> {
    rows: &'a CreditRows,
    totals: &'a mut Totals,
    payees: &'a [&'a str],
    parts: Parts,
    whole: Weight,
    currencies: Vec<Currency>,
    kinds: Vec<FactKind>,
    /// By kind and currency: `kind × number of currencies + currency`.
    ends: Vec<Ends>,
    /// By payee, period, rule and currency.
    at_hand: BTreeMap<(Payee, usize, usize, Option<usize>), Cell>,
}

impl<'a> PieceLedger<'a> {
    pub(super) fn new(compiled: &'a Compiled<'_>, rows: &'a CreditRows, totals: &'a mut Totals) -> Result<PieceLedger<'a>, String> {
        let parse = |code: &str| Currency::parse(code).map_err(|problem| problem.to_string());
        let kind = |name: &str| FactKind::parse(name).ok_or_else(|| format!("{name} is no kind of fact"));
        let currencies = rows.currency.per_name(parse).into_iter().collect::<Result<Vec<_>, _>>()?;
        let kinds = rows.kind.per_name(kind).into_iter().collect::<Result<Vec<_>, _>>()?;
        let parts = compiled.assignments.parts;
        Ok(PieceLedger {
            rows,
            totals,
            payees: &compiled.assignments.payees,
            parts,
            whole: parts.whole(),
            ends: vec![Ends::default(); kinds.len() * currencies.len()],
            currencies,
            kinds,
            at_hand: BTreeMap::new(),
        })
    }

    fn hand_over(&mut self) {
        let cells = &mut self.totals.cells;
        for ((payee, period, rule, currency), cell) in std::mem::take(&mut self.at_hand) {
            let payee = cells.payees.number(match payee {
                Payee::Holder(number) => self.payees.get(number).expect("a holder is one of the payees"),
                Payee::Seller(key) => self.rows.seller.name(key),
            });
            let currency = currency.and_then(|key| self.currencies.get(key));
            let currency = *currency.expect("every row's currency was read with the piece");
            let credit = CreditKey {
                payee,
                period,
                rule,
                currency,
            };
            cells.push(credit, cell);
        }
    }

    pub(super) fn close(mut self) -> Result<(), String> {
        self.hand_over();
        let width = self.currencies.len().max(1);
        for (kind, row) in self.kinds.iter().zip(self.ends.chunks(width)) {
            for (currency, ends) in self.currencies.iter().zip(row) {
                // A dictionary may hold texts that no row of the piece uses.
                if ends.facts().is_some_and(|facts| facts.lines == 0) {
                    continue;
                }
                let sum = self.totals.control.entry((*kind, *currency)).or_default();
                *sum = sum.merge(*ends).ok_or_else(|| sum_too_large().to_string())?;
            }
        }
        Ok(())
    }

    fn list(&mut self, row: usize, reason: Reason) -> Result<(), String> {
        let currency = self.rows.currency(row)?;
        let (units, scale) = (self.rows.units.value(row), self.rows.scale.value(row));
        let total = self.totals.uncredited_totals.entry((reason.name(), currency)).or_default();
        *total = total.plus(units, scale).ok_or_else(|| sum_too_large().to_string())?;
        let (source, document, line) = self.rows.key.key(row);
        let date = self.rows.day(row);
        let list = self.totals.uncredited.entry(reason.name()).or_default();
        let Some(place) = place_in(list, (date, source, document, line)) else {
            return Ok(());
        };
        let fact = Uncredited {
            reason,
            date,
            source: source.to_owned(),
            document: document.to_owned(),
            line: line.to_owned(),
            account: self.rows.account.text(row).unwrap_or_default().to_owned(),
            amount: self.rows.amount(row)?,
            currency,
        };
        enlist(list, place, fact);
        Ok(())
    }
}

impl Ledger for PieceLedger<'_> {
    fn credit(&mut self, credit: &Credit<'_>) {
        let currency = self.rows.currency.key(credit.row);
        let weight = credit.part.map_or(&self.whole, |holder| &holder.weight);
        let cell = self
            .at_hand
            .entry((credit.payee, credit.period, credit.rule, currency))
            .or_default();
        cell.sum.add(self.rows.micro(credit.row), weight, self.parts);
        cell.lines += 1;
    }

    fn settle(&mut self, row: usize, outcome: Outcome) -> Result<(), String> {
        let kind = self.rows.kind.key(row).unwrap_or_default();
        let currency = self.rows.currency.key(row).unwrap_or_default();
        let ends = self.ends.get_mut(kind * self.currencies.len() + currency);
        let ends = ends.ok_or("a row's kind or currency is not in its dictionary")?;
        let end = match &outcome {
            Outcome::Direct => &mut ends.direct,
            Outcome::OverlayOnly => &mut ends.overlay_only,
            Outcome::Uncredited(_) => &mut ends.uncredited,
        };
        let sum = end.plus(self.rows.units.value(row), self.rows.scale.value(row));
        *end = sum.ok_or_else(|| sum_too_large().to_string())?;
        match outcome {
            Outcome::Direct | Outcome::OverlayOnly => Ok(()),
            Outcome::Uncredited(reason) => self.list(row, reason),
        }
    }
}
