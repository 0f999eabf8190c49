//! The examples of plans against the oracles, a thousand cases for each matter, and each case once more with its facts
//! in another order.

use super::oracles::{Case, Chance, MATTERS};
use crate::{ExampleResult, parse};

const CASES: u64 = 1_000;

/// Runs the plan's only example.
fn run(text: &str) -> ExampleResult {
    let plan = parse(text).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("the plan has problems:\n{}\n{text}", lines.join("\n"))
    });
    crate::example::run(&plan, &plan.examples[0])
}

#[track_caller]
fn agrees(number: u64, case: &Case) {
    let text = case.text();
    let result = run(&text);
    let wrong: Vec<String> = result
        .lines
        .iter()
        .filter(|line| line.difference.is_some() || line.actual.starts_with("unknown"))
        .map(|line| {
            format!(
                "{} {}: the oracle has {}, the evaluator {}",
                line.period, line.name, line.expected, line.actual
            )
        })
        .collect();
    assert_eq!(result.lines.len(), case.figures().len());
    assert!(wrong.is_empty(), "case {number}:\n{}\n\n{text}", wrong.join("\n"));
}

#[track_caller]
fn matter(name: &str) {
    let (_, make) = MATTERS.iter().find(|(other, _)| *other == name).unwrap();
    for number in 0..CASES {
        let mut chance = Chance::new(number);
        let case = make(&mut chance);
        agrees(number, &case);
        if number % 10 == 0 {
            agrees(number, &case.turned(&mut chance));
        }
    }
}

#[test]
fn spiffs_by_transaction_agree() {
    matter("spiffs by transaction");
}

#[test]
fn spiffs_by_event_agree() {
    matter("spiffs by event");
}

#[test]
fn cycles_agree() {
    matter("cycles");
}

#[test]
fn cycles_that_somebody_leaves_agree() {
    matter("cycles that somebody leaves");
}

#[test]
fn cash_in_full_and_pooled_agree() {
    matter("cash in full and pooled");
}

#[test]
fn cash_that_fills_the_tiers_agree() {
    matter("cash that fills the tiers");
}

#[test]
fn instalments_and_dates_agree() {
    matter("instalments and dates");
}

#[test]
fn holdbacks_agree() {
    matter("holdbacks");
}

#[test]
fn leavers_with_unpaid_parts_agree() {
    matter("leavers with unpaid parts");
}

#[test]
fn clawbacks_of_what_was_earned_agree() {
    matter("clawbacks of what was earned");
}

#[test]
fn clawbacks_of_what_was_paid_agree() {
    matter("clawbacks of what was paid");
}

#[test]
fn draws_and_guarantees_agree() {
    matter("draws and guarantees");
}

#[test]
fn currencies_that_come_in_agree() {
    matter("currencies that come in");
}

#[test]
fn currencies_that_are_paid_out_agree() {
    matter("currencies that are paid out");
}

#[test]
fn ramps_agree() {
    matter("ramps");
}

#[test]
fn spreads_agree() {
    matter("spreads");
}

#[test]
fn multiples_agree() {
    matter("multiples");
}

#[test]
fn roll_ups_agree() {
    matter("roll-ups");
}

#[test]
fn limits_together_agree() {
    matter("limits together");
}

#[test]
fn remainders_agree() {
    matter("remainders");
}

#[test]
fn each_transaction_alone_agree() {
    matter("each transaction alone");
}

#[test]
fn hand_overs_agree() {
    matter("hand-overs");
}

#[test]
fn late_facts_agree() {
    matter("late facts");
}
