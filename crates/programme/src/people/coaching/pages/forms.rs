//! Score forms: made by whoever runs the programme, a row for each question, used no more and again.

mod score;

pub(super) use score::{section, show_score, submit_score};

use super::PLACE;
use super::back::FORM_RETIRED;
use crate::people::coaching::rules::form::{Kind, QUESTIONS_MAX, Question, checked_question};
use crate::people::coaching::store::forms::{self, Form as ScoreForm};
use crate::people::coaching::{RUN_PROGRAMME, acts};
use hypertext::prelude::*;
use platform::look::components::{Button, Column, Empty, Field, Form, Head, Row, Section, Table, dim};
use platform::look::{Markup, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::again::Shown;
use platform::web::done::after;
use platform::web::{Answer, Caller, Fields, Path, View, redirect};
use platform::{Error, Result};
use vocabulary::{CoachingFormId, Refusal};

const FORMS: &str = "/coaching/forms";
/// So many rows a new form begins with.
const ROWS: usize = 3;

fn form_id(text: &str) -> Result<CoachingFormId> {
    CoachingFormId::parse(text).ok().ok_or(Error::NotFound { what: "form" })
}

async fn list_view(caller: &Caller, shown: &Shown<'_>) -> Answer {
    caller.may(RUN_PROGRAMME)?;
    let mut tx = caller.app.db.read().await?;
    let all = forms::list(&mut tx).await?;
    drop(tx);
    let columns = vec![
        Column::text("name", say("coaching.form_name")).lead(),
        Column::text("questions", say("coaching.form_questions")),
        Column::text("act", ""),
    ];
    let rows = all.iter().map(|form| row(caller, form)).collect();
    let empty = Empty::new(say("coaching.no_forms"), say("coaching.no_forms_why"));
    let table = Table::new(say("coaching.forms"), columns).rows(rows).empty(empty);
    let n = u64::try_from(all.iter().filter(|form| !form.retired).count()).unwrap_or_default();
    let title = match n {
        0 => say("coaching.forms").to_owned(),
        n => say_count("coaching.forms_count", n),
    };
    let head = Head::new(title).sub(text(say("coaching.forms_about")));
    let body = join([
        head.memoize(),
        table.memoize(),
        Section::new(say("coaching.make_form"), new_form(caller, shown))
            .about(say("coaching.form_never_changes"))
            .id("new-form")
            .memoize(),
    ]);
    let view = View::new(say("coaching.forms"), "/coaching/programme", body)
        .under(say("coaching.programme_place"), "/coaching/programme")
        .under(say("coaching.place"), PLACE);
    Ok(caller.page_with(shown.status(), view))
}

/// A form with its questions, and the verb that is left: to retire it, or to take it back into use.
fn row(caller: &Caller, form: &ScoreForm) -> Row {
    let questions = form
        .questions
        .iter()
        .map(|question| format!("{} ({})", question.words, question.kind.say()));
    let (act, label) = if form.retired {
        ("return", say("coaching.return_form"))
    } else {
        ("retirement", say("coaching.retire"))
    };
    let verb = Form::post(format!("{FORMS}/{}/{act}", form.id))
        .csrf(Some(caller.csrf()))
        .hidden("version", form.version.to_string())
        .inline()
        .button(Button::submit(label));
    let state = if form.retired {
        join([text(" "), dim(say("coaching.form_is_retired"))])
    } else {
        nothing()
    };
    let row = Row::new(vec![
        join([text(&form.name), state]),
        text(questions.collect::<Vec<_>>().join(" · ")),
        verb.memoize(),
    ]);
    if form.retired { row.dim() } else { row }
}

/// How many rows a form shows: as many as it was sent with, and one more where that was asked for.
fn rows_of(shown: &Shown<'_>) -> usize {
    let sent: usize = shown.text("rows").parse().unwrap_or(ROWS);
    let more = usize::from(!shown.text("more").is_empty());
    (sent + more).clamp(1, QUESTIONS_MAX)
}

fn named(part: &str, place: usize) -> String {
    format!("{part}-{place}")
}

/// The form of a form: a row for each question. It works without script: one more row is a button that sends it back.
fn new_form(caller: &Caller, shown: &Shown<'_>) -> Markup {
    let rows = rows_of(shown);
    let names: Vec<String> = (1..=rows)
        .flat_map(|place| ["words", "kind", "guide", "choices"].map(|part| named(part, place)))
        .chain(["name".to_owned()])
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut form = shown
        .form(format!("{FORMS}#new-form"), caller.csrf(), &names)
        .get(say("coaching.form_get"))
        .hidden("rows", rows.to_string())
        .field(shown.fill(Field::text("name", say("coaching.form_name"))).required());
    for place in 1..=rows {
        form = question_row(form, shown, place);
    }
    form = form.button(Button::submit(say("coaching.make_form")).primary());
    if rows < QUESTIONS_MAX {
        form = form.button(Button::submit_with(say("coaching.one_more_question"), "more", "yes").unfinished());
    }
    form.memoize()
}

fn question_row(form: Form, shown: &Shown<'_>, place: usize) -> Form {
    let needed = named("needed", place);
    let words = say_with("coaching.question_n", &[("n", &place.to_string())]);
    let asked = shown.fill(Field::text(named("words", place), words));
    let choices = Field::area(named("choices", place), say("coaching.question_choices"), 2).hint(say("coaching.question_choices_hint"));
    form.field(if place == 1 { asked.required() } else { asked })
        .fields(vec![
            shown
                .fill(Field::select(named("kind", place), say("coaching.question_scale"), Kind::choices()))
                .required(),
            shown.fill(Field::text(named("guide", place), say("coaching.question_guide"))),
        ])
        .field(shown.fill(choices))
        .field(shown.fill(Field::check(&needed, say("coaching.question_needed"), shown.text(&needed) == "yes")))
}

/// The question of a row, with its place; none where the row was left empty.
fn question(fields: &Fields, place: usize) -> Option<(usize, Question)> {
    let text = |part: &str| fields.text(&named(part, place)).to_owned();
    let choices: Vec<String> = fields.raw(&named("choices", place)).lines().map(str::to_owned).collect();
    let question = Question {
        kind: Kind::parse(&text("kind")).unwrap_or(Kind::Range),
        words: text("words"),
        guide: text("guide"),
        needed: text("needed") == "yes",
        choices,
    };
    let empty = question.words.is_empty() && question.guide.is_empty() && question.choices.iter().all(|choice| choice.trim().is_empty());
    (!empty).then_some((place, question))
}

/// The questions of all rows, each checked beside its own fields.
fn questions(fields: &Fields) -> Result<Vec<Question>> {
    let beside = |place: usize, refusal: Refusal| {
        let about_choices = ["coaching.choices_missing", "coaching.choices_unwanted"].contains(&refusal.code.as_str());
        Error::from(refusal.on(named(if about_choices { "choices" } else { "words" }, place)))
    };
    let rows = (1..=QUESTIONS_MAX).filter_map(|place| question(fields, place));
    rows.map(|(place, question)| checked_question(question).map_err(|refusal| beside(place, refusal)))
        .collect()
}

/// The forms.
pub(super) async fn show_list(caller: Caller) -> Answer {
    list_view(&caller, &Shown::first(&Fields::default())).await
}

/// A new form, or the same with one more row.
pub(super) async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    if !fields.text("more").is_empty() {
        return list_view(&caller, &Shown::first(&fields)).await;
    }
    let made = async {
        let questions = questions(&fields)?;
        caller
            .writing(async |tx| acts::make_form(tx, &caller.viewer, fields.text("name"), questions).await)
            .await
    }
    .await;
    match made {
        Ok(_) => Ok(redirect(FORMS)),
        Err(error) => list_view(&caller, &Shown::refused(error, &fields)?).await,
    }
}

/// A form is used no more.
pub(super) async fn submit_retirement(caller: Caller, Path(form): Path<String>, fields: Fields) -> Answer {
    let (id, version) = (form_id(&form)?, fields.version("form")?);
    caller
        .writing(async |tx| acts::retire_form(tx, &caller.viewer, id, version).await)
        .await?;
    Ok(redirect(&after(FORMS, &FORM_RETIRED, id)))
}

/// A retired form is used again.
pub(super) async fn submit_return(caller: Caller, Path(form): Path<String>, fields: Fields) -> Answer {
    let (id, version) = (form_id(&form)?, fields.version("form")?);
    caller
        .writing(async |tx| acts::return_form(tx, &caller.viewer, id, version).await)
        .await?;
    Ok(redirect(FORMS))
}
