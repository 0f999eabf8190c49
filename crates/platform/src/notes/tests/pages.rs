//! The section on the pages of records, and the pages of notes.

use super::super::rules::WORDS_MAX;
use super::{CLOSED, OPEN, shared, somebody, written};
use crate::access::Role;
use crate::notes::Said;
use crate::sample::book;
use crate::testing::{Browser, TestProgramme, on_both};

/// Writes a note by the form on a record's page.
async fn send(browser: &mut Browser, about: &str, words: &str) -> crate::testing::Seen {
    let csrf = browser.get(about).await.csrf();
    browser
        .post("/notes", &[("csrf", csrf.as_str()), ("about", about), ("words", words)])
        .await
}

#[tokio::test]
async fn every_page_of_a_record_has_its_notes_and_other_pages_have_none() {
    on_both(book, |programme| async move {
        let (mut kam, _) = somebody(&programme, "kam", Role::Kam).await;
        let empty = kam.get(OPEN).await;
        assert!(
            empty.body.contains("id=\"notes\"") && empty.body.contains("worth remembering"),
            "{}",
            empty.body
        );
        assert!(
            empty.body.contains("<details class=\"more\" open>"),
            "with nothing there, the form stands open"
        );
        let sent = send(&mut kam, OPEN, "<b>bold</b>\n\n- a point").await;
        assert_eq!(sent.status, 303);
        assert!(sent.location.starts_with("/sample/number/7#note-"), "{}", sent.location);
        let page = kam.get(OPEN).await;
        assert!(
            page.body.contains("<p>&lt;b&gt;bold&lt;/b&gt;</p><ul><li>a point</li></ul>"),
            "{}",
            page.body
        );
        for path in ["/sample", "/sample/large", "/notes", CLOSED] {
            let other = kam.get(path).await;
            assert!(
                other.status == 200 && !other.body.contains("id=\"notes\""),
                "{path}: {}",
                other.body
            );
        }
        let (mut administrator, _) = somebody(&programme, "administrator", Role::Administrator).await;
        let unseen = administrator.get(OPEN).await;
        assert!(!unseen.body.contains("a point"), "the page opens for them, the record does not");
    })
    .await;
}

#[tokio::test]
async fn whoever_only_reads_sees_no_form() {
    let programme = TestProgramme::new(book()).await;
    let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
    written(&programme, &kam, OPEN, shared("read this")).await;
    let (mut auditor, _) = somebody(&programme, "auditor", Role::Auditor).await;
    let page = auditor.get(OPEN).await;
    let section = page.body.split("id=\"notes\"").nth(1).unwrap();
    assert!(section.contains("read this") && !section.contains("<textarea"), "{section}");
    let csrf = page.csrf();
    let refused = auditor
        .post("/notes", &[("csrf", csrf.as_str()), ("about", OPEN), ("words", "x")])
        .await;
    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn a_form_that_cannot_be_kept_comes_back_with_what_was_typed() {
    let programme = TestProgramme::new(book()).await;
    let (mut kam, _) = somebody(&programme, "kam", Role::Kam).await;
    let long = "x".repeat(WORDS_MAX + 1);
    let refused = send(&mut kam, OPEN, &long).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("4,000 characters") && refused.body.contains(&long));
    for about in [CLOSED, "/sample/number/x", "/sample", "//evil.example", ""] {
        let csrf = kam.get(OPEN).await.csrf();
        let refused = kam
            .post("/notes", &[("csrf", csrf.as_str()), ("about", about), ("words", "x")])
            .await;
        assert_eq!(refused.status, 404, "{about}");
    }
}

#[tokio::test]
async fn a_note_is_deleted_and_brought_back_from_the_page_that_says_so() {
    on_both(book, |programme| async move {
        let (mut kam, viewer) = somebody(&programme, "kam", Role::Kam).await;
        let note = written(&programme, &viewer, OPEN, shared("away with it")).await;
        let csrf = kam.get(OPEN).await.csrf();
        let address = format!("/notes/{}/deletion", note.id);
        let deleted = kam.post(&address, &[("csrf", csrf.as_str()), ("version", "1")]).await;
        assert_eq!(
            (deleted.status, deleted.location.as_str()),
            (303, format!("{OPEN}?done=notes.deleted+{}", note.id).as_str())
        );
        let page = kam.get(&deleted.location).await;
        assert!(
            page.body.contains("The note is deleted.") && !page.body.contains("away with it"),
            "{}",
            page.body
        );
        let (mut other, _) = somebody(&programme, "other", Role::Kam).await;
        let theirs = other.get(&deleted.location).await;
        assert!(!theirs.body.contains("The note is deleted."), "nobody else is told");
        let address = format!("/notes/{}/restoration", note.id);
        let back = kam.post(&address, &[("csrf", csrf.as_str()), ("version", "2")]).await;
        assert_eq!(
            (back.status, back.location.as_str()),
            (303, format!("{OPEN}#note-{}", note.id).as_str())
        );
        assert!(kam.get(OPEN).await.body.contains("away with it"));
    })
    .await;
}

#[tokio::test]
async fn two_edits_of_one_note_show_both_texts_and_neither_is_lost() {
    on_both(book, |programme| async move {
        let (mut kam, viewer) = somebody(&programme, "kam", Role::Kam).await;
        let note = written(&programme, &viewer, OPEN, shared("as it was")).await;
        let address = format!("/notes/{}", note.id);
        let csrf = kam.get(&address).await.csrf();
        let form = |words: &'static str, version: &'static str| {
            [("csrf", csrf.clone()), ("version", version.to_owned()), ("words", words.to_owned())]
        };
        assert_eq!(kam.post(&address, &form("by one window", "1")).await.status, 303);
        let late = kam.post(&address, &form("by the other", "1")).await;
        assert_eq!(late.status, 409);
        assert!(
            late.body.contains("by one window") && late.body.contains("by the other"),
            "{}",
            late.body
        );
        assert!(late.body.contains("name=\"version\" value=\"2\""), "the next save knows both");
        assert_eq!(kam.post(&address, &form("both of them", "2")).await.status, 303);
        assert!(kam.get(OPEN).await.body.contains("both of them"));
    })
    .await;
}

#[tokio::test]
async fn older_notes_wait_on_a_page_of_their_own() {
    let programme = TestProgramme::new(book()).await;
    let (mut kam, viewer) = somebody(&programme, "kam", Role::Kam).await;
    for number in 0..30 {
        written(&programme, &viewer, OPEN, shared(&format!("number {number}."))).await;
    }
    let page = kam.get(OPEN).await;
    assert!(page.body.contains("number 22.") && !page.body.contains("number 21."));
    let older = page.body.split("href=\"/notes?about=").nth(1).unwrap().split('"').next().unwrap();
    let older = kam.get(&format!("/notes?about={}", older.replace("&amp;", "&"))).await;
    assert!(older.body.contains("number 21.") && older.body.contains("number 2.") && !older.body.contains("number 1."));
    assert_eq!(kam.get(&format!("/notes?about={CLOSED}")).await.status, 404);
}

#[tokio::test]
async fn a_note_of_its_own_address_shows_its_talk_and_only_to_whoever_may() {
    on_both(book, |programme| async move {
        let (mut kam, viewer) = somebody(&programme, "kam", Role::Kam).await;
        let (mut manager, _) = somebody(&programme, "manager", Role::SalesManager).await;
        let (mut administrator, _) = somebody(&programme, "administrator", Role::Administrator).await;
        let note = written(&programme, &viewer, OPEN, shared("a question")).await;
        let private = Said {
            words: "unspeakable",
            private: true,
        };
        let secret = written(&programme, &viewer, OPEN, private).await;
        let address = format!("/notes/{}", note.id);
        let page = manager.get(&address).await;
        assert!(
            page.status == 200 && page.body.contains("a question") && !page.body.contains(">Save<"),
            "{}",
            page.body
        );
        let csrf = page.csrf();
        let answered = manager
            .post(&format!("{address}/answers"), &[("csrf", csrf.as_str()), ("words", "an answer")])
            .await;
        assert_eq!(answered.status, 303, "{}", answered.body);
        let empty = manager
            .post(&format!("{address}/answers"), &[("csrf", csrf.as_str()), ("words", " ")])
            .await;
        assert_eq!(empty.status, 422);
        let own = kam.get(&address).await;
        assert!(own.body.contains("an answer") && own.body.contains(">Save<"), "{}", own.body);
        assert_eq!(administrator.get(&address).await.status, 404);
        let hidden = manager.get(&format!("/notes/{}", secret.id)).await;
        assert!(hidden.status == 404 && !hidden.body.contains("unspeakable"));
        assert_eq!(manager.get("/notes/no-note").await.status, 404);
    })
    .await;
}
