//! Recurring programmes, who takes part, and who is excused, in SQL.

use crate::people::coaching::rules::programme::SaidProgramme;
use platform::access::Scope;
use platform::database::{Query, Tx};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{CoachingProgrammeId, Day, Instant, Interval, PersonId};

/// A recurring programme with its managers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// The id.
    pub id: CoachingProgrammeId,
    /// What was said of it.
    pub said: SaidProgramme,
    /// The managers it starts for; their reports are enrolled by themselves.
    pub coaches: Vec<PersonId>,
    /// That it was ended before its time, if it was.
    pub ended: Option<Ended>,
    /// For optimistic locking.
    pub version: i64,
}

/// That a programme was ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Instant,
    /// The first day no longer, as it had been planned before; none where it was to go on.
    pub planned: Option<Day>,
}

/// The programmes, the latest first, with those of their managers that lie in the scope.
pub async fn list(tx: &mut Tx, scope: &Scope) -> Result<Vec<Programme>> {
    let mut coaches: BTreeMap<CoachingProgrammeId, Vec<PersonId>> = BTreeMap::new();
    for row in tx
        .all(&Query::new(
            "select programme, coach from coaching_enrolment order by programme, coach",
        ))
        .await?
    {
        let coach: PersonId = row.get(1)?;
        if scope.people().holds(&coach) {
            coaches.entry(row.get(0)?).or_default().push(coach);
        }
    }
    let query = Query::new(
        "select id, name, weeks, from_day, to_day, version, ended, planned_to from coaching_programme order by from_day desc, id desc",
    );
    let rows = tx.all(&query).await?;
    rows.iter()
        .map(|row| {
            let id: CoachingProgrammeId = row.get(0)?;
            Ok(Programme {
                id,
                said: SaidProgramme {
                    name: row.get(1)?,
                    weeks: row.get(2)?,
                    from: row.get(3)?,
                    to: row.get(4)?,
                },
                coaches: coaches.remove(&id).unwrap_or_default(),
                ended: match row.get(6)? {
                    Some(at) => Some(Ended { at, planned: row.get(7)? }),
                    None => None,
                },
                version: row.get(5)?,
            })
        })
        .collect()
}

/// A programme.
pub async fn find(tx: &mut Tx, scope: &Scope, id: CoachingProgrammeId) -> Result<Programme> {
    let found = list(tx, scope).await?.into_iter().find(|programme| programme.id == id);
    found.ok_or(Error::NotFound { what: "programme" })
}

/// A new programme.
pub async fn insert(tx: &mut Tx, new: &Programme) -> Result<()> {
    let now = tx.now();
    let SaidProgramme { name, weeks, from, to } = &new.said;
    let query = Query::new("insert into coaching_programme (id, name, weeks, from_day, to_day, version, recorded) values").with(
        "({}, {}, {}, {}, {}, {}, {})",
        &[&new.id, name, weeks, from, to, &new.version, &now],
    );
    tx.execute(&query).await?;
    for coach in &new.coaches {
        let query = Query::new("insert into coaching_enrolment (programme, coach) values").with("({}, {})", &[&new.id, coach]);
        tx.execute(&query).await?;
    }
    Ok(())
}

/// A programme that was ended before its time, or goes on.
pub async fn update(tx: &mut Tx, programme: &Programme) -> Result<()> {
    let ended = programme.ended;
    let query = Query::new("update coaching_programme set").with(
        "to_day = {}, ended = {}, planned_to = {}, version = version + 1 where id = {} and version = {}",
        &[
            &programme.said.to,
            &ended.map(|ended| ended.at),
            &ended.and_then(|ended| ended.planned),
            &programme.id,
            &programme.version,
        ],
    );
    tx.execute_versioned("programme", &query).await
}

/// When somebody is left out of programmes, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excuse {
    /// Who.
    pub coachee: PersonId,
    /// When, half-open.
    pub span: Interval,
    /// Why; leave, for instance.
    pub because: String,
}

/// The excuses of the people in scope.
pub async fn list_excuses(tx: &mut Tx, scope: &Scope) -> Result<Vec<Excuse>> {
    let rows = tx
        .all(&Query::new(
            "select coachee, from_day, to_day, because from coaching_excuse order by from_day, coachee",
        ))
        .await?;
    let mut found = Vec::new();
    for row in &rows {
        let coachee: PersonId = row.get(0)?;
        let (from, to): (Day, Day) = (row.get(1)?, row.get(2)?);
        let span = Interval::new(from, Some(to)).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading an excuse")))?;
        if scope.people().holds(&coachee) {
            found.push(Excuse {
                coachee,
                span,
                because: row.get(3)?,
            });
        }
    }
    Ok(found)
}

/// A new excuse; one that begins on the same day is replaced.
pub async fn insert_excuse(tx: &mut Tx, new: &Excuse) -> Result<()> {
    let (now, to) = (tx.now(), new.span.end());
    let query = Query::new("insert into coaching_excuse (coachee, from_day, to_day, because, recorded) values").with(
        "({}, {}, {}, {}, {}) on conflict (coachee, from_day) do update set to_day = excluded.to_day, because = excluded.because",
        &[&new.coachee, &new.span.start(), &to, &new.because, &now],
    );
    tx.execute(&query).await.map(|_| ())
}
