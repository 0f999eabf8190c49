//! P1, P2 and P3: a year of pay over a million, ten million and a hundred million lines, beside DuckDB and Polars.
//!
//! The lines are made once and kept under `target/bench-scale`; the opponents come from the Python package index by name and version
//! into an environment of their own. They read the same files, on as many threads, and must find the same answers to the last unit.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::program::{Told, built, lines};
use super::report::{Row, mebibytes, micros};
use crate::program::must;
use crate::tree;

/// How many lines, and how that is said.
const SIZES: [(&str, &str); 3] = [("1000000", "1 M"), ("10000000", "10 M"), ("100000000", "100 M")];
/// What the opponents are, exactly.
const OPPONENTS: [&str; 2] = ["duckdb==2.0.0", "polars==2.1.0"];

pub(super) fn measure() -> Result<Vec<Row>> {
    let program = built("scale")?;
    let python = python()?;
    let mut rows = Vec::new();
    for (size, words) in SIZES {
        let folder = tree::root().join("target/bench-scale").join(size);
        if !folder.join("products.csv").is_file() {
            must(Command::new(&program).arg("make").arg(&folder).arg(size))?;
        }
        let ours = lines(Command::new(&program).arg("run").arg(&folder))?;
        let theirs = ["duckdb", "polars"]
            .into_iter()
            .map(|name| opponent(&python, &folder, name))
            .collect::<Result<Vec<_>>>()?;
        rows.extend(rows_of(words, &ours, &theirs)?);
    }
    Ok(rows)
}

/// The Python of an environment that holds the opponents.
pub(super) fn python() -> Result<PathBuf> {
    let folder = tree::root().join("target/bench-python");
    let python = folder.join("bin/python");
    if !python.is_file() {
        must(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    }
    must(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(OPPONENTS))?;
    Ok(python)
}

/// One opponent's time and peak of memory.
struct Opponent {
    name: &'static str,
    time: u128,
    peak: u128,
}

fn opponent(python: &Path, folder: &Path, name: &'static str) -> Result<Opponent> {
    let script = tree::root().join("benches/scale.py");
    let told = lines(Command::new(python).arg(script).arg(folder).arg(name))?;
    Ok(Opponent {
        name,
        time: numbers(&told, name)?[0],
        peak: numbers(&told, "peak")?[0],
    })
}

pub(super) fn numbers(told: &[Told], word: &str) -> Result<[u128; 3]> {
    let found = told.iter().find(|line| line.words == [word]);
    found.map(|line| line.numbers).with_context(|| format!("the program tells {word}"))
}

fn rows_of(size: &str, ours: &[Told], theirs: &[Opponent]) -> Result<Vec<Row>> {
    let fastest = theirs.iter().min_by_key(|opponent| opponent.time).context("there is an opponent")?;
    let mut rows = Vec::new();
    for opponent in theirs {
        let row = first_run(size, ours, opponent)?;
        rows.push(if std::ptr::eq(opponent, fastest) {
            row.0.must("twice as fast", row.1)
        } else {
            row.0
        });
    }
    let [first, ..] = numbers(ours, "first")?;
    let [scan, ..] = numbers(ours, "scan")?;
    let [peak, ..] = numbers(ours, "peak")?;
    rows.push(
        timed("P1", size, (ours, "first"), "the same")?
            .against(
                format!("reading four columns and nothing else: {}", micros(scan)),
                times(scan, first),
            )
            .must("within twice the scan", first <= 2 * scan),
    );
    rows.push(
        Row::new("P1", &format!("{size} lines: peak of memory of the first runs"))
            .got(mebibytes(u64::try_from(peak)?))
            .against(
                format!("{}: {}", fastest.name, mebibytes(u64::try_from(fastest.peak)?)),
                String::new(),
            )
            .must("under 1 GiB", peak < 1_024 * 1_024),
    );
    rows.extend(later_runs(size, ours, first)?);
    let [statement, _, slowest] = numbers(ours, "statement")?;
    rows.push(
        Row::new(
            "P3",
            &format!("{size} lines: the lines behind one person's credit in a category and month, p99"),
        )
        .got(format!("{} (p50 {})", micros(slowest), micros(statement)))
        .must("under 20 ms", slowest < 20_000),
    );
    Ok(rows)
}

fn timed(id: &'static str, size: &str, (ours, word): (&[Told], &str), what: &str) -> Result<Row> {
    let [middle, least, most] = numbers(ours, word)?;
    let row = Row::new(id, &format!("{size} lines: {what}"));
    Ok(row.got(micros(middle)).between(micros(least), micros(most)))
}

/// The first run beside one opponent, and whether it was twice as fast.
fn first_run(size: &str, ours: &[Told], opponent: &Opponent) -> Result<(Row, bool)> {
    let [first, ..] = numbers(ours, "first")?;
    let what = "first run of a new process, checksums and keeping of cells included";
    let said = format!("{}, the same rules in its own words: {}", opponent.name, micros(opponent.time));
    let row = timed("P1", size, (ours, "first"), what)?.against(said, times(opponent.time, first));
    Ok((row, opponent.time >= 2 * first))
}

/// Everything that is measured against the first run.
fn later_runs(size: &str, ours: &[Told], first: u128) -> Result<Vec<Row>> {
    let against = |id: &'static str, word: &str, what: &str| -> Result<(Row, u128)> {
        let [middle, ..] = numbers(ours, word)?;
        let row = timed(id, size, (ours, word), what)?;
        Ok((row.against(format!("first run: {}", micros(first)), times(first, middle)), middle))
    };
    let (later, _) = against("P1", "later", "later run of a new process over kept cells, checksums included")?;
    let (stays, time) = against("P1", "stays", "later run in a process that stays")?;
    let stays = stays.must("ten times as fast", first >= 10 * time);
    let (reassigned, _) = against("P1", "reassigned", "run after one account changed hands")?;
    let (corrected, time) = against("P2", "corrected", "run after 1,000 late or corrected lines")?;
    let corrected = corrected.must("under 100 ms", time < 100_000);
    Ok(vec![later, stays, reassigned, corrected])
}

/// How many times as fast: cut, never rounded up.
fn times(slow: u128, fast: u128) -> String {
    let tenths = slow * 10 / fast.max(1);
    format!("{}.{} times as fast", tenths / 10, tenths % 10)
}
