//! The rules of coaching under test, each by its id; expected values come from the specification's vectors or from sums by hand.

mod form;
mod generic;
mod minutes;
mod month;
mod plan;
mod programme;
mod quality;
mod request;
mod segment;
mod session;
mod suppression;
mod week;

use crate::people::coaching::policy;
use crate::people::coaching::rules::pitfalls::Minutes;
use crate::people::coaching::rules::session::{Kind, Skill, Stage};
use vocabulary::{CoachingSessionId, Day, PersonId, Ratio, Uuid};

fn person(n: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(n))
}

fn session_id(n: u128) -> CoachingSessionId {
    CoachingSessionId::from_uuid(Uuid::from_u128(n))
}

fn ratio(text: &str) -> Ratio {
    Ratio::parse(text).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A deal session in pursuit that names nothing; a test says what matters to it.
fn with(coachee: u128, minutes: i64) -> Minutes {
    Minutes {
        session: session_id(1),
        coachee: person(coachee),
        day: day("2026-02-10"),
        minutes,
        kind: Kind::Deal,
        stage: Stage::Pursuit,
        skill: None,
        instance: String::new(),
        how: String::new(),
    }
}

fn on_skill(coachee: u128, skill: Skill, minutes: i64) -> Minutes {
    Minutes {
        kind: Kind::Skill,
        stage: Stage::None,
        skill: Some(skill),
        ..with(coachee, minutes)
    }
}

#[test]
fn the_policies_have_the_defaults_of_the_book() {
    #[track_caller]
    fn check(name: &str, expected: &str) {
        let declared: Vec<&str> = policy::ALL
            .iter()
            .filter(|policy| policy.name == name)
            .map(|policy| policy.default)
            .collect();
        assert_eq!(declared, [expected], "{name}");
    }
    check("POL.COA.MAX_CREDIT_H", "5");
    check("POL.COA.MIN_H", "3");
    check("POL.COA.MIN_CORE_SHARE", "60%");
    check("POL.COA.PERFORMANCE_FIGURE", "incentives.attainment");
    // Section (b): 0.2 n, from five people on.
    check(policy::STAR_SHARE, "20%");
    check(policy::LOW_SHARE, "20%");
    check(policy::MIN_GROUP, "5");
    // R-COA-5, R-COA-9, R-COA-12, R-COA-16, R-COA-14.
    check(policy::MIN_KIND_SHARE, "30%");
    check(policy::MAX_AREAS, "3");
    check(policy::ASK_DAYS, "5");
    check(policy::INVOLVEMENT_DAYS, "2");
    check(policy::STUCK_PLANS, "2");
}
