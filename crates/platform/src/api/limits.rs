//! How many requests one program may send: a bucket for each token, each signed-in user and each address, in the memory of a process.
//!
//! A bucket holds as many requests as may be sent in a minute and fills evenly. Nodes do not tell each other, so the limit is one per
//! process. Full buckets are forgotten, since a new one is full.

use axum::http::{HeaderMap, HeaderValue};
use std::collections::BTreeMap;
use std::sync::Mutex;
use vocabulary::Instant;

/// The parts of a request: what fills in a microsecond at one request a minute.
const PARTS: i64 = 60_000_000;
/// Beyond so many buckets the full ones are forgotten.
const BUCKETS_MAX: usize = 10_000;

/// The buckets of a process.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<BTreeMap<String, Bucket>>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    parts: i64,
    at: Instant,
}

/// What is left after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spent {
    /// Whether the request may go on.
    pub(crate) allowed: bool,
    quota: i64,
    left: i64,
    full_seconds: i64,
    /// In so many seconds another one may be sent.
    pub(crate) wait_seconds: i64,
}

impl Limits {
    /// Takes one request out of a bucket, if one is in it.
    pub(crate) fn spend(&self, whose: &str, quota: i64, now: Instant) -> Spent {
        let mut buckets = self.0.lock().expect("no holder of the buckets panics");
        let full = quota.saturating_mul(PARTS);
        let filled = |bucket: &Bucket| {
            let micros = now.micros().saturating_sub(bucket.at.micros()).max(0);
            bucket.parts.saturating_add(micros.saturating_mul(quota)).min(full)
        };
        if buckets.len() >= BUCKETS_MAX {
            buckets.retain(|_, bucket| filled(bucket) < full);
        }
        let before = buckets.get(whose).map_or(full, filled);
        let allowed = before >= PARTS;
        let parts = if allowed { before - PARTS } else { before };
        buckets.insert(whose.to_owned(), Bucket { parts, at: now });
        let seconds = |missing: i64| {
            let a_second = quota.saturating_mul(1_000_000).max(1);
            missing.max(0).saturating_add(a_second - 1) / a_second
        };
        Spent {
            allowed,
            quota,
            left: parts / PARTS,
            full_seconds: seconds(full - parts),
            wait_seconds: seconds(PARTS - parts).max(1),
        }
    }
}

impl Spent {
    /// Says what is allowed and what is left, as draft-ietf-httpapi-ratelimit-headers-10 writes it.
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        let policy = format!("\"minute\";q={};w=60", self.quota);
        let left = format!("\"minute\";r={};t={}", self.left, self.full_seconds);
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", left)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }
}
