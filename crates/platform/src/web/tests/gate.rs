//! Every declared route as a stranger and as somebody without the permission.

use crate::access::Role;
use crate::sample::{book, counted, listen};
use crate::testing::TestProgramme;
use crate::web::{Declared, Guard, say_permission};

/// The whole list of what a stranger may reach. A route joins it by review only.
const PUBLIC: [&str; 12] = [
    "GET /api/v1/openapi.json",
    "GET /assets/{hash}/{file}",
    "GET /health",
    "GET /mail/leaving",
    "GET /metrics",
    "GET /ready",
    "GET /sign-in",
    "GET /sign-in/link",
    "POST /mail/leaving",
    "POST /sign-in",
    "POST /sign-in/link",
    "POST /theme",
];

/// The address of a route with something in its holes.
fn address(route: &Declared) -> String {
    let parts: Vec<&str> = route
        .path
        .split('/')
        .map(|part| {
            if part.starts_with('{') {
                "00000000-0000-0000-0000-0000000000ff"
            } else {
                part
            }
        })
        .collect();
    parts.join("/")
}

#[tokio::test]
async fn a_stranger_reaches_the_public_list_and_nothing_else() {
    let programme = TestProgramme::new(book()).await;
    let mut public: Vec<String> = programme
        .routes
        .iter()
        .filter(|route| route.guard == Guard::Public)
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    public.sort_unstable();
    assert_eq!(public, PUBLIC);
    for route in programme.routes.iter().filter(|route| route.guard != Guard::Public) {
        let path = address(route);
        for token in ["", "0123456789abcdef", &"0".repeat(64)] {
            let mut stranger = programme.stranger();
            if !token.is_empty() {
                stranger.cookies.insert("mainstay_session".to_owned(), token.to_owned());
            }
            let seen = stranger.send(route.method, &path, None, &[]).await;
            if path.starts_with("/api/v1/") {
                assert_eq!(seen.status, 401, "{} {path}", route.method);
            } else {
                assert_eq!(seen.status, 303, "{} {path}", route.method);
                assert!(seen.location.starts_with("/sign-in"), "{} {path}", route.method);
            }
        }
    }
}

#[tokio::test]
async fn whoever_lacks_the_permission_gets_the_page_that_says_so_and_it_is_logged() {
    let programme = TestProgramme::new(book()).await;
    let mut lead = programme.sign_in("lead", &[], None).await;
    let mut program = programme.program("lead", &programme.every_scope()).await;
    let (log, _listening) = listen();
    let mut asked = 0;
    for route in &programme.routes {
        let Guard::May(permission) = route.guard else { continue };
        let asker = if route.path.starts_with("/api/v1/") {
            &mut program
        } else {
            &mut lead
        };
        let seen = asker.send(route.method, &address(route), None, &[]).await;
        assert_eq!(seen.status, 403, "{} {}", route.method, route.path);
        if !route.path.starts_with("/api/v1/") {
            let words = say_permission(permission);
            assert!(seen.body.contains("Not yours to open") && seen.body.contains(words) && seen.body.contains("<nav"));
        }
        asked += 1;
    }
    assert!(asked > 8);
    assert_eq!(log.text().matches("this needs the permission").count(), asked);
}

#[tokio::test]
async fn each_role_opens_exactly_what_the_access_table_says() {
    let programme = TestProgramme::new(book()).await;
    for role in Role::ALL {
        let mut browser = programme.sign_in(role.name(), &[role], None).await;
        for route in programme.routes.iter().filter(|route| route.method == "GET") {
            let Guard::May(permission) = route.guard else { continue };
            let opened = browser.get(&address(route)).await.status != 403;
            let granted = programme.app.book.access.reach(role, permission).is_some();
            assert_eq!(opened, granted, "{} {}", role.name(), route.path);
        }
    }
}

#[tokio::test]
async fn the_navigation_shows_what_may_be_opened_and_nothing_else() {
    let programme = TestProgramme::new(book()).await;
    let kam = programme.sign_in("kam", &[Role::Kam], None).await.get("/sessions").await.body;
    assert!(kam.contains("href=\"/sample\"") && !kam.contains("href=\"/users\""));
    let chief = programme
        .sign_in("chief", &[Role::Administrator], None)
        .await
        .get("/sessions")
        .await
        .body;
    assert!(!chief.contains("href=\"/sample\"") && chief.contains("href=\"/users\""));
}

#[tokio::test]
async fn a_form_without_the_sessions_secret_changes_nothing() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let strangers = programme.stranger().get("/sign-in").await.csrf();
    let mut other = programme.sign_in("other", &[Role::Kam], None).await;
    let others = other.get("/sessions").await.csrf();
    let own = kam.get("/sessions").await.csrf();
    assert!(own != others && own != strangers && own.len() == 64);
    for wrong in ["", "wrong", &strangers, &others, &own[..63]] {
        let seen = kam.post("/sample", &[("csrf", wrong)]).await;
        assert!(seen.status == 422 && seen.body.contains("This form is too old"), "{wrong}");
    }
    assert_eq!(kam.send("POST", "/sample", None, &[]).await.status, 422);
    assert_eq!(counted(&mut programme.read().await).await, 0);
    assert_eq!(kam.post("/sample", &[("csrf", own.as_str())]).await.status, 303);
    assert_eq!(counted(&mut programme.read().await).await, 1);
}

#[tokio::test]
async fn a_write_from_another_site_is_stopped_before_anything_is_read() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let form = format!("csrf={}", kam.get("/sessions").await.csrf());
    let (log, _listening) = listen();
    let kind = ("content-type", "application/x-www-form-urlencoded");
    for foreign in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://mainstay.test.evil.example"),
        ("origin", "http://mainstay.test:8080"),
    ] {
        let seen = kam.send("POST", "/sample", Some(form.clone().into_bytes()), &[kind, foreign]).await;
        assert!(seen.status == 422 && seen.body.contains("came from another site"), "{foreign:?}");
    }
    let sign_in = programme
        .stranger()
        .send("POST", "/sign-in", None, &[kind, ("origin", "https://evil.example")])
        .await;
    assert_eq!(sign_in.status, 422);
    assert_eq!(counted(&mut programme.read().await).await, 0);
    assert_eq!(log.text().matches("a write from another site").count(), 7);
    for own in [("sec-fetch-site", "same-origin"), ("origin", "http://mainstay.test")] {
        assert_eq!(
            kam.send("POST", "/sample", Some(form.clone().into_bytes()), &[kind, own])
                .await
                .status,
            303,
            "{own:?}"
        );
    }
}
