//! Damages good plans at random and reads, checks, writes and compares whatever still can be read, for as many seconds
//! as asked. A crash names the round; the same seed comes to it again.
//!
//! `cargo run --release --package payplan --example fuzz -- 3600 1`

use std::time::{Duration, Instant};

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
    let (mut rounds, mut read, mut slowest) = (0u64, 0u64, Duration::ZERO);
    while start.elapsed() < Duration::from_secs(seconds) {
        let text = damaged(&mut chance, &plans);
        let began = Instant::now();
        let panicked = std::panic::catch_unwind(|| round(&text));
        let took = began.elapsed();
        rounds += 1;
        slowest = slowest.max(took);
        match panicked {
            Ok(was_read) => read += u64::from(was_read),
            Err(_) => {
                println!("{text}");
                println!("Round {rounds} of seed {seed} crashed; its plan stands above.");
                std::process::exit(1);
            }
        }
        if took > Duration::from_secs(5) {
            println!("{text}");
            println!("Round {rounds} of seed {seed} took {took:?}; its plan stands above.");
            std::process::exit(1);
        }
    }
    println!("{rounds} rounds of seed {seed}, {read} of them readable plans, no crash, the slowest {slowest:?}.");
}

/// Whether the plan could be read; then everything else is done with it too.
fn round(text: &str) -> bool {
    let Ok(plan) = payplan::parse(text) else { return false };
    let _ = payplan::check(&plan);
    let _ = payplan::document(&plan);
    let _ = payplan::difference(&plan, &plan);
    let _ = payplan::beyond_credits(&plan);
    true
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

/// A plan with one to four damages: a piece put in, a passage cut, moved, doubled, or taken from another plan.
fn damaged(chance: &mut Chance, plans: &[Vec<char>]) -> String {
    let mut text = plans.get(chance.below(plans.len())).cloned().unwrap_or_default();
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
