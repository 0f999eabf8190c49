//! Sessions: a list, one, logging and changing it, and what coach and coachee say of it afterwards.

use super::TEXT_MAX;
use crate::foundation::{paging, staff};
use crate::people::coaching::acts::{self, Logging};
use crate::people::coaching::pages;
use crate::people::coaching::rules::session::{Kind, Outcome, Skill, Stage};
use crate::people::coaching::store::Sight;
use crate::people::coaching::store::forms;
use crate::people::coaching::store::sessions::{self, Session, Wanted};
use platform::api::{Call, Found, Input, Listed, Made, Operation, Operations};
use platform::database::Tx;
use platform::texts::say;
use platform::web::Guard;
use platform::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{CoachingAppointmentId, CoachingFormId, CoachingSessionId, Day, PersonId};

const DAY: Input = Input::day("day", "coaching.day").needed();
const MINUTES: Input = Input::whole("minutes", "coaching.minutes", 1, 600).needed();
const KIND: Input = Input::word("kind", "coaching.about", Kind::words).needed();
const STAGE: Input = Input::word("stage", "coaching.stage", Stage::words);
const SKILL: Input = Input::word("skill", "coaching.skill", Skill::words);
const INSTANCE: Input = Input::long("instance", "coaching.instance", TEXT_MAX);
const HOW: Input = Input::long("how", "coaching.how", TEXT_MAX);
const COMMITMENT: Input = Input::long("commitment", "coaching.head_commitment", TEXT_MAX);
const DUE: Input = Input::day("due", "coaching.due");
const OUTCOME: Input = Input::word("outcome", "coaching.what_became", Outcome::words);
const NEW: &[Input] = &[
    Input::id("coachee", "coaching.head_coachee").needed(),
    DAY,
    MINUTES,
    KIND,
    STAGE,
    SKILL,
    INSTANCE,
    HOW,
    COMMITMENT,
    DUE,
    OUTCOME,
    Input::text("co_coach", "coaching.api_co_coach"),
    Input::id("appointment", "coaching.api_appointment"),
    Input::id("meeting", "coaching.api_meeting"),
    Input::texts("answers", "coaching.api_answers", 8),
    Input::whole("level", "coaching.api_level", 1, 5),
];
const CHANGED: &[Input] = &[DAY, MINUTES, KIND, STAGE, SKILL, INSTANCE, HOW, COMMITMENT, DUE];
const RATING: &[Input] = &[
    Input::whole("value", "coaching.api_rating", 1, 5),
    Input::flag("shown", "coaching.shown_ask"),
];
const WORDING: &[Input] = &[Input::long("commitment", "coaching.head_commitment", TEXT_MAX).needed()];
const REVIEW: &[Input] = &[OUTCOME.needed()];
const SCORE: &[Input] = &[
    Input::id("form", "coaching.api_form").needed(),
    Input::whole("seen", "coaching.api_seen", 0, 1_000_000).needed(),
    Input::texts("answers", "coaching.api_score", 20),
];

/// What programs can do with sessions.
pub(super) fn operations(api: Operations, see: Guard, coach: Guard) -> Operations {
    const ONE: &str = "/coaching/sessions/{session}";
    api.and(Operation::list("list_sessions", "/coaching/sessions", see, list_sessions))
        .and(Operation::create("create_session", "/coaching/sessions", coach, create_session).body(NEW))
        .and(Operation::find("find_session", ONE, see, find_session))
        .and(Operation::update("update_session", ONE, coach, update_session).body(CHANGED))
        .and(Operation::act("rate_session", "/coaching/sessions/{session}/rating", see, rate_session).body(RATING))
        .and(
            Operation::act("word_commitment", "/coaching/sessions/{session}/commitment", see, word_commitment)
                .body(WORDING)
                .versioned(),
        )
        .and(
            Operation::act("review_commitment", "/coaching/sessions/{session}/outcome", see, review_commitment)
                .body(REVIEW)
                .versioned(),
        )
        .and(Operation::list_whole(
            "list_scores",
            "/coaching/sessions/{session}/scores",
            coach,
            list_scores,
        ))
        .and(Operation::act("score_session", "/coaching/sessions/{session}/scores", coach, score_session).body(SCORE))
}

/// A session as programs read it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Session")]
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

async fn list_sessions(call: Call) -> Result<Listed<Shown>> {
    let sight = Sight::of(call.viewer())?;
    let page = call.page()?;
    let before = paging::goes_on_from(&page, CoachingSessionId::parse(&page.after).ok())?;
    let mut tx = call.read().await?;
    let found = sessions::list_before(&mut tx, &sight, &Wanted::default(), before, page.limit).await?;
    drop(tx);
    acts::log_reading_of(call.app(), call.viewer(), &found).await?;
    Ok(page.listed(&found, |session| session.id.to_string(), Shown::new))
}

fn session_id(call: &Call) -> Result<CoachingSessionId> {
    let id = CoachingSessionId::parse(call.path("session"));
    id.ok().ok_or(Error::NotFound { what: "session" })
}

async fn find_session(call: Call) -> Result<Found<Shown>> {
    let sight = Sight::of(call.viewer())?;
    let id = session_id(&call)?;
    let mut tx = call.read().await?;
    let session = sessions::find(&mut tx, &sight, id).await?;
    drop(tx);
    acts::log_reading_of(call.app(), call.viewer(), std::slice::from_ref(&session)).await?;
    Ok(Found::of_version(Shown::new(&session), session.version))
}

fn made(id: CoachingSessionId) -> Made {
    Made::at(id, &format!("/coaching/sessions/{id}"))
}

/// With the version that the session has now.
async fn changed(tx: &mut Tx, call: &Call, id: CoachingSessionId) -> Result<Made> {
    let version = sessions::find(tx, &Sight::of(call.viewer())?, id).await?.version;
    Ok(made(id).version(version))
}

async fn create_session(call: Call) -> Result<Made> {
    let fields = call.fields();
    let coachee = PersonId::parse(fields.text("coachee")).map_err(|_no_id| Error::NotFound { what: "person" })?;
    let said = pages::said_session(fields)?;
    call.writing(async |tx| {
        let co_coach = match fields.optional("co_coach") {
            Some(reference) => {
                let found = staff::by_reference(tx, [&reference]).await?.remove(&reference);
                let nobody = || Error::refused_on("co_coach", "coaching.no_co_coach", say("coaching.no_co_coach"));
                Some(found.ok_or_else(nobody)?.id)
            }
            None => None,
        };
        let around = Logging {
            co_coach,
            meeting: CoachingSessionId::parse(fields.text("meeting")).ok(),
            appointment: CoachingAppointmentId::parse(fields.text("appointment")).ok(),
            answers: fields.all("answers").to_vec(),
            outcome: Outcome::parse(fields.text("outcome")),
            level: fields.text("level").parse().ok(),
            ..Logging::default()
        };
        let id = acts::log(tx, call.viewer(), coachee, said, around).await?;
        changed(tx, &call, id).await
    })
    .await
}

async fn update_session(call: Call) -> Result<Made> {
    let (id, version) = (session_id(&call)?, call.version()?);
    let said = pages::said_session(call.fields())?;
    call.writing(async |tx| {
        acts::change(tx, call.viewer(), id, version, said).await?;
        changed(tx, &call, id).await
    })
    .await
}

async fn rate_session(call: Call) -> Result<Made> {
    let id = session_id(&call)?;
    let fields = call.fields();
    let shown = fields.optional("shown").map(|shown| shown == "yes");
    call.writing(async |tx| {
        acts::rate(tx, call.viewer(), id, fields.text("value").parse().ok(), shown).await?;
        Ok(made(id))
    })
    .await
}

async fn word_commitment(call: Call) -> Result<Made> {
    let (id, version) = (session_id(&call)?, call.version()?);
    call.writing(async |tx| {
        acts::word(tx, call.viewer(), id, version, call.fields().raw("commitment")).await?;
        changed(tx, &call, id).await
    })
    .await
}

async fn review_commitment(call: Call) -> Result<Made> {
    let (id, version) = (session_id(&call)?, call.version()?);
    let outcome = call.word("outcome", Outcome::parse)?;
    call.writing(async |tx| {
        acts::review(tx, call.viewer(), id, version, outcome).await?;
        changed(tx, &call, id).await
    })
    .await
}

/// What somebody who coached answered about a session.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Score")]
struct ScoreShown {
    form: CoachingFormId,
    scorer: PersonId,
    day: Day,
    answers: Vec<String>,
    /// What a change of it has to name as seen.
    version: i64,
}

async fn list_scores(call: Call) -> Result<Listed<ScoreShown>> {
    let sight = Sight::of(call.viewer())?;
    let mut tx = call.read().await?;
    let session = sessions::find(&mut tx, &sight, session_id(&call)?).await?;
    let me = call.viewer().person;
    if ![Some(session.coach), session.co_coach].contains(&me) || me.is_none() {
        return Err(Error::NotFound { what: "session" });
    }
    let scores = forms::list_scores(&mut tx, &session).await?;
    let shown = scores.into_iter().map(|score| ScoreShown {
        form: score.form,
        scorer: score.scorer,
        day: score.day,
        answers: score.answers,
        version: score.version,
    });
    Ok(Listed::whole(shown.collect()))
}

async fn score_session(call: Call) -> Result<Made> {
    let id = session_id(&call)?;
    let fields = call.fields();
    let form = CoachingFormId::parse(fields.text("form")).map_err(|_no_id| Error::NotFound { what: "form" })?;
    let seen = fields.text("seen").parse().unwrap_or_default();
    call.writing(async |tx| {
        let asked = forms::find(tx, form).await?.questions.len();
        let mut answers = fields.all("answers").to_vec();
        answers.resize(asked, String::new());
        acts::score(tx, call.viewer(), id, form, (seen, &answers)).await?;
        Ok(made(id))
    })
    .await
}
