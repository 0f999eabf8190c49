//! Deferred cycles: interim payments, the matrix over the whole cycle, leavers, and years after the plan that opened it.

use super::comes_out;

const KAM: &str = include_str!("../../plans/kam-emea-2027.yaml");

/// The complete plan with other examples.
#[track_caller]
fn cycle(examples: &str) {
    let (plan, _) = KAM.split_once("\nexamples:").unwrap();
    comes_out(&format!("{plan}\nexamples:\n{examples}"));
}

const REACHED: &str = "milestones: { plan-signed: true, executive-sponsor: true, divisions-active: { 2027: 3, 2028: 4 } }";

/// 25 % of 18,000 at 90 % is 4,050, at 100 % 4,500; 9 % growth and 35 % share of wallet read 100 % of the pool,
/// and what was paid on the way counts against it. 2029 lies after the plan; the version that opened the cycle ends it.
#[test]
fn the_matrix_of_a_cycle_pays_at_its_end_what_interim_payments_left() {
    cycle(&format!(
        "  - name: a good cycle
    given:
      {REACHED}
      measures: {{ key_revenue_cagr: 0.09, share_of_wallet: {{ 2029: 0.35 }} }}
    expect:
      2027: {{ account-development-2027-29: 4050.00 }}
      2027-12: {{ account-development-2027-29: 4050.00 }}
      2027-11: {{ account-development-2027-29: 0.00 }}
      2028: {{ account-development-2027-29: 4500.00 }}
      2029: {{ account-development-2027-29: 9450.00 }}
      2030: {{ account-development-2027-29: 0.00 }}
  - name: the best cell
    given: {{ {REACHED}, measures: {{ key_revenue_cagr: 0.15, share_of_wallet: {{ 2029: 0.41 }} }} }}
    expect: {{ 2029: {{ account-development-2027-29: 27450.00 }} }}
  - name: under the first column
    given: {{ milestones: {{ plan-signed: false, executive-sponsor: false, divisions-active: 0 }}, measures: {{ key_revenue_cagr: 0.15, share_of_wallet: {{ 2029: 0.19 }} }} }}
    expect: {{ 2027: {{ account-development-2027-29: 0.00 }}, 2029: {{ account-development-2027-29: 0.00 }} }}
"
    ));
}

/// 1 July 2028 lies 547 of 1,096 days into the cycle; 18,000 × 547 ÷ 1,096 × 90 % is 8,085.22, of which 4,050 are paid.
#[test]
fn a_good_leaver_has_the_part_of_a_cycle_that_has_run_and_a_bad_one_what_was_paid() {
    let given = |leaver: &str| {
        format!(
            "given: {{ participant: {{ leaves: 2028-07-01, leaver: {leaver} }}, milestones: {{ plan-signed: true, executive-sponsor: true, divisions-active: 3 }} }}"
        )
    };
    cycle(&format!(
        "  - name: good
    {}
    expect: {{ 2027: {{ account-development-2027-29: 4050.00 }}, 2028: {{ account-development-2027-29: 4035.22 }}, 2029: {{ account-development-2027-29: 0.00 }} }}
  - name: bad
    {}
    expect: {{ 2027: {{ account-development-2027-29: 4050.00 }}, 2028: {{ account-development-2027-29: 0.00 }}, 2029: {{ account-development-2027-29: 0.00 }} }}
",
        given("good"),
        given("bad")
    ));
}
