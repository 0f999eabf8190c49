//! The coach's week: who, why, the last commitment, the prepared questions.

use super::ground::{Ground, Numbers, quality_of, standings};
use super::level;
use super::lights::{Judged, lights_of};
use crate::foundation::staff::{self, Person};
use crate::people::coaching::rules::month::{band, hours, last_day, last_month, last_quarter, month_of};
use crate::people::coaching::rules::plan::{suggests_expert, suggests_role_talk};
use crate::people::coaching::rules::quality::Quality;
use crate::people::coaching::rules::segment::Segment;
use crate::people::coaching::rules::session::Skill;
use crate::people::coaching::rules::week::{Situation, Turn, in_order};
use crate::people::coaching::store::appointments::Appointment;
use crate::people::coaching::store::plans::Plan;
use crate::people::coaching::store::requests::{Request, Style};
use crate::people::coaching::store::sessions::Session;
use crate::people::coaching::store::{self, Sight};
use crate::people::coaching::{COACH, policy};
use platform::access::{Extent, Viewer};
use platform::database::Tx;
use platform::figures::ClosedValue;
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{CoachingAppointmentId, Interval, PersonId, Ratio};

/// A coachee as the week shows them.
#[derive(Debug, Clone)]
pub struct Coachee {
    /// Who.
    pub person: Person,
    /// The segment, where there is one.
    pub segment: Option<Segment>,
    /// The latest closed value of the performance figure.
    pub standing: Option<ClosedValue>,
    /// Why they stand here.
    pub turn: Turn,
    /// The hours of the last full month.
    pub hours: Ratio,
    /// The minutes of the month that runs.
    pub minutes_now: i64,
    /// The last session with a commitment.
    pub last: Option<Session>,
    /// What they asked and nobody answered.
    pub requests: Vec<Request>,
    /// How they like to learn, and the topic they chose.
    pub style: Option<Style>,
    /// The open plan.
    pub plan: Option<Plan>,
    /// The next appointment.
    pub next: Option<Appointment>,
    /// The questions prepared for it.
    pub questions: Vec<String>,
    /// Whether the coachee is further in the skill than the coach: link an expert (R-COA-13).
    pub expert: bool,
}

impl Coachee {
    /// The skill to talk about: that of the appointment, else the first area of the plan, else that of the last session.
    #[must_use]
    pub fn skill(&self) -> Option<Skill> {
        let planned = self.next.as_ref().and_then(|next| next.skill);
        let area = || self.plan.as_ref().and_then(|plan| plan.areas.first()).map(|area| area.skill);
        let last = || self.last.as_ref().and_then(|last| last.said.skill);
        planned.or_else(area).or_else(last)
    }
}

/// A coach's week.
#[derive(Debug, Clone)]
pub struct Week {
    /// The coach.
    pub coach: Person,
    /// The coachees in the order in which an hour helps most.
    pub coachees: Vec<Coachee>,
    /// The last full month.
    pub month: Ground,
    /// The last full quarter.
    pub quarter: Ground,
    /// The six lights.
    pub lights: Vec<Judged>,
    /// The coach's quality in the last full quarter, and that quarter.
    pub quality: (Interval, Quality),
}

/// The people whom a viewer coaches: those who report to them today.
///
/// # Errors
/// Forbidden; not found when the viewer is nobody in the firm.
fn me(viewer: &Viewer) -> Result<PersonId> {
    viewer.may(COACH)?;
    viewer.person.ok_or(Error::NotFound { what: "coach" })
}

/// The week of the viewer.
///
/// # Errors
/// Forbidden; not found when the viewer is nobody in the firm; when the database does not answer.
pub async fn week(tx: &mut Tx, viewer: &Viewer) -> Result<Week> {
    let coach = me(viewer)?;
    let sight = Sight::of(viewer)?;
    let today = tx.today();
    let month = Ground::of(tx, coach, &last_month(today)).await?;
    let quarter = Ground::of(tx, coach, &last_quarter(today)).await?;
    let lights = lights_of(tx, &month, &quarter).await?;
    let (of, own, _) = quality_of(tx, coach, &quarter.span).await?;
    let mut coachees = coachees(tx, viewer, &sight, &month).await?;
    let next: Vec<CoachingAppointmentId> = coachees
        .iter()
        .filter_map(|coachee| coachee.next.as_ref())
        .map(|next| next.id)
        .collect();
    let mut asked = store::appointments::list_asked(tx, &next).await?;
    for coachee in &mut coachees {
        coachee.questions = coachee.next.as_ref().and_then(|next| asked.remove(&next.id)).unwrap_or_default();
        coachee.expert = wants_an_expert(tx, coach, coachee).await?;
    }
    let people = staff::by_ids(tx, &[coach]).await?;
    Ok(Week {
        coach: people.into_values().next().ok_or(Error::NotFound { what: "coach" })?,
        coachees,
        month,
        quarter,
        lights,
        quality: (of, own),
    })
}

/// Whether the coach's own level in the skill is below the coachee's; not where either is unknown.
async fn wants_an_expert(tx: &mut Tx, coach: PersonId, coachee: &Coachee) -> Result<bool> {
    let Some(skill) = coachee.skill() else { return Ok(false) };
    let own = level(tx, coach, skill).await?;
    let theirs = level(tx, coachee.person.id, skill).await?;
    Ok(suggests_expert(own.ok().as_ref(), theirs.ok().as_ref()))
}

/// What is known of the team, each in one question for all.
struct Known {
    people: BTreeMap<PersonId, Person>,
    standings: BTreeMap<PersonId, Vec<ClosedValue>>,
    now: BTreeMap<PersonId, i64>,
    last: BTreeMap<PersonId, Session>,
    requests: Vec<Request>,
    styles: BTreeMap<PersonId, Style>,
    appointments: Vec<Appointment>,
}

async fn coachees(tx: &mut Tx, viewer: &Viewer, sight: &Sight, month: &Ground) -> Result<Vec<Coachee>> {
    let today = tx.today();
    let team: Vec<PersonId> = match viewer.may(COACH)?.people() {
        Extent::All => month.team.iter().copied().collect(),
        Extent::Only(people) => people.iter().copied().filter(|person| *person != month.coach).collect(),
    };
    let known = Known {
        people: staff::by_ids(tx, &team).await?,
        standings: standings(tx, &month.numbers, &team, last_day(&month.span).next()).await?,
        now: store::minutes::list_totals(tx, &team, &month_of(today)).await?,
        last: store::sessions::list_latest(tx, sight, &team).await?,
        requests: store::requests::list_waiting(tx, sight, month.coach, &month.team).await?,
        styles: store::requests::list_styles(tx, sight, &team).await?,
        appointments: store::appointments::list_of_coach(tx, sight, month.coach, today).await?,
    };
    let closed = store::plans::list_closed(tx, sight, &team).await?;
    let mut plans = store::plans::list_open(tx, sight, &team).await?;
    // What counts of an hour depends on what everybody gave, not on this coach alone (R-COA-1).
    let received = store::minutes::list_totals(tx, &team, &month.span).await?;
    let situations = team
        .iter()
        .filter(|person| known.people.get(*person).is_some_and(|person| !person.has_left(today)));
    let situations = situations.map(|person| {
        let segment = month.segments.as_ref().and_then(|segments| segments.get(person)).copied();
        let (plans, talked) = closed.get(person).cloned().unwrap_or_default();
        situation(
            &month.numbers,
            &known,
            *person,
            (segment, hours(received.get(person).copied().unwrap_or_default())),
        )
        .with_role_talk(suggests_role_talk(
            segment,
            &plans,
            talked,
            month.numbers.count(policy::STUCK_PLANS),
        ))
    });
    let situations: Vec<Situation> = situations.collect();
    let by_person: BTreeMap<PersonId, Situation> = situations.iter().map(|one| (one.coachee, one.clone())).collect();
    let shown = in_order(situations, today).into_iter().filter_map(|turn| {
        let situation = by_person.get(&turn.coachee)?;
        let id = turn.coachee;
        Some(Coachee {
            person: known.people.get(&id)?.clone(),
            segment: situation.segment,
            standing: known.standings.get(&id).and_then(|values| values.first()).cloned(),
            hours: situation.hours.clone(),
            minutes_now: known.now.get(&id).copied().unwrap_or_default(),
            last: known.last.get(&id).cloned(),
            requests: known.requests.iter().filter(|request| request.coachee == id).cloned().collect(),
            style: known.styles.get(&id).cloned(),
            plan: plans.remove(&id),
            next: known.appointments.iter().find(|appointment| appointment.coachee == id).cloned(),
            questions: Vec::new(),
            expert: false,
            turn,
        })
    });
    Ok(shown.collect())
}

fn situation(numbers: &Numbers, known: &Known, coachee: PersonId, (segment, hours): (Option<Segment>, Ratio)) -> Situation {
    let last = known.last.get(&coachee).filter(|session| session.is_open());
    Situation {
        coachee,
        segment,
        band: band(&hours, &numbers.number(policy::MIN_H), &numbers.number(policy::MAX_CREDIT_H)),
        hours,
        commitment_due: last.and_then(|session| session.said.due),
        asks: known.requests.iter().any(|request| request.coachee == coachee),
        role_talk: false,
        next: known
            .appointments
            .iter()
            .find(|appointment| appointment.coachee == coachee)
            .map(|appointment| appointment.day),
    }
}
