//! A session lives on one device, ends in time, and ends at once when its owner says so.

use super::{ADMINISTRATOR, KAM, NEW_PASSWORD, id_of, is_in, submit};
use crate::sample::book;
use crate::testing::{Browser, Engine, PASSWORD, TestProgramme, on_both};

const HOUR: i64 = 3600;

fn token(browser: &Browser) -> &str {
    browser.cookies.get("mainstay_session").map_or("", String::as_str)
}

#[tokio::test]
async fn a_session_ends_after_hours_without_a_request() {
    on_both(book, |programme| async move {
        let mut kam = programme.sign_in("kam", KAM, None).await;
        let idle = programme.app.config.idle_seconds_max;
        for _ in 0..3 {
            programme.clock.advance(idle - HOUR);
            assert!(is_in(&mut kam).await);
        }
        programme.clock.advance(idle);
        assert!(!is_in(&mut kam).await);
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_in_the_end_however_busy_it_is() {
    on_both(book, |programme| async move {
        let mut kam = programme.sign_in("kam", KAM, None).await;
        let (total, step) = (programme.app.config.session_seconds_max, 24 * HOUR);
        let mut passed = 0;
        while passed + step < total {
            programme.clock.advance(step);
            passed += step;
            assert!(is_in(&mut kam).await, "after {passed} seconds");
        }
        programme.clock.advance(step);
        assert!(!is_in(&mut kam).await);
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_the_session_itself_not_only_the_cookie() {
    on_both(book, |programme| async move {
        let mut kam = programme.sign_in("kam", KAM, None).await;
        let mut copy = kam.clone();
        assert!(is_in(&mut copy).await);
        let seen = submit(&mut kam, "/sessions", "/sign-out", &[]).await;
        assert_eq!((seen.status, seen.location.as_str()), (303, "/sign-in"));
        assert!(kam.cookies.is_empty(), "the cookie is taken back");
        assert!(!is_in(&mut copy).await);
    })
    .await;
}

#[tokio::test]
async fn signing_out_everywhere_ends_the_other_devices_at_once() {
    on_both(book, |programme| async move {
        let mut here = programme.sign_in("kam", KAM, None).await;
        let mut there = programme.stranger();
        there.sign_in("kam", PASSWORD).await;
        let mut somebody_else = programme.sign_in("other", KAM, None).await;
        assert!(is_in(&mut there).await, "and the node remembers this viewer now");
        assert_eq!(submit(&mut here, "/sessions", "/sessions/end-all", &[]).await.location, "/sign-in");
        assert!(!is_in(&mut there).await && !is_in(&mut here).await);
        assert!(is_in(&mut somebody_else).await);
    })
    .await;
}

#[tokio::test]
async fn another_node_of_the_same_firm_learns_of_it_within_seconds() {
    on_both(book, |programme| async move {
        let mut here = programme.sign_in("kam", KAM, None).await;
        let other_node = programme.second_node().await;
        let mut there = other_node.stranger();
        there.sign_in("kam", PASSWORD).await;
        assert!(is_in(&mut there).await);
        submit(&mut here, "/sessions", "/sessions/end-all", &[]).await;
        programme.clock.advance(3);
        assert!(!is_in(&mut there).await);
    })
    .await;
}

#[tokio::test]
async fn one_device_can_be_signed_out_from_another() {
    on_both(book, |programme| async move {
        let mut here = programme.sign_in("kam", KAM, None).await;
        let mut there = programme.stranger();
        there.sign_in("kam", PASSWORD).await;
        let page = here.get("/sessions").await.body;
        let end = page
            .split("action=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .find(|to| to.ends_with("/end"))
            .unwrap();
        assert_eq!(submit(&mut here, "/sessions", end, &[]).await.status, 303);
        assert!(!is_in(&mut there).await);
        assert!(is_in(&mut here).await);
        let mut stranger = programme.sign_in("other", KAM, None).await;
        assert_eq!(
            submit(&mut stranger, "/sessions", end, &[]).await.status,
            404,
            "somebody else's session reads like none"
        );
    })
    .await;
}

#[tokio::test]
async fn the_devices_are_listed_by_names_their_owner_knows() {
    on_both(book, |programme| async move {
        programme.sign_in("kam", KAM, None).await;
        let mut here = programme.stranger();
        here.agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36".to_owned();
        here.sign_in("kam", PASSWORD).await;
        programme.sign_in("other", KAM, None).await;
        let page = here.get("/sessions").await.body;
        assert!(page.contains("Chrome on Linux") && page.contains("2 devices") && page.contains("This device"));
        programme.clock.advance(programme.app.config.idle_seconds_max);
        here.sign_in("kam", PASSWORD).await;
        assert!(
            here.get("/sessions").await.body.contains("One device"),
            "those that are over are not listed"
        );
    })
    .await;
}

#[tokio::test]
async fn a_session_cannot_be_fixed_beforehand() {
    on_both(book, |programme| async move {
        programme.sign_in("kam", KAM, None).await;
        let planted = "0123456789abcdef".repeat(4);
        let mut victim = programme.stranger();
        victim.cookies.insert("mainstay_session".to_owned(), planted.clone());
        assert_eq!(victim.sign_in("kam", PASSWORD).await.status, 303);
        assert_ne!(token(&victim), planted);
        assert!(is_in(&mut victim).await);
        let mut attacker = programme.stranger();
        attacker.cookies.insert("mainstay_session".to_owned(), planted);
        assert!(!is_in(&mut attacker).await);
    })
    .await;
}

#[tokio::test]
async fn signing_in_anew_ends_the_session_the_browser_came_with() {
    on_both(book, |programme| async move {
        let mut browser = programme.sign_in("kam", KAM, None).await;
        let mut before = browser.clone();
        assert!(is_in(&mut before).await);
        browser.sign_in("kam", PASSWORD).await;
        assert_ne!(token(&browser), token(&before));
        assert!(is_in(&mut browser).await && !is_in(&mut before).await);
    })
    .await;
}

#[tokio::test]
async fn changing_the_password_ends_every_other_session_and_the_old_password() {
    on_both(book, |programme| async move {
        let mut here = programme.sign_in("kam", KAM, None).await;
        let mut there = programme.stranger();
        there.sign_in("kam", PASSWORD).await;
        let before = here.clone();
        let said = [("old", PASSWORD), ("password", NEW_PASSWORD), ("again", NEW_PASSWORD)];
        assert_eq!(submit(&mut here, "/password", "/password", &said).await.location, "/sessions");
        assert!(is_in(&mut here).await && !is_in(&mut there).await);
        assert_ne!(token(&here), token(&before));
        assert_eq!(programme.stranger().sign_in("kam", PASSWORD).await.status, 422);
        assert_eq!(programme.stranger().sign_in("kam", NEW_PASSWORD).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn a_changed_role_takes_effect_with_the_next_request() {
    on_both(book, |programme| async move {
        let mut chief = programme.sign_in("chief", ADMINISTRATOR, None).await;
        let mut kam = programme.sign_in("kam", KAM, None).await;
        assert_eq!((kam.get("/sample").await.status, kam.get("/users").await.status), (200, 403));
        let page = format!("/users/{}", id_of(&programme, "kam").await);
        let said = [("version", "1"), ("name", "Kam"), ("role.auditor", "yes")];
        assert_eq!(submit(&mut chief, &page, &page, &said).await.status, 303);
        assert_eq!(kam.get("/users").await.status, 200);
        let none = [("version", "2"), ("name", "Kam")];
        assert_eq!(submit(&mut chief, &page, &page, &none).await.status, 303);
        assert_eq!((kam.get("/sample").await.status, kam.get("/users").await.status), (403, 403));
    })
    .await;
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let programme = TestProgramme::new(book()).await;
    programme.sign_in("kam", KAM, None).await;
    let seen = programme.stranger().sign_in("kam", PASSWORD).await;
    let (name, flags) = seen.header("set-cookie").split_once('=').unwrap();
    assert_eq!(name, "mainstay_session");
    assert_eq!(&flags[64..], "; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600");
}

#[tokio::test]
async fn over_https_the_cookie_is_secure_and_bound_to_this_host() {
    let programme = TestProgramme::with(Engine::Sqlite, book(), &[("server.secure_cookies", "true")]).await;
    let mut kam = programme.sign_in("kam", KAM, None).await;
    let seen = programme.stranger().sign_in("kam", PASSWORD).await;
    let cookie = seen.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-mainstay_session=") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    assert!(is_in(&mut kam).await);
    let plain = kam.cookies.remove("__Host-mainstay_session").unwrap();
    kam.cookies.insert("mainstay_session".to_owned(), plain);
    assert!(!is_in(&mut kam).await, "a cookie that another host may have set does not count");
}

#[tokio::test]
async fn the_database_holds_no_token_that_opens_anything() {
    let programme = TestProgramme::new(book()).await;
    let kam = programme.sign_in("kam", KAM, None).await;
    super::acts::reset_link(&programme.app, "kam").await.unwrap();
    programme.app.db.close().await;
    for entry in std::fs::read_dir(programme.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let held = String::from_utf8_lossy(&bytes);
        assert!(!held.contains(token(&kam)) && !held.contains(PASSWORD));
    }
}
