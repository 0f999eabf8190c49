//! Sessions scored by a form: answered by whoever coached, read by both sides.

use super::form_id;
use crate::foundation::staff;
use crate::people::coaching::acts;
use crate::people::coaching::pages::{PLACE, Query, SESSIONS, session_href};
use crate::people::coaching::rules::form::{Kind, Question};
use crate::people::coaching::rules::quality::VALUES;
use crate::people::coaching::store::Sight;
use crate::people::coaching::store::forms::{self, Form as ScoreForm, Score};
use crate::people::coaching::store::sessions::{self, Session};
use hypertext::prelude::*;
use platform::look::components::{Button, Choice, Field, Head, Section, SumLine, SumList, none, note};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_with};
use platform::web::again::Shown;
use platform::web::{Answer, Caller, Fields, Path, View, redirect};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{CoachingFormId, CoachingSessionId, PersonId};

fn session_id(text: &str) -> Result<CoachingSessionId> {
    CoachingSessionId::parse(text).ok().ok_or(Error::NotFound { what: "session" })
}

/// The scores of a session, and for whoever coached it the forms to answer.
pub(in super::super) async fn section(caller: &Caller, session: &Session) -> Result<Markup> {
    let mut tx = caller.app.db.read().await?;
    let all = forms::list(&mut tx).await?;
    let scores = forms::list_scores(&mut tx, session).await?;
    let people: Vec<PersonId> = scores.iter().map(|score| score.scorer).collect();
    let people = staff::by_ids(&mut tx, &people).await?;
    drop(tx);
    let me = caller.viewer.person;
    let coached = me.is_some_and(|me| session.coach == me || session.co_coach == Some(me));
    let by_id: BTreeMap<CoachingFormId, &ScoreForm> = all.iter().map(|form| (form.id, form)).collect();
    let given = scores.iter().filter_map(|score| {
        let form = by_id.get(&score.form)?;
        let name = people.get(&score.scorer).map_or("", |person| person.name.as_str());
        let about = say_with("coaching.scored_by", &[("name", name), ("day", &format::day(score.day))]);
        let lines = form.questions.iter().zip(&score.answers).map(|(question, answer)| {
            let shown = if answer.is_empty() {
                none()
            } else {
                text(spoken(question, answer))
            };
            SumLine::new(&question.words, shown)
        });
        let list = SumList::new(lines.collect()).note(about);
        Some(Section::new(&form.name, list).memoize())
    });
    let given = join(given);
    let open = all
        .iter()
        .filter(|form| coached && (!form.retired || scores.iter().any(|score| score.form == form.id && Some(score.scorer) == me)));
    let buttons = open.map(|form| {
        let label = say_with("coaching.score_by", &[("form", &form.name)]);
        Button::link(label, format!("{}/scores?form={}", session_href(session), form.id)).memoize()
    });
    let buttons: Vec<Markup> = buttons.collect();
    if scores.is_empty() && buttons.is_empty() {
        return Ok(nothing());
    }
    Ok(join([given, Section::new(say("coaching.scores"), join(buttons)).memoize()]))
}

/// An answer as a reader sees it.
fn spoken(question: &Question, answer: &str) -> String {
    match question.kind {
        Kind::YesNo => say(if answer == "yes" {
            "coaching.shown_yes"
        } else {
            "coaching.shown_no"
        })
        .to_owned(),
        Kind::Range => format!("{answer} / 5"),
        Kind::Multiple => answer.lines().collect::<Vec<_>>().join(", "),
        Kind::Single | Kind::Open => answer.to_owned(),
    }
}

fn field(place: usize, question: &Question, shown: &Shown<'_>) -> Markup {
    let name = format!("answer-{place}");
    let choices = |all: &[String]| all.iter().map(|choice| Choice::new(choice, choice)).collect::<Vec<_>>();
    let field = match question.kind {
        Kind::Range => Field::taps(
            &name,
            &question.words,
            VALUES.map(|mark| Choice::new(mark.to_string(), mark.to_string())).collect(),
        ),
        Kind::YesNo => {
            let both = [("yes", "coaching.shown_yes"), ("no", "coaching.shown_no")];
            Field::taps(
                &name,
                &question.words,
                both.map(|(value, key)| Choice::new(value, say(key))).to_vec(),
            )
        }
        Kind::Single => Field::select(&name, &question.words, {
            let mut all = vec![Choice::new("", say("coaching.no_answer"))];
            all.extend(choices(&question.choices));
            all
        }),
        Kind::Multiple => {
            let boxes = (1_usize..).zip(&question.choices).map(|(choice, words)| {
                let name = format!("{name}-{choice}");
                shown.fill(Field::check(&name, words, shown.text(&name) == "yes")).memoize()
            });
            let guide = if question.guide.is_empty() {
                nothing()
            } else {
                note(text(&question.guide))
            };
            return join([note(text(&question.words)), join(boxes), guide]);
        }
        Kind::Open => Field::area(&name, &question.words, 2),
    };
    let field = shown.fill(field);
    let field = if question.guide.is_empty() {
        field
    } else {
        field.hint(&question.guide)
    };
    if question.needed {
        field.required().memoize()
    } else {
        field.memoize()
    }
}

/// The values of a score as its form shows them.
fn filled(form: &ScoreForm, score: Option<&Score>) -> Fields {
    let mut pairs = Vec::new();
    for (place, question) in (1_usize..).zip(&form.questions) {
        let answer = score.and_then(|score| score.answers.get(place - 1)).map_or("", String::as_str);
        if question.kind == Kind::Multiple {
            for (choice, words) in (1_usize..).zip(&question.choices) {
                if answer.lines().any(|one| one == words) {
                    pairs.push((format!("answer-{place}-{choice}"), "yes".to_owned()));
                }
            }
        } else {
            pairs.push((format!("answer-{place}"), answer.to_owned()));
        }
    }
    Fields::of(pairs)
}

async fn score_view(caller: &Caller, id: CoachingSessionId, form: CoachingFormId, again: Option<Shown<'_>>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let session = sessions::find(&mut tx, &Sight::of(&caller.viewer)?, id).await?;
    let me = caller
        .viewer
        .person
        .filter(|me| session.coach == *me || session.co_coach == Some(*me));
    let me = me.ok_or(Error::NotFound { what: "session" })?;
    let form = forms::find(&mut tx, form).await?;
    let scores = forms::list_scores(&mut tx, &session).await?;
    drop(tx);
    let mine = scores.iter().find(|score| score.form == form.id && score.scorer == me);
    let now = filled(&form, mine);
    let shown = again.unwrap_or(Shown::first(&now));
    let names: Vec<String> = (1..=form.questions.len()).map(|place| format!("answer-{place}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut page = shown
        .form(format!("{}/scores", session_href(&session)), caller.csrf(), &names)
        .phone()
        .hidden("form", form.id.to_string())
        .hidden("version", shown.opened_with("version", mine.map_or(0, |score| score.version)));
    for (place, question) in (1_usize..).zip(&form.questions) {
        page = page.part(field(place, question, &shown));
    }
    let page = page
        .button(Button::submit(say("coaching.save_score")).primary())
        .button(Button::link(say("coaching.cancel"), session_href(&session)).quiet());
    let head = Head::new(&form.name).sub(text(say("coaching.score_private")));
    let body = join([head.memoize(), page.memoize()]);
    let view = View::new(&form.name, PLACE, body)
        .under(format::day(session.said.day), session_href(&session))
        .under(say("coaching.place"), PLACE)
        .notice(shown.notice(say("coaching.changed")));
    Ok(caller.page_with(shown.status(), view))
}

/// The form of a score.
pub(in super::super) async fn show_score(caller: Caller, Path(session): Path<String>, query: Query) -> Answer {
    let form = form_id(query.0.get("form").map_or("", String::as_str))?;
    score_view(&caller, session_id(&session)?, form, None).await
}

/// The answers of a scorer.
pub(in super::super) async fn submit_score(caller: Caller, Path(session): Path<String>, fields: Fields) -> Answer {
    let (id, form) = (session_id(&session)?, form_id(fields.text("form"))?);
    let done: Result<()> = async {
        let version = fields.version("score")?;
        caller
            .writing(async |tx| {
                let asked = forms::find(tx, form).await?;
                let answers: Vec<String> = (1_usize..)
                    .zip(&asked.questions)
                    .map(|(place, question)| answer(place, question, &fields))
                    .collect();
                acts::score(tx, &caller.viewer, id, form, (version, &answers)).await
            })
            .await
    }
    .await;
    match done {
        Ok(()) => Ok(redirect(&format!("{SESSIONS}/{id}"))),
        Err(error) => score_view(&caller, id, form, Some(Shown::refused_or_changed(error, &fields)?)).await,
    }
}

/// The answer to a question as the form sends it: the ticked choices a line each.
fn answer(place: usize, question: &Question, fields: &Fields) -> String {
    if question.kind != Kind::Multiple {
        return fields.raw(&format!("answer-{place}")).to_owned();
    }
    let ticked = (1_usize..).zip(&question.choices);
    let ticked = ticked.filter(|(choice, _)| fields.text(&format!("answer-{place}-{choice}")) == "yes");
    ticked.map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("\n")
}
