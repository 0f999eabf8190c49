//! Who sees whose coaching: records, minutes, lights, quality, and no word of it elsewhere.

use super::{Answers, Whose};
use platform::access::Role;

/// Everybody but the administrator may be coached, and then reads their own record.
fn may_be_coached(role: Role) -> bool {
    role != Role::Administrator
}

/// Section 19.5, row "coaching record": the coachee, the coach, the coachee's manager, and nobody else.
pub(super) fn coaching_is_seen_as_the_domain_says(answers: &Answers) {
    let mut ways = 0;
    for ((path, method), of_route) in answers {
        let record = [
            "/coaching/sessions/{",
            "/coaching/people/{",
            "/coaching/plans/{",
            "/coaching/appointments/{",
        ]
        .iter()
        .any(|place| path.trim_start_matches("/api/v1").starts_with(place));
        if !record || *method != "GET" {
            continue;
        }
        // Whoever coached changes the session and nobody else; a plan and an appointment are made by the manager for a report.
        let coach_alone = path.ends_with("/edit") || path.ends_with("/scores");
        let coaches = path.ends_with("{person}/plan") || path.ends_with("{person}/appointment");
        for role in Role::ALL {
            let manages = role == Role::SalesManager;
            for (whose, seen) in &of_route[role.name()] {
                let may = match whose {
                    Whose::Own => may_be_coached(role) && !coach_alone && !coaches,
                    Whose::Team => manages && !coach_alone,
                    Whose::Units | Whose::Other => false,
                };
                let asks = if coach_alone || coaches { manages } else { may_be_coached(role) };
                let refusal = if asks { 404 } else { 403 };
                let expected = if may { 200 } else { refusal };
                assert_eq!(seen.status, expected, "{path} of {} for {}", whose.word(), role.name());
                ways += 1;
            }
        }
        assert!(
            of_route["no_role"].iter().all(|(_, seen)| seen.status == 403),
            "{path} without a role"
        );
    }
    assert!(ways >= 8 * 4 * Role::ALL.len(), "only {ways} answers about coaching records");
}

/// Section 19.5, rows "coaching minutes, stages, kinds" and "upward ratings of a coach"; the lights of a coach are made of minutes.
pub(super) fn minutes_and_lights_are_seen_as_the_domain_says(answers: &Answers) {
    use Whose::{Other, Own, Team, Units};
    let all: &[Whose] = &[Own, Team, Units, Other];
    let minutes = |role: Role| match role {
        Role::HrPartner | Role::CompAnalyst | Role::Auditor | Role::Administrator => None,
        Role::SalesManager => Some(&all[..2]),
        Role::SecondLineManager => Some(&all[..3]),
        Role::ProgrammeChampion
        | Role::KaDirector
        | Role::Kam
        | Role::TeamMember
        | Role::ProgrammeLead
        | Role::ExecutiveSponsor
        | Role::CrmOwner => Some(&all[..1]),
    };
    let lights = |role: Role| match role {
        Role::SalesManager => Some(&all[..1]),
        Role::SecondLineManager => Some(&all[..3]),
        Role::ProgrammeChampion
        | Role::KaDirector
        | Role::Kam
        | Role::TeamMember
        | Role::ProgrammeLead
        | Role::ExecutiveSponsor
        | Role::HrPartner
        | Role::CrmOwner
        | Role::CompAnalyst
        | Role::Auditor
        | Role::Administrator => None,
    };
    let quality = |role: Role| match role {
        Role::KaDirector | Role::ProgrammeLead | Role::HrPartner => Some(all),
        Role::SalesManager => Some(&all[..1]),
        Role::SecondLineManager => Some(&all[..3]),
        Role::ProgrammeChampion
        | Role::Kam
        | Role::TeamMember
        | Role::ExecutiveSponsor
        | Role::CrmOwner
        | Role::CompAnalyst
        | Role::Auditor
        | Role::Administrator => None,
    };
    let mut ways = 0;
    for ((path, _), of_route) in answers {
        for role in Role::ALL {
            let may = if path.contains("/figures/coaching.hours") || path.contains("/figures/coaching.credited_hours") {
                minutes(role)
            } else if path.contains("/figures/coaching.pitfall_") || path.contains("/coaching/lights/") {
                lights(role)
            } else if path.contains("/figures/coaching.quality") {
                quality(role)
            } else {
                continue;
            };
            for (whose, seen) in &of_route[role.name()] {
                let expected = match may {
                    None => 403,
                    Some(may) if may.contains(whose) => 200,
                    Some(_) => 404,
                };
                assert_eq!(seen.status, expected, "{path} of {} for {}", whose.word(), role.name());
                ways += 1;
            }
        }
    }
    assert!(
        ways >= 19 * 4 * Role::ALL.len(),
        "only {ways} answers about minutes, lights and quality"
    );
}

/// No page, list, file, answer to a program, figure or panel says a word of somebody's coaching to anybody but the coachee and the manager.
pub(super) fn no_word_of_coaching_is_said_elsewhere(answers: &Answers) {
    let mut quoted = 0;
    for ((path, method), of_route) in answers {
        for (caller, seen) in of_route {
            let coached = !matches!(*caller, "administrator" | "no_role" | "stranger");
            for whose in Whose::ALL {
                let may = match whose {
                    Whose::Own => coached,
                    Whose::Team => *caller == "sales_manager",
                    Whose::Units | Whose::Other => false,
                };
                let says = seen.iter().any(|(_, seen)| whose.is_quoted_in(&seen.body));
                assert!(may || !says, "{method} {path} quotes the coaching of {} to {caller}", whose.word());
                quoted += u32::from(says);
            }
        }
    }
    assert!(
        quoted > 50,
        "only {quoted} answers quote a record: the words are not found where they stand"
    );
}
