//! Puts the answers of one participant together, in the order of the asked periods and of the plan.

use vocabulary::{Explained, Money, Period};

use super::earning::Standing;
use super::{Desk, Stretch};
use crate::evaluation::{ComponentResult, IntervalResult, MeasureResult, ParticipantResult, TotalResult};
use crate::plan::{Component, Measure};

impl Desk<'_> {
    pub(super) fn results(&self, asked: &[Period]) -> ParticipantResult {
        let mut components = Vec::new();
        let mut measures = Vec::new();
        let mut totals = Vec::new();
        let mut intervals: Vec<IntervalResult> = Vec::new();
        for period in asked {
            let in_period: Vec<ComponentResult> = self
                .plan
                .components
                .iter()
                .filter_map(|component| self.component_result(component, period))
                .collect();
            for standing in self
                .plan
                .components
                .iter()
                .flat_map(|component| self.interval_results(component, period))
            {
                // A later period of the same interval knows more than an earlier one.
                intervals.retain(|known| known.component != standing.component || known.interval != standing.interval);
                intervals.push(standing);
            }
            measures.extend(self.plan.measures.iter().filter_map(|measure| self.measure_result(measure, period)));
            totals.push(self.total(period, &in_period));
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

    fn component_result(&self, component: &Component, period: &Period) -> Option<ComponentResult> {
        let measure = self.plan.measure(&component.measure)?;
        let interval = self.last_interval(measure, period)?;
        let stretch = Stretch {
            interval: &interval,
            through: period.to.min(interval.to),
        };
        let standing = self.standing(component, measure, stretch);
        let earned_to_date = self.earned_to_date(component, measure, (stretch, &standing));
        let earned = self.earned_in(component, measure, period);
        let Standing {
            measure,
            quota,
            attainment,
            target,
        } = standing;
        Some(ComponentResult {
            component: component.id.clone(),
            period: period.clone(),
            measure,
            quota,
            attainment,
            target: self.target(target.as_ref()),
            earned_to_date,
            earned,
            interval,
        })
    }

    fn interval_results(&self, component: &Component, period: &Period) -> Vec<IntervalResult> {
        let Some(measure) = self.plan.measure(&component.measure) else {
            return Vec::new();
        };
        let touched = self.intervals(measure, period);
        touched
            .into_iter()
            .map(|interval| {
                let through = period.to.min(interval.to);
                let stretch = Stretch {
                    interval: &interval,
                    through,
                };
                let standing = self.standing(component, measure, stretch);
                IntervalResult {
                    component: component.id.clone(),
                    through,
                    earned: self.earned_to_date(component, measure, (stretch, &standing)),
                    target: self.target(standing.target.as_ref()),
                    measure: standing.measure,
                    quota: standing.quota,
                    attainment: standing.attainment,
                    interval,
                }
            })
            .collect()
    }

    fn measure_result(&self, measure: &Measure, period: &Period) -> Option<MeasureResult> {
        let interval = self.last_interval(measure, period)?;
        let stretch = Stretch {
            interval: &interval,
            through: period.to.min(interval.to),
        };
        let to_date = self.measured(measure, stretch);
        let quota = self.quota(measure, stretch);
        Some(MeasureResult {
            measure: measure.name.clone(),
            period: period.clone(),
            in_period: self.between(measure, (period.from, period.to), format!("{} in {}", measure.name, period.name)),
            attainment: self.attainment(measure, &to_date, quota.as_ref()),
            to_date,
            quota,
            interval,
        })
    }

    fn total(&self, period: &Period, components: &[ComponentResult]) -> TotalResult {
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

    /// The interval in which an asked period ends.
    fn last_interval(&self, measure: &Measure, period: &Period) -> Option<Period> {
        self.intervals(measure, period).pop()
    }
}
