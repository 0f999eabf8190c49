//! Lists of single facts: those of an account or seller, and those behind a payee's credit.

use std::path::Path;

use serde::{Deserialize, Serialize};
use vocabulary::{Day, Interval, Ratio};

use crate::batch::columns::{CREDIT_COLUMNS, CreditRows, FACT_COLUMNS, FactRows};
use crate::batch::read::{OpenBatch, Pinned, day_numbers, open_all};
use crate::kernel::{Compiled, Credit, Ledger, Outcome, Payee};
use crate::supersession::{Marked, key_hash, superseded_among};
use crate::{CreditedLine, Crediting, EngineProblem, Fact, FactKind};

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

/// Whose credit to take apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditWanted {
    /// The payee.
    pub payee: String,
    /// The category credited.
    pub category: String,
    /// The days of the facts.
    pub span: Interval,
}

/// Lists the newest versions of the facts that the filter finds.
///
/// # Errors
/// A batch that is missing, damaged or unreadable.
pub fn lines(folder: &Path, pinned: &[Pinned], filter: &LineFilter, offset: usize, limit: usize) -> Result<LinePage, EngineProblem> {
    let batches = open_all(folder, pinned)?;
    let superseded = superseded_lines(&batches, filter)?;
    let wanted = offset.saturating_add(limit);
    let mut page = LinePage::default();
    for (batch, marked) in batches.iter().zip(&superseded) {
        each_group(batch, filter, FACT_COLUMNS, |first, record| {
            let rows = FactRows::of(record)?;
            let found = Found::new(filter, &rows.credit);
            for row in (0..record.num_rows()).filter(|row| found.holds(*row)) {
                if marked.contains(first + row) {
                    continue;
                }
                page.total += 1;
                page.facts.push(rows.fact(row)?);
                // Twice the page at most stays in memory, however many facts there are.
                if page.facts.len() >= wanted.saturating_mul(2).max(1_024) {
                    keep_newest(&mut page.facts, wanted);
                }
            }
            Ok(())
        })?;
    }
    keep_newest(&mut page.facts, wanted);
    page.facts.drain(..offset.min(page.facts.len()));
    Ok(page)
}

fn keep_newest(facts: &mut Vec<Fact>, most: usize) {
    facts.sort_by(|left, right| right.date.cmp(&left.date).then_with(|| left.key().cmp(&right.key())));
    facts.truncate(most);
}

/// A filter bound to one piece of a batch.
struct Found<'a> {
    rows: &'a CreditRows,
    account: Option<Vec<bool>>,
    seller: Option<Vec<bool>>,
    kind: Vec<bool>,
    days: Option<(i32, i32)>,
}

impl<'a> Found<'a> {
    fn new(filter: &LineFilter, rows: &'a CreditRows) -> Found<'a> {
        let is = |wanted: &String| rows.account.per_name(|account| account == wanted.as_str());
        let sells = |wanted: &String| rows.seller.per_name(|seller| seller == wanted.as_str());
        let is_wanted = |name: &str| filter.kinds.is_empty() || filter.kinds.iter().any(|kind| kind.as_str() == name);
        Found {
            rows,
            account: filter.account.as_ref().map(is),
            seller: filter.seller.as_ref().map(sells),
            kind: rows.kind.per_name(is_wanted),
            days: filter.interval.map(day_numbers),
        }
    }

    fn holds(&self, row: usize) -> bool {
        let day = self.rows.date.value(row);
        self.days.is_none_or(|(from, to)| from <= day && day < to)
            && self.rows.kind.answer(&self.kind, row)
            && self.account.as_ref().is_none_or(|wanted| self.rows.account.answer(wanted, row))
            && self.seller.as_ref().is_none_or(|wanted| self.rows.seller.answer(wanted, row))
    }
}

fn each_group(
    batch: &OpenBatch,
    filter: &LineFilter,
    columns: &[&str],
    mut see: impl FnMut(usize, &arrow_array::RecordBatch) -> Result<(), String>,
) -> Result<(), EngineProblem> {
    for group in batch.groups_holding(filter.account.as_deref(), filter.interval) {
        batch.each(columns, group..group + 1, &mut see)?;
    }
    Ok(())
}

/// Which of the rows found have a newer version somewhere; a newer version may well belong to another account.
fn superseded_lines(batches: &[OpenBatch], filter: &LineFilter) -> Result<Vec<Marked>, EngineProblem> {
    let mut hashes = Vec::new();
    if batches.len() > 1 {
        for batch in batches {
            each_group(batch, filter, CREDIT_COLUMNS, |_, record| {
                let rows = CreditRows::of(record)?;
                let found = Found::new(filter, &rows);
                let found = (0..record.num_rows()).filter(|row| found.holds(*row));
                hashes.extend(found.map(|row| key_hash(rows.key.key(row))));
                Ok(())
            })?;
        }
    }
    superseded_among(batches, hashes)
}

/// Lists the facts behind a payee's credit in a category, in the order of events: date, source, document, line,
/// then the plan's order of rules. Their `credited` add up to the payee's total of that category and span.
///
/// # Errors
/// As [`crate::credit`].
pub fn credited_lines(
    folder: &Path,
    pinned: &[Pinned],
    crediting: &Crediting,
    wanted: &CreditWanted,
) -> Result<Vec<CreditedLine>, EngineProblem> {
    let compiled = Compiled::within(crediting, day_numbers(wanted.span))?;
    let batches = open_all(folder, pinned)?;
    let mut candidates: Vec<Candidate> = Vec::new();
    for (number, batch) in batches.iter().enumerate() {
        for group in batch.groups_holding(None, Some(wanted.span)) {
            batch.each(FACT_COLUMNS, group..group + 1, |first, record| {
                let rows = FactRows::of(record)?;
                let mut drill = Drill::new(&compiled, wanted, &rows.credit);
                compiled.run(&rows.credit, |_| false, &mut drill)?;
                for hit in drill.hits {
                    let fact = rows.fact(hit.row)?;
                    candidates.push(Candidate {
                        batch: number,
                        row: first + hit.row,
                        hit,
                        fact,
                    });
                }
                Ok(())
            })?;
        }
    }
    let hashes = candidates.iter().map(|candidate| key_hash(candidate.fact.key())).collect();
    let superseded = superseded_among(&batches, hashes)?;
    candidates.retain(|candidate| {
        let marked = superseded.get(candidate.batch);
        !marked.is_some_and(|marked| marked.contains(candidate.row))
    });
    candidates.sort_by(|left, right| left.event().cmp(&right.event()));
    Ok(candidates.into_iter().map(|candidate| candidate.into_line(crediting)).collect())
}

/// A credited fact that may yet turn out to be superseded.
struct Candidate {
    batch: usize,
    row: usize,
    hit: Hit,
    fact: Fact,
}

impl Candidate {
    fn event(&self) -> (Day, (&str, &str, &str), usize) {
        (self.fact.date, self.fact.key(), self.hit.rule)
    }

    fn into_line(self, crediting: &Crediting) -> CreditedLine {
        let rule = crediting.rules.get(self.hit.rule).expect("a credit stems from one of the rules");
        CreditedLine {
            rule: rule.id.clone(),
            credited: &self.fact.amount.to_ratio() * &self.hit.share,
            share: self.hit.share,
            fact: self.fact,
        }
    }
}

/// One credit to the payee asked for.
struct Hit {
    row: usize,
    rule: usize,
    share: Ratio,
}

/// A ledger that keeps the credits of one payee in one category.
struct Drill<'a> {
    crediting: &'a Crediting,
    category: &'a str,
    holder: Option<usize>,
    seller: Vec<bool>,
    hits: Vec<Hit>,
}

impl<'a> Drill<'a> {
    fn new(compiled: &Compiled<'a>, wanted: &'a CreditWanted, rows: &CreditRows) -> Drill<'a> {
        Drill {
            crediting: compiled.crediting,
            category: &wanted.category,
            holder: compiled.assignments.payees.binary_search(&wanted.payee.as_str()).ok(),
            seller: rows.seller.per_name(|seller| seller == wanted.payee),
            hits: Vec::new(),
        }
    }
}

impl Ledger for Drill<'_> {
    fn credit(&mut self, credit: &Credit<'_>) {
        let is_payee = match credit.payee {
            Payee::Holder(number) => self.holder == Some(number),
            Payee::Seller(key) => self.seller.get(key).copied().unwrap_or_default(),
        };
        let rule = self.crediting.rules.get(credit.rule);
        if is_payee && rule.is_some_and(|rule| rule.category == self.category) {
            let share = credit.part.map_or_else(Ratio::one, |holder| holder.share.clone());
            self.hits.push(Hit {
                row: credit.row,
                rule: credit.rule,
                share,
            });
        }
    }

    fn settle(&mut self, _row: usize, _outcome: Outcome) -> Result<(), String> {
        Ok(())
    }
}
