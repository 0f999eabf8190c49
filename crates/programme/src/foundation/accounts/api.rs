//! Accounts for programs.

use super::rules::is_key;
use super::store::contacts::{self, Contact};
use super::store::{self, Account, Wanted};
use super::{CHANGE, HISTORY, SEE, acts, pages, placing};
use crate::foundation::paging;
use crate::foundation::staff::{self, Assignment};
use platform::Result;
use platform::api::{self, Call, FileContent, Found, Input, Listed, Made, Operation, Operations};
use platform::history::{self, ChangeShown};
use platform::web::{Guard, printing};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{AccountId, ContactId, Day, PersonId};

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
    Input::text("account", "accounts.place_hint"),
    Input::word("left_out", "accounts.left_out_input", || vec!["yes"]),
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
        .and(Operation::find("find_contact", "/accounts/contacts/{contact}", see, find_contact))
        .and(
            Operation::act("place_contact", "/accounts/contacts/{contact}/place", change, place_contact)
                .body(PLACING)
                .versioned(),
        )
        .and(Operation::act("undo_contact_placing", "/accounts/contacts/{contact}/undo", change, undo_contact).versioned())
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
    id: ContactId,
    reference: String,
    name: String,
    title: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

impl ContactShown {
    fn new(contact: Contact) -> Self {
        let Contact {
            id,
            reference,
            name,
            title,
            email,
            phone,
            ..
        } = contact;
        Self {
            id,
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

/// A contact with where they belong.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ContactInFull")]
struct OneContactShown {
    #[serde(flatten)]
    contact: ContactShown,
    version: i64,
    /// The account; none while nobody knows.
    account: Option<AccountId>,
    /// Whether somebody decided that they belong to no account.
    left_out: bool,
    /// What a list says of where they work.
    company: Option<String>,
}

impl OneContactShown {
    fn new(contact: Contact) -> Self {
        Self {
            version: contact.version,
            account: contact.account,
            left_out: contact.left_out,
            company: contact.company.clone(),
            contact: ContactShown::new(contact),
        }
    }
}

async fn find_contact(call: Call) -> Result<Found<OneContactShown>> {
    let mut tx = call.read().await?;
    let contact = pages::seen_contact(&mut tx, call.caller(), pages::contact_id(call.path("contact"))?).await?;
    let version = contact.version;
    Ok(Found::of_version(OneContactShown::new(contact), version))
}

/// The contacts that wait for a decision.
#[derive(Serialize, JsonSchema)]
struct UnplacedContacts {
    /// How many wait for a decision; the first hundred follow.
    waiting: u64,
    contacts: Vec<OneContactShown>,
}

async fn list_unplaced(call: Call) -> Result<Found<UnplacedContacts>> {
    let scope = call.may(CHANGE)?;
    let mut tx = call.read().await?;
    let waiting = contacts::count_unplaced(&mut tx, &scope, false).await?;
    let list = contacts::list_unplaced(&mut tx, &scope, false).await?;
    Ok(Found::new(UnplacedContacts {
        waiting,
        contacts: list.into_iter().map(OneContactShown::new).collect(),
    }))
}

fn placed(contact: &Contact) -> Made {
    Made::at(contact.id, &format!("/accounts/contacts/{}", contact.id)).version(contact.version)
}

async fn place_contact(call: Call) -> Result<Made> {
    let (id, version) = (pages::contact_id(call.path("contact"))?, call.version()?);
    let belongs = placing::said(call.fields());
    call.writing(async |tx| Ok(placed(&placing::place(tx, call.viewer(), id, version, belongs).await?)))
        .await
}

async fn undo_contact(call: Call) -> Result<Made> {
    let (id, version) = (pages::contact_id(call.path("contact"))?, call.version()?);
    call.writing(async |tx| Ok(placed(&placing::undo(tx, call.viewer(), id, version).await?)))
        .await
}
