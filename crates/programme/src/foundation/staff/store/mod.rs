//! People, titles and reports in SQL.

mod assignments;
mod positions;
mod sought;

pub use assignments::{
    around, circle, delete_assignment, find_assignment, insert_assignments, list_assignments, list_of_accounts, list_of_person, roles,
    update_assignment,
};
pub use positions::{
    WantedPositions, count_positions, delete_holder, find_position, insert_holder, insert_position, list_every_holder, list_held_on,
    list_holders, list_position_names, list_positions, list_positions_after, list_positions_of, list_seats, list_titles_held,
    look_up_position, update_holder, update_position, update_position_version,
};

pub(super) use sought::{list_people_sought, list_positions_sought};

use super::Person;
use platform::access::{Extent, Scope};
use platform::database::{Query, Row, Tx};
use platform::web::listing::{Order, Span, after, anywhere, fold};
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Interval, PersonId, TitleId};

/// How many values travel with one statement.
const AT_ONCE: usize = 2_000;
/// How many rows are written with one statement.
const ROWS_AT_ONCE: usize = 400;

/// Which people a list is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Names or references that begin so; empty means all.
    pub words: String,
    /// The words may stand anywhere in the name or reference.
    pub inside: bool,
    /// The word of the title; none means any.
    pub title: Option<String>,
}

/// A title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The id.
    pub id: TitleId,
    /// The word, which plans use.
    pub word: String,
    /// As people say it.
    pub name: String,
}

/// Who somebody reports to without an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Who reports.
    pub person: PersonId,
    /// To whom.
    pub manager: PersonId,
    /// From which day.
    pub from: Day,
}

const PERSON: &str = "select p.id, p.reference, p.name, p.email, t.word, t.name, p.hired, p.left_on, p.version \
     from staff_person p left join staff_title t on t.id = p.title";

/// Reads a person from the columns that begin at a place.
fn person(row: &Row, place: usize) -> Result<Person> {
    Ok(Person {
        id: row.get(place)?,
        reference: row.get(place + 1)?,
        name: row.get(place + 2)?,
        email: row.get(place + 3)?,
        title: row.get(place + 4)?,
        title_name: row.get(place + 5)?,
        hired: row.get(place + 6)?,
        left: row.get(place + 7)?,
        version: row.get(place + 8)?,
    })
}

fn people(rows: &[Row]) -> Result<Vec<Person>> {
    rows.iter().map(|row| person(row, 0)).collect()
}

fn within(query: Query, scope: &Scope) -> Query {
    match scope.people() {
        Extent::All => query,
        Extent::Only(people) => query.among("and p.id", people),
    }
}

fn wanted(query: Query, scope: &Scope, wanted: &Wanted) -> Query {
    let mut query = within(query.and("where 1 = 1"), scope);
    let words = fold(&wanted.words);
    if !words.is_empty() && wanted.inside {
        let pattern = anywhere(&words);
        query = query.with(
            "and (p.name_folded like {} escape '!' or p.reference_folded like {} escape '!')",
            &[&pattern, &pattern],
        );
    } else if !words.is_empty() {
        let end = after(&words);
        let text = "and ((p.name_folded >= {} and p.name_folded < {}) or (p.reference_folded >= {} and p.reference_folded < {}))";
        query = query.with(text, &[&words, &end, &words, &end]);
    }
    match &wanted.title {
        Some(title) => query.with("and p.title = (select id from staff_title where word = {})", &[title]),
        None => query,
    }
}

/// By name, reference, title or the day hired; by anything else it is the name.
fn order(order: Order) -> &'static str {
    match (order.by, order.descending) {
        ("reference", false) => "order by p.reference_folded, p.id",
        ("reference", true) => "order by p.reference_folded desc, p.id desc",
        ("title", false) => "order by coalesce(t.name, ''), p.name_folded, p.id",
        ("title", true) => "order by coalesce(t.name, '') desc, p.name_folded desc, p.id desc",
        ("hired", false) => "order by coalesce(p.hired, ''), p.name_folded, p.id",
        ("hired", true) => "order by coalesce(p.hired, '') desc, p.name_folded desc, p.id desc",
        (_, false) => "order by p.name_folded, p.id",
        (_, true) => "order by p.name_folded desc, p.id desc",
    }
}

/// How many people are wanted, and how many of them have left by a day.
pub async fn count(tx: &mut Tx, scope: &Scope, which: &Wanted, today: Day) -> Result<(u64, u64)> {
    let query = Query::new("select count(*),").with("count(case when p.left_on <= {} then 1 end) from staff_person p", &[&today]);
    match tx.one(&wanted(query, scope, which)).await? {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        None => Ok((0, 0)),
    }
}

/// One page of the wanted people.
pub async fn list(tx: &mut Tx, scope: &Scope, which: &Wanted, by: Order, span: Span) -> Result<Vec<Person>> {
    let [limit, skip] = span.limit_and_offset();
    let query = wanted(Query::new(PERSON), scope, which)
        .and(order(by))
        .with("limit {} offset {}", &[&limit, &skip]);
    people(&tx.all(&query).await?)
}

/// All of the wanted people.
pub async fn list_all(tx: &mut Tx, scope: &Scope, which: &Wanted, by: Order) -> Result<Vec<Person>> {
    people(&tx.all(&wanted(Query::new(PERSON), scope, which).and(order(by))).await?)
}

/// Who is hired or leaves after a day and by another, those who leave first known by their last day; by day and name.
pub async fn list_moving(tx: &mut Tx, scope: &Scope, after: Day, by: Day, limit: i64) -> Result<Vec<Person>> {
    let moving = "where ((p.hired > {} and p.hired <= {}) or (p.left_on > {} and p.left_on <= {}))";
    let query = within(Query::new(PERSON).with(moving, &[&after, &by, &after, &by]), scope);
    let earliest = "order by case when p.hired > {} then p.hired else p.left_on end, p.name_folded, p.id limit {}";
    people(&tx.all(&query.with(earliest, &[&after, &limit])).await?)
}

/// The wanted people after a reference, in the order of references.
pub async fn list_after(tx: &mut Tx, scope: &Scope, which: &Wanted, reference: &str, limit: i64) -> Result<Vec<Person>> {
    let query = wanted(Query::new(PERSON), scope, which).with("and p.reference > {} order by p.reference limit {}", &[&reference, &limit]);
    people(&tx.all(&query).await?)
}

/// Everybody, by reference.
pub async fn list_every(tx: &mut Tx) -> Result<Vec<Person>> {
    people(&tx.all(&Query::new(PERSON).and("order by p.reference")).await?)
}

/// A person inside the scope.
pub async fn find(tx: &mut Tx, scope: &Scope, id: PersonId) -> Result<Person> {
    let query = within(Query::new(PERSON).with("where p.id = {}", &[&id]), scope);
    let row = tx.one(&query).await?.ok_or(Error::NotFound { what: "person" })?;
    person(&row, 0)
}

/// People by reference.
pub async fn by_reference(tx: &mut Tx, references: &[String]) -> Result<BTreeMap<String, Person>> {
    let mut found = BTreeMap::new();
    for some in references.chunks(AT_ONCE) {
        let rows = tx
            .all(&Query::new(PERSON).and("where 1 = 1").among("and p.reference", some))
            .await?;
        found.extend(people(&rows)?.into_iter().map(|person| (person.reference.clone(), person)));
    }
    Ok(found)
}

/// The only person of a name, whatever its capitals; a name that two bear names none.
pub async fn look_up_called(tx: &mut Tx, name: &str) -> Result<Option<Person>> {
    let query = Query::new(PERSON).with("where p.name_folded = {} order by p.id limit 2", &[&fold(name)]);
    let mut called = people(&tx.all(&query).await?)?;
    Ok(called.pop().filter(|_| called.is_empty()))
}

/// The names of those who are employed on a day, for a browser to offer; none where they are more than `most`.
pub async fn list_employed_names(tx: &mut Tx, day: Day, most: u64) -> Result<Vec<String>> {
    let employed = Query::new("select p.name from staff_person p").with("where p.left_on is null or p.left_on > {}", &[&day]);
    let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let rows = tx.all(&employed.with("order by p.name_folded, p.id limit {}", &[&limit])).await?;
    let names: Vec<String> = rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    Ok(if u64::try_from(names.len()).is_ok_and(|n| n <= most) {
        names
    } else {
        Vec::new()
    })
}

/// People by id.
pub async fn by_ids(tx: &mut Tx, ids: &[PersonId]) -> Result<BTreeMap<PersonId, Person>> {
    let mut found = BTreeMap::new();
    for some in ids.chunks(AT_ONCE) {
        let rows = tx.all(&Query::new(PERSON).and("where 1 = 1").among("and p.id", some)).await?;
        found.extend(people(&rows)?.into_iter().map(|person| (person.id, person)));
    }
    Ok(found)
}

/// New people.
pub async fn insert(tx: &mut Tx, people: &[(Person, Option<TitleId>)]) -> Result<()> {
    let now = tx.now();
    for chunk in people.chunks(ROWS_AT_ONCE) {
        let mut query = Query::new(
            "insert into staff_person (id, reference, reference_folded, name, name_folded, email, title, hired, left_on, version, recorded) values",
        );
        for (place, (person, title)) in chunk.iter().enumerate() {
            let text = if place == 0 {
                "({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
            } else {
                ", ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
            };
            query = query.with(
                text,
                &[
                    &person.id,
                    &person.reference,
                    &fold(&person.reference),
                    &person.name,
                    &fold(&person.name),
                    &person.email,
                    title,
                    &person.hired,
                    &person.left,
                    &person.version,
                    &now,
                ],
            );
        }
        tx.execute(&query).await?;
    }
    Ok(())
}

/// Keeps a changed person if nobody saved since their version was read. The reference stays.
pub async fn update(tx: &mut Tx, person: &Person, title: Option<TitleId>) -> Result<()> {
    let query = Query::new("update staff_person set").with(
        "name = {}, name_folded = {}, email = {}, title = {}, hired = {}, left_on = {}, version = {} where id = {} and version = {}",
        &[
            &person.name,
            &fold(&person.name),
            &person.email,
            &title,
            &person.hired,
            &person.left,
            &(person.version + 1),
            &person.id,
            &person.version,
        ],
    );
    tx.execute_versioned("person", &query).await
}

/// The titles, by name.
pub async fn titles(tx: &mut Tx) -> Result<Vec<Title>> {
    let rows = tx
        .all(&Query::new("select id, word, name from staff_title order by name, id"))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Title {
                id: row.get(0)?,
                word: row.get(1)?,
                name: row.get(2)?,
            })
        })
        .collect()
}

/// A new title.
pub async fn insert_title(tx: &mut Tx, title: &Title) -> Result<()> {
    let query = Query::new("insert into staff_title (id, word, name) values").with("({}, {}, {})", &[&title.id, &title.word, &title.name]);
    tx.execute(&query).await.map(|_| ())
}

/// Who reports to whom without an end.
pub async fn open_reports(tx: &mut Tx) -> Result<Vec<Report>> {
    let rows = tx
        .all(&Query::new(
            "select person, manager, from_day from staff_report where to_day is null order by person",
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Report {
                person: row.get(0)?,
                manager: row.get(1)?,
                from: row.get(2)?,
            })
        })
        .collect()
}

/// Who one person reports to without an end.
pub async fn open_report(tx: &mut Tx, person: PersonId) -> Result<Option<Report>> {
    let query = Query::new("select person, manager, from_day from staff_report where").with("person = {} and to_day is null", &[&person]);
    let row = tx.one(&query).await?;
    row.map(|row| {
        Ok(Report {
            person: row.get(0)?,
            manager: row.get(1)?,
            from: row.get(2)?,
        })
    })
    .transpose()
}

/// Ends who a person reports to: it no longer holds on the day.
pub async fn end_report(tx: &mut Tx, person: PersonId, day: Day) -> Result<()> {
    let query = Query::new("update staff_report set").with("to_day = {} where person = {} and to_day is null", &[&day, &person]);
    tx.execute(&query).await.map(|_| ())
}

/// Takes away a report that never held.
pub async fn delete_report(tx: &mut Tx, person: PersonId) -> Result<()> {
    tx.execute(&Query::new("delete from staff_report where").with("person = {} and to_day is null", &[&person]))
        .await
        .map(|_| ())
}

/// Begins who a person reports to.
pub async fn insert_report(tx: &mut Tx, report: Report) -> Result<()> {
    let now = tx.now();
    let query = Query::new("insert into staff_report (person, manager, from_day, to_day, recorded) values").with(
        "({}, {}, {}, {}, {})",
        &[&report.person, &report.manager, &report.from, &None::<Day>, &now],
    );
    tx.execute(&query).await.map(|_| ())
}

/// Whether a person ever reported to anybody.
pub async fn has_reported(tx: &mut Tx, person: PersonId) -> Result<bool> {
    Ok(tx
        .count(&Query::new("select count(*) from staff_report where").with("person = {}", &[&person]))
        .await?
        > 0)
}

/// The managers above a person on a day, the nearest first.
pub async fn list_above(tx: &mut Tx, id: PersonId, on: Day) -> Result<Vec<Person>> {
    let query = Query::new("with recursive up (person, level) as (select manager, 1 from staff_report")
        .with(
            "where person = {} and from_day <= {} and (to_day is null or to_day > {})",
            &[&id, &on, &on],
        )
        .and("union select r.manager, up.level + 1 from up join staff_report r on r.person = up.person")
        .with(
            "where up.level < 50 and r.from_day <= {} and (r.to_day is null or r.to_day > {}))",
            &[&on, &on],
        )
        .and("select p.id, p.reference, p.name, p.email, t.word, t.name, p.hired, p.left_on, p.version")
        .and("from up join staff_person p on p.id = up.person left join staff_title t on t.id = p.title order by up.level");
    people(&tx.all(&query).await?)
}

/// Who reports to a person directly on a day, by name, as far as they lie inside the scope.
pub async fn list_below(tx: &mut Tx, scope: &Scope, id: PersonId, on: Day) -> Result<Vec<Person>> {
    let query = Query::new(PERSON).and("join staff_report r on r.person = p.id").with(
        "where r.manager = {} and r.from_day <= {} and (r.to_day is null or r.to_day > {})",
        &[&id, &on, &on],
    );
    people(&tx.all(&within(query, scope).and("order by p.name_folded, p.id")).await?)
}

/// Waits until nobody else changes reports or splits.
pub async fn take_turn(tx: &mut Tx) -> Result<()> {
    tx.execute(&Query::new("update staff_turn set number = number + 1 where id = 1"))
        .await
        .map(|_| ())
}

/// The reference of everybody's manager today.
pub async fn managers(tx: &mut Tx) -> Result<BTreeMap<PersonId, String>> {
    let today = tx.today();
    let query = Query::new("select r.person, m.reference from staff_report r join staff_person m on m.id = r.manager where").with(
        "r.from_day <= {} and (r.to_day is null or r.to_day > {}) order by r.person",
        &[&today, &today],
    );
    tx.all(&query).await?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Who reports directly to some managers on a day and has not left by then.
pub async fn list_reports(tx: &mut Tx, managers: &[PersonId], on: Day) -> Result<BTreeMap<PersonId, BTreeSet<PersonId>>> {
    let mut found: BTreeMap<PersonId, BTreeSet<PersonId>> = BTreeMap::new();
    for some in managers.chunks(AT_ONCE) {
        let query = Query::new("select r.manager, r.person from staff_report r join staff_person p on p.id = r.person")
            .among("where r.manager", some)
            .with(
                "and r.from_day <= {} and (r.to_day is null or r.to_day > {}) and (p.left_on is null or p.left_on > {})",
                &[&on, &on, &on],
            );
        for row in tx.all(&query).await? {
            found.entry(row.get(0)?).or_default().insert(row.get(1)?);
        }
    }
    Ok(found)
}

/// Who reported directly to some managers since a day, from when to when, and no longer than they were employed.
pub async fn list_reporting(tx: &mut Tx, managers: &[PersonId], since: Day) -> Result<Vec<(PersonId, PersonId, Interval)>> {
    let mut found = Vec::new();
    for some in managers.chunks(AT_ONCE) {
        let query = Query::new("select r.manager, r.person, r.from_day, r.to_day, p.left_on from staff_report r")
            .and("join staff_person p on p.id = r.person")
            .among("where r.manager", some)
            .with(
                "and (r.to_day is null or r.to_day > {}) order by r.manager, r.person, r.from_day",
                &[&since],
            );
        for row in tx.all(&query).await? {
            let (to, left): (Option<Day>, Option<Day>) = (row.get(3)?, row.get(4)?);
            let end = to.into_iter().chain(left).min();
            // Somebody who left before they would have begun never reported.
            if let Ok(span) = Interval::new(row.get(2)?, end) {
                found.push((row.get(0)?, row.get(1)?, span));
            }
        }
    }
    Ok(found)
}

/// The manager of each of some people today.
pub async fn managers_of(tx: &mut Tx, people: &[PersonId]) -> Result<BTreeMap<PersonId, PersonId>> {
    let today = tx.today();
    let mut found = BTreeMap::new();
    for some in people.chunks(AT_ONCE) {
        let query = Query::new("select person, manager from staff_report where")
            .with("from_day <= {} and (to_day is null or to_day > {})", &[&today, &today])
            .among("and person", some)
            .and("order by person, from_day");
        for row in tx.all(&query).await? {
            found.insert(row.get(0)?, row.get(1)?);
        }
    }
    Ok(found)
}

/// Everybody whom somebody reports to on a day.
pub async fn list_managers(tx: &mut Tx, on: Day) -> Result<Vec<PersonId>> {
    let query = Query::new("select distinct manager from staff_report where")
        .with("from_day <= {} and (to_day is null or to_day > {}) order by manager", &[&on, &on]);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}
