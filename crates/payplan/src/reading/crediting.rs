//! Reads who is credited with which transactions, in which category.

use super::fields::{Fields, Keys, list};
use super::scalars::{choice, name, written};
use crate::expression::{Complaint, condition, credit_amount, receiver};
use crate::plan::{CreditKind, Crediting, CreditingRule};
use crate::problem::{Place, Problems};
use crate::yaml::{Content, Node};

const CREDITING: Keys = Keys {
    known: &["sources", "rules"],
    later: &[],
};

const RULE: Keys = Keys {
    known: &["id", "when", "to", "category", "kind", "amount"],
    later: &["from", "levels"],
};

pub(super) fn crediting(node: &Node, problems: &mut Problems) -> Option<Crediting> {
    let fields = Fields::open(node, "crediting", &CREDITING, problems)?;
    let sources = fields.required("sources", problems);
    let rules = fields.required("rules", problems);
    let sources = list(sources?, "crediting.sources", problems)
        .into_iter()
        .filter_map(|(path, node)| name(node, &path, problems))
        .collect();
    let mut read: Vec<CreditingRule> = Vec::new();
    for (path, node) in list(rules?, "crediting.rules", problems) {
        let Some(rule) = rule(node, &path, problems) else {
            continue;
        };
        if read.iter().any(|other| other.id == rule.id) {
            let message = format!("a second crediting rule is called `{}`; give it another id", rule.id);
            problems.add(node.place, &path, message);
        }
        read.push(rule);
    }
    Some(Crediting { sources, rules: read })
}

fn rule(node: &Node, path: &str, problems: &mut Problems) -> Option<CreditingRule> {
    let fields = Fields::open(node, path, &RULE, problems)?;
    let kinds = [("direct", CreditKind::Direct), ("overlay", CreditKind::Overlay)];
    let later = ["rollup", "indirect", "team"];
    let kind = match fields.optional("kind") {
        Some(node) => choice(node, &fields.path_of("kind"), &kinds, &later, problems)?,
        None => CreditKind::Direct,
    };
    let id = fields.required("id", problems);
    let when = fields.required("when", problems);
    let to = fields.required("to", problems);
    let category = fields.required("category", problems);
    let amount = fields.required("amount", problems);
    let id = id.and_then(|node| name(node, &fields.path_of("id"), problems));
    let when = when.and_then(|node| expression(node, &fields.path_of("when"), condition, problems));
    let to = to.and_then(|node| expression(node, &fields.path_of("to"), receiver, problems));
    let category = category.and_then(|node| name(node, &fields.path_of("category"), problems));
    let amount = amount.and_then(|node| expression(node, &fields.path_of("amount"), credit_amount, problems));
    Some(CreditingRule {
        id: id?,
        when: when?,
        to: to?,
        category: category?,
        kind,
        amount: amount?,
        line: node.place.line,
    })
}

/// Reads an expression and reports what is wrong at its own place inside the value.
pub(super) fn expression<T>(node: &Node, path: &str, read: impl Fn(&str) -> Result<T, Complaint>, problems: &mut Problems) -> Option<T> {
    let text = written(node, path, "an expression", problems)?;
    match read(text) {
        Ok(tree) => Some(tree),
        Err(complaint) => {
            let quote = match &node.content {
                Content::Scalar { quoted, .. } => usize::from(*quoted),
                Content::List(_) | Content::Map(_) => 0,
            };
            let place = Place {
                line: node.place.line,
                column: node.place.column + quote + complaint.offset,
            };
            problems.add_suggesting(place, path, complaint.message, complaint.suggestion);
            None
        }
    }
}
