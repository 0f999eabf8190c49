//! Doing jobs: one process at a time, again after a death, and every end written down.

use super::super::rules::{ATTEMPTS_MAX, AfterFailure, LEASE_SECONDS, after_failure};
use super::super::work::{take, work};
use super::*;
use crate::testing::on_both;
use std::time::Duration;

#[tokio::test]
async fn a_job_is_done_and_says_what_came_of_it() {
    on_both(book, |programme| async move {
        let id = ask(&programme, &COUNT).await;
        programme.clock.advance(90);
        assert!(runs(&programme).await && !runs(&programme).await);
        let job = found(&programme, id).await;
        let outcome = job.result.clone().unwrap();
        assert_eq!((job.state, job.attempts, job.holder), (State::Done, 1, None));
        assert_eq!((outcome.say().as_str(), outcome.href()), ("1 counted.", Some("/sample")));
        assert_eq!(job.asked.seconds_until(job.ended.unwrap()), 90);
    })
    .await;
}

#[tokio::test]
async fn two_processes_never_do_one_job_at_the_same_time() {
    on_both(book, |programme| async move {
        let other = programme.second_node().await;
        let mut ids = Vec::new();
        for _ in 0..6 {
            ids.push(ask(&programme, &COUNT).await);
        }
        let all = async |node: &TestProgramme| {
            let mut done = 0;
            while runs(node).await {
                done += 1;
            }
            done
        };
        let (one, two) = tokio::join!(all(&programme), all(&other));
        assert_eq!((one + two, counted(&programme).await), (6, 6));
        for id in ids {
            let job = found(&programme, id).await;
            assert_eq!((job.state, job.attempts), (State::Done, 1));
        }
    })
    .await;
}

#[tokio::test]
async fn the_job_of_a_dead_process_is_taken_again_and_the_dead_one_can_keep_nothing() {
    on_both(book, |programme| async move {
        let other = programme.second_node().await;
        let id = ask(&programme, &COUNT).await;
        let (job, _, dead) = take(&programme.app).await.unwrap().unwrap();
        assert_eq!((job.id, dead.attempt()), (id, 1));
        programme.clock.advance(LEASE_SECONDS);
        assert!(!runs(&other).await, "its lease has not ended");
        programme.clock.advance(1);
        assert!(runs(&other).await);
        let done = found(&programme, id).await;
        assert_eq!((done.state, done.attempts, counted(&programme).await), (State::Done, 2, 1));
        let mut tx = programme.write().await;
        assert_eq!(dead.confirm(&mut tx).await.unwrap_err().code(), "jobs.cancelled");
        assert!(dead.is_cancelled());
    })
    .await;
}

#[tokio::test]
async fn a_job_whose_processes_die_three_times_has_failed() {
    on_both(book, |programme| async move {
        let id = ask(&programme, &COUNT).await;
        for attempt in 1..=ATTEMPTS_MAX {
            let (_, _, handle) = take(&programme.app).await.unwrap().unwrap();
            assert_eq!(handle.attempt(), attempt);
            programme.clock.advance(LEASE_SECONDS + 1);
        }
        assert!(!runs(&programme).await);
        let job = found(&programme, id).await;
        assert_eq!((job.state, job.attempts, counted(&programme).await), (State::Failed, 3, 0));
        assert!(job.reason.contains("ended 3 times"), "{}", job.reason);
    })
    .await;
}

#[tokio::test]
async fn a_dead_process_takes_no_wish_with_it() {
    on_both(book, |programme| async move {
        let id = ask(&programme, &COUNT).await;
        take(&programme.app).await.unwrap().unwrap();
        cancel(&programme, &programme.operator(), id).await.unwrap();
        assert_eq!(found(&programme, id).await.state, State::Running, "its process may still work");
        programme.clock.advance(LEASE_SECONDS + 1);
        assert!(!runs(&programme).await);
        assert_eq!(found(&programme, id).await.state, State::Cancelled);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_runs_is_cancelled_as_soon_as_its_work_looks() {
    on_both(book, |programme| async move {
        for kind in [&PATIENT, &THREAD] {
            let id = ask(&programme, kind).await;
            let wish = async {
                until(&programme, id, State::Running).await;
                cancel(&programme, &programme.operator(), id).await.unwrap();
            };
            let (ran, ()) = tokio::join!(runs(&programme), wish);
            let job = found(&programme, id).await;
            assert_eq!((ran, job.state, job.attempts), (true, State::Cancelled, 1), "{}", kind.word);
        }
    })
    .await;
}

#[tokio::test]
async fn a_refusal_fails_at_once_and_a_fault_after_three_attempts() {
    on_both(book, |programme| async move {
        let id = ask(&programme, &REFUSED).await;
        assert!(runs(&programme).await);
        let job = found(&programme, id).await;
        assert_eq!((job.state, job.reason.as_str()), (State::Failed, "Too much. Take less."));
        for kind in [&FAULT, &PANIC] {
            let id = ask(&programme, kind).await;
            for attempt in 1..ATTEMPTS_MAX {
                assert!(runs(&programme).await && !runs(&programme).await, "it rests");
                let job = found(&programme, id).await;
                let AfterFailure::Rests(seconds) = after_failure(attempt, false) else {
                    panic!("it fails too early");
                };
                assert_eq!(
                    (job.state, job.attempts, programme.app.db.now().seconds_until(job.ready)),
                    (State::Waiting, attempt, seconds)
                );
                programme.clock.advance(seconds);
            }
            assert!(runs(&programme).await);
            let job = found(&programme, id).await;
            assert_eq!((job.state, job.attempts), (State::Failed, ATTEMPTS_MAX));
            assert!(
                job.reason.contains("the reference ") && !job.reason.contains("secret"),
                "{}",
                job.reason
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_log_has_the_fault_under_the_reference_that_the_job_shows() {
    let programme = TestProgramme::new(book()).await;
    let (log, _listening) = crate::sample::listen();
    let id = ask(&programme, &FAULT).await;
    assert!(runs(&programme).await);
    let reason = found(&programme, id).await.reason;
    let reference = reason.trim_end_matches('.').rsplit(' ').next().unwrap().to_owned();
    assert!(log.text().contains("counting: the inner secret") && log.text().contains(&reference));
}

#[tokio::test]
async fn a_job_has_the_rights_that_its_asker_has_now() {
    on_both(book, |programme| async move {
        let (_, asker) = signed_in(&programme, "kim", &[Role::Kam]).await;
        let request = || Request::new(&()).unwrap();
        let own = ask_with(&programme, &asker, &RIGHTS, request()).await;
        assert!(runs(&programme).await);
        assert_eq!(found(&programme, own).await.result.unwrap().say(), "kim counted.");
        let late = ask_with(&programme, &asker, &RIGHTS, request()).await;
        let mut tx = programme.write().await;
        let user = asker.user.unwrap();
        crate::users::acts::close(&mut tx, &programme.operator(), user, true).await.unwrap();
        tx.commit().await.unwrap();
        assert!(runs(&programme).await);
        assert_eq!(found(&programme, late).await.state, State::Failed);
    })
    .await;
}

#[tokio::test]
async fn a_program_that_stops_gives_back_what_it_has_begun() {
    on_both(book, |programme| async move {
        let id = ask(&programme, &THREAD).await;
        let stop = async {
            until(&programme, id, State::Running).await;
            programme.app.stop();
        };
        let ((), ()) = tokio::join!(work(programme.app.clone()), stop);
        let job = found(&programme, id).await;
        assert_eq!((job.state, job.attempts, job.holder), (State::Waiting, 0, None));
        let other = programme.second_node().await;
        assert!(take(&other.app).await.unwrap().is_some(), "another program goes on");
    })
    .await;
}

#[tokio::test]
async fn whoever_waits_for_work_begins_when_it_is_asked_for() {
    on_both(book, |programme| async move {
        let working = tokio::spawn(work(programme.app.clone()));
        let done = async {
            let first = ask(&programme, &COUNT).await;
            until(&programme, first, State::Done).await;
            let second = ask(&programme, &COUNT).await;
            until(&programme, second, State::Done).await;
        };
        // Whoever is not called looks by themselves only later.
        tokio::time::timeout(Duration::from_secs(8), done).await.unwrap();
        programme.app.stop();
        working.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_kind_that_this_program_does_not_know_waits_for_one_that_does() {
    let programme = TestProgramme::new(book()).await;
    let id = ask(&programme, &DAILY).await;
    assert!(!runs(&programme).await);
    assert_eq!(found(&programme, id).await.state, State::Waiting);
}

#[tokio::test]
async fn ended_jobs_go_after_a_while_and_open_ones_stay() {
    fn sweeping() -> Book {
        book().with_jobs(&[crate::jobs::JOBS])
    }
    on_both(sweeping, |programme| async move {
        let old = ask(&programme, &COUNT).await;
        assert!(runs(&programme).await);
        programme.clock.advance(89 * 86_400);
        let open = ask(&programme, &COUNT).await;
        let mut tx = programme.read().await;
        let kept = found(&programme, old)
            .await
            .ended
            .unwrap()
            .plus_seconds(programme.app.config.job_seconds_kept);
        assert!(kept > tx.now());
        assert_eq!(store::count(&mut tx, Sight::All, &[]).await.unwrap(), 2);
        drop(tx);
        programme.clock.advance(2 * 86_400);
        crate::jobs::schedule(&programme.app).await.unwrap();
        let mut tx = programme.write().await;
        acts::cancel(&mut tx, &programme.operator(), open).await.unwrap();
        tx.commit().await.unwrap();
        assert!(runs(&programme).await && !runs(&programme).await);
        let mut tx = programme.read().await;
        assert!(store::find(&mut tx, Sight::All, old).await.is_err());
        assert_eq!(found(&programme, open).await.state, State::Cancelled);
        let jobs = store::list(&mut tx, Sight::All, &[State::Done], [9, 0]).await.unwrap();
        assert_eq!(jobs[0].result.as_ref().unwrap().say(), "Jobs removed that ended long ago: 1.");
    })
    .await;
}

#[tokio::test]
async fn ended_jobs_are_counted_for_operators() {
    let programme = TestProgramme::new(book()).await;
    ask(&programme, &COUNT).await;
    ask(&programme, &REFUSED).await;
    assert!(runs(&programme).await && runs(&programme).await);
    let shown = programme.app.metrics.shown();
    for line in [
        r#"mainstay_jobs_total{kind="sample.count",state="done"} 1"#,
        r#"mainstay_jobs_total{kind="sample.refused",state="failed"} 1"#,
        r#"mainstay_job_seconds_count{kind="sample.count",state="done"} 1"#,
    ] {
        assert!(shown.contains(line), "{shown}");
    }
}

#[test]
fn what_counts_is_grouped_for_people_and_plain_for_programs() {
    crate::texts::register("[sample]\ncounted = \"{n} counted.\"\n");
    let outcome = Outcome::new("sample.counted").count("n", 600_000);
    assert_eq!(outcome.say(), format!("{} counted.", crate::look::format::count(600_000)));
    assert_eq!(outcome.values()["n"], "600000");
    let kept: Outcome = serde_json::from_str(&serde_json::to_string(&outcome).unwrap()).unwrap();
    assert_eq!(kept, outcome);
}
