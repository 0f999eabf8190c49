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
