//! The days on which somebody bears the title that a plan pays, and how the periods of a run are cut at them.

use super::compute::{Payee, RunInputs};
use payplan::Plan;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Interval, Period};

/// A part of a period, and the name of the period.
pub(super) struct Part {
    pub(super) days: Period,
    pub(super) of: String,
}

/// The periods for which the engine adds up credits: those of the run, cut where somebody begins or ceases to bear the title that the
/// plan pays, so that each part counts for a person as a whole or not at all.
///
/// Example: with a change of title on 15 February, the first quarter is added up until and from that day.
#[must_use]
pub fn credited_periods(inputs: &RunInputs) -> Vec<Period> {
    let cuts: BTreeSet<Day> = inputs
        .payees
        .iter()
        .flat_map(|payee| payee.bears.iter().flat_map(|days| std::iter::once(days.start()).chain(days.end())))
        .collect();
    let mut all = Vec::new();
    for period in &inputs.periods {
        let mut from = period.from;
        for cut in cuts.range(period.from..period.to).filter(|cut| **cut > period.from) {
            all.push(part(period, from, *cut));
            from = *cut;
        }
        all.push(part(period, from, period.to));
    }
    all
}

fn part(period: &Period, from: Day, to: Day) -> Period {
    if (from, to) == (period.from, period.to) {
        return period.clone();
    }
    Period {
        name: format!("{} {from}", period.name),
        from,
        to,
        ..period.clone()
    }
}

/// The parts of periods by their names; a period that is not cut is its own part.
pub(super) fn parts_of(inputs: &RunInputs) -> BTreeMap<String, Part> {
    let of = |days: &Period| inputs.periods.iter().find(|period| period.contains(days.from));
    let named = credited_periods(inputs).into_iter().filter_map(|days| {
        let of = of(&days)?.name.clone();
        Some((days.name.clone(), Part { days, of }))
    });
    named.collect()
}

/// The first day on which they bear the title, unless they always did.
pub(super) fn begins(payee: &Payee) -> Option<Day> {
    payee.bears.first().map(Interval::start)
}

/// The first day on which they no longer bear the title, if there is one.
pub(super) fn ends(payee: &Payee) -> Option<Day> {
    payee.bears.last().and_then(Interval::end)
}

/// Why nothing is computed for somebody who bears the title with a break, where the plan prorates: a quota for two stretches of time has
/// no rule.
pub(super) fn interruption(plan: &Plan, payee: &Payee) -> Option<String> {
    let prorates = plan
        .proration
        .is_some_and(|proration| proration.quota || proration.target_incentive || proration.base);
    match payee.bears.as_slice() {
        [first, second, ..] if prorates => {
            let until = first.end().unwrap_or_else(|| second.start());
            let days = [("until", until.to_string()), ("from", second.start().to_string())];
            let days: Vec<(&str, &str)> = days.iter().map(|(name, day)| (*name, day.as_str())).collect();
            Some(platform::texts::say_with("incentives.title_interrupted", &days))
        }
        _ => None,
    }
}
