//! `cargo xtask demo` and `cargo xtask dev`: the program on its demonstration firm, once or rebuilt at every change.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result};

use crate::program::{cargo, lasted, must, setting};
use crate::tree;

/// How often the sources are looked at. Polling needs no library and, over some hundred files, no measurable time.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// The built program of a profile (`debug`, `release`).
pub(crate) fn binary(profile: &str) -> PathBuf {
    let target = setting("CARGO_TARGET_DIR").map_or_else(|| tree::root().join("target"), PathBuf::from);
    target.join(profile).join("mainstay")
}

/// Builds and serves the demonstration firm until interrupted.
pub(crate) fn demo(arguments: &[String]) -> Result<()> {
    println!("Building Mainstay. The first build takes some minutes, later ones seconds.");
    must(&mut cargo(&["build", "--package", "mainstay"]))?;
    // The program takes our place, so that Ctrl-C and the exit code are its own.
    let fault = Command::new(binary("debug")).arg("demo").args(arguments).exec();
    Err(fault).context("starting `mainstay demo`")
}

/// Serves the demonstration firm; builds and restarts at each change, and says how long that took.
pub(crate) fn watch(arguments: &[String]) -> Result<()> {
    let mut server: Option<Child> = None;
    let mut seen = None;
    loop {
        let now = newest(&tree::root());
        if seen != now {
            let changed = Instant::now();
            if seen.is_some() {
                println!("\nchanged; building");
            }
            let built = must(&mut cargo(&["build", "--package", "mainstay"]));
            match built {
                Ok(()) => {
                    stop(&mut server)?;
                    server = Some(
                        Command::new(binary("debug"))
                            .arg("demo")
                            .args(arguments)
                            .spawn()
                            .context("starting `mainstay demo`")?,
                    );
                    println!("built and restarted after {}", lasted(changed.elapsed()));
                }
                Err(_shown_by_cargo) => println!("the last good build goes on serving; waiting for a change"),
            }
            seen = now;
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

fn stop(server: &mut Option<Child>) -> Result<()> {
    if let Some(mut running) = server.take() {
        running.kill().context("stopping the server")?;
        running.wait()?;
    }
    Ok(())
}

/// The newest change and the number of files, so that a removed file counts as a change too.
fn newest(root: &Path) -> Option<(SystemTime, usize)> {
    let mut files = Vec::new();
    for part in ["crates", "web/style", "web/script", "Cargo.toml", "config.default.toml"] {
        collect(&root.join(part), &mut files);
    }
    let count = files.len();
    files.into_iter().max().map(|newest| (newest, count))
}

fn collect(path: &Path, changed: &mut Vec<SystemTime>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            collect(&entry.path(), changed);
        }
    } else if path.extension().is_none_or(|ending| ending != "new") {
        changed.extend(std::fs::metadata(path).and_then(|data| data.modified()));
    }
}
