//! Accounts and contacts by the words that somebody seeks, inside their scope.

use platform::Result;
use platform::access::{Extent, Scope};
use platform::database::{Query, Tx};
use platform::search::{Hit, Sought, Table, rows};
use vocabulary::{AccountId, ContactId};

const ACCOUNTS: Table = Table {
    select: "select a.id, a.reference, a.name, a.class, a.country from accounts_account a where 1 = 1",
    begins: &[
        "and a.reference_folded >= {} and a.reference_folded < {} order by a.reference_folded, a.id limit {}",
        "and a.name_folded >= {} and a.name_folded < {} order by a.name_folded, a.id limit {}",
    ],
    inner: "select a.id, a.reference, a.name, a.class, a.country from accounts_account a \
         join (select a.id from accounts_account a where 1 = 1",
    word: "and a.name_folded like {} escape '!'",
    best: "order by case when a.name_folded like {} escape '!' or a.name_folded like {} escape '!' then 0 else 1 end, a.name_folded, a.id",
    end: "limit {}) page on page.id = a.id",
};

const CONTACTS: Table = Table {
    select: "select c.id, c.name, c.title, c.email, a.name from accounts_contact c \
         join accounts_account a on a.id = c.account where 1 = 1",
    begins: &[
        "and c.email >= {} and c.email < {} order by c.email, c.reference limit {}",
        "and c.name_folded >= {} and c.name_folded < {} order by c.name_folded, c.reference limit {}",
    ],
    inner: "select c.id, c.name, c.title, c.email, a.name from accounts_contact c join accounts_account a on a.id = c.account \
         join (select c.reference from accounts_contact c where 1 = 1",
    word: "and c.name_folded like {} escape '!'",
    best: "order by case when c.name_folded like {} escape '!' or c.name_folded like {} escape '!' then 0 else 1 end, \
         c.name_folded, c.reference",
    end: "limit {}) page on page.reference = c.reference",
};

fn of_accounts(query: Query, scope: &Scope, before: &'static str) -> Query {
    match scope.accounts() {
        Extent::All => query,
        Extent::Only(accounts) => query.among(before, accounts),
    }
}

/// The accounts inside the scope that answer, with the page of each.
pub(in crate::foundation::accounts) async fn list_accounts(
    tx: &mut Tx,
    scope: &Scope,
    sought: &Sought,
    href: fn(AccountId) -> String,
) -> Result<Vec<Hit>> {
    let mut hits = Vec::new();
    for row in rows(tx, &ACCOUNTS, sought, |query| of_accounts(query, scope, "and a.id")).await? {
        let (id, reference, name): (AccountId, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let about: Vec<String> = [row.get::<String>(3)?, row.get(4)?]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        let hit = sought.hit(&name, &[&reference], href(id));
        hits.extend(hit.map(|hit| hit.code(reference).about(about.join(", "))));
    }
    Ok(hits)
}

/// The contacts at accounts inside the scope that answer, with the page of each.
pub(in crate::foundation::accounts) async fn list_contacts(
    tx: &mut Tx,
    scope: &Scope,
    sought: &Sought,
    href: fn(ContactId) -> String,
) -> Result<Vec<Hit>> {
    let mut hits = Vec::new();
    for row in rows(tx, &CONTACTS, sought, |query| of_accounts(query, scope, "and c.account")).await? {
        let (id, name, title): (ContactId, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (email, at): (String, String) = (row.get(3)?, row.get(4)?);
        let about = if title.is_empty() { at } else { format!("{title}, {at}") };
        let hit = sought.hit(&name, &[&email], href(id));
        hits.extend(hit.map(|hit| hit.code(email).about(about)));
    }
    Ok(hits)
}
