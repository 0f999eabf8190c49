//! Assignments and the circle around a person in SQL.

use super::super::Assignment;
use super::{AT_ONCE, ROWS_AT_ONCE, person};
use platform::access::{Around, Centre, Circle};
use platform::database::{Query, Row, Tx};
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AccountId, AssignmentId, Day, Interval, PersonId};

const ASSIGNMENT: &str = "select a.id, a.account, a.role, a.share, a.from_day, a.to_day, a.version, \
     p.id, p.reference, p.name, p.email, t.word, t.name, p.hired, p.left_on, p.version \
     from staff_assignment a join staff_person p on p.id = a.person left join staff_title t on t.id = p.title";

fn assignment(row: &Row) -> Result<Assignment> {
    let (from, to): (Day, Option<Day>) = (row.get(4)?, row.get(5)?);
    let interval = Interval::new(from, to).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading an assignment")))?;
    Ok(Assignment {
        id: row.get(0)?,
        account: row.get(1)?,
        role: row.get(2)?,
        share: row.get(3)?,
        interval,
        version: row.get(6)?,
        person: person(row, 7)?,
    })
}

/// Every assignment, for a run.
pub async fn list_assignments(tx: &mut Tx) -> Result<Vec<Assignment>> {
    let rows = tx
        .all(&Query::new(ASSIGNMENT).and("order by a.account, a.role, a.from_day, a.id"))
        .await?;
    rows.iter().map(assignment).collect()
}

/// The assignments of some accounts, of all times or of one day; by account, role, first day and name.
pub async fn list_of_accounts(tx: &mut Tx, accounts: &[AccountId], on: Option<Day>) -> Result<Vec<Assignment>> {
    let mut found = Vec::new();
    for some in accounts.chunks(AT_ONCE) {
        let mut query = Query::new(ASSIGNMENT).and("where 1 = 1").among("and a.account", some);
        if let Some(day) = on {
            query = query.with("and a.from_day <= {} and (a.to_day is null or a.to_day > {})", &[&day, &day]);
        }
        let rows = tx
            .all(&query.and("order by a.account, a.role, a.from_day, p.name_folded, a.id"))
            .await?;
        found.extend(rows.iter().map(assignment).collect::<Result<Vec<_>>>()?);
    }
    Ok(found)
}

/// The assignments of a person, those without an end and the latest first.
pub async fn list_of_person(tx: &mut Tx, id: PersonId) -> Result<Vec<Assignment>> {
    let query = Query::new(ASSIGNMENT).with("where a.person = {}", &[&id]);
    let rows = tx
        .all(&query.and("order by coalesce(a.to_day, '9999-12-31') desc, a.from_day desc, a.role, a.id limit 1000"))
        .await?;
    rows.iter().map(assignment).collect()
}

/// An assignment.
pub async fn find_assignment(tx: &mut Tx, id: AssignmentId) -> Result<Assignment> {
    let row = tx.one(&Query::new(ASSIGNMENT).with("where a.id = {}", &[&id])).await?;
    assignment(&row.ok_or(Error::NotFound { what: "assignment" })?)
}

/// The roles in use.
pub async fn roles(tx: &mut Tx) -> Result<BTreeSet<String>> {
    let rows = tx
        .all(&Query::new("select distinct role from staff_assignment order by role"))
        .await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// New assignments.
pub async fn insert_assignments(tx: &mut Tx, assignments: &[Assignment]) -> Result<()> {
    let now = tx.now();
    for chunk in assignments.chunks(ROWS_AT_ONCE) {
        let mut query =
            Query::new("insert into staff_assignment (id, account, person, role, share, from_day, to_day, version, recorded) values");
        for (place, held) in chunk.iter().enumerate() {
            let text = if place == 0 {
                "({}, {}, {}, {}, {}, {}, {}, {}, {})"
            } else {
                ", ({}, {}, {}, {}, {}, {}, {}, {}, {})"
            };
            let (from, to) = (held.interval.start(), held.interval.end());
            query = query.with(
                text,
                &[
                    &held.id,
                    &held.account,
                    &held.person.id,
                    &held.role,
                    &held.share,
                    &from,
                    &to,
                    &held.version,
                    &now,
                ],
            );
        }
        tx.execute(&query).await?;
    }
    Ok(())
}

/// Keeps the changed share and end of an assignment if nobody saved since its version was read.
pub async fn update_assignment(tx: &mut Tx, held: &Assignment) -> Result<()> {
    let query = Query::new("update staff_assignment set").with(
        "share = {}, to_day = {}, version = {} where id = {} and version = {}",
        &[&held.share, &held.interval.end(), &(held.version + 1), &held.id, &held.version],
    );
    tx.execute_versioned("assignment", &query).await
}

/// Takes away an assignment that never held, if nobody saved since its version was read.
pub async fn delete_assignment(tx: &mut Tx, held: &Assignment) -> Result<()> {
    let query = Query::new("delete from staff_assignment where").with("id = {} and version = {}", &[&held.id, &held.version]);
    tx.execute_versioned("assignment", &query).await
}

/// Who reaches a person or an account today: those whose own it is, their managers, and everybody above.
pub async fn around(tx: &mut Tx, centre: Centre) -> Result<Around> {
    let today = tx.today();
    // The level ends at 2, so that the walk upwards ends as well.
    let begun = Query::new("with recursive up (person, level) as (");
    let begun = match centre {
        Centre::Person(id) => begun.with("select id, 0 from staff_person where id = {}", &[&id]),
        Centre::Account(id) => begun.and("select person, 0 from staff_assignment").with(
            "where account = {} and from_day <= {} and (to_day is null or to_day > {})",
            &[&id, &today, &today],
        ),
    };
    let query = begun
        .and("union select r.manager, case up.level when 0 then 1 else 2 end from up join staff_report r on r.person = up.person")
        .with("where r.from_day <= {} and (r.to_day is null or r.to_day > {}))", &[&today, &today])
        .and("select person, cast(level as bigint) from up");
    let mut around = Around::default();
    for row in tx.all(&query).await? {
        let (person, level): (PersonId, i64) = (row.get(0)?, row.get(1)?);
        match level {
            0 => around.own.insert(person),
            1 => around.team.insert(person) | around.units.insert(person),
            _ => around.units.insert(person),
        };
    }
    Ok(around)
}

/// The people and accounts around a person today: direct reports, everybody below, and the accounts each of them holds.
pub async fn circle(tx: &mut Tx, me: PersonId) -> Result<Circle> {
    let today = tx.today();
    let team = Query::new("select person from staff_report where").with(
        "manager = {} and from_day <= {} and (to_day is null or to_day > {})",
        &[&me, &today, &today],
    );
    let units = Query::new("with recursive below (person) as (select person from staff_report where")
        .with(
            "manager = {} and from_day <= {} and (to_day is null or to_day > {})",
            &[&me, &today, &today],
        )
        .and("union select r.person from below join staff_report r on r.manager = below.person")
        .with(
            "where r.from_day <= {} and (r.to_day is null or r.to_day > {})) select person from below",
            &[&today, &today],
        );
    let mut circle = Circle {
        team: people(tx, &team).await?,
        units: people(tx, &units).await?,
        ..Circle::default()
    };
    let everybody: Vec<PersonId> = circle.units.iter().copied().chain(std::iter::once(me)).collect();
    let mut held: BTreeMap<PersonId, BTreeSet<AccountId>> = BTreeMap::new();
    for some in everybody.chunks(AT_ONCE) {
        let query = Query::new("select distinct person, account from staff_assignment where")
            .with("from_day <= {} and (to_day is null or to_day > {})", &[&today, &today])
            .among("and person", some);
        for row in tx.all(&query).await? {
            held.entry(row.get(0)?).or_default().insert(row.get(1)?);
        }
    }
    let accounts_of = |people: &BTreeSet<PersonId>| people.iter().filter_map(|person| held.get(person)).flatten().copied().collect();
    circle.team_accounts = accounts_of(&circle.team);
    circle.unit_accounts = accounts_of(&circle.units);
    circle.own_accounts = accounts_of(&BTreeSet::from([me]));
    Ok(circle)
}

async fn people(tx: &mut Tx, query: &Query) -> Result<BTreeSet<PersonId>> {
    tx.all(query).await?.iter().map(|row| row.get(0)).collect()
}
