//! What becomes of each fact of a piece: new, a correction, said before, or refused.

use super::pouring::{Outcome, Piece, Span};
use super::recognition::Unit;
use super::rules::reading::{REJECTS_MAX, too_many};
use super::rules::reject::Reject;
use super::shelf::problem;
use engine::{FactRow, FactStore, Facts, Pinned};
use platform::Result;
use platform::texts::{say, say_with};
use std::collections::BTreeMap;
use vocabulary::{Instant, Ratio};

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    New,
    Changed,
    Unchanged,
    /// It is refused, or said behind too many refusals.
    Dropped,
}

/// The facts of one piece while they are compared.
pub(super) struct Settling<'a, 'w> {
    pub(super) facts: &'a Facts,
    pub(super) spans: &'a [Span<'w>],
    pub(super) fates: Vec<Fate>,
    pub(super) outcomes: &'a mut BTreeMap<Unit, Outcome>,
}

impl Settling<'_, '_> {
    fn span(&self, row: usize) -> Option<(&Span<'_>, u64)> {
        let at = self.spans.partition_point(|span| span.begin <= row).checked_sub(1)?;
        let span = self.spans.get(at)?;
        Some((span, span.lines.get(row.checked_sub(span.begin)?).copied()?))
    }

    fn set(&mut self, row: usize, fate: Fate) {
        if let Some(known) = self.fates.get_mut(row) {
            *known = fate;
        }
    }

    fn refuse(&mut self, row: usize, reason: &str, fix: &str) {
        let Some((span, line)) = self.span(row) else { return };
        let (unit, column, file) = (span.unit, span.document_column.to_owned(), span.file.to_owned());
        let document = self.facts.get(row).map_or("", |fact| fact.document).to_owned();
        self.set(row, Fate::Dropped);
        let late = &mut self.outcomes.entry(unit).or_default().late;
        if late.len() >= REJECTS_MAX {
            return;
        }
        late.push(Reject::new(&file, line, reason, fix).on(&column, &document));
        if late.len() == REJECTS_MAX {
            let last = too_many(&file, late);
            late.push(last);
            let end = self
                .spans
                .iter()
                .find(|other| other.begin > row)
                .map_or(self.fates.len(), |next| next.begin);
            self.fates
                .get_mut(row..end)
                .into_iter()
                .flatten()
                .for_each(|fate| *fate = Fate::Dropped);
        }
    }

    /// Lines that this piece says more than once.
    pub(super) fn said_twice(&mut self) {
        for (first, later) in self.facts.repeats() {
            let (Some((one, first_line)), Some((other, _))) = (self.span(first), self.span(later)) else {
                continue;
            };
            if one.unit == other.unit {
                let reason = say_with("facts.said_before", &[("line", &first_line.to_string())]);
                self.refuse(later, &reason, say("facts.said_before_fix"));
            } else if self.facts.get(first) == self.facts.get(later) {
                self.set(later, Fate::Unchanged);
            } else {
                let values = [("file", one.file), ("line", &*first_line.to_string())];
                let reason = say_with("facts.said_otherwise", &values);
                self.refuse(later, &reason, say("facts.said_otherwise_fix"));
            }
        }
    }

    /// Lines that an earlier piece of the same import says.
    pub(super) fn said_in_earlier_pieces(&mut self, store: &FactStore, pieces: &[Piece]) -> Result<()> {
        let pinned = |(number, piece): (i64, &Piece)| Pinned {
            id: piece.written.id,
            name: piece.written.file.name.clone(),
            sha256: piece.written.file.sha256.clone(),
            recorded: Instant::from_micros(number),
        };
        let earlier: Vec<Pinned> = (0..).zip(pieces).map(pinned).collect();
        let mut found: Vec<(usize, bool, Option<Unit>)> = Vec::new();
        let see = |row: usize, pinned: &Pinned, version: &FactRow<'_>| {
            let unit = pieces
                .iter()
                .find(|piece| piece.written.id == pinned.id)
                .and_then(|piece| piece.unit);
            found.push((row, self.facts.get(row).as_ref() == Some(version), unit));
        };
        store.newest(&earlier, self.facts, see).map_err(problem)?;
        found.sort_unstable_by_key(|(row, _, _)| *row);
        for (row, is_same, unit) in found {
            if self.fates.get(row) != Some(&Fate::New) {
                continue;
            }
            let own = self.span(row).map(|(span, _)| span.unit);
            if own.is_some() && own == unit {
                self.refuse(row, say("facts.said_far_before"), say("facts.said_before_fix"));
            } else if is_same {
                self.set(row, Fate::Unchanged);
            } else {
                self.refuse(row, say("facts.said_otherwise_far"), say("facts.said_otherwise_fix"));
            }
        }
        Ok(())
    }

    /// Lines that the store knows: the same, or other versions, which are answered.
    pub(super) fn known_already(&mut self, store: &FactStore, pinned: &[Pinned]) -> Result<Facts> {
        let mut replaced = Facts::default();
        let mut failed = Ok(());
        let (facts, fates) = (self.facts, &mut self.fates);
        let see = |row: usize, _: &Pinned, version: &FactRow<'_>| {
            let Some(fate) = fates.get_mut(row).filter(|fate| **fate == Fate::New) else {
                return;
            };
            if facts.get(row).as_ref() == Some(version) {
                *fate = Fate::Unchanged;
                return;
            }
            *fate = Fate::Changed;
            if let Err(problem) = replaced.push(version) {
                failed = Err(problem);
            }
        };
        store.newest(pinned, self.facts, see).map_err(problem)?;
        failed.map_err(problem)?;
        Ok(replaced)
    }

    /// Counts what becomes of the rows of each reading.
    pub(super) fn counted(self) -> Vec<Fate> {
        for (at, span) in self.spans.iter().enumerate() {
            let end = self.spans.get(at.saturating_add(1)).map_or(self.fates.len(), |next| next.begin);
            let kept = &mut self.outcomes.entry(span.unit).or_default().kept;
            for fate in self.fates.get(span.begin..end).unwrap_or_default() {
                match fate {
                    Fate::New => kept.created = kept.created.saturating_add(1),
                    Fate::Changed => kept.changed = kept.changed.saturating_add(1),
                    Fate::Unchanged => kept.unchanged = kept.unchanged.saturating_add(1),
                    Fate::Dropped => {}
                }
            }
            let is_dropped = |row: &usize| self.fates.get(*row) == Some(&Fate::Dropped);
            let dropped = self.facts.amounts_of((span.begin..end).filter(is_dropped));
            let outcome = self.outcomes.entry(span.unit).or_default();
            for (currency, (rows, amount)) in dropped {
                outcome.dropped = outcome.dropped.saturating_add(rows);
                let sum = outcome.dropped_amounts.entry(currency).or_insert_with(Ratio::zero);
                *sum = &*sum + &amount;
            }
        }
        self.fates
    }
}
