//! One-time links: the first administrator's, and the reset that nobody but its user sees the result of.

use super::{ADMINISTRATOR, KAM, NEW_PASSWORD, acts, id_of, is_in, set_password, submit, user_of};
use crate::access::Role;
use crate::sample::book;
use crate::testing::{PASSWORD, on_both};
use crate::users::rules::LINK_SECONDS;
use std::collections::BTreeSet;

const DEAD: &str = "This link was used, replaced, or is older than a day.";

#[tokio::test]
async fn the_first_link_makes_the_first_administrator_once() {
    on_both(book, |programme| async move {
        let token = acts::first_link(&programme.app).await.unwrap().unwrap();
        let mut chief = programme.stranger();
        let page = chief.get(&format!("/sign-in/link?token={token}")).await;
        assert!(page.status == 200 && page.body.contains("Welcome to Mainstay"));
        assert_eq!(set_password(&mut chief, &token, NEW_PASSWORD).await.status, 303);
        assert_eq!(chief.get("/users").await.status, 200);
        assert_eq!(user_of(&programme, "chief").await.roles, BTreeSet::from([Role::Administrator]));
        let again = set_password(&mut programme.stranger(), &token, NEW_PASSWORD).await;
        assert!(again.status == 422 && again.body.contains(DEAD));
        assert_eq!(acts::first_link(&programme.app).await.unwrap(), None, "there is a user now");
    })
    .await;
}

#[tokio::test]
async fn the_first_link_is_dead_as_soon_as_there_is_a_user() {
    on_both(book, |programme| async move {
        let token = acts::first_link(&programme.app).await.unwrap().unwrap();
        programme.sign_in("kam", KAM, None).await;
        let mut late = programme.stranger();
        assert!(late.get(&format!("/sign-in/link?token={token}")).await.body.contains(DEAD));
        assert_eq!(set_password(&mut late, &token, NEW_PASSWORD).await.status, 422);
        assert!(!is_in(&mut late).await);
    })
    .await;
}

#[tokio::test]
async fn a_later_first_link_replaces_the_earlier() {
    on_both(book, |programme| async move {
        let earlier = acts::first_link(&programme.app).await.unwrap().unwrap();
        let later = acts::first_link(&programme.app).await.unwrap().unwrap();
        assert_eq!(set_password(&mut programme.stranger(), &earlier, NEW_PASSWORD).await.status, 422);
        assert_eq!(set_password(&mut programme.stranger(), &later, NEW_PASSWORD).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn a_link_lives_for_a_day() {
    on_both(book, |programme| async move {
        let token = acts::first_link(&programme.app).await.unwrap().unwrap();
        programme.clock.advance(LINK_SECONDS - 1);
        assert_eq!(programme.stranger().get(&format!("/sign-in/link?token={token}")).await.status, 200);
        programme.clock.advance(1);
        assert_eq!(set_password(&mut programme.stranger(), &token, NEW_PASSWORD).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn an_invented_link_opens_nothing() {
    on_both(book, |programme| async move {
        acts::first_link(&programme.app).await.unwrap();
        for token in ["", "x", "' or 1=1 --", &"0".repeat(64), "%00"] {
            let seen = programme
                .stranger()
                .get(&format!("/sign-in/link?token={}", token.replace(' ', "+")))
                .await;
            assert!(seen.status == 422 && seen.body.contains(DEAD), "{token}");
        }
    })
    .await;
}

#[tokio::test]
async fn two_who_use_one_link_at_once_are_one() {
    on_both(book, |programme| async move {
        let token = acts::first_link(&programme.app).await.unwrap().unwrap();
        let (mut one, mut other) = (programme.stranger(), programme.stranger());
        let (one, other) = tokio::join!(
            set_password(&mut one, &token, NEW_PASSWORD),
            set_password(&mut other, &token, NEW_PASSWORD)
        );
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422]);
    })
    .await;
}

#[tokio::test]
async fn a_reset_ends_the_sessions_and_the_old_password_and_its_link_works_once() {
    on_both(book, |programme| async move {
        let mut chief = programme.sign_in("chief", ADMINISTRATOR, None).await;
        let mut kam = programme.sign_in("kam", KAM, None).await;
        assert!(is_in(&mut kam).await);
        let page = format!("/users/{}", id_of(&programme, "kam").await);
        let seen = submit(&mut chief, &page, &format!("{page}/link"), &[]).await;
        let token = seen
            .body
            .split("/sign-in/link?token=")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        assert!(!chief.get(&page).await.body.contains(&token), "the link is shown only once");
        assert!(!is_in(&mut kam).await);
        assert_eq!(kam.sign_in("kam", PASSWORD).await.status, 422);
        assert_eq!(set_password(&mut kam, &token, NEW_PASSWORD).await.status, 303);
        assert!(is_in(&mut kam).await);
        assert_eq!(
            user_of(&programme, "kam").await.roles,
            BTreeSet::from([Role::Kam]),
            "the login and name sent along change nothing"
        );
        assert_eq!(
            set_password(&mut programme.stranger(), &token, "a third horse entirely")
                .await
                .status,
            422
        );
        assert_eq!(programme.stranger().sign_in("kam", NEW_PASSWORD).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn the_link_of_a_closed_user_is_dead() {
    on_both(book, |programme| async move {
        programme.sign_in("chief", ADMINISTRATOR, None).await;
        programme.sign_in("kam", KAM, None).await;
        let token = acts::reset_link(&programme.app, "kam").await.unwrap();
        let mut tx = programme.write().await;
        acts::close(&mut tx, &programme.operator(), id_of(&programme, "kam").await, true)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(set_password(&mut programme.stranger(), &token, NEW_PASSWORD).await.status, 422);
        let refused = acts::reset_link(&programme.app, "kam").await.unwrap_err();
        assert_eq!(refused.code(), "users.reset_closed");
    })
    .await;
}

#[tokio::test]
async fn the_operator_gets_a_link_by_login_and_is_told_when_there_is_none() {
    on_both(book, |programme| async move {
        programme.sign_in("Chief", ADMINISTRATOR, None).await;
        let token = acts::reset_link(&programme.app, " chief ").await.unwrap();
        assert_eq!(set_password(&mut programme.stranger(), &token, NEW_PASSWORD).await.status, 303);
        assert_eq!(acts::reset_link(&programme.app, "nobody").await.unwrap_err().code(), "not_found");
    })
    .await;
}

#[tokio::test]
async fn a_weak_password_is_refused_beside_its_field_and_the_link_stays_good() {
    let programme = crate::testing::TestProgramme::new(book()).await;
    let token = acts::first_link(&programme.app).await.unwrap().unwrap();
    let mut chief = programme.stranger();
    let seen = set_password(&mut chief, &token, "short").await;
    assert!(seen.status == 422 && seen.body.contains("Use at least 12 characters."));
    assert!(seen.body.contains("value=\"Chief\""), "what was typed is kept");
    assert!(!seen.body.contains("value=\"short\""), "the password is not");
    assert_eq!(set_password(&mut chief, &token, NEW_PASSWORD).await.status, 303);
}
