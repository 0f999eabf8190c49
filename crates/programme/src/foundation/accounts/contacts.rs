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
use platform::{Error, Result};
use serde_json::json;
use std::collections::BTreeMap;
use vocabulary::AccountId;

/// The receiver of imported contacts.
pub fn keep<'a>(tx: &'a mut Tx, viewer: &'a Viewer, content: &'a Content) -> Later<'a, Result<Kept>> {
    Box::pin(async move {
        let Content::Contacts(rows) = content else {
            return Err(Error::Failed(anyhow::anyhow!("rows of another kind were handed to the contacts")));
        };
        keep_rows(tx, viewer, rows).await
    })
}

/// What a row says, and what stood there where the row says nothing.
fn contact(row: &ContactRow, account: AccountId, before: Option<&Contact>) -> Contact {
    let ContactRow {
        reference,
        account: _,
        name,
        title,
        email,
        phone,
    } = row.clone();
    Contact {
        reference,
        account,
        name,
        title: title.or_else(|| before?.title.clone()),
        email: email.or_else(|| before?.email.clone()),
        phone: phone.or_else(|| before?.phone.clone()),
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
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect()
}

/// Keeps an imported list. The same list again changes nothing.
///
/// # Errors
/// Forbidden; a contact at an account that nobody knows, with its line.
pub async fn keep_rows(tx: &mut Tx, viewer: &Viewer, rows: &[Placed<ContactRow>]) -> Result<Kept> {
    viewer.may(CHANGE)?;
    take_turn(tx).await?;
    let accounts = super::names(tx, rows.iter().map(|placed| &placed.row.account)).await?;
    let known: BTreeMap<String, Contact> = store::list_every(tx).await?;
    let (mut kept, mut new) = (Kept::default(), BTreeMap::new());
    for placed in rows {
        let row = &placed.row;
        let Some(account) = accounts.get(&row.account) else {
            let holes = [("line", placed.line.to_string()), ("account", row.account.clone())];
            let holes = holes.each_ref().map(|(name, value)| (*name, value.as_str()));
            let sentence = say_with("accounts.contact_of_nobody", &holes);
            return Err(Error::refused_on("account", "accounts.contact_of_nobody", sentence));
        };
        let before = known.get(&row.reference);
        let after = contact(row, account.id, before);
        match before {
            None => {
                new.insert(after.reference.clone(), after);
            }
            Some(before) if *before == after => kept.unchanged += 1,
            Some(before) => {
                store::update(tx, &after).await?;
                let body = json!({ "fields": changed_fields(before, &after) });
                note(tx, viewer, "contact_changed", ("account", after.account.to_string()), &body)?;
                kept.changed += 1;
            }
        }
    }
    kept.created = u64::try_from(new.len()).unwrap_or(u64::MAX);
    store::insert(tx, &new.into_values().collect::<Vec<_>>()).await?;
    note(tx, viewer, "contacts_imported", ("import", "contacts".to_owned()), &kept)?;
    Ok(kept)
}
