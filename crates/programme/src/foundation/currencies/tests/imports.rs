//! Imported rates: each shape of file, and the same file again.

use super::super::rules::{Pair, Wanted};
use super::super::{acts, rate, store};
use super::{keep, placed, row, week};
use crate::foundation::accounts::tests::{day, entries};
use crate::foundation::facts::acts::import;
use crate::foundation::facts::{Kept, Report, Told};
use crate::foundation::policies;
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};
use std::path::PathBuf;

fn kept(created: u64, changed: u64, unchanged: u64) -> Kept {
    Kept {
        created,
        changed,
        unchanged,
    }
}

async fn imported(programme: &TestProgramme, name: &str, text: &str) -> Report {
    let files = vec![(name.to_owned(), text.as_bytes().to_vec())];
    import(&programme.app, &programme.operator(), files, Told::default()).await.unwrap()
}

/// Pair, table, first and last day, rate of the last, how many days.
async fn pairs(programme: &TestProgramme) -> Vec<String> {
    let mut tx = programme.read().await;
    let all = store::list_after(&mut tx, &store::Which::default(), ("", ""), 100).await.unwrap();
    let line = |pair: &store::Summary| {
        format!(
            "{} {} {} {} {} {}",
            pair.pair,
            pair.table,
            pair.first,
            pair.last,
            pair.rate.as_str(),
            pair.days
        )
    };
    all.iter().map(line).collect()
}

#[tokio::test]
async fn the_same_rates_again_change_nothing_and_a_corrected_one_is_kept_beside_the_former() {
    on_both(crate::book, |programme| async move {
        let rows = placed([
            ("ecb", "2026-02-26", "EUR", "USD", "1.1000"),
            ("ecb", "2026-02-27", "EUR", "USD", "1.1200"),
        ]);
        assert_eq!(keep(&programme, &rows).await, kept(2, 0, 0));
        assert_eq!(keep(&programme, &rows).await, kept(0, 0, 2));
        let corrected = placed([
            ("ecb", "2026-02-27", "EUR", "USD", "1.1300"),
            ("ecb", "2026-02-28", "EUR", "USD", "1.14"),
        ]);
        assert_eq!(keep(&programme, &corrected).await, kept(1, 1, 0));
        assert_eq!(pairs(&programme).await, ["EUR-USD ecb 2026-02-26 2026-02-28 1.14 3"]);
        let former = platform::database::Query::new("select count(*) from currencies_former where rate = '1.1200'");
        assert_eq!(programme.read().await.count(&former).await.unwrap(), 1);
        assert_eq!(entries(&programme, "exchange_rates_imported").await, 3);
    })
    .await;
}

#[tokio::test]
async fn only_those_who_keep_rates_may_import_them() {
    on_both(crate::book, |programme| async move {
        for role in Role::ALL {
            let mut tx = programme.write().await;
            let kept = acts::keep_rows(
                &mut tx,
                &programme.viewer(role),
                &placed([("ecb", "2026-02-26", "EUR", "USD", "1.1")]),
            )
            .await;
            assert_eq!(
                kept.is_ok(),
                matches!(role, Role::CompAnalyst | Role::Administrator),
                "{}",
                role.name()
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_list_of_rates_is_read_by_its_headings() {
    on_both(crate::book, |programme| async move {
        let text = "Rate date,Base currency,Quote currency,Exchange rate,Rate table\n2026-02-27,EUR,USD,1.12,plan\n2026-02-27,EUR,usd,1.12,plan\n2026-02-27,EUR,EUR,1.5,plan\n";
        let report = imported(&programme, "fx.csv", text).await;
        assert_eq!(report.files[0].target.as_deref(), Some("exchange_rates"));
        assert_eq!((report.files[0].accepted, report.refused), (1, 2), "{:?}", report.rejects);
        assert_eq!(pairs(&programme).await, ["EUR-USD plan 2026-02-27 2026-02-27 1.12 1"]);
    })
    .await;
}

#[tokio::test]
async fn a_column_for_each_currency_is_read_as_the_central_bank_writes_it() {
    on_both(crate::book, |programme| async move {
        let text = "Date,USD,JPY,CYP,\n2007-12-31,1.4721,164.93,0.585274,\n2008-01-02,1.4688,,N/A,\n2008-01-03,x,163.1,N/A,\n";
        let report = imported(&programme, "eurofxref-hist.csv", text).await;
        let file = &report.files[0];
        assert_eq!(
            (file.rows, file.accepted, file.kept.created, report.refused),
            (3, 2, 4, 1),
            "{report:#?}"
        );
        let refused = &report.rejects[0];
        assert_eq!(
            (refused.line, refused.column.as_deref(), refused.value.as_str()),
            (4, Some("USD"), "x")
        );
        assert_eq!(
            pairs(&programme).await,
            [
                "EUR-CYP ecb 2007-12-31 2007-12-31 0.585274 1",
                "EUR-JPY ecb 2007-12-31 2007-12-31 164.93 1",
                "EUR-USD ecb 2007-12-31 2008-01-02 1.4688 2",
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn columns_of_currencies_without_the_one_that_is_priced_are_refused() {
    on_both(crate::book, |programme| async move {
        let report = imported(&programme, "AUD.csv", "Date,AUD,CAD,EUR\n2026-02-27,1,0.98,0.61\n").await;
        assert_eq!((report.files[0].accepted, report.refused), (0, 1), "{report:#?}");
        assert!(report.rejects[0].reason.starts_with("Nothing says which currency is priced"));
        assert_eq!(pairs(&programme).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn the_policies_of_the_day_say_what_is_allowed() {
    on_both(crate::book, |programme| async move {
        week(&programme).await;
        let wanted = Wanted {
            table: "ecb".to_owned(),
            pair: Pair::new("USD", "EUR"),
            day: day("2026-03-01"),
        };
        let mut tx = programme.write().await;
        let unknown = rate(&mut tx, &wanted).await.unwrap();
        assert!(unknown.reason_unknown().unwrap().because.contains("turned round"), "{unknown:?}");
        let viewer = programme.viewer(Role::Administrator);
        for (name, value) in [("POL.FX.INVERSE", "allowed"), ("POL.FX.DAYS_BACK", "2")] {
            let policy = policies::policy(name).unwrap();
            let version = policies::store::list_of(&mut tx, name).await.unwrap();
            assert!(version.is_empty() && policies::rules::checked_value(policy, value).is_ok());
            let new = policies::rules::Version {
                id: vocabulary::PolicyId::new(tx.ids()),
                name: name.to_owned(),
                value: value.to_owned(),
                from: day("2026-03-01"),
                recorded: tx.now(),
                by: viewer.name.clone(),
                because: "test".to_owned(),
            };
            policies::store::insert(&mut tx, &new).await.unwrap();
        }
        let found = rate(&mut tx, &wanted).await.unwrap();
        // 1 / 1.12 = 25/28, of two days before.
        assert_eq!(found.known_value().unwrap().rate, vocabulary::Ratio::fraction(25, 28).unwrap());
        let before = Wanted {
            day: day("2026-02-28"),
            ..wanted
        };
        assert!(
            !rate(&mut tx, &before).await.unwrap().is_known(),
            "the former policy holds on the former day"
        );
    })
    .await;
}

fn data(path: &str) -> Option<Vec<u8>> {
    let file = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(path);
    if !file.is_file() {
        println!("passed over: {path} is not beside the repository");
        return None;
    }
    Some(std::fs::read(file).unwrap())
}

/// Counts and rates were taken from the file with another program: 13,532 lines, each with two rates.
#[tokio::test]
async fn the_sample_databases_rates_become_two_tables_whatever_their_dialect() {
    for path in ["adventureworks/csv/Sales.CurrencyRate.csv", "adventureworks/raw/CurrencyRate.csv"] {
        let Some(bytes) = data(path) else { return };
        let programme = TestProgramme::new(crate::book()).await;
        let name = path.rsplit('/').next().unwrap().to_owned();
        let report = import(&programme.app, &programme.operator(), vec![(name, bytes)], Told::default())
            .await
            .unwrap();
        let accepted: Vec<u64> = report.files.iter().map(|file| file.accepted).collect();
        assert_eq!(
            (accepted, report.refused),
            (vec![13_532, 13_532], 0),
            "{path}: {:?}",
            report.rejects.first()
        );
        let mut tx = programme.read().await;
        let first = store::list_rates(
            &mut tx,
            &Pair::new("USD", "AUD"),
            "adventureworks end of day",
            (day("2022-05-30"), day("2022-05-31")),
            9,
        )
        .await
        .unwrap();
        assert_eq!(first, [(day("2022-05-30"), row(("", "2022-05-30", "USD", "AUD", "1.5500")).rate)]);
    }
}
