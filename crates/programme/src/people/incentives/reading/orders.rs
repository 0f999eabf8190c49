//! The orders behind a figure, by account and line by line, as nodes of its thread.

use crate::foundation::accounts;
use crate::people::incentives::rules::compute;
use engine::CreditedLine;
use platform::texts::{say, say_count, say_with};
use std::collections::BTreeMap;
use vocabulary::{Cell, Link, Ratio, Trace, TraceTable};

/// How many accounts a thread lists before it adds up the rest.
const ACCOUNTS_SHOWN_MAX: usize = 40;
/// How many lines of an account a thread lists before it adds up the rest.
const LINES_SHOWN_MAX: usize = 100;

pub(super) type Names = BTreeMap<String, accounts::Named>;

fn name_of(reference: &str, names: &Names) -> String {
    names
        .get(reference)
        .map_or_else(|| reference.to_owned(), |named| named.name.clone())
}

fn amount(value: Ratio, lines: &[&CreditedLine]) -> Cell {
    match lines.first() {
        Some(line) => Cell::Amount {
            value,
            currency: line.fact.currency,
        },
        None => Cell::Number(value),
    }
}

pub(super) fn by_account(lines: &[CreditedLine], names: &Names, line: &compute::Line) -> Trace {
    let all: Vec<&CreditedLine> = lines.iter().collect();
    let mut sums: BTreeMap<&str, (Ratio, u64)> = BTreeMap::new();
    for line in lines {
        let (sum, count) = sums.entry(&line.fact.account).or_insert_with(|| (Ratio::zero(), 0));
        *sum = sum.clone() + &line.credited;
        *count += 1;
    }
    let mut ranked: Vec<(&str, Ratio, u64)> = sums.into_iter().map(|(account, (sum, count))| (account, sum, count)).collect();
    ranked.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
    let total: Ratio = lines.iter().map(|line| line.credited.clone()).sum();
    let through = say_with("incentives.by_account_note", &[("through", &line.result.period.label)]);
    let mut trace = Trace::new(say("incentives.by_account"), amount(total, &all)).note(through);
    for (account, sum, count) in ranked.iter().take(ACCOUNTS_SHOWN_MAX) {
        let name = name_of(account, names);
        let link = Link::new("account_lines", (*account).to_owned(), name.clone());
        trace = trace.input(
            Trace::new(name, amount(sum.clone(), &all))
                .link(link)
                .note(say_count("incentives.lines", *count)),
        );
    }
    let rest: Vec<&(&str, Ratio, u64)> = ranked.iter().skip(ACCOUNTS_SHOWN_MAX).collect();
    if !rest.is_empty() {
        let sum: Ratio = rest.iter().map(|(_, sum, _)| sum.clone()).sum();
        let what = say_with("incentives.further_accounts", &[("n", &rest.len().to_string())]);
        trace = trace.input(Trace::new(what, amount(sum, &all)));
    }
    trace
}

pub(super) fn lines_of(lines: &[&CreditedLine], account: &str, names: &Names) -> Trace {
    let total: Ratio = lines.iter().map(|line| line.credited.clone()).sum();
    let mut largest = lines.to_vec();
    largest.sort_by(|one, other| {
        other
            .credited
            .abs()
            .cmp(&one.credited.abs())
            .then_with(|| one.fact.document.cmp(&other.fact.document))
    });
    let kept: Vec<&CreditedLine> = largest.iter().take(LINES_SHOWN_MAX).copied().collect();
    let mut rows: Vec<Vec<Cell>> = lines
        .iter()
        .filter(|line| kept.iter().any(|known| std::ptr::eq(*known, **line)))
        .map(|line| row_of(line))
        .collect();
    let rest: Vec<&&CreditedLine> = largest.iter().skip(LINES_SHOWN_MAX).collect();
    if !rest.is_empty() {
        let sum: Ratio = rest.iter().map(|line| line.credited.clone()).sum();
        let what = say_with("incentives.further_lines", &[("n", &rest.len().to_string())]);
        rows.push(vec![Cell::Text(what), Cell::Empty, Cell::Empty, Cell::Empty, amount(sum, lines)]);
    }
    let heads = [
        "incentives.document",
        "incentives.day",
        "incentives.amount",
        "incentives.share",
        "incentives.credited",
    ];
    let table = TraceTable {
        heads: heads.iter().map(|key| say(key).to_owned()).collect(),
        rows,
        total: Some(vec![
            Cell::Text(say("incentives.credited_to_you").to_owned()),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            amount(total.clone(), lines),
        ]),
    };
    let name = name_of(account, names);
    let mut trace = Trace::new(say_with("incentives.lines_of", &[("account", &name)]), amount(total, lines)).table(table);
    if let Some(named) = names.get(account) {
        trace = trace.link(Link::new("account", named.id.to_string(), say("incentives.open_account")));
    }
    trace
}

fn row_of(line: &CreditedLine) -> Vec<Cell> {
    let fact = &line.fact;
    let document = if fact.line.is_empty() || fact.line == "0" {
        fact.document.clone()
    } else {
        format!("{} / {}", fact.document, fact.line)
    };
    vec![
        Cell::Text(document),
        Cell::Day(fact.date),
        Cell::Amount {
            value: fact.amount.to_ratio(),
            currency: fact.currency,
        },
        Cell::Percent(line.share.clone()),
        Cell::Amount {
            value: line.credited.clone(),
            currency: fact.currency,
        },
    ]
}
