//! Plans: added as a document, checked by their own examples, approved by a director, then in force.

use crate::foundation::{policies, products, staff};
use crate::people::incentives::rules::period::PeriodState;
use crate::people::incentives::rules::{crediting, design};
use crate::people::incentives::store::{self, PlanPeriod, PlanVersion};
use crate::people::incentives::{APPROVE, RUN};
use payplan::{Plan, Report};
use platform::access::{Scope, Viewer};
use platform::database::Tx;
use platform::journal::note;
use platform::texts::{say, say_with};
use platform::{Error, Result};
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use vocabulary::{Interval, PersonId, PlanVersionId};

/// How many problems of a document a refusal names; the check lists all.
const PROBLEMS_NAMED_MAX: usize = 5;

/// A document that could be read, with what its lints and examples say.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The plan.
    pub plan: Plan,
    /// Its lints and examples.
    pub report: Report,
}

/// Reads a plan's document and runs its examples, with the thresholds of the rules' sources and without data. Nothing is kept.
///
/// # Errors
/// A refusal on the field `source` that names line, column and remedy of each problem.
pub fn check_plan(source: &str) -> Result<Checked> {
    let plan = read_plan(source)?;
    let report = payplan::check(&plan);
    Ok(Checked { plan, report })
}

/// The same with the firm's thresholds of today and with what its quotas and closed periods show.
///
/// # Errors
/// The same.
pub async fn check_plan_here(tx: &mut Tx, scope: &Scope, source: &str) -> Result<Checked> {
    let plan = read_plan(source)?;
    let today = Interval::new(tx.today(), Some(tx.today().next())).map_err(|e| Error::Failed(e.into()))?;
    let policies = design::thresholds(&policies::pinned(tx, &design::names(), &today).await?);
    let evidence = evidence(tx, scope, &plan).await?;
    let report = payplan::check_with(&plan, &policies, &evidence);
    Ok(Checked { plan, report })
}

/// What quotas and the closed periods of the plan's versions show of its measures.
async fn evidence(tx: &mut Tx, scope: &Scope, plan: &Plan) -> Result<payplan::Evidence> {
    let versions = store::list_plans(tx).await?;
    let mut ends = Vec::new();
    for version in versions
        .iter()
        .filter(|version| version.name == plan.name && version.approved.is_some())
    {
        let periods = store::list_periods(tx, version.id).await?;
        if periods.iter().any(|period| period.state == PeriodState::Closed) {
            ends.extend(design::interval_ends(plan, &read_plan(&version.source)?, &periods));
        }
    }
    ends.sort_by(|one, other| (&one.measure, other.end).cmp(&(&other.measure, one.end)));
    let mut lines = BTreeMap::new();
    for measure in &plan.measures {
        for end in ends.iter().filter(|end| end.measure == measure.name).take(2) {
            // Measures that end together share their run.
            if let Entry::Vacant(open) = lines.entry(end.run) {
                open.insert(store::list_lines(tx, scope, end.run).await?);
            }
        }
    }
    let people: Vec<PersonId> = lines.values().flatten().map(|line| line.person).collect();
    let people = staff::by_ids(tx, &people).await?;
    let shown = design::Shown {
        plan,
        ends: &ends,
        lines: &lines,
        quotas: &store::list_quotas(tx).await?,
        changed: &store::list_quota_changes(tx).await?,
        references: &people.into_iter().map(|(id, person)| (id, person.reference)).collect(),
    };
    Ok(shown.evidence())
}

/// Reads a plan's document.
///
/// # Errors
/// A refusal on the field `source` that names line, column and remedy of each problem.
pub fn read_plan(source: &str) -> Result<Plan> {
    match payplan::parse(source) {
        Ok(plan) => Ok(plan),
        Err(problems) => {
            let mut sentence: Vec<String> = problems.iter().take(PROBLEMS_NAMED_MAX).map(ToString::to_string).collect();
            if problems.len() > PROBLEMS_NAMED_MAX {
                sentence.push(say_with(
                    "incentives.more_problems",
                    &[("n", &(problems.len() - PROBLEMS_NAMED_MAX).to_string())],
                ));
            }
            Err(Error::refused_on("source", "incentives.plan_unreadable", sentence.join("\n")))
        }
    }
}

/// Adds a version of a plan as a draft.
///
/// # Errors
/// Forbidden; unreadable; the same name and version is there already.
pub async fn add_plan(tx: &mut Tx, viewer: &Viewer, checked: &Checked) -> Result<PlanVersionId> {
    viewer.may(RUN)?;
    let plan = &checked.plan;
    let number = i64::from(plan.version);
    if store::look_up_plan(tx, &plan.name, Some(number)).await?.is_some() {
        let values = [("name", plan.name.as_str()), ("version", &number.to_string())];
        return Err(Error::refused_on(
            "source",
            "incentives.plan_exists",
            say_with("incentives.plan_exists", &values),
        ));
    }
    let version = PlanVersion {
        id: PlanVersionId::new(tx.ids()),
        name: plan.name.clone(),
        number,
        digest: plan.hash().to_owned(),
        source: plan.source().to_owned(),
        from: plan.effective.start(),
        to: plan.effective.end(),
        title: plan.applies_to.title.clone(),
        currency: plan.currency,
        approved: None,
        approved_by: None,
        added_by: viewer.actor(),
        version: 1,
    };
    store::insert_plan(tx, &version).await?;
    let body = json!({ "name": version.name, "version": number, "digest": version.digest });
    note(tx, viewer, "plan_added", ("plan", version.id.to_string()), &body)?;
    Ok(version.id)
}

/// Approves a plan; its periods open. Whoever added it cannot approve it.
///
/// # Errors
/// Forbidden; own plan; examples that fail or lints that stand; another version in force at the same time.
pub async fn approve_plan(tx: &mut Tx, viewer: &Viewer, id: PlanVersionId) -> Result<()> {
    let scope = viewer.may(APPROVE)?;
    let version = store::find_plan(tx, id).await?;
    let refuse = |code: &'static str| Err(Error::refused(code, say(code)));
    if version.approved.is_some() {
        return refuse("incentives.plan_approved_already");
    }
    if version.added_by == viewer.actor() {
        return refuse("incentives.own_plan");
    }
    let checked = check_plan_here(tx, &scope, &version.source).await?;
    if !checked.report.ok {
        return refuse("incentives.plan_fails");
    }
    computable(&checked.plan)?;
    if !crediting::families_of(&checked.plan).is_empty() && products::families(tx).await?.is_empty() {
        return refuse("incentives.no_families");
    }
    store::lock_plan(tx, &version.name).await?;
    let overlapping = store::list_plans(tx).await?.into_iter().any(|other| {
        other.id != id
            && other.name == version.name
            && other.approved.is_some()
            && version.to.is_none_or(|to| other.from < to)
            && other.to.is_none_or(|to| version.from < to)
    });
    if overlapping {
        return refuse("incentives.plan_overlaps");
    }
    store::update_plan_approval(tx, &version, &viewer.actor()).await?;
    for period in periods_of(&checked.plan, id) {
        store::insert_period(tx, &period).await?;
    }
    note(
        tx,
        viewer,
        "plan_approved",
        ("plan", id.to_string()),
        &json!({ "digest": version.digest }),
    )
}

/// Refuses what a run could not honour: it would pay nobody, pay twice, or pay by something that is not known.
fn computable(plan: &Plan) -> Result<()> {
    let refuse = |code: &'static str| Err(Error::refused(code, say(code)));
    let calendar = plan.calendar();
    let (start, end) = (plan.effective.start(), plan.effective.end());
    let begins = |length| calendar.period_at(length, start).is_some_and(|period| period.from == start);
    let ends = end.is_none_or(|end| {
        calendar
            .period_at(calendar.base_length(), end.prev())
            .is_some_and(|period| period.to == end)
    });
    if !begins(calendar.base_length()) || !ends || !plan.measures.iter().all(|measure| begins(measure.interval)) {
        return refuse("incentives.not_a_boundary");
    }
    if let Some(need) = payplan::beyond_credits(plan).first() {
        let values = [("need", need.what.as_str()), ("line", &need.line.to_string())];
        return Err(Error::refused(
            "incentives.beyond_credits",
            say_with("incentives.beyond_credits", &values),
        ));
    }
    if plan.applies_to.regions.is_empty() {
        Ok(())
    } else {
        refuse("incentives.no_regions")
    }
}

/// The base periods that lie within a plan's time.
fn periods_of(plan: &Plan, id: PlanVersionId) -> Vec<PlanPeriod> {
    let calendar = plan.calendar();
    let mut periods = Vec::new();
    let mut next = calendar.period_at(calendar.base_length(), plan.effective.start());
    while let Some(period) = next {
        if plan.effective.end().is_some_and(|end| period.from >= end) || periods.len() >= 240 {
            break;
        }
        let year = calendar.year_at(period.from);
        let (year, year_label) = year.map_or_else(Default::default, |year| (year.name, year.label));
        periods.push(PlanPeriod {
            plan: id,
            name: period.name.clone(),
            label: period.label.clone(),
            year,
            year_label,
            from: period.from,
            to: period.to,
            state: PeriodState::Open,
            run: None,
            version: 1,
        });
        next = calendar.next(&period);
    }
    periods
}
