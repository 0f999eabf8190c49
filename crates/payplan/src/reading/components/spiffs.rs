//! Reads a SPIFF: its window, the event that earns, the amount for each, and its limits.

use vocabulary::{Currency, Interval};

use crate::expression::formula::{Type, Value, typed};
use crate::expression::{Complaint, Slot, condition};
use crate::plan::{Spiff, SpiffAmount};
use crate::problem::Problems;
use crate::reading::crediting::expression;
use crate::reading::document::interval;
use crate::reading::fields::{Fields, Keys};
use crate::reading::scalars::{count, money};

const LIMIT: Keys = Keys {
    known: &["per_person", "budget"],
};

pub(super) fn spiff(component: &Fields<'_>, currency: Currency, problems: &mut Problems) -> Option<Spiff> {
    let window = component.required("window", problems);
    let window = window.and_then(|node| interval(node, &component.path_of("window"), problems));
    let event = component.required("event", problems);
    let event = event.and_then(|node| {
        let read = |text: &str| condition(text, Slot::SpiffEvent);
        expression(node, &component.path_of("event"), read, problems)
    });
    let amount = component.required("amount", problems);
    let amount = amount.and_then(|node| {
        let read = |text: &str| amount_of(text, currency);
        expression(node, &component.path_of("amount"), read, problems)
    });
    let (mut per_person, mut budget) = (None, None);
    if let Some(node) = component.optional("limit") {
        let fields = Fields::open(node, &component.path_of("limit"), &LIMIT, problems)?;
        per_person = match fields.optional("per_person") {
            Some(node) => Some(count(node, &fields.path_of("per_person"), (1, 1_000_000), problems)?),
            None => None,
        };
        budget = match fields.optional("budget") {
            Some(node) => Some(money(node, &fields.path_of("budget"), currency, problems)?),
            None => None,
        };
    }
    Some(Spiff {
        window: window_with_end(component, window?, problems)?,
        event: event?,
        amount: amount?,
        per_person,
        budget,
    })
}

/// L26: a SPIFF ends on a day that is known.
fn window_with_end(component: &Fields<'_>, window: Interval, problems: &mut Problems) -> Option<Interval> {
    if window.end().is_some() {
        return Some(window);
    }
    let node = component.optional("window")?;
    let message = "a SPIFF needs an end: add `to` with the first day on which it no longer holds";
    problems.add_lint("L26", node.place, &component.path_of("window"), message);
    None
}

fn amount_of(text: &str, currency: Currency) -> Result<SpiffAmount, Complaint> {
    let (formula, kind) = typed(text, Slot::SpiffAmount)?;
    let Type::Money(of) = kind else {
        let message = format!("an amount such as 1500 {} is expected here; this is {kind}", currency.code());
        return Err(Complaint::new(0, message));
    };
    if of.is_some_and(|of| of != currency) {
        let message = format!("the plan is in {}; write the amount in {}", currency.code(), currency.code());
        return Err(Complaint::new(0, message));
    }
    Ok(match formula.as_literal() {
        Some(Value::Money(amount, _)) => SpiffAmount::Literal(amount.clone()),
        Some(_) | None => SpiffAmount::Formula(Box::new(formula)),
    })
}
