//! What can be done with users: signing in and out, links, roles. Each is one act, whichever way in.

mod links;
mod people;

pub use links::{NewPassword, first_link, open_link, reset_link, reset_password, use_link};
pub use people::{Particulars, close, create, create_with_password, find, list, update};

use super::rules::{self, SessionLimits};
use super::store::{self, Session, User};
use crate::access::{Desk, Viewer};
use crate::config::Config;
use crate::database::Tx;
use crate::journal::note;
use crate::web::{App, AppRef, Came, Visitor};
use crate::{Error, Result, notifications, secret};
use serde_json::json;
use vocabulary::{Instant, SessionId, UserId};

fn limits(config: &Config) -> SessionLimits {
    SessionLimits {
        total_seconds: config.session_seconds_max,
        idle_seconds: config.idle_seconds_max,
    }
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
    let Some(user) = store::look_up(&mut tx, &login)
        .await?
        .filter(|user| user.closed.is_none() && user.password == proved.password)
    else {
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
    // Whoever is refused anyway never gets hold of the write lock.
    attempt_allowed(app, &mut app.db.read().await?, login, visitor).await?;
    let mut tx = app.db.write().await?;
    store::lock(&mut tx, login).await?;
    let since = attempt_allowed(app, &mut tx, login, visitor).await?;
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

/// Refuses too many wrong passwords; says since when they count.
async fn attempt_allowed(app: &App, tx: &mut Tx, login: &str, visitor: &Visitor) -> Result<Instant> {
    let since = tx.now().plus_seconds(-rules::ATTEMPT_WINDOW_SECONDS);
    let (of_login, of_address) = store::count_attempts(tx, login, &visitor.address, since).await?;
    if let Err(refusal) = rules::attempt_allowed(of_login, of_address, app.config.attempts_max) {
        tracing::warn!(address = visitor.address, "too many wrong passwords");
        return Err(refusal.into());
    }
    Ok(since)
}

/// How many passwords are hashed at once. Each takes 19 MiB and a core; a flood of sign-ins has to queue.
static HASHING: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);

/// Hashes away from the request threads.
async fn away<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _turn = HASHING
        .acquire()
        .await
        .map_err(|e| Error::Failed(anyhow::Error::new(e).context("waiting to hash a password")))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Error::Failed(anyhow::Error::new(e).context("hashing a password")))?
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
    note(
        tx,
        &Viewer::arriving(user.id, &user.name),
        "signed_in",
        ("user", user.id.to_string()),
        &json!({ "session": session.id.to_string() }),
    )?;
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
    let Some(session) = store::look_up_session(&mut tx, &digest).await? else {
        return Ok(None);
    };
    if !rules::session_lives(session.started, session.seen, session.ended, tx.now(), limits(&app.config)) {
        return Ok(None);
    }
    let user = store::find(&mut tx, session.user).await?;
    if user.closed.is_some() {
        return Ok(None);
    }
    let mut viewer = viewer_of(&mut tx, user, app).await?;
    viewer.desk = Desk {
        keys_off: store::look_up_keys_off(&mut tx, session.user).await?,
        unread: notifications::unread(&mut tx, session.user).await?,
    };
    let stale = session.seen.seconds_until(tx.now()) > rules::SEEN_SECONDS;
    drop(tx);
    if stale {
        let mut tx = app.db.write().await?;
        store::update_session_seen(&mut tx, session.id).await?;
        tx.commit().await?;
    }
    Ok(Some(app.remember(digest, viewer, Came::Session(session.id), writes)))
}

pub(super) async fn viewer_of(tx: &mut Tx, user: User, app: &App) -> Result<Viewer> {
    let person = match user.person {
        Some(person) => Some((person, (app.book.circle_of)(tx, person).await?)),
        None => None,
    };
    Ok(Viewer::new(user.id, user.name, user.roles, person, &app.book.access))
}

/// A user who is not here, with the rights they have now: for what they asked for and is done later.
///
/// # Errors
/// Not found when there is no such user, or the user is closed.
pub async fn viewer(app: &App, tx: &mut Tx, user: UserId) -> Result<Viewer> {
    let user = store::find(tx, user).await?;
    if user.closed.is_some() {
        return Err(Error::NotFound { what: "user" });
    }
    viewer_of(tx, user, app).await
}

pub(super) fn own(viewer: &Viewer) -> Result<UserId> {
    viewer.user.ok_or(Error::NotFound { what: "user" })
}

/// The viewer's own sessions that are alive.
///
/// # Errors
/// When the database does not answer.
pub async fn list_sessions(tx: &mut Tx, viewer: &Viewer, config: &Config) -> Result<Vec<Session>> {
    let sessions = store::list_sessions(tx, own(viewer)?).await?;
    let now = tx.now();
    Ok(sessions
        .into_iter()
        .filter(|s| rules::session_lives(s.started, s.seen, s.ended, now, limits(config)))
        .collect())
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
    note(
        tx,
        viewer,
        "signed_out",
        ("user", user.to_string()),
        &json!({ "session": session.to_string() }),
    )
}

/// Ends all of the viewer's own sessions, this one included.
///
/// # Errors
/// When the database does not answer.
pub async fn end_all_sessions(tx: &mut Tx, viewer: &Viewer) -> Result<u64> {
    let user = own(viewer)?;
    let ended = store::end_sessions(tx, user).await?;
    note(
        tx,
        viewer,
        "signed_out_everywhere",
        ("user", user.to_string()),
        &json!({ "sessions": ended }),
    )?;
    Ok(ended)
}

/// Switches the single keys of the viewer off or on.
///
/// # Errors
/// When the database does not answer.
pub async fn switch_keys(tx: &mut Tx, viewer: &Viewer, off: bool) -> Result<()> {
    let user = own(viewer)?;
    store::update_keys_off(tx, user, off).await?;
    note(tx, viewer, "keys_switched", ("user", user.to_string()), &json!({ "off": off }))
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
    rules::hard_to_guess(said.password, &app.config.firm_name)?;
    let Some(user) = prove(app, &user.login, old, visitor).await? else {
        return Err(Error::refused_on("old", "users.old_wrong", crate::texts::say("users.old_wrong")));
    };
    let hash = hashed(said.password).await?;
    let mut tx = app.db.write().await?;
    let changed = User {
        password: Some(hash),
        ..user
    };
    store::update(&mut tx, &changed, &changed.id.to_string()).await?;
    store::delete_attempts(&mut tx, &changed.login).await?;
    store::end_sessions(&mut tx, changed.id).await?;
    note(&mut tx, viewer, "password_changed", ("user", changed.id.to_string()), &json!({}))?;
    let token = begin_session(&mut tx, &changed, visitor).await?;
    tx.commit().await?;
    Ok(token)
}
