//! Contacts: the people at accounts, as imported lists name them.
//!
//! They are personal data: the journal says how many came and which fields of whose entry changed, never what was in them.

use super::CHANGE;
use super::store::contacts::{self as store, Contact};
use super::store::take_turn;
use super::store::unplaced::{self, Unplaced};
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
        company: _,
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

fn of_nobody(line: u64, account: &str) -> Error {
    let sentence = say_with("accounts.contact_of_nobody", &[("line", &line.to_string()), ("account", account)]);
    Error::refused_on("account", "accounts.contact_of_nobody", sentence)
}

/// Keeps a contact without an account for a decision; a decision to leave them out stays.
async fn wait(tx: &mut Tx, row: &ContactRow, before: Option<&Unplaced>, kept: &mut Kept) -> Result<()> {
    let ContactRow {
        reference,
        account: _,
        company,
        name,
        title,
        email,
        phone,
    } = row.clone();
    let after = Unplaced {
        reference,
        name,
        title: title.or_else(|| before?.title.clone()),
        email: email.or_else(|| before?.email.clone()),
        phone: phone.or_else(|| before?.phone.clone()),
        company: company.or_else(|| before?.company.clone()),
        left_out: before.is_some_and(|before| before.left_out),
    };
    match before {
        Some(before) if *before == after => kept.unchanged += 1,
        Some(_) => {
            unplaced::delete_unplaced(tx, &after.reference).await?;
            unplaced::insert_unplaced(tx, &after).await?;
            kept.changed += 1;
        }
        None => {
            unplaced::insert_unplaced(tx, &after).await?;
            kept.created += 1;
        }
    }
    Ok(())
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
    let called = unplaced::accounts_called(tx, &companies.into_iter().collect::<Vec<_>>()).await?;
    let waiting = unplaced::list_every_unplaced(tx).await?;
    let known: BTreeMap<String, Contact> = store::list_every(tx).await?;
    let (mut kept, mut new) = (Kept::default(), BTreeMap::new());
    for placed in rows {
        let row = &placed.row;
        let before = known.get(&row.reference);
        let account = match &row.account {
            Some(named) => Some(accounts.get(named).ok_or_else(|| of_nobody(placed.line, named))?.id),
            None => {
                let by_name = || called.get(&fold(row.company.as_deref()?)).copied();
                before.map(|before| before.account).or_else(by_name)
            }
        };
        let Some(account) = account else {
            wait(tx, row, waiting.get(&row.reference), &mut kept).await?;
            continue;
        };
        if waiting.contains_key(&row.reference) {
            unplaced::delete_unplaced(tx, &row.reference).await?;
        }
        let after = contact(row, account, before);
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
    kept.created += u64::try_from(new.len()).unwrap_or(u64::MAX);
    store::insert(tx, &new.into_values().collect::<Vec<_>>()).await?;
    note(tx, viewer, "contacts_imported", ("import", "contacts".to_owned()), &kept)?;
    Ok(kept)
}
