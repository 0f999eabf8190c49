//! One-time links: whoever holds one sets a password that nobody else learns.

use super::people::{Particulars, actor, insert};
use super::{begin_session, hashed};
use crate::access::{Role, Viewer};
use crate::database::Tx;
use crate::journal::note;
use crate::users::store::{self, User};
use crate::users::{ADMINISTER, rules, tokens};
use crate::web::{AppRef, Visitor};
use crate::{Error, Result, secret};
use serde_json::json;
use std::collections::BTreeSet;
use vocabulary::UserId;

pub(super) async fn make_link(tx: &mut Tx, user: Option<UserId>) -> Result<String> {
    let token = secret::token()?;
    let expires = tx.now().plus_seconds(rules::LINK_SECONDS);
    store::insert_link(tx, &secret::digest(&token), user, expires).await?;
    Ok(token)
}

/// A one-time link with which a user sets a new password; the old one and their sessions end at once. Whoever makes the link
/// never learns the password.
///
/// # Errors
/// Forbidden; not found; closed.
pub async fn reset_password(tx: &mut Tx, viewer: &Viewer, id: UserId) -> Result<String> {
    viewer.may(ADMINISTER)?;
    let user = store::find(tx, id).await?;
    if user.closed.is_some() {
        return Err(Error::refused("users.reset_closed", crate::texts::say("users.reset_closed")));
    }
    store::update(tx, &User { password: None, ..user }, &actor(viewer)).await?;
    store::end_sessions(tx, id).await?;
    tokens::acts::end_all(tx, viewer, id).await?;
    let token = make_link(tx, Some(id)).await?;
    note(tx, viewer, "password_reset", ("user", id.to_string()), &json!({}))?;
    Ok(token)
}

/// The operator's way to the same link, by login: for an administrator who has lost their password.
///
/// # Errors
/// Not found; closed.
pub async fn reset_link(app: &AppRef, login: &str) -> Result<String> {
    let mut tx = app.db.write().await?;
    let user = store::look_up(&mut tx, login).await?.ok_or(Error::NotFound { what: "user" })?;
    let token = reset_password(&mut tx, &Viewer::operator(&app.book.access), user.id).await?;
    tx.commit().await?;
    Ok(token)
}

/// The link for the first administrator, when there is no user yet.
///
/// # Errors
/// When the database does not answer.
pub async fn first_link(app: &AppRef) -> Result<Option<String>> {
    let mut tx = app.db.write().await?;
    if store::count(&mut tx).await? > 0 {
        return Ok(None);
    }
    let token = make_link(&mut tx, None).await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// Whose password a link sets: a user, or nobody yet (the first administrator).
///
/// # Errors
/// A refusal when the link is unknown, used or too old, when its user was closed, and for the first link when there is a user.
pub async fn open_link(tx: &mut Tx, token: &str) -> Result<Option<User>> {
    let link = store::look_up_link(tx, &secret::digest(token)).await?.ok_or_else(link_dead)?;
    match link.user {
        Some(user) => {
            let user = store::find(tx, user).await?;
            if user.closed.is_some() { Err(link_dead()) } else { Ok(Some(user)) }
        }
        None if store::count(tx).await? == 0 => Ok(None),
        None => Err(link_dead()),
    }
}

fn link_dead() -> Error {
    Error::refused("users.link_dead", crate::texts::say("users.link_dead"))
}

/// What is typed on the page behind a one-time link.
#[derive(Clone, Copy)]
pub struct NewPassword<'a> {
    /// The login; only for the first administrator.
    pub login: &'a str,
    /// The name; only for the first administrator.
    pub name: &'a str,
    /// The password.
    pub password: &'a str,
    /// The password once more.
    pub again: &'a str,
}

/// Uses a one-time link: sets the password, makes the first administrator where there is none, and signs in.
///
/// # Errors
/// A refusal when the link is dead, the password too weak, or the login malformed.
pub async fn use_link(app: &AppRef, token: &str, said: NewPassword<'_>, visitor: &Visitor) -> Result<String> {
    let mut tx = app.db.read().await?;
    let known = open_link(&mut tx, token).await?;
    drop(tx);
    let login = known.as_ref().map_or(said.login, |user| &user.login);
    rules::new_password(said.password, said.again, login, app.config.password_length_min)?;
    rules::hard_to_guess(said.password, &app.config.firm_name)?;
    let hash = hashed(said.password).await?;
    let mut tx = app.db.write().await?;
    let user = open_link(&mut tx, token).await?;
    if !store::use_link(&mut tx, &secret::digest(token)).await? {
        return Err(link_dead());
    }
    let user = match user {
        Some(user) => {
            let next = user.version + 1;
            let changed = User {
                password: Some(hash),
                ..user
            };
            store::update(&mut tx, &changed, &changed.id.to_string()).await?;
            store::delete_attempts(&mut tx, &changed.login).await?;
            store::end_sessions(&mut tx, changed.id).await?;
            let arriving = Viewer::arriving(changed.id, &changed.name);
            tokens::acts::end_all(&mut tx, &arriving, changed.id).await?;
            note(&mut tx, &arriving, "password_set", ("user", changed.id.to_string()), &json!({}))?;
            User { version: next, ..changed }
        }
        None => {
            let operator = Viewer::operator(&app.book.access);
            let roles = BTreeSet::from([Role::Administrator]);
            let first = Particulars {
                login: said.login.to_owned(),
                name: said.name.to_owned(),
                person: None,
                roles,
            };
            insert(&mut tx, &operator, first, Some(hash)).await?
        }
    };
    let session = begin_session(&mut tx, &user, visitor).await?;
    tx.commit().await?;
    Ok(session)
}
