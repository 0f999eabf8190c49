//! Assignments and positions: what was just done is taken back, by whoever did it, while nothing changed since.

use super::super::rules::positions::SaidPosition;
use super::super::{Assignment, acts, store};
use crate::foundation::accounts::tests::{account_id, cast, entries, outline, person_id};
use platform::access::Role;
use platform::testing::{Browser, Seen, TestProgramme, on_both};
use vocabulary::PositionId;

async fn send(browser: &mut Browser, path: &str, pairs: &[(&str, &str)]) -> Seen {
    let csrf = browser.get("/staff/assignments/new").await.csrf();
    let mut form = vec![("csrf", csrf.as_str())];
    form.extend(pairs);
    browser.post(path, &form).await
}

/// What the page says after an act, and where its button leads.
async fn landed(browser: &mut Browser, seen: &Seen) -> (String, String) {
    assert_eq!(seen.status, 303, "{}", seen.body);
    let page = browser.get(&seen.location).await;
    let undo = page.body.split("action=\"/staff/changes/").nth(1).map(|rest| {
        let entry = rest.split('/').next().unwrap();
        format!("/staff/changes/{entry}/undo")
    });
    (outline(&page.body), undo.unwrap_or_default())
}

async fn held(programme: &TestProgramme, account: &str) -> Vec<String> {
    let id = account_id(programme, account).await;
    let list = store::list_of_accounts(&mut programme.read().await, &[id], None).await.unwrap();
    let line = |held: &Assignment| format!("{} {} {} {}", held.person.reference, held.role, held.share, held.interval);
    list.iter().map(line).collect()
}

async fn the_one(programme: &TestProgramme, account: &str, person: &str) -> Assignment {
    let (account, person) = (account_id(programme, account).await, person_id(programme, person).await);
    let mut list = store::list_of_accounts(&mut programme.read().await, &[account], None)
        .await
        .unwrap();
    list.retain(|held| held.person.id == person);
    list.remove(0)
}

#[tokio::test]
async fn an_assignment_that_was_begun_ended_or_taken_away_comes_back_as_it_was() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let mut hr = programme.sign_in("hr", &[Role::HrPartner], None).await;
        let before = held(&programme, "A-2").await;
        let new = [
            ("account", "A-2"),
            ("person", "P-6"),
            ("role", "expert"),
            ("share", "30"),
            ("from", "2026-03-01"),
            ("to", ""),
        ];
        let begun = send(&mut hr, "/staff/assignments", &new).await;
        let (page, undo) = landed(&mut hr, &begun).await;
        assert!(page.contains("Kurt Kahn is expert from 1 Mar 2026."), "{page}");
        let back = send(&mut hr, &undo, &[("version", "0"), ("back", "/staff/positions")]).await;
        assert_eq!(held(&programme, "A-2").await, before);
        assert!(back.location.starts_with("/staff/positions?done="), "{}", back.location);
        let (page, redo) = landed(&mut hr, &back).await;
        assert!(page.contains("taken away, as if it had never been"), "{page}");
        send(&mut hr, &redo, &[("version", "0"), ("back", "/")]).await;
        let with = held(&programme, "A-2").await;
        assert_eq!(with.len(), before.len() + 1, "{with:?}");

        let one = the_one(&programme, "A-2", "P-6").await;
        let end = format!("/staff/assignments/{}/end", one.id);
        let version = one.version.to_string();
        let ended = send(&mut hr, &end, &[("to", "2026-09-01"), ("version", &version)]).await;
        let (page, undo) = landed(&mut hr, &ended).await;
        assert!(page.contains("Kurt Kahn is expert until 1 Sep 2026."), "{page}");
        send(&mut hr, &undo, &[("version", "0"), ("back", "/")]).await;
        assert_eq!(held(&programme, "A-2").await, with, "without an end again");

        let one = the_one(&programme, "A-2", "P-6").await;
        let version = one.version.to_string();
        let removed = send(&mut hr, &end, &[("to", "2026-03-01"), ("version", &version)]).await;
        let (_, undo) = landed(&mut hr, &removed).await;
        assert_eq!(held(&programme, "A-2").await, before);
        send(&mut hr, &undo, &[("version", "0"), ("back", "/")]).await;
        assert_eq!(held(&programme, "A-2").await, with);
        assert_eq!(
            send(&mut hr, &undo, &[("version", "0"), ("back", "/")]).await.status,
            409,
            "it is there already"
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_done_is_offered_to_whoever_did_it_and_undone_by_nobody_without_the_right() {
    let programme = TestProgramme::new(crate::book()).await;
    cast(&programme).await;
    let mut hr = programme.sign_in("hr", &[Role::HrPartner], None).await;
    let one = the_one(&programme, "A-1", "P-4").await;
    let ended = [("to", "2026-09-01"), ("version", "1")];
    let ended = send(&mut hr, &format!("/staff/assignments/{}/end", one.id), &ended).await;
    let (_, undo) = landed(&mut hr, &ended).await;
    let mut administrator = programme.sign_in("administrator", &[Role::Administrator], None).await;
    assert_eq!(landed(&mut administrator, &ended).await.1, "", "somebody else did it");
    let mut auditor = programme.sign_in("auditor", &[Role::Auditor], None).await;
    let csrf = auditor.get("/staff").await.csrf();
    assert_eq!(auditor.post(&undo, &[("csrf", csrf.as_str()), ("back", "/")]).await.status, 403);
    // The line was changed since: nothing is taken back over that.
    let later = [("to", "2026-10-01"), ("version", "2")];
    send(&mut administrator, &format!("/staff/assignments/{}/end", one.id), &later).await;
    assert_eq!(landed(&mut hr, &ended).await.1, "", "it does not stand any more");
    assert_eq!(send(&mut hr, &undo, &[("version", "0"), ("back", "/")]).await.status, 409);
    let evil = "/staff/changes/00000000-0000-7000-8000-000000000000/undo";
    assert_eq!(
        send(&mut hr, evil, &[("version", "0"), ("back", "//evil.example")]).await.status,
        404
    );
}

async fn seat(programme: &TestProgramme) -> PositionId {
    let said = SaidPosition {
        reference: "DE-07".to_owned(),
        name: "Key accounts north".to_owned(),
        title: None,
    };
    let mut tx = programme.write().await;
    let id = acts::create_position(&mut tx, &programme.operator(), &said).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn holders(programme: &TestProgramme, id: PositionId) -> Vec<String> {
    let list = store::list_every_holder(&mut programme.read().await, id).await.unwrap();
    list.iter()
        .map(|holder| format!("{} {}", holder.person.reference, holder.interval))
        .collect()
}

#[tokio::test]
async fn a_seat_that_was_filled_or_vacated_is_as_it_was() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let id = seat(&programme).await;
        let mut hr = programme.sign_in("hr", &[Role::HrPartner], None).await;
        let (hold, vacate) = (format!("/staff/positions/{id}/holder"), format!("/staff/positions/{id}/vacancy"));
        let person = |version| [("person", "P-4"), ("from", "2026-01-01"), ("to", ""), ("version", version)];
        let seated = send(&mut hr, &hold, &person("1")).await;
        let (page, undo) = landed(&mut hr, &seated).await;
        assert!(
            page.contains("Kai Keller holds the position Key accounts north from 1 Jan 2026."),
            "{page}"
        );
        send(&mut hr, &undo, &[("back", "/")]).await;
        assert!(holders(&programme, id).await.is_empty());
        send(&mut hr, &hold, &person("3")).await;
        let whole = holders(&programme, id).await;
        for (day, left) in [("2026-06-01", 1), ("2026-01-01", 0)] {
            let version = store::look_up_position(&mut programme.read().await, "DE-07")
                .await
                .unwrap()
                .unwrap()
                .version;
            let vacated = send(&mut hr, &vacate, &[("day", day), ("version", &version.to_string())]).await;
            let (page, undo) = landed(&mut hr, &vacated).await;
            assert!(
                page.contains("Kai Keller no longer holds the position Key accounts north"),
                "{page}"
            );
            assert_eq!(holders(&programme, id).await.len(), left);
            send(&mut hr, &undo, &[("back", "/")]).await;
            assert_eq!(holders(&programme, id).await, whole, "vacated on {day}");
        }
        assert_eq!(entries(&programme, "position_held").await, 4, "twice seated, twice brought back");
    })
    .await;
}
