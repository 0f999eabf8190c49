//! The quota a measure stands against, after spread and proration, and the attainment.

use vocabulary::{Cell, Day, Explained, Interval, Period, Ratio, Trace};

use super::money::{reason, unknown};
use super::wording::{amount_text, percent_text};
use super::{Desk, Stretch};
use crate::inputs::{Dated, Employment};
use crate::plan::{AttainAgainst, Basis, Measure, ProrationOf, QuotaRule, QuotaSource};
use crate::proration::{Schedule, Slice, slices_of};

impl Desk<'_> {
    /// The quota of the interval, or the part of it due by `through`; `None` for a measure without quota.
    pub(super) fn quota(&self, measure: &Measure, stretch: Stretch<'_>) -> Option<Explained<Ratio>> {
        let rule = measure.quota.as_ref()?;
        let what = format!("quota of {}, {}", measure.said(), stretch.interval.name);
        Some(match self.quota_parts(measure, rule, stretch) {
            Ok((whole, due, period)) => {
                let quota = &whole * &due;
                let cell = self.cell(measure, &quota);
                let mut trace = Trace::new(what, cell)
                    .formula(self.quota_formula(rule, &whole, &due, &period))
                    .place(Self::line(rule.line));
                if let QuotaSource::Table(table) = &rule.of {
                    trace = trace.note(format!("From the table {}.", table.table));
                }
                Explained::known(quota, trace)
            }
            Err(because) => unknown(what, because, Vec::new()),
        })
    }

    fn quota_formula(&self, rule: &QuotaRule, whole: &Ratio, due: &Ratio, period: &Period) -> String {
        let amount = amount_text(whole);
        if *due == Ratio::one() {
            return format!("{amount} for {}", period.name);
        }
        let mut reasons = Vec::new();
        if rule.spread.is_some() {
            reasons.push("spread of the year");
        }
        if self.plan.proration.is_some_and(|proration| proration.quota) {
            reasons.push("time employed");
        }
        format!("{amount} for {} × {} ({})", period.name, percent_text(due), reasons.join(" and "))
    }

    /// The whole amount, the share of it that is due, and the period the whole belongs to.
    fn quota_parts(&self, measure: &Measure, rule: &QuotaRule, stretch: Stretch<'_>) -> Result<(Ratio, Ratio, Period), String> {
        let interval = stretch.interval;
        let no_year = || format!("the calendar has no year around {}", interval.from);
        let (period, slices) = match &rule.spread {
            None => {
                let whole = Slice {
                    from: interval.from,
                    to: interval.to,
                    weight: Ratio::one(),
                };
                (interval.clone(), vec![whole])
            }
            Some(spread) => {
                let year = self.calendar.year_at(interval.from).ok_or_else(no_year)?;
                let slices = slices_of(spread, &year, self.calendar)
                    .ok_or_else(|| "the calendar does not have the parts of the spread".to_owned())?;
                (year, slices)
            }
        };
        let proration = self.plan.proration;
        let prorated = proration.is_some_and(|proration| proration.quota);
        let schedule = Schedule {
            slices,
            calendar: self.calendar,
            of: proration.map_or(ProrationOf::Annual, |proration| proration.of),
            basis: proration.map_or(Basis::CalendarDays, |proration| proration.basis),
            employment: if prorated { self.employment() } else { Employment::ALWAYS },
            work: &self.person.working_days,
        };
        let through = match rule.attain_against {
            AttainAgainst::Interval => interval.to,
            AttainAgainst::SpreadToDate => stretch.through.min(interval.to),
        };
        let whole = self.whole_quota(measure, rule, &period)?;
        let due = self.ramped(&schedule, rule, (interval.from, through))?;
        let share = if prorated { self.person.share_of_time.as_ref() } else { None };
        Ok((whole, share.map_or_else(|| due.clone(), |share| &due * share), period))
    }

    /// What is due, with the first months after hire at their step of the ramp.
    fn ramped(&self, schedule: &Schedule<'_>, rule: &QuotaRule, (from, through): (Day, Day)) -> Result<Ratio, String> {
        if rule.ramp.is_empty() {
            return Ok(schedule.due(from, through));
        }
        let Some(hired) = self.person.hired else {
            // Somebody hired long ago is past every ramp.
            return Ok(schedule.due(from, through));
        };
        let mut due = Ratio::zero();
        let mut start = hired;
        let mut months = 0;
        if from < hired {
            due += schedule.due(from, hired.min(through));
        }
        for step in &rule.ramp {
            months += i32::try_from(step.months).map_err(|_too_many| "the ramp is too long".to_owned())?;
            let end = hired.plus_months(months);
            let (first, last) = (start.max(from), end.min(through));
            if first < last {
                due += schedule.due(first, last) * &step.share;
            }
            start = end;
        }
        if start.max(from) < through {
            due += schedule.due(start.max(from), through);
        }
        Ok(due)
    }

    fn whole_quota(&self, measure: &Measure, rule: &QuotaRule, period: &Period) -> Result<Ratio, String> {
        match (self.person.quotas.get(&measure.name), &rule.of) {
            (Some(rows), QuotaSource::Literal(_) | QuotaSource::Table(_) | QuotaSource::Members) => {
                self.quota_from_rows(&measure.name, rows, period)
            }
            (None, QuotaSource::Literal(amount)) => Ok(amount.clone()),
            (None, QuotaSource::Table(table)) => match self.person.rates.get(&table.table) {
                Some(rows) => self.quota_from_rows(&measure.name, rows, period),
                None => Err(format!(
                    "no quota of {} for {} in the table {}",
                    measure.name, self.person.person, table.table
                )),
            },
            (None, QuotaSource::Members) => Err(format!("the quotas of the members are not known for {}", measure.name)),
        }
    }

    /// Adds the rows of a period. A row inside it counts whole; an open or longer one gives its amount per period;
    /// a row that sticks out counts by days. Where the plan prorates quotas, only employed days count here: those before
    /// hire and after leaving are taken off once, by the proration, and not a second time by the row's own dates.
    fn quota_from_rows(&self, name: &str, rows: &[Dated], period: &Period) -> Result<Ratio, String> {
        let prorated = self.plan.proration.is_some_and(|proration| proration.quota);
        let days_of = |span: Interval| {
            let end = span.end().unwrap_or(period.to);
            let employed = if prorated {
                self.employment().within(span.start(), end)
            } else {
                Some((span.start(), end))
            };
            employed.map_or(0, |(first, end)| first.days_until(end))
        };
        let days = days_of(period.interval());
        let mut inside: Vec<(Interval, &Dated)> = rows
            .iter()
            .filter_map(|row| Some((row.holds.intersect(&period.interval())?, row)))
            .collect();
        inside.sort_by_key(|(part, _)| part.start());
        // Somebody's quota begins with their first row: the days before it have none. A gap after it is unknown.
        let begins = rows.iter().map(|row| row.holds.start()).min();
        let mut covered = match begins {
            Some(begins) if !inside.is_empty() => begins.max(period.from),
            Some(_) | None => period.from,
        };
        let mut total = Ratio::zero();
        for (part, row) in inside {
            if part.start() < covered {
                return Err(format!("two quotas of {name} hold on {}", part.start()));
            }
            self.needs_no_quota(name, covered, part.start())?;
            let of = if row.holds.end().is_none() {
                days
            } else {
                days_of(row.holds).min(days)
            };
            let held = days_of(part);
            let share = Ratio::fraction(held.into(), of.into()).unwrap_or_else(Ratio::zero);
            total += &row.value * share;
            covered = part.end().unwrap_or(period.to);
        }
        self.needs_no_quota(name, covered, period.to)?;
        Ok(total)
    }

    fn needs_no_quota(&self, name: &str, from: Day, to: Day) -> Result<(), String> {
        if from >= to {
            return Ok(());
        }
        match self.employment().within(from, to) {
            None => Ok(()),
            Some((first, end)) => Err(format!(
                "no quota of {name} for {} from {first} to {}",
                self.person.person,
                end.prev()
            )),
        }
    }

    /// Measure ÷ quota, exact. Against a quota of zero or less a percentage says nothing (L32): it is unknown.
    pub(super) fn attainment(
        &self,
        measure: &Measure,
        to_date: &Explained<Ratio>,
        quota: Option<&Explained<Ratio>>,
    ) -> Option<Explained<Ratio>> {
        let quota = quota?;
        let what = format!("attainment of {}", measure.said());
        let inputs = vec![to_date.trace.clone(), quota.trace.clone()];
        let (Ok(value), Ok(due)) = (&to_date.value, &quota.value) else {
            let because = reason(to_date).or_else(|| reason(quota)).unwrap_or_default();
            return Some(unknown(what, because, inputs));
        };
        let share = if due.is_positive() { value.checked_div(due) } else { None };
        Some(match share {
            Some(share) => {
                let trace = Trace::new(what, Cell::Percent(share.clone()))
                    .formula(format!("{} ÷ quota", measure.said()))
                    .inputs(inputs);
                Explained::known(share, trace)
            }
            None => {
                let because = format!(
                    "the quota of {} is {}; an attainment against a quota of zero or less says nothing (L32)",
                    measure.name,
                    amount_text(due)
                );
                unknown(what, because, inputs)
            }
        })
    }
}
