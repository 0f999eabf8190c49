//! Puts the report of an import together from what was read, compared and received.

use super::Kept;
use super::pouring::{Outcome, Settled};
use super::receiving::Received;
use super::recognition::{Taken, Work};
use super::report::{Contradiction, FileReport, FileTotal, ImportId, Report, State, StoreTotal};
use super::rules::reading::Reading;
use super::rules::reject::Reject;
use super::sums::{ByKind, Sum};
use engine::FactKind;
use std::collections::BTreeSet;
use vocabulary::{Currency, Instant, Ratio};

/// What is known of an import after all has been looked at.
pub(super) struct Made<'a> {
    pub(super) work: &'a Work,
    pub(super) settled: &'a Settled,
    pub(super) before: &'a ByKind<Sum>,
    pub(super) received: &'a Received,
}

fn count<T>(list: &[T]) -> u64 {
    u64::try_from(list.len()).unwrap_or(u64::MAX)
}

/// The report; state, time and batch are the act's to say.
pub(super) fn assemble(id: ImportId, made: &Made<'_>) -> Report {
    let mut report = Report {
        state: State::Tried,
        totals: store_totals(&made.settled.changes, made.before, made.settled.spoken.iter().copied()),
        ..Report::without_files(id, Instant::from_micros(0), None, Vec::new())
    };
    for (place, taken) in made.work.taken.iter().enumerate() {
        add_file(&mut report, made, (place, taken));
    }
    let across = made
        .work
        .findings
        .iter()
        .chain(&made.received.findings)
        .map(|finding| Contradiction {
            file: None,
            finding: finding.clone(),
        });
    report.findings.extend(across);
    report.refused = count(&report.rejects);
    report.kept = report.files.iter().fold(Kept::default(), |all, file| all.and(file.kept));
    report
}

fn add_file(report: &mut Report, made: &Made<'_>, (place, taken): (usize, &Taken)) {
    let bare = FileReport {
        hidden: false,
        questions: taken.questions.clone(),
        mappable: taken.mappable,
        place: u64::try_from(place).unwrap_or(u64::MAX),
        name: taken.file.clone(),
        target: None,
        recognised_because: taken.because.clone(),
        rows: 0,
        accepted: 0,
        rejects: 0,
        kept: Kept::default(),
        totals: Vec::new(),
        refusal: None,
        columns: Vec::new(),
    };
    if let Some(reject) = &taken.refused {
        report.files.push(FileReport { rejects: 1, ..bare });
        report.rejects.push(reject.clone());
        return;
    }
    if taken.readings.is_empty() {
        report.files.push(bare);
        return;
    }
    for (at, reading) in taken.readings.iter().enumerate() {
        let poured = made.settled.units.get(&(place, at));
        // The rows of a text were read while they were kept.
        let reading = poured.and_then(|outcome| outcome.reading.as_ref()).unwrap_or(reading);
        let late = poured.map_or(&[][..], |outcome| outcome.late.as_slice());
        let outcome = match poured {
            Some(outcome) => Ok(outcome.kept),
            None => made.received.outcomes.get(&(place, at)).cloned().unwrap_or(Ok(Kept::default())),
        };
        report.files.push(FileReport {
            target: Some(reading.target.name().to_owned()),
            rows: reading.control.rows,
            accepted: reading.control.accepted.saturating_sub(poured.map_or(0, |outcome| outcome.dropped)),
            rejects: count(&reading.rejects).saturating_add(count(late)),
            kept: outcome.as_ref().copied().unwrap_or_default(),
            refusal: outcome.err().map(|refusal| refusal.sentence),
            totals: totals(reading, poured),
            columns: reading.columns.clone(),
            ..bare.clone()
        });
        let mut rejects: Vec<Reject> = reading.rejects.iter().chain(late).cloned().collect();
        rejects.sort_by_key(|reject| reject.line);
        report.rejects.append(&mut rejects);
        let found = reading.findings.iter().map(|finding| Contradiction {
            file: Some(taken.file.clone()),
            finding: finding.clone(),
        });
        report.findings.extend(found);
    }
}

/// The sums of what is kept of a reading.
fn totals(reading: &Reading, poured: Option<&Outcome>) -> Vec<FileTotal> {
    let kept = |(currency, amount): (&Currency, &Ratio)| {
        let dropped = poured.and_then(|outcome| outcome.dropped_amounts.get(currency));
        FileTotal {
            currency: *currency,
            amount: dropped.map_or_else(|| amount.clone(), |dropped| amount - dropped),
        }
    };
    reading.control.totals.iter().map(kept).collect()
}

/// Every kind and currency whose holding changes, or that the files speak of.
pub(super) fn store_totals(
    changes: &ByKind<Sum>,
    before: &ByKind<Sum>,
    spoken: impl Iterator<Item = (FactKind, Currency)>,
) -> Vec<StoreTotal> {
    let keys: BTreeSet<(FactKind, Currency)> = spoken.chain(changes.keys().copied()).collect();
    let total = |(kind, currency): (FactKind, Currency)| {
        let before = before.get(&(kind, currency)).cloned().unwrap_or_default();
        let mut after = before.clone();
        if let Some(change) = changes.get(&(kind, currency)) {
            after.plus(change.count, &change.amount);
        }
        StoreTotal {
            kind,
            currency,
            count_before: before.count,
            amount_before: before.amount,
            count_after: after.count,
            amount_after: after.amount,
        }
    };
    keys.into_iter().map(total).collect()
}
