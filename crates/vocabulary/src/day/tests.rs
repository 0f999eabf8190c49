//! Days under test.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn a_day_is_written_in_full_and_exists() {
    assert_eq!(day("2028-02-29").to_string(), "2028-02-29");
    for text in [
        "",
        "2027-2-29",
        "2027-02-29",
        "2027-13-01",
        "2027-00-10",
        "0000-01-01",
        "27-01-01",
        "2027-01-01 ",
        "2027-01-01T00:00:00",
        "+027-01-01",
        "2027/01/01",
        "2027-1-001",
        "20270-1-01",
        "２０２７",
    ] {
        Day::parse(text).unwrap_err();
    }
    assert_eq!(Day::ymd(2027, 2, 29), None);
    assert_eq!(Day::ymd(10_000, 1, 1), None);
}

#[test]
fn months_end_where_they_end() {
    assert_eq!(day("2027-01-31").plus_months(1), day("2027-02-28"));
    assert_eq!(day("2028-01-31").plus_months(1), day("2028-02-29"));
    assert_eq!(day("2027-03-31").plus_months(-13), day("2026-02-28"));
    assert_eq!(day("2028-02-29").plus_months(-12), day("2027-02-28"));
    assert_eq!(day("2027-11-30").plus_months(3), day("2028-02-29"));
}

#[test]
fn steps_beyond_the_calendar_stay_at_its_end() {
    assert_eq!(Day::MAX.next(), Day::MAX);
    assert_eq!(Day::MIN.prev(), Day::MIN);
    assert_eq!(day("2027-01-01").plus_days(i64::MAX), Day::MAX);
    assert_eq!(day("2027-01-01").plus_days(i64::MIN), Day::MIN);
    assert_eq!(day("2027-01-01").plus_months(i32::MAX), Day::MAX);
    assert_eq!(day("2027-01-01").plus_months(i32::MIN), Day::MIN);
}

#[test]
fn days_are_counted_and_named() {
    assert_eq!(day("2027-04-15").days_until(day("2028-01-01")), 261);
    assert_eq!(day("2028-01-01").days_until(day("2027-04-15")), -261);
    assert_eq!(day("2026-11-21").weekday(), Weekday::Saturday);
    assert_eq!(day("2027-04-15").month_start(), day("2027-04-01"));
    assert_eq!(serde_json::to_string(&day("2027-04-15")).unwrap(), "\"2027-04-15\"");
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(offset in 0_i64..3_652_058) {
        let day = Day::MIN.plus_days(offset);
        prop_assert_eq!(Day::parse(&day.to_string()), Ok(day));
        prop_assert_eq!(Day::MIN.days_until(day), offset);
        prop_assert_eq!(day.next().prev(), day);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,20}", shaped in "[0-9-]{10}") {
        for text in [text, shaped] {
            if let Ok(day) = Day::parse(&text) {
                prop_assert_eq!(day.to_string(), text);
            }
        }
    }
}
