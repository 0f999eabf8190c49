//! Bonus along a payout curve: target × what the curve says.

use vocabulary::{Cell, Explained, Ratio, Trace};

use super::Standing;
use crate::curve::{Curve, CurveOver, Point, Stretch};
use crate::evaluate::Desk;
use crate::evaluate::money::{reason, unknown};
use crate::evaluate::wording::{amount_text, percent_text};
use crate::plan::{Component, Measure, Unit};

impl Desk<'_> {
    pub(super) fn by_curve(
        &self,
        component: &Component,
        curve: &Curve,
        standing: &Standing,
        (measure, what): (&Measure, String),
    ) -> Explained<Ratio> {
        let position = match (curve.over, &standing.attainment) {
            (CurveOver::Value, _) => &standing.measure,
            (CurveOver::Attainment, Some(attainment)) => attainment,
            (CurveOver::Attainment, None) => {
                return unknown(what, format!("{} has no quota", component.measure), Vec::new());
            }
        };
        let Some(target) = &standing.target else {
            return unknown(what, "the plan has no target incentive".to_owned(), Vec::new());
        };
        let (Ok(at), Ok(amount)) = (&position.value, &target.value) else {
            let because = reason(position).or_else(|| reason(target)).unwrap_or_default();
            return unknown(what, because, vec![position.trace.clone(), target.trace.clone()]);
        };
        let reading = curve.read(at);
        let earned = amount * &reading.pays;
        let in_percent = curve.over == CurveOver::Attainment || measure.unit == Unit::Ratio;
        let (words, line) = stretch_in_words(in_percent, at, &reading.between);
        let share = Trace::new("payout", Cell::Percent(reading.pays.clone()))
            .formula(words)
            .place(Self::line(line))
            .input(position.trace.clone());
        let trace = Trace::new(what, self.exact(&earned))
            .formula(format!("target × {}", percent_text(&reading.pays)))
            .rule(component.id.clone())
            .place(Self::line(curve.line))
            .input(target.trace.clone())
            .input(share);
        Explained::known(earned, trace)
    }
}

/// Which points decided, and the line of the first of them.
fn stretch_in_words(in_percent: bool, at: &Ratio, stretch: &Stretch) -> (String, usize) {
    let position = |at: &Ratio| if in_percent { percent_text(at) } else { amount_text(at) };
    let point = |point: &Point| format!("{} (pays {})", position(&point.at), percent_text(&point.pays));
    let at = position(at);
    match stretch {
        Stretch::BelowFirst(first) => (format!("{at} lies below the first point {}", point(first)), first.line),
        Stretch::Between(from, to) => (format!("{at} lies between {} and {}", point(from), point(to)), from.line),
        Stretch::AtOrAfter(reached) => (format!("{at} reaches the point {}", point(reached)), reached.line),
        Stretch::BeyondLast(last) => (format!("{at} lies beyond the last point {}", point(last)), last.line),
    }
}
