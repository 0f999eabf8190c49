//! Runs the crediting rules over the transactions of an example: who is credited with what, directly and up the chain.

use std::collections::BTreeMap;

use vocabulary::{Currency, Day, Ratio};

use super::{Example, GivenTransaction};
use crate::expression::Facts;
use crate::expression::formula::{Around, FactField, Row, Value, single};
use crate::inputs::{Credit, PersonFacts};
use crate::plan::{CreditAmount, CreditKind, CreditNoteTo, CreditingRule, Plan, Receiver};

/// The credits of an example, and the categories in which a rule could not decide.
#[derive(Default)]
pub(super) struct Credits {
    pub(super) all: Vec<Credit>,
    /// By category and years later: what counts for whom on the later day.
    restated: BTreeMap<(String, u32), Vec<Restated>>,
    pub(super) undecided: BTreeMap<String, String>,
}

/// What an earlier credit counts for somebody on a later day.
type Restated = (String, Day, Ratio);

/// All transactions around the one in hand.
pub(super) struct Others<'a> {
    pub(super) all: Vec<&'a Facts>,
    pub(super) currency: Currency,
}

/// A receiver's share beside the transaction's facts.
struct Split<'a> {
    facts: &'a Facts,
    share: &'a Ratio,
}

impl Row for Split<'_> {
    fn value(&self, field: FactField) -> Option<Value> {
        if field == FactField::Share {
            Some(Value::Ratio(self.share.clone()))
        } else {
            self.facts.value(field)
        }
    }
}

impl Around for Others<'_> {
    fn credits(&self) -> Result<Vec<&dyn Row>, String> {
        Err("credits are not known while they are made".to_owned())
    }

    fn currency(&self) -> Currency {
        self.currency
    }

    fn baseline(&self, category: &str, _: u32) -> Result<Ratio, String> {
        Err(format!("the baseline of {category} is not known while credits are made"))
    }

    fn cagr(&self, category: &str, _: u32) -> Result<Ratio, String> {
        Err(format!("the growth of {category} is not known while credits are made"))
    }

    fn kpi(&self, name: &str) -> Result<Ratio, String> {
        Err(format!("the key figure {name} is not known while credits are made"))
    }

    fn figure(&self, name: &str) -> Result<Ratio, String> {
        Err(format!("the figure {name} is not known while credits are made"))
    }

    /// The first of its kind in the order of date, source and document is the first, whatever came in first: an order or
    /// a contract before it does not make an invoice the second.
    fn first_invoice(&self, row: &dyn Row, scope: FactField) -> Result<bool, String> {
        let own = row.value(scope).ok_or_else(|| format!("tx.{} is unknown", scope.as_str()))?;
        let kind = row.value(FactField::Kind);
        let is_same = |facts: &&&Facts| facts.value(scope).as_ref() == Some(&own) && facts.value(FactField::Kind) == kind;
        let mut same: Vec<&&Facts> = self.all.iter().filter(is_same).collect();
        same.sort_by_key(|facts| place_in_order(facts));
        let first = same.first().and_then(|facts| facts.value(FactField::Document));
        Ok(first.is_none() || first == row.value(FactField::Document))
    }
}

/// Competing events stand in the order of date, source and document; never of arrival.
pub(super) fn place_in_order(facts: &Facts) -> (Option<Day>, Option<String>, String) {
    let document = facts
        .value(FactField::Document)
        .as_ref()
        .and_then(Value::as_text)
        .map(str::to_owned);
    (facts.date, facts.source.clone(), document.unwrap_or_default())
}

impl Credits {
    /// Everything that was credited to one person.
    pub(super) fn of(&self, person: &str) -> PersonFacts {
        let restated = self.restated.iter().map(|(key, all)| {
            let own = all.iter().filter(|(holder, _, _)| holder == person);
            (key.clone(), own.map(|(_, day, value)| (*day, value.clone())).collect())
        });
        PersonFacts {
            credits: self.all.iter().filter(|credit| credit.person == person).cloned().collect(),
            restated: restated.collect(),
            undecided: self.undecided.clone(),
        }
    }
}

impl Example {
    /// Runs the crediting rules over the transactions.
    pub(super) fn credits(&self, plan: &Plan) -> Credits {
        let mut credits = Credits::default();
        let transactions = self.given.transactions.as_deref().unwrap_or_default();
        let others = Others {
            all: transactions.iter().map(|each| &each.facts).collect(),
            currency: plan.currency,
        };
        let baselines = baselines(plan);
        for (category, years) in &baselines {
            credits.restated.entry((category.clone(), *years)).or_default();
        }
        for transaction in transactions {
            let sources = &plan.crediting.sources;
            let from_elsewhere = |source: &String| {
                !sources
                    .iter()
                    .any(|known| known == source || known.split('.').next() == Some(source))
            };
            if transaction.facts.source.as_ref().is_some_and(from_elsewhere) {
                continue;
            }
            for rule in &plan.crediting.rules {
                let open = |because: String| format!("whether {} is credited by {} is open: {because}", transaction.document, rule.id);
                match rule.when.holds_among(&transaction.facts, &others) {
                    Ok(false) => {}
                    Err(because) => {
                        credits.undecided.entry(rule.category.clone()).or_insert_with(|| open(because));
                    }
                    Ok(true) => match self.credited(plan, (rule, transaction, &others), &baselines, &mut credits) {
                        Ok(()) => {}
                        Err(because) => {
                            credits.undecided.entry(rule.category.clone()).or_insert_with(|| open(because));
                        }
                    },
                }
            }
        }
        self.rolled_up(plan, &mut credits);
        credits
    }

    fn credited(
        &self,
        plan: &Plan,
        (rule, transaction, others): (&CreditingRule, &GivenTransaction, &Others<'_>),
        baselines: &[(String, u32)],
        credits: &mut Credits,
    ) -> Result<(), String> {
        for (person, share) in self.receivers(plan, rule, transaction, 0) {
            let credit = self.credit(plan, (rule, transaction, others), (person, share))?;
            credits.all.push(credit);
        }
        for (_, years) in baselines.iter().filter(|(category, _)| *category == rule.category) {
            let later = transaction.date.plus_months(i32::try_from(years * 12).unwrap_or(i32::MAX));
            for (person, share) in self.receivers(plan, rule, transaction, *years) {
                let credit = self.credit(plan, (rule, transaction, others), (person.clone(), share))?;
                let all = credits.restated.entry((rule.category.clone(), *years)).or_default();
                all.push((person, later, credit.credited()));
            }
        }
        Ok(())
    }

    fn credit(
        &self,
        plan: &Plan,
        (rule, transaction, others): (&CreditingRule, &GivenTransaction, &Others<'_>),
        (person, share): (String, Ratio),
    ) -> Result<Credit, String> {
        let written = (&transaction.amount, transaction.currency);
        let amount = self.given.in_plan_currency(plan, written, transaction.date)?;
        let (amount, share) = match &rule.amount {
            CreditAmount::TimesShare => (amount, share),
            CreditAmount::Whole => (amount, Ratio::one()),
            CreditAmount::Formula(formula) => {
                let row = Split {
                    facts: &transaction.facts,
                    share: &share,
                };
                let value = single(formula, &row, others)?;
                let Value::Money(value, currency) = value else {
                    return Err(format!("the credited amount is {}", value.value_type()));
                };
                (
                    self.given.in_plan_currency(plan, (&value, currency), transaction.date)?,
                    Ratio::one(),
                )
            }
        };
        Ok(Credit {
            person,
            category: rule.category.clone(),
            kind: rule.kind,
            document: transaction.document.clone(),
            date: transaction.date,
            amount,
            share,
            currency: plan.currency,
            facts: transaction.facts.clone(),
        })
    }

    /// The transaction's splits, else those of the one it belongs to, else its seller, else who is assigned, else the payee.
    /// So many years later, an account counts for whoever holds it on the same day then; a credit note that goes to the
    /// original holder goes with its invoice then too.
    fn receivers(&self, plan: &Plan, rule: &CreditingRule, transaction: &GivenTransaction, years_later: u32) -> Vec<(String, Ratio)> {
        let transactions = self.given.transactions.as_deref().unwrap_or_default();
        let original = transaction.of.as_ref();
        let original = original.and_then(|of| transactions.iter().find(|each| each.document == *of));
        let restated = years_later > 0 && !self.given.assignments.is_empty();
        if !restated {
            let split = [Some(transaction), original]
                .into_iter()
                .flatten()
                .find(|each| !each.splits.is_empty());
            if let Some(split) = split {
                return split.splits.clone();
            }
            let sellers = [Some(transaction), original].into_iter().flatten();
            if let Some(seller) = sellers.filter_map(|each| each.facts.seller.as_ref()).next() {
                return vec![(seller.clone(), Ratio::one())];
            }
        }
        if self.given.assignments.is_empty() {
            return vec![(self.person().to_owned(), Ratio::one())];
        }
        let day = match (original, plan.credit_note) {
            (Some(original), Some(CreditNoteTo::OriginalHolder)) => original.date,
            _ => transaction.date,
        };
        let day = day.plus_months(i32::try_from(years_later * 12).unwrap_or(i32::MAX));
        let account = transaction.facts.account.as_ref();
        let account = account.or_else(|| original.and_then(|original| original.facts.account.as_ref()));
        self.given
            .assignments
            .iter()
            .filter(|each| Some(&each.account) == account && each.holds.contains(day))
            .filter(|each| match &rule.to {
                Receiver::Holders { role } => each.role == *role,
                Receiver::Seller => true,
            })
            .map(|each| (each.person.clone(), each.share.clone()))
            .collect()
    }

    /// Credit for the managers above, level by level. A chain that ends or turns back ends the credit.
    fn rolled_up(&self, plan: &Plan, credits: &mut Credits) {
        for rule in &plan.crediting.rollups {
            let category = |id: &str| {
                let direct = plan
                    .crediting
                    .rules
                    .iter()
                    .find(|other| other.id == id)
                    .map(|other| &other.category);
                direct.or_else(|| {
                    plan.crediting
                        .rollups
                        .iter()
                        .find(|other| other.id == id)
                        .map(|other| &other.category)
                })
            };
            let Some(from) = category(&rule.from) else { continue };
            if let Some(because) = credits.undecided.get(from).cloned() {
                credits.undecided.insert(rule.category.clone(), because);
            }
            let below: Vec<Credit> = credits.all.iter().filter(|credit| credit.category == *from).cloned().collect();
            for credit in below {
                let mut chain = vec![credit.person.clone()];
                for _ in 0..rule.levels {
                    let Some(manager) = self.manager(chain.last().map_or("", String::as_str), credit.date) else {
                        break;
                    };
                    if chain.contains(&manager) {
                        break;
                    }
                    credits.all.push(Credit {
                        person: manager.clone(),
                        category: rule.category.clone(),
                        kind: CreditKind::Indirect,
                        ..credit.clone()
                    });
                    chain.push(manager);
                }
            }
        }
    }

    fn manager(&self, person: &str, on: Day) -> Option<String> {
        let own = self
            .given
            .managers
            .iter()
            .find(|each| each.person == person && each.holds.contains(on));
        own.map(|each| each.manager.clone())
    }
}

/// The categories that some measure compares with earlier years, and how many years earlier.
fn baselines(plan: &Plan) -> Vec<(String, u32)> {
    let mut found: Vec<(String, u32)> = Vec::new();
    for measure in &plan.measures {
        for formula in std::iter::once(&measure.value).chain(&measure.minus) {
            formula.baselines(&mut found);
        }
    }
    found.sort();
    found.dedup();
    found
}
