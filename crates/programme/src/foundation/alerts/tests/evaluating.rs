//! Alerts are raised, kept and closed by what figures say, and by nothing else.

use super::{STUFFY, WARM, consider, done, evaluate, figures, measure, offices, open, readers};
use crate::foundation::accounts::tests::{day, entries, person_id, placed, staff_row};
use crate::foundation::alerts::acts::evaluate_kinds;
use crate::foundation::alerts::{Kind, Owner, evaluate_daily, store};
use crate::foundation::staff;
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};
use platform::users;
use vocabulary::{Currency, Instant, Money};

fn at(programme: &TestProgramme, text: &str) {
    programme.clock.set(Instant::parse_rfc3339(text).unwrap());
}

/// Makes another person the manager of one.
async fn report_to(programme: &TestProgramme, reference: &str, name: &str, manager: &str) {
    let mut tx = programme.write().await;
    let rows = placed([staff_row(reference, name, "", manager)]);
    staff::acts::keep_rows(&mut tx, &programme.operator(), &rows).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn r_xc_3_an_alert_has_one_owner_a_due_date_an_act_and_a_stake() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        measure(&programme, [("P-4", "30@500"), ("P-5", "20@900")]).await;
        assert_eq!(evaluate(&programme, &[WARM]).await, done(1, 0, 1, 0));
        let alerts = open(&programme).await;
        let [alert] = alerts.as_slice() else {
            panic!("one alert: {alerts:?}")
        };
        let kai = person_id(&programme, "P-4").await;
        assert_eq!((alert.code.as_str(), alert.subject), ("AL-TEST-WARM", kai));
        assert_eq!(alert.found.owner, Some(person_id(&programme, "P-2").await));
        assert!(alert.found.informed.is_empty(), "no user is director, and an owner is not informed");
        assert_eq!(alert.due, day("2026-03-04"), "two working days after Monday, 2 March");
        assert_eq!(alert.found.sentence, "sits at 30 degrees, says Kai Keller");
        assert_eq!(
            (alert.found.act.as_str(), alert.found.href.as_str()),
            ("test.open_a_window", format!("/staff/{kai}").as_str())
        );
        assert_eq!(alert.found.stake, Some(Money::from_minor(50_000, Currency::EUR)));
        assert_eq!(alert.found.figure, "incentives.earned");
        assert_eq!(entries(&programme, "alert_raised").await, 1);
    })
    .await;
}

#[tokio::test]
async fn r_xc_3_raising_twice_keeps_one_with_its_age_and_the_words_of_today() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        measure(&programme, [("P-4", "30@500")]).await;
        evaluate(&programme, &[WARM]).await;
        let first = open(&programme).await;
        at(&programme, "2026-03-05T09:00:00Z");
        assert_eq!(evaluate(&programme, &[WARM]).await, done(0, 0, 1, 0));
        assert_eq!(open(&programme).await, first, "nothing has changed");
        measure(&programme, [("P-4", "35@none")]).await;
        let kai = person_id(&programme, "P-4").await;
        assert_eq!(consider(&programme, &[WARM], &[kai]).await, done(0, 0, 1, 0));
        let second = open(&programme).await;
        assert_eq!(
            (second[0].id, second[0].opened, second[0].due),
            (first[0].id, first[0].opened, first[0].due)
        );
        assert_eq!(second[0].found.sentence, "sits at 35 degrees, says Kai Keller");
        assert_eq!(second[0].found.stake, None, "an unknown stake is not the one of last time");
        assert_eq!(entries(&programme, "alert_raised").await, 1);
    })
    .await;
}

#[tokio::test]
async fn r_xc_3_an_alert_closes_by_itself_and_stays_as_history() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        measure(&programme, [("P-4", "30@500")]).await;
        evaluate(&programme, &[WARM]).await;
        measure(&programme, [("P-4", "20@500")]).await;
        at(&programme, "2026-03-05T09:00:00Z");
        assert_eq!(evaluate(&programme, &[WARM]).await, done(0, 1, 0, 0));
        assert!(open(&programme).await.is_empty());
        let mia = programme.viewer_as(Role::SalesManager, person_id(&programme, "P-2").await).await;
        let scope = mia.may(super::super::SEE).unwrap();
        let closed = store::list_closed(&mut programme.read().await, &scope, Instant::from_micros(0))
            .await
            .unwrap();
        assert_eq!(closed[0].closed, Some(Instant::parse_rfc3339("2026-03-05T09:00:00Z").unwrap()));
        assert_eq!(entries(&programme, "alert_closed").await, 1);
        measure(&programme, [("P-4", "30@500")]).await;
        assert_eq!(evaluate(&programme, &[WARM]).await, done(1, 0, 1, 0));
        assert_ne!(open(&programme).await[0].id, closed[0].id, "the condition began anew");
    })
    .await;
}

#[tokio::test]
async fn r_xc_3_an_unknown_figure_neither_raises_nor_closes() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        measure(&programme, [("P-4", "30@500"), ("P-5", "broken@500")]).await;
        assert_eq!(evaluate(&programme, &[WARM]).await, done(1, 0, 1, 0));
        let before = open(&programme).await;
        measure(&programme, [("P-4", "broken@700")]).await;
        assert_eq!(evaluate(&programme, &[WARM]).await, done(0, 0, 1, 0));
        assert_eq!(open(&programme).await, before, "it waits in the words of the last time");
    })
    .await;
}

#[tokio::test]
async fn r_xc_3_an_alert_about_somebody_whom_it_no_longer_concerns_closes() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        measure(&programme, [("P-4", "30@500"), ("P-5", "31@500")]).await;
        assert_eq!(evaluate(&programme, &[WARM, STUFFY]).await, done(4, 0, 4, 2));
        measure(&programme, [("P-4", "gone@500")]).await;
        let kai = person_id(&programme, "P-4").await;
        assert_eq!(
            consider(&programme, &[WARM], &[kai]).await,
            done(0, 1, 0, 0),
            "the other kind is not considered"
        );
        assert_eq!(
            evaluate(&programme, &[WARM]).await,
            done(0, 2, 1, 0),
            "the other kind is no longer declared"
        );
        assert_eq!(open(&programme).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn considering_some_people_leaves_the_alerts_of_others_alone() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        measure(&programme, [("P-4", "30@500"), ("P-5", "31@500")]).await;
        evaluate(&programme, &[WARM]).await;
        measure(&programme, [("P-4", "20@500"), ("P-5", "20@500")]).await;
        let kim = person_id(&programme, "P-5").await;
        assert_eq!(consider(&programme, &[WARM], &[kim]).await, done(0, 1, 0, 0));
        assert_eq!(consider(&programme, &[WARM], &[]).await, done(0, 0, 0, 0));
        assert_eq!(open(&programme).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn r_xc_3_a_new_manager_takes_the_alert_over_and_the_old_one_no_longer_sees_it() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        measure(&programme, [("P-4", "30@500")]).await;
        evaluate(&programme, &[WARM]).await;
        assert_eq!(readers(&programme).await, ["P-2"]);
        report_to(&programme, "P-4", "Kai Keller", "P-3").await;
        measure(&programme, [("P-4", "broken@500")]).await;
        assert_eq!(evaluate(&programme, &[WARM]).await, done(0, 0, 1, 0));
        assert_eq!(readers(&programme).await, ["P-3"], "even while the figure is unknown");
        assert_eq!(entries(&programme, "alert_handed_over").await, 1);
    })
    .await;
}

#[tokio::test]
async fn r_xc_3_an_alert_without_an_owner_is_counted_until_somebody_takes_the_role() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        measure(&programme, [("P-4", "30@500")]).await;
        programme.sign_in("nobody", &[Role::KaDirector], None).await;
        assert_eq!(
            evaluate(&programme, &[STUFFY]).await,
            done(1, 0, 1, 1),
            "a user who is no person owns nothing"
        );
        assert_eq!(readers(&programme).await, [""; 0]);
        let dana = person_id(&programme, "P-1").await;
        programme.sign_in("dana", &[Role::KaDirector], Some(dana)).await;
        programme
            .sign_in("max", &[Role::KaDirector], Some(person_id(&programme, "P-3").await))
            .await;
        assert_eq!(evaluate(&programme, &[STUFFY]).await, done(0, 0, 1, 0));
        assert_eq!(open(&programme).await[0].found.owner, Some(dana), "the first by login");
        let mut tx = programme.write().await;
        let user = users::store::look_up(&mut tx, "dana").await.unwrap().unwrap();
        users::acts::close(&mut tx, &programme.operator(), user.id, true).await.unwrap();
        tx.commit().await.unwrap();
        evaluate(&programme, &[STUFFY]).await;
        assert_eq!(readers(&programme).await, ["P-3"], "a closed user holds no role");
    })
    .await;
}

#[tokio::test]
async fn r_xc_3_whom_it_is_about_may_own_it() {
    const OWN: Kind = Kind {
        owner: Owner::Subject,
        informed: &[Owner::Manager],
        ..WARM
    };
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        measure(&programme, [("P-4", "30@500")]).await;
        evaluate(&programme, &[OWN]).await;
        assert_eq!(readers(&programme).await, ["P-2", "P-4"]);
    })
    .await;
}

#[tokio::test]
async fn two_evaluations_at_once_raise_one_alert() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        measure(&programme, [("P-4", "30@500")]).await;
        let other = programme.second_node().await;
        let round = async |node: &TestProgramme| {
            let mut tx = node.write().await;
            let done = evaluate_kinds(&mut tx, &[WARM], figures).await.unwrap();
            tx.commit().await.unwrap();
            done.raised
        };
        let (one, two) = tokio::join!(round(&programme), round(&other));
        assert_eq!(one + two, 1);
        assert_eq!((open(&programme).await.len(), entries(&programme, "alert_raised").await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn everything_is_evaluated_once_a_day() {
    on_both(crate::book, |programme| async move {
        let daily = async || {
            let mut tx = programme.write().await;
            let done = evaluate_daily(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
            done.is_some()
        };
        assert_eq!((daily().await, daily().await), (true, false));
        at(&programme, "2026-03-03T00:10:00Z");
        assert_eq!((daily().await, daily().await), (true, false));
    })
    .await;
}

#[tokio::test]
async fn a_kind_that_watches_no_figure_is_our_own_fault() {
    const BLIND: Kind = Kind {
        figure: "incentives.no_such_figure",
        ..WARM
    };
    let programme = TestProgramme::new(crate::book()).await;
    offices(&programme).await;
    measure(&programme, [("P-4", "30@500")]).await;
    let fault = evaluate_kinds(&mut programme.write().await, &[BLIND], figures).await.unwrap_err();
    assert!(fault.to_string().contains("incentives.no_such_figure"), "{fault}");
}

#[tokio::test]
async fn the_journal_says_that_an_alert_was_raised_and_names_nobody() {
    let programme = TestProgramme::new(crate::book()).await;
    offices(&programme).await;
    measure(&programme, [("P-4", "30@500")]).await;
    evaluate(&programme, &[WARM]).await;
    let alert = open(&programme).await[0].id;
    let history = platform::journal::history(&mut programme.read().await, "alert", &alert.to_string(), 9)
        .await
        .unwrap();
    assert_eq!(history.iter().map(|line| line.kind.as_str()).collect::<Vec<_>>(), ["alert_raised"]);
    let kai = person_id(&programme, "P-4").await.to_string();
    let query = platform::database::Query::new("select body from journal_body where subject_kind = 'alert'");
    let row = programme.read().await.one(&query).await.unwrap().unwrap();
    let body: String = row.get(0).unwrap();
    assert!(!body.contains("Kai") && !body.contains(&kai) && !body.contains("500"), "{body}");
}
