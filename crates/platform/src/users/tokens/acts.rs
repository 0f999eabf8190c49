//! What can be done with access tokens: make one, end one, end all of a user, and come in with one.

use super::{BEGINS, SaidToken, Scopes, Token, TokenId, store};
use crate::access::Viewer;
use crate::chapter::Book;
use crate::database::Tx;
use crate::journal::note;
use crate::texts::say;
use crate::users::acts::{own, viewer_of};
use crate::users::{ADMINISTER, SEE, store as users};
use crate::web::{App, Came, Met};
use crate::{Error, Result, secret};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use vocabulary::UserId;

/// The most living tokens that one user has.
const TOKENS_MAX: usize = 50;
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// The chapters for which a token can be made: those that programs can do something in.
#[must_use]
pub fn chapters(book: &Book) -> Vec<&'static str> {
    let words: BTreeSet<&'static str> = book.operations.all().iter().map(|operation| operation.chapter).collect();
    words.into_iter().filter(|word| !reads_across(word)).collect()
}

/// Whether a chapter only reads what others hold, and has no scope of its own: a token asks it whatever it was made for, and is told
/// what it was made for.
pub(crate) fn reads_across(chapter: &str) -> bool {
    matches!(chapter, "figures" | "search")
}

/// Scopes as they are written, as far as this program knows them.
#[must_use]
pub fn scopes(book: &Book, text: &str) -> Scopes {
    Scopes::parse(text, &chapters(book))
}

/// A new token of the viewer's own: its id and its secret, which nobody can read again.
///
/// # Errors
/// A token without a name, for nothing, or for too long; too many tokens.
pub async fn create(tx: &mut Tx, viewer: &Viewer, book: &Book, days_max: i64, said: SaidToken) -> Result<(TokenId, String)> {
    let user = own(viewer)?;
    make(tx, viewer, book, (user, days_max), said).await
}

/// A new token for a user, made by the operator.
///
/// # Errors
/// Forbidden; a closed user; what [`create`] refuses.
pub async fn create_for(tx: &mut Tx, viewer: &Viewer, book: &Book, of: (UserId, i64), said: SaidToken) -> Result<(TokenId, String)> {
    viewer.may(ADMINISTER)?;
    if viewer.user.is_some() || users::find(tx, of.0).await?.closed.is_some() {
        return Err(Error::NotFound { what: "user" });
    }
    make(tx, viewer, book, of, said).await
}

async fn make(tx: &mut Tx, viewer: &Viewer, book: &Book, (user, days_max): (UserId, i64), said: SaidToken) -> Result<(TokenId, String)> {
    let said = said.checked(days_max)?;
    let now = tx.now();
    let known = store::list(tx, user, &chapters(book)).await?;
    if known.iter().filter(|token| token.lives(now)).count() >= TOKENS_MAX {
        return Err(Error::refused("users.too_many_tokens", say("users.too_many_tokens")));
    }
    let secret = format!("{BEGINS}{}", secret::token()?);
    let token = Token {
        id: TokenId::new(tx.ids()),
        user,
        name: said.name,
        scopes: said.scopes,
        made: now,
        expires: now.plus_seconds(said.days.saturating_mul(DAY_SECONDS)),
        used: None,
        ended: None,
    };
    store::insert(tx, &token, &secret::digest(&secret)).await?;
    let body = json!({
        "token": token.id.to_string(), "name": token.name, "scopes": token.scopes.to_string(), "expires": token.expires.to_rfc3339(),
    });
    note(tx, viewer, "token_made", ("user", user.to_string()), &body)?;
    Ok((token.id, secret))
}

/// The viewer's own tokens that nobody ended, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(tx: &mut Tx, viewer: &Viewer, book: &Book) -> Result<Vec<Token>> {
    store::list(tx, own(viewer)?, &chapters(book)).await
}

/// The tokens of a user, for the administrator and the auditor.
///
/// # Errors
/// Forbidden without `users.see`.
pub async fn list_of(tx: &mut Tx, viewer: &Viewer, book: &Book, user: UserId) -> Result<Vec<Token>> {
    viewer.may(SEE)?;
    store::list(tx, user, &chapters(book)).await
}

/// Ends one of the viewer's own tokens.
///
/// # Errors
/// Not found when it is somebody else's or ended.
pub async fn end(tx: &mut Tx, viewer: &Viewer, id: TokenId) -> Result<()> {
    let user = own(viewer)?;
    ended(tx, viewer, user, id).await
}

/// Ends a token of a user, by the administrator.
///
/// # Errors
/// Forbidden; not found when it is another user's or ended.
pub async fn end_of(tx: &mut Tx, viewer: &Viewer, user: UserId, id: TokenId) -> Result<()> {
    viewer.may(ADMINISTER)?;
    ended(tx, viewer, user, id).await
}

async fn ended(tx: &mut Tx, viewer: &Viewer, user: UserId, id: TokenId) -> Result<()> {
    if !store::update_ended(tx, user, id).await? {
        return Err(Error::NotFound { what: "access token" });
    }
    let body = json!({ "token": id.to_string() });
    note(tx, viewer, "token_ended", ("user", user.to_string()), &body)
}

/// Ends every token of a user, as part of an act that ends their sessions too.
pub(crate) async fn end_all(tx: &mut Tx, viewer: &Viewer, user: UserId) -> Result<()> {
    let ended = store::update_all_ended(tx, user).await?;
    if ended == 0 {
        return Ok(());
    }
    note(tx, viewer, "tokens_ended", ("user", user.to_string()), &json!({ "tokens": ended }))
}

/// The viewer of a token: its user with the rights they have now, narrowed to what the token was made for.
pub(crate) async fn meet(app: &App, secret: &str) -> Result<Option<Met>> {
    if !secret.starts_with(BEGINS) || secret.len() != BEGINS.len() + 64 {
        return Ok(None);
    }
    let digest = secret::digest(secret);
    if let Some(met) = app.recall(&digest) {
        return Ok(Some(met));
    }
    let writes = app.db.writes();
    let mut tx = app.db.read().await?;
    let Some(token) = store::look_up(&mut tx, &digest, &chapters(&app.book)).await? else {
        return Ok(None);
    };
    let user = users::find(&mut tx, token.user).await?;
    if !token.lives(tx.now()) || user.closed.is_some() {
        return Ok(None);
    }
    let viewer = viewer_of(&mut tx, user, app)
        .await?
        .narrowed(|permission| token.scopes.keep(permission));
    let today = tx.today();
    drop(tx);
    if token.used != Some(today) {
        let mut tx = app.db.write().await?;
        store::update_used(&mut tx, token.id, today).await?;
        tx.commit().await?;
    }
    let came = Came::Token(token.id, Arc::new(token.scopes));
    Ok(Some(app.remember(digest, viewer, came, writes)))
}
