//! Somebody whose title changes in the middle of a period is paid by each plan for the days on which it was theirs.

use super::firm::{Firm, PLAN};
use crate::people::incentives::{acts, reading};
use platform::testing::{TestProgramme, on_both};
use vocabulary::Rounding;

const PROMOTED: &str = "position,name,title,person,from,to\n\
     SE-1,Sales north,Seller,S1,2021-01-01,2026-02-15\n\
     DI-1,Direction,Director,S1,2026-02-15,\n";
/// On the first day of the new title, and within the same quarter.
const LATER: &str = "source,document,line,date,account,seller,amount,currency\n\
     erp,O-14,1,2026-02-14,A1,S1,7.00,EUR\n\
     erp,O-15,1,2026-02-15,A1,S1,70.00,EUR\n";

async fn promoted(programme: TestProgramme, plan: &str) -> Firm {
    let firm = Firm::under(programme, plan).await;
    firm.import(
        "staff.csv",
        "reference,name,title,manager,hired\nS1,Sten Aas,Director,,2021-01-01\n",
    )
    .await;
    firm.import("positions.csv", PROMOTED).await;
    firm.orders("later.csv", LATER).await;
    firm
}

#[tokio::test]
async fn what_is_sold_under_another_title_is_not_paid_by_this_plan() {
    on_both(crate::book, |programme| async move {
        let firm = promoted(programme, PLAN).await;
        let run = firm.run("2026-P01").await;
        firm.run("2026-P02").await;
        // 100.0050 + 300 + 7.00 until 14 February, 10 %, rounded once a year; the 70.00 of 15 February are a director's.
        assert_eq!(firm.earned("S1", "2026-P01").await, "40.70 EUR");
        assert_eq!(firm.earned("S1", "2026-P02").await, "0.00 EUR");
        assert_eq!(firm.earned("S2", "2026-P01").await, "5.00 EUR");
        let replayed = acts::replay(&firm.programme.app, &firm.analyst, run).await.unwrap();
        assert!(replayed.same, "{replayed:?}");
        // A later word on who held what changes no run that was made.
        firm.import(
            "positions.csv",
            "position,name,person,from,to\nSE-1,Sales north,S1,2021-01-01,2026-01-20\n",
        )
        .await;
        let error = acts::replay(&firm.programme.app, &firm.analyst, run).await.unwrap();
        assert!(error.same, "{error:?}");
    })
    .await;
}

#[tokio::test]
async fn the_orders_behind_a_figure_are_those_of_the_days_that_count() {
    let firm = promoted(TestProgramme::new(crate::book()).await, PLAN).await;
    firm.run("2026-P01").await;
    let question = reading::Question {
        person: firm.people["S1"],
        plan: firm.plan,
        component: "commission".to_owned(),
        period: "2026-P01".to_owned(),
        account: "A1".to_owned(),
    };
    let explanation = reading::explain(&firm.programme.app, &firm.analyst, &question).await.unwrap();
    let text = serde_json::to_string(&explanation.trace).unwrap();
    assert!(text.contains("O-14") && !text.contains("O-15"), "{text}");
}

#[tokio::test]
async fn a_quota_shrinks_to_the_days_of_the_title_where_the_plan_prorates() {
    let prorated = PLAN.replace("applies_to: [] }", "applies_to: [quota] }");
    let firm = promoted(TestProgramme::new(crate::book()).await, &prorated).await;
    firm.run("2026-P01").await;
    // 1,000.00 × 45 of 365 days is 123.287…; 407.0050 of it is 330.12…%.
    let attainment = firm.line("S1", "2026-P01").await.attainment.unwrap();
    assert_eq!(attainment.to_percent(2, Rounding::HalfUp), "330.13");
}

#[tokio::test]
async fn a_break_is_left_out_and_where_a_quota_is_prorated_it_is_unknown() {
    let back = "position,name,title,person,from,to\n\
        SE-1,Sales north,Seller,S1,2021-01-01,2026-02-01\n\
        DI-1,Direction,Director,S1,2026-02-01,2026-03-01\n\
        SE-2,Sales south,Seller,S1,2026-03-01,\n";
    for (applies, expected) in [
        ("[]", "10.00 EUR"),
        (
            "[quota]",
            "the title that the plan pays was not theirs from 2026-02-01 to 2026-03-01, and a quota or target for two stretches of time has no rule",
        ),
    ] {
        let plan = PLAN.replace("applies_to: [] }", &format!("applies_to: {applies} }}"));
        let firm = Firm::under(TestProgramme::new(crate::book()).await, &plan).await;
        firm.import("positions.csv", back).await;
        firm.run("2026-P01").await;
        assert_eq!(firm.earned("S1", "2026-P01").await, expected);
    }
}
