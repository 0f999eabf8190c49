//! What coachees ask of their coach, the answers, and how they like to learn.

use super::TEXT_MAX;
use crate::people::coaching::acts::{self, Asked};
use crate::people::coaching::rules::request::{About, Reply, Resource};
use crate::people::coaching::store::Sight;
use crate::people::coaching::store::requests::{self, Learns, Request, Style};
use platform::api::{Call, Found, Input, Made, Operation, Operations};
use platform::web::Guard;
use platform::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{CoachingRequestId, Day, PersonId};

const REQUEST: &[Input] = &[
    Input::word("about", "coaching.api_about", About::words).needed(),
    Input::word("resource", "coaching.api_resource", Resource::words),
    Input::long("words", "coaching.api_words", TEXT_MAX).needed(),
];
const ANSWER: &[Input] = &[
    Input::word("reply", "coaching.answer", Reply::words).needed(),
    Input::long("answer", "coaching.answer_words", TEXT_MAX),
];
const PREFERENCE: &[Input] = &[
    Input::word("learns", "coaching.api_learns", Learns::words).needed(),
    Input::text("words", "coaching.answer_words"),
    Input::text("topic", "coaching.topic"),
];

/// What programs can do with requests and preferences.
pub(super) fn operations(api: Operations, see: Guard, coach: Guard) -> Operations {
    api.and(Operation::create("create_request", "/coaching/requests", see, create_request).body(REQUEST))
        .and(Operation::find("find_request", "/coaching/requests/{request}", see, find_request))
        .and(
            Operation::act("answer_request", "/coaching/requests/{request}/answer", coach, answer_request)
                .body(ANSWER)
                .versioned(),
        )
        .and(Operation::act("withdraw_answer", "/coaching/requests/{request}/withdrawal", coach, withdraw_answer).versioned())
        .and(Operation::find("find_preference", "/coaching/preference", see, find_preference))
        .and(Operation::update("update_preference", "/coaching/preference", see, update_preference).body(PREFERENCE))
}

/// Something that was asked of a coach, and the answer.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CoachingRequest")]
pub(super) struct RequestShown {
    id: CoachingRequestId,
    coach: PersonId,
    coachee: PersonId,
    about: &'static str,
    resource: Option<&'static str>,
    words: String,
    day: Day,
    due: Option<Day>,
    reply: Option<&'static str>,
    answer: String,
    version: i64,
}

impl RequestShown {
    pub(super) fn new(request: &Request) -> Self {
        Self {
            id: request.id,
            coach: request.coach,
            coachee: request.coachee,
            about: request.about.word(),
            resource: request.resource.map(Resource::word),
            words: request.words.clone(),
            day: request.day,
            due: request.due,
            reply: request.reply.map(Reply::word),
            answer: request.answer.clone(),
            version: request.version,
        }
    }
}

/// How a coachee likes to learn, and what they want to talk about next.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CoachingPreference")]
pub(super) struct PreferenceShown {
    learns: Option<&'static str>,
    words: String,
    topic: String,
    version: i64,
}

impl PreferenceShown {
    pub(super) fn new(style: Option<&Style>) -> Self {
        Self {
            learns: style.map(|style| style.learns.word()),
            words: style.map(|style| style.words.clone()).unwrap_or_default(),
            topic: style.map(|style| style.topic.clone()).unwrap_or_default(),
            version: style.map_or(0, |style| style.version),
        }
    }
}

fn request_id(call: &Call) -> Result<CoachingRequestId> {
    CoachingRequestId::parse(call.path("request")).map_err(|_no_id| Error::NotFound { what: "request" })
}

async fn create_request(call: Call) -> Result<Made> {
    let fields = call.fields();
    let asked = Asked {
        about: call.word("about", About::parse)?,
        resource: Resource::parse(fields.text("resource")),
        words: fields.raw("words").to_owned(),
    };
    call.writing(async |tx| {
        let id = acts::ask(tx, call.viewer(), asked).await?;
        Ok(Made::at(id, &format!("/coaching/requests/{id}")).version(1))
    })
    .await
}

async fn find_request(call: Call) -> Result<Found<RequestShown>> {
    let id = request_id(&call)?;
    let mut tx = call.read().await?;
    let request = requests::find(&mut tx, &Sight::of(call.viewer())?, id).await?;
    drop(tx);
    acts::log_reading(call.app(), call.viewer(), request.coachee, &[request.coach]).await?;
    Ok(Found::of_version(RequestShown::new(&request), request.version))
}

async fn answer_request(call: Call) -> Result<Made> {
    let (id, version) = (request_id(&call)?, call.version()?);
    let reply = call.word("reply", Reply::parse)?;
    call.writing(async |tx| {
        acts::answer(tx, call.viewer(), id, version, (Some(reply), call.fields().raw("answer"))).await?;
        Ok(Made::at(id, &format!("/coaching/requests/{id}")).version(version + 1))
    })
    .await
}

async fn withdraw_answer(call: Call) -> Result<Made> {
    let (id, version) = (request_id(&call)?, call.version()?);
    call.writing(async |tx| {
        acts::withdraw(tx, call.viewer(), id, version).await?;
        Ok(Made::at(id, &format!("/coaching/requests/{id}")).version(version + 1))
    })
    .await
}

/// The caller's own preference; version 0 until they said one.
async fn find_preference(call: Call) -> Result<Found<PreferenceShown>> {
    let sight = Sight::of(call.viewer())?;
    let me = call.viewer().person.ok_or(Error::NotFound { what: "person" })?;
    let mut tx = call.read().await?;
    let style = requests::list_styles(&mut tx, &sight, &[me]).await?.remove(&me);
    let version = style.as_ref().map_or(0, |style| style.version);
    Ok(Found::of_version(PreferenceShown::new(style.as_ref()), version))
}

async fn update_preference(call: Call) -> Result<Made> {
    let (fields, version) = (call.fields(), call.version()?);
    let me = call.viewer().person.ok_or(Error::NotFound { what: "person" })?;
    let style = Style {
        learns: call.word("learns", Learns::parse)?,
        words: fields.text("words").to_owned(),
        topic: fields.text("topic").to_owned(),
        version,
    };
    call.writing(async |tx| {
        acts::prefer(tx, call.viewer(), style).await?;
        Ok(Made::at(me, "/coaching/preference").version(version + 1))
    })
    .await
}
