//! What changes from one version of a plan to another, in words. Comments and layout change nothing.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::plan::Plan;
use crate::problem::Problems;
use crate::yaml::{self, Content, Node};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `components.growth-commission.tiers`.
    pub path: String,
    /// In the later version; the earlier one's for what is gone.
    pub line: usize,
    pub sentence: String,
}

/// Everything that a later version says differently, in the order of its text. Components, measures and rules are
/// compared by their names, not by their places.
pub fn difference(earlier: &Plan, later: &Plan) -> Vec<Change> {
    let read = |plan: &Plan| yaml::read(plan.source(), &mut Problems::default());
    let mut changes = Vec::new();
    if let (Some(before), Some(after)) = (read(earlier), read(later)) {
        compare(&Place::default(), &before, &after, &mut changes);
    }
    changes
}

/// Where we are, for people and for programs.
#[derive(Clone, Default)]
struct Place {
    path: String,
    said: Vec<String>,
}

impl Place {
    fn below(&self, key: &str, said: &str) -> Place {
        let path = if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        };
        let mut words = self.said.clone();
        words.push(said.to_owned());
        Place { path, said: words }
    }

    /// `In components, growth-commission, tiers: `
    fn introduction(&self) -> String {
        if self.said.is_empty() {
            String::new()
        } else {
            format!("In {}: ", self.said.join(", "))
        }
    }
}

fn compare(place: &Place, before: &Node, after: &Node, changes: &mut Vec<Change>) {
    match (&before.content, &after.content) {
        (Content::Map(before), Content::Map(after)) => {
            for (key, node) in after {
                let words = key.name.replace('_', " ");
                match before.iter().find(|(known, _)| known.name == key.name) {
                    Some((_, earlier)) => member(place, (&key.name, &words), (earlier, node), changes),
                    None => {
                        let sentence = format!("{}{words} is new: {}.", place.introduction(), content(node));
                        add(place.below(&key.name, &words), key.place.line, sentence, changes);
                    }
                }
            }
            for (key, node) in before
                .iter()
                .filter(|(key, _)| !after.iter().any(|(known, _)| known.name == key.name))
            {
                let words = key.name.replace('_', " ");
                let sentence = format!("{}{words} is gone; it was {}.", place.introduction(), content(node));
                add(place.below(&key.name, &words), key.place.line, sentence, changes);
            }
        }
        (Content::List(before), Content::List(after)) if before.iter().chain(after).any(|node| label(node).is_some()) => {
            lists(place, before, after, changes);
        }
        _ if content(before) != content(after) => {
            let sentence = format!("{}it was {}, it is {}.", place.introduction(), content(before), content(after));
            add(place.clone(), after.place.line, sentence, changes);
        }
        _ => {}
    }
}

/// A key that both have: a single value is told in one sentence, a group is looked into.
fn member(place: &Place, (key, words): (&str, &str), (before, after): (&Node, &Node), changes: &mut Vec<Change>) {
    let below = place.below(key, words);
    match (&before.content, &after.content) {
        (Content::Scalar { .. }, _) | (_, Content::Scalar { .. }) => {
            if content(before) != content(after) {
                let sentence = format!("{}{words} was {}, is {}.", place.introduction(), content(before), content(after));
                add(below, after.place.line, sentence, changes);
            }
        }
        (Content::Map(_) | Content::List(_), Content::Map(_) | Content::List(_)) => compare(&below, before, after, changes),
    }
}

/// Members with their labels; one without a label by its place in the list, and one whose label stands before by its
/// number among those of that label.
fn labelled(members: &[Node]) -> Vec<(String, &Node)> {
    let mut all: Vec<(String, &Node)> = Vec::with_capacity(members.len());
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for (number, node) in members.iter().enumerate() {
        let label = label(node).unwrap_or_else(|| format!("number {}", number + 1));
        let count = times.entry(label.clone()).or_default();
        *count += 1;
        let label = if *count > 1 { format!("{label} (number {count})") } else { label };
        all.push((label, node));
    }
    all
}

/// Members are found again by their label.
fn lists(place: &Place, before: &[Node], after: &[Node], changes: &mut Vec<Change>) {
    let (earlier, later) = (labelled(before), labelled(after));
    for (label, node) in &later {
        match earlier.iter().find(|(known, _)| known == label) {
            Some((_, known)) => compare(&place.below(label, label), known, node, changes),
            None => {
                let sentence = format!("{}{label} is new: {}.", place.introduction(), content(node));
                add(place.below(label, label), node.place.line, sentence, changes);
            }
        }
    }
    for (label, node) in earlier.iter().filter(|(label, _)| !later.iter().any(|(known, _)| known == label)) {
        let sentence = format!("{}{label} is gone; it was {}.", place.introduction(), content(node));
        add(place.below(label, label), node.place.line, sentence, changes);
    }
}

fn add(place: Place, line: usize, sentence: String, changes: &mut Vec<Change>) {
    changes.push(Change {
        path: place.path,
        line,
        sentence,
    });
}

/// What tells one member of a list from another: an id, a name, a key figure, or where a tier ends.
fn label(node: &Node) -> Option<String> {
    let Content::Map(entries) = &node.content else { return None };
    let text = |key: &str| {
        let (_, node) = entries.iter().find(|(known, _)| known.name == key)?;
        match &node.content {
            Content::Scalar { text, .. } => Some(text.clone()),
            Content::List(_) | Content::Map(_) => None,
        }
    };
    // An exception is told apart by its rule and by what it is for.
    if let (Some(id), Some(at)) = (text("id"), text("where")) {
        return Some(format!("{id} for {at}"));
    }
    // What holds from a day to another, and a rate from a currency to another, is no tier.
    let tier = || text("to").filter(|_| text("from").is_none());
    text("id")
        .or_else(|| text("name"))
        .or_else(|| text("kpi"))
        .or_else(|| {
            tier().map(|to| {
                if to == "open" {
                    "the open tier".to_owned()
                } else {
                    format!("the tier to {to}")
                }
            })
        })
        .or_else(|| text("after_year").map(|year| format!("the interim payment after year {year}")))
}

/// A value on one line, as a plan would write it.
fn content(node: &Node) -> String {
    match &node.content {
        Content::Scalar { text, .. } if text.is_empty() => "nothing".to_owned(),
        Content::Scalar { text, .. } => format!("`{}`", text.trim()),
        Content::List(members) => format!("[{}]", members.iter().map(bare).collect::<Vec<_>>().join(", ")),
        Content::Map(_) => bare(node),
    }
}

fn bare(node: &Node) -> String {
    match &node.content {
        Content::Scalar { text, .. } => text.trim().to_owned(),
        Content::List(members) => format!("[{}]", members.iter().map(bare).collect::<Vec<_>>().join(", ")),
        Content::Map(entries) => {
            let entries: Vec<String> = entries.iter().map(|(key, node)| format!("{}: {}", key.name, bare(node))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}
