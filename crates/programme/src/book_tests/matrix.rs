//! Role × route × record: what everybody gets when they ask for what is theirs, their team's, their units' and others'.

use super::firm::{Caller, Firm, Names, Whose};
use super::places::{address, routes, whose};
use platform::access::{Reach, Role};
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
    let query = platform::database::Query::new("select count(*) from journal_entry where kind not in ('statement_read', 'figure_read')");
    firm.programme.read().await.count(&query).await.unwrap()
}

async fn ask(firm: &Firm, route: &Declared, caller: &mut Caller, record: Whose) -> Seen {
    let path = address(firm, route, caller, record).await;
    match route.method {
        "GET" => caller.browser.get(&path).await,
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
         200 seen, 303 led to one's own, 403 not by this role, 404 not yours, 422 may send the form (it came without its secret).\n\
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
    insta::assert_snapshot!("role_route_record", reviewed(&firm, &callers, &answers));
}

fn strangers_are_sent_to_sign_in(answers: &Answers) {
    for ((path, method), of_route) in answers {
        for (_, seen) in &of_route["stranger"] {
            let sent = if path.starts_with("/api/") {
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
const PUBLIC: [(&str, &str, &str); 9] = [
    (
        "GET",
        "/assets/{hash}/{file}",
        "the style sheet, script and icons of the sign-in page; the same for everybody",
    ),
    ("GET", "/health", "a balancer asks whether the program runs; says one word"),
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
const REACHES_LESS: [(&str, &str); 0] = [];

#[tokio::test]
async fn whoever_may_write_may_write_everywhere_or_a_test_says_where_not() {
    let programme = platform::testing::TestProgramme::new(crate::book()).await;
    for route in programme.routes.iter().filter(|route| route.method == "POST") {
        let Guard::May(permission) = route.guard else { continue };
        for role in Role::ALL {
            let reach = programme.app.book.access.reach(role, permission);
            let of_chapters = super::samples::all().flat_map(|sample| sample.reaches_less);
            let tested = REACHES_LESS.iter().chain(of_chapters).any(|(path, _)| *path == route.path);
            assert!(
                tested || matches!(reach, None | Some(Reach::All)),
                "POST {} reaches only so far for {}: write a test that it refuses other records and name it in REACHES_LESS",
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
