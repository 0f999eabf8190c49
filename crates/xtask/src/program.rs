//! Running other programs: said aloud, timed, and an error that names the program when it fails.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// A setting of the environment; the workshop has no configuration of its own.
#[expect(
    clippy::disallowed_methods,
    reason = "the workshop is steered by the environment, not by platform::config"
)]
pub(crate) fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The first of `names` found on the search path.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = setting("PATH")?;
    names.iter().find_map(|name| {
        path.split(':')
            .map(|folder| Path::new(folder).join(name))
            .find(|file| file.is_file())
    })
}

/// The cargo that started us, so that one toolchain builds everything.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(setting("CARGO").unwrap_or_else(|| "cargo".to_owned()));
    command.args(arguments).current_dir(crate::tree::root());
    command
}

/// Runs a command to its end with its output let through; an error unless it succeeds.
pub(crate) fn must(command: &mut Command) -> Result<()> {
    let name = said(command);
    let status = command.status().with_context(|| format!("starting `{name}`"))?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    Ok(())
}

/// What a command prints on its standard output, trimmed; an error unless it succeeds.
pub(crate) fn answer(command: &mut Command) -> Result<String> {
    let name = said(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("starting `{name}`"))?;
    if !output.status.success() {
        bail!("`{name}` failed ({})", output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as a person would type it.
pub(crate) fn said(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

/// Says what begins, does it, and gives how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<(T, Duration)> {
    println!("\n==> {name}");
    let begun = Instant::now();
    let done = work().with_context(|| name.to_owned())?;
    Ok((done, begun.elapsed()))
}

/// A duration for people: `850 ms`, `12.3 s`, `4 min 05 s`.
pub(crate) fn lasted(time: Duration) -> String {
    let millis = time.as_millis();
    if millis < 1_000 {
        format!("{millis} ms")
    } else if millis < 60_000 {
        format!("{}.{} s", millis / 1_000, millis % 1_000 / 100)
    } else {
        format!("{} min {:02} s", millis / 60_000, millis % 60_000 / 1_000)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    #[test]
    fn durations_read_as_a_person_says_them() {
        let said = [7, 1_250, 61_000].map(|millis| super::lasted(Duration::from_millis(millis)));
        assert_eq!(said, ["7 ms", "1.2 s", "1 min 01 s"]);
    }
}
