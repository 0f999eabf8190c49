//! Notices are told with the act or not at all, belong to one user, and go after a while.

use super::acts;
use super::rules::{Happened, Kind, Notice, NoticeId};
use super::{latest, tell, tell_people, unread};
use crate::access::{Role, Viewer};
use crate::chapter::Book;
use crate::database::Tx;
use crate::notes::tests::{CLOSED, OPEN, somebody};
use crate::sample;
use crate::testing::{TestProgramme, on_both};
use crate::users;
use serde_json::json;
use vocabulary::{Instant, PersonId, UserId};

const KIND: Kind = Kind {
    word: "sample.happened",
    name: "sample.place",
};
const OTHER: Kind = Kind {
    word: "sample.other",
    name: "sample.place",
};
const KINDS: &[Kind] = &[KIND, OTHER];

fn book() -> Book {
    sample::book().with_notices(&[KINDS])
}

fn user(number: u64) -> UserId {
    UserId::parse(&format!("00000000-0000-0000-0000-{number:012}")).unwrap()
}

fn viewer(programme: &TestProgramme, number: u64) -> Viewer {
    Viewer::new(user(number), "x".to_owned(), [Role::Kam].into(), None, &programme.app.book.access)
}

fn happened(words: &str) -> Happened {
    Happened::new("jobs.told_done", "/sample").with("job", words).with("subject", "")
}

async fn said(tx: &mut Tx, number: u64) -> Vec<String> {
    latest(tx, user(number))
        .await
        .unwrap()
        .iter()
        .map(|notice| notice.say().trim().to_owned())
        .collect()
}

#[tokio::test]
async fn a_notice_is_kept_with_the_act_and_seen_by_its_user_alone() {
    on_both(book, |programme| async move {
        let mut tx = programme.write().await;
        tell(&mut tx, &KIND, &[(user(1), happened("rolled back"))]).await.unwrap();
        drop(tx);
        let mut tx = programme.write().await;
        tell(&mut tx, &KIND, &[(user(1), happened("one")), (user(2), happened("two"))])
            .await
            .unwrap();
        tell(&mut tx, &OTHER, &[(user(1), happened("later"))]).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = programme.read().await;
        assert_eq!(said(&mut tx, 1).await, ["later: done.", "one: done."], "the latest first");
        assert_eq!(said(&mut tx, 2).await, ["two: done."]);
        assert_eq!(
            (unread(&mut tx, user(1)).await.unwrap(), unread(&mut tx, user(3)).await.unwrap()),
            (2, 0)
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_is_told_marks_theirs_and_nobody_elses() {
    on_both(book, |programme| async move {
        let mut tx = programme.write().await;
        for words in ["one", "two", "three"] {
            tell(&mut tx, &KIND, &[(user(1), happened(words))]).await.unwrap();
        }
        let ids: Vec<NoticeId> = latest(&mut tx, user(1)).await.unwrap().iter().map(|notice| notice.id).collect();
        let (mine, theirs) = (viewer(&programme, 1), viewer(&programme, 2));
        let refused = acts::mark(&mut tx, &theirs, ids[0], true).await.unwrap_err();
        assert_eq!(refused.code(), "not_found");
        acts::mark(&mut tx, &mine, ids[0], true).await.unwrap();
        assert_eq!(unread(&mut tx, user(1)).await.unwrap(), 2);
        acts::mark(&mut tx, &mine, ids[0], false).await.unwrap();
        // What was told after the page was read stays new.
        assert_eq!(acts::mark_all(&mut tx, &mine, ids[1]).await.unwrap(), 2);
        assert_eq!(unread(&mut tx, user(1)).await.unwrap(), 1);
        let operator = programme.operator();
        assert!(
            acts::mark(&mut tx, &operator, ids[0], true).await.is_err(),
            "nobody tells the operator anything"
        );
    })
    .await;
}

#[tokio::test]
async fn who_does_not_want_to_hear_of_a_kind_is_not_told_of_it() {
    on_both(book, |programme| async move {
        let mut tx = programme.write().await;
        acts::mute(&mut tx, &viewer(&programme, 1), &["sample.other"]).await.unwrap();
        for kind in KINDS {
            tell(&mut tx, kind, &[(user(1), happened(kind.word)), (user(2), happened(kind.word))])
                .await
                .unwrap();
        }
        assert_eq!(said(&mut tx, 1).await, ["sample.happened: done."]);
        assert_eq!(said(&mut tx, 2).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn people_are_told_as_users_and_whoever_did_it_knows() {
    on_both(book, |programme| async move {
        let person = |n: u64| PersonId::parse(&format!("00000000-0000-0000-0000-{n:012}")).unwrap();
        let mut tx = programme.write().await;
        let operator = programme.operator();
        let mut ids = Vec::new();
        for n in [71, 72, 73] {
            let said = users::acts::Particulars {
                login: format!("user{n}"),
                name: format!("User {n}"),
                person: Some(person(n)),
                roles: [Role::Kam].into(),
            };
            ids.push(users::acts::create(&mut tx, &operator, said).await.unwrap().0);
        }
        users::acts::close(&mut tx, &operator, ids[2], true).await.unwrap();
        let doer = Viewer::new(ids[0], "Doer".to_owned(), [].into(), None, &programme.app.book.access);
        let told = [71, 72, 73, 74].map(|n| (person(n), happened("it"))).to_vec();
        tell_people(&mut tx, &doer, &KIND, told).await.unwrap();
        let mut counts = Vec::new();
        for id in &ids {
            counts.push(unread(&mut tx, *id).await.unwrap());
        }
        assert_eq!(counts, [0, 1, 0], "the doer, an open user, a closed one");
    })
    .await;
}

#[tokio::test]
async fn read_ones_go_after_sixty_days_and_all_of_them_after_half_a_year() {
    on_both(book, |programme| async move {
        let mut tx = programme.write().await;
        for words in ["read", "unread"] {
            tell(&mut tx, &KIND, &[(user(1), happened(words))]).await.unwrap();
        }
        let first = latest(&mut tx, user(1)).await.unwrap().pop().unwrap();
        acts::mark(&mut tx, &viewer(&programme, 1), first.id, true).await.unwrap();
        tx.commit().await.unwrap();
        // The clock stood at 2026-03-02T09:00:00Z.
        for (at, left) in [
            ("2026-05-01T08:59:59Z", 2),
            ("2026-05-01T09:00:01Z", 1),
            ("2026-08-29T08:59:59Z", 1),
            ("2026-08-29T09:00:01Z", 0),
        ] {
            programme.clock.set(Instant::parse_rfc3339(at).unwrap());
            let mut tx = programme.write().await;
            acts::sweep(&mut tx).await.unwrap();
            assert_eq!(latest(&mut tx, user(1)).await.unwrap().len(), left, "{at}");
            tx.commit().await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn the_bell_counts_and_the_page_opens_marks_and_asks_what_to_tell() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let mut tx = programme.write().await;
    let id = users::store::look_up(&mut tx, "kam").await.unwrap().unwrap().id;
    tell(&mut tx, &KIND, &[(id, happened("<script>Import</script>"))]).await.unwrap();
    tx.commit().await.unwrap();
    let home = kam.get("/notifications").await;
    assert!(home.body.contains("Notifications, 1 new"), "{}", home.body);
    assert!(home.body.contains("&lt;script&gt;Import") && !home.body.contains("<script>Import"));
    let mut tx = programme.read().await;
    let notice = latest(&mut tx, id).await.unwrap().remove(0).id.to_string();
    drop(tx);
    let token = home.csrf();
    let path = format!("/notifications/{notice}");
    let seen = kam.post(&path, &[("csrf", token.as_str()), ("then", "open")]).await;
    assert_eq!((seen.status, seen.location.as_str()), (303, "/sample"), "to open it is to read it");
    assert!(kam.get("/notifications").await.body.contains("Notifications, nothing new"));
    let seen = kam.post(&path, &[("csrf", token.as_str()), ("then", "new")]).await;
    assert_eq!(seen.location, "/notifications");
    assert!(kam.get("/notifications?show=new").await.body.contains("One thing is new"));
    let form = [("csrf", token.as_str()), ("upto", notice.as_str())];
    assert_eq!(kam.post("/notifications/reading", &form).await.status, 303);
    let form = [("csrf", token.as_str()), ("sample.happened", "yes")];
    assert_eq!(kam.post("/notifications/choice", &form).await.status, 303);
    let page = kam.get("/notifications?kept=yes").await;
    assert!(page.body.contains("It holds for what happens from now on"), "{}", page.body);
    let mut stranger = programme.sign_in("other", &[Role::Kam], None).await;
    assert_eq!(stranger.get(&format!("/api/v1/notifications/{notice}")).await.status, 404);
    assert_eq!(stranger.get("/api/v1/notifications").await.body, r#"{"items":[],"next":null}"#);
}

#[tokio::test]
async fn programs_read_mark_and_mute() {
    on_both(book, |programme| async move {
        programme.sign_in("kam", &[Role::Kam], None).await;
        let mut tx = programme.write().await;
        let id = users::store::look_up(&mut tx, "kam").await.unwrap().unwrap().id;
        for words in ["one", "two", "three"] {
            tell(&mut tx, &KIND, &[(id, happened(words))]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut program = programme.program("kam", "notifications:write").await;
        let first = program.get("/api/v1/notifications?limit=2").await.json();
        assert_eq!(first["items"][0]["sentence"], "three: done. ");
        let (latest, before) = (&first["items"][0]["id"], &first["items"][1]["id"]);
        let next = first["next"].as_str().unwrap();
        let second = program.get(&format!("/api/v1/notifications?limit=2&cursor={next}")).await.json();
        assert_eq!((second["items"].as_array().unwrap().len(), &second["next"]), (1, &json!(null)));
        let marked = program
            .call("POST", "/api/v1/notifications/reading", &json!({ "upto": before }), &[])
            .await;
        assert_eq!(marked.status, 200, "{}", marked.body);
        let path = format!("/api/v1/notifications/{}", latest.as_str().unwrap());
        assert_eq!(
            program.get(&path).await.json()["read"],
            json!(null),
            "what came later has not been seen"
        );
        for read in [true, false] {
            let marked = program.call("POST", &path, &json!({ "read": read }), &[]).await;
            assert_eq!((marked.status, marked.json()["href"].as_str()), (200, Some(path.as_str())));
            assert_eq!(program.get(&path).await.json()["read"].is_string(), read);
        }
        let choice = "/api/v1/notifications/choice";
        let refused = program
            .call("POST", choice, &json!({ "muted": ["sample.other", "no.kind"] }), &[])
            .await;
        assert_eq!((refused.status, &refused.json()["code"]), (422, &json!("notifications.no_kind")));
        for muted in [json!(["sample.other"]), json!([])] {
            let chosen = program.call("POST", choice, &json!({ "muted": muted }), &[]).await;
            assert_eq!((chosen.status, chosen.json()["href"].as_str()), (200, Some(choice)));
            assert_eq!(program.get(choice).await.json()["muted"], muted);
        }
    })
    .await;
}

#[tokio::test]
async fn a_notice_names_its_record_while_its_reader_sees_it_and_keeps_no_name() {
    on_both(book, |programme| async move {
        let (mut kam, viewer) = somebody(&programme, "kam", Role::Kam).await;
        let mut tx = programme.write().await;
        for page in [OPEN, CLOSED] {
            let happened = Happened::new("notes.given", page).with("who", "Mia").about(page, "a number");
            tell(&mut tx, &KIND, &[(viewer.user.unwrap(), happened)]).await.unwrap();
        }
        let kept: Vec<String> = latest(&mut tx, viewer.user.unwrap())
            .await
            .unwrap()
            .iter()
            .map(Notice::say)
            .collect();
        assert_eq!(kept, ["Mia gave you a task on a number."; 2], "what is kept names no record");
        tx.commit().await.unwrap();
        let page = kam.get("/notifications").await.body;
        let seen = "Mia gave you a task on Number 7.";
        assert!(page.contains(seen) && page.contains("Mia gave you a task on a number."), "{page}");
        assert!(!page.contains("Number 700"), "nobody learns what they may not see: {page}");
        let mut program = programme.program("kam", &programme.every_scope()).await;
        let listed = program.get("/api/v1/notifications").await.json();
        let sentences = [&listed["items"][1]["sentence"], &listed["items"][0]["sentence"]];
        assert_eq!(sentences, [&json!(seen), &json!("Mia gave you a task on a number.")]);
        assert_eq!(listed["items"][1]["about"], OPEN);
        let one = format!("/api/v1/notifications/{}", listed["items"][1]["id"].as_str().unwrap());
        assert_eq!(program.get(&one).await.json()["values"]["record"], "Number 7");
    })
    .await;
}
