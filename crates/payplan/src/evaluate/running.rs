//! A measure as it builds up: what was credited from the start of its interval to a day, or what its formula gives.

use std::borrow::Cow;

use vocabulary::{Cell, Day, Explained, Period, Ratio, Trace};

use super::money::unknown;
use super::{Desk, Stretch};
use crate::expression::formula::{Formula, Value, single};
use crate::inputs::Increment;
use crate::plan::{Measure, Unit};

impl Desk<'_> {
    /// The measure from the start of the interval to `through`.
    pub(super) fn measured(&self, measure: &Measure, stretch: Stretch<'_>) -> Explained<Ratio> {
        self.between(
            measure,
            (stretch.interval.from, stretch.through),
            format!("{}, {}", measure.said(), stretch.name()),
        )
    }

    /// A measure as it stands on a day, in the interval of its own that the day before lies in.
    pub(super) fn measured_by(&self, measure: &Measure, through: Day) -> Explained<Ratio> {
        match self.interval_of(measure, through.prev()) {
            Some(interval) => {
                let through = through.min(interval.to);
                self.measured(
                    measure,
                    Stretch {
                        interval: &interval,
                        through,
                    },
                )
            }
            None => {
                let because = format!("the calendar has no {} around {}", measure.interval, through.prev());
                unknown(measure.said(), because, Vec::new())
            }
        }
    }

    /// The attainment of a measure as it stands on a day.
    pub(super) fn attained_by(&self, measure: &Measure, through: Day) -> Explained<Ratio> {
        let value = self.measured_by(measure, through);
        let Some(interval) = self.interval_of(measure, through.prev()) else {
            return value;
        };
        let stretch = Stretch {
            interval: &interval,
            through: through.min(interval.to),
        };
        let quota = self.quota(measure, stretch);
        self.attainment(measure, &value, quota.as_ref())
            .unwrap_or_else(|| unknown(measure.said(), format!("{} has no quota", measure.name), Vec::new()))
    }

    /// The interval of a measure around a day: a period of the calendar, or the cycle.
    pub(super) fn interval_of(&self, measure: &Measure, day: Day) -> Option<Period> {
        if measure.over_cycle {
            return self.plan.cycles().next().map(super::frames::cycle_period);
        }
        self.calendar.period_at(measure.interval, day)
    }

    /// An exact value of a measure in its unit.
    pub(super) fn cell(&self, measure: &Measure, value: &Ratio) -> Cell {
        match &measure.unit {
            Unit::Money(_) => self.exact(value),
            Unit::Ratio => Cell::Percent(value.clone()),
            Unit::Quantity(_) => Cell::Number(value.clone()),
        }
    }

    /// The measure's gain from one day up to another.
    pub(super) fn between(&self, measure: &Measure, (from, to): (Day, Day), what: String) -> Explained<Ratio> {
        let place = Self::line(measure.line);
        match self.total(measure, from, to) {
            Ok(total) => {
                let mut trace = Trace::new(what, self.cell(measure, &total))
                    .formula(formula_in_words(measure))
                    .place(place);
                if self.person.measures.contains_key(&measure.name) && !measure.is_plain_sum() {
                    trace = trace.note("The value was given, not computed from credits.");
                }
                Explained::known(total, trace)
            }
            Err(because) => {
                let trace = Trace::new(what, Cell::Unknown(because.clone())).place(place);
                Explained::unknown(because, trace)
            }
        }
    }

    fn total(&self, measure: &Measure, from: Day, to: Day) -> Result<Ratio, String> {
        if !self.is_given(measure) && self.computes(measure) {
            return self.computed(measure, from, to);
        }
        let parts = self.parts(measure, from, to)?;
        if measure.is_additive() {
            let mut total = Ratio::zero();
            for part in parts {
                total += part.value.as_ref().map_err(Clone::clone)?;
            }
            return Ok(total);
        }
        // A level is not added up: the last one known holds.
        match parts.last() {
            Some(part) => part.value.clone(),
            None => Err(format!("{} is not known from {from} to {}", measure.name, to.prev())),
        }
    }

    pub(super) fn is_given(&self, measure: &Measure) -> bool {
        self.person.measures.contains_key(&measure.name)
    }

    /// Whether the measure's formula can be computed here: from credits, or from key figures alone.
    fn computes(&self, measure: &Measure) -> bool {
        self.person.facts.is_some() || measure.categories.is_empty()
    }

    fn computed(&self, measure: &Measure, from: Day, to: Day) -> Result<Ratio, String> {
        if from >= to {
            return Ok(Ratio::zero());
        }
        let value = self.formula_value(&measure.value, (from, to))?;
        match &measure.minus {
            Some(minus) => Ok(value - self.formula_value(minus, (from, to))?),
            None => Ok(value),
        }
    }

    /// A formula over the credits and key figures of a stretch of time.
    pub(super) fn formula_value(&self, formula: &Formula, (from, to): (Day, Day)) -> Result<Ratio, String> {
        let window = super::window::Window { desk: self, from, to };
        window.is_decided(formula)?;
        let nothing = crate::expression::Facts::default();
        let value = single(formula, &nothing, &window)?;
        if let Value::Money(amount, currency) = &value
            && *currency != self.plan.currency
            && !amount.is_zero()
        {
            return Err(format!(
                "the value is in {}, the plan in {}",
                currency.code(),
                self.plan.currency.code()
            ));
        }
        value.number().cloned().ok_or_else(|| format!("{} is no value", value.value_type()))
    }

    /// The increments that cover the days without a gap. Days outside the employment need none.
    pub(super) fn parts(&self, measure: &Measure, from: Day, to: Day) -> Result<Vec<Cow<'_, Increment>>, String> {
        if !self.is_given(measure) && self.computes(measure) {
            return self.computed_parts(measure, from, to);
        }
        let name = &measure.name;
        let all = self.person.measures.get(name).map_or(&[][..], Vec::as_slice);
        let mut inside: Vec<&Increment> = all.iter().filter(|part| part.from < to && part.to > from).collect();
        inside.sort_by_key(|part| (part.from, part.to));
        let mut covered = from;
        for part in &inside {
            if part.from < covered {
                return Err(format!("{name} is given twice for {covered}"));
            }
            if part.from < from || part.to > to {
                let (first, last) = (part.from, part.to.prev());
                return Err(format!("{name} is only known for {first} to {last} as a whole"));
            }
            self.needs_nothing(name, covered, part.from)?;
            covered = part.to;
        }
        self.needs_nothing(name, covered, to)?;
        Ok(inside.into_iter().map(Cow::Borrowed).collect())
    }

    /// What each day with a credit adds, so that a rate of its day can be laid over it.
    fn computed_parts(&self, measure: &Measure, from: Day, to: Day) -> Result<Vec<Cow<'_, Increment>>, String> {
        let one = |from: Day, to: Day, value: Ratio| {
            Cow::Owned(Increment {
                from,
                to,
                value: Ok(value),
            })
        };
        let Some(facts) = self.person.facts.as_ref().filter(|_| measure.is_additive()) else {
            return Ok(vec![one(from, to, self.computed(measure, from, to)?)]);
        };
        let credits = facts.credits.iter().filter(|credit| measure.categories.contains(&credit.category));
        let restated = facts.restated.values().flatten().map(|(day, _)| *day);
        let mut days: Vec<Day> = credits.map(|credit| credit.date).chain(restated).collect();
        days.retain(|day| from <= *day && *day < to);
        days.sort_unstable();
        days.dedup();
        // Asked for even without a credit, so that an undecided rule is told.
        self.computed(measure, from, to)?;
        days.into_iter()
            .map(|day| Ok(one(day, day.next(), self.computed(measure, day, day.next())?)))
            .collect()
    }

    /// A gap is no zero, unless nobody was employed in it.
    fn needs_nothing(&self, name: &str, from: Day, to: Day) -> Result<(), String> {
        if from >= to {
            return Ok(());
        }
        match self.employment().within(from, to) {
            None => Ok(()),
            Some((first, end)) => Err(format!("{name} is not known from {first} to {}", end.prev())),
        }
    }
}

fn formula_in_words(measure: &Measure) -> String {
    if measure.is_plain_sum() {
        return format!("sum of the credits of {}", measure.categories.join(", "));
    }
    let less = if measure.minus.is_some() { " less its baseline" } else { "" };
    if measure.categories.is_empty() {
        return format!("{}{less}", measure.value.kpis().join(", "));
    }
    format!("from the credits of {}{less}", measure.categories.join(", "))
}
