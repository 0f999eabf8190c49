//! What refunds, ended contracts, hand-overs and exits settle, each worked by hand.

use super::{SALES, comes_out, of_2027};

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
