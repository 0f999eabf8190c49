//! A recurring programme: its spans, what each came to, and the rate of sessions held.

use super::{day, person, ratio};
use crate::people::coaching::rules::programme::{Expected, SaidProgramme, Tally, checked, judge, spans};
use proptest::prelude::*;
use vocabulary::{Day, Interval, Ratio};

fn programme(weeks: i64, from: &str, to: Option<&str>) -> SaidProgramme {
    SaidProgramme {
        name: "Every core performer".to_owned(),
        weeks,
        from: day(from),
        to: to.map(day),
    }
}

fn span(from: &str, to: &str) -> Interval {
    Interval::new(day(from), Some(day(to))).unwrap()
}

#[test]
fn a_programme_has_a_name_a_rhythm_and_an_end_after_its_beginning() {
    #[track_caller]
    fn check(said: SaidProgramme, expected: Option<(&str, &str)>) {
        let refused = checked(said).err().map(|refusal| (refusal.field.unwrap(), refusal.code));
        assert_eq!(
            refused,
            expected.map(|(field, code)| (field.to_owned(), format!("coaching.{code}")))
        );
    }
    let from = "2026-01-05";
    check(programme(1, from, None), None);
    check(programme(26, from, Some("2026-01-06")), None);
    check(programme(0, from, None), Some(("weeks", "weeks_range")));
    check(programme(-2, from, None), Some(("weeks", "weeks_range")));
    check(programme(27, from, None), Some(("weeks", "weeks_range")));
    check(programme(4, from, Some(from)), Some(("to", "ends_before")));
    check(programme(4, from, Some("2026-01-04")), Some(("to", "ends_before")));
    let nameless = SaidProgramme {
        name: "  ".to_owned(),
        ..programme(4, from, None)
    };
    check(nameless, Some(("name", "text_missing")));
}

#[test]
fn the_spans_of_a_programme_are_those_that_have_begun() {
    #[track_caller]
    fn check(said: &SaidProgramme, today: &str, expected: &[(&str, &str)]) {
        let expected: Vec<Interval> = expected.iter().map(|(from, to)| span(from, to)).collect();
        assert_eq!(spans(said, day(today)), expected, "{today}");
    }
    let open = programme(2, "2026-01-05", None);
    check(&open, "2026-01-04", &[]);
    check(&open, "2026-01-05", &[("2026-01-05", "2026-01-19")]);
    check(&open, "2026-01-18", &[("2026-01-05", "2026-01-19")]);
    check(&open, "2026-01-19", &[("2026-01-05", "2026-01-19"), ("2026-01-19", "2026-02-02")]);
    // The last span is cut where the programme ends, and nothing follows it.
    let ended = programme(2, "2026-01-05", Some("2026-01-26"));
    check(&ended, "2026-12-31", &[("2026-01-05", "2026-01-19"), ("2026-01-19", "2026-01-26")]);
    check(
        &programme(1, "2026-01-05", Some("2026-01-12")),
        "2026-12-31",
        &[("2026-01-05", "2026-01-12")],
    );
}

struct Case<'a> {
    held: &'a [&'a str],
    in_team: bool,
    excused: &'a [(&'a str, &'a str)],
    today: &'a str,
}

/// The span of 5 to 18 January 2026.
#[track_caller]
fn check_span(case: &Case<'_>, expected: Expected) {
    let held: Vec<Day> = case.held.iter().map(|held| day(held)).collect();
    let excused: Vec<Interval> = case.excused.iter().map(|(from, to)| span(from, to)).collect();
    let fortnight = span("2026-01-05", "2026-01-19");
    assert_eq!(judge(&fortnight, &held, case.in_team, &excused, day(case.today)), expected);
}

const NOTHING: Case<'_> = Case {
    held: &[],
    in_team: true,
    excused: &[],
    today: "2026-01-18",
};

#[test]
fn a_span_is_judged_by_what_was_held_in_it() {
    // It runs until the 18th; on the 19th it is over.
    check_span(&NOTHING, Expected::Open);
    check_span(
        &Case {
            today: "2026-01-19",
            ..NOTHING
        },
        Expected::Expired,
    );
    // Held on its first or its last day, not the day before or after.
    check_span(
        &Case {
            held: &["2026-01-05"],
            today: "2026-02-01",
            ..NOTHING
        },
        Expected::Completed,
    );
    check_span(
        &Case {
            held: &["2026-01-18"],
            today: "2026-02-01",
            ..NOTHING
        },
        Expected::Completed,
    );
    check_span(
        &Case {
            held: &["2026-01-04", "2026-01-19"],
            today: "2026-02-01",
            ..NOTHING
        },
        Expected::Expired,
    );
    // Excused, if only for a day of it; or not in the team. A session that was held counts in spite of it.
    check_span(
        &Case {
            excused: &[("2026-01-18", "2026-01-25")],
            today: "2026-02-01",
            ..NOTHING
        },
        Expected::Excused,
    );
    check_span(
        &Case {
            excused: &[("2026-01-19", "2026-01-25")],
            today: "2026-02-01",
            ..NOTHING
        },
        Expected::Expired,
    );
    check_span(
        &Case {
            in_team: false,
            today: "2026-02-01",
            ..NOTHING
        },
        Expected::Excused,
    );
    check_span(
        &Case {
            in_team: false,
            held: &["2026-01-06"],
            ..NOTHING
        },
        Expected::Completed,
    );
}

#[test]
fn the_rate_leaves_out_what_is_excused_or_open() {
    #[track_caller]
    fn check([completed, open, expired, excused]: [u64; 4], expected: Option<&str>) {
        let mut tally = Tally::default();
        let counts = [
            (Expected::Completed, completed),
            (Expected::Open, open),
            (Expected::Expired, expired),
            (Expected::Excused, excused),
        ];
        for (judged, count) in counts {
            for _ in 0..count {
                tally.add(person(1), judged);
            }
        }
        assert_eq!(tally.rate(), expected.map(ratio));
        assert_eq!(tally.coached.len(), usize::from(completed > 0));
    }
    check([0, 0, 0, 0], None);
    check([0, 3, 0, 2], None);
    check([3, 0, 1, 0], Some("3/4"));
    check([3, 9, 1, 9], Some("3/4"));
    check([0, 1, 2, 0], Some("0"));
    check([1, 1, 0, 0], Some("1"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_tile_the_time_without_a_gap(
        weeks in 1_i64..=26,
        offset in 0_i64..12_000,
        length in prop::option::of(1_i64..9_000),
        // A thousand spans of a week: no more are made.
        since in -30_i64..7_000,
    ) {
        let from = day("1990-01-01").plus_days(offset);
        let said = SaidProgramme {
            name: "x".to_owned(),
            weeks,
            from,
            to: length.map(|days| from.plus_days(days)),
        };
        let today = from.plus_days(since);
        let found = spans(&said, today);
        prop_assert_eq!(found.is_empty(), today < from);
        for (one, next) in found.iter().zip(found.iter().skip(1)) {
            prop_assert_eq!(one.end(), Some(next.start()));
            prop_assert_eq!(one.days(), Some(weeks * 7));
        }
        if let (Some(first), Some(last)) = (found.first(), found.last()) {
            prop_assert_eq!(first.start(), from);
            // Today, or the programme's last day, lies in the last span.
            let seen = said.to.map_or(today, |to| today.min(to.prev()));
            prop_assert!(last.contains(seen), "{seen} is not in {last}");
            prop_assert!(last.days().unwrap() <= weeks * 7);
        }
    }

    #[test]
    fn the_rate_is_a_share(judged in prop::collection::vec(0_usize..4, 0..30)) {
        let mut tally = Tally::default();
        for kind in &judged {
            let kinds = [Expected::Completed, Expected::Open, Expected::Expired, Expected::Excused];
            tally.add(person(1), kinds[*kind]);
        }
        let all = tally.completed + tally.open + tally.expired + tally.excused;
        prop_assert_eq!(usize::try_from(all).unwrap(), judged.len());
        prop_assert!(tally.rate().is_none_or(|rate| rate >= Ratio::zero() && rate <= Ratio::one()));
    }
}
