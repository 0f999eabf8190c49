//! The record of a coachee: everything about them that they, their coach and their manager may read.

use super::ground::Numbers;
use crate::foundation::staff::{self, Person};
use crate::people::coaching::SEE;
use crate::people::coaching::rules::month::{hours, month_of};
use crate::people::coaching::store::appointments::Appointment;
use crate::people::coaching::store::plans::{Plan, Talk};
use crate::people::coaching::store::ratings::Rating;
use crate::people::coaching::store::requests::{Link, Request, Style};
use crate::people::coaching::store::sessions::Session;
use crate::people::coaching::store::{self, Sight};
use platform::Result;
use platform::access::Viewer;
use platform::database::Tx;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{CoachingSessionId, Day, Interval, PersonId, Ratio};

/// How many sessions a record shows; the list has the others.
const SESSIONS_MAX: i64 = 60;
/// How many months of hours it shows.
const MONTHS: i32 = 6;

/// A record.
#[derive(Debug, Clone)]
pub struct Record {
    /// Whose.
    pub person: Person,
    /// Whether it is the viewer's own.
    pub own: bool,
    /// The coach: whom they report to today.
    pub coach: Option<Person>,
    /// The sessions, the latest first.
    pub sessions: Vec<Session>,
    /// The coachee's own answers; empty for everybody else.
    pub ratings: BTreeMap<CoachingSessionId, Rating>,
    /// The plans, the latest first.
    pub plans: Vec<Plan>,
    /// What was asked and answered.
    pub requests: Vec<Request>,
    /// Links to experts.
    pub links: Vec<Link>,
    /// Role conversations.
    pub talks: Vec<Talk>,
    /// When the coach gets involved, as agreed.
    pub triggers: Vec<String>,
    /// How they like to learn, and the topic they chose.
    pub style: Option<Style>,
    /// What is to come.
    pub appointments: Vec<Appointment>,
    /// The hours of the last months, the latest last.
    pub hours: Vec<(Interval, Ratio)>,
    /// The policy values of today's month.
    pub numbers: Numbers,
    /// The names of everybody it mentions.
    pub names: BTreeMap<PersonId, String>,
}

impl Record {
    /// A name of somebody the record mentions.
    #[must_use]
    pub fn name(&self, person: PersonId) -> &str {
        self.names.get(&person).map_or("", String::as_str)
    }

    /// The session whose commitment waits, if one does.
    #[must_use]
    pub fn open(&self) -> Option<&Session> {
        self.sessions.iter().find(|session| session.is_open())
    }
}

/// The record of a person.
///
/// # Errors
/// Forbidden; not found when the person lies outside the viewer's sight.
pub async fn record(tx: &mut Tx, viewer: &Viewer, coachee: PersonId) -> Result<Record> {
    let scope = viewer.may(SEE)?;
    scope.of_person(coachee, "person")?;
    let sight = Sight::of(viewer)?;
    let today = tx.today();
    let person = staff::by_ids(tx, &[coachee]).await?.remove(&coachee);
    let person = person.ok_or(platform::Error::NotFound { what: "person" })?;
    let own = viewer.person == Some(coachee);
    let sessions = store::sessions::list_of_coachee(tx, &sight, coachee, SESSIONS_MAX).await?;
    let ids: Vec<CoachingSessionId> = sessions.iter().map(|session| session.id).collect();
    let ratings = if own {
        store::ratings::list_rated(tx, coachee, &ids).await?
    } else {
        BTreeMap::new()
    };
    let coach = staff::manager_of(tx, coachee, today).await?;
    let plans = store::plans::list_of(tx, &sight, coachee).await?;
    let requests = store::requests::list_of(tx, &sight, coachee).await?;
    let links = store::requests::list_links(tx, &sight, coachee).await?;
    let talks = store::plans::list_talks(tx, &sight, coachee).await?;
    let triggers = store::requests::list_triggers(tx, &sight, coachee).await?;
    let style = store::requests::list_styles(tx, &sight, &[coachee]).await?.remove(&coachee);
    let appointments = store::appointments::list_of_coachee(tx, &sight, coachee, today).await?;
    let hours = by_month(tx, viewer, coachee, today).await?;
    let numbers = Numbers::load(tx, &month_of(today)).await?;
    let mut mentioned: BTreeSet<PersonId> = sessions
        .iter()
        .flat_map(|session| [Some(session.coach), session.co_coach])
        .flatten()
        .collect();
    mentioned.extend(links.iter().map(|link| link.expert));
    mentioned.extend(plans.iter().map(|plan| plan.coach));
    mentioned.extend(appointments.iter().map(|appointment| appointment.coach));
    mentioned.extend(requests.iter().map(|request| request.coach));
    mentioned.insert(coachee);
    let names = staff::by_ids(tx, &mentioned.into_iter().collect::<Vec<_>>()).await?;
    Ok(Record {
        person,
        own,
        coach,
        sessions,
        ratings,
        plans,
        requests,
        links,
        talks,
        triggers,
        style,
        appointments,
        hours,
        numbers,
        names: names.into_iter().map(|(id, person)| (id, person.name)).collect(),
    })
}

/// The hours of the last months, this one included.
async fn by_month(tx: &mut Tx, viewer: &Viewer, coachee: PersonId, today: Day) -> Result<Vec<(Interval, Ratio)>> {
    let scope = viewer.may(SEE)?;
    let first = today.month_start().plus_months(1 - MONTHS);
    let span = Interval::new(first, month_of(today).end()).map_err(|e| platform::Error::Failed(e.into()))?;
    let minutes = store::minutes::list_of_coachee(tx, &scope, coachee, &span).await?;
    let months = (0..MONTHS).map(|n| month_of(first.plus_months(n)));
    let of = |month: &Interval| {
        minutes
            .iter()
            .filter(|session| month.contains(session.day))
            .map(|session| session.minutes)
            .sum()
    };
    Ok(months.map(|month| (month, hours(of(&month)))).collect())
}
