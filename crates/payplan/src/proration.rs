//! How much of a year's amount falls on a part of it: by the spread of the year, and by the time somebody is employed.

use vocabulary::{Calendar, Day, Length, Period, Ratio};

use crate::inputs::{Employment, WorkingDays};
use crate::plan::{Basis, ProrationOf, Spread};

/// A part of the year and its weight. Invariant: the weights of a schedule add up to 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slice {
    pub(crate) from: Day,
    pub(crate) to: Day,
    pub(crate) weight: Ratio,
}

/// How an amount falls on its year (or, without a spread, on its interval), and how active time is counted.
#[derive(Clone, Debug)]
pub(crate) struct Schedule<'c> {
    pub(crate) slices: Vec<Slice>,
    pub(crate) calendar: &'c Calendar,
    pub(crate) of: ProrationOf,
    pub(crate) basis: Basis,
    pub(crate) employment: Employment,
    /// Which days count by `working_days`.
    pub(crate) work: &'c WorkingDays,
}

/// The slices of a year; `None` when the calendar does not have them.
pub(crate) fn slices_of(spread: &Spread, year: &Period, calendar: &Calendar) -> Option<Vec<Slice>> {
    match spread {
        Spread::Even => {
            let periods = calendar.base_periods(year);
            let weight = Ratio::fraction(1, i128::try_from(periods.len()).ok()?)?;
            let weights = vec![weight; periods.len()];
            Some(weighted(periods, weights))
        }
        Spread::Quarters(weights) => by_length(Length::Quarter, weights, year, calendar),
        Spread::Halves(weights) => by_length(Length::Half, weights, year, calendar),
    }
}

fn by_length(length: Length, weights: &[Ratio], year: &Period, calendar: &Calendar) -> Option<Vec<Slice>> {
    let periods = calendar.periods_within(length, year);
    (periods.len() == weights.len()).then(|| weighted(periods, weights.to_vec()))
}

fn weighted(periods: Vec<Period>, weights: Vec<Ratio>) -> Vec<Slice> {
    periods
        .into_iter()
        .zip(weights)
        .map(|(period, weight)| Slice {
            from: period.from,
            to: period.to,
            weight,
        })
        .collect()
}

impl Schedule<'_> {
    /// The share of the whole amount due from one day up to another, for the time employed.
    ///
    /// `of: spread` scales each slice by its own active time: quarters of 20/20/20/40 % and a start on 1 March give
    /// 20 % × 1/3 + 20 % + 20 % + 40 % (E23). `of: annual` scales the year by its active time, a start on 15 April
    /// 2027 giving 261/365, and lets that fall on the parts in proportion to their weight and active time.
    pub(crate) fn due(&self, from: Day, to: Day) -> Ratio {
        let (Some(first), Some(last)) = (self.slices.first(), self.slices.last()) else {
            return Ratio::zero();
        };
        let whole = (first.from, last.to);
        let all_year = self.employment.within(whole.0, whole.1) == Some(whole);
        if all_year && from <= whole.0 && whole.1 <= to {
            return Ratio::one();
        }
        let part = self.weight(from, to);
        match self.of {
            ProrationOf::Spread => part,
            ProrationOf::Annual if all_year => part,
            ProrationOf::Annual => {
                let active = self.active(whole.0, whole.1, whole);
                let all = self.weight(whole.0, whole.1);
                part.checked_div(&all).map_or_else(Ratio::zero, |part| part * active)
            }
        }
    }

    /// Σ weight × active share of each slice inside the days.
    fn weight(&self, from: Day, to: Day) -> Ratio {
        self.slices
            .iter()
            .filter(|slice| slice.from < to && slice.to > from)
            .map(|slice| {
                let within = (slice.from.max(from), slice.to.min(to));
                &slice.weight * self.active(slice.from, slice.to, within)
            })
            .sum()
    }

    /// Active units of the days `within`, divided by all units of `[from, to)`.
    fn active(&self, from: Day, to: Day, within: (Day, Day)) -> Ratio {
        if within.0 >= within.1 {
            return Ratio::zero();
        }
        let Some((first, last)) = self.employment.within(within.0, within.1) else {
            return Ratio::zero();
        };
        // Most people are employed all year; nothing needs to be counted then.
        if (first, last) == (from, to) {
            return Ratio::one();
        }
        let (active, all) = match self.basis {
            Basis::CalendarDays => (first.days_until(last), from.days_until(to)),
            Basis::WorkingDays => (self.work.between(first, last), self.work.between(from, to)),
            Basis::WholeMonths => {
                let months = self.months(from, to);
                let whole = months.iter().filter(|(start, end)| first <= *start && *end <= last);
                (count(whole.count()), count(months.len()))
            }
        };
        Ratio::fraction(active.into(), all.into()).unwrap_or_else(Ratio::zero)
    }

    /// The months of a stretch: the calendar's own where its shortest period is one, else calendar months from its first day.
    fn months(&self, from: Day, to: Day) -> Vec<(Day, Day)> {
        let mut months = Vec::new();
        let mut start = from;
        let mut number = 0;
        while start < to {
            number += 1;
            let own = match self.calendar {
                Calendar::Dates { .. } => None,
                Calendar::Months { .. } | Calendar::FourFourFive { .. } | Calendar::Thirteen { .. } => {
                    self.calendar.period_at(Length::Month, start)
                }
            };
            let end = own.map_or_else(|| from.plus_months(number), |month| month.to).min(to);
            if end <= start {
                break;
            }
            months.push((start, end));
            start = end;
        }
        months
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
