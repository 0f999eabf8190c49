//! When an earning is paid: held back, on days, in instalments, after a review, at exit, once the plan is acknowledged.

use super::{SALES, comes_out, of_2027};

/// 10 % of monthly sales with something attached; `more` stands beside the components.
#[track_caller]
fn pays(attached: &str, more: &str, examples: &str) {
    let component = format!("components:\n  - {{ id: pay, kind: commission.rate, measure: sales, rate: 10%, {attached} }}\n");
    comes_out(&of_2027(&format!("{SALES}{component}{more}\nexamples:\n{examples}")));
}

const ONE_SALE: &str = "measures: { sales: { 2027-01: 1000 EUR, 2027-02: 0 EUR, 2027-03: 0 EUR, 2027-04: 0 EUR, 2027-05: 0 EUR, 2027-06: 0 EUR, 2027-07: 0 EUR, 2027-08: 0 EUR, 2027-09: 0 EUR, 2027-10: 0 EUR, 2027-11: 0 EUR, 2027-12: 0 EUR } }";

/// 90 days after 31 January is 1 May.
#[test]
fn a_holdback_keeps_its_share_until_its_day() {
    pays(
        "holdback: { share: 20%, at: \"+90d\" }",
        "",
        &format!(
            "  - name: one sale
    given: {{ {ONE_SALE} }}
    expect:
      2027-01: {{ pay: 100.00, payments: 80.00, balance: 20.00 }}
      2027-04: {{ payments: 0.00, balance: 20.00 }}
      2027-05: {{ pay: 0.00, payments: 20.00, balance: 0.00 }}
      2027: {{ pay: 100.00, payments: 100.00 }}
"
        ),
    );
}

#[test]
fn a_holdback_waits_for_its_event() {
    pays(
        "holdback: { share: 30%, when: event.kind == \"go_live\" }",
        "",
        &format!(
            "  - name: live in June
    given: {{ {ONE_SALE}, events: [{{ date: 2027-06-10, kind: go_live }}] }}
    expect: {{ 2027-01: {{ payments: 70.00 }}, 2027-05: {{ payments: 0.00, balance: 30.00 }}, 2027-06: {{ payments: 30.00, balance: 0.00 }} }}
  - name: never live
    given: {{ {ONE_SALE} }}
    expect: {{ 2027: {{ payments: 70.00, balance: 30.00 }} }}
"
        ),
    );
}

#[test]
fn everything_earned_so_far_is_paid_on_the_days_named() {
    pays(
        "pay_when: { dates: [2027-07-15, 2028-01-15] }",
        "",
        "  - name: three sales
    given:
      transactions:
        - { date: 2027-01-10, kind: invoice, amount: 1000 EUR }
        - { date: 2027-06-30, kind: invoice, amount: 500 EUR }
        - { date: 2027-07-01, kind: invoice, amount: 300 EUR }
    expect:
      2027-06: { pay: 50.00, payments: 0.00, balance: 150.00 }
      2027-07: { pay: 30.00, payments: 150.00, balance: 30.00 }
      2027-12: { payments: 0.00, balance: 30.00 }
      2028-01: { payments: 30.00, balance: 0.00 }
",
    );
}

/// Half with the sale, half when the customer goes live; an odd cent is in the first part.
#[test]
fn instalments_make_the_whole_to_the_cent() {
    pays(
        "pay_when: { instalments: [{ share: 50%, at: \"+0d\" }, { share: 50%, when: event.kind == \"go_live\" }] }",
        "",
        "  - name: live in May
    given:
      transactions: [{ date: 2027-01-10, kind: invoice, amount: 1000.10 EUR }]
      events: [{ date: 2027-05-20, kind: go_live }]
    expect: { 2027-01: { pay: 100.01, payments: 50.01, balance: 50.00 }, 2027-05: { payments: 50.00, balance: 0.00 } }
",
    );
    pays(
        "pay_when: { instalments: [{ share: 1/3, at: \"+0d\" }, { share: 1/3, at: 2027-04-15 }, { share: 1/3, at: \"+180d\" }] }",
        "",
        "  - name: thirds
    given: { transactions: [{ date: 2027-01-10, kind: invoice, amount: 1000 EUR }] }
    expect: { 2027-01: { payments: 33.34 }, 2027-04: { payments: 33.33 }, 2027-07: { payments: 33.33 }, 2027: { payments: 100.00, balance: 0.00 } }
",
    );
}

/// Three times the target of 12,000 are 36,000: what lies above waits, what lies below is paid as ever.
#[test]
fn a_windfall_is_paid_once_it_was_reviewed() {
    let plan = "calendar: { kind: month }
target_incentive: { amount: 12000 EUR, per: year }
proration: { of: annual, basis: calendar_days, applies_to: [target_incentive] }
crediting:
  sources: [erp]
  rules: [{ id: sales, when: tx.kind == \"invoice\", to: tx.seller, category: sales, amount: tx.amount * split.share }]
measures:
  sales: { unit: EUR, interval: year, value: 'sum(credits.amount where credits.category == \"sales\")' }
components:
  - { id: pay, kind: commission.rate, weight: 100%, measure: sales, rate: 10%, windfall_review: { over: 3.0, of: target_incentive, approver: comp-committee }CASH }
examples:
  - name: approved in May
    given:
      transactions: [{ date: 2027-01-10, kind: invoice, document: A, amount: 300000 EUR }, { date: 2027-03-10, kind: invoice, document: B, amount: 200000 EUR }]
      payments: [{ date: 2027-01-20, of: A, amount: 300000 EUR }, { date: 2027-03-20, of: B, amount: 200000 EUR }]
      events: [{ date: 2027-05-10, kind: windfall_approved, component: pay }]
    expect:
      2027-01: { pay: 30000.00, payments: 30000.00 }
      2027-03: { pay: 20000.00, payments: 6000.00, balance: 14000.00 }
      2027-04: { payments: 0.00, balance: 14000.00 }
      2027-05: { payments: 14000.00, balance: 0.00 }
  - name: never approved
    given:
      transactions: [{ date: 2027-01-10, kind: invoice, document: A, amount: 400000 EUR }]
      payments: [{ date: 2027-01-20, of: A, amount: 400000 EUR }]
    expect: { 2027: { pay: 40000.00, payments: 36000.00, balance: 4000.00 } }
";
    comes_out(&of_2027(&plan.replace("CASH", "")));
    comes_out(&of_2027(
        &plan.replace("CASH", ", pay_when: { cash_received: prorated, cash: pooled }"),
    ));
}

const HALF_LATER: &str = "pay_when: { instalments: [{ share: 50%, at: \"+0d\" }, { share: 50%, at: \"+180d\" }] }";

#[test]
fn a_leaver_is_paid_or_loses_what_is_not_paid_yet() {
    let given = |leaver: &str| {
        format!(
            "given: {{ participant: {{ leaves: 2027-04-15, leaver: {leaver} }}, transactions: [{{ date: 2027-01-10, kind: invoice, amount: 1000 EUR }}] }}"
        )
    };
    let (good, bad) = (given("good"), given("bad"));
    let examples = format!(
        "  - name: good
    {good}
    expect: {{ 2027-01: {{ payments: 50.00 }}, 2027-03: {{ payments: 0.00 }}, 2027-04: {{ payments: 50.00, balance: 0.00 }}, 2027-07: {{ payments: 0.00 }} }}
  - name: bad
    {bad}
    expect: {{ 2027-01: {{ payments: 50.00 }}, 2027-04: {{ payments: 0.00, balance: 0.00 }}, 2027: {{ pay: 100.00, payments: 50.00, balance: 0.00 }} }}
"
    );
    pays(HALF_LATER, "leaver: { good: pay_earned, bad: forfeit_unpaid }", &examples);
    // A component's own terms come before the plan's.
    let own = format!("{HALF_LATER}, leaver: {{ good: pay_earned, bad: forfeit_unpaid }}");
    pays(&own, "leaver: { good: forfeit_unpaid, bad: pay_earned }", &examples);
}

#[test]
fn a_leaver_of_whom_nothing_is_said_leaves_the_pay_unknown_where_it_matters() {
    let text = of_2027(&format!(
        "{SALES}components:
  - {{ id: pay, kind: commission.rate, measure: sales, rate: 10%, {HALF_LATER} }}
leaver: {{ good: pay_earned, bad: forfeit_unpaid }}
examples:
  - name: left
    given: {{ participant: {{ leaves: 2027-04-15 }}, transactions: [{{ date: 2027-01-10, kind: invoice, amount: 1000 EUR }}] }}
    expect: {{ 2027: {{ payments: 50.00 }} }}
"
    ));
    assert_eq!(
        super::unlike(&text),
        ["left, 2027 payments: expected 50.00, is unknown: whether it is a good or a bad leaver is not known"]
    );
}

#[test]
fn l30_nothing_is_paid_before_the_plan_is_acknowledged() {
    let sales = "transactions: [{ date: 2027-01-10, kind: invoice, amount: 1000 EUR }, { date: 2027-02-10, kind: invoice, amount: 500 EUR }, { date: 2027-03-10, kind: invoice, amount: 200 EUR }]";
    pays(
        "pay_when: { period_end: \"+30d\" }",
        "acknowledge: { before: first_payment, method: signature }",
        &format!(
            "  - name: in March
    given: {{ participant: {{ acknowledged: 2027-03-10 }}, {sales} }}
    expect: {{ 2027-01: {{ payments: 0.00, balance: 100.00 }}, 2027-02: {{ payments: 0.00, balance: 150.00 }}, 2027-03: {{ payments: 170.00, balance: 0.00 }} }}
  - name: in time
    given: {{ {sales} }}
    expect: {{ 2027-01: {{ payments: 100.00 }}, 2027-02: {{ payments: 50.00 }} }}
"
        ),
    );
}

/// Three months of 1,000 are promised by the pay run of a quarter: 700 earned are topped up by 2,300, which half of the
/// third quarter's 4,000 and 300 of the fourth's 1,000 pay back.
#[test]
fn a_guarantee_by_months_is_paid_with_the_run_of_its_quarter() {
    comes_out(&of_2027(&format!(
        "{}components:
  - {{ id: pay, kind: commission.rate, measure: sales, rate: 10% }}
guarantee:
  kind: guarantee.draw
  type: recoverable_guarantee
  for: {{ first_months: 6, of: hire }}
  amount: {{ money: 1000 EUR, per: month }}
  recovery: {{ from_month: 7, max_share: 50%, write_off_after_months: never }}
  leaver: {{ good: write_off, bad: due_at_exit }}
examples:
  - name: a newcomer
    given:
      participant: {{ hired: 2027-01-01 }}
      transactions:
        - {{ date: 2027-01-10, kind: invoice, amount: 5000 EUR }}
        - {{ date: 2027-02-10, kind: invoice, amount: 2000 EUR }}
        - {{ date: 2027-05-10, kind: invoice, amount: 50000 EUR }}
        - {{ date: 2027-08-10, kind: invoice, amount: 40000 EUR }}
        - {{ date: 2027-11-10, kind: invoice, amount: 10000 EUR }}
    expect:
      2027-02: {{ payments: 0.00, balance: 700.00 }}
      2027-Q1: {{ payments: 3000.00, balance: 0.00, draw_balance: 2300.00 }}
      2027-Q2: {{ payments: 5000.00, draw_balance: 2300.00 }}
      2027-Q3: {{ payments: 2000.00, draw_balance: 300.00 }}
      2027-Q4: {{ payments: 700.00, balance: 0.00, draw_balance: 0.00 }}
",
        SALES.replace("kind: month }", "kind: month, calculate: monthly, pay: quarterly }")
    )));
}

/// A fact recorded after its period was closed changes no figure of that period: not its measure, not its credits.
#[test]
fn a_closed_period_keeps_all_its_figures() {
    comes_out(&of_2027(&format!(
        "{SALES}base_salary: {{ amount: 12000 EUR, per: year }}
proration: {{ of: annual, basis: calendar_days, applies_to: [base] }}
components:
  - {{ id: pay, kind: commission.rate, measure: sales, rate: 10% }}
examples:
  - name: known in March
    given:
      participant: {{ person: anna }}
      transactions:
        - {{ date: 2027-01-10, kind: invoice, amount: 400 EUR }}
        - {{ date: 2027-01-20, recorded: 2027-03-05, kind: invoice, amount: 300 EUR }}
      closed: {{ 2027-01: 2027-02-05, 2027-02: 2027-03-03 }}
    expect:
      2027-01: {{ measure.sales: 400.00, credits.anna: 400.00, pay: 40.00, total_with_base: 1040.00, payments: 40.00 }}
      2027-02: {{ pay: 0.00, total_with_base: 1000.00 }}
      2027-03: {{ measure.sales: 0.00, pay: 30.00, total_incentive: 30.00, total_with_base: 1030.00, payments: 30.00 }}
      2027: {{ pay: 70.00, credits.anna: 700.00, total_with_base: 12070.00 }}
"
    )));
}

/// Half of what was paid comes back, what was not paid yet lapses, and later earnings settle it.
#[test]
fn a_contract_that_ends_after_half_its_term_gives_back_half_of_what_was_paid() {
    let terms = "clawback: { of: rerun_without, when: event.kind == \"contract_terminated\", window: { first_months: 12, of: contract_start }, basis: BASIS, share: linear_remaining_term, post_to: open_period }, pay_when: { cash_received: prorated, cash: pooled }";
    let given = "given:
      transactions:
        - { date: 2027-01-10, kind: invoice, document: A, contract: C, amount: 1200 EUR }
        - { date: 2027-08-10, kind: invoice, document: B, amount: 500 EUR }
      payments: [{ date: 2027-02-05, of: A, amount: 600 EUR }, { date: 2027-08-20, of: B, amount: 500 EUR }]
      events: [{ date: 2027-07-01, kind: contract_terminated, contract: C, contract_start: 2027-01-01, term_months: 12 }]";
    pays(
        &terms.replace("BASIS", "paid"),
        "",
        &format!(
            "  - name: half paid
    {given}
    expect:
      2027-01: {{ pay: 120.00, payments: 0.00 }}
      2027-02: {{ payments: 60.00 }}
      2027-07: {{ pay: -90.00, payments: 0.00, balance: -30.00 }}
      2027-08: {{ pay: 50.00, payments: 20.00, balance: 0.00 }}
      2027: {{ pay: 80.00, payments: 80.00 }}
"
        ),
    );
}

/// A 24-month term that ends on the 15th of its fourth month: four begun months count, 20 of 24 remain.
#[test]
fn a_begun_month_of_a_contract_counts_as_run() {
    pays(
        "clawback: { of: rerun_without, when: event.kind == \"contract_terminated\", window: { first_months: 12, of: contract_start }, basis: earned, share: linear_remaining_term, post_to: open_period }",
        "",
        "  - name: in the fourth month
    given:
      transactions: [{ date: 2027-01-10, kind: invoice, contract: C, amount: 1200 EUR }]
      events: [{ date: 2027-04-15, kind: contract_terminated, contract: C, contract_start: 2027-01-01, term_months: 24 }]
    expect: { 2027-01: { pay: 120.00 }, 2027-04: { pay: -100.00 }, 2027: { pay: 20.00 } }
",
    );
}
