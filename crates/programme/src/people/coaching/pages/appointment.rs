//! Arranging a session that is to come: the day, the topic, the questions.

mod one;

pub(super) use one::{show, submit_cancellation, submit_restoration};

use super::{PLACE, Query, first_name, over_coachee, questions, record_href};
use crate::foundation::{calendars, staff};
use crate::people::coaching::acts::{self, SaidAppointment};
use crate::people::coaching::rules::session::Skill;
use crate::people::coaching::store::appointments::Appointment;
use crate::people::coaching::store::{self, Sight};
use hypertext::prelude::*;
use platform::database::Tx;
use platform::look::components::{Button, Choice, Field, Form, Head};
use platform::look::join;
use platform::texts::{say, say_with};
use platform::web::again::Shown;
use platform::web::{Answer, Caller, Fields, Params, Path, View, redirect};
use platform::{Error, Result};
use vocabulary::{CoachingAppointmentId, PersonId};

const FIELDS: [&str; 6] = ["day", "starts", "minutes", "topic", "skill", "questions"];

fn appointment_id(text: &str) -> Result<CoachingAppointmentId> {
    CoachingAppointmentId::parse(text)
        .ok()
        .ok_or(Error::NotFound { what: "appointment" })
}

/// What the form begins with.
enum Begins<'a> {
    /// With what the plan and the last session suggest.
    Anew,
    /// With what is known of another appointment, for another day.
    Like(&'a str),
    /// With what was said and could not be kept.
    Again(Shown<'a>),
}

/// What an appointment says, for another one on another day.
async fn like(tx: &mut Tx, sight: &Sight, coachee: PersonId, id: &str) -> Result<Option<(Appointment, Vec<String>)>> {
    let Ok(id) = CoachingAppointmentId::parse(id) else {
        return Ok(None);
    };
    let found = match store::appointments::find(tx, sight, id).await {
        Ok(found) if found.coachee == coachee => found,
        Ok(_) | Err(Error::NotFound { .. }) => return Ok(None),
        Err(other) => return Err(other),
    };
    let asked = store::appointments::list_questions(tx, &found).await?;
    Ok(Some((found, asked.into_iter().map(|question| question.words).collect())))
}

async fn new_view(caller: &Caller, id: PersonId, begins: Begins<'_>) -> Answer {
    let scope = over_coachee(caller, id)?;
    let sight = Sight::of(&caller.viewer)?;
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let firm = calendars::working_days(&mut tx, today).await?;
    let person = staff::find(&mut tx, &scope, id).await?;
    let style = store::requests::list_styles(&mut tx, &sight, &[id]).await?.remove(&id);
    let plan = store::plans::list_open(&mut tx, &sight, &[id]).await?.remove(&id);
    let last = store::sessions::list_latest(&mut tx, &sight, &[id]).await?.remove(&id);
    let like = match &begins {
        Begins::Like(other) => like(&mut tx, &sight, id, other).await?,
        Begins::Anew | Begins::Again(_) => None,
    };
    drop(tx);
    let area = plan.as_ref().and_then(|plan| plan.areas.first()).map(|area| area.skill);
    let skill = area.or(last.as_ref().and_then(|last| last.said.skill));
    let topic = style.as_ref().map(|style| style.topic.clone()).filter(|topic| !topic.is_empty());
    let topic = topic.or(skill.map(|skill| super::topic(skill).to_owned())).unwrap_or_default();
    let next = firm.after(today, 1);
    let values = match like {
        Some((other, asked)) => values(&other, &asked, next),
        None => Fields::of([
            ("day", next.to_string()),
            ("starts", "10:00".to_owned()),
            ("minutes", "45".to_owned()),
            ("topic", topic),
            ("skill", skill.map_or("", Skill::word).to_owned()),
            ("questions", skill.map(questions).unwrap_or_default().join("\n")),
        ]),
    };
    let shown = match begins {
        Begins::Again(shown) => shown,
        Begins::Anew | Begins::Like(_) => Shown::first(&values),
    };
    let form = fields(
        shown.form(format!("{}/appointment", record_href(id)), caller.csrf(), &FIELDS),
        &shown,
    )
    .they_get(first_name(&person.name), say("coaching.arrange_they_get"))
    .get(say("coaching.arrange_get"))
    .button(Button::submit(say("coaching.arrange")).primary())
    .button(Button::link(say("coaching.cancel"), record_href(id)).quiet());
    let title = say_with("coaching.arrange_with", &[("name", &person.name)]);
    let body = join([Head::new(&title).memoize(), form.memoize()]);
    let view = View::new(&title, PLACE, body)
        .under(&person.name, record_href(id))
        .under(say("coaching.place"), PLACE);
    Ok(caller.page_with(shown.status(), view))
}

/// What is known of another appointment, on another day.
fn values(other: &Appointment, asked: &[String], day: vocabulary::Day) -> Fields {
    Fields::of([
        ("day", day.max(other.day).to_string()),
        ("starts", other.starts.clone()),
        ("minutes", other.minutes.to_string()),
        ("topic", other.topic.clone()),
        ("skill", other.skill.map_or("", Skill::word).to_owned()),
        ("questions", asked.join("\n")),
    ])
}

fn fields(form: Form, shown: &Shown<'_>) -> Form {
    let mut skills = vec![Choice::new("", say("coaching.no_skill"))];
    skills.extend(Skill::choices());
    form.fields(vec![
        shown.fill(Field::date("day", say("coaching.day")).required()),
        shown.fill(Field::text("starts", say("coaching.starts")).required()),
        shown.fill(
            Field::number("minutes", say("coaching.minutes"))
                .unit(say("coaching.minutes_unit"))
                .required(),
        ),
    ])
    .field(shown.fill(Field::text("topic", say("coaching.topic"))))
    .field(shown.fill(Field::select("skill", say("coaching.skill"), skills)))
    .field(shown.fill(Field::area("questions", say("coaching.questions"), 4).hint(say("coaching.questions_hint"))))
}

/// The form of an appointment; of one that is planned anew, filled with what is known.
pub(super) async fn show_new(caller: Caller, Path(person): Path<String>, Params(query): Query) -> Answer {
    let begins = match query.get("like") {
        Some(other) => Begins::Like(other),
        None => Begins::Anew,
    };
    new_view(&caller, super::person_id(&person)?, begins).await
}

async fn create(caller: &Caller, id: PersonId, fields: &Fields) -> Result<CoachingAppointmentId> {
    let missing = |name: &str| Error::refused_on(name, "form.missing", say("form.missing"));
    let minutes = fields.number("minutes")?.and_then(|number| number.to_i128());
    let said = SaidAppointment {
        day: fields.day("day")?.ok_or_else(|| missing("day"))?,
        starts: fields.text("starts").to_owned(),
        minutes: minutes
            .and_then(|minutes| i64::try_from(minutes).ok())
            .ok_or_else(|| missing("minutes"))?,
        topic: fields.text("topic").to_owned(),
        skill: Skill::parse(fields.text("skill")),
        questions: fields.raw("questions").to_owned(),
    };
    caller.writing(async |tx| acts::arrange(tx, &caller.viewer, id, said).await).await
}

/// The filled form.
pub(super) async fn submit_new(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let id = super::person_id(&person)?;
    match create(&caller, id, &fields).await {
        Ok(appointment) => Ok(redirect(&format!("/coaching/appointments/{appointment}"))),
        Err(error) => new_view(&caller, id, Begins::Again(Shown::refused(error, &fields)?)).await,
    }
}
