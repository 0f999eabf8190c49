//! What a program may rely on: what is declared is what is served, once, and against the version that was seen.

mod conditions;
mod hostile;
mod keys;
mod limits;
mod serving;

use crate::access::Role;
use crate::testing::{Browser, Seen, TestProgramme};
use serde_json::{Value, json};

const KAM: &[Role] = &[Role::Kam];
const SAMPLE: &str = "/api/v1/sample";

/// A program of somebody who may see and change the counter.
async fn program(programme: &TestProgramme) -> Browser {
    programme.sign_in("kam", KAM, None).await;
    programme.program("kam", "sample:write").await
}

fn body() -> Value {
    json!({ "name": "Kai" })
}

#[track_caller]
fn check(seen: &Seen, status: u16, code: &str) {
    assert_eq!(seen.status, status, "{}", seen.body);
    assert_eq!(seen.kind, "application/problem+json", "{}", seen.body);
    let problem = seen.json();
    assert_eq!(problem["code"], code, "{problem}");
    assert_eq!(problem["status"], status);
    assert_eq!(problem["type"], format!("urn:mainstay:{code}"));
}

async fn count(programme: &TestProgramme) -> i64 {
    crate::sample::counted(&mut programme.read().await).await
}
