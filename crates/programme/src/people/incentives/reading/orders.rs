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

/// What each account adds to the figure. The one that stands open shows its lines below, and is an addend like the others.
pub(super) fn by_account(lines: &[CreditedLine], names: &Names, line: &compute::Line, open: Option<&str>) -> Trace {
    let all: Vec<&CreditedLine> = lines.iter().collect();
    let mut of_accounts: BTreeMap<&str, Vec<&CreditedLine>> = BTreeMap::new();
    for line in lines {
        of_accounts.entry(&line.fact.account).or_default().push(line);
    }
    let summed = of_accounts.into_iter().map(|(account, lines)| (account, sum(&lines), lines));
    let mut ranked: Vec<(&str, Ratio, Vec<&CreditedLine>)> = summed.collect();
    ranked.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
    // The one that stands open is listed wherever it ranks, so that what is listed adds up to the figure.
    let is_listed = |place: usize, account: &str| place < ACCOUNTS_SHOWN_MAX || open == Some(account);
    let (listed, rest): (Vec<_>, Vec<_>) = ranked
        .iter()
        .enumerate()
        .partition(|(place, (account, ..))| is_listed(*place, account));
    let through = say_with("incentives.by_account_note", &[("through", &line.result.period.label)]);
    let mut trace = Trace::new(say("incentives.by_account"), amount(sum(&all), &all)).note(through);
    for (_, (account, sum, of_account)) in listed {
        let addend = Trace::new(name_of(account, names), amount(sum.clone(), &all));
        trace = trace.input(if open == Some(*account) {
            with_lines(addend, of_account, account, names)
        } else {
            let count = u64::try_from(of_account.len()).unwrap_or(u64::MAX);
            let link = Link::new("account_lines", (*account).to_owned(), addend.what.clone());
            addend.link(link).note(say_count("incentives.lines", count))
        });
    }
    if !rest.is_empty() {
        let sum: Ratio = rest.iter().map(|(_, (_, sum, _))| sum.clone()).sum();
        let what = say_with("incentives.further_accounts", &[("n", &rest.len().to_string())]);
        trace = trace.input(Trace::new(what, amount(sum, &all)));
    }
    trace
}

fn sum(lines: &[&CreditedLine]) -> Ratio {
    lines.iter().map(|line| line.credited.clone()).sum()
}

/// The addend of an account with its lines, and the way to the account.
fn with_lines(addend: Trace, lines: &[&CreditedLine], account: &str, names: &Names) -> Trace {
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
    let rest: Vec<&CreditedLine> = largest.iter().skip(LINES_SHOWN_MAX).copied().collect();
    if !rest.is_empty() {
        let what = say_with("incentives.further_lines", &[("n", &rest.len().to_string())]);
        rows.push(vec![
            Cell::Text(what),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            amount(sum(&rest), lines),
        ]);
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
            addend.value.clone(),
        ]),
    };
    let addend = addend.table(table);
    match names.get(account) {
        Some(named) => addend.link(Link::new("account", named.id.to_string(), say("incentives.open_account"))),
        None => addend,
    }
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
