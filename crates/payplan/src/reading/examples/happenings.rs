//! Reads what happened in an example: transactions, payments of customers, and events.

use vocabulary::{Currency, Day, Ratio};

use super::Around;
use crate::example::{GivenEvent, GivenPayment, GivenTransaction};
use crate::expression::Facts;
use crate::expression::formula::{FactField, Value};
use crate::problem::Problems;
use crate::reading::fields::{Fields, Keys};
use crate::reading::scalars::{amount_and_currency, choice, count, day, number, percent, refuse, text, written};
use crate::reading::terms::shares_text;
use crate::yaml::{Content, Node};

const TRANSACTION: Keys = Keys {
    known: &[
        "date",
        "recorded",
        "kind",
        "source",
        "document",
        "of",
        "account",
        "product",
        "division",
        "amount",
        "margin",
        "quantity",
        "seller",
        "splits",
        "contract",
        "contract_start",
        "term_months",
    ],
};

/// An amount in any currency; what is not in the plan's is converted when the example runs.
fn amount(node: &Node, path: &str, problems: &mut Problems) -> Option<(Ratio, Currency)> {
    let wanted = "an amount such as 1200 EUR";
    let read = amount_and_currency(written(node, path, wanted, problems)?);
    if read.is_none() {
        refuse(node, path, wanted, problems);
    }
    read
}

pub(super) fn transaction(
    node: &Node,
    path: &str,
    (number, around): (usize, &Around<'_>),
    problems: &mut Problems,
) -> Option<GivenTransaction> {
    let fields = Fields::open(node, path, &TRANSACTION, problems)?;
    let written = fields.required("amount", problems);
    let (amount, currency) = amount(written?, &fields.path_of("amount"), problems)?;
    let mut facts = facts(&fields, (Some(amount.clone()), currency, around), problems)?;
    let document = texts(&fields, "document", problems).unwrap_or_else(|| format!("transaction {}", number + 1));
    facts.more.insert(FactField::Document, Value::Text(document.clone()));
    let date = facts.date?;
    let splits = fields
        .optional("splits")
        .map(|node| splits(node, &fields.path_of("splits"), problems))
        .unwrap_or_default();
    Some(GivenTransaction {
        document,
        of: texts(&fields, "of", problems),
        date,
        recorded: recorded(&fields, date, problems)?,
        facts,
        amount,
        currency,
        splits,
    })
}

fn texts(fields: &Fields<'_>, key: &str, problems: &mut Problems) -> Option<String> {
    let node = fields.optional(key)?;
    text(node, &fields.path_of(key), problems)
}

/// When a fact became known; its own day where it does not say.
fn recorded(fields: &Fields<'_>, date: Day, problems: &mut Problems) -> Option<Day> {
    match fields.optional("recorded") {
        Some(node) => day(node, &fields.path_of("recorded"), problems),
        None => Some(date),
    }
}

/// The facts that transactions and events share. The date is required.
fn facts(
    fields: &Fields<'_>,
    (amount, currency, around): (Option<Ratio>, Currency, &Around<'_>),
    problems: &mut Problems,
) -> Option<Facts> {
    let date = fields.required("date", problems)?;
    let date = day(date, &fields.path_of("date"), problems)?;
    let (account, account_class) = named(fields, "account", &ACCOUNT, problems);
    let (product, product_family) = named(fields, "product", &PRODUCT, problems);
    let mut facts = Facts {
        kind: texts(fields, "kind", problems),
        source: texts(fields, "source", problems),
        account,
        account_class,
        product,
        product_family,
        seller: texts(fields, "seller", problems),
        amount,
        currency: Some(currency),
        date: Some(date),
        ..Facts::default()
    };
    for (key, field) in [("division", FactField::Division), ("contract", FactField::Contract)] {
        if let Some(text) = texts(fields, key, problems) {
            facts.more.insert(field, Value::Text(text));
        }
    }
    let at = |key: &str| fields.optional(key).map(|node| (node, fields.path_of(key)));
    if let Some((node, path)) = at("contract_start") {
        facts.more.insert(FactField::ContractStart, Value::Day(day(node, &path, problems)?));
    }
    if let Some((node, path)) = at("term_months") {
        let months = count(node, &path, (1, 1_200), problems)?;
        facts
            .more
            .insert(FactField::TermMonths, Value::Quantity(Ratio::whole(months.into())));
    }
    if let Some((node, path)) = at("quantity") {
        facts
            .more
            .insert(FactField::Quantity, Value::Quantity(number(node, &path, problems)?));
    }
    if let Some((node, path)) = at("margin") {
        let margin = crate::reading::scalars::money(node, &path, around.currency, problems)?;
        facts.more.insert(FactField::Margin, Value::Money(margin, around.currency));
    }
    Some(facts)
}

const ACCOUNT: Keys = Keys { known: &["name", "class"] };
const PRODUCT: Keys = Keys {
    known: &["name", "family"],
};

/// An account or product: its name alone, or `{ name: Varnholm, class: key }`.
fn named(fields: &Fields<'_>, key: &str, keys: &Keys, problems: &mut Problems) -> (Option<String>, Option<String>) {
    let Some(node) = fields.optional(key) else {
        return (None, None);
    };
    let path = fields.path_of(key);
    match &node.content {
        Content::Map(_) => {
            let Some(inner) = Fields::open(node, &path, keys, problems) else {
                return (None, None);
            };
            let mut part = |number: usize| {
                let key = keys.known.get(number)?;
                let node = inner.optional(key)?;
                text(node, &inner.path_of(key), problems)
            };
            (part(0), part(1))
        }
        Content::Scalar { .. } | Content::List(_) => (text(node, &path, problems), None),
    }
}

/// Shares of one transaction. They are added exactly: 72.68, 10.93, 2.73 and 13.66 % make 100 % (E41).
fn splits(node: &Node, path: &str, problems: &mut Problems) -> Vec<(String, Ratio)> {
    let Some(fields) = Fields::free(node, path, problems) else {
        return Vec::new();
    };
    let splits: Vec<(String, Ratio)> = fields
        .entries()
        .filter_map(|(key, node)| Some((key.name.clone(), percent(node, &fields.path_of(&key.name), problems)?)))
        .collect();
    let total: Ratio = splits.iter().map(|(_, share)| share).sum();
    if total != Ratio::one() || splits.iter().any(|(_, share)| share.is_negative()) {
        let message = format!("the shares of a transaction make 100 %, these make {}", shares_text(&total));
        problems.add(node.place, path, message);
    }
    splits
}

const PAYMENT: Keys = Keys {
    known: &["date", "recorded", "of", "amount"],
};

pub(super) fn payment(node: &Node, path: &str, problems: &mut Problems) -> Option<GivenPayment> {
    let fields = Fields::open(node, path, &PAYMENT, problems)?;
    let date = fields.required("date", problems);
    let of = fields.required("of", problems);
    let written = fields.required("amount", problems);
    let date = day(date?, &fields.path_of("date"), problems)?;
    let (amount, _) = amount(written?, &fields.path_of("amount"), problems)?;
    Some(GivenPayment {
        date,
        recorded: recorded(&fields, date, problems)?,
        of: text(of?, &fields.path_of("of"), problems)?,
        amount,
    })
}

/// The component that a `windfall_approved` is about.
fn component(fields: &Fields<'_>, around: &Around<'_>, problems: &mut Problems) -> Option<String> {
    let id = texts(fields, "component", problems)?;
    if let Some(known) = &around.names.components
        && !known.contains(&id.as_str())
    {
        let message = format!("the plan has no component `{id}`.");
        problems.add_unknown(fields.place, &fields.path_of("component"), message, (&id, known));
    }
    Some(id)
}

const EVENT: Keys = Keys {
    known: &[
        "date",
        "recorded",
        "kind",
        "source",
        "document",
        "person",
        "account",
        "product",
        "division",
        "amount",
        "quantity",
        "margin",
        "seller",
        "paid",
        "component",
        "contract",
        "contract_start",
        "term_months",
    ],
};

pub(super) fn event(node: &Node, path: &str, (number, around): (usize, &Around<'_>), problems: &mut Problems) -> Option<GivenEvent> {
    let fields = Fields::open(node, path, &EVENT, problems)?;
    fields.required("kind", problems)?;
    let (amount, currency) = match fields.optional("amount") {
        Some(node) => {
            let (amount, currency) = amount(node, &fields.path_of("amount"), problems)?;
            (Some(amount), currency)
        }
        None => (None, around.currency),
    };
    let mut facts = facts(&fields, (amount, currency, around), problems)?;
    let document = texts(&fields, "document", problems).unwrap_or_else(|| format!("event {}", number + 1));
    facts.more.insert(FactField::Document, Value::Text(document.clone()));
    let paid = match fields.optional("paid") {
        Some(node) => choice(node, &fields.path_of("paid"), &[("full", true), ("none", false)], problems)?,
        None => false,
    };
    let date = facts.date?;
    Some(GivenEvent {
        date,
        recorded: recorded(&fields, date, problems)?,
        kind: facts.kind.clone()?,
        document,
        person: texts(&fields, "person", problems),
        component: component(&fields, around, problems),
        facts,
        paid,
    })
}
