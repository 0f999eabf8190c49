//! The incentive plan language: strict YAML in, a typed and linted plan, and an exact evaluation with its reasons out.
//! Pure: no database, clock or settings. Numbers are exact until the one rounding per component and interval.

mod chart;
mod curve;
mod difference;
mod document;
mod evaluate;
mod evaluation;
mod example;
mod expression;
mod inputs;
mod lint;
mod needs;
mod plan;
mod problem;
mod proration;
mod reading;
mod schema;
mod tiers;
mod yaml;

#[cfg(test)]
mod tests;

pub use chart::{Band, CurvePoint, PayoutCurve, Standing, WhatIf, marginal, payout_curve};
pub use curve::{Below, Beyond, Curve, CurveOver, Lookup, Point, Reading, Stretch};
pub use difference::{Change, difference};
pub use document::document;
pub use evaluate::evaluate;
pub use evaluation::{ComponentResult, Evaluation, IntervalResult, MeasureResult, ParticipantResult, TotalResult};
pub use example::{Example, ExampleLine, ExampleResult};
pub use expression::formula::{Aggregate, Duration, FactField, Formula, Name, Operator, Root, Type, Value};
pub use expression::{Comparison, Condition, Facts, Field, FieldType, Literal};
pub use inputs::{
    Award, Credit, CreditedTransaction, Dated, Increment, Inputs, KpiReading, Leaver, Participant, PersonFacts, Weekend, WorkingDays,
};
pub use lint::{Evidence, Lint, Policies, QuotaChange, RULES, Report, Rule, Severity, check, check_text, check_with, rule_of};
pub use needs::{Need, beyond_credits};
pub use plan::{
    Acknowledge, AppliesTo, Attachments, AttainAgainst, Axis, Basis, Bound, Cap, CapPer, CashRule, Clawback, ClawbackBasis, ClawbackShare,
    Component, ComponentKind, CreditAmount, CreditKind, CreditNoteTo, Crediting, CreditingRule, Cycle, EarnOn, Exchange, ExchangePolicy,
    Gate, Guarantee, GuaranteeKind, Holdback, Instalment, InstalmentAt, Interim, ItemReading, LeaverTerms, LeaverWord, LintException,
    Matrix, Mbo, Measure, Milestone, MissingKpi, Objective, Overlap, PayCalendar, PayTiming, PayWhen, Payout, Plan, PoolSource, Proration,
    ProrationOf, QuotaRule, QuotaSource, Quotient, RampStep, RateSource, Receiver, Recovery, RecoveryOf, RollupRule, RoundingRule,
    ScoreItem, Scorecard, Spiff, SpiffAmount, Spread, TableKey, TableRef, TargetIncentive, TrueUp, Unit, WindfallReview,
};
pub use problem::Problem;
pub use schema::schema;
pub use tiers::{Boundary, Slice, TierBy, TierMode, TierPay, TierRow, Tiers};

/// Reads a plan from its text.
///
/// # Errors
/// Everything that must be changed, in the order of the text; never only the first.
pub fn parse(text: &str) -> Result<Plan, Vec<Problem>> {
    let empty = "the plan is empty; it begins with `schema: kam-plan/1`";
    read(text, empty, |root, problems| reading::plan(root, text, problems))
}

/// Reads what a firm's data show of a plan's measures, for the rules that need data: the file begins with
/// `schema: kam-evidence/1` and names measures of the plan.
///
/// # Errors
/// As for a plan.
pub fn evidence(text: &str, plan: &Plan) -> Result<Evidence, Vec<Problem>> {
    let empty = "the file is empty; it begins with `schema: kam-evidence/1`";
    read(text, empty, |root, problems| reading::evidence(root, plan, problems))
}

fn read<T>(text: &str, empty: &str, made: impl FnOnce(&yaml::Node, &mut problem::Problems) -> Option<T>) -> Result<T, Vec<Problem>> {
    let mut problems = problem::Problems::default();
    let root = yaml::read(text, &mut problems);
    match root.and_then(|root| made(&root, &mut problems)) {
        Some(made) if problems.is_empty() => Ok(made),
        Some(_) | None => {
            if problems.is_empty() {
                problems.add(problem::Place { line: 1, column: 1 }, "", empty);
            }
            Err(problems.into_sorted())
        }
    }
}
