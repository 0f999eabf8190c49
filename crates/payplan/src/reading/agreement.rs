//! What two parts of a plan say of one another must agree: the fact that earns with the facts that are credited, the
//! interval of a true-up with that of its component.

use vocabulary::Length;

use super::fields::Fields;
use crate::expression::{Condition, Field, Literal};
use crate::plan::{CapPer, Component, ComponentKind, Crediting, EarnOn, Measure};
use crate::problem::{Place, Problems};
use crate::tiers::TierBy;
use crate::yaml::{Content, Node};

/// Kinds of facts that are no sale yet, and those that are one; a kind with none of these words says nothing.
const BOOKINGS: [&str; 4] = ["order", "booking", "deal", "opportunity"];
const INVOICES: [&str; 3] = ["invoice", "credit_note", "billing"];

pub(super) fn agree(
    fields: &Fields<'_>,
    crediting: &Crediting,
    (measures, components): (&[Measure], &[Component]),
    problems: &mut Problems,
) {
    for component in components {
        let measure = component
            .measures()
            .first()
            .and_then(|name| measures.iter().find(|each| each.name == *name));
        earns_on_what_is_credited(fields, crediting, (component, measure), problems);
        caps_each_transaction(fields, component, problems);
        trues_up_over_enough(fields, (component, measure), problems);
    }
}

/// `earn_on: booking` on a measure that only invoices are credited to would promise what never happens.
fn earns_on_what_is_credited(
    fields: &Fields<'_>,
    crediting: &Crediting,
    (component, measure): (&Component, Option<&Measure>),
    problems: &mut Problems,
) {
    let (Some(earn_on), Some(measure)) = (component.attached.earn_on, measure) else {
        return;
    };
    let (word, wanted, other) = match earn_on {
        EarnOn::Booking => ("booking", BOOKINGS.as_slice(), INVOICES.as_slice()),
        EarnOn::InvoicePosted => ("invoice_posted", INVOICES.as_slice(), BOOKINGS.as_slice()),
    };
    let names = |kind: &str, words: &[&str]| words.iter().any(|word| kind.contains(word));
    for rule in crediting.rules.iter().filter(|rule| measure.categories.contains(&rule.category)) {
        let mut kinds = Vec::new();
        kinds_of(&rule.when, &mut kinds);
        let never = kinds.iter().any(|kind| names(kind, other)) && !kinds.iter().any(|kind| names(kind, wanted));
        if never {
            let message = format!(
                "`earn_on: {word}` does not fit the rule {}, which credits {}; change the one or the other",
                rule.id,
                kinds.join(", ")
            );
            let (place, path) = place_of(fields, component, "earn_on");
            problems.add(place, &path, message);
        }
    }
}

/// The kinds of transaction that a condition asks for.
fn kinds_of(condition: &Condition, found: &mut Vec<String>) {
    let text = |value: &Literal| match value {
        Literal::Text(text) => Some(text.clone()),
        Literal::Money(..) | Literal::Day(_) => None,
    };
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| kinds_of(part, found)),
        Condition::Compare {
            field: Field::Kind, with, ..
        } => found.extend(text(with)),
        Condition::In {
            field: Field::Kind,
            values,
        } => found.extend(values.iter().filter_map(text)),
        Condition::Compare { .. } | Condition::In { .. } | Condition::Not(_) | Condition::Formula(_) => {}
    }
}

/// Only tiers laid over each transaction know what one of them pays.
fn caps_each_transaction(fields: &Fields<'_>, component: &Component, problems: &mut Problems) {
    let alone = matches!(&component.kind, ComponentKind::Tiers(tiers) if tiers.by == TierBy::EachTransaction);
    let capped = component.attached.cap.as_ref().is_some_and(|cap| cap.per == CapPer::Transaction);
    if capped && !alone {
        let message = "a cap `per: transaction` needs tiers `by: each_transaction`; write `per: interval` or lay the tiers over each";
        let (place, path) = place_of(fields, component, "cap");
        problems.add(place, &path, message);
    }
}

/// A true-up puts intervals together; it cannot cut one into parts.
fn trues_up_over_enough(fields: &Fields<'_>, (component, measure): (&Component, Option<&Measure>), problems: &mut Problems) {
    let own = component
        .interval
        .or(measure.map(|measure| measure.interval))
        .unwrap_or(Length::Year);
    let Some(interval) = component.attached.true_up.as_ref().and_then(|true_up| true_up.interval) else {
        return;
    };
    if interval < own {
        let message =
            format!("a true-up over a {interval} is shorter than the component's own interval, a {own}; write `interval: {own}` or longer");
        let (place, path) = place_of(fields, component, "true_up");
        problems.add(place, &path, message);
    }
}

/// Where a component says something.
fn place_of(fields: &Fields<'_>, component: &Component, key: &str) -> (Place, String) {
    let members = match fields.optional("components").map(|node| &node.content) {
        Some(Content::List(members)) => members.as_slice(),
        Some(Content::Map(_) | Content::Scalar { .. }) | None => &[],
    };
    let is_it = |node: &Node| {
        let id = value(node, "id").map(|id| &id.content);
        matches!(id, Some(Content::Scalar { text, .. }) if *text == component.id)
    };
    match members.iter().enumerate().find(|(_, node)| is_it(node)) {
        Some((number, node)) => {
            let place = value(node, key).map_or(node.place, |node| node.place);
            (place, format!("components.{number}.{key}"))
        }
        None => (fields.place, "components".to_owned()),
    }
}

fn value<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.content {
        Content::Map(entries) => entries.iter().find(|(known, _)| known.name == key).map(|(_, node)| node),
        Content::Scalar { .. } | Content::List(_) => None,
    }
}
