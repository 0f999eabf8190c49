//! What was coached, in SQL: minutes, days and keys of texts, as lights, hours and programmes need them.

use super::AT_ONCE;
use crate::people::coaching::rules::pitfalls::Minutes;
use crate::people::coaching::rules::session::{Kind, Stage};
use platform::Result;
use platform::access::{Extent, Scope};
use platform::database::{Query, Row, Tx};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Interval, PersonId};

const MINUTES: &str =
    "select s.coach, s.id, s.coachee, s.day, s.minutes, s.kind, s.stage, s.skill, s.instance_key, s.how_key from coaching_session s";

fn minutes(row: &Row) -> Result<(PersonId, Minutes)> {
    Ok((
        row.get(0)?,
        Minutes {
            session: row.get(1)?,
            coachee: row.get(2)?,
            day: row.get(3)?,
            minutes: row.get(4)?,
            kind: row.get(5)?,
            stage: row.get(6)?,
            skill: row.get(7)?,
            instance: row.get(8)?,
            how: row.get(9)?,
        },
    ))
}

/// What some coaches did from a day to another: minutes, kinds, stages, skills. Of a text it carries the key, which still has its words.
pub async fn list(tx: &mut Tx, coaches: &[PersonId], span: &Interval) -> Result<BTreeMap<PersonId, Vec<Minutes>>> {
    let (from, to) = (span.start(), span.end().unwrap_or(Day::MAX));
    let mut found: BTreeMap<PersonId, Vec<Minutes>> = BTreeMap::new();
    for some in coaches.chunks(AT_ONCE) {
        let query = Query::new(MINUTES)
            .among("where s.coach", some)
            .with("and s.day >= {} and s.day < {} order by s.day, s.id", &[&from, &to]);
        for row in tx.all(&query).await? {
            let (coach, one) = minutes(&row)?;
            found.entry(coach).or_default().push(one);
        }
    }
    Ok(found)
}

/// What a coachee received from a day to another, from whichever coach.
pub async fn list_of_coachee(tx: &mut Tx, scope: &Scope, coachee: PersonId, span: &Interval) -> Result<Vec<Minutes>> {
    scope.of_person(coachee, "person")?;
    let (from, to) = (span.start(), span.end().unwrap_or(Day::MAX));
    let query = Query::new(MINUTES).with(
        "where s.coachee = {} and s.day >= {} and s.day < {} order by s.day, s.id",
        &[&coachee, &from, &to],
    );
    tx.all(&query).await?.iter().map(|row| minutes(row).map(|(_, one)| one)).collect()
}

/// The minutes that some coachees received from a day to another, from whichever coaches together; the caller has checked that they
/// may be seen.
pub async fn list_totals(tx: &mut Tx, coachees: &[PersonId], span: &Interval) -> Result<BTreeMap<PersonId, i64>> {
    let (from, to) = (span.start(), span.end().unwrap_or(Day::MAX));
    let mut found = BTreeMap::new();
    for some in coachees.chunks(AT_ONCE) {
        let query = Query::new("select s.coachee, cast(sum(s.minutes) as bigint) from coaching_session s")
            .among("where s.coachee", some)
            .with("and s.day >= {} and s.day < {} group by s.coachee", &[&from, &to]);
        for row in tx.all(&query).await? {
            found.insert(row.get(0)?, row.get(1)?);
        }
    }
    Ok(found)
}

/// Minutes of everybody in scope from a day to another, for sums over a programme: coachee, kind, stage, minutes.
pub async fn list_sums(tx: &mut Tx, scope: &Scope, span: &Interval) -> Result<Vec<(PersonId, Kind, Stage, i64)>> {
    let (from, to) = (span.start(), span.end().unwrap_or(Day::MAX));
    let query = Query::new("select s.coachee, s.kind, s.stage, cast(sum(s.minutes) as bigint) from coaching_session s")
        .with("where s.day >= {} and s.day < {}", &[&from, &to]);
    let query = match scope.people() {
        Extent::All => query,
        Extent::Only(people) => query.among("and s.coachee", people),
    };
    let rows = tx.all(&query.and("group by s.coachee, s.kind, s.stage")).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .collect()
}

/// Who was coached by a coach with one of some texts, whenever: `(coachee, key)`.
pub async fn list_written(tx: &mut Tx, coach: PersonId, keys: &BTreeSet<String>) -> Result<BTreeSet<(PersonId, String)>> {
    let keys: Vec<&String> = keys.iter().filter(|key| !key.is_empty()).collect();
    let mut found = BTreeSet::new();
    for some in keys.chunks(AT_ONCE) {
        for (text, column) in [
            (
                "select distinct coachee, instance_key from coaching_session where",
                "and instance_key",
            ),
            ("select distinct coachee, how_key from coaching_session where", "and how_key"),
        ] {
            let query = Query::new(text).with("coach = {}", &[&coach]).among(column, some.iter().copied());
            for row in tx.all(&query).await? {
                found.insert((row.get(0)?, row.get(1)?));
            }
        }
    }
    Ok(found)
}

/// The days on which some coachees were coached by some coaches: `(coach, coachee, day)`.
pub async fn list_days(tx: &mut Tx, coaches: &[PersonId], from: Day) -> Result<Vec<(PersonId, PersonId, Day)>> {
    let mut found = Vec::new();
    for some in coaches.chunks(AT_ONCE) {
        let query = Query::new("select s.coach, s.coachee, s.day from coaching_session s")
            .among("where s.coach", some)
            .with("and s.day >= {}", &[&from]);
        for row in tx.all(&query).await? {
            found.push((row.get(0)?, row.get(1)?, row.get(2)?));
        }
    }
    Ok(found)
}

/// Everybody who coached somebody since a day.
pub async fn list_coaches(tx: &mut Tx, since: Day) -> Result<Vec<PersonId>> {
    let query = Query::new("select distinct coach from coaching_session where").with("day >= {} order by coach", &[&since]);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// Everybody who was coached on a day or later.
pub async fn list_coachees(tx: &mut Tx, since: Day) -> Result<Vec<PersonId>> {
    let query = Query::new("select distinct coachee from coaching_session where").with("day >= {} order by coachee", &[&since]);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// Whether somebody coached before a day.
pub async fn has_coached(tx: &mut Tx, coach: PersonId, before: Day) -> Result<bool> {
    let query = Query::new("select 1 from coaching_session where").with("coach = {} and day < {} limit 1", &[&coach, &before]);
    Ok(tx.one(&query).await?.is_some())
}
