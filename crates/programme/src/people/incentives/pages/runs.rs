//! One run: what it read, whether it reconciles, what nobody was credited for, and its replay.

use super::{PERIODS, run_id};
use crate::people::incentives::SEE_PLANS;
use crate::people::incentives::acts::{self, Control, Replayed};
use crate::people::incentives::store::{self, PlanVersion, Run};
use hypertext::prelude::*;
use platform::Error;
use platform::look::components::{
    Button, Column, Empty, Figure, Form, Hazard, Head, Notice, Row, Section, SumLine, SumList, Table, Tone, figures, lamp, record_link,
};
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{Answer, Caller, Fields, Path, View};

pub(super) async fn show_one(caller: Caller, Path(run): Path<String>) -> Answer {
    one(&caller, &run, None).await
}

pub(super) async fn submit_replay(caller: Caller, Path(run): Path<String>, _fields: Fields) -> Answer {
    let replayed = acts::replay(&caller.app, &caller.viewer, run_id(&run)?).await?;
    one(&caller, &run, Some(&replayed)).await
}

async fn one(caller: &Caller, id: &str, replayed: Option<&Replayed>) -> Answer {
    caller.may(SEE_PLANS)?;
    let mut tx = caller.app.db.read().await?;
    let run = store::find_run(&mut tx, run_id(id)?).await?;
    let plan = store::find_plan(&mut tx, run.plan).await?;
    let period = store::find_period(&mut tx, run.plan, &run.period).await?;
    let batches = store::list_run_batches(&mut tx, run.id).await?;
    drop(tx);
    let control: Control = serde_json::from_str(&run.control).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading a run")))?;
    let number = run.number.to_string();
    let title = say_with("incentives.run_title", &[("number", &number), ("period", &period.label)]);
    let replay = Form::post(format!("/incentives/runs/{}/replay", run.id))
        .csrf(Some(caller.csrf()))
        .inline();
    let mut head = Head::new(&title).control(replay.button(Button::submit(say("incentives.do_replay"))));
    if period.run != Some(run.id) {
        head = head.sub(text(say("incentives.run_superseded")));
    }
    let body = join([
        head.memoize(),
        numbers(&run, &control),
        totals(&control),
        uncredited(&control),
        pinned(&run, &plan, &batches),
    ]);
    let notice = replayed.map(|replayed| {
        let n = replayed.lines.to_string();
        if replayed.same {
            Notice::new(Tone::Done, say_with("incentives.replay_same", &[("n", &n)]))
        } else {
            Notice::new(Tone::Problem, say_with("incentives.replay_differs", &[("n", &n)]))
        }
    });
    Ok(caller.page(
        View::new(title, PERIODS, body)
            .under(say("incentives.periods_place"), PERIODS)
            .notice(notice),
    ))
}

fn numbers(run: &Run, control: &Control) -> Markup {
    let left = mendable(control);
    figures(&[
        Figure {
            name: say("incentives.facts_read").to_owned(),
            value: text(format::count(control.facts)),
            remark: None,
        },
        Figure {
            name: say("incentives.people_paid").to_owned(),
            value: text(format::count(u64::try_from(run.people).unwrap_or_default())),
            remark: None,
        },
        Figure {
            name: say("incentives.not_credited").to_owned(),
            value: text(format::count(left)),
            remark: Some(
                say(if left == 0 {
                    "incentives.worklist_clear"
                } else {
                    "incentives.worklist_below"
                })
                .to_owned(),
            ),
        },
    ])
}

fn totals(control: &Control) -> Markup {
    let columns = vec![
        Column::text("kind", say("incentives.kind")),
        Column::number("lines", say("incentives.lines_head")).quiet(),
        Column::number("facts", say("incentives.amount")),
        Column::number("direct", say("incentives.credited")),
        Column::number("left", say("incentives.not_credited")),
        Column::text("holds", say("incentives.reconciles")).lead(),
    ];
    let rows = control
        .totals
        .iter()
        .map(|total| {
            let parts = total
                .direct
                .checked_add(total.overlay_only)
                .and_then(|sum| sum.checked_add(total.uncredited));
            let sign = if parts == Some(total.facts) {
                lamp(Hazard::Clear, say("incentives.adds_up"))
            } else {
                lamp(Hazard::Act, say("incentives.differs"))
            };
            let amount = |value: &vocabulary::Scaled| text(format::amount(&value.to_ratio(), total.currency));
            Row::new(vec![
                text(format!("{}, {}", total.kind.as_str().replace('_', " "), total.currency.code())),
                text(format::count(total.lines)),
                amount(&total.facts),
                amount(&total.direct),
                amount(&total.uncredited),
                sign,
            ])
        })
        .collect();
    let table = Table::new(say("incentives.control"), columns).rows(rows);
    Section::new(say("incentives.control"), table)
        .about(say("incentives.control_about"))
        .memoize()
}

/// The reasons that somebody can mend: by a seller, an assignment, a share. The others are what the plan means.
const NEEDS_SOMEBODY: [&str; 3] = ["no_seller", "no_holder", "shares_not_whole"];
/// How many facts the worklist shows; the totals above it are whole.
const WORKLIST_MAX: usize = 50;

/// How many facts somebody could mend.
fn mendable(control: &Control) -> u64 {
    let mendable = control
        .uncredited_totals
        .iter()
        .filter(|total| NEEDS_SOMEBODY.contains(&total.reason.as_str()));
    mendable.map(|total| total.lines).sum()
}

fn uncredited(control: &Control) -> Markup {
    let columns = vec![
        Column::text("document", say("incentives.document_head")),
        Column::text("day", say("incentives.day")).quiet(),
        Column::text("account", say("incentives.account")),
        Column::text("reason", say("incentives.reason")),
        Column::number("amount", say("incentives.amount")).lead(),
    ];
    let rows = control
        .uncredited
        .iter()
        .filter(|fact| NEEDS_SOMEBODY.contains(&fact.reason.name()))
        .take(WORKLIST_MAX)
        .map(|fact| {
            Row::new(vec![
                text(&fact.document),
                text(format::day(fact.date)),
                text(&fact.account),
                text(say(&format!("incentives.reason_{}", fact.reason.name()))),
                format::with_unit(&format::amount(&fact.amount.to_ratio(), fact.currency), fact.currency.code()),
            ])
        });
    let rows: Vec<Row> = rows.collect();
    let shown = format::count(u64::try_from(rows.len()).unwrap_or_default());
    let lines = control.uncredited_totals.iter().map(|total| {
        let name = say(&format!("incentives.reason_{}", total.reason));
        let words = format!("{}, {}", name, say_count("incentives.lines", total.lines));
        let amount = format!(
            "{} {}",
            format::amount(&total.amount.to_ratio(), total.currency),
            total.currency.code()
        );
        SumLine::new(words, text(amount))
    });
    let sums = SumList::new(lines.collect());
    let empty = Empty::new(say("incentives.worklist_belongs"), say("incentives.worklist_empty"));
    let table = Table::new(say("incentives.worklist"), columns).rows(rows).empty(empty);
    let all = format::count(mendable(control));
    let about = if shown == all {
        say("incentives.worklist_about").to_owned()
    } else {
        say_with("incentives.worklist_part", &[("shown", &shown), ("all", &all)])
    };
    Section::new(say("incentives.worklist"), join([sums.memoize(), table.memoize()]))
        .about(about)
        .memoize()
}

fn pinned(run: &Run, plan: &PlanVersion, batches: &[engine::Pinned]) -> Markup {
    let mut lines = vec![
        SumLine::new(
            say("incentives.plan"),
            record_link(
                &format!("{} v{}", plan.name, plan.number),
                &format!("/incentives/plans/{}", plan.id),
            ),
        ),
        SumLine::new(say("incentives.plan_digest"), mono(&plan.digest)),
        SumLine::new(say("incentives.inputs_digest"), mono(&run.inputs_digest)),
        SumLine::new(say("incentives.results_digest"), mono(&run.results_digest)),
    ];
    lines.extend(batches.iter().map(|batch| SumLine::new(&batch.name, mono(&batch.sha256))));
    Section::new(say("incentives.pinned"), SumList::new(lines))
        .about(say("incentives.pinned_about"))
        .memoize()
}

/// The first characters of a digest; enough to compare by eye.
fn mono(digest: &str) -> Markup {
    let short: String = digest.chars().take(16).collect();
    maud! { code { (short) } }.memoize()
}
