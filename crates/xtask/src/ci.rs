//! `cargo xtask ci`: what the build machine runs, step by step, the same at home.

use anyhow::Result;

use crate::program::{lasted, step};
use crate::{suite, tidy, tools};

/// Sets up, tidies and tests; stops at the first step that fails and prints what each took.
pub(crate) fn run() -> Result<()> {
    let ((), setup) = step("setup", tools::setup)?;
    let ((), tidy) = step("tidy", tidy::run)?;
    let ((), test) = step("test", || suite::run(&suite::Choice::all()))?;
    println!(
        "\nTimes: setup {}, tidy {}, test {}, together {}",
        lasted(setup),
        lasted(tidy),
        lasted(test),
        lasted(setup + tidy + test)
    );
    Ok(())
}
