//! Whoever may write may write everywhere, or a test sends what they may not, as pages and as programs do.

use super::super::firm::{Caller, Firm, Names, Whose};
use super::super::places::{address, routes};
use super::super::samples;
use super::acts_of;
use platform::access::{Reach, Role};
use platform::api::{Input, Kind, Operation, Verb};
use platform::web::{Declared, Guard};

/// A form with its secret goes past the gate, and only the act then knows whose record it is. As long as whoever may write at all may
/// write everywhere, there is nothing more to ask; a permission that reaches less far needs a test of its own, named here.
const REACHES_LESS: [(&str, &str); 22] = [
    ("/coaching/sessions/{session}/scores", COACHING),
    ("/coaching/sessions", COACHING),
    ("/coaching/sessions/{session}", COACHING),
    ("/coaching/sessions/{session}/rating", COACHING),
    ("/coaching/sessions/{session}/commitment", COACHING),
    ("/coaching/sessions/{session}/outcome", COACHING),
    ("/coaching/people/{person}/links", COACHING),
    ("/coaching/people/{person}/talks", COACHING),
    ("/coaching/people/{person}/triggers", COACHING),
    ("/coaching/people/{person}/interventions", COACHING),
    ("/coaching/people/{person}/plan", COACHING),
    ("/coaching/people/{person}/appointment", COACHING),
    ("/coaching/requests", COACHING),
    ("/coaching/requests/{request}/answer", COACHING),
    ("/coaching/requests/{request}/withdrawal", COACHING),
    ("/coaching/preference", COACHING),
    ("/coaching/plans/{plan}/closing", COACHING),
    ("/coaching/plans/{plan}/reopening", COACHING),
    ("/coaching/appointments/{appointment}/cancellation", COACHING),
    ("/coaching/appointments/{appointment}/restoration", COACHING),
    ("/coaching/calendar", COACHING),
    ("/coaching/calendar/end", COACHING),
];

/// The test that sends every form of coaching with its secret.
const COACHING: &str = "nobody_writes_into_the_coaching_of_somebody_else";

#[tokio::test]
async fn nobody_writes_into_the_coaching_of_somebody_else() {
    let firm = Firm::open(Names::Plain).await;
    let mut callers = firm.callers().await;
    callers.retain(|caller| caller.name != "stranger");
    let reaches_less: Vec<Declared> = routes(&firm)
        .into_iter()
        .filter(|route| route.method == "POST" && REACHES_LESS.iter().any(|(path, test)| *path == route.path && *test == COACHING))
        .collect();
    assert_eq!(reaches_less.len(), REACHES_LESS.len(), "a route of the list is gone");
    let before = acts_of(&firm).await;
    for route in &reaches_less {
        // What names no record but the writer's own writes nowhere else.
        let own_alone = ["/requests", "/preference", "/calendar", "/calendar/end"]
            .iter()
            .any(|place| route.path == format!("/coaching{place}"));
        let Guard::May(permission) = route.guard else {
            panic!("{} is open", route.path)
        };
        let coaches = permission == crate::people::coaching::COACH;
        for caller in callers.iter_mut() {
            let role = Role::ALL.into_iter().find(|role| role.name() == caller.name);
            let holds = role.is_some_and(|role| firm.programme.app.book.access.reach(role, permission).is_some());
            let csrf = caller.browser.get("/password").await.csrf();
            for whose in Whose::ALL {
                let may = match whose {
                    Whose::Own => !coaches,
                    Whose::Team => {
                        coaches && !["/coaching/sessions/{session}", "/coaching/sessions/{session}/scores"].contains(&route.path.as_str())
                    }
                    Whose::Units | Whose::Other => false,
                };
                if holds && (may || own_alone) {
                    continue;
                }
                let path = address(&firm, route, caller, whose).await;
                let form = filled(&csrf, &firm.records_of(whose).person.to_string());
                let seen = caller.browser.post(&path, &form).await;
                let expected = if holds { 404 } else { 403 };
                assert_eq!(
                    seen.status,
                    expected,
                    "POST {path} of {} by {}: {}",
                    whose.word(),
                    caller.name,
                    seen.body
                );
                assert!(!whose.is_quoted_in(&seen.body), "POST {path} answers {} with a record", caller.name);
            }
        }
    }
    programs_write_no_further(&firm, &mut callers).await;
    assert_eq!(acts_of(&firm).await, before, "somebody wrote into the coaching of somebody else");
}

/// The same by programs with a token for everything that their user may do.
async fn programs_write_no_further(firm: &Firm, callers: &mut [Caller]) {
    let own_alone = ["/coaching/requests", "/coaching/preference", "/coaching/calendar/end"];
    let mut sent = 0;
    for operation in firm.programme.app.book.operations.all() {
        let reaches_less = REACHES_LESS.iter().any(|(path, _)| *path == operation.path);
        let Guard::May(permission) = operation.guard else { continue };
        if !reaches_less || operation.verb == Verb::Get || own_alone.contains(&operation.path) {
            continue;
        }
        let route = Declared {
            path: operation.address(),
            method: operation.verb.method(),
            guard: operation.guard,
        };
        let coaches = permission == crate::people::coaching::COACH;
        let of_coach = ["/coaching/sessions/{session}", "/coaching/sessions/{session}/scores"].contains(&operation.path);
        for caller in callers.iter_mut() {
            let role = Role::ALL.into_iter().find(|role| role.name() == caller.name);
            let holds = role.is_some_and(|role| firm.programme.app.book.access.reach(role, permission).is_some());
            for whose in Whose::ALL {
                let may = match whose {
                    Whose::Own => !coaches,
                    Whose::Team => coaches && !of_coach,
                    Whose::Units | Whose::Other => false,
                };
                if holds && may {
                    continue;
                }
                let path = address(firm, &route, caller, whose).await;
                let body = said(firm, operation, whose);
                let seen = caller.program.call(route.method, &path, &body, &[("if-match", "\"1\"")]).await;
                let expected = if holds { 404 } else { 403 };
                assert_eq!(
                    seen.status,
                    expected,
                    "{} {path} of {} by {}: {}",
                    operation.name,
                    whose.word(),
                    caller.name,
                    seen.body
                );
                assert!(
                    !whose.is_quoted_in(&seen.body),
                    "{} answers {} with a record",
                    operation.name,
                    caller.name
                );
                sent += 1;
            }
        }
    }
    assert!(sent > 500, "only {sent} writes were sent");
}

/// A body with everything that an operation needs, about one of the people.
fn said(firm: &Firm, operation: &Operation, whose: Whose) -> serde_json::Value {
    let needed = operation.takes.inputs().iter().filter(|input| input.needed);
    let of = |input: &Input| -> serde_json::Value {
        match input.kind {
            Kind::Id if input.name == "form" => firm.coaching_form.to_string().into(),
            Kind::Id => firm.records_of(whose).person.to_string().into(),
            Kind::Day => "2026-03-02".into(),
            Kind::Whole(min, _) => min.into(),
            Kind::Flag => true.into(),
            Kind::Decimal => "1".into(),
            Kind::Word(words) => words()[0].into(),
            Kind::Words(words) => vec![words()[0]].into(),
            Kind::Texts(_) => vec!["Some words"].into(),
            Kind::Text(_) if input.name == "expert" => "P-coach".into(),
            Kind::Text(_) => "Some words".into(),
        }
    };
    needed.map(|input| (input.name.to_owned(), of(input))).collect()
}

/// A form with everything that any form of coaching asks for.
fn filled(csrf: &str, coachee: &str) -> Vec<(&'static str, String)> {
    [
        ("csrf", csrf),
        ("coachee", coachee),
        ("version", "1"),
        ("day", "2026-03-02"),
        ("minutes", "30"),
        ("kind", "skill"),
        ("skill", "teach"),
        ("commitment", "I will ask"),
        ("due", "2026-03-16"),
        ("outcome", "kept"),
        ("value", "3"),
        ("expert", "P-coach"),
        ("words", "Some words"),
        ("triggers", "A stake"),
        ("skill-1", "teach"),
        ("starts", "10:00"),
        ("reply", "given"),
        ("answer", "Yes"),
        ("progress-1", "made"),
        ("about", "involvement"),
        ("learns", "doing"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

#[tokio::test]
async fn whoever_may_write_may_write_everywhere_or_a_test_says_where_not() {
    let programme = platform::testing::TestProgramme::new(crate::book()).await;
    for route in programme.routes.iter().filter(|route| route.method != "GET") {
        let Guard::May(permission) = route.guard else { continue };
        // What a program writes, the same test sends as the page does and as the program does.
        let page = route.path.trim_start_matches("/api/v1");
        for role in Role::ALL {
            let reach = programme.app.book.access.reach(role, permission);
            let of_chapters = samples::all().flat_map(|sample| sample.reaches_less);
            let tested = REACHES_LESS.iter().chain(of_chapters).any(|(path, _)| *path == page);
            assert!(
                tested || matches!(reach, None | Some(Reach::All)),
                "{} {} reaches only so far for {}: write a test that its act refuses the records of others, and name both in `reaches_less` \
                 of the chapter's tests/mod.rs",
                route.method,
                route.path,
                role.name()
            );
        }
    }
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let firm = Firm::open(Names::Plain).await;
    let mut kam = firm.caller("kam", &[Role::Kam]).await;
    let mut other = firm.caller("auditor", &[Role::Auditor]).await;
    let route = Declared {
        path: "/sessions/{session}/end".to_owned(),
        method: "POST",
        guard: Guard::SignedIn,
    };
    assert!(firm.programme.routes.contains(&route));
    let path = address(&firm, &route, &other, Whose::Own).await;
    let csrf = kam.browser.get("/sessions").await.csrf();
    let ended = kam.browser.post(&path, &[("csrf", csrf.as_str())]).await;
    assert_eq!(ended.status, 404, "{}", ended.body);
    assert_eq!(other.browser.get("/sessions").await.status, 200);
}
