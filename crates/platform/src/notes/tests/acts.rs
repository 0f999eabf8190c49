//! Writing, answering, changing, deleting: who may, who is told, and what the journal holds of it.

use super::super::{acts, store};
use super::{CLOSED, OPEN, record, shared, somebody, words, written};
use crate::access::{Role, Viewer};
use crate::database::{Query, Tx};
use crate::notes::{Said, answer, delete, restore, update, write};
use crate::sample::book;
use crate::testing::on_both;
use crate::{Error, notifications, search};
use vocabulary::Instant;

async fn told(tx: &mut Tx, viewer: &Viewer) -> Vec<(String, String)> {
    let notices = notifications::latest(tx, viewer.user.unwrap()).await.unwrap();
    notices.iter().map(|notice| (notice.say(), notice.href.clone())).collect()
}

async fn found(programme: &crate::testing::TestProgramme, viewer: &Viewer, typed: &str) -> Vec<String> {
    let sought = search::Sought::new(typed, 20).unwrap();
    let groups = search::everything(&programme.app, viewer, &sought, Some("notes")).await.unwrap();
    groups.into_iter().flat_map(|group| group.hits).map(|hit| hit.name).collect()
}

#[tokio::test]
async fn a_note_is_seen_by_whoever_sees_the_record_and_a_private_one_by_its_author_alone() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        let (_, manager) = somebody(&programme, "manager", Role::SalesManager).await;
        written(&programme, &kam, OPEN, shared("for all")).await;
        let private = Said {
            words: "for me",
            private: true,
        };
        let secret = written(&programme, &kam, OPEN, private).await;
        let mut tx = programme.read().await;
        let on = record(&programme, OPEN);
        assert_eq!(words(&mut tx, &kam, &on).await, ["for me", "for all"]);
        assert_eq!(words(&mut tx, &manager, &on).await, ["for all"]);
        let theirs = acts::find(&mut tx, &programme.app, &manager, secret.id).await;
        assert!(matches!(theirs, Err(Error::NotFound { what: "note" })), "{theirs:?}");
        drop(tx);
        assert_eq!(found(&programme, &kam, "for").await, ["for all", "for me"]);
        assert_eq!(
            found(&programme, &manager, "for").await,
            ["for all"],
            "nobody else finds a private note"
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_writes_on_what_they_do_not_see_nor_without_the_permission() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        let (_, auditor) = somebody(&programme, "auditor", Role::Auditor).await;
        let (_, administrator) = somebody(&programme, "administrator", Role::Administrator).await;
        let mut tx = programme.write().await;
        for (viewer, path) in [(&kam, CLOSED), (&administrator, OPEN)] {
            let refused = write(&mut tx, &programme.app, viewer, &record(&programme, path), shared("x")).await;
            assert!(matches!(refused, Err(Error::NotFound { what: "record" })), "{refused:?}");
        }
        let refused = write(&mut tx, &programme.app, &auditor, &record(&programme, OPEN), shared("x")).await;
        assert!(
            matches!(refused, Err(Error::Forbidden { .. })),
            "an auditor changes nothing: {refused:?}"
        );
        let operator = programme.operator();
        let refused = write(&mut tx, &programme.app, &operator, &record(&programme, OPEN), shared("x")).await;
        assert!(matches!(refused, Err(Error::NotFound { what: "note" })), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn whoever_loses_the_record_loses_its_notes_everywhere() {
    on_both(book, |programme| async move {
        let (_, both) = somebody(&programme, "both", Role::Kam).await;
        // As one who has the right for the moment.
        let mut wide = both.clone();
        let (_, auditor) = somebody(&programme, "auditor", Role::Auditor).await;
        wide.roles = auditor.roles.clone();
        let wide = Viewer::new(
            both.user.unwrap(),
            both.name.clone(),
            [Role::Kam, Role::Auditor].into(),
            None,
            &programme.app.book.access,
        );
        let note = written(&programme, &wide, CLOSED, shared("the auditor looks at this")).await;
        assert_eq!(found(&programme, &wide, "auditor").await.len(), 1);
        assert_eq!(found(&programme, &both, "auditor").await, Vec::<String>::new());
        let mut tx = programme.write().await;
        assert!(acts::find(&mut tx, &programme.app, &wide, note.id).await.is_ok());
        let lost = acts::find(&mut tx, &programme.app, &both, note.id).await;
        assert!(matches!(lost, Err(Error::NotFound { what: "note" })), "{lost:?}");
        let lost = update(&mut tx, &programme.app, &both, (note.id, 1), shared("mine")).await;
        assert!(matches!(lost, Err(Error::NotFound { what: "note" })), "{lost:?}");
        let lost = answer(&mut tx, &programme.app, &both, note.id, "still here").await;
        assert!(matches!(lost, Err(Error::NotFound { what: "note" })), "{lost:?}");
    })
    .await;
}

#[tokio::test]
async fn who_is_named_and_sees_the_record_is_told_once_without_a_word_of_the_note() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        let (_, manager) = somebody(&programme, "manager", Role::SalesManager).await;
        let (_, administrator) = somebody(&programme, "administrator", Role::Administrator).await;
        let said = "@manager, @kam and @administrator: the price";
        let note = written(&programme, &kam, OPEN, shared(said)).await;
        let mut tx = programme.write().await;
        let expected = (
            "kam names you in a note on a number.".to_owned(),
            format!("{OPEN}#note-{}", note.id),
        );
        assert_eq!(told(&mut tx, &manager).await, std::slice::from_ref(&expected));
        assert_eq!(told(&mut tx, &kam).await, [], "nobody tells themselves");
        assert_eq!(told(&mut tx, &administrator).await, [], "they do not see the record");
        update(&mut tx, &programme.app, &kam, (note.id, 1), shared("@manager, again"))
            .await
            .unwrap();
        assert_eq!(told(&mut tx, &manager).await, [expected], "they were told already");
        let private = Said {
            words: "@manager, not for you",
            private: true,
        };
        write(&mut tx, &programme.app, &kam, &record(&programme, OPEN), private)
            .await
            .unwrap();
        assert_eq!(told(&mut tx, &manager).await.len(), 1, "nobody is told of a private note");
    })
    .await;
}

#[tokio::test]
async fn an_answer_stands_under_the_note_and_tells_whoever_is_in_the_talk() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        let (_, manager) = somebody(&programme, "manager", Role::SalesManager).await;
        let (_, colleague) = somebody(&programme, "colleague", Role::Kam).await;
        let note = written(&programme, &kam, OPEN, shared("a question")).await;
        let mut tx = programme.write().await;
        let first = answer(&mut tx, &programme.app, &manager, note.id, "an answer").await.unwrap();
        let second = answer(&mut tx, &programme.app, &colleague, first.id, "@kam, another")
            .await
            .unwrap();
        assert_eq!((first.under, second.under), (Some(note.id), Some(note.id)), "one level of answers");
        let sentences = |told: Vec<(String, String)>| told.into_iter().map(|(sentence, _)| sentence).collect::<Vec<_>>();
        assert_eq!(
            sentences(told(&mut tx, &kam).await),
            [
                "colleague names you in a note on a number.",
                "manager answered in notes on a number."
            ],
            "one notice for one answer"
        );
        assert_eq!(
            sentences(told(&mut tx, &manager).await),
            ["colleague answered in notes on a number."]
        );
        let private = Said {
            words: "mine",
            private: true,
        };
        let mine = write(&mut tx, &programme.app, &kam, &record(&programme, OPEN), private)
            .await
            .unwrap();
        let refused = answer(&mut tx, &programme.app, &kam, mine.id, "to myself").await.unwrap_err();
        assert!(matches!(&refused, Error::Refused(refusal) if refusal.code == "notes.private_answer"));
        let hidden = answer(&mut tx, &programme.app, &manager, mine.id, "to you").await.unwrap_err();
        assert!(matches!(hidden, Error::NotFound { what: "note" }));
        let both = Said {
            words: "now private",
            private: true,
        };
        let kept = update(&mut tx, &programme.app, &kam, (note.id, 1), both).await.unwrap_err();
        assert!(
            matches!(&kept, Error::Refused(refusal) if refusal.code == "notes.has_answers"),
            "{kept:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn only_the_author_changes_a_note_and_only_with_its_version() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        let (_, manager) = somebody(&programme, "manager", Role::SalesManager).await;
        let note = written(&programme, &kam, OPEN, shared("first")).await;
        let mut tx = programme.write().await;
        for refused in [
            update(&mut tx, &programme.app, &manager, (note.id, 1), shared("theirs")).await,
            delete(&mut tx, &programme.app, &manager, (note.id, 1)).await,
            restore(&mut tx, &programme.app, &manager, (note.id, 1)).await,
        ] {
            assert!(matches!(refused, Err(Error::Forbidden { .. })), "{refused:?}");
        }
        let changed = update(&mut tx, &programme.app, &kam, (note.id, 1), shared("second")).await.unwrap();
        assert_eq!((changed.edited, changed.words.as_str()), (Some(tx.now()), "second"));
        let late = update(&mut tx, &programme.app, &kam, (note.id, 1), shared("third")).await;
        assert!(matches!(late, Err(Error::Changed { what: "note" })), "{late:?}");
        assert_eq!(words(&mut tx, &kam, &record(&programme, OPEN)).await, ["second"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_deleted_can_be_brought_back_for_a_month_and_leaves_its_answers_standing() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        let (_, manager) = somebody(&programme, "manager", Role::SalesManager).await;
        let alone = written(&programme, &kam, OPEN, shared("nobody answered")).await;
        let asked = written(&programme, &kam, OPEN, shared("somebody answered")).await;
        let on = record(&programme, OPEN);
        let mut tx = programme.write().await;
        answer(&mut tx, &programme.app, &manager, asked.id, "an answer").await.unwrap();
        for note in [&alone, &asked] {
            delete(&mut tx, &programme.app, &kam, (note.id, 1)).await.unwrap();
        }
        assert_eq!(
            words(&mut tx, &manager, &on).await.len(),
            1,
            "its place stays while there are answers"
        );
        let gone = acts::find(&mut tx, &programme.app, &manager, asked.id).await;
        assert!(gone.is_err(), "its words are nobody's but the author's: {gone:?}");
        tx.commit().await.unwrap();
        assert_eq!(found(&programme, &manager, "somebody").await, Vec::<String>::new());
        assert_eq!(found(&programme, &kam, "somebody").await, Vec::<String>::new());
        let mut tx = programme.write().await;
        restore(&mut tx, &programme.app, &kam, (alone.id, 2)).await.unwrap();
        assert_eq!(words(&mut tx, &manager, &on).await.len(), 2);
        delete(&mut tx, &programme.app, &kam, (alone.id, 3)).await.unwrap();
        tx.commit().await.unwrap();
        programme.clock.set(Instant::parse_rfc3339("2026-04-01T08:59:59Z").unwrap());
        let mut tx = programme.write().await;
        assert_eq!(acts::sweep(&mut tx).await.unwrap(), 0, "not before 30 days have passed");
        tx.commit().await.unwrap();
        programme.clock.set(Instant::parse_rfc3339("2026-04-01T09:00:01Z").unwrap());
        let mut tx = programme.write().await;
        assert_eq!(acts::sweep(&mut tx).await.unwrap(), 2);
        let lost = restore(&mut tx, &programme.app, &kam, (asked.id, 2)).await;
        assert!(matches!(lost, Err(Error::NotFound { what: "note" })), "{lost:?}");
        let kept = store::list_of(&mut tx, kam.user.unwrap(), &on, None, 10).await.unwrap();
        assert_eq!(
            kept.iter().map(|note| note.words.as_str()).collect::<Vec<_>>(),
            [""],
            "the place, without its words"
        );
    })
    .await;
}

#[tokio::test]
async fn the_journal_holds_who_wrote_where_and_never_what() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        let private = Said {
            words: "the unspeakable",
            private: true,
        };
        let note = written(&programme, &kam, OPEN, private).await;
        let mut tx = programme.write().await;
        update(&mut tx, &programme.app, &kam, (note.id, 1), shared("the unspeakable, aloud"))
            .await
            .unwrap();
        delete(&mut tx, &programme.app, &kam, (note.id, 2)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = programme.read().await;
        let query = Query::new("select body from journal_body where").with("subject = {}", &[&note.id]);
        let bodies: Vec<String> = tx.all(&query).await.unwrap().iter().map(|row| row.get(0).unwrap()).collect();
        assert_eq!(bodies.len(), 3);
        assert!(
            bodies
                .iter()
                .all(|body| !body.contains("unspeakable") && body.contains("\"record\":\"7\"")),
            "{bodies:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn notes_on_records_that_few_may_read_are_found_by_nobody() {
    on_both(book, |programme| async move {
        let (_, kam) = somebody(&programme, "kam", Role::Kam).await;
        written(&programme, &kam, "/sample/secret/7", shared("quietly")).await;
        assert_eq!(found(&programme, &kam, "quietly").await, Vec::<String>::new());
    })
    .await;
}
