//! Reads the components: what each of the nine kinds pays for, and the share of target incentive it carries.

mod curves;
mod cycles;
mod matrices;
mod scorecards;
mod spiffs;
mod tier_tables;

use vocabulary::{Currency, Length, Ratio};

use super::attachments::attachments;
use super::fields::{Fields, Keys, list};
use super::measures::table;
use super::names::Names;
use super::positions::Scale;
use super::scalars::{choice, name, percent, share, text};
use crate::plan::{Attachments, Component, ComponentKind, RateSource};
use crate::problem::Problems;
use crate::yaml::{Content, Node};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rate,
    Tiers,
    Curve,
    Matrix,
    Scorecard,
    Mbo,
    Spiff,
    Cycle,
    Override,
}

const KINDS: [(&str, Kind); 9] = [
    ("commission.rate", Kind::Rate),
    ("commission.tiers", Kind::Tiers),
    ("bonus.curve", Kind::Curve),
    ("bonus.matrix", Kind::Matrix),
    ("bonus.scorecard", Kind::Scorecard),
    ("bonus.mbo", Kind::Mbo),
    ("spiff.per_event", Kind::Spiff),
    ("deferred.cycle", Kind::Cycle),
    ("override.rollup", Kind::Override),
];

/// The keys of each kind: the common ones, the attachments, and its own.
macro_rules! keys {
    ($($own:literal),*) => {
        Keys {
            known: &[
                "id", "kind", "text", "weight", "excellence", "because", "earn_on", "pay_when", "holdback", "clawback", "true_up", "cap",
                "gate", "windfall_review", "times", "leaver", $($own),*
            ],
        }
    };
}

const RATE: Keys = keys!["measure", "rate"];
const TIERS: Keys = keys!["measure", "tiers"];
const CURVE: Keys = keys!["measure", "curve"];
const MATRIX: Keys = keys!["interval", "rows", "cols", "payout", "lookup", "below", "beyond"];
const SCORECARD: Keys = keys!["interval", "score"];
const MBO: Keys = keys!["interval", "objectives"];
const SPIFF: Keys = keys!["window", "event", "amount", "limit"];
const CYCLE: Keys = keys!["cycle", "pool", "interim", "milestones", "final"];

impl Kind {
    fn keys(self) -> &'static Keys {
        match self {
            Kind::Rate | Kind::Override => &RATE,
            Kind::Tiers => &TIERS,
            Kind::Curve => &CURVE,
            Kind::Matrix => &MATRIX,
            Kind::Scorecard => &SCORECARD,
            Kind::Mbo => &MBO,
            Kind::Spiff => &SPIFF,
            Kind::Cycle => &CYCLE,
        }
    }

    fn reads_a_measure(self) -> bool {
        matches!(self, Kind::Rate | Kind::Override | Kind::Tiers | Kind::Curve)
    }

    /// Whether its payout is a share of the target incentive.
    fn pays_of_target(self) -> bool {
        matches!(self, Kind::Curve | Kind::Matrix | Kind::Scorecard | Kind::Mbo)
    }
}

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
    let kind = choice(kind, &free.path_of("kind"), &KINDS, problems)?;
    let fields = Fields::open(node, path, kind.keys(), problems)?;
    let id = fields.required("id", problems);
    let id = id.and_then(|node| name(node, &fields.path_of("id"), problems));
    let weight = weight(&fields, kind, around, problems);
    let measure = if kind.reads_a_measure() {
        measure_named(&fields, around.names, problems)
    } else {
        Some(String::new())
    };
    let excellence = fields
        .optional("excellence")
        .and_then(|node| percent(node, &fields.path_of("excellence"), problems));
    let described = fields
        .optional("text")
        .and_then(|node| text(node, &fields.path_of("text"), problems));
    let interval = fields.optional("interval").and_then(|node| {
        let lengths = Length::ALL.map(|length| (length.name(), length));
        choice(node, &fields.path_of("interval"), &lengths, problems)
    });
    if kind.pays_of_target() && !around.has_target_incentive {
        let message = "this bonus pays a share of target incentive; add `target_incentive` to the plan";
        problems.add(fields.place, &fields.path, message);
    }
    let attached: Option<Attachments> = attachments(&fields, around, problems);
    let kind = kind_of(kind, &fields, (measure.as_deref(), around), problems);
    Some(Component {
        id: id?,
        kind: kind?,
        measure: measure?,
        interval,
        weight: weight?,
        text: described,
        excellence,
        attached: attached?,
        line: node.place.line,
    })
}

fn kind_of(
    kind: Kind,
    fields: &Fields<'_>,
    (measure, around): (Option<&str>, &Around<'_>),
    problems: &mut Problems,
) -> Option<ComponentKind> {
    let scale = Scale::of_measure(measure.unwrap_or_default(), around.names, around.currency);
    match kind {
        Kind::Rate => rate(fields, problems).map(ComponentKind::Rate),
        Kind::Override => rate(fields, problems).map(ComponentKind::Override),
        Kind::Tiers => tier_tables::tiers(fields, scale, around.has_target_incentive, problems).map(ComponentKind::Tiers),
        Kind::Curve => curves::curve(fields, scale, problems).map(ComponentKind::Curve),
        Kind::Matrix => matrices::matrix(fields, (around.names, around.currency), problems).map(ComponentKind::Matrix),
        Kind::Scorecard => scorecards::scorecard(fields, around.currency, problems).map(ComponentKind::Scorecard),
        Kind::Mbo => scorecards::objectives(fields, problems).map(ComponentKind::Mbo),
        Kind::Spiff => spiffs::spiff(fields, around.currency, problems).map(ComponentKind::Spiff),
        Kind::Cycle => cycles::cycle(fields, around, problems).map(ComponentKind::Cycle),
    }
}

/// The outer option is missing after a problem, the inner one in a plan without target incentive.
fn weight(fields: &Fields<'_>, kind: Kind, around: &Around<'_>, problems: &mut Problems) -> Option<Option<Ratio>> {
    if !around.has_target_incentive {
        if let Some(node) = fields.optional("weight") {
            let message = "a weight is a share of target incentive; add `target_incentive` to the plan or remove the weight";
            problems.add(node.place, &fields.path_of("weight"), message);
            return None;
        }
        return Some(None);
    }
    // SPIFFs and overrides stand on top of the target incentive, unless they say that they are part of it.
    let node = match (kind, fields.optional("weight")) {
        (Kind::Spiff, Some(node)) => {
            let message = "a SPIFF comes on top of the target incentive and has no weight; remove it";
            problems.add(node.place, &fields.path_of("weight"), message);
            return None;
        }
        (Kind::Spiff | Kind::Override, None) => return Some(None),
        (_, Some(node)) => node,
        (_, None) => fields.chosen("weight", "its share of the target incentive", problems)?,
    };
    let path = fields.path_of("weight");
    let weight = share(node, &path, problems)?;
    if weight.is_negative() || weight > Ratio::one() {
        problems.add(node.place, &path, "a weight lies between 0% and 100%");
        return None;
    }
    Some(Some(weight))
}

/// The measure that the key `measure` names.
pub(super) fn measure_named(fields: &Fields<'_>, names: &Names<'_>, problems: &mut Problems) -> Option<String> {
    let node = fields.required("measure", problems)?;
    known_measure(node, &fields.path_of("measure"), names, problems)
}

pub(super) fn known_measure(node: &Node, path: &str, names: &Names<'_>, problems: &mut Problems) -> Option<String> {
    let wanted = name(node, path, problems)?;
    if let Some(known) = &names.measures
        && !known.contains(&wanted.as_str())
    {
        let message = format!("the measure `{wanted}` is not defined under `measures`.");
        problems.add_unknown(node.place, path, message, (&wanted, known));
        return None;
    }
    Some(wanted)
}

const RATE_TABLE: Keys = Keys { known: &["table", "key"] };

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
