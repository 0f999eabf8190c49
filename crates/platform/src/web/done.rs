//! What was done a moment ago: the page that one lands on after an act says it, with the way back.
//!
//! A chapter declares each act that can be undone ([`Undoing`]); the table of contents lists it. The act's handler leads on with
//! [`after`], and the gate adds the notice to whatever page that is. Leaving the page leaves the notice.

use super::answer::inside;
use super::guard::Caller;
use crate::chapter::Later;
use crate::database::Tx;
use crate::look::components::{Button, Form, Notice, Tone};
use crate::texts::say;
use crate::{Error, Result};
use std::fmt::Display;

/// The parameter of an address that says what was done a moment ago.
const DONE: &str = "done";

/// An act that can be undone.
#[derive(Debug, Clone, Copy)]
pub struct Undoing {
    /// Its word, which begins with that of its chapter: `accounts.changed`.
    pub word: &'static str,
    /// What a page opens with after it.
    pub offer: Offer,
}

/// Says what was done to a record, with the way back; nothing when the viewer may not undo it, or when it does not stand any more. What
/// the viewer does not see is not found, and what changed since is changed: nothing is said of either.
pub type Offer = for<'a> fn(&'a mut Tx, &'a Caller, &'a str) -> Later<'a, Result<Option<Notice>>>;

/// The address of a page that is told what was done a moment ago to a record of the page or of another.
#[must_use]
pub fn after(page: &str, act: &Undoing, id: impl Display) -> String {
    let (page, part) = match inside(page).split_once('#') {
        Some((page, part)) => (page, format!("#{part}")),
        None => (inside(page), String::new()),
    };
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.extend_pairs(form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != DONE));
    pairs.append_pair(DONE, &format!("{} {id}", act.word));
    format!("{path}?{}{part}", pairs.finish())
}

/// The page that an undo leads back to: the one on which it was offered, without what was done.
#[must_use]
pub fn back(caller: &Caller) -> String {
    let path = &caller.visitor.path;
    let Some((page, query)) = path.split_once('?') else {
        return path.clone();
    };
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.extend_pairs(form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != DONE));
    let query = pairs.finish();
    if query.is_empty() {
        page.to_owned()
    } else {
        format!("{page}?{query}")
    }
}

/// The notice of an act with the button that takes it back: a form to `action` with the version of the record, which leads back here.
#[must_use]
pub fn notice(caller: &Caller, sentence: impl Into<String>, action: &str, version: i64) -> Notice {
    Notice::new(Tone::Done, sentence).control(undo(caller, action).hidden("version", version.to_string()))
}

/// The button that takes an act back: a form to `action`, which leads back here.
#[must_use]
pub fn undo(caller: &Caller, action: &str) -> Form {
    Form::post(action)
        .csrf(Some(caller.csrf()))
        .hidden("back", back(caller))
        .inline()
        .button(Button::submit(say("form.undo")))
}

/// What an address says was done a moment ago: the word of the act and the id of the record.
fn said(path: &str) -> Option<(String, String)> {
    let (_, query) = path.split_once('?')?;
    let (_, said) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == DONE)?;
    let (word, id) = said.split_once(' ')?;
    Some((word.to_owned(), id.to_owned()))
}

/// Whether an address says that something was done a moment ago.
pub(super) fn is_said(path: &str) -> bool {
    said(path).is_some()
}

/// What the page of a request opens with after an act.
pub(super) async fn offered(caller: &Caller) -> Result<Option<Notice>> {
    let Some((word, id)) = said(&caller.visitor.path).filter(|_| caller.viewer.user.is_some()) else {
        return Ok(None);
    };
    let Some(act) = caller.app.book.undoings.iter().find(|act| act.word == word) else {
        return Ok(None);
    };
    let mut tx = caller.app.db.read().await?;
    match (act.offer)(&mut tx, caller, &id).await {
        Err(Error::NotFound { .. } | Error::Forbidden { .. } | Error::Changed { .. }) => Ok(None),
        offered => offered,
    }
}
