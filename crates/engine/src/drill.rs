//! What is behind a payee's credit: the single lines, each with its share.
//! Few lines of few accounts are wanted, so that only their pages are read, and row groups are looked at side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use arrow_array::RecordBatch;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use vocabulary::{Day, Interval, Ratio};

use crate::batch::columns::{FACT_COLUMNS, FactRows, Names, days, place};
use crate::batch::piece::Lines;
use crate::batch::read::{OpenBatch, Pinned, day_numbers};
use crate::cells::{Cell, Cells, kept, one_by_one};
use crate::exact::Parts;
use crate::fact::Key;
use crate::kernel::{Compiled, Credit, Ledger, Outcome, Payee};
use crate::lines::single_rows;
use crate::{CreditTo, CreditedLine, Crediting, EngineProblem, Fact, FactStore};

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
        let assignments = self.assignments(&crediting.holdings)?;
        let compiled = Compiled::within(crediting, assignments.clone(), day_numbers(wanted.span))?;
        let batches = self.open_all(pinned)?;
        let drill = Drill {
            compiled: &compiled,
            wanted,
            held: assignments.accounts_of(&wanted.payee),
            sells: crediting.rules.iter().any(|rule| matches!(rule.to, CreditTo::Seller)),
        };
        let lens = compiled.lens.digest();
        let sold = |batch: &Arc<OpenBatch>| drill.sold(self.folder(), batch, &lens);
        let sold: Vec<Option<BTreeSet<String>>> = batches.par_iter().map(sold).collect();
        let places: Vec<Places<'_>> = batches
            .iter()
            .zip(&sold)
            .map(|(batch, sold)| drill.places(batch, sold.as_ref()))
            .collect();
        let tasks: Vec<(&Places<'_>, usize)> = places
            .iter()
            .flat_map(|places| drill.groups(places).into_iter().map(move |group| (places, group)))
            .collect();
        let found: Vec<Result<Vec<Found>, EngineProblem>> = tasks.par_iter().map(|(places, group)| drill.find(places, *group)).collect();
        let found: Vec<Vec<Found>> = found.into_iter().collect::<Result<_, _>>()?;
        let (older, mut counting): (Vec<Found>, Vec<Found>) = found.into_iter().flatten().partition(|found| found.replaced);
        let mut replaced: BTreeMap<(Key, u32), u32> = BTreeMap::new();
        for older in &older {
            *replaced.entry((older.fact.owned_key(), older.hit.rule)).or_default() += 1;
        }
        if !replaced.is_empty() {
            // From the oldest batch to the newest: the older versions are gone.
            counting.retain(|found| match replaced.get_mut(&(found.fact.owned_key(), found.hit.rule)) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    false
                }
                Some(_) | None => true,
            });
        }
        counting.sort_by(|left, right| event(left).cmp(&event(right)));
        Ok(counting.into_iter().map(|found| line_of(crediting, found)).collect())
    }
}

fn event(found: &Found) -> (Day, (&str, &str, &str), u32) {
    (found.fact.date, found.fact.key(), found.hit.rule)
}

fn line_of(crediting: &Crediting, Found { hit, fact, .. }: Found) -> CreditedLine {
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

/// A credit with its fact, or with the older version that a fact takes the place of.
struct Found {
    hit: Hit,
    fact: Fact,
    replaced: bool,
}

/// Whose credits of which days are taken apart.
struct Drill<'a> {
    compiled: &'a Compiled<'a>,
    wanted: &'a CreditWanted,
    /// The accounts at which the payee ever holds a role.
    held: BTreeSet<&'a str>,
    /// Whether a rule credits sellers.
    sells: bool,
}

/// A batch, and the accounts at which its lines can be behind the credits; every account where that is not known.
struct Places<'a> {
    batch: &'a OpenBatch,
    accounts: Option<BTreeSet<&'a str>>,
}

impl<'a> Drill<'a> {
    /// The accounts at which the payee sells, as the kept cells of a batch tell; `None` where none are kept.
    fn sold(&self, folder: &Path, batch: &OpenBatch, lens: &str) -> Option<BTreeSet<String>> {
        if !self.sells || batch.groups_holding(None, Some(self.wanted.span)).is_empty() {
            return Some(BTreeSet::new());
        }
        let kept = kept::open(folder, batch.name(), lens)?;
        let days = day_numbers(self.wanted.span);
        let blocks: Option<Vec<_>> = (0..kept.groups())
            .into_par_iter()
            .map(|block| kept.accounts_of(block, &self.wanted.payee, days))
            .collect();
        Some(blocks?.into_iter().flatten().collect())
    }

    fn places(&self, batch: &'a OpenBatch, sold: Option<&'a BTreeSet<String>>) -> Places<'a> {
        let with_held = |sold: &'a BTreeSet<String>| sold.iter().map(String::as_str).chain(self.held.iter().copied()).collect();
        Places {
            batch,
            accounts: sold.map(with_held),
        }
    }

    /// The row groups of a batch that may hold lines behind the credits.
    fn groups(&self, places: &Places<'_>) -> Vec<usize> {
        let mut groups = places.batch.groups_holding(None, Some(self.wanted.span));
        if let Some(accounts) = &places.accounts
            && !groups.is_empty()
        {
            let holding = places.batch.groups_holding_some(accounts);
            groups.retain(|group| holding.binary_search(group).is_ok());
        }
        groups
    }

    /// The credits of a row group. Account, seller and day are looked at first, so that of everything else few rows are read.
    fn find(&self, Places { batch, accounts }: &Places<'_>, group: usize) -> Result<Vec<Found>, EngineProblem> {
        let unreadable = |reason| batch.unreadable(reason);
        let spans = match accounts {
            Some(accounts) => batch.spans_holding(group, accounts),
            None => batch.all_of(group),
        };
        let columns: &[&str] = if self.sells {
            &["account", "date", "seller"]
        } else {
            &["account", "date"]
        };
        let record = batch.read(group, columns, Some(&spans))?;
        let single = single_rows(&spans, &self.rows(&record).map_err(unreadable)?);
        drop(record);
        if single.is_empty() {
            return Ok(Vec::new());
        }
        let record = batch.read(group, FACT_COLUMNS, Some(&single))?;
        let facts = FactRows::of(&record).map_err(unreadable)?;
        let lines = Lines::of_few(&record, &self.compiled.lens).map_err(unreadable)?;
        let rows: Vec<usize> = (0..lines.rows).collect();
        let cells = one_by_one(&lines, &self.compiled.lens, &rows);
        let desks = self.compiled.desks(&cells.account);
        let rules = self.compiled.bind(&cells, &desks);
        let mut hits = Hits::new(self, &cells);
        let mut found = Vec::new();
        for (row, cell) in rows.iter().zip(&cells.cells) {
            rules.judge(cell, &mut hits).map_err(unreadable)?;
            for hit in hits.found.drain(..) {
                found.push(Found {
                    hit,
                    fact: facts.fact(*row).map_err(unreadable)?.to_fact(),
                    replaced: lines.is_replaced(*row),
                });
            }
        }
        Ok(found)
    }

    /// The rows of the days that the payee sold, or that lie at an account where they hold a role; in order.
    fn rows(&self, record: &RecordBatch) -> Result<Vec<usize>, String> {
        let (from, to) = day_numbers(self.wanted.span);
        let (account, date) = (Names::of(record, "account")?, days(record, "date")?);
        let seller = self.sells.then(|| Names::of(record, "seller")).transpose()?;
        let held = account.per_name(|account| self.held.contains(account));
        let own = seller.as_ref().map(|names| names.per_name(|seller| seller == self.wanted.payee));
        let yes = |answers: &[bool], key: u32| answers.get(place(key)).copied().unwrap_or_default();
        let sold = |row| {
            let key = seller.as_ref().and_then(|names| names.key(row));
            key.zip(own.as_ref()).is_some_and(|(key, own)| yes(own, key))
        };
        let rows = date.values().iter().zip(account.keys()).enumerate();
        let rows = rows.filter(|(row, (day, account))| (from..to).contains(*day) && (yes(&held, **account) || sold(*row)));
        Ok(rows.map(|(row, _)| row).collect())
    }
}

/// A ledger that keeps the credits of one payee in one category.
struct Hits<'a> {
    crediting: &'a Crediting,
    parts: Parts,
    category: &'a str,
    holder: Option<u32>,
    seller: Vec<bool>,
    found: Vec<Hit>,
}

impl<'a> Hits<'a> {
    fn new(drill: &Drill<'a>, cells: &Cells) -> Hits<'a> {
        let (compiled, wanted) = (drill.compiled, drill.wanted);
        let sells = |seller: &str| seller == wanted.payee;
        Hits {
            crediting: compiled.crediting,
            parts: compiled.assignments.parts,
            category: &wanted.category,
            holder: compiled.assignments.number(&wanted.payee),
            seller: cells.seller.as_ref().map(|names| names.per_name(sells)).unwrap_or_default(),
            found: Vec::new(),
        }
    }
}

impl Ledger for Hits<'_> {
    fn credit(&mut self, _cell: &Cell, credit: &Credit<'_>) {
        let is_payee = match credit.payee {
            Payee::Holder(number) => self.holder == Some(number),
            Payee::Seller(key) => self.seller.get(place(key)).copied().unwrap_or_default(),
        };
        let rule = self.crediting.rules.get(place(credit.rule));
        if is_payee && rule.is_some_and(|rule| rule.category == self.category) {
            let share = credit.part.map_or_else(Ratio::one, |holder| holder.weight.share(self.parts));
            self.found.push(Hit { rule: credit.rule, share });
        }
    }

    fn settle(&mut self, _cell: &Cell, _outcome: Outcome) -> Result<(), String> {
        Ok(())
    }
}
