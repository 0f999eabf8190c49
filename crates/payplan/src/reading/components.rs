//! Reads the components: a rate, tiers or a curve over a measure, and the share of target incentive each carries.

mod curves;
mod tier_tables;

use vocabulary::{Currency, Ratio};

use super::fields::{Fields, Keys, list};
use super::measures::table;
use super::names::Names;
use super::scalars::{choice, name, percent, text};
use crate::plan::{Component, ComponentKind, RateSource};
use crate::problem::Problems;
use crate::yaml::{Content, Node};

#[derive(Clone, Copy)]
enum Kind {
    Rate,
    Tiers,
    Curve,
}

const KINDS: [(&str, Kind); 3] = [
    ("commission.rate", Kind::Rate),
    ("commission.tiers", Kind::Tiers),
    ("bonus.curve", Kind::Curve),
];

const KINDS_LATER: [&str; 6] = [
    "bonus.matrix",
    "bonus.scorecard",
    "bonus.mbo",
    "spiff.per_event",
    "deferred.cycle",
    "override.rollup",
];

const LATER: &[&str] = &[
    "true_up",
    "earn_on",
    "pay_when",
    "holdback",
    "clawback",
    "cap",
    "gate",
    "windfall_review",
    "times",
    "because",
    "cash",
    "leaver",
    "limit",
    "interval",
];

const RATE: Keys = Keys {
    known: &["id", "kind", "measure", "weight", "text", "excellence", "rate"],
    later: LATER,
};
const TIERS: Keys = Keys {
    known: &["id", "kind", "measure", "weight", "text", "excellence", "tiers"],
    later: LATER,
};
const CURVE: Keys = Keys {
    known: &["id", "kind", "measure", "weight", "text", "excellence", "curve"],
    later: LATER,
};

/// What a component is read against.
pub(super) struct Around<'a> {
    pub(super) currency: Currency,
    pub(super) names: &'a Names<'a>,
    pub(super) has_target_incentive: bool,
}

pub(super) fn components(node: &Node, around: &Around<'_>, problems: &mut Problems) -> Vec<Component> {
    let mut read: Vec<Component> = Vec::new();
    let members = list(node, "components", problems);
    if members.is_empty() {
        problems.add(node.place, "components", "a plan needs at least one component");
    }
    for (path, node) in members {
        let Some(component) = component(node, &path, around, problems) else {
            continue;
        };
        if read.iter().any(|other| other.id == component.id) {
            let message = format!("a second component is called `{}`; give it another id", component.id);
            problems.add(node.place, &path, message);
        }
        read.push(component);
    }
    read
}

fn component(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<Component> {
    let free = Fields::free(node, path, problems)?;
    let kind = free.required("kind", problems)?;
    let kind = choice(kind, &free.path_of("kind"), &KINDS, &KINDS_LATER, problems)?;
    let keys = match kind {
        Kind::Rate => RATE,
        Kind::Tiers => TIERS,
        Kind::Curve => CURVE,
    };
    let fields = Fields::open(node, path, &keys, problems)?;
    let id = fields.required("id", problems);
    let id = id.and_then(|node| name(node, &fields.path_of("id"), problems));
    let weight = weight(&fields, around, problems);
    let measure = measure(&fields, around.names, problems);
    // A measure that could not be found is not also said to lack a quota.
    let lacks_quota = measure
        .as_ref()
        .is_some_and(|name| around.names.measures.is_some() && !around.names.with_quota.contains(&name.as_str()));
    let excellence = fields
        .optional("excellence")
        .and_then(|node| percent(node, &fields.path_of("excellence"), problems));
    let described = fields
        .optional("text")
        .and_then(|node| text(node, &fields.path_of("text"), problems));
    let kind = match kind {
        Kind::Rate => rate(&fields, problems).map(ComponentKind::Rate),
        Kind::Tiers => tier_tables::tiers(&fields, lacks_quota, around.currency, problems).map(ComponentKind::Tiers),
        Kind::Curve => {
            if !around.has_target_incentive {
                let message = "a bonus curve pays a share of target incentive; add `target_incentive` to the plan";
                problems.add(fields.place, &fields.path, message);
            }
            curves::curve(&fields, lacks_quota, around.currency, problems).map(ComponentKind::Curve)
        }
    };
    Some(Component {
        id: id?,
        kind: kind?,
        measure: measure?,
        weight: weight?,
        text: described,
        excellence,
        line: node.place.line,
    })
}

/// The outer option is missing after a problem, the inner one in a plan without target incentive.
fn weight(fields: &Fields<'_>, around: &Around<'_>, problems: &mut Problems) -> Option<Option<Ratio>> {
    if !around.has_target_incentive {
        if let Some(node) = fields.optional("weight") {
            let message = "a weight is a share of target incentive; add `target_incentive` to the plan or remove the weight";
            problems.add(node.place, &fields.path_of("weight"), message);
            return None;
        }
        return Some(None);
    }
    let choices = "its share of the target incentive";
    let node = fields.chosen("weight", choices, problems)?;
    let path = fields.path_of("weight");
    let weight = percent(node, &path, problems)?;
    if weight.is_negative() || weight > Ratio::one() {
        problems.add(node.place, &path, "a weight lies between 0% and 100%");
        return None;
    }
    Some(Some(weight))
}

fn measure(fields: &Fields<'_>, names: &Names<'_>, problems: &mut Problems) -> Option<String> {
    let node = fields.required("measure", problems)?;
    let path = fields.path_of("measure");
    let wanted = name(node, &path, problems)?;
    if let Some(known) = &names.measures
        && !known.contains(&wanted.as_str())
    {
        let message = format!("the measure `{wanted}` is not defined under `measures`.");
        problems.add_unknown(node.place, &path, message, (&wanted, known));
        return None;
    }
    Some(wanted)
}

const RATE_TABLE: Keys = Keys {
    known: &["table", "key"],
    later: &[],
};

fn rate(fields: &Fields<'_>, problems: &mut Problems) -> Option<RateSource> {
    let node = fields.required("rate", problems)?;
    let path = fields.path_of("rate");
    match &node.content {
        Content::Scalar { .. } => percent(node, &path, problems).map(RateSource::Literal),
        Content::Map(_) | Content::List(_) => {
            let fields = Fields::open(node, &path, &RATE_TABLE, problems)?;
            table(&fields, problems).map(RateSource::Table)
        }
    }
}
