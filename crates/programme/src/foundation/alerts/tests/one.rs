//! The page of an alert: its readers, its course, and what stands on it.

use super::pages::person;
use super::{WARM, evaluate, measure, offices, open};
use crate::foundation::accounts::tests::{outline, person_id, placed, staff_row};
use crate::foundation::alerts::Kind;
use crate::foundation::staff;
use platform::access::Role;
use platform::figures;
use platform::testing::{PASSWORD, TestProgramme, on_both};
use platform::{notes, notifications, users};
use vocabulary::{Cell, Explained, Instant, Ratio, Trace};

fn at(programme: &TestProgramme, text: &str) {
    programme.clock.set(Instant::parse_rfc3339(text).unwrap());
}

/// The page of the only open alert.
async fn page_of(programme: &TestProgramme) -> String {
    let alerts = open(programme).await;
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    format!("/alerts/{}", alerts[0].id)
}

#[tokio::test]
async fn r_xc_3_the_page_of_an_alert_is_its_owners_and_the_informeds_also_long_after_it_closed() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        measure(&programme, [("P-4", "30@1234.56")]).await;
        let mut dana = person(&programme, "dana", Role::KaDirector, "P-1").await;
        evaluate(&programme, &[WARM]).await;
        let page = page_of(&programme).await;
        let mut mia = person(&programme, "mia", Role::SalesManager, "P-2").await;
        let mut kai = person(&programme, "kai", Role::Kam, "P-4").await;
        let mut everything = programme.sign_in("everything", &Role::ALL, None).await;
        for path in [page.clone(), format!("/api/v1{page}")] {
            for reader in [&mut mia, &mut dana] {
                let seen = reader.get(&path).await;
                assert!(
                    seen.status == 200 && seen.body.contains("sits at 30 degrees"),
                    "{path}: {}",
                    seen.body
                );
            }
            for other in [&mut kai, &mut everything] {
                let seen = other.get(&path).await;
                assert!(seen.status == 404 && !seen.body.contains("degrees"), "{path}: {}", seen.body);
            }
        }
        measure(&programme, [("P-4", "20@1234.56")]).await;
        at(&programme, "2026-03-03T09:00:00Z");
        evaluate(&programme, &[WARM]).await;
        at(&programme, "2026-09-03T09:00:00Z");
        mia.sign_in("mia", PASSWORD).await;
        assert!(
            !mia.get("/alerts").await.body.contains("degrees"),
            "the list forgets after thirty days"
        );
        let seen = mia.get(&page).await;
        assert!(seen.status == 200 && seen.body.contains("Its condition ended."), "{}", seen.body);
        assert!(!seen.body.contains("btn pri"), "nothing is left to do: {}", seen.body);
    })
    .await;
}

#[tokio::test]
async fn the_page_says_what_to_do_what_is_at_stake_and_how_it_went() {
    let programme = TestProgramme::new(crate::book()).await;
    offices(&programme).await;
    let mut dana = person(&programme, "dana", Role::KaDirector, "P-1").await;
    measure(&programme, [("P-4", "40@900")]).await;
    evaluate(&programme, &[WARM]).await;
    measure(&programme, [("P-4", "20@900")]).await;
    at(&programme, "2026-03-03T09:00:00Z");
    evaluate(&programme, &[WARM]).await;
    measure(&programme, [("P-4", "30@1234.56")]).await;
    at(&programme, "2026-03-04T09:00:00Z");
    evaluate(&programme, &[WARM]).await;
    let mut mia = person(&programme, "mia", Role::SalesManager, "P-2").await;
    let page = page_of(&programme).await;
    let seen = mia.get(&page).await;
    assert_eq!(seen.body.matches("btn pri").count(), 1, "{}", seen.body);
    insta::assert_snapshot!(outline(&seen.body));
    let mut tx = programme.write().await;
    let rows = placed([staff_row("P-4", "Kai Keller", "", "P-3")]);
    staff::acts::keep_rows(&mut tx, &programme.operator(), &rows).await.unwrap();
    tx.commit().await.unwrap();
    measure(&programme, [("P-4", "31@1234.56")]).await;
    at(&programme, "2026-03-05T09:00:00Z");
    evaluate(&programme, &[WARM]).await;
    mia.sign_in("mia", PASSWORD).await;
    assert_eq!(mia.get(&page).await.status, 404, "it is another's now");
    dana.sign_in("dana", PASSWORD).await;
    let seen = dana.get(&page).await;
    assert!(!seen.body.contains("btn pri"), "the act is the owner's: {}", seen.body);
    insta::assert_snapshot!("informed", outline(&seen.body));
    let told = dana.get(&format!("/api/v1{page}")).await.json();
    let events: Vec<&str> = told["course"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["event"].as_str().unwrap())
        .collect();
    assert_eq!(events, ["alert_handed_over", "alert_raised"]);
    assert_eq!(told["alike"].as_array().unwrap().len(), 1, "{told}");
    let before = dana
        .get(&format!("/api/v1/alerts/{}", told["alike"][0].as_str().unwrap()))
        .await
        .json();
    assert_eq!(before["course"][0]["because"], "condition_ended", "{before}");
}

#[tokio::test]
async fn the_trend_of_the_figure_is_for_whoever_may_read_it_and_that_is_written_down() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        const BARE: Kind = Kind { stake: None, ..WARM };
        measure(&programme, [("P-4", "30@500")]).await;
        let mut dana = person(&programme, "dana", Role::KaDirector, "P-1").await;
        evaluate(&programme, &[BARE]).await;
        let kai = person_id(&programme, "P-4").await.to_string();
        let figure = programme.app.book.figure("incentives.attainment").unwrap();
        for (day, percent) in [
            ("2026-03-02T20:00:00Z", 41),
            ("2026-03-03T20:00:00Z", 42),
            ("2026-03-04T20:00:00Z", 43),
        ] {
            at(&programme, day);
            let mut tx = programme.write().await;
            let value = Cell::Percent(Ratio::fraction(percent, 100).unwrap());
            let value = Explained::known(value, Trace::new("attainment", Cell::Empty));
            figures::keep(&mut tx, figure, &kai, &value).await.unwrap();
            tx.commit().await.unwrap();
        }
        let page = page_of(&programme).await;
        dana.sign_in("dana", PASSWORD).await;
        let read = crate::foundation::accounts::tests::entries(&programme, "figure_read").await;
        let seen = dana.get(&page).await.body;
        assert!(seen.contains("43") && seen.contains("figure-trend"), "{seen}");
        assert!(seen.contains(&format!("/figures/incentives.attainment/{kai}")), "{seen}");
        let now = crate::foundation::accounts::tests::entries(&programme, "figure_read").await;
        assert_eq!(now, read + 1, "whose figure was read by whom is kept");
        let mut mia = person(&programme, "mia", Role::ProgrammeLead, "P-2").await;
        let seen = mia.get(&page).await;
        assert!(seen.status == 200 && !seen.body.contains("figure-trend") && !seen.body.contains("/figures/incentives."));
    })
    .await;
}

#[tokio::test]
async fn notes_on_an_alert_are_as_private_as_the_alert_and_the_notice_keeps_no_word_of_it() {
    on_both(crate::book, |programme| async move {
        offices(&programme).await;
        measure(&programme, [("P-4", "30@500")]).await;
        let mut mia = person(&programme, "mia", Role::SalesManager, "P-2").await;
        let mut dana = person(&programme, "dana", Role::KaDirector, "P-1").await;
        let mut kai = person(&programme, "kai", Role::Kam, "P-4").await;
        evaluate(&programme, &[WARM]).await;
        let page = page_of(&programme).await;
        let csrf = mia.get(&page).await.csrf();
        let form = [
            ("csrf", csrf.as_str()),
            ("about", page.as_str()),
            ("words", "Ask him about the blinds"),
        ];
        let written = mia.post("/notes", &form).await;
        assert_eq!(written.status, 303, "{}", written.body);
        for reader in [&mut mia, &mut dana] {
            assert!(reader.get(&page).await.body.contains("about the blinds"));
            let found = reader.get("/search?q=blinds").await.body;
            assert!(!found.contains("about the blinds"), "private texts are not searched: {found}");
        }
        let refused = kai.get(&format!("/notes?about={page}")).await;
        assert!(refused.status == 404 && !refused.body.contains("blinds"), "{}", refused.body);
        let mut tx = programme.read().await;
        let user = users::store::look_up(&mut tx, "mia").await.unwrap().unwrap().id;
        let told = notifications::latest(&mut tx, user).await.unwrap();
        assert_eq!(
            (told[0].href.as_str(), told[0].say().as_str()),
            (page.as_str(), "Yours to settle: an alert")
        );
        assert!(notes::Record::at(&programme.app.book, &page).is_some());
        drop(tx);
        let shown = mia.get("/notifications").await.body;
        assert!(shown.contains("Yours to settle: Kai Keller sits at 30 degrees"), "{shown}");
        // It becomes another's: the notice of the one before names it no more.
        let mut tx = programme.write().await;
        let rows = placed([staff_row("P-4", "Kai Keller", "", "P-3")]);
        staff::acts::keep_rows(&mut tx, &programme.operator(), &rows).await.unwrap();
        tx.commit().await.unwrap();
        measure(&programme, [("P-4", "30@500")]).await;
        evaluate(&programme, &[WARM]).await;
        let shown = mia.get("/notifications").await.body;
        assert!(shown.contains("Yours to settle: an alert") && !shown.contains("degrees"), "{shown}");
    })
    .await;
}
