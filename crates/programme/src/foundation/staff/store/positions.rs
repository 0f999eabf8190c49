//! Positions and who holds them in SQL.

use super::super::{Held, Holder, Position};
use super::{AT_ONCE, person};
use platform::access::{Extent, Scope};
use platform::database::{Query, Row, Tx};
use platform::web::listing::{Order, Span, after, anywhere, fold};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{Day, Interval, PersonId, PositionId, TitleId};

const POSITION: &str = "select s.id, s.reference, s.name, t.word, t.name, s.version \
     from staff_position s left join staff_title t on t.id = s.title";
const HOLDER: &str = "select h.position, h.from_day, h.to_day, \
     p.id, p.reference, p.name, p.email, t.word, t.name, p.hired, p.left_on, p.version \
     from staff_holding h join staff_person p on p.id = h.person left join staff_title t on t.id = p.title";

/// Which positions a list is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WantedPositions {
    /// Names or references that begin so; empty means all.
    pub words: String,
    /// The words may stand anywhere in the name or reference.
    pub inside: bool,
    /// Only those that nobody holds on this day.
    pub vacant_on: Option<Day>,
}

fn position(row: &Row) -> Result<Position> {
    Ok(Position {
        id: row.get(0)?,
        reference: row.get(1)?,
        name: row.get(2)?,
        title: row.get(3)?,
        title_name: row.get(4)?,
        version: row.get(5)?,
    })
}

fn interval(from: Day, to: Option<Day>) -> Result<Interval> {
    Interval::new(from, to).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading who holds a position")))
}

fn holder(row: &Row) -> Result<Holder> {
    Ok(Holder {
        interval: interval(row.get(1)?, row.get(2)?)?,
        person: person(row, 3)?,
    })
}

/// A position lies inside when somebody inside holds it, held it or is going to.
pub(super) fn within(query: Query, scope: &Scope) -> Query {
    match scope.people() {
        Extent::All => query,
        Extent::Only(people) => query
            .among("and s.id in (select position from staff_holding where person", people)
            .and(")"),
    }
}

fn wanted(query: Query, scope: &Scope, wanted: &WantedPositions) -> Query {
    let mut query = within(query.and("where 1 = 1"), scope);
    let words = fold(&wanted.words);
    if !words.is_empty() && wanted.inside {
        let pattern = anywhere(&words);
        query = query.with(
            "and (s.name_folded like {} escape '!' or s.reference_folded like {} escape '!')",
            &[&pattern, &pattern],
        );
    } else if !words.is_empty() {
        let end = after(&words);
        let text = "and ((s.name_folded >= {} and s.name_folded < {}) or (s.reference_folded >= {} and s.reference_folded < {}))";
        query = query.with(text, &[&words, &end, &words, &end]);
    }
    match wanted.vacant_on {
        Some(day) => query.with(
            "and not exists (select 1 from staff_holding v where v.position = s.id and v.from_day <= {} \
             and (v.to_day is null or v.to_day > {}))",
            &[&day, &day],
        ),
        None => query,
    }
}

/// By reference, name or title; by anything else it is the reference.
fn order(order: Order) -> &'static str {
    match (order.by, order.descending) {
        ("name", false) => "order by s.name_folded, s.id",
        ("name", true) => "order by s.name_folded desc, s.id desc",
        ("title", false) => "order by coalesce(t.name, ''), s.reference_folded, s.id",
        ("title", true) => "order by coalesce(t.name, '') desc, s.reference_folded desc, s.id desc",
        (_, false) => "order by s.reference_folded, s.id",
        (_, true) => "order by s.reference_folded desc, s.id desc",
    }
}

/// How many positions are wanted.
pub async fn count_positions(tx: &mut Tx, scope: &Scope, which: &WantedPositions) -> Result<u64> {
    tx.count(&wanted(Query::new("select count(*) from staff_position s"), scope, which))
        .await
}

/// One page of the wanted positions.
pub async fn list_positions(tx: &mut Tx, scope: &Scope, which: &WantedPositions, by: Order, span: Span) -> Result<Vec<Position>> {
    let [limit, skip] = span.limit_and_offset();
    let query = wanted(Query::new(POSITION), scope, which)
        .and(order(by))
        .with("limit {} offset {}", &[&limit, &skip]);
    tx.all(&query).await?.iter().map(position).collect()
}

/// The wanted positions after a reference, in the order of references.
pub async fn list_positions_after(
    tx: &mut Tx,
    scope: &Scope,
    which: &WantedPositions,
    reference: &str,
    limit: i64,
) -> Result<Vec<Position>> {
    let query =
        wanted(Query::new(POSITION), scope, which).with("and s.reference > {} order by s.reference limit {}", &[&reference, &limit]);
    tx.all(&query).await?.iter().map(position).collect()
}

/// A position inside the scope.
pub async fn find_position(tx: &mut Tx, scope: &Scope, id: PositionId) -> Result<Position> {
    let query = within(Query::new(POSITION).with("where s.id = {}", &[&id]), scope);
    position(&tx.one(&query).await?.ok_or(Error::NotFound { what: "position" })?)
}

/// The names of those of some positions that lie inside the scope.
pub async fn list_position_names(tx: &mut Tx, scope: &Scope, ids: &[PositionId]) -> Result<BTreeMap<PositionId, String>> {
    let query = Query::new("select s.id, s.name from staff_position s where").among("s.id", ids);
    let rows = tx.all(&within(query, scope)).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The position of a reference.
pub async fn look_up_position(tx: &mut Tx, reference: &str) -> Result<Option<Position>> {
    let query = Query::new(POSITION).with("where s.reference = {}", &[&reference]);
    tx.one(&query).await?.as_ref().map(position).transpose()
}

/// Everybody who ever holds a position, whoever asks, the latest first: for the rule that two never hold it on one day.
pub async fn list_every_holder(tx: &mut Tx, id: PositionId) -> Result<Vec<Holder>> {
    let query = Query::new(HOLDER).with("where h.position = {} order by h.from_day desc", &[&id]);
    tx.all(&query).await?.iter().map(holder).collect()
}

/// Who of the people inside the scope ever holds a position, the latest first.
pub async fn list_holders(tx: &mut Tx, scope: &Scope, id: PositionId) -> Result<Vec<Holder>> {
    let mut holders = list_every_holder(tx, id).await?;
    holders.retain(|holder| scope.people().holds(&holder.person.id));
    Ok(holders)
}

/// Who holds some positions on a day; a position that nobody holds is absent.
pub async fn list_held_on(tx: &mut Tx, scope: &Scope, ids: &[PositionId], day: Day) -> Result<BTreeMap<PositionId, Held>> {
    let mut found = BTreeMap::new();
    for some in ids.chunks(AT_ONCE) {
        let query = Query::new(HOLDER)
            .with("where h.from_day <= {} and (h.to_day is null or h.to_day > {})", &[&day, &day])
            .among("and h.position", some);
        for row in tx.all(&query).await? {
            let holder = holder(&row)?;
            let held = if scope.people().holds(&holder.person.id) {
                Held::By(holder)
            } else {
                Held::Hidden
            };
            found.insert(row.get(0)?, held);
        }
    }
    Ok(found)
}

/// The positions of some references with everybody who ever holds them, by reference: for an import.
pub async fn list_seats(tx: &mut Tx, references: &[String]) -> Result<BTreeMap<String, (Position, Vec<Holder>)>> {
    let mut found = BTreeMap::new();
    for some in references.chunks(AT_ONCE) {
        let query = Query::new(POSITION).and("where 1 = 1").among("and s.reference", some);
        let positions = tx.all(&query).await?.iter().map(position).collect::<Result<Vec<Position>>>()?;
        let ids: Vec<PositionId> = positions.iter().map(|position| position.id).collect();
        let mut held: BTreeMap<PositionId, Vec<Holder>> = BTreeMap::new();
        for row in tx.all(&Query::new(HOLDER).and("where 1 = 1").among("and h.position", &ids)).await? {
            held.entry(row.get(0)?).or_default().push(holder(&row)?);
        }
        found.extend(positions.into_iter().map(|position| {
            let holders = held.remove(&position.id).unwrap_or_default();
            (position.reference.clone(), (position, holders))
        }));
    }
    Ok(found)
}

/// When everybody holds which position that has a title, by person, with the title's word.
pub async fn list_titles_held(tx: &mut Tx) -> Result<BTreeMap<PersonId, Vec<(Interval, String)>>> {
    let query = Query::new(
        "select h.person, h.from_day, h.to_day, t.word from staff_holding h join staff_position s on s.id = h.position \
         join staff_title t on t.id = s.title order by h.person, h.from_day, h.position",
    );
    let mut found: BTreeMap<PersonId, Vec<(Interval, String)>> = BTreeMap::new();
    for row in tx.all(&query).await? {
        let held = (interval(row.get(1)?, row.get(2)?)?, row.get(3)?);
        found.entry(row.get(0)?).or_default().push(held);
    }
    Ok(found)
}

/// The positions that a person holds, those without an end and the latest first.
pub async fn list_positions_of(tx: &mut Tx, person: PersonId) -> Result<Vec<(Position, Interval)>> {
    let query = Query::new(
        "select s.id, s.reference, s.name, t.word, t.name, s.version, h.from_day, h.to_day \
         from staff_holding h join staff_position s on s.id = h.position left join staff_title t on t.id = s.title",
    )
    .with(
        "where h.person = {} order by coalesce(h.to_day, '9999-12-31') desc, h.from_day desc, s.reference",
        &[&person],
    );
    let rows = tx.all(&query).await?;
    rows.iter()
        .map(|row| Ok((position(row)?, interval(row.get(6)?, row.get(7)?)?)))
        .collect()
}

/// A new position.
pub async fn insert_position(tx: &mut Tx, position: &Position, title: Option<TitleId>) -> Result<()> {
    let now = tx.now();
    let query =
        Query::new("insert into staff_position (id, reference, reference_folded, name, name_folded, title, version, recorded) values")
            .with(
                "({}, {}, {}, {}, {}, {}, {}, {})",
                &[
                    &position.id,
                    &position.reference,
                    &fold(&position.reference),
                    &position.name,
                    &fold(&position.name),
                    &title,
                    &position.version,
                    &now,
                ],
            );
    tx.execute(&query).await.map(|_| ())
}

/// Keeps a changed name and title, and counts the change, if nobody changed the position since the version was read.
pub async fn update_position(tx: &mut Tx, position: &Position, title: Option<TitleId>) -> Result<()> {
    let query = Query::new("update staff_position set").with(
        "name = {}, name_folded = {}, title = {}, version = {} where id = {} and version = {}",
        &[
            &position.name,
            &fold(&position.name),
            &title,
            &(position.version + 1),
            &position.id,
            &position.version,
        ],
    );
    tx.execute_versioned("position", &query).await
}

/// Counts a change of the holders, if nobody changed them since the version was read.
pub async fn update_position_version(tx: &mut Tx, id: PositionId, version: i64) -> Result<()> {
    let query =
        Query::new("update staff_position set").with("version = {} where id = {} and version = {}", &[&(version + 1), &id, &version]);
    tx.execute_versioned("position", &query).await
}

/// Lets a person hold a position.
pub async fn insert_holder(tx: &mut Tx, position: PositionId, holder: &Holder) -> Result<()> {
    let now = tx.now();
    let (from, to) = (holder.interval.start(), holder.interval.end());
    let query = Query::new("insert into staff_holding (position, person, from_day, to_day, recorded) values")
        .with("({}, {}, {}, {}, {})", &[&position, &holder.person.id, &from, &to, &now]);
    tx.execute(&query).await.map(|_| ())
}

/// Keeps the changed end of a holding, which its position and first day name.
pub async fn update_holder(tx: &mut Tx, position: PositionId, holder: &Holder) -> Result<()> {
    let query = Query::new("update staff_holding set").with(
        "to_day = {} where position = {} and from_day = {}",
        &[&holder.interval.end(), &position, &holder.interval.start()],
    );
    tx.execute(&query).await.map(|_| ())
}

/// Takes away a holding that never held.
pub async fn delete_holder(tx: &mut Tx, position: PositionId, holder: &Holder) -> Result<()> {
    let query =
        Query::new("delete from staff_holding where").with("position = {} and from_day = {}", &[&position, &holder.interval.start()]);
    tx.execute(&query).await.map(|_| ())
}
