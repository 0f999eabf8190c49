//! Reads who is credited with which transactions, in which category.

use super::fields::{Fields, Keys, list};
use super::scalars::{choice, count, name, written};
use crate::expression::{Complaint, Slot, condition, credit_amount, receiver};
use crate::plan::{CreditKind, Crediting, CreditingRule, RollupRule};
use crate::problem::{Place, Problems};
use crate::yaml::{Content, Node};

const CREDITING: Keys = Keys {
    known: &["sources", "rules"],
};

const RULE: Keys = Keys {
    known: &["id", "when", "to", "category", "kind", "amount"],
};
const ROLLUP: Keys = Keys {
    known: &["id", "kind", "from", "levels", "category"],
};

/// What a rule makes of a transaction.
enum Rule {
    Credit(CreditingRule),
    Rollup(RollupRule),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum RuleKind {
    Credit(CreditKind),
    Rollup,
}

pub(super) fn crediting(node: &Node, problems: &mut Problems) -> Option<Crediting> {
    let fields = Fields::open(node, "crediting", &CREDITING, problems)?;
    let sources = fields.required("sources", problems);
    let rules = fields.required("rules", problems);
    let sources = list(sources?, "crediting.sources", problems)
        .into_iter()
        .filter_map(|(path, node)| name(node, &path, problems))
        .collect();
    let mut read = Crediting {
        sources,
        ..Crediting::default()
    };
    let mut ids: Vec<String> = Vec::new();
    for (path, node) in list(rules?, "crediting.rules", problems) {
        let Some(rule) = rule(node, &path, problems) else {
            continue;
        };
        let id = match &rule {
            Rule::Credit(rule) => &rule.id,
            Rule::Rollup(rule) => &rule.id,
        };
        if ids.contains(id) {
            let message = format!("a second crediting rule is called `{id}`; give it another id");
            problems.add(node.place, &path, message);
        }
        ids.push(id.clone());
        match rule {
            Rule::Credit(rule) => read.rules.push(rule),
            Rule::Rollup(rule) => {
                rolls_up_what(&read, &rule, node, problems);
                read.rollups.push(rule);
            }
        }
    }
    Some(read)
}

/// A roll-up stands on the credits of a rule before it, or on another roll-up.
fn rolls_up_what(read: &Crediting, rule: &RollupRule, node: &Node, problems: &mut Problems) {
    let direct = read.rules.iter().map(|other| other.id.as_str());
    let known: Vec<&str> = direct.chain(read.rollups.iter().map(|other| other.id.as_str())).collect();
    if !known.contains(&rule.from.as_str()) {
        let message = format!("no crediting rule before this one is called `{}`.", rule.from);
        problems.add_unknown(node.place, "crediting.rules", message, (&rule.from, &known));
    }
}

fn rule(node: &Node, path: &str, problems: &mut Problems) -> Option<Rule> {
    let free = Fields::free(node, path, problems)?;
    let kinds = [
        ("direct", RuleKind::Credit(CreditKind::Direct)),
        ("overlay", RuleKind::Credit(CreditKind::Overlay)),
        ("rollup", RuleKind::Rollup),
    ];
    let kind = match free.optional("kind") {
        Some(node) => choice(node, &free.path_of("kind"), &kinds, problems)?,
        None => RuleKind::Credit(CreditKind::Direct),
    };
    match kind {
        RuleKind::Credit(kind) => credit_rule(node, path, kind, problems).map(Rule::Credit),
        RuleKind::Rollup => rollup_rule(node, path, problems).map(Rule::Rollup),
    }
}

fn rollup_rule(node: &Node, path: &str, problems: &mut Problems) -> Option<RollupRule> {
    let fields = Fields::open(node, path, &ROLLUP, problems)?;
    let [id, from, category] = ["id", "from", "category"].map(|key| {
        let node = fields.required(key, problems)?;
        name(node, &fields.path_of(key), problems)
    });
    let levels = fields.chosen("levels", "how many managers up the chain are credited", problems)?;
    Some(RollupRule {
        id: id?,
        from: from?,
        levels: count(levels, &fields.path_of("levels"), (1, 20), problems)?,
        category: category?,
        line: node.place.line,
    })
}

fn credit_rule(node: &Node, path: &str, kind: CreditKind, problems: &mut Problems) -> Option<CreditingRule> {
    let fields = Fields::open(node, path, &RULE, problems)?;
    let id = fields.required("id", problems);
    let when = fields.required("when", problems);
    let to = fields.required("to", problems);
    let category = fields.required("category", problems);
    let amount = fields.required("amount", problems);
    let id = id.and_then(|node| name(node, &fields.path_of("id"), problems));
    let read_when = |text: &str| condition(text, Slot::CreditWhen);
    let when = when.and_then(|node| expression(node, &fields.path_of("when"), read_when, problems));
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
