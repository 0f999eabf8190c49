//! The first whole path on real data: AdventureWorks' orders become its sellers' commission, to the cent.

use super::firm::user;
use crate::foundation::facts;
use crate::people::incentives::{SEE, acts, reading, store};
use platform::access::Role;
use platform::testing::TestProgramme;
use std::path::PathBuf;
use vocabulary::{PlanVersionId, Ratio, Rounding};

const PLAN: &str = include_str!("../../../../../payplan/plans/adventureworks.yaml");

fn files() -> Option<Vec<(String, Vec<u8>)>> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/adventureworks"));
    let names = [
        "csv/HumanResources.Employee.csv",
        "csv/Sales.SalesPerson.csv",
        "csv/Sales.SalesPersonQuotaHistory.csv",
        "csv/Sales.Store.csv",
        "derived/SalesOrderHeader_reseller_FY22-24.csv",
    ];
    let read = |name: &&str| {
        std::fs::read(root.join(name))
            .ok()
            .map(|bytes| (name.rsplit('/').next().unwrap().to_owned(), bytes))
    };
    let files: Option<Vec<_>> = names.iter().map(read).collect();
    if files.is_none() {
        println!("left out: the AdventureWorks data is not beside the repository");
    }
    files
}

async fn calculated(programme: &TestProgramme, files: Vec<(String, Vec<u8>)>) -> PlanVersionId {
    let (analyst, director) = (user(programme, Role::CompAnalyst, 901), user(programme, Role::KaDirector, 902));
    let report = facts::acts::import(&programme.app, &programme.operator(), files, facts::Told::default())
        .await
        .unwrap();
    assert_eq!(report.refused, 0);
    let mut tx = programme.write().await;
    let plan = acts::add_plan(&mut tx, &analyst, &acts::check_plan(PLAN).unwrap()).await.unwrap();
    acts::approve_plan(&mut tx, &director, plan).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = programme.read().await;
    let periods = store::list_periods(&mut tx, plan).await.unwrap();
    drop(tx);
    for period in periods.iter().take(8) {
        let run = acts::run(&programme.app, &analyst, plan, &period.name).await.unwrap();
        let mut tx = programme.write().await;
        acts::approve_period(&mut tx, &director, plan, &period.name, run).await.unwrap();
        acts::close_period(&mut tx, &analyst, plan, &period.name, &period.name)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    plan
}

#[tokio::test]
async fn adventureworks_pays_its_published_commission_to_the_cent_and_opens_to_every_order() {
    let Some(files) = files() else { return };
    let programme = TestProgramme::new(crate::book()).await;
    let plan = calculated(&programme, files).await;
    let viewer = programme.operator();
    let mut tx = programme.read().await;
    let scope = viewer.may(SEE).unwrap();
    let expected = [
        ("2022", "16288441.76", "19331000.00", "201689.73"),
        ("2023", "27921670.52", "33143000.00", "388721.59"),
    ];
    for (year, sales, quota, commission) in expected {
        let lines = store::list_lines_of_year(&mut tx, &scope, plan, year).await.unwrap();
        let last = format!("{year}-P04");
        let of_year: Vec<_> = lines.iter().filter(|(period, _)| *period == last).map(|(_, line)| line).collect();
        let sum = |value: fn(&store::Line) -> Option<Ratio>| -> String {
            of_year
                .iter()
                .filter_map(|line| value(line))
                .sum::<Ratio>()
                .to_decimal(2, Rounding::HalfUp)
        };
        assert_eq!(sum(|line| line.measure.clone()), sales, "sales of {year}");
        assert_eq!(sum(|line| line.quota.clone()), quota, "quota of {year}");
        assert_eq!(
            sum(|line| line.to_date.map(|money| money.to_ratio())),
            commission,
            "commission of {year}"
        );
        let posted: Ratio = lines.iter().filter_map(|(_, line)| line.earned.map(|money| money.to_ratio())).sum();
        assert_eq!(
            posted.to_decimal(2, Rounding::HalfUp),
            commission,
            "the quarters of {year} add up to the year"
        );
    }
    drop(tx);
    every_quarter_opens_to_its_orders(&programme, plan).await;
}

/// The orders behind the last quarter of a year are those of the whole interval, and add up to the measure.
async fn every_quarter_opens_to_its_orders(programme: &TestProgramme, plan: PlanVersionId) {
    let viewer = programme.operator();
    let mut tx = programme.read().await;
    let scope = viewer.may(SEE).unwrap();
    let lines = store::list_lines_of_year(&mut tx, &scope, plan, "2023").await.unwrap();
    drop(tx);
    let mut orders = 0;
    for (period, line) in lines {
        let question = reading::Question {
            person: line.person,
            plan,
            component: line.component.clone(),
            period: period.clone(),
            account: String::new(),
        };
        let behind = reading::credited_lines(&programme.app, &viewer, &question).await.unwrap();
        let sum: Ratio = behind.iter().map(|line| line.credited.clone()).sum();
        assert_eq!(Some(&sum), line.measure.as_ref(), "{period}");
        if period == "2023-P04" {
            orders += behind.len();
        }
    }
    assert_eq!(
        orders, 1_255,
        "the orders dated from 30 May 2023 to 28 May 2024, counted in the file"
    );
}
