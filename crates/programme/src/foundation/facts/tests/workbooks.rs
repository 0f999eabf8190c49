//! Workbooks from the upload to the store.

use super::super::acts::{accept, prepare};
use super::super::mapping::try_again;
use super::super::told::{TableTold, Told};
use super::super::workbook::tests::made_files::workbook;
use super::{held, ratio};
use engine::FactKind;
use platform::access::Role;
use platform::testing::on_both;
use vocabulary::Currency;

const NAME: &str = "orders.xlsx, Sheet1!A2:F5";
const REMARKS: &str = "orders.xlsx, Sheet1!H2:I4";

fn book() -> Vec<(String, Vec<u8>)> {
    let bytes = workbook(&[
        "Orders of May|||||||Accounts",
        "source|document|date|account|amount|currency||reference|name",
        "sap|=1001|@46027|A1|=1234.5|EUR||A1|Nord",
        "sap|=1002|@46028|A1|!#N/A|EUR||A2|Süd",
        "sap|=1003|@46028|A1|1.234,25|EUR",
    ]);
    vec![("orders.xlsx".to_owned(), bytes)]
}

#[tokio::test]
async fn the_tables_of_a_sheet_become_what_their_headings_say() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.viewer(Role::Administrator);
        let tried = prepare(&programme.app, &viewer, book(), Told::default()).await.unwrap();
        let files: Vec<_> = tried
            .files
            .iter()
            .map(|file| (file.name.as_str(), file.target.as_deref(), file.accepted))
            .collect();
        assert_eq!(files, [(NAME, Some("order"), 2), (REMARKS, Some("accounts"), 2)]);
        let reject = &tried.rejects[0];
        assert_eq!(
            (reject.file.as_str(), reject.line, reject.column.as_deref(), reject.value.as_str()),
            (NAME, 4, Some("amount (E4)"), "#N/A")
        );
        assert_eq!(reject.reason, "The cell holds the error #N/A.");
        accept(&programme.app, &viewer, tried.id).await.unwrap();
        // 1234.5 is a number of the workbook, 1.234,25 a text in the notation of its column: 2468.75.
        assert_eq!(held(&programme, FactKind::Order, Currency::EUR).await.amount, ratio("2468.75"));
        let days = super::newest(&programme, &engine::LineFilter::default()).await;
        let days: Vec<String> = days.facts.iter().map(|fact| fact.date.to_string()).collect();
        // 46027 and 46028 days after the 30th of December 1899.
        assert_eq!(days.iter().max().map(String::as_str), Some("2026-01-06"));
    })
    .await;
}

#[tokio::test]
async fn a_table_can_be_left_out() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.viewer(Role::Administrator);
        let tried = prepare(&programme.app, &viewer, book(), Told::default()).await.unwrap();
        let left_out = TableTold {
            left_out: true,
            ..TableTold::default()
        };
        let told = Told {
            tables: [(REMARKS.to_owned(), left_out)].into(),
            ..Told::default()
        };
        let again = try_again(&programme.app, &viewer, tried.id, told).await.unwrap();
        let targets: Vec<_> = again.files.iter().map(|file| file.target.as_deref()).collect();
        assert_eq!(targets, [Some("order"), None]);
    })
    .await;
}
