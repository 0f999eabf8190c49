//! Turns the facts of an example into inputs: credits from transactions, increments from credits or given values.

use std::collections::BTreeMap;

use vocabulary::{Day, Period, Ratio};

use super::{Example, GivenMeasure, GivenTransaction};
use crate::inputs::{CreditedTransaction, Increment, Inputs, Participant};
use crate::plan::{CreditAmount, CreditKind, CreditingRule, Measure, Plan, Receiver};

/// Who an example pays where it does not say.
const SOMEBODY: &str = "participant";

/// The part of a transaction that belongs to one person, in one category.
pub(super) struct Credit {
    pub(super) person: String,
    pub(super) category: String,
    pub(super) kind: CreditKind,
    pub(super) document: String,
    pub(super) date: Day,
    pub(super) amount: Ratio,
    pub(super) share: Ratio,
}

/// The credits of an example, and the categories in which a rule could not decide.
#[derive(Default)]
pub(super) struct Credits {
    pub(super) all: Vec<Credit>,
    pub(super) undecided: BTreeMap<String, String>,
}

impl Example {
    pub(super) fn person(&self) -> &str {
        self.given.person.as_deref().unwrap_or(SOMEBODY)
    }

    /// Runs the crediting rules over the transactions.
    pub(super) fn credits(&self, plan: &Plan) -> Credits {
        let mut credits = Credits::default();
        let transactions = self.given.transactions.as_deref().unwrap_or_default();
        for (number, transaction) in transactions.iter().enumerate() {
            let sources = &plan.crediting.sources;
            if transaction.facts.source.as_ref().is_some_and(|source| !sources.contains(source)) {
                continue;
            }
            let document = transaction
                .document
                .clone()
                .unwrap_or_else(|| format!("transaction {}", number + 1));
            for rule in &plan.crediting.rules {
                match rule.when.holds(&transaction.facts) {
                    Ok(true) => credits.all.extend(self.credited(rule, transaction, &document)),
                    Ok(false) => {}
                    Err(because) => {
                        let because = format!("whether {document} is credited by {} is open: {because}", rule.id);
                        credits.undecided.entry(rule.category.clone()).or_insert(because);
                    }
                }
            }
        }
        credits
    }

    fn credited(&self, rule: &CreditingRule, transaction: &GivenTransaction, document: &str) -> Vec<Credit> {
        self.receivers(rule, transaction)
            .into_iter()
            .map(|(person, share)| Credit {
                person,
                category: rule.category.clone(),
                kind: rule.kind,
                document: document.to_owned(),
                date: transaction.date,
                amount: transaction.amount.clone(),
                share: match rule.amount {
                    CreditAmount::TimesShare => share,
                    CreditAmount::Whole => Ratio::one(),
                },
            })
            .collect()
    }

    /// The transaction's splits, else those of the one it belongs to, else its seller, else who is assigned, else the payee.
    fn receivers(&self, rule: &CreditingRule, transaction: &GivenTransaction) -> Vec<(String, Ratio)> {
        if !transaction.splits.is_empty() {
            return transaction.splits.clone();
        }
        let transactions = self.given.transactions.as_deref().unwrap_or_default();
        let original = transaction.of.as_ref().and_then(|of| {
            let is_original = |each: &&GivenTransaction| each.document.as_ref() == Some(of);
            transactions.iter().find(is_original)
        });
        if let Some(original) = original.filter(|original| !original.splits.is_empty()) {
            return original.splits.clone();
        }
        let seller = transaction.facts.seller.as_ref();
        let seller = seller.or_else(|| original.and_then(|original| original.facts.seller.as_ref()));
        if let Some(seller) = seller {
            return vec![(seller.clone(), Ratio::one())];
        }
        if self.given.assignments.is_empty() {
            return vec![(self.person().to_owned(), Ratio::one())];
        }
        let account = transaction.facts.account.as_ref();
        self.given
            .assignments
            .iter()
            .filter(|each| Some(&each.account) == account && each.holds.contains(transaction.date))
            .filter(|each| match &rule.to {
                Receiver::Holders { role } => each.role == *role,
                Receiver::Seller => true,
            })
            .map(|each| (each.person.clone(), each.share.clone()))
            .collect()
    }

    /// The inputs of the one participant the example is about.
    pub(super) fn inputs(&self, plan: &Plan, credits: &Credits, asked: Vec<Period>) -> Inputs {
        let mut participant = Participant {
            person: self.person().to_owned(),
            hired: self.given.hired,
            leaves: self.given.leaves,
            quotas: self.given.quotas.clone(),
            rates: self.given.tables.clone(),
            ..Participant::default()
        };
        for measure in &plan.measures {
            let increments = self.increments(plan, measure, credits, &asked);
            participant.measures.insert(measure.name.clone(), increments);
            if self.given.transactions.is_some() && !self.given.measures.contains_key(&measure.name) {
                let own = credits.of(self.person(), measure).map(|credit| CreditedTransaction {
                    document: credit.document.clone(),
                    date: credit.date,
                    amount: credit.amount.clone(),
                    share: credit.share.clone(),
                });
                participant.transactions.insert(measure.name.clone(), own.collect());
            }
        }
        Inputs {
            calendar: plan.calendar.clone(),
            asked,
            participants: vec![participant],
        }
    }

    fn increments(&self, plan: &Plan, measure: &Measure, credits: &Credits, asked: &[Period]) -> Vec<Increment> {
        let intervals = intervals_touched(plan, measure, asked);
        match self.given.measures.get(&measure.name) {
            Some(GivenMeasure::WholeInterval(value)) => intervals.iter().map(|interval| increment(interval, Ok(value.clone()))).collect(),
            Some(GivenMeasure::Dated(values)) => values.iter().map(|(period, value)| increment(period, Ok(value.clone()))).collect(),
            None if self.given.transactions.is_some() => intervals
                .iter()
                .flat_map(|interval| plan.calendar.base_periods(interval))
                .map(|base| increment(&base, credits.sum(self.person(), measure, &base)))
                .collect(),
            None => Vec::new(),
        }
    }
}

impl Credits {
    fn of<'c>(&'c self, person: &'c str, measure: &'c Measure) -> impl Iterator<Item = &'c Credit> {
        self.all
            .iter()
            .filter(move |credit| credit.person == person && measure.categories.contains(&credit.category))
    }

    fn sum(&self, person: &str, measure: &Measure, base: &Period) -> Result<Ratio, String> {
        if let Some(because) = measure.categories.iter().find_map(|category| self.undecided.get(category)) {
            return Err(because.clone());
        }
        let inside = self.of(person, measure).filter(|credit| base.contains(credit.date));
        Ok(inside.map(|credit| &credit.amount * &credit.share).sum())
    }
}

fn increment(period: &Period, value: Result<Ratio, String>) -> Increment {
    Increment {
        from: period.from,
        to: period.to,
        value,
    }
}

/// Each interval of the measure that an asked period touches, once.
fn intervals_touched(plan: &Plan, measure: &Measure, asked: &[Period]) -> Vec<Period> {
    let mut touched: Vec<Period> = Vec::new();
    for period in asked {
        let mut next = plan.calendar.period_at(measure.interval, period.from);
        while let Some(interval) = next.filter(|interval| interval.from < period.to) {
            next = plan.calendar.next(&interval);
            if !touched.contains(&interval) {
                touched.push(interval);
            }
        }
    }
    touched
}
