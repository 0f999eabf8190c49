//! Runs an example through the same evaluation as a real period and compares figure by figure.

use vocabulary::{Explained, Money, Period, Ratio, Rounding, Trace};

use super::crediting::Credits;
use super::ledger::{Account, steps};
use super::posting::Books;
use super::{Example, ExampleLine, ExampleResult, Expected, ExpectedValue, Figure};
use crate::evaluate::{TOTAL, base_salary, evaluate_named};
use crate::evaluation::{ComponentResult, MeasureResult, ParticipantResult, TotalResult};
use crate::plan::{CreditKind, Plan};

/// Evaluates the example and compares every expected figure.
pub(crate) fn run(plan: &Plan, example: &Example) -> ExampleResult {
    let mut asked: Vec<Period> = example.expect.iter().map(|expected| expected.period.clone()).collect();
    asked.extend(example.periods.iter().cloned());
    asked.sort_by_key(|period| (period.from, period.to));
    asked.dedup();
    let known = example.known(plan, &asked);
    let (books, accounts) = example.needs_books(plan).then(|| open_books(plan, example, &asked)).unzip();
    let accounts = accounts.filter(|_| example.asks_for_payments());
    let lines: Vec<ExampleLine> = example
        .expect
        .iter()
        .filter_map(|expected| {
            let known = known.iter().find(|known| known.periods.contains(&expected.period))?;
            let desk = Comparison {
                plan,
                result: &known.result,
                credits: &known.credits,
                books: books.as_ref().filter(|_| example.posts_late()),
                accounts: accounts.as_ref(),
            };
            Some(desk.line(expected))
        })
        .collect();
    ExampleResult {
        name: example.name.clone(),
        ok: lines.iter().all(ExampleLine::agrees),
        lines,
    }
}

/// What the facts known in some periods come to.
struct Known {
    periods: Vec<Period>,
    result: ParticipantResult,
    credits: Credits,
}

/// The books by base period with their pay runs; where an example only knows whole periods, by the periods it asks for.
fn open_books<'a>(plan: &'a Plan, example: &'a Example, asked: &[Period]) -> (Books<'a>, Result<Vec<Account>, String>) {
    let first = asked.iter().map(|period| period.from).min().unwrap_or(plan.effective.start());
    let last = asked.iter().map(|period| period.to).max().unwrap_or(first);
    let from = plan.effective.start().min(first);
    let books = Books::open(plan, example, steps(&plan.calendar, from, last));
    let accounts = books.accounts();
    if !example.given.closed.is_empty() || accounts.is_ok() {
        return (books, accounts);
    }
    let mut whole: Vec<Period> = Vec::new();
    for period in asked {
        let outer = !asked
            .iter()
            .any(|other| other != period && other.from <= period.from && period.to <= other.to);
        if outer && whole.last().is_none_or(|before| before.to <= period.from) {
            whole.push(period.clone());
        }
    }
    let books = Books::open(plan, example, whole);
    let accounts = books.accounts();
    (books, accounts)
}

impl Example {
    /// All periods at once; where some were closed each by itself, with what was known in it.
    fn known(&self, plan: &Plan, asked: &[Period]) -> Vec<Known> {
        if self.given.closed.is_empty() {
            return vec![self.known_of(plan, asked, asked)];
        }
        let each = asked.iter().map(|period| {
            let then = Example {
                given: self.given.as_known_in(period),
                ..self.clone()
            };
            then.known_of(plan, std::slice::from_ref(period), asked)
        });
        each.collect()
    }

    fn known_of(&self, plan: &Plan, periods: &[Period], asked: &[Period]) -> Known {
        let credits = self.credits(plan);
        let person = self.participant(plan, &credits, asked);
        Known {
            periods: periods.to_vec(),
            result: evaluate_named(plan, &person, periods, &self.named(plan)),
            credits,
        }
    }

    /// What the expected figures stand on.
    fn named<'e>(&'e self, plan: &'e Plan) -> Vec<(&'e Period, &'e str)> {
        let mut names = Vec::new();
        for Expected { period, figure, .. } in &self.expect {
            match figure {
                Figure::Component(name) | Figure::Target(name) | Figure::Measure(name) | Figure::Quota(name) | Figure::Attainment(name) => {
                    names.push((period, name.as_str()))
                }
                Figure::Rate(id) => {
                    names.push((period, id.as_str()));
                    names.extend(plan.component(id).map(|component| (period, component.measure.as_str())));
                }
                Figure::TotalIncentive | Figure::TotalWithBase => names.push((period, TOTAL)),
                Figure::Credits(_) | Figure::PayMixBase | Figure::Payments | Figure::Balance | Figure::DrawBalance => {}
            }
        }
        names
    }

    fn asks_for_payments(&self) -> bool {
        let of_payments = |figure: &Figure| matches!(figure, Figure::Payments | Figure::Balance | Figure::DrawBalance);
        self.expect.iter().any(|expected| of_payments(&expected.figure))
    }

    /// Whether a period posts something besides its own earning.
    fn posts_late(&self) -> bool {
        let events = self.given.events.as_deref().unwrap_or_default();
        !self.given.closed.is_empty() || !events.is_empty()
    }

    fn needs_books(&self, plan: &Plan) -> bool {
        let takes_back = plan.components.iter().any(|component| component.attached.clawback.is_some());
        let late = !self.given.closed.is_empty() || (takes_back && self.given.transactions.is_some() && self.posts_late());
        self.asks_for_payments() || late
    }
}

impl ExampleLine {
    fn agrees(&self) -> bool {
        self.difference.is_none() && !self.actual.starts_with(UNKNOWN)
    }
}

const UNKNOWN: &str = "unknown: ";

struct Comparison<'a> {
    plan: &'a Plan,
    result: &'a ParticipantResult,
    credits: &'a Credits,
    /// What each base period posted, where late facts or clawbacks make that differ from its own earning.
    books: Option<&'a Books<'a>>,
    accounts: Option<&'a Result<Vec<Account>, String>>,
}

/// An actual value: money is compared exactly, other figures to the decimals written.
struct Actual {
    value: Result<Ratio, String>,
    is_money: bool,
    trace: Option<Trace>,
}

impl Comparison<'_> {
    fn line(&self, expected: &Expected) -> ExampleLine {
        let actual = self.actual(expected);
        let (text, difference) = match &actual.value {
            Err(because) => (format!("{UNKNOWN}{because}"), None),
            Ok(value) => compare(&expected.value, value, actual.is_money.then(|| self.plan.currency.minor_digits())),
        };
        ExampleLine {
            period: expected.period.name.clone(),
            name: expected.name.clone(),
            expected: expected.value.written.clone(),
            actual: text,
            difference,
            trace: actual.trace,
        }
    }

    fn actual(&self, expected: &Expected) -> Actual {
        let period = &expected.period;
        match &expected.figure {
            Figure::Component(id) => match self.books {
                Some(books) => self.posted(books, &[id.as_str()], period),
                None => of_money(self.component(id, period).map(|result| &result.earned)),
            },
            Figure::TotalIncentive => match self.books {
                Some(books) => self.all_posted(books, period),
                None => of_money(self.total(period).map(|total| &total.incentive)),
            },
            Figure::Payments => self.paid(period),
            Figure::Balance => self.account(period, |account| account.balance),
            Figure::DrawBalance => self.account(period, |account| account.debt),
            Figure::TotalWithBase => match self.books {
                Some(books) => self.posted_with_base(books, period),
                None => of_money(self.total(period).and_then(|total| total.with_base.as_ref())),
            },
            Figure::Target(id) => {
                let target = self.component(id, period).and_then(|result| result.target.as_ref());
                Actual {
                    is_money: false,
                    ..of_money(target)
                }
            }
            Figure::Quota(name) => of_ratio(self.measure(name, period).and_then(|result| result.quota.as_ref())),
            Figure::Measure(name) => of_ratio(self.measure(name, period).map(|result| &result.to_date)),
            Figure::Attainment(name) => of_ratio(self.measure(name, period).and_then(|result| result.attainment.as_ref())),
            Figure::Credits(person) => self.credits(person, period),
            Figure::Rate(id) => self.rate(id, period),
            Figure::PayMixBase => self.pay_mix(),
        }
    }

    fn component(&self, id: &str, period: &Period) -> Option<&ComponentResult> {
        let mut results = self.result.components.iter();
        results.find(|result| result.component == id && result.period == *period)
    }

    fn measure(&self, name: &str, period: &Period) -> Option<&MeasureResult> {
        let mut results = self.result.measures.iter();
        results.find(|result| result.measure == name && result.period == *period)
    }

    fn total(&self, period: &Period) -> Option<&TotalResult> {
        self.result.totals.iter().find(|total| total.period == *period)
    }

    fn all_posted(&self, books: &Books<'_>, period: &Period) -> Actual {
        let ids: Vec<&str> = self.plan.components.iter().map(|component| component.id.as_str()).collect();
        self.posted(books, &ids, period)
    }

    /// The base salary beside everything that was posted.
    fn posted_with_base(&self, books: &Books<'_>, period: &Period) -> Actual {
        let Some(base) = books.known_in(0).and_then(|person| base_salary(self.plan, person, period)) else {
            return nothing_known();
        };
        let mut posted = self.all_posted(books, period);
        posted.value = match (posted.value, &base.value) {
            (Ok(posted), Ok(base)) => Ok(posted + base.to_ratio()),
            (Err(because), _) => Err(because),
            (Ok(_), Err(unknown)) => Err(unknown.because.clone()),
        };
        if let Some(trace) = &mut posted.trace {
            trace.inputs.push(base.trace);
        }
        posted
    }

    /// What the base periods of a period posted for some components.
    fn posted(&self, books: &Books<'_>, ids: &[&str], period: &Period) -> Actual {
        let mut total = Ratio::zero();
        let mut trace = Trace::new(format!("posted in {}", period.name), vocabulary::Cell::Empty);
        for id in ids {
            let Some(component) = self.plan.component(id) else { continue };
            for (number, _) in inside(&books.steps, period) {
                let posted = books.posted(component, number);
                trace.inputs.push(posted.trace);
                match posted.value {
                    Ok(money) => total += &money.to_ratio(),
                    Err(unknown) => {
                        return Actual {
                            value: Err(unknown.because),
                            is_money: true,
                            trace: Some(trace),
                        };
                    }
                }
            }
        }
        Actual {
            value: Ok(total),
            is_money: true,
            trace: Some(trace),
        }
    }

    fn paid(&self, period: &Period) -> Actual {
        let value = self.accounts_known().and_then(|accounts| {
            let inside = accounts.iter().filter(|account| within(&account.period, period));
            inside
                .map(|account| match &account.paid_out {
                    Some(paid_out) => paid_out.clone(),
                    None => Ok(account.paid.to_ratio()),
                })
                .sum::<Result<Ratio, String>>()
        });
        Actual {
            value,
            is_money: false,
            trace: self.trace_of_runs(period),
        }
    }

    /// The pay runs of a period, one below the other.
    fn trace_of_runs(&self, period: &Period) -> Option<Trace> {
        let accounts = self.accounts_known().ok()?;
        let inside = accounts.iter().filter(|account| within(&account.period, period));
        let trace = Trace::new(format!("pay runs of {}", period.name), vocabulary::Cell::Empty);
        Some(trace.inputs(inside.map(|account| account.trace.clone())))
    }

    fn accounts_known(&self) -> Result<&[Account], String> {
        match self.accounts {
            Some(Ok(accounts)) => Ok(accounts),
            Some(Err(because)) => Err(because.clone()),
            None => Err("the pay runs are not known".to_owned()),
        }
    }

    fn account(&self, period: &Period, of: impl Fn(&Account) -> Money) -> Actual {
        let value = self.accounts_known().and_then(|accounts| {
            let last = accounts.iter().rfind(|account| within(&account.period, period));
            let unknown = || format!("no pay run ends in {}", period.name);
            last.map(|account| of(account).to_ratio()).ok_or_else(unknown)
        });
        Actual {
            value,
            is_money: true,
            trace: self.trace_of_runs(period),
        }
    }

    /// The direct credits of a person in a period.
    fn credits(&self, person: &str, period: &Period) -> Actual {
        let undecided = self.credits.undecided.values().next();
        let direct = self.credits.all.iter().filter(|credit| credit.kind == CreditKind::Direct);
        let own = direct.filter(|credit| credit.person == person && period.contains(credit.date));
        let total: Ratio = own.map(crate::inputs::Credit::credited).sum();
        Actual {
            value: undecided.map_or(Ok(total), |because| Err(because.clone())),
            is_money: false,
            trace: None,
        }
    }

    /// What the period earned for each unit of what it added to the measure.
    fn rate(&self, id: &str, period: &Period) -> Actual {
        let result = self.component(id, period);
        let gained = self
            .plan
            .component(id)
            .and_then(|component| self.measure(&component.measure, period));
        let (Some(result), Some(gained)) = (result, gained) else {
            return nothing_known();
        };
        let value = match (&result.earned.value, &gained.in_period.value) {
            (Ok(earned), Ok(gained)) => earned
                .to_ratio()
                .checked_div(gained)
                .ok_or_else(|| "the measure is zero, so there is no rate".to_owned()),
            (Err(unknown), _) | (_, Err(unknown)) => Err(unknown.because.clone()),
        };
        Actual {
            value,
            is_money: false,
            trace: Some(result.earned.trace.clone()),
        }
    }

    /// Base salary as a share of base salary and target incentive.
    fn pay_mix(&self) -> Actual {
        let base = self.plan.base_salary.as_ref();
        let target = self.plan.target_incentive.as_ref();
        let share = base
            .zip(target)
            .and_then(|(base, target)| base.checked_div(&(base + &target.amount)));
        Actual {
            value: share.ok_or_else(|| "the plan has no base salary or no target incentive".to_owned()),
            is_money: false,
            trace: None,
        }
    }
}

fn within(step: &Period, period: &Period) -> bool {
    period.from <= step.from && step.to <= period.to
}

fn inside<'s>(steps: &'s [Period], period: &'s Period) -> impl Iterator<Item = (usize, &'s Period)> {
    steps.iter().enumerate().filter(|(_, step)| within(step, period))
}

fn nothing_known() -> Actual {
    Actual {
        value: Err("the plan does not have this figure".to_owned()),
        is_money: false,
        trace: None,
    }
}

fn of_money(explained: Option<&Explained<Money>>) -> Actual {
    explained.map_or_else(nothing_known, |explained| Actual {
        value: match &explained.value {
            Ok(money) => Ok(money.to_ratio()),
            Err(unknown) => Err(unknown.because.clone()),
        },
        is_money: true,
        trace: Some(explained.trace.clone()),
    })
}

fn of_ratio(explained: Option<&Explained<Ratio>>) -> Actual {
    explained.map_or_else(nothing_known, |explained| Actual {
        value: match &explained.value {
            Ok(value) => Ok(value.clone()),
            Err(unknown) => Err(unknown.because.clone()),
        },
        is_money: false,
        trace: Some(explained.trace.clone()),
    })
}

/// The actual value as text, and the difference where there is one.
fn compare(expected: &ExpectedValue, actual: &Ratio, money_digits: Option<u8>) -> (String, Option<String>) {
    let hundred = Ratio::whole(100);
    let scaled = |value: &Ratio| if expected.percent { value * &hundred } else { value.clone() };
    let (wanted, found) = (scaled(&expected.value), scaled(actual));
    let unit = if expected.percent { "%" } else { "" };
    let agrees = if money_digits.is_some() {
        wanted == found
    } else {
        found.round(expected.decimals, Rounding::HalfUp) == wanted
    };
    let decimals = money_digits.map_or(expected.decimals, |digits| digits.max(expected.decimals));
    let text = |value: &Ratio| format!("{}{unit}", value.to_decimal(decimals, Rounding::HalfUp));
    if agrees {
        (text(&found), None)
    } else {
        let difference = (&found - &wanted).to_decimal(decimals, Rounding::HalfUp);
        (text(&found), Some(format!("{difference}{unit}")))
    }
}
