//! The nightly evaluation as a job of the house.

use super::*;
use platform::jobs::{self, Job, State};
use platform::testing::on_both;

/// Runs what the house asks for on a day; how often the alerts were evaluated.
async fn night(programme: &TestProgramme) -> usize {
    let before = nights(programme).await.len();
    jobs::schedule(&programme.app).await.unwrap();
    while jobs::run_next(&programme.app).await.unwrap() {}
    nights(programme).await.len() - before
}

/// The evaluations, the latest first.
async fn nights(programme: &TestProgramme) -> Vec<Job> {
    let mut tx = programme.read().await;
    let mut all = jobs::acts::list(&mut tx, &programme.operator(), &[], [50, 0]).await.unwrap();
    all.retain(|job| job.kind == "alerts.evaluate");
    all
}

fn said(job: &Job) -> String {
    job.result.as_ref().unwrap().say()
}

#[tokio::test]
async fn every_alert_is_evaluated_once_a_night_by_one_of_several_nodes() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        let other = programme.second_node().await;
        assert_eq!((night(&programme).await, night(&other).await), (1, 0));
        programme.clock.advance(24 * 60 * 60);
        assert_eq!((night(&other).await, night(&programme).await), (1, 0));
        let nights = nights(&programme).await;
        assert!(nights.iter().all(|job| job.state == State::Done && job.asked_by.is_none()));
        assert_eq!((nights.len(), said(&nights[0]).as_str()), (2, "0 raised, 0 closed, 0 open."));
        let evaluated = store::look_up_evaluated(&mut programme.read().await).await.unwrap();
        assert_eq!(evaluated, Some(programme.app.db.today()));
    })
    .await;
}

#[tokio::test]
async fn a_night_that_is_run_again_changes_nothing() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        // The operator was earlier.
        let mut tx = programme.write().await;
        crate::foundation::alerts::evaluate(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(night(&programme).await, 1);
        let nights = nights(&programme).await;
        assert!(said(&nights[0]).contains("nothing was left to do"), "{}", said(&nights[0]));
    })
    .await;
}
