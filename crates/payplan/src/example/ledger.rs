//! The pay runs: what is payable, the draw or guarantee on top, what is recovered, what is carried.

use vocabulary::{Calendar, Cell, Day, Length, Money, Period, Ratio, Trace};

use super::payable::Due;
use super::posting::Books;
use crate::inputs::Leaver;
use crate::plan::{ExchangePolicy, Guarantee, LeaverTerms, LeaverWord, Payout, RecoveryOf};

/// Where a person stands after a pay run, all in plan currency.
#[derive(Clone)]
pub(super) struct Account {
    /// The pay run's period.
    pub(super) period: Period,
    /// What it pays; never negative.
    pub(super) paid: Money,
    /// Earned and not paid, or owed where negative. A draw's debt stands beside it.
    pub(super) balance: Money,
    pub(super) debt: Money,
    /// Paid in the currency of the payout, where that is another one.
    pub(super) paid_out: Option<Result<Ratio, String>>,
    /// How the payment came about.
    pub(super) trace: Trace,
}

/// One pay run, step by step.
struct PayRun {
    paid: Money,
    trace: Trace,
}

/// The running sums of a ledger.
struct Running {
    carried: Money,
    debt: Money,
    earned: Money,
    settled: Money,
    exited: bool,
}

type Sum = Result<Money, String>;

fn add(one: Money, other: Money) -> Sum {
    one.checked_add(other).map_err(|problem| problem.to_string())
}

fn less(one: Money, other: Money) -> Sum {
    one.checked_sub(other).map_err(|problem| problem.to_string())
}

fn at_least_zero(money: Money) -> Money {
    if money.is_negative() {
        Money::zero(money.currency())
    } else {
        money
    }
}

fn smaller(one: Money, other: Money) -> Money {
    if one.minor() <= other.minor() { one } else { other }
}

impl Books<'_> {
    /// The account after each step, in their order.
    pub(super) fn accounts(&self) -> Result<Vec<Account>, String> {
        self.is_short()?;
        let mut dues: Vec<Due> = Vec::new();
        for component in &self.plan.components {
            dues.extend(self.payable(component)?);
        }
        let zero = Money::zero(self.plan.currency);
        let mut running = Running {
            carried: zero,
            debt: zero,
            earned: zero,
            settled: zero,
            exited: false,
        };
        let mut accounts = Vec::with_capacity(self.steps.len());
        let mut paid_until: Option<Day> = None;
        let mut open: Vec<&Period> = Vec::new();
        for (number, step) in self.steps.iter().enumerate() {
            open.push(step);
            for component in &self.plan.components {
                let posted = self.posted(component, number).value.map_err(|unknown| unknown.because)?;
                running.earned = add(running.earned, posted)?;
            }
            let runs = self.is_pay_run(step) && self.is_acknowledged(step);
            let inside = |due: &&Due| {
                due.on
                    .is_some_and(|day| day < step.to && paid_until.is_none_or(|until| day >= until))
            };
            let now: Vec<Due> = if runs {
                dues.iter().filter(inside).cloned().collect()
            } else {
                Vec::new()
            };
            let (now, lapsed) = self.without_lapsed(now)?;
            running.earned = less(running.earned, lapsed)?;
            if runs {
                paid_until = Some(step.to);
            }
            let run = if runs {
                self.pay(&mut running, (step, &std::mem::take(&mut open)), &now)?
            } else {
                self.no_run(step)
            };
            let balance = less(running.earned, running.settled)?;
            let balances = [("balance", balance), ("debt of the draw", running.debt)];
            let after = balances.map(|(what, money)| Trace::new(format!("{what} after {}", step.name), Cell::Money(money)));
            accounts.push(Account {
                period: step.clone(),
                paid: run.paid,
                balance,
                debt: running.debt,
                paid_out: self.paid_out(step, &now, run.paid),
                trace: run.trace.inputs(after),
            });
        }
        Ok(accounts)
    }

    /// Whether money is paid at the end of a step.
    fn is_pay_run(&self, step: &Period) -> bool {
        let Some(length) = self.plan.pay_calendar.pay else { return true };
        let around = self.plan.calendar.period_at(length, step.last_day());
        around.is_none_or(|around| around.to == step.to)
    }

    /// Where the plan must be acknowledged first, nothing is paid in a run that ends before it was.
    fn is_acknowledged(&self, step: &Period) -> bool {
        let acknowledged = self.example.given.acknowledged;
        self.plan.acknowledge.is_none() || acknowledged.is_none_or(|day| day < step.to)
    }

    /// What is paid, and the sum of what a leaver loses.
    fn without_lapsed(&self, dues: Vec<Due>) -> Result<(Vec<Due>, Money), String> {
        let (lost, kept): (Vec<Due>, Vec<Due>) = dues.into_iter().partition(|due| due.lapses);
        let lost = lost
            .iter()
            .try_fold(Money::zero(self.plan.currency), |sum, due| add(sum, due.amount))?;
        Ok((kept, lost))
    }

    /// One pay run: the carried rest and what has become payable, the top-up of the periods since the last one, the recovery.
    fn pay(&self, running: &mut Running, (step, open): (&Period, &[&Period]), now: &[Due]) -> Result<PayRun, String> {
        let carried = running.carried;
        let mut payable = carried;
        for due in now {
            payable = add(payable, due.amount)?;
        }
        let gathered = payable;
        let zero = Money::zero(self.plan.currency);
        let mut advance = zero;
        let mut recovered = zero;
        if let (Some(guarantee), Some(hired)) = (&self.plan.guarantee, self.example.given.hired) {
            let month = month_of(hired, step.last_day());
            let limits = self.write_off(guarantee, month);
            if limits {
                running.debt = zero;
            }
            let mut promised = zero;
            for period in open {
                promised = add(promised, self.promised(guarantee, hired, period)?)?;
            }
            let leaves = self.example.given.leaves.filter(|leaves| *leaves <= step.to);
            if !running.exited {
                advance = if guarantee.kind.is_draw() {
                    promised
                } else {
                    at_least_zero(less(promised, at_least_zero(payable))?)
                };
            }
            if guarantee.kind.is_recoverable() {
                if guarantee.kind.is_draw() {
                    running.debt = add(running.debt, advance)?;
                    recovered = self.recovered(guarantee, month, (running.debt, payable, promised))?;
                } else {
                    recovered = self.recovered(guarantee, month, (running.debt, payable, promised))?;
                    running.debt = add(running.debt, advance)?;
                }
                running.debt = less(running.debt, recovered)?;
            }
            if leaves.is_some() && !running.exited {
                running.exited = true;
                if word(guarantee.leaver, self.example.given.leaver) == Some(LeaverWord::DueAtExit) {
                    recovered = add(recovered, running.debt)?;
                    // An advance that would be due back at once is not paid out.
                    let short = at_least_zero(less(recovered, at_least_zero(payable))?);
                    let kept = smaller(short, advance);
                    advance = less(advance, kept)?;
                    recovered = less(recovered, kept)?;
                }
                running.debt = zero;
            }
        }
        payable = less(payable, recovered)?;
        let earned_paid = at_least_zero(payable);
        running.carried = less(payable, earned_paid)?;
        // The advance is no settlement of earnings; what is recovered is.
        running.settled = add(running.settled, add(earned_paid, recovered)?)?;
        let paid = add(earned_paid, advance)?;
        let lines = [
            ("payable, with what was carried", gathered),
            ("carried from before", carried),
            ("recovered from it", recovered),
            ("draw or guarantee on top", advance),
        ];
        let lines = lines.into_iter().map(|(what, money)| Trace::new(what, Cell::Money(money)));
        let mut trace = Trace::new(format!("paid for {}", step.name), Cell::Money(paid))
            .formula("payable less recovered, never below zero, and the draw or guarantee on top")
            .inputs(lines);
        if let Some(guarantee) = &self.plan.guarantee {
            trace = trace.place(format!("line {}", guarantee.line));
        }
        Ok(PayRun { paid, trace })
    }

    /// A base period at whose end nothing is paid.
    fn no_run(&self, step: &Period) -> PayRun {
        let paid = Money::zero(self.plan.currency);
        let trace = Trace::new(format!("paid for {}", step.name), Cell::Money(paid)).note(if self.is_acknowledged(step) {
            "No pay run ends here."
        } else {
            "Nothing is paid before the plan is acknowledged."
        });
        PayRun { paid, trace }
    }

    fn write_off(&self, guarantee: &Guarantee, month: i32) -> bool {
        let after = guarantee.recovery.as_ref().and_then(|recovery| recovery.write_off_after_months);
        after.is_some_and(|after| i64::from(month) > i64::from(after))
    }

    fn recovered(&self, guarantee: &Guarantee, month: i32, (debt, payable, promised): (Money, Money, Money)) -> Sum {
        let zero = Money::zero(self.plan.currency);
        let Some(recovery) = &guarantee.recovery else { return Ok(zero) };
        if i64::from(month) < i64::from(recovery.from_month) {
            return Ok(zero);
        }
        let of = match recovery.of {
            RecoveryOf::Earning => at_least_zero(payable),
            RecoveryOf::AboveGuarantee => at_least_zero(less(payable, promised)?),
        };
        let most = self.money(&(of.to_ratio() * &recovery.max_share))?;
        Ok(smaller(debt, most))
    }

    /// The guarantee of a step: a month's amount for each month from hire, a part month's prorated.
    fn promised(&self, guarantee: &Guarantee, hired: Day, step: &Period) -> Sum {
        let end = hired
            .month_start()
            .plus_months(i32::try_from(guarantee.first_months).unwrap_or(i32::MAX));
        let leaves = self.example.given.leaves.unwrap_or(end);
        if guarantee.per_period {
            let within = step.from < end && step.to > hired && step.from < leaves;
            return self.money(&if within { guarantee.amount.clone() } else { Ratio::zero() });
        }
        let from = step.from.max(hired);
        let to = step.to.min(end).min(leaves);
        let mut total = Ratio::zero();
        let mut month = from.month_start();
        while month < to {
            let next = month.plus_months(1);
            let (first, last) = (month.max(from), next.min(to));
            if first < last {
                let part = Ratio::fraction(first.days_until(last).into(), month.days_until(next).into());
                total += &(&guarantee.amount * &part.unwrap_or_else(Ratio::zero));
            }
            month = next;
        }
        self.money(&total)
    }

    /// The payment in the payee's home currency, exact; each part at the rate of its day, the sum is rounded.
    fn paid_out(&self, step: &Period, now: &[Due], paid: Money) -> Option<Result<Ratio, String>> {
        let home = self.example.given.home.filter(|home| *home != self.plan.currency)?;
        if self.plan.exchange.payout != Payout::Home {
            return None;
        }
        let policy = self.plan.exchange.payout_policy?;
        let given = &self.example.given;
        let rate = |day: Day| given.rate((self.plan.currency, home), policy, (self.plan, day));
        let parts: Money = now
            .iter()
            .try_fold(Money::zero(self.plan.currency), |sum, due| sum.checked_add(due.amount).ok())
            .unwrap_or(paid);
        // Only a payment of exactly its parts can be converted part by part.
        if policy == ExchangePolicy::AtPosting && parts == paid {
            let converted = now.iter().map(|due| Ok(due.amount.to_ratio() * &rate(due.posted)?));
            return Some(converted.sum::<Result<Ratio, String>>());
        }
        let pay_day = step.last_day().plus_days(self.plan.pay_calendar.pay_day);
        Some(rate(pay_day).map(|rate| paid.to_ratio() * &rate))
    }
}

fn word(terms: LeaverTerms, leaver: Option<Leaver>) -> Option<LeaverWord> {
    match leaver? {
        Leaver::Good => Some(terms.good),
        Leaver::Bad => Some(terms.bad),
    }
}

/// The month of hire is month 1.
fn month_of(hired: Day, day: Day) -> i32 {
    (day.year() - hired.year()) * 12 + i32::from(day.month()) - i32::from(hired.month()) + 1
}

/// An example that runs over more base periods than this asks for its figures unknown.
pub(super) const STEPS_MAX: usize = 130;

/// The base periods from one day to another, at most one more than are computed.
pub(super) fn steps(calendar: &Calendar, from: Day, to: Day) -> Vec<Period> {
    let length: Length = calendar.base_length();
    let first = calendar.period_at(length, from);
    std::iter::successors(first, |period| calendar.next(period))
        .take_while(|period| period.to <= to)
        .take(STEPS_MAX + 1)
        .collect()
}
