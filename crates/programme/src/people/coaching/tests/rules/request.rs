//! Resource asks and requests to get involved: by when they are answered, and how they stand.

use super::day;
use crate::foundation::calendars::rules::WorkingDays;
use crate::people::coaching::policy::{ASK_DAYS, INVOLVEMENT_DAYS};
use crate::people::coaching::rules::request::{About, Resource, Standing, due, standing};
use proptest::prelude::*;
use vocabulary::Weekday;

fn default_of(name: &str) -> u64 {
    let policy = crate::people::coaching::policy::ALL.iter().find(|policy| policy.name == name);
    policy.unwrap().default.parse().unwrap()
}

#[track_caller]
fn check_due(working_days: u64, asked: &str, expected: &str) {
    assert_eq!(
        due(day(asked), working_days, &WorkingDays::default()),
        day(expected),
        "asked on {asked}"
    );
}

// January 2026: the 5th is a Monday.
#[test]
fn r_coa_12_a_resource_ask_is_answered_within_five_working_days() {
    let five = default_of(ASK_DAYS);
    assert_eq!(five, 5);
    check_due(five, "2026-01-05", "2026-01-12");
    check_due(five, "2026-01-09", "2026-01-16");
    // Asked at a weekend: Monday is the first working day.
    check_due(five, "2026-01-10", "2026-01-16");
    check_due(five, "2026-01-11", "2026-01-16");
    check_due(10, "2026-01-05", "2026-01-19");
    check_due(0, "2026-01-05", "2026-01-05");
}

#[test]
fn r_coa_16_a_request_to_get_involved_is_answered_within_two_working_days() {
    let two = default_of(INVOLVEMENT_DAYS);
    assert_eq!(two, 2);
    check_due(two, "2026-01-05", "2026-01-07");
    check_due(two, "2026-01-08", "2026-01-12");
    check_due(two, "2026-01-09", "2026-01-13");
    check_due(two, "2026-01-10", "2026-01-13");
    check_due(1, "2026-01-09", "2026-01-12");
}

#[test]
fn r_coa_12_an_answer_on_the_due_day_is_in_time() {
    #[track_caller]
    fn check(answered: Option<&str>, today: &str, expected: Standing) {
        assert_eq!(
            standing(day("2026-01-12"), answered.map(day), day(today)),
            expected,
            "{answered:?} seen on {today}"
        );
    }
    check(None, "2026-01-05", Standing::Waiting);
    check(None, "2026-01-12", Standing::Waiting);
    check(None, "2026-01-13", Standing::Late);
    check(Some("2026-01-05"), "2026-01-05", Standing::Answered);
    check(Some("2026-01-12"), "2026-03-01", Standing::Answered);
    check(Some("2026-01-13"), "2026-01-13", Standing::AnsweredLate);
    check(Some("2026-02-01"), "2026-03-01", Standing::AnsweredLate);
}

#[test]
fn r_coa_12_the_resources_are_the_ten_of_the_book() {
    // Section (b), in its order.
    let words: Vec<&str> = Resource::ALL.iter().map(|one| one.word()).collect();
    let expected = [
        "data",
        "tools",
        "training",
        "access",
        "capacity",
        "budget",
        "content",
        "recognition",
        "time",
        "obstacle",
    ];
    assert_eq!(words, expected);
}

#[test]
fn r_coa_16_a_request_a_trigger_and_stepping_in_unasked_are_told_apart() {
    let words: Vec<&str> = About::ALL.iter().map(|one| one.word()).collect();
    assert_eq!(words, ["resource", "involvement", "trigger", "unasked"]);
    assert_eq!(About::parse("unasked"), Some(About::Unasked));
    assert_eq!(About::parse("asked"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn r_coa_12_the_days_until_it_is_due_hold_so_many_working_days(offset in 0_i64..4_000, days in 0_u64..30) {
        let asked = day("2020-01-01").plus_days(offset);
        let due = due(asked, days, &WorkingDays::default());
        let works = |day: &vocabulary::Day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let between = (1..=asked.days_until(due)).map(|step| asked.plus_days(step));
        prop_assert_eq!(u64::try_from(between.filter(works).count()).unwrap(), days);
        prop_assert!(days == 0 || works(&due));
    }
}
