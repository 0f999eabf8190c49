//! A plan that pays by the family of the product: families come from the list of products and are pinned by a run.

use super::firm::{Firm, PLAN, user};
use crate::foundation::facts::{Told, acts::import};
use crate::people::incentives::{acts, reading};
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};

const PRODUCTS: &str = "product code,product name,product family\nB-1,Road bike,Bikes\nS-1,Service plan,services\nX-1,Bell,\n";
const SOLD: &str = "source,document,line,date,account,seller,product,amount,currency\n\
     erp,F-1,1,2026-01-20,A1,S3,B-1,1000.00,EUR\n\
     erp,F-2,1,2026-01-21,A1,S3,S-1,100.00,EUR\n\
     erp,F-3,1,2026-01-22,A1,S3,X-1,10.00,EUR\n\
     erp,F-4,1,2026-05-01,A1,S3,S-1,200.00,EUR\n";

fn plan_for(condition: &str) -> String {
    PLAN.replace("when: tx.kind == \"order\"", &format!("when: tx.kind == \"order\" && {condition}"))
}

/// The firm with its products, under a plan that asks for families.
async fn open(programme: TestProgramme, condition: &str) -> Firm {
    let files = vec![("products.csv".to_owned(), PRODUCTS.as_bytes().to_vec())];
    import(&programme.app, &programme.operator(), files, Told::default()).await.unwrap();
    let firm = Firm::under(programme, &plan_for(condition)).await;
    firm.orders("sold.csv", SOLD).await;
    firm
}

#[tokio::test]
async fn a_rule_takes_the_families_that_it_names() {
    for (condition, earned) in [
        ("tx.product.family == \"services\"", "10.00 EUR"),
        ("tx.product.family != \"services\"", "101.00 EUR"),
        ("tx.product.family in [\"services\", \"Bikes\"]", "110.00 EUR"),
        ("tx.product.family == \"Cars\"", "0.00 EUR"),
    ] {
        let firm = open(TestProgramme::new(crate::book()).await, condition).await;
        firm.run("2026-P01").await;
        assert_eq!(firm.earned("S3", "2026-P01").await, earned, "{condition}");
    }
}

#[tokio::test]
async fn a_product_that_changes_family_changes_no_run_and_no_closed_period() {
    on_both(crate::book, |programme| async move {
        let firm = open(programme, "tx.product.family == \"services\"").await;
        firm.close("2026-P01").await;
        let run = firm.line("S3", "2026-P01").await.run;
        firm.import("products.csv", "product code,product name,product family\nX-1,Bell,services\n")
            .await;
        let replayed = acts::replay(&firm.programme.app, &firm.analyst, run).await.unwrap();
        assert!(replayed.same, "{replayed:?}");
        firm.run("2026-P02").await;
        assert_eq!(firm.earned("S3", "2026-P01").await, "10.00 EUR");
        // (100 + 10 + 200) × 10 % to date, less the 10.00 of the closed quarter; 1.00 of it belongs to that quarter.
        let open = firm.line("S3", "2026-P02").await;
        assert_eq!(open.earned.unwrap().to_string(), "21.00 EUR");
        assert_eq!(open.earned_before.unwrap().to_string(), "1.00 EUR");
        let question = reading::Question {
            person: firm.people["S3"],
            plan: firm.plan,
            component: "commission".to_owned(),
            period: "2026-P02".to_owned(),
            account: String::new(),
        };
        let lines = reading::credited_lines(&firm.programme.app, &firm.analyst, &question)
            .await
            .unwrap();
        assert_eq!(
            lines.iter().map(|line| line.fact.document.as_str()).collect::<Vec<_>>(),
            ["F-2", "F-3", "F-4"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_plan_that_asks_for_families_is_approved_once_some_product_has_one() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    let text = plan_for("tx.product.family != \"services\"").replace("plan: sellers", "plan: families");
    let mut tx = firm.programme.write().await;
    let id = acts::add_plan(&mut tx, &firm.analyst, &acts::check_plan(&text).unwrap())
        .await
        .unwrap();
    assert_eq!(
        acts::approve_plan(&mut tx, &firm.director, id).await.unwrap_err().code(),
        "incentives.no_families"
    );
    tx.commit().await.unwrap();
    firm.import("products.csv", PRODUCTS).await;
    let mut tx = firm.programme.write().await;
    let director = user(&firm.programme, Role::KaDirector, 903);
    acts::approve_plan(&mut tx, &director, id).await.unwrap();
}
