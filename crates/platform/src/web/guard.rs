//! The gate before every handler: who is asking, may they, and did the request come from our own page?

use super::answer::{self, View};
use super::app::{AppRef, Came};
use super::faults;
use super::request::{Bearer, Visitor};
use crate::access::{Permission, Scope, Viewer};
use crate::users::tokens::{self, Scopes};
use crate::{Error, Result, api, users};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::sync::Arc;
use vocabulary::SessionId;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guard {
    /// Anybody; only what stands on the reviewed public list.
    Public,
    /// Everybody who is signed in.
    SignedIn,
    /// Whoever holds the permission; the handler asks for its scope.
    May(Permission),
}

/// A signed-in request: the viewer, the node and what the answer needs.
#[derive(Clone)]
pub struct Caller {
    /// The node.
    pub app: AppRef,
    /// Who is asking.
    pub viewer: Arc<Viewer>,
    /// How they came in.
    pub came: Came,
    /// Path, theme and form token of the request.
    pub visitor: Visitor,
}

impl Caller {
    /// The scope of a permission; see [`Viewer::may`].
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn may(&self, permission: Permission) -> Result<Scope> {
        self.viewer.may(permission)
    }

    /// The session of the browser that they came with.
    ///
    /// # Errors
    /// Not found when they came with an access token.
    pub fn session(&self) -> Result<SessionId> {
        match &self.came {
            Came::Session(session) => Ok(*session),
            Came::Token(..) => Err(Error::NotFound { what: "session" }),
        }
    }

    /// What their access token was made for; none when they came with a browser.
    #[must_use]
    pub fn scopes(&self) -> Option<&Scopes> {
        match &self.came {
            Came::Session(_) => None,
            Came::Token(_, scopes) => Some(scopes),
        }
    }

    /// The secret that a form of this session must carry.
    #[must_use]
    pub fn csrf(&self) -> &str {
        &self.visitor.csrf
    }

    /// A path of the server as a whole address, for what is handed on: a link, a feed.
    #[must_use]
    pub fn whole_address(&self, path: &str) -> String {
        format!("{}{path}", self.visitor.origin)
    }

    /// A whole page in the shell.
    #[must_use]
    pub fn page(&self, view: View) -> Response {
        answer::page(StatusCode::OK, self, view)
    }

    /// A page with another status: a form shown again with what was wrong (422), or a conflict (409).
    #[must_use]
    pub fn page_with(&self, status: StatusCode, view: View) -> Response {
        answer::page(status, self, view)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Error::Failed(anyhow::anyhow!("a public route asked for its caller")))
    }
}

pub(super) async fn guarded(State((app, guard)): State<(AppRef, Guard)>, mut request: Request, next: Next) -> Response {
    let visitor = Visitor::of(&request, &app.config);
    let reads = safe(request.method());
    if visitor.api {
        return admitted(&app, guard, visitor, request, next).await;
    }
    if !reads && !same_origin(request.headers()) {
        tracing::warn!(
            address = visitor.address,
            path = visitor.path.split('?').next(),
            "a write from another site"
        );
        return answer::refuse_origin(&visitor);
    }
    let caller = match identify(&app, guard, &visitor).await {
        Ok(caller) => caller,
        Err(Stopped::NotSignedIn) => return answer::ask_to_sign_in(&visitor, reads),
        Err(Stopped::With(error)) => return faults::error(&visitor, None, &error),
    };
    if let (Guard::May(permission), Some(caller)) = (guard, &caller)
        && let Err(error) = holds(caller, permission)
    {
        return faults::error(&visitor, Some(caller), &error);
    }
    request.extensions_mut().insert(visitor.clone());
    if let Some(caller) = &caller {
        request.extensions_mut().insert(caller.clone());
    }
    let response = answer::finished(next.run(request).await, &visitor, caller.as_ref()).await;
    shown(response, &visitor, caller.as_ref())
}

/// An answer as its reader expects it, also where it is an error.
fn shown(mut response: Response, visitor: &Visitor, caller: Option<&Caller>) -> Response {
    match response.extensions_mut().remove::<Arc<Error>>() {
        Some(error) => faults::error(visitor, caller, &error),
        None if faults::is_bare_refusal(&response) => faults::malformed(visitor, caller, &response),
        None => response,
    }
}

/// Programs: who asks is known by an access token, or for reading by the session of a browser; how much they ask is limited.
async fn admitted(app: &AppRef, guard: Guard, visitor: Visitor, mut request: Request, next: Next) -> Response {
    let reads = safe(request.method());
    let known = match program(app, &visitor, reads).await {
        Ok(known) => known,
        Err(error) => return faults::error(&visitor, None, &error),
    };
    let spent = match &known {
        Ok(caller) => {
            let whose = match &caller.came {
                Came::Session(session) => format!("session {session}"),
                Came::Token(token, _) => format!("token {token}"),
            };
            app.limits.spend(&whose, app.config.requests_a_minute, app.db.now())
        }
        Err(spent) => *spent,
    };
    let caller = known.ok();
    let allowed = match (guard, &caller) {
        (Guard::Public, _) => Ok(()),
        (Guard::SignedIn | Guard::May(_), None) => Err(Stopped::NotSignedIn),
        (Guard::SignedIn, Some(_)) => Ok(()),
        (Guard::May(permission), Some(caller)) => holds(caller, permission).map_err(Stopped::With),
    };
    let mut response = match allowed {
        _ if !spent.allowed => api::rate_limited(&spent),
        Err(Stopped::NotSignedIn) => answer::ask_to_sign_in(&visitor, reads),
        Err(Stopped::With(error)) => faults::error(&visitor, None, &error),
        Ok(()) => {
            request.extensions_mut().insert(visitor.clone());
            if let Some(caller) = &caller {
                request.extensions_mut().insert(caller.clone());
            }
            shown(next.run(request).await, &visitor, caller.as_ref())
        }
    };
    spent.tell(response.headers_mut());
    response
}

/// The program that asks, or what is left to whoever asks from its address without being known.
async fn program(app: &AppRef, visitor: &Visitor, reads: bool) -> Result<Result<Caller, api::Spent>> {
    let (quota, now) = (app.config.strangers_a_minute, app.db.now());
    let whose = format!("address {}", neighbourhood(&visitor.address));
    let met = match (&visitor.bearer, &visitor.token) {
        (Bearer::Token(token), _) => tokens::acts::meet(app, token).await?,
        (Bearer::None, Some(token)) if reads => users::meet(app, token).await?,
        (Bearer::None | Bearer::Unreadable, _) => None,
    };
    Ok(match met {
        Some(met) => Ok(Caller {
            app: app.clone(),
            viewer: met.viewer,
            came: met.came,
            visitor: visitor.clone(),
        }),
        None => Err(app.limits.spend(&whose, quota, now)),
    })
}

/// Whoever has one address of the sixth version has a network of them.
pub(crate) fn neighbourhood(address: &str) -> String {
    match address.parse() {
        Ok(std::net::IpAddr::V6(address)) => {
            let network: Vec<String> = address.segments().iter().take(4).map(|part| format!("{part:x}")).collect();
            network.join(":")
        }
        Ok(std::net::IpAddr::V4(_)) | Err(_) => address.to_owned(),
    }
}

/// Whoever is signed in sees the page of an address that leads nowhere in the shell, everybody else without it.
pub(super) async fn nowhere(State(app): State<AppRef>, request: Request) -> Response {
    let visitor = Visitor::of(&request, &app.config);
    let caller = identify(&app, Guard::SignedIn, &visitor).await.ok().flatten();
    faults::error(&visitor, caller.as_ref(), &Error::NotFound { what: "page" })
}

/// The address is right, the method is not.
pub(super) async fn wrong_method(State(app): State<AppRef>, request: Request) -> Response {
    let visitor = Visitor::of(&request, &app.config);
    faults::malformed(&visitor, None, &StatusCode::METHOD_NOT_ALLOWED.into_response())
}

/// A panic is a fault of ours like any other: logged with a reference, shown without detail, and the server goes on.
pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let said = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::Failed(anyhow::anyhow!("a handler panicked: {}", said.unwrap_or("without a message"))).into_response()
}

/// Shows what the gate itself left: a fault before or after it.
pub(super) async fn caught(State(app): State<AppRef>, request: Request, next: Next) -> Response {
    let visitor = Visitor::of(&request, &app.config);
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Arc<Error>>() {
        Some(error) => faults::error(&visitor, None, &error),
        None => response,
    }
}

enum Stopped {
    NotSignedIn,
    With(Error),
}

/// Refuses a caller without the permission, and writes down that they tried.
fn holds(caller: &Caller, permission: Permission) -> Result<()> {
    let allowed = caller.may(permission).map(|_| ());
    if let Err(error) = &allowed {
        tracing::warn!(
            user = caller.viewer.user.map(|user| user.to_string()),
            path = caller.visitor.path.split('?').next(),
            "{error}"
        );
    }
    allowed
}

/// The person behind a browser. An access token opens no page.
async fn identify(app: &AppRef, guard: Guard, visitor: &Visitor) -> Result<Option<Caller>, Stopped> {
    if guard == Guard::Public {
        return Ok(None);
    }
    let Some(token) = &visitor.token else {
        return Err(Stopped::NotSignedIn);
    };
    let met = users::meet(app, token).await.map_err(Stopped::With)?.ok_or(Stopped::NotSignedIn)?;
    let caller = Caller {
        app: app.clone(),
        viewer: met.viewer,
        came: met.came,
        visitor: visitor.clone(),
    };
    Ok(Some(caller))
}

fn safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Browsers say where a request comes from; a write from another site is refused before anything is read.
fn same_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin" || site == "none";
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, rest)| rest == host),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// An error on its way from a handler to the gate, which knows how to show it.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}
