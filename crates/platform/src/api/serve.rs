//! How a request to an operation is served: as it is declared, once, and with the version that was seen.

use super::answer::{Made, Reply, Said as _};
use super::call::Call;
use super::keeping::{self, Key, Known, Turn};
use super::operation::{Operation, Operations, Verb};
use super::problem::{Differing, Problem, Stopped};
use super::{body, condition};
use crate::texts::{say, say_with};
use crate::users::tokens::{self, Scopes};
use crate::web::Caller;
use crate::{Error, Result};
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use vocabulary::Refusal;

/// What a handler for axum needs of an operation.
pub(crate) fn handler(
    operations: &Arc<Operations>,
    operation: &Operation,
) -> impl Fn(Caller, RawPathParams, Request) -> crate::chapter::Later<'static, Response> + Clone + Send + Sync + 'static {
    let (operations, operation) = (operations.clone(), Arc::new(operation.clone()));
    move |caller, path, request| {
        let serving = Serving {
            operations: operations.clone(),
            operation: operation.clone(),
        };
        Box::pin(async move {
            match serving.serve(caller, &path, request).await {
                Ok(answer) => answer,
                Err(Turn::Stopped(stopped)) => stopped.answer(),
                Err(Turn::Failed(error)) => error.into_response(),
            }
        })
    }
}

struct Serving {
    operations: Arc<Operations>,
    operation: Arc<Operation>,
}

impl From<Stopped> for Turn {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

impl From<Refusal> for Turn {
    fn from(refusal: Refusal) -> Self {
        Self::Stopped(refusal.into())
    }
}

impl Serving {
    async fn serve(&self, caller: Caller, path: &RawPathParams, request: Request) -> Result<Response, Turn> {
        if let Some(scopes) = caller.scopes() {
            in_scope(&self.operation, scopes)?;
        }
        let path = parameters(path)?;
        let headers = request.headers().clone();
        let query = body::query(&self.operation, request.uri().query())?;
        if self.operation.verb == Verb::Get {
            let call = self.call(caller, path, query, body::Brought::default());
            return self.answer_reading(call, &headers, request.uri()).await;
        }
        // Before anything else is looked at: whoever sends a key that cannot be read learns it before anything has happened.
        let key = keeping::key_of(&headers)?;
        let target = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        let version = if self.operation.versioned {
            Some(condition::seen_version(&headers)?)
        } else {
            None
        };
        let brought = body::read(&self.operation, request).await?;
        let seen = version.map(|version| version.to_string()).unwrap_or_default();
        let whole = [self.operation.verb.method(), &target, &seen, &brought.digest].map(str::to_owned);
        let mut call = self.call(caller, path, query, brought);
        call.version = version;
        if let Some(version) = version {
            call.fields.put("version", version.to_string());
        }
        let (Some(key), Some(user)) = (key, call.viewer().user) else {
            return self.answer_writing(call).await;
        };
        let key = Key::new(user, &key, &whole.each_ref().map(String::as_str));
        let app = call.app().clone();
        keeping::alone(&app, &key, self.once(call, &key)).await?
    }

    fn call(&self, caller: Caller, path: BTreeMap<String, String>, query: crate::web::Fields, brought: body::Brought) -> Call {
        Call {
            caller,
            path,
            query,
            fields: brought.fields,
            files: brought.files,
            version: None,
            key: None,
        }
    }

    /// Under a key: the answer that was given, or the act.
    async fn once(&self, mut call: Call, key: &Key) -> Result<Response, Turn> {
        let app = call.app().clone();
        if let Known::Answered(made) = key.known(&app).await? {
            return self.replay(made);
        }
        call.key = Some(key.clone());
        match self.answer_writing(call).await {
            // Another node was faster, and its answer is there by now.
            Err(Turn::Failed(Error::Refused(refusal))) if refusal.code == "api.key_taken" => match key.known(&app).await? {
                Known::Answered(made) => self.replay(made),
                Known::Free => Err(Turn::Failed(Error::Refused(refusal))),
            },
            other => other,
        }
    }

    fn replay(&self, made: Made) -> Result<Response, Turn> {
        let mut answer = self.made(made)?;
        answer
            .headers_mut()
            .insert("idempotency-replayed", HeaderValue::from_static("true"));
        Ok(answer)
    }

    async fn answer_reading(&self, call: Call, headers: &HeaderMap, uri: &axum::http::Uri) -> Result<Response, Turn> {
        let spoken = self.operation.handle(call).await?;
        let tag = condition::tag(spoken.version, &spoken.body);
        let mut answer = if condition::is_held(headers, &tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            json(self.operation.status, spoken.body)
        };
        condition::mark(answer.headers_mut(), &tag);
        if let Some(next) = spoken.next {
            let link = format!("<{}>; rel=\"next\"", next_page(uri, &next));
            if let Ok(link) = HeaderValue::from_str(&link) {
                answer.headers_mut().insert(header::LINK, link);
            }
        }
        Ok(answer)
    }

    async fn answer_writing(&self, call: Call) -> Result<Response, Turn> {
        let again = self.operation.versioned.then(|| Again::of(&call));
        match self.operation.handle(call).await {
            Ok(spoken) => Ok(self.reply(Reply {
                status: self.operation.status,
                body: Some(spoken.body),
                version: spoken.version,
                location: spoken.location,
            })),
            Err(Error::Changed { what }) => match again {
                Some(again) => Err(Turn::Stopped(self.changed(what, again).await)),
                None => Err(Turn::Failed(Error::Changed { what })),
            },
            Err(other) => Err(Turn::Failed(other)),
        }
    }

    fn made(&self, made: Made) -> Result<Response, Turn> {
        let spoken = made.said()?;
        Ok(self.reply(Reply {
            status: self.operation.status,
            body: Some(spoken.body),
            version: spoken.version,
            location: spoken.location,
        }))
    }

    fn reply(&self, reply: Reply) -> Response {
        let mut answer = json(reply.status, reply.body.unwrap_or_default());
        if let Some(version) = reply.version {
            condition::mark(answer.headers_mut(), &condition::tag_of_version(version));
        }
        if let Some(Ok(location)) = reply
            .location
            .filter(|_| self.operation.status == 201)
            .map(|location| HeaderValue::from_str(&location))
        {
            answer.headers_mut().insert(header::LOCATION, location);
        }
        answer
    }

    /// Somebody else saved first: says so, with what the record says now where the request says something else.
    async fn changed(&self, what: &'static str, again: Again) -> Stopped {
        let sentence = say_with("api.changed", &[("what", what)]);
        let mut problem = Problem::of(412, "changed", sentence);
        problem.title = say("error.changed").to_owned();
        problem.field = Some("If-Match".to_owned());
        let Some(reader) = self.operations.reader_of(&self.operation) else {
            return problem.into();
        };
        let (fields, inputs) = (again.call.fields.clone(), self.operation.takes.inputs());
        let Ok(spoken) = reader.handle(again.call).await else {
            return problem.into();
        };
        problem.version = spoken.version;
        let now: Value = serde_json::from_str(&spoken.body).unwrap_or_default();
        let differing = inputs.iter().filter_map(|input| {
            let (sent, now) = (fields.text(input.name), now.get(input.name)?);
            let all: Vec<Value> = fields.all(input.name).iter().map(|text| Value::from(text.as_str())).collect();
            let same = match now {
                Value::Null => sent.is_empty(),
                Value::String(text) => text == sent,
                Value::Bool(flag) => (sent == "yes") == *flag,
                Value::Number(number) => number.as_i64() == sent.parse().ok(),
                Value::Array(_) => *now == Value::Array(all.clone()),
                Value::Object(_) => return None,
            };
            let sent = match now {
                Value::Array(_) => Value::Array(all),
                Value::Null | Value::String(_) | Value::Bool(_) | Value::Number(_) | Value::Object(_) if sent.is_empty() => Value::Null,
                Value::Null | Value::String(_) | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Value::from(sent),
            };
            (!same).then(|| (input.name.to_owned(), Differing { sent, now: now.clone() }))
        });
        problem.differs = Some(differing.collect());
        problem.into()
    }
}

/// What is needed to read a record after a write that came too late.
struct Again {
    call: Call,
}

impl Again {
    fn of(call: &Call) -> Self {
        Self {
            call: Call {
                caller: call.caller.clone(),
                path: call.path.clone(),
                query: crate::web::Fields::default(),
                fields: call.fields.clone(),
                files: Vec::new(),
                version: None,
                key: None,
            },
        }
    }
}

/// Whether the token of the caller was made for this: its chapter, and reading or writing.
fn in_scope(operation: &Operation, scopes: &Scopes) -> Result<(), Stopped> {
    let reads = operation.verb == Verb::Get;
    if scopes.admit(operation.chapter, reads) || (reads && tokens::acts::reads_across(operation.chapter)) {
        return Ok(());
    }
    let needed = format!("{}:{}", operation.chapter, if reads { "read" } else { "write" });
    Err(Stopped::new(
        403,
        Refusal::new("api.scope", say_with("api.scope", &[("scope", &needed)])),
    ))
}

/// The parameters of the address. What no address of ours holds names nothing.
fn parameters(path: &RawPathParams) -> Result<BTreeMap<String, String>> {
    path.iter()
        .map(|(name, value)| {
            if value.chars().any(char::is_control) {
                return Err(Error::NotFound { what: "page" });
            }
            Ok((name.to_owned(), value.to_owned()))
        })
        .collect()
}

fn json(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// The address of the page after this one.
fn next_page(uri: &axum::http::Uri, cursor: &str) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    let asked = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    pairs.extend_pairs(asked.filter(|(name, _)| name != "cursor"));
    pairs.append_pair("cursor", cursor);
    format!("{}?{}", uri.path(), pairs.finish())
}
