//! Every paper has the gate, the scope and the words of its page, and having it is written down where reading the page is.

use super::firm::{Caller, Firm, Names};
use super::places::{address, routes, whose};
use hypertext::Raw;
use platform::database::Query;
use platform::look::words;

/// The papers with their pages.
fn page_of(paper: &str) -> String {
    paper
        .rsplit_once('/')
        .map(|(page, _)| page.to_owned())
        .expect("a paper stands below its page")
}

/// The words of a text in one line.
fn in_a_line(text: &str) -> String {
    text.split([' ', '\n', '/'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The name of a file in the plain letters that stand in the header of an answer.
fn in_plain_letters(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-_".contains(letter);
    name.chars().map(|letter| if plain(letter) { letter } else { '-' }).collect()
}

async fn readings(firm: &Firm) -> u64 {
    let mut tx = firm.programme.read().await;
    let query = Query::new("select count(*) from journal_entry where kind in ('statement_read', 'coaching_record_read')");
    tx.count(&query).await.unwrap()
}

/// The cells of the tables of a proof.
fn cells(proof: &str) -> Vec<String> {
    let rows = proof
        .lines()
        .filter_map(|line| line.strip_prefix("  | ").or_else(|| line.strip_prefix("  = ")));
    rows.flat_map(|row| row.split(" | ")).map(in_a_line).collect()
}

async fn compare(firm: &Firm, caller: &mut Caller, paper: &str) {
    let page = page_of(paper);
    let before = readings(firm).await;
    let seen = caller.browser.get(&page).await;
    let between = readings(firm).await;
    let printed = caller.browser.get(paper).await;
    let after = readings(firm).await;
    let api = format!("/api/v1{page}/paper");
    let read = caller.program.get(&api).await;
    let last = readings(firm).await;
    let who = caller.name;
    if who == "stranger" {
        assert_eq!(read.status, 401, "{api}");
    } else {
        assert_eq!(read.status, printed.status, "{who}: {paper} and {api}");
    }
    assert_eq!(
        last - after,
        after - between,
        "{who}: reading {paper} is logged otherwise than reading {api}"
    );
    if seen.status == 200 && printed.status == 404 {
        assert!(seen.body.contains("statement"), "{who} sees {page} and has no paper of it");
        return;
    }
    assert_eq!(seen.status, printed.status, "{who}: {page} and its paper");
    assert_eq!(
        between - before,
        after - between,
        "{who}: reading {page} is logged, reading its paper is not"
    );
    if printed.status != 200 {
        return;
    }
    assert_eq!(printed.header("cache-control"), "private, no-store");
    assert!(printed.header("content-disposition").contains("attachment; filename="), "{paper}");
    let named = format!("filename=\"{}\"", in_plain_letters(read.json()["name"].as_str().unwrap()));
    assert!(printed.header("content-disposition").contains(&named), "{api}: {named}");
    assert_eq!(read.json()["media_type"], printed.header("content-type"), "{api}");
    assert_eq!(
        read.json()["digest"],
        platform::secret::digest(&printed.body),
        "{api} gives another file than {paper}"
    );
    let page_words = in_a_line(&words(&Raw::dangerously_create(seen.body)));
    for cell in cells(&printed.body) {
        assert!(
            page_words.contains(&cell),
            "{who}: “{cell}” is on the paper and not on {page}: {page_words}"
        );
    }
}

#[tokio::test]
async fn every_paper_has_the_gate_and_the_words_of_its_page() {
    for names in [Names::Plain, Names::Hostile] {
        let firm = Firm::open(names).await;
        let papers: Vec<_> = routes(&firm).into_iter().filter(|route| route.path.ends_with(".pdf")).collect();
        assert_eq!(papers.len(), 3, "{papers:?}");
        for mut caller in firm.callers().await {
            for route in &papers {
                for whose in whose(route) {
                    let paper = address(&firm, route, &caller, *whose).await;
                    compare(&firm, &mut caller, &paper).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn a_paper_is_printed_for_the_paper_that_was_asked_for() {
    let firm = Firm::open(Names::Plain).await;
    let mut caller = firm.everything().await;
    let account = firm.records_of(super::firm::Whose::Own).account;
    for (question, status) in [("", 200), ("?paper=letter", 200), ("?paper=a4", 200), ("?paper=stone", 422)] {
        let seen = caller.browser.get(&format!("/accounts/{account}/account.pdf{question}")).await;
        assert_eq!(seen.status, status, "{question}: {}", seen.body);
    }
}

#[tokio::test]
async fn programs_choose_the_paper_and_learn_what_they_asked_wrongly() {
    let firm = Firm::open(Names::Plain).await;
    let mut caller = firm.everything().await;
    let own = firm.records_of(super::firm::Whose::Own);
    let statement = format!("/api/v1/incentives/statements/{}/paper", own.person);
    let record = format!("/api/v1/coaching/people/{}/paper", own.person);
    let account = format!("/api/v1/accounts/{}/paper", own.account);
    for api in [&statement, &record, &account] {
        for (question, status) in [
            ("", 200),
            ("?paper=letter", 200),
            ("?paper=a4", 200),
            ("?paper=stone", 422),
            ("?size=a4", 422),
        ] {
            let seen = caller.program.get(&format!("{api}{question}")).await;
            assert_eq!(seen.status, status, "{api}{question}: {}", seen.body);
        }
        let wrong = caller.program.get(&format!("{api}?paper=stone")).await.json();
        assert_eq!(
            (&wrong["code"], &wrong["field"]),
            (&"api.no_word".into(), &"paper".into()),
            "{wrong}"
        );
    }
    let plain = caller.program.get(&statement).await.json();
    let open = caller
        .program
        .get(&format!("{statement}?component=renewals&period=2025-P01"))
        .await
        .json();
    assert_ne!(
        open["digest"], plain["digest"],
        "the figure that stands open is printed with its thread"
    );
    let page = format!("/incentives/statements/{}/statement.pdf?why=renewals@2025-P01", own.person);
    let printed = caller.browser.get(&page).await;
    assert_eq!(open["digest"], platform::secret::digest(&printed.body));
    for (question, status) in [
        ("component=renewals", 422),
        ("period=2025-P01", 422),
        ("component=nothing&period=2025-P01", 404),
        ("component=renewals&period=2031-P01", 404),
        ("year=1999", 404),
    ] {
        let seen = caller.program.get(&format!("{statement}?{question}")).await;
        assert_eq!(seen.status, status, "{question}: {}", seen.body);
    }
}
