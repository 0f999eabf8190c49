//! What a SPIFF pays for the events of an example. Events compete for its limits in the order of date and document.

use vocabulary::{Day, Ratio};

use super::Example;
use super::crediting::{Others, place_in_order};
use crate::expression::Facts;
use crate::expression::formula::{Value, single};
use crate::inputs::Award;
use crate::plan::{Component, ComponentKind, Plan, Spiff, SpiffAmount};

/// An event that may earn, for one person.
struct Candidate<'a> {
    facts: &'a Facts,
    person: String,
    share: Ratio,
    paid: Option<Day>,
}

impl Example {
    /// The awards of the example's own person; `None` where no events are known.
    pub(super) fn awards(&self, plan: &Plan, component: &Component) -> Option<Result<Vec<Award>, String>> {
        let ComponentKind::Spiff(spiff) = &component.kind else {
            return None;
        };
        if self.given.events.is_none() && self.given.transactions.is_none() {
            return None;
        }
        let mut candidates = match self.candidates(plan, (component, spiff)) {
            Ok(candidates) => candidates,
            Err(because) => return Some(Err(because)),
        };
        candidates.sort_by_key(|candidate| place_in_order(candidate.facts));
        let mut left = spiff.budget.clone();
        let mut awards: Vec<(String, Award)> = Vec::new();
        for candidate in &candidates {
            let own = awards.iter().filter(|(person, _)| *person == candidate.person).count();
            if spiff
                .per_person
                .is_some_and(|limit| u32::try_from(own).unwrap_or(u32::MAX) >= limit)
            {
                continue;
            }
            let amount = match self.amount(plan, spiff, candidate) {
                Ok(amount) => amount,
                Err(because) => return Some(Err(because)),
            };
            // Whoever meets the end of the budget gets what is left of it.
            let amount = left
                .as_ref()
                .map_or_else(|| amount.clone(), |left| amount.clone().min(left.clone()));
            if amount.is_zero() {
                continue;
            }
            left = left.map(|left| left - &amount);
            let (date, _, document) = place_in_order(candidate.facts);
            let award = Award {
                date: date.unwrap_or(Day::MIN),
                document,
                amount,
                paid: candidate.paid,
            };
            awards.push((candidate.person.clone(), award));
        }
        let own = awards.into_iter().filter(|(person, _)| person == self.person());
        Some(Ok(own.map(|(_, award)| award).collect()))
    }

    fn candidates<'e>(&'e self, plan: &Plan, (component, spiff): (&Component, &Spiff)) -> Result<Vec<Candidate<'e>>, String> {
        let transactions = self.given.transactions.as_deref().unwrap_or_default();
        let events = self.given.events.as_deref().unwrap_or_default();
        let others = Others {
            all: transactions
                .iter()
                .map(|each| &each.facts)
                .chain(events.iter().map(|event| &event.facts))
                .collect(),
            currency: plan.currency,
        };
        let mut candidates = Vec::new();
        for event in events.iter().filter(|event| spiff.window.contains(event.date)) {
            let satisfies = event.kind == component.id || spiff.event.holds_among(&event.facts, &others)?;
            if satisfies {
                candidates.push(Candidate {
                    facts: &event.facts,
                    person: event.person.clone().unwrap_or_else(|| self.person().to_owned()),
                    share: Ratio::one(),
                    paid: event.paid.then_some(event.date),
                });
            }
        }
        for transaction in transactions.iter().filter(|each| spiff.window.contains(each.date)) {
            if !spiff.event.holds_among(&transaction.facts, &others)? {
                continue;
            }
            let paid = self.paid_in_full(&transaction.document, &transaction.amount);
            let receivers = match (&transaction.facts.seller, transaction.splits.as_slice()) {
                (_, [_, ..]) => transaction.splits.clone(),
                (Some(seller), []) => vec![(seller.clone(), Ratio::one())],
                (None, []) => self.holders(transaction.facts.account.as_deref(), transaction.date),
            };
            candidates.extend(receivers.into_iter().map(|(person, share)| Candidate {
                facts: &transaction.facts,
                person,
                share,
                paid,
            }));
        }
        Ok(candidates)
    }

    fn holders(&self, account: Option<&str>, on: Day) -> Vec<(String, Ratio)> {
        if self.given.assignments.is_empty() {
            return vec![(self.person().to_owned(), Ratio::one())];
        }
        let holding = self.given.assignments.iter();
        holding
            .filter(|each| Some(each.account.as_str()) == account && each.holds.contains(on))
            .map(|each| (each.person.clone(), each.share.clone()))
            .collect()
    }

    fn amount(&self, plan: &Plan, spiff: &Spiff, candidate: &Candidate<'_>) -> Result<Ratio, String> {
        let whole = match &spiff.amount {
            SpiffAmount::Literal(amount) => amount.clone(),
            SpiffAmount::Formula(formula) => {
                let nothing = Others {
                    all: Vec::new(),
                    currency: plan.currency,
                };
                let value = single(formula, candidate.facts, &nothing)?;
                let Value::Money(value, currency) = value else {
                    return Err(format!("the amount of an event is {}", value.value_type()));
                };
                let on = candidate.facts.date.unwrap_or(Day::MIN);
                self.given.in_plan_currency(plan, (&value, currency), on)?
            }
        };
        Ok(whole * &candidate.share)
    }

    /// Since when a document is paid in full.
    pub(super) fn paid_in_full(&self, document: &str, amount: &Ratio) -> Option<Day> {
        let mut payments: Vec<_> = self.given.payments.iter().filter(|payment| payment.of == document).collect();
        payments.sort_by_key(|payment| payment.date);
        let mut received = Ratio::zero();
        payments.into_iter().find_map(|payment| {
            received += &payment.amount;
            (received >= *amount).then_some(payment.date)
        })
    }
}
