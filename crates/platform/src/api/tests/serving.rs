//! Fields of every kind, as the declaration has them.

use super::{SAMPLE, body, check, count, program};
use crate::api::document;
use crate::sample::book;
use crate::testing::{TestProgramme, on_both};
use serde_json::{Value, json};

#[tokio::test]
async fn a_write_says_what_it_made_and_where_it_stands() {
    on_both(book, |programme| async move {
        let mut kam = program(&programme).await;
        let seen = kam.call("POST", SAMPLE, &body(), &[]).await;
        assert_eq!(seen.status, 201, "{}", seen.body);
        assert_eq!(seen.header("location"), SAMPLE);
        assert_eq!(seen.json(), json!({ "id": "one", "version": null, "href": SAMPLE }));
        assert_eq!(count(&programme).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_refused_write_names_the_field_and_changes_nothing() {
    on_both(book, |programme| async move {
        let mut kam = program(&programme).await;
        let seen = kam.call("POST", SAMPLE, &json!({ "name": "nobody" }), &[]).await;
        check(&seen, 422, "sample.nobody");
        assert_eq!(seen.json()["field"], "name");
        assert_eq!(count(&programme).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_value_of_another_kind_is_refused_beside_its_field() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = program(&programme).await;
    let cases: &[(&str, Value, &str)] = &[
        ("name", json!(7), "api.no_text"),
        ("name", json!(null), "api.no_text"),
        ("name", json!("  "), "form.missing"),
        ("name", json!("x".repeat(401)), "api.too_long"),
        ("name", json!("a\u{0}b"), "api.control"),
        ("by", json!("7"), "api.no_whole"),
        ("by", json!(0), "api.no_whole"),
        ("by", json!(11), "api.no_whole"),
        ("by", json!(1.5), "api.no_whole"),
        ("on", json!("2026-02-30"), "form.no_day"),
        ("on", json!(20_260_201), "form.no_day"),
        ("amount", json!(1.5), "api.no_decimal"),
        ("amount", json!("1e9"), "api.no_decimal"),
        ("amount", json!("1/3"), "api.no_decimal"),
        ("twice", json!("yes"), "api.no_flag"),
        ("colour", json!("green"), "api.no_word"),
        ("notes", json!("one"), "api.no_texts"),
        ("notes", json!(["1", "2", "3", "4"]), "api.no_texts"),
        ("notes", json!([1]), "api.no_texts"),
        ("unknown", json!(1), "api.unknown"),
    ];
    for (field, value, code) in cases {
        let mut sent = body();
        sent[*field] = value.clone();
        let seen = kam.call("POST", SAMPLE, &sent, &[]).await;
        check(&seen, 422, code);
        assert_eq!(seen.json()["field"], *field, "{sent}");
    }
    check(&kam.call("POST", SAMPLE, &json!({}), &[]).await, 422, "form.missing");
    assert_eq!(count(&programme).await, 0);
    let right = json!({ "name": "Kai", "by": 10, "on": "2026-02-28", "amount": "-0.5", "twice": true, "colour": "red", "notes": ["a"] });
    assert_eq!(kam.call("POST", SAMPLE, &right, &[]).await.status, 201);
    let absent = json!({ "name": "Kai", "by": null, "on": null, "notes": null });
    assert_eq!(kam.call("POST", SAMPLE, &absent, &[]).await.status, 201);
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_body_is_told_at_once() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = program(&programme).await;
    let seen = kam.call("POST", SAMPLE, &json!({ "by": 0, "on": "soon", "extra": 1 }), &[]).await;
    check(&seen, 422, "form.missing");
    let problem = seen.json();
    assert_eq!(problem["field"], "name");
    let told: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["field"].as_str().unwrap(), one["code"].as_str().unwrap()))
        .collect();
    let expected = [
        ("name", "form.missing"),
        ("by", "api.no_whole"),
        ("on", "form.no_day"),
        ("extra", "api.unknown"),
    ];
    assert_eq!(told, expected, "{problem}");
    assert!(kam.call("POST", SAMPLE, &json!({}), &[]).await.json().get("errors").is_none());
}

#[tokio::test]
async fn a_query_holds_what_is_declared_and_each_once() {
    let programme = TestProgramme::new(book()).await;
    programme.sign_in("kam", super::KAM, None).await;
    let mut kam = programme.program("kam", "read").await;
    check(&kam.get("/api/v1/sample?q=x").await, 422, "api.nothing_taken");
    check(&kam.get("/api/v1/jobs?limit=0").await, 422, "api.no_whole");
    check(&kam.get("/api/v1/jobs?limit=1&limit=2").await, 422, "api.asked_twice");
    check(&kam.get("/api/v1/jobs?offset=2").await, 422, "api.unknown");
    assert_eq!(kam.get("/api/v1/jobs?limit=2").await.status, 200);
}

#[tokio::test]
async fn a_write_needs_a_token_even_from_a_browser_that_is_signed_in() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", super::KAM, None).await;
    assert_eq!(kam.get(SAMPLE).await.status, 200);
    let seen = kam.call("POST", SAMPLE, &body(), &[]).await;
    check(&seen, 401, "not_signed_in");
    assert_eq!(seen.header("www-authenticate"), "Bearer realm=\"mainstay\"");
    assert_eq!(count(&programme).await, 0);
}

#[tokio::test]
async fn the_document_describes_every_operation_that_is_served() {
    let programme = TestProgramme::new(book()).await;
    let document = document(&programme.app.book);
    assert_eq!(document["openapi"], "3.1.0");
    let served = programme.stranger().get("/api/v1/openapi.json").await;
    assert_eq!((served.status, served.json()), (200, document.clone()));
    for route in programme
        .routes
        .iter()
        .filter(|route| route.path.starts_with("/api/v1/") && !route.path.ends_with(".json"))
    {
        let described = &document["paths"][&route.path][route.method.to_lowercase()];
        assert!(
            described["operationId"].is_string(),
            "{} {} is not described",
            route.method,
            route.path
        );
        assert!(described["responses"]["401"].is_object());
    }
    let name = &document["paths"][SAMPLE]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]["name"];
    assert_eq!(name["maxLength"], 400);
}
