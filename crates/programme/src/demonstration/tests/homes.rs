//! What people of the made-up firm find at home and on their lists: two plans and three currencies stand beside each other, and no sum
//! mixes them.

use crate::demonstration::PASSWORD;
use crate::foundation::accounts::tests::outline;
use crate::foundation::staff;
use platform::testing::{Browser, TestProgramme};

async fn enter(programme: &TestProgramme, login: &str) -> Browser {
    let mut browser = programme.stranger();
    assert_eq!(browser.sign_in(login, PASSWORD).await.status, 303, "{login}");
    browser
}

async fn page(browser: &mut Browser, path: &str) -> String {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}");
    outline(&page.body)
}

pub(super) async fn what_waits_names_its_plan_and_pay_is_told_in_each_currency(programme: &TestProgramme) {
    let home = page(&mut enter(programme, "renske").await, "/").await;
    for plan in super::PLANS {
        assert!(home.contains(&format!("Q3 2026 of {plan} is approved")), "{plan}\n{home}");
    }
    let home = page(&mut enter(programme, "torvald").await, "/").await;
    assert!(!home.contains("approval"), "the quarter that runs waits for its end\n{home}");
    assert!(
        home.contains("by 18 people under kam-2025") && home.contains("by 7 people under kam-americas"),
        "{home}"
    );
    assert!(
        home.contains("those that lose the largest part first"),
        "losses in two currencies have no order\n{home}"
    );
    let mut cordelia = enter(programme, "cordelia").await;
    let home = page(&mut cordelia, "/").await;
    assert!(home.contains("under kam-americas") && !home.contains("under kam-2025"), "{home}");
    assert!(home.contains("those that lose the most first"), "{home}");
    let pay = page(&mut cordelia, "/incentives").await;
    assert!(
        pay.contains("7 people earned") && pay.contains("USD"),
        "the plan of one's own team first\n{pay}"
    );
}

pub(super) async fn a_sponsor_is_no_account_manager(programme: &TestProgramme) {
    let list = page(&mut enter(programme, "torvald").await, "/accounts?q=Norrsund+Energi").await;
    assert!(list.contains("Jonna Vestergren") && !list.contains("Ragnvald Ekeberg"), "{list}");
    let home = page(&mut enter(programme, "ragnvald").await, "/").await;
    assert!(home.contains("Your 2 accounts") && home.contains("Norrsund Energi Group"), "{home}");
}

pub(super) async fn only_teams_of_coaches_are_told_to_be_without_coaching(programme: &TestProgramme) {
    let home = page(&mut enter(programme, "rosalie").await, "/").await;
    assert!(
        home.contains("25 people report to a coach") && !home.contains("without coaching"),
        "the people around the chief executive are coached by nobody\n{home}"
    );
}

pub(super) async fn each_role_finds_an_honest_first_step(programme: &TestProgramme) {
    for login in ["halldis", "rosalie", "torvald"] {
        let home = enter(programme, login).await.get("/").await.body;
        assert!(
            home.contains("Tidewater Abrasives is a key account that nobody looks after."),
            "{login}\n{home}"
        );
        assert!(home.contains("Ask for somebody") && home.contains("#notes"), "{login}\n{home}");
    }
    let home = enter(programme, "annelies").await.get("/").await.body;
    let falls = "Maasoever Voeding, whose sponsor you are, brings in";
    assert!(home.contains(falls) && home.contains("Ask why"), "{home}");
    let home = page(&mut enter(programme, "oskar").await, "/").await;
    assert!(
        home.contains("the 12 of 36 that fall the most") && home.contains("All 36 accounts"),
        "{home}"
    );
}

/// What is read of a page, tag by tag.
fn words(body: &str) -> impl Iterator<Item = &str> {
    let main = body.split_once("<main").map_or(body, |(_, main)| main);
    main.split('>')
        .filter_map(|piece| piece.split('<').next())
        .filter(|words| !words.trim().is_empty())
}

/// The addresses of the controls of a page that open a why.
fn controls(body: &str) -> Vec<String> {
    let links = body.split("class=\"fig\" href=\"").skip(1);
    let found = links.filter_map(|rest| rest.split('"').next());
    found
        .map(|href| href.split('#').next().unwrap_or(href).replace("&amp;", "&"))
        .collect()
}

/// Names that programs use, which no explanation shows a reader.
const CODES: [&str; 9] = [
    "key_revenue",
    "new_business",
    "key_account",
    "-P0",
    "POL.",
    "compensation.md",
    "R-COA",
    "S-COA",
    "R-XC",
];

pub(super) async fn no_why_holds_the_names_that_programs_use(programme: &TestProgramme) {
    let mut opened = 0;
    for (login, pages) in [
        ("jonna", ["/", "/incentives"]),
        ("anselm", ["/", "/coaching"]),
        ("torvald", ["/", "/incentives/plans"]),
        ("rosalie", ["/", "/figures"]),
    ] {
        let mut browser = enter(programme, login).await;
        for page in pages {
            let body = browser.get(page).await.body;
            let mut of_page: Vec<String> = controls(&body);
            of_page.sort();
            of_page.dedup();
            let mut bodies = vec![(page.to_owned(), body)];
            for href in of_page.into_iter().filter(|href| href.starts_with('/')) {
                let answer = browser.get(&href).await;
                assert_eq!(answer.status, 200, "{login} {href}");
                opened += 1;
                bodies.push((href, answer.body));
            }
            for (href, body) in bodies {
                for said in words(&body) {
                    for code in CODES {
                        assert!(!said.contains(code), "{code} in “{said}” of {href} for {login}");
                    }
                }
            }
        }
    }
    assert!(opened > 30, "{opened} opened");
}

pub(super) async fn a_figure_says_what_it_is_and_of_whom(programme: &TestProgramme) {
    let mut tx = programme.read().await;
    let jonna = staff::by_reference(&mut tx, &["HI-101".to_owned()]).await.unwrap()["HI-101"].id;
    drop(tx);
    let mut browser = enter(programme, "jonna").await;
    let figure = page(&mut browser, &format!("/figures/coaching.credited_hours/{jonna}")).await;
    assert!(figure.starts_with("Hours that count, Jonna Vestergren"), "{figure}");
}
