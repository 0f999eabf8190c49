//! A condition bound to cells, so that each is judged by a few array reads.

use std::collections::{BTreeMap, BTreeSet};

use crate::batch::columns::{Names, place};
use crate::cells::{Cell, Cells};
use crate::lens::Lens;
use crate::{Condition, Crediting, TextField};

/// A condition bound to the cells of one piece.
pub(crate) enum Bound {
    Always,
    Never,
    Not(Box<Bound>),
    All(Vec<Bound>),
    Any(Vec<Bound>),
    /// What the lens has answered line by line.
    Marked(u64),
    /// One answer per distinct text.
    Account(Vec<bool>),
    Kind(Vec<bool>),
    Currency(Vec<bool>),
    Seller(Vec<bool>),
}

impl Bound {
    pub(crate) fn is_met(&self, cell: &Cell) -> bool {
        let answer = |answers: &[bool], key: u32| answers.get(place(key)).copied().unwrap_or_default();
        match self {
            Bound::Always => true,
            Bound::Never => false,
            Bound::Not(inner) => !inner.is_met(cell),
            Bound::All(all) => all.iter().all(|inner| inner.is_met(cell)),
            Bound::Any(any) => any.iter().any(|inner| inner.is_met(cell)),
            Bound::Marked(mark) => cell.kept.marks & mark != 0,
            Bound::Account(answers) => answer(answers, cell.account),
            Bound::Kind(answers) => answer(answers, cell.kept.kind),
            Bound::Currency(answers) => answer(answers, cell.kept.currency),
            Bound::Seller(answers) => cell.kept.seller.is_some_and(|seller| answer(answers, seller)),
        }
    }

    /// Answers what depends on texts once per distinct text.
    pub(crate) fn new(condition: &Condition, crediting: &Crediting, lens: &Lens<'_>, cells: &Cells) -> Bound {
        if let Some(mark) = lens.mark(condition) {
            return Bound::Marked(mark);
        }
        let each = |conditions: &[Condition]| conditions.iter().map(|inner| Bound::new(inner, crediting, lens, cells)).collect();
        match condition {
            Condition::Always => Bound::Always,
            Condition::Not(inner) => Bound::Not(Box::new(Bound::new(inner, crediting, lens, cells))),
            Condition::All(conditions) => Bound::All(each(conditions)),
            Condition::Any(conditions) => Bound::Any(each(conditions)),
            Condition::Text { field, among } => text(*field, &among.iter().map(String::as_str).collect(), crediting, cells),
            // The lens marks these.
            Condition::Amount { .. } | Condition::Date { .. } => Bound::Never,
        }
    }
}

fn text(field: TextField, among: &BTreeSet<&str>, crediting: &Crediting, cells: &Cells) -> Bound {
    let listed = |names: &Names| names.per_name(|name| among.contains(name));
    let classed = |names: &Names, classes: &BTreeMap<String, String>| {
        names.per_name(|name| classes.get(name).is_some_and(|class| among.contains(class.as_str())))
    };
    match field {
        TextField::Kind => Bound::Kind(listed(&cells.kind)),
        TextField::Account => Bound::Account(listed(&cells.account)),
        TextField::AccountClass => Bound::Account(classed(&cells.account, &crediting.account_classes)),
        TextField::Currency => Bound::Currency(listed(&cells.currency)),
        TextField::Seller => cells.seller.as_ref().map_or(Bound::Never, |sellers| Bound::Seller(listed(sellers))),
        // The lens marks these.
        TextField::Source | TextField::Product | TextField::ProductFamily | TextField::Document => Bound::Never,
    }
}
