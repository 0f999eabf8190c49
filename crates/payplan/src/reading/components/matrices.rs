//! Reads a payout matrix: two measures with their positions and a percentage for each pair.

use vocabulary::{Currency, Ratio};

use super::curves::outside_of;
use crate::curve::CurveOver;
use crate::plan::{Axis, Matrix};
use crate::problem::Problems;
use crate::reading::fields::{Fields, Keys, list};
use crate::reading::names::Names;
use crate::reading::positions::Scale;
use crate::reading::scalars::percent;
use crate::yaml::Node;

const AXIS: Keys = Keys { known: &["measure", "at"] };

/// Reads `rows`, `cols`, `payout`, `lookup`, `below` and `beyond` of an opened group.
pub(super) fn matrix(fields: &Fields<'_>, (names, currency): (&Names<'_>, Currency), problems: &mut Problems) -> Option<Matrix> {
    let outside = outside_of(fields, problems);
    let rows = axis(fields, "rows", (names, currency), problems);
    let cols = axis(fields, "cols", (names, currency), problems);
    let payout = fields.required("payout", problems);
    let (rows, cols) = (rows?, cols?);
    let payout = cells(payout?, &fields.path_of("payout"), (rows.at.len(), cols.at.len()), problems)?;
    let (lookup, below, beyond) = outside?;
    Some(Matrix {
        rows,
        cols,
        payout,
        lookup,
        below,
        beyond,
        line: fields.place.line,
    })
}

fn axis(fields: &Fields<'_>, key: &str, (names, currency): (&Names<'_>, Currency), problems: &mut Problems) -> Option<Axis> {
    let node = fields.required(key, problems)?;
    let fields = Fields::open(node, &fields.path_of(key), &AXIS, problems)?;
    let measure = super::measure_named(&fields, names, problems);
    let at = fields.required("at", problems)?;
    let measure = measure?;
    let scale = Scale::of_measure(&measure, names, currency);
    let path = fields.path_of("at");
    let mut positions: Vec<Ratio> = Vec::new();
    let mut over = None;
    for (path, node) in list(at, &path, problems) {
        let (here, position) = scale.position(node, &path, problems)?;
        if *over.get_or_insert(here) != here {
            problems.add(
                node.place,
                &path,
                "positions are all in percent of quota or all in the measure's unit",
            );
            return None;
        }
        if positions.last().is_some_and(|before| *before >= position) {
            problems.add(node.place, &path, "positions stand in rising order, each once");
            return None;
        }
        positions.push(position);
    }
    if positions.len() < 2 {
        problems.add(at.place, &path, "a side of a matrix needs at least two positions");
        return None;
    }
    Some(Axis {
        measure,
        by_attainment: over == Some(CurveOver::Attainment),
        at: positions,
    })
}

fn cells(node: &Node, path: &str, (rows, cols): (usize, usize), problems: &mut Problems) -> Option<Vec<Vec<Ratio>>> {
    let lines = list(node, path, problems);
    if lines.len() != rows {
        let message = format!(
            "the matrix has {rows} rows and {} lines of payout; write one line for each row",
            lines.len()
        );
        problems.add(node.place, path, message);
        return None;
    }
    let mut payout = Vec::with_capacity(rows);
    for (path, node) in lines {
        let line = list(node, &path, problems);
        if line.len() != cols {
            let message = format!(
                "the matrix has {cols} columns and this line {} percentages; write one for each column",
                line.len()
            );
            problems.add(node.place, &path, message);
            return None;
        }
        let shares: Option<Vec<Ratio>> = line.into_iter().map(|(path, node)| percent(node, &path, problems)).collect();
        payout.push(shares?);
    }
    Some(payout)
}
