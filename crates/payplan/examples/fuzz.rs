//! Two things by turns, for as many seconds as asked. It makes a plan with its facts and compares every figure with the
//! oracles of the tests, with the facts in two orders. And it damages good plans and reads, checks, writes and compares
//! whatever still can be read. A crash or a wrong figure names the round; the same seed comes to it again.
//!
//! `cargo run --release --package payplan --example fuzz -- 3600 1`

use std::time::{Duration, Instant};

#[path = "../src/tests/oracles/mod.rs"]
#[expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the oracles are the tests' and break as tests do"
)]
mod oracles;

/// A small generator of numbers, so that a seed gives the same rounds everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

/// Pieces that mean something to the reader of plans or of formulas.
const PIECES: [&str; 36] = [
    "0",
    "-1",
    "99999999999999999999999999999999",
    "0.0000000000001",
    "%",
    " EUR",
    " USD",
    "1/0",
    "1/3",
    "2x",
    "+45d",
    "2027-02-29",
    "9999-12-31",
    "0001-01-01",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "\n",
    "\"",
    "'",
    "(",
    ")",
    "&&",
    "||",
    "!",
    "kpi(\"a\")",
    "sum(credits.amount)",
    "cagr(\"a\", 20)",
    "baseline(\"key_revenue\", year = -1, accounts = restated)",
    "open",
    "floor",
    "extend",
    "missing",
];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(60);
    let seed = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let plans = plans();
    let mut chance = Chance(seed ^ 0x9E37_79B9_7F4A_7C15);
    let start = Instant::now();
    let (mut rounds, mut read, mut compared, mut slowest) = (0u64, 0u64, 0u64, Duration::ZERO);
    while start.elapsed() < Duration::from_secs(seconds) {
        rounds += 1;
        let made = made(&mut chance);
        let (name, figures) = (made.name, made.case.figures().len());
        let text = if rounds.is_multiple_of(2) {
            made.case.text()
        } else {
            damaged(&mut chance, &plans, &made)
        };
        let began = Instant::now();
        let panicked = std::panic::catch_unwind(|| if rounds.is_multiple_of(2) { agrees(&made) } else { round(&text) });
        let took = began.elapsed();
        slowest = slowest.max(took);
        let wrong = match panicked {
            Ok(Ok(())) if took > Duration::from_secs(5) => Some(format!("took {took:?}")),
            Ok(Ok(())) => None,
            Ok(Err(wrong)) => Some(wrong),
            Err(_) => Some("crashed".to_owned()),
        };
        if let Some(wrong) = wrong {
            println!("{text}");
            println!("Round {rounds} of seed {seed} ({name}) {wrong}; its plan stands above.");
            std::process::exit(1);
        }
        if rounds.is_multiple_of(2) {
            compared += u64::try_from(figures).unwrap_or_default();
        } else {
            read += u64::from(payplan::parse(&text).is_ok());
        }
    }
    println!(
        "{rounds} rounds of seed {seed}: {compared} figures as the oracles have them, {read} damaged plans that could be read, no crash, the slowest {slowest:?}."
    );
}

/// A case of an oracle, and the same with its facts in another order.
struct Made {
    name: &'static str,
    case: oracles::Case,
    turned: oracles::Case,
}

fn made(chance: &mut Chance) -> Made {
    let mut choices = oracles::Chance::new(chance.next());
    let (name, make) = choices.one_of(&oracles::MATTERS);
    let case = make(&mut choices);
    let turned = case.turned(&mut choices);
    Made { name, case, turned }
}

/// What the plan comes to is what the oracle has, in either order of the facts.
fn agrees(made: &Made) -> Result<(), String> {
    for case in [&made.case, &made.turned] {
        let text = case.text();
        let plan = payplan::parse(&text).map_err(|problems| format!("cannot be read: {problems:?}"))?;
        let report = payplan::check(&plan);
        let lines: Vec<&payplan::ExampleLine> = report.examples.iter().flat_map(|example| &example.lines).collect();
        let unlike = |line: &&&payplan::ExampleLine| line.difference.is_some() || line.actual.starts_with("unknown");
        if let Some(line) = lines.iter().find(unlike) {
            let (period, name, expected, actual) = (&line.period, &line.name, &line.expected, &line.actual);
            return Err(format!("has {actual} for {name} in {period}, where the oracle has {expected}"));
        }
        if lines.len() != case.figures().len() {
            return Err("leaves figures out".to_owned());
        }
    }
    Ok(())
}

/// Where the plan can be read, everything else is done with it too; it reads as the same plan again.
fn round(text: &str) -> Result<(), String> {
    let Ok(plan) = payplan::parse(text) else { return Ok(()) };
    let _ = payplan::check(&plan);
    let _ = payplan::document(&plan);
    if !payplan::difference(&plan, &plan).is_empty() {
        return Err("differs from itself".to_owned());
    }
    let _ = payplan::beyond_credits(&plan);
    Ok(())
}

fn plans() -> Vec<Vec<char>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("plans");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut plans: Vec<_> = files.map(|file| file.path()).collect();
    plans.sort();
    plans
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .map(|text| text.chars().collect())
        .collect()
}

/// A plan of the files, or one just made, with one to four damages: a piece put in, a passage cut, moved, doubled, or
/// taken from another plan.
fn damaged(chance: &mut Chance, plans: &[Vec<char>], made: &Made) -> String {
    let mut text = match chance.below(2) {
        0 => made.case.text().chars().collect(),
        _ => plans.get(chance.below(plans.len())).cloned().unwrap_or_default(),
    };
    for _ in 0..=chance.below(4) {
        let at = chance.below(text.len());
        let end = (at + chance.below(40)).min(text.len());
        match chance.below(6) {
            0 => drop(text.drain(at..end)),
            1 => {
                let piece = PIECES.get(chance.below(PIECES.len())).copied().unwrap_or_default();
                drop(text.splice(at..at, piece.chars()));
            }
            2 => {
                let piece = PIECES.get(chance.below(PIECES.len())).copied().unwrap_or_default();
                drop(text.splice(at..end, piece.chars()));
            }
            3 => {
                let passage: Vec<char> = text.get(at..end).unwrap_or_default().to_vec();
                let to = chance.below(text.len());
                drop(text.splice(to..to, passage));
            }
            4 => number(chance, &mut text, at),
            _ => {
                let other = plans.get(chance.below(plans.len())).cloned().unwrap_or_default();
                let from = chance.below(other.len());
                let passage = other.get(from..(from + 60).min(other.len())).unwrap_or_default().to_vec();
                drop(text.splice(at..end, passage));
            }
        }
    }
    text.into_iter().collect()
}

/// Another number in the place of the next one: such plans are still read and evaluated.
fn number(chance: &mut Chance, text: &mut Vec<char>, at: usize) {
    let Some(start) = text.iter().skip(at).position(char::is_ascii_digit).map(|found| found + at) else {
        return;
    };
    let length = text.iter().skip(start).take_while(|c| c.is_ascii_digit()).count();
    let digits = (chance.next() % 10u64.saturating_pow(u32::try_from(chance.below(18)).unwrap_or(1))).to_string();
    drop(text.splice(start..start + length, digits.chars()));
}
