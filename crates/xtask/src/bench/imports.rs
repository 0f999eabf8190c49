//! P5: a text of order lines into the fact store, beside DuckDB's and Polars' copy of the same text into Parquet.

use std::process::Command;

use anyhow::Result;

use super::program::{Told, build, lines};
use super::report::{Row, mebibytes, micros};
use super::scale::{numbers, python};
use crate::{dev, tree};

/// How many lines, and how that is said.
const SIZES: [(&str, &str); 3] = [("1000000", "1 M"), ("10000000", "10 M"), ("100000000", "100 M")];

pub(super) fn measure() -> Result<Vec<Row>> {
    build()?;
    let python = python()?;
    let mut rows = Vec::new();
    for (size, words) in SIZES {
        let mut command = Command::new(&python);
        command.arg(tree::root().join("benches/imports.py"));
        command.arg(dev::binary("release"));
        command.arg(tree::root().join("target/bench-imports").join(size)).arg(size);
        rows.extend(rows_of(words, &lines(&mut command)?)?);
    }
    Ok(rows)
}

fn rows_of(words: &str, told: &[Told]) -> Result<Vec<Row>> {
    let [first, ..] = numbers(told, "first")?;
    let ([duckdb, ..], [polars, ..]) = (numbers(told, "duckdb")?, numbers(told, "polars")?);
    let copy = |name: &str, time: u128| {
        let opponent = format!("{name} copy of the text into Parquet, the statement alone: {}", micros(time));
        (opponent, times_as_long(first, time))
    };
    let (of_duckdb, of_polars) = (copy("DuckDB's", duckdb), copy("Polars'", polars));
    let mut rows = vec![
        timed(
            "P5",
            &format!("{words} lines of text into a new fact store, the whole command"),
            (told, "first"),
        )?
        .against(of_duckdb.0, of_duckdb.1)
        .must("at most 1.5 times", first * 2 <= duckdb * 3),
        timed("P5", &format!("{words} lines: the same"), (told, "first"))?.against(of_polars.0, of_polars.1),
    ];
    for (word, what) in [
        ("again", "the same text again, which changes nothing"),
        ("late", "1,000 late lines into that store"),
    ] {
        rows.push(timed("", &format!("{words} lines: {what}, the whole command"), (told, word))?);
    }
    let peak = |word: &str| -> Result<String> { Ok(mebibytes(u64::try_from(numbers(told, word)?[0])?)) };
    rows.push(
        Row::new("P5", &format!("{words} lines: peak of memory of the import"))
            .got(peak("peak")?)
            .against(
                format!("DuckDB: {}; Polars: {}", peak("duckdb_peak")?, peak("polars_peak")?),
                String::new(),
            ),
    );
    Ok(rows)
}

/// A time, and its least and most where there was more than one round.
fn timed(id: &'static str, what: &str, (told, word): (&[Told], &str)) -> Result<Row> {
    let [middle, least, most] = numbers(told, word)?;
    Ok(if least == most {
        Row::new(id, &format!("{what}, one round")).got(micros(middle))
    } else {
        Row::new(id, what).got(micros(middle)).between(micros(least), micros(most))
    })
}

/// Rounded up: no ratio looks better than it was.
fn times_as_long(ours: u128, theirs: u128) -> String {
    let hundredths = (ours * 100).div_ceil(theirs.max(1));
    format!("{}.{:02} times as long", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::rows_of;
    use crate::bench::program::told;

    #[test]
    fn both_opponents_stand_in_the_table_and_one_round_says_so() {
        let text = "first 1501 1501 1501\nduckdb 1000 900 1100\npolars 700 600 800\nagain 9 8 10\nlate 3 2 4\n\
            peak 1024 1024 1024\nduckdb_peak 2048 2048 2048\npolars_peak 3072 3072 3072";
        let told: Vec<_> = text.lines().filter_map(told).collect();
        let lines: Vec<String> = rows_of("1 M", &told).unwrap().iter().map(|row| row.line("imports").0).collect();
        assert_eq!(lines.len(), 5);
        assert!(
            lines[0].contains("one round | 1.51 ms |  | DuckDB's")
                && lines[0].contains("| 1.51 times as long |")
                && lines[0].contains("**missed**")
        );
        assert!(lines[1].contains("Polars' copy") && lines[1].contains("| 2.15 times as long |  |  |"));
        assert!(lines[4].contains("| 1.0 MiB |  | DuckDB: 2.0 MiB; Polars: 3.0 MiB |"));
    }
}
