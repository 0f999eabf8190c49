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
    let who = caller.name;
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
