//! Pages, assets, redirects and the API: headers, caching, compression.

use super::{sealed, without_inline};
use crate::access::Role;
use crate::look::assets;
use crate::sample::book;
use crate::testing::{Browser, Engine, TestProgramme};
use crate::web::inside;
use proptest::prelude::*;

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let mut stranger = programme.stranger();
    let asset = assets::all()[0].path.as_str();
    for path in [
        "/sample",
        "/sample/fault",
        "/sample/panic",
        "/users",
        "/nowhere",
        "/api/v1/sample",
        "/api/v1/nowhere",
        asset,
        "/health",
    ] {
        sealed(&kam.get(path).await, path);
    }
    for path in [
        "/",
        "/sample",
        "/sign-in",
        "/nowhere",
        "/api/v1/sample",
        "/assets/0/none.css",
        "/ready",
        "/metrics",
    ] {
        sealed(&stranger.get(path).await, path);
    }
    sealed(&kam.post("/sample", &[("csrf", "wrong")]).await, "a refused form");
    sealed(&kam.send("DELETE", "/sample", None, &[]).await, "a wrong method");
}

#[tokio::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let programme = TestProgramme::with(Engine::Sqlite, book(), &[("server.secure_cookies", "true")]).await;
    let seen = programme.stranger().get("/sign-in").await;
    assert_eq!(seen.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    let plain = TestProgramme::new(book()).await;
    assert_eq!(plain.stranger().get("/sign-in").await.header("strict-transport-security"), "");
}

#[tokio::test]
async fn pages_hold_no_inline_style_and_no_inline_script() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam, Role::Administrator], None).await;
    for path in [
        "/sign-in",
        "/sample",
        "/sessions",
        "/password",
        "/users",
        "/users/new",
        "/nowhere",
        "/design",
        "/sample/fault",
    ] {
        without_inline(&kam.get(path).await.body);
    }
    for path in ["/sign-in", "/nowhere", "/sign-in/link?token=x"] {
        without_inline(&programme.stranger().get(path).await.body);
    }
}

#[tokio::test]
async fn assets_are_kept_for_ever_and_pages_not_at_all() {
    let programme = TestProgramme::new(book()).await;
    let mut stranger = programme.stranger();
    for asset in assets::all() {
        let seen = stranger.get(&asset.path).await;
        assert_eq!(
            (seen.status, seen.header("cache-control")),
            (200, "public, max-age=31536000, immutable")
        );
        assert_eq!(seen.kind, asset.content_type);
    }
    let gone = stranger.get("/assets/0123456789abcdef/mainstay.css").await;
    assert_eq!((gone.status, gone.header("cache-control")), (404, "no-store"));
    assert_eq!(stranger.get("/assets/..%2f..%2f/Cargo.toml").await.status, 404);
}

#[tokio::test]
async fn a_large_page_is_compressed_for_whoever_understands_it_and_a_small_one_is_not() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let packed = kam.send("GET", "/sample/large", None, &[("accept-encoding", "gzip")]).await;
    assert_eq!(
        (packed.header("content-encoding"), packed.header("vary")),
        ("gzip", "accept-encoding")
    );
    let plain = kam.get("/sample/large").await;
    assert_eq!(plain.header("content-encoding"), "");
    assert!(packed.body.len() < plain.body.len() / 4);
    assert_eq!(
        kam.send("GET", "/health", None, &[("accept-encoding", "gzip")])
            .await
            .header("content-encoding"),
        ""
    );
}

#[tokio::test]
async fn asking_for_the_head_gives_the_headers_without_the_body() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    for path in ["/sample", "/health", "/nowhere", assets::all()[0].path.as_str()] {
        let (head, whole) = (kam.send("HEAD", path, None, &[]).await, kam.get(path).await);
        assert_eq!(
            (head.status, head.kind.as_str(), head.body.as_str()),
            (whole.status, whole.kind.as_str(), ""),
            "{path}"
        );
        sealed(&head, path);
    }
    let stranger = programme.stranger().send("HEAD", "/sample", None, &[]).await;
    assert_eq!((stranger.status, stranger.location.as_str()), (303, "/sign-in?next=%2Fsample"));
}

async fn theme(browser: &mut Browser, said: &str, back: &str) -> (String, String) {
    let csrf = browser.get("/sign-in").await.csrf();
    let seen = browser
        .post("/theme", &[("csrf", csrf.as_str()), ("theme", said), ("back", back)])
        .await;
    (seen.location.clone(), seen.header("set-cookie").to_owned())
}

#[tokio::test]
async fn the_choice_of_light_or_dark_is_a_cookie_and_nothing_else_gets_into_it() {
    let programme = TestProgramme::new(book()).await;
    let mut stranger = programme.stranger();
    let (location, cookie) = theme(&mut stranger, "dark", "/sign-in").await;
    assert_eq!(location, "/sign-in");
    assert_eq!(cookie, "mainstay_theme=dark; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000");
    assert!(stranger.get("/sign-in").await.body.contains("data-theme=\"dark\""));
    let (_, cookie) = theme(&mut stranger, "dark; Domain=evil.example", "/").await;
    assert!(cookie.starts_with("mainstay_theme=system;"), "{cookie}");
}

#[tokio::test]
async fn going_back_never_leads_to_another_site() {
    let programme = TestProgramme::new(book()).await;
    programme.sign_in("kam", &[Role::Kam], None).await;
    for next in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/a\r\nset-cookie: x=y",
    ] {
        let mut browser = programme.stranger();
        let (back, _) = theme(&mut browser, "dark", next).await;
        assert_eq!(back, "/", "{next}");
        let csrf = browser.get("/sign-in").await.csrf();
        let form = [
            ("csrf", csrf.as_str()),
            ("login", "kam"),
            ("password", crate::testing::PASSWORD),
            ("next", next),
        ];
        assert_eq!(browser.post("/sign-in", &form).await.location, "/", "{next}");
    }
}

#[tokio::test]
async fn whoever_is_led_to_the_sign_in_page_comes_back_to_where_they_were_going() {
    let programme = TestProgramme::new(book()).await;
    programme.sign_in("kam", &[Role::Kam], None).await;
    let mut browser = programme.stranger();
    let sent = browser.get("/sample?as_of=2026-01-01&q=%C3%A4").await.location;
    assert_eq!(sent, "/sign-in?next=%2Fsample%3Fas_of%3D2026-01-01%26q%3D%25C3%25A4");
    let page = browser.get(&sent).await;
    assert!(
        page.body.contains("value=\"/sample?as_of=2026-01-01&amp;q=%C3%A4\""),
        "{}",
        page.body
    );
    let form = [
        ("csrf", page.csrf()),
        ("login", "kam".into()),
        ("password", crate::testing::PASSWORD.into()),
        ("next", "/sample?as_of=2026-01-01&q=%C3%A4".into()),
    ];
    assert_eq!(browser.post("/sign-in", &form).await.location, "/sample?as_of=2026-01-01&q=%C3%A4");
    let write = programme.stranger().post("/sample", &[("csrf", "")]).await;
    assert_eq!(write.location, "/sign-in", "a form cannot be sent again by a link");
}

proptest! {
    #[test]
    fn whatever_is_asked_for_stays_inside(path in "[/\\\\a-z:.@\t ]{0,12}") {
        let back = inside(&path);
        prop_assert!(back.starts_with('/') && !back.starts_with("//") && !back.starts_with("/\\"));
    }
}
