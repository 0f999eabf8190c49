//! A crediting run: every pinned batch through lens and kernel in parallel, the parts added up.
//! All sums are exact, so the result is the same for any order or cut of the batches and any number of threads.

mod idle;
mod ledger;
mod sums;
pub(crate) mod table;
pub(crate) mod totals;
pub(crate) mod uncredited;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use vocabulary::{Interval, Period};

use crate::assignment::Assignments;
use crate::batch::columns::{day_of, place};
use crate::batch::read::{OpenBatch, Pinned, day_numbers};
use crate::cells::kept::{self, KeptCells, Packed, month_of};
use crate::cells::{Cell, Cells, gather};
use crate::kernel::{Compiled, Desks, months};
use crate::store::{Fingerprint, fingerprint};
use crate::{Crediting, Credits, EngineProblem, FactStore, Holding, Holdings};
use ledger::PieceLedger;
use sums::Sums;
use totals::{Ended, Sellers, Totals, Whole};
use uncredited::Listed;

impl FactStore {
    /// Credits every fact of the pinned batches that is the newest of its key.
    ///
    /// `periods` are the base periods wanted; a fact outside them is uncredited. `threads` limits the cores used; `None` uses all.
    ///
    /// # Errors
    /// Any batch that is missing, damaged or unreadable stops the run before anything is computed; overlapping periods and
    /// shares outside 0 to 1 are refused.
    pub fn credit(
        &self,
        pinned: &[Pinned],
        crediting: &Crediting,
        periods: &[Period],
        threads: Option<usize>,
    ) -> Result<Credits, EngineProblem> {
        let run = || {
            let (assignments, batches) = rayon::join(|| self.assignments(&crediting.holdings), || self.open_all(pinned));
            let compiled = Compiled::new(crediting, assignments?, periods)?;
            let batches = batches?;
            // Sums count in parts of the common denominator, so it belongs to what was asked.
            let asked = fingerprint(&(crediting, periods, compiled.assignments.parts));
            let (whole, listed) = self.whole(&compiled, asked, &batches)?;
            whole.credits(&compiled, periods, listed.facts())
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
}

impl FactStore {
    /// Who holds what, made ready once for as long as the holdings stay the same.
    pub(crate) fn assignments(&self, holdings: &Holdings) -> Result<Arc<Assignments>, EngineProblem> {
        let asked = holdings.fingerprint();
        if let Some(known) = self.memory().assignments(asked) {
            return Ok(known);
        }
        let all: Vec<&Holding> = holdings.iter().collect();
        let made = Arc::new(Assignments::of(&all)?);
        self.memory().remember_assignments(asked, &made);
        Ok(made)
    }

    /// What the batches add up to. Sums are exact, so what was added up before is a part of it, whatever came since.
    fn whole(
        &self,
        compiled: &Compiled<'_>,
        asked: Fingerprint,
        batches: &[Arc<OpenBatch>],
    ) -> Result<(Arc<Whole>, Arc<Listed>), EngineProblem> {
        let names: BTreeSet<(&str, &str)> = batches.iter().map(|batch| batch.identity()).collect();
        let known = self.memory().largest_part(asked, &names).unwrap_or_default();
        let is_known = |batch: &&Arc<OpenBatch>| known.batches.contains(batch.identity());
        let more: Vec<Arc<OpenBatch>> = batches.iter().filter(|batch| !is_known(batch)).cloned().collect();
        if more.is_empty() && !batches.is_empty() {
            return Ok((known.whole, known.listed));
        }
        let (parts, ended) = add_up(self.folder(), compiled, &more)?;
        let (sums, sellers): (Vec<Sums>, Vec<Sellers>) = parts.into_iter().map(|part| (part.credited, part.sellers)).unzip();
        // Versions are matched from the oldest to the newest, so that only batches after all known ones extend a list.
        let all_later = !batches.iter().skip_while(is_known).any(|batch| is_known(&batch));
        let listed = match all_later && more.len() < batches.len() {
            true => uncredited::extended(compiled, &known.listed, &more, &ended.idle)?,
            false => None,
        };
        let mut whole = Whole::clone(&known.whole);
        whole.add(sums, &sellers, ended, compiled.assignments.payees.len())?;
        let listed = match listed {
            Some(listed) => listed,
            None => uncredited::list(compiled, batches, whole.idle())?,
        };
        let (whole, listed) = (Arc::new(whole), Arc::new(listed));
        self.memory().remember(asked, &names, (&whole, &listed));
        Ok((whole, listed))
    }
}

/// Where the cells of a task come from.
enum Task<'a> {
    /// A row group of lines; the batch's cells are kept once its last row group is gathered.
    Lines(&'a OpenBatch, usize, &'a Gathered),
    /// A row group of kept cells.
    Kept(&'a OpenBatch, &'a KeptCells, usize),
}

/// The cells gathered from a batch so far, by row group.
#[derive(Default)]
struct Gathered(Mutex<BTreeMap<usize, Packed>>);

impl Gathered {
    /// Adds the cells of a row group; hands all of them back with the last one.
    fn add(&self, group: usize, cells: Packed, groups: usize) -> Option<Vec<Packed>> {
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.insert(group, cells);
        (gathered.len() == groups).then(|| std::mem::take(&mut *gathered).into_values().collect())
    }
}

/// What each core added up, and how the facts ended over all of them.
fn add_up(folder: &Path, compiled: &Compiled<'_>, batches: &[Arc<OpenBatch>]) -> Result<(Vec<Totals>, Ended), EngineProblem> {
    let lens = compiled.lens.digest();
    let kept: Vec<Option<KeptCells>> = batches.par_iter().map(|batch| kept::open(folder, batch.name(), &lens)).collect();
    if let Some(added) = add_up_with(folder, compiled, batches, (&lens, &kept))? {
        return Ok(added);
    }
    // Nothing is computed over damaged cells: everything is added up again from the lines.
    let none: Vec<Option<KeptCells>> = batches.iter().map(|_| None).collect();
    let added = add_up_with(folder, compiled, batches, (&lens, &none))?;
    Ok(added.expect("only kept cells can be damaged"))
}

/// The same over the cells that are kept; `None` when some of them are damaged.
fn add_up_with(
    folder: &Path,
    compiled: &Compiled<'_>,
    batches: &[Arc<OpenBatch>],
    (lens, kept): (&str, &[Option<KeptCells>]),
) -> Result<Option<(Vec<Totals>, Ended)>, EngineProblem> {
    let gathered: Vec<Gathered> = batches.iter().map(|_| Gathered::default()).collect();
    let tasks: Vec<Task<'_>> = batches
        .iter()
        .zip(kept)
        .zip(&gathered)
        .flat_map(|((batch, kept), gathered)| -> Vec<Task<'_>> {
            match kept {
                Some(kept) => (0..kept.groups()).map(|group| Task::Kept(batch, kept, group)).collect(),
                None => (0..batch.groups()).map(|group| Task::Lines(batch, group, gathered)).collect(),
            }
        })
        .collect();
    let days = batches.iter().filter_map(|batch| batch.days());
    let days = days.reduce(|(first, last), (from, to)| (first.min(from), last.max(to)));
    let cuts = compiled.cuts(days.into_iter().flat_map(|(first, last)| months(first, last)));
    let damaged = AtomicBool::new(false);
    let mut parts = in_lanes(&tasks, Totals::default, |totals, task| match task {
        Task::Lines(batch, group, gathered) => {
            let lines = batch.lines(*group, &compiled.lens)?;
            let desks = compiled.desks(&lines.account);
            let cells = gather(&lines, &compiled.lens, &cuts, &desks, |_| true);
            take(compiled, (batch, &cells, &desks), |_| true, totals)?;
            if batch.groups() >= KEPT_FROM_GROUPS
                && let Some(pieces) = gathered.add(*group, Packed::of(cells), batch.groups())
            {
                kept::keep(folder, batch.name(), lens, pieces);
            }
            Ok(())
        }
        Task::Kept(batch, kept, group) => {
            let Some(cells) = kept.cells(*group) else {
                kept.remove();
                damaged.store(true, Ordering::Relaxed);
                return Ok(());
            };
            let desks = compiled.desks(&cells.account);
            let split = split(compiled, &cells, &desks);
            let is_split = |cell: &Cell| !split.is_empty() && split.contains(&(month_of(cell), cells.account.name(cell.account)));
            take(compiled, (batch, &cells, &desks), |cell| !is_split(cell), totals)?;
            take_again(compiled, batch, &split, &cuts, totals)
        }
    })?;
    if damaged.into_inner() {
        return Ok(None);
    }
    let mut ended = Ended::default();
    for part in &mut parts {
        ended.merge(std::mem::take(&mut part.ended))?;
    }
    for batch in batches {
        ended.count(batch.lines_counted());
    }
    Ok(Some((parts, ended)))
}

/// From so many row groups on the cells of a batch are kept: below, its lines are read as fast.
const KEPT_FROM_GROUPS: usize = 2;

/// Takes the cells that are `wanted` through the rules.
fn take(
    compiled: &Compiled<'_>,
    (batch, cells, desks): (&OpenBatch, &Cells, &Desks<'_>),
    wanted: impl Fn(&Cell) -> bool,
    totals: &mut Totals,
) -> Result<(), EngineProblem> {
    let rules = compiled.bind(cells, desks);
    let mut ledger = PieceLedger::new(compiled, cells, totals).map_err(|reason| batch.unreadable(reason))?;
    for cell in cells.cells.iter().filter(|cell| wanted(cell)) {
        rules.judge(cell, &mut ledger).map_err(|reason| batch.unreadable(reason))?;
    }
    ledger.finish().map_err(|reason| batch.unreadable(reason))
}

/// Months, by their first days, and accounts.
type Places<'a> = BTreeSet<(i32, &'a str)>;

/// The months and accounts in which a kept cell reaches across a day on which something changes today.
fn split<'a>(compiled: &Compiled<'_>, cells: &'a Cells, desks: &Desks<'_>) -> Places<'a> {
    let rules = compiled.bind(cells, desks);
    let split = cells.cells.iter().filter(|cell| rules.split(cell));
    split.map(|cell| (month_of(cell), cells.account.name(cell.account))).collect()
}

/// Gathers the lines of some months and accounts anew.
fn take_again(
    compiled: &Compiled<'_>,
    batch: &OpenBatch,
    places: &Places<'_>,
    cuts: &[i32],
    totals: &mut Totals,
) -> Result<(), EngineProblem> {
    let mut by_month: BTreeMap<i32, BTreeSet<&str>> = BTreeMap::new();
    for (month, account) in places {
        by_month.entry(*month).or_default().insert(account);
    }
    for (month, accounts) in by_month {
        let from = day_of(month);
        let days = Interval::closed(from, from.plus_months(1)).expect("a month has days");
        let (first, end) = day_numbers(days);
        let in_month = batch.groups_holding(None, Some(days));
        for group in batch
            .groups_holding_some(&accounts)
            .into_iter()
            .filter(|group| in_month.contains(group))
        {
            let lines = batch.lines(group, &compiled.lens)?;
            let wanted = lines.account.per_name(|account| accounts.contains(account));
            let is_wanted = |row: usize| {
                let key = lines.account.key(row).and_then(|key| wanted.get(place(key)));
                key.copied().unwrap_or_default() && (first..end).contains(&lines.date.value(row))
            };
            let desks = compiled.desks(&lines.account);
            let cells = gather(&lines, &compiled.lens, cuts, &desks, is_wanted);
            take(compiled, (batch, &cells, &desks), |_| true, totals)?;
        }
    }
    Ok(())
}

/// Does the tasks on every core. Each core keeps one part and takes the next task when it is done with one;
/// of several problems the one of the earliest task is told.
fn in_lanes<T: Sync, P: Send>(
    tasks: &[T],
    begin: impl Fn() -> P + Sync,
    work: impl Fn(&mut P, &T) -> Result<(), EngineProblem> + Sync,
) -> Result<Vec<P>, EngineProblem> {
    let next = AtomicUsize::new(0);
    let lanes = rayon::current_num_threads().min(tasks.len());
    let done: Vec<Result<P, (usize, EngineProblem)>> = (0..lanes)
        .into_par_iter()
        .with_max_len(1)
        .map(|_| {
            let mut part = begin();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(task) = tasks.get(number) else { return Ok(part) };
                work(&mut part, task).map_err(|problem| (number, problem))?;
            }
        })
        .collect();
    let mut parts = Vec::with_capacity(done.len());
    let mut first: Option<(usize, EngineProblem)> = None;
    for lane in done {
        match lane {
            Ok(part) => parts.push(part),
            Err((number, problem)) if first.as_ref().is_none_or(|(earliest, _)| number < *earliest) => first = Some((number, problem)),
            Err(_) => {}
        }
    }
    match first {
        Some((_, problem)) => Err(problem),
        None => Ok(parts),
    }
}
