//! A coachee's record: what stands in it, on paper too, and what their coach adds to it.

use super::TEXT_MAX;
use super::appointments::AppointmentShown;
use super::plans::PlanShown;
use super::requests::{PreferenceShown, RequestShown};
use crate::people::coaching::rules::session::Skill;
use crate::people::coaching::{acts, pages, reading};
use platform::api::{self, Call, FileContent, Found, Input, Made, Operation, Operations};
use platform::web::{Guard, printing};
use platform::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{Day, PersonId};

const LINK: &[Input] = &[
    Input::word("skill", "coaching.skill", Skill::words).needed(),
    Input::text("expert", "coaching.expert_hint").needed(),
    Input::text("because", "coaching.because").needed(),
];
const WORDS: &[Input] = &[Input::long("words", "coaching.api_words", TEXT_MAX).needed()];
const TRIGGERS: &[Input] = &[Input::texts("triggers", "coaching.api_triggers", 5)];

/// What programs can do with records.
pub(super) fn operations(operations: Operations, see: Guard, coach: Guard) -> Operations {
    operations
        .and(Operation::find("find_record", "/coaching/people/{person}", see, find_record))
        .and(Operation::find("find_record_paper", "/coaching/people/{person}/paper", see, find_paper).query(&[api::PAPER]))
        .and(Operation::act("link_expert", "/coaching/people/{person}/links", coach, link_expert).body(LINK))
        .and(Operation::act("create_talk", "/coaching/people/{person}/talks", coach, create_talk).body(WORDS))
        .and(Operation::act("agree_triggers", "/coaching/people/{person}/triggers", coach, agree_triggers).body(TRIGGERS))
        .and(
            Operation::act(
                "create_intervention",
                "/coaching/people/{person}/interventions",
                coach,
                create_intervention,
            )
            .body(WORDS),
        )
}

/// A link to an expert.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ExpertLink")]
struct LinkShown {
    expert: PersonId,
    skill: &'static str,
    because: String,
    day: Day,
}

/// A conversation about somebody's role.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RoleTalk")]
struct TalkShown {
    coach: PersonId,
    day: Day,
    words: String,
}

/// What stands in the record of a coachee besides their sessions.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CoachingRecord")]
struct RecordShown {
    person: PersonId,
    coach: Option<PersonId>,
    plans: Vec<PlanShown>,
    requests: Vec<RequestShown>,
    appointments: Vec<AppointmentShown>,
    links: Vec<LinkShown>,
    talks: Vec<TalkShown>,
    /// When the coach gets involved, as agreed.
    triggers: Vec<String>,
    preference: PreferenceShown,
}

pub(super) fn person_id(call: &Call) -> Result<PersonId> {
    PersonId::parse(call.path("person")).map_err(|_no_id| Error::NotFound { what: "person" })
}

async fn find_record(call: Call) -> Result<Found<RecordShown>> {
    let id = person_id(&call)?;
    let mut tx = call.read().await?;
    let record = reading::record(&mut tx, call.viewer(), id).await?;
    drop(tx);
    acts::log_reading(call.app(), call.viewer(), id, &[]).await?;
    Ok(Found::new(RecordShown {
        person: id,
        coach: record.coach.as_ref().map(|coach| coach.id),
        plans: record.plans.iter().map(PlanShown::new).collect(),
        requests: record.requests.iter().map(RequestShown::new).collect(),
        appointments: record.appointments.iter().map(AppointmentShown::new).collect(),
        links: record
            .links
            .into_iter()
            .map(|link| LinkShown {
                expert: link.expert,
                skill: link.skill.word(),
                because: link.because,
                day: link.day,
            })
            .collect(),
        talks: record
            .talks
            .into_iter()
            .map(|talk| TalkShown {
                coach: talk.coach,
                day: talk.day,
                words: talk.words,
            })
            .collect(),
        triggers: record.triggers,
        preference: PreferenceShown::new(record.style.as_ref()),
    }))
}

/// The record as its page prints it.
async fn find_paper(call: Call) -> Result<Found<FileContent>> {
    let id = person_id(&call)?;
    let paper = printing::paper(call.caller(), &call.asked(["paper"]))?;
    let document = pages::printed(call.caller(), id).await?;
    api::printed(&call, document, paper).await
}

fn of_person(id: PersonId) -> Made {
    Made::at(id, &format!("/coaching/people/{id}"))
}

async fn link_expert(call: Call) -> Result<Made> {
    let (id, fields) = (person_id(&call)?, call.fields());
    let skill = call.word("skill", Skill::parse)?;
    call.writing(async |tx| {
        acts::link(tx, call.viewer(), id, fields.text("expert"), (skill, fields.text("because"))).await?;
        Ok(of_person(id))
    })
    .await
}

async fn create_talk(call: Call) -> Result<Made> {
    let id = person_id(&call)?;
    call.writing(async |tx| {
        acts::talk(tx, call.viewer(), id, call.fields().raw("words")).await?;
        Ok(of_person(id))
    })
    .await
}

async fn agree_triggers(call: Call) -> Result<Made> {
    let id = person_id(&call)?;
    let lines = call.fields().all("triggers").join("\n");
    call.writing(async |tx| {
        acts::agree(tx, call.viewer(), id, &lines).await?;
        Ok(of_person(id))
    })
    .await
}

async fn create_intervention(call: Call) -> Result<Made> {
    let id = person_id(&call)?;
    call.writing(async |tx| {
        acts::step_in(tx, call.viewer(), id, call.fields().raw("words")).await?;
        Ok(of_person(id))
    })
    .await
}
