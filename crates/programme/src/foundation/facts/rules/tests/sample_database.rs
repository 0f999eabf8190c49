//! The AdventureWorks files as Microsoft published them. The expected figures were computed from the
//! files with another program.

use std::collections::BTreeMap;
use std::path::PathBuf;

use engine::{Fact, FactKind};
use vocabulary::{Currency, Day, Ratio, Rounding};

use super::super::adventureworks::{FileReading, Outcome, findings, read_file};
use super::super::content::{AccountRow, Content, QuotaRow, RateRow, StaffRow};
use super::super::finding::Finding;
use super::super::reading::Reading;
use super::super::target::Target;

const ORDERS: &str = "derived/SalesOrderHeader_reseller_FY22-24.csv";
const LINES: &str = "derived/SalesOrderDetail_reseller_FY22-24.csv";

/// The folder with the data, beside the repository; tests pass over it where it is absent and say so.
fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/adventureworks"));
    if folder.is_dir() {
        Some(folder)
    } else {
        println!("passed over: the AdventureWorks files are not beside the repository");
        None
    }
}

fn read_at(folder: &std::path::Path, path: &str) -> FileReading {
    let bytes = std::fs::read(folder.join(path)).unwrap();
    read_file(path, &bytes).unwrap_or_else(|| panic!("{path} is not recognised"))
}

#[track_caller]
fn readings(file: &FileReading) -> &[Reading] {
    let Outcome::Read { readings, .. } = &file.outcome else {
        panic!("{} was not read: {:?}", file.file, file.outcome)
    };
    readings
}

#[track_caller]
fn only(file: &FileReading) -> &Reading {
    let [reading] = readings(file) else {
        panic!("{} gives not one reading", file.file)
    };
    assert_eq!(reading.rejects, vec![]);
    reading
}

fn accounts(reading: &Reading) -> Vec<AccountRow> {
    let Content::Accounts(rows) = &reading.content else {
        panic!("{} became something else", reading.file)
    };
    rows.iter().map(|placed| placed.row.clone()).collect()
}

fn staff(reading: &Reading) -> Vec<StaffRow> {
    let Content::Staff(rows) = &reading.content else {
        panic!("{} became something else", reading.file)
    };
    rows.iter().map(|placed| placed.row.clone()).collect()
}

fn quotas(reading: &Reading) -> Vec<QuotaRow> {
    let Content::Quotas(rows) = &reading.content else {
        panic!("{} became something else", reading.file)
    };
    rows.iter().map(|placed| placed.row.clone()).collect()
}

fn rates(reading: &Reading) -> Vec<RateRow> {
    let Content::Rates(rows) = &reading.content else {
        panic!("{} became something else", reading.file)
    };
    rows.iter().map(|placed| placed.row.clone()).collect()
}

fn facts(reading: &Reading) -> Vec<Fact> {
    let Content::Facts(rows) = &reading.content else {
        panic!("{} became something else", reading.file)
    };
    rows.iter().map(|placed| placed.row.clone()).collect()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn between(day: Day, from: &str, to: &str) -> bool {
    Day::parse(from).unwrap() <= day && day < Day::parse(to).unwrap()
}

const YEARS: [(&str, &str); 2] = [("2022-05-30", "2023-05-30"), ("2023-05-30", "2024-05-29")];

#[test]
fn the_orders_of_two_fiscal_years_have_their_exact_totals() {
    let Some(folder) = folder() else { return };
    let file = read_at(&folder, ORDERS);
    let [stand_ins, orders] = readings(&file) else {
        panic!("accounts and orders are expected")
    };
    assert_eq!(orders.rejects, vec![]);
    assert_eq!(orders.target, Target::Facts(FactKind::Order));
    assert_eq!((orders.control.rows, orders.control.accepted), (1994, 1994));
    let facts = facts(orders);
    let totals = YEARS.map(|(from, to)| {
        let year = facts.iter().filter(|fact| between(fact.date, from, to));
        year.map(|fact| fact.amount.to_ratio())
            .sum::<Ratio>()
            .to_decimal(4, Rounding::HalfUp)
    });
    assert_eq!(totals, ["16288441.7646", "27921670.5152"]);
    assert_eq!(
        orders.control.totals.get(&Currency::USD),
        Some(&Ratio::parse("44210112.2798").unwrap())
    );
    let first = &facts[0];
    assert_eq!(first.document, "SO43659");
    assert_eq!(first.line, "0");
    assert_eq!(first.date, day("2022-05-30"));
    assert_eq!(first.account, "1046");
    assert_eq!(first.seller.as_deref(), Some("279"));
    assert_eq!(first.amount.to_string(), "20565.6206");
    assert_eq!(first.source, "adventureworks");
    let mut names: Vec<String> = accounts(stand_ins).into_iter().map(|row| row.name).collect();
    names.sort();
    assert_eq!(names, ["Bike Goods", "Great Bikes"]);
}

#[test]
fn order_lines_keep_product_quantity_and_amount() {
    let Some(folder) = folder() else { return };
    let file = read_at(&folder, LINES);
    let reading = only(&file);
    assert_eq!(reading.control.accepted, 30129);
    let first = &facts(reading)[0];
    assert_eq!(first.product.as_deref(), Some("Mountain-100 Black, 42"));
    assert_eq!(first.line, "349");
    assert_eq!(first.quantity.unwrap().to_string(), "1");
    assert_eq!(first.amount.to_string(), "2024.99");
    assert_eq!(first.kind, FactKind::OrderLine);
}

#[test]
fn the_quotas_of_two_fiscal_years_have_their_totals_and_end_where_the_next_begin() {
    let Some(folder) = folder() else { return };
    let file = read_at(&folder, "csv/Sales.SalesPersonQuotaHistory.csv");
    let reading = only(&file);
    let quotas = quotas(reading);
    assert_eq!(quotas.len(), 163);
    let totals = YEARS.map(|(from, to)| {
        let year = quotas.iter().filter(|quota| between(quota.from, from, to));
        year.map(|quota| quota.amount.to_ratio())
            .sum::<Ratio>()
            .to_decimal(0, Rounding::HalfUp)
    });
    assert_eq!(totals, ["19331000", "33143000"]);
    assert_eq!(quotas[0].to, Some(day("2022-08-30")));
    let endless: Vec<&QuotaRow> = quotas.iter().filter(|quota| quota.to.is_none()).collect();
    assert!(endless.iter().all(|quota| quota.from == day("2025-02-28")));
    assert_eq!(reading.findings[0].code, "quotas_without_end");
    assert_eq!(reading.findings[0].count, u64::try_from(endless.len()).unwrap());
}

#[test]
fn both_raw_dialects_say_the_same_as_the_files_with_headers() {
    let Some(folder) = folder() else { return };
    let pair = |headed: &str, raw: &str| {
        let (headed, raw) = (read_at(&folder, headed), read_at(&folder, raw));
        (only(&headed).clone(), only(&raw).clone())
    };
    let (headed, raw) = pair("csv/Sales.Store.csv", "raw/Store.csv");
    assert_eq!(accounts(&headed), accounts(&raw));
    assert_eq!(accounts(&raw).len(), 701);
    let (headed, raw) = pair("csv/Sales.SalesPerson.csv", "raw/SalesPerson.csv");
    assert_eq!(rates(&headed), rates(&raw));
    assert_eq!(rates(&raw).len(), 17);
    assert_eq!(rates(&raw)[1].rate.to_string(), "0.0120");
    let (headed, raw) = pair("csv/Sales.SalesPersonQuotaHistory.csv", "raw/SalesPersonQuotaHistory.csv");
    assert_eq!(quotas(&headed), quotas(&raw));
    let (headed, raw) = pair("csv/HumanResources.Employee.csv", "raw/Employee.csv");
    assert_eq!(staff(&headed), staff(&raw));
}

#[test]
fn the_utf_16_release_names_the_same_stores_and_staff() {
    let Some(folder) = folder() else { return };
    let of = |path: &str| {
        let file = read_at(&folder, path);
        let names: BTreeMap<String, String> = accounts(only(&file)).into_iter().map(|row| (row.reference, row.name)).collect();
        names
    };
    let (old, new) = (of("raw_utf16_2017/Store.csv"), of("raw/Store.csv"));
    let both: Vec<&String> = new.keys().filter(|reference| old.contains_key(*reference)).collect();
    assert_eq!(both.len(), 701);
    for reference in both {
        assert_eq!(old[reference], new[reference]);
    }
    let people = |path: &str| staff(only(&read_at(&folder, path)));
    assert_eq!(people("raw_utf16_2017/Employee.csv").len(), 290);
}

#[test]
fn the_packed_organisation_nodes_give_the_same_managers_as_the_decoded_chart() {
    let Some(folder) = folder() else { return };
    let people = |path: &str| staff(only(&read_at(&folder, path)));
    let (decoded, packed) = (people("derived/org_chart_decoded.csv"), people("raw/Employee.csv"));
    assert_eq!(decoded.len(), 290);
    assert_eq!(decoded, packed);
    assert_eq!(packed[0].name, "ken0");
    assert_eq!(packed[0].manager, None);
    assert_eq!(packed.iter().filter(|person| person.manager.is_none()).count(), 1);
}

#[test]
fn a_table_whose_text_breaks_its_lines_is_refused_with_its_first_offending_line() {
    let Some(folder) = folder() else { return };
    let file = read_at(&folder, "raw/ProductReview.csv");
    let Outcome::Refused(reject) = &file.outcome else {
        panic!("{file:?}")
    };
    assert_eq!(reject.line, 1);
    assert_eq!(reject.reason, "The row has 7 columns; the file has 8.");
}

#[test]
fn every_file_of_the_folder_is_recognised() {
    let Some(folder) = folder() else { return };
    let mut outcomes = Vec::new();
    for part in ["csv", "raw", "raw_utf16_2017", "derived"] {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder.join(part))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            let name = format!("{part}/{}", path.file_name().unwrap().to_str().unwrap());
            let said = match read_at(&folder, &name).outcome {
                Outcome::Read { readings, .. } => {
                    assert!(readings.iter().all(|reading| reading.rejects.is_empty()), "{name}");
                    "read"
                }
                Outcome::NotNeeded { .. } => "not needed",
                Outcome::Refused(_) => "refused",
            };
            outcomes.push((name, said));
        }
    }
    let refused: Vec<&str> = outcomes
        .iter()
        .filter(|(_, said)| *said == "refused")
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(refused, ["raw/ProductReview.csv"]);
    // 6 tables with a header, 3 derived files, 6 raw tables and 2 in UTF-16 are read.
    let read = outcomes.iter().filter(|(_, said)| *said == "read").count();
    assert_eq!(read, 17);
    assert_eq!(outcomes.len(), 42);
}

#[test]
fn the_files_contradict_one_another_in_known_places() {
    let Some(folder) = folder() else { return };
    let files: Vec<FileReading> = [
        ORDERS,
        LINES,
        "csv/Sales.Store.csv",
        "csv/Sales.SalesPerson.csv",
        "csv/Sales.SalesPersonQuotaHistory.csv",
        "csv/Sales.SalesTerritory.csv",
        "csv/Sales.SalesTerritoryHistory.csv",
        "csv/HumanResources.Employee.csv",
        "derived/org_chart_decoded.csv",
    ]
    .iter()
    .map(|path| read_at(&folder, path))
    .collect();
    let found = findings(&files);
    let counts: Vec<(&str, u64)> = found.iter().map(|finding| (finding.code.as_str(), finding.count)).collect();
    assert_eq!(
        counts,
        [
            ("lines_against_totals", 1972),
            ("orders_without_store", 16),
            ("two_order_dates", 1994),
            ("owners_against_sellers", 214),
            ("several_sellers", 161),
            ("territories_against_history", 5),
            ("sellers_without_rate", 2),
            ("last_year_matches_nothing", 13),
            ("store_names_twice", 2),
        ]
    );
    let named = |code: &str| -> &Finding { found.iter().find(|finding| finding.code == code).unwrap() };
    assert_eq!(
        named("lines_against_totals").sentence,
        "In 1,972 of 1,994 orders the lines do not add up to the sub-total. A plan that credits orders pays on the sub-total."
    );
    assert_eq!(
        named("territories_against_history").examples,
        [
            "275: SalesPerson says 2 (Northeast), the history 3 (Central)",
            "277: SalesPerson says 3 (Central), the history 2 (Northeast)",
            "280: SalesPerson says 1 (Northwest), the history none",
            "282: SalesPerson says 6 (Canada), the history 10 (United Kingdom)",
            "289: SalesPerson says 10 (United Kingdom), the history 6 (Canada)",
        ]
    );
    assert_eq!(
        named("orders_without_store").examples[0],
        "SO43683: Great Bikes, the name of store 318"
    );
    assert_eq!(
        named("owners_against_sellers").sentence,
        "214 of 424 stores belong to someone else than the seller of their last order. Credit follows the order's seller, not the owner."
    );
}
