//! The rules of good plan design know the firm's thresholds, its quotas and what its closed periods show.

use super::firm::{Firm, PLAN};
use crate::foundation::policies::{self, Pinned, Valued};
use crate::people::incentives::rules::design::{POLICIES, thresholds};
use crate::people::incentives::{SEE_PLANS, acts};
use payplan::{Policies, Severity};
use platform::testing::on_both;

/// The sellers' plan of the next year, in its second version.
fn next_year() -> String {
    PLAN.replace("version: 1", "version: 2")
        .replace(
            "effective: { from: 2026-01-01, to: 2027-01-01 }",
            "effective: { from: 2027-01-01, to: 2028-01-01 }",
        )
        .replace(
            "2027-01-01], per_year",
            "2027-01-01, 2027-04-01, 2027-07-01, 2027-10-01, 2028-01-01], per_year",
        )
        .replace("{ 2026: {", "{ 2027: {")
}

/// With these, S1, S2 and S3 are 1,000 above their quotas of 1,000, 2,000 and 3,000.
const SECOND_HALF: &str = "source,document,line,date,account,seller,amount,currency\n\
     erp,H-1,1,2026-07-15,A1,S1,1399.9900,EUR\n\
     erp,H-2,1,2026-08-10,A2,S2,2950.0000,EUR\n\
     erp,H-3,1,2026-10-31,A1,S3,4000.0000,EUR\n";

/// What the rules find of a plan, and whether they could be checked.
async fn found(firm: &Firm, plan: &str) -> Vec<(String, Severity)> {
    let mut tx = firm.programme.read().await;
    let scope = firm.director.may(SEE_PLANS).unwrap();
    let checked = acts::check_plan_here(&mut tx, &scope, plan).await.unwrap();
    checked.report.lints.into_iter().map(|lint| (lint.id, lint.severity)).collect()
}

fn says(found: &[(String, Severity)], id: &str) -> Vec<Severity> {
    found.iter().filter(|(rule, _)| rule == id).map(|(_, severity)| *severity).collect()
}

#[test]
fn the_thresholds_begin_with_those_of_their_sources() {
    let values = POLICIES.iter().map(|policy| {
        let valued = Valued {
            value: policy.default.to_owned(),
            version: None,
            from: None,
        };
        (
            policy.name,
            Pinned {
                policy,
                valued,
                first: false,
            },
        )
    });
    assert_eq!(thresholds(&values.collect()), Policies::default());
}

#[tokio::test]
async fn l15_l18_and_l32_know_closed_periods_and_quotas() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let before = found(&firm, &next_year()).await;
        for id in ["L13", "L14", "L15"] {
            assert!(says(&before, id).contains(&Severity::NotChecked), "{id}");
        }
        firm.orders("second-half.csv", SECOND_HALF).await;
        for period in ["2026-P01", "2026-P02", "2026-P03", "2026-P04"] {
            firm.close(period).await;
        }
        // Each quota of the next year is the last one and half of the overshoot.
        firm.import(
            "quotas.csv",
            "person,measure,from,to,amount,currency\n\
             S1,sales,2027-01-01,2028-01-01,1500.00,EUR\n\
             S2,sales,2027-01-01,2028-01-01,2500.00,EUR\n\
             S3,sales,2027-01-01,2028-01-01,3500.00,EUR\n",
        )
        .await;
        let shown = found(&firm, &next_year()).await;
        // Everybody reached their quota, which more than 70 % should not.
        assert_eq!(says(&shown, "L15"), [Severity::Warning]);
        assert_eq!(says(&shown, "L18"), [Severity::Warning]);
        assert_eq!(says(&shown, "L20"), []);
        assert_eq!(says(&shown, "L32"), []);
        // One closed year is not two intervals, and nobody has said what the business plan is.
        assert_eq!(says(&shown, "L06"), [Severity::NotChecked]);
        assert_eq!(says(&shown, "L19"), [Severity::NotChecked]);

        let mut tx = firm.programme.write().await;
        let said = policies::acts::SaidValue {
            value: "100%",
            from: tx.today(),
            because: "our quotas are meant to be reached",
            seen: None,
        };
        policies::acts::set(&mut tx, &firm.director, "POL.PLAN.AT_QUOTA.MOST", said)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(says(&found(&firm, &next_year()).await, "L15"), []);
    })
    .await;
}

#[tokio::test]
async fn l20_a_quota_that_changed_in_its_year_is_told() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        assert_eq!(says(&found(&firm, PLAN).await, "L20"), []);
        firm.import(
            "quotas.csv",
            "person,measure,from,to,amount,currency\nS1,sales,2026-01-01,2027-01-01,1200.00,EUR\n",
        )
        .await;
        assert_eq!(says(&found(&firm, PLAN).await, "L20"), [Severity::Warning]);
    })
    .await;
}
