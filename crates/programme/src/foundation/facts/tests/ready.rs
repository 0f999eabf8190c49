//! Ready profiles: what two files say together, what they say alone, and totals that other programs computed.

use super::super::Told;
use super::super::acts::import;
use super::super::report::{Report, State};
use super::Files;
use super::{held, ratio};
use crate::foundation::{accounts, products, staff};
use engine::FactKind;
use platform::testing::{TestProgramme, on_both};
use std::path::PathBuf;
use vocabulary::Currency;

fn files(folder: &str, names: &[&str]) -> Option<Files> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(folder);
    if !folder.is_dir() {
        println!("passed over: {} is not beside the repository", folder.display());
        return None;
    }
    Some(
        names
            .iter()
            .map(|name| ((*name).to_owned(), std::fs::read(folder.join(name)).unwrap()))
            .collect(),
    )
}

fn text(name: &str, text: &str) -> (String, Vec<u8>) {
    (name.to_owned(), text.as_bytes().to_vec())
}

async fn imported(programme: &TestProgramme, files: Files) -> Report {
    import(&programme.app, &programme.operator(), files, Told::default()).await.unwrap()
}

const ORDERS: &str = "OrderID,CustomerID,EmployeeID,OrderDate,RequiredDate,ShippedDate,ShipVia\n\
    10248,VINET,5,1996-07-04 00:00:00.000,,,3\n10249,TOMSP,6,1996-07-05,,,1\n";
const DETAILS: &str = "OrderID,ProductID,UnitPrice,Quantity,Discount\n10248,11,14,12,0.0\n10248,42,9.8,10,0.15\n10248,72,x,5,0.0\n99999,1,1,1,0\n10248,1,0.333333,1,0.15\n";

#[tokio::test]
async fn an_order_line_takes_date_customer_and_seller_from_its_order() {
    on_both(crate::book, |programme| async move {
        let report = imported(&programme, vec![text("Orders.csv", ORDERS), text("Order Details.csv", DETAILS)]).await;
        assert_eq!(report.files[0].target, None);
        assert!(
            report.files[0].recognised_because.contains("together with Order Details.csv"),
            "{}",
            report.files[0].recognised_because
        );
        let lines = &report.files[1];
        assert_eq!((lines.target.as_deref(), lines.rows, lines.accepted), (Some("order_line"), 5, 2));
        let reasons: Vec<(u64, Option<&str>, &str)> = report
            .rejects
            .iter()
            .map(|reject| (reject.line, reject.column.as_deref(), reject.reason.as_str()))
            .collect();
        assert_eq!(
            reasons,
            [
                (4, Some("UnitPrice"), "This is not a number."),
                (5, Some("OrderID"), "No line of Orders.csv has this OrderID."),
                (
                    6,
                    Some("UnitPrice × Quantity × (1 − Discount)"),
                    "The amount has more than six decimals and would have to be rounded."
                ),
            ]
        );
        let unused = report
            .findings
            .iter()
            .find(|found| found.finding.code == "read_along_unused")
            .unwrap();
        assert_eq!(unused.finding.examples, ["Orders.csv: 10249"]);
        // 14 × 12 + 9.8 × 10 × 0.85 = 168 + 83.3.
        assert_eq!(held(&programme, FactKind::OrderLine, Currency::USD).await.amount, ratio("251.3"));
    })
    .await;
}

#[tokio::test]
async fn a_file_without_its_other_half_says_which_one_it_needs() {
    on_both(crate::book, |programme| async move {
        for (name, content, other) in [
            ("Orders.csv", ORDERS, "Order Details.csv"),
            ("Order Details.csv", DETAILS, "Orders.csv"),
        ] {
            let report = imported(&programme, vec![text(name, content)]).await;
            assert_eq!((report.state, report.refused), (State::Tried, 1));
            assert!(report.rejects[0].reason.contains(other), "{}", report.rejects[0]);
            assert!(report.rejects[0].fix.contains(other));
        }
        let categories = "CategoryID,CategoryName,Description\n1,Beverages,Soft drinks\n";
        let report = imported(&programme, vec![text("Categories.csv", categories)]).await;
        assert_eq!(report.refused, 0);
        assert!(report.files[0].recognised_because.contains("only adds to Products.csv"));
    })
    .await;
}

/// The exact sum of price × quantity × (1 − discount) is 1,265,793.0395, computed with fractions in another program; the published
/// total is that sum rounded once. Rounding each line first, half to even, would give 1,265,793.02.
#[tokio::test]
async fn northwind_totals_what_is_published() {
    const ALL: [&str; 6] = [
        "Customers.csv",
        "Employees.csv",
        "Products.csv",
        "Categories.csv",
        "Orders.csv",
        "Order Details.csv",
    ];
    let Some(files) = files("northwind", &ALL) else { return };
    let programme = TestProgramme::new(crate::book()).await;
    let report = imported(&programme, files.clone()).await;
    assert_eq!((report.state, report.refused), (State::Done, 0), "{:?}", report.rejects.first());
    let lines = held(&programme, FactKind::OrderLine, Currency::USD).await;
    assert_eq!((lines.count, lines.amount.clone()), (2_155, ratio("1265793.0395")));
    assert_eq!(lines.amount.round(2, vocabulary::Rounding::HalfUp), ratio("1265793.04"));
    let mut tx = programme.read().await;
    assert_eq!(accounts::references(&mut tx).await.unwrap().len(), 93);
    let people = staff::people(&mut tx).await.unwrap();
    let nancy = people.iter().find(|person| person.reference == "1").unwrap();
    assert_eq!((people.len(), nancy.name.as_str()), (9, "Nancy Davolio"));
    let families = products::families(&mut tx).await.unwrap();
    assert_eq!(
        (families.len(), families["1"].as_str(), families["77"].as_str()),
        (77, "Beverages", "Condiments")
    );
    drop(tx);
    let codes: Vec<&str> = report.findings.iter().map(|found| found.finding.code.as_str()).collect();
    assert!(
        !codes.contains(&"accounts_unknown") && !codes.contains(&"sellers_unknown"),
        "{codes:?}"
    );
    assert!(imported(&programme, files).await.changes_nothing());
}

/// Totals by currency were computed from the file with fractions in another program.
#[tokio::test]
async fn contosos_lines_stay_in_their_own_currency() {
    let Some(files) = files("contoso", &["sales.csv", "product.csv", "store.csv"]) else {
        return;
    };
    let programme = TestProgramme::new(crate::book()).await;
    let report = imported(&programme, files).await;
    assert_eq!((report.state, report.refused), (State::Done, 0), "{:?}", report.rejects.first());
    for (currency, count, total) in [
        (Currency::USD, 4_004, "3822818.40262"),
        (Currency::EUR, 1_814, "1614299.455685"),
        (Currency::CAD, 829, "798042.322005"),
        (Currency::GBP, 685, "687264.947565"),
        (Currency::AUD, 462, "383513.89962"),
    ] {
        let lines = held(&programme, FactKind::OrderLine, currency).await;
        assert_eq!((lines.count, lines.amount), (count, ratio(total)), "{currency:?}");
    }
    let mut tx = programme.read().await;
    assert_eq!(products::families(&mut tx).await.unwrap().len(), 2_517);
    assert_eq!(accounts::references(&mut tx).await.unwrap().len(), 74);
    let codes: Vec<&str> = report.findings.iter().map(|found| found.finding.code.as_str()).collect();
    assert!(!codes.contains(&"accounts_unknown"), "{codes:?}");
}

/// The two files that hold the same lines apart say the same as the one that holds them together.
#[tokio::test]
async fn contosos_orders_and_rows_say_what_its_sales_say() {
    let (Some(sales), Some(apart)) = (files("contoso", &["sales.csv"]), files("contoso", &["orders.csv", "orderrows.csv"])) else {
        return;
    };
    let programme = TestProgramme::new(crate::book()).await;
    imported(&programme, sales).await;
    let report = imported(&programme, apart).await;
    assert_eq!((report.refused, report.kept.unchanged), (0, 7_794), "{:?}", report.kept);
}

const WORKERS: &str =
    "id,_fivetran_active,hire_date,termination_date,worker_code\nW1,true,2017-10-08,,1\nW1,false,2016-01-01,,1\nW2,true,,,2\n";
const NAMES: &str =
    "personal_info_system_id,type,first_name,last_name\nW1,preferred,Homer,Simpson\nW1,legal,Homer Jay,Simpson\nW2,legal,Fred,Flintstone\n";
const POSITIONS: &str = "position_id,worker_id,business_title,_fivetran_start\nP1,W1,HR Manager,2020-01-01\n";

#[tokio::test]
async fn a_worker_takes_name_and_post_from_files_of_their_own() {
    on_both(crate::book, |programme| async move {
        let files = vec![
            text("workers.csv", WORKERS),
            text("names.csv", NAMES),
            text("positions.csv", POSITIONS),
        ];
        let report = imported(&programme, files).await;
        assert_eq!((report.kept.created, report.refused), (2, 0), "{:?}", report.rejects.first());
        let people = staff::people(&mut programme.read().await).await.unwrap();
        let said: Vec<(&str, Option<&str>)> = people
            .iter()
            .map(|person| (person.name.as_str(), person.title_name.as_deref()))
            .collect();
        assert_eq!(said, [("Homer Simpson", Some("HR Manager")), ("Fred Flintstone", Some("Worker"))]);
        let found = |code: &str| {
            report
                .findings
                .iter()
                .find(|found| found.finding.code == code)
                .unwrap()
                .finding
                .clone()
        };
        assert_eq!(found("rows_passed_over").examples, ["line 3"]);
        assert_eq!(found("read_along_repeated").examples, ["names.csv: W1"]);
        assert_eq!(found("read_without").examples, ["workday_person_contact_email_address_data.csv"]);
    })
    .await;
}

/// The words in which a warehouse writes a system's columns mean the same as the system's own.
#[tokio::test]
async fn what_a_crm_system_has_deleted_or_keeps_for_nobody_is_passed_over_and_counted() {
    on_both(crate::book, |programme| async move {
        let accounts = "id,is_deleted,name,type,parent_id,industry,number_of_employees\n1,false,Acme,Customer,,Steel,9\n2,true,Gone,Customer,,Steel,9\n";
        let contacts = "Id,IsDeleted,AccountId,LastName,FirstName,Email,Title\nK1,0,1,Doe,Jo,jo@example.com,Buyer\nK2,0,,Roe,Mo,1B2M2Y8AsgTpgAmY7PhCfg==,\n";
        let deals = "deal_id,property_dealname,property_amount\n7,Big one,100\n";
        let files = vec![
            text("accounts.csv", accounts),
            text("contacts.csv", contacts),
            text("deals.csv", deals),
        ];
        let report = imported(&programme, files).await;
        assert_eq!((report.kept.created, report.refused), (2, 0), "{:?}", report.rejects.first());
        let sentences: Vec<&str> = report.findings.iter().map(|found| found.finding.sentence.as_str()).collect();
        assert!(sentences.iter().any(|sentence| sentence.contains("the source has deleted")), "{sentences:?}");
        assert!(sentences.iter().any(|sentence| sentence.contains("belong to no account")), "{sentences:?}");
        assert!(report.files[2].recognised_because.contains("deals have no place in Mainstay yet"));
    })
    .await;
}

/// 17 numbers of posts occur in more than one of the four organisations.
#[tokio::test]
async fn organograms_become_people_who_report_to_one_another_within_their_organisation() {
    const ALL: [&str; 4] = [
        "british_tourist_authority-2011-09-30-senior.csv",
        "cabinet_office-2012-03-31-senior.csv",
        "care_quality_commission-2011-09-30-senior.csv",
        "child_maintenance_and_enforcement_commission-2011-09-30-senior.csv",
    ];
    let programme = TestProgramme::new(crate::book()).await;
    for (name, posts) in ALL.into_iter().zip([5, 228, 44, 36]) {
        let Some(files) = files("uk_organograms", &[name]) else { return };
        let report = imported(&programme, files).await;
        assert_eq!(
            (report.kept.created, report.refused),
            (posts, 0),
            "{name}: {:?}",
            report.rejects.first()
        );
    }
    let people = staff::people(&mut programme.read().await).await.unwrap();
    assert_eq!(people.len(), 313);
    let chief = people
        .iter()
        .find(|person| person.reference == "British Tourist Authority 1287")
        .unwrap();
    assert_eq!(chief.name, "VisitBritain CEO");
}
