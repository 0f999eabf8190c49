//! Lists of single facts: those of an account or seller, and those behind a payee's credit.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use vocabulary::{Day, Interval, Ratio};

use crate::batch::columns::{FACT_COLUMNS, FactRows, place};
use crate::batch::read::{OpenBatch, Pinned, day_numbers};
use crate::cells::{Cell, Cells, one_by_one};
use crate::exact::Parts;
use crate::fact::Key;
use crate::kernel::{Compiled, Credit, Ledger, Outcome, Payee};
use crate::{CreditTo, CreditedLine, Crediting, EngineProblem, Fact, FactKind, FactStore, Holding};

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
            see(rows.fact(row).map_err(|reason| batch.unreadable(reason))?);
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
    let facts = (0..record.num_rows()).map(|row| columns.fact(row).map_err(|reason| batch.unreadable(reason)));
    facts.collect()
}

/// Rows counted within spans as spans of the row group.
fn single_rows(spans: &[Range<usize>], rows: &[usize]) -> Vec<Range<usize>> {
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

impl FactStore {
    /// Lists the facts behind a payee's credit in a category, in the order of events: date, source, document, line,
    /// then the plan's order of rules. Their `credited` add up to the payee's total of that category and span.
    ///
    /// # Errors
    /// As [`crate::credit`].
    pub fn credited_lines(
        &self,
        pinned: &[Pinned],
        crediting: &Crediting,
        wanted: &CreditWanted,
    ) -> Result<Vec<CreditedLine>, EngineProblem> {
        let accounts = accounts_of(crediting, &wanted.payee);
        let matters = |holding: &&Holding| accounts.as_ref().is_none_or(|accounts| accounts.contains(holding.account.as_str()));
        let holdings: Vec<&Holding> = crediting.holdings.iter().filter(matters).collect();
        let compiled = Compiled::within(crediting, &holdings, day_numbers(wanted.span))?;
        let batches = self.open_all(pinned)?;
        let mut replaced: BTreeMap<(Key, u32), u32> = BTreeMap::new();
        for batch in &batches {
            for group in batch.groups_replacing() {
                hits(&compiled, (batch, group, true), wanted, accounts.as_ref(), |hit, fact| {
                    *replaced.entry((fact.owned_key(), hit.rule)).or_default() += 1;
                })?;
            }
        }
        let mut found: Vec<(Hit, Fact)> = Vec::new();
        for batch in &batches {
            let in_span = batch.groups_holding(None, Some(wanted.span));
            let holding = accounts.as_ref().map(|accounts| batch.groups_holding_some(accounts));
            for group in in_span
                .into_iter()
                .filter(|group| holding.as_ref().is_none_or(|some| some.contains(group)))
            {
                hits(&compiled, (batch, group, false), wanted, accounts.as_ref(), |hit, fact| {
                    let older = match replaced.is_empty() {
                        true => None,
                        false => replaced.get_mut(&(fact.owned_key(), hit.rule)),
                    };
                    match older {
                        Some(left) if *left > 0 => *left -= 1,
                        Some(_) | None => found.push((hit, fact)),
                    }
                })?;
            }
        }
        found.sort_by(|left, right| event(left).cmp(&event(right)));
        Ok(found.into_iter().map(|(hit, fact)| line_of(crediting, hit, fact)).collect())
    }
}

/// The accounts at which a payee can be credited; none when a rule may credit them as the seller anywhere.
fn accounts_of<'a>(crediting: &'a Crediting, payee: &str) -> Option<BTreeSet<&'a str>> {
    if crediting.rules.iter().any(|rule| matches!(rule.to, CreditTo::Seller)) {
        return None;
    }
    let held = crediting.holdings.iter().filter(|holding| holding.payee == payee);
    Some(held.map(|holding| holding.account.as_str()).collect())
}

fn event((hit, fact): &(Hit, Fact)) -> (Day, (&str, &str, &str), u32) {
    (fact.date, fact.key(), hit.rule)
}

fn line_of(crediting: &Crediting, hit: Hit, fact: Fact) -> CreditedLine {
    let rule = crediting.rules.get(place(hit.rule)).expect("a credit stems from one of the rules");
    CreditedLine {
        rule: rule.id.clone(),
        credited: &fact.amount.to_ratio() * &hit.share,
        share: hit.share,
        fact,
    }
}

/// One credit to the payee asked for.
struct Hit {
    rule: u32,
    share: Ratio,
}

/// Shows the credits of a row group to the payee: of the facts that count, or of the older versions they take the place of.
fn hits(
    compiled: &Compiled<'_>,
    (batch, group, replaced): (&OpenBatch, usize, bool),
    wanted: &CreditWanted,
    accounts: Option<&BTreeSet<&str>>,
    mut see: impl FnMut(Hit, Fact),
) -> Result<(), EngineProblem> {
    let (from, to) = day_numbers(wanted.span);
    let spans = match accounts {
        Some(accounts) => batch.spans_holding(group, accounts),
        None => batch.all_of(group),
    };
    let lines = batch.lines_of(group, &compiled.lens, Some(&spans))?;
    let may = accounts.map(|accounts| lines.account.per_name(|account| accounts.contains(account)));
    let at = |key: u32| may.as_ref().is_none_or(|may| may.get(place(key)).copied().unwrap_or_default());
    let rows: Vec<usize> = (0..lines.rows)
        .filter(|row| lines.is_replaced(*row) == replaced && lines.account.key(*row).is_some_and(at))
        .filter(|row| (from..to).contains(&lines.date.value(*row)))
        .collect();
    let cells = one_by_one(&lines, &compiled.lens, &rows);
    let desks = compiled.desks(&cells.account);
    let rules = compiled.bind(&cells, &desks);
    let mut drill = Drill::new(compiled, wanted, &cells);
    let mut found: Vec<(usize, Vec<Hit>)> = Vec::new();
    for (row, cell) in rows.iter().zip(&cells.cells) {
        rules.judge(cell, &mut drill).map_err(|reason| batch.unreadable(reason))?;
        if !drill.hits.is_empty() {
            found.push((*row, std::mem::take(&mut drill.hits)));
        }
    }
    let rows: Vec<usize> = found.iter().map(|(row, _)| *row).collect();
    for ((_, hits), fact) in found.into_iter().zip(facts_of(batch, group, &spans, &rows)?) {
        for hit in hits {
            see(hit, fact.clone());
        }
    }
    Ok(())
}

/// A ledger that keeps the credits of one payee in one category.
struct Drill<'a> {
    crediting: &'a Crediting,
    parts: Parts,
    category: &'a str,
    holder: Option<u32>,
    seller: Vec<bool>,
    hits: Vec<Hit>,
}

impl<'a> Drill<'a> {
    fn new(compiled: &Compiled<'a>, wanted: &'a CreditWanted, cells: &Cells) -> Drill<'a> {
        let sells = |seller: &str| seller == wanted.payee;
        Drill {
            crediting: compiled.crediting,
            parts: compiled.assignments.parts,
            category: &wanted.category,
            holder: compiled.assignments.number(&wanted.payee),
            seller: cells.seller.as_ref().map(|names| names.per_name(sells)).unwrap_or_default(),
            hits: Vec::new(),
        }
    }
}

impl Ledger for Drill<'_> {
    fn credit(&mut self, _cell: &Cell, credit: &Credit<'_>) {
        let is_payee = match credit.payee {
            Payee::Holder(number) => self.holder == Some(number),
            Payee::Seller(key) => self.seller.get(place(key)).copied().unwrap_or_default(),
        };
        let rule = self.crediting.rules.get(place(credit.rule));
        if is_payee && rule.is_some_and(|rule| rule.category == self.category) {
            let share = credit.part.map_or_else(Ratio::one, |holder| holder.weight.share(self.parts));
            self.hits.push(Hit { rule: credit.rule, share });
        }
    }

    fn settle(&mut self, _cell: &Cell, _outcome: Outcome) -> Result<(), String> {
        Ok(())
    }
}
