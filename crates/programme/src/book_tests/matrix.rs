//! Role × route × record: what everybody gets when they ask for what is theirs, their team's, their units' and others'.

mod coaching;
mod pay;
mod public;
mod writes;

use super::firm::{Caller, Firm, Names, Whose};
use super::places::{address, routes, whose};
use coaching::{
    coaching_is_seen_as_the_domain_says, minutes_and_lights_are_seen_as_the_domain_says, no_word_of_coaching_is_said_elsewhere,
};
use pay::{lists_of_pay_name_nobody_else, pay_is_seen_as_the_domain_says, plans_and_runs_are_seen_by_whoever_sees_all_pay};
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
