//! The people of a year of a plan, and the years that one can turn to.

use super::plan_of;
use super::statement::{PlanYear, Tally, distinct_years, tally};
use crate::foundation::staff;
use crate::people::incentives::SEE;
use crate::people::incentives::store::{self, Line, PlanPeriod, PlanVersion};
use payplan::Plan;
use platform::Result;
use platform::access::Viewer;
use platform::database::Tx;
use std::collections::BTreeMap;
use vocabulary::{Money, PersonId, Ratio};

/// Every plan's year that has calculated periods, the latest first.
///
/// # Errors
/// Forbidden without `incentives.see`.
pub async fn plan_years(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<PlanYear>> {
    viewer.may(SEE)?;
    let mut years = Vec::new();
    for version in store::list_plans(tx)
        .await?
        .into_iter()
        .filter(|version| version.approved.is_some())
    {
        let periods = store::list_periods(tx, version.id).await?;
        let mut of_plan = distinct_years(&version, periods);
        of_plan.reverse();
        years.extend(of_plan);
    }
    Ok(years)
}

/// A person's row among the people of a year.
#[derive(Debug, Clone)]
pub struct PersonYear {
    /// The person.
    pub person: staff::Person,
    /// What each period posted, in order of the periods; none where nothing was calculated or it is unknown.
    pub by_period: Vec<Option<Money>>,
    /// The attainment of the first component that has one, to date.
    pub attainment: Option<Ratio>,
    /// What the year has earned so far.
    pub earned: Tally,
}

/// The people of a year.
#[derive(Debug, Clone)]
pub struct YearList {
    /// The plan version.
    pub version: PlanVersion,
    /// The plan as read.
    pub plan: Plan,
    /// The component whose attainment the list shows: the first with a quota.
    pub measured: String,
    /// The year.
    pub year: PlanYear,
    /// The periods of the year, in order.
    pub periods: Vec<PlanPeriod>,
    /// The people in scope who have lines.
    pub people: Vec<PersonYear>,
    /// All of them together.
    pub total: Tally,
}

/// What the people in scope earned in a year of a plan.
///
/// # Errors
/// Forbidden without `incentives.see`.
pub async fn year_list(tx: &mut Tx, viewer: &Viewer, year: &PlanYear) -> Result<YearList> {
    let scope = viewer.may(SEE)?;
    let version = store::find_plan(tx, year.plan).await?;
    let plan = plan_of(&version)?;
    let has_quota = |component: &&payplan::Component| plan.measure(&component.measure).is_some_and(|measure| measure.quota.is_some());
    let measured = plan
        .components
        .iter()
        .find(has_quota)
        .map(|component| component.id.clone())
        .unwrap_or_default();
    let all = store::list_periods(tx, year.plan).await?;
    let periods: Vec<PlanPeriod> = all.into_iter().filter(|period| period.year == year.year).collect();
    let mut lines: BTreeMap<PersonId, Vec<(String, Line)>> = BTreeMap::new();
    for (period, line) in store::list_lines_of_year(tx, &scope, year.plan, &year.year).await? {
        lines.entry(line.person).or_default().push((period, line));
    }
    let ids: Vec<PersonId> = lines.keys().copied().collect();
    let known = staff::by_ids(tx, &ids).await?;
    let mut people = Vec::new();
    for (id, of_person) in &lines {
        let Some(person) = known.get(id) else { continue };
        let mut by_period = Vec::new();
        for period in &periods {
            let of_period = of_person.iter().filter(|(name, _)| *name == period.name).map(|(_, line)| line);
            let sum = tally(of_period.clone(), version.currency)?;
            by_period.push((of_period.count() > 0 && sum.unknown.is_none()).then_some(sum.known));
        }
        let latest = of_person.iter().rev().find(|(_, line)| line.component == measured);
        let attainment = latest.and_then(|(_, line)| line.attainment.clone());
        let earned = tally(of_person.iter().map(|(_, line)| line), version.currency)?;
        people.push(PersonYear {
            person: person.clone(),
            by_period,
            attainment,
            earned,
        });
    }
    let total = tally(lines.values().flatten().map(|(_, line)| line), version.currency)?;
    Ok(YearList {
        version,
        plan,
        measured,
        year: year.clone(),
        periods,
        people,
        total,
    })
}
