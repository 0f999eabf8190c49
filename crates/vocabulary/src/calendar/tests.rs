//! Calendars under test: every year is tiled by its periods, and periods bear the names plans use.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn days(texts: &[&str]) -> Vec<Day> {
    texts.iter().map(|text| day(text)).collect()
}

/// The quota dates of AdventureWorks.
fn adventure_works() -> Calendar {
    let starts = days(&[
        "2022-05-30",
        "2022-08-30",
        "2022-11-30",
        "2023-02-28",
        "2023-05-30",
        "2023-08-30",
        "2023-11-30",
        "2024-02-28",
        "2024-05-29",
    ]);
    Calendar::dates(starts, 4).unwrap()
}

/// 52-week years from a Monday at the end of December; the second has 53 weeks.
fn week_starts() -> Vec<Day> {
    days(&["2024-12-30", "2025-12-29", "2027-01-04", "2028-01-03"])
}

fn names(periods: &[Period]) -> Vec<&str> {
    periods.iter().map(|period| period.name.as_str()).collect()
}

/// The periods of every length the calendar has follow one another from the year's first day to its last, and each
/// is found again by its name and by each of its end days.
#[track_caller]
fn check_tiling(calendar: &Calendar, within: Day) {
    let year = calendar.year_at(within).unwrap();
    assert!(year.contains(within));
    for length in Length::ALL {
        let periods = calendar.periods_within(length, &year);
        let Some(last) = periods.last() else {
            assert!(calendar.period_at(length, within).is_none(), "{length}");
            continue;
        };
        assert_eq!((periods[0].from, last.to), (year.from, year.to), "{length}");
        for pair in periods.windows(2) {
            assert_eq!(pair[0].to, pair[1].from);
            assert_eq!(calendar.next(&pair[0]).as_ref(), Some(&pair[1]));
        }
        assert_eq!(periods.iter().map(Period::days).sum::<i64>(), year.days());
        for period in &periods {
            assert_eq!(calendar.period_named(&period.name).as_ref(), Some(period));
            for end in [period.from, period.last_day()] {
                assert_eq!(calendar.period_at(length, end).as_ref(), Some(period));
            }
            assert_eq!(period.interval().days(), Some(period.days()));
        }
    }
}

#[test]
fn the_calendar_year_has_the_names_everybody_uses() {
    let calendar = Calendar::calendar_year();
    for (length, name, label) in [
        (Length::Month, "2027-01", "January 2027"),
        (Length::Quarter, "2027-Q1", "Q1 2027"),
        (Length::Half, "2027-H1", "H1 2027"),
        (Length::Year, "2027", "2027"),
    ] {
        let period = calendar.period_at(length, day("2027-01-31")).unwrap();
        assert_eq!((period.name.as_str(), period.label.as_str()), (name, label));
    }
    let quarter = calendar.period_named("2027-Q2").unwrap();
    assert_eq!(names(&calendar.base_periods(&quarter)), ["2027-04", "2027-05", "2027-06"]);
    assert_eq!(calendar.next(&quarter).unwrap().name, "2027-Q3");
    for name in [
        "",
        "27",
        "2027-",
        "2027-0",
        "2027-00",
        "2027-13",
        "2027-Q0",
        "2027-Q5",
        "2027-H3",
        "2027-P01",
        "2027-Q1-",
        "2027-q1",
        "2027-Q+1",
        "2027-+1",
        "２０２７",
        "2027-é",
        "0000",
        "12027",
    ] {
        assert_eq!(calendar.period_named(name), None, "{name}");
    }
}

#[test]
fn a_fiscal_year_from_april_straddles_two_years() {
    let calendar = Calendar::months(4).unwrap();
    let year = calendar.year_at(day("2027-03-31")).unwrap();
    assert_eq!((year.name.as_str(), year.label.as_str()), ("2026", "FY 2026/27"));
    let quarter = calendar.period_at(Length::Quarter, day("2027-01-01")).unwrap();
    assert_eq!((quarter.name.as_str(), quarter.label.as_str()), ("2026-Q4", "Q4 FY 2026/27"));
    // A month keeps the name on the wall.
    let month = calendar.period_named("2027-01").unwrap();
    assert_eq!((month.from, month.label.as_str()), (day("2027-01-01"), "January 2027"));
    assert_eq!(calendar.base_periods(&year).len(), 12);
    let turn = Calendar::months(7).unwrap().year_at(day("1999-07-01")).unwrap();
    assert_eq!(turn.label, "FY 1999/00");
}

#[test]
fn the_quota_dates_of_adventure_works_make_two_fiscal_years() {
    let calendar = adventure_works();
    assert_eq!(calendar.base_length(), Length::Quarter);
    let first = calendar.year_at(day("2022-05-30")).unwrap();
    assert_eq!((first.name.as_str(), first.label.as_str()), ("2022", "FY 2022/23"));
    assert_eq!((first.from, first.to), (day("2022-05-30"), day("2023-05-30")));
    let second = calendar.next(&first).unwrap();
    assert_eq!((second.label.as_str(), second.to), ("FY 2023/24", day("2024-05-29")));
    assert_eq!(calendar.next(&second), None);
    let quarters = calendar.base_periods(&first);
    assert_eq!(names(&quarters), ["2022-P01", "2022-P02", "2022-P03", "2022-P04"]);
    assert_eq!(quarters[0].label, "Q1 FY 2022/23");
    assert_eq!(quarters[3].label, "Q4 FY 2022/23");
    assert_eq!((quarters[3].from, quarters[3].to), (day("2023-02-28"), day("2023-05-30")));
    assert_eq!(calendar.period_named("2022-Q1").as_ref(), Some(&quarters[0]));
    let half = calendar.period_named("2023-H2").unwrap();
    assert_eq!((half.from, half.label.as_str()), (day("2023-11-30"), "H2 FY 2023/24"));
    assert_eq!(calendar.period_at(Length::Month, day("2022-06-01")), None);
    // The last date closes the last period and begins none.
    assert_eq!(calendar.year_at(day("2024-05-29")), None);
    assert_eq!(calendar.year_at(day("2022-05-29")), None);
    for within in ["2022-06-01", "2024-05-28"] {
        check_tiling(&calendar, day(within));
    }
}

#[test]
fn quarters_of_four_four_and_five_weeks() {
    let calendar = Calendar::four_four_five(week_starts()).unwrap();
    let year = calendar.year_at(day("2024-12-30")).unwrap();
    assert_eq!((year.name.as_str(), year.label.as_str()), ("2025", "2025"));
    let weeks: Vec<i64> = calendar.base_periods(&year).iter().map(|p| p.days() / 7).collect();
    assert_eq!(weeks, [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5]);
    let long = calendar.period_named("2026").unwrap();
    assert_eq!(long.days(), 53 * 7);
    let last = calendar.period_named("2026-P12").unwrap();
    assert_eq!((last.days() / 7, last.label.as_str()), (6, "P12 2026"));
    assert_eq!(calendar.period_named("2026-Q1").unwrap().days(), 13 * 7);
    for within in ["2025-06-01", "2026-06-01", "2027-06-01"] {
        check_tiling(&calendar, day(within));
    }
}

#[test]
fn thirteen_periods_of_four_weeks_make_no_quarters() {
    let calendar = Calendar::thirteen(week_starts()).unwrap();
    let year = calendar.period_named("2026").unwrap();
    let periods = calendar.base_periods(&year);
    let weeks: Vec<i64> = periods.iter().map(|period| period.days() / 7).collect();
    assert_eq!(weeks, [4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5]);
    assert_eq!(periods[12].name, "2026-P13");
    assert_eq!(calendar.period_named("2026-Q1"), None);
    assert_eq!(calendar.period_named("2026-P14"), None);
    for within in ["2025-06-01", "2026-06-01", "2027-06-01"] {
        check_tiling(&calendar, day(within));
    }
}

#[test]
fn a_calendar_is_refused_for_what_is_wrong_with_it() {
    let refused = |problem: Result<Calendar, TimeProblem>| problem.unwrap_err().to_string();
    assert_eq!(
        refused(Calendar::months(13)),
        "a fiscal year starts in a month from 1 to 12, not in 13"
    );
    refused(Calendar::months(0));
    refused(Calendar::four_four_five(vec![]));
    refused(Calendar::four_four_five(days(&["2025-01-01", "2026-01-01"])));
    refused(Calendar::thirteen(days(&["2025-12-29", "2024-12-30"])));
    refused(Calendar::dates(days(&["2025-01-01", "2026-01-01"]), 0));
    refused(Calendar::dates(days(&["2025-01-01", "2025-01-01"]), 1));
    assert_eq!(
        refused(Calendar::dates(days(&["2025-01-01", "2025-04-01", "2025-07-01"]), 4)),
        "2 periods do not make whole years of 4; add or remove start dates"
    );
    assert_eq!(
        refused(Calendar::dates(days(&["2025-01-01", "2025-04-01", "2025-07-01"]), 1)),
        "two years would both be called 2025; check the start dates"
    );
}

#[test]
fn unsound_dates_put_together_by_hand_have_no_periods_and_do_no_harm() {
    let backwards = days(&["2026-01-01", "2025-01-01"]);
    for calendar in [
        Calendar::Months { year_starts: 0 },
        Calendar::Months { year_starts: 200 },
        Calendar::FourFourFive { starts: vec![] },
        Calendar::Thirteen { starts: backwards.clone() },
        Calendar::Dates {
            starts: backwards.clone(),
            per_year: 0,
        },
        Calendar::Dates {
            starts: backwards,
            per_year: 255,
        },
    ] {
        for length in Length::ALL {
            let found = calendar.period_at(length, day("2025-06-01"));
            assert!(found.is_none(), "{calendar:?}");
        }
        let _ = calendar.period_named("2025");
    }
    let calendar = Calendar::months(12).unwrap();
    for edge in [Day::MIN, Day::MAX] {
        for length in Length::ALL {
            let period = calendar.period_at(length, edge);
            assert!(period.is_none_or(|period| calendar.next(&period).is_none()));
        }
    }
}

#[test]
fn a_calendar_is_stored_by_its_kind() {
    let months = Calendar::months(4).unwrap();
    assert_eq!(serde_json::to_string(&months).unwrap(), r#"{"kind":"month","year_starts":4}"#);
    for calendar in [
        months,
        adventure_works(),
        Calendar::four_four_five(week_starts()).unwrap(),
        Calendar::thirteen(week_starts()).unwrap(),
    ] {
        let stored = serde_json::to_string(&calendar).unwrap();
        assert_eq!(serde_json::from_str::<Calendar>(&stored).unwrap(), calendar);
    }
    serde_json::from_str::<Calendar>(r#"{"kind":"month","year_starts":13}"#).unwrap_err();
    serde_json::from_str::<Calendar>(r#"{"kind":"4-4-5","starts":[]}"#).unwrap_err();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn months_tile_every_year(year_starts in 1_u8..=12, offset in 0_i64..40_000) {
        let within = day("1970-01-01").plus_days(offset);
        check_tiling(&Calendar::months(year_starts).unwrap(), within);
    }

    #[test]
    fn listed_dates_tile_their_years(
        per_year in 1_u8..=13, steps in proptest::collection::vec(27_i64..30, 13), offset in 0_i64..200,
    ) {
        // Two years of equal make-up, each about 365 days long.
        let count = usize::from(per_year);
        let mut starts = vec![day("2024-03-01").plus_days(offset)];
        for step in steps[..count].iter().chain(&steps[..count]) {
            let length = step * 13 / i64::from(per_year);
            starts.push(starts.last().unwrap().plus_days(length));
        }
        let calendar = Calendar::dates(starts.clone(), per_year).unwrap();
        for start in &starts[..starts.len() - 1] {
            check_tiling(&calendar, *start);
        }
    }
}
