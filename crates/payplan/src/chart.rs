//! What a component pays along its curve, for charts, and what a little more would change.

use serde::{Deserialize, Serialize};
use vocabulary::{Money, Ratio};

use crate::curve::{Below, Beyond, Curve, CurveOver, Lookup};
use crate::evaluate::{amount_text, percent_text};
use crate::plan::{Component, ComponentKind, Plan, RateSource};
use crate::tiers::{Boundary, TierBy, TierMode, TierPay, Tiers};

/// The pay of one component over attainment, from 0 % to beyond its last bound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutCurve {
    /// Straight lines lead from one point to the next.
    pub points: Vec<CurvePoint>,
    pub bands: Vec<Band>,
    /// Whether pay goes on rising beyond the last point: no cap.
    pub goes_on: bool,
}

/// Pay in plan currency units, exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurvePoint {
    pub attainment: Ratio,
    pub pay: Ratio,
    /// Pay just beyond the point, where it differs: a cliff.
    pub jump: Option<Ratio>,
}

/// A stretch of attainment with one rate, in words such as `3 %`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    pub from: Ratio,
    pub to: Option<Ratio>,
    pub rate: String,
}

/// Where somebody stands in an interval, in plan currency units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub measure: Ratio,
    pub quota: Option<Ratio>,
    pub target: Option<Money>,
    /// The rate from a table, for a component that has one.
    pub rate: Option<Ratio>,
}

/// What more of the measure would pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIf {
    pub label: String,
    pub extra_measure: Ratio,
    pub extra_pay: Money,
}

/// The payout curve of a component. `None` where pay is not a function of attainment: tiers over each transaction,
/// a rate that stands in a table, a curve without a target, or a quota of zero or less.
pub fn payout_curve(plan: &Plan, component: &str, quota: &Ratio, target: Option<&Money>) -> Option<PayoutCurve> {
    let component = plan.component(component)?;
    if !quota.is_positive() {
        return None;
    }
    let standing = Standing {
        measure: Ratio::zero(),
        quota: Some(quota.clone()),
        target: target.copied(),
        rate: None,
    };
    let breaks = breaks(component, quota)?;
    let last = breaks.last().cloned().unwrap_or_else(Ratio::zero);
    let tail = (last + Ratio::fraction(3, 10)?).max(Ratio::fraction(13, 10)?);
    let mut positions = vec![Ratio::zero()];
    positions.extend(breaks.into_iter().filter(Ratio::is_positive));
    positions.push(tail);
    let points = positions.into_iter().map(|attainment| {
        let value = &attainment * quota;
        let pay = pay(component, &value, &standing, Side::Below)?;
        let beyond = pay_beyond(component, &value, &standing)?;
        Some(CurvePoint {
            attainment,
            jump: (beyond != pay).then_some(beyond),
            pay,
        })
    });
    Some(PayoutCurve {
        points: points.collect::<Option<_>>()?,
        bands: bands(component, quota),
        goes_on: goes_on(component),
    })
}

/// What one more point of quota and each further tier would pay, as rounded money.
pub fn marginal(plan: &Plan, component: &str, standing: &Standing) -> Vec<WhatIf> {
    let Some(component) = plan.component(component) else {
        return Vec::new();
    };
    let rounded = |value: &Ratio, side: Side| {
        let exact = pay(component, value, standing, side)?;
        let rounded = exact.round(plan.rounding.digits, plan.rounding.mode);
        Money::round(&rounded, plan.currency, plan.rounding.mode).ok()
    };
    let Some(now) = rounded(&standing.measure, Side::AsWritten) else {
        return Vec::new();
    };
    let mut what_if = Vec::new();
    let mut ask = |label: &str, extra: Ratio, side: Side| {
        let then = rounded(&(&standing.measure + &extra), side);
        if let Some(extra_pay) = then.and_then(|then| then.checked_sub(now).ok()) {
            what_if.push(WhatIf {
                label: format!("{label}, {} of {}", amount_text(&extra), component.measure),
                extra_measure: extra,
                extra_pay,
            });
        }
    };
    let positive = standing.quota.as_ref().filter(|quota| quota.is_positive());
    if let Some((quota, point)) = positive.zip(Ratio::fraction(1, 100)) {
        ask("One more point", quota * &point, Side::AsWritten);
    }
    let unit = Ratio::one();
    let quota = positive.unwrap_or(&unit);
    for bound in breaks(component, quota).unwrap_or_default() {
        let extra = &bound * quota - &standing.measure;
        if extra.is_positive() {
            let to = if positive.is_some() {
                percent_text(&bound)
            } else {
                amount_text(&bound)
            };
            ask(&format!("To {to}"), extra, Side::Beyond);
        }
    }
    what_if
}

/// From which side a value exactly on an edge is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Below,
    AsWritten,
    Beyond,
}

/// Positions where the pay changes its slope or jumps, as shares of quota.
fn breaks(component: &Component, quota: &Ratio) -> Option<Vec<Ratio>> {
    match &component.kind {
        ComponentKind::Rate(_) | ComponentKind::Override(_) => Some(Vec::new()),
        ComponentKind::Tiers(tiers) => {
            let bounds = tiers.rows.iter().filter_map(|row| row.to.clone());
            match tiers.by {
                TierBy::Attainment => Some(bounds.collect()),
                TierBy::Amount => bounds.map(|bound| bound.checked_div(quota)).collect(),
                TierBy::EachTransaction | TierBy::Remainder => None,
            }
        }
        ComponentKind::Curve(curve) => {
            let positions = curve.points.iter().map(|point| point.at.clone());
            match curve.over {
                CurveOver::Attainment => Some(positions.collect()),
                CurveOver::Value => positions.map(|at| at.checked_div(quota)).collect(),
            }
        }
        ComponentKind::Matrix(_)
        | ComponentKind::Scorecard(_)
        | ComponentKind::Mbo(_)
        | ComponentKind::Spiff(_)
        | ComponentKind::Cycle(_) => None,
    }
}

/// What the component pays for a value of its measure, exact.
fn pay(component: &Component, value: &Ratio, standing: &Standing, side: Side) -> Option<Ratio> {
    match &component.kind {
        ComponentKind::Rate(RateSource::Literal(rate)) | ComponentKind::Override(RateSource::Literal(rate)) => Some(value * rate),
        ComponentKind::Rate(RateSource::Table(_)) | ComponentKind::Override(RateSource::Table(_)) => {
            standing.rate.as_ref().map(|rate| value * rate)
        }
        ComponentKind::Tiers(tiers) => {
            let unit = match tiers.by {
                TierBy::Attainment => standing.quota.clone()?,
                TierBy::Amount => Ratio::one(),
                TierBy::EachTransaction | TierBy::Remainder => return None,
            };
            Some(seen_from(tiers, side).pay(value, &unit))
        }
        ComponentKind::Curve(curve) => {
            let at = match curve.over {
                CurveOver::Attainment => value.checked_div(standing.quota.as_ref()?)?,
                CurveOver::Value => value.clone(),
            };
            let target = standing.target.as_ref()?.to_ratio();
            let (below, beyond) = limits(curve, &at);
            let share = match side {
                Side::Below => below,
                Side::AsWritten => curve.read(&at).pays,
                Side::Beyond => beyond,
            };
            Some(target * share)
        }
        ComponentKind::Matrix(_)
        | ComponentKind::Scorecard(_)
        | ComponentKind::Mbo(_)
        | ComponentKind::Spiff(_)
        | ComponentKind::Cycle(_) => None,
    }
}

fn pay_beyond(component: &Component, value: &Ratio, standing: &Standing) -> Option<Ratio> {
    pay(component, value, standing, Side::Beyond)
}

fn seen_from(tiers: &Tiers, side: Side) -> Tiers {
    let boundary = match side {
        Side::Below => Boundary::LowerTier,
        Side::AsWritten => tiers.boundary,
        Side::Beyond => Boundary::UpperTier,
    };
    Tiers { boundary, ..tiers.clone() }
}

/// The curve's values just below and just above a position; they differ at a cliff.
pub(crate) fn limits(curve: &Curve, at: &Ratio) -> (Ratio, Ratio) {
    let own = curve.read(at).pays;
    let mut standing = curve.points.iter().filter(|point| point.at == *at);
    if let (Some(first), Some(second)) = (standing.next(), standing.next()) {
        return (first.pays.clone(), second.pays.clone());
    }
    let Some(number) = curve.points.iter().position(|point| point.at == *at) else {
        return (own.clone(), own);
    };
    let earlier = number.checked_sub(1).and_then(|number| curve.points.get(number));
    let below = match (earlier, curve.lookup, &curve.below) {
        (Some(earlier), Lookup::Floor, _) => earlier.pays.clone(),
        (None, _, Below::Share(share)) => share.clone(),
        (Some(_), Lookup::Interpolate, _) | (None, _, Below::First | Below::Extend) => own.clone(),
    };
    let is_last = number + 1 == curve.points.len();
    let beyond = match &curve.beyond {
        Beyond::Share(share) if is_last => share.clone(),
        Beyond::Share(_) | Beyond::Last | Beyond::Extend => own,
    };
    (below, beyond)
}

fn bands(component: &Component, quota: &Ratio) -> Vec<Band> {
    let edges = breaks(component, quota).unwrap_or_default();
    let texts: Vec<String> = match &component.kind {
        ComponentKind::Rate(RateSource::Literal(rate)) | ComponentKind::Override(RateSource::Literal(rate)) => vec![percent_text(rate)],
        ComponentKind::Rate(RateSource::Table(table)) | ComponentKind::Override(RateSource::Table(table)) => vec![table.table.clone()],
        ComponentKind::Tiers(tiers) => tiers
            .rows
            .iter()
            .map(|row| match &row.pays {
                TierPay::Rate(rate) => percent_text(rate),
                TierPay::Amount(amount) => amount_text(amount),
                TierPay::Multiple(times) => format!("{}x", amount_text(times)),
            })
            .collect(),
        ComponentKind::Curve(curve) => curve_texts(curve),
        ComponentKind::Matrix(_)
        | ComponentKind::Scorecard(_)
        | ComponentKind::Mbo(_)
        | ComponentKind::Spiff(_)
        | ComponentKind::Cycle(_) => Vec::new(),
    };
    let mut from = Ratio::zero();
    texts
        .into_iter()
        .zip(edges.into_iter().map(Some).chain([None]))
        .map(|(rate, to)| {
            let band = Band {
                from: from.clone(),
                to: to.clone(),
                rate,
            };
            from = to.unwrap_or_else(|| from.clone());
            band
        })
        .collect()
}

/// One text before the first point, one per pair of points, one after the last.
fn curve_texts(curve: &Curve) -> Vec<String> {
    let first = curve.points.first().map(|point| point.pays.clone()).unwrap_or_else(Ratio::zero);
    let last = curve.points.last().map(|point| point.pays.clone()).unwrap_or_else(Ratio::zero);
    let before = match &curve.below {
        Below::First => percent_text(&first),
        Below::Share(share) => percent_text(share),
        Below::Extend => format!("up to {}", percent_text(&first)),
    };
    let after = match &curve.beyond {
        Beyond::Last => percent_text(&last),
        Beyond::Share(share) => percent_text(share),
        Beyond::Extend => format!("from {}", percent_text(&last)),
    };
    let between = curve
        .points
        .iter()
        .zip(curve.points.iter().skip(1))
        .map(|(from, to)| match curve.lookup {
            Lookup::Floor => percent_text(&from.pays),
            Lookup::Interpolate => {
                let (from, to) = (percent_text(&from.pays), percent_text(&to.pays));
                format!("{} to {to}", from.trim_end_matches(" %"))
            }
        });
    [before].into_iter().chain(between).chain([after]).collect()
}

fn goes_on(component: &Component) -> bool {
    match &component.kind {
        ComponentKind::Rate(RateSource::Literal(rate)) | ComponentKind::Override(RateSource::Literal(rate)) => rate.is_positive(),
        ComponentKind::Rate(RateSource::Table(_)) | ComponentKind::Override(RateSource::Table(_)) => true,
        ComponentKind::Matrix(_)
        | ComponentKind::Scorecard(_)
        | ComponentKind::Mbo(_)
        | ComponentKind::Spiff(_)
        | ComponentKind::Cycle(_) => false,
        ComponentKind::Tiers(tiers) => tiers.rows.last().is_some_and(|row| match (&row.pays, tiers.mode) {
            (TierPay::Rate(rate) | TierPay::Multiple(rate), TierMode::Flat | TierMode::Marginal | TierMode::Interpolated) => {
                rate.is_positive()
            }
            (TierPay::Amount(_), TierMode::Flat | TierMode::Marginal | TierMode::Interpolated) => false,
        }),
        ComponentKind::Curve(curve) => {
            let rising = match curve.points.as_slice() {
                [.., before, last] => last.pays > before.pays,
                _ => false,
            };
            curve.beyond == Beyond::Extend && rising
        }
    }
}
