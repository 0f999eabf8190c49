//! Reads what an example gives: the participant, quotas, measures, assignments and tables, and what happened.

use std::collections::BTreeMap;

use vocabulary::{Currency, Day, Interval, Period, Ratio};

use super::Around;
use super::figures::{figures, kpis, measures, milestones};
use super::happenings::{event, payment, transaction};
use crate::example::{Given, GivenAssignment, GivenManager, GivenRate};
use crate::inputs::{Dated, Leaver};
use crate::problem::Problems;
use crate::reading::fields::{Fields, Keys, list};
use crate::reading::measures::quota_amount;
use crate::reading::positions::Scale;
use crate::reading::scalars::{amount_and_currency, choice, day, decimal, name, percent, percentage, refuse, text, written};
use crate::yaml::{Content, Key, Node};

const GIVEN: Keys = Keys {
    known: &[
        "participant",
        "quotas",
        "measures",
        "kpis",
        "milestones",
        "figures",
        "transactions",
        "payments",
        "events",
        "assignments",
        "managers",
        "tables",
        "fx",
        "closed",
        "holidays",
        "periods",
    ],
};

const PARTICIPANT: Keys = Keys {
    known: &[
        "person",
        "hired",
        "leaves",
        "leaver",
        "home",
        "title",
        "position",
        "share_of_time",
        "acknowledged",
    ],
};

pub(super) fn given(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Option<(Given, Vec<Period>)> {
    let fields = Fields::open(node, path, &GIVEN, problems)?;
    let at = |key: &str| fields.optional(key).map(|node| (node, fields.path_of(key)));
    let mut given = Given::default();
    if let Some((node, path)) = at("participant") {
        participant(node, &path, &mut given, problems)?;
    }
    if let Some((node, path)) = at("quotas") {
        given.quotas = quotas(node, &path, around, problems);
    }
    if let Some((node, path)) = at("measures") {
        given.measures = measures(node, &path, around, problems);
    }
    if let Some((node, path)) = at("kpis") {
        given.kpis = kpis(node, &path, around, problems);
    }
    if let Some((node, path)) = at("milestones") {
        given.milestones = milestones(node, &path, around, problems);
    }
    if let Some((node, path)) = at("figures") {
        given.figures = figures(node, &path, problems);
    }
    happened(&fields, &mut given, around, problems);
    if let Some((node, path)) = at("assignments") {
        given.assignments = each(node, &path, problems, assignment);
    }
    if let Some((node, path)) = at("managers") {
        given.managers = each(node, &path, problems, manager);
    }
    if let Some((node, path)) = at("tables") {
        given.tables = tables(node, &path, &given.keys, problems);
    }
    if let Some((node, path)) = at("fx") {
        given.fx = each(node, &path, problems, rate);
    }
    if let Some((node, path)) = at("closed") {
        given.closed = closed(node, &path, around, problems);
    }
    if let Some((node, path)) = at("holidays") {
        given.holidays = each(node, &path, problems, day).into_iter().collect();
    }
    let periods = match at("periods") {
        Some((node, path)) => list(node, &path, problems)
            .into_iter()
            .filter_map(|(path, node)| around.period((node, &path), problems))
            .collect(),
        None => Vec::new(),
    };
    Some((given, periods))
}

fn each<T>(node: &Node, path: &str, problems: &mut Problems, read: impl Fn(&Node, &str, &mut Problems) -> Option<T>) -> Vec<T> {
    list(node, path, problems)
        .into_iter()
        .filter_map(|(path, node)| read(node, &path, problems))
        .collect()
}

/// Transactions, payments and events.
fn happened(fields: &Fields<'_>, given: &mut Given, around: &Around<'_>, problems: &mut Problems) {
    let at = |key: &str| fields.optional(key).map(|node| (node, fields.path_of(key)));
    if let Some((node, path)) = at("transactions") {
        let members = list(node, &path, problems).into_iter().enumerate();
        let read = members.filter_map(|(number, (path, node))| transaction(node, &path, (number, around), problems));
        given.transactions = Some(read.collect());
    }
    if let Some((node, path)) = at("payments") {
        given.payments = each(node, &path, problems, payment);
    }
    if let Some((node, path)) = at("events") {
        let members = list(node, &path, problems).into_iter().enumerate();
        let read = members.filter_map(|(number, (path, node))| event(node, &path, (number, around), problems));
        given.events = Some(read.collect());
    }
}

fn participant(node: &Node, path: &str, given: &mut Given, problems: &mut Problems) -> Option<()> {
    let fields = Fields::open(node, path, &PARTICIPANT, problems)?;
    let at = |key: &str| fields.optional(key).map(|node| (node, fields.path_of(key)));
    given.hired = at("hired").and_then(|(node, path)| day(node, &path, problems));
    given.leaves = at("leaves").and_then(|(node, path)| day(node, &path, problems));
    given.person = at("person").and_then(|(node, path)| name(node, &path, problems));
    given.leaver = at("leaver").and_then(|(node, path)| choice(node, &path, &[("good", Leaver::Good), ("bad", Leaver::Bad)], problems));
    given.share_of_time = at("share_of_time").and_then(|(node, path)| percent(node, &path, problems));
    given.home = at("home").and_then(|(node, path)| currency(node, &path, problems));
    given.acknowledged = at("acknowledged").and_then(|(node, path)| day(node, &path, problems));
    let keys = ["title", "position"].map(|key| at(key).and_then(|(node, path)| name(node, &path, problems)));
    given.keys = keys.into_iter().flatten().chain(given.person.clone()).collect();
    Some(())
}

fn currency(node: &Node, path: &str, problems: &mut Problems) -> Option<Currency> {
    let code = written(node, path, "a currency such as EUR", problems)?;
    Currency::parse(code)
        .map_err(|problem| problems.add(node.place, path, problem.to_string()))
        .ok()
}

/// Reports a name that is no measure of the plan.
pub(super) fn is_measure(key: &Key, path: &str, around: &Around<'_>, problems: &mut Problems) -> bool {
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
};
const MEMBERS: Keys = Keys { known: &["members"] };

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
        let scale = Scale::of_measure(&key.name, around.names, around.currency);
        let read = |node: &Node, path: &str, problems: &mut Problems| quota_amount(node, path, scale, problems);
        let rows = match &node.content {
            Content::Map(_) => members(node, &path, problems, read),
            Content::Scalar { .. } | Content::List(_) => dated(node, &path, &QUOTA_ROW, problems, read),
        };
        quotas.insert(key.name.clone(), rows);
    }
    quotas
}

/// `{ members: { anna: 100 EUR, bob: 200 EUR } }`: a team's quota is the sum of its members'.
fn members(node: &Node, path: &str, problems: &mut Problems, read: impl Fn(&Node, &str, &mut Problems) -> Option<Ratio>) -> Vec<Dated> {
    let Some(fields) = Fields::open(node, path, &MEMBERS, problems) else {
        return Vec::new();
    };
    let Some(members) = fields.required("members", problems) else {
        return Vec::new();
    };
    let Some(members) = Fields::free(members, &fields.path_of("members"), problems) else {
        return Vec::new();
    };
    let amounts = members
        .entries()
        .filter_map(|(key, node)| read(node, &members.path_of(&key.name), problems));
    vec![Dated {
        holds: Interval::from(Day::MIN),
        value: amounts.sum(),
    }]
}

const TABLE_ROW: Keys = Keys {
    known: &["from", "to", "rate", "amount"],
};

/// Tables hold rates, quotas or pools: those of the one participant of the example, or by person, position or title,
/// of which the participant's own count.
fn tables(node: &Node, path: &str, keys: &[String], problems: &mut Problems) -> BTreeMap<String, Vec<Dated>> {
    let mut tables = BTreeMap::new();
    let Some(fields) = Fields::free(node, path, problems) else {
        return tables;
    };
    for (key, node) in fields.entries() {
        let path = fields.path_of(&key.name);
        let rows = match (&node.content, Fields::free(node, &path, &mut Problems::default())) {
            (Content::Map(_), Some(keyed)) => {
                let read = keyed.entries().map(|(key, node)| {
                    let rows = dated(node, &keyed.path_of(&key.name), &TABLE_ROW, problems, table_value);
                    (keys.contains(&key.name), rows)
                });
                let all: Vec<(bool, Vec<Dated>)> = read.collect();
                all.into_iter().find(|(own, _)| *own).map(|(_, rows)| rows).unwrap_or_default()
            }
            (Content::Scalar { .. } | Content::List(_) | Content::Map(_), _) => dated(node, &path, &TABLE_ROW, problems, table_value),
        };
        tables.insert(key.name.clone(), rows);
    }
    tables
}

fn table_value(node: &Node, path: &str, problems: &mut Problems) -> Option<Ratio> {
    let wanted = "a percentage such as 3% or an amount such as 1200000 EUR";
    let text = written(node, path, wanted, problems)?;
    let value = percentage(text)
        .or_else(|| amount_and_currency(text).map(|(amount, _)| amount))
        .or_else(|| decimal(text));
    if value.is_none() {
        refuse(node, path, wanted, problems);
    }
    value
}

/// One value for all time, or dated rows.
pub(super) fn dated(
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
    list(node, path, problems)
        .into_iter()
        .filter_map(|(path, node)| {
            let fields = Fields::open(node, &path, keys, problems)?;
            let holds = holds(&fields, problems)?;
            let value_keys = keys.known.iter().filter(|key| !matches!(**key, "from" | "to"));
            let written = value_keys.clone().find(|key| fields.optional(key).is_some());
            let key = written.or_else(|| value_keys.clone().next()).copied().unwrap_or_default();
            let value = fields.required(key, problems)?;
            let value = read(value, &fields.path_of(key), problems)?;
            Some(Dated { holds, value })
        })
        .collect()
}

pub(super) fn holds(fields: &Fields<'_>, problems: &mut Problems) -> Option<Interval> {
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

const ASSIGNMENT: Keys = Keys {
    known: &["account", "role", "person", "share", "from", "to"],
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

const MANAGER: Keys = Keys {
    known: &["person", "manager", "from", "to"],
};

fn manager(node: &Node, path: &str, problems: &mut Problems) -> Option<GivenManager> {
    let fields = Fields::open(node, path, &MANAGER, problems)?;
    let [person, manager] = ["person", "manager"].map(|key| {
        let node = fields.required(key, problems)?;
        text(node, &fields.path_of(key), problems)
    });
    Some(GivenManager {
        person: person?,
        manager: manager?,
        holds: holds(&fields, problems)?,
    })
}

const RATE: Keys = Keys {
    known: &["from", "to", "date", "rate"],
};

fn rate(node: &Node, path: &str, problems: &mut Problems) -> Option<GivenRate> {
    let fields = Fields::open(node, path, &RATE, problems)?;
    let [from, to] = ["from", "to"].map(|key| {
        let node = fields.required(key, problems)?;
        currency(node, &fields.path_of(key), problems)
    });
    let date = match fields.optional("date") {
        Some(node) => Some(day(node, &fields.path_of("date"), problems)?),
        None => None,
    };
    let node = fields.required("rate", problems)?;
    let path = fields.path_of("rate");
    let rate = decimal(written(node, &path, "a rate such as 1.22", problems)?).filter(Ratio::is_positive);
    if rate.is_none() {
        refuse(node, &path, "a rate above zero such as 1.22", problems);
    }
    Some(GivenRate {
        from: from?,
        to: to?,
        date,
        rate: rate?,
    })
}

/// The day on which each period was closed.
fn closed(node: &Node, path: &str, around: &Around<'_>, problems: &mut Problems) -> Vec<(Period, Day)> {
    let Some(fields) = Fields::free(node, path, problems) else {
        return Vec::new();
    };
    let mut closed: Vec<(Period, Day)> = fields
        .entries()
        .filter_map(|(key, node)| {
            let path = fields.path_of(&key.name);
            Some((around.period_of_key(key, &path, problems)?, day(node, &path, problems)?))
        })
        .collect();
    closed.sort_by_key(|(period, _)| period.from);
    closed
}
