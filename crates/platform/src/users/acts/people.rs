//! What the administrator does: add users, change their roles, close them.

use super::hashed;
use super::links::make_link;
use crate::access::{Role, Viewer};
use crate::database::Tx;
use crate::journal::note;
use crate::texts::say;
use crate::users::store::{self, User};
use crate::users::{ADMINISTER, SEE, rules, tokens};
use crate::{Error, Result};
use serde_json::json;
use std::collections::BTreeSet;
use vocabulary::{PersonId, UserId, together};

/// What the administrator says of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Particulars {
    /// What they type to sign in.
    pub login: String,
    /// The name shown.
    pub name: String,
    /// The person in the firm whom they are.
    pub person: Option<PersonId>,
    /// The roles.
    pub roles: BTreeSet<Role>,
}

/// Every user, for the administrator and the auditor.
///
/// # Errors
/// Forbidden without `users.see`.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<User>> {
    viewer.may(SEE)?;
    store::list(tx).await
}

/// A user, for the administrator and the auditor.
///
/// # Errors
/// Forbidden without `users.see`; not found.
pub async fn find(tx: &mut Tx, viewer: &Viewer, user: UserId) -> Result<User> {
    viewer.may(SEE)?;
    store::find(tx, user).await
}

/// A new user, with the token of a one-time link to set a password.
///
/// # Errors
/// Forbidden; a login that is taken or malformed.
pub async fn create(tx: &mut Tx, viewer: &Viewer, said: Particulars) -> Result<(UserId, String)> {
    viewer.may(ADMINISTER)?;
    let login = rules::new_login(&said.login).map_err(Error::from);
    together((login, person_is_free(tx, said.person, None).await))?;
    let user = insert(tx, viewer, said, None).await?;
    let token = make_link(tx, Some(user.id)).await?;
    Ok((user.id, token))
}

pub(super) async fn insert(tx: &mut Tx, viewer: &Viewer, said: Particulars, password: Option<String>) -> Result<User> {
    rules::new_login(&said.login)?;
    let id = UserId::new(tx.ids());
    let user = User {
        id,
        login: said.login,
        name: said.name,
        person: said.person,
        password,
        closed: None,
        version: 1,
        roles: said.roles,
    };
    store::insert(tx, &user, &actor(viewer)).await?;
    note(tx, viewer, "user_created", ("user", id.to_string()), &particulars(&user))?;
    Ok(user)
}

pub(super) fn actor(viewer: &Viewer) -> String {
    viewer.user.map_or_else(|| viewer.name.clone(), |user| user.to_string())
}

fn particulars(user: &User) -> serde_json::Value {
    let roles: Vec<&str> = user.roles.iter().map(|role| role.name()).collect();
    json!({ "login": user.login, "name": user.name, "person": user.person.map(|p| p.to_string()), "roles": roles, "closed": user.closed.is_some() })
}

/// A user created by a program (demonstration, command line) with a password that is already known to its owner.
///
/// # Errors
/// Forbidden; a login that is taken or malformed; a password that is too weak.
pub async fn create_with_password(tx: &mut Tx, viewer: &Viewer, said: Particulars, password: &str, length_min: usize) -> Result<UserId> {
    viewer.may(ADMINISTER)?;
    rules::new_password(password, password, &said.login, length_min)?;
    let hash = hashed(password).await?;
    Ok(insert(tx, viewer, said, Some(hash)).await?.id)
}

/// Refuses a person whom another open user is already: nobody may become somebody else.
async fn person_is_free(tx: &mut Tx, person: Option<PersonId>, user: Option<UserId>) -> Result<()> {
    let Some(person) = person else { return Ok(()) };
    if store::person_is_taken(tx, person, user).await? {
        return Err(Error::refused_on("person", "users.person_taken", say("users.person_taken")));
    }
    Ok(())
}

/// Changes a user's name, person and roles.
///
/// # Errors
/// Forbidden; changed by somebody else; the last administrator.
pub async fn update(tx: &mut Tx, viewer: &Viewer, id: UserId, version: i64, said: Particulars) -> Result<()> {
    viewer.may(ADMINISTER)?;
    let before = store::find(tx, id).await?;
    let others = store::count_other_administrators(tx, id).await?;
    let own = viewer.user == Some(id);
    let roles = rules::administrators_remain(&before.roles, &said.roles, others)
        .and_then(|()| rules::own_rights_stay(own, (&before.roles, before.person), (&said.roles, said.person)));
    together((person_is_free(tx, said.person, Some(id)).await, roles.map_err(Error::from)))?;
    let after = User {
        name: said.name,
        person: said.person,
        roles: said.roles,
        version,
        ..before.clone()
    };
    store::update(tx, &after, &actor(viewer)).await?;
    note(
        tx,
        viewer,
        "user_changed",
        ("user", id.to_string()),
        &json!({ "before": particulars(&before), "after": particulars(&after) }),
    )
}

/// Closes a user, or opens them again. Closing ends every session.
///
/// # Errors
/// Forbidden; the last administrator.
pub async fn close(tx: &mut Tx, viewer: &Viewer, id: UserId, closed: bool) -> Result<()> {
    viewer.may(ADMINISTER)?;
    let before = store::find(tx, id).await?;
    if closed {
        let others = store::count_other_administrators(tx, id).await?;
        rules::administrators_remain(&before.roles, &BTreeSet::new(), others)?;
        store::end_sessions(tx, id).await?;
        store::end_links(tx, id).await?;
        tokens::acts::end_all(tx, viewer, id).await?;
    }
    let after = User {
        closed: closed.then(|| tx.now()),
        ..before
    };
    store::update(tx, &after, &actor(viewer)).await?;
    note(
        tx,
        viewer,
        if closed { "user_closed" } else { "user_reopened" },
        ("user", id.to_string()),
        &particulars(&after),
    )
}
