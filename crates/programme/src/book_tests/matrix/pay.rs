//! Who sees whose pay, and who is named where pay is listed.

use super::{Answers, Whose};
use platform::access::Role;
use platform::testing::Seen;

/// Section 19.5, row "pay plan, statement, earnings, draws".
pub(super) fn pay_is_seen_as_the_domain_says(answers: &Answers) {
    use Whose::{Other, Own, Team, Units};
    let all: &[Whose] = &[Own, Team, Units, Other];
    let may = |role: Role| match role {
        Role::KaDirector | Role::HrPartner | Role::CompAnalyst | Role::Auditor => all,
        Role::SecondLineManager => &[Own, Team, Units],
        Role::SalesManager => &[Own, Team],
        Role::Kam | Role::TeamMember | Role::ProgrammeChampion | Role::ProgrammeLead | Role::ExecutiveSponsor | Role::CrmOwner => &[Own],
        Role::Administrator => &[],
    };
    let pay = |path: &str| path.contains("/incentives/statements/{person}") || path.contains("/figures/incentives.");
    let ways: Vec<_> = answers.iter().filter(|((path, _), _)| pay(path)).collect();
    assert!(
        ways.len() >= 8,
        "statement, its lines and two figures, each as a page and for programs"
    );
    for ((path, _), of_route) in ways {
        for role in Role::ALL {
            for (whose, seen) in &of_route[role.name()] {
                let refusal = if role == Role::Administrator { 403 } else { 404 };
                let expected = if may(role).contains(whose) { 200 } else { refusal };
                assert_eq!(seen.status, expected, "{path} of {} for {}", whose.word(), role.name());
                let (person, _) = whose.is_named_in(&seen.body);
                assert!(
                    seen.status == 200 || !person,
                    "{path}: the refusal names whom {} may not see",
                    role.name()
                );
            }
        }
        assert!(
            of_route["no_role"].iter().all(|(_, seen)| seen.status == 403),
            "{path} for somebody without a role"
        );
    }
}

/// A run and a period show everybody's pay together, so they belong to those who may see all of it.
pub(super) fn plans_and_runs_are_seen_by_whoever_sees_all_pay(answers: &Answers) {
    let mut ways = 0;
    for ((path, method), of_route) in answers {
        let of_pay = ["/incentives/plans", "/incentives/periods", "/incentives/runs"]
            .iter()
            .any(|place| path.contains(place));
        for (caller, seen) in of_route.iter().filter(|_| of_pay) {
            let all = matches!(*caller, "ka_director" | "hr_partner" | "comp_analyst" | "auditor");
            let refused = |seen: &Seen| seen.status == 403 || *caller == "stranger";
            assert!(
                all || seen.iter().all(|(_, seen)| refused(seen)),
                "{method} {path} is open to {caller}"
            );
            let writes = *method == "POST" && !path.ends_with("/replay");
            let alone = if path.ends_with("/approval") {
                "ka_director"
            } else {
                "comp_analyst"
            };
            assert!(
                !writes || *caller == alone || seen.iter().all(|(_, seen)| refused(seen)),
                "{caller} may send {path}"
            );
            ways += 1;
        }
    }
    assert!(ways > 100, "only {ways} answers about plans and runs");
}

pub(super) fn lists_of_pay_name_nobody_else(answers: &Answers) {
    for path in ["/", "/incentives", "/incentives/statements.csv", "/api/v1/incentives/statements"] {
        for (caller, seen) in &answers[&(path.to_owned(), "GET")] {
            let few = matches!(*caller, "sales_manager" | "second_line_manager");
            let all = matches!(*caller, "ka_director" | "hr_partner" | "comp_analyst" | "auditor");
            let (_, seen) = &seen[0];
            for whose in Whose::ALL {
                let inside = match whose {
                    Whose::Own => *caller != "administrator",
                    Whose::Team => few || all,
                    Whose::Units => all || *caller == "second_line_manager",
                    Whose::Other => all,
                };
                assert!(
                    inside || !whose.is_named_in(&seen.body).0,
                    "{path} names {} to {caller}",
                    whose.word()
                );
            }
        }
    }
}
