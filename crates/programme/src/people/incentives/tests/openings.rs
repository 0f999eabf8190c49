//! What people bring in when Mainstay begins in the middle of a year: it counts once, and nothing is paid twice.

use super::firm::{Firm, PLAN, user};
use crate::foundation::accounts::tests::{entries, outline};
use crate::foundation::facts::{Told, acts::import};
use crate::people::incentives::{acts, reading};
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};

const HEADINGS: &str = "person,kind,of,day,amount,currency\n";

async fn open(plan: &str, rows: &str) -> Firm {
    let firm = Firm::under(TestProgramme::new(crate::book()).await, plan).await;
    firm.import("opening.csv", &format!("{HEADINGS}{rows}")).await;
    firm
}

#[tokio::test]
async fn a_year_begun_elsewhere_goes_on_and_posts_only_what_is_new() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let rows = "S1,measure,sales,2026-04-01,380.00,EUR\nS1,earned,commission,2026-04-01,38.00,EUR\n";
        firm.import("opening.csv", &format!("{HEADINGS}{rows}")).await;
        let first = firm.run("2026-P01").await;
        firm.run("2026-P02").await;
        // 380.00 stands for the 400.0050 of the files; 10 % are 38.00, which were paid. Until June (380 + 200.0050) × 10 % = 58.00.
        assert_eq!(firm.earned("S1", "2026-P01").await, "0.00 EUR");
        assert_eq!(firm.earned("S1", "2026-P02").await, "20.00 EUR");
        assert_eq!(firm.earned("S2", "2026-P01").await, "5.00 EUR");
        assert!(acts::replay(&firm.programme.app, &firm.analyst, first).await.unwrap().same);
        firm.close("2026-P01").await;
        firm.run("2026-P02").await;
        assert_eq!(firm.earned("S1", "2026-P02").await, "20.00 EUR");
        // What was paid elsewhere turns out to be 30.00: the difference is paid in the period that is open, and once.
        firm.import("opening.csv", &format!("{HEADINGS}S1,earned,commission,2026-04-01,30.00,EUR\n"))
            .await;
        firm.close("2026-P02").await;
        assert_eq!(firm.earned("S1", "2026-P02").await, "28.00 EUR");
        assert_eq!(entries(&firm.programme, "opening_balances_imported").await, 2);
    })
    .await;
}

#[tokio::test]
async fn what_the_old_system_paid_too_little_is_paid_in_the_first_period() {
    let firm = open(
        PLAN,
        "S1,measure,sales,2026-04-01,380.00,EUR\nS1,earned,commission,2026-04-01,37.00,EUR\n",
    )
    .await;
    firm.close("2026-P01").await;
    firm.run("2026-P02").await;
    assert_eq!(firm.earned("S1", "2026-P01").await, "1.00 EUR");
    assert_eq!(firm.earned("S1", "2026-P02").await, "20.00 EUR");
}

#[tokio::test]
async fn a_measure_without_what_was_earned_on_it_is_unknown_and_not_paid_again() {
    let firm = open(PLAN, "S1,measure,sales,2026-04-01,380.00,EUR\n").await;
    firm.run("2026-P01").await;
    assert_eq!(
        firm.earned("S1", "2026-P01").await,
        "commission was credited before 2026-04-01 elsewhere, and what it earned until then was not imported"
    );
}

#[tokio::test]
async fn periods_before_the_day_are_known_only_as_a_whole() {
    let firm = open(
        PLAN,
        "S1,measure,sales,2026-07-01,600.00,EUR\nS1,earned,commission,2026-07-01,59.00,EUR\n",
    )
    .await;
    firm.close("2026-P01").await;
    assert_eq!(
        firm.earned("S1", "2026-P01").await,
        "what was earned before 2026-07-01 is known only as a whole"
    );
    firm.run("2026-P02").await;
    assert_eq!(firm.earned("S1", "2026-P02").await, "1.00 EUR");
}

#[tokio::test]
async fn what_was_earned_alone_is_taken_off_the_history_that_came_as_facts() {
    let firm = open(PLAN, "S1,earned,commission,2026-04-01,38.00,EUR\n").await;
    firm.run("2026-P01").await;
    firm.run("2026-P02").await;
    // 400.0050 × 10 % = 40.00, of which 38.00 were paid; then 60.00 to date.
    assert_eq!(firm.earned("S1", "2026-P01").await, "2.00 EUR");
    assert_eq!(firm.earned("S1", "2026-P02").await, "20.00 EUR");
}

#[tokio::test]
async fn a_finished_interval_stays_as_it_was_brought_in() {
    let by_quarter = PLAN
        .replace("interval: year", "interval: quarter")
        .replace("expect: { 2026:", "expect: { 2026-P01:");
    let firm = open(
        &by_quarter,
        "S1,measure,sales,2026-04-01,380.00,EUR\nS1,earned,commission,2026-04-01,38.00,EUR\n",
    )
    .await;
    firm.close("2026-P01").await;
    firm.orders(
        "late.csv",
        "source,document,line,date,account,seller,amount,currency\nerp,O-9,1,2026-03-20,A1,S1,-100.00,EUR\n",
    )
    .await;
    firm.run("2026-P02").await;
    assert_eq!(firm.earned("S1", "2026-P01").await, "0.00 EUR");
    assert_eq!(firm.earned("S1", "2026-P02").await, "20.00 EUR");
}

#[tokio::test]
async fn a_day_inside_a_period_and_another_currency_are_unknown_and_say_so() {
    for (rows, expected) in [
        (
            "S1,measure,sales,2026-02-15,380.00,EUR\nS1,earned,commission,2026-02-15,38.00,EUR\n",
            "what was brought in stands on 2026-02-15, in the middle of a period",
        ),
        (
            "S1,measure,sales,2026-04-01,380.00,USD\nS1,earned,commission,2026-04-01,38.00,EUR\n",
            "what was brought in is in USD, and the plan in EUR",
        ),
        (
            "S1,earned,commission,2026-04-01,38.00,USD\n",
            "what was brought in is in USD, and the plan in EUR",
        ),
        (
            "S1,measure,sales,2026-04-01,380.00,EUR\nS1,earned,commission,2026-07-01,38.00,EUR\n",
            "what was credited and what was earned before Mainstay began stand on two days",
        ),
    ] {
        let firm = open(PLAN, rows).await;
        firm.run("2026-P01").await;
        assert_eq!(firm.earned("S1", "2026-P01").await, expected);
    }
}

#[tokio::test]
async fn the_thread_of_a_figure_shows_what_was_brought_in_and_no_older_orders() {
    let firm = open(
        PLAN,
        "S1,measure,sales,2026-04-01,380.00,EUR\nS1,earned,commission,2026-04-01,38.00,EUR\n",
    )
    .await;
    firm.run("2026-P01").await;
    firm.run("2026-P02").await;
    let question = |period: &str| reading::Question {
        person: firm.people["S1"],
        plan: firm.plan,
        component: "commission".to_owned(),
        period: period.to_owned(),
        account: String::new(),
    };
    let second = reading::explain(&firm.programme.app, &firm.analyst, &question("2026-P02"))
        .await
        .unwrap();
    let text = serde_json::to_string(&second.trace).unwrap();
    assert!(
        text.contains("Brought in on 2026-04-01") && !text.contains("Southern Pumps"),
        "{text}"
    );
    let first = reading::explain(&firm.programme.app, &firm.analyst, &question("2026-P01"))
        .await
        .unwrap();
    let text = serde_json::to_string(&first.trace).unwrap();
    assert!(
        text.contains("less what was earned before Mainstay began, until 2026-04-01"),
        "{text}"
    );
    let lines = reading::credited_lines(&firm.programme.app, &firm.analyst, &question("2026-P02"))
        .await
        .unwrap();
    assert_eq!(lines.iter().map(|line| line.fact.document.as_str()).collect::<Vec<_>>(), ["O-4"]);
}

#[tokio::test]
async fn a_person_sees_what_they_brought_in_and_what_it_is_used_for() {
    let firm = open(
        PLAN,
        "S1,measure,sales,2026-04-01,380.00,EUR\nS1,earned,commission,2026-04-01,38.00,EUR\n\
         S1,draw,,2026-04-01,500.00,EUR\nS1,holdback,commission,2026-04-01,12.50,EUR\nS1,measure,renewals,2026-04-01,1,EUR\n",
    )
    .await;
    firm.run("2026-P01").await;
    let id = firm.people["S1"];
    let mut own = firm.programme.sign_in("sten", &[Role::Kam], Some(id)).await;
    for path in [format!("/staff/{id}"), format!("/incentives/statements/{id}")] {
        let shown = outline(&own.get(&path).await.body);
        for part in [
            "Brought in",
            "Draw owed",
            "500.00",
            "kept, and not used yet",
            "kept, and not used: no approved plan names it",
            "stands for everything credited before that day",
            "counts as posted before that day",
        ] {
            assert!(shown.contains(part), "{part} is missing at {path}: {shown}");
        }
    }
    let told: serde_json::Value = serde_json::from_str(&own.get(&format!("/api/v1/incentives/opening-balances/{id}")).await.body).unwrap();
    let balances = told["items"].as_array().unwrap();
    assert_eq!(balances.iter().filter(|balance| balance["used"] == true).count(), 2, "{told}");
    let other = firm.people["S2"];
    let mut ida = firm.programme.sign_in("ida", &[Role::Kam], Some(other)).await;
    assert_eq!(ida.get(&format!("/api/v1/incentives/opening-balances/{id}")).await.status, 404);
    assert!(!ida.get(&format!("/staff/{other}")).await.body.contains("Brought in"));
    let mut administrator = firm.programme.sign_in("root", &[Role::Administrator], None).await;
    assert!(!administrator.get(&format!("/staff/{id}")).await.body.contains("Brought in"));
    assert_eq!(
        administrator.get(&format!("/api/v1/incentives/opening-balances/{id}")).await.status,
        403
    );
}

#[tokio::test]
async fn a_balance_that_cannot_be_is_refused_with_its_line() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let cases = [
            ("S9,draw,,2026-04-01,500.00,EUR", "incentives.opening_nobody"),
            ("S1,loan,,2026-04-01,500.00,EUR", "incentives.opening_kind"),
            ("S1,measure,,2026-04-01,500.00,EUR", "incentives.opening_of_nothing"),
            ("S1,draw,,2026-04-01,-500.00,EUR", "incentives.opening_negative"),
            ("S1,earned,commission,2026-04-01,38.0051,EUR", "incentives.opening_not_money"),
        ];
        for (row, code) in cases {
            let files = vec![("opening.csv".to_owned(), format!("{HEADINGS}{row}\n").into_bytes())];
            let refused = import(&firm.programme.app, &firm.programme.operator(), files, Told::default())
                .await
                .unwrap_err();
            assert_eq!(refused.code(), code, "{row}");
            assert!(refused.to_string().contains("Line 2: "), "{refused}");
        }
        let text = format!("{HEADINGS}S1,draw,,2026-04-01,500.00,EUR\n").into_bytes();
        for (role, may) in [(Role::Administrator, false), (Role::CompAnalyst, true)] {
            let viewer = user(&firm.programme, role, 950);
            let files = vec![("opening.csv".to_owned(), text.clone())];
            let kept = import(&firm.programme.app, &viewer, files, Told::default()).await;
            assert_eq!(kept.is_ok(), may, "{kept:?}");
        }
    })
    .await;
}
