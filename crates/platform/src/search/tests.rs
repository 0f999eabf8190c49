//! What a search finds, in which order, and what it never finds.

use super::rules::{Hit, Rank, Sought, best};
use super::{CHAPTER, Finder};
use crate::access::Role;
use crate::chapter::Book;
use crate::sample;
use crate::testing::{Engine, TestProgramme, on_both};
use crate::web::listing::fold;

#[track_caller]
fn check(typed: &str, name: &str, codes: &[&str], expected: Option<Rank>) {
    let sought = Sought::new(typed, 5).unwrap();
    assert_eq!(sought.rank(name, codes), expected, "{typed} in {name} {codes:?}");
}

#[test]
fn a_name_answers_by_its_number_its_beginning_its_words_and_then_by_what_it_holds() {
    for (typed, name, code, expected) in [
        ("k-104", "Nordwind Stahl", "K-104", Some(Rank::Code)),
        ("nordwind st", "Nordwind Stahl", "K-104", Some(Rank::Beginning)),
        ("k-1", "Nordwind Stahl", "K-104", Some(Rank::Beginning)),
        ("stahl", "Nordwind Stahl", "K-104", Some(Rank::Words)),
        ("st nord", "Nordwind Stahl", "K-104", Some(Rank::Words)),
        ("wind", "Nordwind Stahl", "K-104", Some(Rank::Inside)),
        ("wind 104", "Nordwind Stahl", "K-104", Some(Rank::Inside)),
        ("sud", "Nordwind Stahl", "K-104", None),
        ("nordwind sud", "Nordwind Stahl", "K-104", None),
    ] {
        check(typed, name, &[code], expected);
    }
}

#[test]
fn capitals_and_accents_do_not_matter() {
    for (typed, name) in [
        ("zurich", "Zürich Versicherung"),
        ("ZÜRICH", "Zurich Insurance"),
        ("angstrom", "Ångström AB"),
        ("strasse", "Straße 9"),
        ("lodz", "Łódź Steel"),
        ("aero", "Ærø Shipping"),
        ("αθηνα", "Αθήνα"),
        ("еж", "Ёж"),
    ] {
        check(typed, name, &[], Some(Rank::Beginning));
    }
}

#[test]
fn the_signs_of_other_scripts_stay_with_their_letters() {
    assert_ne!(fold("कि"), fold("का"));
    assert_eq!(fold("  Ｆｕｌｌ　Ｗｉｄｔｈ "), "full width");
}

#[test]
fn words_that_name_nothing_seek_nothing() {
    for nothing in ["", "   ", "\u{0}\u{7}", "\u{301}"] {
        assert_eq!(Sought::new(nothing, 5), None, "{nothing:?}");
    }
    let long = Sought::new(&"x".repeat(10_000), 5).unwrap();
    assert_eq!(long.typed().chars().count(), 200, "the longest text that is sought");
    assert_eq!(
        Sought::new(&"w ".repeat(90), 5).unwrap().whole().split(' ').count(),
        8,
        "the most words"
    );
}

#[test]
fn the_best_stand_first_and_one_more_is_known_of() {
    let sought = Sought::new("nord", 2).unwrap();
    let hit = |name: &str| sought.hit(name, &[], format!("/{name}")).unwrap();
    let hits: Vec<Hit> = ["Greater Nord", "Nordwind", "Nordmark", "Nordmark"].map(hit).to_vec();
    let (shown, more) = best(&sought, hits);
    let names: Vec<&str> = shown.iter().map(|hit| hit.name.as_str()).collect();
    assert_eq!((names, more), (vec!["Nordmark", "Nordwind"], true));
}

const COUNTER: Finder = Finder {
    word: "sample",
    name: "sample.place",
    needs: Some(sample::SEE),
    list: Some("/sample"),
    find: |_, _, sought| {
        let name = "<b>Zähler</b> % _ ' \"";
        Box::pin(async move { Ok(sought.hit(name, &["Z-1"], "/sample").into_iter().collect()) })
    },
};

fn book() -> Book {
    sample::book().with_finders(&[&[COUNTER]])
}

#[tokio::test]
async fn the_page_shows_what_answers_by_kind_and_works_without_script() {
    on_both(book, |programme| async move {
        let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
        let seen = kam.get("/search?q=zahler").await;
        assert_eq!(seen.status, 200);
        assert!(
            seen.body.contains("&lt;b&gt;Zähler") && !seen.body.contains("<b>Zähler"),
            "{}",
            seen.body
        );
        let seen = kam.get("/search?q=Sample").await;
        assert!(
            seen.body.contains("href=\"/sample\""),
            "a page of the navigation is found: {}",
            seen.body
        );
        let seen = kam.get("/search").await;
        assert!(seen.body.contains("zurich finds Zürich"), "{}", seen.body);
    })
    .await;
}

#[tokio::test]
async fn who_may_not_see_a_kind_finds_none_of_it() {
    let programme = TestProgramme::on(Engine::Sqlite, book()).await;
    let mut administrator = programme.sign_in("admin", &[Role::Administrator], None).await;
    let seen = administrator.get("/api/v1/search?q=zahler").await;
    assert_eq!(seen.body, r#"{"groups":[]}"#);
    let seen = administrator.get("/api/v1/search?q=admin&kind=users").await;
    assert!(seen.body.contains("\"name\":\"admin\""), "{}", seen.body);
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let seen = kam.get("/api/v1/search?q=admin&kind=users").await;
    assert_eq!(seen.body, r#"{"groups":[]}"#, "users are found by whoever may see them");
}

#[tokio::test]
async fn the_api_tells_kind_name_and_address() {
    let programme = TestProgramme::on(Engine::Sqlite, book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let seen = kam.get("/api/v1/search?q=z-1&limit=5").await;
    insta::assert_snapshot!(
        seen.body,
        @r#"{"groups":[{"kind":"sample","name":"Sample","more":false,"all":null,"records":[{"name":"<b>Zähler</b> % _ ' \"","code":"","about":"","href":"/sample"}]}]}"#
    );
    let seen = kam.get("/api/v1/search?q=z-1&limit=0").await;
    assert_eq!(seen.status, 422, "{}", seen.body);
}

#[tokio::test]
async fn a_token_finds_what_it_was_made_for() {
    let programme = TestProgramme::on(Engine::Sqlite, book()).await;
    programme.sign_in("kam", &[Role::Kam], None).await;
    for (scopes, found) in [("read", 1), ("sample:read", 1), ("sample:write", 1), ("jobs:read", 0)] {
        let mut program = programme.program("kam", scopes).await;
        let seen = program.get("/api/v1/search?q=z-1").await;
        assert_eq!(seen.status, 200, "{scopes}: {}", seen.body);
        assert_eq!(seen.json()["groups"].as_array().unwrap().len(), found, "{scopes}: {}", seen.body);
    }
}

#[tokio::test]
async fn a_hostile_question_is_answered_like_any_other() {
    let programme = TestProgramme::on(Engine::Sqlite, book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let long = "x".repeat(10_000);
    let wild = [
        "%25",
        "_",
        "%27%20or%201=1--",
        "%22",
        "%00",
        "%E2%80%AE",
        "%F0%9F%92%B6",
        "%FF",
        "+",
        "!!",
        "%5C",
        &long,
    ];
    for question in wild {
        for path in ["/search?q=", "/api/v1/search?q=", "/search?kind=x&q=", "/search?q=a&kind="] {
            let seen = kam.get(&format!("{path}{question}")).await;
            assert!(seen.status < 500, "{path}{question}: {}", seen.body);
        }
    }
    for wild in ["/search?q=%25", "/search?q=_"] {
        let seen = kam.get(wild).await;
        assert!(seen.body.contains("Zähler"), "{wild} stands for itself");
    }
}

#[test]
fn search_has_no_permission_of_its_own() {
    assert!(CHAPTER.grants.is_empty(), "what is found is what each chapter's permission opens");
}
