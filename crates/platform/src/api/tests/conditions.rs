//! Entity tags: nothing is read twice for nothing, and nobody overwrites what they have not seen.

use super::{SAMPLE, body, check, program};
use crate::sample::book;
use crate::testing::{TestProgramme, on_both};
use serde_json::json;

#[tokio::test]
async fn what_is_held_already_is_not_sent_again() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = program(&programme).await;
    let first = kam.get(SAMPLE).await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("\"1-"), "{tag}");
    for held in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}")] {
        let again = kam.send("GET", SAMPLE, None, &[("if-none-match", &held)]).await;
        assert_eq!(
            (again.status, again.body.as_str(), again.header("etag")),
            (304, "", tag.as_str()),
            "{held}"
        );
    }
    kam.call("POST", SAMPLE, &body(), &[]).await;
    let changed = kam.send("GET", SAMPLE, None, &[("if-none-match", &tag)]).await;
    assert_eq!(
        (changed.status, changed.json()["n"].as_i64()),
        (200, Some(1)),
        "the count is part of the answer, not of the version"
    );
}

#[tokio::test]
async fn a_change_names_the_version_it_replaces_and_a_stale_one_hears_what_differs() {
    on_both(book, |programme| async move {
        let mut kam = program(&programme).await;
        check(&kam.call("PUT", SAMPLE, &body(), &[]).await, 428, "api.no_version");
        for odd in ["7", "\"seven\"", "\"1\", \"2\"", "*", "\"\"", "\"-1\"", "\"99999999999999999999\""] {
            check(&kam.call("PUT", SAMPLE, &body(), &[("if-match", odd)]).await, 422, "api.no_tag");
        }
        let read = kam.get(SAMPLE).await;
        let seen = kam.call("PUT", SAMPLE, &body(), &[("if-match", read.header("etag"))]).await;
        assert_eq!((seen.status, seen.header("etag")), (200, "\"2\""), "{}", seen.body);
        let late = kam
            .call("PUT", SAMPLE, &json!({ "name": "Mia" }), &[("if-match", read.header("etag"))])
            .await;
        check(&late, 412, "changed");
        let problem = late.json();
        assert_eq!(problem["version"], 2);
        assert_eq!(problem["differs"], json!({ "name": { "sent": "Mia", "now": "Kai" } }));
        assert_eq!(kam.get(SAMPLE).await.json()["name"], "Kai");
        let next = kam
            .call("PUT", SAMPLE, &json!({ "name": "Mia" }), &[("if-match", seen.header("etag"))])
            .await;
        assert_eq!(next.status, 200, "the tag of a write is enough for the next one");
    })
    .await;
}
