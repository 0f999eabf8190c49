//! Sessions that are to come, with their prepared questions; and the addresses of calendars, in SQL.

use super::{AT_ONCE, Sight};
use crate::people::coaching::rules::session::Skill;
use platform::database::{Query, Row, Tx};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{CoachingAppointmentId, CoachingSessionId, Day, Instant, PersonId};

/// A session that is to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// The id.
    pub id: CoachingAppointmentId,
    /// Who coaches.
    pub coach: PersonId,
    /// Who is coached.
    pub coachee: PersonId,
    /// The day.
    pub day: Day,
    /// When it begins, where the firm is: `14:00`.
    pub starts: String,
    /// How long, in minutes.
    pub minutes: i64,
    /// What it is about.
    pub topic: String,
    /// The skill, where one is chosen.
    pub skill: Option<Skill>,
    /// The session that came of it.
    pub session: Option<CoachingSessionId>,
    /// That it was called off, if it was.
    pub cancelled: Option<Cancelled>,
    /// For optimistic locking.
    pub version: i64,
}

/// That an appointment was called off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancelled {
    /// When.
    pub at: Instant,
    /// By which of the two; not known of those that an earlier version called off.
    pub by: Option<PersonId>,
    /// Why; may be empty.
    pub because: String,
}

/// A prepared question and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub words: String,
    /// The answer; empty until there is one.
    pub answer: String,
}

const APPOINTMENT: &str = "select s.id, s.coach, s.coachee, s.day, s.starts, s.minutes, s.topic, s.skill, s.session, s.cancelled, s.version, \
     s.cancelled_by, s.because from coaching_appointment s";

fn cancelled(row: &Row) -> Result<Option<Cancelled>> {
    let Some(at) = row.get::<Option<Instant>>(9)? else {
        return Ok(None);
    };
    Ok(Some(Cancelled {
        at,
        by: row.get(11)?,
        because: row.get::<Option<String>>(12)?.unwrap_or_default(),
    }))
}

fn appointment(row: &Row) -> Result<Appointment> {
    Ok(Appointment {
        id: row.get(0)?,
        coach: row.get(1)?,
        coachee: row.get(2)?,
        day: row.get(3)?,
        starts: row.get(4)?,
        minutes: row.get(5)?,
        topic: row.get(6)?,
        skill: row.get(7)?,
        session: row.get(8)?,
        cancelled: cancelled(row)?,
        version: row.get(10)?,
    })
}

/// The appointments of a coach since a day that were neither held nor cancelled, in order of time.
pub async fn list_of_coach(tx: &mut Tx, sight: &Sight, coach: PersonId, since: Day) -> Result<Vec<Appointment>> {
    let query = Query::new(APPOINTMENT).with(
        "where s.coach = {} and s.day >= {} and s.session is null and s.cancelled is null",
        &[&coach, &since],
    );
    let rows = tx.all(&sight.within(query).and("order by s.day, s.starts, s.id")).await?;
    rows.iter().map(appointment).collect()
}

/// The appointments of a coachee since a day that were neither held nor cancelled, in order of time.
pub async fn list_of_coachee(tx: &mut Tx, sight: &Sight, coachee: PersonId, since: Day) -> Result<Vec<Appointment>> {
    let query = Query::new(APPOINTMENT).with(
        "where s.coachee = {} and s.day >= {} and s.session is null and s.cancelled is null",
        &[&coachee, &since],
    );
    let rows = tx.all(&sight.within(query).and("order by s.day, s.starts, s.id")).await?;
    rows.iter().map(appointment).collect()
}

/// The appointments of a person since a day, as coach or coachee, in order of time; for the person's own calendar.
pub async fn list_of_feed(tx: &mut Tx, me: PersonId, since: Day) -> Result<Vec<Appointment>> {
    let query = Query::new(APPOINTMENT).with(
        "where (s.coach = {} or s.coachee = {}) and s.day >= {} and s.cancelled is null order by s.day, s.starts, s.id",
        &[&me, &me, &since],
    );
    tx.all(&query).await?.iter().map(appointment).collect()
}

/// An appointment inside the sight.
pub async fn find(tx: &mut Tx, sight: &Sight, id: CoachingAppointmentId) -> Result<Appointment> {
    let query = sight.within(Query::new(APPOINTMENT).with("where s.id = {}", &[&id]));
    appointment(&tx.one(&query).await?.ok_or(Error::NotFound { what: "appointment" })?)
}

/// Coachee and day of those of some appointments that lie inside the sight.
pub async fn list_days(tx: &mut Tx, sight: &Sight, ids: &[CoachingAppointmentId]) -> Result<Vec<(CoachingAppointmentId, PersonId, Day)>> {
    let query = Query::new("select s.id, s.coachee, s.day from coaching_appointment s where").among("s.id", ids);
    let rows = tx.all(&sight.within(query)).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// A new appointment with its questions.
pub async fn insert(tx: &mut Tx, new: &Appointment, questions: &[String]) -> Result<()> {
    let now = tx.now();
    let query =
        Query::new("insert into coaching_appointment (id, coach, coachee, day, starts, minutes, topic, skill, version, recorded) values")
            .with(
                "({}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
                &[
                    &new.id,
                    &new.coach,
                    &new.coachee,
                    &new.day,
                    &new.starts,
                    &new.minutes,
                    &new.topic,
                    &new.skill,
                    &new.version,
                    &now,
                ],
            );
    tx.execute(&query).await?;
    for (place, words) in (1_i64..).zip(questions) {
        let query = Query::new("insert into coaching_question (appointment, place, words, answer) values")
            .with("({}, {}, {}, '')", &[&new.id, &place, words]);
        tx.execute(&query).await?;
    }
    Ok(())
}

/// An appointment that was held or called off, or takes place after all.
pub async fn update(tx: &mut Tx, changed: &Appointment) -> Result<()> {
    let cancelled = changed.cancelled.as_ref();
    let (at, by) = (cancelled.map(|one| one.at), cancelled.and_then(|one| one.by));
    let because = cancelled.map(|one| one.because.clone()).filter(|because| !because.is_empty());
    let query = Query::new("update coaching_appointment set").with(
        "session = {}, cancelled = {}, cancelled_by = {}, because = {}, version = version + 1 where id = {} and version = {}",
        &[&changed.session, &at, &by, &because, &changed.id, &changed.version],
    );
    tx.execute_versioned("appointment", &query).await
}

/// The prepared questions of an appointment that the caller has found.
pub async fn list_questions(tx: &mut Tx, of: &Appointment) -> Result<Vec<Question>> {
    let query = Query::new("select words, answer from coaching_question where").with("appointment = {} order by place", &[&of.id]);
    let rows = tx.all(&query).await?;
    rows.iter()
        .map(|row| {
            Ok(Question {
                words: row.get(0)?,
                answer: row.get(1)?,
            })
        })
        .collect()
}

/// The prepared questions of some appointments that the caller has found, in one question.
pub async fn list_asked(tx: &mut Tx, of: &[CoachingAppointmentId]) -> Result<BTreeMap<CoachingAppointmentId, Vec<String>>> {
    let mut found: BTreeMap<CoachingAppointmentId, Vec<String>> = BTreeMap::new();
    for some in of.chunks(AT_ONCE) {
        let query = Query::new("select appointment, words from coaching_question").among("where appointment", some);
        for row in tx.all(&query.and("order by appointment, place")).await? {
            found.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
    }
    Ok(found)
}

/// The answers to the questions of an appointment, in order.
pub async fn update_answers(tx: &mut Tx, of: CoachingAppointmentId, answers: &[String]) -> Result<()> {
    for (place, answer) in (1_i64..).zip(answers) {
        let query =
            Query::new("update coaching_question set").with("answer = {} where appointment = {} and place = {}", &[answer, &of, &place]);
        tx.execute(&query).await?;
    }
    Ok(())
}

/// The person whose calendar a secret opens, by its digest.
pub async fn look_up_feed(tx: &mut Tx, digest: &str) -> Result<Option<PersonId>> {
    let query = Query::new("select person from coaching_feed where").with("digest = {}", &[&digest]);
    tx.one(&query).await?.map(|row| row.get(0)).transpose()
}

/// Whether a person has a calendar address.
pub async fn has_feed(tx: &mut Tx, person: PersonId) -> Result<bool> {
    let query = Query::new("select count(*) from coaching_feed where").with("person = {}", &[&person]);
    Ok(tx.count(&query).await? > 0)
}

/// A new calendar address; the one before stops working.
pub async fn insert_feed(tx: &mut Tx, person: PersonId, digest: &str) -> Result<()> {
    delete_feed(tx, person).await?;
    let now = tx.now();
    let query = Query::new("insert into coaching_feed (person, digest, recorded) values").with("({}, {}, {})", &[&person, &digest, &now]);
    tx.execute(&query).await.map(|_| ())
}

/// No calendar address any more.
pub async fn delete_feed(tx: &mut Tx, person: PersonId) -> Result<()> {
    tx.execute(&Query::new("delete from coaching_feed where").with("person = {}", &[&person]))
        .await
        .map(|_| ())
}
