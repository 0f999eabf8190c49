//! The workshop around the program: everything a developer or the build machine does, as `cargo xtask COMMAND`.
//!
//! Rust rather than shell: nothing to install, the same on every machine, and the continuous build runs the same code as a laptop.

mod bench;
mod ci;
mod dev;
mod new_chapter;
mod postgres;
mod program;
mod rules;
mod suite;
mod tidy;
mod tools;
mod tree;

use anyhow::{Result, bail};

const HELP: &str = "\
The workshop of Mainstay.

  cargo xtask setup                 check what the machine has, install what is missing or name it
  cargo xtask demo [ARGS]           build and serve the demonstration firm on loopback; ARGS go to `mainstay demo`
  cargo xtask dev [ARGS]            the same, rebuilt and restarted whenever a source file changes
  cargo xtask test [WORD]           every test, or those of one chapter or crate
             --only rust|browser    one half
             --accept               take the rendered output as the new snapshots
  cargo xtask tidy                  formatting, lints, and the rules of STYLE.md that a program can check
  cargo xtask ci                    setup, tidy, test: what the build machine runs, with times
  cargo xtask rules [--spec DIR]    which rules and worked examples have tests; with DIR also which have none
  cargo xtask new-chapter WORD --part PART [--noun NOUN]
                                    a small chapter that passes all tests, registered: strategy, organisation, people, systems,
                                    foundation
  cargo xtask bench [PART…]         measure the release build and write docs/benchmarks.md; parts: list, server, engine, pay
";

fn main() {
    if let Err(fault) = run(std::env::args().skip(1).collect()) {
        eprintln!("\nxtask: {fault:#}");
        std::process::exit(1);
    }
}

fn run(arguments: Vec<String>) -> Result<()> {
    let Some((command, rest)) = arguments.split_first() else {
        print!("{HELP}");
        return Ok(());
    };
    match command.as_str() {
        "setup" => tools::setup(),
        "demo" => dev::demo(rest),
        "dev" => dev::watch(rest),
        "test" => suite::run(&suite::Choice::parse(rest)?),
        "tidy" => tidy::run(),
        "ci" => ci::run(),
        "rules" => rules::run(rest),
        "new-chapter" => new_chapter::run(rest),
        "bench" => bench::run(rest),
        postgres::KEEPER => postgres::keep(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        unknown => bail!("there is no command `{unknown}`; `cargo xtask help` lists them"),
    }
}
