//! Reads the values that an example sets directly: measures, key figures, milestones and figures.

use std::collections::BTreeMap;

use vocabulary::{Day, Interval, Ratio};

use super::Around;
use super::given::{dated, is_measure};
use crate::example::GivenMeasure;
use crate::inputs::{Dated, KpiReading};
use crate::problem::Problems;
use crate::reading::fields::{Fields, Keys};
use crate::reading::measures::quota_amount;
use crate::reading::positions::Scale;
use crate::reading::scalars::{count, number, written};
use crate::yaml::{Content, Node};

pub(super) fn measures(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> BTreeMap<String, GivenMeasure> {
    let mut measures = BTreeMap::new();
    let Some(fields) = Fields::free(node, path, problems) else {
        return measures;
    };
    for (key, node) in fields.entries() {
        let path = fields.path_of(&key.name);
        if !is_measure(key, &path, around, problems) {
            continue;
        }
        let scale = Scale::of_measure(&key.name, around.names, around.currency);
        let given = match &node.content {
            Content::Map(entries) => {
                let mut dated = Vec::new();
                for (key, node) in entries {
                    let path = format!("{path}.{}", key.name);
                    let period = around.period_of_key(key, &path, problems);
                    let value = quota_amount(node, &path, scale, problems);
                    dated.extend(period.zip(value));
                }
                Some(GivenMeasure::Dated(dated))
            }
            Content::Scalar { .. } | Content::List(_) => quota_amount(node, &path, scale, problems).map(GivenMeasure::WholeInterval),
        };
        if let Some(given) = given {
            measures.insert(key.name.clone(), given);
        }
    }
    measures
}

const READING: Keys = Keys {
    known: &["value", "responses"],
};

/// By key figure: one reading for all time, one per period, or `missing`.
pub(super) fn kpis(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> BTreeMap<String, Vec<KpiReading>> {
    let mut kpis = BTreeMap::new();
    let Some(fields) = Fields::free(node, path, problems) else {
        return kpis;
    };
    for (key, node) in fields.entries() {
        let path = fields.path_of(&key.name);
        let mut readings = Vec::new();
        match &node.content {
            Content::Map(entries) if !entries.iter().any(|(key, _)| READING.known.contains(&key.name.as_str())) => {
                for (key, node) in entries {
                    let path = format!("{path}.{}", key.name);
                    if let Some(period) = around.period_of_key(key, &path, problems) {
                        readings.extend(reading(node, &path, period.interval(), problems));
                    }
                }
            }
            Content::Map(_) | Content::Scalar { .. } | Content::List(_) => {
                readings.extend(reading(node, &path, Interval::from(Day::MIN), problems));
            }
        }
        kpis.insert(key.name.clone(), readings);
    }
    kpis
}

fn reading(node: &Node, path: &str, holds: Interval, problems: &mut Problems) -> Option<KpiReading> {
    let without = |value: Option<Ratio>| KpiReading {
        holds,
        value,
        responses: None,
    };
    match &node.content {
        Content::Scalar { text, .. } if text == "missing" => Some(without(None)),
        Content::Scalar { .. } | Content::List(_) => number(node, path, problems).map(|value| without(Some(value))),
        Content::Map(_) => {
            let fields = Fields::open(node, path, &READING, problems)?;
            let value = fields.required("value", problems)?;
            let responses = match fields.optional("responses") {
                Some(node) => Some(count(node, &fields.path_of("responses"), (0, u32::MAX), problems)?),
                None => None,
            };
            Some(KpiReading {
                responses,
                ..without(Some(number(value, &fields.path_of("value"), problems)?))
            })
        }
    }
}

/// By milestone or objective: true, false, a share, a number, or one of them per period.
pub(super) fn milestones(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> BTreeMap<String, Vec<Dated>> {
    let mut milestones = BTreeMap::new();
    let Some(fields) = Fields::free(node, path, problems) else {
        return milestones;
    };
    for (key, node) in fields.entries() {
        let path = fields.path_of(&key.name);
        let known = &around.names.milestones;
        if !known.contains(&key.name.as_str()) {
            let message = format!("`{}` is no milestone or objective of this plan.", key.name);
            problems.add_unknown(key.place, &path, message, (&key.name, known));
            continue;
        }
        let mut rows = Vec::new();
        match &node.content {
            Content::Map(entries) => {
                for (key, node) in entries {
                    let path = format!("{path}.{}", key.name);
                    let period = around.period_of_key(key, &path, problems);
                    let value = reached(node, &path, problems);
                    rows.extend(period.zip(value).map(|(period, value)| Dated {
                        holds: period.interval(),
                        value,
                    }));
                }
            }
            Content::Scalar { .. } | Content::List(_) => {
                let holds = Interval::from(Day::MIN);
                rows.extend(reached(node, &path, problems).map(|value| Dated { holds, value }));
            }
        }
        milestones.insert(key.name.clone(), rows);
    }
    milestones
}

fn reached(node: &Node, path: &str, problems: &mut Problems) -> Option<Ratio> {
    match written(node, path, "true, false, a percentage or a number", problems)? {
        "true" => Some(Ratio::one()),
        "false" => Some(Ratio::zero()),
        _ => number(node, path, problems),
    }
}

const FIGURE_ROW: Keys = Keys {
    known: &["from", "to", "value"],
};

pub(super) fn figures(node: &Node, path: &str, problems: &mut Problems) -> BTreeMap<String, Vec<Dated>> {
    let mut figures = BTreeMap::new();
    if let Some(fields) = Fields::free(node, path, problems) {
        for (key, node) in fields.entries() {
            let rows = dated(node, &fields.path_of(&key.name), &FIGURE_ROW, problems, number);
            figures.insert(key.name.clone(), rows);
        }
    }
    figures
}
