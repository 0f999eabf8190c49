//! Errors: each reader gets the rendering they expect. A page says what went wrong once, and offers the ways on.

use super::answer::{View, bare, page, say_role};
use super::guard::Caller;
use super::request::Visitor;
use crate::Error;
use crate::access::{Permission, Role};
use crate::api::Problem;
use crate::chapter::Place;
use crate::look::components::{Button, Head};
use crate::texts::{say, say_with};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use hypertext::prelude::*;

/// An error as its reader expects it: a page with a way on, or problem+json.
pub(super) fn error(visitor: &Visitor, caller: Option<&Caller>, error: &Error) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let reference = match error {
        Error::Failed(fault) => {
            let reference = crate::secret::token().unwrap_or_default().chars().take(8).collect::<String>();
            tracing::error!(reference, path = visitor.path.split('?').next(), "{fault:#}");
            Some(reference)
        }
        Error::NotFound { .. } | Error::Forbidden { .. } | Error::Refused(_) | Error::Changed { .. } => None,
    };
    if visitor.api {
        return problem(error, reference);
    }
    let (title, mut sentence) = words(error, reference.as_deref());
    if let (Error::Forbidden { permission }, Some(caller)) = (error, caller) {
        sentence = who_may(caller, *permission);
    }
    error_page(status, visitor, caller, (title, sentence))
}

/// What went wrong, and the ways on: back to where one came from, to the list to which the address belongs, home.
fn error_page(status: StatusCode, visitor: &Visitor, caller: Option<&Caller>, (title, sentence): (String, String)) -> Response {
    let here = path_of(&visitor.path);
    let list = caller.and_then(|caller| list_above(caller, here));
    let beside_list = |from: &&String| path_of(from) != here && list.is_none_or(|list| path_of(from) != list.href);
    let back = visitor.from.as_ref().filter(beside_list);
    let mut ways: Vec<Button> = back.map(|from| Button::link(say("error.back"), from)).into_iter().collect();
    ways.extend(list.map(|list| Button::link(say(list.text), list.href)));
    ways.push(Button::link(say("error.home"), "/"));
    let ways = ways.into_iter().enumerate();
    let ways: Vec<Button> = ways.map(|(place, way)| if place == 0 { way.primary() } else { way }).collect();
    let head = Head::new(&title);
    let body = maud! { (head) p .answer { (sentence) } div .form { div .acts { (ways) } } }.memoize();
    let Some(caller) = caller else {
        return bare(status, visitor, &title, None, body);
    };
    let view = View::new(title, list.map_or("", |list| list.href), body);
    page(
        status,
        caller,
        match list {
            Some(list) => view.under(say(list.text), list.href),
            None => view,
        },
    )
}

fn path_of(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// The list to which an address belongs, if the navigation shows the viewer one.
fn list_above(caller: &Caller, path: &str) -> Option<Place> {
    let above = |place: &Place| path.strip_prefix(place.href).is_some_and(|rest| rest.starts_with('/'));
    let places = caller.app.book.places(&caller.viewer).into_iter();
    places
        .filter(|place| place.href != "/" && above(place))
        .max_by_key(|place| place.href.len())
}

/// What a permission lets people do, in words, and which roles have it.
fn who_may(caller: &Caller, permission: Permission) -> String {
    let act = say_permission(permission);
    if caller.viewer.holds(permission) {
        return say_with("error.forbidden_here", &[("act", act)]);
    }
    let roles = Role::ALL.into_iter();
    let roles = roles.filter(|role| caller.app.book.access.reach(*role, permission).is_some());
    let roles: Vec<&str> = roles.map(say_role).collect();
    let roles = if roles.is_empty() {
        say("error.no_role").to_owned()
    } else {
        roles.join(", ")
    };
    say_with("error.forbidden_act", &[("act", act), ("roles", &roles)])
}

/// What a permission lets people do: "change accounts". Each chapter says it of its own.
#[must_use]
pub fn say_permission(permission: Permission) -> &'static str {
    let (chapter, verb) = permission.name().split_once('.').unwrap_or_default();
    say(&format!("{chapter}.may_{verb}"))
}

fn words(error: &Error, reference: Option<&str>) -> (String, String) {
    match error {
        Error::NotFound { what } => (
            say("error.not_found").to_owned(),
            say_with("error.not_found_why", &[("what", what)]),
        ),
        Error::Forbidden { permission } => (
            say("error.forbidden").to_owned(),
            say_with("error.forbidden_why", &[("permission", permission.name())]),
        ),
        Error::Refused(refusal) => (say("error.refused").to_owned(), refusal.sentence.clone()),
        Error::Changed { what } => (say("error.changed").to_owned(), say_with("error.changed_why", &[("what", what)])),
        Error::Failed(_) => (
            say("error.failed").to_owned(),
            say_with("error.failed_why", &[("reference", reference.unwrap_or_default())]),
        ),
    }
}

/// Whether an answer is the web library's own refusal of a request it could not read.
pub(super) fn is_bare_refusal(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    response.status().is_client_error() && kind.is_none_or(|kind| kind.starts_with(b"text/plain"))
}

/// A request that could not be read: a broken address, a wrong method, a body that is not what it says.
pub(super) fn malformed(visitor: &Visitor, caller: Option<&Caller>, response: &Response) -> Response {
    let status = response.status();
    let key = if status == StatusCode::METHOD_NOT_ALLOWED {
        "error.method"
    } else {
        "error.malformed"
    };
    let (title, detail) = (say("error.refused").to_owned(), say(key).to_owned());
    let mut answer = if visitor.api {
        let code = key.split('.').next_back().unwrap_or_default();
        Problem {
            title,
            ..Problem::of(status.as_u16(), code, detail)
        }
        .answer()
    } else {
        error_page(status, visitor, caller, (title, detail))
    };
    if let Some(allowed) = response.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    answer
}

fn problem(error: &Error, reference: Option<String>) -> Response {
    let (title, detail) = words(error, reference.as_deref());
    let problem = match error {
        Error::Refused(refusal) => Problem::refused(refusal),
        Error::NotFound { .. } | Error::Forbidden { .. } | Error::Changed { .. } | Error::Failed(_) => {
            Problem::of(error.status(), error.code(), detail)
        }
    };
    Problem {
        title,
        reference,
        ..problem
    }
    .answer()
}
