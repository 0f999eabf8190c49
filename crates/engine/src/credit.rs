//! A crediting run: every pinned batch through the kernel in parallel, the parts added up in a fixed order.
//! All sums are exact, so the result is the same for any order or cut of the batches and any number of threads.

mod cells;
mod ledger;
mod totals;

use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;
use vocabulary::Period;

use crate::batch::columns::{CREDIT_COLUMNS, CreditRows};
use crate::batch::read::{OpenBatch, Pinned, open_all};
use crate::kernel::Compiled;
use crate::supersession::{Marked, superseded};
use crate::{Crediting, Credits, EngineProblem};
use ledger::PieceLedger;
use totals::Totals;

/// Row groups per task: enough rows to be worth a thread, few enough to share a large batch among all.
const TASK_GROUPS: usize = 4;

/// Credits every fact of the pinned batches that is the newest of its key.
///
/// `periods` are the base periods wanted; a fact outside them is uncredited. `threads` limits the cores used; `None` uses all.
///
/// # Errors
/// Any batch that is missing, damaged or unreadable stops the run before anything is computed; overlapping periods and
/// shares outside 0 to 1 are refused.
pub fn credit(
    folder: &Path,
    pinned: &[Pinned],
    crediting: &Crediting,
    periods: &[Period],
    threads: Option<usize>,
) -> Result<Credits, EngineProblem> {
    let run = || {
        let compiled = Compiled::new(crediting, periods)?;
        let batches = open_all(folder, pinned)?;
        let superseded = superseded(&batches)?;
        let totals = add_up(&compiled, &batches, &superseded)?;
        Ok(totals.into_credits(&compiled, periods))
    };
    match threads {
        None => run(),
        Some(threads) => rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|problem| EngineProblem::Threads {
                reason: problem.to_string(),
            })?
            .install(run),
    }
}

fn add_up(compiled: &Compiled<'_>, batches: &[OpenBatch], superseded: &[Marked]) -> Result<Totals, EngineProblem> {
    let tasks: Vec<(&OpenBatch, &Marked, Range<usize>)> = batches
        .iter()
        .zip(superseded)
        .flat_map(|(batch, marked)| {
            let starts = (0..batch.groups()).step_by(TASK_GROUPS);
            starts.map(move |start| (batch, marked, start..(start + TASK_GROUPS).min(batch.groups())))
        })
        .collect();
    let parts: Vec<Result<Totals, EngineProblem>> = tasks
        .into_par_iter()
        .map(|(batch, marked, groups)| add_up_groups(compiled, batch, marked, groups))
        .collect();
    let mut all = Totals::default();
    for part in parts {
        all.merge(part?)?;
    }
    Ok(all)
}

fn add_up_groups(compiled: &Compiled<'_>, batch: &OpenBatch, superseded: &Marked, groups: Range<usize>) -> Result<Totals, EngineProblem> {
    let mut totals = Totals::default();
    batch.each(CREDIT_COLUMNS, groups, |first, record| {
        let rows = CreditRows::of(record)?;
        let is_superseded = |row: usize| superseded.contains(first + row);
        let skipped = (0..rows.rows).filter(|row| is_superseded(*row)).count();
        totals.superseded += count(skipped);
        totals.facts += count(rows.rows - skipped);
        let mut ledger = PieceLedger::new(compiled, &rows, &mut totals)?;
        compiled.run(&rows, is_superseded, &mut ledger)?;
        ledger.close()
    })?;
    Ok(totals)
}

fn count(length: usize) -> u64 {
    u64::try_from(length).expect("a length fits 64 bits")
}
