//! A condition bound to the rows of one piece of a batch, so that a row is judged by a few array reads.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use arrow_array::StringArray;
use vocabulary::Ratio;

use crate::batch::columns::{CreditRows, Names, day_number};
use crate::{Comparison, Condition, Crediting, TextField};

/// A condition bound to one piece of a batch.
pub(crate) enum Bound<'a> {
    Always,
    Not(Box<Bound<'a>>),
    All(Vec<Bound<'a>>),
    Any(Vec<Bound<'a>>),
    /// One answer per distinct text.
    Listed {
        names: &'a Names,
        answers: Vec<bool>,
    },
    Document {
        documents: &'a StringArray,
        among: BTreeSet<&'a str>,
    },
    Amount {
        rows: &'a CreditRows,
        same_currency: Vec<bool>,
        cmp: Comparison,
        than: Threshold,
    },
    Date {
        rows: &'a CreditRows,
        cmp: Comparison,
        than: i32,
    },
}

impl Bound<'_> {
    pub(crate) fn is_met(&self, row: usize) -> bool {
        match self {
            Bound::Always => true,
            Bound::Not(inner) => !inner.is_met(row),
            Bound::All(all) => all.iter().all(|inner| inner.is_met(row)),
            Bound::Any(any) => any.iter().any(|inner| inner.is_met(row)),
            Bound::Listed { names, answers } => names.answer(answers, row),
            Bound::Document { documents, among } => among.contains(documents.value(row)),
            Bound::Amount {
                rows,
                same_currency,
                cmp,
                than,
            } => rows.currency.answer(same_currency, row) && cmp.accepts(than.against(rows.micro(row))),
            Bound::Date { rows, cmp, than } => cmp.accepts(rows.date.value(row).cmp(than)),
        }
    }
}

/// An amount in millionths that facts are compared with; a finer fraction lies just above its whole part.
pub(crate) struct Threshold {
    floor: i128,
    is_finer: bool,
}

impl Threshold {
    fn new(than: &Ratio) -> Threshold {
        let millionths = than * &Ratio::whole(1_000_000);
        let floor = millionths.floor();
        match floor.to_i128() {
            Some(whole) => Threshold {
                floor: whole,
                is_finer: floor != millionths,
            },
            // Beyond every amount a fact can have.
            None if than.is_negative() => Threshold {
                floor: i128::MIN,
                is_finer: false,
            },
            None => Threshold {
                floor: i128::MAX,
                is_finer: false,
            },
        }
    }

    fn against(&self, micro: i128) -> Ordering {
        let finer = if self.is_finer { Ordering::Less } else { Ordering::Equal };
        micro.cmp(&self.floor).then(finer)
    }
}

impl<'a> Bound<'a> {
    /// Answers what depends on texts once per distinct text.
    pub(crate) fn new(condition: &'a Condition, crediting: &'a Crediting, rows: &'a CreditRows) -> Bound<'a> {
        let each = |conditions: &'a [Condition]| conditions.iter().map(|inner| Bound::new(inner, crediting, rows)).collect();
        match condition {
            Condition::Always => Bound::Always,
            Condition::Not(inner) => Bound::Not(Box::new(Bound::new(inner, crediting, rows))),
            Condition::All(conditions) => Bound::All(each(conditions)),
            Condition::Any(conditions) => Bound::Any(each(conditions)),
            Condition::Text { field, among } => {
                let among = among.iter().map(String::as_str).collect();
                text(*field, among, crediting, rows)
            }
            Condition::Amount { cmp, than, currency } => Bound::Amount {
                rows,
                same_currency: rows.currency.per_name(|code| code == currency.code()),
                cmp: *cmp,
                than: Threshold::new(than),
            },
            Condition::Date { cmp, than } => Bound::Date {
                rows,
                cmp: *cmp,
                than: day_number(*than),
            },
        }
    }
}

fn text<'a>(field: TextField, among: BTreeSet<&'a str>, crediting: &'a Crediting, rows: &'a CreditRows) -> Bound<'a> {
    let listed = |names: &'a Names| Bound::Listed {
        names,
        answers: names.per_name(|name| among.contains(name)),
    };
    let classed = |names: &'a Names, classes: &'a BTreeMap<String, String>| {
        let is_among = |class: &String| among.contains(class.as_str());
        Bound::Listed {
            names,
            answers: names.per_name(|name| classes.get(name).is_some_and(is_among)),
        }
    };
    match field {
        TextField::Kind => listed(&rows.kind),
        TextField::Source => listed(&rows.key.source),
        TextField::Account => listed(&rows.account),
        TextField::AccountClass => classed(&rows.account, &crediting.account_classes),
        TextField::Product => listed(&rows.product),
        TextField::ProductFamily => classed(&rows.product, &crediting.product_families),
        TextField::Seller => listed(&rows.seller),
        TextField::Currency => listed(&rows.currency),
        TextField::Document => Bound::Document {
            documents: &rows.key.document,
            among,
        },
    }
}
