//! The first facts of each reason that nobody is credited with. The sums already tell at which accounts they lie,
//! so only the lines of those are read again; a run that adds later batches to a known one reads those batches only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use vocabulary::Day;

use super::idle::Idle;
use crate::batch::columns::place;
use crate::batch::read::OpenBatch;
use crate::cells::{Cell, one_by_one};
use crate::kernel::{Compiled, Credit, Ledger, Outcome};
use crate::lines::{Replaced, facts_of};
use crate::{EngineProblem, Fact, Reason, UNCREDITED_LISTED_MAX, Uncredited};

/// The lines of which accounts may be listed, by reason; of every account where the first ones do not suffice.
type Wanted<'a> = BTreeMap<&'a str, Option<BTreeSet<&'a str>>>;

/// Where uncredited lines lie, by reason.
pub(super) type AtAccounts = BTreeMap<&'static str, Idle>;

/// So many facts are looked for per reason: more than are listed, so that the list lasts when later batches take some away.
const LOOKED_FOR: usize = UNCREDITED_LISTED_MAX + UNCREDITED_LISTED_MAX / 4;

/// The first uncredited facts of each reason, kept so that the next run looks at what came since only.
#[derive(Debug, Default)]
pub(crate) struct Listed(BTreeMap<&'static str, List>);

#[derive(Debug, Clone, Default)]
struct List {
    /// In order. Invariant: every uncredited fact of the reason up to the end, and no other.
    facts: Vec<Uncredited>,
    /// How far the list reaches; none when it holds them all.
    end: Option<End>,
}

/// The account and event that a list reaches to, both within; all events of the account where none is told.
#[derive(Debug, Clone)]
struct End {
    account: String,
    event: Option<(Day, String, String, String)>,
}

/// Where the lists of some reasons end; a reason that is not among them is listed whole.
type Ends = BTreeMap<&'static str, End>;

/// What the lists are sorted by: account, day, source, document and line.
type Event<'a> = (&'a str, Day, &'a str, &'a str, &'a str);

impl End {
    fn holds(&self, (account, day, source, document, line): Event<'_>) -> bool {
        let Some((last_day, last_source, last_document, last_line)) = &self.event else {
            return account <= self.account.as_str();
        };
        let last = (
            self.account.as_str(),
            *last_day,
            last_source.as_str(),
            last_document.as_str(),
            last_line.as_str(),
        );
        (account, day, source, document, line) <= last
    }
}

impl List {
    fn holds(&self, fact: &Uncredited) -> bool {
        self.end.as_ref().is_none_or(|end| end.holds(event(fact)))
    }

    /// Keeps the first facts, and so many of them; the list ends there.
    fn keep_first(&mut self) {
        self.facts.sort_by(|left, right| event(left).cmp(&event(right)));
        if self.facts.len() > LOOKED_FOR {
            self.facts.truncate(LOOKED_FOR);
            self.end = self.facts.last().map(|last| End {
                account: last.account.clone(),
                event: Some((last.date, last.source.clone(), last.document.clone(), last.line.clone())),
            });
        }
    }
}

impl Listed {
    /// The facts to tell: per reason as many as are listed at most.
    pub(super) fn facts(&self) -> Vec<Uncredited> {
        let lists = self.0.values();
        lists
            .flat_map(|list| list.facts.iter().take(UNCREDITED_LISTED_MAX).cloned())
            .collect()
    }
}

/// Lists the first uncredited facts of all batches; `idle` tells where they lie.
pub(super) fn list(compiled: &Compiled<'_>, batches: &[Arc<OpenBatch>], idle: &AtAccounts) -> Result<Listed, EngineProblem> {
    let mut lists: BTreeMap<&'static str, List> = BTreeMap::new();
    let mut wanted = Wanted::new();
    for (reason, idle) in idle {
        let first = idle.first(LOOKED_FOR);
        let last = first
            .as_ref()
            .filter(|first| !idle.are_all(first))
            .and_then(|first| first.last().copied());
        let end = last.map(|account| End {
            account: account.to_owned(),
            event: None,
        });
        lists.insert(reason, List { facts: Vec::new(), end });
        wanted.insert(reason, first.map(|accounts| accounts.into_iter().collect()));
    }
    let look = Look {
        compiled,
        wanted,
        ends: ends_of(&lists),
    };
    let mut replaced = look.replaced(batches)?;
    look.find(batches, &mut replaced, &mut lists)?;
    Ok(Listed(lists))
}

/// The list after later batches, whose uncredited facts lie where `idle` tells. `None` where the older batches must be looked at too.
pub(super) fn extended(
    compiled: &Compiled<'_>,
    known: &Listed,
    later: &[Arc<OpenBatch>],
    idle: &AtAccounts,
) -> Result<Option<Listed>, EngineProblem> {
    let mut lists = known.0.clone();
    let mut wanted = Wanted::new();
    for (reason, idle) in idle {
        let Some(changed) = idle.all() else { return Ok(None) };
        let end = lists.entry(reason).or_default().end.as_ref();
        let reached = changed.filter(|account| end.is_none_or(|end| *account <= end.account.as_str()));
        wanted.insert(reason, Some(reached.collect()));
    }
    let look = Look {
        compiled,
        wanted,
        ends: ends_of(&lists),
    };
    let mut replaced = look.replaced(later)?;
    for list in lists.values_mut() {
        list.facts
            .retain(|fact| !replaced.takes_line(&fact.source, &fact.document, &fact.line));
    }
    look.find(later, &mut replaced, &mut lists)?;
    let suffices = |list: &List| list.end.is_none() || list.facts.len() >= UNCREDITED_LISTED_MAX;
    Ok(lists.values().all(suffices).then_some(Listed(lists)))
}

fn ends_of(lists: &BTreeMap<&'static str, List>) -> Ends {
    let ends = lists.iter().filter_map(|(reason, list)| Some((*reason, list.end.clone()?)));
    ends.collect()
}

/// Looks for uncredited facts at the accounts wanted, up to where the lists ended when it began.
/// Whoever takes a version away must be looked at exactly where that version is, so the ends do not move on the way.
struct Look<'a> {
    compiled: &'a Compiled<'a>,
    wanted: Wanted<'a>,
    ends: Ends,
}

impl Look<'_> {
    /// The accounts of every reason; none as soon as one reason needs them all.
    fn accounts(&self) -> Option<BTreeSet<&str>> {
        let all: Option<Vec<_>> = self.wanted.values().cloned().collect();
        all.map(|all| all.into_iter().flatten().collect())
    }

    /// The older versions that these batches take away.
    fn replaced(&self, batches: &[Arc<OpenBatch>]) -> Result<Replaced, EngineProblem> {
        let accounts = self.accounts();
        let mut replaced = Replaced::default();
        for batch in batches {
            for group in batch.groups_replacing() {
                self.see((batch, group, true), accounts.as_ref(), |_, fact| replaced.add(&fact))?;
            }
        }
        Ok(replaced)
    }

    /// Adds the facts of these batches that were not replaced to their lists.
    fn find(
        &self,
        batches: &[Arc<OpenBatch>],
        replaced: &mut Replaced,
        lists: &mut BTreeMap<&'static str, List>,
    ) -> Result<(), EngineProblem> {
        let accounts = self.accounts();
        for batch in batches {
            let groups = accounts
                .as_ref()
                .map_or_else(|| (0..batch.groups()).collect(), |accounts| batch.groups_holding_some(accounts));
            for group in groups {
                self.see((batch, group, false), accounts.as_ref(), |reason, fact| {
                    if replaced.takes(&fact) {
                        return;
                    }
                    let list = lists.entry(reason.name()).or_default();
                    let fact = told(reason, fact);
                    if list.holds(&fact) {
                        list.facts.push(fact);
                    }
                    // A few times the list at most stays in memory, however many facts there are.
                    if list.facts.len() >= LOOKED_FOR.saturating_mul(4) {
                        list.keep_first();
                    }
                })?;
            }
        }
        lists.values_mut().for_each(List::keep_first);
        Ok(())
    }

    /// Shows the uncredited facts of a row group that lie at one of the accounts of their reason.
    fn see(
        &self,
        (batch, group, replaced): (&OpenBatch, usize, bool),
        accounts: Option<&BTreeSet<&str>>,
        mut see: impl FnMut(Reason, Fact),
    ) -> Result<(), EngineProblem> {
        let compiled = self.compiled;
        let spans = accounts.map_or_else(|| batch.all_of(group), |accounts| batch.spans_holding(group, accounts));
        let lines = batch.lines_of(group, &compiled.lens, Some(&spans))?;
        let is_wanted = lines
            .account
            .per_name(|account| accounts.is_none_or(|accounts| accounts.contains(account)));
        let at = |key: u32| is_wanted.get(place(key)).copied().unwrap_or_default();
        let rows: Vec<usize> = (0..lines.rows)
            .filter(|row| lines.is_replaced(*row) == replaced && lines.account.key(*row).is_some_and(at))
            .collect();
        let cells = one_by_one(&lines, &compiled.lens, &rows);
        let desks = compiled.desks(&cells.account);
        let rules = compiled.bind(&cells, &desks);
        let mut reasons: Vec<(usize, Reason)> = Vec::new();
        for (row, cell) in rows.iter().zip(&cells.cells) {
            let mut end = Left(None);
            rules.judge(cell, &mut end).map_err(|reason| batch.unreadable(reason))?;
            let account = cells.account.name(cell.account);
            let lists = |reason: &Reason| {
                let wanted = self.wanted.get(reason.name());
                wanted.is_some_and(|accounts| accounts.as_ref().is_none_or(|accounts| accounts.contains(account)))
            };
            reasons.extend(end.0.filter(lists).map(|reason| (*row, reason)));
        }
        let rows: Vec<usize> = reasons.iter().map(|(row, _)| *row).collect();
        let facts = facts_of(batch, group, &spans, &rows)?;
        for ((_, reason), fact) in reasons.into_iter().zip(facts) {
            let key = (
                fact.account.as_str(),
                fact.date,
                fact.source.as_str(),
                fact.document.as_str(),
                fact.line.as_str(),
            );
            if self.ends.get(reason.name()).is_none_or(|end| end.holds(key)) {
                see(reason, fact);
            }
        }
        Ok(())
    }
}

/// Keeps why a line is uncredited.
struct Left(Option<Reason>);

impl Ledger for Left {
    fn credit(&mut self, _cell: &Cell, _credit: &Credit<'_>) {}

    fn settle(&mut self, _cell: &Cell, outcome: Outcome) -> Result<(), String> {
        self.0 = match outcome {
            Outcome::Uncredited(reason) => Some(reason),
            Outcome::Direct | Outcome::OverlayOnly => None,
        };
        Ok(())
    }
}

fn told(reason: Reason, fact: Fact) -> Uncredited {
    Uncredited {
        reason,
        date: fact.date,
        source: fact.source,
        document: fact.document,
        line: fact.line,
        account: fact.account,
        amount: fact.amount,
        currency: fact.currency,
    }
}

fn event(fact: &Uncredited) -> Event<'_> {
    (&fact.account, fact.date, &fact.source, &fact.document, &fact.line)
}
