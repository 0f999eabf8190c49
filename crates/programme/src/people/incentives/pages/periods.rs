//! The periods of each plan: calculate, approve, close.

use super::{PERIODS, plan_id, say_state};
use crate::people::incentives::rules::period::PeriodState;
use crate::people::incentives::store::{self, PlanPeriod, PlanVersion};
use crate::people::incentives::{APPROVE, RUN, SEE_PLANS, acts};
use hypertext::prelude::*;
use platform::look::components::{
    Button, Chip, Column, Empty, Evidence, Field, Form, Head, Notice, Row, Section, Table, Tone, record_link,
};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{Answer, Caller, Fields, Path, Response, StatusCode, View, redirect};
use platform::{Error, Result};
use vocabulary::Refusal;

pub(super) async fn show_list(caller: Caller) -> Answer {
    list(&caller, None).await
}

async fn list(caller: &Caller, refusal: Option<&Refusal>) -> Answer {
    caller.may(SEE_PLANS)?;
    let mut tx = caller.app.db.read().await?;
    let plans = store::list_plans(&mut tx).await?;
    let periods = store::list_all_periods(&mut tx).await?;
    drop(tx);
    let in_force: Vec<&PlanVersion> = plans.iter().filter(|plan| plan.approved.is_some()).collect();
    let today = caller.app.db.today();
    // What still runs waits for its end.
    let waits = |period: &&PlanPeriod| period.state == PeriodState::Calculated && period.to <= today;
    let waiting = periods.iter().filter(waits).count();
    let title = if in_force.is_empty() {
        say("incentives.periods_none").to_owned()
    } else if waiting == 0 {
        say("incentives.periods_settled").to_owned()
    } else {
        say_count("incentives.periods_waiting", u64::try_from(waiting).unwrap_or_default())
    };
    let mut parts = vec![Head::new(title).memoize()];
    for plan in &in_force {
        let of_plan: Vec<&PlanPeriod> = periods.iter().filter(|period| period.plan == plan.id).collect();
        parts.push(plan_section(caller, plan, &of_plan));
    }
    if in_force.is_empty() {
        let empty = Empty::new(say("incentives.periods_belong"), say("incentives.periods_empty"));
        parts.push(empty.action(Button::link(say("incentives.to_plans"), super::PLANS)).memoize());
    }
    let notice = refusal.map(|refusal| Notice::new(Tone::Problem, &refusal.sentence));
    let status = if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(caller.page_with(
        status,
        View::new(say("incentives.periods_place"), PERIODS, join(parts)).notice(notice),
    ))
}

fn plan_section(caller: &Caller, plan: &PlanVersion, periods: &[&PlanPeriod]) -> Markup {
    let columns = vec![
        Column::text("period", say("incentives.period")),
        Column::text("from", say("incentives.first_day")).quiet(),
        Column::text("to", say("incentives.last_day")).quiet(),
        Column::text("state", say("incentives.state")).lead(),
        Column::text("act", say("incentives.next")),
    ];
    let rows = periods.iter().map(|period| row(caller, period)).collect();
    let version = plan.number.to_string();
    let about = say_with(
        "incentives.version_in",
        &[("version", &version), ("currency", plan.currency.code())],
    );
    let table = Table::new(&plan.name, columns).rows(rows);
    Section::new(&plan.name, table)
        .about(about)
        .end(record_link(say("incentives.show_plan"), &format!("/incentives/plans/{}", plan.id)))
        .memoize()
}

fn row(caller: &Caller, period: &PlanPeriod) -> Row {
    let chip = Chip::new(say_state(period.state));
    let chip = match period.state {
        PeriodState::Closed => chip.evidence(Evidence::Confirmed),
        PeriodState::Open | PeriodState::Calculated | PeriodState::Approved => chip.evidence(Evidence::Assumed),
    };
    let label = period.run.map_or_else(
        || text(&period.label),
        |run| record_link(&period.label, &format!("/incentives/runs/{run}")),
    );
    Row::new(vec![
        label,
        text(format::day(period.from)),
        text(format::day(period.to.prev())),
        chip.memoize(),
        next_act(caller, period),
    ])
}

fn act(caller: &Caller, period: &PlanPeriod, path: &str, label: &str) -> Markup {
    Form::post(format!("/incentives/periods/{}/{}/{path}", period.plan, period.name))
        .csrf(Some(caller.csrf()))
        .hidden("run", period.run.map(|run| run.to_string()).unwrap_or_default())
        .inline()
        .button(Button::submit(label))
        .memoize()
}

fn next_act(caller: &Caller, period: &PlanPeriod) -> Markup {
    let run = (caller.viewer.holds(RUN) && period.state != PeriodState::Closed).then(|| {
        let label = if period.state == PeriodState::Open {
            say("incentives.do_run")
        } else {
            say("incentives.do_run_again")
        };
        act(caller, period, "run", label)
    });
    let further = match period.state {
        PeriodState::Calculated if caller.viewer.holds(APPROVE) => Some(act(caller, period, "approval", say("incentives.do_approve"))),
        PeriodState::Approved if caller.viewer.holds(RUN) => {
            let href = format!("/incentives/periods/{}/{}/closing", period.plan, period.name);
            Some(Button::link(say("incentives.do_close"), href).memoize())
        }
        PeriodState::Open | PeriodState::Calculated | PeriodState::Approved | PeriodState::Closed => None,
    };
    // A cell without an act is empty, so that a phone does not show its head.
    if run.is_none() && further.is_none() {
        return nothing();
    }
    maud! { span .acts { (run) (further) } }.memoize()
}

/// Shows the list again with the sentence of a refusal; other errors pass on.
async fn done(caller: &Caller, result: Result<String>) -> Answer {
    match result {
        Ok(next) => Ok(redirect(&next)),
        Err(Error::Refused(refusal)) => list(caller, Some(&refusal)).await,
        Err(other) => Err(other),
    }
}

pub(super) async fn submit_run(caller: Caller, Path((plan, period)): Path<(String, String)>, _fields: Fields) -> Answer {
    let plan = plan_id(&plan)?;
    let run = acts::run(&caller.app, &caller.viewer, plan, &period).await;
    done(&caller, run.map(|run| format!("/incentives/runs/{run}"))).await
}

pub(super) async fn submit_approval(caller: Caller, Path((plan, period)): Path<(String, String)>, fields: Fields) -> Answer {
    let plan = plan_id(&plan)?;
    let approved: Result<()> = async {
        let mut tx = caller.app.db.write().await?;
        let seen = super::run_id(fields.text("run")).map_err(|_no_id| Error::Changed { what: "period" })?;
        acts::approve_period(&mut tx, &caller.viewer, plan, &period, seen).await?;
        tx.commit().await
    }
    .await;
    done(&caller, approved.map(|()| PERIODS.to_owned())).await
}

/// The page on which a period is closed for ever: it says of which plan and in which currency, because two plans may call their
/// periods the same.
fn closing_view(caller: &Caller, (plan, period): (&PlanVersion, &PlanPeriod), typed: &str, refusal: Option<&Refusal>) -> Response {
    let (on_name, general) = match refusal {
        Some(refusal) if refusal.field.is_some() => (Some(&refusal.sentence), None),
        Some(refusal) => (None, Some(&refusal.sentence)),
        None => (None, None),
    };
    let hint = say_with("incentives.type_name", &[("name", &period.name)]);
    let form = Form::post(format!("/incentives/periods/{}/{}/closing", period.plan, period.name))
        .csrf(Some(caller.csrf()))
        .refusal(general)
        .part(maud! { p { (say("incentives.closing_means")) } })
        .field(
            Field::text("name", say("incentives.period_name"))
                .hint(hint)
                .value(typed)
                .required()
                .focused()
                .error(on_name),
        )
        .button(Button::submit(say("incentives.do_close")).danger())
        .button(Button::link(say("incentives.leave_open"), PERIODS).quiet());
    let title = say_with("incentives.closing_title", &[("period", &period.label), ("plan", &plan.name)]);
    let (number, from, until) = (plan.number.to_string(), format::day(period.from), format::day(period.to.prev()));
    let holes = [
        ("plan", plan.name.as_str()),
        ("version", &number),
        ("currency", plan.currency.code()),
        ("from", &from),
        ("until", &until),
    ];
    let about = text(say_with("incentives.closing_about", &holes));
    let body = join([Head::new(&title).sub(about).memoize(), form.memoize()]);
    let status = if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    caller.page_with(
        status,
        View::new(title, PERIODS, body).under(say("incentives.periods_place"), PERIODS),
    )
}

pub(super) async fn show_closing(caller: Caller, Path((plan, period)): Path<(String, String)>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let plan = store::find_plan(&mut tx, plan_id(&plan)?).await?;
    let period = store::find_period(&mut tx, plan.id, &period).await?;
    Ok(closing_view(&caller, (&plan, &period), "", None))
}

pub(super) async fn submit_closing(caller: Caller, Path((plan, name)): Path<(String, String)>, fields: Fields) -> Answer {
    let plan = plan_id(&plan)?;
    let closed: Result<()> = async {
        let mut tx = caller.app.db.write().await?;
        acts::close_period(&mut tx, &caller.viewer, plan, &name, fields.text("name")).await?;
        tx.commit().await
    }
    .await;
    match closed {
        Ok(()) => Ok(redirect(PERIODS)),
        Err(Error::Refused(refusal)) => {
            let mut tx = caller.app.db.read().await?;
            let plan = store::find_plan(&mut tx, plan).await?;
            let period = store::find_period(&mut tx, plan.id, &name).await?;
            Ok(closing_view(&caller, (&plan, &period), fields.text("name"), Some(&refusal)))
        }
        Err(other) => Err(other),
    }
}
