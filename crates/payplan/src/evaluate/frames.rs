//! The stretches of time a component is computed in: its measure's intervals, its window, or its cycle.

use vocabulary::{Length, Period};

use super::Desk;
use crate::plan::{Component, ComponentKind, Cycle, Measure, Spiff};

/// The whole cycle as one period.
pub(crate) fn cycle_period(cycle: &Cycle) -> Period {
    named(cycle.from, cycle.end())
}

fn window_period(spiff: &Spiff) -> Period {
    let from = spiff.window.start();
    named(from, spiff.window.end().unwrap_or_else(|| from.next()))
}

/// A period that is none of the calendar's.
fn named(from: vocabulary::Day, to: vocabulary::Day) -> Period {
    let name = format!("{from} to {}", to.prev());
    Period {
        label: name.clone(),
        name,
        length: Length::Year,
        from,
        to,
    }
}

impl Desk<'_> {
    /// The one measure a component reads, if its kind reads one.
    pub(super) fn measure_of(&self, component: &Component) -> Option<&Measure> {
        self.plan.measure(&component.measure)
    }

    /// A component's interval is its measure's, else its own, else the year.
    pub(super) fn length_of(&self, component: &Component) -> Length {
        let first = component.measures().first().copied().unwrap_or_default();
        match self.plan.measure(first) {
            Some(measure) if component.interval.is_none() => measure.interval,
            Some(_) | None => component.interval.unwrap_or(Length::Year),
        }
    }

    /// Over how long its pay builds up: its interval, or the longer one of its true-up.
    fn built_up_over(&self, component: &Component) -> Length {
        let own = self.length_of(component);
        let longer = component.attached.true_up.as_ref().and_then(|true_up| true_up.interval);
        longer.map_or(own, |longer| longer.max(own))
    }

    /// The component's own intervals inside a longer true-up, as far as it is looked at; none where the two are the same.
    pub(super) fn trued_up(&self, component: &Component, stretch: super::Stretch<'_>) -> Vec<Period> {
        if Desk::is_bounded(component) || self.built_up_over(component) == self.length_of(component) {
            return Vec::new();
        }
        let asked = Period {
            to: stretch.through,
            ..stretch.interval.clone()
        };
        self.periods_of(self.length_of(component), &asked)
    }

    /// The intervals of a component that an asked period touches, in order.
    pub(super) fn frames(&self, component: &Component, asked: &Period) -> Vec<Period> {
        let touches = |period: &Period| period.from < asked.to && asked.from < period.to;
        match &component.kind {
            ComponentKind::Spiff(spiff) => [window_period(spiff)].into_iter().filter(touches).collect(),
            ComponentKind::Cycle(cycle) => [cycle_period(cycle)].into_iter().filter(touches).collect(),
            ComponentKind::Rate(_)
            | ComponentKind::Tiers(_)
            | ComponentKind::Curve(_)
            | ComponentKind::Matrix(_)
            | ComponentKind::Scorecard(_)
            | ComponentKind::Mbo(_)
            | ComponentKind::Override(_) => self.periods_of(self.built_up_over(component), asked),
        }
    }

    /// The periods of a length that an asked period touches, in order.
    pub(super) fn periods_of(&self, length: Length, asked: &Period) -> Vec<Period> {
        let first = self.calendar.period_at(length, asked.from);
        std::iter::successors(first, |interval| self.calendar.next(interval))
            .take_while(|interval| interval.from < asked.to)
            .collect()
    }

    /// Whether the component has nothing to do with time outside its window or cycle: it pays nothing there.
    pub(super) fn is_bounded(component: &Component) -> bool {
        matches!(component.kind, ComponentKind::Spiff(_) | ComponentKind::Cycle(_))
    }
}
