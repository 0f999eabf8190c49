//! What happens with notices: acts tell them in their own transaction, and whoever is told marks them.

use super::rules::{Happened, Kind, Notice, NoticeId};
use super::store;
use crate::access::Viewer;
use crate::database::Tx;
use crate::journal::note;
use crate::users;
use crate::{Error, Result};
use serde_json::json;
use vocabulary::{PersonId, UserId};

/// For how long a read notice is kept.
const READ_SECONDS: i64 = 60 * 24 * 60 * 60;
/// For how long any notice is kept.
const KEPT_SECONDS: i64 = 180 * 24 * 60 * 60;

/// Tells users what happened, in the transaction of the act that did it: without the act nobody is told. Whoever does not want to hear
/// of the kind is left out.
///
/// # Errors
/// When the database does not answer.
pub async fn tell(tx: &mut Tx, kind: &Kind, told: &[(UserId, Happened)]) -> Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    let users: Vec<UserId> = told.iter().map(|(user, _)| *user).collect();
    let muted = store::list_muted(tx, kind, &users).await?;
    let told = told.iter().filter(|(user, _)| !muted.contains(user));
    let told: Vec<(UserId, &Happened)> = told.map(|(user, happened)| (*user, happened)).collect();
    store::insert(tx, kind, &told).await
}

/// Tells people of the firm what happened, as far as they are open users; never whoever did it.
///
/// # Errors
/// When the database does not answer.
pub async fn tell_people(tx: &mut Tx, viewer: &Viewer, kind: &Kind, told: Vec<(PersonId, Happened)>) -> Result<()> {
    let people: Vec<PersonId> = told.iter().map(|(person, _)| *person).collect();
    let users = users::store::list_users_of(tx, &people).await?;
    let of_user = |(person, happened)| users.get(&person).map(|user| (*user, happened));
    let told = told.into_iter().filter_map(of_user).filter(|(user, _)| Some(*user) != viewer.user);
    tell(tx, kind, &told.collect::<Vec<_>>()).await
}

fn own(viewer: &Viewer) -> Result<UserId> {
    viewer.user.ok_or(Error::NotFound { what: "notification" })
}

/// Marks a notice of one's own as read, or as new.
///
/// # Errors
/// Not found.
pub async fn mark(tx: &mut Tx, viewer: &Viewer, id: NoticeId, read: bool) -> Result<Notice> {
    let notice = store::find(tx, own(viewer)?, id).await?;
    if notice.read.is_some() != read {
        let at = read.then(|| tx.now());
        store::update_read(tx, id, at).await?;
        note(tx, viewer, "notice_marked", ("notice", id.to_string()), &json!({ "read": read }))?;
    }
    Ok(notice)
}

/// Marks everything as read that was told up to a notice: what came later has not been seen.
///
/// # Errors
/// Not found.
pub async fn mark_all(tx: &mut Tx, viewer: &Viewer, upto: NoticeId) -> Result<u64> {
    let user = own(viewer)?;
    let marked = store::update_all_read(tx, user, upto).await?;
    note(
        tx,
        viewer,
        "notices_marked",
        ("user", user.to_string()),
        &json!({ "notices": marked }),
    )?;
    Ok(marked)
}

/// Keeps of which kinds the viewer does not want to be told.
///
/// # Errors
/// Not found for the operator, whom nobody tells anything.
pub async fn mute(tx: &mut Tx, viewer: &Viewer, kinds: &[&str]) -> Result<()> {
    let user = own(viewer)?;
    store::update_muted(tx, user, kinds).await?;
    note(tx, viewer, "notices_chosen", ("user", user.to_string()), &json!({ "muted": kinds }))
}

/// Forgets what is old; says how many notices went.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(tx: &mut Tx) -> Result<u64> {
    let (read, told) = (tx.now().plus_seconds(-READ_SECONDS), tx.now().plus_seconds(-KEPT_SECONDS));
    store::delete_old(tx, read, told).await
}
