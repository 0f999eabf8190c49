//! Reads scorecards of key figures and lists of agreed objectives.

use vocabulary::{Currency, Ratio};

use super::curves::curve;
use crate::plan::{ItemReading, Mbo, MissingKpi, Objective, Quotient, ScoreItem, Scorecard};
use crate::problem::Problems;
use crate::reading::fields::{Fields, Keys, list};
use crate::reading::positions::Scale;
use crate::reading::scalars::{choice, count, name, number, percent, share};
use crate::reading::terms::shares_text;
use crate::yaml::Node;

const SCORE: Keys = Keys {
    known: &["items", "missing_kpi", "cap"],
};
const ITEM: Keys = Keys {
    known: &["kpi", "weight", "min_responses", "curve", "formula", "target", "cap"],
};

pub(super) fn scorecard(component: &Fields<'_>, currency: Currency, problems: &mut Problems) -> Option<Scorecard> {
    let node = component.required("score", problems)?;
    let fields = Fields::open(node, &component.path_of("score"), &SCORE, problems)?;
    let missing = fields.chosen("missing_kpi", "reweight_others, hold or zero", problems);
    let missing = missing.and_then(|node| {
        let known = [
            ("reweight_others", MissingKpi::ReweightOthers),
            ("hold", MissingKpi::Hold),
            ("zero", MissingKpi::Zero),
        ];
        choice(node, &fields.path_of("missing_kpi"), &known, problems)
    });
    let cap = fields.optional("cap").map(|node| percent(node, &fields.path_of("cap"), problems));
    let items_node = fields.required("items", problems)?;
    let path = fields.path_of("items");
    let read: Vec<Option<ScoreItem>> = list(items_node, &path, problems)
        .into_iter()
        .map(|(path, node)| item(node, &path, currency, problems))
        .collect();
    let items: Vec<ScoreItem> = read.into_iter().collect::<Option<_>>()?;
    whole(items_node, &path, items.iter().map(|item| &item.weight), problems)?;
    Some(Scorecard {
        items,
        missing: missing?,
        cap: match cap {
            Some(cap) => Some(cap?),
            None => None,
        },
        line: node.place.line,
    })
}

fn item(node: &Node, path: &str, currency: Currency, problems: &mut Problems) -> Option<ScoreItem> {
    let fields = Fields::open(node, path, &ITEM, problems)?;
    let kpi = fields.required("kpi", problems);
    let kpi = kpi.and_then(|node| name(node, &fields.path_of("kpi"), problems));
    let weight = fields.required("weight", problems);
    let weight = weight.and_then(|node| share(node, &fields.path_of("weight"), problems));
    let min_responses = fields
        .optional("min_responses")
        .map(|node| count(node, &fields.path_of("min_responses"), (1, 1_000_000), problems));
    let reading = match (fields.optional("curve"), fields.optional("formula")) {
        (Some(_), None) => curve(&fields, Scale::of_key_figure(currency), problems).map(ItemReading::Curve),
        (None, Some(node)) => quotient(&fields, node, problems),
        (Some(_), Some(_)) | (None, None) => {
            problems.add(
                fields.place,
                &fields.path,
                "a key figure is scored by a `curve`, or by a `formula` against a `target`",
            );
            None
        }
    };
    Some(ScoreItem {
        kpi: kpi?,
        weight: weight?,
        min_responses: match min_responses {
            Some(least) => Some(least?),
            None => None,
        },
        reading: reading?,
        line: node.place.line,
    })
}

fn quotient(fields: &Fields<'_>, node: &Node, problems: &mut Problems) -> Option<ItemReading> {
    let how = choice(node, &fields.path_of("formula"), &Quotient::ALL, problems);
    let target = fields.required("target", problems);
    let target = target.and_then(|node| number(node, &fields.path_of("target"), problems));
    let cap = fields.optional("cap").map(|node| percent(node, &fields.path_of("cap"), problems));
    Some(ItemReading::Quotient {
        how: how?,
        target: target?,
        cap: match cap {
            Some(cap) => Some(cap?),
            None => None,
        },
    })
}

/// Weights make exactly 100 %, in decimals and thirds alike.
pub(super) fn whole<'w>(node: &Node, path: &str, weights: impl Iterator<Item = &'w Ratio>, problems: &mut Problems) -> Option<()> {
    let total: Ratio = weights.sum();
    if total == Ratio::one() {
        return Some(());
    }
    let message = format!("the weights add up to {}, not to 100 %", shares_text(&total));
    problems.add(node.place, path, message);
    None
}

const OBJECTIVE: Keys = Keys { known: &["id", "weight"] };

pub(super) fn objectives(component: &Fields<'_>, problems: &mut Problems) -> Option<Mbo> {
    let node = component.required("objectives", problems)?;
    let path = component.path_of("objectives");
    let read: Vec<Option<Objective>> = list(node, &path, problems)
        .into_iter()
        .map(|(path, node)| {
            let fields = Fields::open(node, &path, &OBJECTIVE, problems)?;
            let id = fields.required("id", problems);
            let id = id.and_then(|node| name(node, &fields.path_of("id"), problems));
            let weight = fields.required("weight", problems);
            let weight = weight.and_then(|node| share(node, &fields.path_of("weight"), problems));
            Some(Objective {
                id: id?,
                weight: weight?,
                line: node.place.line,
            })
        })
        .collect();
    let objectives: Vec<Objective> = read.into_iter().collect::<Option<_>>()?;
    whole(node, &path, objectives.iter().map(|each| &each.weight), problems)?;
    Some(Mbo { objectives })
}
