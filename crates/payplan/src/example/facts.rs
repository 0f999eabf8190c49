//! Turns the facts of an example into inputs: what is given as such, and the credits of its one participant.

use vocabulary::{Period, Ratio};

use super::crediting::Credits;
use super::{Example, GivenMeasure};
use crate::inputs::{Increment, Participant, WorkingDays};
use crate::plan::{Measure, Plan};

/// Who an example pays where it does not say.
const SOMEBODY: &str = "participant";

impl Example {
    pub(super) fn person(&self) -> &str {
        self.given.person.as_deref().unwrap_or(SOMEBODY)
    }

    /// The one participant the example is about.
    pub(super) fn participant(&self, plan: &Plan, credits: &Credits, asked: &[Period]) -> Participant {
        let given = &self.given;
        let mut participant = Participant {
            person: self.person().to_owned(),
            hired: given.hired,
            leaves: given.leaves,
            leaver: given.leaver,
            share_of_time: given.share_of_time.clone(),
            working_days: WorkingDays {
                holidays: given.holidays.clone(),
                ..WorkingDays::default()
            },
            quotas: given.quotas.clone(),
            rates: given.tables.clone(),
            kpis: given.kpis.clone(),
            milestones: given.milestones.clone(),
            figures: given.figures.clone(),
            facts: given.transactions.is_some().then(|| credits.of(self.person())),
            ..Participant::default()
        };
        for measure in &plan.measures {
            if let Some(value) = given.measures.get(&measure.name) {
                let increments = increments(plan, measure, value, asked);
                participant.measures.insert(measure.name.clone(), increments);
            }
        }
        for component in &plan.components {
            if let Some(awards) = self.awards(plan, component) {
                participant.awards.insert(component.id.clone(), awards);
            }
        }
        participant
    }
}

fn increments(plan: &Plan, measure: &Measure, given: &GivenMeasure, asked: &[Period]) -> Vec<Increment> {
    match given {
        GivenMeasure::WholeInterval(value) => intervals_touched(plan, measure, asked)
            .iter()
            .map(|interval| increment(interval, value.clone()))
            .collect(),
        GivenMeasure::Dated(values) => values.iter().map(|(period, value)| increment(period, value.clone())).collect(),
    }
}

fn increment(period: &Period, value: Ratio) -> Increment {
    Increment {
        from: period.from,
        to: period.to,
        value: Ok(value),
    }
}

/// Each interval of the measure that an asked period touches, once.
fn intervals_touched(plan: &Plan, measure: &Measure, asked: &[Period]) -> Vec<Period> {
    if measure.over_cycle {
        return plan.cycles().take(1).map(crate::evaluate::cycle_period).collect();
    }
    let mut touched: Vec<Period> = Vec::new();
    for period in asked {
        let mut next = plan.calendar.period_at(measure.interval, period.from);
        while let Some(interval) = next.filter(|interval| interval.from < period.to) {
            next = plan.calendar.next(&interval);
            if !touched.contains(&interval) {
                touched.push(interval);
            }
        }
    }
    touched
}
