//! Accounts for programs.

use super::rules::is_key;
use super::store::contacts::{self, Contact};
use super::store::{self, Account, Wanted, unplaced};
use super::{CHANGE, HISTORY, SEE, acts, pages, placing};
use crate::foundation::paging;
use crate::foundation::staff::{self, Assignment};
use platform::Result;
use platform::api::{self, Call, FileContent, Found, Input, Listed, Made, Operation, Operations};
use platform::history::{self, ChangeShown};
use platform::web::{Guard, printing};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{AccountId, Day, PersonId};

const WORDS: &[Input] = &[Input::text("q", "api.words")];
const NAME: Input = Input::text("name", "accounts.name").needed();
const CLASS: Input = Input::text("class", "accounts.class");
const COUNTRY: Input = Input::text("country", "accounts.country");
const PARENT: Input = Input::text("parent", "accounts.parent_hint");
const NEW: &[Input] = &[
    Input::text("reference", "accounts.reference_hint").needed(),
    NAME,
    CLASS,
    COUNTRY,
    PARENT,
];
const CHANGED: &[Input] = &[NAME, CLASS, COUNTRY, PARENT];
const PLACING: &[Input] = &[
    Input::text("contact", "accounts.contact").needed(),
    Input::text("account", "accounts.place_about"),
];

/// What programs can do with accounts.
pub(super) fn operations(operations: Operations) -> Operations {
    let (see, change) = (Guard::May(SEE), Guard::May(CHANGE));
    operations
        .and(Operation::list("list_accounts", "/accounts", see, list_accounts).query(WORDS))
        .and(Operation::create("create_account", "/accounts", change, create_account).body(NEW))
        .and(Operation::find("find_account", "/accounts/{account}", see, find_account))
        .and(Operation::find("find_account_paper", "/accounts/{account}/paper", see, find_paper).query(&[api::PAPER]))
        .and(Operation::update("update_account", "/accounts/{account}", change, update_account).body(CHANGED))
        .and(Operation::list_whole(
            "list_account_changes",
            "/accounts/{account}/changes",
            see,
            list_changes,
        ))
        .and(Operation::act("undo_account_change", "/accounts/{account}/undo", change, undo_change).versioned())
        .and(Operation::list_whole(
            "list_contacts",
            "/accounts/{account}/contacts",
            see,
            list_contacts,
        ))
        .and(Operation::find(
            "list_unplaced_contacts",
            "/accounts/unplaced-contacts",
            change,
            list_unplaced,
        ))
        .and(Operation::act("place_contact", "/accounts/unplaced-contacts", change, place_contact).body(PLACING))
}

/// An account.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Account")]
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

async fn list_accounts(call: Call) -> Result<Listed<Shown>> {
    let scope = call.may(SEE)?;
    let page = call.page()?;
    let which = Wanted {
        words: page.words.clone(),
        ..Wanted::default()
    };
    let mut tx = call.read().await?;
    let last = super::names(&mut tx, [&page.after]).await?.remove(&page.after);
    paging::goes_on_from(&page, last.filter(|last| scope.accounts().holds(&last.id)))?;
    let accounts = store::list_after(&mut tx, &scope, &which, &page.after, page.limit).await?;
    Ok(page.listed(&accounts, |account| account.reference.clone(), Shown::new))
}

/// Who serves the account.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TeamMember")]
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

/// An account with what stands around it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AccountInFull")]
struct OneShown {
    #[serde(flatten)]
    account: Shown,
    version: i64,
    /// The reference of the account directly above.
    parent: Option<String>,
    above: Vec<Shown>,
    below: Vec<Shown>,
    team: Vec<HeldShown>,
}

async fn find_account(call: Call) -> Result<Found<OneShown>> {
    let scope = call.may(SEE)?;
    let id = pages::account_id(call.path("account"))?;
    let mut tx = call.read().await?;
    let account = store::find(&mut tx, &scope, id).await?;
    let above = store::list_above(&mut tx, &scope, id).await?;
    let below = store::list_below(&mut tx, &scope, id).await?;
    let team = staff::team_of(&mut tx, id).await?;
    let parent = above.iter().find(|above| Some(above.id) == account.parent);
    let shown = OneShown {
        account: Shown::new(&account),
        version: account.version,
        parent: parent.map(|parent| parent.reference.clone()),
        above: above.iter().map(Shown::new).collect(),
        below: below.iter().map(Shown::new).collect(),
        team: team.into_iter().map(HeldShown::new).collect(),
    };
    Ok(Found::of_version(shown, account.version))
}

fn made(id: AccountId, version: i64) -> Made {
    Made::at(id, &format!("/accounts/{id}")).version(version)
}

async fn create_account(call: Call) -> Result<Made> {
    let said = pages::said(call.fields());
    call.writing(async |tx| Ok(made(acts::create(tx, call.viewer(), said).await?, 1)))
        .await
}

/// The account as its page prints it.
async fn find_paper(call: Call) -> Result<Found<FileContent>> {
    let paper = printing::paper(call.caller(), &call.asked(["paper"]))?;
    let document = pages::printed(call.caller(), call.path("account")).await?;
    api::printed(&call, document, paper).await
}

async fn update_account(call: Call) -> Result<Made> {
    let (id, version) = (pages::account_id(call.path("account"))?, call.version()?);
    let said = pages::said(call.fields());
    call.writing(async |tx| {
        acts::update(tx, call.viewer(), id, version, said).await?;
        Ok(made(id, acts::find(tx, call.viewer(), id).await?.version))
    })
    .await
}

async fn list_changes(call: Call) -> Result<Listed<ChangeShown>> {
    let scope = call.may(SEE)?;
    let id = pages::account_id(call.path("account"))?;
    let mut tx = call.read().await?;
    store::find(&mut tx, &scope, id).await?;
    history::listed(&mut tx, &HISTORY, &id.to_string()).await
}

async fn undo_change(call: Call) -> Result<Made> {
    let (id, version) = (pages::account_id(call.path("account"))?, call.version()?);
    call.writing(async |tx| {
        acts::undo(tx, call.viewer(), id, version).await?;
        Ok(made(id, acts::find(tx, call.viewer(), id).await?.version))
    })
    .await
}

/// A person on the customer's side.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Contact")]
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

async fn list_contacts(call: Call) -> Result<Listed<ContactShown>> {
    let scope = call.may(SEE)?;
    let id = pages::account_id(call.path("account"))?;
    let mut tx = call.read().await?;
    let account = store::find(&mut tx, &scope, id).await?;
    let contacts = contacts::list_of(&mut tx, account.id).await?;
    Ok(Listed::whole(contacts.into_iter().map(ContactShown::new).collect()))
}

/// A contact that no account is known for.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "UnplacedContact")]
struct UnplacedShown {
    reference: String,
    name: String,
    title: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    company: Option<String>,
}

/// The contacts that wait for a decision.
#[derive(Serialize, JsonSchema)]
struct UnplacedContacts {
    /// How many wait for a decision; the first hundred follow.
    waiting: u64,
    contacts: Vec<UnplacedShown>,
}

async fn list_unplaced(call: Call) -> Result<Found<UnplacedContacts>> {
    let scope = call.may(CHANGE)?;
    let mut tx = call.read().await?;
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
    Ok(Found::new(UnplacedContacts {
        waiting,
        contacts: shown.collect(),
    }))
}

/// With an account the contact is placed there, without one left out.
async fn place_contact(call: Call) -> Result<Made> {
    let contact = call.fields().text("contact");
    call.writing(async |tx| match call.fields().optional("account") {
        Some(account) => {
            let id = placing::place(tx, call.viewer(), contact, &account).await?;
            Ok(Made::at(contact, &format!("/accounts/{id}/contacts")))
        }
        None => {
            placing::leave_out(tx, call.viewer(), contact).await?;
            Ok(Made::at(contact, "/accounts/unplaced-contacts"))
        }
    })
    .await
}
