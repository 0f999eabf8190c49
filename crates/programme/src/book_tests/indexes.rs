//! No question to the records reads a large table from end to end: each goes by an index, or is named here with its reason.

use super::firm::{Firm, HOSTILE, Names, Whose};
use super::places::{address, routes, whose};
use platform::access::Role;
use platform::database::Query;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::thread::ThreadId;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Tables that grow with the firm.
const LARGE: [&str; 50] = [
    "accounts_account",
    "accounts_contact",
    "alerts_alert",
    "alerts_informed",
    "coaching_appointment",
    "coaching_area",
    "coaching_feed",
    "coaching_link",
    "coaching_plan",
    "coaching_question",
    "coaching_rating",
    "coaching_request",
    "coaching_session",
    "coaching_style",
    "coaching_talk",
    "coaching_trigger",
    "currencies_rate",
    "facts_batch",
    "facts_batch_total",
    "facts_import",
    "facts_reject",
    "incentives_line",
    "incentives_quota",
    "incentives_rate",
    "incentives_run",
    "incentives_run_batch",
    "jobs_job",
    "journal_body",
    "journal_entry",
    "mail_declined",
    "mail_letter",
    "notes_file",
    "notes_mention",
    "notes_note",
    "notes_task",
    "notes_word",
    "notifications_muted",
    "notifications_notice",
    "policies_value",
    "products_product",
    "staff_assignment",
    "staff_holding",
    "staff_person",
    "staff_position",
    "staff_report",
    "users_attempt",
    "users_session",
    "users_user",
    "views_opening",
    "views_view",
];

fn is_large(table: &str) -> bool {
    LARGE.contains(&table) || super::samples::all().any(|sample| sample.large.contains(&table))
}

/// Questions that may read a whole table, by a piece of their text, and why.
const WHOLE: [(&str, &str); 4] = [
    (
        "select count(*), count(case when p.left_on",
        "how many people there are and how many have left: everybody is counted",
    ),
    (
        "from staff_position s where 1 = 1 and (s.name_folded like",
        "words inside names and references of positions: asked only when none begins with them",
    ),
    (
        "select distinct b.from_day, b.to_day from facts_batch b",
        "the days that all facts of a kind span: one row for each imported file",
    ),
    (
        "from facts_batch_total",
        "what the store holds in all: exact amounts are added in Rust, one row for each file, kind and currency",
    ),
];

/// Hears the statements that transactions ask, without their values.
/// Hears the statements of one thread. It is the listener of the whole process: one that comes and goes would depend on
/// what tests beside it have told the log to leave out.
#[derive(Clone)]
struct Listener(Arc<Mutex<BTreeSet<String>>>, ThreadId);

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("platform::database")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        if std::thread::current().id() == self.1 {
            event.record(&mut Statement(&self.0));
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Statement<'a>(&'a Mutex<BTreeSet<String>>);

impl Visit for Statement<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "statement" {
            self.0.lock().unwrap().insert(shortened(value));
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

/// `in ($3, $4, $5)` and `in ($3)` are the same question.
fn shortened(statement: &str) -> String {
    let mut pieces = statement.split(" in ($");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(')') {
            Some((list, rest)) if list.chars().all(|c| c.is_ascii_digit() || ", $".contains(c)) => {
                text = format!("{text} in ($1){rest}");
            }
            Some(_) | None => text = format!("{text} in (${piece}"),
        }
    }
    text
}

/// Opens every page and file as roles of each reach, with the questions that lists understand.
async fn look_around(firm: &Firm) {
    const QUESTIONS: [&str; 6] = [
        "",
        "q=o",
        "sort=-name&page=2",
        "sort=-reference",
        "class=key&sort=country",
        "q=o&title=none&limit=2&after=A",
    ];
    let mut everything = firm.everything().await;
    let mut few = Vec::new();
    for role in [Role::Kam, Role::SalesManager, Role::SecondLineManager] {
        few.push(firm.caller(role.name(), &[role]).await);
    }
    for route in routes(firm).iter().filter(|route| route.method == "GET") {
        for caller in few.iter_mut().chain([&mut everything]) {
            let path = address(firm, route, caller, whose(route)[0]).await;
            let joint = if path.contains('?') { '&' } else { '?' };
            for question in QUESTIONS.iter().filter(|question| question.is_empty() || !route.path.contains('{')) {
                caller.browser.get(&format!("{path}{joint}{question}")).await;
            }
        }
    }
    let person = firm.records_of(Whose::Own).person;
    everything
        .browser
        .get(&format!("/incentives/statements/{person}?why=key-revenue@2025-P01&account=A-own"))
        .await;
    for form in ["/accounts", "/staff", "/staff/assignments", "/staff/positions"] {
        let csrf = everything.browser.get("/password").await.csrf();
        let said = [
            ("csrf", csrf.as_str()),
            ("reference", "X-1"),
            ("name", HOSTILE),
            ("parent", "A-own"),
            ("manager", "P-own"),
        ];
        everything.browser.post(form, &said).await;
    }
}

/// The tables that a plan reads from end to end, by the lines of the plan: `SCAN p`, where `p` may be another name of a table.
fn read_whole(statement: &str, plan: &[String]) -> Vec<String> {
    let words: Vec<&str> = statement
        .split([' ', ',', '\n', '(', ')'])
        .filter(|word| !word.is_empty())
        .collect();
    let named = |alias: &str| {
        let at = words.windows(2).find(|pair| is_large(pair[0]) && pair[1] == alias);
        at.map_or_else(|| alias.to_owned(), |pair| pair[0].to_owned())
    };
    let scanned = plan
        .iter()
        .filter_map(|line| line.strip_prefix("SCAN "))
        .filter(|line| !line.contains("USING"));
    scanned
        .map(|line| named(line.split(' ').next().unwrap_or_default()))
        .filter(|table| is_large(table))
        .collect()
}

async fn plan_of(firm: &Firm, statement: &str) -> Vec<String> {
    let explained: &'static str = Box::leak(format!("explain query plan {statement}").into_boxed_str());
    let mut tx = firm.programme.read().await;
    let rows = tx.all(&Query::new(explained)).await.unwrap();
    rows.iter().map(|row| row.get::<String>(3).unwrap()).collect()
}

#[tokio::test]
async fn every_question_to_a_large_table_goes_by_an_index() {
    let listener = Listener(Arc::default(), std::thread::current().id());
    tracing::subscriber::set_global_default(listener.clone()).expect("no other test listens for the whole process");
    let heard = {
        let firm = Firm::open(Names::Plain).await;
        look_around(&firm).await;
        firm
    };
    let statements = listener.0.lock().unwrap().clone();
    assert!(statements.len() > 50, "only {} questions were heard", statements.len());
    let mut found = Vec::new();
    for statement in statements
        .iter()
        .filter(|statement| statement.starts_with("select") || statement.starts_with("with"))
    {
        let plan = plan_of(&heard, statement).await;
        let whole = read_whole(statement, &plan);
        if !whole.is_empty() && !WHOLE.iter().any(|(piece, _)| statement.contains(piece)) {
            found.push(format!(
                "{} is read from end to end by\n  {statement}\n  {}",
                whole.join(", "),
                plan.join("\n  ")
            ));
        }
    }
    assert!(
        found.is_empty(),
        "give the table an index, or name the question in WHOLE with its reason:\n{}",
        found.join("\n")
    );
    for (piece, _) in WHOLE {
        assert!(
            statements.iter().any(|statement| statement.contains(piece)),
            "nothing asks `{piece}` any more; take it out of WHOLE"
        );
    }
}

#[test]
fn a_table_that_is_read_whole_is_found_under_its_other_name() {
    let plan = [
        "SCAN p".to_owned(),
        "SEARCH a USING INDEX x".to_owned(),
        "SCAN staff_report USING COVERING INDEX y".to_owned(),
    ];
    assert_eq!(
        read_whole("select 1 from staff_person p join accounts_account a on a.id = p.id", &plan),
        ["staff_person"]
    );
    assert_eq!(
        shortened("a in ($1, $2) and b in ($3) or c in (null)"),
        "a in ($1) and b in ($1) or c in (null)"
    );
}
