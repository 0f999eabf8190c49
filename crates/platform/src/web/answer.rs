//! Answers: pages in the shell, JSON, files and redirects. Errors stand in [`super::faults`].

use super::app::AppRef;
use super::guard::Caller;
use super::request::{Fields, Visitor};
use super::{done, faults};
use crate::access::Role;
use crate::api::Problem;
use crate::chapter::Group;
use crate::look::components::Notice;
use crate::look::palette::{Palette, SingleKeys};
use crate::look::shell::{BarePage, Bell, Crumb, NavGroup, NavItem, Page, Search, Theme, ViewerBadge};
use crate::look::{Markup, assets};
use crate::notes;
use crate::texts::say;
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
        Err(fault) => faults::error(visitor, Some(caller), &fault),
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
    faults::error(visitor, None, &Error::refused("form.foreign", say("form.foreign")))
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
