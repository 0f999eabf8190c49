//! What coachees say of being coached. A single answer is read back by nobody but its coachee.

use super::AT_ONCE;
use crate::people::coaching::rules::quality::Answer;
use platform::Result;
use platform::database::{Query, Tx};
use std::collections::BTreeMap;
use vocabulary::{CoachingSessionId, Day, Interval, PersonId};

/// A coachee's own answer to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rating {
    /// Value to my growth, 1 to 5.
    pub value: i64,
    /// Was I shown how? None until the second tap.
    pub shown: Option<bool>,
    /// The day of the first tap; the answer counts in its quarter.
    pub day: Day,
}

/// The answer of a coachee to a session.
pub async fn look_up(tx: &mut Tx, coachee: PersonId, session: CoachingSessionId) -> Result<Option<Rating>> {
    let query =
        Query::new("select value, shown, day from coaching_rating where").with("session = {} and coachee = {}", &[&session, &coachee]);
    let Some(row) = tx.one(&query).await? else { return Ok(None) };
    Ok(Some(Rating {
        value: row.get(0)?,
        shown: row.get(1)?,
        day: row.get(2)?,
    }))
}

/// The sessions of a coachee that they have rated, among some.
pub async fn list_rated(tx: &mut Tx, coachee: PersonId, sessions: &[CoachingSessionId]) -> Result<BTreeMap<CoachingSessionId, Rating>> {
    let mut found = BTreeMap::new();
    for some in sessions.chunks(AT_ONCE) {
        let query = Query::new("select session, value, shown, day from coaching_rating where")
            .with("coachee = {}", &[&coachee])
            .among("and session", some);
        for row in tx.all(&query).await? {
            let rating = Rating {
                value: row.get(1)?,
                shown: row.get(2)?,
                day: row.get(3)?,
            };
            found.insert(row.get(0)?, rating);
        }
    }
    Ok(found)
}

/// A new or changed answer.
pub async fn insert(tx: &mut Tx, session: CoachingSessionId, (coach, coachee): (PersonId, PersonId), rating: Rating) -> Result<()> {
    let now = tx.now();
    let query = Query::new("insert into coaching_rating (session, coach, coachee, value, shown, day, recorded) values").with(
        "({}, {}, {}, {}, {}, {}, {}) on conflict (session) do update set value = excluded.value, shown = excluded.shown",
        &[&session, &coach, &coachee, &rating.value, &rating.shown, &rating.day, &now],
    );
    tx.execute(&query).await.map(|_| ())
}

/// The answers that were given in a quarter, by coach. For sums alone.
pub async fn list_answers(tx: &mut Tx, quarter: &Interval) -> Result<BTreeMap<PersonId, Vec<Answer>>> {
    let (from, to) = (quarter.start(), quarter.end().unwrap_or(Day::MAX));
    let query = Query::new("select coach, coachee, value, shown from coaching_rating where").with("day >= {} and day < {}", &[&from, &to]);
    let mut found: BTreeMap<PersonId, Vec<Answer>> = BTreeMap::new();
    for row in tx.all(&query).await? {
        found.entry(row.get(0)?).or_default().push(Answer {
            coachee: row.get(1)?,
            value: row.get(2)?,
            shown: row.get(3)?,
        });
    }
    Ok(found)
}
