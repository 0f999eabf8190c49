//! Charts and traces, with the figures of the statement page worked in the specification.

use vocabulary::{Calendar, Cell, Currency, Money, Ratio};

use super::{always, months, period, plan, ratio};
use crate::{Inputs, Participant, Plan, Standing, evaluate, marginal, payout_curve};

fn demo() -> Plan {
    plan(include_str!("../../plans/kam-demo.yaml"))
}

/// The strong year of section 4: 1,380,000 on a quota of 1,200,000.
fn strong_year() -> Participant {
    let mut person = Participant {
        person: "jonna".to_owned(),
        ..Participant::default()
    };
    let monthly = vec![ratio("115000"); 12];
    person.measures.insert("key_revenue".to_owned(), months(&monthly));
    person.quotas.insert("key_revenue".to_owned(), always(ratio("1200000")));
    person
}

#[test]
fn the_payout_curve_has_the_points_and_bands_of_the_statement() {
    let curve = payout_curve(&demo(), "key-revenue", &ratio("1200000"), None).unwrap();
    let points: Vec<String> = curve
        .points
        .iter()
        .map(|point| format!("{} {}", point.attainment, point.pay))
        .collect();
    assert_eq!(points, ["0 0", "0.5 0", "1 18000", "1.3 39600", "1.6 50400"]);
    assert!(curve.points.iter().all(|point| point.jump.is_none()));
    let bands: Vec<&str> = curve.bands.iter().map(|band| band.rate.as_str()).collect();
    assert_eq!(bands, ["0 %", "3 %", "6 %", "3 %"]);
    assert!(curve.goes_on);
}

#[test]
fn a_bonus_curve_ends_where_its_points_end() {
    let target = Money::parse("6000.00", Currency::EUR).unwrap();
    let curve = payout_curve(&demo(), "renewed-services", &ratio("400000"), Some(&target)).unwrap();
    let points: Vec<String> = curve
        .points
        .iter()
        .map(|point| format!("{} {}", point.attainment, point.pay))
        .collect();
    assert_eq!(points, ["0 0", "0.7 0", "1 6000", "1.2 9000", "1.5 9000"]);
    assert!(!curve.goes_on);
    assert!(payout_curve(&demo(), "renewed-services", &ratio("400000"), None).is_none());
}

#[test]
fn a_retroactive_table_shows_its_cliffs() {
    let plan = plan(include_str!("../../plans/e08-marginal-and-retroactive.yaml"));
    let curve = payout_curve(&plan, "retroactive", &ratio("600000"), None).unwrap();
    let jumps: Vec<String> = curve
        .points
        .iter()
        .filter_map(|point| Some(format!("{} {} {}", point.attainment, point.pay, point.jump.as_ref()?)))
        .collect();
    assert_eq!(jumps, ["0.5 9000 15000", "1 30000 42000"]);
}

#[test]
fn one_more_point_pays_720_and_the_way_to_130_percent_10800() {
    let standing = Standing {
        measure: ratio("1380000"),
        quota: Some(ratio("1200000")),
        target: None,
        rate: None,
    };
    let lines: Vec<String> = marginal(&demo(), "key-revenue", &standing)
        .into_iter()
        .map(|what_if| format!("{}: {}", what_if.label, what_if.extra_pay))
        .collect();
    assert_eq!(
        lines,
        [
            "One more point, 12,000 of key_revenue: 720.00 EUR",
            "To 130 %, 180,000 of key_revenue: 10800.00 EUR"
        ]
    );
}

#[test]
fn the_trace_of_a_tiered_commission_is_the_table_of_the_statement() {
    let inputs = Inputs {
        calendar: Calendar::calendar_year(),
        asked: vec![period("2027")],
        participants: vec![strong_year()],
    };
    let evaluation = evaluate(&demo(), &inputs);
    let earned = &evaluation.participants[0].components[0].earned;
    assert_eq!(earned.known_value().unwrap().to_string(), "28800.00 EUR");
    assert_eq!(earned.trace.rule.as_deref(), Some("key-revenue"));
    let table = earned.trace.table.as_ref().unwrap();
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Amount { value, .. } => value.to_string(),
        Cell::Percent(share) => format!("{} %", share * Ratio::whole(100)),
        Cell::Empty | Cell::Money(_) | Cell::Number(_) | Cell::Day(_) | Cell::Count(_) | Cell::Unknown(_) => String::new(),
    };
    let rows: Vec<String> = table
        .rows
        .iter()
        .chain(&table.total)
        .map(|row| row.iter().map(text).collect::<Vec<_>>().join(" | "))
        .collect();
    assert_eq!(
        rows,
        [
            "up to 50 % | 600000 | 0 % | 0",
            "50 to 100 % | 600000 | 3 % | 18000",
            "100 to 130 % | 180000 | 6 % | 10800",
            "beyond 130 % | 0 | 3 % | 0",
            "Earned | 1380000 |  | 28800",
        ]
    );
}

#[test]
fn an_evaluation_survives_its_journey_through_json() {
    let inputs = Inputs {
        calendar: Calendar::calendar_year(),
        asked: vec![period("2027-03"), period("2027")],
        participants: vec![strong_year()],
    };
    let evaluation = evaluate(&demo(), &inputs);
    let json = serde_json::to_string(&evaluation).unwrap();
    assert_eq!(serde_json::from_str::<crate::Evaluation>(&json).unwrap(), evaluation);
}
