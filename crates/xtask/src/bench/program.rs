//! The measuring programs beside the crates they measure: built in release, run, and their lines read.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::report::{Row, micros};
use crate::dev;
use crate::program::{answer, cargo, must};

/// Builds the program and everything that measures it, at once: so the libraries are the same for all and compiled once.
pub(super) fn build() -> Result<()> {
    let packages = ["mainstay", "programme", "engine", "payplan"];
    let mut command = cargo(&["build", "--release", "--bins", "--examples"]);
    must(command.args(packages.iter().flat_map(|package| ["--package", package])))
}

/// A measuring program, built.
pub(super) fn built(example: &str) -> Result<PathBuf> {
    build()?;
    Ok(dev::binary("release").with_file_name("examples").join(example))
}

/// A line of a program: words, and three numbers at its end: median, least, most.
pub(super) struct Told {
    pub(super) words: Vec<String>,
    pub(super) numbers: [u128; 3],
}

/// Runs a program and reads what it prints.
pub(super) fn lines(command: &mut Command) -> Result<Vec<Told>> {
    let text = answer(command)?;
    println!("{text}");
    text.lines()
        .map(|line| told(line).with_context(|| format!("reading `{line}`")))
        .collect()
}

pub(super) fn told(line: &str) -> Option<Told> {
    let words: Vec<&str> = line.split(' ').collect();
    let (words, numbers) = words.split_at_checked(words.len().checked_sub(3)?)?;
    let numbers: Vec<u128> = numbers.iter().map(|number| number.parse().ok()).collect::<Option<_>>()?;
    Some(Told {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        numbers: numbers.try_into().ok()?,
    })
}

fn numbers(told: &[Told], words: [&str; 4]) -> Result<[u128; 3]> {
    let found = told.iter().find(|line| line.words == words);
    found
        .map(|line| line.numbers)
        .with_context(|| format!("the program tells {}", words.join(" ")))
}

/// The lines of the list page by database.
pub(super) fn list_page_rows(told: &[Told]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for database in ["SQLite", "PostgreSQL"] {
        for mix in ["filtered", "searched", "coach", "trainer"] {
            if told
                .iter()
                .any(|line| line.words.starts_with(&[database.to_owned(), mix.to_owned()]))
            {
                rows.extend(rows_of(told, database, mix)?);
            }
        }
    }
    Ok(rows)
}

fn rows_of(told: &[Told], database: &str, mix: &str) -> Result<Vec<Row>> {
    let [bare, ..] = numbers(told, [database, mix, "rate", "bare"])?;
    let opponent = format!("the bare query (count and 50 rows): {bare} a second");
    let whole = match mix {
        "coach" => "the sessions page, 50 rows of one manager's 1,000 among 100,000 sessions, random kind, order and page",
        "trainer" => "the sessions page, 50 rows of somebody's 20,000 among 100,000 sessions, random kind, order and page",
        _ => "the list page, 50 rows of 100,000, random class, order and page",
    };
    let askers = [
        ("page", whole),
        ("packed", "the same with gzip"),
        ("queries", "every query of the page without the page"),
        ("constant", "for the record: the framework with a constant string"),
    ];
    let mut rows = Vec::new();
    for (asker, what) in askers {
        let [rate, least, most] = numbers(told, [database, mix, "rate", asker])?;
        let [share, ..] = numbers(told, [database, mix, "share", asker])?;
        let row = Row::new("P6", &format!("{database}, {mix}: {what}"))
            .got(format!("{rate} a second"))
            .between(least.to_string(), most.to_string())
            .against(opponent.clone(), format!("{}.{} %", share / 10, share % 10));
        rows.push(if asker == "page" {
            row.must("at least 80 %", share >= 800)
        } else {
            row
        });
    }
    for (asker, what) in [("page", "page"), ("packed", "page with gzip")] {
        let [middle, ..] = numbers(told, [database, mix, "half_p50", asker])?;
        let [end, least, most] = numbers(told, [database, mix, "half_p99", asker])?;
        rows.push(
            Row::new(
                "P6",
                &format!("{database}, {mix}: {what} at half of its rate, by a schedule that does not wait: p99"),
            )
            .got(format!("{} (p50 {})", micros(end), micros(middle)))
            .between(micros(least), micros(most))
            .must("under 10 ms", end < 10_000),
        );
    }
    Ok(rows)
}

/// The lines of checking a plan, in millionths of a second.
pub(super) fn plan_rows(told: &[Told]) -> Vec<Row> {
    let row = |line: &Told| {
        let [middle, least, most] = line.numbers;
        let row = Row::new("", &line.words.join(" "))
            .got(micros(middle))
            .between(micros(least), micros(most));
        if line.words.iter().any(|word| word == "checked") {
            row.must("under 50 ms", middle < 50_000)
        } else {
            row
        }
    };
    told.iter().map(row).collect()
}

/// The lines of import and run.
pub(super) fn pay_rows(told: &[Told]) -> Vec<Row> {
    let row = |line: &Told| {
        let [middle, least, most] = line.numbers;
        Row::new("", &line.words.join(" "))
            .got(format!("{middle} ms"))
            .between(format!("{least} ms"), format!("{most} ms"))
    };
    told.iter().map(row).collect()
}
