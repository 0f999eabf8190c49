//! The part of incentive pay on the home page: what waits for analyst and director, and the viewer's own numbers.

use crate::foundation::overview::{Panel, Step};
use crate::people::incentives::reading::{self, YearStatement};
use crate::people::incentives::rules::period::PeriodState;
use crate::people::incentives::store;
use crate::people::incentives::{APPROVE, RUN, SEE};
use hypertext::prelude::*;
use platform::Result;
use platform::access::{Extent, Viewer};
use platform::chapter::Later;
use platform::look::components::{Figure, Section, figures, record_link, unknown};
use platform::look::why::figure_link;
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_with};
use platform::web::{AppRef, Caller};

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
    let mut steps = Vec::new();
    if plans.is_empty() && runs {
        steps.push(step("incentives.step_first_plan", &[], "incentives.add_plan", super::PLANS));
    }
    for plan in plans.iter().filter(|plan| plan.approved.is_none() && approves) {
        let href = format!("{}/{}", super::PLANS, plan.id);
        steps.push(step("incentives.step_plan", &[("plan", &plan.name)], "incentives.do_read", &href));
    }
    for period in &periods {
        let values = [("period", period.label.as_str())];
        match period.state {
            PeriodState::Calculated if approves => {
                steps.push(step("incentives.step_approve", &values, "incentives.do_approve", super::PERIODS));
            }
            PeriodState::Approved if runs => steps.push(step("incentives.step_close", &values, "incentives.do_close", super::PERIODS)),
            PeriodState::Open | PeriodState::Calculated | PeriodState::Approved | PeriodState::Closed => {}
        }
    }
    let due = periods
        .iter()
        .find(|period| period.state == PeriodState::Open && period.to <= app.db.today());
    if let Some(period) = due.filter(|_| runs) {
        steps.push(step(
            "incentives.step_run",
            &[("period", &period.label)],
            "incentives.do_run",
            super::PERIODS,
        ));
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
        let of = format!("{} {}", format::amount(quota, currency), currency.code());
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
    let Some(year) = years.first() else { return Ok(None) };
    let list = reading::year_list(&mut tx, &caller.viewer, year).await?;
    let at_quota = list
        .people
        .iter()
        .filter(|row| row.attainment.as_ref().is_some_and(|ratio| *ratio >= vocabulary::Ratio::one()))
        .count();
    let known = list.people.iter().filter(|row| row.attainment.is_some()).count();
    let total = match &list.total.unknown {
        Some(because) => unknown(because),
        None => format::money_unit(&list.total.known),
    };
    let all = [
        Figure {
            name: say_with("incentives.home_earned", &[("year", &list.year.label)]),
            value: total,
            remark: Some(say_with("incentives.home_people", &[("n", &list.people.len().to_string())])),
        },
        Figure {
            name: say("incentives.home_at_quota").to_owned(),
            value: text(at_quota.to_string()),
            remark: Some(say_with("incentives.home_of", &[("n", &known.to_string())])),
        },
    ];
    let end = record_link(say("incentives.home_all"), super::PLACE);
    Ok(Some(Section::new(say("incentives.home_team"), figures(&all)).end(end).memoize()))
}
