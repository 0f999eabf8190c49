//! What anybody may open without signing in, each with its reason.

use platform::web::Guard;

/// What anybody may open, and why that is harmless.
const PUBLIC: [(&str, &str, &str); 13] = [
    (
        "GET",
        "/api/v1/openapi.json",
        "programs learn what can be asked before they have a token; it says nothing of the firm",
    ),
    (
        "GET",
        "/assets/{hash}/{file}",
        "the style sheet, script and icons of the sign-in page; the same for everybody",
    ),
    (
        "GET",
        "/coaching/calendar/{token}",
        "a secret opens one's own calendar: who and when, and not a word of what about",
    ),
    ("GET", "/health", "a balancer asks whether the program runs; says one word"),
    (
        "GET",
        "/mail/leaving",
        "the link of a daily mail asks once more whether to end them; without the token there is nothing to see; strangers are limited",
    ),
    (
        "GET",
        "/metrics",
        "counts, only for whoever sits on the same machine and comes without a proxy",
    ),
    (
        "GET",
        "/ready",
        "a balancer asks whether the database answers; says one or two words",
    ),
    ("GET", "/sign-in", "the way in"),
    (
        "GET",
        "/sign-in/link",
        "the holder of a one-time link sets a password; without the token there is nothing to see",
    ),
    (
        "POST",
        "/mail/leaving",
        "the token of a daily mail ends them for its receiver and does nothing else, as RFC 8058 asks; strangers are limited",
    ),
    ("POST", "/sign-in", "the way in; attempts are limited and forms carry their secret"),
    (
        "POST",
        "/sign-in/link",
        "the holder of a one-time link sets a password; the token is used up",
    ),
    ("POST", "/theme", "keeps light or dark in the reader's own cookie; writes no record"),
];

#[tokio::test]
async fn nothing_is_public_but_what_is_named_here_with_its_reason() {
    let programme = platform::testing::TestProgramme::new(crate::book()).await;
    let mut public: Vec<(&str, &str)> = programme
        .routes
        .iter()
        .filter(|route| route.guard == Guard::Public)
        .map(|route| (route.method, route.path.as_str()))
        .collect();
    public.sort_unstable();
    assert_eq!(public, PUBLIC.map(|(method, path, _)| (method, path)));
}
