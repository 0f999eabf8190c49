//! How an account came to be as it is, and the way back. The clock of the tests begins on 2 March 2026.

use super::{account, account_id, cast, outline};
use crate::foundation::accounts::acts;
use platform::access::Role;
use platform::testing::{Browser, Seen, TestProgramme, on_both};
use vocabulary::AccountId;

const DAY: i64 = 24 * 60 * 60;

/// Gives an account another name, class and place in the hierarchy by its form.
async fn change(browser: &mut Browser, id: AccountId, version: &str, (name, class, parent): (&str, &str, &str)) -> Seen {
    let csrf = browser.get(&format!("/accounts/{id}/edit")).await.csrf();
    let said = [
        ("name", name),
        ("class", class),
        ("country", "PL"),
        ("parent", parent),
        ("version", version),
        ("csrf", &csrf),
    ];
    browser.post(&format!("/accounts/{id}"), &said).await
}

async fn undo(browser: &mut Browser, id: AccountId, version: &str) -> Seen {
    let csrf = browser.get(&format!("/accounts/{id}")).await.csrf();
    browser
        .post(&format!("/accounts/{id}/undo"), &[("csrf", csrf.as_str()), ("version", version)])
        .await
}

async fn history(browser: &mut Browser, id: AccountId, day: &str) -> String {
    let seen = browser.get(&format!("/accounts/{id}/history?day={day}")).await;
    assert_eq!(seen.status, 200, "{}", seen.body);
    outline(&seen.body)
}

#[tokio::test]
async fn an_account_shows_who_changed_what_and_how_it_stood_on_a_day() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = programme.sign_in("director", &[Role::KaDirector], None).await;
        let id = account_id(&programme, "A-2").await;
        let first = history(&mut director, id, "").await;
        assert!(
            first.contains("Nobody has changed anything since the record was imported."),
            "{first}"
        );
        assert_eq!(change(&mut director, id, "1", ("Nordwind Ost", "Target", "A-1")).await.status, 303);
        programme.clock.advance(3 * DAY);
        let mut crm = programme.sign_in("crm", &[Role::CrmOwner], None).await;
        assert_eq!(change(&mut crm, id, "2", ("Nordwind East", "Target", "")).await.status, 303);
        let mut director = programme.sign_in("director2", &[Role::KaDirector], None).await;
        let shown = history(&mut director, id, "2026-03-03").await;
        for said in [
            "As it stood at the end of 3 Mar 2026",
            "Name | Nordwind Ost | Nordwind East",
            "Class | Target | Target",
            " | A-1 | –none",
        ] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        let (latest, earlier) = (shown.find("Nordwind Ost → Nordwind East"), shown.find("nothing → Target"));
        assert!(latest < earlier && latest.is_some(), "the latest stands first: {shown}");
        // Before any change it had no class; the day of the change itself is taken at its end.
        let shown = history(&mut director, id, "2026-03-01").await;
        assert!(shown.contains("Class | –none | Target"), "{shown}");
        let shown = history(&mut director, id, "2026-03-02").await;
        assert!(shown.contains("Class | Target | Target"), "{shown}");
        let coming = history(&mut director, id, "2026-03-06").await;
        assert!(
            coming.contains("This day has not come yet") && !coming.contains("Class | Target"),
            "{coming}"
        );
        let wrong = director.get(&format!("/accounts/{id}/history?day=yesterday")).await;
        assert_eq!(wrong.status, 422);
    })
    .await;
}

#[tokio::test]
async fn the_latest_change_is_undone_and_brought_back_and_never_over_somebody_else() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut director = programme.sign_in("director", &[Role::KaDirector], None).await;
        let id = account_id(&programme, "A-2").await;
        assert_eq!(undo(&mut director, id, "1").await.status, 422, "nothing was changed yet");
        let landed = change(&mut director, id, "1", ("Nordwind East", "Target", "")).await.location;
        let page = director.get(&landed).await.body;
        assert!(page.contains("Changed just now: Name, Class, "), "{}", outline(&page));
        let plain = director.get(&format!("/accounts/{id}")).await.body;
        assert!(
            !plain.contains("Changed just now"),
            "the notice stands on the page after the act alone"
        );
        let mut crm = programme.sign_in("crm", &[Role::CrmOwner], None).await;
        let other = crm.get(&landed).await.body;
        assert!(
            !other.contains("Changed just now"),
            "only whoever did it is offered the way back on the page"
        );
        assert_eq!(undo(&mut crm, id, "1").await.status, 409, "the version is not the one that stands");
        assert_eq!(undo(&mut director, id, "2").await.status, 303);
        let back = account(&programme, "A-2").await;
        let above = account_id(&programme, "A-1").await;
        assert_eq!(
            (back.name.as_str(), back.class.clone(), back.parent),
            ("Nordwind Ost", None, Some(above))
        );
        assert_eq!(undo(&mut director, id, "3").await.status, 303);
        let again = account(&programme, "A-2").await;
        assert_eq!(
            (again.name.as_str(), again.class.as_deref(), again.parent),
            ("Nordwind East", Some("Target"), None)
        );
        programme.clock.advance(11 * 60);
        let page = director.get(&landed).await.body;
        assert!(!page.contains("Changed just now"), "after ten minutes the history offers it");
        assert!(history(&mut director, id, "").await.contains("Undo"));
        let mut auditor = programme.sign_in("auditor", &[Role::Auditor], None).await;
        assert!(
            !history(&mut auditor, id, "").await.contains("Undo"),
            "an auditor reads and changes nothing"
        );
        assert_eq!(undo(&mut auditor, id, "4").await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn a_change_that_was_erased_shows_nothing_and_cannot_be_undone() {
    let programme = TestProgramme::new(crate::book()).await;
    cast(&programme).await;
    let mut director = programme.sign_in("director", &[Role::KaDirector], None).await;
    let id = account_id(&programme, "A-2").await;
    change(&mut director, id, "1", ("Nordwind East", "Target", "")).await;
    let mut tx = programme.write().await;
    platform::journal::erase(&mut tx, &programme.operator(), "account", &id.to_string())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let shown = history(&mut director, id, "2026-03-01").await;
    assert!(
        shown.contains("What changed was erased.") && shown.contains("is not known"),
        "{shown}"
    );
    assert!(!shown.contains("Nordwind Ost"), "{shown}");
    let viewer = programme.viewer(Role::KaDirector);
    let refused = acts::undo(&mut programme.write().await, &viewer, id, 2).await.unwrap_err();
    assert!(refused.to_string().contains("nothing to undo"), "{refused}");
}

#[tokio::test]
async fn programs_read_the_changes_of_an_account_and_undo_the_latest() {
    let programme = TestProgramme::new(crate::book()).await;
    cast(&programme).await;
    let id = account_id(&programme, "A-2").await;
    let mut director = programme.sign_in("director", &[Role::KaDirector], None).await;
    change(&mut director, id, "1", ("Nordwind East", "Target", "A-1")).await;
    let listed = director.get(&format!("/api/v1/accounts/{id}/changes")).await.json();
    assert_eq!(listed["items"][0]["before"]["name"], "Nordwind Ost");
    assert_eq!(listed["items"][0]["after"]["class"], "Target");
    assert!(
        listed["items"][0]["after"].get("reference").is_none(),
        "only the fields of the form are told"
    );
    let mut director = programme.program("director", "accounts:write").await;
    let at = format!("/api/v1/accounts/{id}/undo");
    let key = ("idempotency-key", "undo-1");
    let body = serde_json::json!({});
    assert_eq!(director.call("POST", &at, &body, &[key]).await.status, 428);
    let undone = director
        .call("POST", &at, &body, &[("idempotency-key", "undo-2"), ("if-match", "\"2\"")])
        .await;
    assert_eq!(undone.status, 200, "{}", undone.body);
    assert_eq!(account(&programme, "A-2").await.name, "Nordwind Ost");
}
