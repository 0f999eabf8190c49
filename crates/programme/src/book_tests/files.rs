//! Every ledger of every page can be had as CSV and as a workbook, and both hold what the page counts.

use super::firm::{Caller, Firm, Names};
use super::places::{address, is_page, routes, whose};
use calamine::Reader as _;
use std::collections::BTreeSet;
use std::io::Cursor;

/// A ledger of a page: how many rows it counts, and the addresses of its files.
struct Ledger {
    rows: usize,
    files: Vec<String>,
}

/// The ledgers of a page that offer files. A ledger may stand inside another, in the thread of a figure.
fn ledgers(body: &str) -> Vec<Ledger> {
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for (at, _) in body.match_indices('<') {
        let tag = &body[at..];
        if tag.starts_with("<table") {
            open.push(Open {
                // What waits for somebody is to be done and not to be taken away.
                is_ledger: tag.starts_with("<table class=\"led") && !tag.starts_with("<table class=\"led aside\""),
                ..Open::default()
            });
        } else if let Some(behind) = tag.strip_prefix("</table>") {
            let done = open.pop().expect("a table begins before it ends");
            found.extend(ledger(&done, behind));
        } else if let Some(table) = open.last_mut() {
            table.in_body = (table.in_body || tag.starts_with("<tbody")) && !tag.starts_with("</tbody");
            let is_row = tag.starts_with("<tr ") && !tag.starts_with("<tr class=\"whyrow\"");
            let says_why_empty = tag.starts_with("<tr role=\"row\"><td class=\"none\"");
            table.rows += usize::from(table.in_body && is_row && !says_why_empty);
        }
    }
    found
}

/// A table whose end was not seen yet.
#[derive(Default)]
struct Open {
    is_ledger: bool,
    in_body: bool,
    rows: usize,
}

/// A ledger with the files and pages that stand behind it; nothing for an empty one.
fn ledger(Open { is_ledger, rows, .. }: &Open, behind: &str) -> Option<Ledger> {
    let under = behind.strip_prefix("</div><div class=\"under\">");
    let under = under.and_then(|under| under.split("</p></div>").next()).unwrap_or_default();
    let links = under.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let files: Vec<String> = links
        .filter(|href| href.contains("file="))
        .map(|href| href.replace("&amp;", "&"))
        .collect();
    let paging = under.split_once("<nav class=\"paging\"");
    let total = paging.and_then(|(_, paging)| paging.split_once(" of ")?.1.split('<').next()?.replace(',', "").parse().ok());
    if !is_ledger || *rows == 0 {
        assert!(files.is_empty(), "an empty ledger offers {files:?}");
        return None;
    }
    assert!(!files.is_empty(), "a ledger of {rows} rows offers no file");
    Some(Ledger {
        rows: total.unwrap_or(*rows),
        files,
    })
}

async fn csv(caller: &mut Caller, path: &str) -> usize {
    let seen = caller.browser.get(path).await;
    assert_eq!(
        (seen.status, seen.kind.as_str()),
        (200, "text/csv; charset=utf-8"),
        "{path}: {}",
        seen.body
    );
    let text = seen.body.trim_start_matches('\u{feff}');
    let mut rows = 0;
    for record in csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).records() {
        let record = record.unwrap_or_else(|broken| panic!("{path}: {broken}"));
        for cell in &record {
            let formula = cell.starts_with(['=', '+', '@']) || cell.starts_with('-') && cell.parse::<f64>().is_err();
            assert!(!formula, "{path} would be calculated: {cell}");
        }
        rows += 1;
    }
    rows - 1
}

async fn workbook(caller: &mut Caller, path: &str) -> usize {
    let seen = caller.browser.get(path).await;
    assert_eq!(seen.status, 200, "{path}: {}", seen.body);
    let opened = calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(Cursor::new(seen.bytes));
    let mut book = opened.unwrap_or_else(|broken| panic!("{path}: {broken}"));
    let rows = book
        .worksheet_range_at(0)
        .expect("a workbook has a sheet")
        .expect("a sheet can be read");
    rows.height() - 1
}

#[tokio::test]
async fn every_ledger_of_every_page_is_a_csv_file_and_a_workbook_of_as_many_rows() {
    let firm = Firm::open(Names::Hostile).await;
    let mut caller = firm.everything().await;
    let mut pages = BTreeSet::new();
    for route in routes(&firm).into_iter().filter(|route| {
        // The page of components shows ledgers that are cut on purpose.
        route.method == "GET" && !route.path.starts_with("/api/") && route.path != "/design"
    }) {
        let path = address(&firm, &route, &caller, whose(&route)[0]).await;
        let seen = caller.browser.get(&path).await;
        if seen.status != 200 || !is_page(&seen.kind) {
            continue;
        }
        for ledger in ledgers(&seen.body) {
            let [text, book] = ledger.files.as_slice() else {
                panic!("{path} offers {:?}", ledger.files);
            };
            assert!(text.ends_with(".csv") && book.ends_with(".xlsx"), "{path} offers {text} and {book}");
            let (in_text, in_book) = (csv(&mut caller, text).await, workbook(&mut caller, book).await);
            assert_eq!((in_text, in_book), (ledger.rows, ledger.rows), "{path}: {text}");
            pages.insert(route.path.clone());
        }
    }
    for list in [
        "/accounts",
        "/staff",
        "/incentives",
        "/coaching/sessions",
        "/products",
        "/users",
        "/facts",
        "/policies",
    ] {
        assert!(pages.contains(list), "{list} offers no file; these do: {pages:?}");
    }
}

#[tokio::test]
async fn a_file_of_a_list_holds_every_row_of_what_was_asked_and_none_beyond() {
    let firm = Firm::open(Names::Plain).await;
    let mut caller = firm.everything().await;
    let all = csv(&mut caller, "/accounts?file=accounts.csv").await;
    let some = csv(&mut caller, "/accounts?q=A-own&file=accounts.csv").await;
    assert!(all > some && some >= 1, "{all} accounts, {some} of them asked for");
    for nothing in ["/accounts?file=nothing.csv", "/accounts?file=accounts.exe", "/accounts?file="] {
        assert_eq!(caller.browser.get(nothing).await.status, 404, "{nothing}");
    }
    for mut caller in firm.callers().await {
        let page = caller.browser.get("/accounts").await;
        let file = caller.browser.get("/accounts?file=accounts.csv").await;
        let expected = if page.body.contains("file=accounts.csv") { 200 } else { 404 };
        let expected = if page.status == 200 { expected } else { page.status };
        assert_eq!(file.status, expected, "{}", caller.name);
        for line in file.body.lines().skip(1).filter(|_| file.status == 200) {
            let name = line.split(',').next().unwrap_or_default().trim_matches('"');
            assert!(
                page.body.contains(name),
                "{} has {name} in the file and not on the page",
                caller.name
            );
        }
    }
}
