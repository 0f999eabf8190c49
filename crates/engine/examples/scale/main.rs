//! Runs at scale, beside other engines: a year of order lines, dated splits, three components.
//!
//! `cargo xtask bench scale` builds and drives it. `scale make FOLDER LINES` writes the lines as twelve monthly batches, with what
//! the opponents in `benches/scale.py` need to compute the same; `scale run FOLDER` measures and prints
//! `name median least most` lines, in microseconds; the peak of memory in KiB.

mod firm;
mod measure;

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["make", folder, lines] => firm::make(Path::new(folder), lines.parse()?),
        ["run", folder] => measure::run(Path::new(folder)),
        _ => Err("say `make FOLDER LINES` or `run FOLDER`".into()),
    }
}
