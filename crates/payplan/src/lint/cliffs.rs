//! L16: a cliff is a jump in pay at one point of attainment. It makes people move sales across it.

use vocabulary::Ratio;

use super::{Lint, Severity};
use crate::chart::limits;
use crate::curve::{Curve, Lookup};
use crate::evaluate::percent_text;
use crate::inputs::Employment;
use crate::plan::{Basis, Component, ComponentKind, Matrix, Measure, Plan, ProrationOf, QuotaSource, Spread};
use crate::proration::{Schedule, slices_of};
use crate::tiers::{TierBy, TierMode, TierPay, Tiers};

pub(super) fn cliffs(plan: &Plan, tolerated: &Ratio) -> Vec<Lint> {
    let mut found = Vec::new();
    for component in &plan.components {
        found.extend(match &component.kind {
            ComponentKind::Tiers(tiers) => tier_cliffs(plan, component, tiers, tolerated),
            ComponentKind::Curve(curve) => curve_cliffs(component, curve, tolerated),
            ComponentKind::Matrix(matrix) => matrix_cliff(component, matrix, tolerated),
            ComponentKind::Cycle(cycle) => matrix_cliff(component, &cycle.finale, tolerated),
            ComponentKind::Rate(_)
            | ComponentKind::Scorecard(_)
            | ComponentKind::Mbo(_)
            | ComponentKind::Spiff(_)
            | ComponentKind::Override(_) => Vec::new(),
        });
        found.extend(gate_cliffs(component, tolerated));
    }
    found
}

fn cliff(component: &Component, line: usize, at: &str, jump: &str) -> Lint {
    let message = format!(
        "Cliff: at {at} the pay of {} jumps by {jump}; people move sales across it.",
        component.id
    );
    Lint::new("L16", Severity::Warning, (&format!("components.{}", component.id), line), message)
}

/// What a gate takes away at its edge, of the component's target.
fn gate_cliffs(component: &Component, tolerated: &Ratio) -> Vec<Lint> {
    let weight = component.weight.clone().unwrap_or_else(Ratio::one);
    component
        .attached
        .gates
        .iter()
        .filter_map(|gate| {
            let jump = (Ratio::one() - &gate.otherwise).abs() * &weight;
            let at = if gate.by_attainment {
                percent_text(&gate.with)
            } else {
                crate::evaluate::amount_text(&gate.with)
            };
            let at = format!("the gate of {at} {}", gate.measure);
            (jump > *tolerated).then(|| cliff(component, gate.line, &at, &format!("{} of target incentive", percent_text(&jump))))
        })
        .collect()
}

/// The highest step between two neighbouring cells that are read by floor.
fn matrix_cliff(component: &Component, matrix: &Matrix, tolerated: &Ratio) -> Vec<Lint> {
    if matrix.lookup == Lookup::Interpolate {
        return Vec::new();
    }
    let weight = component.weight.clone().unwrap_or_else(Ratio::one);
    let along = matrix.payout.iter().flat_map(|line| line.iter().zip(line.iter().skip(1)));
    let across = matrix.payout.iter().zip(matrix.payout.iter().skip(1));
    let across = across.flat_map(|(line, next)| line.iter().zip(next));
    let highest = along
        .chain(across)
        .map(|(from, to)| (to - from).abs())
        .max()
        .unwrap_or_else(Ratio::zero);
    let jump = highest * &weight;
    if jump <= *tolerated {
        return Vec::new();
    }
    let said = format!("up to {} of target incentive", percent_text(&jump));
    vec![cliff(component, matrix.line, "the edges of its matrix", &said)]
}

/// A curve pays shares of the component's target, so a jump is its height times the component's weight.
fn curve_cliffs(component: &Component, curve: &Curve, tolerated: &Ratio) -> Vec<Lint> {
    let weight = component.weight.clone().unwrap_or_else(Ratio::one);
    curve
        .points
        .iter()
        .filter_map(|point| {
            let (below, beyond) = limits(curve, &point.at);
            let jump = (beyond - below).abs() * &weight;
            let at = match curve.over {
                crate::curve::CurveOver::Attainment => percent_text(&point.at),
                crate::curve::CurveOver::Value => crate::evaluate::amount_text(&point.at),
            };
            let jumps = format!("{} of target incentive", percent_text(&jump));
            (jump > *tolerated).then(|| cliff(component, point.line, &at, &jumps))
        })
        .collect()
}

/// Only flat tables jump: at a bound everything is paid at the next rate.
fn tier_cliffs(plan: &Plan, component: &Component, tiers: &Tiers, tolerated: &Ratio) -> Vec<Lint> {
    if tiers.mode != TierMode::Flat {
        return Vec::new();
    }
    let unit = match tiers.by {
        TierBy::Attainment => plan.measure(&component.measure).and_then(|measure| literal_quota(plan, measure)),
        TierBy::Amount | TierBy::EachTransaction | TierBy::Remainder => Some(Ratio::one()),
    };
    let target = interval_incentive(plan, component);
    let pairs = tiers.rows.iter().zip(tiers.rows.iter().skip(1));
    pairs
        .filter_map(|(lower, upper)| {
            let (TierPay::Rate(before), TierPay::Rate(after)) = (&lower.pays, &upper.pays) else {
                return None;
            };
            let bound = lower.to.as_ref()?;
            let rise = (after - before).abs();
            let at = match tiers.by {
                TierBy::Attainment => percent_text(bound),
                TierBy::Amount | TierBy::EachTransaction | TierBy::Remainder => crate::evaluate::amount_text(bound),
            };
            // Without a target incentive, or without the quota, the jump is told as a share of the pay it leads to.
            let (share, of) = match (unit.as_ref(), target.as_ref()) {
                (Some(unit), Some(target)) => ((&rise * bound * unit).checked_div(target)?, "target incentive"),
                (None, _) | (_, None) => (rise.checked_div(&before.max(after).clone())?, "what is paid there"),
            };
            let jumps = format!("{} of {of}", percent_text(&share));
            (share > *tolerated).then(|| cliff(component, lower.line, &at, &jumps))
        })
        .collect()
}

/// The quota of one interval when it is written in the plan.
pub(super) fn literal_quota(plan: &Plan, measure: &Measure) -> Option<Ratio> {
    let rule = measure.quota.as_ref()?;
    let QuotaSource::Literal(amount) = &rule.of else {
        return None;
    };
    match &rule.spread {
        None => Some(amount.clone()),
        Some(spread) => share_of_year(plan, measure, spread).map(|share| amount * share),
    }
}

/// The whole plan's target incentive of one interval of the component.
fn interval_incentive(plan: &Plan, component: &Component) -> Option<Ratio> {
    let incentive = plan.target_incentive.as_ref()?;
    let measure = plan.measure(&component.measure)?;
    let share = share_of_year(plan, measure, &incentive.spread)?;
    (!share.is_zero()).then(|| &incentive.amount * share)
}

/// The part of a year's amount that falls on the measure's first interval in the plan.
fn share_of_year(plan: &Plan, measure: &Measure, spread: &Spread) -> Option<Ratio> {
    let interval = plan.calendar.period_at(measure.interval, plan.effective.start())?;
    let year = plan.calendar.year_at(interval.from)?;
    let schedule = Schedule {
        slices: slices_of(spread, &year, &plan.calendar)?,
        calendar: &plan.calendar,
        of: ProrationOf::Annual,
        basis: Basis::CalendarDays,
        employment: Employment::ALWAYS,
        work: &crate::inputs::WorkingDays::default(),
    };
    Some(schedule.due(interval.from, interval.to))
}
