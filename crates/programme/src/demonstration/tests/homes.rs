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

pub(super) async fn a_figure_says_what_it_is_and_of_whom(programme: &TestProgramme) {
    let mut tx = programme.read().await;
    let jonna = staff::by_reference(&mut tx, &["HI-101".to_owned()]).await.unwrap()["HI-101"].id;
    drop(tx);
    let mut browser = enter(programme, "jonna").await;
    let figure = page(&mut browser, &format!("/figures/coaching.credited_hours/{jonna}")).await;
    assert!(figure.starts_with("Hours that count, Jonna Vestergren"), "{figure}");
}
