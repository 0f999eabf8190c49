//! Imported lists of positions, and who bears which title on a day.

use super::super::rules::positions::SaidPosition;
use super::super::rules::seating::{SaidSeat, Seat, bearing, seating};
use super::super::{CHANGE, acts, bearers, store};
use crate::foundation::accounts::tests::{cast, day, entries, outline, person_id};
use crate::foundation::facts::acts::import;
use crate::foundation::facts::{Kept, Report, Told};
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};
use std::collections::BTreeMap;
use vocabulary::Interval;

fn days(from: &str, to: &str) -> Interval {
    Interval::new(day(from), (!to.is_empty()).then(|| day(to))).unwrap()
}

#[track_caller]
fn bears(own: &str, seats: &[(&str, &str, &str)], expected: &[(&str, &str)]) {
    let seats: Vec<(Interval, String)> = seats
        .iter()
        .map(|(from, to, title)| (days(from, to), (*title).to_owned()))
        .collect();
    let own = (!own.is_empty()).then_some(own);
    let expected: Vec<Interval> = expected.iter().map(|(from, to)| days(from, to)).collect();
    assert_eq!(bearing(own, &seats, "seller", days("2026-01-01", "2027-01-01")), expected);
}

#[test]
fn a_title_is_that_of_the_seat_on_the_day_and_else_that_of_the_person() {
    let year = ("2026-01-01", "2027-01-01");
    bears("seller", &[], &[year]);
    bears("director", &[], &[]);
    bears("", &[], &[]);
    bears(
        "director",
        &[("2025-01-01", "2026-07-01", "seller")],
        &[("2026-01-01", "2026-07-01")],
    );
    bears("seller", &[("2026-07-01", "", "director")], &[("2026-01-01", "2026-07-01")]);
    // Two seats one after the other are one stretch; a seat that agrees with the person changes nothing.
    bears("", &[("2026-01-01", "2026-03-01", "seller"), ("2026-03-01", "", "seller")], &[year]);
    bears("seller", &[("2026-02-01", "2026-03-01", "seller")], &[year]);
    // Whoever holds two seats bears both titles.
    bears(
        "",
        &[("2026-01-01", "", "director"), ("2026-05-01", "2026-06-01", "seller")],
        &[("2026-05-01", "2026-06-01")],
    );
    bears(
        "seller",
        &[("2026-03-01", "2026-05-01", "director")],
        &[("2026-01-01", "2026-03-01"), ("2026-05-01", "2027-01-01")],
    );
    // Seats of other years say nothing about this one.
    bears("seller", &[("2024-01-01", "2025-01-01", "director")], &[year]);
}

fn said(reference: &str, title: &str, held: Option<(&str, &str, &str)>) -> SaidSeat {
    SaidSeat {
        position: SaidPosition {
            reference: reference.to_owned(),
            name: format!("Seat {reference}"),
            title: (!title.is_empty()).then(|| title.to_owned()),
        },
        held: held.map(|(person, from, to)| (person.to_owned(), day(from), (!to.is_empty()).then(|| day(to)))),
    }
}

fn known(rows: &[SaidSeat]) -> BTreeMap<String, Seat> {
    let rows: Vec<(u64, SaidSeat)> = (2..).zip(rows.iter().cloned()).collect();
    seating(&BTreeMap::new(), &rows).unwrap()
}

#[track_caller]
fn refused(known: &BTreeMap<String, Seat>, rows: &[SaidSeat], code: &str, words: &str) {
    let rows: Vec<(u64, SaidSeat)> = (2..).zip(rows.iter().cloned()).collect();
    let _ = crate::book();
    let refusal = seating(known, &rows).unwrap_err();
    assert_eq!(refusal.code, code, "{refusal:?}");
    assert!(refusal.sentence.contains(words), "{}", refusal.sentence);
}

#[test]
fn a_list_that_contradicts_itself_or_the_store_is_refused_with_its_line() {
    let kai = known(&[said("DE-07", "Seller", Some(("P-4", "2026-01-01", "")))]);
    let ina = said("DE-07", "", Some(("P-5", "2026-07-01", "")));
    refused(
        &kai,
        std::slice::from_ref(&ina),
        "staff.position_held",
        "Line 2: Seat DE-07 (DE-07) is held by P-4 on 2026-07-01",
    );
    let until = said("DE-07", "seller", Some(("P-4", "2026-01-01", "2026-07-01")));
    assert_eq!(
        known_after(&kai, &[until, ina])["DE-07"]
            .holders
            .values()
            .map(|(person, _)| person.as_str())
            .collect::<Vec<_>>(),
        ["P-4", "P-5"]
    );
    refused(
        &kai,
        &[said("DE-07", "Director", None)],
        "staff.position_retitled",
        "Line 2: This position is one of Seller",
    );
    let mut renamed = said("DE-08", "", None);
    renamed.position.name = "Another".to_owned();
    refused(
        &kai,
        &[said("DE-08", "", None), renamed],
        "staff.position_named_twice",
        "Line 3: The position DE-08",
    );
    refused(
        &kai,
        &[said("DE-09", "", Some(("P-4", "2026-01-01", "2025-01-01")))],
        "staff.ends_before",
        "Line 2",
    );
    refused(&kai, &[said("", "", None)], "staff.missing", "Line 2");
}

fn known_after(known: &BTreeMap<String, Seat>, rows: &[SaidSeat]) -> BTreeMap<String, Seat> {
    let rows: Vec<(u64, SaidSeat)> = (2..).zip(rows.iter().cloned()).collect();
    seating(known, &rows).unwrap()
}

const LIST: &str = "Position,Name,Job title,Held by,From,To\n\
    DE-07,Key accounts north,Account manager,P-5,2025-01-01,2026-02-01\n\
    DE-07,Key accounts north,Account manager,P-4,2026-02-01,\n\
    DE-08,Key accounts south,Account manager,P-6,2025-01-01,\n\
    DE-09,Key accounts west,,,,\n\
    DE-10,Key accounts east,,P-4,,\n";

async fn imported(programme: &TestProgramme, text: &str) -> Report {
    let files = vec![("positions.csv".to_owned(), text.as_bytes().to_vec())];
    import(&programme.app, &programme.operator(), files, Told::default()).await.unwrap()
}

#[tokio::test]
async fn a_list_of_positions_is_recognised_and_kept_once() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        for kept in [(3, 0), (0, 3)] {
            let report = imported(&programme, LIST).await;
            assert_eq!(report.files[0].target.as_deref(), Some("positions"), "{report:#?}");
            let kept = Kept {
                created: kept.0,
                changed: 0,
                unchanged: kept.1,
            };
            assert_eq!((report.kept, report.refused), (kept, 1), "{:?}", report.rejects);
            assert_eq!(
                report.rejects[0].reason,
                "Somebody holds the position, but the row does not say from when."
            );
        }
        // A hand-over as HR tells it: the old holder has an end now, and the vacant seat a title.
        let later = "position,name,title,person,from,to\n\
            DE-08,Key accounts south,Account manager,P-6,2025-01-01,2026-03-01\n\
            DE-08,Key accounts south,Account manager,P-5,2026-03-01,\n\
            DE-09,Key accounts west coast,Director,,,\n";
        let report = imported(&programme, later).await;
        assert_eq!((report.kept.changed, report.refusal()), (2, None), "{report:#?}");
        assert_eq!(entries(&programme, "position_held").await, 2);
        assert_eq!(entries(&programme, "position_changed").await, 1);
        let mut tx = programme.read().await;
        let scope = programme.viewer(Role::HrPartner).may(CHANGE).unwrap();
        let south = store::look_up_position(&mut tx, "DE-08").await.unwrap().unwrap();
        let held = store::list_holders(&mut tx, &scope, south.id).await.unwrap();
        let held: Vec<(&str, Interval)> = held
            .iter()
            .map(|holder| (holder.person.reference.as_str(), holder.interval))
            .collect();
        assert_eq!(held, [("P-5", days("2026-03-01", "")), ("P-6", days("2025-01-01", "2026-03-01"))]);
        let west = store::look_up_position(&mut tx, "DE-09").await.unwrap().unwrap();
        assert_eq!(
            (west.name.as_str(), west.title.as_deref()),
            ("Key accounts west coast", Some("director"))
        );
        drop(tx);
        let stranger = b"position,name,person,from,to\nDE-11,Islands,P-99,2026-01-01,\n".to_vec();
        let files = vec![("strangers.csv".to_owned(), stranger)];
        let refused = import(&programme.app, &programme.operator(), files, Told::default())
            .await
            .unwrap_err();
        assert_eq!(refused.code(), "staff.no_person_on_line");
    })
    .await;
}

#[tokio::test]
async fn the_title_of_a_run_is_that_of_the_positions_where_there_are_some() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        imported(
            &programme,
            "position,name,title,person,from,to\nX-1,Desk,Director,P-4,2026-03-01,\n",
        )
        .await;
        let kai = person_id(&programme, "P-4").await;
        let mut tx = programme.read().await;
        let year = days("2026-01-01", "2027-01-01");
        let managers = bearers(&mut tx, "account_manager", year).await.unwrap();
        assert_eq!(managers[&kai], [days("2026-01-01", "2026-03-01")]);
        let directors = bearers(&mut tx, "director", year).await.unwrap();
        assert_eq!(directors[&kai], [days("2026-03-01", "2027-01-01")]);
    })
    .await;
}

#[tokio::test]
async fn only_those_who_keep_the_staff_may_import_positions() {
    on_both(crate::book, |programme| async move {
        for role in Role::ALL {
            let mut tx = programme.write().await;
            let kept = acts::keep_positions(&mut tx, &programme.viewer(role), &[]).await;
            assert_eq!(
                kept.is_ok(),
                matches!(role, Role::HrPartner | Role::Administrator),
                "{}",
                role.name()
            );
        }
    })
    .await;
}

#[tokio::test]
async fn programs_read_a_position_with_its_holders_and_a_person_with_their_positions() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        imported(&programme, LIST).await;
        let mut hr = programme.sign_in("hr", &[Role::HrPartner], None).await;
        let kai = person_id(&programme, "P-4").await;
        let person: serde_json::Value = serde_json::from_str(&hr.get(&format!("/api/v1/staff/{kai}")).await.body).unwrap();
        let seat = &person["positions"][0];
        assert_eq!(
            (&seat["reference"], &seat["title"], &seat["from"]),
            (&"DE-07".into(), &"account_manager".into(), &"2026-02-01".into())
        );
        let path = format!("/api/v1/staff/positions/{}", seat["id"].as_str().unwrap());
        let north: serde_json::Value = serde_json::from_str(&hr.get(&path).await.body).unwrap();
        let held: Vec<&str> = north["holders"]
            .as_array()
            .unwrap()
            .iter()
            .map(|holder| holder["reference"].as_str().unwrap())
            .collect();
        assert_eq!(held, ["P-4", "P-5"]);
        assert!(outline(&hr.get(&format!("/staff/{kai}")).await.body).contains("Key accounts north"));
        // Kurt is nobody whom Kai sees, and neither is his seat.
        let mut own = programme.sign_in("kai", &[Role::Kam], Some(kai)).await;
        let seen: serde_json::Value = serde_json::from_str(&own.get(&path).await.body).unwrap();
        assert_eq!(seen["holders"].as_array().unwrap().len(), 1, "{seen}");
        let mut tx = programme.read().await;
        let south = store::look_up_position(&mut tx, "DE-08").await.unwrap().unwrap().id;
        drop(tx);
        assert_eq!(own.get(&format!("/api/v1/staff/positions/{south}")).await.status, 404);
        assert_eq!(own.get("/api/v1/staff/positions/none").await.status, 404);
    })
    .await;
}
