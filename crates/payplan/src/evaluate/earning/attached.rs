//! What hangs on a component and changes its pay, always in this order: the multiplier, the gates, the cap, the floor
//! of a true-up.

use vocabulary::{Cell, Explained, Money, Ratio, Trace};

use super::Standing;
use crate::evaluate::money::unknown;
use crate::evaluate::wording::{amount_text, percent_text};
use crate::evaluate::{Desk, Stretch};
use crate::plan::{Bound, Cap, CapPer, Component, Gate};

impl Desk<'_> {
    pub(super) fn with_attachments(
        &self,
        component: &Component,
        mut earned: Explained<Ratio>,
        (stretch, standing): (Stretch<'_>, &Standing),
    ) -> Explained<Ratio> {
        let attached = &component.attached;
        if let Some(measure) = &attached.times {
            earned = self.multiplied(earned, measure, stretch);
        }
        for gate in &attached.gates {
            earned = self.gated(earned, gate, stretch);
        }
        if let Some(cap) = attached.cap.as_ref().filter(|cap| cap.per == CapPer::Interval) {
            earned = self.capped(earned, cap, (stretch, standing));
        }
        self.reviewed(component, earned, standing)
    }

    /// A step above what was earned before, with its own reason; the steps before stay below it.
    fn step(&self, earned: Explained<Ratio>, value: Ratio, (formula, line): (String, usize)) -> Explained<Ratio> {
        let mut trace = Trace::new(earned.trace.what.clone(), self.exact(&value))
            .formula(formula)
            .place(Self::line(line));
        trace.rule.clone_from(&earned.trace.rule);
        Explained::known(value, trace.input(earned.trace))
    }

    fn multiplied(&self, earned: Explained<Ratio>, name: &str, stretch: Stretch<'_>) -> Explained<Ratio> {
        let Some(measure) = self.plan.measure(name) else {
            return earned;
        };
        let times = self.measured_by(measure, stretch.through);
        match (&earned.value, &times.value) {
            (Ok(amount), Ok(factor)) => {
                let value = amount * factor;
                let said = format!("{} × {} {}", amount_text(amount), measure.said(), percent_text(factor));
                let mut step = self.step(earned, value, (said, measure.line));
                step.trace.inputs.push(times.trace);
                step
            }
            (Err(_), Ok(_) | Err(_)) => earned,
            (Ok(_), Err(because)) => unknown(earned.trace.what.clone(), because.because.clone(), vec![earned.trace, times.trace]),
        }
    }

    /// Whether a condition on a measure holds on a day, with the value that decided.
    pub(super) fn meets(&self, gate: &Gate, stretch: Stretch<'_>) -> (Result<bool, String>, Trace) {
        let Some(measure) = self.plan.measure(&gate.measure) else {
            let because = format!("the plan has no measure {}", gate.measure);
            return (Err(because.clone()), Trace::new(gate.measure.clone(), Cell::Unknown(because)));
        };
        let value = if gate.by_attainment {
            self.attained_by(measure, stretch.through)
        } else {
            self.measured_by(measure, stretch.through)
        };
        let met = match &value.value {
            Ok(value) => Ok(gate.how.holds_for(value, &gate.with)),
            Err(unknown) => Err(unknown.because.clone()),
        };
        (met, value.trace)
    }

    fn gated(&self, earned: Explained<Ratio>, gate: &Gate, stretch: Stretch<'_>) -> Explained<Ratio> {
        let Ok(amount) = &earned.value else { return earned };
        let (met, trace) = self.meets(gate, stretch);
        let with = if gate.by_attainment {
            percent_text(&gate.with)
        } else {
            amount_text(&gate.with)
        };
        let said = format!("{} {} {with}", gate.measure, gate.how.as_str());
        match met {
            // Nothing stays nothing, whatever the gate would say.
            Err(_) if amount.is_zero() => earned,
            Err(because) => unknown(earned.trace.what.clone(), because, vec![earned.trace, trace]),
            Ok(true) => {
                let mut earned = earned;
                earned.trace.inputs.push(trace.note(format!("The gate {said} is met.")));
                earned
            }
            Ok(false) => {
                let value = amount * &gate.otherwise;
                let said = format!("the gate {said} is not met: {} stays", percent_text(&gate.otherwise));
                let mut step = self.step(earned, value, (said, gate.line));
                step.trace.inputs.push(trace);
                step
            }
        }
    }

    fn capped(&self, earned: Explained<Ratio>, cap: &Cap, (stretch, standing): (Stretch<'_>, &Standing)) -> Explained<Ratio> {
        let Ok(amount) = &earned.value else { return earned };
        let limit = match (&cap.at, &standing.target) {
            (Bound::Amount(limit), _) => Ok(limit.clone()),
            (Bound::OfTarget(share), Some(target)) => match &target.value {
                Ok(target) => Ok(target * share),
                Err(unknown) => Err(unknown.because.clone()),
            },
            (Bound::OfTarget(_), None) => Err("the component has no target".to_owned()),
        };
        let limit = match limit {
            Ok(limit) if *amount > limit => limit,
            Ok(_) => return earned,
            Err(because) => return unknown(earned.trace.what.clone(), because, vec![earned.trace]),
        };
        if let Some(unless) = &cap.unless {
            let (met, trace) = self.meets(unless, stretch);
            match met {
                Ok(true) => return earned,
                Ok(false) => {}
                Err(because) => return unknown(earned.trace.what.clone(), because, vec![earned.trace, trace]),
            }
        }
        let said = format!("capped at {}", amount_text(&limit));
        self.step(earned, limit, (said, cap.line))
    }

    pub(super) fn floored(&self, earned: Explained<Ratio>, floor: Option<&Ratio>) -> Explained<Ratio> {
        match (&earned.value, floor) {
            (Ok(amount), Some(floor)) if amount < floor => {
                let said = format!("not below {}", amount_text(floor));
                let line = self.plan.components_line;
                self.step(earned, floor.clone(), (said, line))
            }
            (Ok(_) | Err(_), _) => earned,
        }
    }

    /// The earning above which a windfall is reviewed: so many times the component's target.
    fn reviewed_above(component: &Component, standing: &Standing) -> Option<Result<Ratio, String>> {
        let review = component.attached.windfall_review.as_ref()?;
        let target = standing.target.as_ref()?;
        let limit = target.value.as_ref().map(|target| target * &review.over);
        Some(limit.map_err(|unknown| unknown.because.clone()))
    }

    /// The part of an earning that waits for its review; what lies below is paid as ever.
    pub(in crate::evaluate) fn above_review(&self, component: &Component, stretch: Stretch<'_>) -> Result<Money, String> {
        let inside = self.trued_up(component, stretch);
        let mut own: Vec<Stretch<'_>> = inside.iter().map(|own| stretch.of(own)).collect();
        if own.is_empty() {
            own.push(stretch);
        }
        let mut above = Ratio::zero();
        for stretch in own {
            let standing = self.own_standing(component, stretch);
            let Some(limit) = Self::reviewed_above(component, &standing) else {
                continue;
            };
            let earned = self.earned_unlimited(component, (stretch, &standing));
            let earned = self.round(earned).value.map_err(|unknown| unknown.because)?;
            above += (earned.to_ratio() - limit?).max(Ratio::zero());
        }
        let rule = self.plan.rounding;
        Money::round(&above.round(rule.digits, rule.mode), self.plan.currency, rule.mode).map_err(|problem| problem.to_string())
    }

    /// A windfall is marked for review and not cut.
    fn reviewed(&self, component: &Component, mut earned: Explained<Ratio>, standing: &Standing) -> Explained<Ratio> {
        let limit = Self::reviewed_above(component, standing);
        if let (Some(review), Some(Ok(limit)), Ok(amount)) = (&component.attached.windfall_review, limit, &earned.value)
            && *amount > limit
        {
            let note = format!(
                "More than {} times the target: {} reviews the part above before it is paid (line {}).",
                amount_text(&review.over),
                review.approver,
                review.line
            );
            earned.trace.note = Some(match earned.trace.note.take() {
                Some(before) => format!("{before} {note}"),
                None => note,
            });
        }
        earned
    }
}
