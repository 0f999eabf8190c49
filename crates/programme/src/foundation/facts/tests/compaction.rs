//! Batches are put together without a change to what counts, and files stay as long as a run needs them.

use super::super::acts::import;
use super::super::taking_back::take_back;
use super::super::{Compacted, Told, compact, fact_store, store};
use super::{files_on_disk, held, one, ratio};
use engine::FactKind;
use platform::testing::on_both;
use vocabulary::Currency;

const HEAD: &str = "source,document,date,account,amount,currency\n";

#[tokio::test]
async fn what_counts_stays_the_same_and_older_files_go_after_a_day() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.operator();
        let rows = ["1,2026-01-05,A1,10", "2,2026-02-05,A1,20", "1,2026-03-05,A2,15"];
        let mut first = None;
        for (number, row) in rows.iter().enumerate() {
            let file = one(&format!("orders-{number}.csv"), &format!("{HEAD}sap,{row},EUR\n"));
            let report = import(&programme.app, &viewer, file, Told::default()).await.unwrap();
            first.get_or_insert(report.id);
        }
        let compacted = compact(&programme.app, &viewer).await.unwrap();
        assert_eq!(
            compacted,
            Compacted {
                before: 3,
                after: 1,
                removed: 0
            }
        );
        assert_eq!(held(&programme, FactKind::Order, Currency::EUR).await.amount, ratio("35"));
        let mut tx = programme.read().await;
        let batches = store::list_batches(&mut tx).await.unwrap();
        drop(tx);
        let (facts, replaced) = fact_store(&programme.app.config).read_facts(&batches[0].pinned).unwrap();
        let said: Vec<(String, String)> = facts
            .iter()
            .map(|fact| (fact.document.to_owned(), fact.amount.to_string()))
            .collect();
        assert_eq!(said, [("2".to_owned(), "20".to_owned()), ("1".to_owned(), "15".to_owned())]);
        assert!(replaced.is_empty());
        // A later import has corrected the only line of the first one, whatever batch holds it now.
        let error = take_back(&programme.app, &viewer, first.unwrap()).await.unwrap_err();
        assert_eq!(error.code(), "facts.corrected_since");
        // Further imports go on from there.
        let again = one(
            "orders.csv",
            &format!("{HEAD}sap,2,2026-02-05,A1,20,EUR\nsap,1,2026-03-05,A2,16,EUR\n"),
        );
        let report = import(&programme.app, &viewer, again, Told::default()).await.unwrap();
        assert_eq!((report.kept.unchanged, report.kept.changed), (1, 1));
        assert_eq!(files_on_disk(&programme).len(), 5);
        programme.clock.advance(2 * 24 * 60 * 60);
        let compacted = compact(&programme.app, &viewer).await.unwrap();
        // What imports brought stays for as long as they can be taken back; what was put together goes after a day.
        assert_eq!(
            compacted,
            Compacted {
                before: 2,
                after: 1,
                removed: 0
            }
        );
        programme.clock.advance(2 * 24 * 60 * 60);
        assert_eq!(compact(&programme.app, &viewer).await.unwrap().removed, 1);
        assert_eq!(files_on_disk(&programme).len(), 5);
        programme.clock.advance(90 * 24 * 60 * 60);
        assert_eq!(compact(&programme.app, &viewer).await.unwrap().removed, 4);
        assert_eq!(files_on_disk(&programme).len(), 1);
        assert_eq!(held(&programme, FactKind::Order, Currency::EUR).await.amount, ratio("36"));
        let error = take_back(&programme.app, &viewer, first.unwrap()).await.unwrap_err();
        assert_eq!(error.code(), "facts.take_back_over");
    })
    .await;
}
