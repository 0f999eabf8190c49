//! No reader meets a sentence with a hole in it, or the name of a sentence instead of the sentence.

use super::firm::{Firm, Names};
use super::places::{address, is_page, routes, whose};
use platform::access::Role;
use platform::web::Guard;

/// What stands between two signs, if it is only a name: `{name}`, `[chapter.sentence]`.
fn left_open(body: &str, opening: char, closing: char) -> Option<&str> {
    let names = |inside: &&str| !inside.is_empty() && inside.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '.');
    body.split(opening)
        .skip(1)
        .filter_map(|rest| rest.split_once(closing))
        .map(|(inside, _)| inside)
        .find(names)
}

#[track_caller]
fn says_everything(path: &str, body: &str) {
    assert_eq!(left_open(body, '{', '}'), None, "{path} leaves a hole open");
    assert_eq!(
        left_open(body, '[', ']').filter(|name| name.contains('.')),
        None,
        "{path} lacks a sentence"
    );
}

#[tokio::test]
async fn no_page_leaves_a_sentence_open() {
    let firm = Firm::open(Names::Plain).await;
    let mut callers = Vec::new();
    for role in [
        Role::Administrator,
        Role::CompAnalyst,
        Role::KaDirector,
        Role::SecondLineManager,
        Role::Kam,
    ] {
        callers.push(firm.caller(role.name(), &[role]).await);
    }
    callers.push(firm.caller("no_role", &[]).await);
    for route in &routes(&firm) {
        for caller in &mut callers {
            let path = address(&firm, route, caller, whose(route)[0]).await;
            let seen = match route.method {
                "GET" => caller.browser.get(&path).await,
                _ => caller.browser.post::<&str>(&path, &[]).await,
            };
            if is_page(&seen.kind) || seen.kind.contains("problem") {
                says_everything(&path, &seen.body);
            }
        }
    }
    let mut stranger = firm.programme.stranger();
    for path in [
        "/sign-in",
        "/sign-in/link?token=none",
        "/mail/leaving?token=none",
        "/no/such/page",
        "/api/v1/accounts",
    ] {
        says_everything(path, &stranger.get(path).await.body);
    }
}

#[tokio::test]
async fn an_empty_firm_says_everything_too() {
    let programme = platform::testing::TestProgramme::new(crate::book()).await;
    let mut everything = programme.sign_in("everything", &Role::ALL, None).await;
    let pages: Vec<String> = programme
        .routes
        .iter()
        .filter(|route| route.method == "GET" && !route.path.contains('{') && route.guard != Guard::Public)
        .map(|route| route.path.clone())
        .collect();
    for path in pages {
        let seen = everything.get(&path).await;
        assert!(seen.status < 500, "{path}: {}", seen.body);
        says_everything(&path, &seen.body);
    }
}

#[test]
fn a_hole_and_a_missing_sentence_are_recognised() {
    assert_eq!(left_open("There are {n} of them", '{', '}'), Some("n"));
    assert_eq!(left_open("<h1>[accounts.place]</h1>", '[', ']'), Some("accounts.place"));
    assert_eq!(left_open("effective: { from: 2025-01-01 } [[70%, 0%]]", '{', '}'), None);
}
