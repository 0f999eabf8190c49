//! What stops a request before or after its act, as problem details (RFC 9457).

use super::limits::Spent;
use crate::texts::{say, say_with};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use vocabulary::Refusal;

/// Problem details as RFC 9457 has them, with the members of this API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// `urn:mainstay:` and the code.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// What went wrong, in a few words.
    pub(crate) title: String,
    /// The status of the answer.
    pub(crate) status: u16,
    /// What happened, why, and what to do.
    pub(crate) detail: String,
    /// The stable code. Programs may rely on it.
    pub(crate) code: String,
    /// The member of the body, the parameter or the header that was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) field: Option<String>,
    /// Everything that was wrong, where it was more than one thing; the first is the one above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<Wrong>,
    /// The number under which the fault stands in the log of the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
    /// The version that the record has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<i64>,
    /// The members of the body that say something else than the record does now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) differs: Option<BTreeMap<String, Differing>>,
}

/// One of several things that were wrong.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "ProblemError")]
pub(crate) struct Wrong {
    /// What happened, why, and what to do.
    pub(crate) detail: String,
    /// The stable code.
    pub(crate) code: String,
    /// The member of the body, the parameter or the header that was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) field: Option<String>,
}

impl Wrong {
    fn of(refusal: &Refusal) -> Self {
        Self {
            detail: refusal.sentence.clone(),
            code: refusal.code.clone(),
            field: refusal.field.clone(),
        }
    }
}

/// A member that somebody else changed in the meantime.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Differing {
    /// What the request says.
    pub(crate) sent: Value,
    /// What the record says now.
    pub(crate) now: Value,
}

impl Problem {
    /// A refusal; 422 unless the status is said.
    pub(crate) fn refused(refusal: &Refusal) -> Self {
        Self {
            kind: format!("urn:mainstay:{}", refusal.code),
            title: say("error.refused").to_owned(),
            status: 422,
            detail: refusal.sentence.clone(),
            code: refusal.code.clone(),
            field: refusal.field.clone(),
            errors: if refusal.further.is_empty() {
                Vec::new()
            } else {
                refusal.all().map(Wrong::of).collect()
            },
            reference: None,
            version: None,
            differs: None,
        }
    }

    /// A problem by its status and code.
    pub(crate) fn of(status: u16, code: &str, detail: String) -> Self {
        Self {
            status,
            ..Self::refused(&Refusal::new(code, detail))
        }
    }

    /// The answer.
    pub(crate) fn answer(&self) -> Response {
        let text = serde_json::to_string(self).unwrap_or_default();
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, "application/problem+json")], text).into_response()
    }
}

/// Why a request went no further.
#[derive(Debug, Clone)]
pub(crate) struct Stopped(pub(super) Box<Problem>);

impl From<Problem> for Stopped {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl Stopped {
    pub(crate) fn new(status: u16, refusal: Refusal) -> Self {
        let mut problem = Problem::refused(&refusal);
        problem.status = status;
        Self::from(problem)
    }

    pub(crate) fn answer(&self) -> Response {
        self.0.answer()
    }
}

/// Too many requests.
pub(crate) fn rate_limited(spent: &Spent) -> Response {
    let seconds = spent.wait_seconds.to_string();
    let refusal = Refusal::new("api.too_many", say_with("api.too_many", &[("seconds", &seconds)]));
    let mut answer = Stopped::new(429, refusal).answer();
    if let Ok(value) = HeaderValue::from_str(&seconds) {
        answer.headers_mut().insert(header::RETRY_AFTER, value);
    }
    answer
}
