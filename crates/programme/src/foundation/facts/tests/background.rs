//! Imports by jobs: tried and kept beside the requests, cancelled, and begun again after a process that died.

use super::super::acts::{self, accept_with, import_with, try_with};
use super::super::background::{Asking, accept_by_job, prepare, prepare_by_job};
use super::super::report::{ImportId, State};
use super::super::{Body, Told, store};
use super::{files_on_disk, held, ratio};
use engine::FactKind;
use platform::access::{Role, Viewer};
use platform::jobs::{self, Handle};
use platform::testing::{TestProgramme, on_both};
use vocabulary::Currency;

const ORDERS: &str = "source,document,date,account,amount,currency\nsap,1,2026-01-05,A1,10,EUR\nsap,2,2026-01-06,A1,20,EUR\n";

fn files() -> Vec<(String, Body)> {
    vec![("orders.csv".to_owned(), ORDERS.as_bytes().to_vec().into())]
}

/// An administrator who is a user, as whoever asks for a job is.
async fn administrator(programme: &TestProgramme) -> Viewer {
    programme.sign_in("ada", &[Role::Administrator], None).await;
    let mut tx = programme.read().await;
    let users = platform::users::acts::list(&mut tx, &programme.operator()).await.unwrap();
    let ada = users.iter().find(|user| user.login == "ada").unwrap().id;
    platform::users::acts::viewer(&programme.app, &mut tx, ada).await.unwrap()
}

async fn tried(programme: &TestProgramme, viewer: &Viewer) -> ImportId {
    let job = prepare_by_job(&programme.app, viewer, files(), Told::default()).await.unwrap();
    assert!(jobs::run_next(&programme.app).await.unwrap());
    let mut tx = programme.read().await;
    let job = jobs::acts::find(&mut tx, viewer, job).await.unwrap();
    assert_eq!(job.state, jobs::State::Done, "{}", job.reason);
    store::list_tried(&mut tx, viewer.user.unwrap()).await.unwrap()[0].id
}

#[tokio::test]
async fn a_large_import_is_tried_and_kept_by_jobs() {
    on_both(crate::book, |programme| async move {
        let viewer = administrator(&programme).await;
        let id = tried(&programme, &viewer).await;
        assert!(files_on_disk(&programme).is_empty());
        // Pressed twice, there is one job; it keeps the import once.
        let first = accept_by_job(&programme.app, &viewer, id).await.unwrap();
        assert_eq!(accept_by_job(&programme.app, &viewer, id).await.unwrap(), first);
        assert!(jobs::run_next(&programme.app).await.unwrap());
        assert!(!jobs::run_next(&programme.app).await.unwrap());
        let mut tx = programme.read().await;
        let report = acts::find(&mut tx, &viewer, id).await.unwrap();
        assert_eq!((report.state, report.kept.created), (State::Done, 2));
        drop(tx);
        assert_eq!(held(&programme, FactKind::Order, Currency::EUR).await.amount, ratio("30"));
        assert_eq!(files_on_disk(&programme).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn small_files_are_tried_at_once_and_large_ones_by_a_job() {
    on_both(crate::book, |programme| async move {
        let viewer = administrator(&programme).await;
        let small = prepare(&programme.app, &viewer, files(), Told::default()).await.unwrap();
        assert!(matches!(small, Asking::Done(report) if report.state == State::Tried));
        let note = "n".repeat(9 << 20);
        let large = format!(
            "{},note\nsap,3,2026-01-05,A1,10,EUR,{}\n",
            ORDERS.lines().next().unwrap(),
            &note[..1000]
        );
        let large: Vec<u8> = large.bytes().chain(note.bytes().map(|_| b'\n')).collect();
        let asked = prepare(&programme.app, &viewer, vec![("orders.csv".to_owned(), large)], Told::default())
            .await
            .unwrap();
        let Asking::Job(job) = asked else { panic!("a job is expected") };
        assert!(jobs::run_next(&programme.app).await.unwrap());
        let mut tx = programme.read().await;
        let job = jobs::acts::find(&mut tx, &viewer, job).await.unwrap();
        assert_eq!(job.state, jobs::State::Done, "{}", job.reason);
        assert!(job.total > 9 << 20 && job.done == job.total, "{} of {}", job.done, job.total);
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_import_keeps_nothing_and_can_be_kept_later() {
    on_both(crate::book, |programme| async move {
        let viewer = administrator(&programme).await;
        let id = tried(&programme, &viewer).await;
        let job = accept_by_job(&programme.app, &viewer, id).await.unwrap();
        let mut tx = programme.write().await;
        jobs::acts::cancel(&mut tx, &viewer, job).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!jobs::run_next(&programme.app).await.unwrap());
        assert!(files_on_disk(&programme).is_empty());
        assert_eq!(accept_by_job(&programme.app, &viewer, id).await.unwrap(), job);
        assert!(jobs::run_next(&programme.app).await.unwrap());
        assert_eq!(held(&programme, FactKind::Order, Currency::EUR).await.amount, ratio("30"));
    })
    .await;
}

#[tokio::test]
async fn an_import_that_was_kept_by_a_process_that_died_is_not_kept_again() {
    on_both(crate::book, |programme| async move {
        let viewer = administrator(&programme).await;
        let id = tried(&programme, &viewer).await;
        accept_by_job(&programme.app, &viewer, id).await.unwrap();
        // The first process committed and never said so.
        accept_with(&programme.app, &viewer, id, &Handle::alone(&programme.app))
            .await
            .unwrap();
        assert!(jobs::run_next(&programme.app).await.unwrap());
        assert_eq!(held(&programme, FactKind::Order, Currency::EUR).await.amount, ratio("30"));
        let mut tx = programme.read().await;
        assert_eq!(store::list_batches(&mut tx).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn each_pass_is_told_by_itself_and_the_first_one_can_be_cancelled() {
    on_both(crate::book, |programme| async move {
        let (app, viewer) = (&programme.app, programme.operator());
        let length = u64::try_from(ORDERS.len()).unwrap();
        let handle = Handle::alone(app);
        try_with(app, &viewer, files(), Told::default(), &handle).await.unwrap();
        assert_eq!(handle.so_far(), (length, length, "facts.step_comparing"));
        // Without a text of facts nothing is left to be read in the second pass.
        let accounts = vec![("accounts.csv".to_owned(), Body::from(b"reference,name\nA1,Nordwind\n".to_vec()))];
        try_with(app, &viewer, accounts, Told::default(), &handle).await.unwrap();
        assert_eq!(handle.so_far(), (0, 0, "facts.step_handing"));
        let handle = Handle::alone(app);
        handle.cancel();
        let error = import_with(app, &viewer, files(), Told::default(), &handle).await.unwrap_err();
        assert_eq!(
            (error.code(), handle.so_far()),
            ("facts.cancelled", (0, length, "facts.step_learning"))
        );
        assert!(files_on_disk(&programme).is_empty());
    })
    .await;
}
