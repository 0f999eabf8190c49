//! The part of incentive pay on the home page: what waits for analyst and director, and the viewer's own numbers.

use crate::foundation::overview::{Panel, Step, open_sum, sum};
use crate::foundation::staff::Person;
use crate::people::incentives::reading::{self, PlanYear, YearStatement};
use crate::people::incentives::rules::period::PeriodState;
use crate::people::incentives::store::{self, PlanPeriod};
use crate::people::incentives::{APPROVE, RUN, SEE};
use hypertext::prelude::*;
use platform::Result;
use platform::access::{Extent, Viewer};
use platform::chapter::Later;
use platform::look::components::{Figure, Section, figures, record_link, unknown};
use platform::look::why::{Why, figure_link};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_with};
use platform::web::{AppRef, Caller};
use std::collections::BTreeSet;
use vocabulary::{Cell, Link, Ratio, Trace};

/// The sum of those who have reached their quota, in the address of home.
const AT_QUOTA: &str = "at-quota";

/// Steps and numbers for the viewer.
pub const HOME: Panel = Panel {
    steps: Some(|app, viewer| Box::pin(steps(app, viewer))),
    sections,
};

fn sections(caller: &Caller) -> Later<'_, Result<Vec<Markup>>> {
    Box::pin(async move {
        let mut sections = Vec::new();
        if caller.viewer.holds(SEE) {
            sections.extend(own(caller).await?);
            sections.extend(everybody(caller).await?);
        }
        Ok(sections)
    })
}

/// They name plans and periods, and no figure.
async fn steps(app: &AppRef, viewer: &Viewer) -> Result<Vec<Step>> {
    let (runs, approves) = (viewer.holds(RUN), viewer.holds(APPROVE));
    if !runs && !approves {
        return Ok(Vec::new());
    }
    let mut tx = app.db.read().await?;
    let plans = store::list_plans(&mut tx).await?;
    let periods = store::list_all_periods(&mut tx).await?;
    let step = |key: &str, values: &[(&str, &str)], act: &str, href: &str| Step {
        sentence: say_with(key, values),
        in_mail: say_with(key, values),
        act: say(act).to_owned(),
        href: href.to_owned(),
    };
    let today = app.db.today();
    let mut steps = Vec::new();
    if plans.is_empty() && runs {
        steps.push(step("incentives.step_first_plan", &[], "incentives.add_plan", super::PLANS));
    }
    for plan in plans.iter().filter(|plan| plan.approved.is_none() && approves) {
        let href = format!("{}/{}", super::PLANS, plan.id);
        steps.push(step("incentives.step_plan", &[("plan", &plan.name)], "incentives.do_read", &href));
    }
    let named = |period: &PlanPeriod| {
        plans
            .iter()
            .find(|plan| plan.id == period.plan)
            .map_or("", |plan| plan.name.as_str())
    };
    for period in &periods {
        let values = [("period", period.label.as_str()), ("plan", named(period))];
        match period.state {
            // What still runs waits for its end.
            PeriodState::Calculated if approves && period.to <= today => {
                steps.push(step("incentives.step_approve", &values, "incentives.do_approve", super::PERIODS));
            }
            PeriodState::Approved if runs => {
                let href = format!("{}/{}/{}/closing", super::PERIODS, period.plan, period.name);
                steps.push(step("incentives.step_close", &values, "incentives.do_close", &href));
            }
            PeriodState::Open | PeriodState::Calculated | PeriodState::Approved | PeriodState::Closed => {}
        }
    }
    // Of each plan the first period that is over: the others come after it.
    let over = |period: &&PlanPeriod| period.state == PeriodState::Open && period.to <= today;
    let mut of_plans = BTreeSet::new();
    for period in periods.iter().filter(over).filter(|period| runs && of_plans.insert(period.plan)) {
        let values = [("period", period.label.as_str()), ("plan", named(period))];
        steps.push(step("incentives.step_run", &values, "incentives.do_run", super::PERIODS));
    }
    Ok(steps)
}

async fn own(caller: &Caller) -> Result<Option<Markup>> {
    let Some(person) = caller.viewer.person else { return Ok(None) };
    let mut tx = caller.app.db.read().await?;
    match reading::year_statement(&mut tx, &caller.viewer, person, "", "").await {
        Ok(statement) => {
            let of = (&caller.app.book, &caller.viewer);
            let trend = platform::figures::spark(&mut tx, of.0, of.1, "incentives.attainment", &person.to_string()).await?;
            Ok(Some(numbers(&statement, trend)))
        }
        Err(platform::Error::NotFound { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

fn numbers(statement: &YearStatement, mut trend: Option<Markup>) -> Markup {
    let href = format!("/incentives/statements/{}", statement.person.id);
    let currency = statement.version.currency;
    let through = statement.through().map(|period| period.label.clone()).unwrap_or_default();
    let earned = match &statement.total.unknown {
        Some(because) => unknown(because),
        None => figure_link(format::money_unit(&statement.total.known), &href, false),
    };
    let mut all = vec![Figure {
        name: say_with("incentives.home_earned", &[("year", &statement.label)]),
        value: earned,
        remark: Some(say_with("incentives.home_through", &[("through", &through)])),
    }];
    for row in &statement.rows {
        let Some(line) = row.latest(&statement.periods) else { continue };
        let Some((attainment, quota)) = line.attainment.as_ref().zip(line.quota.as_ref()) else {
            continue;
        };
        let of = format!("{} {}", format::amount_in_ledger(quota, currency), currency.code());
        all.push(Figure {
            name: row.name(),
            // The figure is that of the first measure with a quota.
            value: join(
                [Some(figure_link(text(format::percent(attainment)), &href, false)), trend.take()]
                    .into_iter()
                    .flatten(),
            ),
            remark: Some(say_with("incentives.home_quota", &[("quota", &of)])),
        });
    }
    let end = record_link(say("incentives.home_statement"), &href);
    Section::new(say("incentives.home_mine"), figures(&all)).end(end).memoize()
}

async fn everybody(caller: &Caller) -> Result<Option<Markup>> {
    let scope = caller.may(SEE)?;
    if let Extent::Only(people) = scope.people()
        && people.len() < 2
    {
        return Ok(None);
    }
    let mut tx = caller.app.db.read().await?;
    let years = reading::plan_years(&mut tx, &caller.viewer).await?;
    // The latest year there is, under each plan that pays somebody in it.
    let latest = years.iter().map(|year| year.year.clone()).max();
    let mut earned = Vec::new();
    let (mut at_quota, mut known) = (Vec::new(), 0);
    for year in years.iter().filter(|year| Some(&year.year) == latest.as_ref()) {
        let list = reading::year_list(&mut tx, &caller.viewer, year).await?;
        if list.people.is_empty() {
            continue;
        }
        let attained = list.people.iter().filter_map(|row| Some((row.attainment.clone()?, &row.person)));
        known += attained.clone().count();
        let reached = attained.filter(|(ratio, _)| *ratio >= Ratio::one());
        at_quota.extend(reached.map(|(ratio, person)| reached_quota(&list.year, ratio, person)));
        let total = match &list.total.unknown {
            Some(because) => unknown(because),
            None => format::money_unit(&list.total.known),
        };
        let people = [("n", list.people.len().to_string()), ("plan", list.year.plan_name.clone())];
        earned.push(Figure {
            name: say_with("incentives.home_earned", &[("year", &list.year.label)]),
            value: figure_link(total, &super::list::address(&list.year, "", "", 1), false),
            remark: Some(say_with(
                "incentives.home_people",
                &people.each_ref().map(|(name, value)| (*name, value.as_str())),
            )),
        });
    }
    if earned.is_empty() {
        return Ok(None);
    }
    earned.push(Figure {
        name: say("incentives.home_at_quota").to_owned(),
        value: sum(caller, AT_QUOTA, text(at_quota.len().to_string())),
        remark: Some(say_with("incentives.home_of", &[("n", &known.to_string())])),
    });
    let why = if open_sum(caller) == Some(AT_QUOTA) {
        who_reached(at_quota)
    } else {
        nothing()
    };
    let end = record_link(say("incentives.home_all"), super::PLACE);
    let body = join([figures(&earned), why]);
    Ok(Some(Section::new(say("incentives.home_team"), body).end(end).memoize()))
}

/// Somebody who stands at quota or above, with the way to the statement that says why.
fn reached_quota(year: &PlanYear, attainment: Ratio, person: &Person) -> Trace {
    let path = format!("/incentives/statements/{}", person.id);
    let href = platform::web::address(&path, &[("plan", &year.plan.to_string()), ("year", &year.year)]);
    Trace::new(&person.name, Cell::Percent(attainment)).link(Link::new("statement", href, &person.name))
}

/// Who they are, the furthest first.
fn who_reached(mut people: Vec<Trace>) -> Markup {
    let share = |trace: &Trace| {
        if let Cell::Percent(share) = &trace.value {
            Some(share.clone())
        } else {
            None
        }
    };
    people.sort_by_key(|person| std::cmp::Reverse(share(person)));
    let count = Cell::Count(u64::try_from(people.len()).unwrap_or(u64::MAX));
    let trace = Trace::new(say("incentives.home_at_quota"), count)
        .formula(say("incentives.home_at_quota_means"))
        .inputs(people);
    Why::new(&trace, &|link| Some(link.id.clone())).close("/").memoize()
}
