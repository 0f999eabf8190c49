//! What a component earns in an interval up to a day, exact, with the table or point that decided.

mod attached;
mod by_curve;
mod by_cycle;
mod by_event;
mod by_matrix;
mod by_rate;
mod by_score;
mod by_tiers;

use vocabulary::{Explained, Money, Period, Ratio, Trace};

use super::money::{reason, unknown};
use super::{Desk, Stretch};
use crate::plan::{Component, ComponentKind};

/// Everything one component stands on in one interval up to a day.
pub(super) struct Standing {
    /// Its measure, or the score, count or cell it is paid by.
    pub(super) measure: Explained<Ratio>,
    pub(super) quota: Option<Explained<Ratio>>,
    pub(super) attainment: Option<Explained<Ratio>>,
    /// Exact, not rounded.
    pub(super) target: Option<Explained<Ratio>>,
}

impl Desk<'_> {
    /// In a longer true-up it is the interval of its own in which the day lies.
    pub(super) fn standing(&self, component: &Component, stretch: Stretch<'_>) -> Standing {
        match self.trued_up(component, stretch).last() {
            Some(own) => self.own_standing(component, stretch.of(own)),
            None => self.own_standing(component, stretch),
        }
    }

    fn own_standing(&self, component: &Component, stretch: Stretch<'_>) -> Standing {
        let target = self.target_exact(component, self.measure_of(component), stretch);
        let Some(measure) = self.measure_of(component) else {
            return Standing {
                measure: self.stands_on(component, stretch),
                quota: None,
                attainment: None,
                target,
            };
        };
        let to_date = self.measured(measure, stretch);
        let quota = self.quota(measure, stretch);
        let attainment = self.attainment(measure, &to_date, quota.as_ref());
        Standing {
            measure: to_date,
            attainment,
            quota,
            target,
        }
    }

    /// What a component without a measure of its own is paid by.
    fn stands_on(&self, component: &Component, stretch: Stretch<'_>) -> Explained<Ratio> {
        match &component.kind {
            ComponentKind::Matrix(matrix) => self.cell_of(matrix, stretch),
            ComponentKind::Scorecard(scorecard) => self.score(scorecard, stretch),
            ComponentKind::Mbo(mbo) => self.objectives(mbo, stretch),
            ComponentKind::Spiff(_) => self.events(component, stretch),
            ComponentKind::Cycle(cycle) => self.milestone_score(cycle, stretch.through),
            ComponentKind::Rate(_) | ComponentKind::Tiers(_) | ComponentKind::Curve(_) | ComponentKind::Override(_) => unknown(
                component.said(),
                format!("the plan has no measure {}", component.measure),
                Vec::new(),
            ),
        }
    }

    /// Earned in the interval up to the day, rounded: the one rounding point. Over a longer true-up the rounded values
    /// of its intervals are added before the floor limits them.
    pub(super) fn earned_to_date(&self, component: &Component, (stretch, standing): (Stretch<'_>, &Standing)) -> Explained<Money> {
        let inside = self.trued_up(component, stretch);
        let floor = component.attached.true_up.as_ref().and_then(|true_up| true_up.floor.as_ref());
        if inside.is_empty() {
            let exact = self.earned_unlimited(component, (stretch, standing));
            return self.round(self.floored(exact, floor));
        }
        let parts = inside.iter().map(|own| {
            let stretch = stretch.of(own);
            let standing = self.own_standing(component, stretch);
            self.round(self.earned_unlimited(component, (stretch, &standing)))
        });
        let what = format!("{} earned in {}", component.said(), stretch.name());
        let sum = self.sum(what, "sum of its intervals", parts.collect());
        self.round(self.floored(sum.map(Money::to_ratio), floor))
    }

    /// Exact, before the floor of a true-up.
    fn earned_unlimited(&self, component: &Component, (stretch, standing): (Stretch<'_>, &Standing)) -> Explained<Ratio> {
        let exact = self.earned_exact(component, (stretch, standing));
        self.with_attachments(component, exact, (stretch, standing))
    }

    fn earned_exact(&self, component: &Component, (stretch, standing): (Stretch<'_>, &Standing)) -> Explained<Ratio> {
        let what = format!("{} earned in {}", component.said(), stretch.name());
        if let ComponentKind::Cycle(cycle) = &component.kind {
            return self.by_cycle(component, cycle, (stretch, what));
        }
        if let Some(because) = reason(&standing.measure) {
            return unknown(what, because, vec![standing.measure.trace.clone()]);
        }
        let nothing_measured = standing.measure.known_value().is_some_and(Ratio::is_zero);
        let employed = self.employment().within(stretch.interval.from, stretch.through);
        if employed.is_none() && nothing_measured {
            let nothing = Ratio::zero();
            let cell = self.exact(&nothing);
            let trace = Trace::new(what, cell).note("Not employed in this time.").rule(component.id.clone());
            return Explained::known(nothing, trace);
        }
        match (&component.kind, self.measure_of(component)) {
            (ComponentKind::Rate(rate) | ComponentKind::Override(rate), Some(measure)) => {
                self.by_rate(component, rate, &standing.measure, (measure, stretch, what))
            }
            (ComponentKind::Tiers(tiers), Some(measure)) => self.by_tiers(component, tiers, standing, (measure, stretch, what)),
            (ComponentKind::Curve(curve), Some(measure)) => self.by_curve(component, curve, standing, (measure, what)),
            (ComponentKind::Matrix(_) | ComponentKind::Scorecard(_) | ComponentKind::Mbo(_), _) => {
                self.share_of_target(component, standing, what)
            }
            (ComponentKind::Spiff(_), _) => self.by_events(component, (stretch, what)),
            (ComponentKind::Cycle(cycle), _) => self.by_cycle(component, cycle, (stretch, what)),
            (ComponentKind::Rate(_) | ComponentKind::Override(_) | ComponentKind::Tiers(_) | ComponentKind::Curve(_), None) => {
                unknown(what, format!("the plan has no measure {}", component.measure), Vec::new())
            }
        }
    }

    /// What the part of an asked period inside one interval earns: the value to date less what earlier periods earned.
    pub(super) fn earned_in_interval(
        &self,
        component: &Component,
        (stretch, asked): (Stretch<'_>, &Period),
        to_date: &Explained<Money>,
    ) -> Explained<Money> {
        if asked.from <= stretch.interval.from {
            return to_date.clone();
        }
        let before = Stretch {
            interval: stretch.interval,
            through: asked.from,
        };
        let standing = self.standing(component, before);
        let earlier = self.earned_to_date(component, (before, &standing));
        let what = format!("{} earned in {}", component.said(), asked.name);
        self.less(what, "earned to date less what earlier periods earned", to_date.clone(), earlier)
    }

    /// Puts the parts of an asked period together.
    pub(super) fn earned_in(&self, component: &Component, asked: &Period, mut parts: Vec<Explained<Money>>) -> Explained<Money> {
        let what = format!("{} earned in {}", component.said(), asked.name);
        match (parts.pop(), parts.is_empty()) {
            (Some(mut only), true) => {
                only.trace.what = what;
                only
            }
            (Some(last), false) => {
                parts.push(last);
                self.sum(what, "sum of its intervals", parts)
            }
            (None, _) => unknown(what, "nothing was evaluated".to_owned(), Vec::new()),
        }
    }

    /// One rounded value less another.
    pub(super) fn less(&self, what: String, formula: &str, to_date: Explained<Money>, earlier: Explained<Money>) -> Explained<Money> {
        let difference = match (&to_date.value, &earlier.value) {
            (Ok(now), Ok(before)) => now.checked_sub(*before).map_err(|problem| problem.to_string()),
            (Err(unknown), Ok(_) | Err(_)) | (Ok(_), Err(unknown)) => Err(unknown.because.clone()),
        };
        // The earlier value is told in one line; its own reasons stand on the earlier statement.
        let mut earlier = earlier.trace;
        earlier.inputs.clear();
        earlier.table = None;
        let inputs = [to_date.trace, earlier];
        match difference {
            Ok(difference) => {
                let trace = Trace::new(what, vocabulary::Cell::Money(difference))
                    .formula(formula)
                    .inputs(inputs);
                Explained::known(difference, trace)
            }
            Err(because) => unknown(what, because, inputs.into()),
        }
    }
}
