//! Target incentive and base salary of an interval: their share of the year, for the time employed.

use vocabulary::{Day, Explained, Money, Period, Ratio, Trace};

use super::money::unknown;
use super::wording::{amount_text, percent_text};
use super::{Desk, Stretch};
use crate::inputs::Employment;
use crate::plan::{AttainAgainst, Basis, Component, Measure, ProrationOf, Spread};
use crate::proration::{Schedule, slices_of};

impl Desk<'_> {
    /// What the component pays at exactly its target, exact; `None` in a plan without target incentive.
    ///
    /// 60 % of 30,000 for somebody who starts on 15 April 2027 is 18,000 × 261/365. Where a measure stands against
    /// the quota due by now, so does the target.
    pub(super) fn target_exact(&self, component: &Component, measure: Option<&Measure>, stretch: Stretch<'_>) -> Option<Explained<Ratio>> {
        let incentive = self.plan.target_incentive.as_ref()?;
        let weight = component.weight.as_ref()?;
        // A cycle is a part of the target incentive in each of its years.
        let year = self.calendar.year_at(stretch.through.prev());
        let year = year.filter(|year| year.from > stretch.interval.from || year.to < stretch.interval.to);
        let stretch = year.as_ref().map_or(stretch, |year| Stretch {
            interval: year,
            through: stretch.through,
        });
        let against = measure.and_then(|measure| measure.quota.as_ref()).map(|quota| quota.attain_against);
        let through = match against {
            Some(AttainAgainst::SpreadToDate) => stretch.through.min(stretch.interval.to),
            Some(AttainAgainst::Interval) | None => stretch.interval.to,
        };
        let prorated = self.plan.proration.is_some_and(|proration| proration.target_incentive);
        let what = format!("target of {}, {}", component.said(), stretch.interval.name);
        let yearly = &incentive.amount * weight;
        let due = self.share_of_year(&incentive.spread, prorated, (stretch.interval.from, through));
        Some(match due {
            Ok(due) => {
                let target = &yearly * &due;
                let mut formula = format!("{} × {}", amount_text(&incentive.amount), percent_text(weight));
                if due != Ratio::one() {
                    formula.push_str(&format!(" × {} of the year", percent_text(&due)));
                }
                let cell = self.exact(&target);
                let trace = Trace::new(what, cell).formula(formula).place(Self::line(incentive.line));
                Explained::known(target, trace)
            }
            Err(because) => unknown(what, because, Vec::new()),
        })
    }

    /// Base salary of a period, as the year's salary to date less what earlier periods of the year paid.
    pub(super) fn base(&self, period: &Period) -> Option<Explained<Money>> {
        let salary = self.plan.base_salary.as_ref()?;
        let what = format!("base salary, {}", period.name);
        let prorated = self.plan.proration.is_some_and(|proration| proration.base);
        let Some(year) = self.calendar.year_at(period.from) else {
            return Some(unknown(
                what,
                format!("the calendar has no year around {}", period.from),
                Vec::new(),
            ));
        };
        let to_date = |through: Day| {
            let share = self.share_of_year(&Spread::Even, prorated, (year.from, through));
            let paid = share.map(|share| salary * &share);
            self.round(match paid {
                Ok(paid) => Explained::known(paid.clone(), Trace::new(what.clone(), self.exact(&paid))),
                Err(because) => unknown(what.clone(), because, Vec::new()),
            })
        };
        let paid = to_date(period.to);
        if period.from <= year.from {
            return Some(paid);
        }
        Some(self.less(what.clone(), "salary to date less earlier periods", paid, to_date(period.from)))
    }

    fn share_of_year(&self, spread: &Spread, prorated: bool, (from, to): (Day, Day)) -> Result<Ratio, String> {
        let year = self
            .calendar
            .year_at(from)
            .ok_or_else(|| format!("the calendar has no year around {from}"))?;
        let slices =
            slices_of(spread, &year, self.calendar).ok_or_else(|| "the calendar does not have the parts of the spread".to_owned())?;
        let schedule = Schedule {
            slices,
            calendar: self.calendar,
            of: ProrationOf::Annual,
            basis: self.plan.proration.map_or(Basis::CalendarDays, |proration| proration.basis),
            employment: if prorated { self.employment() } else { Employment::ALWAYS },
            work: &self.person.working_days,
        };
        let due = schedule.due(from, to);
        let share = if prorated { self.person.share_of_time.as_ref() } else { None };
        Ok(share.map_or_else(|| due.clone(), |share| &due * share))
    }

    /// The target as money, for showing; earnings are computed from the exact one.
    pub(super) fn target(&self, exact: Option<&Explained<Ratio>>) -> Option<Explained<Money>> {
        exact.map(|exact| self.round(exact.clone()))
    }
}
