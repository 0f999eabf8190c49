//! Parquet files are read like any table: columns mapped, numbers exact as they stand.

use super::super::acts::import;
use super::super::{TableTold, Told};
use super::{held, ratio};
use engine::{Fact, FactKind, FactStore};
use platform::testing::on_both;
use vocabulary::{BatchId, Currency, Day, NumberedIds, Scaled};

/// A Parquet file with the columns of a batch.
fn file() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let fact = |document: &str, amount: &str| Fact {
        source: "sap".to_owned(),
        document: document.to_owned(),
        line: "1".to_owned(),
        kind: FactKind::Order,
        date: Day::parse("2026-03-01").unwrap(),
        account: "A1".to_owned(),
        division: None,
        product: None,
        seller: None,
        amount: Scaled::parse(amount).unwrap(),
        currency: Currency::EUR,
        quantity: None,
        of: None,
    };
    let facts = [fact("1", "1234"), fact("2", "-7")];
    let written = FactStore::new(folder.path())
        .write_batch(BatchId::new(&NumberedIds::new()), &facts, &[])
        .unwrap();
    std::fs::read(folder.path().join(written.name)).unwrap()
}

#[tokio::test]
async fn a_parquet_file_is_read_by_its_columns() {
    on_both(crate::book, |programme| async move {
        let fields = [("units".to_owned(), "amount".to_owned())];
        let told = Told {
            everywhere: TableTold {
                fields: fields.into(),
                ..TableTold::default()
            },
            ..Told::default()
        };
        let files = vec![("orders.parquet".to_owned(), file())];
        let report = import(&programme.app, &programme.operator(), files, told).await.unwrap();
        assert_eq!((report.kept.created, report.refused), (2, 0), "{:?}", report.rejects);
        assert!(
            report.files[0].recognised_because.contains("Parquet"),
            "{}",
            report.files[0].recognised_because
        );
        assert_eq!(held(&programme, FactKind::Order, Currency::EUR).await.amount, ratio("1227"));
    })
    .await;
}
