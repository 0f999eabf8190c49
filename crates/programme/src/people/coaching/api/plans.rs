//! Coaching plans of one to three areas, and what came of them.

use super::records::person_id;
use crate::people::coaching::acts;
use crate::people::coaching::rules::plan::{Progress, SaidArea};
use crate::people::coaching::rules::session::Skill;
use crate::people::coaching::store::Sight;
use crate::people::coaching::store::plans::{self, Plan};
use platform::api::{Call, Found, Input, Made, Operation, Operations};
use platform::texts::say;
use platform::web::Guard;
use platform::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{CoachingPlanId, Day, PersonId};

const PLAN: &[Input] = &[
    Input::words("skills", "coaching.api_areas", Skill::words).needed(),
    Input::texts("because", "coaching.api_area_because", 12),
    Input::texts("targets", "coaching.api_area_target", 12),
];
const CLOSING: &[Input] = &[Input::texts("progress", "coaching.api_progress", 12)];

/// What programs can do with plans.
pub(super) fn operations(api: Operations, see: Guard, coach: Guard) -> Operations {
    api.and(
        Operation::create(
            "create_coaching_plan",
            "/coaching/people/{person}/plan",
            coach,
            create_coaching_plan,
        )
        .body(PLAN),
    )
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
    .and(
        Operation::act(
            "reopen_coaching_plan",
            "/coaching/plans/{plan}/reopening",
            coach,
            reopen_coaching_plan,
        )
        .versioned(),
    )
}

/// An area of a plan.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CoachingArea")]
pub(super) struct AreaShown {
    skill: &'static str,
    because: String,
    target: String,
    /// What came of it; none while the plan is open.
    progress: Option<&'static str>,
}

/// A plan of one to three areas.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CoachingPlan")]
pub(super) struct PlanShown {
    id: CoachingPlanId,
    coach: PersonId,
    coachee: PersonId,
    started: Day,
    closed: Option<Day>,
    areas: Vec<AreaShown>,
    version: i64,
}

impl PlanShown {
    pub(super) fn new(plan: &Plan) -> Self {
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

fn plan_id(call: &Call) -> Result<CoachingPlanId> {
    CoachingPlanId::parse(call.path("plan")).map_err(|_no_id| Error::NotFound { what: "coaching plan" })
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

async fn reopen_coaching_plan(call: Call) -> Result<Made> {
    let (id, version) = (plan_id(&call)?, call.version()?);
    call.writing(async |tx| {
        acts::reopen_plan(tx, call.viewer(), id, version).await?;
        Ok(Made::at(id, &format!("/coaching/plans/{id}")).version(version + 1))
    })
    .await
}
