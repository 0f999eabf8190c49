//! What must not matter: the order in which facts came in, whether rows are evaluated together or alone, and how a
//! year of pay runs is cut. And what must: the order of events that compete.

use proptest::prelude::*;
use vocabulary::{Currency, Day, Ratio};

use super::ratio;
use crate::check_text;
use crate::expression::formula::{Nothing, Row, over, single, typed};
use crate::expression::{Facts, Slot};

/// The figures that a plan's first example comes to.
fn figures(text: &str) -> Vec<String> {
    let report = check_text(text);
    assert!(report.lints.iter().all(|lint| lint.id != "format"), "{:?}", report.lints);
    report.examples[0].lines.iter().map(|line| line.actual.clone()).collect()
}

const SPIFF: &str = "schema: kam-plan/1
plan: order
version: 1
effective: { from: 2027-01-01, to: 2028-01-01 }
currency: { plan: EUR }
calendar: { kind: month }
rounding: { at: interval, digits: 2, mode: half_up }
crediting:
  sources: [erp]
  rules: [{ id: sales, when: 'tx.kind == \"invoice\"', to: tx.seller, category: sales, amount: tx.amount * split.share }]
measures:
  sales: { unit: EUR, interval: quarter, value: 'sum(credits.amount where credits.category == \"sales\")' }
  divisions: { unit: divisions, interval: year, value: 'count_distinct(credits.division where credits.category == \"sales\")' }
components:
  - { id: commission, kind: commission.tiers, measure: sales, tiers: { mode: marginal, by: amount, boundary: lower_tier, rows: [{ to: 500 EUR, rate: 1% }, { to: open, rate: 3% }] } }
  - { id: first-ones, kind: spiff.per_event, window: { from: 2027-01-01, to: 2028-01-01 }, event: first_invoice(tx.division), amount: 100 EUR, limit: { per_person: 3, budget: 450 EUR } }
examples:
  - name: one
    given:
      participant: { person: anna }
      transactions:
";

fn transactions() -> impl Strategy<Value = Vec<(u8, u8, i64, bool)>> {
    prop::collection::vec((1u8..=12, 0u8..6, 1i64..900, any::<bool>()), 1..12)
}

fn lines(all: &[(u8, u8, i64, bool)]) -> Vec<String> {
    all.iter()
        .enumerate()
        .map(|(number, (month, division, amount, annas))| {
            let seller = if *annas { "anna" } else { "bob" };
            format!("        - {{ date: 2027-{month:02}-10, kind: invoice, document: D-{number:02}, division: d{division}, amount: {amount} EUR, seller: {seller} }}")
        })
        .collect()
}

fn with(lines: &[String]) -> String {
    format!(
        "{SPIFF}{}\n    expect: {{ 2027-Q1: {{ commission: 0.00 }}, 2027: {{ commission: 0.00, first-ones: 0.00, total_incentive: 0.00, measure.divisions: 0, payments: 0.00 }} }}\n",
        lines.join("\n")
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_order_in_which_facts_come_in_changes_nothing(all in transactions(), turn in 0usize..12) {
        let lines = lines(&all);
        let mut turned = lines.clone();
        turned.rotate_left(turn % lines.len());
        let mut reversed = lines.clone();
        reversed.reverse();
        let expected = figures(&with(&lines));
        prop_assert_eq!(&figures(&with(&turned)), &expected);
        prop_assert_eq!(&figures(&with(&reversed)), &expected);
    }

    #[test]
    fn a_column_of_rows_is_its_rows(rows in prop::collection::vec((prop::option::of(0i128..200), prop::option::of(0u8..3), 1u8..=12), 1..20)) {
        let facts: Vec<Facts> = rows.iter().map(|(amount, kind, month)| Facts {
            kind: kind.map(|kind| format!("k{kind}")),
            amount: amount.map(Ratio::whole),
            currency: Some(Currency::EUR),
            date: Day::ymd(2027, *month, 3),
            ..Facts::default()
        }).collect();
        let column: Vec<&dyn Row> = facts.iter().map(|facts| { let row: &dyn Row = facts; row }).collect();
        for text in [
            "tx.kind == \"k1\" && tx.amount > 50 EUR || tx.date >= 2027-06-01",
            "default(tx.amount, 7 EUR) * 2 + 1 EUR >= 100 EUR",
            "!(tx.kind in [\"k0\", \"k2\"]) && days_between(tx.date, 2027-12-31) > 90",
            "tx.amount / 3 EUR == 7 || months_between(2027-01-01, tx.date) < 4",
            "tx.date + 30d < 2027-05-01",
        ] {
            let (formula, _) = typed(text, Slot::CreditWhen).unwrap();
            let together = over(&formula, &column, &Nothing);
            let alone: Vec<_> = column.iter().map(|row| single(&formula, *row, &Nothing)).collect();
            prop_assert_eq!(together, alone);
        }
    }

    /// Every cent earned is paid, owed to the payee, or was advanced: payments − debt + balance = earnings.
    #[test]
    fn pay_runs_lose_nothing(
        gross in prop::collection::vec(-2_000i64..5_000, 12),
        draw in any::<bool>(),
        share in 1u8..=100,
        from in 1u8..8,
        hired in 1u8..=6,
        quarterly in any::<bool>(),
    ) {
        let months: Vec<String> = gross.iter().enumerate().map(|(month, value)| format!("2027-{:02}: {value} EUR", month + 1)).collect();
        let kind = if draw { "recoverable_draw" } else { "recoverable_guarantee" };
        let pay = if quarterly { ", calculate: monthly, pay: quarterly" } else { "" };
        let text = format!("schema: kam-plan/1
plan: runs
version: 1
effective: {{ from: 2027-01-01, to: 2028-01-01 }}
currency: {{ plan: EUR }}
calendar: {{ kind: month{pay} }}
rounding: {{ at: interval, digits: 2, mode: half_up }}
measures:
  gross: {{ unit: EUR, interval: month, value: 'sum(credits.amount where credits.category == \"sales\")' }}
components:
  - {{ id: pay, kind: commission.rate, measure: gross, rate: 100% }}
guarantee:
  kind: guarantee.draw
  type: {kind}
  for: {{ first_months: 9, of: hire }}
  amount: {{ money: 1000 EUR, per: month }}
  recovery: {{ from_month: {from}, max_share: {share}%, write_off_after_months: never }}
  leaver: {{ good: write_off, bad: due_at_exit }}
examples:
  - name: one
    given: {{ participant: {{ hired: 2027-{hired:02}-01 }}, measures: {{ gross: {{ {} }} }} }}
    expect: {{ 2027: {{ pay: 0.00, payments: 0.00, balance: 0.00, draw_balance: 0.00 }} }}
", months.join(", "));
        let figures: Vec<Ratio> = figures(&text).iter().map(|text| ratio(text)).collect();
        let [earned, paid, balance, debt] = figures.as_slice() else { panic!("four figures") };
        prop_assert!(!paid.is_negative() && !debt.is_negative());
        prop_assert_eq!(paid - debt + balance, earned.clone());
    }
}

#[test]
fn a_late_fact_posts_in_the_first_period_that_is_not_closed() {
    let text = with(&[
        "        - { date: 2027-01-10, kind: invoice, document: D-1, amount: 400 EUR, seller: anna }".to_owned(),
        "        - { date: 2027-01-20, recorded: 2027-03-05, kind: invoice, document: D-2, amount: 300 EUR, seller: anna }".to_owned(),
    ])
    .replace(
        "    expect: { 2027-Q1: { commission: 0.00 }, 2027: { commission: 0.00, first-ones: 0.00, total_incentive: 0.00, measure.divisions: 0, payments: 0.00 } }",
        "      closed: { 2027-01: 2027-02-03, 2027-02: 2027-03-03 }\n    expect: { 2027-01: { commission: 0.00 }, 2027-02: { commission: 0.00 }, 2027-03: { commission: 0.00 }, 2027-Q1: { commission: 0.00 } }",
    );
    // 400 pays 4; with the late 300 the quarter stands at 5 + 200 × 3 % = 11, of which 7 post in March.
    assert_eq!(figures(&text), ["4.00", "0.00", "7.00", "11.00"]);
}
