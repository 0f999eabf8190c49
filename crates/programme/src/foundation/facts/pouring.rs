//! Facts on their way into the store: row by row compared with what was said before, and written in pieces that fit memory.
//!
//! Each piece is a batch of its own; all of them become visible in the one transaction of the import.

use super::Kept;
use super::recognition::{Poured, Unit, Work};
use super::rules::content::Content;
use super::rules::harvest::{Harvest, harvest};
use super::rules::picking::pick;
use super::rules::reading::{Control, REJECTS_MAX, Reading};
use super::rules::reject::Reject;
use super::settling::{Fate, Settling};
use super::shelf::{self, problem};
use super::store::Catalogued;
use super::sums::{self, ByKind, Sum, Written};
use engine::{FactKind, FactRow, FactStore, Facts, Pinned};
use platform::texts::say;
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use vocabulary::{BatchId, Currency, IdSource, Ratio};

/// So many facts go into one batch. They take some hundred bytes each on their way.
pub(super) const PIECE_ROWS: usize = 1 << 22;
/// A batch is also cut when its texts take so much.
const PIECE_TEXT: usize = 1 << 29;

/// Where facts are poured to.
pub(super) struct Basin<'a> {
    pub(super) folder: &'a Path,
    pub(super) ids: Arc<dyn IdSource>,
    /// The batches that count, the oldest first.
    pub(super) batches: &'a [Catalogued],
    /// Whether all of it is written; a trial writes only what later pieces are compared with.
    pub(super) writes: bool,
    pub(super) piece_rows: usize,
    /// Is told how many bytes were read of how many; false ends everything.
    pub(super) watch: Watch,
}

/// Somebody who wants to know how far an import is, and may end it.
pub(super) type Watch = Arc<dyn Fn(u64, u64) -> bool + Send + Sync>;

/// What the facts of an import came to.
#[derive(Default)]
pub(super) struct Settled {
    /// The batches that were written.
    pub(super) pieces: Vec<Piece>,
    /// What became of each reading of facts.
    pub(super) units: BTreeMap<Unit, Outcome>,
    /// By how much the store's totals change.
    pub(super) changes: ByKind<Sum>,
    /// The kinds and currencies that the facts speak of.
    pub(super) spoken: BTreeSet<(FactKind, Currency)>,
    /// How many facts name each account.
    pub(super) accounts: BTreeMap<String, u64>,
    /// How many facts name each seller.
    pub(super) sellers: BTreeMap<String, u64>,
}

/// A batch of facts from one reading or several.
pub(super) struct Piece {
    pub(super) written: Written,
    /// The only reading in it; none where it holds several.
    pub(super) unit: Option<Unit>,
}

/// What became of one reading of facts.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) kept: Kept,
    /// What cannot be kept although it could be read.
    pub(super) late: Vec<Reject>,
    /// How many rows of those that could be read are not kept, and their amounts.
    pub(super) dropped: u64,
    pub(super) dropped_amounts: BTreeMap<Currency, Ratio>,
    /// The reading of a text, whose rows were read here.
    pub(super) reading: Option<Reading>,
}

impl Settled {
    /// Whether any fact could be read.
    pub(super) fn has_rows(&self) -> bool {
        let read = |outcome: &Outcome| outcome.reading.as_ref().is_some_and(|reading| reading.control.accepted > 0);
        self.units.values().any(|outcome| outcome.kept != Kept::default() || read(outcome))
    }

    /// Takes away what was written and never became visible.
    pub(super) fn forget(&self, folder: &Path) {
        for piece in &self.pieces {
            shelf::forget_batch(folder, &piece.written.file.name);
        }
    }
}

/// Pours all facts of an import. What was written is taken away again when it fails.
///
/// # Errors
/// A damaged batch; the disk; a refusal when `watch` ended it.
pub(super) fn pour(work: &Work, basin: &Basin<'_>) -> Result<Settled> {
    let mut pouring = Pouring {
        basin,
        settled: Settled::default(),
        facts: Facts::default(),
        spans: Vec::new(),
        read: 0,
        total: work.poured_bytes(),
    };
    let poured = pouring.all(work);
    let settled = pouring.settled;
    match poured {
        Ok(()) => Ok(settled),
        Err(error) => {
            settled.forget(basin.folder);
            Err(error)
        }
    }
}

/// The rows of one reading among the facts of a piece.
pub(super) struct Span<'a> {
    pub(super) unit: Unit,
    pub(super) file: &'a str,
    /// The column that holds the documents.
    pub(super) document_column: &'a str,
    pub(super) begin: usize,
    /// The lines of its rows.
    pub(super) lines: Vec<u64>,
}

struct Pouring<'a, 'w> {
    basin: &'a Basin<'a>,
    settled: Settled,
    facts: Facts,
    spans: Vec<Span<'w>>,
    read: u64,
    total: u64,
}

impl<'w> Pouring<'_, 'w> {
    fn all(&mut self, work: &'w Work) -> Result<()> {
        for (unit, taken, reading) in work.facts() {
            self.settled.units.entry(unit).or_default();
            if self.facts.len() >= self.basin.piece_rows / 2 {
                self.settle(true)?;
            }
            match (&taken.poured, &reading.content) {
                (Some(poured), _) => self.text(unit, &taken.file, poured)?,
                (None, Content::Facts(rows)) => {
                    self.begin(unit, &taken.file, "document");
                    for placed in rows {
                        self.facts.push(&FactRow::from(&placed.row)).map_err(problem)?;
                    }
                    let lines = rows.iter().map(|placed| placed.line);
                    self.spans.last_mut().into_iter().for_each(|span| span.lines.extend(lines.clone()));
                }
                (None, _) => {}
            }
        }
        self.settle(false)?;
        self.hand_rows_back(work);
        Ok(())
    }

    /// Adds the rows as they stand in their texts to the refusals of rows that could be read, for the sender to correct.
    fn hand_rows_back(&mut self, work: &Work) {
        for (unit, taken, _) in work.facts() {
            let (Some(poured), Some(outcome)) = (&taken.poured, self.settled.units.get_mut(&unit)) else {
                continue;
            };
            let lines: BTreeSet<u64> = outcome.late.iter().map(|reject| reject.line).collect();
            if lines.is_empty() {
                continue;
            }
            let rows = pick(&taken.file, &poured.body, &poured.profile, &lines);
            for reject in &mut outcome.late {
                if let Some(row) = rows.get(&reject.line).filter(|_| reject.column.is_some()) {
                    *reject = reject.clone().of_row(row);
                }
            }
        }
    }

    fn begin(&mut self, unit: Unit, file: &'w str, document_column: &'w str) {
        self.spans.push(Span {
            unit,
            file,
            document_column,
            begin: self.facts.len(),
            lines: Vec::new(),
        });
    }

    /// Reads a text and keeps its facts, piece by piece.
    fn text(&mut self, unit: Unit, file: &'w str, poured: &'w Poured) -> Result<()> {
        self.begin(unit, file, &poured.document_column);
        let mut going = Ok(true);
        let (mut control, mut rejects) = (Control::default(), Vec::new());
        let mut reading = harvest(file, &poured.body, &poured.profile, |part| {
            going = self.part(unit, part, (&mut control, &mut rejects));
            match going {
                Ok(true) => ControlFlow::Continue(()),
                Ok(false) | Err(_) => ControlFlow::Break(()),
            }
        });
        going?;
        reading.control = control;
        reading.rejects.append(&mut rejects);
        let outcome = self.settled.units.entry(unit).or_default();
        outcome.reading = Some(reading);
        Ok(())
    }

    /// Takes a part of a text; false when the text has too many refusals.
    fn part(&mut self, unit: Unit, part: Harvest, (control, rejects): (&mut Control, &mut Vec<Reject>)) -> Result<bool> {
        self.read = self.read.saturating_add(u64::try_from(part.bytes).unwrap_or(u64::MAX));
        if !(self.basin.watch)(self.read.min(self.total), self.total) {
            return Err(Error::refused("facts.cancelled", say("facts.cancelled")));
        }
        control.add(&part.control());
        rejects.extend(part.rejects);
        self.facts.append(&part.facts);
        self.spans.last_mut().into_iter().for_each(|span| span.lines.extend(&part.lines));
        if self.facts.len() < self.basin.piece_rows && self.facts.text_bytes() < PIECE_TEXT {
            return Ok(true);
        }
        // A piece that a text goes on behind holds nothing but that text, so that a line said again is told from one that another file says.
        if self.spans.len() > 1 {
            let last = self.spans.pop();
            let begin = last.as_ref().map_or(0, |span| span.begin);
            let own = self.facts.split_off(begin);
            self.settle(true)?;
            self.facts = own;
            self.spans.extend(last.map(|span| Span { begin: 0, ..span }));
            if self.facts.len() < self.basin.piece_rows / 2 {
                return Ok(true);
            }
        }
        let span = self.spans.last().map(|span| (span.file, span.document_column));
        self.settle(true)?;
        if let Some((file, document_column)) = span {
            self.begin(unit, file, document_column);
        }
        let late = self.settled.units.get(&unit).map_or(0, |outcome| outcome.late.len());
        Ok(late < REJECTS_MAX)
    }

    /// Compares the facts of a piece with all that was said before, and writes what is new.
    fn settle(&mut self, more_comes: bool) -> Result<()> {
        let facts = std::mem::take(&mut self.facts);
        let spans = std::mem::take(&mut self.spans);
        if facts.is_empty() {
            return Ok(());
        }
        self.settled.spoken.append(&mut facts.spoken());
        count(&mut self.settled.accounts, facts.accounts());
        count(&mut self.settled.sellers, facts.sellers());
        let mut piece = Settling {
            fates: vec![Fate::New; facts.len()],
            facts: &facts,
            spans: &spans,
            outcomes: &mut self.settled.units,
        };
        piece.said_twice();
        let store = FactStore::at(self.basin.folder);
        piece.said_in_earlier_pieces(&store, &self.settled.pieces)?;
        let sources: BTreeSet<String> = facts.sources().map(str::to_owned).collect();
        let of_same = self.basin.batches.iter().filter(|batch| !batch.sources.is_disjoint(&sources));
        let pinned: Vec<Pinned> = of_same.map(|batch| batch.pinned.clone()).collect();
        let replaced = piece.known_already(&store, &pinned)?;
        let fates = piece.counted();
        let rows = || {
            fates
                .iter()
                .enumerate()
                .filter(|(_, fate)| **fate == Fate::New || **fate == Fate::Changed)
                .map(|(row, _)| row)
        };
        let goes = replaced.totals(0..replaced.len()).map_err(problem)?;
        let mut written: Vec<u32> = rows().filter_map(|row| u32::try_from(row).ok()).collect();
        if written.is_empty() || !(self.basin.writes || more_comes) {
            let comes = facts.totals(rows()).map_err(problem)?;
            sums::add(&mut self.settled.changes, &sums::changes(&comes, &goes));
            return Ok(());
        }
        let said = facts.len();
        let mut columns = facts;
        columns.append(&replaced);
        written.extend((said..columns.len()).filter_map(|row| u32::try_from(row).ok()));
        let id = BatchId::new(&*self.basin.ids);
        let file = shelf::write(self.basin.folder, id, &columns, (said, written))?;
        let changes = sums::changes(&file.totals, &goes);
        sums::add(&mut self.settled.changes, &changes);
        let mut units: BTreeSet<Unit> = spans.iter().map(|span| span.unit).collect();
        self.settled.pieces.push(Piece {
            written: Written {
                id,
                file,
                sources,
                changes,
            },
            unit: units.pop_first().filter(|_| units.is_empty()),
        });
        Ok(())
    }
}

fn count<'a>(all: &mut BTreeMap<String, u64>, named: impl Iterator<Item = (&'a str, u64)>) {
    for (name, count) in named {
        match all.get_mut(name) {
            Some(known) => *known = known.saturating_add(count),
            None => {
                all.insert(name.to_owned(), count);
            }
        }
    }
}
