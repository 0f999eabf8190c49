//! A coachee's record: what stands in it, plans, requests, appointments, and how they like to learn.

use super::TEXT_MAX;
use crate::people::coaching::acts::{self, Asked, SaidAppointment};
use crate::people::coaching::rules::plan::{Progress, SaidArea};
use crate::people::coaching::rules::request::{About, Reply, Resource};
use crate::people::coaching::rules::session::Skill;
use crate::people::coaching::store::Sight;
use crate::people::coaching::store::appointments::{self, Appointment};
use crate::people::coaching::store::plans::{self, Plan};
use crate::people::coaching::store::requests::{self, Learns, Request, Style};
use crate::people::coaching::{pages, reading};
use platform::api::{self, Call, FileContent, Found, Input, Made, Operation, Operations};
use platform::texts::say;
use platform::web::{Guard, printing};
use platform::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{CoachingAppointmentId, CoachingPlanId, CoachingRequestId, CoachingSessionId, Day, PersonId};

const LINK: &[Input] = &[
    Input::word("skill", "coaching.skill", Skill::words).needed(),
    Input::text("expert", "coaching.expert_hint").needed(),
    Input::text("because", "coaching.because").needed(),
];
const WORDS: &[Input] = &[Input::long("words", "coaching.api_words", TEXT_MAX).needed()];
const TRIGGERS: &[Input] = &[Input::texts("triggers", "coaching.api_triggers", 5)];
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
const PLAN: &[Input] = &[
    Input::words("skills", "coaching.api_areas", Skill::words).needed(),
    Input::texts("because", "coaching.api_area_because", 12),
    Input::texts("targets", "coaching.api_area_target", 12),
];
const CLOSING: &[Input] = &[Input::texts("progress", "coaching.api_progress", 12)];
const APPOINTMENT: &[Input] = &[
    Input::day("day", "coaching.day").needed(),
    Input::text("starts", "coaching.api_starts").needed(),
    Input::whole("minutes", "coaching.minutes", 1, 600).needed(),
    Input::text("topic", "coaching.topic"),
    Input::word("skill", "coaching.skill", Skill::words),
    Input::texts("questions", "coaching.api_questions", 8),
];

/// What programs can do with records.
pub(super) fn operations(operations: Operations, see: Guard, coach: Guard) -> Operations {
    let operations = operations
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
        .and(
            Operation::create(
                "create_coaching_plan",
                "/coaching/people/{person}/plan",
                coach,
                create_coaching_plan,
            )
            .body(PLAN),
        )
        .and(
            Operation::create(
                "create_appointment",
                "/coaching/people/{person}/appointment",
                coach,
                create_appointment,
            )
            .body(APPOINTMENT),
        );
    operations
        .and(Operation::find(
            "find_coaching_plan",
            "/coaching/plans/{plan}",
            see,
            find_coaching_plan,
        ))
        .and(
            Operation::act("close_coaching_plan", "/coaching/plans/{plan}/closing", coach, close_coaching_plan)
                .body(CLOSING)
                .versioned(),
        )
        .and(Operation::find(
            "find_appointment",
            "/coaching/appointments/{appointment}",
            see,
            find_appointment,
        ))
        .and(
            Operation::act(
                "cancel_appointment",
                "/coaching/appointments/{appointment}/cancellation",
                see,
                cancel_appointment,
            )
            .versioned(),
        )
        .and(Operation::create("create_request", "/coaching/requests", see, create_request).body(REQUEST))
        .and(Operation::find("find_request", "/coaching/requests/{request}", see, find_request))
        .and(
            Operation::act("answer_request", "/coaching/requests/{request}/answer", coach, answer_request)
                .body(ANSWER)
                .versioned(),
        )
        .and(Operation::find("find_preference", "/coaching/preference", see, find_preference))
        .and(Operation::update("update_preference", "/coaching/preference", see, update_preference).body(PREFERENCE))
        .and(Operation::act("end_calendar", "/coaching/calendar/end", see, end_calendar))
}

/// An area of a plan.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CoachingArea")]
struct AreaShown {
    skill: &'static str,
    because: String,
    target: String,
    /// What came of it; none while the plan is open.
    progress: Option<&'static str>,
}

/// A plan of one to three areas.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CoachingPlan")]
struct PlanShown {
    id: CoachingPlanId,
    coach: PersonId,
    coachee: PersonId,
    started: Day,
    closed: Option<Day>,
    areas: Vec<AreaShown>,
    version: i64,
}

impl PlanShown {
    fn new(plan: &Plan) -> Self {
        let areas = plan.areas.iter().map(|area| AreaShown {
            skill: area.skill.word(),
            because: area.because.clone(),
            target: area.target.clone(),
            progress: area.progress.map(Progress::word),
        });
        Self {
            id: plan.id,
            coach: plan.coach,
            coachee: plan.coachee,
            started: plan.started,
            closed: plan.closed,
            areas: areas.collect(),
            version: plan.version,
        }
    }
}

/// Something that was asked of a coach, and the answer.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CoachingRequest")]
struct RequestShown {
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
    fn new(request: &Request) -> Self {
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

/// A session that is to come.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Appointment")]
struct AppointmentShown {
    id: CoachingAppointmentId,
    coach: PersonId,
    coachee: PersonId,
    day: Day,
    /// When it begins, where the firm is: `14:00`.
    starts: String,
    minutes: i64,
    topic: String,
    skill: Option<&'static str>,
    /// The session that came of it.
    session: Option<CoachingSessionId>,
    cancelled: bool,
    version: i64,
}

impl AppointmentShown {
    fn new(one: &Appointment) -> Self {
        Self {
            id: one.id,
            coach: one.coach,
            coachee: one.coachee,
            day: one.day,
            starts: one.starts.clone(),
            minutes: one.minutes,
            topic: one.topic.clone(),
            skill: one.skill.map(Skill::word),
            session: one.session,
            cancelled: one.cancelled,
            version: one.version,
        }
    }
}

/// How a coachee likes to learn, and what they want to talk about next.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CoachingPreference")]
struct PreferenceShown {
    learns: Option<&'static str>,
    words: String,
    topic: String,
    version: i64,
}

impl PreferenceShown {
    fn new(style: Option<&Style>) -> Self {
        Self {
            learns: style.map(|style| style.learns.word()),
            words: style.map(|style| style.words.clone()).unwrap_or_default(),
            topic: style.map(|style| style.topic.clone()).unwrap_or_default(),
            version: style.map_or(0, |style| style.version),
        }
    }
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

fn person_id(call: &Call) -> Result<PersonId> {
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

async fn create_coaching_plan(call: Call) -> Result<Made> {
    let (id, fields) = (person_id(&call)?, call.fields());
    let text = |name: &str, place: usize| fields.all(name).get(place).cloned().unwrap_or_default();
    let areas = fields.all("skills").iter().enumerate().filter_map(|(place, skill)| {
        Some(SaidArea {
            skill: Skill::parse(skill)?,
            because: text("because", place),
            target: text("targets", place),
        })
    });
    let areas = areas.collect();
    call.writing(async |tx| {
        let id = acts::start_plan(tx, call.viewer(), id, areas).await?;
        Ok(Made::at(id, &format!("/coaching/plans/{id}")).version(1))
    })
    .await
}

fn plan_id(call: &Call) -> Result<CoachingPlanId> {
    CoachingPlanId::parse(call.path("plan")).map_err(|_no_id| Error::NotFound { what: "coaching plan" })
}

async fn find_coaching_plan(call: Call) -> Result<Found<PlanShown>> {
    let id = plan_id(&call)?;
    let mut tx = call.read().await?;
    let plan = plans::find(&mut tx, &Sight::of(call.viewer())?, id).await?;
    drop(tx);
    acts::log_reading(call.app(), call.viewer(), plan.coachee, &[plan.coach]).await?;
    Ok(Found::of_version(PlanShown::new(&plan), plan.version))
}

async fn close_coaching_plan(call: Call) -> Result<Made> {
    let (id, version) = (plan_id(&call)?, call.version()?);
    let unknown = || Error::refused_on("progress", "coaching.api_word", say("coaching.api_word"));
    let progress = call.fields().all("progress").iter().map(|word| match word.as_str() {
        "" => Ok(None),
        word => Progress::parse(word).map(Some).ok_or_else(unknown),
    });
    let progress = progress.collect::<Result<Vec<_>>>()?;
    call.writing(async |tx| {
        acts::close_plan(tx, call.viewer(), id, version, &progress).await?;
        Ok(Made::at(id, &format!("/coaching/plans/{id}")).version(version + 1))
    })
    .await
}

async fn create_appointment(call: Call) -> Result<Made> {
    let (id, fields) = (person_id(&call)?, call.fields());
    let said = SaidAppointment {
        day: fields.needed_day("day")?,
        starts: fields.text("starts").to_owned(),
        minutes: fields.text("minutes").parse().unwrap_or_default(),
        topic: fields.text("topic").to_owned(),
        skill: Skill::parse(fields.text("skill")),
        questions: fields.all("questions").join("\n"),
    };
    call.writing(async |tx| {
        let id = acts::arrange(tx, call.viewer(), id, said).await?;
        Ok(Made::at(id, &format!("/coaching/appointments/{id}")).version(1))
    })
    .await
}

fn appointment_id(call: &Call) -> Result<CoachingAppointmentId> {
    CoachingAppointmentId::parse(call.path("appointment")).map_err(|_no_id| Error::NotFound { what: "appointment" })
}

async fn find_appointment(call: Call) -> Result<Found<AppointmentShown>> {
    let id = appointment_id(&call)?;
    let mut tx = call.read().await?;
    let one = appointments::find(&mut tx, &Sight::of(call.viewer())?, id).await?;
    drop(tx);
    acts::log_reading(call.app(), call.viewer(), one.coachee, &[one.coach]).await?;
    Ok(Found::of_version(AppointmentShown::new(&one), one.version))
}

async fn cancel_appointment(call: Call) -> Result<Made> {
    let (id, version) = (appointment_id(&call)?, call.version()?);
    call.writing(async |tx| {
        acts::cancel(tx, call.viewer(), id, version).await?;
        Ok(Made::at(id, &format!("/coaching/appointments/{id}")).version(version + 1))
    })
    .await
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

fn request_id(call: &Call) -> Result<CoachingRequestId> {
    CoachingRequestId::parse(call.path("request")).map_err(|_no_id| Error::NotFound { what: "request" })
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

/// The address of the calendar works no more. A new one is made on the page: it is a secret, and an answer would be kept.
async fn end_calendar(call: Call) -> Result<Made> {
    let me = call.viewer().person.ok_or(Error::NotFound { what: "calendar" })?;
    call.writing(async |tx| {
        acts::close_feed(tx, call.viewer()).await?;
        Ok(Made::at(me, "/coaching/preference"))
    })
    .await
}
