//! What the rules of good plan design are told in this firm: its thresholds, and what quotas and closed periods show.

use super::period::PeriodState;
use crate::foundation::policies::{Pinned, Policy};
use crate::people::incentives::store::{Line, PlanPeriod, Quota};
use payplan::{Component, Evidence, Plan, Policies, QuotaChange};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Instant, Length, PersonId, Ratio, RunId};

/// A threshold.
const fn threshold(name: &'static str, default: &'static str, unit: &'static str, meaning: &'static str) -> Policy {
    Policy {
        name,
        default,
        unit,
        meaning,
    }
}

/// The thresholds of the rules, with the values of their sources as defaults.
pub const POLICIES: &[Policy] = &[
    threshold("POL.PLAN.COMPONENTS", "3", "components", "incentives.policy_components"),
    threshold("POL.PLAN.WEIGHT", "15%", "", "incentives.policy_weight"),
    threshold("POL.PLAN.WEIGHT.ERROR", "10%", "", "incentives.policy_weight_error"),
    threshold("POL.PLAN.ASSESSED", "15%", "", "incentives.policy_assessed"),
    threshold("POL.PLAN.MIX.LEAST", "75%", "", "incentives.policy_mix_least"),
    threshold("POL.PLAN.MIX.MOST", "85%", "", "incentives.policy_mix_most"),
    threshold("POL.PLAN.LEVERAGE.LEAST", "2.0", "times", "incentives.policy_leverage_least"),
    threshold("POL.PLAN.LEVERAGE.MOST", "3.0", "times", "incentives.policy_leverage_most"),
    threshold(
        "POL.PLAN.LEVERAGE.KAM.LEAST",
        "1.5",
        "times",
        "incentives.policy_leverage_kam_least",
    ),
    threshold("POL.PLAN.LEVERAGE.KAM.MOST", "2.5", "times", "incentives.policy_leverage_kam_most"),
    threshold("POL.PLAN.MISSED", "10%", "", "incentives.policy_missed"),
    threshold("POL.PLAN.EXCELLENCE.LEAST", "5%", "", "incentives.policy_excellence_least"),
    threshold("POL.PLAN.EXCELLENCE.MOST", "15%", "", "incentives.policy_excellence_most"),
    threshold("POL.PLAN.AT_QUOTA.LEAST", "50%", "", "incentives.policy_at_quota_least"),
    threshold("POL.PLAN.AT_QUOTA.MOST", "70%", "", "incentives.policy_at_quota_most"),
    threshold("POL.PLAN.CLIFF", "2%", "", "incentives.policy_cliff"),
    threshold("POL.PLAN.OVERASSIGNED", "5%", "", "incentives.policy_over_assigned"),
    threshold("POL.PLAN.OVERLAY", "50%", "", "incentives.policy_overlay"),
    threshold("POL.PLAN.SPIFF", "10%", "", "incentives.policy_spiff"),
    threshold("POL.PLAN.EXAMPLES", "5", "examples", "incentives.policy_examples"),
    threshold("POL.PLAN.ACKNOWLEDGE", "0", "", "incentives.policy_acknowledge"),
    threshold("POL.PLAN.TEXT", "3000", "characters", "incentives.policy_text"),
];

/// The names of all thresholds.
#[must_use]
pub fn names() -> Vec<&'static str> {
    POLICIES.iter().map(|policy| policy.name).collect()
}

/// The thresholds by the values in force; what has none keeps that of its source.
#[must_use]
pub fn thresholds(values: &BTreeMap<&'static str, Pinned>) -> Policies {
    let usual = Policies::default();
    let number = |name: &str| values.get(name).and_then(|pinned| pinned.valued.number());
    let share = |name: &str, usual: Ratio| number(name).unwrap_or(usual);
    let count = |name: &str, usual: usize| {
        let set = number(name).and_then(|number| usize::try_from(number.to_i128()?).ok());
        set.unwrap_or(usual)
    };
    let band = |least: &str, most: &str, usual: (Ratio, Ratio)| (share(least, usual.0), share(most, usual.1));
    Policies {
        components_max: count("POL.PLAN.COMPONENTS", usual.components_max),
        weight_least: share("POL.PLAN.WEIGHT", usual.weight_least),
        weight_error: share("POL.PLAN.WEIGHT.ERROR", usual.weight_error),
        assessed_max: share("POL.PLAN.ASSESSED", usual.assessed_max),
        mix: band("POL.PLAN.MIX.LEAST", "POL.PLAN.MIX.MOST", usual.mix),
        leverage: band("POL.PLAN.LEVERAGE.LEAST", "POL.PLAN.LEVERAGE.MOST", usual.leverage),
        leverage_kam: band("POL.PLAN.LEVERAGE.KAM.LEAST", "POL.PLAN.LEVERAGE.KAM.MOST", usual.leverage_kam),
        missed_max: share("POL.PLAN.MISSED", usual.missed_max),
        excellence: band("POL.PLAN.EXCELLENCE.LEAST", "POL.PLAN.EXCELLENCE.MOST", usual.excellence),
        at_quota: band("POL.PLAN.AT_QUOTA.LEAST", "POL.PLAN.AT_QUOTA.MOST", usual.at_quota),
        cliff: share("POL.PLAN.CLIFF", usual.cliff),
        over_assigned_max: share("POL.PLAN.OVERASSIGNED", usual.over_assigned_max),
        overlay_max: share("POL.PLAN.OVERLAY", usual.overlay_max),
        spiff_max: share("POL.PLAN.SPIFF", usual.spiff_max),
        examples_least: count("POL.PLAN.EXAMPLES", usual.examples_least),
        acknowledgement: count("POL.PLAN.ACKNOWLEDGE", usize::from(usual.acknowledgement)) > 0,
        text_max: count("POL.PLAN.TEXT", usual.text_max),
    }
}

/// A closed period at whose end an interval of a measure was over: where its results stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntervalEnd {
    /// The measure.
    pub measure: String,
    /// The component that shows it.
    pub component: String,
    /// The run whose lines count.
    pub run: RunId,
    /// The first day after the interval.
    pub end: Day,
}

/// The ends of the intervals of the measures that a later version still has, the latest first.
#[must_use]
pub fn interval_ends(later: &Plan, earlier: &Plan, periods: &[PlanPeriod]) -> Vec<IntervalEnd> {
    let mut ends = Vec::new();
    for measure in &later.measures {
        let component = |component: &&Component| component.measure == measure.name;
        let (Some(known), Some(component)) = (earlier.measure(&measure.name), earlier.components.iter().find(component)) else {
            continue;
        };
        for period in periods.iter().filter(|period| period.state == PeriodState::Closed) {
            let interval = earlier.calendar().period_at(known.interval, period.from);
            let is_over = interval.is_some_and(|interval| interval.to == period.to);
            ends.extend(period.run.filter(|_| is_over).map(|run| IntervalEnd {
                measure: measure.name.clone(),
                component: component.id.clone(),
                run,
                end: period.to,
            }));
        }
    }
    ends.sort_by(|one, other| (&one.measure, other.end).cmp(&(&other.measure, one.end)));
    ends
}

/// What quotas and closed periods show. What they do not show stays open: nothing is taken for granted.
pub struct Shown<'a> {
    /// The plan that is looked at.
    pub plan: &'a Plan,
    /// The ends of intervals, by measure and the latest first.
    pub ends: &'a [IntervalEnd],
    /// The lines of their runs.
    pub lines: &'a BTreeMap<RunId, Vec<Line>>,
    /// The quotas in force.
    pub quotas: &'a [Quota],
    /// The quotas that were changed: measure, first day, and when.
    pub changed: &'a [(String, Day, Instant)],
    /// The references of people.
    pub references: &'a BTreeMap<PersonId, String>,
}

impl Shown<'_> {
    /// For the rules that need data.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        let mut evidence = Evidence {
            quotas: self.quotas_in_force(),
            unapproved_changes: Some(self.changes()),
            ..Evidence::default()
        };
        let mut without_data = None;
        for measure in &self.plan.measures {
            let ends: Vec<&IntervalEnd> = self.ends.iter().filter(|end| end.measure == measure.name).collect();
            let Some(last) = ends.first() else { continue };
            let attained: Vec<Ratio> = self.lines_of(last).filter_map(|line| line.attainment.clone()).collect();
            if !attained.is_empty() {
                evidence.attainments.insert(measure.name.clone(), attained);
            }
            // A quota of the year is whole at its end; that of a shorter interval may be a part of one.
            if measure.interval == Length::Year {
                evidence.quota_changes.insert(measure.name.clone(), self.moved(last));
            }
            if let [last, before, ..] = ends.as_slice() {
                let found = without_data.get_or_insert_with(BTreeSet::new);
                if !self.has_data(last) && !self.has_data(before) {
                    found.insert(measure.name.clone());
                }
            }
        }
        evidence.without_data = without_data;
        evidence
    }

    fn lines_of<'s>(&'s self, end: &'s IntervalEnd) -> impl Iterator<Item = &'s Line> {
        let lines = self.lines.get(&end.run).map_or(&[][..], Vec::as_slice);
        lines.iter().filter(move |line| line.component == end.component)
    }

    fn has_data(&self, end: &IntervalEnd) -> bool {
        self.lines_of(end)
            .any(|line| line.measure.as_ref().is_some_and(|measure| !measure.is_zero()))
    }

    /// By measure: everybody's quota on the plan's first day.
    fn quotas_in_force(&self) -> BTreeMap<String, Vec<Ratio>> {
        let mut all: BTreeMap<String, Vec<Ratio>> = BTreeMap::new();
        let start = self.plan.effective.start();
        for quota in self.quotas.iter().filter(|quota| self.counts(quota, start)) {
            all.entry(quota.measure.clone()).or_default().push(quota.amount.to_ratio());
        }
        all
    }

    fn counts(&self, quota: &Quota, on: Day) -> bool {
        let is_measured = self
            .plan
            .measures
            .iter()
            .any(|measure| measure.name == quota.measure && measure.quota.is_some());
        is_measured && quota.currency == self.plan.currency && quota.from <= on && quota.to.is_none_or(|to| to > on)
    }

    /// By measure: how many quotas of the plan's time changed after they had begun. Imports ask nobody.
    fn changes(&self) -> BTreeMap<String, usize> {
        let mut all = BTreeMap::new();
        for (measure, from, changed) in self.changed {
            if self.plan.measure(measure).is_some() && self.plan.effective.contains(*from) && *changed > Instant::start_of(*from) {
                *all.entry(measure.clone()).or_default() += 1;
            }
        }
        all
    }

    /// How the quotas followed the last results.
    fn moved(&self, last: &IntervalEnd) -> Vec<QuotaChange> {
        let on = self.plan.effective.start().max(last.end);
        let change = |line: &Line| {
            let reference = self.references.get(&line.person)?;
            let next = self
                .quotas
                .iter()
                .find(|quota| quota.person == *reference && quota.measure == last.measure && self.counts(quota, on))?;
            Some(QuotaChange {
                before: line.quota.clone()?,
                reached: line.measure.clone()?,
                after: next.amount.to_ratio(),
            })
        };
        self.lines_of(last).filter_map(change).collect()
    }
}
