//! Worked examples that were published elsewhere and are not in the specification, each a plan file that names its source.

use super::comes_out;
use crate::{Severity, check_text};

/// The plan comes to its figures, and no rule but that of five examples (L29) finds an error.
#[track_caller]
fn agrees(text: &str) {
    comes_out(text);
    let lints = check_text(text).lints;
    let errors = lints.iter().filter(|lint| lint.severity == Severity::Error && lint.id != "L29");
    let errors: Vec<&str> = errors.map(|lint| lint.message.as_str()).collect();
    assert_eq!(errors, Vec::<&str>::new());
}

#[test]
fn bands_above_quota_have_rates_above_one() {
    agrees(include_str!("../../plans/published-accelerator-bands.yaml"));
}

#[test]
fn a_grid_of_two_measures_times_objectives() {
    agrees(include_str!("../../plans/published-objectives-on-a-grid.yaml"));
}

#[test]
fn a_share_of_salary_for_each_point_above_plan() {
    agrees(include_str!("../../plans/published-salary-for-each-point.yaml"));
}

#[test]
fn a_rate_that_falls_with_tenure() {
    agrees(include_str!("../../plans/published-rate-by-tenure.yaml"));
}

#[test]
fn a_draw_recovered_from_what_lies_above_a_minimum() {
    agrees(include_str!("../../plans/published-draw-above-a-minimum.yaml"));
}

#[test]
fn a_start_in_june_and_goals_that_are_not_a_day_short() {
    agrees(include_str!("../../plans/published-prorated-from-june.yaml"));
}

#[test]
fn a_quota_that_grows_over_five_months() {
    agrees(include_str!("../../plans/published-ramped-quota.yaml"));
}

#[test]
fn a_draw_taken_once_and_a_guarantee_that_is_kept() {
    agrees(include_str!("../../plans/published-draw-taken-once.yaml"));
    agrees(include_str!("../../plans/published-guarantee-kept.yaml"));
}

#[test]
fn a_teams_quota_with_a_newcomer_at_half() {
    agrees(include_str!("../../plans/published-team-quota.yaml"));
}

#[test]
fn a_rate_by_the_margin_of_each_sale() {
    agrees(include_str!("../../plans/published-margin-bands.yaml"));
}
