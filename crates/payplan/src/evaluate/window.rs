//! What a formula sees around it: the credits, key figures and earlier years of one person in a stretch of time.

use vocabulary::{Currency, Day, Ratio};

use super::Desk;
use crate::expression::formula::{Around, FactField, Formula, Row};
use crate::inputs::{Dated, KpiReading, PersonFacts};

/// Digits kept of a yearly growth rate, which is a root and never exact.
const GROWTH_DIGITS: u8 = 12;

/// `[from, to)` of one person's facts.
pub(super) struct Window<'a> {
    pub(super) desk: &'a Desk<'a>,
    pub(super) from: Day,
    pub(super) to: Day,
}

impl Window<'_> {
    fn facts(&self) -> Result<&PersonFacts, String> {
        let unknown = || "the transactions are not known".to_owned();
        self.desk.person.facts.as_ref().ok_or_else(unknown)
    }

    /// The error says why a category that the formula reads is open.
    pub(super) fn is_decided(&self, formula: &Formula) -> Result<(), String> {
        let Some(facts) = &self.desk.person.facts else {
            return Ok(());
        };
        let undecided = formula
            .categories()
            .into_iter()
            .find_map(|category| facts.undecided.get(&category).cloned());
        undecided.map_or(Ok(()), Err)
    }

    fn of_category(&self, category: &str, from: Day, to: Day) -> Result<Ratio, String> {
        let own = self.facts()?.credits.iter().filter(|credit| credit.category == category);
        Ok(own
            .filter(|credit| from <= credit.date && credit.date < to)
            .map(crate::inputs::Credit::credited)
            .sum())
    }
}

impl Around for Window<'_> {
    fn credits(&self) -> Result<Vec<&dyn Row>, String> {
        let all = self.facts()?.credits.iter();
        let inside = all.filter(|credit| self.from <= credit.date && credit.date < self.to);
        Ok(inside
            .map(|credit| {
                let row: &dyn Row = credit;
                row
            })
            .collect())
    }

    fn currency(&self) -> Currency {
        self.desk.plan.currency
    }

    /// Last year's credits counted a year later to the day, and to date: what lies in the window on its later day.
    fn baseline(&self, category: &str, years_back: u32) -> Result<Ratio, String> {
        let facts = self.facts()?;
        let restated = facts.restated.get(&(category.to_owned(), years_back));
        let restated = restated.ok_or_else(|| format!("the credits of {category} {years_back} years ago are not known"))?;
        let inside = restated.iter().filter(|(day, _)| self.from <= *day && *day < self.to);
        Ok(inside.map(|(_, value)| value).sum())
    }

    /// The last year of the window against the year before its first: (last ÷ first) to the power 1 ÷ years, less 1.
    fn cagr(&self, category: &str, years: u32) -> Result<Ratio, String> {
        let months = i32::try_from(years.saturating_mul(12)).unwrap_or(i32::MAX);
        let last = self.of_category(category, self.to.plus_months(-12), self.to)?;
        let first_from = self.to.plus_months(-12).plus_months(-months);
        let first = self.of_category(category, first_from, first_from.plus_months(12))?;
        let times = last.checked_div(&first).filter(|_| first.is_positive());
        let times =
            times.ok_or_else(|| format!("{category} was zero or less in the year from {first_from}, so there is no growth rate"))?;
        let root = times.root(years, GROWTH_DIGITS);
        let root = root.ok_or_else(|| format!("{category} is negative at the end, so there is no growth rate"))?;
        Ok(root - Ratio::one())
    }

    fn kpi(&self, name: &str) -> Result<Ratio, String> {
        let reading = self.desk.kpi_reading(name, self.from, self.to);
        let reading = reading.ok_or_else(|| format!("the key figure {name} is not known"))?;
        reading.value.clone().ok_or_else(|| format!("the key figure {name} is missing"))
    }

    fn figure(&self, name: &str) -> Result<Ratio, String> {
        let rows = self.desk.person.figures.get(name).map_or(&[][..], Vec::as_slice);
        let row = rows.iter().rfind(|row| row.holds.contains(self.to.prev()));
        row.map(|row| row.value.clone())
            .ok_or_else(|| format!("the figure {name} is not known"))
    }

    fn first_invoice(&self, _: &dyn Row, scope: FactField) -> Result<bool, String> {
        Err(format!("a measure cannot ask for the first invoice of a {}", scope.as_str()))
    }
}

impl Desk<'_> {
    /// The last reading of a key figure in a stretch of time.
    pub(super) fn kpi_reading(&self, name: &str, from: Day, to: Day) -> Option<&KpiReading> {
        let readings = self.person.kpis.get(name)?;
        let known = |reading: &&KpiReading| reading.holds.start() < to && reading.holds.end().is_none_or(|end| end > from);
        readings.iter().filter(known).max_by_key(|reading| reading.holds.start())
    }

    /// The value of a milestone or objective as it stands on a day.
    pub(super) fn milestone(&self, id: &str, through: Day) -> Option<&Ratio> {
        let rows = self.person.milestones.get(id)?;
        let known = |row: &&Dated| row.holds.start() < through;
        rows.iter().filter(known).max_by_key(|row| row.holds.start()).map(|row| &row.value)
    }
}
