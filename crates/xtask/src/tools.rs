//! What the machine must have besides Rust: a C compiler, PostgreSQL, Chromium, Node and the browser tests' packages.
//!
//! A missing thing is installed with apt-get where we may (as root, or with sudo that asks nothing), else named with the command to type.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::program::{answer, must, on_path, said, setting};
use crate::tree;

/// Checks and installs everything, and says what was found.
pub(crate) fn setup() -> Result<()> {
    c_compiler()?;
    println!("PostgreSQL: {}", postgres()?.display());
    println!("Chromium:   {}", chromium()?.display());
    packages()?;
    println!("Ready: `cargo xtask demo` shows Mainstay, `cargo xtask test` tests it.");
    Ok(())
}

fn c_compiler() -> Result<()> {
    found_or_installed("a C compiler (SQLite is built from C)", &["gcc", "libc6-dev"], || {
        on_path(&["cc", "gcc", "clang"])
    })
    .map(|_| ())
}

/// The folder with PostgreSQL's server programs. Debian keeps them off the search path, one folder per version.
pub(crate) fn postgres() -> Result<PathBuf> {
    found_or_installed("the PostgreSQL server (initdb, postgres)", &["postgresql"], find_postgres)
}

fn find_postgres() -> Option<PathBuf> {
    let complete = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let mut installed: Vec<PathBuf> = versions.map(|version| version.join("bin")).filter(complete).collect();
    installed.sort();
    let linked = || {
        on_path(&["initdb"])?
            .canonicalize()
            .ok()?
            .parent()
            .map(Path::to_owned)
            .filter(complete)
    };
    installed.pop().or_else(linked)
}

/// The browser the pages are tested in; `MAINSTAY_TEST_CHROMIUM` overrides the search.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(chosen) = setting("MAINSTAY_TEST_CHROMIUM") {
        return Ok(PathBuf::from(chosen));
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    found_or_installed("Chromium", &["chromium"], || on_path(&names))
}

/// The browser tests' npm packages, installed when the lockfile is newer than what is there.
pub(crate) fn packages() -> Result<()> {
    found_or_installed("Node 20 or later with npm", &["nodejs", "npm"], || {
        on_path(&["node"]).and(on_path(&["npm"]))
    })?;
    let version = answer(Command::new("node").arg("--version"))?;
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|number| number.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        bail!("Node {version} is too old for the browser tests: install Node 20 or later");
    }
    let web = tree::root().join("web");
    let written = |path: &str| std::fs::metadata(web.join(path)).and_then(|data| data.modified());
    let fresh =
        matches!((written("node_modules/.package-lock.json"), written("package-lock.json")), (Ok(there), Ok(lock)) if there >= lock);
    if fresh {
        return Ok(());
    }
    must(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&web))
}

fn found_or_installed(what: &str, names: &[&str], find: impl Fn() -> Option<PathBuf>) -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    install(names).with_context(|| format!("{what} is missing"))?;
    find().with_context(|| format!("{what} is still missing after `apt-get install {}`", names.join(" ")))
}

fn install(names: &[&str]) -> Result<()> {
    let by_hand = format!("install it by hand, on Debian with `apt-get install {}`", names.join(" "));
    if on_path(&["apt-get"]).is_none() {
        bail!("{by_hand}");
    }
    let root = is_root()?;
    let apt = |arguments: &[&str]| {
        let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
        if !root {
            command.args(["-n", "apt-get"]);
        }
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(Stdio::null());
        println!("{}", said(&command));
        must(&mut command)
    };
    let all: Vec<&str> = ["install", "--yes", "--no-install-recommends"]
        .iter()
        .chain(names)
        .copied()
        .collect();
    apt(&["update", "--quiet"]).and_then(|()| apt(&all)).context(by_hand)
}

/// Whether we run as the superuser, which PostgreSQL and Chromium's sandbox refuse.
pub(crate) fn is_root() -> Result<bool> {
    Ok(answer(Command::new("id").arg("-u"))? == "0")
}
