//! Accounts in SQL.

pub mod contacts;
pub(super) mod sought;

use super::{Label, Named};
use platform::access::{Extent, Scope};
use platform::database::{Query, Row, Tx};
use platform::web::listing::{Order, Span, after, anywhere, fold};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::AccountId;

/// How many values travel with one statement.
const AT_ONCE: usize = 2_000;
/// How many rows are written with one statement.
const ROWS_AT_ONCE: usize = 400;
/// So many accounts below one are shown; the list shows them all.
pub const BELOW_SHOWN: i64 = 100;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The id.
    pub id: AccountId,
    /// The firm's own number of it, which the facts use.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// The account above.
    pub parent: Option<AccountId>,
    /// What kind of account it is.
    pub class: Option<String>,
    /// Its country.
    pub country: Option<String>,
    /// For optimistic locking.
    pub version: i64,
}

/// Which accounts a list is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Names or references that begin so; empty means all.
    pub words: String,
    /// The words may stand anywhere in the name or reference.
    pub inside: bool,
    /// The classes; none means any.
    pub classes: Option<Vec<String>>,
}

const ACCOUNT: &str = "select a.id, a.reference, a.name, a.parent, a.class, a.country, a.version from accounts_account a";

fn account(row: &Row) -> Result<Account> {
    let said = |text: String| (!text.is_empty()).then_some(text);
    Ok(Account {
        id: row.get(0)?,
        reference: row.get(1)?,
        name: row.get(2)?,
        parent: row.get(3)?,
        class: said(row.get(4)?),
        country: said(row.get(5)?),
        version: row.get(6)?,
    })
}

fn within(query: Query, scope: &Scope) -> Query {
    match scope.accounts() {
        Extent::All => query,
        Extent::Only(accounts) => query.among("and a.id", accounts),
    }
}

fn wanted(query: Query, scope: &Scope, wanted: &Wanted) -> Query {
    let query = within(query.and("where 1 = 1"), scope);
    let of_class = |query: Query| match &wanted.classes {
        Some(classes) => query.among("and a.class", classes),
        None => query,
    };
    let words = fold(&wanted.words);
    if words.is_empty() {
        return of_class(query);
    }
    if wanted.inside {
        let pattern = anywhere(&words);
        let text = "and (a.name_folded like {} escape '!' or a.reference_folded like {} escape '!')";
        return of_class(query.with(text, &[&pattern, &pattern]));
    }
    // Each side names the class by itself, so that each is answered by an index of its own.
    let end = after(&words);
    let query = of_class(query.with("and ((a.name_folded >= {} and a.name_folded < {}", &[&words, &end]));
    of_class(query.with(") or (a.reference_folded >= {} and a.reference_folded < {}", &[&words, &end])).and("))")
}

/// By name, reference, class or country; by anything else it is the name.
fn order(order: Order) -> &'static str {
    match (order.by, order.descending) {
        ("reference", false) => "order by a.reference_folded, a.id",
        ("reference", true) => "order by a.reference_folded desc, a.id desc",
        ("class", false) => "order by a.class, a.name_folded, a.id",
        ("class", true) => "order by a.class desc, a.name_folded desc, a.id desc",
        ("country", false) => "order by a.country, a.name_folded, a.id",
        ("country", true) => "order by a.country desc, a.name_folded desc, a.id desc",
        (_, false) => "order by a.name_folded, a.id",
        (_, true) => "order by a.name_folded desc, a.id desc",
    }
}

/// How many accounts are wanted.
pub async fn count(tx: &mut Tx, scope: &Scope, which: &Wanted) -> Result<u64> {
    tx.count(&wanted(Query::new("select count(*) from accounts_account a"), scope, which))
        .await
}

/// One page of the wanted accounts. Indexes alone choose the rows of the page; only these are read.
pub async fn list(tx: &mut Tx, scope: &Scope, which: &Wanted, by: Order, span: Span) -> Result<Vec<Account>> {
    let [limit, skip] = span.limit_and_offset();
    let page = Query::new(ACCOUNT).and("join (select a.id from accounts_account a");
    let page = wanted(page, scope, which)
        .and(order(by))
        .with("limit {} offset {}) page on page.id = a.id", &[&limit, &skip]);
    let query = page.and(order(by));
    tx.all(&query).await?.iter().map(account).collect()
}

/// All of the wanted accounts, for a file.
pub async fn list_all(tx: &mut Tx, scope: &Scope, which: &Wanted, by: Order) -> Result<Vec<Account>> {
    tx.all(&wanted(Query::new(ACCOUNT), scope, which).and(order(by)))
        .await?
        .iter()
        .map(account)
        .collect()
}

/// The wanted accounts after a reference, in the order of references.
pub async fn list_after(tx: &mut Tx, scope: &Scope, which: &Wanted, reference: &str, limit: i64) -> Result<Vec<Account>> {
    let query = wanted(Query::new(ACCOUNT), scope, which).with("and a.reference > {} order by a.reference limit {}", &[&reference, &limit]);
    tx.all(&query).await?.iter().map(account).collect()
}

/// The classes there are, in order. Steps from one class to the next through the index, however many accounts there are.
pub async fn classes(tx: &mut Tx, scope: &Scope) -> Result<Vec<String>> {
    let query = match scope.accounts() {
        Extent::All => Query::new(
            "with recursive step (class) as (select min(class) from accounts_account union all \
             select (select min(a.class) from accounts_account a where a.class > step.class) from step where step.class is not null) \
             select class from step where class <> '' order by class",
        ),
        Extent::Only(_) => within(
            Query::new("select distinct a.class from accounts_account a where a.class <> ''"),
            scope,
        )
        .and("order by a.class"),
    };
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// An account inside the scope.
pub async fn find(tx: &mut Tx, scope: &Scope, id: AccountId) -> Result<Account> {
    let query = within(Query::new(ACCOUNT).with("where a.id = {}", &[&id]), scope);
    let row = tx.one(&query).await?.ok_or(Error::NotFound { what: "account" })?;
    account(&row)
}

/// An account by its reference.
pub async fn look_up(tx: &mut Tx, reference: &str) -> Result<Option<Account>> {
    let row = tx.one(&Query::new(ACCOUNT).with("where a.reference = {}", &[&reference])).await?;
    row.as_ref().map(account).transpose()
}

/// The accounts above one, the nearest first, as far as they lie inside the scope.
pub async fn list_above(tx: &mut Tx, scope: &Scope, id: AccountId) -> Result<Vec<Account>> {
    let up = Query::new("with recursive up (id, parent, level) as (select id, parent, 0 from accounts_account").with(
        "where id = {} union select p.id, p.parent, up.level + 1 from up join accounts_account p on p.id = up.parent where up.level < 100)",
        &[&id],
    );
    let text = "select a.id, a.reference, a.name, a.parent, a.class, a.country, a.version from up join accounts_account a on a.id = up.id";
    let query = within(up.and(text).and("where up.level > 0"), scope).and("order by up.level");
    tx.all(&query).await?.iter().map(account).collect()
}

/// The accounts directly below one, by name.
pub async fn list_below(tx: &mut Tx, scope: &Scope, id: AccountId) -> Result<Vec<Account>> {
    let query = within(Query::new(ACCOUNT).with("where a.parent = {}", &[&id]), scope);
    tx.all(&query.with("order by a.name_folded, a.id limit {}", &[&BELOW_SHOWN]))
        .await?
        .iter()
        .map(account)
        .collect()
}

/// Every account, for an import.
pub async fn list_every(tx: &mut Tx) -> Result<Vec<Account>> {
    tx.all(&Query::new(ACCOUNT).and("order by a.id"))
        .await?
        .iter()
        .map(account)
        .collect()
}

/// Waits until nobody else changes the hierarchy.
pub async fn take_turn(tx: &mut Tx) -> Result<()> {
    tx.execute(&Query::new("update accounts_turn set number = number + 1 where id = 1"))
        .await
        .map(|_| ())
}

/// New accounts; each stands after the account above it.
pub async fn insert(tx: &mut Tx, accounts: &[Account]) -> Result<()> {
    let now = tx.now();
    for chunk in accounts.chunks(ROWS_AT_ONCE) {
        let mut query = Query::new(
            "insert into accounts_account (id, reference, reference_folded, name, name_folded, parent, class, country, version, recorded) values",
        );
        for (place, account) in chunk.iter().enumerate() {
            let text = if place == 0 {
                "({}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
            } else {
                ", ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
            };
            query = query.with(
                text,
                &[
                    &account.id,
                    &account.reference,
                    &fold(&account.reference),
                    &account.name,
                    &fold(&account.name),
                    &account.parent,
                    &account.class.as_deref().unwrap_or_default(),
                    &account.country.as_deref().unwrap_or_default(),
                    &account.version,
                    &now,
                ],
            );
        }
        tx.execute(&query).await?;
    }
    Ok(())
}

/// Keeps a changed account if nobody saved since its version was read. The reference stays.
pub async fn update(tx: &mut Tx, account: &Account) -> Result<()> {
    let (class, country) = (
        account.class.as_deref().unwrap_or_default(),
        account.country.as_deref().unwrap_or_default(),
    );
    let query = Query::new("update accounts_account set").with(
        "name = {}, name_folded = {}, parent = {}, class = {}, country = {}, version = {} where id = {} and version = {}",
        &[
            &account.name,
            &fold(&account.name),
            &account.parent,
            &class,
            &country,
            &(account.version + 1),
            &account.id,
            &account.version,
        ],
    );
    tx.execute_versioned("account", &query).await
}

/// Id and name by reference.
pub async fn names(tx: &mut Tx, references: &[String]) -> Result<BTreeMap<String, Named>> {
    let mut named = BTreeMap::new();
    for some in references.chunks(AT_ONCE) {
        let query = Query::new("select reference, id, name from accounts_account where 1 = 1").among("and reference", some);
        for row in tx.all(&query).await? {
            named.insert(
                row.get(0)?,
                Named {
                    id: row.get(1)?,
                    name: row.get(2)?,
                },
            );
        }
    }
    Ok(named)
}

/// Reference and name by id.
pub async fn labels(tx: &mut Tx, accounts: &[AccountId]) -> Result<BTreeMap<AccountId, Label>> {
    let mut labels = BTreeMap::new();
    for some in accounts.chunks(AT_ONCE) {
        let query = Query::new("select id, reference, name from accounts_account where 1 = 1").among("and id", some);
        for row in tx.all(&query).await? {
            labels.insert(
                row.get(0)?,
                Label {
                    reference: row.get(1)?,
                    name: row.get(2)?,
                },
            );
        }
    }
    Ok(labels)
}

/// The reference of every account.
pub async fn references(tx: &mut Tx) -> Result<BTreeMap<AccountId, String>> {
    let rows = tx
        .all(&Query::new("select id, reference from accounts_account order by id"))
        .await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The class of every account that has one.
pub async fn classes_by_reference(tx: &mut Tx) -> Result<BTreeMap<String, String>> {
    let rows = tx
        .all(&Query::new(
            "select reference, class from accounts_account where class <> '' order by reference",
        ))
        .await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
