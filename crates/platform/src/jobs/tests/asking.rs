//! Asking for jobs, cancelling them and trying them again; and what is remembered of it.

use super::*;
use crate::testing::on_both;

#[tokio::test]
async fn a_job_of_an_act_that_is_not_kept_does_not_exist() {
    on_both(book, |programme| async move {
        let bell = programme.app.db.bell();
        let mut tx = programme.write().await;
        let request = Request::new(&()).unwrap();
        let id = acts::enqueue(&mut tx, &programme.operator(), &COUNT, request).await.unwrap();
        drop(tx);
        assert!(store::find(&mut programme.read().await, Sight::All, id).await.is_err());
        assert!(!bell.has_changed().unwrap(), "nobody was called for nothing");
        assert!(!runs(&programme).await);
        ask(&programme, &COUNT).await;
        assert!(bell.has_changed().unwrap(), "whoever waits for work is called");
    })
    .await;
}

#[tokio::test]
async fn pressing_twice_makes_one_job() {
    on_both(book, |programme| async move {
        let operator = programme.operator();
        let once = |key: &str| Request::new(&()).unwrap().once(key);
        let one = ask_with(&programme, &operator, &COUNT, once("file")).await;
        let again = ask_with(&programme, &operator, &COUNT, once("file")).await;
        let other = ask_with(&programme, &operator, &COUNT, once("other file")).await;
        let other_kind = ask_with(&programme, &operator, &PATIENT, once("file")).await;
        assert!(one == again && one != other && one != other_kind && other != other_kind);
        let (_, other_user) = signed_in(&programme, "lee", &[Role::Kam]).await;
        let mut tx = programme.read().await;
        let known = acts::look_up(&mut tx, &operator, &COUNT, "file").await.unwrap();
        assert_eq!(known.map(|job| job.id), Some(one));
        assert!(acts::look_up(&mut tx, &operator, &COUNT, "no file").await.unwrap().is_none());
        assert!(acts::look_up(&mut tx, &other_user, &COUNT, "file").await.unwrap().is_none());
        drop(tx);
        let second = programme.second_node().await;
        let press = async |node: &TestProgramme| ask_with(node, &operator, &COUNT, once("at once")).await;
        let (left, right) = tokio::join!(press(&programme), press(&second));
        assert_eq!(left, right);
        assert_eq!(store::count(&mut programme.read().await, Sight::All, &[]).await.unwrap(), 4);
    })
    .await;
}

#[tokio::test]
async fn the_house_asks_for_its_daily_jobs_once_a_day() {
    fn daily() -> Book {
        book().with_jobs(&[&[DAILY]])
    }
    on_both(daily, |programme| async move {
        let second = programme.second_node().await;
        for node in [&programme, &second, &programme] {
            crate::jobs::schedule(&node.app).await.unwrap();
        }
        assert!(runs(&programme).await && !runs(&second).await);
        programme.clock.advance(24 * 60 * 60);
        crate::jobs::schedule(&second.app).await.unwrap();
        assert!(runs(&programme).await && !runs(&programme).await);
        assert_eq!(counted(&programme).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_waits_is_cancelled_at_once_and_can_be_tried_again() {
    on_both(book, |programme| async move {
        let operator = programme.operator();
        let id = ask(&programme, &COUNT).await;
        cancel(&programme, &operator, id).await.unwrap();
        let job = found(&programme, id).await;
        assert_eq!((job.state, job.ended.is_some(), job.cancel_asked), (State::Cancelled, true, None));
        assert!(!runs(&programme).await);
        assert_eq!(cancel(&programme, &operator, id).await.unwrap_err().code(), "jobs.ended");
        let mut tx = programme.write().await;
        acts::retry(&mut tx, &operator, id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(runs(&programme).await);
        assert_eq!(found(&programme, id).await.state, State::Done);
        let refused = acts::retry(&mut programme.write().await, &operator, id).await.unwrap_err();
        assert_eq!(refused.code(), "jobs.no_retry");
        let history = crate::journal::history(&mut programme.read().await, "job", &id.to_string(), 9).await;
        let kinds: Vec<String> = history.unwrap().into_iter().map(|line| line.kind).collect();
        assert_eq!(kinds, ["job_done", "job_retried", "job_cancelled", "job_asked"]);
    })
    .await;
}

#[tokio::test]
async fn a_job_belongs_to_whoever_asked_for_it() {
    on_both(book, |programme| async move {
        let (_, asker) = signed_in(&programme, "kim", &[Role::Kam]).await;
        let (_, other) = signed_in(&programme, "lee", &[Role::Kam]).await;
        let (_, auditor) = signed_in(&programme, "ada", &[Role::Auditor]).await;
        let (_, administrator) = signed_in(&programme, "bo", &[Role::Administrator]).await;
        let request = || Request::new(&()).unwrap();
        let id = ask_with(&programme, &asker, &COUNT, request()).await;
        ask(&programme, &COUNT).await;
        let seen = async |viewer: &Viewer| {
            let mut tx = programme.read().await;
            let found = acts::find(&mut tx, viewer, id).await.is_ok();
            (found, acts::list(&mut tx, viewer, &[], [9, 0]).await.unwrap().len())
        };
        assert_eq!((seen(&asker).await, seen(&other).await), ((true, 1), (false, 0)));
        assert_eq!((seen(&auditor).await, seen(&administrator).await), ((true, 2), (true, 2)));
        assert_eq!(cancel(&programme, &other, id).await.unwrap_err().code(), "not_found");
        assert_eq!(cancel(&programme, &auditor, id).await.unwrap_err().code(), "forbidden");
        cancel(&programme, &administrator, id).await.unwrap();
        let mine = ask_with(&programme, &asker, &COUNT, request()).await;
        cancel(&programme, &asker, mine).await.unwrap();
    })
    .await;
}
