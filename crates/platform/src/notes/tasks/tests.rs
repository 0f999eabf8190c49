//! Tasks: who makes, owns, does and sees them.

use super::acts::{self, Said};
use super::rules::{self, Task, WORDS_MAX, Which};
use super::{complete, create, delete, reading, reopen, restore, update};
use crate::access::{Role, Viewer};
use crate::database::Tx;
use crate::notes::tests::{CLOSED, OPEN, delete_and_restore, programs, record, shared, somebody, written};
use crate::sample::book;
use crate::testing::{Browser, TestProgramme, on_both};
use crate::{Error, notifications, search};
use serde_json::json;
use vocabulary::{Day, Instant};

fn said<'a>(words: &'a str, owner: &'a str, due: &str) -> Said<'a> {
    Said {
        words,
        owner,
        due: Day::parse(due).ok(),
    }
}

async fn made(tx: &mut Tx, programme: &TestProgramme, viewer: &Viewer, path: &str, said: Said<'_>) -> Task {
    let on = record(programme, path);
    create(tx, &programme.app, viewer, (&on, None), said).await.unwrap()
}

async fn mine(tx: &mut Tx, programme: &TestProgramme, viewer: &Viewer, which: Which) -> Vec<String> {
    let tasks = reading::mine(tx, &programme.app.book, viewer, Some(which)).await.unwrap();
    tasks.into_iter().map(|one| one.task.words).collect()
}

fn code(refused: crate::Result<Task>) -> (String, Option<String>) {
    match refused {
        Err(Error::Refused(refusal)) => (refusal.code.clone(), refusal.field.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_task_is_one_line_of_at_most_two_hundred_characters() {
    assert_eq!(rules::words(" Call\r\nNorrland\u{0}  today ").unwrap(), "Call Norrland today");
    for (typed, expected) in [
        ("\u{202E} ".to_owned(), "notes.no_task"),
        ("x".repeat(WORDS_MAX + 1), "notes.task_too_long"),
        ("x".repeat(10_000), "notes.task_too_long"),
    ] {
        let refusal = rules::words(&typed).unwrap_err();
        assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), (expected, Some("words")));
    }
}

#[test]
fn a_task_is_due_within_ten_years_or_was_within_the_last() {
    let day = |text: &str| Day::parse(text).unwrap();
    let code = |text: &str| rules::due(Some(day(text)), day("2026-03-02")).map_err(|refusal| refusal.code);
    for kept in ["2025-03-02", "2026-03-02", "2036-03-02"] {
        assert_eq!(code(kept), Ok(Some(day(kept))));
    }
    for refused in ["1026-03-02", "2025-03-01"] {
        assert_eq!(code(refused), Err("notes.due_past".to_owned()), "{refused}");
    }
    assert_eq!(code("2036-03-03"), Err("notes.due_ahead".to_owned()));
    assert_eq!(rules::due(None, day("2026-03-02")).unwrap(), None);
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_task_is_named_at_once() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        let mut tx = programme.write().await;
        let on = record(&programme, OPEN);
        let refused = create(&mut tx, &programme.app, &kam, (&on, None), said(" ", "nobody", "1026-03-02")).await;
        let Err(Error::Refused(refusal)) = refused else {
            panic!("{refused:?}")
        };
        let codes: Vec<&str> = refusal.all().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["notes.no_task", "notes.nobody", "notes.due_past"]);
    })
    .await;
}

#[tokio::test]
async fn a_day_that_a_task_has_had_for_years_stays() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        let mut tx = programme.write().await;
        let task = made(&mut tx, &programme, &kam, OPEN, said("look", "", "2026-03-10")).await;
        tx.commit().await.unwrap();
        programme.clock.set(Instant::parse_rfc3339("2029-04-01T09:00:00Z").unwrap());
        let mut tx = programme.write().await;
        let kept = update(&mut tx, &programme.app, &kam, (task.id, 1), said("look again", "", "2026-03-10")).await;
        assert!(kept.is_ok(), "{kept:?}");
        let refused = update(&mut tx, &programme.app, &kam, (task.id, 2), said("look", "", "2026-03-11")).await;
        assert_eq!(code(refused), ("notes.due_past".to_owned(), Some("due".to_owned())));
    })
    .await;
}

#[tokio::test]
async fn a_task_that_is_done_already_says_by_whom() {
    on_both(book, |programme| async move {
        let (mut kam_page, kam) = somebody(&programme, "kam", Role::Kam).await;
        let (mut other_page, _) = somebody(&programme, "other", Role::Kam).await;
        let mut tx = programme.write().await;
        let task = made(&mut tx, &programme, &kam, OPEN, said("look", "other", "")).await;
        tx.commit().await.unwrap();
        let href = format!("/notes/tasks/{}", task.id);
        for (browser, told) in [
            (&mut other_page, "Done."),
            (&mut kam_page, "Done already, by other, 2\u{a0}Mar 2026, 09:00."),
        ] {
            let csrf = browser.get("/notes/tasks").await.csrf();
            let form = [("csrf", csrf.as_str()), ("version", "1"), ("back", "/notes/tasks")];
            let answer = browser.post(&format!("{href}/completion"), &form).await;
            assert_eq!(answer.status, 303, "{}", answer.body);
            let page = browser.get(&answer.location).await.body;
            assert!(page.contains(told), "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_task_belongs_to_one_who_sees_its_record_and_they_are_told() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        let (_, manager) = somebody(&programme, "manager", Role::SalesManager).await;
        let (_, administrator) = somebody(&programme, "administrator", Role::Administrator).await;
        let mut tx = programme.write().await;
        let own = made(&mut tx, &programme, &kam, OPEN, said("mine", "", "")).await;
        assert_eq!(own.owner, kam.user.unwrap());
        let given = made(&mut tx, &programme, &kam, OPEN, said("theirs", "MAN", "2026-03-10")).await;
        assert_eq!(Some(given.owner), manager.user, "the beginning of a name is enough");
        let told = notifications::latest(&mut tx, manager.user.unwrap()).await.unwrap();
        let told: Vec<_> = told.iter().map(|notice| (notice.say(), notice.href.clone())).collect();
        let page = format!("/notes/tasks/{}", given.id);
        assert_eq!(told, [("kam gave you a task on a number.".to_owned(), page)]);
        for (owner, expected) in [("administrator", "notes.nobody"), ("nobody", "notes.nobody"), ("%", "notes.nobody")] {
            let on = record(&programme, OPEN);
            let refused = create(&mut tx, &programme.app, &kam, (&on, None), said("x", owner, "")).await;
            assert_eq!(code(refused), (expected.to_owned(), Some("owner".to_owned())), "{owner}");
        }
        let closed = create(
            &mut tx,
            &programme.app,
            &kam,
            (&record(&programme, CLOSED), None),
            said("x", "", ""),
        )
        .await;
        assert!(matches!(closed, Err(Error::NotFound { what: "record" })), "{closed:?}");
        let hidden = acts::find(&mut tx, &programme.app, &administrator, given.id).await;
        assert!(matches!(hidden, Err(Error::NotFound { what: "task" })), "{hidden:?}");
    })
    .await;
}

#[tokio::test]
async fn a_name_that_several_have_is_asked_about() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        for login in ["anna.berg", "anna.lind"] {
            somebody(&programme, login, Role::Kam).await;
        }
        let mut tx = programme.write().await;
        let on = record(&programme, OPEN);
        let refused = create(&mut tx, &programme.app, &kam, (&on, None), said("x", "anna", "")).await;
        assert_eq!(code(refused).0, "notes.several");
        assert!(
            create(&mut tx, &programme.app, &kam, (&on, None), said("x", "Anna.Lind", ""))
                .await
                .is_ok()
        );
    })
    .await;
}

#[tokio::test]
async fn tasks_wait_by_their_day_and_are_done_and_undone() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        let (_, other) = somebody(&programme, "other", Role::Kam).await;
        let mut tx = programme.write().await;
        // The test day is 2 March 2026: what is due that day is not overdue.
        for (words, due) in [
            ("some day", ""),
            ("later", "2026-04-01"),
            ("today", "2026-03-02"),
            ("late", "2026-03-01"),
        ] {
            made(&mut tx, &programme, &kam, OPEN, said(words, "", due)).await;
        }
        assert_eq!(
            mine(&mut tx, &programme, &kam, Which::Open).await,
            ["late", "today", "later", "some day"]
        );
        assert_eq!(mine(&mut tx, &programme, &kam, Which::Overdue).await, ["late"]);
        let given = made(&mut tx, &programme, &kam, OPEN, said("given", "other", "")).await;
        assert_eq!(mine(&mut tx, &programme, &kam, Which::Given).await, ["given"]);
        assert_eq!(mine(&mut tx, &programme, &other, Which::Open).await, ["given"]);
        let done = complete(&mut tx, &programme.app, &other, (given.id, 1)).await.unwrap();
        assert_eq!(done.done, Some((tx.now(), other.user.unwrap())));
        for version in [1, 2] {
            let twice = complete(&mut tx, &programme.app, &kam, (given.id, version)).await.unwrap();
            assert_eq!((twice.done, twice.version), (done.done, 2), "whoever was first has done it");
        }
        assert_eq!(mine(&mut tx, &programme, &other, Which::Done).await, ["given"]);
        let late = reopen(&mut tx, &programme.app, &kam, (given.id, 1)).await;
        assert!(matches!(late, Err(Error::Changed { what: "task" })), "{late:?}");
        reopen(&mut tx, &programme.app, &kam, (given.id, 2)).await.unwrap();
        assert_eq!(mine(&mut tx, &programme, &other, Which::Open).await, ["given"]);
    })
    .await;
}

#[tokio::test]
async fn only_who_asked_and_who_does_it_change_a_task_and_only_who_asked_deletes_it() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        let (_, owner) = somebody(&programme, "owner", Role::Kam).await;
        let (_, third) = somebody(&programme, "third", Role::SalesManager).await;
        let mut tx = programme.write().await;
        let task = made(&mut tx, &programme, &kam, OPEN, said("look", "owner", "")).await;
        for refused in [
            update(&mut tx, &programme.app, &third, (task.id, 1), said("x", "", "")).await,
            complete(&mut tx, &programme.app, &third, (task.id, 1)).await,
            reopen(&mut tx, &programme.app, &third, (task.id, 1)).await,
            delete(&mut tx, &programme.app, &third, (task.id, 1)).await,
            delete(&mut tx, &programme.app, &owner, (task.id, 1)).await,
        ] {
            assert!(matches!(refused, Err(Error::Forbidden { .. })), "{refused:?}");
        }
        let kept = update(&mut tx, &programme.app, &owner, (task.id, 1), said("look twice", "", "2026-05-01"))
            .await
            .unwrap();
        assert_eq!(kept.owner, owner.user.unwrap(), "no name leaves it whose it is");
        update(&mut tx, &programme.app, &owner, (task.id, 2), said("look twice", "third", ""))
            .await
            .unwrap();
        assert_eq!(mine(&mut tx, &programme, &third, Which::Open).await, ["look twice"]);
        delete(&mut tx, &programme.app, &kam, (task.id, 3)).await.unwrap();
        assert_eq!(mine(&mut tx, &programme, &third, Which::Open).await, Vec::<String>::new());
        assert!(acts::find(&mut tx, &programme.app, &third, task.id).await.is_err());
        restore(&mut tx, &programme.app, &kam, (task.id, 4)).await.unwrap();
        assert_eq!(mine(&mut tx, &programme, &third, Which::Open).await, ["look twice"]);
        delete(&mut tx, &programme.app, &kam, (task.id, 5)).await.unwrap();
        tx.commit().await.unwrap();
        programme.clock.set(Instant::parse_rfc3339("2026-04-01T09:00:01Z").unwrap());
        let mut tx = programme.write().await;
        assert_eq!(acts::sweep(&mut tx).await.unwrap(), 1);
        let gone = restore(&mut tx, &programme.app, &kam, (task.id, 6)).await;
        assert!(matches!(gone, Err(Error::NotFound { what: "task" })), "{gone:?}");
    })
    .await;
}

#[tokio::test]
async fn whoever_loses_the_record_loses_its_tasks_everywhere() {
    on_both(book, |programme| async move {
        let (_, both) = somebody(&programme, "both", Role::Kam).await;
        let roles = [Role::Kam, Role::Auditor].into();
        let wide = Viewer::new(both.user.unwrap(), both.name.clone(), roles, None, &programme.app.book.access);
        let mut tx = programme.write().await;
        let task = made(&mut tx, &programme, &wide, CLOSED, said("look at the audit", "", "2026-03-01")).await;
        assert_eq!(mine(&mut tx, &programme, &wide, Which::Overdue).await, ["look at the audit"]);
        assert_eq!(mine(&mut tx, &programme, &both, Which::Overdue).await, Vec::<String>::new());
        assert!(acts::find(&mut tx, &programme.app, &both, task.id).await.is_err());
        let done = complete(&mut tx, &programme.app, &both, (task.id, 1)).await;
        assert!(matches!(done, Err(Error::NotFound { what: "task" })), "{done:?}");
        tx.commit().await.unwrap();
        for (viewer, found) in [(&wide, 1), (&both, 0)] {
            let sought = search::Sought::new("audit", 10).unwrap();
            let groups = search::everything(&programme.app, viewer, &sought, Some("notes.tasks"))
                .await
                .unwrap();
            assert_eq!(groups.iter().map(|group| group.hits.len()).sum::<usize>(), found);
        }
    })
    .await;
}

async fn send(browser: &mut Browser, path: &str, form: &[(&str, &str)]) -> crate::testing::Seen {
    let csrf = browser.get(OPEN).await.csrf();
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend_from_slice(form);
    browser.post(path, &all).await
}

#[tokio::test]
async fn a_task_is_made_of_a_note_by_pages_alone() {
    on_both(book, |programme| async move {
        let (mut kam, viewer) = somebody(&programme, "kam", Role::Kam).await;
        let note = written(&programme, &viewer, OPEN, shared("Ask <b>Norrland</b>\nfor the date")).await;
        let page = kam.get(OPEN).await;
        let link = format!("/notes/tasks/new?about=%2Fsample%2Fnumber%2F7&amp;note={}", note.id);
        assert!(page.body.contains(&link), "{}", page.body);
        assert!(!page.body.contains("id=\"tasks\""), "without tasks there is no list of them");
        let form = kam.get(&link.replace("&amp;", "&")).await;
        assert!(
            form.body.contains("value=\"Ask &lt;b&gt;Norrland&lt;/b&gt; for the date\""),
            "{}",
            form.body
        );
        let id = note.id.to_string();
        let fields = [
            ("about", OPEN),
            ("note", id.as_str()),
            ("words", "Ask Norrland"),
            ("due", "2026-03-01"),
            ("owner", ""),
        ];
        let sent = send(&mut kam, "/notes/tasks", &fields).await;
        assert_eq!((sent.status, sent.location.as_str()), (303, "/sample/number/7#tasks"));
        let page = kam.get(OPEN).await;
        assert!(page.body.contains("id=\"tasks\"") && page.body.contains("overdue"), "{}", page.body);
        let list = kam.get("/notes/tasks").await;
        assert!(
            list.body.contains("One task waits to be done") && list.body.contains("Number 7"),
            "{}",
            list.body
        );
        assert!(list.body.contains("/completion"), "{}", list.body);
        let wrong = send(&mut kam, "/notes/tasks", &[("about", OPEN), ("words", "x"), ("due", "yesterday")]).await;
        assert_eq!(wrong.status, 422);
        for about in ["/sample", CLOSED, ""] {
            assert_eq!(kam.get(&format!("/notes/tasks/new?about={about}")).await.status, 404, "{about}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_task_is_done_and_undone_by_pages_alone() {
    on_both(book, |programme| async move {
        let (mut kam, viewer) = somebody(&programme, "kam", Role::Kam).await;
        let mut tx = programme.write().await;
        let task = made(&mut tx, &programme, &viewer, OPEN, said("Ask Norrland", "", "2026-03-01"))
            .await
            .id;
        tx.commit().await.unwrap();
        let address = format!("/notes/tasks/{task}");
        let done = send(
            &mut kam,
            &format!("{address}/completion"),
            &[("version", "1"), ("back", "/notes/tasks")],
        )
        .await;
        assert_eq!(
            (done.status, done.location),
            (303, format!("/notes/tasks?done=notes.task_done+{task}"))
        );
        let after = kam.get(&format!("/notes/tasks?done=notes.task_done+{task}")).await;
        assert!(
            after.body.contains("Nothing waits to be done") && after.body.contains("/reopening"),
            "{}",
            after.body
        );
        let undone = send(&mut kam, &format!("{address}/reopening"), &[("version", "2"), ("back", OPEN)]).await;
        assert_eq!((undone.status, undone.location.as_str()), (303, OPEN));
        let evil = send(
            &mut kam,
            &format!("{address}/completion"),
            &[("version", "3"), ("back", "//evil.example")],
        )
        .await;
        assert_eq!(
            (evil.status, evil.location),
            (303, format!("/notes/tasks?done=notes.task_done+{task}"))
        );
        let file = kam.get("/notes/tasks?state=done&file=tasks.csv").await;
        assert!(
            file.kind.starts_with("text/csv") && file.body.contains("Ask Norrland,Number 7"),
            "{} {}",
            file.kind,
            file.body
        );
        let late = send(
            &mut kam,
            &address,
            &[("version", "1"), ("words", "Ask Norrland twice"), ("owner", ""), ("due", "")],
        )
        .await;
        assert!(late.status == 409 && late.body.contains("Ask Norrland twice"), "{}", late.body);
    })
    .await;
}

#[tokio::test]
async fn a_program_makes_gives_does_and_deletes_a_task_within_its_rights() {
    on_both(book, |programme| async move {
        let [mut kam, mut manager, mut administrator] = programs(&programme).await;
        let body = json!({ "about": OPEN, "words": "by a program", "owner": "manager", "due": "2026-03-09" });
        let made = kam.call("POST", "/api/v1/notes/tasks", &body, &[]).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let address = made.json()["href"].as_str().unwrap().to_owned();
        let mine = manager.get("/api/v1/notes/tasks?state=open").await.json();
        assert_eq!(
            (&mine["items"][0]["words"], &mine["items"][0]["author"]),
            (&json!("by a program"), &json!("kam"))
        );
        assert_eq!(
            kam.get("/api/v1/notes/tasks?state=given").await.json()["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        let on = format!("/api/v1/notes/tasks?about={OPEN}");
        assert_eq!(kam.get(&on).await.json()["items"][0]["owner"], json!("manager"));
        let tag = manager.get(&address).await.header("etag").to_owned();
        let done = manager
            .call("POST", &format!("{address}/completion"), &json!({}), &[("if-match", &tag)])
            .await;
        assert_eq!(done.status, 200, "{}", done.body);
        let found = kam.get(&address).await;
        assert_eq!(found.json()["done_by"], json!("manager"));
        let tag = found.header("etag").to_owned();
        let undone = kam
            .call("POST", &format!("{address}/reopening"), &json!({}), &[("if-match", &tag)])
            .await;
        assert_eq!(undone.status, 200, "{}", undone.body);
        let tag = kam.get(&address).await.header("etag").to_owned();
        let change = json!({ "words": "again", "owner": "", "due": null });
        assert_eq!(kam.call("PUT", &address, &change, &[("if-match", &tag)]).await.status, 200);
        delete_and_restore(&mut kam, &mut manager, &address).await;
        for path in [address.as_str(), on.as_str()] {
            assert_eq!(administrator.get(path).await.status, 404, "{path}");
        }
        assert_eq!(administrator.get("/api/v1/notes/tasks").await.json()["items"], json!([]));
    })
    .await;
}
