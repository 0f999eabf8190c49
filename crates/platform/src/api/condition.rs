//! Entity tags: what a reader holds, and which version a writer has seen.
//!
//! The tag of a record is `"7-0c1f…"`: its version, and a digest of what was answered. A read compares all of it; a write looks at the
//! version alone, because what else an answer shows, such as the team around an account, is no part of what is written.

use super::problem::Stopped;
use crate::secret;
use crate::texts::say;
use axum::http::{HeaderMap, HeaderValue, header};
use vocabulary::Refusal;

/// How many digits of the digest stand in a tag.
const DIGITS: usize = 16;

/// The tag of an answer.
pub(super) fn tag(version: Option<i64>, body: &str) -> String {
    let digest: String = secret::digest(body).chars().take(DIGITS).collect();
    match version {
        Some(version) => format!("\"{version}-{digest}\""),
        None => format!("\"{digest}\""),
    }
}

/// The tag after a write, of which only the version is known.
pub(super) fn tag_of_version(version: i64) -> String {
    format!("\"{version}\"")
}

/// The tags of a header; a weak mark is dropped, because proxies add it when they pack an answer.
fn tags(headers: &HeaderMap, name: header::HeaderName) -> Vec<String> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/").to_owned())
        .filter(|tag| !tag.is_empty())
        .collect()
}

/// Whether the reader holds this answer already.
pub(super) fn is_held(headers: &HeaderMap, tag: &str) -> bool {
    tags(headers, header::IF_NONE_MATCH).iter().any(|held| held == tag || held == "*")
}

/// The version that the writer has seen.
pub(super) fn seen_version(headers: &HeaderMap) -> Result<i64, Stopped> {
    let refused = |status, refusal: Refusal| Stopped::new(status, refusal.on("If-Match"));
    let tags = tags(headers, header::IF_MATCH);
    let tag = match tags.as_slice() {
        [] => return Err(refused(428, Refusal::new("api.no_version", say("api.no_version")))),
        [tag] => tag,
        [_, _, ..] => return Err(refused(422, Refusal::new("api.no_tag", say("api.no_tag")))),
    };
    let inside = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let version = inside.map(|inside| inside.split_once('-').map_or(inside, |(version, _)| version));
    version
        .filter(|version| version.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|version| version.parse().ok())
        .ok_or_else(|| refused(422, Refusal::new("api.no_tag", say("api.no_tag"))))
}

/// Puts a tag into the headers of an answer.
pub(super) fn mark(headers: &mut HeaderMap, tag: &str) {
    if let Ok(value) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, value);
    }
}
