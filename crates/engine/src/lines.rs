//! Lists of single facts: those of an account or seller.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use vocabulary::Interval;

use crate::batch::columns::{FACT_COLUMNS, FactRows, place};
use crate::batch::read::{OpenBatch, Pinned, day_numbers};
use crate::fact::Key;
use crate::{EngineProblem, Fact, FactKind, FactStore};

/// Which facts to list. What is left out does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineFilter {
    /// Facts of this account.
    pub account: Option<String>,
    /// Facts that name this seller.
    pub seller: Option<String>,
    /// Facts of these kinds; empty means every kind.
    pub kinds: Vec<FactKind>,
    /// Facts of these days.
    pub interval: Option<Interval>,
}

/// A page of facts: the newest day first, within a day by source, document and line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePage {
    /// The facts of the page.
    pub facts: Vec<Fact>,
    /// How many facts the filter finds on all pages.
    pub total: u64,
}

/// How often a key was replaced by a newer version, among the lines looked at.
#[derive(Default)]
pub(crate) struct Replaced(BTreeMap<Key, u32>);

impl Replaced {
    pub(crate) fn add(&mut self, older: &Fact) {
        *self.0.entry(older.owned_key()).or_default() += 1;
    }

    /// Whether this version was replaced. Asked of versions from the oldest to the newest, for the older ones are gone.
    pub(crate) fn takes(&mut self, fact: &Fact) -> bool {
        self.takes_line(&fact.source, &fact.document, &fact.line)
    }

    /// The same for a line that is known by its key.
    pub(crate) fn takes_line(&mut self, source: &str, document: &str, line: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        match self.0.get_mut(&(source.to_owned(), document.to_owned(), line.to_owned())) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            Some(_) | None => false,
        }
    }
}

impl FactStore {
    /// Lists the newest versions of the facts that the filter finds.
    ///
    /// # Errors
    /// A batch that is missing, damaged or unreadable.
    pub fn lines(&self, pinned: &[Pinned], filter: &LineFilter, offset: usize, limit: usize) -> Result<LinePage, EngineProblem> {
        let batches = self.open_all(pinned)?;
        let mut replaced = Replaced::default();
        for batch in &batches {
            for group in batch.groups_replacing() {
                found(batch, group, filter, true, |fact| replaced.add(&fact))?;
            }
        }
        let wanted = offset.saturating_add(limit);
        let mut page = LinePage::default();
        for batch in &batches {
            for group in batch.groups_holding(filter.account.as_deref(), filter.interval) {
                found(batch, group, filter, false, |fact| {
                    if replaced.takes(&fact) {
                        return;
                    }
                    page.total += 1;
                    page.facts.push(fact);
                    // Twice the page at most stays in memory, however many facts there are.
                    if page.facts.len() >= wanted.saturating_mul(2).max(1_024) {
                        keep_newest(&mut page.facts, wanted);
                    }
                })?;
            }
        }
        keep_newest(&mut page.facts, wanted);
        page.facts.drain(..offset.min(page.facts.len()));
        Ok(page)
    }
}

fn keep_newest(facts: &mut Vec<Fact>, most: usize) {
    facts.sort_by(|left, right| right.date.cmp(&left.date).then_with(|| left.key().cmp(&right.key())));
    facts.truncate(most);
}

/// Shows the facts of a row group that the filter finds: those that count, or the older versions they take the place of.
fn found(batch: &OpenBatch, group: usize, filter: &LineFilter, replaced: bool, mut see: impl FnMut(Fact)) -> Result<(), EngineProblem> {
    let spans = filter
        .account
        .as_deref()
        .map(|account| batch.spans_holding(group, &BTreeSet::from([account])));
    let record = batch.read(group, FACT_COLUMNS, spans.as_deref())?;
    let rows = FactRows::of(&record).map_err(|reason| batch.unreadable(reason))?;
    let is = |wanted: &String| rows.account.per_name(|account| account == wanted.as_str());
    let sells = |wanted: &String| rows.seller.per_name(|seller| seller == wanted.as_str());
    let is_wanted = |name: &str| filter.kinds.is_empty() || filter.kinds.iter().any(|kind| kind.as_str() == name);
    let (account, seller) = (filter.account.as_ref().map(is), filter.seller.as_ref().map(sells));
    let kind = rows.kind.per_name(is_wanted);
    let days = filter.interval.map(day_numbers);
    let yes = |answers: &[bool], key: Option<u32>| key.and_then(|key| answers.get(place(key))).copied().unwrap_or_default();
    for row in 0..record.num_rows() {
        let day = rows.date.value(row);
        let holds = rows.is_replaced(row) == replaced
            && days.is_none_or(|(from, to)| from <= day && day < to)
            && yes(&kind, rows.kind.key(row))
            && account.as_ref().is_none_or(|wanted| yes(wanted, rows.account.key(row)))
            && seller.as_ref().is_none_or(|wanted| yes(wanted, rows.seller.key(row)));
        if holds {
            see(rows.fact(row).map_err(|reason| batch.unreadable(reason))?.to_fact());
        }
    }
    Ok(())
}

/// Some rows of a row group as facts. The rows are in order, and counted within the `spans` that were read.
pub(crate) fn facts_of(batch: &OpenBatch, group: usize, spans: &[Range<usize>], rows: &[usize]) -> Result<Vec<Fact>, EngineProblem> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let single = single_rows(spans, rows);
    let record = batch.read(group, FACT_COLUMNS, Some(&single))?;
    let columns = FactRows::of(&record).map_err(|reason| batch.unreadable(reason))?;
    let fact = |row| {
        columns
            .fact(row)
            .map(|fact| fact.to_fact())
            .map_err(|reason| batch.unreadable(reason))
    };
    let facts = (0..record.num_rows()).map(fact);
    facts.collect()
}

/// Rows counted within spans as spans of the row group.
pub(crate) fn single_rows(spans: &[Range<usize>], rows: &[usize]) -> Vec<Range<usize>> {
    let mut single: Vec<Range<usize>> = Vec::new();
    let (mut before, mut spans) = (0, spans.iter());
    let mut span = spans.next();
    for row in rows {
        while let Some(here) = span
            && *row >= before + here.len()
        {
            before += here.len();
            span = spans.next();
        }
        let Some(here) = span else { break };
        let at = here.start + (row - before);
        match single.last_mut() {
            Some(last) if last.end == at => last.end += 1,
            Some(_) | None => single.push(at..at + 1),
        }
    }
    single
}
