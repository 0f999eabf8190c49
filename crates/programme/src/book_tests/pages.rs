//! Every page stands on its own feet: whatever the records say and whatever the address asks, it is one well-formed page.

use super::firm::{Caller, Firm, Names, Whose, file};
use super::places::{address, is_page, routes, whose};
use platform::testing::Seen;
use platform::web::Declared;
use std::collections::BTreeSet;

/// An element as it stands in a page: its name and its attributes.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
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
    let name_ends = inside
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .expect("an element ends");
    let mut rest = inside[name_ends..].trim_start();
    let mut attributes = Vec::new();
    while !rest.starts_with('>') && !rest.starts_with("/>") {
        let ends = rest
            .find(|c: char| c == '=' || c == '>' || c == '/' || c.is_whitespace())
            .expect("an element ends");
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
    Element {
        name: inside[..name_ends].to_owned(),
        attributes,
    }
}

/// What every page keeps to.
#[track_caller]
fn is_well_made(path: &str, seen: &Seen) {
    let body = &seen.body;
    assert!(!body.contains("<script>"), "{path} has an inline script");
    let all = elements(body);
    let count = |name: &str| all.iter().filter(|element| element.name == name).count();
    assert_eq!((count("h1"), count("main")), (1, 1), "{path}: one heading, one main part");
    let head = body.split("</head>").next().unwrap_or_default();
    let titles: Vec<&str> = head
        .split("<title>")
        .skip(1)
        .filter_map(|rest| rest.split("</title>").next())
        .collect();
    assert!(
        titles.len() == 1 && !titles[0].trim().is_empty(),
        "{path} has the titles {titles:?}"
    );
    let html = all.iter().find(|element| element.name == "html").expect("a page is HTML");
    assert!(
        html.attribute("lang").is_some_and(|lang| lang.len() >= 2),
        "{path} does not say its language"
    );
    let mut ids = BTreeSet::new();
    for element in &all {
        for (name, value) in &element.attributes {
            assert!(
                name != "style" && !name.starts_with("on"),
                "{path}: <{} {name}=\"{value}\">",
                element.name
            );
            assert!(
                name != "href" && name != "src" && name != "action" || is_address(value) || leads_out(element, value),
                "{path} leads to {value}"
            );
            assert!(
                name != "id" || ids.insert(value.clone()),
                "{path} has two elements with the id {value}"
            );
        }
        assert!(
            element.name != "script" || element.attribute("src").is_some(),
            "{path} has a script without a source"
        );
    }
    for label in all.iter().filter_map(|element| element.attribute("for")) {
        assert!(ids.contains(label), "{path} labels {label}, which is not there");
    }
}

/// Whether an element leads into the web as a note may: by an address of the web, which learns nothing of where the reader came from.
fn leads_out(element: &Element, value: &str) -> bool {
    let web = ["https://", "http://"].iter().any(|scheme| value.starts_with(scheme));
    web && element.name == "a" && element.attribute("rel") == Some("noopener noreferrer nofollow")
}

/// Our own pages and parts of this one; nothing that runs.
fn is_address(value: &str) -> bool {
    value.starts_with('#')
        || (value.starts_with('/') && !value.starts_with("//"))
        || value.starts_with("mailto:")
        || value.starts_with("tel:")
        || value.starts_with('?')
}

fn readings(firm: &Firm) -> Vec<Declared> {
    routes(firm).into_iter().filter(|route| route.method == "GET").collect()
}

/// Pages that a route shows in another state, besides the plain one.
async fn states(firm: &Firm, caller: &mut Caller) -> Vec<(String, Seen)> {
    let person = firm.records_of(Whose::Own).person;
    let mut addresses: Vec<String> = ["key-revenue", "renewals", "new-business"]
        .into_iter()
        .flat_map(|component| {
            ["", "&account=A-own"].map(|account| format!("/incentives/statements/{person}?why={component}@2025-P01{account}"))
        })
        .collect();
    for address in [
        "/accounts?q=nobody",
        "/accounts?q=moor",
        "/staff?q=nobody",
        "/staff?q=orla",
        "/staff/positions?state=vacant",
        "/incentives?q=nobody",
        "/no/such/page",
        "/accounts/none",
    ] {
        addresses.push(address.to_owned());
    }
    let mut seen = Vec::new();
    for address in addresses {
        seen.push((address.clone(), caller.browser.get(&address).await));
    }
    seen.push(("a tried import".to_owned(), tried(caller).await));
    seen.extend(coaching_states(firm, caller).await);
    for form in [
        "/accounts",
        "/staff",
        "/staff/assignments",
        "/staff/positions",
        "/users",
        "/incentives/plans",
        "/policies/POL.XC.MIN_RESPONDENTS",
        "/password",
    ] {
        let csrf = caller.browser.get("/password").await.csrf();
        let refused = caller
            .browser
            .post(form, &[("csrf", csrf.as_str()), ("name", super::firm::HOSTILE)])
            .await;
        assert_eq!(refused.status, 422, "POST {form} with an empty form: {}", refused.body);
        seen.push((format!("POST {form}"), refused));
    }
    seen
}

/// A session that somebody plans and logs with texts that mean no good, its forms, and the pages that show it.
async fn coaching_states(firm: &Firm, caller: &mut Caller) -> Vec<(String, Seen)> {
    let coachee = firm.records_of(Whose::Team).person.to_string();
    let csrf = caller.browser.get("/password").await.csrf();
    let text = super::firm::HOSTILE;
    let said = [
        ("csrf", csrf.as_str()),
        ("coachee", &coachee),
        ("day", "2026-03-02"),
        ("minutes", "30"),
        ("starts", "10:00"),
        ("topic", text),
        ("questions", text),
        ("kind", "deal"),
        ("stage", "close"),
        ("instance", text),
        ("how", text),
        ("commitment", text),
        ("due", "2026-03-16"),
    ];
    let arranged = caller.browser.post(&format!("/coaching/people/{coachee}/appointment"), &said).await;
    assert_eq!(arranged.status, 303, "{}", arranged.body);
    let logged = caller.browser.post("/coaching/sessions", &said).await;
    assert_eq!(logged.status, 303, "{}", logged.body);
    let session = logged.location;
    let mut seen = Vec::new();
    for path in [
        "/coaching".to_owned(),
        "/coaching?order=why&light=3".to_owned(),
        "/coaching?light=2".to_owned(),
        "/coaching/sessions?kind=open".to_owned(),
        format!("/coaching/sessions/new?coachee={coachee}"),
        arranged.location,
        format!("{session}/edit"),
        format!("/coaching/people/{coachee}"),
        session.clone(),
        "/".to_owned(),
    ] {
        let page = caller.browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        seen.push((path, page));
    }
    for path in [
        "/coaching/sessions".to_owned(),
        session.clone(),
        format!("/coaching/people/{coachee}/appointment"),
        format!("/coaching/people/{coachee}/plan"),
        format!("/coaching/people/{coachee}/links"),
        format!("/coaching/people/{coachee}/talks"),
        format!("/coaching/people/{coachee}/interventions"),
        "/coaching/requests".to_owned(),
        "/coaching/programmes".to_owned(),
        "/coaching/excuses".to_owned(),
    ] {
        let wrong = [
            ("csrf", csrf.as_str()),
            ("coachee", &coachee),
            ("version", "1"),
            ("name", text),
            ("expert", text),
        ];
        let refused = caller.browser.post(&path, &wrong).await;
        assert_eq!(refused.status, 422, "POST {path} with an empty form: {}", refused.body);
        seen.push((format!("POST {path}"), refused));
    }
    let older = [&said[..], &[("version", "9")]].concat();
    let refused = caller.browser.post(&session, &older).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    seen.push((format!("POST {session} of an older version"), refused));
    seen
}

/// The page of a dry run whose file and cells mean no good.
async fn tried(caller: &mut Caller) -> Seen {
    let csrf = caller.browser.get("/facts/import").await.csrf();
    let heads = ["source", "document", "line", "date", "account", "seller", "amount", "currency"]
        .map(str::to_owned)
        .to_vec();
    let row = ["erp", "T-1", "1", super::firm::HOSTILE, "A-own", "P-own", "1.00", "EUR"]
        .map(str::to_owned)
        .to_vec();
    let good = [
        "erp",
        super::firm::HOSTILE,
        "1",
        "2025-03-04",
        "A-own",
        super::firm::HOSTILE,
        "1.00",
        "EUR",
    ]
    .map(str::to_owned)
    .to_vec();
    let (name, bytes) = file("order_<b onclick=x>.csv", &[heads, row, good]);
    let sent = caller
        .browser
        .upload("/facts/import", &[("csrf", csrf.as_str())], ("files", &name, &bytes))
        .await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    caller.browser.get(&sent.location).await
}

async fn every_page_is_well_made(names: Names) {
    let firm = Firm::open(names).await;
    let mut caller = firm.everything().await;
    let (mut pages, mut named) = (0, 0);
    for route in readings(&firm) {
        let path = address(&firm, &route, &caller, whose(&route)[0]).await;
        let seen = caller.browser.get(&path).await;
        // Whoever coached changes a session, and nobody of the firm coached these: `coaching_states` opens one.
        let expected = if ["/coaching/sessions/{session}/edit", "/coaching/sessions/{session}/scores"]
            .contains(&route.path.trim_start_matches("/api/v1"))
        {
            404
        } else {
            200
        };
        assert_eq!(seen.status, expected, "{path}: {}", seen.body);
        if is_page(&seen.kind) {
            is_well_made(&path, &seen);
            pages += 1;
            named += i32::from(seen.body.contains("alert(1)"));
        }
    }
    assert!(pages > 20, "only {pages} pages were looked at");
    assert_eq!(named >= 8, names == Names::Hostile, "{named} pages show the names");
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

#[test]
fn a_page_is_read_as_a_browser_reads_it() {
    let read = |body: &str| -> Vec<String> {
        let all = elements(body).into_iter();
        all.map(|element| {
            element
                .attributes
                .into_iter()
                .fold(element.name, |text, (name, value)| format!("{text} {name}={value}"))
        })
        .collect()
    };
    assert_eq!(
        read("<p class=\"a b\" hidden>1 < 2 &lt;b onclick=x></p><br/>"),
        ["p class=a b hidden=", "br"]
    );
    assert_eq!(read("<a title=\"x\" onclick=\"alert(2)\">x</a>"), ["a title=x onclick=alert(2)"]);
    assert!(is_address("/accounts") && !is_address("javascript:alert(1)") && !is_address("//elsewhere.example"));
}

/// What nobody sends by clicking; each with a strange value for every word that lists and statements understand.
fn strange_questions() -> Vec<String> {
    let long = "x".repeat(500);
    let values = [
        "sort=-&page=-1&limit=0&after=%00&year=%00&q=%00&class=%00&title=%00&why=@@@&account=%00&plan=%00&period=%00",
        "sort=name%00&page=0&limit=-5&after=%25_%25&year=%FF&q=%25&class=%25&title=%F0%9F%92%B6&why=a@b&account=%3Cscript%3E",
        "sort=%27%3B+drop+table+accounts_account&page=99999999999999999999&limit=99999999999&year=nobody:2025&q=_&why=@",
        "sort=-name&page=9223372036854775807&limit=200&year=2025&q=%E2%80%AE&plan=none&component=none&period=none&on=2025-02-30",
        "sort=&sort=name&page=x&limit=x&q=&q=x&component=renewals&period=9999-P99&next=//elsewhere.example&token=%00&on=%00",
        "year=2025&why=renewals@2025-P01&account=%3Cscript%3E&page=2&component=%3Cscript%3E&period=2025-P01",
        "%00=%00&&&=",
    ];
    let long = [
        "q", "sort", "page", "year", "why", "account", "class", "title", "after", "plan", "period", &long,
    ]
    .map(|name| format!("{name}={long}"));
    values.map(str::to_owned).into_iter().chain([long.join("&")]).collect()
}

#[tokio::test]
async fn a_strange_question_is_never_our_fault() {
    let firm = Firm::open(Names::Hostile).await;
    let mut caller = firm.everything().await;
    let mut asked = Vec::new();
    for route in readings(&firm) {
        asked.push(address(&firm, &route, &caller, whose(&route)[0]).await);
    }
    asked.extend(["/sign-in", "/sign-in/link", "/mail/leaving"].map(str::to_owned));
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
    for route in readings(&firm).iter().filter(|route| route.path.contains('{')) {
        for value in [
            "none",
            "%00",
            "%3Cscript%3E",
            "..",
            "%2e%2e%2f",
            "00000000-0000-0000-0000-00000000dead",
            "%FF",
            "-1",
            &long,
        ] {
            let path: String = route
                .path
                .split('}')
                .map(|part| {
                    part.split_once('{')
                        .map_or(part.to_owned(), |(before, _)| format!("{before}{value}"))
                })
                .collect();
            let seen = caller.browser.get(&path).await;
            assert!(matches!(seen.status, 400 | 404 | 422), "{path}: {} {}", seen.status, seen.body);
        }
    }
}
