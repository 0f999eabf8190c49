//! The statement of a person: the year of a plan, component by component and period by period.

use super::plan_of;
use crate::foundation::staff;
use crate::people::incentives::SEE;
use crate::people::incentives::rules::opening::Opening;
use crate::people::incentives::store::{self, Line, PlanPeriod, PlanVersion};
use payplan::Plan;
use platform::access::{Scope, Viewer};
use platform::database::Tx;
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{Money, PersonId, PlanVersionId};

/// A plan's year that somebody has lines in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanYear {
    /// The plan.
    pub plan: PlanVersionId,
    /// Its name.
    pub plan_name: String,
    /// The year's name.
    pub year: String,
    /// The year for people.
    pub label: String,
}

/// Money that is known, and why some of it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The sum of what is known.
    pub known: Money,
    /// Why a part is unknown; none when everything is known.
    pub unknown: Option<String>,
}

/// A component's row on the statement.
#[derive(Debug, Clone)]
pub struct ComponentRow {
    /// The component's id in the plan.
    pub id: String,
    /// What the plan says of it in words.
    pub text: Option<String>,
    /// The lines by period name.
    pub lines: BTreeMap<String, Line>,
    /// What the year has earned so far.
    pub earned: Tally,
}

impl ComponentRow {
    /// The component's name for people: `key-revenue` reads "Key revenue".
    #[must_use]
    pub fn name(&self) -> String {
        let words = self.id.replace('-', " ");
        let mut letters = words.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// The line of the latest period.
    #[must_use]
    pub fn latest(&self, periods: &[PlanPeriod]) -> Option<&Line> {
        periods.iter().rev().find_map(|period| self.lines.get(&period.name))
    }
}

/// The statement of a person for a year of a plan.
#[derive(Debug, Clone)]
pub struct YearStatement {
    /// Whose it is.
    pub person: staff::Person,
    /// The plan version.
    pub version: PlanVersion,
    /// The plan as read.
    pub plan: Plan,
    /// The year's name.
    pub year: String,
    /// The year for people.
    pub label: String,
    /// The periods of the year, in order.
    pub periods: Vec<PlanPeriod>,
    /// The components, in the plan's order.
    pub rows: Vec<ComponentRow>,
    /// All components together.
    pub total: Tally,
    /// The years one can turn to.
    pub years: Vec<PlanYear>,
}

impl YearStatement {
    /// The latest period that was calculated.
    #[must_use]
    pub fn through(&self) -> Option<&PlanPeriod> {
        self.periods.iter().rev().find(|period| period.run.is_some())
    }
}

/// The statement of a person: of the year asked for, else of the latest.
///
/// # Errors
/// Forbidden; not found when out of scope, or when there is no calculated period for the person.
pub async fn year_statement(tx: &mut Tx, viewer: &Viewer, person: PersonId, plan: &str, year: &str) -> Result<YearStatement> {
    let scope = viewer.may(SEE)?;
    scope.of_person(person, "statement")?;
    let person = staff::by_ids(tx, &[person])
        .await?
        .remove(&person)
        .ok_or(Error::NotFound { what: "statement" })?;
    let years = years_of(tx, &scope, person.id).await?;
    let asked = years
        .iter()
        .find(|known| known.year == year && (plan.is_empty() || known.plan.to_string() == plan));
    let chosen = asked
        .or(if year.is_empty() { years.first() } else { None })
        .ok_or(Error::NotFound { what: "statement" })?
        .clone();
    let version = store::find_plan(tx, chosen.plan).await?;
    let periods: Vec<PlanPeriod> = store::list_periods(tx, chosen.plan)
        .await?
        .into_iter()
        .filter(|period| period.year == chosen.year)
        .collect();
    let mut lines: BTreeMap<String, BTreeMap<String, Line>> = BTreeMap::new();
    for (period, line) in store::list_lines_of(tx, &scope, chosen.plan, person.id).await? {
        lines.entry(line.component.clone()).or_default().insert(period, line);
    }
    let plan = plan_of(&version)?;
    let mut rows = Vec::new();
    for component in &plan.components {
        let mut of_component = lines.remove(&component.id).unwrap_or_default();
        of_component.retain(|name, _| periods.iter().any(|period| period.name == *name));
        let earned = tally(of_component.values(), plan.currency)?;
        rows.push(ComponentRow {
            id: component.id.clone(),
            text: component.text.clone(),
            lines: of_component,
            earned,
        });
    }
    let total = tally(rows.iter().flat_map(|row| row.lines.values()), plan.currency)?;
    Ok(YearStatement {
        person,
        version,
        plan,
        year: chosen.year,
        label: chosen.label,
        periods,
        rows,
        total,
        years,
    })
}

pub(super) fn tally<'a>(lines: impl Iterator<Item = &'a Line>, currency: vocabulary::Currency) -> Result<Tally> {
    let mut known = Money::zero(currency);
    let mut unknown = None;
    for line in lines {
        match line.earned {
            Some(earned) => known = known.checked_add(earned).map_err(|e| Error::Failed(anyhow::Error::new(e)))?,
            None => unknown = unknown.or_else(|| line.unknown_because.clone()),
        }
    }
    Ok(Tally { known, unknown })
}

async fn years_of(tx: &mut Tx, scope: &Scope, person: PersonId) -> Result<Vec<PlanYear>> {
    let mut years: Vec<PlanYear> = Vec::new();
    for plan in store::list_plans_of(tx, scope, person).await? {
        let version = store::find_plan(tx, plan).await?;
        let own: Vec<String> = store::list_lines_of(tx, scope, plan, person)
            .await?
            .into_iter()
            .map(|(period, _)| period)
            .collect();
        let periods = store::list_periods(tx, plan)
            .await?
            .into_iter()
            .filter(|period| own.contains(&period.name))
            .collect();
        let mut of_plan = distinct_years(&version, periods);
        of_plan.reverse();
        years.extend(of_plan);
    }
    Ok(years)
}

pub(super) fn distinct_years(version: &PlanVersion, periods: Vec<PlanPeriod>) -> Vec<PlanYear> {
    let mut years: Vec<PlanYear> = Vec::new();
    for period in periods.into_iter().filter(|period| period.run.is_some()) {
        if years.last().is_none_or(|last| last.year != period.year) {
            let plan_name = version.name.clone();
            years.push(PlanYear {
                plan: version.id,
                plan_name,
                year: period.year,
                label: period.year_label,
            });
        }
    }
    years
}

/// What a person brought in when Mainstay began, each with whether an approved plan reads it.
///
/// # Errors
/// Forbidden without `incentives.see`; not found when out of scope.
pub async fn brought_by(tx: &mut Tx, viewer: &Viewer, person: PersonId) -> Result<Vec<(Opening, bool)>> {
    let scope = viewer.may(SEE)?;
    scope.of_person(person, "statement")?;
    let known = staff::by_ids(tx, &[person])
        .await?
        .remove(&person)
        .ok_or(Error::NotFound { what: "statement" })?;
    let openings = store::list_openings_of(tx, &scope, person, &known.reference).await?;
    if openings.is_empty() {
        return Ok(Vec::new());
    }
    let mut plans = Vec::new();
    for version in store::list_plans(tx).await?.iter().filter(|version| version.approved.is_some()) {
        plans.push(plan_of(version)?);
    }
    let read = |opening: Opening| {
        let is_read = plans.iter().any(|plan| opening.is_read_by(plan));
        (opening, is_read)
    };
    Ok(openings.into_iter().map(read).collect())
}

/// The plan whose period of that name counts for a person, the latest where several have one.
///
/// # Errors
/// Forbidden; not found.
pub async fn plan_of_period(tx: &mut Tx, viewer: &Viewer, person: PersonId, period: &str) -> Result<PlanVersionId> {
    let scope = viewer.may(SEE)?;
    for plan in store::list_plans_of(tx, &scope, person).await? {
        if store::list_lines_of(tx, &scope, plan, person)
            .await?
            .iter()
            .any(|(known, _)| known == period)
        {
            return Ok(plan);
        }
    }
    Err(Error::NotFound { what: "period" })
}
