//! Every page stands on its own feet: whatever the records say and whatever the address asks, it is one well-formed page.

use super::firm::{Caller, Firm, Names, Whose, file};
use super::places::{address, is_page, whose};
use platform::testing::Seen;
use platform::web::{Declared, Guard};
use std::collections::BTreeSet;

/// An element as it stands in a page: its name and its attributes.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The elements of a page as a browser would read them, in order.
fn elements(body: &str) -> Vec<Element> {
    let mut found = Vec::new();
    for (at, _) in body.match_indices('<') {
        let inside = &body[at + 1..];
        if inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            found.push(element(inside));
        }
    }
    found
}

fn element(inside: &str) -> Element {
    let name_ends = inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).expect("an element ends");
    let mut rest = inside[name_ends..].trim_start();
    let mut attributes = Vec::new();
    while !rest.starts_with('>') && !rest.starts_with("/>") {
        let ends = rest.find(|c: char| c == '=' || c == '>' || c == '/' || c.is_whitespace()).expect("an element ends");
        let (name, after) = rest.split_at(ends);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(value) => value.split_once('"').expect("an attribute ends"),
            None => {
                assert!(!after.starts_with('='), "the attribute {name} has no quotation marks");
                ("", after)
            }
        };
        assert!(!name.is_empty(), "a broken element: {}", &inside[..inside.len().min(200)]);
        attributes.push((name.to_owned(), value.to_owned()));
        rest = after.trim_start();
    }
    Element { name: inside[..name_ends].to_owned(), attributes }
}

/// What every page keeps to.
#[track_caller]
fn is_well_made(path: &str, seen: &Seen) {
    let body = &seen.body;
    assert!(!body.contains("<script>"), "{path} has an inline script");
    let all = elements(body);
    let count = |name: &str| all.iter().filter(|element| element.name == name).count();
    assert_eq!((count("h1"), count("title"), count("main")), (1, 1, 1), "{path}: one heading, one title, one main part");
    let title = body.split("<title>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
    assert!(!title.trim().is_empty(), "{path} has no title");
    let html = all.iter().find(|element| element.name == "html").expect("a page is HTML");
    assert!(html.attribute("lang").is_some_and(|lang| lang.len() >= 2), "{path} does not say its language");
    let mut ids = BTreeSet::new();
    for element in &all {
        for (name, value) in &element.attributes {
            assert!(name != "style" && !name.starts_with("on"), "{path}: <{} {name}=\"{value}\">", element.name);
            assert!(name != "href" && name != "src" && name != "action" || is_address(value), "{path} leads to {value}");
            assert!(name != "id" || ids.insert(value.clone()), "{path} has two elements with the id {value}");
        }
        assert!(element.name != "script" || element.attribute("src").is_some(), "{path} has a script without a source");
    }
    for label in all.iter().filter_map(|element| element.attribute("for")) {
        assert!(ids.contains(label), "{path} labels {label}, which is not there");
    }
}

/// Our own pages and parts of this one; nothing that runs.
fn is_address(value: &str) -> bool {
    value.starts_with('#') || (value.starts_with('/') && !value.starts_with("//")) || value.starts_with("mailto:") || value.starts_with('?')
}

fn readings(firm: &Firm) -> impl Iterator<Item = &Declared> {
    firm.programme.routes.iter().filter(|route| route.method == "GET" && route.guard != Guard::Public)
}

/// Pages that a route shows in another state, besides the plain one.
async fn states(firm: &Firm, caller: &mut Caller) -> Vec<(String, Seen)> {
    let person = firm.records_of(Whose::Own).person;
    let mut addresses: Vec<String> = ["key-revenue", "renewals", "new-business"]
        .into_iter()
        .flat_map(|component| ["", "&account=A-own"].map(|account| format!("/incentives/statements/{person}?why={component}@2025-P01{account}")))
        .collect();
    for address in ["/accounts?q=nobody", "/accounts?q=moor", "/staff?q=nobody", "/staff?q=orla", "/incentives?q=nobody", "/no/such/page", "/accounts/none"] {
        addresses.push(address.to_owned());
    }
    let mut seen = Vec::new();
    for address in addresses {
        seen.push((address.clone(), caller.browser.get(&address).await));
    }
    seen.push(("a tried import".to_owned(), tried(caller).await));
    for form in ["/accounts", "/staff", "/staff/assignments", "/users", "/incentives/plans", "/policies/POL.XC.MIN_RESPONDENTS", "/password"] {
        let csrf = caller.browser.get("/password").await.csrf();
        let refused = caller.browser.post(form, &[("csrf", csrf.as_str()), ("name", super::firm::HOSTILE)]).await;
        assert_eq!(refused.status, 422, "POST {form} with an empty form: {}", refused.body);
        seen.push((format!("POST {form}"), refused));
    }
    seen
}

/// The page of a dry run whose file and cells mean no good.
async fn tried(caller: &mut Caller) -> Seen {
    let csrf = caller.browser.get("/facts/import").await.csrf();
    let heads = ["source", "document", "line", "date", "account", "seller", "amount", "currency"].map(str::to_owned).to_vec();
    let row = ["erp", "T-1", "1", super::firm::HOSTILE, "A-own", "P-own", "1.00", "EUR"].map(str::to_owned).to_vec();
    let good = ["erp", super::firm::HOSTILE, "1", "2025-03-04", "A-own", super::firm::HOSTILE, "1.00", "EUR"].map(str::to_owned).to_vec();
    let (name, bytes) = file("order_<b onclick=x>.csv", &[heads, row, good]);
    let sent = caller.browser.upload("/facts/import", &[("csrf", csrf.as_str())], ("files", &name, &bytes)).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    caller.browser.get(&sent.location).await
}

async fn every_page_is_well_made(names: Names) {
    let firm = Firm::open(names).await;
    let mut caller = firm.everything().await;
    let mut pages = 0;
    for route in readings(&firm) {
        let path = address(&firm, route, &caller, whose(route)[0]).await;
        let seen = caller.browser.get(&path).await;
        assert_eq!(seen.status, 200, "{path}: {}", seen.body);
        if is_page(&seen.kind) {
            is_well_made(&path, &seen);
            pages += 1;
        }
    }
    assert!(pages > 20, "only {pages} pages were looked at");
    for (path, seen) in states(&firm, &mut caller).await {
        assert!(seen.status < 500, "{path}: {}", seen.body);
        is_well_made(&path, &seen);
    }
}

#[tokio::test]
async fn every_page_is_well_made_with_sample_data() {
    every_page_is_well_made(Names::Plain).await;
}

#[tokio::test]
async fn every_page_is_well_made_when_the_names_mean_no_good() {
    every_page_is_well_made(Names::Hostile).await;
}

/// What nobody sends by clicking.
fn strange_questions() -> Vec<String> {
    let long = "x".repeat(500);
    let values = [
        "sort=&sort=name", "sort=-", "sort=name%00", "sort=%27%3B+drop+table+accounts_account", "page=-1", "page=0", "page=99999999999999999999",
        "page=9223372036854775807", "page=x", "limit=0", "limit=-5", "limit=99999999999", "after=%00", "after=%25_%25", "year=%00", "year=%FF", "year=2025",
        "year=nobody:2025", "why=@@@", "why=a@b", "why=@", "account=%3Cscript%3E", "account=%00", "class=%00", "title=%F0%9F%92%B6", "q=%25", "q=_", "q=%00",
        "q=%E2%80%AE", "plan=none&component=none&period=none", "plan=%00", "component=renewals&period=9999-P99", "on=2025-02-30", "next=//elsewhere.example",
        "token=%00", "%00=%00", "&&&", "=",
    ];
    values.map(str::to_owned).into_iter().chain([format!("q={long}"), format!("sort={long}&page={long}"), format!("{long}={long}")]).collect()
}

#[tokio::test]
async fn a_strange_question_is_never_our_fault() {
    let firm = Firm::open(Names::Hostile).await;
    let mut caller = firm.everything().await;
    let mut asked = Vec::new();
    for route in readings(&firm) {
        asked.push(address(&firm, route, &caller, whose(route)[0]).await);
    }
    asked.extend(["/sign-in", "/sign-in/link"].map(str::to_owned));
    let questions = strange_questions();
    for path in asked {
        let joint = if path.contains('?') { '&' } else { '?' };
        for question in &questions {
            let seen = caller.browser.get(&format!("{path}{joint}{question}")).await;
            assert!(seen.status < 500, "{path}{joint}{question}: {}", seen.body);
            if is_page(&seen.kind) {
                is_well_made(&format!("{path}{joint}{question}"), &seen);
            }
        }
    }
}

#[tokio::test]
async fn an_address_that_names_no_record_is_not_found() {
    let firm = Firm::open(Names::Plain).await;
    let mut caller = firm.everything().await;
    let long = "9".repeat(2000);
    for route in readings(&firm).filter(|route| route.path.contains('{')) {
        for value in ["none", "%00", "%3Cscript%3E", "..", "%2e%2e%2f", "00000000-0000-0000-0000-00000000dead", "%FF", "-1", &long] {
            let path: String =
                route.path.split('}').map(|part| part.split_once('{').map_or(part.to_owned(), |(before, _)| format!("{before}{value}"))).collect();
            let seen = caller.browser.get(&path).await;
            assert!(matches!(seen.status, 400 | 404 | 422), "{path}: {} {}", seen.status, seen.body);
        }
    }
}
