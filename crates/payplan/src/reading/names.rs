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
}

impl<'n> Names<'n> {
    pub(super) fn of(root: &'n Node) -> Names<'n> {
        let measures = value(root, "measures").map(keys);
        let with_quota = measures.iter().flatten().filter(|(_, node)| value(node, "quota").is_some());
        Names {
            with_quota: with_quota.map(|(name, _)| *name).collect(),
            measures: measures.map(|measures| measures.into_iter().map(|(name, _)| name).collect()),
            components: value(root, "components").map(|node| texts(node, "id")),
            categories: value(root, "crediting")
                .and_then(|node| value(node, "rules"))
                .map(|node| texts(node, "category")),
        }
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
    let members = match &list.content {
        Content::List(members) => members.as_slice(),
        Content::Scalar { .. } | Content::Map(_) => &[],
    };
    members
        .iter()
        .filter_map(|member| match &value(member, key)?.content {
            Content::Scalar { text, .. } => Some(text.as_str()),
            Content::List(_) | Content::Map(_) => None,
        })
        .collect()
}
