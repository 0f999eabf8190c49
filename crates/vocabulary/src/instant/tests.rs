//! Points in time, clocks and zones under test.

use super::*;
use crate::{Clock, FixedClock};

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

#[test]
fn a_moment_is_written_in_utc_to_the_microsecond() {
    assert_eq!(Instant::from_micros(0).to_rfc3339(), "1970-01-01T00:00:00Z");
    assert_eq!(instant("2027-04-15T09:30:00+02:00").to_rfc3339(), "2027-04-15T07:30:00Z");
    let fine = instant("2027-04-15T09:30:00.123456Z");
    assert_eq!(fine.to_rfc3339().parse(), Ok(fine));
    assert_eq!(serde_json::to_string(&fine).unwrap(), "\"2027-04-15T09:30:00.123456Z\"");
    for text in [
        "",
        "2027-04-15",
        "2027-04-15T09:30:00",
        "now",
        "0000-01-01T00:00:00Z",
        &"2".repeat(10_000),
    ] {
        Instant::parse_rfc3339(text).unwrap_err();
    }
}

#[test]
fn the_zone_decides_the_day() {
    let berlin = Zone::parse("Europe/Berlin").unwrap();
    let new_year = instant("2026-12-31T23:30:00Z");
    assert_eq!(new_year.day_in(&berlin).to_string(), "2027-01-01");
    assert_eq!(new_year.day_in(&Zone::UTC).to_string(), "2026-12-31");
    // Summer time adds the second hour.
    assert_eq!(instant("2027-06-30T22:00:00Z").day_in(&berlin).to_string(), "2027-07-01");
    for name in ["", "Berlin", "Europe/berlin", "+02:00", "Mars/Base"] {
        Zone::parse(name).unwrap_err();
    }
    assert_eq!(serde_json::from_str::<Zone>("\"Europe/Berlin\"").unwrap(), berlin);
}

#[test]
fn moments_outside_the_calendar_stay_at_its_end() {
    let last = Instant::from_micros(i64::MAX);
    assert_eq!(last.day_in(&Zone::parse("Pacific/Kiritimati").unwrap()), Day::MAX);
    assert_eq!(last.plus_seconds(i64::MAX), last);
    let first = Instant::from_micros(i64::MIN);
    assert_eq!(first.to_rfc3339(), "0001-01-01T00:00:00Z");
    assert_eq!(first.day_in(&Zone::parse("America/New_York").unwrap()), Day::MIN);
    assert_eq!(last.to_rfc3339().parse(), Ok(last));
}

#[test]
fn a_fixed_clock_moves_only_when_told() {
    let clock = FixedClock::new(instant("2026-03-02T09:00:00Z"));
    assert_eq!(clock.now(), clock.now());
    let before = clock.now();
    clock.advance(90);
    assert_eq!(before.seconds_until(clock.now()), 90);
    assert_eq!(clock.now().seconds_until(before), -90);
    clock.set(Instant::start_of(Day::parse("2027-01-01").unwrap()));
    assert_eq!(clock.now().to_string(), "2027-01-01T00:00:00Z");
}
