//! Answers: pages in the shell, JSON, files, redirects, and every error in the rendering its reader expects.

use super::app::AppRef;
use super::done;
use super::guard::Caller;
use super::request::{Fields, Visitor};
use crate::access::{Permission, Role};
use crate::api::Problem;
use crate::chapter::{Group, Place};
use crate::look::components::{Button, Head, Notice};
use crate::look::palette::{Palette, SingleKeys};
use crate::look::shell::{BarePage, Bell, Crumb, NavGroup, NavItem, Page, Search, Theme, ViewerBadge};
use crate::look::{Markup, assets};
use crate::notes;
use crate::texts::{say, say_with};
use crate::{Error, Result};
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use hypertext::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a page handler returns.
pub type Answer = Result<Response>;

/// A page before the shell is put around it.
#[derive(Debug, Clone)]
pub struct View {
    /// The title of the window.
    pub title: String,
    /// The way here; the last has no address.
    pub crumbs: Vec<(String, Option<String>)>,
    /// The navigation entry it belongs to, by its address.
    pub place: &'static str,
    /// What the page opens with.
    pub notice: Option<Notice>,
    /// The page itself.
    pub body: Markup,
}

impl View {
    /// A page with a title, a place in the navigation and a body.
    pub fn new(title: impl Into<String>, place: &'static str, body: Markup) -> Self {
        let title = title.into();
        Self {
            crumbs: vec![(title.clone(), None)],
            title,
            place,
            notice: None,
            body,
        }
    }

    /// Puts a page before this one in the way here; call from the last to the first.
    #[must_use]
    pub fn under(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.insert(0, (label.into(), Some(href.into())));
        self
    }

    /// What the page opens with.
    #[must_use]
    pub fn notice(mut self, notice: Option<Notice>) -> Self {
        self.notice = notice;
        self
    }
}

/// A page that waits for the gate to finish it: the house adds what was done a moment ago, and what stands on the page of every record.
#[derive(Clone)]
pub(super) struct Unfinished(Arc<View>);

/// A page in the shell. That of a record, and that after an act, is finished by the gate, which may ask the database.
pub(super) fn page(status: StatusCode, caller: &Caller, view: View) -> Response {
    let path = &caller.visitor.path;
    if status != StatusCode::OK || !(done::is_said(path) || notes::stands_on(&caller.app.book, path)) {
        return whole(status, caller, view);
    }
    let mut response = status.into_response();
    response.extensions_mut().insert(Unfinished(Arc::new(view)));
    response
}

/// The page that a handler left to be finished, or its answer as it is.
pub(super) async fn finished(mut response: Response, visitor: &Visitor, caller: Option<&Caller>) -> Response {
    let (Some(Unfinished(view)), Some(caller)) = (response.extensions_mut().remove(), caller) else {
        return response;
    };
    match finish(caller, Arc::unwrap_or_clone(view)).await {
        Ok(view) => {
            let mut page = whole(StatusCode::OK, caller, view);
            page.headers_mut().extend(std::mem::take(response.headers_mut()));
            page
        }
        Err(fault) => error(visitor, Some(caller), &fault),
    }
}

async fn finish(caller: &Caller, mut view: View) -> Result<View> {
    if view.notice.is_none() {
        view.notice = done::offered(caller).await?;
    }
    notes::finish(caller, view).await
}

fn whole(status: StatusCode, caller: &Caller, view: View) -> Response {
    let book = &caller.app.book;
    let mut nav: Vec<(Group, NavGroup)> = Vec::new();
    for place in book.places(&caller.viewer) {
        let item = NavItem {
            label: say(place.text).to_owned(),
            href: place.href.to_owned(),
            key: place.href.to_owned(),
            letter: place.letter,
            count: None,
        };
        match nav.iter_mut().find(|(group, _)| *group == place.group) {
            Some((_, known)) => known.items.push(item),
            None => {
                let heading = (place.group != Group::Home).then(|| say(place.group.text()).to_owned());
                nav.push((
                    place.group,
                    NavGroup {
                        heading,
                        items: vec![item],
                    },
                ));
            }
        }
    }
    let page = Page {
        title: view.title,
        crumbs: view.crumbs.into_iter().map(|(label, href)| Crumb { label, href }).collect(),
        current: view.place.to_owned(),
        viewer: Some(badge(caller)),
        nav: nav.into_iter().map(|(_, group)| group).collect(),
        theme: Theme::of(&caller.visitor.theme),
        notice: view.notice,
        csrf: Some(caller.csrf().to_owned()),
        search: Some(Search {
            href: "/search".to_owned(),
            asked: String::new(),
        }),
        bell: caller.viewer.user.map(|_| Bell {
            href: "/notifications".to_owned(),
            letter: Some('b'),
            unread: caller.viewer.desk.unread,
        }),
        palette: Some(palette(caller)),
        keys: Some(single_keys(caller)),
        here: caller.visitor.path.clone(),
        body: view.body,
        ..Page::default()
    };
    let mut response = html(status, page.render().into_inner());
    // Browsers that know it fetch a page when a link to it is about to be pressed; all others ignore the header.
    let rules = format!("\"{}\"", assets::path_of("prefetch.json"));
    if let Ok(rules) = HeaderValue::from_str(&rules) {
        response.headers_mut().insert("speculation-rules", rules);
    }
    response
}

/// What the palette knows of a viewer: where records stand and what may be begun, all within their rights.
fn palette(caller: &Caller) -> Palette {
    let (book, viewer) = (&caller.app.book, &caller.viewer);
    let beginnings = book.beginnings(viewer);
    Palette {
        href: "/search".to_owned(),
        api: "/api/v1/search".to_owned(),
        user: viewer.actor(),
        lists: crate::search::lists(book, viewer),
        beginnings: beginnings
            .iter()
            .map(|beginning| (say(beginning.text).to_owned(), beginning.href.to_owned()))
            .collect(),
    }
}

fn single_keys(caller: &Caller) -> SingleKeys {
    SingleKeys {
        off: caller.viewer.desk.keys_off,
        href: "/sessions/keys".to_owned(),
        back: caller.visitor.path.clone(),
        csrf: Some(caller.csrf().to_owned()),
    }
}

fn badge(caller: &Caller) -> ViewerBadge {
    let roles: Vec<&str> = caller.viewer.roles.iter().map(|role| say_role(*role)).collect();
    ViewerBadge {
        name: caller.viewer.name.clone(),
        role: roles.join(", "),
        initials: String::new(),
    }
}

/// The words for a role.
#[must_use]
pub fn say_role(role: Role) -> &'static str {
    say(&format!("role.{}", role.name()))
}

/// The words for a role that is written by its name; a role of the firm's own stands as it was given.
#[must_use]
pub fn say_role_named(name: &str) -> &str {
    match Role::parse(name) {
        Some(role) => say_role(role),
        None => name,
    }
}

/// A page without navigation.
pub(crate) fn bare(status: StatusCode, visitor: &Visitor, title: &str, notice: Option<Notice>, body: Markup) -> Response {
    let page = BarePage {
        title: title.to_owned(),
        theme: Theme::of(&visitor.theme),
        notice,
        body,
    };
    html(status, page.render().into_inner())
}

fn html(status: StatusCode, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response()
}

/// A JSON answer of the API.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn json(value: &impl Serialize) -> Answer {
    let text = serde_json::to_string(value).map_err(|e| Error::Failed(anyhow::Error::new(e).context("writing JSON")))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}

/// A plain text of another kind: CSV, YAML.
pub fn text_answer(kind: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// After a write: go and look (303).
pub fn redirect(to: &str) -> Response {
    axum::response::Redirect::to(to).into_response()
}

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

/// Nobody is signed in: programs are told, people are led to the sign-in page and back.
/// A form that was sent cannot be sent again by a link, so it leads home.
pub(super) fn ask_to_sign_in(visitor: &Visitor, back: bool) -> Response {
    if visitor.api {
        let problem = Problem {
            title: say("error.not_signed_in").to_owned(),
            ..Problem::of(401, "not_signed_in", say("error.not_signed_in_why").to_owned())
        };
        let mut answer = problem.answer();
        let headers = answer.headers_mut();
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"mainstay\""));
        return answer;
    }
    let next: String = form_urlencoded::byte_serialize(visitor.path.as_bytes()).collect();
    redirect(&if visitor.path == "/" || !back {
        "/sign-in".to_owned()
    } else {
        format!("/sign-in?next={next}")
    })
}

/// A write that came from another site.
pub(super) fn refuse_origin(visitor: &Visitor) -> Response {
    error(visitor, None, &Error::refused("form.foreign", say("form.foreign")))
}

/// The style sheet, the script, the icon; kept by the browser for ever, because the name changes with the content.
pub(super) async fn asset(uri: Uri) -> Answer {
    let asset = assets::find(uri.path()).ok_or(Error::NotFound { what: "page" })?;
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, assets::CACHE_CONTROL),
    ];
    Ok((headers, asset.bytes).into_response())
}

/// Keeps the reader's choice of light or dark in a cookie and leads back.
pub(super) async fn choose_theme(visitor: Visitor, State(_): State<AppRef>, fields: Fields) -> Answer {
    let mut response = redirect(inside(fields.text("back")));
    let theme = Theme::of(fields.text("theme")).word();
    let cookie = HeaderValue::from_str(&visitor.theme_cookie(theme)).map_err(|e| Error::Failed(e.into()))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// A path of our own to go back to; anything else becomes home.
#[must_use]
pub fn inside(path: &str) -> &str {
    let own = path.starts_with('/') && !path.starts_with("//") && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if own { path } else { "/" }
}

/// The value of one parameter of the query.
pub(crate) fn parameter(Query(query): &Query<BTreeMap<String, String>>, name: &str) -> String {
    query.get(name).cloned().unwrap_or_default()
}

/// A path with its query, in which empty values are left out.
#[must_use]
pub fn address(path: &str, query: &[(&str, &str)]) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        pairs.append_pair(name, value);
    }
    let query = pairs.finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}
