//! Coaching as a whole, for whoever runs the programme: sums in which nobody can be told apart, and recurring programmes.

use super::back::PROGRAMME_ENDED;
use super::{PLACE, quarter_words};
use crate::foundation::staff;
use crate::people::coaching::reading::{Completion, ProgrammeSums, completions, sums};
use crate::people::coaching::rules::month::last_quarter;
use crate::people::coaching::rules::programme::{SaidProgramme, Tally};
use crate::people::coaching::rules::session::{Kind, Stage};
use crate::people::coaching::{RUN_PROGRAMME, SEE_PROGRAMME, acts};
use hypertext::prelude::*;
use platform::look::components::{
    Button, Column, Empty, Field, Form, Head, Heat, HeatRow, Row, Section, Table, folded, none, note, unknown,
};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::again::Shown;
use platform::web::done::after;
use platform::web::{Answer, Caller, Fields, Path, View, redirect};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{CoachingProgrammeId, PersonId};

const HERE: &str = "/coaching/programme";

/// Which form was sent and could not be kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    Programme,
    Excuse,
}

/// The page.
pub(super) async fn show(caller: Caller) -> Answer {
    view(&caller, None).await
}

async fn view(caller: &Caller, again: Option<(Sent, Shown<'_>)>) -> Answer {
    caller.may(SEE_PROGRAMME)?;
    let runs = caller.viewer.holds(RUN_PROGRAMME);
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let sums = sums(&mut tx, &caller.viewer, &last_quarter(today)).await?;
    let completions = completions(&mut tx, &caller.viewer).await?;
    let managers = staff::managers_on(&mut tx, today).await?;
    let managers = staff::by_ids(&mut tx, &managers).await?;
    drop(tx);
    let names: BTreeMap<PersonId, String> = managers.into_iter().map(|(id, person)| (id, person.name)).collect();
    let title = match &sums.all {
        Some(all) => say_with(
            "coaching.programme_title",
            &[
                ("people", &say_count("coaching.coachees", all.people)),
                ("minutes", &format::count(u64::try_from(all.all()).unwrap_or_default())),
                ("quarter", &quarter_words(&sums.quarter)),
            ],
        ),
        None => say("coaching.programme_place").to_owned(),
    };
    let head = Head::new(title).sub(text(say_with("coaching.programme_sub", &[("least", &sums.least.to_string())])));
    let shown = |sent: Sent, first: &'static Fields| match &again {
        Some((which, shown)) if *which == sent => shown.clone(),
        Some(_) | None => Shown::first(first),
    };
    let head = if runs {
        head.action(Button::link(say("coaching.forms"), "/coaching/forms"))
    } else {
        head
    };
    let forms = if runs {
        let open = |sent: Sent| again.as_ref().is_some_and(|(which, _)| *which == sent);
        let programme = new_form(caller, &shown(Sent::Programme, nothing_said()), &names);
        let excuse = excuse_form(caller, &shown(Sent::Excuse, nothing_said()));
        join([
            folded(say("coaching.start_programme"), programme, open(Sent::Programme)),
            folded(say("coaching.excuse"), excuse, open(Sent::Excuse)),
        ])
    } else {
        nothing()
    };
    let body = join([head.memoize(), minutes(&sums), recurring(caller, &completions, runs), forms]);
    let status = again.as_ref().map_or(platform::web::StatusCode::OK, |(_, shown)| shown.status());
    let view = View::new(say("coaching.programme_place"), HERE, body).under(say("coaching.place"), PLACE);
    Ok(caller.page_with(status, view))
}

fn nothing_said() -> &'static Fields {
    static NOTHING: std::sync::OnceLock<Fields> = std::sync::OnceLock::new();
    NOTHING.get_or_init(Fields::default)
}

const STAGES: [Stage; 4] = [Stage::Creation, Stage::Pursuit, Stage::Close, Stage::PostDeal];

fn minutes(sums: &ProgrammeSums) -> Markup {
    let hidden = || say_with("coaching.hidden", &[("least", &sums.least.to_string())]);
    let shown = |n: i64| u64::try_from(n).unwrap_or_default();
    let row = |label: String, sums: Option<&crate::people::coaching::reading::Sums>| {
        let cells = match sums {
            Some(sums) => {
                let mut cells: Vec<Result<u64, String>> = STAGES.iter().map(|stage| Ok(shown(sums.deal(*stage)))).collect();
                cells.push(Ok(shown(sums.skill())));
                cells
            }
            None => vec![Err(hidden()); STAGES.len() + 1],
        };
        HeatRow {
            label,
            cells,
            sum: Some(sums.map_or_else(|| unknown(""), |sums| text(format::count(shown(sums.all()))))),
        }
    };
    let mut heads: Vec<String> = STAGES.iter().map(|stage| stage.say().to_owned()).collect();
    heads.push(Kind::Skill.say().to_owned());
    let label = |name: &str, people: Option<u64>| match people {
        Some(people) => format!("{name}, {people}"),
        None => name.to_owned(),
    };
    let heat = Heat {
        caption: say("coaching.minutes_went").to_owned(),
        row_head: say("coaching.head_minutes").to_owned(),
        heads,
        sum_head: Some(say("coaching.head_all").to_owned()),
        rows: sums
            .teams
            .iter()
            .map(|(_, name, team)| row(label(name, team.as_ref().map(|team| team.people)), team.as_ref()))
            .collect(),
        total: Some(row(say("coaching.head_all").to_owned(), sums.all.as_ref())),
    };
    Section::new(say("coaching.minutes_went"), heat)
        .about(quarter_words(&sums.quarter))
        .memoize()
}

/// A manager's row of a programme.
fn row_of(name: &str, tally: Option<&Tally>) -> Row {
    let number = |n: u64| text(format::count(n));
    let Some(tally) = tally else {
        return Row::new(vec![text(name), unknown(""), none(), none(), none(), none(), none()]);
    };
    let rate = match tally.rate() {
        Some(rate) => text(format::percent(&rate.round(2, vocabulary::Rounding::HalfUp))),
        None => unknown(""),
    };
    Row::new(vec![
        text(name),
        number(u64::try_from(tally.coached.len()).unwrap_or_default()),
        number(tally.completed + tally.open + tally.expired),
        number(tally.completed),
        number(tally.expired),
        number(tally.excused),
        rate,
    ])
}

fn recurring(caller: &Caller, all: &[Completion], runs: bool) -> Markup {
    if all.is_empty() {
        let empty = Empty::new(say("coaching.no_programme"), say("coaching.no_programme_why"));
        return Section::new(say("coaching.programmes"), empty).memoize();
    }
    let today = caller.app.db.today();
    join(all.iter().map(|completion| {
        let said = &completion.programme.said;
        let rows = completion.managers.iter().map(|(_, name, tally)| row_of(name, tally.as_ref()));
        let columns = vec![
            Column::text("manager", say("coaching.head_coach")).lead(),
            Column::number("coached", say("coaching.people_coached")),
            Column::number("started", say("coaching.started")),
            Column::number("completed", say("coaching.completed")),
            Column::number("expired", say("coaching.expired")),
            Column::number("excused", say("coaching.excused")).quiet(),
            Column::number("rate", say("coaching.rate")),
        ];
        let empty = Empty::new(say("coaching.no_manager_yours"), say("coaching.no_manager_yours_why"));
        let table = Table::new(&said.name, columns).rows(rows.collect()).empty(empty);
        let runs_on = said.to.is_none_or(|to| to > today);
        let goes_on = acts::can_continue(&completion.programme, today);
        let end = match (runs, runs_on, goes_on) {
            (true, true, _) => verb(caller, completion, "end", say("coaching.end_programme")),
            (true, false, true) => verb(caller, completion, "continuation", say("coaching.continue_programme")),
            (true, false, false) | (false, _, _) => nothing(),
        };
        Section::new(&said.name, join([table.memoize(), about_rows(completion)]))
            .about(about(completion))
            .end(end)
            .memoize()
    }))
}

/// How often, since when, and whether it was ended.
fn about(completion: &Completion) -> String {
    let programme = &completion.programme;
    let said = &programme.said;
    let every = say_with(
        "coaching.every_weeks",
        &[("weeks", &said.weeks.to_string()), ("from", &format::day(said.from))],
    );
    match said.to {
        Some(to) if programme.ended.is_some() => {
            let ended = say_with("coaching.ended_on", &[("day", &format::day(to))]);
            format!("{every}; {ended}")
        }
        Some(_) | None => every,
    }
}

/// What the share is of, and once for all rows why some are unknown.
fn about_rows(completion: &Completion) -> Markup {
    let tallies = || completion.managers.iter().map(|(_, _, tally)| tally.as_ref());
    let hidden = tallies().any(|tally| tally.is_none());
    let early = tallies().flatten().any(|tally| tally.rate().is_none());
    let mut words = vec![say("coaching.rate_about").to_owned()];
    if hidden {
        words.push(say_with("coaching.rows_hidden", &[("least", &completion.least.to_string())]));
    }
    if early {
        words.push(say("coaching.rows_early").to_owned());
    }
    note(text(words.join(" ")))
}

fn verb(caller: &Caller, completion: &Completion, act: &str, label: &str) -> Markup {
    Form::post(format!("/coaching/programmes/{}/{act}", completion.programme.id))
        .csrf(Some(caller.csrf()))
        .hidden("version", completion.programme.version.to_string())
        .inline()
        .button(Button::submit(label))
        .memoize()
}

fn new_form(caller: &Caller, shown: &Shown<'_>, managers: &BTreeMap<PersonId, String>) -> Markup {
    let boxes = managers
        .iter()
        .map(|(id, name)| Field::check(format!("coach-{id}"), name, shown.text(&format!("coach-{id}")) == "yes"));
    shown
        .form("/coaching/programmes", caller.csrf(), &["name", "weeks", "from", "to"])
        .get(say("coaching.programme_get"))
        .field(shown.fill(Field::text("name", say("coaching.programme_name")).required()))
        .fields(vec![
            shown.fill(Field::number("weeks", say("coaching.weeks")).required()),
            shown.fill(Field::date("from", say("coaching.from")).required()),
            shown.fill(Field::date("to", say("coaching.to"))),
        ])
        .group(say("coaching.for_managers"), boxes.collect())
        .button(Button::submit(say("coaching.start_programme")).primary())
        .memoize()
}

fn excuse_form(caller: &Caller, shown: &Shown<'_>) -> Markup {
    shown
        .form("/coaching/excuses", caller.csrf(), &["person", "from", "to", "because"])
        .field(
            shown.fill(
                Field::text("person", say("coaching.excuse_who"))
                    .hint(say("coaching.expert_hint"))
                    .required(),
            ),
        )
        .fields(vec![
            shown.fill(Field::date("from", say("coaching.from")).id("excuse-from").required()),
            shown.fill(Field::date("to", say("coaching.to")).id("excuse-to").required()),
        ])
        .field(shown.fill(Field::text("because", say("coaching.because")).required()))
        .button(Button::submit(say("coaching.excuse")))
        .memoize()
}

fn programme_id(text: &str) -> Result<CoachingProgrammeId> {
    CoachingProgrammeId::parse(text).map_err(|_no_id| Error::NotFound { what: "programme" })
}

fn needed(name: &str) -> Error {
    Error::refused_on(name, "form.missing", say("form.missing"))
}

/// A new programme.
pub(super) async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    let done: Result<()> = async {
        let weeks = fields.number("weeks")?.and_then(|weeks| weeks.to_i128());
        let said = SaidProgramme {
            name: fields.text("name").to_owned(),
            weeks: weeks.and_then(|weeks| i64::try_from(weeks).ok()).ok_or_else(|| needed("weeks"))?,
            from: fields.day("from")?.ok_or_else(|| needed("from"))?,
            to: fields.day("to")?,
        };
        caller
            .writing(async |tx| {
                let today = tx.today();
                let managers = staff::managers_on(tx, today).await?;
                let chosen = managers.into_iter().filter(|id| fields.text(&format!("coach-{id}")) == "yes");
                let chosen: Vec<PersonId> = chosen.collect();
                acts::start_programme(tx, &caller.viewer, said, &chosen).await.map(|_| ())
            })
            .await
    }
    .await;
    answer(&caller, Sent::Programme, &fields, done).await
}

async fn answer(caller: &Caller, sent: Sent, fields: &Fields, done: Result<()>) -> Answer {
    match done {
        Ok(()) => Ok(redirect(HERE)),
        Err(error) => view(caller, Some((sent, Shown::refused(error, fields)?))).await,
    }
}

/// A programme ends.
pub(super) async fn submit_end(caller: Caller, Path(programme): Path<String>, fields: Fields) -> Answer {
    let (id, version) = (programme_id(&programme)?, fields.version("programme")?);
    caller
        .writing(async |tx| acts::end_programme(tx, &caller.viewer, id, version).await)
        .await?;
    Ok(redirect(&after(HERE, &PROGRAMME_ENDED, id)))
}

/// A programme that was ended goes on.
pub(super) async fn submit_continuation(caller: Caller, Path(programme): Path<String>, fields: Fields) -> Answer {
    let (id, version) = (programme_id(&programme)?, fields.version("programme")?);
    caller
        .writing(async |tx| acts::continue_programme(tx, &caller.viewer, id, version).await)
        .await?;
    Ok(redirect(HERE))
}

/// Somebody is left out for a time.
pub(super) async fn submit_excuse(caller: Caller, fields: Fields) -> Answer {
    let done: Result<()> = async {
        let span = (
            fields.day("from")?.ok_or_else(|| needed("from"))?,
            fields.day("to")?.ok_or_else(|| needed("to"))?,
        );
        let (person, because) = (fields.text("person"), fields.text("because"));
        caller
            .writing(async |tx| acts::excuse(tx, &caller.viewer, person, span, because).await)
            .await
    }
    .await;
    answer(&caller, Sent::Excuse, &fields, done).await
}
