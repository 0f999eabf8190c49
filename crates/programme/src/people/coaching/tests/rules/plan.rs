//! Plans: how many areas, which are proposed, and when a role conversation or an expert helps more.

use super::{day, ratio};
use crate::people::coaching::rules::plan::{ClosedPlan, SaidArea, Trend, add, checked, proposals, suggests_expert, suggests_role_talk};
use crate::people::coaching::rules::segment::Segment;
use crate::people::coaching::rules::session::{Outcome, Skill};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn area(skill: Skill) -> SaidArea {
    SaidArea {
        skill,
        because: " two lost deals ".to_owned(),
        target: "an insight in every first meeting".to_owned(),
    }
}

#[test]
fn r_coa_9_a_plan_has_one_to_three_areas() {
    #[track_caller]
    fn check(skills: &[Skill], areas_max: u64, expected: Result<usize, &str>) {
        let found = checked(skills.iter().copied().map(area).collect(), areas_max);
        let found = found.map(|areas| areas.len()).map_err(|refusal| (refusal.code, refusal.field));
        let expected = expected.map_err(|code| (code.to_owned(), Some("areas".to_owned())));
        assert_eq!(found, expected, "{skills:?}");
    }
    let [teach, tailor, control, relationship] = [Skill::Teach, Skill::Tailor, Skill::TakeControl, Skill::Relationship];
    check(&[], 3, Err("coaching.no_area"));
    check(&[teach], 3, Ok(1));
    check(&[teach, tailor], 3, Ok(2));
    check(&[teach, tailor, control], 3, Ok(3));
    check(&[teach, tailor, control, relationship], 3, Err("coaching.too_many_areas"));
    // Four of which two are the same are four.
    check(&[teach, tailor, control, control], 3, Err("coaching.too_many_areas"));
    check(&[teach, teach], 3, Err("coaching.area_twice"));
    // Other policies.
    check(&[teach, tailor], 1, Err("coaching.too_many_areas"));
    check(&[teach, tailor, control, relationship, Skill::Other], 5, Ok(5));
}

#[test]
fn r_coa_9_the_words_of_an_area_are_kept() {
    let found = checked(vec![area(Skill::Teach)], 3).unwrap();
    assert_eq!(found[0].because, "two lost deals");
    assert_eq!(found[0].target, "an insight in every first meeting");
}

#[test]
fn r_coa_9_areas_are_proposed_from_trends() {
    #[track_caller]
    fn check(said: &[(Skill, Option<Outcome>)], areas_max: u64, expected: &[Skill]) {
        let mut trends = BTreeMap::new();
        for (skill, outcome) in said {
            add(&mut trends, *skill, *outcome);
        }
        let found: Vec<Skill> = proposals(&trends, areas_max).iter().map(|proposal| proposal.skill).collect();
        assert_eq!(found, expected);
    }
    let [teach, tailor, control, relationship] = [Skill::Teach, Skill::Tailor, Skill::TakeControl, Skill::Relationship];
    let [kept, partly, missed] = [Outcome::Kept, Outcome::Partly, Outcome::NotKept].map(Some);
    // Nothing was coached yet: the three Challenger skills, not the relationship (S-COA-1).
    check(&[], 3, &[teach, tailor, control]);
    // Most missed first, then what was never coached; what is kept needs no area.
    check(
        &[(control, missed), (control, partly), (tailor, missed), (teach, kept)],
        3,
        &[control, tailor],
    );
    check(&[(tailor, partly), (control, kept)], 3, &[tailor, teach]);
    // As many missed: the one with fewer kept first.
    check(
        &[(teach, missed), (teach, kept), (tailor, missed), (control, kept)],
        3,
        &[tailor, teach],
    );
    // A relationship that goes wrong is a trend too; an outcome that nobody told is none.
    check(
        &[(teach, kept), (tailor, None), (control, kept), (relationship, missed)],
        3,
        &[relationship],
    );
    check(&[(teach, None), (tailor, None), (control, None)], 3, &[]);
    // Never more than a plan may have.
    check(&[], 2, &[teach, tailor]);
    let all = [(teach, missed), (tailor, missed), (control, missed), (relationship, missed)];
    check(&all, 3, &[teach, tailor, control]);
    check(&all, 4, &[teach, tailor, control, relationship]);
}

#[test]
fn r_coa_13_an_expert_is_suggested_where_the_manager_is_below_the_coachee() {
    #[track_caller]
    fn check(manager: Option<&str>, coachee: Option<&str>, expected: bool) {
        let (own, theirs) = (manager.map(ratio), coachee.map(ratio));
        assert_eq!(
            suggests_expert(own.as_ref(), theirs.as_ref()),
            expected,
            "{manager:?} against {coachee:?}"
        );
    }
    check(Some("2"), Some("3"), true);
    check(Some("2.9"), Some("3"), true);
    check(Some("0"), Some("1"), true);
    // Equal is not below.
    check(Some("3"), Some("3"), false);
    check(Some("4"), Some("3"), false);
    // Either level is unknown.
    check(None, Some("5"), false);
    check(Some("0"), None, false);
    check(None, None, false);
}

/// `+` made progress, `-` did not; each was closed a month after the one before it.
fn plans(text: &str) -> Vec<ClosedPlan> {
    let plan = |(month, sign): (i32, char)| ClosedPlan {
        closed: day("2025-01-31").plus_months(month),
        progress: sign == '+',
    };
    (0..).zip(text.chars()).map(plan).collect()
}

#[test]
fn r_coa_14_a_low_performer_after_two_plans_without_progress() {
    #[track_caller]
    fn check(segment: Option<Segment>, text: &str, needed: u64, expected: bool) {
        assert_eq!(
            suggests_role_talk(segment, &plans(text), None, needed),
            expected,
            "{segment:?} {text}"
        );
    }
    check(Some(Segment::Low), "--", 2, true);
    check(Some(Segment::Low), "---", 2, true);
    check(Some(Segment::Low), "", 2, false);
    check(Some(Segment::Low), "-", 2, false);
    check(Some(Segment::Low), "-+", 2, false);
    // The latest two count: progress long ago does not excuse, progress in between does.
    check(Some(Segment::Low), "+--", 2, true);
    check(Some(Segment::Low), "-+-", 2, false);
    check(Some(Segment::Low), "--+", 2, false);
    // Only low performers.
    check(Some(Segment::Core), "--", 2, false);
    check(Some(Segment::Star), "--", 2, false);
    check(None, "--", 2, false);
    // Other policies; none at all would be a talk without a plan.
    check(Some(Segment::Low), "-", 1, true);
    check(Some(Segment::Low), "--", 3, false);
    check(Some(Segment::Low), "---", 3, true);
    check(Some(Segment::Low), "", 0, false);
}

#[test]
fn r_coa_14_a_talk_that_was_held_is_not_suggested_again() {
    #[track_caller]
    fn check(text: &str, talked: &str, expected: bool) {
        let found = suggests_role_talk(Some(Segment::Low), &plans(text), Some(day(talked)), 2);
        assert_eq!(found, expected, "{text}, talked on {talked}");
    }
    // The second plan was closed on 2025-02-28, the third on 2025-03-31.
    check("--", "2025-02-28", false);
    check("--", "2025-03-05", false);
    check("--", "2025-02-27", true);
    check("---", "2025-03-05", true);
    check("---", "2025-03-31", false);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn r_coa_14_the_order_in_which_plans_are_read_does_not_matter(
        (text, shuffled) in "[+-]{0,6}".prop_flat_map(|text| (Just(text.clone()), Just(plans(&text)).prop_shuffle())),
        needed in 1_u64..4,
    ) {
        let low = Some(Segment::Low);
        prop_assert_eq!(suggests_role_talk(low, &plans(&text), None, needed), suggests_role_talk(low, &shuffled, None, needed));
        // In words: the text ends with so many minuses.
        let stuck = text.ends_with(&"-".repeat(usize::try_from(needed).unwrap()));
        prop_assert_eq!(suggests_role_talk(low, &plans(&text), None, needed), stuck);
    }

    #[test]
    fn r_coa_9_proposals_always_make_a_plan_that_is_accepted(
        counts in prop::collection::vec((0_u64..5, 0_u64..5, 0_u64..5), 5),
        areas_max in 1_u64..6,
    ) {
        let trend = |(sessions, missed, kept): (u64, u64, u64)| Trend { sessions: sessions + missed + kept, missed, kept };
        let trends: BTreeMap<Skill, Trend> = Skill::ALL.iter().copied().zip(counts.into_iter().map(trend)).collect();
        let found = proposals(&trends, areas_max);
        if !found.is_empty() {
            let areas = found.iter().map(|proposal| area(proposal.skill)).collect();
            prop_assert_eq!(checked(areas, areas_max).map(|areas| areas.len()), Ok(found.len()));
        }
    }
}
