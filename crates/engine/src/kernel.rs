//! The kernel: takes cells through the crediting rules and tells a ledger who is credited with which.
//! Every text is looked at once per dictionary; a cell then costs a few array reads.

use std::sync::Arc;

use vocabulary::Period;

use crate::assignment::{Assignments, Desk, Holder, Slice, slice_on};
use crate::batch::columns::{Names, day_number, place};
use crate::batch::read::day_numbers;
use crate::cells::{Cell, Cells};
use crate::condition::bound::Bound;
use crate::lens::Lens;
use crate::{CreditTo, Crediting, CreditingRule, EngineProblem, Reason};

/// A crediting and the periods asked for, checked and ready to meet cells.
pub(crate) struct Compiled<'a> {
    pub(crate) crediting: &'a Crediting,
    pub(crate) lens: Lens<'a>,
    pub(crate) assignments: Arc<Assignments>,
    /// First day, day after the last, and position among the periods asked for; sorted by day.
    spans: Vec<(i32, i32, u32)>,
}

impl<'a> Compiled<'a> {
    pub(crate) fn new(crediting: &'a Crediting, assignments: Arc<Assignments>, periods: &[Period]) -> Result<Compiled<'a>, EngineProblem> {
        let mut sorted: Vec<(u32, &Period)> = (0..).zip(periods).collect();
        sorted.sort_by_key(|(_, period)| (period.from, period.to));
        for ((_, first), (_, second)) in sorted.iter().zip(sorted.iter().skip(1)) {
            if second.from < first.to {
                return Err(EngineProblem::PeriodsOverlap {
                    first: first.name.clone(),
                    second: second.name.clone(),
                });
            }
        }
        let span = |(number, period): (u32, &Period)| {
            let (from, to) = day_numbers(period.interval());
            (from, to, number)
        };
        Compiled::over(crediting, assignments, sorted.into_iter().map(span).collect())
    }

    /// For the drill-down: the only period is these days, so every day of them is period 0.
    pub(crate) fn within(
        crediting: &'a Crediting,
        assignments: Arc<Assignments>,
        (from, to): (i32, i32),
    ) -> Result<Compiled<'a>, EngineProblem> {
        Compiled::over(crediting, assignments, vec![(from, to, 0)])
    }

    fn over(crediting: &'a Crediting, assignments: Arc<Assignments>, spans: Vec<(i32, i32, u32)>) -> Result<Compiled<'a>, EngineProblem> {
        Ok(Compiled {
            crediting,
            lens: Lens::of(crediting)?,
            assignments,
            spans,
        })
    }

    /// The days on which cells of any account must end: at months and at periods.
    pub(crate) fn cuts(&self, months: impl Iterator<Item = i32>) -> Vec<i32> {
        let mut cuts: Vec<i32> = months.collect();
        cuts.extend(self.spans.iter().flat_map(|(from, to, _)| [*from, *to]));
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    /// The holders of each role that a rule names, for the accounts of a piece.
    pub(crate) fn desks(&self, accounts: &Names) -> Desks<'_> {
        let mut desks: Desks<'_> = Desks(Vec::new());
        for rule in &self.crediting.rules {
            if let CreditTo::Holders { role } = &rule.to
                && desks.of(role).is_none()
                && let Some(desk) = self.assignments.desk(role)
            {
                desks.0.push(AtDesk {
                    role,
                    desk,
                    accounts: desk.slices(accounts),
                });
            }
        }
        desks
    }

    fn period_on(&self, day: i32) -> Option<u32> {
        let after = self.spans.partition_point(|(from, _, _)| *from <= day);
        let (_, to, number) = self.spans.get(after.checked_sub(1)?)?;
        (day < *to).then_some(*number)
    }

    /// Whether a period begins or ends within the days of a cell.
    fn splits(&self, cell: &Cell) -> bool {
        let before = self.spans.partition_point(|(from, _, _)| *from < cell.to);
        let last = before.checked_sub(1).and_then(|last| self.spans.get(last));
        last.is_some_and(|(from, to, _)| cuts_through(cell, *from, *to))
    }

    /// Binds the rules to the texts of these cells and to the holders at their accounts.
    pub(crate) fn bind<'c>(&'c self, cells: &'c Cells, desks: &'c Desks<'c>) -> Rules<'c> {
        let bind = |(number, rule): (u32, &'c CreditingRule)| Rule {
            number,
            by_share: rule.by_share,
            when: Bound::new(&rule.when, self.crediting, &self.lens, cells),
            to: match &rule.to {
                CreditTo::Seller => Target::Seller,
                CreditTo::Holders { role } => Target::Holders { role, at: desks.of(role) },
            },
        };
        let numbered = || (0..).zip(&self.crediting.rules);
        Rules {
            compiled: self,
            direct: numbered().filter(|(_, rule)| !rule.overlay).map(bind).collect(),
            overlays: numbered().filter(|(_, rule)| rule.overlay).map(bind).collect(),
        }
    }
}

/// Whether one of the days `[from, to)` ends or begins inside the cell, when they begin before the cell ends.
fn cuts_through(cell: &Cell, from: i32, to: i32) -> bool {
    from > cell.from || (cell.from < to && to < cell.to)
}

/// Receives what the kernel decides.
pub(crate) trait Ledger {
    /// A cell is credited to somebody.
    fn credit(&mut self, cell: &Cell, credit: &Credit<'_>);
    /// A cell is done, after its credits.
    fn settle(&mut self, cell: &Cell, outcome: Outcome) -> Result<(), String>;
}

/// One credit of one cell.
pub(crate) struct Credit<'a> {
    /// Position in [`Crediting::rules`].
    pub(crate) rule: u32,
    /// Position among the periods asked for.
    pub(crate) period: u32,
    pub(crate) payee: Payee,
    /// The holder whose share is credited; `None` for the whole amount.
    pub(crate) part: Option<&'a Holder>,
}

/// Who is credited, as a dense number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Payee {
    /// Position in [`Assignments::payees`].
    Holder(u32),
    /// Dense number among the cells' sellers.
    Seller(u32),
}

/// How a cell ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Direct,
    OverlayOnly,
    Uncredited(Reason),
}

/// The rules bound to the cells of one piece.
pub(crate) struct Rules<'a> {
    compiled: &'a Compiled<'a>,
    direct: Vec<Rule<'a>>,
    overlays: Vec<Rule<'a>>,
}

struct Rule<'a> {
    number: u32,
    by_share: bool,
    when: Bound,
    to: Target<'a>,
}

enum Target<'a> {
    Seller,
    Holders { role: &'a str, at: Option<&'a AtDesk<'a>> },
}

/// The holders of one role at the accounts of a piece.
struct AtDesk<'a> {
    role: &'a str,
    desk: &'a Desk,
    /// The slices at each account, by its dense number.
    accounts: Vec<&'a [Slice]>,
}

impl<'a> AtDesk<'a> {
    fn slices(&self, account: u32) -> &'a [Slice] {
        self.accounts.get(place(account)).copied().unwrap_or_default()
    }
}

/// The holders of every role that a rule names, at the accounts of a piece.
pub(crate) struct Desks<'a>(Vec<AtDesk<'a>>);

impl<'a> Desks<'a> {
    fn of(&self, role: &str) -> Option<&AtDesk<'a>> {
        self.0.iter().find(|at| at.role == role)
    }

    /// The span around a day at an account within which no holder changes.
    pub(crate) fn span_around(&self, account: u32, day: i32) -> (i32, i32) {
        let (mut from, mut to) = (i32::MIN, i32::MAX);
        for at in &self.0 {
            let slices = at.slices(account);
            let after = slices.partition_point(|slice| slice.from <= day);
            if let Some(before) = after.checked_sub(1).and_then(|before| slices.get(before)) {
                if day < before.to {
                    (from, to) = (from.max(before.from), to.min(before.to));
                } else {
                    from = from.max(before.to);
                }
            }
            if let Some(next) = slices.get(after) {
                to = to.min(next.from);
            }
        }
        (from, to)
    }
}

impl Rules<'_> {
    /// Takes a cell through the rules.
    pub(crate) fn judge<L: Ledger>(&self, cell: &Cell, ledger: &mut L) -> Result<(), String> {
        let outcome = match self.compiled.period_on(cell.from) {
            None => Outcome::Uncredited(Reason::OutsidePeriods),
            Some(period) => self.credit(cell, period, ledger),
        };
        ledger.settle(cell, outcome)
    }

    /// Whether something changes within the cell's days: a kept cell may stem from other periods and holders.
    pub(crate) fn split(&self, cell: &Cell) -> bool {
        let changes = |rule: &Rule<'_>| match &rule.to {
            Target::Seller => false,
            Target::Holders { at, .. } => {
                let slices = at.map(|at| at.slices(cell.account)).unwrap_or_default();
                let before = slices.partition_point(|slice| slice.from < cell.to);
                let last = before.checked_sub(1).and_then(|last| slices.get(last));
                last.is_some_and(|slice| cuts_through(cell, slice.from, slice.to))
            }
        };
        self.compiled.splits(cell) || self.direct.iter().chain(&self.overlays).any(changes)
    }

    fn credit<L: Ledger>(&self, cell: &Cell, period: u32, ledger: &mut L) -> Outcome {
        let direct = self.direct.iter().find(|rule| rule.when.is_met(cell));
        let direct = direct.map(|rule| rule.follow(true, (cell, period), ledger));
        let mut overlaid = false;
        for rule in self.overlays.iter().filter(|rule| rule.when.is_met(cell)) {
            overlaid |= rule.follow(false, (cell, period), ledger).is_ok();
        }
        match direct {
            Some(Ok(())) => Outcome::Direct,
            Some(Err(reason)) => Outcome::Uncredited(reason),
            None if overlaid => Outcome::OverlayOnly,
            None => Outcome::Uncredited(Reason::NoRule),
        }
    }
}

impl Rule<'_> {
    /// Credits a cell as the rule says; `whole` demands that the shares make 100 %.
    fn follow<L: Ledger>(&self, whole: bool, (cell, period): (&Cell, u32), ledger: &mut L) -> Result<(), Reason> {
        let mut credit = |payee: Payee, part: Option<&Holder>| {
            let credit = Credit {
                rule: self.number,
                period,
                payee,
                part,
            };
            ledger.credit(cell, &credit);
        };
        match &self.to {
            Target::Seller => credit(Payee::Seller(cell.kept.seller.ok_or(Reason::NoSeller)?), None),
            Target::Holders { role, at } => {
                let no_holder = || Reason::NoHolder { role: (*role).to_owned() };
                let at = at.ok_or_else(no_holder)?;
                let slice = slice_on(at.slices(cell.account), cell.from).ok_or_else(no_holder)?;
                if whole && let Some(total) = &slice.short {
                    return Err(Reason::SharesNotWhole {
                        role: (*role).to_owned(),
                        total: (**total).clone(),
                    });
                }
                for holder in at.desk.holders(slice) {
                    credit(Payee::Holder(holder.payee), self.by_share.then_some(holder));
                }
            }
        }
        Ok(())
    }
}

/// The first days of the months that hold the days `[first, last]`, and the month after.
pub(crate) fn months(first: i32, last: i32) -> impl Iterator<Item = i32> {
    let begin = crate::batch::columns::day_of(first).month_start();
    (0_i32..)
        .map(move |month| day_number(begin.plus_months(month)))
        .scan(false, move |over, month| {
            if *over {
                return None;
            }
            *over = month > last;
            Some(month)
        })
}
