//! What hangs on a component and changes its earning, and rows that pay in another way than by a plain rate.

use super::{SALES, comes_out, of_2027, unlike};
use crate::parse;

/// Sales of −500, 300 and 400 at 10 %. Trued up over the month each month stands alone; over the year the bad one counts.
#[test]
fn a_true_up_over_the_year_sets_a_bad_month_against_later_ones() {
    let plan = |interval: &str, february: &str, march: &str| {
        of_2027(&format!(
            "{SALES}components:
  - {{ id: pay, kind: commission.rate, measure: sales, rate: 10%, true_up: {{ interval: {interval}, floor: 0 EUR, negative: carry_forward }} }}
examples:
  - name: a bad month
    given: {{ measures: {{ sales: {{ 2027-01: -500 EUR, 2027-02: 300 EUR, 2027-03: 400 EUR }} }} }}
    expect: {{ 2027-01: {{ pay: 0.00 }}, 2027-02: {{ pay: {february} }}, 2027-03: {{ pay: {march}, payments: {march}, measure.sales: 400.00 }} }}
"
        ))
    };
    comes_out(&plan("month", "30.00", "40.00"));
    comes_out(&plan("year", "0.00", "20.00"));
    comes_out(&plan("quarter", "0.00", "20.00"));
}

#[test]
fn a_true_up_shorter_than_its_component_is_refused() {
    let text = of_2027(&format!(
        "{}components:\n  - {{ id: pay, kind: commission.rate, measure: sales, rate: 10%, true_up: {{ interval: month, floor: 0 EUR, negative: carry_forward }} }}\n",
        SALES.replace("interval: month", "interval: year")
    ));
    assert_eq!(
        unlike(&text),
        [
            "line 14, column 75: a true-up over a month is shorter than the component's own interval, a year; write `interval: year` or longer"
        ]
    );
}

#[test]
fn earning_on_what_is_never_credited_is_refused() {
    let plan = |earn_on: &str| {
        of_2027(&format!(
            "{SALES}components:\n  - {{ id: pay, kind: commission.rate, measure: sales, rate: 10%, earn_on: {earn_on} }}\n"
        ))
    };
    assert!(parse(&plan("invoice_posted")).is_ok());
    assert_eq!(
        unlike(&plan("booking")),
        [
            "line 14, column 75: `earn_on: booking` does not fit the rule sales, which credits invoice, credit_note; change the one or the other"
        ]
    );
}

/// 10 % of the first 1,000, 20 % of the next 1,000, and half of what both have left of 3,000: 100 + 200 + 1,350.
/// Of 800 the rows take 80, then 20 % of 720, then half of 576.
#[test]
fn tiers_by_remainder_run_over_what_earlier_rows_left() {
    comes_out(&of_2027(&format!(
        "{SALES}components:
  - id: pay
    kind: commission.tiers
    measure: sales
    tiers: {{ mode: marginal, by: remainder, boundary: lower_tier, rows: [{{ to: 1000 EUR, rate: 10% }}, {{ to: 2000 EUR, rate: 20% }}, {{ to: open, rate: 50% }}] }}
examples:
  - {{ name: all rows, given: {{ measures: {{ sales: {{ 2027-01: 3000 EUR }} }} }}, expect: {{ 2027-01: {{ pay: 1650.00 }} }} }}
  - {{ name: the first row, given: {{ measures: {{ sales: {{ 2027-01: 800 EUR }} }} }}, expect: {{ 2027-01: {{ pay: 512.00 }} }} }}
"
    )));
}

/// Twice and four times target ÷ quota: 18,000 ÷ 600,000 is 3 %, so 6 % and 12 %. 690,000 is 115 %.
#[test]
fn a_multiple_is_of_target_incentive_divided_by_quota() {
    comes_out(&of_2027(
        "calendar: { kind: month }
target_incentive: { amount: 30000 EUR, per: year }
proration: { of: annual, basis: calendar_days, applies_to: [quota, target_incentive] }
measures:
  sales: { unit: EUR, interval: year, value: 'sum(credits.amount where credits.category == \"sales\")', quota: 600000 EUR, attain_against: interval }
components:
  - id: pay
    kind: commission.tiers
    measure: sales
    weight: 60%
    tiers: { mode: marginal, by: attainment, boundary: lower_tier, rows: [{ to: 50%, multiple: 0x }, { to: 100%, multiple: 2x }, { to: open, multiple: 4x }] }
  - { id: rest, kind: commission.rate, measure: sales, weight: 40%, rate: 0% }
examples:
  - { name: above quota, given: { measures: { sales: 690000 EUR } }, expect: { 2027: { pay: 28800.00 } } }
  - { name: at quota, given: { measures: { sales: 600000 EUR } }, expect: { 2027: { pay: 18000.00, rate.pay: 3.00% } } }
  - { name: hired in July, given: { participant: { hired: 2027-07-01 }, measures: { sales: 302465.75 EUR } }, expect: { 2027: { quota.sales: 302465.75, target.pay: 9073.97, pay: 9073.97 } } }
",
    ));
}
