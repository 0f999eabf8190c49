//! What refunds, ended contracts, hand-overs and exits settle, each worked by hand.

use super::{SALES, comes_out, of_2027, plan};
use crate::difference;

const QUARTERS: &str = "calendar: { kind: month }
crediting:
  sources: [erp]
  rules: [{ id: sales, when: 'tx.kind in [\"invoice\", \"credit_note\"]', to: tx.seller, category: sales, amount: tx.amount * split.share }]
measures:
  sales: { unit: EUR, interval: quarter, value: 'sum(credits.amount where credits.category == \"sales\")' }
";

/// An invoice of January that is credited in full in May never pays, though May has another invoice that is not paid
/// yet; and what May's paid invoice made payable is not held up by the note.
#[test]
fn a_refund_in_a_later_quarter_leaves_nothing_payable() {
    for when in ["cash_received: full", "cash_received: prorated, cash: pooled"] {
        comes_out(&of_2027(&format!(
            "{QUARTERS}components:
  - {{ id: pay, kind: commission.rate, measure: sales, rate: 10%, pay_when: {{ {when} }} }}
examples:
  - name: nobody paid
    given:
      transactions:
        - {{ date: 2027-01-10, kind: invoice, document: INV-1, amount: 1000 EUR }}
        - {{ date: 2027-05-10, kind: credit_note, document: CN-1, of: INV-1, amount: -1000 EUR }}
        - {{ date: 2027-05-12, kind: invoice, document: INV-2, amount: 3000 EUR }}
    expect: {{ 2027-05: {{ pay: 200.00, payments: 0.00, balance: 300.00 }}, 2027: {{ payments: 0.00 }} }}
  - name: the other one paid
    given:
      transactions:
        - {{ date: 2027-01-10, kind: invoice, document: INV-1, amount: 1000 EUR }}
        - {{ date: 2027-05-10, kind: credit_note, document: CN-1, of: INV-1, amount: -900 EUR }}
        - {{ date: 2027-05-12, kind: invoice, document: INV-2, amount: 3000 EUR }}
      payments: [{{ date: 2027-05-20, of: INV-2, amount: 3000 EUR }}]
    expect: {{ 2027-05: {{ pay: 210.00, payments: 300.00, balance: 10.00 }} }}
"
        )));
    }
}

/// 2,000 pay (2,000 − 1,000) × 10 % = 100. Without the first contract nothing is earned, so the first takes back 100 and
/// the second nothing; each alone would take back 100.
#[test]
fn contracts_that_end_together_take_back_no_more_than_they_earned() {
    let contract = |number: u8, day: u8| {
        format!(
            "        - {{ date: 2027-06-{day:02}, kind: contract_terminated, contract: C-{number}, contract_start: 2027-01-01, term_months: 12 }}\n"
        )
    };
    let all = [(1, 10), (2, 12), (1, 20)].map(|(number, day)| contract(number, day)).concat();
    comes_out(&of_2027(&format!(
        "{}components:
  - id: pay
    kind: commission.tiers
    measure: sales
    tiers: {{ mode: marginal, by: amount, boundary: lower_tier, rows: [{{ to: 1000 EUR, rate: 0% }}, {{ to: open, rate: 10% }}] }}
    clawback: {{ of: rerun_without, when: event.kind == \"contract_terminated\", window: {{ first_months: 12, of: contract_start }}, basis: earned, share: 100%, post_to: open_period }}
examples:
  - name: two contracts, one of them reported twice
    given:
      transactions:
        - {{ date: 2027-01-10, kind: invoice, document: INV-1, amount: 1000 EUR, contract: C-1 }}
        - {{ date: 2027-01-12, kind: invoice, document: INV-2, amount: 1000 EUR, contract: C-2 }}
      events:
{all}    expect: {{ 2027-01: {{ pay: 100.00 }}, 2027-06: {{ pay: -100.00 }}, 2027: {{ pay: 0.00 }} }}
",
        SALES.replace("interval: month", "interval: year")
    )));
}

/// 2,000 pay (2,000 − 1,000) × 10 % = 100. The first contract's term is over, so it takes back 0 % of the 100 that are
/// gone without it; then the second has earned nothing more. Contracts that end on one day go in the order of their
/// names, whatever the order in which the file tells of them.
#[test]
fn contracts_that_end_on_one_day_go_in_the_order_of_their_names() {
    let over = "        - { date: 2027-06-20, kind: contract_terminated, contract: C-1, contract_start: 2026-12-01, term_months: 6 }\n";
    let open = "        - { date: 2027-06-20, kind: contract_terminated, contract: C-2, contract_start: 2027-06-20, term_months: 6 }\n";
    for events in [[over, open], [open, over]].map(|both| both.concat()) {
        comes_out(&of_2027(&format!(
            "{}components:
  - id: pay
    kind: commission.tiers
    measure: sales
    tiers: {{ mode: marginal, by: amount, boundary: lower_tier, rows: [{{ to: 1000 EUR, rate: 0% }}, {{ to: open, rate: 10% }}] }}
    clawback: {{ of: rerun_without, when: event.kind == \"contract_terminated\", window: {{ first_months: 12, of: contract_start }}, basis: earned, share: linear_remaining_term, post_to: open_period }}
examples:
  - name: both on the twentieth
    given:
      transactions:
        - {{ date: 2027-01-10, kind: invoice, document: INV-1, amount: 1000 EUR, contract: C-1 }}
        - {{ date: 2027-01-12, kind: invoice, document: INV-2, amount: 1000 EUR, contract: C-2 }}
      events:
{events}    expect: {{ 2027-01: {{ pay: 100.00 }}, 2027-06: {{ pay: 0.00 }}, 2027: {{ pay: 100.00 }} }}
",
            SALES.replace("interval: month", "interval: year")
        )));
    }
}

#[test]
fn a_credit_note_takes_back_what_its_sale_paid_under_the_cap() {
    comes_out(&of_2027(&format!(
        "{SALES}components:
  - id: pay
    kind: commission.tiers
    measure: sales
    cap: {{ amount: 100 EUR, per: transaction }}
    tiers: {{ mode: marginal, by: each_transaction, boundary: lower_tier, rows: [{{ to: open, rate: 10% }}] }}
examples:
  - name: sold and refunded
    given:
      transactions:
        - {{ date: 2027-01-10, kind: invoice, document: INV-1, amount: 2000 EUR }}
        - {{ date: 2027-02-10, kind: credit_note, document: CN-1, of: INV-1, amount: -2000 EUR }}
    expect: {{ 2027-01: {{ pay: 100.00 }}, 2027-02: {{ pay: -100.00 }} }}
"
    )));
}

#[test]
fn a_cap_per_transaction_has_its_exception_and_needs_single_transactions() {
    let text = of_2027(&format!(
        "{SALES}components:
  - {{ id: pay, kind: commission.tiers, measure: sales, cap: {{ amount: 100 EUR, per: transaction, unless: {{ measure: sales, above: 2500 EUR }} }}, tiers: {{ mode: marginal, by: each_transaction, boundary: lower_tier, rows: [{{ to: open, rate: 10% }}] }} }}
examples:
  - name: a small and a large month
    given:
      transactions:
        - {{ date: 2027-01-10, kind: invoice, document: INV-1, amount: 2000 EUR }}
        - {{ date: 2027-02-10, kind: invoice, document: INV-2, amount: 3000 EUR }}
    expect: {{ 2027-01: {{ pay: 100.00 }}, 2027-02: {{ pay: 300.00 }} }}
"
    ));
    comes_out(&text);
    let over_all = text.replace("by: each_transaction", "by: amount");
    let wrong = [
        "line 14, column 61: a cap `per: transaction` needs tiers `by: each_transaction`; write `per: interval` or lay the tiers over each",
    ];
    assert_eq!(super::unlike(&over_all), wrong);
}

/// Sold in March 2026 and refunded in September; the account goes from anna to bob in June 2027. Neither the sale nor
/// its note is a hurdle for either of them.
#[test]
fn last_years_refund_follows_its_sale_into_the_baseline() {
    comes_out(&of_2027(
        "calendar: { kind: month }
credit_note: { to: original_holder }
crediting:
  sources: [erp]
  rules: [{ id: sales, when: 'tx.kind in [\"invoice\", \"credit_note\"]', to: 'holders(tx.account, role = \"kam\", on = tx.date)', category: sales, amount: tx.amount * split.share }]
measures:
  growth: { unit: EUR, interval: year, value: 'sum(credits.amount where credits.category == \"sales\")', minus: 'baseline(\"sales\", year = -1, accounts = restated)' }
components:
  - { id: pay, kind: commission.rate, measure: growth, rate: 10% }
examples:
  - name: whoever held the account first
    given:
      participant: { person: anna }
      assignments: [{ account: Lund, role: kam, person: anna, to: 2027-06-01 }, { account: Lund, role: kam, person: bob, from: 2027-06-01 }]
      transactions:
        - { date: 2026-03-10, kind: invoice, document: INV-1, account: Lund, amount: 1000 EUR }
        - { date: 2026-09-10, kind: credit_note, document: CN-1, of: INV-1, account: Lund, amount: -1000 EUR }
    expect: { 2027-03: { measure.growth: -1000 }, 2027-09: { measure.growth: 0 }, 2027: { measure.growth: 0 } }
  - name: whoever holds it now
    given:
      participant: { person: bob }
      assignments: [{ account: Lund, role: kam, person: anna, to: 2027-06-01 }, { account: Lund, role: kam, person: bob, from: 2027-06-01 }]
      transactions:
        - { date: 2026-03-10, kind: invoice, document: INV-1, account: Lund, amount: 1000 EUR }
        - { date: 2026-09-10, kind: credit_note, document: CN-1, of: INV-1, account: Lund, amount: -1000 EUR }
    expect: { 2027: { measure.growth: 0 } }
",
    ));
}

#[test]
fn an_order_does_not_make_the_invoice_after_it_the_second() {
    comes_out(&of_2027(&format!(
        "{SALES}components:
  - {{ id: extra, kind: spiff.per_event, window: {{ from: 2027-01-01, to: 2028-01-01 }}, event: 'tx.kind == \"invoice\" && first_invoice(tx.division)', amount: 100 EUR }}
examples:
  - name: ordered, then invoiced twice
    given:
      transactions:
        - {{ date: 2027-01-10, kind: order, document: O-1, division: north, amount: 2000 EUR }}
        - {{ date: 2027-02-10, kind: invoice, document: INV-1, division: north, amount: 1000 EUR }}
        - {{ date: 2027-03-10, kind: invoice, document: INV-2, division: north, amount: 1000 EUR }}
    expect: {{ 2027-01: {{ extra: 0.00 }}, 2027-02: {{ extra: 100.00 }}, 2027-03: {{ extra: 0.00 }} }}
"
    )));
}

/// The last day employed is 30 June, so June's run settles everything. What was owed stays owed.
#[test]
fn a_bad_leaver_loses_what_is_open_and_not_what_is_owed() {
    comes_out(&of_2027(&format!(
        "{SALES}leaver: {{ good: pay_earned, bad: forfeit_unpaid }}
components:
  - {{ id: pay, kind: commission.rate, measure: sales, rate: 10%, holdback: {{ share: 50%, at: 2027-09-30 }} }}
examples:
  - name: good
    given: {{ participant: {{ leaves: 2027-07-01, leaver: good }}, measures: {{ sales: {{ 2027-01: 0 EUR, 2027-02: 0 EUR, 2027-03: 0 EUR, 2027-04: 0 EUR, 2027-05: 1000 EUR, 2027-06: 0 EUR, 2027-07: 0 EUR }} }} }}
    expect: {{ 2027-05: {{ payments: 50.00, balance: 50.00 }}, 2027-06: {{ payments: 50.00, balance: 0.00 }}, 2027-07: {{ payments: 0.00 }} }}
  - name: bad
    given: {{ participant: {{ leaves: 2027-06-15, leaver: bad }}, measures: {{ sales: {{ 2027-01: 0 EUR, 2027-02: 0 EUR, 2027-03: 0 EUR, 2027-04: 0 EUR, 2027-05: 1000 EUR, 2027-06: -300 EUR, 2027-07: 0 EUR }} }} }}
    expect: {{ 2027-05: {{ payments: 50.00, balance: 50.00 }}, 2027-06: {{ pay: -30.00, payments: 0.00, balance: -30.00 }}, 2027-07: {{ balance: -30.00 }} }}
"
    )));
}

/// May: 200 earned beside a draw of 300, of which 100 are recovered at once; the debt is 200. June, the last month: the
/// debt of 200 and the new 300 is set against 100 earned and the 300; nothing is paid and 100 stay owed.
#[test]
fn an_advance_that_is_due_back_at_once_is_not_paid_out() {
    comes_out(&of_2027(&format!(
        "{SALES}components:
  - {{ id: pay, kind: commission.rate, measure: sales, rate: 10% }}
guarantee:
  kind: guarantee.draw
  type: recoverable_draw
  for: {{ first_months: 6, of: hire }}
  amount: {{ money: 300 EUR, per: month }}
  recovery: {{ from_month: 1, max_share: 50%, of: earning, write_off_after_months: never }}
  leaver: {{ good: write_off, bad: due_at_exit }}
examples:
  - name: two months
    given: {{ participant: {{ hired: 2027-05-01, leaves: 2027-07-01, leaver: bad }}, measures: {{ sales: {{ 2027-05: 2000 EUR, 2027-06: 1000 EUR, 2027-07: 0 EUR }} }} }}
    expect:
      2027-05: {{ payments: 400.00, draw_balance: 200.00 }}
      2027-06: {{ payments: 0.00, draw_balance: 0.00, balance: -100.00 }}
      2027-07: {{ payments: 0.00, balance: -100.00 }}
"
    )));
}

/// Two rates to one currency, and two examples of one name, are told apart by their number.
#[test]
fn a_plan_does_not_differ_from_itself() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("plans");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let one = plan(&text);
        assert_eq!(difference(&one, &one), Vec::new(), "{}", path.display());
    }
    let twice = format!(
        "{SALES}components: [{{ id: pay, kind: commission.rate, measure: sales, rate: 10% }}]
examples:
  - {{ name: one, given: {{ measures: {{ sales: 0 EUR }} }}, expect: {{ 2027-01: {{ pay: 0.00 }} }} }}
  - {{ name: one, given: {{ measures: {{ sales: 100 EUR }} }}, expect: {{ 2027-01: {{ pay: 10.00 }} }} }}
"
    );
    let twice = plan(&of_2027(&twice));
    assert_eq!(difference(&twice, &twice), Vec::new());
}
