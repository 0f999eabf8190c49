//! P5: a text of order lines into the fact store, beside DuckDB's copy of the same text into Parquet.

use std::process::Command;

use anyhow::Result;

use super::program::{build, lines};
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
        let told = lines(&mut command)?;
        let [first, least, most] = numbers(&told, "first")?;
        let [copy, ..] = numbers(&told, "duckdb")?;
        let hundredths = first * 100 / copy.max(1);
        rows.push(
            Row::new("P5", &format!("{words} lines of text into a new fact store, the whole command"))
                .got(micros(first))
                .between(micros(least), micros(most))
                .against(
                    format!("DuckDB's copy of the text into Parquet, the statement alone: {}", micros(copy)),
                    format!("{}.{:02} times as long", hundredths / 100, hundredths % 100),
                )
                .must("at most 1.5 times", first * 2 <= copy * 3),
        );
        for (word, what) in [
            ("again", "the same text again, which changes nothing"),
            ("late", "1,000 late lines into that store"),
        ] {
            let [middle, least, most] = numbers(&told, word)?;
            let row = Row::new("", &format!("{words} lines: {what}, the whole command"));
            rows.push(row.got(micros(middle)).between(micros(least), micros(most)));
        }
        let ([peak, ..], [theirs, ..]) = (numbers(&told, "peak")?, numbers(&told, "duckdb_peak")?);
        rows.push(
            Row::new("P5", &format!("{words} lines: peak of memory of the import"))
                .got(mebibytes(u64::try_from(peak)?))
                .against(format!("DuckDB: {}", mebibytes(u64::try_from(theirs)?)), String::new()),
        );
    }
    Ok(rows)
}
