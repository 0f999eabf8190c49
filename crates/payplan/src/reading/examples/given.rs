//! Reads what an example gives: the participant, quotas, measures, transactions, assignments and tables.

use std::collections::BTreeMap;

use vocabulary::{Day, Interval, Period, Ratio};

use super::Around;
use crate::example::{Given, GivenAssignment, GivenMeasure, GivenTransaction};
use crate::expression::Facts;
use crate::inputs::Dated;
use crate::problem::Problems;
use crate::reading::fields::{Fields, Keys, list};
use crate::reading::scalars::{day, money, name, percent, text};
use crate::reading::terms::shares_text;
use crate::yaml::{Content, Key, Node};

const GIVEN: Keys = Keys {
    known: &[
        "participant",
        "quotas",
        "measures",
        "transactions",
        "assignments",
        "tables",
        "periods",
    ],
    later: &["kpis", "milestones", "payments", "events", "closed", "fx"],
};

const PARTICIPANT: Keys = Keys {
    known: &["person", "hired", "leaves"],
    later: &["leaver", "home", "title", "position", "share_of_time"],
};

pub(super) fn given(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<(Given, Vec<Period>)> {
    let fields = Fields::open(node, path, &GIVEN, problems)?;
    let mut given = Given::default();
    if let Some(node) = fields.optional("participant") {
        let participant = Fields::open(node, &fields.path_of("participant"), &PARTICIPANT, problems)?;
        let mut on = |key: &str| {
            let node = participant.optional(key)?;
            day(node, &participant.path_of(key), problems)
        };
        (given.hired, given.leaves) = (on("hired"), on("leaves"));
        given.person = participant
            .optional("person")
            .and_then(|node| name(node, &participant.path_of("person"), problems));
    }
    if let Some(node) = fields.optional("quotas") {
        given.quotas = quotas(node, &fields.path_of("quotas"), around, problems);
    }
    if let Some(node) = fields.optional("measures") {
        given.measures = measures(node, &fields.path_of("measures"), around, problems);
    }
    if let Some(node) = fields.optional("transactions") {
        let path = fields.path_of("transactions");
        let read = list(node, &path, problems)
            .into_iter()
            .filter_map(|(path, node)| transaction(node, &path, around, problems))
            .collect();
        given.transactions = Some(read);
    }
    if let Some(node) = fields.optional("assignments") {
        let path = fields.path_of("assignments");
        given.assignments = list(node, &path, problems)
            .into_iter()
            .filter_map(|(path, node)| assignment(node, &path, problems))
            .collect();
    }
    if let Some(node) = fields.optional("tables") {
        given.tables = tables(node, &fields.path_of("tables"), problems);
    }
    let periods = match fields.optional("periods") {
        Some(node) => list(node, &fields.path_of("periods"), problems)
            .into_iter()
            .filter_map(|(path, node)| around.period((node, &path), problems))
            .collect(),
        None => Vec::new(),
    };
    Some((given, periods))
}

/// Reports a name that is no measure of the plan.
fn is_measure(key: &Key, path: &str, around: &Around<'_>, problems: &mut Problems) -> bool {
    let Some(known) = &around.names.measures else {
        return false;
    };
    let is_known = known.contains(&key.name.as_str());
    if !is_known {
        let message = format!("`{}` is no measure of this plan.", key.name);
        problems.add_unknown(key.place, path, message, (&key.name, known));
    }
    is_known
}

const QUOTA_ROW: Keys = Keys {
    known: &["from", "to", "amount"],
    later: &[],
};

fn quotas(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> BTreeMap<String, Vec<Dated>> {
    let mut quotas = BTreeMap::new();
    let Some(fields) = Fields::free(node, path, problems) else {
        return quotas;
    };
    for (key, node) in fields.entries() {
        let path = fields.path_of(&key.name);
        if !is_measure(key, &path, around, problems) {
            continue;
        }
        let rows = dated(node, &path, &QUOTA_ROW, problems, |node, path, problems| {
            money(node, path, around.currency, problems)
        });
        quotas.insert(key.name.clone(), rows);
    }
    quotas
}

const RATE_ROW: Keys = Keys {
    known: &["from", "to", "rate"],
    later: &[],
};

fn tables(node: &Node, path: &str, problems: &mut Problems) -> BTreeMap<String, Vec<Dated>> {
    let mut tables = BTreeMap::new();
    if let Some(fields) = Fields::free(node, path, problems) {
        for (key, node) in fields.entries() {
            let rows = dated(node, &fields.path_of(&key.name), &RATE_ROW, problems, percent);
            tables.insert(key.name.clone(), rows);
        }
    }
    tables
}

/// One value for all time, or dated rows.
fn dated(
    node: &Node,
    path: &str,
    keys: &Keys,
    problems: &mut Problems,
    read: impl Fn(&Node, &str, &mut Problems) -> Option<Ratio>,
) -> Vec<Dated> {
    if let Content::Scalar { .. } = &node.content {
        let always = Interval::from(Day::MIN);
        let value = read(node, path, problems);
        return value.into_iter().map(|value| Dated { holds: always, value }).collect();
    }
    let value_key = keys.known.last().copied().unwrap_or_default();
    list(node, path, problems)
        .into_iter()
        .filter_map(|(path, node)| {
            let fields = Fields::open(node, &path, keys, problems)?;
            let holds = holds(&fields, problems)?;
            let value = fields.required(value_key, problems)?;
            let value = read(value, &fields.path_of(value_key), problems)?;
            Some(Dated { holds, value })
        })
        .collect()
}

fn holds(fields: &Fields<'_>, problems: &mut Problems) -> Option<Interval> {
    let from = match fields.optional("from") {
        Some(node) => day(node, &fields.path_of("from"), problems)?,
        None => Day::MIN,
    };
    let to = match fields.optional("to") {
        Some(node) => Some(day(node, &fields.path_of("to"), problems)?),
        None => None,
    };
    Interval::new(from, to)
        .map_err(|problem| problems.add(fields.place, &fields.path, problem.to_string()))
        .ok()
}

fn measures(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> BTreeMap<String, GivenMeasure> {
    let mut measures = BTreeMap::new();
    let Some(fields) = Fields::free(node, path, problems) else {
        return measures;
    };
    for (key, node) in fields.entries() {
        let path = fields.path_of(&key.name);
        if !is_measure(key, &path, around, problems) {
            continue;
        }
        let given = match &node.content {
            Content::Map(entries) => {
                let mut dated = Vec::new();
                for (key, node) in entries {
                    let path = format!("{path}.{}", key.name);
                    let period = around.period_of_key(key, &path, problems);
                    let value = money(node, &path, around.currency, problems);
                    dated.extend(period.zip(value));
                }
                Some(GivenMeasure::Dated(dated))
            }
            Content::Scalar { .. } | Content::List(_) => money(node, &path, around.currency, problems).map(GivenMeasure::WholeInterval),
        };
        if let Some(given) = given {
            measures.insert(key.name.clone(), given);
        }
    }
    measures
}

const TRANSACTION: Keys = Keys {
    known: &[
        "date", "kind", "source", "document", "of", "account", "product", "amount", "seller", "splits",
    ],
    later: &["recorded", "contract", "contract_start", "term_months", "division", "paid"],
};

fn transaction(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<GivenTransaction> {
    let fields = Fields::open(node, path, &TRANSACTION, problems)?;
    let date = fields.required("date", problems);
    let amount = fields.required("amount", problems);
    let date = day(date?, &fields.path_of("date"), problems)?;
    let amount = money(amount?, &fields.path_of("amount"), around.currency, problems)?;
    let mut one = |key: &str| {
        let node = fields.optional(key)?;
        text(node, &fields.path_of(key), problems)
    };
    let (document, of) = (one("document"), one("of"));
    let (kind, source, seller) = (one("kind"), one("source"), one("seller"));
    let (account, account_class) = named(&fields, "account", &ACCOUNT, problems);
    let (product, product_family) = named(&fields, "product", &PRODUCT, problems);
    let splits = fields
        .optional("splits")
        .map(|node| splits(node, &fields.path_of("splits"), problems))
        .unwrap_or_default();
    Some(GivenTransaction {
        document,
        of,
        facts: Facts {
            kind,
            source,
            account,
            account_class,
            product,
            product_family,
            seller,
            amount: Some(amount.clone()),
            currency: Some(around.currency),
            date: Some(date),
        },
        date,
        amount,
        splits,
    })
}

const ACCOUNT: Keys = Keys {
    known: &["name", "class"],
    later: &[],
};
const PRODUCT: Keys = Keys {
    known: &["name", "family"],
    later: &[],
};

/// An account or product: its name alone, or `{ name: Varnholm, class: key }`.
fn named(fields: &Fields<'_>, key: &str, keys: &Keys, problems: &mut Problems) -> (Option<String>, Option<String>) {
    let Some(node) = fields.optional(key) else {
        return (None, None);
    };
    let path = fields.path_of(key);
    match &node.content {
        Content::Map(_) => {
            let Some(inner) = Fields::open(node, &path, keys, problems) else {
                return (None, None);
            };
            let mut part = |number: usize| {
                let key = keys.known.get(number)?;
                let node = inner.optional(key)?;
                text(node, &inner.path_of(key), problems)
            };
            (part(0), part(1))
        }
        Content::Scalar { .. } | Content::List(_) => (text(node, &path, problems), None),
    }
}

/// Shares of one transaction. They are added exactly: 72.68, 10.93, 2.73 and 13.66 % make 100 % (E41).
fn splits(node: &Node, path: &str, problems: &mut Problems) -> Vec<(String, Ratio)> {
    let Some(fields) = Fields::free(node, path, problems) else {
        return Vec::new();
    };
    let splits: Vec<(String, Ratio)> = fields
        .entries()
        .filter_map(|(key, node)| Some((key.name.clone(), percent(node, &fields.path_of(&key.name), problems)?)))
        .collect();
    let total: Ratio = splits.iter().map(|(_, share)| share).sum();
    if total != Ratio::one() || splits.iter().any(|(_, share)| share.is_negative()) {
        let message = format!("the shares of a transaction make 100 %, these make {}", shares_text(&total));
        problems.add(node.place, path, message);
    }
    splits
}

const ASSIGNMENT: Keys = Keys {
    known: &["account", "role", "person", "share", "from", "to"],
    later: &[],
};

fn assignment(node: &Node, path: &str, problems: &mut Problems) -> Option<GivenAssignment> {
    let fields = Fields::open(node, path, &ASSIGNMENT, problems)?;
    let [account, role, person] = ["account", "role", "person"].map(|key| {
        let node = fields.required(key, problems)?;
        text(node, &fields.path_of(key), problems)
    });
    let share = match fields.optional("share") {
        Some(node) => percent(node, &fields.path_of("share"), problems)?,
        None => Ratio::one(),
    };
    Some(GivenAssignment {
        account: account?,
        role: role?,
        person: person?,
        share,
        holds: holds(&fields, problems)?,
    })
}
