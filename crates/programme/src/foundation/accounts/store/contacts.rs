//! Contacts in SQL: who may see the account, may see them; those without an account are seen by whoever may place them.

use platform::access::{Extent, Scope};
use platform::database::{Query, Row, Tx};
use platform::web::listing::{after, fold};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{AccountId, ContactId};

/// How many rows are written with one statement.
const ROWS_AT_ONCE: usize = 400;
/// How many values travel with one statement.
const AT_ONCE: usize = 2_000;
/// So many are shown for a decision at once.
pub const SHOWN_MAX: i64 = 100;
/// So many accounts are offered for a contact.
const LIKELY_MAX: i64 = 3;

/// Somebody at an account, or somebody of whom nobody knows the account yet. Personal data: never in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The id.
    pub id: ContactId,
    /// The source's own mark.
    pub reference: String,
    /// Where; none while nobody knows.
    pub account: Option<AccountId>,
    /// Whether somebody decided that they belong to no account.
    pub left_out: bool,
    /// The name.
    pub name: String,
    /// What the person does there.
    pub title: Option<String>,
    /// The business address.
    pub email: Option<String>,
    /// The business number.
    pub phone: Option<String>,
    /// What a list says of where they work.
    pub company: Option<String>,
    /// For optimistic locking.
    pub version: i64,
}

const CONTACT: &str =
    "select c.id, c.reference, c.account, c.left_out, c.name, c.title, c.email, c.phone, c.company, c.version from accounts_contact c";

fn contact(row: &Row) -> Result<Contact> {
    let said = |text: String| (!text.is_empty()).then_some(text);
    Ok(Contact {
        id: row.get(0)?,
        reference: row.get(1)?,
        account: row.get(2)?,
        left_out: row.get::<i64>(3)? != 0,
        name: row.get(4)?,
        title: said(row.get(5)?),
        email: said(row.get(6)?),
        phone: said(row.get(7)?),
        company: said(row.get(8)?),
        version: row.get(9)?,
    })
}

async fn all(tx: &mut Tx, query: &Query) -> Result<Vec<Contact>> {
    tx.all(query).await?.iter().map(contact).collect()
}

/// Without an account nobody's scope holds them, so only a scope over everything does.
fn within(query: Query, scope: &Scope) -> Query {
    match scope.accounts() {
        Extent::All => query,
        Extent::Only(accounts) => query.among("and c.account", accounts),
    }
}

/// The contacts of an account, by name. The account itself was found inside the viewer's scope.
pub async fn list_of(tx: &mut Tx, account: AccountId) -> Result<Vec<Contact>> {
    all(
        tx,
        &Query::new(CONTACT).with("where c.account = {} order by c.name_folded, c.reference", &[&account]),
    )
    .await
}

/// A contact inside a scope.
pub async fn find(tx: &mut Tx, scope: &Scope, id: ContactId) -> Result<Contact> {
    let query = within(Query::new(CONTACT).with("where c.id = {}", &[&id]), scope);
    let row = tx.one(&query).await?.ok_or(Error::NotFound { what: "contact" })?;
    contact(&row)
}

/// The names of some contacts inside a scope; where they must be placed, only of those with an account.
pub async fn list_names(tx: &mut Tx, scope: &Scope, ids: &[ContactId], placed: bool) -> Result<BTreeMap<ContactId, String>> {
    let mut names = BTreeMap::new();
    for some in ids.chunks(AT_ONCE) {
        let query = Query::new("select c.id, c.name from accounts_contact c where 1 = 1").among("and c.id", some);
        let query = if placed { query.and("and c.account is not null") } else { query };
        for row in tx.all(&within(query, scope)).await? {
            names.insert(row.get(0)?, row.get(1)?);
        }
    }
    Ok(names)
}

/// Every contact by reference, for an import.
pub async fn list_every(tx: &mut Tx) -> Result<BTreeMap<String, Contact>> {
    let contacts = all(tx, &Query::new(CONTACT).and("order by c.reference")).await?;
    Ok(contacts.into_iter().map(|contact| (contact.reference.clone(), contact)).collect())
}

fn unplaced(query: Query, scope: &Scope, left_out: bool) -> Query {
    within(
        query.with("where c.account is null and c.left_out = {}", &[&i64::from(left_out)]),
        scope,
    )
}

/// How many have no account and wait for a decision, or were left out by one.
pub async fn count_unplaced(tx: &mut Tx, scope: &Scope, left_out: bool) -> Result<u64> {
    tx.count(&unplaced(Query::new("select count(*) from accounts_contact c"), scope, left_out))
        .await
}

/// The first of those who have no account and wait for a decision, or were left out by one; by company and name.
pub async fn list_unplaced(tx: &mut Tx, scope: &Scope, left_out: bool) -> Result<Vec<Contact>> {
    let query = unplaced(Query::new(CONTACT), scope, left_out);
    all(
        tx,
        &query.with("order by c.company_folded, c.name_folded, c.reference limit {}", &[&SHOWN_MAX]),
    )
    .await
}

/// The accounts inside a scope to which a contact may belong: those of contacts whose mail has the same host, the most frequent first,
/// then those whose name begins like that of the company.
pub async fn list_likely(tx: &mut Tx, scope: &Scope, contact: &Contact) -> Result<Vec<AccountId>> {
    let mut likely: Vec<AccountId> = Vec::new();
    if let Some((_, host)) = contact.email.as_deref().and_then(|email| email.rsplit_once('@')) {
        let pattern = format!("%@{}", host.replace('!', "!!").replace('%', "!%").replace('_', "!_"));
        let query = Query::new("select c.account from accounts_contact c where c.account is not null")
            .with("and c.email like {} escape '!'", &[&pattern]);
        let query = within(query, scope).with(
            "group by c.account order by count(*) desc, c.account limit {}",
            &[&(LIKELY_MAX + 1)],
        );
        let there = tx
            .all(&query)
            .await?
            .iter()
            .map(|row| row.get(0))
            .collect::<Result<Vec<AccountId>>>()?;
        // A host that many use says nothing: it sells addresses.
        if i64::try_from(there.len()).is_ok_and(|there| there <= LIKELY_MAX) {
            likely = there;
        }
    }
    let company = contact.company.as_deref().map(fold).unwrap_or_default();
    let first = company.split_whitespace().next().unwrap_or_default();
    // A word of three letters begins too many names.
    if first.chars().count() > 3 {
        let query = Query::new("select a.id from accounts_account a where")
            .with("a.name_folded >= {} and a.name_folded < {}", &[&first, &after(first)]);
        let query = match scope.accounts() {
            Extent::All => query,
            Extent::Only(accounts) => query.among("and a.id", accounts),
        };
        for row in tx.all(&query.with("order by a.name_folded, a.id limit {}", &[&LIKELY_MAX])).await? {
            let id = row.get(0)?;
            if !likely.contains(&id) {
                likely.push(id);
            }
        }
    }
    Ok(likely)
}

/// New contacts.
pub async fn insert(tx: &mut Tx, contacts: &[Contact]) -> Result<()> {
    let now = tx.now();
    for chunk in contacts.chunks(ROWS_AT_ONCE) {
        let mut query = Query::new(
            "insert into accounts_contact (id, reference, account, left_out, name, name_folded, title, email, phone, company, \
             company_folded, version, recorded) values",
        );
        for (place, contact) in chunk.iter().enumerate() {
            let text = if place == 0 {
                "({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
            } else {
                ", ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
            };
            let company = contact.company.as_deref().unwrap_or_default();
            query = query.with(
                text,
                &[
                    &contact.id,
                    &contact.reference,
                    &contact.account,
                    &i64::from(contact.left_out),
                    &contact.name,
                    &fold(&contact.name),
                    &contact.title.as_deref().unwrap_or_default(),
                    &contact.email.as_deref().unwrap_or_default(),
                    &contact.phone.as_deref().unwrap_or_default(),
                    &company,
                    &fold(company),
                    &contact.version,
                    &now,
                ],
            );
        }
        tx.execute(&query).await?;
    }
    Ok(())
}

/// Keeps what is said of a contact now, if nobody saved since its version was read.
pub async fn update(tx: &mut Tx, contact: &Contact) -> Result<()> {
    let company = contact.company.as_deref().unwrap_or_default();
    let query = Query::new("update accounts_contact set")
        .with(
            "account = {}, left_out = {}, name = {}, name_folded = {}, title = {}, email = {}, phone = {},",
            &[
                &contact.account,
                &i64::from(contact.left_out),
                &contact.name,
                &fold(&contact.name),
                &contact.title.as_deref().unwrap_or_default(),
                &contact.email.as_deref().unwrap_or_default(),
                &contact.phone.as_deref().unwrap_or_default(),
            ],
        )
        .with(
            "company = {}, company_folded = {}, version = {} where id = {} and version = {}",
            &[&company, &fold(company), &(contact.version + 1), &contact.id, &contact.version],
        );
    tx.execute_versioned("contact", &query).await
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
