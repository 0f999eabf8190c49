//! Opening balances in SQL.

use super::currency;
use crate::people::incentives::rules::opening::{Opening, OpeningKind};
use platform::access::Scope;
use platform::database::{Query, Row, Tx};
use platform::{Error, Result};
use vocabulary::{PersonId, QuotaId};

const OPENING: &str = "select person, kind, plan, of_name, day, amount, currency from incentives_opening where superseded is null";

fn opening(row: &Row) -> Result<Opening> {
    let said = |text: String| (!text.is_empty()).then_some(text);
    let kind: String = row.get(1)?;
    Ok(Opening {
        person: row.get(0)?,
        kind: OpeningKind::parse(&kind).ok_or_else(|| Error::Failed(anyhow::anyhow!("{kind} is no kind of an opening balance")))?,
        plan: said(row.get(2)?),
        of: said(row.get(3)?),
        day: row.get(4)?,
        amount: row.get(5)?,
        currency: currency(&row.get::<String>(6)?)?,
    })
}

/// The opening balances in force, by person, kind and name.
pub async fn list_openings(tx: &mut Tx) -> Result<Vec<Opening>> {
    let rows = tx.all(&Query::new(OPENING).and("order by person, kind, plan, of_name")).await?;
    rows.iter().map(opening).collect()
}

/// The opening balances of a person in scope.
pub async fn list_openings_of(tx: &mut Tx, scope: &Scope, person: PersonId, reference: &str) -> Result<Vec<Opening>> {
    scope.of_person(person, "statement")?;
    let query = Query::new(OPENING).with("and person = {} order by person, kind, plan, of_name", &[&reference]);
    tx.all(&query).await?.iter().map(opening).collect()
}

/// A new opening balance; the one of the same person, kind, plan and name is superseded.
pub async fn insert_opening(tx: &mut Tx, opening: &Opening) -> Result<()> {
    let now = tx.now();
    let id = QuotaId::new(tx.ids());
    let (plan, of) = (opening.plan.clone().unwrap_or_default(), opening.of.clone().unwrap_or_default());
    let kind = opening.kind.word();
    let old = "superseded = {} where superseded is null and person = {} and kind = {} and plan = {} and of_name = {}";
    tx.execute(&Query::new("update incentives_opening set").with(old, &[&now, &opening.person, &kind, &plan, &of]))
        .await?;
    let columns = "insert into incentives_opening (id, person, kind, plan, of_name, day, amount, currency, recorded)";
    let values = Query::new(columns).with(
        "values ({}, {}, {}, {}, {}, {}, {}, {}, {})",
        &[
            &id,
            &opening.person,
            &kind,
            &plan,
            &of,
            &opening.day,
            &opening.amount,
            &opening.currency.code(),
            &now,
        ],
    );
    tx.execute(&values).await.map(|_| ())
}
