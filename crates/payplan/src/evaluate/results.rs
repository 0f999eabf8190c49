//! Puts the answers of one participant together, in the order of the asked periods and of the plan.

use vocabulary::{Cell, Explained, Money, Period, Ratio, Trace};

use super::money::unknown;
use super::{Desk, Stretch};
use crate::evaluation::{ComponentResult, IntervalResult, MeasureResult, ParticipantResult, TotalResult};
use crate::plan::{Component, Measure};

/// What is asked for. An example names a few figures of a plan; nothing else needs to be computed for it.
pub(super) enum Wanted<'w> {
    Everything,
    /// The names of components and measures by period.
    Named(&'w [(&'w Period, &'w str)]),
}

/// Stands for all components of a period together.
pub(crate) const TOTAL: &str = "";

impl Wanted<'_> {
    fn is_everything(&self) -> bool {
        matches!(self, Wanted::Everything)
    }

    fn total(&self, period: &Period) -> bool {
        self.names(period, TOTAL)
    }

    fn names(&self, period: &Period, name: &str) -> bool {
        match self {
            Wanted::Everything => true,
            Wanted::Named(names) => names.iter().any(|(of, wanted)| *wanted == name && *of == period),
        }
    }
}

impl Desk<'_> {
    pub(super) fn results(&self, asked: &[Period], wanted: &Wanted<'_>) -> ParticipantResult {
        let mut components = Vec::new();
        let mut measures = Vec::new();
        let mut totals = Vec::new();
        let mut intervals: Vec<IntervalResult> = Vec::new();
        for period in asked {
            let total = wanted.total(period);
            let mut in_period = Vec::new();
            let of_period = self.plan.components.iter();
            for component in of_period.filter(|component| total || wanted.names(period, &component.id)) {
                let (result, standing) = self.component_result(component, (period, wanted.is_everything()));
                in_period.push(result);
                for interval in standing {
                    // A later period of the same interval knows more than an earlier one.
                    intervals.retain(|known| known.component != interval.component || known.interval != interval.interval);
                    intervals.push(interval);
                }
            }
            let of_period = self.plan.measures.iter();
            let of_period = of_period.filter(|measure| wanted.names(period, &measure.name));
            measures.extend(of_period.map(|measure| self.measure_result(measure, period)));
            if total {
                totals.push(self.together(period, &in_period));
            }
            components.extend(in_period);
        }
        ParticipantResult {
            person: self.person.person.clone(),
            components,
            intervals,
            measures,
            totals,
        }
    }

    /// The component in the asked period, and where each interval that the period touches stands, where that is wanted.
    fn component_result(&self, component: &Component, (period, intervals): (&Period, bool)) -> (ComponentResult, Vec<IntervalResult>) {
        let mut standing = Vec::new();
        let mut parts = Vec::new();
        for interval in self.frames(component, period) {
            let stretch = Stretch {
                interval: &interval,
                through: period.to.min(interval.to),
            };
            let result = self.interval_result(component, stretch);
            parts.push(self.earned_in_interval(component, (stretch, period), &result.earned));
            standing.push(result);
        }
        let Some(last) = standing.pop() else {
            if Desk::is_bounded(component) {
                return (self.outside_its_time(component, period), standing);
            }
            let because = format!("the calendar has no {} around {}", self.length_of(component), period.from);
            return (nowhere(component, period, &because), standing);
        };
        if intervals {
            standing.push(last.clone());
        } else {
            standing.clear();
        }
        let result = ComponentResult {
            component: component.id.clone(),
            period: period.clone(),
            interval: last.interval,
            measure: last.measure,
            quota: last.quota,
            attainment: last.attainment,
            target: last.target,
            earned_to_date: last.earned,
            earned: self.earned_in(component, period, parts),
        };
        (result, standing)
    }

    /// A SPIFF pays nothing outside its window, a cycle nothing outside its years.
    fn outside_its_time(&self, component: &Component, period: &Period) -> ComponentResult {
        let what = format!("{} in {}", component.said(), period.name);
        let nothing = Money::zero(self.plan.currency);
        let trace = Trace::new(what.clone(), Cell::Money(nothing))
            .note("Outside its time.")
            .rule(component.id.clone());
        let earned = Explained::known(nothing, trace);
        let zero = Ratio::zero();
        ComponentResult {
            component: component.id.clone(),
            period: period.clone(),
            interval: period.clone(),
            measure: Explained::known(zero.clone(), Trace::new(what, Cell::Number(zero))),
            quota: None,
            attainment: None,
            target: None,
            earned_to_date: earned.clone(),
            earned,
        }
    }

    fn interval_result(&self, component: &Component, stretch: Stretch<'_>) -> IntervalResult {
        let standing = self.standing(component, stretch);
        IntervalResult {
            component: component.id.clone(),
            interval: stretch.interval.clone(),
            through: stretch.through,
            earned: self.earned_to_date(component, (stretch, &standing)),
            target: self.target(standing.target.as_ref()),
            measure: standing.measure,
            quota: standing.quota,
            attainment: standing.attainment,
        }
    }

    fn measure_result(&self, measure: &Measure, period: &Period) -> MeasureResult {
        let what = format!("{} in {}", measure.said(), period.name);
        let in_period = self.between(measure, (period.from, period.to), what.clone());
        // The interval in which the asked period ends.
        let Some(interval) = self.interval_of(measure, period.last_day()) else {
            return MeasureResult {
                measure: measure.name.clone(),
                period: period.clone(),
                interval: period.clone(),
                to_date: unknown(what, no_interval(measure, period), Vec::new()),
                in_period,
                quota: None,
                attainment: None,
            };
        };
        let stretch = Stretch {
            interval: &interval,
            through: period.to.min(interval.to),
        };
        let to_date = self.measured(measure, stretch);
        let quota = self.quota(measure, stretch);
        MeasureResult {
            measure: measure.name.clone(),
            period: period.clone(),
            in_period,
            attainment: self.attainment(measure, &to_date, quota.as_ref()),
            to_date,
            quota,
            interval,
        }
    }

    fn together(&self, period: &Period, components: &[ComponentResult]) -> TotalResult {
        let parts: Vec<Explained<Money>> = components.iter().map(|component| component.earned.clone()).collect();
        let incentive = self.sum(format!("incentive pay, {}", period.name), "sum of the components", parts);
        let with_base = self.base(period).map(|base| {
            let what = format!("base salary and incentive pay, {}", period.name);
            self.sum(what, "base salary + incentive pay", vec![base, incentive.clone()])
        });
        TotalResult {
            period: period.clone(),
            incentive,
            with_base,
        }
    }
}

fn no_interval(measure: &Measure, period: &Period) -> String {
    format!("the calendar has no {} around {}", measure.interval, period.from)
}

/// A component that cannot be evaluated in the firm's calendar: everything is unknown, nothing is zero.
fn nowhere(component: &Component, period: &Period, because: &str) -> ComponentResult {
    let what = format!("{} in {}", component.said(), period.name);
    ComponentResult {
        component: component.id.clone(),
        period: period.clone(),
        interval: period.clone(),
        measure: unknown(what.clone(), because.to_owned(), Vec::new()),
        quota: None,
        attainment: None,
        target: None,
        earned_to_date: unknown(what.clone(), because.to_owned(), Vec::new()),
        earned: unknown(what, because.to_owned(), Vec::new()),
    }
}
