//! Plans: the versions, one plan in words with its examples and lints, adding and approving.

use super::{PLANS, plan_id};
use crate::foundation::staff;
use crate::people::incentives::acts::{self, Checked};
use crate::people::incentives::store::{self, PlanVersion};
use crate::people::incentives::{APPROVE, RUN, SEE_PLANS};
use hypertext::prelude::*;
use payplan::Severity;
use platform::look::components::{
    Button, Chip, Column, Empty, Evidence, Field, Form, Hazard, Head, Notice, Row, Section, Table, Tone, dim, lamp, lead, record_link,
};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{Answer, Caller, Fields, Path, Response, StatusCode, View, attachment, redirect};
use platform::{Error, Result};
use vocabulary::{Ratio, Refusal};

pub(super) async fn show_list(caller: Caller) -> Answer {
    caller.may(SEE_PLANS)?;
    let mut tx = caller.app.db.read().await?;
    let plans = store::list_plans(&mut tx).await?;
    let titles = staff::title_names(&mut tx).await?;
    let title = |word: &String| titles.get(word).unwrap_or(word).clone();
    let everybody = || say("incentives.everybody_with_quota").to_owned();
    let columns = vec![
        Column::text("plan", say("incentives.plan")),
        Column::number("version", say("incentives.version")),
        Column::text("from", say("incentives.in_force")),
        Column::text("title", say("incentives.for_title")).quiet(),
        Column::text("state", say("incentives.state")).lead(),
    ];
    let rows = plans
        .iter()
        .map(|plan| {
            let until = plan
                .to
                .map_or_else(|| say("incentives.open_end").to_owned(), |to| format::day(to.prev()));
            Row::new(vec![
                record_link(&plan.name, &format!("/incentives/plans/{}", plan.id)),
                text(plan.number.to_string()),
                text(format!("{} – {until}", format::day(plan.from))),
                text(plan.title.as_ref().map_or_else(everybody, title)),
                state(plan),
            ])
        })
        .collect();
    let mut head = Head::new(say_count("incentives.plans", u64::try_from(plans.len()).unwrap_or_default()));
    if caller.viewer.holds(RUN) {
        head = head.action(Button::link(say("incentives.add_plan"), "/incentives/plans/new").primary());
    }
    let empty = Empty::new(say("incentives.plans_belong"), say("incentives.plans_empty"));
    let body = join([
        head.memoize(),
        Table::new(say("incentives.plans_place"), columns).rows(rows).empty(empty).memoize(),
    ]);
    Ok(caller.page(View::new(say("incentives.plans_place"), PLANS, body)))
}

fn state(plan: &PlanVersion) -> Markup {
    match plan.approved {
        Some(_) => Chip::new(say("incentives.plan_approved")).evidence(Evidence::Confirmed).memoize(),
        None => Chip::new(say("incentives.draft")).evidence(Evidence::Assumed).memoize(),
    }
}

pub(super) async fn show_one(caller: Caller, Path(plan): Path<String>) -> Answer {
    one(&caller, &plan, None).await
}

async fn one(caller: &Caller, plan: &str, refusal: Option<&Refusal>) -> Answer {
    let scope = caller.may(SEE_PLANS)?;
    let mut tx = caller.app.db.read().await?;
    let plan = store::find_plan(&mut tx, plan_id(plan)?).await?;
    let checked = acts::check_plan_here(&mut tx, &scope, &plan.source).await?;
    drop(tx);
    let mut head = Head::new(&plan.name).chip(state(&plan)).sub(text(say_with(
        "incentives.plan_sub",
        &[
            ("version", &plan.number.to_string()),
            ("digest", &plan.digest.chars().take(12).collect::<String>()),
            ("from", &format::day(plan.from)),
        ],
    )));
    if plan.approved.is_none() && caller.viewer.holds(APPROVE) {
        let form = Form::post(format!("/incentives/plans/{}/approval", plan.id))
            .csrf(Some(caller.csrf()))
            .inline();
        head = head.control(form.button(Button::submit(say("incentives.do_approve")).primary()));
    }
    let words = checked.plan.text.as_ref().map_or_else(nothing, |words| lead(text(words)));
    let source = maud! { pre .code tabindex="0" { code { (plan.source) } } }.memoize();
    let file = record_link(say("incentives.save_file"), &format!("/incentives/plans/{}/source.yaml", plan.id));
    let body = join([
        head.memoize(),
        words,
        components(&checked),
        examples(&checked),
        lints(&checked),
        Section::new(say("incentives.document_head"), source).end(file).memoize(),
    ]);
    let notice = refusal.map(|refusal| Notice::new(Tone::Problem, &refusal.sentence));
    let status = if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let view = View::new(&plan.name, PLANS, body)
        .under(say("incentives.plans_place"), PLANS)
        .notice(notice);
    Ok(caller.page_with(status, view))
}

fn components(checked: &Checked) -> Markup {
    let columns = vec![
        Column::text("component", say("incentives.component")),
        Column::text("words", say("incentives.in_words")),
        Column::text("measure", say("incentives.measure")).quiet(),
        Column::number("weight", say("incentives.weight")).lead(),
    ];
    let rows = checked
        .plan
        .components
        .iter()
        .map(|component| {
            let weight = component
                .weight
                .as_ref()
                .map_or_else(platform::look::components::none, |weight| text(format::percent(weight)));
            let words = component.text.as_deref().map_or_else(|| dim(say("incentives.no_words")), text);
            let measure = checked
                .plan
                .measure(&component.measure)
                .map_or_else(String::new, payplan::Measure::said);
            Row::new(vec![text(component.said()), words, text(measure), weight])
        })
        .collect();
    Section::new(
        say("incentives.components"),
        Table::new(say("incentives.components"), columns).rows(rows),
    )
    .memoize()
}

fn examples(checked: &Checked) -> Markup {
    let columns = vec![
        Column::text("example", say("incentives.example")),
        Column::text("what", say("incentives.checked_value")),
        Column::number("expected", say("incentives.expected")),
        Column::number("actual", say("incentives.actual")).lead(),
        Column::text("result", say("incentives.result")),
    ];
    let mut rows = Vec::new();
    for example in &checked.report.examples {
        for line in &example.lines {
            let right = line.difference.is_none() && example.ok || line.expected == line.actual;
            let sign = if right {
                lamp(Hazard::Clear, say("incentives.right"))
            } else {
                lamp(Hazard::Act, say("incentives.wrong"))
            };
            let what = format!("{} {}", line.period, line.name);
            rows.push(Row::new(vec![
                text(&example.name),
                text(what),
                text(grouped(&line.expected)),
                text(grouped(&line.actual)),
                sign,
            ]));
        }
    }
    let about = say_count(
        "incentives.examples_count",
        u64::try_from(checked.report.examples.len()).unwrap_or_default(),
    );
    let empty = Empty::new(say("incentives.examples_belong"), say("incentives.examples_empty"));
    let table = Table::new(say("incentives.examples"), columns).rows(rows).empty(empty).tight();
    Section::new(say("incentives.examples"), table).about(about).memoize()
}

/// A value as the plan writes it, with its thousands apart.
fn grouped(value: &str) -> String {
    Ratio::parse(value).map_or_else(|_words| value.to_owned(), |_number| format::grouped(value))
}

fn lints(checked: &Checked) -> Markup {
    let columns = vec![
        Column::text("lint", say("incentives.lint")),
        Column::text("severity", say("incentives.severity")),
        Column::text("message", say("incentives.message")),
        Column::number("line", say("incentives.line")).quiet(),
    ];
    let shown = checked.report.lints.iter().filter(|lint| lint.severity != Severity::NotChecked);
    let rows: Vec<Row> = shown
        .map(|lint| {
            let (hazard, word) = match lint.severity {
                Severity::Error => (Hazard::Act, say("incentives.error")),
                Severity::Warning => (Hazard::Watch, say("incentives.warning")),
                Severity::Information | Severity::NotChecked => (Hazard::None, say("incentives.information")),
            };
            let word = if lint.excepted { say("incentives.excepted") } else { word };
            let hazard = if lint.excepted { Hazard::None } else { hazard };
            Row::new(vec![
                text(&lint.id),
                lamp(hazard, word),
                text(&lint.message),
                text(lint.line.to_string()),
            ])
        })
        .collect();
    let open = checked
        .report
        .lints
        .iter()
        .filter(|lint| lint.severity == Severity::NotChecked)
        .count();
    let about = say_count("incentives.not_checked", u64::try_from(open).unwrap_or_default());
    let empty = Empty::new(say("incentives.lints_belong"), say("incentives.lints_none"));
    Section::new(
        say("incentives.lints"),
        Table::new(say("incentives.lints"), columns).rows(rows).empty(empty),
    )
    .about(about)
    .memoize()
}

pub(super) async fn show_source(caller: Caller, Path(plan): Path<String>) -> Answer {
    caller.may(SEE_PLANS)?;
    let mut tx = caller.app.db.read().await?;
    let plan = store::find_plan(&mut tx, plan_id(&plan)?).await?;
    Ok(attachment(
        "application/yaml; charset=utf-8",
        &format!("{}-v{}.yaml", plan.name, plan.number),
        plan.source,
    ))
}

fn new_view(caller: &Caller, fields: &Fields, refusal: Option<&Refusal>, checked: Option<&Checked>) -> Response {
    let form = Form::post(PLANS)
        .csrf(Some(caller.csrf()))
        .get(say("incentives.add_get"))
        .field(
            Field::area("source", say("incentives.document_head"), 24)
                .value(fields.raw("source"))
                .hint(say("incentives.source_hint"))
                .required()
                .error(refusal.map(|refusal| &refusal.sentence)),
        )
        .button(Button::submit_with(say("incentives.check"), "do", "check"))
        .button(Button::submit_with(say("incentives.add_plan"), "do", "add").primary())
        .button(Button::link(say("incentives.cancel"), PLANS).quiet());
    let found = checked.map_or_else(nothing, |checked| join([examples(checked), lints(checked)]));
    let body = join([Head::new(say("incentives.add_plan")).memoize(), form.memoize(), found]);
    let status = if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    caller.page_with(
        status,
        View::new(say("incentives.add_plan"), PLANS, body).under(say("incentives.plans_place"), PLANS),
    )
}

pub(super) async fn show_new(caller: Caller) -> Response {
    new_view(&caller, &Fields::default(), None, None)
}

pub(super) async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    let scope = caller.may(RUN)?;
    let mut tx = caller.app.db.read().await?;
    let checked = acts::check_plan_here(&mut tx, &scope, fields.raw("source")).await;
    drop(tx);
    let checked = match checked {
        Ok(checked) => checked,
        Err(Error::Refused(refusal)) => return Ok(new_view(&caller, &fields, Some(&refusal), None)),
        Err(other) => return Err(other),
    };
    if fields.text("do") == "check" {
        return Ok(new_view(&caller, &fields, None, Some(&checked)));
    }
    let added: Result<_> = async {
        let mut tx = caller.app.db.write().await?;
        let id = acts::add_plan(&mut tx, &caller.viewer, &checked).await?;
        tx.commit().await?;
        Ok(id)
    }
    .await;
    match added {
        Ok(id) => Ok(redirect(&format!("/incentives/plans/{id}"))),
        Err(Error::Refused(refusal)) => Ok(new_view(&caller, &fields, Some(&refusal), Some(&checked))),
        Err(other) => Err(other),
    }
}

pub(super) async fn submit_approval(caller: Caller, Path(plan): Path<String>, _fields: Fields) -> Answer {
    let approved: Result<()> = async {
        let mut tx = caller.app.db.write().await?;
        acts::approve_plan(&mut tx, &caller.viewer, plan_id(&plan)?).await?;
        tx.commit().await
    }
    .await;
    match approved {
        Ok(()) => Ok(redirect(super::PERIODS)),
        Err(Error::Refused(refusal)) => one(&caller, &plan, Some(&refusal)).await,
        Err(other) => Err(other),
    }
}
