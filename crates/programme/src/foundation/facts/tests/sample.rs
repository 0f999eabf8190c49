//! The AdventureWorks files imported as a firm would: all tables at once, twice. The figures were computed with another program.

use super::super::Told;
use super::super::acts::import;
use super::super::report::State;
use super::Files;
use super::{held, newest, ratio};
use engine::{FactKind, LineFilter};
use platform::testing::on_both;
use std::path::{Path, PathBuf};
use vocabulary::{Currency, Day, Interval, Ratio};

fn files() -> Option<Files> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/adventureworks"));
    if !folder.is_dir() {
        println!("passed over: the AdventureWorks files are not beside the repository");
        return None;
    }
    let mut files: Files = ["csv", "derived"].iter().flat_map(|part| in_folder(&folder.join(part))).collect();
    files.sort();
    Some(files)
}

fn in_folder(folder: &Path) -> Files {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .map(|path| {
            (
                path.file_name().unwrap().to_str().unwrap().to_owned(),
                std::fs::read(&path).unwrap(),
            )
        })
        .collect()
}

#[tokio::test]
async fn the_sample_database_is_imported_whole_and_changes_nothing_the_second_time() {
    let Some(files) = files() else { return };
    on_both(crate::book, |programme| {
        let files = files.clone();
        async move {
            let viewer = programme.operator();
            let report = import(&programme.app, &viewer, files.clone(), Told::default()).await.unwrap();
            assert_eq!((report.state, report.refused), (State::Done, 0), "{:?}", report.rejects.first());
            let orders = held(&programme, FactKind::Order, Currency::USD).await;
            assert_eq!((orders.count, orders.amount), (1994, ratio("44210112.2798")));
            assert_eq!(held(&programme, FactKind::OrderLine, Currency::USD).await.count, 30129);
            let codes: Vec<&str> = report.findings.iter().map(|found| found.finding.code.as_str()).collect();
            for code in [
                "lines_against_totals",
                "orders_without_store",
                "owners_against_sellers",
                "territories_against_history",
                "quotas_without_end",
            ] {
                assert!(codes.contains(&code), "{code} is not among {codes:?}");
            }
            assert!(
                !codes.contains(&"accounts_unknown") && !codes.contains(&"sellers_unknown"),
                "{codes:?}"
            );
            let lines = report
                .findings
                .iter()
                .find(|found| found.finding.code == "lines_against_totals")
                .unwrap();
            assert_eq!(lines.finding.count, 1972);
            let again = import(&programme.app, &viewer, files, Told::default()).await.unwrap();
            assert!(
                again.changes_nothing() && again.batches.is_empty(),
                "{:?} {:?}",
                again.kept,
                again.files
            );
            fiscal_years(&programme).await;
        }
    })
    .await;
}

/// Sales by fiscal year, as the quota dates cut them.
async fn fiscal_years(programme: &platform::testing::TestProgramme) {
    for (from, to, sales) in [
        ("2022-05-30", "2023-05-30", "16288441.7646"),
        ("2023-05-30", "2024-05-29", "27921670.5152"),
    ] {
        let year = Interval::new(Day::parse(from).unwrap(), Some(Day::parse(to).unwrap())).unwrap();
        let filter = LineFilter {
            kinds: vec![FactKind::Order],
            interval: Some(year),
            ..LineFilter::default()
        };
        let mut tx = programme.read().await;
        let pinned = super::super::pinned(&mut tx).await.unwrap();
        let page = super::super::fact_store(&programme.app.config)
            .lines(&pinned, &filter, 0, 5_000)
            .unwrap();
        assert_eq!(page.facts.iter().map(|fact| fact.amount.to_ratio()).sum::<Ratio>(), ratio(sales));
    }
    assert_eq!(newest(programme, &LineFilter::default()).await.total, 1994 + 30129);
}
