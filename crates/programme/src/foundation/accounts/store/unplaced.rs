//! Contacts of whom nobody knows the account yet, in SQL. Only those who may place them ask for them.

use platform::Result;
use platform::access::{Extent, Scope};
use platform::database::{Query, Row, Tx};
use platform::web::listing::fold;
use std::collections::BTreeMap;
use vocabulary::AccountId;

/// How many values travel with one statement.
const AT_ONCE: usize = 2_000;
/// So many are shown for a decision at once.
pub const SHOWN_MAX: i64 = 100;

/// Somebody without an account. Personal data: never in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced {
    /// The source's own mark.
    pub reference: String,
    /// The name.
    pub name: String,
    /// What the person does.
    pub title: Option<String>,
    /// The business address.
    pub email: Option<String>,
    /// The business number.
    pub phone: Option<String>,
    /// What the list says of where they work.
    pub company: Option<String>,
    /// Whether somebody decided to leave them out.
    pub left_out: bool,
}

const UNPLACED: &str = "select u.reference, u.name, u.title, u.email, u.phone, u.company, u.left_out from accounts_unplaced u";

fn unplaced(row: &Row) -> Result<Unplaced> {
    let said = |text: String| (!text.is_empty()).then_some(text);
    Ok(Unplaced {
        reference: row.get(0)?,
        name: row.get(1)?,
        title: said(row.get(2)?),
        email: said(row.get(3)?),
        phone: said(row.get(4)?),
        company: said(row.get(5)?),
        left_out: row.get::<i64>(6)? != 0,
    })
}

/// Every one of them by reference, for an import.
pub async fn list_every_unplaced(tx: &mut Tx) -> Result<BTreeMap<String, Unplaced>> {
    let rows = tx.all(&Query::new(UNPLACED).and("order by u.reference")).await?;
    rows.iter()
        .map(|row| unplaced(row).map(|unplaced| (unplaced.reference.clone(), unplaced)))
        .collect()
}

/// Without an account nobody's scope holds them, so only a scope over everything does.
fn waiting(query: Query, scope: &Scope) -> Query {
    let query = query.and("where u.left_out = 0");
    match scope.accounts() {
        Extent::All => query,
        Extent::Only(_) => query.and("and 1 = 0"),
    }
}

/// How many wait for a decision.
pub async fn count_unplaced(tx: &mut Tx, scope: &Scope) -> Result<u64> {
    tx.count(&waiting(Query::new("select count(*) from accounts_unplaced u"), scope))
        .await
}

/// The first of those who wait for a decision, by company and name.
pub async fn list_unplaced(tx: &mut Tx, scope: &Scope) -> Result<Vec<Unplaced>> {
    let query = waiting(Query::new(UNPLACED), scope).with("order by u.company_folded, u.name_folded, u.reference limit {}", &[&SHOWN_MAX]);
    tx.all(&query).await?.iter().map(unplaced).collect()
}

/// One of those who wait for a decision.
pub async fn look_up_unplaced(tx: &mut Tx, scope: &Scope, reference: &str) -> Result<Option<Unplaced>> {
    let query = waiting(Query::new(UNPLACED), scope).with("and u.reference = {}", &[&reference]);
    tx.one(&query).await?.as_ref().map(unplaced).transpose()
}

/// A new one.
pub async fn insert_unplaced(tx: &mut Tx, one: &Unplaced) -> Result<()> {
    let now = tx.now();
    let company = one.company.clone().unwrap_or_default();
    let columns = "insert into accounts_unplaced \
         (reference, name, name_folded, title, email, phone, company, company_folded, left_out, recorded)";
    let query = Query::new(columns).with(
        "values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        &[
            &one.reference,
            &one.name,
            &fold(&one.name),
            &one.title.as_deref().unwrap_or_default(),
            &one.email.as_deref().unwrap_or_default(),
            &one.phone.as_deref().unwrap_or_default(),
            &company,
            &fold(&company),
            &i64::from(one.left_out),
            &now,
        ],
    );
    tx.execute(&query).await.map(|_| ())
}

/// Takes one away, whose account is known now.
pub async fn delete_unplaced(tx: &mut Tx, reference: &str) -> Result<()> {
    tx.execute(&Query::new("delete from accounts_unplaced where").with("reference = {}", &[&reference]))
        .await
        .map(|_| ())
}

/// The accounts of some names, whatever their capitals; a name that two accounts have names none.
pub async fn accounts_called(tx: &mut Tx, names: &[String]) -> Result<BTreeMap<String, AccountId>> {
    let mut found: BTreeMap<String, Option<AccountId>> = BTreeMap::new();
    for some in names.chunks(AT_ONCE) {
        let query = Query::new("select a.name_folded, a.id from accounts_account a where 1 = 1").among("and a.name_folded", some);
        for row in tx.all(&query).await? {
            let id: AccountId = row.get(1)?;
            found.entry(row.get(0)?).and_modify(|known| *known = None).or_insert(Some(id));
        }
    }
    Ok(found.into_iter().filter_map(|(name, id)| Some((name, id?))).collect())
}
