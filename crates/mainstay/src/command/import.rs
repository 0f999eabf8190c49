//! Files from the command line, through the same act as the page.

use super::Import;
use crate::start::{Base, operator};
use platform::jobs::Handle;
use platform::look::format;
use platform::texts::{say, say_with};
use platform::{Error, Result};
use programme::foundation::facts;
use programme::foundation::facts::report::{Report, State};
use programme::foundation::facts::rules::reject::rejects_csv;
use programme::foundation::facts::rules::target::Target;
use std::io::IsTerminal;
use std::process::ExitCode;

/// How many refusals and findings are printed; all of them stand in the file of refusals and on the report's page.
const SHOWN_MAX: usize = 20;

/// Imports files, or shows what they would change.
pub(crate) async fn import(base: Base, import: Import) -> Result<ExitCode> {
    if let Some(earlier) = &import.take_back {
        return take_back(&base, earlier).await;
    }
    let mut files = Vec::new();
    for path in &import.files {
        let body = facts::Body::on_disk(path)?;
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        files.push((name, body));
    }
    let app = base.open().await?;
    let viewer = operator(&app);
    let told = told(&import)?;
    let handle = Handle::alone(&app);
    let report = if import.dry_run {
        watched(std::pin::pin!(facts::acts::try_with(&app, &viewer, files, told, &handle)), &handle).await?
    } else {
        watched(
            std::pin::pin!(facts::acts::import_with(&app, &viewer, files, told, &handle)),
            &handle,
        )
        .await?
    };
    if let Some(path) = &import.rejects {
        let columns = report
            .files
            .iter()
            .find(|file| file.rejects > 0)
            .map(|file| file.columns.clone())
            .unwrap_or_default();
        std::fs::write(path, rejects_csv(&columns, &report.rejects))
            .map_err(|e| Error::refused("facts.file", format!("The file {} cannot be written: {e}.", path.display())))?;
    }
    if base.json {
        println!("{}", serde_json::to_string(&report).map_err(|e| Error::Failed(e.into()))?);
    } else {
        print_report(&report, import.dry_run);
        if let Some(until) = facts::until(&app.config, &report).filter(|_| report.state == State::Done) {
            let until = format::moment(until, &app.config.zone);
            println!("Until {until}, `mainstay import --take-back {}` takes it back.", report.id);
        }
    }
    Ok(if report.refusal().is_some() || report.refused > 0 {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    })
}

/// Says on a terminal how far an import is, until it ends. Whoever interrupts it ends it cleanly.
async fn watched(mut import: std::pin::Pin<&mut impl Future<Output = Result<facts::Report>>>, handle: &Handle) -> Result<facts::Report> {
    let is_seen = std::io::stderr().is_terminal();
    let mut ticks = tokio::time::interval(std::time::Duration::from_millis(250));
    loop {
        tokio::select! {
            report = import.as_mut() => {
                if is_seen {
                    eprint!("\r\x1b[K");
                }
                return report;
            }
            interrupted = tokio::signal::ctrl_c(), if !handle.is_cancelled() => {
                if interrupted.is_ok() {
                    handle.cancel();
                }
            }
            _ = ticks.tick(), if is_seen => eprint!("\r\x1b[K{}", far(handle.so_far())),
        }
    }
}

/// How far an import is, in a line.
fn far((done, total, step): (u64, u64, &'static str)) -> String {
    match (step, total) {
        ("", _) => String::new(),
        (step, 0) => say(step).to_owned(),
        (step, total) => format!("{} {} of {} MiB", say(step), done >> 20, total.div_ceil(1 << 20)),
    }
}

/// Takes the facts of an earlier import back.
async fn take_back(base: &Base, earlier: &str) -> Result<ExitCode> {
    let id = facts::ImportId::parse(earlier).ok().ok_or(Error::NotFound { what: "import" })?;
    let app = base.open().await?;
    let report = facts::take_back(&app, &operator(&app), id).await?;
    if base.json {
        println!("{}", serde_json::to_string(&report).map_err(|e| Error::Failed(e.into()))?);
    } else {
        println!(
            "Took back {} facts; {} were corrected by later imports and stay. Kept as import {}.",
            report.kept.changed, report.kept.unchanged, report.id
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts the batches of facts together.
pub(crate) async fn compact(base: Base) -> Result<ExitCode> {
    let app = base.open().await?;
    let compacted = facts::compact(&app, &operator(&app)).await?;
    if base.json {
        println!("{}", serde_json::to_string(&compacted).map_err(|e| Error::Failed(e.into()))?);
    } else {
        println!(
            "{} batches are {} now; {} files that nobody needs were removed.",
            compacted.before, compacted.after, compacted.removed
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn told(import: &Import) -> Result<facts::Told> {
    let mut told = facts::Told::default();
    if let Some(name) = &import.target {
        let target = Target::named(name).ok_or_else(|| Error::refused("facts.unknown_target", say("facts.unknown_target")))?;
        told.target = Some(target);
    }
    for given in &import.given {
        let (field, value) = given
            .split_once('=')
            .ok_or_else(|| Error::refused("facts.no_given", say_with("facts.no_given", &[("text", given)])))?;
        told.given.insert(field.trim().to_owned(), value.trim().to_owned());
    }
    told.profile.clone_from(&import.profile);
    for text in &import.map {
        facts::told::said_in_a_word(&mut told.everywhere, text)?;
    }
    Ok(told)
}

fn print_report(report: &Report, tried: bool) {
    for file in &report.files {
        let target = file.target.as_deref().unwrap_or("nothing");
        println!("{}: {target}. {}", file.name, file.recognised_because);
        println!(
            "  {} rows, {} accepted, {} refusals; {} new, {} changed, {} unchanged",
            file.rows, file.accepted, file.rejects, file.kept.created, file.kept.changed, file.kept.unchanged
        );
        for total in &file.totals {
            println!(
                "  total {} {}",
                format::amount(&total.amount, total.currency),
                total.currency.code()
            );
        }
        if let Some(refusal) = &file.refusal {
            println!("  refused: {refusal}");
        }
    }
    for found in report.findings.iter().take(SHOWN_MAX) {
        println!(
            "found   {} ({}): {}",
            found.finding.code, found.finding.count, found.finding.sentence
        );
    }
    for reject in report.rejects.iter().take(SHOWN_MAX) {
        let column = reject.column.as_deref().unwrap_or("the row");
        println!(
            "refused {} line {}, {column}: `{}`: {} {}",
            reject.file, reject.line, reject.value, reject.reason, reject.fix
        );
    }
    if report.rejects.len() > SHOWN_MAX {
        println!(
            "… and {} further refusals; `--rejects FILE` writes all of them.",
            report.rejects.len() - SHOWN_MAX
        );
    }
    match (tried, report.changes_nothing()) {
        (true, _) => println!("Nothing was kept: this was a dry run."),
        (false, true) => println!("Nothing changed: everything was known already."),
        (false, false) => println!("Kept as import {}.", report.id),
    }
}

#[cfg(test)]
mod tests {
    use super::far;

    #[test]
    fn a_line_tells_the_pass_and_how_far_it_is() {
        let _book = programme::book();
        assert_eq!(far((0, 0, "")), "");
        assert_eq!(
            far((3 << 20, (9 << 20) + 1, "facts.step_learning")),
            "Pass 1 of 2: the files are read to learn their columns. Bytes read: 3 of 10 MiB"
        );
        assert_eq!(
            far((0, 0, "facts.step_handing")),
            "Pass 2 of 2: the rows are compared with what is known"
        );
    }
}
