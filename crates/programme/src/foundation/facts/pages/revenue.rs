//! What an account brought in, as the first thing its page says.

use super::super::revenue::{self, Revenue};
use document::Part;
use hypertext::prelude::*;
use platform::look::charts::{About, Ink, LineChart, Series, sparkline};
use platform::look::components::{Section, hero, note, unknown};
use platform::look::{Markup, format, join, nothing, text, words};
use platform::texts::{say, say_with};
use platform::web::AppRef;
use platform::{Error, Result};
use std::collections::BTreeSet;
use vocabulary::{Day, Ratio};

/// What an account brought in, read once for page and paper.
pub struct Brought {
    revenue: Revenue,
    end: Day,
}

/// Reads what an account brought in: none where the store holds nothing of it, or why it is unknown. Whoever shows it has asked for the
/// right to see the account.
///
/// # Errors
/// When the database does not answer or the disk fails.
pub async fn brought_in(app: &AppRef, account: &str) -> Result<Option<Result<Brought, String>>> {
    let Some(ground) = revenue::ground(app).await? else {
        return Ok(None);
    };
    let end = ground.end;
    match revenue::of_accounts(app, &ground, BTreeSet::from([account.to_owned()])).await {
        Ok(mut found) => Ok(found.remove(account).map(|revenue| Ok(Brought { revenue, end }))),
        Err(Error::Refused(refusal)) => Ok(Some(Err(refusal.sentence))),
        Err(other) => Err(other),
    }
}

/// The section of an account's page.
#[must_use]
pub fn revenue_section(brought: &Result<Brought, String>) -> Markup {
    let body = match brought {
        Ok(Brought { revenue, end }) => join([
            hero(
                text(format::number(&revenue.sum(), 0)),
                revenue.currency.code(),
                text(sentence(revenue, *end)),
            ),
            chart(revenue).figure(),
            besides(revenue, *end).map_or_else(nothing, |words| note(text(words))),
        ]),
        Err(because) => note(unknown(because)),
    };
    Section::new(say("facts.revenue"), body)
        .about(about(brought))
        .id("revenue")
        .memoize()
}

/// The same section for a paper.
#[must_use]
pub fn revenue_printed(brought: &Result<Brought, String>) -> document::Section {
    let section = document::Section::new(say("facts.revenue")).about(about(brought));
    match brought {
        Ok(Brought { revenue, end }) => {
            let hero = Part::Hero {
                figure: format::number(&revenue.sum(), 0),
                unit: revenue.currency.code().to_owned(),
                sentence: sentence(revenue, *end),
            };
            section
                .part(hero)
                .part(Part::Chart(chart(revenue).printed()))
                .parts(besides(revenue, *end).map(Part::note))
        }
        Err(because) => section.part(Part::note(words(&unknown(because)))),
    }
}

/// In which currency the figure and its picture are.
fn about(brought: &Result<Brought, String>) -> String {
    match brought {
        Ok(Brought { revenue, .. }) => say_with("facts.revenue_about", &[("currency", revenue.currency.code())]),
        Err(_) => say("facts.revenue_about_unknown").to_owned(),
    }
}

/// "in the twelve months to 31 Oct 2026, 8.2 % more than a year before".
fn sentence(revenue: &Revenue, end: Day) -> String {
    let to = format::day(end.prev());
    say_with("facts.revenue_to", &[("day", &to), ("compared", &compared(revenue))])
}

/// "8.2 % more than a year before".
fn compared(revenue: &Revenue) -> String {
    match revenue.change() {
        None => say("facts.revenue_first").to_owned(),
        Some(change) => {
            let share = format::percent(&change.share.abs());
            let key = match (change.share.is_zero(), change.share.is_negative()) {
                (true, _) => "facts.revenue_same",
                (false, true) => "facts.revenue_less",
                (false, false) => "facts.revenue_more",
            };
            let words = say_with(key, &[("share", &share)]);
            match change.months {
                months if months == revenue.months.len() => words,
                months => say_with("facts.revenue_of_months", &[("compared", &words), ("n", &months.to_string())]),
            }
        }
    }
}

fn chart(revenue: &Revenue) -> LineChart {
    let label = |month: &Day| say(&format!("look.month.{}", month.month())).to_owned();
    let mut series = vec![Series {
        name: say("facts.revenue_now").to_owned(),
        values: revenue.now.iter().cloned().map(Some).collect(),
        ink: Ink::Mark,
        assumed_from: None,
    }];
    if revenue.before.iter().any(Option::is_some) {
        series.push(Series {
            name: say("facts.revenue_before").to_owned(),
            values: revenue.before.clone(),
            ink: Ink::Quiet,
            assumed_from: None,
        });
    }
    LineChart {
        about: About {
            id: "revenue-by-month".to_owned(),
            title: say("facts.revenue_chart").to_owned(),
            summary: say_with(
                "facts.revenue_summary",
                &[("sum", &format::number(&revenue.sum(), 0)), ("currency", revenue.currency.code())],
            ),
        },
        unit: revenue.currency.code().to_owned(),
        labels: revenue.months.iter().map(label).collect(),
        series,
        target: None,
        here: None,
        from_zero: true,
        percent: false,
    }
}

/// What came in other currencies in the same months; none where there is no other.
fn besides(revenue: &Revenue, end: Day) -> Option<String> {
    let sum = |one: &Revenue| {
        let sum = format::number(&one.sum(), 0);
        let values = [
            ("sum", sum.as_str()),
            ("currency", one.currency.code()),
            ("compared", &compared(one)),
        ];
        say_with("facts.revenue_other", &values)
    };
    let sums: Vec<String> = revenue.others.iter().map(sum).collect();
    let to = format::day(end.prev());
    (!sums.is_empty()).then(|| say_with("facts.revenue_besides", &[("sums", &sums.join("; ")), ("day", &to)]))
}

/// The twelve months as small as a word.
#[must_use]
pub fn revenue_spark(revenue: &Revenue) -> Markup {
    let values: Vec<Option<Ratio>> = revenue.now.iter().cloned().map(Some).collect();
    let [first, last] = [revenue.now.first(), revenue.now.last()].map(|month| month.map(format::compact).unwrap_or_default());
    sparkline(&values, &say_with("facts.revenue_spark", &[("first", &first), ("last", &last)]))
}

/// The sum of the twelve months with its currency; what came in other currencies stands below it.
#[must_use]
pub fn revenue_sum(revenue: &Revenue) -> Markup {
    let of = |one: &Revenue| format::with_unit(&format::number(&one.sum(), 0), one.currency.code());
    let others: Vec<Markup> = revenue.others.iter().map(of).collect();
    maud! { (of(revenue)) @for other in &others { small { (say("facts.revenue_and")) " " (other) } } }.memoize()
}

/// The change against the year before, with its sign: a fall is said in words for those who do not see colours.
#[must_use]
pub fn revenue_change(revenue: &Revenue) -> Markup {
    match revenue.change().map(|change| change.share) {
        None => unknown(say("facts.revenue_first")),
        Some(share) => text(signed(&share, format::percent_in_ledger)),
    }
}

/// A change with its sign: "−4.95 %".
#[must_use]
pub fn change_words(share: &Ratio) -> String {
    signed(share, format::percent)
}

fn signed(share: &Ratio, written: fn(&Ratio) -> String) -> String {
    let sign = if share.is_negative() { format::MINUS } else { '+' };
    format!("{sign}{}", written(&share.abs()))
}
