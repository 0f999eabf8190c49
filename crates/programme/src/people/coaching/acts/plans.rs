//! Starting and closing a coaching plan, and holding a role conversation.

use super::pair;
use crate::people::coaching::reading::Numbers;
use crate::people::coaching::rules::month::month_of;
use crate::people::coaching::rules::plan::{Progress, SaidArea, checked};
use crate::people::coaching::rules::session::needed_text;
use crate::people::coaching::store::plans::{Area, Plan, Talk};
use crate::people::coaching::store::{self, Sight};
use crate::people::coaching::{COACH, policy, reading};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::say;
use platform::{Error, Result};
use serde_json::json;
use vocabulary::{CoachingPlanId, PersonId};

/// Starts a plan of one to three areas (R-COA-9). Each area keeps the coachee's level on that day, or why it was unknown.
///
/// # Errors
/// Forbidden; not found when the coachee is nobody of the viewer's team; a refusal on `areas`; a plan that is open already.
pub async fn start_plan(tx: &mut Tx, viewer: &Viewer, coachee: PersonId, areas: Vec<SaidArea>) -> Result<CoachingPlanId> {
    let (coach, _) = pair(tx, viewer, coachee).await?;
    let today = tx.today();
    let numbers = Numbers::load(tx, &month_of(today)).await?;
    let areas = checked(areas, numbers.count(policy::MAX_AREAS))?;
    let sight = Sight::of(viewer)?;
    if store::plans::list_open(tx, &sight, &[coachee]).await?.contains_key(&coachee) {
        return Err(Error::refused("coaching.plan_open", say("coaching.plan_open")));
    }
    let mut kept = Vec::new();
    for area in areas {
        let baseline = reading::level(tx, coachee, area.skill).await?;
        kept.push(Area {
            skill: area.skill,
            because: area.because,
            target: area.target,
            baseline,
            progress: None,
        });
    }
    let plan = Plan {
        id: CoachingPlanId::new(tx.ids()),
        coach,
        coachee,
        started: today,
        closed: None,
        version: 1,
        areas: kept,
    };
    store::plans::insert(tx, &plan).await?;
    let skills: Vec<&str> = plan.areas.iter().map(|area| area.skill.word()).collect();
    let body = json!({ "coachee": coachee, "skills": skills });
    note(tx, viewer, "coaching_plan_started", ("coaching_plan", plan.id.to_string()), &body)?;
    Ok(plan.id)
}

/// Closes a plan: a named person says for each area whether it made progress.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; a refusal when an area has no answer.
pub async fn close_plan(tx: &mut Tx, viewer: &Viewer, id: CoachingPlanId, version: i64, progress: &[Option<Progress>]) -> Result<()> {
    let mut plan = coached_plan(tx, viewer, id, version).await?;
    if plan.closed.is_some() {
        return Err(Error::refused("coaching.plan_closed", say("coaching.plan_closed")));
    }
    for (place, area) in plan.areas.iter_mut().enumerate() {
        let said = progress.get(place).copied().flatten();
        let missing = || {
            Error::refused_on(
                &format!("progress-{}", place + 1),
                "coaching.progress_missing",
                say("coaching.progress_missing"),
            )
        };
        area.progress = Some(said.ok_or_else(missing)?);
    }
    plan.closed = Some(tx.today());
    store::plans::update(tx, &plan).await?;
    let made = plan.areas.iter().filter(|area| area.progress == Some(Progress::Made)).count();
    let body = json!({ "coachee": plan.coachee, "areas": plan.areas.len(), "with_progress": made });
    note(tx, viewer, "coaching_plan_closed", ("coaching_plan", id.to_string()), &body)
}

/// Whether a closed plan can be opened again: nothing followed it, neither another plan nor a role conversation.
///
/// # Errors
/// When the database does not answer.
pub async fn can_reopen(tx: &mut Tx, viewer: &Viewer, plan: &Plan) -> Result<bool> {
    let Some(closed) = plan.closed else { return Ok(false) };
    let sight = Sight::of(viewer)?;
    let later = |other: &Plan| other.id != plan.id && other.closed.is_none_or(|ended| ended >= closed) && other.started >= plan.started;
    let followed = store::plans::list_of(tx, &sight, plan.coachee).await?.iter().any(later);
    let talked = store::plans::list_talks(tx, &sight, plan.coachee).await?;
    Ok(!followed && !talked.iter().any(|talk| talk.day >= closed))
}

/// Opens a closed plan again; what was said of its areas is said anew when it is closed.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; a refusal when something followed it.
pub async fn reopen_plan(tx: &mut Tx, viewer: &Viewer, id: CoachingPlanId, version: i64) -> Result<()> {
    let mut plan = coached_plan(tx, viewer, id, version).await?;
    if plan.closed.is_none() {
        return Err(Error::Changed { what: "coaching plan" });
    }
    if !can_reopen(tx, viewer, &plan).await? {
        return Err(Error::refused("coaching.plan_followed", say("coaching.plan_followed")));
    }
    plan.closed = None;
    for area in &mut plan.areas {
        area.progress = None;
    }
    store::plans::update(tx, &plan).await?;
    let body = json!({ "coachee": plan.coachee });
    note(tx, viewer, "coaching_plan_reopened", ("coaching_plan", id.to_string()), &body)
}

/// A plan of somebody whom the viewer coaches, in the version that they saw.
async fn coached_plan(tx: &mut Tx, viewer: &Viewer, id: CoachingPlanId, version: i64) -> Result<Plan> {
    let scope = viewer.may(COACH)?;
    let plan = store::plans::find(tx, &Sight::of(viewer)?, id).await?;
    scope.of_person(plan.coachee, "coaching plan")?;
    if viewer.person == Some(plan.coachee) {
        return Err(Error::NotFound { what: "coaching plan" });
    }
    if plan.version != version {
        return Err(Error::Changed { what: "coaching plan" });
    }
    Ok(plan)
}

/// Keeps that a conversation about somebody's role was held (R-COA-14). The system only suggests it.
///
/// # Errors
/// Forbidden; not found when the coachee is nobody of the viewer's team; a refusal on `words`.
pub async fn talk(tx: &mut Tx, viewer: &Viewer, coachee: PersonId, words: &str) -> Result<()> {
    let (coach, _) = pair(tx, viewer, coachee).await?;
    let talk = Talk {
        coachee,
        coach,
        day: tx.today(),
        words: needed_text("words", words)?,
    };
    store::plans::insert_talk(tx, &talk).await?;
    note(tx, viewer, "role_conversation_held", ("coachee", coachee.to_string()), &json!({}))
}
