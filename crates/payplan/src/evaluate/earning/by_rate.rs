//! Commission at one rate: measure × rate, each stretch at the rate that held in it.

use vocabulary::{Cell, Explained, Ratio, Trace, TraceTable};

use crate::evaluate::money::unknown;
use crate::evaluate::wording::percent_text;
use crate::evaluate::{Desk, Stretch};
use crate::inputs::Increment;
use crate::plan::{Component, Measure, RateSource, TableRef};

/// Credits that one rate was paid on.
struct AtRate {
    rate: Ratio,
    credited: Ratio,
}

impl Desk<'_> {
    pub(super) fn by_rate(
        &self,
        component: &Component,
        rate: &RateSource,
        to_date: &Explained<Ratio>,
        (measure, stretch, what): (&Measure, Stretch<'_>, String),
    ) -> Explained<Ratio> {
        let lines = match self.rated(rate, to_date, (measure, stretch)) {
            Ok(lines) => lines,
            Err(because) => return unknown(what, because, vec![to_date.trace.clone()]),
        };
        let earned: Ratio = lines.iter().map(|line| &line.credited * &line.rate).sum();
        let credited: Ratio = lines.iter().map(|line| &line.credited).sum();
        let formula = match lines.as_slice() {
            [only] => format!("{} × {}", measure.said(), percent_text(&only.rate)),
            _ => format!("{} × the rate of its time", measure.said()),
        };
        let rows = lines.iter().map(|line| {
            vec![
                self.cell(measure, &line.credited),
                Cell::Percent(line.rate.clone()),
                self.exact(&(&line.credited * &line.rate)),
            ]
        });
        let table = TraceTable {
            heads: vec![measure.said(), "Rate".to_owned(), "Pays".to_owned()],
            rows: rows.collect(),
            total: Some(vec![self.cell(measure, &credited), Cell::Empty, self.exact(&earned)]),
        };
        let mut trace = Trace::new(what, self.exact(&earned))
            .formula(formula)
            .rule(component.id.clone())
            .place(Self::line(component.line))
            .table(table)
            .input(to_date.trace.clone());
        if let RateSource::Table(table) = rate {
            trace = trace.note(format!("The rate stands in the table {}.", table.table));
        }
        Explained::known(earned, trace)
    }

    /// Credits by rate, in the order the rates first appear.
    fn rated(
        &self,
        rate: &RateSource,
        to_date: &Explained<Ratio>,
        (measure, stretch): (&Measure, Stretch<'_>),
    ) -> Result<Vec<AtRate>, String> {
        let mut lines: Vec<AtRate> = Vec::new();
        if let (RateSource::Literal(rate), false, Ok(credited)) = (rate, self.is_given(measure), &to_date.value) {
            // One rate needs no parts.
            let line = || AtRate {
                rate: rate.clone(),
                credited: credited.clone(),
            };
            return Ok((!credited.is_zero()).then(line).into_iter().collect());
        }
        for part in self.parts(measure, stretch.interval.from, stretch.through)? {
            let credited = part.value.clone()?;
            if credited.is_zero() {
                continue;
            }
            let rate = match rate {
                RateSource::Literal(rate) => rate.clone(),
                RateSource::Table(table) => self.rate_in(table, &part)?,
            };
            match lines.iter_mut().find(|line| line.rate == rate) {
                Some(line) => line.credited += &credited,
                None => lines.push(AtRate { rate, credited }),
            }
        }
        Ok(lines)
    }

    /// The one rate that holds in a stretch. A rate that changes inside it cannot be laid over its sum.
    fn rate_in(&self, table: &TableRef, part: &Increment) -> Result<Ratio, String> {
        let person = &self.person.person;
        let (from, to) = self.employment().within(part.from, part.to).unwrap_or((part.from, part.to));
        let rows = self.person.rates.get(&table.table).map_or(&[][..], Vec::as_slice);
        let mut holding = rows
            .iter()
            .filter(|row| row.holds.start() < to && row.holds.end().is_none_or(|end| end > from));
        let Some(first) = holding.next() else {
            return Err(format!("no rate for {person} on {from} in the table {}", table.table));
        };
        if holding.any(|row| row.value != first.value) {
            let last = to.prev();
            return Err(format!("the rate of {person} in {} changes between {from} and {last}", table.table));
        }
        let covers = rows.iter().any(|row| row.holds.contains(from)) && rows.iter().any(|row| row.holds.contains(to.prev()));
        if !covers {
            let last = to.prev();
            return Err(format!(
                "the table {} has no rate for {person} on every day from {from} to {last}",
                table.table
            ));
        }
        Ok(first.value.clone())
    }
}
