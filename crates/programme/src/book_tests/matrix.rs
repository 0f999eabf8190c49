//! Role × route × record: what everybody gets when they ask for what is theirs, their team's, their units' and others'.

use super::firm::{Caller, Firm, Names, Whose};
use super::places::{address, routes, whose};
use platform::access::{Reach, Role};
use platform::api::{Input, Kind, Operation, Verb};
use platform::testing::Seen;
use platform::web::{Declared, Guard};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Who got what from a route, record by record.
type Answers = BTreeMap<(String, &'static str), BTreeMap<&'static str, Vec<(Whose, Seen)>>>;

/// Asks every route as everybody. A form is sent without its secret: whoever may send it is told so (422), and nothing changes.
async fn ask_everything(firm: &Firm) -> (Vec<&'static str>, Answers) {
    let mut callers = firm.callers().await;
    let before = acts_of(firm).await;
    let mut answers = Answers::new();
    for route in &routes(firm) {
        for caller in &mut callers {
            let mut seen = Vec::new();
            for record in whose(route) {
                seen.push((*record, ask(firm, route, caller, *record).await));
            }
            answers
                .entry((route.path.clone(), route.method))
                .or_default()
                .insert(caller.name, seen);
        }
    }
    assert_eq!(acts_of(firm).await, before, "a page or a form without its secret has written");
    (callers.iter().map(|caller| caller.name).collect(), answers)
}

/// How many acts the journal holds; that somebody's pay was read is no act, and is written down by reading.
async fn acts_of(firm: &Firm) -> u64 {
    let query = platform::database::Query::new(
        "select count(*) from journal_entry where kind not in ('statement_read', 'figure_read', 'coaching_record_read')",
    );
    firm.programme.read().await.count(&query).await.unwrap()
}

async fn ask(firm: &Firm, route: &Declared, caller: &mut Caller, record: Whose) -> Seen {
    let path = address(firm, route, caller, record).await;
    // As a form without its secret says who may send it, so does a write of a program with a key that cannot be read.
    let unreadable = [("idempotency-key", "")];
    match route.method {
        "GET" => caller.browser.get(&path).await,
        method if path.starts_with("/api/v1/") => caller.program.send(method, &path, None, &unreadable).await,
        _ => caller.browser.post::<&str>(&path, &[]).await,
    }
}

fn guard_words(guard: Guard) -> &'static str {
    match guard {
        Guard::Public => "public",
        Guard::SignedIn => "whoever is signed in",
        Guard::May(permission) => permission.name(),
    }
}

/// The outcome in words: the status for each record, and for a list whose people and accounts it names.
fn outcome(route: &Declared, seen: &[(Whose, Seen)]) -> String {
    let first = seen[0].1.status;
    if seen.iter().all(|(_, seen)| seen.status == first) {
        let mut words = first.to_string();
        if let ([(_, seen)], 200, "GET") = (seen, first, route.method) {
            let named = |pick: fn((bool, bool)) -> bool| {
                let all = Whose::ALL.into_iter().filter(|whose| pick(whose.is_named_in(&seen.body)));
                all.map(Whose::word).collect::<Vec<_>>().join(" ")
            };
            for (what, names) in [("people", named(|(person, _)| person)), ("accounts", named(|(_, account)| account))] {
                if !names.is_empty() {
                    write!(words, "  {what}: {names}").unwrap();
                }
            }
        }
        return words;
    }
    seen.iter()
        .map(|(whose, seen)| format!("{} {}", whose.word(), seen.status))
        .collect::<Vec<_>>()
        .join("  ")
}

fn reviewed(firm: &Firm, callers: &[&'static str], answers: &Answers) -> String {
    let mut text = String::from(
        "own: one's own record; team: of a direct report; units: of a report's report; other: of nobody below.\n\
         200 seen, 303 led to one's own, 403 not by this role, 404 not yours, 422 may send it (it came without its secret, or with a key that cannot be read).\n\
         After a list: whose people and accounts it names. Strangers are sent to sign in everywhere.\n",
    );
    for route in &routes(firm) {
        let of_route = &answers[&(route.path.clone(), route.method)];
        write!(text, "\n{} {}  [{}]\n", route.method, route.path, guard_words(route.guard)).unwrap();
        let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
        for caller in callers.iter().filter(|caller| **caller != "stranger") {
            let words = outcome(route, &of_route[caller]);
            match groups.iter_mut().find(|(known, _)| *known == words) {
                Some((_, group)) => group.push(caller),
                None => groups.push((words, vec![caller])),
            }
        }
        groups.sort_by_key(|(words, _)| words == "403");
        for (words, group) in groups {
            let who = if words == "403" { "everybody else".to_owned() } else { who(&group) };
            writeln!(text, "    {words}: {who}").unwrap();
        }
    }
    text
}

fn who(group: &[&str]) -> String {
    let everybody = Role::ALL.iter().all(|role| group.contains(&role.name()));
    match (everybody, group.contains(&"no_role")) {
        (true, true) => "everybody".to_owned(),
        (true, false) => "every role".to_owned(),
        (false, _) => group.join(" "),
    }
}

#[tokio::test]
async fn every_role_reaches_exactly_the_reviewed_routes_and_records() {
    let firm = Firm::open(Names::Plain).await;
    let (callers, answers) = ask_everything(&firm).await;
    strangers_are_sent_to_sign_in(&answers);
    pay_is_seen_as_the_domain_says(&answers);
    plans_and_runs_are_seen_by_whoever_sees_all_pay(&answers);
    lists_of_pay_name_nobody_else(&answers);
    coaching_is_seen_as_the_domain_says(&answers);
    minutes_and_lights_are_seen_as_the_domain_says(&answers);
    no_word_of_coaching_is_said_elsewhere(&answers);
    insta::assert_snapshot!("role_route_record", reviewed(&firm, &callers, &answers));
}

fn strangers_are_sent_to_sign_in(answers: &Answers) {
    for ((path, method), of_route) in answers {
        for (_, seen) in &of_route["stranger"] {
            let sent = if path.starts_with("/api/v1/") {
                seen.status == 401
            } else {
                seen.status == 303 && seen.location.starts_with("/sign-in")
            };
            assert!(sent, "{method} {path} answers a stranger with {} {}", seen.status, seen.location);
        }
    }
}

/// Section 19.5, row "pay plan, statement, earnings, draws".
fn pay_is_seen_as_the_domain_says(answers: &Answers) {
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
fn plans_and_runs_are_seen_by_whoever_sees_all_pay(answers: &Answers) {
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

fn lists_of_pay_name_nobody_else(answers: &Answers) {
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

/// Everybody but the administrator may be coached, and then reads their own record.
fn may_be_coached(role: Role) -> bool {
    role != Role::Administrator
}

/// Section 19.5, row "coaching record": the coachee, the coach, the coachee's manager, and nobody else.
fn coaching_is_seen_as_the_domain_says(answers: &Answers) {
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
fn minutes_and_lights_are_seen_as_the_domain_says(answers: &Answers) {
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
fn no_word_of_coaching_is_said_elsewhere(answers: &Answers) {
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

#[test]
fn who_may_do_what() {
    let book = crate::book();
    let mut text = String::new();
    for permission in book.access.permissions() {
        writeln!(text, "{}", permission.name()).unwrap();
        for (reach, word) in [
            (Reach::All, "all"),
            (Reach::Units, "units"),
            (Reach::Team, "team"),
            (Reach::Own, "own"),
        ] {
            let roles: Vec<&str> = Role::ALL
                .into_iter()
                .filter(|role| book.access.reach(*role, permission) == Some(reach))
                .map(Role::name)
                .collect();
            if !roles.is_empty() {
                writeln!(text, "    {word:5}  {}", roles.join(" ")).unwrap();
            }
        }
    }
    insta::assert_snapshot!("who_may_do_what", text);
}

/// What anybody may open, and why that is harmless.
const PUBLIC: [(&str, &str, &str); 13] = [
    (
        "GET",
        "/api/v1/openapi.json",
        "programs learn what can be asked before they have a token; it says nothing of the firm",
    ),
    (
        "GET",
        "/assets/{hash}/{file}",
        "the style sheet, script and icons of the sign-in page; the same for everybody",
    ),
    (
        "GET",
        "/coaching/calendar/{token}",
        "a secret opens one's own calendar: who and when, and not a word of what about",
    ),
    ("GET", "/health", "a balancer asks whether the program runs; says one word"),
    (
        "GET",
        "/mail/leaving",
        "the link of a daily mail asks once more whether to end them; without the token there is nothing to see; strangers are limited",
    ),
    (
        "GET",
        "/metrics",
        "counts, only for whoever sits on the same machine and comes without a proxy",
    ),
    (
        "GET",
        "/ready",
        "a balancer asks whether the database answers; says one or two words",
    ),
    ("GET", "/sign-in", "the way in"),
    (
        "GET",
        "/sign-in/link",
        "the holder of a one-time link sets a password; without the token there is nothing to see",
    ),
    (
        "POST",
        "/mail/leaving",
        "the token of a daily mail ends them for its receiver and does nothing else, as RFC 8058 asks; strangers are limited",
    ),
    ("POST", "/sign-in", "the way in; attempts are limited and forms carry their secret"),
    (
        "POST",
        "/sign-in/link",
        "the holder of a one-time link sets a password; the token is used up",
    ),
    ("POST", "/theme", "keeps light or dark in the reader's own cookie; writes no record"),
];

#[tokio::test]
async fn nothing_is_public_but_what_is_named_here_with_its_reason() {
    let programme = platform::testing::TestProgramme::new(crate::book()).await;
    let mut public: Vec<(&str, &str)> = programme
        .routes
        .iter()
        .filter(|route| route.guard == Guard::Public)
        .map(|route| (route.method, route.path.as_str()))
        .collect();
    public.sort_unstable();
    assert_eq!(public, PUBLIC.map(|(method, path, _)| (method, path)));
}

/// A form with its secret goes past the gate, and only the act then knows whose record it is. As long as whoever may write at all may
/// write everywhere, there is nothing more to ask; a permission that reaches less far needs a test of its own, named here.
const REACHES_LESS: [(&str, &str); 19] = [
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
    ("/coaching/preference", COACHING),
    ("/coaching/plans/{plan}/closing", COACHING),
    ("/coaching/appointments/{appointment}/cancellation", COACHING),
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
            let of_chapters = super::samples::all().flat_map(|sample| sample.reaches_less);
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
