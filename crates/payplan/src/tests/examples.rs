//! The worked examples of the specification, each a plan file with its own expectations.

use super::plan;
use crate::{Severity, check};

/// Runs a plan's examples; every figure agrees and no error other than too few examples (L29) stands.
#[track_caller]
fn agrees(text: &str, examples: usize) {
    let report = check(&plan(text));
    let wrong: Vec<String> = report
        .examples
        .iter()
        .flat_map(|example| example.lines.iter().map(move |line| (example, line)))
        .filter(|(_, line)| line.difference.is_some() || line.actual.starts_with("unknown"))
        .map(|(example, line)| {
            format!(
                "{}, {} {}: expected {}, is {}",
                example.name, line.period, line.name, line.expected, line.actual
            )
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
    assert!(report.examples_pass());
    assert_eq!(report.examples.len(), examples);
    let errors: Vec<&str> = report
        .lints
        .iter()
        .filter(|lint| lint.severity == Severity::Error && lint.id != "L29")
        .map(|lint| lint.message.as_str())
        .collect();
    assert_eq!(errors, Vec::<&str>::new());
}

#[test]
fn e01_marginal_each_transaction_alone() {
    agrees(include_str!("../../plans/e01-each-transaction.yaml"), 7);
}

#[test]
fn e02_interpolated_amounts_same_transactions() {
    agrees(include_str!("../../plans/e02-interpolated.yaml"), 7);
}

#[test]
fn e05_carry_in_fills_the_lower_tiers() {
    agrees(include_str!("../../plans/e05-carry-in.yaml"), 1);
}

#[test]
fn e06_salon_bounds_of_99_leave_no_gap() {
    agrees(include_str!("../../plans/e06-salon.yaml"), 5);
}

#[test]
fn e08_marginal_and_retroactive() {
    agrees(include_str!("../../plans/e08-marginal-and-retroactive.yaml"), 5);
}

#[test]
fn e10_three_slices_of_a_quarterly_quota() {
    agrees(include_str!("../../plans/e10-quarterly-slices.yaml"), 2);
}

#[test]
fn e13_threshold_curve() {
    agrees(include_str!("../../plans/e13-threshold-curve.yaml"), 5);
}

#[test]
fn e21_attainment_by_interval_of_an_even_spread() {
    agrees(include_str!("../../plans/e21-even-spread.yaml"), 1);
}

#[test]
fn e23_proration_on_a_start_in_march_with_uneven_quarters() {
    agrees(include_str!("../../plans/e23-start-in-march.yaml"), 5);
}

#[test]
fn e25_rolling_measure_shared_by_two_rules() {
    agrees(include_str!("../../plans/e25-rolling-measure.yaml"), 7);
}

#[test]
fn e27_split() {
    agrees(include_str!("../../plans/e27-split.yaml"), 2);
}

#[test]
fn e41_decimal_splits_make_a_whole() {
    agrees(include_str!("../../plans/e41-decimal-splits.yaml"), 2);
}

#[test]
fn e43_no_integer_division() {
    agrees(include_str!("../../plans/e43-no-integer-division.yaml"), 2);
}

#[test]
fn the_adventureworks_plan_pays_each_their_own_rate_on_the_fiscal_year() {
    agrees(include_str!("../../plans/adventureworks.yaml"), 5);
}

#[test]
fn the_demonstration_plan_passes_all_its_examples_and_rules() {
    let text = include_str!("../../plans/kam-demo.yaml");
    agrees(text, 7);
    let report = check(&plan(text));
    assert!(report.ok);
    let found = report.lints.iter().filter(|lint| lint.severity != Severity::NotChecked);
    let found: Vec<(&str, bool)> = found.map(|lint| (lint.id.as_str(), lint.excepted)).collect();
    assert_eq!(found, [("L11", true)]);
}

#[test]
fn the_retroactive_cliff_of_e08_is_found_and_excepted() {
    let report = check(&plan(include_str!("../../plans/e08-marginal-and-retroactive.yaml")));
    let cliffs: Vec<&crate::Lint> = report.lints.iter().filter(|lint| lint.id == "L16").collect();
    assert_eq!(cliffs.len(), 2);
    assert!(cliffs.iter().all(|lint| lint.excepted && lint.path == "components.retroactive"));
    assert!(report.ok);
}

#[test]
fn the_complete_plan_of_a_key_account_manager_pays_132340_and_lints_as_its_text_says() {
    let text = include_str!("../../plans/kam-emea-2027.yaml");
    agrees(text, 7);
    let report = check(&plan(text));
    assert!(report.ok);
    let found = report.lints.iter().filter(|lint| lint.severity != Severity::NotChecked);
    let found: Vec<(&str, &str, bool)> = found.map(|lint| (lint.id.as_str(), lint.path.as_str(), lint.excepted)).collect();
    assert_eq!(
        found,
        [
            ("L16", "components.customer-satisfaction", true),
            ("L16", "components.account-development-2027-29", true),
            ("L26", "components.new-division-spiff", true),
        ]
    );
}

#[test]
fn e10_no_accelerator_before_the_years_quota_is_met() {
    agrees(include_str!("../../plans/e10-yearly-gate.yaml"), 2);
}

#[test]
fn e15_balanced_scorecard() {
    agrees(include_str!("../../plans/e15-balanced-scorecard.yaml"), 3);
}

#[test]
fn e15_balanced_scorecard_by_target_over_actual() {
    agrees(include_str!("../../plans/e15-target-over-actual.yaml"), 3);
}

#[test]
fn e17_objectives_income_and_revenue_by_thirds() {
    agrees(include_str!("../../plans/e17-objectives-income-revenue.yaml"), 3);
}

#[test]
fn e26_out_of_step_measure_in_any_order() {
    agrees(include_str!("../../plans/e26-out-of-step.yaml"), 3);
}

#[test]
fn e28_threshold_on_cash_collected_sales() {
    agrees(include_str!("../../plans/e28-threshold-on-cash.yaml"), 1);
}

#[test]
fn e31_payment_triggered_commission() {
    agrees(include_str!("../../plans/e31-paid-with-the-invoice.yaml"), 2);
}

#[test]
fn e32_recoverable_draw() {
    agrees(include_str!("../../plans/e32-recoverable-draw.yaml"), 1);
}

#[test]
fn e32_recoverable_guarantee() {
    agrees(include_str!("../../plans/e32-recoverable-guarantee.yaml"), 1);
}

#[test]
fn e34_weekly_draw() {
    agrees(include_str!("../../plans/e34-weekly-draw.yaml"), 1);
}

#[test]
fn e35_clawback_at_calculation_rate() {
    agrees(include_str!("../../plans/e35-clawback-at-calculation-rate.yaml"), 1);
}

#[test]
fn e36_clawback_by_share() {
    agrees(include_str!("../../plans/e36-clawback-by-share.yaml"), 2);
}

#[test]
fn e39_currency_fixed_at_posting() {
    agrees(include_str!("../../plans/e39-fixed-at-posting.yaml"), 1);
}

#[test]
fn e39_currency_fixed_in_pounds() {
    agrees(include_str!("../../plans/e39-fixed-in-pounds.yaml"), 1);
}

#[test]
fn e42_credit_note_after_payment_based_commission() {
    agrees(include_str!("../../plans/e42-credit-note.yaml"), 2);
}
