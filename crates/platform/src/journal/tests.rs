//! The chain shows any later change, and allows erasure.

use super::{Break, Verification, erase, history, note, verify};
use crate::access::Role;
use crate::database::{Query, Tx};
use crate::sample::book;
use crate::testing::{TestProgramme, on_both};

async fn noted(programme: &TestProgramme, kinds: &[&'static str]) {
    let viewer = programme.viewer(Role::Kam);
    for kind in kinds {
        let mut tx = programme.write().await;
        note(
            &mut tx,
            &viewer,
            kind,
            ("plan", format!("{kind}-plan")),
            &serde_json::json!({ "amount": 100 }),
        )
        .unwrap();
        tx.commit().await.unwrap();
    }
}

async fn tampered(programme: &TestProgramme, statements: &[&'static str]) -> Verification {
    let mut tx = programme.write().await;
    for statement in statements {
        tx.execute(&Query::new(statement)).await.unwrap();
    }
    tx.commit().await.unwrap();
    verify(&mut programme.read().await).await.unwrap()
}

fn broken(number: i64, reason: &str) -> Option<Break> {
    Some(Break {
        number,
        reason: reason.to_owned(),
    })
}

#[tokio::test]
async fn an_untouched_chain_is_whole() {
    on_both(book, |programme| async move {
        assert_eq!(
            verify(&mut programme.read().await).await.unwrap(),
            Verification {
                entries: 0,
                erased: 0,
                broken: None
            }
        );
        noted(&programme, &["plan_made", "plan_approved", "plan_closed"]).await;
        assert_eq!(
            verify(&mut programme.read().await).await.unwrap(),
            Verification {
                entries: 3,
                erased: 0,
                broken: None
            }
        );
    })
    .await;
}

#[tokio::test]
async fn a_chain_longer_than_what_is_read_at_once_is_followed_to_its_end() {
    on_both(book, |programme| async move {
        let viewer = programme.operator();
        let mut tx = programme.write().await;
        for n in 0..1001 {
            note(&mut tx, &viewer, "counted", ("counter", n.to_string()), &n).unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(verify(&mut programme.read().await).await.unwrap().entries, 1001);
        let found = tampered(
            &programme,
            &["update journal_entry set actor = 'somebody else' where number = 1000"],
        )
        .await;
        assert_eq!(found.broken, broken(1000, "who, what or when was changed, or an entry before it"));
    })
    .await;
}

#[tokio::test]
async fn an_edited_content_is_found() {
    on_both(book, |programme| async move {
        noted(&programme, &["plan_made", "plan_approved"]).await;
        let edit = "update journal_body set body = '{\"amount\":900}' where subject = 'plan_made-plan'";
        assert_eq!(tampered(&programme, &[edit]).await.broken, broken(1, "its content was changed"));
    })
    .await;
}

#[tokio::test]
async fn an_edited_entry_is_found() {
    for edit in [
        "update journal_entry set actor = 'somebody else' where number = 2",
        "update journal_entry set kind = 'plan_refused' where number = 2",
        "update journal_entry set subject = 'another' where number = 2",
        "update journal_entry set at = at + 1 where number = 2",
    ] {
        let programme = TestProgramme::new(book()).await;
        noted(&programme, &["plan_made", "plan_approved", "plan_closed"]).await;
        let reason = "who, what or when was changed, or an entry before it";
        assert_eq!(tampered(&programme, &[edit]).await.broken, broken(2, reason), "{edit}");
    }
}

#[tokio::test]
async fn an_entry_missing_in_the_middle_is_found_even_when_the_rest_is_renumbered() {
    on_both(book, |programme| async move {
        noted(&programme, &["plan_made", "plan_approved", "plan_closed"]).await;
        let gone = [
            "delete from journal_body where entry in (select id from journal_entry where number = 2)",
            "delete from journal_entry where number = 2",
        ];
        assert_eq!(tampered(&programme, &gone).await.broken, broken(3, "an entry before it is missing"));
        let renumbered = ["update journal_entry set number = 2 where number = 3"];
        let reason = "who, what or when was changed, or an entry before it";
        assert_eq!(tampered(&programme, &renumbered).await.broken, broken(2, reason));
    })
    .await;
}

#[tokio::test]
async fn a_missing_end_is_found() {
    on_both(book, |programme| async move {
        noted(&programme, &["plan_made", "plan_approved", "plan_closed"]).await;
        let gone = [
            "delete from journal_body where entry in (select id from journal_entry where number = 3)",
            "delete from journal_entry where number = 3",
        ];
        assert_eq!(
            tampered(&programme, &gone).await.broken,
            broken(2, "entries at the end are missing")
        );
    })
    .await;
}

#[tokio::test]
async fn the_content_about_one_subject_can_be_erased_and_the_chain_stays_whole() {
    on_both(book, |programme| async move {
        noted(&programme, &["plan_made", "plan_approved", "plan_closed"]).await;
        let mut tx = programme.write().await;
        assert_eq!(
            erase(&mut tx, &programme.operator(), "plan", "plan_approved-plan").await.unwrap(),
            1
        );
        tx.commit().await.unwrap();
        noted(&programme, &["plan_reopened"]).await;
        assert_eq!(
            verify(&mut programme.read().await).await.unwrap(),
            Verification {
                entries: 5,
                erased: 1,
                broken: None
            }
        );
    })
    .await;
}

#[tokio::test]
async fn an_act_that_is_rolled_back_leaves_no_entry() {
    on_both(book, |programme| async move {
        let mut tx = programme.write().await;
        note(&mut tx, &programme.operator(), "plan_made", ("plan", "1".to_owned()), &()).unwrap();
        drop(tx);
        assert_eq!(verify(&mut programme.read().await).await.unwrap().entries, 0);
        noted(&programme, &["plan_made"]).await;
        assert_eq!(
            verify(&mut programme.read().await).await.unwrap(),
            Verification {
                entries: 1,
                erased: 0,
                broken: None
            }
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn those_who_write_at_once_keep_one_chain() {
    on_both(book, |programme| async move {
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..32 {
            let (db, viewer) = (programme.app.db.clone(), programme.operator());
            writers.spawn(async move {
                let mut tx = db.write().await.unwrap();
                for kind in ["plan_made", "plan_approved"] {
                    note(&mut tx, &viewer, kind, ("plan", writer.to_string()), &writer).unwrap();
                }
                tx.commit().await.unwrap();
            });
        }
        while let Some(writer) = writers.join_next().await {
            writer.unwrap();
        }
        assert_eq!(
            verify(&mut programme.read().await).await.unwrap(),
            Verification {
                entries: 64,
                erased: 0,
                broken: None
            }
        );
    })
    .await;
}

async fn kinds(tx: &mut Tx, subject: &str, limit: i64) -> Vec<String> {
    history(tx, "plan", subject, limit)
        .await
        .unwrap()
        .into_iter()
        .map(|line| line.kind)
        .collect()
}

#[tokio::test]
async fn a_history_tells_of_one_record_newest_first() {
    on_both(book, |programme| async move {
        let mut tx = programme.write().await;
        for (kind, plan) in [("plan_made", "1"), ("plan_made", "2"), ("plan_approved", "1"), ("plan_closed", "1")] {
            note(&mut tx, &programme.operator(), kind, ("plan", plan.to_owned()), &()).unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = programme.read().await;
        assert_eq!(kinds(&mut tx, "1", 2).await, ["plan_closed", "plan_approved"]);
        assert_eq!(kinds(&mut tx, "2", 9).await, ["plan_made"]);
        assert_eq!(history(&mut tx, "plan", "2", 1).await.unwrap()[0].actor, "system");
    })
    .await;
}
