//! The plan language against the worked examples of the specification, an independent calculation, and laws.

mod against_oracles;
mod attachments;
mod charts;
mod documents;
mod examples;
mod expressions;
mod hostile;
mod laws;
mod lints;
mod long_terms;
mod oracle;
mod oracle_of_bonuses;
mod oracles;
mod orders;
mod part_time_years;
mod pay_runs;
mod published;
mod quotas_and_credits;
mod settled;
mod wrong_plans;

use vocabulary::{Calendar, Interval, Period, Ratio};

use crate::{Dated, Increment, Plan, parse};

/// Reads a plan that must be right.
#[track_caller]
fn plan(text: &str) -> Plan {
    parse(text).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("the plan has problems:\n{}", lines.join("\n"))
    })
}

/// Everything that a plan's examples come to differently, or that is wrong with its text.
fn unlike(text: &str) -> Vec<String> {
    let plan = match parse(text) {
        Ok(plan) => plan,
        Err(problems) => return problems.iter().map(ToString::to_string).collect(),
    };
    let results = crate::check(&plan).examples;
    let lines = results
        .iter()
        .flat_map(|result| result.lines.iter().map(move |line| (result, line)));
    lines
        .filter(|(_, line)| line.difference.is_some() || line.actual.starts_with("unknown"))
        .map(|(result, line)| {
            format!(
                "{}, {} {}: expected {}, is {}",
                result.name, line.period, line.name, line.expected, line.actual
            )
        })
        .collect()
}

/// A plan of 2027 in EUR by months: what is paid for and its examples are filled in.
fn of_2027(parts: &str) -> String {
    format!(
        "schema: kam-plan/1
plan: test
version: 1
effective: {{ from: 2027-01-01, to: 2028-01-01 }}
currency: {{ plan: EUR }}
rounding: {{ at: interval, digits: 2, mode: half_up }}
{parts}"
    )
}

/// Credits of sales by month, and by invoice and credit note to their sellers.
const SALES: &str = "calendar: { kind: month }
crediting:
  sources: [erp]
  rules: [{ id: sales, when: 'tx.kind in [\"invoice\", \"credit_note\"]', to: tx.seller, category: sales, amount: tx.amount * split.share }]
measures:
  sales: { unit: EUR, interval: month, value: 'sum(credits.amount where credits.category == \"sales\")' }
";

#[track_caller]
fn comes_out(text: &str) {
    assert_eq!(unlike(text), Vec::<String>::new());
}

fn ratio(text: &str) -> Ratio {
    Ratio::parse(text).unwrap()
}

fn period(name: &str) -> Period {
    Calendar::calendar_year().period_named(name).unwrap()
}

fn always(value: Ratio) -> Vec<Dated> {
    let holds = Interval::from(vocabulary::Day::MIN);
    vec![Dated { holds, value }]
}

/// One increment per month of 2027, as many as there are values.
fn months(values: &[Ratio]) -> Vec<Increment> {
    let calendar = Calendar::calendar_year();
    let year = calendar.period_named("2027").unwrap();
    calendar
        .base_periods(&year)
        .iter()
        .zip(values)
        .map(|(month, value)| Increment {
            from: month.from,
            to: month.to,
            value: Ok(value.clone()),
        })
        .collect()
}

/// A plan in EUR with one component; `terms`, `measure` and `component` are filled in.
fn one_component(terms: &str, measure: &str, component: &str) -> String {
    of_2027(&format!(
        "calendar: {{ kind: month }}
{terms}
measures:
  sales: {{ unit: EUR, value: 'sum(credits.amount where credits.category == \"sales\")', {measure} }}
components:
  - {{ id: pay, measure: sales, {component} }}
"
    ))
}
