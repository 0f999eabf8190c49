//! Coaching for programs: sessions within the reader's sight, logging one, a coach's lights.

use super::acts::{self, Logging};
use super::rules::pitfalls::Light;
use super::rules::session::{Kind, Outcome, SaidSession, Skill, Stage};
use super::store::Sight;
use super::store::sessions::{self, Session, Wanted};
use super::{COACH, SEE, SEE_LIGHTS, reading};
use crate::foundation::paging;
use platform::texts::say;
use platform::web::listing::Cursor;
use platform::web::{Answer, Caller, Fields, Guard, Params, Path, Routes, json};
use platform::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use vocabulary::{CoachingSessionId, Day, PersonId};

/// The API's routes of coaching.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/coaching/sessions", Guard::May(SEE), list)
        .post("/api/v1/coaching/sessions", Guard::May(COACH), create)
        .get("/api/v1/coaching/sessions/{session}", Guard::May(SEE), one)
        .get("/api/v1/coaching/lights/{person}", Guard::May(SEE_LIGHTS), lights)
}

/// A session as programs read it.
#[derive(Serialize)]
struct Shown {
    id: String,
    coach: PersonId,
    co_coach: Option<PersonId>,
    coachee: PersonId,
    day: Day,
    minutes: i64,
    kind: &'static str,
    stage: &'static str,
    skill: Option<&'static str>,
    instance: String,
    how: String,
    commitment: String,
    due: Option<Day>,
    worded: bool,
    outcome: Option<&'static str>,
    version: i64,
}

impl Shown {
    fn new(session: &Session) -> Self {
        let said = &session.said;
        Self {
            id: session.id.to_string(),
            coach: session.coach,
            co_coach: session.co_coach,
            coachee: session.coachee,
            day: said.day,
            minutes: said.minutes,
            kind: said.kind.word(),
            stage: said.stage.word(),
            skill: said.skill.map(Skill::word),
            instance: said.instance.clone(),
            how: said.how.clone(),
            commitment: said.commitment.clone(),
            due: said.due,
            worded: session.worded,
            outcome: session.outcome.map(|(outcome, ..)| outcome.word()),
            version: session.version,
        }
    }
}

async fn list(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let sight = Sight::of(&caller.viewer)?;
    let cursor = Cursor::read(&params)?;
    let before = paging::goes_on_from(&cursor, CoachingSessionId::parse(&cursor.after).ok())?;
    let mut tx = caller.app.db.read().await?;
    let found = sessions::list_before(&mut tx, &sight, &Wanted::default(), before, cursor.limit).await?;
    drop(tx);
    acts::log_reading_of(&caller.app, &caller.viewer, &found).await?;
    let shown: Vec<Shown> = found.iter().map(Shown::new).collect();
    cursor.answer("sessions", &shown, |one| &one.id, |one| one)
}

async fn one(caller: Caller, Path(session): Path<String>) -> Answer {
    let sight = Sight::of(&caller.viewer)?;
    let id = CoachingSessionId::parse(&session).ok().ok_or(Error::NotFound { what: "session" })?;
    let mut tx = caller.app.db.read().await?;
    let session = sessions::find(&mut tx, &sight, id).await?;
    drop(tx);
    acts::log_reading_of(&caller.app, &caller.viewer, std::slice::from_ref(&session)).await?;
    json(&Shown::new(&session))
}

fn said(fields: &Fields) -> Result<(PersonId, SaidSession, Option<Outcome>)> {
    let refused = |field: &str| Error::refused_on(field, "coaching.api_word", say("coaching.api_word"));
    let optional = |name: &str| Some(fields.text(name)).filter(|text| !text.is_empty());
    let minutes = fields.number("minutes")?.and_then(|number| number.to_i128());
    let said = SaidSession {
        day: fields.day("day")?.ok_or_else(|| refused("day"))?,
        minutes: minutes
            .and_then(|minutes| i64::try_from(minutes).ok())
            .ok_or_else(|| refused("minutes"))?,
        kind: Kind::parse(fields.text("kind")).ok_or_else(|| refused("kind"))?,
        stage: match optional("stage") {
            None => Stage::None,
            Some(word) => Stage::parse(word).ok_or_else(|| refused("stage"))?,
        },
        skill: match optional("skill") {
            None => None,
            Some(word) => Some(Skill::parse(word).ok_or_else(|| refused("skill"))?),
        },
        instance: fields.raw("instance").to_owned(),
        how: fields.raw("how").to_owned(),
        commitment: fields.raw("commitment").to_owned(),
        due: fields.day("due")?,
    };
    let coachee = PersonId::parse(fields.text("coachee")).map_err(|_no_id| refused("coachee"))?;
    Ok((coachee, said, Outcome::parse(fields.text("outcome"))))
}

/// Logs a session from the fields of a form, with the form's secret, as a page would.
async fn create(caller: Caller, fields: Fields) -> Answer {
    let (coachee, said, outcome) = said(&fields)?;
    let around = Logging {
        outcome,
        ..Logging::default()
    };
    let id = caller
        .writing(async |tx| acts::log(tx, &caller.viewer, coachee, said, around).await)
        .await?;
    let mut tx = caller.app.db.read().await?;
    let session = sessions::find(&mut tx, &Sight::of(&caller.viewer)?, id).await?;
    json(&Shown::new(&session))
}

#[derive(Serialize)]
struct LightShown {
    pitfall: u8,
    period: String,
    raised: Option<bool>,
    unknown: Option<String>,
    figure: String,
    about: String,
}

#[derive(Serialize)]
struct LightsShown {
    lights: Vec<LightShown>,
}

async fn lights(caller: Caller, Path(person): Path<String>) -> Answer {
    let scope = caller.may(SEE_LIGHTS)?;
    let coach = PersonId::parse(&person).ok().ok_or(Error::NotFound { what: "person" })?;
    scope.of_person(coach, "person")?;
    let mut tx = caller.app.db.read().await?;
    if crate::foundation::staff::by_ids(&mut tx, &[coach]).await?.is_empty() {
        return Err(Error::NotFound { what: "person" });
    }
    let all = reading::lights(&mut tx, coach).await?;
    let shown = all.into_iter().map(|judged| LightShown {
        pitfall: judged.pitfall,
        period: super::rules::month::name_of(&judged.span),
        raised: judged.light.as_ref().ok().map(|light| *light == Light::Raised),
        unknown: judged.light.err(),
        figure: judged.figure,
        about: judged.about,
    });
    json(&LightsShown { lights: shown.collect() })
}
