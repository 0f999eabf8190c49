//! `cargo xtask test`: the Rust tests on both databases, then the pages in a real browser.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, IsTerminal};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::postgres::Postgres;
use crate::program::{answer, cargo, lasted, must, said, setting, step};
use crate::{tools, tree};

/// Which tests, and what to do with changed snapshots.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    rust: bool,
    browser: bool,
    accept: bool,
    /// A chapter or a crate; all where empty.
    word: Option<String>,
}

impl Choice {
    pub(crate) fn all() -> Choice {
        Choice {
            rust: true,
            browser: true,
            ..Choice::default()
        }
    }

    pub(crate) fn parse(arguments: &[String]) -> Result<Choice> {
        let mut choice = Choice::all();
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--accept" => choice.accept = true,
                "--only" => match words.next().map(String::as_str) {
                    Some("rust") => choice.browser = false,
                    Some("browser") => choice.rust = false,
                    _ => bail!("`--only` takes `rust` or `browser`"),
                },
                flag if flag.starts_with('-') => bail!("`cargo xtask test` has no option `{flag}`"),
                word => {
                    choice.word = Some(word.to_owned());
                    choice.browser = false;
                }
            }
        }
        Ok(choice)
    }
}

type Half = fn(&Choice) -> Result<()>;

/// Runs the chosen tests to their end, both halves even where the first fails, and says so in the end.
pub(crate) fn run(choice: &Choice) -> Result<()> {
    let halves: [(bool, &str, Half); 2] = [(choice.rust, "Rust tests", rust), (choice.browser, "browser tests", browser)];
    let mut faults = Vec::new();
    for (wanted, name, half) in halves {
        if wanted {
            match step(name, || half(choice)) {
                Ok(((), time)) => println!("{name}: {}", lasted(time)),
                Err(fault) => faults.push(format!("{fault:#}")),
            }
        }
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(())
}

fn rust(choice: &Choice) -> Result<()> {
    let postgres = Postgres::start()?;
    let used = tree::root()
        .join("target")
        .join(format!("snapshots-used-{}.txt", std::process::id()));
    let result = run_rust(choice, &postgres, &used);
    let orphans = if result.is_ok() && choice.word.is_none() {
        orphaned_snapshots(&used)
    } else {
        Ok(())
    };
    if used.exists() {
        std::fs::remove_file(&used)?;
    }
    result.and(orphans)
}

fn run_rust(choice: &Choice, postgres: &Postgres, used: &PathBuf) -> Result<()> {
    let mut arguments = vec!["test".to_owned()];
    match &choice.word {
        Some(name) if tree::root().join("crates").join(name).is_dir() => arguments.extend(["--package".to_owned(), name.clone()]),
        Some(chapter) => arguments.extend(["--package".to_owned(), "programme".to_owned(), format!("{chapter}::")]),
        None => arguments.push("--workspace".to_owned()),
    }
    // The harness measures each test but shows the times only behind this switch, which it honours on stable
    // when the variable is set while the tests run; nothing is compiled with it.
    arguments.extend(["--", "-Z", "unstable-options", "--report-time"].map(str::to_owned));
    if std::io::stdout().is_terminal() {
        arguments.extend(["--color", "always"].map(str::to_owned));
    }
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut command = cargo(&words);
    command
        .env("MAINSTAY_TEST_POSTGRES", &postgres.url)
        .env("INSTA_SNAPSHOT_REFERENCES_FILE", used)
        .env(runner_setting()?, "env RUSTC_BOOTSTRAP=1");
    if choice.accept {
        // Snapshots, and the catalogue of refusals.
        command.env("INSTA_UPDATE", "always").env("MAINSTAY_ACCEPT", "1");
    } else if setting("CI").is_some() {
        command.env("INSTA_UPDATE", "no");
    }
    let mut tests = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting `{}`", said(&command)))?;
    let mut times = Vec::new();
    for line in BufReader::new(tests.stdout.take().context("the tests' output is piped")?).lines() {
        let line = line?;
        println!("{line}");
        times.extend(time_of(&line));
    }
    let status = tests.wait()?;
    print_slowest(times);
    if !status.success() {
        bail!("the Rust tests failed ({status})");
    }
    Ok(())
}

/// Cargo's setting for the program that starts test binaries on this machine.
fn runner_setting() -> Result<String> {
    let version = answer(Command::new(setting("RUSTC").unwrap_or_else(|| "rustc".to_owned())).arg("-vV"))?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc names its host")?;
    Ok(format!("CARGO_TARGET_{}_RUNNER", host.to_uppercase().replace(['-', '.'], "_")))
}

/// The time and name in a line like `test money::tests::a_sum … ok <0.012s>`.
fn time_of(line: &str) -> Option<(u64, String)> {
    let name = line.strip_prefix("test ")?.split(" ... ").next()?;
    let seconds = line.rsplit('<').next()?.split("s>").next()?;
    let (whole, fraction) = seconds.split_once('.')?;
    let millis = fraction.get(..3)?.parse::<u64>().ok()?;
    Some((whole.parse::<u64>().ok()? * 1_000 + millis, name.to_owned()))
}

fn print_slowest(mut times: Vec<(u64, String)>) {
    times.sort_by(|a, b| b.cmp(a));
    if !times.is_empty() {
        println!("The ten slowest tests:");
    }
    for (millis, name) in times.iter().take(10) {
        println!("  {millis:>6} ms  {name}");
    }
}

/// A snapshot that no test reads any more is dead and would mislead its reader.
fn orphaned_snapshots(used: &PathBuf) -> Result<()> {
    let read = std::fs::read_to_string(used).unwrap_or_default();
    let real = |path: PathBuf| path.canonicalize().unwrap_or(path);
    let used: BTreeSet<PathBuf> = read.lines().map(|line| real(PathBuf::from(line))).collect();
    let files = tree::files(&tree::root().join("crates"))?;
    let snapshots = files
        .iter()
        .filter(|file| file.name().ends_with(".snap"))
        .map(|file| tree::root().join("crates").join(&file.path));
    let orphans: Vec<String> = snapshots
        .map(real)
        .filter(|path| !used.contains(path))
        .map(|path| path.display().to_string())
        .collect();
    if !orphans.is_empty() {
        bail!("no test reads these snapshots; remove them:\n  {}", orphans.join("\n  "));
    }
    Ok(())
}

fn browser(_choice: &Choice) -> Result<()> {
    let chromium = tools::chromium()?;
    tools::packages()?;
    must(&mut cargo(&["build", "--package", "mainstay"]))?;
    let binary = crate::dev::binary("debug");
    let mut command = Command::new("npm");
    command
        .args(["test", "--silent"])
        .current_dir(tree::root().join("web"))
        .stdin(Stdio::null());
    command.env("MAINSTAY_TEST_CHROMIUM", chromium).env("MAINSTAY_BIN", binary);
    must(&mut command)
}

#[cfg(test)]
mod tests {
    use super::{Choice, time_of};

    fn parsed(words: &[&str]) -> Option<Choice> {
        Choice::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()).ok()
    }

    #[test]
    fn without_words_everything_is_tested() {
        assert_eq!(parsed(&[]), Some(Choice::all()));
    }

    #[test]
    fn a_chapter_is_tested_without_the_browser() {
        let wanted = Choice {
            browser: false,
            accept: true,
            word: Some("coaching".to_owned()),
            ..Choice::all()
        };
        assert_eq!(parsed(&["coaching", "--accept"]), Some(wanted));
    }

    #[test]
    fn an_unknown_half_is_refused() {
        assert_eq!(parsed(&["--only", "rusty"]), None);
    }

    #[test]
    fn the_time_of_a_test_is_read_from_its_line() {
        assert_eq!(
            time_of("test money::tests::a_sum ... ok <1.012s>"),
            Some((1_012, "money::tests::a_sum".to_owned()))
        );
        assert_eq!(time_of("test result: ok. 3 passed; 0 failed"), None);
    }
}
