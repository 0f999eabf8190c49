//! Decisions about passwords, logins and time, without a database.

use crate::access::Role;
use crate::users::rules::{
    SessionLimits, administrators_remain, attempt_allowed, fold, hard_to_guess, new_login, new_password, session_lives, typed_login,
};
use proptest::prelude::*;
use std::collections::BTreeSet;
use vocabulary::Instant;

#[track_caller]
fn password(password: &str, refused: &str) {
    let code = new_password(password, password, "anna.berg", 12)
        .err()
        .map_or(String::new(), |refusal| refusal.code);
    assert_eq!(code, refused, "{password}");
}

#[test]
fn a_password_is_long_enough_not_the_login_and_not_one_letter_repeated() {
    password("eleven char", "users.password_short");
    password("twelve chars", "");
    password("zwölf Zeichen", "");
    password("漢字漢字漢字漢字漢字漢字", "users.password_plain");
    password("aaaaaaaaaaaaaaaa", "users.password_plain");
    password("my ANNA.BERG 2027", "users.password_is_login");
    password(&"ab cd ".repeat(34), "users.password_long");
    password(&format!("{}abcde", "x".repeat(195)), "");
    password("  spaces at both ends  ", "");
}

#[test]
fn a_password_typed_differently_the_second_time_is_refused_at_that_field() {
    let refusal = new_password("correct horse", "correct house", "anna", 12).unwrap_err();
    assert_eq!(
        (refusal.code.as_str(), refusal.field.as_deref()),
        ("users.password_differs", Some("again"))
    );
}

#[test]
fn a_password_of_words_that_are_guessed_first_is_refused() {
    for bad in [
        "Mainstay2027!",
        "password1234",
        "123456123456",
        "Nordwind-Handel-2027",
        "Qwertz123456",
        "welcomeNORDWIND",
    ] {
        let refusal = hard_to_guess(bad, "Nordwind Handel AG").unwrap_err();
        assert_eq!(
            (refusal.code.as_str(), refusal.field.as_deref()),
            ("users.password_guessable", Some("password")),
            "{bad}"
        );
    }
    for good in [
        "correct horse battery",
        "my password is a long one",
        "Nordwind ist mein Zuhause",
        "ag ag ag ag ag",
    ] {
        assert!(hard_to_guess(good, "Nordwind Handel AG").is_ok(), "{good}");
    }
}

#[test]
fn a_login_is_made_of_letters_digits_and_a_few_signs() {
    for good in ["kc", "anna.berg@firm.example", "jürgen_2+test", "王小明"] {
        assert!(new_login(good).is_ok(), "{good}");
    }
    for bad in ["a", "", "anna berg", "anna\n", "<b>", "anna\u{200B}berg", "a'b", &"x".repeat(81)] {
        assert_eq!(new_login(bad).unwrap_err().code, "users.login_form", "{bad:?}");
    }
}

#[test]
fn a_session_dies_by_end_by_age_and_by_idleness() {
    let at = Instant::from_micros(0);
    let limits = SessionLimits {
        total_seconds: 100,
        idle_seconds: 10,
    };
    let lives = |seen: i64, ended: Option<i64>, now: i64| {
        session_lives(
            at,
            at.plus_seconds(seen),
            ended.map(|s| at.plus_seconds(s)),
            at.plus_seconds(now),
            limits,
        )
    };
    assert!(lives(0, None, 9) && lives(91, None, 99));
    assert!(!lives(0, None, 10), "idle");
    assert!(!lives(99, None, 100), "too old");
    assert!(!lives(0, Some(1), 1), "ended");
}

#[test]
fn attempts_are_counted_for_the_login_and_for_the_address() {
    assert!(attempt_allowed(5, 119, 6).is_ok());
    assert!(attempt_allowed(6, 0, 6).is_err());
    assert!(attempt_allowed(0, 120, 6).is_err());
    assert!(attempt_allowed(0, i64::MAX, i64::MAX).is_err());
}

#[test]
fn the_last_administrator_cannot_lose_the_role() {
    let (administrator, nothing) = (BTreeSet::from([Role::Administrator]), BTreeSet::new());
    assert_eq!(
        administrators_remain(&administrator, &nothing, 0).unwrap_err().field.as_deref(),
        Some("roles")
    );
    assert!(administrators_remain(&administrator, &nothing, 1).is_ok());
    assert!(administrators_remain(&administrator, &administrator, 0).is_ok());
    assert!(administrators_remain(&nothing, &nothing, 0).is_ok());
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(login in ".{0,40}") {
        prop_assert_eq!(fold(&fold(&login)), fold(&login));
    }

    #[test]
    fn what_is_kept_of_a_typed_login_is_never_long_and_never_cuts_a_login_that_can_exist(login in ".{0,200}") {
        let kept = typed_login(&login);
        prop_assert!(kept.chars().count() <= 81);
        if new_login(&login).is_ok() {
            prop_assert_eq!(kept, login);
        }
    }
}
