//! What can be done with users: signing in and out, links, roles. Each is one act, whichever way in.

use super::rules::{self, SessionLimits};
use super::store::{self, Session, User};
use super::{ADMINISTER, SEE};
use crate::access::{Circle, Role, Viewer};
use crate::config::Config;
use crate::database::Tx;
use crate::journal::note;
use crate::web::{App, AppRef, Visitor};
use crate::{Error, Result, secret};
use serde_json::json;
use std::collections::BTreeSet;
use vocabulary::{PersonId, SessionId, UserId};

fn limits(config: &Config) -> SessionLimits {
    SessionLimits { total_seconds: config.session_seconds_max, idle_seconds: config.idle_seconds_max }
}

/// Signs in: the token of a new session, to be set as a cookie.
///
/// # Errors
/// A refusal that says neither whether the login exists nor which half was wrong.
pub async fn sign_in(app: &AppRef, login: &str, password: &str, visitor: &Visitor) -> Result<String> {
    let login = rules::typed_login(login);
    let Some(proved) = prove(app, &login, password, visitor).await? else {
        return Err(Error::refused("users.wrong", crate::texts::say("users.wrong")));
    };
    let mut tx = app.db.write().await?;
    store::lock(&mut tx, &login).await?;
    // While the password was checked the user may have been closed, or given another password.
    let Some(user) = store::look_up(&mut tx, &login).await?.filter(|user| user.closed.is_none() && user.password == proved.password) else {
        return Err(Error::refused("users.wrong", crate::texts::say("users.wrong")));
    };
    store::delete_attempts(&mut tx, &login).await?;
    let token = begin_session(&mut tx, &user, visitor).await?;
    tx.commit().await?;
    Ok(token)
}

/// The open user of a login when the password is theirs. The attempt counts before the password is looked at, so that many at
/// once are not more than many one after the other.
async fn prove(app: &AppRef, login: &str, password: &str, visitor: &Visitor) -> Result<Option<User>> {
    let mut tx = app.db.write().await?;
    store::lock(&mut tx, login).await?;
    let since = tx.now().plus_seconds(-rules::ATTEMPT_WINDOW_SECONDS);
    let (of_login, of_address) = store::count_attempts(&mut tx, login, &visitor.address, since).await?;
    if let Err(refusal) = rules::attempt_allowed(of_login, of_address, app.config.attempts_max) {
        tracing::warn!(address = visitor.address, "too many wrong passwords");
        return Err(refusal.into());
    }
    let user = store::look_up(&mut tx, login).await?.filter(|user| user.closed.is_none());
    store::insert_attempt(&mut tx, login, &visitor.address, since).await?;
    tx.commit().await?;
    let hash = user.as_ref().and_then(|user| user.password.clone());
    let right = check_password(password.to_owned(), hash).await?;
    if !right {
        // Not what was typed as login: people type their password there.
        let known = user.as_ref().map(|user| user.id.to_string());
        tracing::warn!(address = visitor.address, user = known, "wrong login or password");
    }
    Ok(user.filter(|_| right))
}

/// How many passwords are hashed at once. Each takes 19 MiB and a core; a flood of sign-ins has to queue.
static HASHING: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);

/// Hashes away from the request threads.
async fn away<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _turn = HASHING.acquire().await.map_err(|e| Error::Failed(anyhow::Error::new(e).context("waiting to hash a password")))?;
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::Failed(anyhow::Error::new(e).context("hashing a password")))?
}

/// An unknown login costs as much time as a known one.
async fn check_password(password: String, hash: Option<String>) -> Result<bool> {
    away(move || match hash {
        Some(hash) => Ok(secret::password_is(&password, &hash)),
        None => secret::hash_password(&password).map(|_| false),
    })
    .await
}

async fn hashed(password: &str) -> Result<String> {
    let password = password.to_owned();
    away(move || secret::hash_password(&password)).await
}

/// A new session under a new token; the one that the browser came with ends.
async fn begin_session(tx: &mut Tx, user: &User, visitor: &Visitor) -> Result<String> {
    if let Some(before) = &visitor.token {
        store::end_session_of_token(tx, &secret::digest(before)).await?;
    }
    let token = secret::token()?;
    let session = Session {
        id: SessionId::new(tx.ids()),
        user: user.id,
        device: visitor.device.clone(),
        address: visitor.address.clone(),
        started: tx.now(),
        seen: tx.now(),
        ended: None,
    };
    store::insert_session(tx, &session, &secret::digest(&token)).await?;
    note(tx, &Viewer::arriving(user.id, &user.name), "signed_in", ("user", user.id.to_string()), &json!({ "session": session.id.to_string() }))?;
    Ok(token)
}

/// The viewer of a session token, from memory or from the database.
pub(crate) async fn meet(app: &App, token: &str) -> Result<Option<crate::web::Met>> {
    let digest = secret::digest(token);
    if let Some(met) = app.recall(&digest) {
        return Ok(Some(met));
    }
    let writes = app.db.writes();
    let mut tx = app.db.read().await?;
    let Some(session) = store::look_up_session(&mut tx, &digest).await? else { return Ok(None) };
    if !rules::session_lives(session.started, session.seen, session.ended, tx.now(), limits(&app.config)) {
        return Ok(None);
    }
    let user = store::find(&mut tx, session.user).await?;
    if user.closed.is_some() {
        return Ok(None);
    }
    let person = match user.person {
        Some(person) => Some((person, (app.book.circle_of)(&mut tx, person).await?)),
        None => None,
    };
    let stale = session.seen.seconds_until(tx.now()) > rules::SEEN_SECONDS;
    drop(tx);
    if stale {
        let mut tx = app.db.write().await?;
        store::update_session_seen(&mut tx, session.id).await?;
        tx.commit().await?;
    }
    let viewer = viewer_of(&user, person, app);
    Ok(Some(app.remember(digest, viewer, session.id, writes)))
}

fn viewer_of(user: &User, person: Option<(PersonId, Circle)>, app: &App) -> Viewer {
    Viewer::new(user.id, user.name.clone(), user.roles.clone(), person, &app.book.access)
}

fn own(viewer: &Viewer) -> Result<UserId> {
    viewer.user.ok_or(Error::NotFound { what: "user" })
}

/// The viewer's own sessions that are alive.
///
/// # Errors
/// When the database does not answer.
pub async fn list_sessions(tx: &mut Tx, viewer: &Viewer, config: &Config) -> Result<Vec<Session>> {
    let sessions = store::list_sessions(tx, own(viewer)?).await?;
    let now = tx.now();
    Ok(sessions.into_iter().filter(|s| rules::session_lives(s.started, s.seen, s.ended, now, limits(config))).collect())
}

/// Ends one of the viewer's own sessions.
///
/// # Errors
/// Not found when it is somebody else's or ended.
pub async fn end_session(tx: &mut Tx, viewer: &Viewer, session: SessionId) -> Result<()> {
    let user = own(viewer)?;
    if !store::end_session(tx, user, session).await? {
        return Err(Error::NotFound { what: "session" });
    }
    note(tx, viewer, "signed_out", ("user", user.to_string()), &json!({ "session": session.to_string() }))
}

/// Ends all of the viewer's own sessions, this one included.
///
/// # Errors
/// When the database does not answer.
pub async fn end_all_sessions(tx: &mut Tx, viewer: &Viewer) -> Result<u64> {
    let user = own(viewer)?;
    let ended = store::end_sessions(tx, user).await?;
    note(tx, viewer, "signed_out_everywhere", ("user", user.to_string()), &json!({ "sessions": ended }))?;
    Ok(ended)
}

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
    let user = insert(tx, viewer, said, None).await?;
    let token = make_link(tx, Some(user.id)).await?;
    Ok((user.id, token))
}

async fn insert(tx: &mut Tx, viewer: &Viewer, said: Particulars, password: Option<String>) -> Result<User> {
    rules::new_login(&said.login)?;
    if store::look_up(tx, &said.login).await?.is_some() {
        return Err(Error::refused_on("login", "users.login_taken", crate::texts::say("users.login_taken")));
    }
    let id = UserId::new(tx.ids());
    let user =
        User { id, login: said.login, name: said.name, person: said.person, password, closed: None, version: 1, roles: said.roles };
    store::insert(tx, &user, &actor(viewer)).await?;
    note(tx, viewer, "user_created", ("user", id.to_string()), &particulars(&user))?;
    Ok(user)
}

fn actor(viewer: &Viewer) -> String {
    viewer.user.map_or_else(|| viewer.name.clone(), |user| user.to_string())
}

fn particulars(user: &User) -> serde_json::Value {
    let roles: Vec<&str> = user.roles.iter().map(|role| role.name()).collect();
    json!({ "login": user.login, "name": user.name, "person": user.person.map(|p| p.to_string()), "roles": roles, "closed": user.closed.is_some() })
}

async fn make_link(tx: &mut Tx, user: Option<UserId>) -> Result<String> {
    let token = secret::token()?;
    let expires = tx.now().plus_seconds(rules::LINK_SECONDS);
    store::insert_link(tx, &secret::digest(&token), user, expires).await?;
    Ok(token)
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

/// Changes a user's name, person and roles.
///
/// # Errors
/// Forbidden; changed by somebody else; the last administrator.
pub async fn update(tx: &mut Tx, viewer: &Viewer, id: UserId, version: i64, said: Particulars) -> Result<()> {
    viewer.may(ADMINISTER)?;
    let before = store::find(tx, id).await?;
    let others = store::count_other_administrators(tx, id).await?;
    rules::administrators_remain(&before.roles, &said.roles, others)?;
    let after = User { name: said.name, person: said.person, roles: said.roles, version, ..before.clone() };
    store::update(tx, &after, &actor(viewer)).await?;
    note(tx, viewer, "user_changed", ("user", id.to_string()), &json!({ "before": particulars(&before), "after": particulars(&after) }))
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
    }
    let after = User { closed: closed.then(|| tx.now()), ..before };
    store::update(tx, &after, &actor(viewer)).await?;
    note(tx, viewer, if closed { "user_closed" } else { "user_reopened" }, ("user", id.to_string()), &particulars(&after))
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
    let hash = hashed(said.password).await?;
    let mut tx = app.db.write().await?;
    let user = open_link(&mut tx, token).await?;
    if !store::use_link(&mut tx, &secret::digest(token)).await? {
        return Err(link_dead());
    }
    let user = match user {
        Some(user) => {
            let next = user.version + 1;
            let changed = User { password: Some(hash), ..user };
            store::update(&mut tx, &changed, &changed.id.to_string()).await?;
            store::delete_attempts(&mut tx, &changed.login).await?;
            store::end_sessions(&mut tx, changed.id).await?;
            let arriving = Viewer::arriving(changed.id, &changed.name);
            note(&mut tx, &arriving, "password_set", ("user", changed.id.to_string()), &json!({}))?;
            User { version: next, ..changed }
        }
        None => {
            let operator = Viewer::operator(&app.book.access);
            let roles = BTreeSet::from([Role::Administrator]);
            let first = Particulars { login: said.login.to_owned(), name: said.name.to_owned(), person: None, roles };
            insert(&mut tx, &operator, first, Some(hash)).await?
        }
    };
    let session = begin_session(&mut tx, &user, visitor).await?;
    tx.commit().await?;
    Ok(session)
}

/// Changes the viewer's own password; every other session ends.
///
/// # Errors
/// A refusal when the old password is wrong or the new one too weak.
pub async fn change_password(app: &AppRef, viewer: &Viewer, old: &str, said: NewPassword<'_>, visitor: &Visitor) -> Result<String> {
    let mut tx = app.db.read().await?;
    let user = store::find(&mut tx, own(viewer)?).await?;
    drop(tx);
    rules::new_password(said.password, said.again, &user.login, app.config.password_length_min)?;
    let Some(user) = prove(app, &user.login, old, visitor).await? else {
        return Err(Error::refused_on("old", "users.old_wrong", crate::texts::say("users.old_wrong")));
    };
    let hash = hashed(said.password).await?;
    let mut tx = app.db.write().await?;
    let changed = User { password: Some(hash), ..user };
    store::update(&mut tx, &changed, &changed.id.to_string()).await?;
    store::delete_attempts(&mut tx, &changed.login).await?;
    store::end_sessions(&mut tx, changed.id).await?;
    note(&mut tx, viewer, "password_changed", ("user", changed.id.to_string()), &json!({}))?;
    let token = begin_session(&mut tx, &changed, visitor).await?;
    tx.commit().await?;
    Ok(token)
}
