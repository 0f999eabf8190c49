//! Decides where a contact belongs: at an account, nowhere, or nobody knows yet.

use super::store::contacts::{self as store, Contact};
use super::store::take_turn;
use super::{CHANGE, CONTACT_HISTORY};
use platform::access::Viewer;
use platform::database::Tx;
use platform::history;
use platform::journal::note;
use platform::texts::say_with;
use platform::web::Fields;
use platform::{Error, Result};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vocabulary::{AccountId, ContactId};

/// Where somebody says that a contact belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongs<'a> {
    /// At the account of a reference, or of a name that one account alone has.
    At(&'a str),
    /// To no account: no later list brings them back for a decision.
    Nowhere,
    /// Nobody knows yet: the contact waits for a decision.
    Unknown,
}

async fn meant(tx: &mut Tx, said: &str) -> Result<AccountId> {
    let known = super::meant(tx, said).await?;
    known.map(|(_, named)| named.id).ok_or_else(|| {
        let sentence = say_with("accounts.no_such_account", &[("reference", said)]);
        Error::refused_on("account", "accounts.no_such_account", sentence)
    })
}

/// What the journal holds: where, by the reference of the account, and nothing about the person.
async fn body(tx: &mut Tx, contact: &Contact) -> Result<Value> {
    let label = super::labels(tx, &contact.account.into_iter().collect::<BTreeSet<_>>()).await?;
    let reference = label.into_values().next().map(|label| label.reference);
    Ok(json!({ "account": reference, "left_out": contact.left_out.then_some("yes") }))
}

/// Says where a contact belongs. To say what stands already changes nothing.
///
/// # Errors
/// Forbidden; not found; changed by somebody else; an account that nobody knows, or a name that several have.
pub async fn place(tx: &mut Tx, viewer: &Viewer, id: ContactId, version: i64, belongs: Belongs<'_>) -> Result<Contact> {
    let scope = viewer.may(CHANGE)?;
    take_turn(tx).await?;
    let before = store::find(tx, &scope, id).await?;
    if before.version != version {
        return Err(Error::Changed { what: "contact" });
    }
    let account = match belongs {
        Belongs::At(said) => Some(meant(tx, said).await?),
        Belongs::Nowhere | Belongs::Unknown => None,
    };
    let after = Contact {
        account,
        left_out: belongs == Belongs::Nowhere,
        ..before.clone()
    };
    if after == before {
        return Ok(before);
    }
    store::update(tx, &after).await?;
    let bodies = json!({ "before": body(tx, &before).await?, "after": body(tx, &after).await? });
    note(tx, viewer, "contact_placed", ("contact", id.to_string()), &bodies)?;
    Ok(Contact {
        version: version + 1,
        ..after
    })
}

/// What a form says of where a contact belongs: an account, that there is none, or nothing.
#[must_use]
pub fn said(fields: &Fields) -> Belongs<'_> {
    match (fields.text("account"), fields.text("left_out")) {
        ("", "yes") => Belongs::Nowhere,
        ("", _) => Belongs::Unknown,
        (account, _) => Belongs::At(account),
    }
}

/// Undoes the latest decision, whoever made it; to undo that again brings it back.
///
/// # Errors
/// What [`place`] refuses; nothing to undo.
pub async fn undo(tx: &mut Tx, viewer: &Viewer, id: ContactId, version: i64) -> Result<Contact> {
    let scope = viewer.may(CHANGE)?;
    store::find(tx, &scope, id).await?;
    let before = history::before_latest(tx, &CONTACT_HISTORY, &id.to_string()).await?;
    place(tx, viewer, id, version, said(&before)).await
}
