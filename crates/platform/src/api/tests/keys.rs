//! A write that is sent twice under one key is done once.

use super::{SAMPLE, body, check, count, program};
use crate::api::store;
use crate::database::Query;
use crate::sample::book;
use crate::testing::{TestProgramme, on_both};
use serde_json::json;

const KEY: &[(&str, &str)] = &[("idempotency-key", "order-7")];
const WORK: &str = "/api/v1/sample/work";
const DAY: i64 = 24 * 60 * 60;

async fn kept(programme: &TestProgramme) -> u64 {
    let mut tx = programme.read().await;
    tx.count(&Query::new("select count(*) from api_answer")).await.unwrap()
}

#[tokio::test]
async fn the_same_request_under_the_same_key_is_answered_again_and_not_done_again() {
    on_both(book, |programme| async move {
        let mut kam = program(&programme).await;
        for path in [SAMPLE, WORK] {
            let sent = if path == WORK { json!({}) } else { body() };
            let before = count(&programme).await;
            let key = [("idempotency-key", path)];
            let first = kam.call("POST", path, &sent, &key).await;
            let again = kam.call("POST", path, &sent, &key).await;
            assert_eq!((first.status, &first.body), (again.status, &again.body), "{path}");
            assert_eq!(
                (first.header("idempotency-replayed"), again.header("idempotency-replayed")),
                ("", "true")
            );
            assert_eq!(first.header("location"), again.header("location"));
            assert_eq!(count(&programme).await, before + 1, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn another_request_under_the_same_key_is_refused() {
    on_both(book, |programme| async move {
        let mut kam = program(&programme).await;
        assert_eq!(kam.call("POST", SAMPLE, &body(), KEY).await.status, 201);
        check(
            &kam.call("POST", SAMPLE, &json!({ "name": "Mia" }), KEY).await,
            422,
            "api.key_reused",
        );
        check(&kam.call("POST", WORK, &json!({}), KEY).await, 422, "api.key_reused");
        assert_eq!(count(&programme).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_its_users_own() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = program(&programme).await;
    programme.sign_in("kim", super::KAM, None).await;
    let mut kim = programme.program("kim", "sample:write").await;
    for user in [&mut kam, &mut kim] {
        let seen = user.call("POST", SAMPLE, &body(), KEY).await;
        assert_eq!((seen.status, seen.header("idempotency-replayed")), (201, ""));
    }
    assert_eq!(count(&programme).await, 2);
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free() {
    on_both(book, |programme| async move {
        let mut kam = program(&programme).await;
        check(
            &kam.call("POST", SAMPLE, &json!({ "name": "nobody" }), KEY).await,
            422,
            "sample.nobody",
        );
        assert_eq!(kept(&programme).await, 0);
        assert_eq!(kam.call("POST", SAMPLE, &body(), KEY).await.status, 201);
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_kept_for_a_day_and_holds_no_word_of_the_request() {
    on_both(book, |programme| async move {
        let mut kam = program(&programme).await;
        let sent = json!({ "name": "Sten is ill" });
        kam.call("POST", SAMPLE, &sent, KEY).await;
        let mut tx = programme.read().await;
        let row = tx
            .one(&Query::new("select key_digest, request_digest, answer from api_answer"))
            .await
            .unwrap()
            .unwrap();
        drop(tx);
        let texts: Vec<String> = (0..3).map(|place| row.get(place).unwrap()).collect();
        assert!(
            texts.iter().all(|text| !text.contains("Sten") && !text.contains("order-7")),
            "{texts:?}"
        );
        programme.clock.advance(DAY - 1);
        assert_eq!(kam.call("POST", SAMPLE, &sent, KEY).await.header("idempotency-replayed"), "true");
        programme.clock.advance(1);
        assert_eq!(kam.call("POST", SAMPLE, &sent, KEY).await.header("idempotency-replayed"), "");
        assert_eq!(count(&programme).await, 2);
        let mut tx = programme.write().await;
        let now = tx.now();
        assert_eq!(store::delete_all_old(&mut tx, now).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn many_at_once_under_one_key_are_done_once_on_two_nodes() {
    on_both(book, |programme| async move {
        let kam = program(&programme).await;
        let other = programme.second_node().await;
        let mut elsewhere = other.stranger();
        elsewhere.token = kam.token.clone();
        for path in [SAMPLE, WORK] {
            let before = count(&programme).await;
            let all = (0..16).map(|place: usize| {
                let mut asker = if place.is_multiple_of(2) { kam.clone() } else { elsewhere.clone() };
                let sent = if path == WORK { json!({}) } else { body() };
                tokio::spawn(async move { asker.call("POST", path, &sent, &[("idempotency-key", path)]).await })
            });
            let all: Vec<_> = all.collect();
            let (mut done, mut refused) = (0, 0);
            for one in all {
                let seen = one.await.unwrap();
                match seen.status {
                    200 | 201 => done += 1,
                    409 => refused += 1,
                    status => panic!("{status} {}", seen.body),
                }
            }
            assert!(done >= 1 && done + refused == 16);
            assert_eq!(count(&programme).await, before + 1, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_request_that_nobody_knows_the_end_of_is_not_done_again() {
    on_both(book, |programme| async move {
        let mut kam = program(&programme).await;
        kam.call("POST", WORK, &json!({}), KEY).await;
        // As a process leaves it that dies between the act and its answer.
        let mut tx = programme.write().await;
        tx.execute(&Query::new("update api_answer set answer = null")).await.unwrap();
        tx.commit().await.unwrap();
        check(&kam.call("POST", WORK, &json!({}), KEY).await, 409, "api.key_begun");
        assert_eq!(count(&programme).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_key_that_cannot_be_read_is_refused_before_anything_happens() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = program(&programme).await;
    let long = "x".repeat(256);
    for key in ["", " ", "two words", "\u{e4}", long.as_str()] {
        check(
            &kam.call("POST", SAMPLE, &body(), &[("idempotency-key", key)]).await,
            422,
            "api.key",
        );
    }
    let twice = [("idempotency-key", "a"), ("idempotency-key", "b")];
    check(&kam.call("POST", SAMPLE, &body(), &twice).await, 422, "api.key");
    assert_eq!(count(&programme).await, 0);
}
