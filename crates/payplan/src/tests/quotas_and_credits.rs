//! Whose a sale is after a hand-over and up the chain, and what is expected of newcomers, teams and part-years.

use super::{SALES, comes_out, of_2027};

const BY_ACCOUNT: &str = "calendar: { kind: month }
credit_note: { to: NOTES }
crediting:
  sources: [erp]
  rules: [{ id: sales, when: 'tx.kind in [\"invoice\", \"credit_note\"]', to: 'holders(tx.account, role = \"kam\", on = tx.date)', category: sales, amount: tx.amount * split.share }]
measures:
  growth: { unit: EUR, interval: year, value: 'sum(credits.amount where credits.category == \"sales\")', minus: 'baseline(\"sales\", year = -1, accounts = restated)' }
  sales: { unit: EUR, interval: year, value: 'sum(credits.amount where credits.category == \"sales\")' }
components:
  - { id: pay, kind: commission.rate, measure: sales, rate: 10% }
";

const HANDED_OVER: &str = "assignments:
        - { account: alpha, role: kam, person: anna, to: 2027-07-01 }
        - { account: alpha, role: kam, person: bob, from: 2027-07-01 }
        - { account: alpha, role: specialist, person: carla }";

/// March 2026 counts for Anna, who holds the account in March 2027; September 2026 for Bob, who holds it in September 2027.
#[test]
fn a_baseline_counts_for_whoever_holds_the_account_a_year_later_to_the_day() {
    let given = |person: &str| {
        format!(
            "given:
      participant: {{ person: {person} }}
      {HANDED_OVER}
      transactions:
        - {{ date: 2026-03-10, kind: invoice, document: O-1, account: alpha, amount: 100 EUR }}
        - {{ date: 2026-09-10, kind: invoice, document: O-2, account: alpha, amount: 60 EUR }}
        - {{ date: 2027-03-15, kind: invoice, document: N-1, account: alpha, amount: 120 EUR }}
        - {{ date: 2027-10-01, kind: invoice, document: N-2, account: alpha, amount: 90 EUR }}"
        )
    };
    comes_out(&of_2027(&format!(
        "{}examples:
  - name: before the hand-over
    {}
    expect: {{ 2027-02: {{ measure.growth: 0.00 }}, 2027-03: {{ measure.growth: 20.00 }}, 2027: {{ measure.growth: 20.00, pay: 12.00 }} }}
  - name: after it
    {}
    expect: {{ 2027-08: {{ measure.growth: 0.00 }}, 2027-09: {{ measure.growth: -60.00 }}, 2027: {{ measure.growth: 30.00, pay: 9.00 }} }}
",
        BY_ACCOUNT.replace("NOTES", "original_holder"),
        given("anna"),
        given("bob")
    )));
}

/// 29 February has no day a year later; it counts on the 28th.
#[test]
fn a_baseline_of_29_february_falls_on_28_february() {
    let text = of_2027(&format!(
        "{}examples:
  - name: leap
    given:
      transactions:
        - {{ date: 2028-02-29, kind: invoice, amount: 100 EUR }}
        - {{ date: 2029-01-20, kind: invoice, amount: 130 EUR }}
    expect: {{ 2029-01: {{ measure.growth: 130.00 }}, 2029-02: {{ measure.growth: 30.00 }} }}
",
        BY_ACCOUNT.replace("NOTES", "original_holder")
    ));
    comes_out(&text.replace(
        "effective: { from: 2027-01-01, to: 2028-01-01 }",
        "effective: { from: 2027-01-01, to: 2030-01-01 }",
    ));
}

#[test]
fn a_credit_note_after_a_hand_over_belongs_to_whom_the_plan_says() {
    let plan = |notes: &str, annas: &str, bobs: &str| {
        let given = |person: &str| {
            format!(
                "given:
      participant: {{ person: {person} }}
      {HANDED_OVER}
      transactions:
        - {{ date: 2027-02-10, kind: invoice, document: INV, account: alpha, amount: 1000 EUR }}
        - {{ date: 2027-08-10, kind: credit_note, of: INV, document: CN, account: alpha, amount: -400 EUR }}"
            )
        };
        of_2027(&format!(
            "{}examples:
  - name: anna
    {}
    expect: {{ 2027-02: {{ pay: 100.00 }}, 2027: {{ pay: {annas} }} }}
  - name: bob
    {}
    expect: {{ 2027: {{ pay: {bobs} }} }}
",
            BY_ACCOUNT.replace("NOTES", notes),
            given("anna"),
            given("bob")
        ))
    };
    comes_out(&plan("original_holder", "60.00", "0.00"));
    comes_out(&plan("current_holder", "100.00", "-40.00"));
}

/// The head has 2 % of what their people are credited with while they are theirs, the head's own manager 1 %.
#[test]
fn an_override_pays_on_credits_that_come_up_the_chain() {
    let given = |person: &str| {
        format!(
            "given:
      participant: {{ person: {person} }}
      managers: [{{ person: anna, manager: hedda }}, {{ person: bob, manager: hedda, from: 2027-06-01 }}, {{ person: hedda, manager: boss }}]
      transactions:
        - {{ date: 2027-01-10, kind: invoice, amount: 1000 EUR, seller: anna }}
        - {{ date: 2027-03-10, kind: invoice, amount: 500 EUR, seller: bob }}
        - {{ date: 2027-07-10, kind: invoice, amount: 800 EUR, splits: {{ anna: 50%, bob: 50% }} }}"
        )
    };
    comes_out(&of_2027(&format!(
        "calendar: {{ kind: month }}
crediting:
  sources: [erp]
  rules:
    - {{ id: sales, when: tx.kind == \"invoice\", to: tx.seller, category: sales, amount: tx.amount * split.share }}
    - {{ id: team, kind: rollup, from: sales, levels: 1, category: team }}
    - {{ id: region, kind: rollup, from: team, levels: 1, category: region }}
    - {{ id: everybody-below, kind: rollup, from: sales, levels: 2, category: below }}
measures:
  team: {{ unit: EUR, interval: year, value: 'sum(credits.amount where credits.category == \"team\")' }}
  region: {{ unit: EUR, interval: year, value: 'sum(credits.amount where credits.category == \"region\")' }}
  below: {{ unit: EUR, interval: year, value: 'sum(credits.amount where credits.category == \"below\")' }}
components:
  - {{ id: of-the-team, kind: override.rollup, measure: team, rate: 2% }}
  - {{ id: of-the-region, kind: override.rollup, measure: region, rate: 1% }}
  - {{ id: of-all-below, kind: override.rollup, measure: below, rate: 1% }}
examples:
  - name: the head
    {}
    expect: {{ 2027-03: {{ of-the-team: 0.00 }}, 2027: {{ measure.team: 1800.00, of-the-team: 36.00, of-the-region: 0.00, of-all-below: 18.00 }} }}
  - name: the head's manager
    {}
    expect: {{ 2027: {{ of-the-team: 0.00, measure.region: 1800.00, of-the-region: 18.00, of-all-below: 18.00 }} }}
  - name: a seller
    {}
    expect: {{ 2027: {{ of-the-team: 0.00, credits.anna: 1400.00 }} }}
",
        given("hedda"),
        given("boss"),
        given("anna")
    )));
}

const RAMPED: &str = "calendar: { kind: month }
proration: { of: annual, basis: calendar_days, applies_to: [quota] }
measures:
  sales: { unit: EUR, interval: month, value: 'sum(credits.amount where credits.category == \"sales\")', quota: { amount: 10000 EUR, ramp: [{ months: 3, share: 50% }, { months: 3, share: 75% }] }, attain_against: interval }
components:
  - { id: pay, kind: commission.rate, measure: sales, rate: 1% }
";

/// Half of 10,000 for three months from hire, three quarters for three more. Hired on the 16th, March has 16 of 31 days
/// at half, June 15 days at half and 15 at three quarters.
#[test]
fn a_ramp_expects_less_of_a_newcomer_step_by_step() {
    comes_out(&of_2027(&format!(
        "{RAMPED}examples:
  - name: from the first of a month
    given: {{ participant: {{ hired: 2027-03-01 }}, measures: {{ sales: {{ 2027-03: 4000 EUR }} }} }}
    expect:
      2027-02: {{ quota.sales: 0.00 }}
      2027-03: {{ quota.sales: 5000.00, attainment.sales: 80% }}
      2027-05: {{ quota.sales: 5000.00 }}
      2027-06: {{ quota.sales: 7500.00 }}
      2027-08: {{ quota.sales: 7500.00 }}
      2027-09: {{ quota.sales: 10000.00 }}
  - name: from the middle of a month
    given: {{ participant: {{ hired: 2027-03-16 }} }}
    expect: {{ 2027-03: {{ quota.sales: 2580.65 }}, 2027-04: {{ quota.sales: 5000.00 }}, 2027-06: {{ quota.sales: 6250.00 }}, 2027-10: {{ quota.sales: 10000.00 }} }}
  - name: long there
    given: {{}}
    expect: {{ 2027-03: {{ quota.sales: 10000.00 }} }}
"
    )));
}

#[test]
fn a_teams_quota_is_the_sum_of_its_members() {
    comes_out(&of_2027(
        "calendar: { kind: month }
proration: { of: annual, basis: calendar_days, applies_to: [quota] }
measures:
  team: { unit: EUR, interval: year, value: 'sum(credits.amount where credits.category == \"team\")', quota: { sum_of: members, spread: even }, attain_against: spread_to_date }
components:
  - { id: pay, kind: commission.tiers, measure: team, tiers: { mode: marginal, by: attainment, boundary: lower_tier, rows: [{ to: 100%, rate: 0% }, { to: open, rate: 5% }] } }
examples:
  - name: above
    given: { quotas: { team: { members: { anna: 100000 EUR, bob: 150000 EUR } } }, measures: { team: 300000 EUR } }
    expect: { 2027: { quota.team: 250000.00, attainment.team: 120%, pay: 2500.00 } }
  - name: in March
    given: { quotas: { team: { members: { anna: 120000 EUR, bob: 120000 EUR } } }, measures: { team: { 2027-01: 0 EUR, 2027-02: 0 EUR, 2027-03: 30000 EUR } } }
    expect: { 2027-03: { quota.team: 60000.00, attainment.team: 50% } }
",
    ));
}

/// From 1 April 2027, 196 of 258 working days are left once New Year, Good Friday and Ascension are free;
/// Christmas falls on a Saturday. Without holidays they are 197 of 261.
#[test]
fn working_days_leave_out_the_holidays_that_are_given() {
    comes_out(&of_2027(
        "calendar: { kind: month }
proration: { of: annual, basis: working_days, applies_to: [quota] }
measures:
  sales: { unit: EUR, interval: year, value: 'sum(credits.amount where credits.category == \"sales\")', quota: 1200 EUR, attain_against: interval }
components:
  - { id: pay, kind: commission.rate, measure: sales, rate: 1% }
examples:
  - name: with holidays
    given: { participant: { hired: 2027-04-01 }, holidays: [2027-01-01, 2027-03-26, 2027-05-06, 2027-12-25] }
    expect: { 2027: { quota.sales: 911.63 } }
  - name: without
    given: { participant: { hired: 2027-04-01 } }
    expect: { 2027: { quota.sales: 905.75 } }
",
    ));
}

#[test]
fn a_table_has_rows_by_position_of_which_the_participants_own_counts() {
    let rated = format!(
        "{SALES}components:
  - {{ id: pay, kind: commission.rate, measure: sales, rate: {{ table: rates, key: position }} }}
examples:
"
    );
    let example = |position: &str, pays: &str| {
        format!(
            "  - name: {position}
    given:
      participant: {{ position: {position} }}
      measures: {{ sales: {{ 2027-01: 1000 EUR, 2027-02: 1000 EUR }} }}
      tables: {{ rates: {{ P-1: 3%, P-2: [{{ from: 2027-01-01, to: 2027-02-01, rate: 4% }}, {{ from: 2027-02-01, rate: 5% }}] }} }}
    expect: {{ 2027-01: {{ pay: {pays} }} }}
"
        )
    };
    comes_out(&of_2027(&format!("{rated}{}{}", example("P-1", "30.00"), example("P-2", "40.00"))));
    let unknown = super::unlike(&of_2027(&format!("{rated}{}", example("P-3", "0.00"))));
    assert_eq!(
        unknown,
        ["P-3, 2027-01 pay: expected 0.00, is unknown: no rate for participant on 2027-01-01 in the table rates"]
    );
}
