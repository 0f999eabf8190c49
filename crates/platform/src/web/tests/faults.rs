//! Errors: each reader gets the rendering they expect, with a way on and without our insides.

use super::without_inline;
use crate::access::Role;
use crate::sample::{book, listen};
use crate::testing::{Seen, TestProgramme};

#[track_caller]
fn problem(seen: &Seen, status: u16, code: &str) -> serde_json::Value {
    assert_eq!(
        (seen.status, seen.kind.as_str()),
        (status, "application/problem+json"),
        "{}",
        seen.body
    );
    let said: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!(
        (said["status"].as_u64(), said["code"].as_str()),
        (Some(u64::from(status)), Some(code))
    );
    assert_eq!(said["type"], format!("urn:mainstay:{code}"));
    assert!(said["title"].is_string() && said["detail"].is_string());
    said
}

#[tokio::test]
async fn an_address_that_leads_nowhere_says_so_in_the_shell_or_without_it_or_as_a_problem() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let (inside, outside) = (kam.get("/nowhere").await, programme.stranger().get("/nowhere").await);
    assert_eq!((inside.status, outside.status), (404, 404));
    assert!(inside.body.contains("Not found") && inside.body.contains("<nav") && inside.body.contains("href=\"/\""));
    assert!(outside.body.contains("Not found") && !outside.body.contains("<nav"));
    problem(&kam.get("/api/v1/nowhere").await, 404, "not_found");
    problem(&programme.stranger().get("/api/v1/nowhere").await, 404, "not_found");
}

#[tokio::test]
async fn a_wrong_method_is_named_with_those_that_are_right() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let seen = kam.send("DELETE", "/sample", None, &[]).await;
    assert_eq!((seen.status, seen.header("allow")), (405, "GET,HEAD,POST"));
    assert!(seen.body.contains("That did not work"));
    problem(&kam.send("PATCH", "/api/v1/sample", None, &[]).await, 405, "method");
    assert_eq!(kam.send("TRACE", "/sample", None, &[]).await.status, 405);
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_a_page_too() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    for path in [
        "/sample/number/seven",
        "/sample/number/-1",
        "/sample/number/%ff",
        "/sample/number/99999999999999999999999",
    ] {
        let seen = kam.get(path).await;
        assert_eq!((seen.status, seen.kind.as_str()), (400, "text/html; charset=utf-8"), "{path}");
        assert!(seen.body.contains("<nav") && seen.body.contains("could not be read"));
    }
    assert_eq!(kam.get("/sample/number/7").await.status, 200);
}

#[tokio::test]
async fn a_fault_of_ours_shows_a_reference_and_is_logged_once_under_it() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let (log, _listening) = listen();
    let seen = kam.get("/sample/fault?pay=28800").await;
    assert_eq!(seen.status, 500);
    assert!(seen.body.contains("<nav") && !seen.body.contains("inner secret") && !seen.body.contains("reading the sample"));
    let reference: String = seen.body.split("the reference ").nth(1).unwrap().chars().take(8).collect();
    let logged = log.text();
    let lines: Vec<&str> = logged
        .lines()
        .filter(|line| line.contains("reading the sample: the inner secret"))
        .collect();
    assert_eq!(lines.len(), 1, "{logged}");
    assert!(lines[0].contains("ERROR") && lines[0].contains(&reference) && lines[0].contains("/sample/fault"));
    assert!(!lines[0].contains("28800"), "what was asked stays out of the log");
    let said = problem(&kam.get("/api/v1/sample/fault").await, 500, "failed");
    assert_eq!(said["reference"].as_str().unwrap().len(), 8);
    assert!(!said.to_string().contains("inner secret"));
}

#[tokio::test]
async fn a_panic_is_a_fault_like_any_other_and_the_server_goes_on() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let (log, _listening) = listen();
    let seen = kam.get("/sample/panic").await;
    assert_eq!((seen.status, seen.kind.as_str()), (500, "text/html; charset=utf-8"));
    assert!(seen.body.contains("the reference ") && seen.body.contains("<nav") && !seen.body.contains("inner secret"));
    without_inline(&seen.body);
    assert_eq!(log.text().matches("a handler panicked: the inner secret").count(), 1);
    assert_eq!(kam.get("/sample").await.status, 200);
}

#[tokio::test]
async fn a_refusal_tells_programs_the_code_and_the_field() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let said = problem(&kam.get("/api/v1/sample/refused").await, 422, "sample.too_much");
    assert_eq!(
        (said["field"].as_str(), said["detail"].as_str()),
        (Some("amount"), Some("Too much. Take less."))
    );
}

#[tokio::test]
async fn programs_are_told_that_they_are_not_signed_in_or_may_not() {
    let programme = TestProgramme::new(book()).await;
    problem(&programme.stranger().get("/api/v1/sample").await, 401, "not_signed_in");
    let mut administrator = programme.sign_in("chief", &[Role::Administrator], None).await;
    problem(&administrator.get("/api/v1/sample").await, 403, "forbidden");
}

#[tokio::test]
async fn an_error_leads_back_to_where_one_came_from_and_to_the_list_above() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let mut from = async |referer: &str| kam.send("GET", "/sample/number/seven", None, &[("referer", referer)]).await.body;
    let came = from("https://mainstay.test/jobs?state=failed").await;
    assert!(came.contains("href=\"/jobs?state=failed\">Go back</a>"), "{came}");
    assert!(came.contains("href=\"/sample\">Sample</a>") && came.contains("href=\"/\">Go home</a>"));
    assert_eq!(came.matches("<h1>").count(), 1);
    for elsewhere in [
        "https://mainstay.test.example/jobs",
        "https://example.org/jobs",
        "https://mainstay.test//example.org",
        "https://mainstay.test/sample/number/seven?again",
        "https://mainstay.test/sample?q=x",
        "mainstay.test/jobs",
    ] {
        assert!(!from(elsewhere).await.contains("Go back"), "{elsewhere}");
    }
}

#[tokio::test]
async fn whoever_may_not_is_told_what_it_would_allow_and_who_may() {
    let programme = TestProgramme::new(book()).await;
    let mut administrator = programme.sign_in("chief", &[Role::Administrator], None).await;
    let seen = administrator.get("/sample").await;
    assert_eq!(seen.status, 403);
    let words = "Your roles do not let you see samples. Who may: Key account manager";
    assert!(seen.body.contains(words) && !seen.body.contains("sample.see"), "{}", seen.body);
}
