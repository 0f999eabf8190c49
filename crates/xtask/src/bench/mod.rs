//! `cargo xtask bench`: measures the release build on the demonstration firm and writes `docs/benchmarks.md`.
//!
//! Speed is a ratio against a named opponent in the same run; memory and bytes are as they are. What must be reached stands in each row.

mod load;
mod server;
mod wire;

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::program::{answer, cargo, lasted, must, step};
use crate::{dev, tree};
use load::{Load, Question};
use server::Server;
use wire::Wire;

/// The list page that P6 measures. `{n}` becomes a random number below `PAGES`, so that no two requests need the same rows.
const LIST_PAGE: &str = "/accounts?page={n}";
/// The same rows straight from the query in the same process, where the build under test offers it.
const BARE_QUERY: Option<&str> = None;
const PAGES: u64 = 10;
/// Who asks: the first account whose role holds this word, else the first of all.
const SIGNED_IN_AS: &str = "director";
/// How often the server is started to find its usual cold start.
const STARTS: usize = 5;

/// A command of the program that is timed, with what it must reach.
struct Timed {
    id: &'static str,
    what: &'static str,
    arguments: &'static [&'static str],
    must: &'static str,
}

/// Timed once each on the demonstration data, after the server's measures. `{data}` becomes the data folder.
const COMMANDS: [Timed; 0] = [];

/// A line of the table.
struct Row {
    id: &'static str,
    what: String,
    got: String,
    must: &'static str,
}

/// Builds, measures, writes.
pub(crate) fn run() -> Result<()> {
    must(&mut cargo(&["build", "--release", "--package", "mainstay"]))?;
    let binary = dev::binary("release");
    let data = std::env::temp_dir().join(format!("mainstay-bench-{}", std::process::id()));
    std::fs::create_dir(&data)?;
    let rows = measure(&binary, &data);
    std::fs::remove_dir_all(&data)?;
    let text = report(&rows?)?;
    print!("\n{text}");
    std::fs::write(tree::root().join("docs/benchmarks.md"), text).context("writing docs/benchmarks.md")
}

fn measure(binary: &Path, data: &Path) -> Result<Vec<Row>> {
    let (first, filled) = step("the demonstration firm is made", || Server::start(binary, data))?;
    drop(first);
    let mut rows = vec![Row {
        id: "",
        what: "first `mainstay demo`, until ready".to_owned(),
        got: lasted(filled),
        must: "",
    }];
    rows.push(step("cold start", || cold_start(binary, data))?.0);

    let server = Server::start(binary, data)?;
    rows.push(Row {
        id: "P8",
        what: "memory when idle (resident), after start".to_owned(),
        got: mebibytes(server.resident()?),
        must: "under 80 MiB",
    });
    let (load, _) = step("list page under load", || list_page(&server))?;
    rows.extend(load);
    rows.push(Row {
        id: "",
        what: "memory after the load (resident)".to_owned(),
        got: mebibytes(server.resident()?),
        must: "",
    });
    drop(server);

    for timed in &COMMANDS {
        let data = data.to_string_lossy();
        let arguments = timed.arguments.iter().map(|argument| argument.replace("{data}", &data));
        let begun = Instant::now();
        must(Command::new(binary).args(arguments))?;
        rows.push(Row {
            id: timed.id,
            what: timed.what.to_owned(),
            got: lasted(begun.elapsed()),
            must: timed.must,
        });
    }
    Ok(rows)
}

/// From the start of the process to the first whole page, the middle of several starts over warm files.
fn cold_start(binary: &Path, data: &Path) -> Result<Row> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let begun = Instant::now();
        let server = Server::start(binary, data)?;
        Wire::connect(&server.address)?.get("/")?;
        times.push(begun.elapsed());
    }
    times.sort();
    let middle = times.get(STARTS / 2).copied().unwrap_or_default();
    Ok(Row {
        id: "P8",
        what: "cold start to first page".to_owned(),
        got: lasted(middle),
        must: "under 300 ms",
    })
}

/// The list page by itself, and as a share of the bare query where there is one.
fn list_page(server: &Server) -> Result<Vec<Row>> {
    let signed_in = server.sign_in(SIGNED_IN_AS)?;
    let ask = |path, every| Load::run(server, &signed_in, Question { path, below: PAGES, every });
    let page = ask(LIST_PAGE, None)?;
    let half = ask(LIST_PAGE, Some(page.half()))?;
    let mut rows = vec![
        Row {
            id: "P6",
            what: format!("list page `{LIST_PAGE}`, {} connections", load::CONNECTIONS),
            got: format!("{} a second", page.rate()),
            must: "",
        },
        Row {
            id: "P6",
            what: "list page at half that load".to_owned(),
            got: format!("p50 {}, p99 {}", lasted_finely(half.at(50)), lasted_finely(half.at(99))),
            must: "p99 under 10 ms",
        },
    ];
    if let Some(path) = BARE_QUERY {
        let bare = ask(path, None)?;
        let share = page.rate() * 100 / bare.rate().max(1);
        let got = format!("{share} % of {} a second", bare.rate());
        rows.push(Row {
            id: "P6",
            what: "list page against the bare query".to_owned(),
            got,
            must: "at least 80 %",
        });
    }
    Ok(rows)
}

fn lasted_finely(time: Duration) -> String {
    format!("{}.{:02} ms", time.as_micros() / 1_000, time.as_micros() % 1_000 / 10)
}

fn mebibytes(kibibytes: u64) -> String {
    format!("{}.{} MiB", kibibytes / 1_024, kibibytes % 1_024 * 10 / 1_024)
}

fn report(rows: &[Row]) -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    let compiler = answer(Command::new("rustc").arg("--version"))?;
    let mut text = format!(
        "# Benchmarks\n\nWritten by `cargo xtask bench` on {cores} cores with {compiler}.\n\
         Run the same command to measure on your machine; the ids are those of the project's quality targets.\n\n\
         | id | what | measured | must reach |\n|---|---|---|---|\n"
    );
    for row in rows {
        writeln!(text, "| {} | {} | {} | {} |", row.id, row.what, row.got, row.must)?;
    }
    Ok(text)
}
