//! Intervals under test: half-open, so that neighbours add up.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn closed(from: &str, to: &str) -> Interval {
    Interval::closed(day(from), day(to)).unwrap()
}

#[test]
fn the_first_day_is_in_and_the_last_is_out() {
    let year = closed("2027-01-01", "2028-01-01");
    assert!(year.contains(day("2027-01-01")));
    assert!(year.contains(day("2027-12-31")));
    assert!(!year.contains(day("2028-01-01")));
    assert!(!year.contains(day("2026-12-31")));
    assert_eq!(year.days(), Some(365));
}

#[test]
fn an_open_interval_goes_on() {
    let open = Interval::from(day("2027-04-15"));
    assert!(open.contains(Day::MAX));
    assert_eq!(open.days(), None);
    let rest = open.intersect(&closed("2027-01-01", "2028-01-01")).unwrap();
    assert_eq!(rest, closed("2027-04-15", "2028-01-01"));
    assert_eq!(rest.days(), Some(261));
    assert_eq!(open.intersect(&Interval::from(day("2026-01-01"))), Some(open));
}

#[test]
fn neighbours_do_not_overlap() {
    let before = closed("2027-01-01", "2027-04-01");
    let after = closed("2027-04-01", "2027-07-01");
    assert!(!before.overlaps(&after));
    assert!(!before.overlaps(&Interval::from(day("2027-04-01"))));
    assert!(before.overlaps(&closed("2027-03-31", "2027-04-02")));
}

#[test]
fn an_interval_ends_after_it_starts() {
    let on = day("2027-01-01");
    Interval::closed(on, on).unwrap_err();
    Interval::closed(on, on.prev()).unwrap_err();
    serde_json::from_str::<Interval>(r#"{"from":"2027-01-01","to":"2027-01-01"}"#).unwrap_err();
    let open: Interval = serde_json::from_str(r#"{"from":"2027-01-01","to":null}"#).unwrap();
    assert_eq!(open, Interval::from(on));
}

proptest! {
    #[test]
    fn days_of_neighbours_add_up(start in -20_000_i64..20_000, first in 1_i64..2_000, second in 1_i64..2_000) {
        let from = day("2000-01-01").plus_days(start);
        let (middle, to) = (from.plus_days(first), from.plus_days(first + second));
        let whole = Interval::closed(from, to).unwrap();
        let (left, right) = (Interval::closed(from, middle).unwrap(), Interval::closed(middle, to).unwrap());
        prop_assert_eq!(left.days().unwrap() + right.days().unwrap(), whole.days().unwrap());
        prop_assert!(!left.overlaps(&right));
        prop_assert_eq!(whole.intersect(&left), Some(left));
        prop_assert!(left.contains(middle.prev()) && !left.contains(middle) && right.contains(middle));
    }
}
