//! Reads a deferred cycle: its years, its pool, what is paid on the way, the milestones and the final matrix.

use super::Around;
use super::matrices::matrix;
use super::scorecards::whole;
use crate::expression::formula::{Formula, Type, typed};
use crate::expression::{Complaint, Slot};
use crate::plan::{Cycle, Interim, Milestone, PoolSource};
use crate::problem::Problems;
use crate::reading::crediting::expression;
use crate::reading::fields::{Fields, Keys, list};
use crate::reading::measures::table;
use crate::reading::scalars::{choice, count, day, money, name, number, percent, share};
use crate::yaml::{Content, Node};

const CYCLE: Keys = Keys {
    known: &["from", "years", "version"],
};
const POOL: Keys = Keys { known: &["table", "key"] };
const INTERIM: Keys = Keys {
    known: &["after_year", "up_to", "times"],
};
const MILESTONE: Keys = Keys {
    known: &["id", "weight", "evidence", "value", "target"],
};
const FINAL: Keys = Keys {
    known: &["kind", "rows", "cols", "payout", "lookup", "below", "beyond"],
};

pub(super) fn cycle(component: &Fields<'_>, around: &Around<'_>, problems: &mut Problems) -> Option<Cycle> {
    let node = component.required("cycle", problems)?;
    let fields = Fields::open(node, &component.path_of("cycle"), &CYCLE, problems)?;
    let from = fields.required("from", problems);
    let from = from.and_then(|node| day(node, &fields.path_of("from"), problems));
    let years = fields.required("years", problems);
    let years = years.and_then(|node| count(node, &fields.path_of("years"), (2, 10), problems));
    // A cycle that outlives the plan year needs to say which version finishes it.
    let version = fields.chosen("version", "opening: the version that opened the cycle finishes it", problems);
    let version = version.and_then(|node| choice(node, &fields.path_of("version"), &[("opening", ())], problems));
    let pool = pool(component, around, problems);
    let milestones = match component.optional("milestones") {
        Some(node) => milestones(node, &component.path_of("milestones"), problems),
        None => Some(Vec::new()),
    };
    let interim = match component.optional("interim") {
        Some(node) => list(node, &component.path_of("interim"), problems)
            .into_iter()
            .map(|(path, node)| interim_of(node, &path, years, problems))
            .collect(),
        None => Some(Vec::new()),
    };
    let finale = component.required("final", problems).and_then(|node| {
        let fields = Fields::open(node, &component.path_of("final"), &FINAL, problems)?;
        let kind = fields.required("kind", problems)?;
        choice(kind, &fields.path_of("kind"), &[("bonus.matrix", ())], problems)?;
        matrix(&fields, (around.names, around.currency), problems)
    });
    version?;
    let (interim, milestones): (Vec<Interim>, Vec<Milestone>) = (interim?, milestones?);
    if milestones.is_empty() && interim.iter().any(|each| each.by_milestones) {
        let message = "an interim payment by `milestone_score` needs `milestones`";
        problems.add(component.place, &component.path_of("milestones"), message);
    }
    Some(Cycle {
        from: from?,
        years: years?,
        pool: pool?,
        interim,
        milestones,
        finale: finale?,
    })
}

fn pool(component: &Fields<'_>, around: &Around<'_>, problems: &mut Problems) -> Option<PoolSource> {
    let node = component.required("pool", problems)?;
    let path = component.path_of("pool");
    match &node.content {
        Content::Scalar { .. } => money(node, &path, around.currency, problems).map(PoolSource::Literal),
        Content::Map(_) | Content::List(_) => {
            let fields = Fields::open(node, &path, &POOL, problems)?;
            table(&fields, problems).map(PoolSource::Table)
        }
    }
}

fn interim_of(node: &Node, path: &str, years: Option<u32>, problems: &mut Problems) -> Option<Interim> {
    let fields = Fields::open(node, path, &INTERIM, problems)?;
    let after = fields.required("after_year", problems);
    let most = years.map_or(9, |years| years.saturating_sub(1)).max(1);
    let after_year = after.and_then(|node| count(node, &fields.path_of("after_year"), (1, most), problems));
    let up_to = fields.required("up_to", problems);
    let up_to = up_to.and_then(|node| percent(node, &fields.path_of("up_to"), problems));
    let by_milestones = match fields.optional("times") {
        Some(node) => choice(node, &fields.path_of("times"), &[("milestone_score", true)], problems)?,
        None => false,
    };
    Some(Interim {
        after_year: after_year?,
        up_to: up_to?,
        by_milestones,
        line: node.place.line,
    })
}

fn milestones(node: &Node, path: &str, problems: &mut Problems) -> Option<Vec<Milestone>> {
    let read: Vec<Option<Milestone>> = list(node, path, problems)
        .into_iter()
        .map(|(path, node)| milestone(node, &path, problems))
        .collect();
    let milestones: Vec<Milestone> = read.into_iter().collect::<Option<_>>()?;
    whole(node, path, milestones.iter().map(|each| &each.weight), problems)?;
    Some(milestones)
}

fn milestone(node: &Node, path: &str, problems: &mut Problems) -> Option<Milestone> {
    let fields = Fields::open(node, path, &MILESTONE, problems)?;
    let id = fields.required("id", problems);
    let id = id.and_then(|node| name(node, &fields.path_of("id"), problems));
    let weight = fields.required("weight", problems);
    let weight = weight.and_then(|node| share(node, &fields.path_of("weight"), problems));
    let evidence = fields
        .optional("evidence")
        .and_then(|node| name(node, &fields.path_of("evidence"), problems));
    let value = match fields.optional("value") {
        Some(node) => Some(expression(node, &fields.path_of("value"), milestone_value, problems)?),
        None => None,
    };
    let target = match fields.optional("target") {
        Some(node) => Some(number(node, &fields.path_of("target"), problems)?),
        None => None,
    };
    if value.is_some() != target.is_some() {
        let message = "a milestone with a `value` needs the `target` it is compared with, and the other way round";
        problems.add(fields.place, &fields.path, message);
        return None;
    }
    if let Some(target) = &target
        && !target.is_positive()
    {
        problems.add(fields.place, &fields.path_of("target"), "a milestone's target is above zero");
        return None;
    }
    Some(Milestone {
        id: id?,
        weight: weight?,
        evidence,
        value,
        target,
        line: node.place.line,
    })
}

fn milestone_value(text: &str) -> Result<Formula, Complaint> {
    let (formula, kind) = typed(text, Slot::MilestoneValue)?;
    if matches!(kind, Type::Ratio | Type::Quantity | Type::Percent) {
        return Ok(formula);
    }
    Err(Complaint::new(
        0,
        format!("a milestone's value is a number such as a count of divisions; this is {kind}"),
    ))
}
