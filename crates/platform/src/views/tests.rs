//! Views are their owner's, or shared with a role; what they show is never theirs.

use super::acts::{self, Said};
use super::rules::{self, View};
use super::{Views, store};
use crate::Error;
use crate::access::{Role, Viewer};
use crate::database::Tx;
use crate::sample::book;
use crate::testing::{Browser, TestProgramme, on_both};
use crate::web::listing::List;
use serde_json::json;
use std::collections::BTreeMap;
use vocabulary::{Instant, UserId};

const LIST: List = List {
    path: "/sample",
    filter: "class",
    sorts: &["name", "size"],
    file: None,
};

fn viewer(programme: &TestProgramme, number: u64, role: Role) -> Viewer {
    let user = UserId::parse(&format!("00000000-0000-0000-0000-{number:012}")).unwrap();
    Viewer::new(user, role.name().to_owned(), [role].into(), None, &programme.app.book.access)
}

fn said<'a>(name: &'a str, role: &'a str) -> Said<'a> {
    Said { name, role, opens: false }
}

async fn save(tx: &mut Tx, viewer: &Viewer, query: &str, said: Said<'_>) -> View {
    acts::save(tx, viewer, ("/sample", query), said).await.unwrap()
}

async fn names(tx: &mut Tx, viewer: &Viewer) -> Vec<String> {
    let views = store::list_of(tx, viewer.user.unwrap(), &viewer.roles, "/sample").await.unwrap();
    views.into_iter().map(|view| view.name).collect()
}

#[tokio::test]
async fn a_view_is_seen_by_its_owner_and_by_the_role_it_is_shared_with() {
    on_both(book, |programme| async move {
        let (owner, colleague) = (viewer(&programme, 1, Role::SalesManager), viewer(&programme, 2, Role::Kam));
        let mut tx = programme.write().await;
        save(&mut tx, &owner, "class=key", said("Key ones", "kam")).await;
        save(&mut tx, &owner, "class=small", said("Älpler", "")).await;
        save(&mut tx, &colleague, "class=none", said("Mine", "")).await;
        assert_eq!(names(&mut tx, &owner).await, ["Älpler", "Key ones"]);
        assert_eq!(names(&mut tx, &colleague).await, ["Mine", "Key ones"], "one's own first");
        let auditor = viewer(&programme, 3, Role::Auditor);
        assert_eq!(names(&mut tx, &auditor).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn only_the_owner_changes_a_view_and_only_with_its_version() {
    on_both(book, |programme| async move {
        let (owner, colleague) = (viewer(&programme, 1, Role::SalesManager), viewer(&programme, 2, Role::SalesManager));
        let mut tx = programme.write().await;
        let view = save(&mut tx, &owner, "class=key", said("Key ones", "sales_manager")).await;
        let theirs = acts::update(&mut tx, &colleague, (view.id, 1), said("Taken", "")).await;
        assert!(matches!(theirs, Err(Error::NotFound { what: "view" })), "{theirs:?}");
        acts::update(&mut tx, &owner, (view.id, 1), said("Key accounts", "")).await.unwrap();
        let late = acts::update_query(&mut tx, &owner, (view.id, 1), "class=none").await;
        assert!(matches!(late, Err(Error::Changed { what: "view" })), "{late:?}");
        let changed = acts::update_query(&mut tx, &owner, (view.id, 2), "class=none&page=7&view=x")
            .await
            .unwrap();
        assert_eq!((changed.name.as_str(), changed.query.as_str()), ("Key accounts", "class=none"));
        assert_eq!(names(&mut tx, &colleague).await, Vec::<String>::new(), "it is shared no longer");
    })
    .await;
}

#[tokio::test]
async fn what_is_deleted_can_be_brought_back_for_a_month() {
    on_both(book, |programme| async move {
        let owner = viewer(&programme, 1, Role::Kam);
        let mut tx = programme.write().await;
        let opening = Said {
            opens: true,
            ..said("First", "")
        };
        let view = save(&mut tx, &owner, "class=key", opening).await;
        acts::delete(&mut tx, &owner, (view.id, 1)).await.unwrap();
        assert_eq!(names(&mut tx, &owner).await, Vec::<String>::new());
        let views = Views::of(&mut tx, &owner, LIST, &BTreeMap::new()).await.unwrap();
        assert_eq!(views.asked().filter, "", "no list opens with a deleted view");
        acts::restore(&mut tx, &owner, (view.id, 2)).await.unwrap();
        let views = Views::of(&mut tx, &owner, LIST, &BTreeMap::new()).await.unwrap();
        assert_eq!(views.asked().filter, "key", "and it opens with it again");
        acts::delete(&mut tx, &owner, (view.id, 3)).await.unwrap();
        tx.commit().await.unwrap();
        programme.clock.set(Instant::parse_rfc3339("2026-04-03T09:00:00Z").unwrap());
        let mut tx = programme.write().await;
        save(&mut tx, &owner, "", said("Another", "")).await;
        let gone = store::find(&mut tx, owner.user.unwrap(), view.id).await;
        assert!(matches!(gone, Err(Error::NotFound { .. })), "{gone:?}");
    })
    .await;
}

#[tokio::test]
async fn a_list_opens_with_the_viewers_own_view_unless_the_address_says_what_it_wants() {
    on_both(book, |programme| async move {
        let owner = viewer(&programme, 1, Role::Kam);
        let mut tx = programme.write().await;
        let opening = Said {
            opens: true,
            ..said("Large", "")
        };
        let view = save(&mut tx, &owner, "class=key&sort=-size", opening).await;
        let open = async |tx: &mut Tx, pairs: &[(&str, &str)]| {
            let params = pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect();
            Views::of(tx, &owner, LIST, &params).await.unwrap().asked()
        };
        let asked = open(&mut tx, &[]).await;
        assert_eq!(
            (asked.filter.as_str(), asked.order.by, asked.order.descending),
            ("key", "size", true)
        );
        assert_eq!(asked.query(), "class=key&sort=-size");
        assert_eq!(asked.at_page(2), format!("/sample?class=key&sort=-size&view={}&page=2", view.id));
        assert_eq!(open(&mut tx, &[("view", "all")]).await.filter, "");
        assert_eq!(open(&mut tx, &[("class", "small")]).await.filter, "small");
        let other = viewer(&programme, 2, Role::Kam);
        let theirs = Views::of(&mut tx, &other, LIST, &BTreeMap::new()).await.unwrap();
        assert_eq!(theirs.asked().filter, "", "another's list opens as ever");
    })
    .await;
}

#[tokio::test]
async fn a_view_needs_a_name_of_its_own_a_list_and_the_right_to_share() {
    on_both(book, |programme| async move {
        let (kam, manager) = (viewer(&programme, 1, Role::Kam), viewer(&programme, 2, Role::SalesManager));
        let mut tx = programme.write().await;
        save(&mut tx, &kam, "", said("Nördlich", "")).await;
        let long = "x".repeat(61);
        for (list, name, role, code) in [
            ("/sample", "", "", "form.missing"),
            ("/sample", long.as_str(), "", "views.too_long"),
            ("/sample", "NORDLICH", "", "views.taken"),
            ("/sample", "x", "king", "views.no_role"),
            ("//elsewhere.example", "x", "", "views.no_list"),
            ("/sample?x=1", "x", "", "views.no_list"),
            ("", "x", "", "views.no_list"),
            ("/sample", "x", "kam", "forbidden"),
        ] {
            let refused = acts::save(&mut tx, &kam, (list, ""), said(name, role)).await.unwrap_err();
            assert_eq!(refused.code(), code, "{list} {name} {role}");
        }
        save(&mut tx, &manager, "", said("NORDLICH", "kam")).await;
        for n in 0..39 {
            save(&mut tx, &kam, "", said(&format!("view {n}"), "")).await;
        }
        let refused = acts::save(&mut tx, &kam, ("/sample", ""), said("one more", "")).await.unwrap_err();
        assert_eq!(refused.code(), "views.too_many");
        let operator = programme.operator();
        let nobody = acts::save(&mut tx, &operator, ("/sample", ""), said("x", "")).await.unwrap_err();
        assert_eq!(nobody.code(), "not_found", "the operator has no lists");
    })
    .await;
}

#[test]
fn a_query_keeps_what_a_list_asks_for_and_nothing_else() {
    for (typed, kept) in [
        ("q=norr&class=key&sort=-name", "q=norr&class=key&sort=-name"),
        ("page=3&view=x&csrf=secret&q=a", "q=a"),
        ("q=%00+&class=", ""),
        ("<script>=1&Q=2&q=%22%3E%3Cscript%3E", "q=%22%3E%3Cscript%3E"),
        ("q=%E2%80%AEa", "q=%E2%80%AEa"),
    ] {
        assert_eq!(rules::query(typed), kept, "{typed}");
        assert_eq!(rules::query(kept), kept, "folding twice is folding once");
    }
    let long: String = (0..200).map(|n| format!("a_{}=value", "b".repeat(n % 7)) + "&").collect();
    assert_eq!(rules::query(&long), "", "too long to keep");
}

async fn csrf(browser: &mut Browser) -> String {
    browser.get("/password").await.csrf()
}

#[tokio::test]
async fn a_view_is_saved_changed_deleted_and_brought_back_by_forms() {
    let programme = TestProgramme::new(book()).await;
    let mut manager = programme.sign_in("manager", &[Role::SalesManager], None).await;
    let token = csrf(&mut manager).await;
    let form = [("csrf", token.as_str()), ("list", "/sample"), ("query", "q=a"), ("name", "")];
    let seen = manager.post("/views", &form).await;
    assert_eq!(seen.status, 422, "{}", seen.body);
    assert!(seen.body.contains("value=\"q=a\""), "what was to be saved is kept: {}", seen.body);
    let form = [
        ("csrf", token.as_str()),
        ("list", "/sample"),
        ("query", "q=a"),
        ("name", "A <b>"),
        ("role", "kam"),
    ];
    let seen = manager.post("/views", &form).await;
    assert_eq!(seen.status, 303, "{}", seen.body);
    let id = seen.location.split("view=").nth(1).unwrap().to_owned();
    assert_eq!(seen.location, format!("/sample?q=a&view={id}"));
    let page = manager.get("/views").await;
    assert!(
        page.body.contains("A &lt;b&gt;") && page.body.contains(crate::web::say_role(Role::Kam)),
        "{}",
        page.body
    );
    let form = [
        ("csrf", token.as_str()),
        ("version", "1"),
        ("name", "B"),
        ("role", "kam"),
        ("opens", "yes"),
    ];
    assert_eq!(manager.post(&format!("/views/{id}"), &form).await.status, 303);
    assert_eq!(
        manager.post(&format!("/views/{id}"), &form).await.status,
        409,
        "somebody else saved first"
    );
    let form = [("csrf", token.as_str()), ("version", "2")];
    assert_eq!(manager.post(&format!("/views/{id}/deletion"), &form).await.status, 303);
    let page = manager.get(&format!("/views/{id}")).await;
    assert!(page.body.contains("This view is deleted"), "{}", page.body);
    let form = [("csrf", token.as_str()), ("version", "3")];
    assert_eq!(manager.post(&format!("/views/{id}/restoration"), &form).await.status, 303);
    let seen = manager.get("/api/v1/views?list=/sample").await;
    let expected = format!(
        r#"{{"items":[{{"id":"{id}","list":"/sample","name":"B","query":"q=a","href":"/sample?q=a&view={id}","role":"kam","opens":true,"own":true,"deleted":false,"version":4}}],"next":null}}"#
    );
    assert_eq!(seen.body, expected);
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    assert!(kam.get("/api/v1/views?list=/sample").await.body.contains("\"own\":false"));
    assert_eq!(kam.get(&format!("/views/{id}")).await.status, 404, "it is another's to change");
    let seen = manager.get("/search?q=b").await;
    assert!(
        seen.body.contains(&format!("/sample?q=a&amp;view={id}")),
        "one's own views are found: {}",
        seen.body
    );
}

#[tokio::test]
async fn programs_save_change_delete_and_bring_back_a_view() {
    on_both(book, |programme| async move {
        programme.sign_in("manager", &[Role::SalesManager], None).await;
        let mut program = programme.program("manager", "views:write").await;
        let body = json!({ "list": "/sample", "query": "q=a&page=2", "name": "A", "opens": true });
        let made = program.call("POST", "/api/v1/views", &body, &[]).await;
        assert_eq!((made.status, &made.json()["version"]), (201, &json!(1)), "{}", made.body);
        let path = made.json()["href"].as_str().unwrap().to_owned();
        let found = program.get(&path).await.json();
        assert_eq!(
            (&found["query"], &found["opens"], &found["role"]),
            (&json!("q=a"), &json!(true), &json!(null))
        );
        let seen = |version: &'static str| [("if-match", version)];
        let body = json!({ "name": "B", "role": "kam" });
        let changed = program.call("PUT", &path, &body, &seen("\"1\"")).await;
        assert_eq!((changed.status, &changed.json()["version"]), (200, &json!(2)), "{}", changed.body);
        let late = program.call("PUT", &path, &json!({ "name": "C" }), &seen("\"1\"")).await.json();
        assert_eq!(late["status"], 412, "{late}");
        assert_eq!(late["differs"]["name"], json!({ "sent": "C", "now": "B" }), "{late}");
        assert_eq!(late["differs"]["role"], json!({ "sent": null, "now": "kam" }), "{late}");
        let query = program
            .call("POST", &format!("{path}/query"), &json!({ "query": "q=b" }), &seen("\"2\""))
            .await;
        assert_eq!((query.status, &query.json()["version"]), (200, &json!(3)), "{}", query.body);
        let gone = program.send("DELETE", &path, None, &seen("\"3\"")).await;
        assert_eq!((gone.status, &gone.json()["version"]), (200, &json!(4)), "{}", gone.body);
        let back = program.send("POST", &format!("{path}/restoration"), None, &seen("\"4\"")).await;
        assert_eq!((back.status, &back.json()["version"]), (200, &json!(5)), "{}", back.body);
        let found = program.get(&path).await.json();
        assert_eq!(
            (&found["name"], &found["query"], &found["opens"]),
            (&json!("B"), &json!("q=b"), &json!(false))
        );
    })
    .await;
}
