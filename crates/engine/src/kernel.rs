//! The kernel: takes rows of facts through the crediting rules and tells a ledger who is credited with which.
//! Every text is looked at once per dictionary; a row then costs a few array reads.

use vocabulary::Period;

use crate::assignment::{Assignments, Holder, Slice, slice_on};
use crate::batch::columns::CreditRows;
use crate::batch::read::day_numbers;
use crate::condition::bound::Bound;
use crate::{CreditTo, Crediting, CreditingRule, EngineProblem, Reason};

/// A crediting and the periods asked for, checked and ready to meet rows.
pub(crate) struct Compiled<'a> {
    pub(crate) crediting: &'a Crediting,
    pub(crate) assignments: Assignments<'a>,
    /// First day, day after the last, and position among the periods asked for; sorted by day.
    spans: Vec<(i32, i32, usize)>,
}

impl<'a> Compiled<'a> {
    pub(crate) fn new(crediting: &'a Crediting, periods: &[Period]) -> Result<Compiled<'a>, EngineProblem> {
        let mut sorted: Vec<(usize, &Period)> = periods.iter().enumerate().collect();
        sorted.sort_by_key(|(_, period)| (period.from, period.to));
        for ((_, first), (_, second)) in sorted.iter().zip(sorted.iter().skip(1)) {
            if second.from < first.to {
                return Err(EngineProblem::PeriodsOverlap {
                    first: first.name.clone(),
                    second: second.name.clone(),
                });
            }
        }
        let span = |(number, period): (usize, &Period)| {
            let (from, to) = day_numbers(period.interval());
            (from, to, number)
        };
        let spans = sorted.into_iter().map(span).collect();
        Ok(Compiled {
            crediting,
            assignments: Assignments::of(crediting)?,
            spans,
        })
    }

    /// For the drill-down: the only period is these days, so every day of them is period 0.
    pub(crate) fn within(crediting: &'a Crediting, days: (i32, i32)) -> Result<Compiled<'a>, EngineProblem> {
        let (from, to) = days;
        Ok(Compiled {
            crediting,
            assignments: Assignments::of(crediting)?,
            spans: vec![(from, to, 0)],
        })
    }

    fn period_on(&self, day: i32) -> Option<usize> {
        let after = self.spans.partition_point(|(from, _, _)| *from <= day);
        let (_, to, number) = self.spans.get(after.checked_sub(1)?)?;
        (day < *to).then_some(*number)
    }

    /// Takes the rows of `rows` that are not to be skipped through the rules, in order.
    pub(crate) fn run<L: Ledger>(&self, rows: &CreditRows, skip: impl Fn(usize) -> bool, ledger: &mut L) -> Result<(), String> {
        let rules = Rules::bind(self, rows);
        for row in (0..rows.rows).filter(|row| !skip(*row)) {
            let outcome = match self.period_on(rows.date.value(row)) {
                None => Outcome::Uncredited(Reason::OutsidePeriods),
                Some(period) => rules.credit(row, period, ledger),
            };
            ledger.settle(row, outcome)?;
        }
        Ok(())
    }
}

/// Receives what the kernel decides.
pub(crate) trait Ledger {
    /// A row is credited to somebody.
    fn credit(&mut self, credit: &Credit<'_>);
    /// A row is done, after its credits.
    fn settle(&mut self, row: usize, outcome: Outcome) -> Result<(), String>;
}

/// One credit of one row.
pub(crate) struct Credit<'a> {
    pub(crate) row: usize,
    /// Position in [`Crediting::rules`].
    pub(crate) rule: usize,
    /// Position among the periods asked for.
    pub(crate) period: usize,
    pub(crate) payee: Payee,
    /// The holder whose share is credited; `None` for the whole amount.
    pub(crate) part: Option<&'a Holder>,
}

/// Who is credited, as a dense number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Payee {
    /// Position in [`Assignments::payees`].
    Holder(usize),
    /// Dense number in the rows' seller column.
    Seller(usize),
}

/// How a row ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Direct,
    OverlayOnly,
    Uncredited(Reason),
}

/// The rules bound to one piece of a batch.
struct Rules<'a> {
    rows: &'a CreditRows,
    direct: Vec<Rule<'a>>,
    overlays: Vec<Rule<'a>>,
}

struct Rule<'a> {
    number: usize,
    by_share: bool,
    when: Bound<'a>,
    to: Target<'a>,
}

enum Target<'a> {
    Seller,
    Holders {
        role: &'a str,
        /// The role's slices by the dense number of the account.
        desks: Vec<&'a [Slice]>,
    },
}

impl<'a> Rules<'a> {
    fn bind(compiled: &'a Compiled<'_>, rows: &'a CreditRows) -> Rules<'a> {
        let bind = |(number, rule): (usize, &'a CreditingRule)| Rule {
            number,
            by_share: rule.by_share,
            when: Bound::new(&rule.when, compiled.crediting, rows),
            to: match &rule.to {
                CreditTo::Seller => Target::Seller,
                CreditTo::Holders { role } => Target::Holders {
                    role,
                    desks: rows.account.per_name(|account| compiled.assignments.slices(role, account)),
                },
            },
        };
        let numbered = || compiled.crediting.rules.iter().enumerate();
        Rules {
            rows,
            direct: numbered().filter(|(_, rule)| !rule.overlay).map(bind).collect(),
            overlays: numbered().filter(|(_, rule)| rule.overlay).map(bind).collect(),
        }
    }

    fn credit<L: Ledger>(&self, row: usize, period: usize, ledger: &mut L) -> Outcome {
        let direct = self.direct.iter().find(|rule| rule.when.is_met(row));
        let direct = direct.map(|rule| self.follow(rule, true, (row, period), ledger));
        let mut overlaid = false;
        for rule in self.overlays.iter().filter(|rule| rule.when.is_met(row)) {
            overlaid |= self.follow(rule, false, (row, period), ledger).is_ok();
        }
        match direct {
            Some(Ok(())) => Outcome::Direct,
            Some(Err(reason)) => Outcome::Uncredited(reason),
            None if overlaid => Outcome::OverlayOnly,
            None => Outcome::Uncredited(Reason::NoRule),
        }
    }

    /// Credits a row as the rule says; `whole` demands that the shares make 100 %.
    fn follow<L: Ledger>(&self, rule: &Rule<'_>, whole: bool, (row, period): (usize, usize), ledger: &mut L) -> Result<(), Reason> {
        let mut credit = |payee: Payee, part: Option<&Holder>| {
            ledger.credit(&Credit {
                row,
                rule: rule.number,
                period,
                payee,
                part,
            });
        };
        match &rule.to {
            Target::Seller => {
                let seller = self.rows.seller.key(row).ok_or(Reason::NoSeller)?;
                credit(Payee::Seller(seller), None);
            }
            Target::Holders { role, desks } => {
                let no_holder = || Reason::NoHolder { role: (*role).to_owned() };
                let desk = self.rows.account.key(row).and_then(|account| desks.get(account));
                let day = self.rows.date.value(row);
                let slice = desk.and_then(|desk| slice_on(desk, day)).ok_or_else(no_holder)?;
                if whole && !slice.is_whole {
                    let total = slice.total.clone();
                    return Err(Reason::SharesNotWhole {
                        role: (*role).to_owned(),
                        total,
                    });
                }
                for holder in &slice.holders {
                    credit(Payee::Holder(holder.payee), rule.by_share.then_some(holder));
                }
            }
        }
        Ok(())
    }
}
