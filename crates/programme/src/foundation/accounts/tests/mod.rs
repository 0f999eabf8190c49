//! Accounts as their users, importers and intruders meet them.

mod contacts;
mod history;
mod imports;
mod lists;
mod pages;
mod revenue;
mod rules;
mod scope;
mod search;

use super::store::{self, Account};
use crate::book_tests::samples::Sample;
use crate::foundation::facts::rules::content::{AccountRow, AssignmentRow, ContactRow, Placed, StaffRow};
use crate::foundation::staff;
use platform::testing::TestProgramme;
use vocabulary::{AccountId, Day, PersonId, Ratio};

/// What stands in addresses of this chapter: somebody at the account that the person of the reference looks after.
pub(crate) const SAMPLES: &[Sample] = &[Sample {
    chapter: "accounts",
    parameter: "contact",
    make: |tx, viewer, reference, words| {
        Box::pin(async move {
            let person = reference.to_owned();
            let id = staff::by_reference(tx, [&person]).await?[reference].id;
            let held = staff::store::list_of_person(tx, id).await?;
            let account = super::labels(tx, &held.iter().map(|held| held.account).collect()).await?;
            let row = ContactRow {
                reference: format!("K-{reference}"),
                account: account.into_values().next().map(|label| label.reference),
                company: None,
                name: words.to_owned(),
                title: None,
                email: None,
                phone: None,
            };
            super::contacts::keep_rows(tx, viewer, &placed([row])).await?;
            let mut all = store::contacts::list_every(tx).await?;
            Ok(all.remove(&format!("K-{reference}")).unwrap().id.to_string())
        })
    },
    large: &[],
    reaches_less: &[],
}];

/// A day in tests.
pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Rows as a file brings them, from line 2 on.
pub(crate) fn placed<T>(rows: impl IntoIterator<Item = T>) -> Vec<Placed<T>> {
    rows.into_iter().zip(2..).map(|(row, line)| Placed { line, row }).collect()
}

/// An account in a file; an empty text says nothing.
pub(crate) fn account_row(reference: &str, name: &str, parent: &str, class: &str, country: &str) -> AccountRow {
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    AccountRow {
        reference: reference.to_owned(),
        name: name.to_owned(),
        parent: said(parent),
        class: said(class),
        country: said(country),
        owner: None,
    }
}

/// A person in a file; an empty manager says nothing.
pub(crate) fn staff_row(reference: &str, name: &str, title: &str, manager: &str) -> StaffRow {
    StaffRow {
        reference: reference.to_owned(),
        name: name.to_owned(),
        title: title.to_owned(),
        manager: (!manager.is_empty()).then(|| manager.to_owned()),
        hired: Some(day("2024-01-01")),
        left: None,
        email: None,
    }
}

/// An assignment in a file, in the role `kam`, by percent.
pub(crate) fn assignment_row(account: &str, person: &str, percent: i128, from: &str, to: Option<&str>) -> AssignmentRow {
    AssignmentRow {
        account: account.to_owned(),
        person: person.to_owned(),
        role: "kam".to_owned(),
        share: Ratio::fraction(percent, 100).unwrap(),
        from: day(from),
        to: to.map(day),
    }
}

/// The accounts of the cast: two key accounts, a division, and names that try to be code.
pub(crate) fn accounts() -> Vec<Placed<AccountRow>> {
    placed([
        account_row("A-1", "Nordwind Logistik", "", "Key account", "DE"),
        account_row("A-2", "Nordwind Ost", "A-1", "", "PL"),
        account_row("B-1", "Kesselring Chemie AG", "", "Key account", "CH"),
        account_row("C-1", "O'Hara & <script>alert(1)</script>", "", "Target", "IE"),
        account_row("C-2", "=100% Bio_Markt", "", "Other", "AT"),
    ])
}

/// The staff of the cast: Dana leads Mia and Max; Mia leads Kai and Kim; Max leads Kurt.
pub(crate) fn people() -> Vec<Placed<StaffRow>> {
    placed([
        staff_row("P-1", "Dana Director", "Director", ""),
        staff_row("P-2", "Mia Manager", "Sales manager", "P-1"),
        staff_row("P-3", "Max Manager", "Sales manager", "P-1"),
        staff_row("P-4", "Kai Keller", "Account manager", "P-2"),
        staff_row("P-5", "Kim Krause", "Account manager", "P-2"),
        staff_row("P-6", "Kurt Kahn", "Account manager", "P-3"),
    ])
}

/// Who holds what in the cast: Kai and Kim share Nordwind; Kim has Kesselring; Kurt had the target until Kai took it in February.
pub(crate) fn assignments() -> Vec<Placed<AssignmentRow>> {
    placed([
        assignment_row("A-1", "P-4", 60, "2025-01-01", None),
        assignment_row("A-1", "P-5", 40, "2025-01-01", None),
        assignment_row("B-1", "P-5", 100, "2025-01-01", None),
        assignment_row("C-1", "P-6", 100, "2025-01-01", Some("2026-02-01")),
        assignment_row("C-1", "P-4", 100, "2026-02-01", None),
        assignment_row("C-2", "P-6", 100, "2025-01-01", None),
    ])
}

/// The cast in a programme.
pub(crate) async fn cast(programme: &TestProgramme) {
    let operator = programme.operator();
    let mut tx = programme.write().await;
    super::acts::keep_rows(&mut tx, &operator, &accounts()).await.unwrap();
    staff::acts::keep_rows(&mut tx, &operator, &people()).await.unwrap();
    staff::acts::keep_assignments(&mut tx, &operator, &assignments()).await.unwrap();
    tx.commit().await.unwrap();
}

/// An account of the cast by its reference.
pub(crate) async fn account(programme: &TestProgramme, reference: &str) -> Account {
    store::look_up(&mut programme.read().await, reference).await.unwrap().unwrap()
}

/// The id of an account of the cast.
pub(crate) async fn account_id(programme: &TestProgramme, reference: &str) -> AccountId {
    account(programme, reference).await.id
}

/// The id of a person of the cast.
pub(crate) async fn person_id(programme: &TestProgramme, reference: &str) -> PersonId {
    let reference = reference.to_owned();
    staff::by_reference(&mut programme.read().await, [&reference])
        .await
        .unwrap()
        .remove(&reference)
        .unwrap()
        .id
}

/// How many entries of a kind the journal holds.
pub(crate) async fn entries(programme: &TestProgramme, kind: &str) -> u64 {
    let query = platform::database::Query::new("select count(*) from journal_entry where").with("kind = {}", &[&kind]);
    programme.read().await.count(&query).await.unwrap()
}

/// What a reader sees of a page: headings, notices, refusals, lead sentences and table rows, one a line, without markup.
pub(crate) fn outline(body: &str) -> String {
    let main = body
        .split("<main")
        .nth(1)
        .unwrap_or(body)
        .split("</main>")
        .next()
        .unwrap_or_default();
    // What the house puts at the end of the page of every record is its own, and tested there.
    let main = main.split("<section class=\"sec\" id=\"notes\"").next().unwrap_or_default();
    let mut lines = Vec::new();
    for piece in main.split('<').map(|piece| format!("<{piece}")) {
        let tag: String = piece.chars().skip(1).take_while(char::is_ascii_alphanumeric).collect();
        match tag.as_str() {
            "h1" | "h2" | "tr" | "p" | "div" | "label" | "dt" | "nav" | "form" | "time" | "legend" | "option" => lines.push(String::new()),
            // The caption repeats the heading for those who hear the page.
            "caption" => continue,
            "td" | "th" | "dd" => {
                if let Some(line) = lines.last_mut().filter(|line| !line.is_empty()) {
                    line.push_str(" | ");
                }
            }
            "a" | "small" | "button" => lines.iter_mut().last().into_iter().for_each(|line| line.push(' ')),
            _ => {}
        }
        let words = piece.split_once('>').map_or("", |(_, words)| words).replace('\u{a0}', " ");
        if let Some(line) = lines.last_mut() {
            line.push_str(&words);
        }
    }
    let plain = |line: &String| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let trimmed = lines
        .iter()
        .map(plain)
        .map(|line| line.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"));
    trimmed.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
