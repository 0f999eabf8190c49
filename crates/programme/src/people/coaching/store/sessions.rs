//! Sessions in SQL, with what was said in them.

use super::{AT_ONCE, Sight};
use crate::people::coaching::rules::session::{Kind, Outcome, SaidSession, key_of};
use platform::database::{Query, Row, Tx};
use platform::web::listing::{Order, Span};
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{CoachingSessionId, Day, PersonId};

/// How many rows are written with one statement.
const ROWS_AT_ONCE: usize = 200;

/// A session that was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The id.
    pub id: CoachingSessionId,
    /// Who coached.
    pub coach: PersonId,
    /// Who helped to coach, and reads the record too.
    pub co_coach: Option<PersonId>,
    /// Who was coached.
    pub coachee: PersonId,
    /// What was said of it.
    pub said: SaidSession,
    /// Whether the coachee worded or confirmed the commitment.
    pub worded: bool,
    /// What became of the commitment, who said so, and when.
    pub outcome: Option<(Outcome, PersonId, Day)>,
    /// The level that the coach saw in the skill, 1 to 5; both read it.
    pub level: Option<i64>,
    /// The meeting of several coachees that it was part of.
    pub meeting: Option<CoachingSessionId>,
    /// The mark of the row of a file that it came from.
    pub source: Option<String>,
    /// How many seconds its entry took.
    pub entry_seconds: Option<i64>,
    /// For optimistic locking.
    pub version: i64,
}

impl Session {
    /// Whether the commitment waits for somebody to say what became of it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.said.commitment.is_empty() && self.outcome.is_none()
    }
}

const COLUMNS: &str = "s.id, s.coach, s.co_coach, s.coachee, s.day, s.minutes, s.kind, s.stage, s.skill, s.instance, s.how, s.commitment, s.due, \
     s.worded, s.outcome, s.outcome_by, s.outcome_on, s.meeting, s.source, s.entry_seconds, s.version, s.level from coaching_session s";

fn session(row: &Row) -> Result<Session> {
    let outcome: (Option<Outcome>, Option<PersonId>, Option<Day>) = (row.get(14)?, row.get(15)?, row.get(16)?);
    let outcome = match outcome {
        (Some(outcome), Some(by), Some(on)) => Some((outcome, by, on)),
        _ => None,
    };
    Ok(Session {
        id: row.get(0)?,
        coach: row.get(1)?,
        co_coach: row.get(2)?,
        coachee: row.get(3)?,
        said: SaidSession {
            day: row.get(4)?,
            minutes: row.get(5)?,
            kind: row.get(6)?,
            stage: row.get(7)?,
            skill: row.get(8)?,
            instance: row.get(9)?,
            how: row.get(10)?,
            commitment: row.get(11)?,
            due: row.get(12)?,
        },
        worded: row.get::<Option<i64>>(13)?.is_some(),
        outcome,
        meeting: row.get(17)?,
        source: row.get(18)?,
        entry_seconds: row.get(19)?,
        version: row.get(20)?,
        level: row.get(21)?,
    })
}

fn sessions(rows: &[Row]) -> Result<Vec<Session>> {
    rows.iter().map(session).collect()
}

/// Which sessions a list is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only these coachees, when words were looked for; none means all.
    pub coachees: Option<BTreeSet<PersonId>>,
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only whose commitment waits.
    pub open: bool,
}

fn narrowed(mut query: Query, wanted: &Wanted) -> Query {
    if let Some(coachees) = &wanted.coachees {
        query = query.among("and s.coachee", coachees);
    }
    if let Some(kind) = wanted.kind {
        query = query.with("and s.kind = {}", &[&kind]);
    }
    if wanted.open {
        query = query.and("and s.outcome is null and s.commitment <> ''");
    }
    query
}

/// How many sessions are wanted, and their minutes.
pub async fn count(tx: &mut Tx, sight: &Sight, which: &Wanted) -> Result<(u64, i64)> {
    let query = Query::new("select count(*), cast(coalesce(sum(minutes), 0) as bigint) from (");
    let query = sight.gathered(query, "select s.minutes from coaching_session s", |query| narrowed(query, which));
    match tx.one(&query.and(") gathered")).await? {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        None => Ok((0, 0)),
    }
}

/// By day or by minutes. It names columns without a table: the rows of a page are chosen in a union.
fn order(order: Order) -> &'static str {
    match (order.by, order.descending) {
        ("minutes", false) => "order by minutes, day, id",
        ("minutes", true) => "order by minutes desc, day desc, id desc",
        (_, false) => "order by day, id",
        (_, true) => "order by day desc, id desc",
    }
}

/// Indexes alone choose the rows of a page; only these are read.
fn chosen(sight: &Sight, which: &Wanted, before: Option<CoachingSessionId>) -> Query {
    let query = Query::new("select").and(COLUMNS).and("where s.id in (select id from (");
    let select = "select s.id, s.day, s.minutes from coaching_session s";
    sight.gathered(query, select, |query| match before {
        Some(before) => narrowed(query, which).with("and s.id < {}", &[&before]),
        None => narrowed(query, which),
    })
}

/// One page of the wanted sessions.
pub async fn list(tx: &mut Tx, sight: &Sight, which: &Wanted, by: Order, span: Span) -> Result<Vec<Session>> {
    let [limit, skip] = span.limit_and_offset();
    let query = chosen(sight, which, None)
        .and(order(by))
        .with("limit {} offset {}) page)", &[&limit, &skip])
        .and(order(by));
    sessions(&tx.all(&query).await?)
}

/// All of the wanted sessions, for a file.
pub async fn list_all(tx: &mut Tx, sight: &Sight, which: &Wanted, by: Order) -> Result<Vec<Session>> {
    let query = narrowed(sight.within_sessions(Query::new("select").and(COLUMNS).and("where 1 = 1")), which);
    sessions(&tx.all(&query.and(order(by))).await?)
}

/// The wanted sessions before an id, newest ids first; for programs that page.
pub async fn list_before(
    tx: &mut Tx,
    sight: &Sight,
    which: &Wanted,
    before: Option<CoachingSessionId>,
    limit: i64,
) -> Result<Vec<Session>> {
    let query = chosen(sight, which, before)
        .with("order by id desc limit {}) page)", &[&limit])
        .and("order by id desc");
    sessions(&tx.all(&query).await?)
}

/// A session inside the sight.
pub async fn find(tx: &mut Tx, sight: &Sight, id: CoachingSessionId) -> Result<Session> {
    let query = sight.within_sessions(Query::new("select").and(COLUMNS).with("where s.id = {}", &[&id]));
    let row = tx.one(&query).await?.ok_or(Error::NotFound { what: "session" })?;
    session(&row)
}

/// Coachee and day of those of some sessions that lie inside the sight.
pub async fn list_days(tx: &mut Tx, sight: &Sight, ids: &[CoachingSessionId]) -> Result<Vec<(CoachingSessionId, PersonId, Day)>> {
    let query = Query::new("select s.id, s.coachee, s.day from coaching_session s where").among("s.id", ids);
    let rows = tx.all(&sight.within_sessions(query)).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// The sessions of a coachee inside the sight, the latest first.
pub async fn list_of_coachee(tx: &mut Tx, sight: &Sight, coachee: PersonId, limit: i64) -> Result<Vec<Session>> {
    let query = sight
        .within_sessions(Query::new("select").and(COLUMNS).with("where s.coachee = {}", &[&coachee]))
        .with("order by s.day desc, s.id desc limit {}", &[&limit]);
    sessions(&tx.all(&query).await?)
}

/// The latest session with a commitment of each of some coachees, inside the sight.
pub async fn list_latest(tx: &mut Tx, sight: &Sight, coachees: &[PersonId]) -> Result<BTreeMap<PersonId, Session>> {
    let mut found = BTreeMap::new();
    for some in coachees.chunks(AT_ONCE) {
        let query = Query::new("select").and(COLUMNS).among("where s.coachee", some).and(
            "and s.commitment <> '' and not exists (select 1 from coaching_session n where n.coachee = s.coachee \
             and n.commitment <> '' and (n.day > s.day or (n.day = s.day and n.id > s.id)))",
        );
        for session in sessions(&tx.all(&sight.within_sessions(query)).await?)? {
            found.insert(session.coachee, session);
        }
    }
    Ok(found)
}

/// The sessions of a coachee whose commitment was due in a span and of which nobody has said what became of it, the latest first.
pub async fn list_due(tx: &mut Tx, sight: &Sight, coachee: PersonId, (from, until): (Day, Day)) -> Result<Vec<Session>> {
    let query = Query::new("select").and(COLUMNS).with(
        "where s.coachee = {} and s.commitment <> '' and s.outcome is null and s.due between {} and {}",
        &[&coachee, &from, &until],
    );
    let query = sight.within_sessions(query).and("order by s.day desc, s.id desc");
    sessions(&tx.all(&query).await?)
}

/// New sessions.
pub async fn insert(tx: &mut Tx, new: &[Session]) -> Result<()> {
    let now = tx.now();
    for some in new.chunks(ROWS_AT_ONCE) {
        let mut query = Query::new(
            "insert into coaching_session (id, coach, co_coach, coachee, day, minutes, kind, stage, skill, instance, instance_key, how, how_key, \
             commitment, due, worded, level, meeting, source, entry_seconds, version, recorded) values",
        );
        for (place, one) in some.iter().enumerate() {
            let SaidSession {
                day,
                minutes,
                kind,
                stage,
                skill,
                instance,
                how,
                commitment,
                due,
            } = &one.said;
            let (instance_key, how_key) = (key_of(instance), key_of(how));
            let worded = one.worded.then_some(now);
            query = query.with(
                if place == 0 {
                    "({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
                } else {
                    ", ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
                },
                &[
                    &one.id,
                    &one.coach,
                    &one.co_coach,
                    &one.coachee,
                    day,
                    minutes,
                    kind,
                    stage,
                    skill,
                    instance,
                    &instance_key,
                    how,
                    &how_key,
                    commitment,
                    due,
                    &worded,
                    &one.level,
                    &one.meeting,
                    &one.source,
                    &one.entry_seconds,
                    &one.version,
                    &now,
                ],
            );
        }
        tx.execute(&query).await?;
    }
    Ok(())
}

/// A changed session.
pub async fn update(tx: &mut Tx, changed: &Session) -> Result<()> {
    let SaidSession {
        day,
        minutes,
        kind,
        stage,
        skill,
        instance,
        how,
        commitment,
        due,
    } = &changed.said;
    let (instance_key, how_key) = (key_of(instance), key_of(how));
    let worded = changed.worded.then_some(tx.now());
    let (outcome, by, on) = match changed.outcome {
        Some((outcome, by, on)) => (Some(outcome), Some(by), Some(on)),
        None => (None, None, None),
    };
    let query = Query::new("update coaching_session set")
        .with(
            "day = {}, minutes = {}, kind = {}, stage = {}, skill = {}, instance = {}, instance_key = {}, how = {}, how_key = {},",
            &[day, minutes, kind, stage, skill, instance, &instance_key, how, &how_key],
        )
        .with(
            "commitment = {}, due = {}, worded = {}, outcome = {}, outcome_by = {}, outcome_on = {}, level = {}, version = version + 1",
            &[commitment, due, &worded, &outcome, &by, &on, &changed.level],
        )
        .with("where id = {} and version = {}", &[&changed.id, &changed.version]);
    tx.execute_versioned("session", &query).await
}

/// The sessions that came from some rows of files, by the mark of the row.
pub async fn by_source(tx: &mut Tx, sources: &[String]) -> Result<BTreeMap<String, Session>> {
    let mut found = BTreeMap::new();
    for some in sources.chunks(AT_ONCE) {
        let query = Query::new("select").and(COLUMNS).among("where s.source", some);
        for session in sessions(&tx.all(&query).await?)? {
            if let Some(source) = session.source.clone() {
                found.insert(source, session);
            }
        }
    }
    Ok(found)
}

/// The median seconds of the entries of a coach's latest hundred sessions; none when none was measured (R-XC-1).
pub async fn median_entry(tx: &mut Tx, coach: PersonId) -> Result<Option<i64>> {
    let query = Query::new("select entry_seconds from coaching_session where").with(
        "coach = {} and entry_seconds is not null order by day desc, id desc limit 100",
        &[&coach],
    );
    let rows = tx.all(&query).await?;
    let mut all: Vec<i64> = rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    all.sort_unstable();
    Ok(all.get(all.len() / 2).copied())
}
