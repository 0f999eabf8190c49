//! People and positions by the words that somebody seeks, inside their scope.

use platform::Result;
use platform::access::Scope;
use platform::database::{Query, Tx};
use platform::search::{Hit, Sought, Table, rows};
use vocabulary::{PersonId, PositionId};

const PEOPLE: Table = Table {
    select: "select p.id, p.reference, p.name, p.email, t.name from staff_person p left join staff_title t on t.id = p.title where 1 = 1",
    begins: &[
        "and p.reference_folded >= {} and p.reference_folded < {} order by p.reference_folded, p.id limit {}",
        "and p.name_folded >= {} and p.name_folded < {} order by p.name_folded, p.id limit {}",
    ],
    inner: "select p.id, p.reference, p.name, p.email, t.name from staff_person p left join staff_title t on t.id = p.title \
         join (select p.id from staff_person p where 1 = 1",
    word: "and p.name_folded like {} escape '!'",
    best: "order by case when p.name_folded like {} escape '!' or p.name_folded like {} escape '!' then 0 else 1 end, p.name_folded, p.id",
    end: "limit {}) page on page.id = p.id",
};

const POSITIONS: Table = Table {
    select: "select s.id, s.reference, s.name from staff_position s where 1 = 1",
    begins: &[
        "and s.reference_folded >= {} and s.reference_folded < {} order by s.reference_folded, s.id limit {}",
        "and s.name_folded >= {} and s.name_folded < {} order by s.name_folded, s.id limit {}",
    ],
    inner: "select s.id, s.reference, s.name from staff_position s join (select s.id from staff_position s where 1 = 1",
    word: "and s.name_folded like {} escape '!'",
    best: "order by case when s.name_folded like {} escape '!' or s.name_folded like {} escape '!' then 0 else 1 end, s.name_folded, s.id",
    end: "limit {}) page on page.id = s.id",
};

/// The people inside the scope who answer, with the page of each.
pub(in crate::foundation::staff) async fn list_people_sought(
    tx: &mut Tx,
    scope: &Scope,
    sought: &Sought,
    href: fn(PersonId) -> String,
) -> Result<Vec<Hit>> {
    let scoped = |query: Query| query.of_people("and p.id", scope);
    let mut hits = Vec::new();
    for row in rows(tx, &PEOPLE, sought, scoped).await? {
        let (id, reference, name): (PersonId, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let email: Option<String> = row.get(3)?;
        let title: Option<String> = row.get(4)?;
        let hit = sought.hit(&name, &[&reference, email.as_deref().unwrap_or_default()], href(id));
        hits.extend(hit.map(|hit| hit.code(reference).about(title.unwrap_or_default())));
    }
    Ok(hits)
}

/// The positions that somebody inside the scope holds, held or is going to, and that answer.
pub(in crate::foundation::staff) async fn list_positions_sought(
    tx: &mut Tx,
    scope: &Scope,
    sought: &Sought,
    href: fn(PositionId) -> String,
) -> Result<Vec<Hit>> {
    let mut hits = Vec::new();
    for row in rows(tx, &POSITIONS, sought, |query| super::positions::within(query, scope)).await? {
        let (id, reference, name): (PositionId, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let hit = sought.hit(&name, &[&reference], href(id));
        hits.extend(hit.map(|hit| hit.code(reference)));
    }
    Ok(hits)
}
