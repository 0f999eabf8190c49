//! What users can do about daily mails: choose, and end them from a mail without signing in.

use super::rules::{Earlier, State};
use super::store;
use crate::access::Viewer;
use crate::database::Tx;
use crate::journal::note;
use crate::texts::say;
use crate::web::App;
use crate::{Error, Result, secret, users};
use serde_json::json;
use vocabulary::UserId;

/// What a user has chosen, and what comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Whether daily mails are wanted.
    pub wanted: bool,
    /// Where they go; none while the person of the user has no mail address, or the user is no person of the firm.
    pub address: Option<String>,
    /// Whether the mail server refused the last one.
    pub refused: bool,
}

fn own(viewer: &Viewer) -> Result<UserId> {
    viewer.user.ok_or(Error::NotFound { what: "user" })
}

/// What the viewer has chosen.
///
/// # Errors
/// Not found for the operator, who gets no mail.
pub async fn find(tx: &mut Tx, app: &App, viewer: &Viewer) -> Result<Choice> {
    let user = own(viewer)?;
    let address = match (viewer.person, app.book.mail) {
        (Some(person), Some(source)) => (source.address_of)(tx, person).await?,
        (Some(_), None) | (None, _) => None,
    };
    let last = store::list_latest(tx, user).await?;
    Ok(Choice {
        wanted: !store::has_declined(tx, user).await?,
        address,
        refused: matches!(last.first(), Some(Earlier { state: State::Refused, .. })),
    })
}

/// Keeps whether the viewer wants daily mails. Whoever says that they want them is tried again, also where the mail server refused.
///
/// # Errors
/// Not found for the operator, who gets no mail.
pub async fn choose(tx: &mut Tx, viewer: &Viewer, wanted: bool) -> Result<()> {
    let user = own(viewer)?;
    keep(tx, user, wanted).await?;
    let body = json!({ "wanted": wanted, "by": "choice" });
    note(tx, viewer, "daily_mail_chosen", ("user", user.to_string()), &body)
}

async fn keep(tx: &mut Tx, user: UserId, wanted: bool) -> Result<()> {
    if wanted {
        store::delete_refused(tx, user).await?;
        store::delete_declined(tx, user).await
    } else {
        store::insert_declined(tx, user).await
    }
}

/// Whose mails the token of a mail's link ends.
///
/// # Errors
/// A refusal when no mail that we know has it.
pub async fn open_leaving(tx: &mut Tx, token: &str) -> Result<UserId> {
    let known = store::look_up_leaving(tx, &secret::digest(token)).await?;
    known.ok_or_else(|| Error::refused("mail.link_dead", say("mail.link_dead")))
}

/// Ends the daily mails of whoever got the mail with this token. That is all that the token can do, and doing it twice is no more.
///
/// # Errors
/// As [`open_leaving`].
pub async fn leave(tx: &mut Tx, token: &str) -> Result<()> {
    let user = open_leaving(tx, token).await?;
    let name = users::store::find(tx, user).await?.name;
    keep(tx, user, false).await?;
    let body = json!({ "wanted": false, "by": "mail" });
    note(
        tx,
        &Viewer::arriving(user, &name),
        "daily_mail_chosen",
        ("user", user.to_string()),
        &body,
    )
}
