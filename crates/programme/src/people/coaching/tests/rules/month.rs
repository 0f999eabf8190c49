//! Hours of a calendar month: what counts, and where they stand against the band.

use super::{day, ratio, with};
use crate::people::coaching::rules::month::{
    Band, after, band, credited, hours, last_day, last_month, last_quarter, month_of, name_of, named, quarter_of,
};
use crate::people::coaching::rules::pitfalls::by_coachee;
use proptest::prelude::*;
use vocabulary::{Day, Ratio};

#[test]
fn r_coa_1_hours_above_the_maximum_give_no_further_credit() {
    #[track_caller]
    fn check(max: &str, hours: &str, expected: &str) {
        assert_eq!(credited(&ratio(hours), &ratio(max)), ratio(expected), "{hours} h of at most {max}");
    }
    // Section (d): hours 0, 2, 3, 4.5, 5, 6, 9 are credited as 0, 2, 3, 4.5, 5, 5, 5.
    check("5", "0", "0");
    check("5", "2", "2");
    check("5", "3", "3");
    check("5", "4.5", "4.5");
    check("5", "5", "5");
    check("5", "6", "5");
    check("5", "9", "5");
    // One minute beyond five hours is 301/60.
    check("5", "301/60", "5");
    check("5", "299/60", "299/60");
    // Another policy.
    check("4", "4.5", "4");
    check("7.5", "7", "7");
    check("7.5", "9", "7.5");
    check("0", "3", "0");
}

#[test]
fn r_coa_1_minutes_are_exact_hours_of_one_coachee() {
    #[track_caller]
    fn check(minutes: i64, expected: &str) {
        assert_eq!(hours(minutes), ratio(expected));
    }
    check(0, "0");
    check(1, "1/60");
    check(90, "1.5");
    check(300, "5");
    check(301, "301/60");
    // Two people with three hours each are not one with six.
    let sessions = [with(1, 100), with(2, 180), with(1, 80)];
    assert_eq!(by_coachee(&sessions).into_values().collect::<Vec<_>>(), [180, 180]);
}

#[test]
fn r_coa_1_the_month_is_the_calendar_month() {
    #[track_caller]
    fn check(today: &str, first: &str, last: &str, name: &str) {
        let month = month_of(day(today));
        assert_eq!((month.start(), last_day(&month)), (day(first), day(last)), "{today}");
        assert_eq!(name_of(&month), name);
        assert_eq!(named(name), Some(month));
    }
    check("2026-01-01", "2026-01-01", "2026-01-31", "2026-01");
    check("2026-02-28", "2026-02-01", "2026-02-28", "2026-02");
    check("2028-02-29", "2028-02-01", "2028-02-29", "2028-02");
    check("2026-12-31", "2026-12-01", "2026-12-31", "2026-12");
}

#[test]
fn r_coa_4_the_quarter_is_the_calendar_quarter() {
    #[track_caller]
    fn check(today: &str, first: &str, last: &str, name: &str) {
        let quarter = quarter_of(day(today));
        assert_eq!((quarter.start(), last_day(&quarter)), (day(first), day(last)), "{today}");
        assert_eq!(name_of(&quarter), name);
        assert_eq!(named(name), Some(quarter));
    }
    check("2026-01-01", "2026-01-01", "2026-03-31", "2026-Q1");
    check("2026-03-31", "2026-01-01", "2026-03-31", "2026-Q1");
    check("2026-04-01", "2026-04-01", "2026-06-30", "2026-Q2");
    check("2026-08-31", "2026-07-01", "2026-09-30", "2026-Q3");
    check("2026-12-31", "2026-10-01", "2026-12-31", "2026-Q4");
}

#[test]
fn only_what_is_over_is_the_last_month_or_quarter() {
    #[track_caller]
    fn check(today: &str, month: &str, quarter: &str) {
        assert_eq!(name_of(&last_month(day(today))), month, "{today}");
        assert_eq!(name_of(&last_quarter(day(today))), quarter, "{today}");
    }
    check("2026-01-01", "2025-12", "2025-Q4");
    check("2026-03-31", "2026-02", "2025-Q4");
    check("2026-04-01", "2026-03", "2026-Q1");
    check("2026-05-31", "2026-04", "2026-Q1");
    for wrong in ["", "2026", "2026-13", "2026-00", "2026-1", "2026-Q0", "2026-Q5", "26-01", "2026-Q"] {
        assert_eq!(named(wrong), None, "{wrong}");
    }
}

#[test]
fn r_coa_2_the_band_holds_both_its_ends() {
    #[track_caller]
    fn check((min, max): (&str, &str), hours: &str, expected: Band) {
        assert_eq!(band(&ratio(hours), &ratio(min), &ratio(max)), expected, "{hours} h");
    }
    // Section (b): in band is 3 ≤ hours ≤ 5.
    check(("3", "5"), "0", Band::Below);
    check(("3", "5"), "2", Band::Below);
    // 2 h 59 min.
    check(("3", "5"), "179/60", Band::Below);
    check(("3", "5"), "3", Band::Inside);
    check(("3", "5"), "4.5", Band::Inside);
    check(("3", "5"), "5", Band::Inside);
    check(("3", "5"), "301/60", Band::Above);
    check(("3", "5"), "9", Band::Above);
    check(("2", "4"), "2", Band::Inside);
    check(("2", "4"), "4.5", Band::Above);
    check(("4", "4"), "4", Band::Inside);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn r_coa_1_credit_exceeds_neither_the_hours_nor_the_maximum(minutes in 0_i64..20_000, more in 0_i64..600, max in 0_i128..40) {
        let (had, max) = (hours(minutes), Ratio::whole(max));
        let credit = credited(&had, &max);
        prop_assert!(credit <= had && credit <= max);
        // It is one of both, and more hours never take credit away.
        prop_assert!(credit == had || credit == max);
        prop_assert!(credited(&hours(minutes + more), &max) >= credit);
    }

    #[test]
    fn every_day_lies_in_its_month_and_its_quarter(offset in 0_i64..60_000) {
        let today = Day::ymd(1950, 1, 1).unwrap().plus_days(offset);
        let (month, quarter) = (month_of(today), quarter_of(today));
        prop_assert!(month.contains(today) && quarter.contains(today));
        prop_assert!(quarter.start() <= month.start() && after(&month) <= after(&quarter));
        prop_assert!(after(&last_month(today)) == month.start() && after(&last_quarter(today)) == quarter.start());
        prop_assert_eq!(named(&name_of(&month)), Some(month));
        prop_assert_eq!(named(&name_of(&quarter)), Some(quarter));
    }
}
