//! When alerts begin, end, are due, and in which order they stand.

use crate::foundation::accounts::tests::day;
use crate::foundation::alerts::rules::{Alert, Found, Seen, Step, decide, due_day, put_in_order, stake};
use crate::foundation::calendars::rules::WorkingDays;
use platform::look::components::Hazard;
use std::collections::BTreeSet;
use vocabulary::{AlertId, Cell, Currency, Instant, Money, NumberedIds, PersonId, Ratio, Zone};

#[test]
fn r_xc_3_an_alert_begins_and_ends_with_its_condition() {
    let cases = [
        (false, Seen::Holds, Step::Raise),
        (false, Seen::Ended, Step::Nothing),
        (false, Seen::Unknown, Step::Nothing),
        (false, Seen::Gone, Step::Nothing),
        (true, Seen::Holds, Step::Keep),
        (true, Seen::Ended, Step::Close),
        (true, Seen::Unknown, Step::Wait),
        (true, Seen::Gone, Step::Close),
    ];
    for (is_open, seen, step) in cases {
        assert_eq!(decide(is_open, seen), step, "{is_open} {seen:?}");
    }
}

#[test]
fn an_unknown_value_is_not_judged() {
    let never = |_: &Cell| panic!("nobody may ask the condition about an unknown value");
    assert_eq!(Seen::of(None, never), Seen::Unknown);
    assert_eq!(Seen::of(Some(&Cell::Unknown("no survey".to_owned())), never), Seen::Unknown);
    assert_eq!(Seen::of(Some(&Cell::Count(1)), |_| true), Seen::Holds);
    assert_eq!(Seen::of(Some(&Cell::Count(1)), |_| false), Seen::Ended);
}

/// By the calendar of March 2026, in which the 2nd is a Monday.
#[test]
fn r_xc_3_a_due_date_skips_the_weekend() {
    #[track_caller]
    fn check(raised: &str, working_days: i64, due: &str) {
        assert_eq!(
            due_day(day(raised), working_days, &WorkingDays::default()),
            day(due),
            "{raised} and {working_days} working days"
        );
    }
    check("2026-03-02", 1, "2026-03-03");
    check("2026-03-06", 1, "2026-03-09");
    check("2026-03-06", 2, "2026-03-10");
    check("2026-03-07", 1, "2026-03-09");
    check("2026-03-08", 5, "2026-03-13");
    check("2026-03-04", 10, "2026-03-18");
    check("2026-03-07", 0, "2026-03-07");
    check("9999-12-31", 3, "9999-12-31");
}

fn alert(number: u64, opened: &str, code: &str, stake: Option<(i64, Currency)>) -> Alert {
    Alert {
        id: AlertId::new(&NumberedIds::after(number)),
        code: code.to_owned(),
        subject: PersonId::new(&NumberedIds::default()),
        opened: Instant::parse_rfc3339(&format!("{opened}T23:30:00Z")).unwrap(),
        due: day(opened),
        closed: None,
        found: Found {
            owner: None,
            informed: BTreeSet::new(),
            hazard: Hazard::Act,
            sentence: "private".to_owned(),
            act: String::new(),
            href: String::new(),
            figure: String::new(),
            stake: stake.map(|(minor, currency)| Money::from_minor(minor, currency)),
        },
    }
}

/// On 12 March: 2,000 for one day is 2,000; 1,000 for three is 3,000; 2,500 of today counts one day; 4,000 yen are 4,000.
#[test]
fn r_xc_3_money_times_age_comes_first_then_age_then_the_code() {
    let eur = |euros: i64| Some((euros * 100, Currency::EUR));
    let mut alerts = vec![
        alert(1, "2026-03-10", "AL-Z", None),
        alert(2, "2026-03-11", "AL-A", eur(2_000)),
        alert(3, "2026-03-10", "AL-B", None),
        alert(4, "2026-03-09", "AL-A", eur(1_000)),
        alert(5, "2026-01-01", "AL-A", None),
        alert(6, "2026-03-12", "AL-A", eur(2_500)),
        alert(7, "2026-03-11", "AL-A", Some((4_000, Currency::parse("JPY").unwrap()))),
    ];
    put_in_order(&mut alerts, day("2026-03-12"), &Zone::parse("UTC").unwrap());
    let order: Vec<String> = alerts.iter().map(|alert| alert.id.to_string()[35..].to_owned()).collect();
    assert_eq!(order, ["8", "5", "7", "3", "6", "4", "2"], "the ids are one more than the numbers");
}

#[test]
fn only_money_is_a_stake_of_money() {
    let exact = Cell::Amount {
        value: Ratio::parse("10.005").unwrap(),
        currency: Currency::EUR,
    };
    assert_eq!(stake(&exact), Some(Money::from_minor(1_001, Currency::EUR)));
    assert_eq!(stake(&Cell::Count(7)), None);
    assert_eq!(stake(&Cell::Unknown("no price".to_owned())), None);
}

#[test]
fn what_an_alert_says_stays_out_of_what_is_logged() {
    let said = format!("{:?}", alert(1, "2026-03-10", "AL-A", Some((4_200, Currency::EUR))));
    assert!(!said.contains("private") && !said.contains("42"), "{said}");
}
