//! The files that the firm imports: people, accounts, quotas, and an invoice, a renewal and an order of everybody.

use super::{Names, Whose};
use crate::foundation::facts;
use platform::testing::TestProgramme;

pub(super) type File = (String, Vec<u8>);

pub(super) async fn import(programme: &TestProgramme, files: Vec<File>) -> facts::ImportId {
    let report = facts::acts::import(&programme.app, &programme.operator(), files, facts::Told::default())
        .await
        .unwrap();
    assert_eq!(report.state, facts::report::State::Done, "{report:#?}");
    report.id
}

/// A CSV file; each cell is quoted.
pub(in super::super) fn file(name: &str, rows: &[Vec<String>]) -> File {
    let line = |row: &Vec<String>| {
        row.iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
            .collect::<Vec<_>>()
            .join(",")
    };
    (
        name.to_owned(),
        rows.iter().map(|row| line(row) + "\n").collect::<String>().into_bytes(),
    )
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

pub(super) fn reference(prefix: &str, whose: Whose) -> String {
    format!("{prefix}-{}", whose.word())
}

pub(super) fn people(names: Names) -> File {
    let mut rows = vec![row(["reference", "name", "title", "manager", "hired"])];
    for (whose, manager) in Whose::ALL.into_iter().zip(["", "P-own", "P-team", ""]) {
        let person = names.of(whose.person());
        rows.push(row([&reference("P", whose), &person, "Key account manager", manager, "2020-01-01"]));
    }
    rows.push(row(["P-coach", &names.of("Cora Coachwell"), "Coach", "", "2020-01-01"]));
    file("staff.csv", &rows)
}

pub(super) fn customers(names: Names) -> File {
    let mut rows = vec![row(["reference", "name", "class", "country", "parent"])];
    for whose in Whose::ALL {
        let account = names.of(whose.account());
        rows.push(row([&reference("A", whose), &account, "key", "SE", ""]));
    }
    rows.push(row(["A-below", &names.of("Ownbrook Mills"), "key", "NO", "A-own"]));
    file("accounts.csv", &rows)
}

pub(super) fn assignments() -> File {
    let mut rows = vec![row(["account", "person", "role", "share", "from", "to"])];
    for whose in Whose::ALL {
        rows.push(row([
            &reference("A", whose),
            &reference("P", whose),
            "kam",
            "100%",
            "2025-01-01",
            "",
        ]));
    }
    file("assignments.csv", &rows)
}

pub(super) fn products(names: Names) -> File {
    let mut rows = vec![row(["reference", "name", "family", "parent family", "active"])];
    rows.push(row(["X-1", &names.of("Lifting gear"), &names.of("Lifting"), "Machines", "yes"]));
    rows.push(row(["X-2", &names.of("Old gear"), "", "", "no"]));
    file("products.csv", &rows)
}

pub(super) fn holidays(names: Names) -> File {
    let mut rows = vec![row(["country", "subdivision", "day", "name"])];
    rows.push(row(["DE", "", "2026-12-25", &names.of("Christmas Day")]));
    file("holidays.csv", &rows)
}

/// Somebody at the account of each of the four; at no account of another is their name shown.
pub(super) fn contacts(names: Names) -> File {
    let mut rows = vec![row(["contact id", "account", "name", "title", "email", "phone"])];
    for whose in Whose::ALL {
        let name = names.of(&format!("contact-of-{}.", whose.word()));
        rows.push(row([
            &reference("K", whose),
            &reference("A", whose),
            &name,
            "Buyer",
            "buyer@example.com",
            "+46 1",
        ]));
    }
    file("contacts.csv", &rows)
}

pub(super) fn exchange_rates() -> File {
    let mut rows = vec![row(["table", "day", "from", "to", "rate"])];
    rows.push(row(["ecb", "2025-01-02", "EUR", "USD", "1.0321"]));
    rows.push(row(["ecb", "2025-06-30", "EUR", "USD", "1.1720"]));
    file("exchange_rates.csv", &rows)
}

pub(super) fn quotas() -> File {
    let mut rows = vec![row(["person", "measure", "from", "to", "amount", "currency"])];
    for whose in Whose::ALL {
        for measure in ["key_revenue", "renewals"] {
            rows.push(row([&reference("P", whose), measure, "2025-01-01", "2026-01-01", "1000.00", "EUR"]));
        }
    }
    file("quotas.csv", &rows)
}

const HEADS: [&str; 8] = ["source", "document", "line", "date", "account", "seller", "amount", "currency"];

/// An invoice, a renewal and an order of everybody in each of the two quarters; one row is refused.
pub(super) fn trade(names: Names) -> Vec<File> {
    let mut files = Vec::new();
    for (kind, source, amount) in [
        ("invoice_line", "erp", "620.50"),
        ("contract_event", "crm", "900.00"),
        ("order", "crm", "75.00"),
    ] {
        let mut rows = vec![row(HEADS)];
        for whose in Whose::ALL {
            for date in ["2025-02-03", "2025-05-06"] {
                let document = names.of(&format!("{kind}-{}-{date}", whose.word()));
                let (account, seller) = (reference("A", whose), reference("P", whose));
                rows.push(row([source, &document, "1", date, &account, &seller, amount, "EUR"]));
            }
        }
        if kind == "order" {
            rows.push(row([
                source,
                "broken",
                "1",
                &names.of("2025-02-31"),
                "A-own",
                "P-own",
                "1.00",
                "EUR",
            ]));
            // Nobody knows this account or this seller: the run leaves it on the worklist.
            rows.push(row([
                source,
                "foreign",
                "1",
                "2025-02-04",
                &names.of("A-gone"),
                &names.of("P-gone"),
                "5.00",
                "EUR",
            ]));
        }
        files.push(file(&format!("{kind}_2025.csv"), &rows));
    }
    files
}
