//! When an earning may be paid: with its period, on days, in instalments, or as the customers' money comes in.

use vocabulary::{Day, Money, Period, Ratio};

use super::posting::Books;
use crate::evaluate;
use crate::inputs::{Award, Credit, Participant};
use crate::plan::{CashRule, Component, ComponentKind, Holdback, Instalment, InstalmentAt, LeaverWord, PayTiming};

/// The kind of event that frees a windfall.
const WINDFALL_APPROVED: &str = "windfall_approved";

/// A part of an earning and the day on which it may be paid; `None` waits for something that has not happened.
#[derive(Clone)]
pub(super) struct Due {
    pub(super) on: Option<Day>,
    pub(super) amount: Money,
    /// The last day of the period that posted it.
    pub(super) posted: Day,
    /// Lost on that day by the terms for leavers, and not paid.
    pub(super) lapses: bool,
}

impl Books<'_> {
    /// Everything a component makes payable over all steps.
    pub(super) fn payable(&self, component: &Component) -> Result<Vec<Due>, String> {
        let timing = component.attached.pay_when.as_ref().map(|when| &when.timing);
        let mut dues = match timing {
            Some(PayTiming::Cash(rule)) => self.as_cash_comes(component, *rule)?,
            Some(PayTiming::PeriodEnd { .. } | PayTiming::Instalments(_) | PayTiming::Dates(_)) | None => {
                let mut dues = Vec::new();
                let mut held = Money::zero(self.plan.currency);
                for (number, step) in self.steps.iter().enumerate() {
                    let posted = self.posted(component, number).value.map_err(|unknown| unknown.because)?;
                    let awaits = self.under_review(component, number)?;
                    let free = posted.checked_add(held).and_then(|free| free.checked_sub(awaits));
                    held = awaits;
                    dues.extend(self.by_timing(timing, step, free.map_err(|problem| problem.to_string())?)?);
                }
                dues
            }
        };
        if let Some(holdback) = &component.attached.holdback {
            let held: Result<Vec<Vec<Due>>, String> = dues.iter().map(|due| self.held_back(holdback, due)).collect();
            dues = held?.concat();
        }
        self.at_exit(component, dues)
    }

    /// What the terms for leavers, the component's own before the plan's, make of whatever is not paid at exit. Only what
    /// would have been paid is lost: a debt stays one. The pay run of the last day employed settles it.
    fn at_exit(&self, component: &Component, dues: Vec<Due>) -> Result<Vec<Due>, String> {
        let given = &self.example.given;
        let (Some(terms), Some(leaves)) = (component.attached.leaver.or(self.plan.leaver), given.leaves) else {
            return Ok(dues);
        };
        let ending = |mut due: Due| {
            if due.on.is_none_or(|day| day >= leaves) {
                let word = terms.word(given.leaver)?;
                due.lapses = word == LeaverWord::ForfeitUnpaid && !due.amount.is_negative();
                if matches!(word, LeaverWord::ForfeitUnpaid | LeaverWord::PayEarned) {
                    due.on = Some(leaves.prev().max(due.posted));
                }
            }
            Ok(due)
        };
        dues.into_iter().map(ending).collect()
    }

    /// What waits for its review at the end of a step, over all intervals begun by then.
    fn under_review(&self, component: &Component, step: usize) -> Result<Money, String> {
        let mut total = Money::zero(self.plan.currency);
        let (Some(person), Some(last)) = (self.known_in(step), self.steps.get(step)) else {
            return Ok(total);
        };
        if component.attached.windfall_review.is_none() {
            return Ok(total);
        }
        for interval in evaluate::frames(self.plan, person, component, &self.so_far(last)) {
            if self.is_reviewed(component, &interval, last.to) {
                continue;
            }
            let awaits = evaluate::under_review(self.plan, person, component, (&interval, last.to.min(interval.to)))?;
            total = total.checked_add(awaits).map_err(|problem| problem.to_string())?;
        }
        Ok(total)
    }

    /// Whether somebody has approved what the component earns in an interval: an event `windfall_approved`.
    fn is_reviewed(&self, component: &Component, interval: &Period, by: Day) -> bool {
        let events = self.example.given.events.as_deref().unwrap_or_default();
        events.iter().any(|event| {
            let meant = event.component.as_ref().is_none_or(|id| *id == component.id);
            event.kind == WINDFALL_APPROVED && meant && interval.from <= event.date && event.date < by
        })
    }

    fn by_timing(&self, timing: Option<&PayTiming>, step: &Period, posted: Money) -> Result<Vec<Due>, String> {
        let last = step.last_day();
        let whole = |on: Option<Day>| {
            vec![Due {
                on,
                amount: posted,
                posted: last,
                lapses: false,
            }]
        };
        // What is taken back is taken at once, whatever waits for its day.
        if posted.is_negative() {
            return Ok(whole(Some(last)));
        }
        Ok(match timing {
            None | Some(PayTiming::PeriodEnd { .. } | PayTiming::Cash(_)) => whole(Some(last)),
            Some(PayTiming::Dates(days)) => whole(days.iter().copied().filter(|day| *day >= last).min()),
            Some(PayTiming::Instalments(instalments)) => self.in_instalments(instalments, last, posted)?,
        })
    }

    /// Largest remainder: the parts stand side by side and make the whole.
    fn in_instalments(&self, instalments: &[Instalment], last: Day, posted: Money) -> Result<Vec<Due>, String> {
        let shares: Vec<Ratio> = instalments.iter().map(|each| each.share.clone()).collect();
        let parts = posted.allocate(&shares).map_err(|problem| problem.to_string())?;
        let dues = instalments.iter().zip(parts).map(|(instalment, amount)| {
            Ok(Due {
                on: self.day_of(&instalment.at, last)?,
                amount,
                posted: last,
                lapses: false,
            })
        });
        dues.collect()
    }

    fn held_back(&self, holdback: &Holdback, due: &Due) -> Result<Vec<Due>, String> {
        if due.amount.is_negative() || due.on.is_none() {
            return Ok(vec![due.clone()]);
        }
        let now = Ratio::one() - &holdback.share;
        let parts = due
            .amount
            .allocate(&[now, holdback.share.clone()])
            .map_err(|problem| problem.to_string())?;
        let release = self.day_of(&holdback.release, due.on.unwrap_or(due.posted))?;
        let days = [due.on, release];
        let both = parts.into_iter().zip(days).map(|(amount, on)| Due {
            on,
            amount,
            posted: due.posted,
            lapses: false,
        });
        Ok(both.collect())
    }

    fn day_of(&self, at: &InstalmentAt, last: Day) -> Result<Option<Day>, String> {
        Ok(match at {
            InstalmentAt::After { days } => Some(last.plus_days(*days)),
            InstalmentAt::On(day) => Some((*day).max(last)),
            InstalmentAt::When(condition) => {
                let mut happened: Option<Day> = None;
                for event in self.example.given.events.as_deref().unwrap_or_default() {
                    if condition.holds(&event.facts)? {
                        happened = Some(happened.map_or(event.date, |day| day.min(event.date)));
                    }
                }
                happened.map(|day| day.max(last))
            }
        })
    }

    /// Payable to date at the end of each step less the step before, with clawbacks of the paid part.
    fn as_cash_comes(&self, component: &Component, rule: CashRule) -> Result<Vec<Due>, String> {
        let mut dues = Vec::new();
        let mut before = Money::zero(self.plan.currency);
        for (number, step) in self.steps.iter().enumerate() {
            let to_date = self.covered_by_cash(component, rule, number)?;
            let taken: Ratio = self.taken_back(component, number)?.iter().map(|taken| &taken.of_paid).sum();
            let taken = self.money(&taken)?;
            let gained = to_date.checked_sub(before).and_then(|gained| gained.checked_sub(taken));
            dues.push(Due {
                on: Some(step.last_day()),
                amount: gained.map_err(|problem| problem.to_string())?,
                posted: step.last_day(),
                lapses: false,
            });
            before = to_date;
        }
        Ok(dues)
    }

    fn covered_by_cash(&self, component: &Component, rule: CashRule, step: usize) -> Result<Money, String> {
        let (Some(person), Some(last)) = (self.known_in(step), self.steps.get(step)) else {
            return Ok(Money::zero(self.plan.currency));
        };
        if let ComponentKind::Spiff(_) = &component.kind {
            return self.paid_awards(component, person, last.to);
        }
        let mut total = Money::zero(self.plan.currency);
        let cash = match rule {
            CashRule::ThresholdFirst => self.with_cash_alone(component, person, last.to)?,
            CashRule::Pooled | CashRule::Full => Participant::default(),
        };
        for interval in evaluate::frames(self.plan, person, component, &self.so_far(last)) {
            let through = last.to.min(interval.to);
            let payable = match rule {
                CashRule::ThresholdFirst => {
                    let earned = evaluate::earned_to_date(self.plan, &cash, component, (&interval, through));
                    earned.value.map_err(|unknown| unknown.because)?
                }
                CashRule::Pooled | CashRule::Full => {
                    let earned = evaluate::earned_to_date(self.plan, person, component, (&interval, through));
                    let earned = earned.value.map_err(|unknown| unknown.because)?;
                    let share = self.cash_share(component, person, (&interval, last.to))?;
                    self.money(&(earned.to_ratio() * share))?
                }
            };
            let payable = self.without_windfall(component, (person, &interval), (last.to, payable))?;
            total = total.checked_add(payable).map_err(|problem| problem.to_string())?;
        }
        Ok(total)
    }

    /// Never more than what is earned and waits for no review.
    fn without_windfall(
        &self,
        component: &Component,
        (person, interval): (&Participant, &Period),
        (by, payable): (Day, Money),
    ) -> Result<Money, String> {
        if component.attached.windfall_review.is_none() || self.is_reviewed(component, interval, by) {
            return Ok(payable);
        }
        let stretch = (interval, by.min(interval.to));
        let earned = evaluate::earned_to_date(self.plan, person, component, stretch);
        let awaits = evaluate::under_review(self.plan, person, component, stretch)?;
        let free = earned.value.map_err(|unknown| unknown.because)?.checked_sub(awaits);
        let free = free.map_err(|problem| problem.to_string())?;
        Ok(if awaits.is_zero() || payable.minor() < free.minor() {
            payable
        } else {
            free
        })
    }

    fn paid_awards(&self, component: &Component, person: &Participant, to: Day) -> Result<Money, String> {
        let awards: &[Award] = match person.awards.get(&component.id) {
            Some(Ok(awards)) => awards,
            Some(Err(because)) => return Err(because.clone()),
            None => return Err(format!("the events of {} are not known", component.id)),
        };
        let paid = awards
            .iter()
            .filter(|award| award.date < to && award.paid.is_some_and(|day| day < to));
        let total: Ratio = paid.map(|award| &award.amount).sum();
        self.money(&total)
    }

    /// The paid share of the credits in an interval; nothing credited is nothing to wait for. It is below zero, or above
    /// one, where a credit note of an earlier interval's invoice stands beside other credits: what that invoice made
    /// payable is taken back here, and what the others made payable is not held up by it.
    fn cash_share(&self, component: &Component, person: &Participant, (interval, to): (&Period, Day)) -> Result<Ratio, String> {
        let own = self.own_credits(component, person)?;
        let mut credited = Ratio::zero();
        let mut covered = Ratio::zero();
        for credit in own.iter().filter(|credit| interval.contains(credit.date) && credit.date < to) {
            credited += &credit.credited();
            covered += &(&credit.credited() * &self.paid_share(component, credit, to));
        }
        Ok(covered.checked_div(&credited).unwrap_or_else(Ratio::one))
    }

    fn own_credits<'p>(&self, component: &Component, person: &'p Participant) -> Result<Vec<&'p Credit>, String> {
        let unknown = || format!("the payments for {} are not known, as there are no transactions", component.id);
        let facts = person.facts.as_ref().ok_or_else(unknown)?;
        let measure = self.plan.measure(&component.measure);
        let categories = measure.map_or(&[][..], |measure| measure.categories.as_slice());
        Ok(facts
            .credits
            .iter()
            .filter(|credit| categories.contains(&credit.category))
            .collect())
    }

    /// The participant with every credit cut down to its paid share: the first cash fills the lower tiers.
    fn with_cash_alone(&self, component: &Component, person: &Participant, to: Day) -> Result<Participant, String> {
        self.own_credits(component, person)?;
        let mut cash = person.clone();
        if let Some(facts) = &mut cash.facts {
            for credit in &mut facts.credits {
                let share = self.paid_share(component, credit, to);
                credit.share = &credit.share * &share;
            }
        }
        Ok(cash)
    }

    /// How much of a credit's document the customer has paid by a day. A credit note settles as much of its invoice.
    pub(super) fn paid_share(&self, component: &Component, credit: &Credit, to: Day) -> Ratio {
        let Some(PayTiming::Cash(rule)) = component.attached.pay_when.as_ref().map(|when| &when.timing) else {
            return Ratio::one();
        };
        let transactions = self.example.given.transactions.as_deref().unwrap_or_default();
        let own = transactions.iter().find(|each| each.document == credit.document);
        let of = own.and_then(|own| own.of.clone()).unwrap_or_else(|| credit.document.clone());
        let belongs = transactions
            .iter()
            .filter(|each| each.document == of || each.of.as_ref() == Some(&of));
        let owed: Ratio = belongs.filter(|each| each.date < to).map(|each| &each.amount).sum();
        let payments = self.example.given.payments.iter();
        let paid: Ratio = payments
            .filter(|payment| payment.of == of && payment.date < to)
            .map(|payment| &payment.amount)
            .sum();
        if !owed.is_positive() {
            return Ratio::one();
        }
        let share = paid
            .checked_div(&owed)
            .unwrap_or_else(Ratio::zero)
            .max(Ratio::zero())
            .min(Ratio::one());
        match rule {
            CashRule::Full if share < Ratio::one() => Ratio::zero(),
            CashRule::Full | CashRule::Pooled | CashRule::ThresholdFirst => share,
        }
    }
}
