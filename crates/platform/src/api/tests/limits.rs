//! How much a program may ask.

use super::{KAM, SAMPLE, check};
use crate::api::Limits;
use crate::sample::book;
use crate::testing::{Engine, TestProgramme};
use vocabulary::Instant;

#[tokio::test]
async fn a_token_that_asks_too_much_waits_and_another_does_not() {
    let programme = TestProgramme::with(Engine::Sqlite, book(), &[("api.requests_a_minute", "3")]).await;
    programme.sign_in("kam", KAM, None).await;
    let mut kam = programme.program("kam", "read").await;
    let mut other = programme.program("kam", "read").await;
    for left in [2, 1, 0] {
        let seen = kam.get(SAMPLE).await;
        assert_eq!(seen.status, 200);
        assert_eq!(seen.header("ratelimit-policy"), "\"minute\";q=3;w=60");
        assert!(
            seen.header("ratelimit").starts_with(&format!("\"minute\";r={left};t=")),
            "{}",
            seen.header("ratelimit")
        );
    }
    let seen = kam.get(SAMPLE).await;
    check(&seen, 429, "api.too_many");
    assert_eq!(seen.header("retry-after"), "20");
    assert_eq!(other.get(SAMPLE).await.status, 200);
    programme.clock.advance(20);
    assert_eq!(kam.get(SAMPLE).await.status, 200);
    assert_eq!(kam.get(SAMPLE).await.status, 429);
}

#[tokio::test]
async fn an_address_that_guesses_tokens_waits_and_whoever_has_one_does_not() {
    let programme = TestProgramme::with(Engine::Sqlite, book(), &[("api.strangers_a_minute", "2")]).await;
    programme.sign_in("kam", KAM, None).await;
    let mut kam = programme.program("kam", "read").await;
    let mut guesser = programme.stranger();
    let address = |text: &str| Some(text.parse().unwrap());
    (guesser.address, kam.address) = (address("[2001:db8::1]:5"), address("[2001:db8::1]:5"));
    guesser.token = format!("mainstay_{}", "0".repeat(64));
    check(&guesser.get(SAMPLE).await, 401, "not_signed_in");
    guesser.address = address("[2001:db8::ffff]:5");
    check(&guesser.get(SAMPLE).await, 401, "not_signed_in");
    check(&guesser.get(SAMPLE).await, 429, "api.too_many");
    assert_eq!(kam.get(SAMPLE).await.status, 200);
    guesser.address = address("[2001:db9::1]:5");
    check(&guesser.get(SAMPLE).await, 401, "not_signed_in");
}

#[test]
fn a_bucket_fills_evenly_and_never_beyond_its_quota() {
    let limits = Limits::default();
    let at = |seconds: i64| Instant::from_micros(seconds * 1_000_000);
    let allowed = |seconds| limits.spend("a", 60, at(seconds)).allowed;
    assert_eq!((0..61).filter(|_| allowed(0)).count(), 60);
    assert_eq!((0..5).filter(|_| allowed(2)).count(), 2);
    assert_eq!((0..99).filter(|_| allowed(10_000)).count(), 60);
    assert!(!allowed(9_000), "a clock that goes back gives nothing");
}

#[test]
fn many_askers_cost_no_more_memory_than_those_who_just_asked() {
    let limits = Limits::default();
    for asker in 0..30_000_i64 {
        // Each asks once; a minute later its bucket is full again.
        limits.spend(&asker.to_string(), 60, Instant::from_micros(asker * 1_000_000));
    }
    let kept = format!("{limits:?}").matches("Bucket").count();
    assert!(kept <= 10_001, "{kept}");
}
