//! The table of `docs/benchmarks.md`: rows that were measured now, and lines that stay from an earlier run.

use std::fmt::Write;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::program::answer;

/// A figure.
pub(super) struct Row {
    id: &'static str,
    what: String,
    got: String,
    between: String,
    opponent: String,
    ratio: String,
    must: &'static str,
    is_reached: Option<bool>,
}

impl Row {
    pub(super) fn new(id: &'static str, what: &str) -> Row {
        Row {
            id,
            what: what.to_owned(),
            got: String::new(),
            between: String::new(),
            opponent: String::new(),
            ratio: String::new(),
            must: "",
            is_reached: None,
        }
    }

    /// What was measured; the median where it was repeated.
    pub(super) fn got(mut self, got: String) -> Row {
        self.got = got;
        self
    }

    /// The least and the most of the repetitions.
    pub(super) fn between(mut self, least: String, most: String) -> Row {
        self.between = format!("{least} to {most}");
        self
    }

    /// Against whom, and how that went.
    pub(super) fn against(mut self, opponent: String, ratio: String) -> Row {
        self.opponent = opponent;
        self.ratio = ratio;
        self
    }

    pub(super) fn must(mut self, must: &'static str, is_reached: bool) -> Row {
        self.must = must;
        self.is_reached = Some(is_reached);
        self
    }

    pub(super) fn line(&self, part: &str) -> Line {
        let verdict = match self.is_reached {
            Some(true) => "yes",
            Some(false) => "**missed**",
            None => "",
        };
        let Row {
            id,
            what,
            got,
            between,
            opponent,
            ratio,
            must,
            ..
        } = self;
        Line(format!(
            "| {id} | {what} | {got} | {between} | {opponent} | {ratio} | {must} | {verdict} | `cargo xtask bench {part}` |"
        ))
    }
}

/// A line of the table.
pub(super) struct Line(pub(super) String);

impl Line {
    /// The part of the measuring that made it.
    pub(super) fn part(&self) -> Option<&str> {
        self.0.trim_end_matches("` |").rsplit(' ').next()
    }
}

/// The lines of a table written earlier.
pub(super) fn read(text: &str) -> Vec<Line> {
    let lines = text
        .lines()
        .filter(|line| line.starts_with('|') && line.contains("`cargo xtask bench "));
    lines.map(|line| Line(line.to_owned())).collect()
}

pub(super) fn written(lines: &[Line]) -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    let compiler = answer(Command::new("rustc").arg("--version"))?;
    let day = answer(Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
    let memory = answer(Command::new("sed").args(["-n", "s/^MemTotal: *\\([0-9]*\\) kB/\\1/p", "/proc/meminfo"]))?;
    let gibibytes = memory
        .parse::<u64>()
        .map_or_else(|_| "unknown".to_owned(), |kibibytes| kibibytes.div_ceil(1_024 * 1_024).to_string());
    let mut text = format!(
        "# Benchmarks\n\nWritten by `cargo xtask bench` on {day}: {cores} cores, {gibibytes} GiB of memory, {compiler}, release build.\n\n\
         Figures are medians; *between* gives the least and the most of the repetitions, which tells how noisy the machine was. Ratios are\n\
         taken between neighbours in the same run and never rounded in our favour. The ids are those of the project's quality targets.\n\n\
         | id | figure | measured | between | opponent | ratio | must reach | reached | command |\n|---|---|---|---|---|---|---|---|---|\n"
    );
    for line in lines {
        writeln!(text, "{}", line.0)?;
    }
    Ok(text)
}

/// `12.34 ms`, cut to hundredths upwards, so that no time looks shorter than it was.
pub(super) fn milliseconds(time: Duration) -> String {
    micros(time.as_micros())
}

pub(super) fn micros(micros: u128) -> String {
    let hundredths = micros.div_ceil(10);
    format!("{}.{:02} ms", hundredths / 100, hundredths % 100)
}

/// `12.3 MiB`, upwards.
pub(super) fn mebibytes(kibibytes: u64) -> String {
    let tenths = (kibibytes * 10).div_ceil(1_024);
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::{Row, mebibytes, micros, read};

    #[test]
    fn nothing_is_rounded_in_our_favour() {
        assert_eq!(
            (micros(1_001), mebibytes(80 * 1_024 + 1)),
            ("1.01 ms".to_owned(), "80.1 MiB".to_owned())
        );
    }

    #[test]
    fn a_line_knows_its_part_when_it_is_read_again() {
        let line = Row::new("P8", "memory").got("7 MiB".to_owned()).line("server");
        let again = read(&line.0);
        assert_eq!(again.first().and_then(|line| line.part()), Some("server"));
    }
}
