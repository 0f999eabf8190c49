//! When a session lives, when a login is closed, what a password must be. Pure decisions.

use crate::access::Role;
use std::collections::BTreeSet;
use vocabulary::{Instant, Refusal};

/// Wrong passwords are counted over so many seconds.
pub const ATTEMPT_WINDOW_SECONDS: i64 = 15 * 60;
/// From one address so many times as many attempts are allowed as for one login.
pub const ATTEMPTS_PER_ADDRESS_FACTOR: i64 = 20;
/// A one-time link lives so many seconds.
pub const LINK_SECONDS: i64 = 24 * 60 * 60;
/// A session's last request is written down at most once in so many seconds.
pub const SEEN_SECONDS: i64 = 300;
/// The longest password; beyond it hashing is a way to keep the server busy.
const PASSWORD_LENGTH_MAX: usize = 200;
/// The longest login.
const LOGIN_LENGTH_MAX: usize = 80;

/// How long sessions live.
#[derive(Debug, Clone, Copy)]
pub struct SessionLimits {
    /// From sign-in to the end, whatever happens.
    pub total_seconds: i64,
    /// From the last request to the end.
    pub idle_seconds: i64,
}

/// Whether a session is still alive.
#[must_use]
pub fn session_lives(started: Instant, seen: Instant, ended: Option<Instant>, now: Instant, limits: SessionLimits) -> bool {
    ended.is_none() && started.seconds_until(now) < limits.total_seconds && seen.seconds_until(now) < limits.idle_seconds
}

/// Refuses a login or an address with too many wrong passwords lately.
///
/// # Errors
/// The refusal, which does not say whether the login exists.
pub fn attempt_allowed(failures_of_login: i64, failures_of_address: i64, failures_max: i64) -> Result<(), Refusal> {
    if failures_of_login >= failures_max || failures_of_address >= failures_max.saturating_mul(ATTEMPTS_PER_ADDRESS_FACTOR) {
        return Err(Refusal::new(
            "users.too_many_attempts",
            crate::texts::say("users.too_many_attempts"),
        ));
    }
    Ok(())
}

/// Checks a new password against the firm's shortest length and against being the login itself.
///
/// # Errors
/// A refusal on the field `password`.
pub fn new_password(password: &str, again: &str, login: &str, length_min: usize) -> Result<(), Refusal> {
    let length = password.chars().count();
    let refuse = |key: &str, field: &str| Err(Refusal::new(key, crate::texts::say_with(key, &[("n", &length_min.to_string())])).on(field));
    if length < length_min {
        return refuse("users.password_short", "password");
    }
    if length > PASSWORD_LENGTH_MAX {
        return refuse("users.password_long", "password");
    }
    if password.to_lowercase().contains(&fold(login)) && login.chars().count() > 3 {
        return refuse("users.password_is_login", "password");
    }
    let distinct: BTreeSet<char> = password.chars().collect();
    if distinct.len() < 5 {
        return refuse("users.password_plain", "password");
    }
    if password != again {
        return refuse("users.password_differs", "again");
    }
    Ok(())
}

/// Words that stand in the first guesses at any password; the firm's own name joins them.
const GUESSED: [&str; 16] = [
    "mainstay",
    "password",
    "passwort",
    "welcome",
    "willkommen",
    "letmein",
    "qwerty",
    "qwertz",
    "asdfgh",
    "1q2w3e4r",
    "123456",
    "654321",
    "abcdef",
    "iloveyou",
    "geheim",
    "secret",
];
/// So many characters must remain when the guessed words are taken away.
const UNGUESSED_LENGTH_MIN: usize = 8;

/// Refuses a password that is little more than words everybody tries first.
///
/// # Errors
/// A refusal on the field `password`.
pub fn hard_to_guess(password: &str, firm_name: &str) -> Result<(), Refusal> {
    let firm = firm_name.to_lowercase();
    let firm_words = firm.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
    let mut rest = password.to_lowercase();
    for word in GUESSED.into_iter().chain(firm_words) {
        rest = rest.replace(word, "");
    }
    if rest.chars().count() < UNGUESSED_LENGTH_MIN {
        let key = "users.password_guessable";
        return Err(Refusal::new(key, crate::texts::say(key)).on("password"));
    }
    Ok(())
}

/// Checks a new login: letters, digits, `.`, `-`, `_`, `@`, two to eighty of them.
///
/// # Errors
/// A refusal on the field `login`.
pub fn new_login(login: &str) -> Result<(), Refusal> {
    let length = login.chars().count();
    let plain = login.chars().all(|c| c.is_alphanumeric() || ".-_@+".contains(c));
    if (2..=LOGIN_LENGTH_MAX).contains(&length) && plain {
        return Ok(());
    }
    Err(Refusal::new("users.login_form", crate::texts::say("users.login_form")).on("login"))
}

/// What was typed as a login, cut where no login can be longer: a stranger's text is kept while it counts as an attempt.
#[must_use]
pub fn typed_login(typed: &str) -> String {
    typed.trim().chars().take(LOGIN_LENGTH_MAX + 1).collect()
}

/// The key under which a login is looked up: capitals do not matter.
#[must_use]
pub fn fold(login: &str) -> String {
    login.trim().to_lowercase()
}

/// Refuses an administrator who gives themselves another role or makes themselves another person.
///
/// # Errors
/// A refusal on the field `roles`.
pub fn own_rights_stay(
    own: bool,
    had: (&BTreeSet<Role>, Option<vocabulary::PersonId>),
    gets: (&BTreeSet<Role>, Option<vocabulary::PersonId>),
) -> Result<(), Refusal> {
    let gains = gets.0.difference(had.0).next().is_some();
    if own && (gains || had.1 != gets.1) {
        return Err(Refusal::new("users.own_rights", crate::texts::say("users.own_rights")).on("roles"));
    }
    Ok(())
}

/// Refuses to take the administrator's role from the last user who has it.
///
/// # Errors
/// A refusal on the field `roles`.
pub fn administrators_remain(had: &BTreeSet<Role>, gets: &BTreeSet<Role>, other_administrators: u64) -> Result<(), Refusal> {
    let loses = had.contains(&Role::Administrator) && !gets.contains(&Role::Administrator);
    if loses && other_administrators == 0 {
        return Err(Refusal::new("users.last_administrator", crate::texts::say("users.last_administrator")).on("roles"));
    }
    Ok(())
}
