//! Stars, core and low performers: sizes, ties across a boundary, unknown values, groups too small.

use super::{person, ratio};
use crate::people::coaching::rules::segment::{Course, Segment, Shares, segments};
use proptest::prelude::*;
use std::collections::BTreeMap;
use vocabulary::{PersonId, Ratio};

const STAR: char = '*';
const CORE: char = 'o';
const LOW: char = '-';
const NONE: char = '?';

fn shares(star: &str, low: &str, group_min: u64) -> Shares {
    Shares {
        star: ratio(star),
        low: ratio(low),
        group_min,
    }
}

fn usual() -> Shares {
    shares("0.2", "0.2", 5)
}

/// `8.7.?`: the latest value, then the ones before it; `?` is unknown.
fn course(text: &str) -> Course {
    text.split('.').map(|value| (value != "?").then(|| ratio(value))).collect()
}

fn group(courses: &[Course]) -> BTreeMap<PersonId, Course> {
    (1..).map(person).zip(courses.iter().cloned()).collect()
}

/// A letter for each person in the order of the group; nothing when the group has no segments.
fn letters(group: &BTreeMap<PersonId, Course>, shares: &Shares) -> Option<String> {
    let found = segments(group, shares)?;
    let letter = |person: &PersonId| match found.get(person) {
        Some(Segment::Star) => STAR,
        Some(Segment::Core) => CORE,
        Some(Segment::Low) => LOW,
        None => NONE,
    };
    Some(group.keys().map(letter).collect())
}

#[track_caller]
fn check(shares: &Shares, courses: &str, expected: Option<&str>) {
    let courses: Vec<Course> = courses.split_whitespace().map(course).collect();
    assert_eq!(letters(&group(&courses), shares).as_deref(), expected);
}

#[test]
fn r_coa_15_a_group_below_five_has_no_segments() {
    #[track_caller]
    fn sizes(shares: &Shares, n: i128, expected: Option<(usize, usize, usize)>) {
        let courses: Vec<Course> = (1..=n).map(|value| vec![Some(Ratio::whole(value))]).collect();
        let count = |all: &str| [STAR, CORE, LOW].map(|letter| all.matches(letter).count());
        let found = letters(&group(&courses), shares).map(|all| count(&all).into());
        assert_eq!(found, expected, "{n} people");
    }
    // Section (d): n = 10 gives 2/6/2, n = 7 gives 1/5/1, n = 4 none.
    sizes(&usual(), 10, Some((2, 6, 2)));
    sizes(&usual(), 7, Some((1, 5, 1)));
    sizes(&usual(), 4, None);
    sizes(&usual(), 0, None);
    // 0.2 × 5 = 1; 0.2 × 8 = 1.6 → 2; 0.2 × 12 = 2.4 → 2; 0.2 × 13 = 2.6 → 3.
    sizes(&usual(), 5, Some((1, 3, 1)));
    sizes(&usual(), 8, Some((2, 4, 2)));
    sizes(&usual(), 12, Some((2, 8, 2)));
    sizes(&usual(), 13, Some((3, 7, 3)));
    // Other policies: 16/68/16 of 10 is 1.6 → 2; 0.25 × 6 = 1.5 → 2, half up; 0.1 × 5 = 0.5 → 1; 0.1 × 4 = 0.4 → 0.
    sizes(&shares("0.16", "0.16", 5), 10, Some((2, 6, 2)));
    sizes(&shares("0.25", "0.25", 5), 6, Some((2, 2, 2)));
    sizes(&shares("0.1", "0.3", 5), 5, Some((1, 2, 2)));
    sizes(&shares("0.1", "0.1", 3), 4, Some((0, 4, 0)));
    sizes(&shares("0.2", "0.2", 8), 7, None);
    sizes(&shares("0.2", "0.2", 8), 8, Some((2, 4, 2)));
}

#[test]
fn r_coa_15_unknown_values_are_unsegmented_and_do_not_count() {
    check(&usual(), "5 4 3 2 1", Some("*ooo-"));
    check(&usual(), "1 5 3 ? 2 4", Some("-*o?oo"));
    // Five coachees, four known: n is 4.
    check(&usual(), "5 4 3 2 ?", None);
    check(&usual(), "? ? ? ? ?", None);
    // Whoever had a value before and has none in the latest period is unknown, however good it was.
    check(&usual(), "5 4 3 2 1 ?.9", Some("*ooo-?"));
    // Seven of ten are known: one place at either end, not two.
    check(&usual(), "? ? ? 7 6 5 4 3 2 1", Some("???*ooooo-"));
}

#[test]
fn r_coa_3_ties_are_broken_by_the_earlier_periods_then_core() {
    // Nobody is tied across a boundary.
    check(&usual(), "9 5 5 5 1", Some("*ooo-"));
    // Two share the one place among the stars: neither takes it.
    check(&usual(), "9 9 5 4 1", Some("oooo-"));
    check(&usual(), "9 8 5 1 1", Some("*oooo"));
    // The period before decides, then the one before that.
    check(&usual(), "9.3 9.4 5 4 1", Some("o*oo-"));
    check(&usual(), "9.4.1 9.4.2 5 1.0.5 1.0.6", Some("o*o-o"));
    // Still tied after all of them.
    check(&usual(), "9.4.2 9.4.2 5 4 1", Some("oooo-"));
    // Everybody tied: nobody stands out.
    check(&usual(), "7 7 7 7 7", Some("ooooo"));
    // Two places of ten: a tie inside the stars is no tie across the boundary, a tie of three is.
    check(&usual(), "9 9 8 7 6 5 4 3 1 1", Some("**oooooo--"));
    check(&usual(), "9 9 9 7 6 5 4 1 1 1", Some("oooooooooo"));
    // One above, two tied for the second place.
    check(&usual(), "9 8 8 7 6 5 4 2 2 1", Some("*oooooooo-"));
    // Unequal halves of the same number are the same number.
    check(&usual(), "9/2 18/4 2 1 0", Some("oooo-"));
    // Negative attainment is a value.
    check(&usual(), "0 -1 -2 -3 -4", Some("*ooo-"));
}

/// Section (b) does not say what an unknown earlier period does; it breaks no tie, and what lies behind it is not asked.
#[test]
fn r_coa_3_an_unknown_earlier_period_breaks_no_tie() {
    check(&usual(), "9.? 9.1 5 4 1", Some("oooo-"));
    check(&usual(), "9.?.3 9.?.2 5 4 1", Some("oooo-"));
    check(&usual(), "9 9.1 5 4 1", Some("oooo-"));
    // Two places. 9.? is tied with both others and could be third; 9.3 is second at worst; 9.1 could be third.
    check(&usual(), "9.? 9.3 9.1 5 4 3 2 1 0 -1", Some("o*oooooo--"));
}

/// How a course stands to another where every value of both is known; the test's own words, not the rule's.
fn better(one: &[i8], other: &[i8]) -> bool {
    one > other
}

fn known(values: &[i8]) -> Course {
    values.iter().map(|value| Some(Ratio::whole(i128::from(*value)))).collect()
}

fn any_course() -> impl Strategy<Value = Course> {
    let value = prop_oneof![1 => Just(None), 5 => (-2_i128..4).prop_map(|value| Some(Ratio::whole(value)))];
    prop::collection::vec(value, 0..4)
}

fn any_shares() -> impl Strategy<Value = Shares> {
    // Stars and low performers together are never more than everybody.
    (0_i128..=50, 0_i128..=50, 0_u64..8).prop_map(|(star, low, group_min)| Shares {
        star: Ratio::fraction(star, 100).unwrap(),
        low: Ratio::fraction(low, 100).unwrap(),
        group_min,
    })
}

/// `round-half-up(share × n)` in whole numbers: the floor of share × n + 1/2.
fn places(share: &Ratio, n: usize) -> usize {
    let doubled = share * &Ratio::whole(2 * i128::try_from(n).unwrap()) + Ratio::one();
    usize::try_from((doubled * Ratio::fraction(1, 2).unwrap()).floor().to_i128().unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn r_coa_3_everybody_with_a_value_has_one_segment_of_no_more_than_its_share(
        courses in prop::collection::vec(any_course(), 0..16),
        shares in any_shares(),
    ) {
        let group = group(&courses);
        let with_value = group.iter().filter(|(_, course)| matches!(course.first(), Some(Some(_))));
        let with_value: Vec<PersonId> = with_value.map(|(person, _)| *person).collect();
        let n = with_value.len();
        match segments(&group, &shares) {
            None => prop_assert!(u64::try_from(n).unwrap() < shares.group_min),
            Some(found) => {
                prop_assert!(u64::try_from(n).unwrap() >= shares.group_min);
                prop_assert_eq!(found.keys().copied().collect::<Vec<_>>(), with_value);
                let count = |wanted: Segment| found.values().filter(|segment| **segment == wanted).count();
                prop_assert!(count(Segment::Star) <= places(&shares.star, n));
                prop_assert!(count(Segment::Low) <= places(&shares.low, n));
            }
        }
    }

    #[test]
    fn r_coa_3_segments_depend_on_neither_order_nor_ids(
        (courses, shuffled) in prop::collection::vec(any_course(), 5..12)
            .prop_flat_map(|courses| {
                let numbered: Vec<(usize, Course)> = courses.iter().cloned().enumerate().collect();
                (Just(courses), Just(numbered).prop_shuffle())
            }),
        shares in any_shares(),
    ) {
        let before = letters(&group(&courses), &shares);
        let moved: Vec<Course> = shuffled.iter().map(|(_, course)| course.clone()).collect();
        let after = letters(&group(&moved), &shares);
        let expected: Option<String> = before.map(|before| {
            let before: Vec<char> = before.chars().collect();
            shuffled.iter().map(|(from, _)| before[*from]).collect()
        });
        prop_assert_eq!(after, expected);
    }

    #[test]
    fn r_coa_3_a_better_course_never_has_a_lower_segment(
        courses in prop::collection::vec(prop::collection::vec(-1_i8..3, 3), 5..14),
        holes in prop::collection::vec(any_course(), 0..4),
        shares in any_shares(),
    ) {
        // People with holes in their course stand among those that are compared.
        let mut all: Vec<Course> = courses.iter().map(|values| known(values)).collect();
        all.extend(holes);
        if let Some(found) = segments(&group(&all), &shares) {
            for (one, own) in (1..).zip(&courses) {
                for (other, theirs) in (1..).zip(&courses) {
                    if better(own, theirs) {
                        // Star, core, low: the earlier is the better one.
                        prop_assert!(found[&person(one)] <= found[&person(other)], "{own:?} against {theirs:?}");
                    }
                }
            }
        }
    }

    /// Sorted, the best so many are stars unless the next one is as good; the same from the other end.
    #[test]
    fn r_coa_3_segments_agree_with_a_sorted_list(
        courses in prop::collection::vec(prop::collection::vec(-1_i8..4, 2), 5..20),
        shares in any_shares(),
    ) {
        let shares = Shares { group_min: 5, ..shares };
        let all: Vec<Course> = courses.iter().map(|values| known(values)).collect();
        let n = courses.len();
        let (stars, lows) = (places(&shares.star, n), places(&shares.low, n));
        prop_assume!(stars + lows <= n);
        let mut sorted = courses.clone();
        sorted.sort();
        let expected: String = courses
            .iter()
            .map(|own| {
                let star = stars > 0 && (stars == n || better(own, &sorted[n - 1 - stars]));
                let low = lows > 0 && (lows == n || better(&sorted[lows], own));
                if star { STAR } else if low { LOW } else { CORE }
            })
            .collect();
        prop_assert_eq!(letters(&group(&all), &shares), Some(expected));
    }
}
