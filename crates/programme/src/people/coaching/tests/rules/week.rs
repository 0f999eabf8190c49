//! The coach's week: why somebody is on it, and in which order.

use super::{day, person, ratio};
use crate::people::coaching::rules::month::{Band, band};
use crate::people::coaching::rules::segment::Segment;
use crate::people::coaching::rules::week::{Reason, Situation, Turn, in_order};
use proptest::prelude::*;

const TODAY: &str = "2026-02-10";

fn somebody(n: u128, segment: Option<Segment>, hours: &str) -> Situation {
    let hours = ratio(hours);
    Situation {
        coachee: person(n),
        segment,
        band: band(&hours, &ratio("3"), &ratio("5")),
        hours,
        commitment_due: None,
        asks: false,
        role_talk: false,
        next: None,
    }
}

fn turns(all: &[Situation]) -> Vec<Turn> {
    in_order(all.to_vec(), day(TODAY))
}

#[track_caller]
fn check(one: Situation, reasons: &[Reason], wants_an_hour: bool) {
    let found = turns(&[one]).remove(0);
    assert_eq!((found.reasons.as_slice(), found.wants_an_hour()), (reasons, wants_an_hour));
}

#[test]
fn r_coa_2_only_the_core_is_under_coached() {
    let (core, star, low) = (Some(Segment::Core), Some(Segment::Star), Some(Segment::Low));
    check(somebody(1, core, "0"), &[Reason::UnderCoached], true);
    check(somebody(1, core, "179/60"), &[Reason::UnderCoached], true);
    // Exactly three hours are not fewer than three.
    check(somebody(1, core, "3"), &[], false);
    check(somebody(1, core, "5"), &[], false);
    check(somebody(1, star, "0"), &[], false);
    check(somebody(1, low, "0"), &[], false);
    // A small group, or an unknown value: nobody is core.
    check(somebody(1, None, "0"), &[], false);
}

#[test]
fn r_coa_1_hours_beyond_what_counts_are_said() {
    for segment in [Some(Segment::Core), Some(Segment::Star), Some(Segment::Low), None] {
        check(somebody(1, segment, "301/60"), &[Reason::OverCoached], false);
        check(somebody(1, segment, "5"), &[], false);
    }
}

#[test]
fn r_coa_14_a_role_conversation_is_no_further_hour() {
    let stuck = somebody(1, Some(Segment::Low), "1").with_role_talk(true);
    check(stuck.clone(), &[Reason::RoleTalk], false);
    let asking = Situation {
        asks: true,
        ..stuck.clone()
    };
    check(asking, &[Reason::Asks, Reason::RoleTalk], false);
    check(stuck.with_role_talk(false), &[], false);
}

#[test]
fn r_coa_16_a_request_is_shown_to_the_coach() {
    let asking = Situation {
        asks: true,
        ..somebody(1, Some(Segment::Star), "4")
    };
    check(asking, &[Reason::Asks], true);
}

#[test]
fn r_coa_11_a_commitment_is_reviewed_from_its_day_on() {
    let due = |text: &str| Situation {
        commitment_due: Some(day(text)),
        ..somebody(1, None, "4")
    };
    check(due("2026-02-09"), &[Reason::CommitmentDue], true);
    check(due(TODAY), &[Reason::CommitmentDue], true);
    check(due("2026-02-11"), &[], false);
}

#[test]
fn an_appointment_of_the_next_seven_days_is_on_the_list() {
    let meets = |text: &str| Situation {
        next: Some(day(text)),
        ..somebody(1, None, "4")
    };
    check(meets(TODAY), &[Reason::Appointment], true);
    check(meets("2026-02-16"), &[Reason::Appointment], true);
    check(meets("2026-02-17"), &[], false);
}

#[test]
fn whoever_is_helped_most_by_an_hour_comes_first() {
    #[track_caller]
    fn check(all: Vec<Situation>, expected: &[u128]) {
        let found: Vec<_> = turns(&all).iter().map(|turn| turn.coachee).collect();
        assert_eq!(found, expected.iter().copied().map(person).collect::<Vec<_>>());
        let reversed: Vec<Situation> = all.into_iter().rev().collect();
        assert_eq!(turns(&reversed).iter().map(|turn| turn.coachee).collect::<Vec<_>>(), found);
    }
    let core = Some(Segment::Core);
    let asking = Situation {
        asks: true,
        ..somebody(9, Some(Segment::Star), "4")
    };
    let owing = Situation {
        commitment_due: Some(day("2026-02-09")),
        ..somebody(7, Some(Segment::Star), "4.5")
    };
    let meeting = Situation {
        next: Some(day(TODAY)),
        ..somebody(6, core, "4")
    };
    let stuck = somebody(2, Some(Segment::Low), "0").with_role_talk(true);
    let fine = somebody(1, core, "4");
    // Asked; the core by what it lacks; a commitment; an appointment; enough hours or another conversation; nothing.
    check(
        vec![asking, somebody(5, core, "0"), somebody(4, core, "2"), owing, meeting, stuck, fine],
        &[9, 5, 4, 7, 6, 2, 1],
    );
    check(vec![somebody(1, core, "9"), somebody(2, core, "2.5")], &[2, 1]);
    check(vec![somebody(1, core, "4"), somebody(2, core, "9")], &[2, 1]);
    // Nothing tells them apart but their ids: the order stays the same.
    check(vec![somebody(1, core, "1"), somebody(2, core, "1")], &[1, 2]);
}

fn any_situation() -> impl Strategy<Value = Situation> {
    let segment = prop::sample::select(vec![None, Some(Segment::Star), Some(Segment::Core), Some(Segment::Low)]);
    let days = || prop::option::of(-9_i64..20);
    (segment, 0_i64..400, days(), days(), any::<(bool, bool)>()).prop_map(|(segment, minutes, due, next, (asks, role_talk))| Situation {
        commitment_due: due.map(|days| day(TODAY).plus_days(days)),
        next: next.map(|days| day(TODAY).plus_days(days)),
        asks,
        role_talk,
        ..somebody(1, segment, &format!("{minutes}/60"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everybody_has_one_turn_and_those_an_hour_helps_come_first(all in prop::collection::vec(any_situation(), 0..12)) {
        let all: Vec<Situation> = (1..).zip(all).map(|(n, one)| Situation { coachee: person(n), ..one }).collect();
        let found = turns(&all);
        let mut people: Vec<_> = found.iter().map(|turn| turn.coachee).collect();
        people.sort();
        prop_assert_eq!(people, all.iter().map(|one| one.coachee).collect::<Vec<_>>());
        let helped: Vec<bool> = found.iter().map(Turn::wants_an_hour).collect();
        prop_assert!(helped.is_sorted_by(|one, next| one >= next));
        for turn in &found {
            prop_assert!(turn.reasons.is_sorted(), "the strongest reason first");
            // R-COA-1 and R-COA-14: nobody with enough hours, and nobody with a role conversation ahead, is offered an hour.
            let no_hour = turn.reasons.contains(&Reason::OverCoached) || turn.reasons.contains(&Reason::RoleTalk);
            prop_assert!(!no_hour || !turn.wants_an_hour());
            let situation = all.iter().find(|one| one.coachee == turn.coachee).unwrap();
            let under = situation.segment == Some(Segment::Core) && situation.band == Band::Below;
            prop_assert_eq!(turn.reasons.contains(&Reason::UnderCoached), under);
        }
    }
}
