//! Bonus by the cell of two measures, and whatever else pays a share of the target.

use vocabulary::{Cell, Explained, Ratio, Trace};

use super::Standing;
use crate::curve::{Below, Beyond, Lookup};
use crate::evaluate::money::{reason, unknown};
use crate::evaluate::wording::percent_text;
use crate::evaluate::{Desk, Stretch};
use crate::plan::{Axis, Component, Matrix};

/// Where a value stands on a side of a matrix.
enum Place {
    Below,
    Beyond,
    /// Between the position of this number and the next, so far along.
    At(usize, Ratio),
}

impl Desk<'_> {
    /// The percentage of the cell, with both positions in the trace.
    pub(super) fn cell_of(&self, matrix: &Matrix, stretch: Stretch<'_>) -> Explained<Ratio> {
        let what = format!("cell, {}", stretch.name());
        let [row, col] = [&matrix.rows, &matrix.cols].map(|axis| self.position(axis, stretch));
        let (Ok(at_row), Ok(at_col)) = (&row.value, &col.value) else {
            let because = reason(&row).or_else(|| reason(&col)).unwrap_or_default();
            return unknown(what, because, vec![row.trace, col.trace]);
        };
        let share = matrix.read(at_row, at_col);
        let said = format!(
            "{} {} and {} {}",
            matrix.rows.measure,
            percent_text(at_row),
            matrix.cols.measure,
            percent_text(at_col)
        );
        let trace = Trace::new(what, Cell::Percent(share.clone()))
            .formula(said)
            .place(Self::line(matrix.line))
            .inputs([row.trace, col.trace]);
        Explained::known(share, trace)
    }

    fn position(&self, axis: &Axis, stretch: Stretch<'_>) -> Explained<Ratio> {
        match self.plan.measure(&axis.measure) {
            Some(measure) if axis.by_attainment => self.attained_by(measure, stretch.through),
            Some(measure) => self.measured_by(measure, stretch.through),
            None => unknown(
                axis.measure.clone(),
                format!("the plan has no measure {}", axis.measure),
                Vec::new(),
            ),
        }
    }

    /// Target × the share that the component stands on.
    pub(super) fn share_of_target(&self, component: &Component, standing: &Standing, what: String) -> Explained<Ratio> {
        let Some(target) = &standing.target else {
            return unknown(what, "the plan has no target incentive".to_owned(), Vec::new());
        };
        let (Ok(share), Ok(amount)) = (&standing.measure.value, &target.value) else {
            let because = reason(&standing.measure).or_else(|| reason(target)).unwrap_or_default();
            return unknown(what, because, vec![standing.measure.trace.clone(), target.trace.clone()]);
        };
        let earned = amount * share;
        let trace = Trace::new(what, self.exact(&earned))
            .formula(format!("target × {}", percent_text(share)))
            .rule(component.id.clone())
            .place(Self::line(component.line))
            .inputs([target.trace.clone(), standing.measure.trace.clone()]);
        Explained::known(earned, trace)
    }
}

impl Matrix {
    /// What the matrix says at two positions. Under a first position `below` holds, whatever the other one says.
    pub fn read(&self, row: &Ratio, col: &Ratio) -> Ratio {
        let places = [self.place(&self.rows, row), self.place(&self.cols, col)];
        if let (Some(Place::Below), Below::Share(share)) = (places.iter().find(|place| matches!(place, Place::Below)), &self.below) {
            return share.clone();
        }
        if let (Some(Place::Beyond), Beyond::Share(share)) = (places.iter().find(|place| matches!(place, Place::Beyond)), &self.beyond) {
            return share.clone();
        }
        let [row, col] = places;
        let (row, along_row) = self.inside(&self.rows, row);
        let (col, along_col) = self.inside(&self.cols, col);
        let cell = |row: usize, col: usize| {
            self.payout
                .get(row)
                .and_then(|line| line.get(col))
                .cloned()
                .unwrap_or_else(Ratio::zero)
        };
        let across = |row: usize| {
            let (from, to) = (cell(row, col), cell(row, col + 1));
            if along_col.is_zero() {
                from
            } else {
                &from + &((to - &from) * &along_col)
            }
        };
        let from = across(row);
        if along_row.is_zero() {
            return from;
        }
        let to = across(row + 1);
        &from + &((to - &from) * &along_row)
    }

    fn place(&self, axis: &Axis, at: &Ratio) -> Place {
        let (Some(first), Some(last)) = (axis.at.first(), axis.at.last()) else {
            return Place::Below;
        };
        if at < first {
            return match (&self.below, axis.at.get(1)) {
                (Below::Extend, Some(second)) => Place::At(0, along(at, first, second)),
                (Below::Extend | Below::First | Below::Share(_), _) => Place::Below,
            };
        }
        if at > last {
            return match (&self.beyond, axis.at.iter().rev().nth(1)) {
                (Beyond::Extend, Some(before)) => Place::At(axis.at.len().saturating_sub(2), along(at, before, last)),
                (Beyond::Extend | Beyond::Last | Beyond::Share(_), _) => Place::Beyond,
            };
        }
        let reached = axis.at.iter().take_while(|position| *position <= at).count().saturating_sub(1);
        let along = match (self.lookup, axis.at.get(reached), axis.at.get(reached + 1)) {
            (Lookup::Interpolate, Some(from), Some(to)) => along(at, from, to),
            (Lookup::Interpolate | Lookup::Floor, _, _) => Ratio::zero(),
        };
        Place::At(reached, along)
    }

    /// A number of the axis and how far along; outside, the first or last cells hold.
    fn inside(&self, axis: &Axis, place: Place) -> (usize, Ratio) {
        match place {
            Place::Below => (0, Ratio::zero()),
            Place::Beyond => (axis.at.len().saturating_sub(1), Ratio::zero()),
            Place::At(number, along) => (number, along),
        }
    }
}

/// How far a position lies from one to another: 0 at the first, 1 at the second.
fn along(at: &Ratio, from: &Ratio, to: &Ratio) -> Ratio {
    (at - from).checked_div(&(to - from)).unwrap_or_else(Ratio::zero)
}
