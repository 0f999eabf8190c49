//! Contacts: the people at accounts, as imported lists name them.
//!
//! They are personal data: the journal says how many came and which fields of whose entry changed, never what was in them.

use super::CHANGE;
use super::store::contacts::{self as store, Contact};
use super::store::take_turn;
use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{ContactRow, Content, Placed};
use platform::access::Viewer;
use platform::chapter::Later;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::say_with;
use platform::web::listing::fold;
use platform::{Error, Result};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AccountId, ContactId};

/// The receiver of imported contacts.
pub fn keep<'a>(tx: &'a mut Tx, viewer: &'a Viewer, content: &'a Content) -> Later<'a, Result<Kept>> {
    Box::pin(async move {
        let Content::Contacts(rows) = content else {
            return Err(Error::Failed(anyhow::anyhow!("rows of another kind were handed to the contacts")));
        };
        keep_rows(tx, viewer, rows).await
    })
}

/// What a row says, and what stood there where the row says nothing. Whoever was left out stays out until a row names their account.
fn contact(row: &ContactRow, account: Option<AccountId>, id: ContactId, before: Option<&Contact>) -> Contact {
    let ContactRow {
        reference,
        account: _,
        company,
        name,
        title,
        email,
        phone,
    } = row.clone();
    Contact {
        id,
        reference,
        account,
        left_out: account.is_none() && before.is_some_and(|before| before.left_out),
        name,
        title: title.or_else(|| before?.title.clone()),
        email: email.or_else(|| before?.email.clone()),
        phone: phone.or_else(|| before?.phone.clone()),
        company: company.or_else(|| before?.company.clone()),
        version: before.map_or(1, |before| before.version),
    }
}

/// The names of the fields that differ.
fn changed_fields(before: &Contact, after: &Contact) -> Vec<&'static str> {
    [
        ("account", before.account != after.account),
        ("name", before.name != after.name),
        ("title", before.title != after.title),
        ("email", before.email != after.email),
        ("phone", before.phone != after.phone),
        ("company", before.company != after.company),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect()
}

fn of_nobody(line: u64, account: &str) -> Error {
    let sentence = say_with("accounts.contact_of_nobody", &[("line", &line.to_string()), ("account", account)]);
    Error::refused_on("account", "accounts.contact_of_nobody", sentence)
}

/// Keeps an imported list. The same list again changes nothing.
///
/// A contact whose row names no account stays where they are known; a new one belongs to the account that alone has the name of their
/// company, or waits for somebody to say where they belong.
///
/// # Errors
/// Forbidden; a contact at an account that nobody knows, with its line.
pub async fn keep_rows(tx: &mut Tx, viewer: &Viewer, rows: &[Placed<ContactRow>]) -> Result<Kept> {
    viewer.may(CHANGE)?;
    take_turn(tx).await?;
    let accounts = super::names(tx, rows.iter().filter_map(|placed| placed.row.account.as_ref())).await?;
    let companies: BTreeSet<String> = rows.iter().filter_map(|placed| placed.row.company.as_deref().map(fold)).collect();
    let called = store::accounts_called(tx, &companies.into_iter().collect::<Vec<_>>()).await?;
    let known: BTreeMap<String, Contact> = store::list_every(tx).await?;
    let (mut kept, mut new) = (Kept::default(), BTreeMap::new());
    for placed in rows {
        let row = &placed.row;
        let before = known.get(&row.reference);
        let account = match &row.account {
            Some(named) => Some(accounts.get(named).ok_or_else(|| of_nobody(placed.line, named))?.id),
            None if before.is_some_and(|before| before.left_out) => None,
            None => {
                let by_name = || called.get(&fold(row.company.as_deref()?)).copied();
                before.and_then(|before| before.account).or_else(by_name)
            }
        };
        let Some(before) = before else {
            let after = contact(row, account, ContactId::new(tx.ids()), None);
            new.insert(after.reference.clone(), after);
            continue;
        };
        let after = contact(row, account, before.id, Some(before));
        if after == *before {
            kept.unchanged += 1;
            continue;
        }
        store::update(tx, &after).await?;
        let body = json!({ "fields": changed_fields(before, &after) });
        note(tx, viewer, "contact_changed", ("contact", after.id.to_string()), &body)?;
        kept.changed += 1;
    }
    kept.created += u64::try_from(new.len()).unwrap_or(u64::MAX);
    store::insert(tx, &new.into_values().collect::<Vec<_>>()).await?;
    note(tx, viewer, "contacts_imported", ("import", "contacts".to_owned()), &kept)?;
    Ok(kept)
}
