//! What coachees say of being coached: told as a whole, from enough people on.

use super::{person, ratio};
use crate::people::coaching::rules::pitfalls::{Excess, Light};
use crate::people::coaching::rules::quality::{Answer, Quality, VALUES, average, quality};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Ratio;

fn answer((coachee, value, shown): (u128, i64, bool)) -> Answer {
    Answer {
        coachee: person(coachee),
        value,
        shown: Some(shown),
    }
}

fn told(mean: &str, shown: &str, people: u64, answers: u64) -> Quality {
    Quality::Reportable {
        mean: ratio(mean),
        shown: Some(ratio(shown)),
        people,
        answers,
    }
}

#[test]
fn r_coa_10_two_taps_become_one_aggregate() {
    #[track_caller]
    fn check(answers: &[(u128, i64, bool)], needed: u64, expected: &Quality) {
        let answers: Vec<Answer> = answers.iter().copied().map(answer).collect();
        assert_eq!(quality(&answers, needed), *expected);
    }
    assert_eq!(VALUES, 1..=5);
    // (1 + 2 + 3 + 4 + 5) ÷ 5 = 3; shown how by 2 of 5.
    let five = [(1, 1, true), (2, 2, false), (3, 3, false), (4, 4, true), (5, 5, false)];
    check(&five, 5, &told("3", "2/5", 5, 5));
    // A sixth answer from the first person: 20 ÷ 6, shown how by 3 of 6. It is one person still.
    let six = [five.as_slice(), &[(1, 5, true)]].concat();
    check(&six, 5, &told("10/3", "1/2", 5, 6));
    check(&six, 6, &Quality::TooFew { people: 5, needed: 6 });
    // Other policies.
    check(&five[..3], 3, &told("2", "1/3", 3, 3));
    check(&five, 8, &Quality::TooFew { people: 5, needed: 8 });
    // The ends of the scale.
    check(&[1, 2, 3, 4, 5].map(|n| (n, 5, true)), 5, &told("5", "1", 5, 5));
    check(&[1, 2, 3, 4, 5].map(|n| (n, 1, false)), 5, &told("1", "0", 5, 5));
}

#[test]
fn r_xc_6_the_minimum_counts_people_not_answers() {
    #[track_caller]
    fn check(people: u128, answers_each: usize, expected: bool) {
        let answers: Vec<Answer> = (1..=people).flat_map(|n| vec![answer((n, 4, true)); answers_each]).collect();
        let found = quality(&answers, 5);
        let people = u64::try_from(people).unwrap();
        match found {
            Quality::Reportable { .. } => assert!(expected, "{found:?}"),
            Quality::TooFew { .. } => assert!(!expected && found == Quality::TooFew { people, needed: 5 }, "{found:?}"),
        }
    }
    check(0, 0, false);
    check(1, 100, false);
    check(4, 1, false);
    check(4, 50, false);
    check(5, 1, true);
    check(5, 3, true);
    check(12, 1, true);
}

#[test]
fn r_coa_10_a_second_tap_that_was_not_made_is_no_no() {
    let all = |taps: [Option<bool>; 6]| {
        let answers = (1..).zip(taps).map(|(coachee, shown)| Answer {
            coachee: person(coachee),
            value: 4,
            shown,
        });
        match quality(&answers.collect::<Vec<_>>(), 5) {
            Quality::Reportable { shown, people, .. } => {
                assert_eq!(people, 6);
                shown
            }
            Quality::TooFew { .. } => panic!("six people answered"),
        }
    };
    let (yes, no) = (Some(true), Some(false));
    assert_eq!(all([yes, yes, yes, yes, no, no]), Some(ratio("2/3")));
    assert_eq!(
        all([yes, yes, yes, yes, no, None]),
        Some(ratio("4/5")),
        "five second taps, four of them yes"
    );
    // R-XC-6: four second taps are too few to be told, although six people answered the first.
    assert_eq!(all([yes, yes, yes, no, None, None]), None);
}

#[test]
fn r_xc_6_no_answer_is_never_a_result() {
    assert_eq!(quality(&[], 0), Quality::TooFew { people: 0, needed: 0 });
    assert_eq!(quality(&[answer((1, 2, true))], 0), told("2", "1", 1, 1));
}

#[test]
fn r_coa_8_the_average_is_that_of_reportable_coaches() {
    #[track_caller]
    fn check(coaches: &[Quality], expected: Option<&str>) {
        let coaches: BTreeMap<_, _> = (1..).map(person).zip(coaches.iter().cloned()).collect();
        assert_eq!(average(&coaches), expected.map(ratio));
    }
    let few = Quality::TooFew { people: 4, needed: 5 };
    check(&[], None);
    check(&[few.clone(), few.clone()], None);
    check(&[told("4", "1", 5, 5)], Some("4"));
    check(&[told("4", "1", 5, 5), few.clone()], Some("4"));
    // Each coach counts once, however many answers there were: (5 + 2) ÷ 2.
    check(&[told("5", "1", 50, 200), few, told("2", "0", 5, 5)], Some("7/2"));
    check(&[told("3", "1", 5, 5), told("3", "1", 5, 5), told("4", "1", 5, 5)], Some("10/3"));
}

/// The only coach whose quality is reportable is the average of all, and so not above it.
#[test]
fn r_coa_8_a_lone_coach_is_not_above_the_average() {
    let own = told("4.8", "1", 6, 9);
    let average = average(&BTreeMap::from([(person(1), own)]));
    let found = Excess::of(&[super::with(2, 301)], &ratio("5"), Some(ratio("4.8")), average);
    assert_eq!(found.light(), Some(Light::Raised));
}

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    prop::collection::vec((1_u128..9, 1_i64..=5, any::<bool>()).prop_map(answer), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn r_xc_6_nothing_is_told_below_the_least_number_of_people(answers in answers(), needed in 0_u64..9) {
        let people: BTreeSet<_> = answers.iter().map(|answer| answer.coachee).collect();
        let people = u64::try_from(people.len()).unwrap();
        match quality(&answers, needed) {
            Quality::Reportable { mean, shown, people: told, answers: all } => {
                prop_assert!(people >= needed && people > 0);
                prop_assert_eq!((told, all), (people, u64::try_from(answers.len()).unwrap()));
                prop_assert!(mean >= Ratio::one() && mean <= Ratio::whole(5));
                let shown = shown.expect("everybody made both taps");
                prop_assert!(shown >= Ratio::zero() && shown <= Ratio::one());
            }
            Quality::TooFew { people: told, needed: asked } => {
                prop_assert!(people < needed || people == 0);
                prop_assert_eq!((told, asked), (people, needed));
            }
        }
    }

    /// Twice as many sessions, answered alike, are twice the hours and the same quality.
    #[test]
    fn r_coa_2_twice_the_sessions_are_no_better_quality(answers in answers()) {
        let twice = [answers.clone(), answers.clone()].concat();
        let both = |found: Quality| match found {
            Quality::Reportable { mean, shown, people, .. } => Some((mean, shown, people)),
            Quality::TooFew { .. } => None,
        };
        prop_assert_eq!(both(quality(&answers, 5)), both(quality(&twice, 5)));
    }
}
