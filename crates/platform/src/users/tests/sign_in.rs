//! The right password opens, the wrong one does not, and nobody may try for ever.

use super::{ADMINISTRATOR, KAM, is_in, journaled, submit, user_of};
use crate::sample::{book, listen};
use crate::testing::{Engine, PASSWORD, TestProgramme, on_both};
use crate::users::rules::ATTEMPT_WINDOW_SECONDS;
use std::net::SocketAddr;

const WRONG: &str = "Login or password is wrong.";
const TOO_MANY: &str = "Too many wrong passwords.";

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_get_the_same_answer() {
    on_both(book, |programme| async move {
        programme.sign_in("kam", KAM, None).await;
        let mut stranger = programme.stranger();
        let wrong = stranger.sign_in("kam", "not the password").await;
        let unknown = stranger.sign_in("nobody", PASSWORD).await;
        assert_eq!((wrong.status, unknown.status), (422, 422));
        assert!(wrong.body.contains(WRONG));
        assert_eq!(wrong.body.replace("\"kam\"", "\"nobody\""), unknown.body);
        assert!(!is_in(&mut stranger).await);
    })
    .await;
}

#[tokio::test]
async fn a_user_without_a_password_cannot_sign_in_with_any() {
    on_both(book, |programme| async move {
        let mut tx = programme.write().await;
        let said = super::acts::Particulars {
            login: "new".to_owned(),
            name: "New".to_owned(),
            ..Default::default()
        };
        super::acts::create(&mut tx, &programme.operator(), said).await.unwrap();
        tx.commit().await.unwrap();
        let mut stranger = programme.stranger();
        assert_eq!(stranger.sign_in("new", "").await.status, 422);
        assert_eq!(stranger.sign_in("new", PASSWORD).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_login_closes_after_too_many_wrong_passwords_and_opens_again_after_the_window() {
    on_both(book, |programme| async move {
        programme.sign_in("kam", KAM, None).await;
        let mut stranger = programme.stranger();
        for _ in 0..programme.app.config.attempts_max {
            assert!(stranger.sign_in("kam", "not the password").await.body.contains(WRONG));
        }
        let right = stranger.sign_in(" KAM ", PASSWORD).await;
        assert_eq!(right.status, 422);
        assert!(right.body.contains(TOO_MANY));
        programme.clock.advance(ATTEMPT_WINDOW_SECONDS + 1);
        assert_eq!(stranger.sign_in("kam", PASSWORD).await.status, 303);
        assert!(is_in(&mut stranger).await);
    })
    .await;
}

#[tokio::test]
async fn a_closed_login_looks_the_same_whether_it_exists_or_not() {
    let programme = TestProgramme::new(book()).await;
    let mut stranger = programme.stranger();
    for _ in 0..programme.app.config.attempts_max {
        stranger.sign_in("nobody", "not the password").await;
    }
    assert!(stranger.sign_in("nobody", "not the password").await.body.contains(TOO_MANY));
}

#[tokio::test]
async fn signing_in_forgets_the_wrong_passwords_before_it() {
    on_both(book, |programme| async move {
        programme.sign_in("kam", KAM, None).await;
        let mut stranger = programme.stranger();
        for _ in 0..2 {
            for _ in 1..programme.app.config.attempts_max {
                stranger.sign_in("kam", "not the password").await;
            }
            assert_eq!(stranger.sign_in("kam", PASSWORD).await.status, 303);
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_that_tries_many_logins_is_stopped_and_another_address_is_not() {
    let programme = TestProgramme::with(Engine::Sqlite, book(), &[("sign_in.attempts_max", "1")]).await;
    programme.sign_in("kam", KAM, None).await;
    let mut attacker = programme.stranger();
    attacker.address = Some(SocketAddr::from(([203, 0, 113, 7], 4000)));
    for n in 0..20 {
        assert!(attacker.sign_in(&format!("user{n}"), "not the password").await.body.contains(WRONG));
    }
    assert!(attacker.sign_in("kam", PASSWORD).await.body.contains(TOO_MANY));
    let mut other = programme.stranger();
    other.address = Some(SocketAddr::from(([203, 0, 113, 8], 4000)));
    assert_eq!(other.sign_in("kam", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn behind_the_named_proxy_the_visitors_own_address_counts() {
    let proxy = SocketAddr::from(([10, 0, 0, 1], 80));
    let programme = TestProgramme::with(Engine::Sqlite, book(), &[("server.proxy", "10.0.0.1")]).await;
    programme.sign_in("kam", KAM, None).await;
    let seen_as = async |address: SocketAddr, forwarded: &str| {
        let mut browser = programme.stranger();
        browser.address = Some(address);
        let csrf = browser.get("/sign-in").await.csrf();
        let form = format!("csrf={csrf}&login=kam&password={}", PASSWORD.replace(' ', "+"));
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("x-forwarded-for", forwarded),
        ];
        assert_eq!(
            browser.send("POST", "/sign-in", Some(form.into_bytes()), &headers).await.status,
            303
        );
        browser.get("/sessions").await.body
    };
    assert!(seen_as(proxy, "192.0.2.66, 198.51.100.9").await.contains("198.51.100.9"));
    let direct = seen_as(SocketAddr::from(([203, 0, 113, 7], 80)), "192.0.2.77").await;
    assert!(direct.contains("203.0.113.7") && !direct.contains("192.0.2.77"));
}

#[tokio::test]
async fn many_wrong_passwords_at_once_are_not_more_than_one_after_the_other() {
    on_both(book, |programme| async move {
        programme.sign_in("kam", KAM, None).await;
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..24 {
            let mut stranger = programme.stranger();
            tries.spawn(async move { stranger.sign_in("kam", "not the password").await.body.contains(WRONG) });
        }
        let looked_at = tries.join_all().await.into_iter().filter(|wrong| *wrong).count();
        assert_eq!(i64::try_from(looked_at).unwrap(), programme.app.config.attempts_max);
    })
    .await;
}

#[tokio::test]
async fn guessing_the_present_password_of_a_stolen_session_is_limited_too() {
    let programme = TestProgramme::new(book()).await;
    let mut thief = programme.sign_in("kam", KAM, None).await;
    let said = [
        ("old", "not the password"),
        ("password", super::NEW_PASSWORD),
        ("again", super::NEW_PASSWORD),
    ];
    for _ in 0..programme.app.config.attempts_max {
        let seen = submit(&mut thief, "/password", "/password", &said).await;
        assert!(seen.status == 422 && seen.body.contains("not the present password"));
    }
    let right = [("old", PASSWORD), said[1], said[2]];
    assert!(submit(&mut thief, "/password", "/password", &right).await.body.contains(TOO_MANY));
}

#[tokio::test]
async fn capitals_and_spaces_around_a_login_do_not_matter_in_any_script() {
    on_both(book, |programme| async move {
        programme.sign_in("Jürgen.Ölmann", KAM, None).await;
        for typed in ["jürgen.ölmann", "JÜRGEN.ÖLMANN", "  Jürgen.Ölmann\t"] {
            assert_eq!(programme.stranger().sign_in(typed, PASSWORD).await.status, 303, "{typed}");
        }
        assert_eq!(programme.stranger().sign_in("jurgen.olmann", PASSWORD).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_password_counts_as_typed_with_its_spaces_and_capitals() {
    let programme = TestProgramme::new(book()).await;
    programme.sign_in("kam", KAM, None).await;
    for typed in [
        " correct horse battery",
        "correct horse battery ",
        "Correct horse battery",
        "correct horse batter",
    ] {
        assert_eq!(programme.stranger().sign_in("kam", typed).await.status, 422, "{typed:?}");
    }
}

#[tokio::test]
async fn hostile_logins_are_wrong_logins_and_nothing_else() {
    on_both(book, |programme| async move {
        programme.sign_in("kam", KAM, None).await;
        let long = "x".repeat(500_000);
        for typed in ["' or 1=1 --", "kam\0", "\u{202E}mak", long.as_str(), "", "{}", "$1"] {
            let seen = programme.stranger().sign_in(typed, PASSWORD).await;
            assert!(seen.status == 422 && seen.body.contains(WRONG));
        }
    })
    .await;
}

#[tokio::test]
async fn a_closed_user_can_neither_sign_in_nor_go_on() {
    on_both(book, |programme| async move {
        let mut chief = programme.sign_in("chief", ADMINISTRATOR, None).await;
        let mut kam = programme.sign_in("kam", KAM, None).await;
        assert!(is_in(&mut kam).await);
        let page = format!("/users/{}", super::id_of(&programme, "kam").await);
        let closed = submit(&mut chief, &page, &format!("{page}/closing"), &[("closed", "yes")]).await;
        assert_eq!(closed.status, 303);
        assert!(!is_in(&mut kam).await);
        assert!(kam.sign_in("kam", PASSWORD).await.body.contains(WRONG));
        let opened = submit(&mut chief, &page, &format!("{page}/closing"), &[("closed", "no")]).await;
        assert_eq!(opened.status, 303);
        assert!(!is_in(&mut kam).await, "the old session stays ended");
        assert_eq!(kam.sign_in("kam", PASSWORD).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn no_password_and_no_token_is_ever_logged_journaled_or_shown_by_debug() {
    on_both(book, |programme| async move {
        let (log, _listening) = listen();
        let mut kam = programme.sign_in("kam", KAM, None).await;
        let token = kam.cookies.values().next().unwrap().clone();
        kam.get("/sessions").await;
        programme.stranger().sign_in("kam", "Tr0ub4dor&3 is wrong").await;
        programme.stranger().sign_in("Tr0ub4dor&3 in the wrong field", "x").await;
        let user = user_of(&programme, "kam").await;
        let link = super::acts::reset_link(&programme.app, "kam").await.unwrap();
        super::set_password(&mut programme.stranger(), &link, super::NEW_PASSWORD).await;
        let hash = user.password.clone().unwrap();
        let written = format!("{}{}{user:?}{:?}", log.text(), journaled(&programme).await, programme.app.config);
        assert!(written.contains("wrong login or password"));
        for secret in [
            PASSWORD,
            "Tr0ub4dor",
            token.as_str(),
            link.as_str(),
            super::NEW_PASSWORD,
            hash.as_str(),
        ] {
            assert!(!written.contains(secret), "{secret} was written down");
        }
    })
    .await;
}

#[tokio::test]
async fn signing_in_is_in_the_journal() {
    on_both(book, |programme| async move {
        let mut kam = programme.sign_in("kam", KAM, None).await;
        submit(&mut kam, "/sessions", "/sign-out", &[]).await;
        let kinds: Vec<String> = journaled(&programme)
            .await
            .lines()
            .map(|line| line.split(' ').next().unwrap().to_owned())
            .collect();
        assert_eq!(kinds, ["user_created", "signed_in", "signed_out"]);
    })
    .await;
}
