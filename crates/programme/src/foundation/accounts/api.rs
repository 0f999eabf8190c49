//! Accounts for programs.

use super::rules::is_key;
use super::store::contacts::{self, Contact};
use super::store::{self, Account, Wanted, unplaced};
use super::{CHANGE, SEE, pages, placing};
use crate::foundation::paging;
use crate::foundation::staff::{self, Assignment};
use platform::web::listing::Cursor;
use platform::web::{Answer, Caller, Fields, Guard, Params, Path, Routes, json};
use serde::Serialize;
use std::collections::BTreeMap;
use vocabulary::{AccountId, Day, PersonId};

/// The API's routes of accounts.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/accounts", Guard::May(SEE), list)
        .get("/api/v1/accounts/{account}", Guard::May(SEE), one)
        .get("/api/v1/accounts/{account}/contacts", Guard::May(SEE), list_contacts)
        .get("/api/v1/accounts/unplaced-contacts", Guard::May(CHANGE), list_unplaced)
        .post("/api/v1/accounts/unplaced-contacts", Guard::May(CHANGE), decide)
}

#[derive(Serialize)]
struct Shown {
    id: AccountId,
    reference: String,
    name: String,
    class: Option<String>,
    country: Option<String>,
    key: bool,
}

impl Shown {
    fn new(account: &Account) -> Self {
        Self {
            id: account.id,
            reference: account.reference.clone(),
            name: account.name.clone(),
            class: account.class.clone(),
            country: account.country.clone(),
            key: account.class.as_deref().is_some_and(is_key),
        }
    }
}

async fn list(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let scope = caller.may(SEE)?;
    let cursor = Cursor::read(&params)?;
    let which = Wanted {
        words: cursor.words.clone(),
        ..Wanted::default()
    };
    let mut tx = caller.app.db.read().await?;
    let last = super::names(&mut tx, [&cursor.after]).await?.remove(&cursor.after);
    paging::goes_on_from(&cursor, last.filter(|last| scope.accounts().holds(&last.id)))?;
    let accounts = store::list_after(&mut tx, &scope, &which, &cursor.after, cursor.limit).await?;
    cursor.answer("accounts", &accounts, |account| &account.reference, Shown::new)
}

#[derive(Serialize)]
struct HeldShown {
    person: PersonId,
    person_reference: String,
    person_name: String,
    role: String,
    share: String,
    from: Day,
    to: Option<Day>,
}

impl HeldShown {
    fn new(held: Assignment) -> Self {
        Self {
            person: held.person.id,
            person_reference: held.person.reference,
            person_name: held.person.name,
            role: held.role,
            share: held.share.to_string(),
            from: held.interval.start(),
            to: held.interval.end(),
        }
    }
}

#[derive(Serialize)]
struct OneShown {
    #[serde(flatten)]
    account: Shown,
    version: i64,
    above: Vec<Shown>,
    below: Vec<Shown>,
    team: Vec<HeldShown>,
}

async fn one(caller: Caller, Path(account): Path<String>) -> Answer {
    let scope = caller.may(SEE)?;
    let id = pages::account_id(&account)?;
    let mut tx = caller.app.db.read().await?;
    let account = store::find(&mut tx, &scope, id).await?;
    let above = store::list_above(&mut tx, &scope, id).await?;
    let below = store::list_below(&mut tx, &scope, id).await?;
    let team = staff::team_of(&mut tx, id).await?;
    json(&OneShown {
        account: Shown::new(&account),
        version: account.version,
        above: above.iter().map(Shown::new).collect(),
        below: below.iter().map(Shown::new).collect(),
        team: team.into_iter().map(HeldShown::new).collect(),
    })
}

#[derive(Serialize)]
struct ContactShown {
    reference: String,
    name: String,
    title: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

impl ContactShown {
    fn new(contact: Contact) -> Self {
        let Contact {
            reference,
            account: _,
            name,
            title,
            email,
            phone,
        } = contact;
        Self {
            reference,
            name,
            title,
            email,
            phone,
        }
    }
}

#[derive(Serialize)]
struct ContactsShown {
    contacts: Vec<ContactShown>,
}

async fn list_contacts(caller: Caller, Path(account): Path<String>) -> Answer {
    let scope = caller.may(SEE)?;
    let id = pages::account_id(&account)?;
    let mut tx = caller.app.db.read().await?;
    let account = store::find(&mut tx, &scope, id).await?;
    let contacts = contacts::list_of(&mut tx, account.id).await?;
    json(&ContactsShown {
        contacts: contacts.into_iter().map(ContactShown::new).collect(),
    })
}

#[derive(Serialize)]
struct UnplacedShown {
    reference: String,
    name: String,
    title: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    company: Option<String>,
}

#[derive(Serialize)]
struct UnplacedContacts {
    /// How many wait for a decision; the first hundred follow.
    waiting: u64,
    contacts: Vec<UnplacedShown>,
}

async fn list_unplaced(caller: Caller) -> Answer {
    let scope = caller.may(CHANGE)?;
    let mut tx = caller.app.db.read().await?;
    let waiting = unplaced::count_unplaced(&mut tx, &scope).await?;
    let contacts = unplaced::list_unplaced(&mut tx, &scope).await?;
    let shown = contacts.into_iter().map(|one| UnplacedShown {
        reference: one.reference,
        name: one.name,
        title: one.title,
        email: one.email,
        phone: one.phone,
        company: one.company,
    });
    json(&UnplacedContacts {
        waiting,
        contacts: shown.collect(),
    })
}

#[derive(Serialize)]
struct Decided {
    contact: String,
    /// Where they belong now; none when they were left out.
    account: Option<AccountId>,
}

/// With an account the contact is placed there, without one left out.
async fn decide(caller: Caller, fields: Fields) -> Answer {
    let contact = fields.text("contact").to_owned();
    let account = caller
        .writing(async |tx| match fields.optional("account") {
            Some(account) => placing::place(tx, &caller.viewer, &contact, &account).await.map(Some),
            None => placing::leave_out(tx, &caller.viewer, &contact).await.map(|()| None),
        })
        .await?;
    json(&Decided { contact, account })
}
