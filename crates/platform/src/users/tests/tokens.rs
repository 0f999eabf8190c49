//! An access token opens what it was made for, while it lives, and never more than its user may.

use super::{ADMINISTRATOR, KAM, id_of, journaled, submit, user_of};
use crate::access::Role;
use crate::sample::{book, listen};
use crate::testing::{Browser, TestProgramme, on_both};
use crate::users::acts::{Particulars, close, reset_password, update};
use crate::users::tokens::Scopes;
use serde_json::json;
use std::collections::BTreeSet;

const SAMPLE: &str = "/api/v1/sample";
const DAY: i64 = 24 * 60 * 60;

async fn reads(program: &mut Browser) -> u16 {
    program.get(SAMPLE).await.status
}

async fn writes(program: &mut Browser) -> u16 {
    program.call("POST", SAMPLE, &json!({ "name": "Kai" }), &[]).await.status
}

#[tokio::test]
async fn a_token_is_made_on_ones_own_page_and_shown_once() {
    on_both(book, |programme| async move {
        let mut kam = programme.sign_in("kam", KAM, None).await;
        let said = [("name", "Nightly export"), ("days", "30"), ("scope-sample", "write")];
        let made = submit(&mut kam, "/tokens", "/tokens", &said).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let secret = made.body.split("mainstay_").nth(1).unwrap().split('<').next().unwrap();
        let secret = format!("mainstay_{secret}");
        assert!(!kam.get("/tokens").await.body.contains(&secret), "it is shown once");
        let mut program = programme.stranger();
        program.token = secret.clone();
        assert_eq!((reads(&mut program).await, writes(&mut program).await), (200, 201));
        let page = kam.get("/tokens").await.body;
        assert!(
            page.contains("Nightly export") && page.contains("sample:write") && page.contains("Mar"),
            "{page}"
        );
        let mut tx = programme.read().await;
        let rows = tx
            .all(&crate::database::Query::new("select token_digest from users_token"))
            .await
            .unwrap();
        assert_eq!(rows[0].get::<String>(0).unwrap(), crate::secret::digest(&secret));
        let journal = journaled(&programme).await;
        assert!(journal.contains("token_made") && !journal.contains(&secret), "{journal}");
    })
    .await;
}

#[tokio::test]
async fn a_token_without_name_purpose_or_end_is_not_made() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", KAM, None).await;
    for said in [
        [("name", ""), ("days", "30"), ("read", "yes")],
        [("name", "x"), ("days", "0"), ("read", "yes")],
        [("name", "x"), ("days", "366"), ("read", "yes")],
        [("name", "x"), ("days", "soon"), ("read", "yes")],
        [("name", "x"), ("days", "30"), ("read", "no")],
        [("name", "x"), ("days", "30"), ("scope-nothing", "write")],
    ] {
        let seen = submit(&mut kam, "/tokens", "/tokens", &said).await;
        assert_eq!(seen.status, 422, "{said:?}");
        assert!(!seen.body.contains("mainstay_"));
    }
}

#[tokio::test]
async fn scopes_narrow_what_the_user_may_do() {
    let programme = TestProgramme::new(book()).await;
    programme.sign_in("kam", KAM, None).await;
    for (scopes, read, write) in [
        ("read", 200, 403),
        ("sample:read", 200, 403),
        ("sample:write", 200, 201),
        ("jobs:write", 403, 403),
        ("users:write jobs:read", 403, 403),
    ] {
        let mut program = programme.program("kam", scopes).await;
        assert_eq!((reads(&mut program).await, writes(&mut program).await), (read, write), "{scopes}");
    }
    // The auditor may see and not change, whatever the token says.
    programme.sign_in("auditor", &[Role::Auditor], None).await;
    let mut program = programme.program("auditor", "read sample:write").await;
    assert_eq!((reads(&mut program).await, writes(&mut program).await), (200, 403));
}

#[tokio::test]
async fn a_token_loses_what_its_user_loses_at_once() {
    on_both(book, |programme| async move {
        programme.sign_in("kam", KAM, None).await;
        let mut program = programme.program("kam", "sample:write").await;
        assert_eq!(reads(&mut program).await, 200);
        let user = user_of(&programme, "kam").await;
        let mut tx = programme.write().await;
        let said = Particulars {
            login: user.login.clone(),
            name: user.name.clone(),
            person: None,
            roles: BTreeSet::from([Role::CrmOwner]),
        };
        update(&mut tx, &programme.operator(), user.id, user.version, said).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((reads(&mut program).await, writes(&mut program).await), (403, 403));
    })
    .await;
}

#[tokio::test]
async fn a_token_ends_in_time_by_its_owner_by_the_administrator_and_with_its_user() {
    on_both(book, |programme| async move {
        let mut kam = programme.sign_in("kam", KAM, None).await;
        let mut chief = programme.sign_in("chief", ADMINISTRATOR, None).await;
        let id = id_of(&programme, "kam").await;
        let end_of = |page: &str, before: &str| {
            let after = page.split(before).nth(1).unwrap_or_else(|| panic!("{before} in {page}"));
            format!("{before}{}", after.split('"').next().unwrap())
        };
        let mut program = programme.program("kam", "read").await;
        let page = kam.get("/tokens").await;
        let to = end_of(&page.body, "/tokens/");
        assert_eq!(submit(&mut chief, "/tokens", &to, &[]).await.status, 404, "not by somebody else");
        assert_eq!(submit(&mut kam, "/tokens", &to, &[]).await.status, 303);
        assert_eq!(reads(&mut program).await, 401);

        let mut program = programme.program("kam", "read").await;
        let at = format!("/users/{id}");
        let page = chief.get(&at).await;
        let to = end_of(&page.body, &format!("{at}/tokens/"));
        assert_eq!(submit(&mut chief, &at, &to, &[]).await.status, 303);
        assert_eq!(reads(&mut program).await, 401);

        let mut program = programme.program("kam", "read").await;
        programme.clock.advance(30 * DAY - 1);
        assert_eq!(reads(&mut program).await, 200);
        programme.clock.advance(3);
        assert_eq!(reads(&mut program).await, 401);

        let mut program = programme.program("kam", "read").await;
        let mut tx = programme.write().await;
        reset_password(&mut tx, &programme.operator(), id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(reads(&mut program).await, 401);

        let mut program = programme.program("kam", "read").await;
        let mut tx = programme.write().await;
        close(&mut tx, &programme.operator(), id, true).await.unwrap();
        close(&mut tx, &programme.operator(), id, false).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(reads(&mut program).await, 401, "opened again, the user makes a new one");
    })
    .await;
}

#[tokio::test]
async fn a_token_opens_no_page_and_makes_no_token() {
    let programme = TestProgramme::new(book()).await;
    programme.sign_in("chief", ADMINISTRATOR, None).await;
    let mut program = programme.program("chief", &programme.every_scope()).await;
    for page in ["/", "/tokens", "/users", "/sample", "/api", "/figures"] {
        let seen = program.get(page).await;
        assert!(matches!(seen.status, 303 | 404), "{page}: {}", seen.status);
        assert!(seen.status == 404 || seen.location.starts_with("/sign-in"), "{page}");
    }
    assert!(
        programme
            .routes
            .iter()
            .all(|route| !(route.path.starts_with("/api/v1/") && route.path.contains("token"))),
        "no operation makes tokens"
    );
}

#[tokio::test]
async fn a_token_stands_in_no_log() {
    let programme = TestProgramme::new(book()).await;
    programme.sign_in("kam", KAM, None).await;
    let mut program = programme.program("kam", "read").await;
    let (log, _listening) = listen();
    reads(&mut program).await;
    writes(&mut program).await;
    program.get("/api/v1/sample/fault").await;
    let secret = program.token.trim_start_matches("mainstay_").to_owned();
    program.token.push('x');
    reads(&mut program).await;
    assert!(!log.text().contains(&secret), "{}", log.text());
}

#[tokio::test]
async fn nobody_has_more_than_fifty_living_tokens() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", KAM, None).await;
    for _ in 0..50 {
        programme.program("kam", "read").await;
    }
    let said = [("name", "One more"), ("days", "30"), ("read", "yes")];
    let seen = submit(&mut kam, "/tokens", "/tokens", &said).await;
    assert_eq!(seen.status, 422);
}

#[test]
fn scopes_read_what_they_write_and_drop_what_nobody_knows() {
    let scopes = Scopes::parse(
        "read accounts:write  staff:read staff:fly moon:read accounts",
        &["accounts", "staff"],
    );
    assert_eq!(scopes.to_string(), "accounts:write read staff:read");
    assert!(scopes.admit("accounts", false) && scopes.admit("accounts", true) && scopes.admit("staff", true));
    assert!(!scopes.admit("staff", false) && scopes.admit("coaching", true) && !scopes.admit("coaching", false));
    let narrow = Scopes::parse("accounts:read", &["accounts"]);
    let permission = crate::access::Permission::new;
    assert!(narrow.keep(permission("accounts.see")) && !narrow.keep(permission("accounts.change")));
    assert!(!narrow.keep(permission("staff.see")) && !narrow.keep(permission("accounts_see")));
}
