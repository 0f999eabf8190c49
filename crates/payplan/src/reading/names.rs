//! The names a plan defines, taken from its text before anything is judged, so that one mistake is told once:
//! a measure that could not be read is still known where it is referred to.

use crate::yaml::{Content, Node};

/// Names as written. `None` where the part of the plan that defines them is missing: then no reference is judged.
#[derive(Debug, Default)]
pub(super) struct Names<'n> {
    pub(super) measures: Option<Vec<&'n str>>,
    /// Measures that have a quota.
    pub(super) with_quota: Vec<&'n str>,
    pub(super) components: Option<Vec<&'n str>>,
    /// Categories of credit that the crediting rules make.
    pub(super) categories: Option<Vec<&'n str>>,
    /// The unit of each measure, as written.
    units: Vec<(&'n str, &'n str)>,
    /// What examples may set as reached: milestones of cycles and agreed objectives.
    pub(super) milestones: Vec<&'n str>,
    /// Where the cycle of a deferred component begins and how many years it has, if there is one.
    pub(super) has_cycle: bool,
}

impl<'n> Names<'n> {
    pub(super) fn of(root: &'n Node) -> Names<'n> {
        let measures = value(root, "measures").map(keys);
        let with_quota = measures.iter().flatten().filter(|(_, node)| value(node, "quota").is_some());
        let units = measures
            .iter()
            .flatten()
            .filter_map(|(name, node)| Some((*name, text(value(node, "unit")?)?)));
        let components = value(root, "components").map(members).unwrap_or_default();
        let reached = components.iter().flat_map(|node| {
            let of = |key| value(node, key).map(|node| texts(node, "id")).unwrap_or_default();
            [of("milestones"), of("objectives")].concat()
        });
        Names {
            units: units.collect(),
            milestones: reached.collect(),
            has_cycle: components.iter().any(|node| value(node, "cycle").is_some()),
            with_quota: with_quota.map(|(name, _)| *name).collect(),
            measures: measures.map(|measures| measures.into_iter().map(|(name, _)| name).collect()),
            components: value(root, "components").map(|node| texts(node, "id")),
            categories: value(root, "crediting")
                .and_then(|node| value(node, "rules"))
                .map(|node| texts(node, "category")),
        }
    }

    /// The unit of a measure, as written; `None` where the measure could not be read.
    pub(super) fn unit(&self, measure: &str) -> Option<&'n str> {
        self.units.iter().find(|(name, _)| *name == measure).map(|(_, unit)| *unit)
    }
}

fn text(node: &Node) -> Option<&str> {
    match &node.content {
        Content::Scalar { text, .. } => Some(text),
        Content::List(_) | Content::Map(_) => None,
    }
}

fn members(list: &Node) -> Vec<&Node> {
    match &list.content {
        Content::List(members) => members.iter().collect(),
        Content::Scalar { .. } | Content::Map(_) => Vec::new(),
    }
}

fn value<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    keys(node).into_iter().find(|(name, _)| *name == key).map(|(_, node)| node)
}

fn keys(node: &Node) -> Vec<(&str, &Node)> {
    match &node.content {
        Content::Map(entries) => entries.iter().map(|(key, node)| (key.name.as_str(), node)).collect(),
        Content::Scalar { .. } | Content::List(_) => Vec::new(),
    }
}

/// The texts under one key of every member of a list.
fn texts<'n>(list: &'n Node, key: &str) -> Vec<&'n str> {
    members(list).into_iter().filter_map(|member| text(value(member, key)?)).collect()
}
