//! Decides where a contact without an account belongs: at an account, or nowhere.

use super::CHANGE;
use super::store::contacts::{self, Contact};
use super::store::take_turn;
use super::store::unplaced::{self, Unplaced};
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::say_with;
use platform::{Error, Result};
use serde_json::json;
use vocabulary::AccountId;

async fn find(tx: &mut Tx, viewer: &Viewer, contact: &str) -> Result<Unplaced> {
    let scope = viewer.may(CHANGE)?;
    take_turn(tx).await?;
    unplaced::look_up_unplaced(tx, &scope, contact)
        .await?
        .ok_or(Error::NotFound { what: "contact" })
}

/// Places a contact at an account.
///
/// # Errors
/// Forbidden; not found; an account that nobody knows.
pub async fn place(tx: &mut Tx, viewer: &Viewer, contact: &str, account: &str) -> Result<AccountId> {
    let found = find(tx, viewer, contact).await?;
    let account = account.trim().to_owned();
    let id = super::names(tx, [&account])
        .await?
        .remove(&account)
        .ok_or_else(|| {
            let sentence = say_with("accounts.no_such_account", &[("reference", &account)]);
            Error::refused_on("account", "accounts.no_such_account", sentence)
        })?
        .id;
    let Unplaced {
        reference,
        name,
        title,
        email,
        phone,
        ..
    } = found;
    unplaced::delete_unplaced(tx, &reference).await?;
    let placed = Contact {
        reference,
        account: id,
        name,
        title,
        email,
        phone,
    };
    contacts::insert(tx, &[placed]).await?;
    let body = json!({ "fields": ["account"] });
    note(tx, viewer, "contact_placed", ("account", id.to_string()), &body)?;
    Ok(id)
}

/// Leaves a contact out: they belong to no account, and no later list brings them back for a decision.
///
/// # Errors
/// Forbidden; not found.
pub async fn leave_out(tx: &mut Tx, viewer: &Viewer, contact: &str) -> Result<()> {
    let found = find(tx, viewer, contact).await?;
    unplaced::delete_unplaced(tx, &found.reference).await?;
    let left = Unplaced { left_out: true, ..found };
    unplaced::insert_unplaced(tx, &left).await?;
    note(tx, viewer, "contact_left_out", ("contact", left.reference), &json!({}))
}
