//! The page of the columns: questions are asked before a row is read, answers and mappings try the files again.

use super::super::acts::prepare;
use super::super::mapping::try_again;
use super::super::report::State;
use super::super::rules::days::Days;
use super::super::told::{TableTold, Told, said_in_a_word};
use super::{held, one, ratio, try_files};
use engine::FactKind;
use platform::access::Role;
use platform::testing::on_both;
use vocabulary::Currency;

const OPEN: &str = "source;document;date;account;amount;currency\nsap;1;03/04/2027;A1;1.234;EUR\nsap;2;05/06/2027;A1;2.000;EUR\n";

const STRANGE: &str = "Beleg;Tag;Kunde;Betrag;Notiz\n1;13.04.2027;A1;1.234,50 €;x\n2;14.04.2027;A1;-2,25 €;y\n";

#[tokio::test]
async fn a_question_stands_before_every_row_and_its_answer_reads_them() {
    on_both(crate::book, |programme| async move {
        let mut admin = programme.sign_in("ann", &[Role::Administrator], None).await;
        let sent = try_files(&mut admin, &[("orders.csv", OPEN.as_bytes())]).await;
        let page = admin.get(&sent.location).await;
        for words in ["wait for an answer", "1.234", "03/04/2027", "Answer"] {
            assert!(page.body.contains(words), "{words} is not in {}", page.body);
        }
        let at = format!("{}/columns", sent.location);
        let columns = admin.get(&at).await;
        assert!(columns.body.contains("Which comes first?"), "{}", columns.body);
        let answered = admin
            .post(
                &at,
                &[
                    ("csrf", columns.csrf()),
                    ("t0.name", "orders.csv".to_owned()),
                    ("t0.target", "order".to_owned()),
                    ("t0.header", "on".to_owned()),
                    ("t0.delimiter", ";".to_owned()),
                    ("t0.c0.field", "source".to_owned()),
                    ("t0.c1.field", "document".to_owned()),
                    ("t0.c2.field", "date".to_owned()),
                    ("t0.c2.days", "day_first".to_owned()),
                    ("t0.c3.field", "account".to_owned()),
                    ("t0.c4.field", "amount".to_owned()),
                    ("t0.c4.decimal", ",".to_owned()),
                    ("t0.c5.field", "currency".to_owned()),
                ],
            )
            .await;
        assert_eq!(
            (answered.status, answered.location.as_str()),
            (303, sent.location.as_str()),
            "{}",
            answered.body
        );
        let page = admin.get(&sent.location).await;
        assert!(page.body.contains("2 new and 0 changed: nothing is kept yet"), "{}", page.body);
        assert!(page.body.contains("3,234.00") && page.body.contains("as you said"), "{}", page.body);
        admin.post(&format!("{}/keeping", sent.location), &[("csrf", page.csrf())]).await;
        assert_eq!(held(&programme, FactKind::Order, Currency::EUR).await.amount, ratio("3234"));
    })
    .await;
}

#[tokio::test]
async fn foreign_headings_are_mapped_and_the_currency_is_told_from_the_cells() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.viewer(Role::Administrator);
        let tried = prepare(&programme.app, &viewer, one("erp.csv", STRANGE), Told::default())
            .await
            .unwrap();
        assert!(!tried.has_rows());
        let mut said = TableTold {
            target: Some(super::super::rules::target::Target::Facts(FactKind::Order)),
            ..TableTold::default()
        };
        for (column, field) in [
            ("Beleg", "document"),
            ("Tag", "date"),
            ("Kunde", "account"),
            ("Betrag", "amount"),
            ("Notiz", ""),
        ] {
            said.fields.insert(column.to_owned(), field.to_owned());
        }
        let told = Told {
            given: [("source".to_owned(), "erp".to_owned())].into(),
            tables: [("erp.csv".to_owned(), said)].into(),
            ..Told::default()
        };
        let again = try_again(&programme.app, &viewer, tried.id, told).await.unwrap();
        assert_eq!(
            (again.id, again.state, again.refused, again.kept.created),
            (tried.id, State::Tried, 0, 2)
        );
        let because = &again.files[0].recognised_because;
        assert!(
            because.contains("Every amount says EUR") && because.contains("04/02/2027"),
            "{because}"
        );
        super::super::acts::accept(&programme.app, &viewer, tried.id).await.unwrap();
        assert_eq!(held(&programme, FactKind::Order, Currency::EUR).await.amount, ratio("1232.25"));
    })
    .await;
}

#[tokio::test]
async fn the_columns_of_a_trial_belong_to_its_user_and_to_no_kept_import() {
    on_both(crate::book, |programme| async move {
        let mut admin = programme.sign_in("ann", &[Role::Administrator], None).await;
        let mut other = programme.sign_in("bob", &[Role::Administrator], None).await;
        let sent = try_files(&mut admin, &[("orders.csv", super::ORDERS.as_bytes())]).await;
        let at = format!("{}/columns", sent.location);
        assert_eq!(admin.get(&at).await.status, 200);
        assert_eq!(other.get(&at).await.status, 404);
        let page = admin.get(&sent.location).await;
        admin.post(&format!("{}/keeping", sent.location), &[("csrf", page.csrf())]).await;
        let kept = admin.get(&at).await;
        assert!(kept.status == 200 && kept.body.contains("were imported already"), "{}", kept.body);
    })
    .await;
}

#[tokio::test]
async fn programs_see_the_columns_and_answer_like_the_page() {
    on_both(crate::book, |programme| async move {
        let mut admin = programme.sign_in("ann", &[Role::Administrator], None).await;
        let sent = try_files(&mut admin, &[("orders.csv", OPEN.as_bytes())]).await;
        let id = sent.location.trim_start_matches("/facts/").to_owned();
        let at = format!("/api/v1/facts/imports/{id}/columns");
        let seen: serde_json::Value = serde_json::from_str(&admin.get(&at).await.body).unwrap();
        let columns = seen["items"][0]["columns"].as_array().unwrap();
        let open: Vec<&str> = columns
            .iter()
            .filter(|column| !column["question"].is_null())
            .map(|column| column["name"].as_str().unwrap())
            .collect();
        assert_eq!(open, ["date", "amount"]);
        // Only whoever tried the import may go on with it, so the program asks in her name.
        let mut program = programme.program("ann", "facts:write").await;
        let said = serde_json::json!({ "table": "orders.csv", "columns": ["date=date:m/d/y", "amount=amount:."] });
        let mapped = program.call("POST", &at, &said, &[]).await;
        assert_eq!(mapped.status, 200, "{}", mapped.body);
        let report = program.get(mapped.json()["href"].as_str().unwrap()).await.json();
        assert_eq!(
            (report["files"][0]["accepted"].as_u64(), report["refused"].as_u64()),
            (Some(2), Some(0)),
            "{report}"
        );
        // 1.234 and 2.000 with a decimal point: 3.234 as an exact fraction.
        assert_eq!(report["files"][0]["totals"][0]["amount"].as_str(), Some("1617/500"), "{report}");
    })
    .await;
}

#[test]
fn the_command_line_maps_in_a_word() {
    let mut said = TableTold::default();
    for text in ["Kunde=account", "Betrag=amount:1.234,56", "Datum=date:d/m/y", "Notiz="] {
        said_in_a_word(&mut said, text).unwrap();
    }
    assert_eq!(said.fields.get("Kunde").map(String::as_str), Some("account"));
    assert_eq!(said.columns["Betrag"].decimal, Some(','));
    assert_eq!(said.columns["Datum"].days, Some(Days::DayFirst));
    assert_eq!(said.fields.get("Notiz").map(String::as_str), Some(""));
    for text in ["Kunde", "=account", "Betrag=amount:?"] {
        assert!(said_in_a_word(&mut said, text).is_err(), "{text}");
    }
}
