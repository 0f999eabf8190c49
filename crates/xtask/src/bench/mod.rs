//! `cargo xtask bench`: measures the release build and writes `docs/benchmarks.md`.
//!
//! Speed is a ratio against a named opponent in the same run; memory and bytes are as they are. What must be reached stands in each row,
//! and so does whether it was. `cargo xtask bench list memory` measures some parts only and leaves the other rows as they were.

mod imports;
mod program;
mod report;
mod scale;
mod server;
mod wire;

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::program::step;
use crate::{dev, tree};
use program::built;
use report::{Row, milliseconds};
use server::Server;
use wire::Wire;

/// How often the server is started to find its usual cold start.
const STARTS: usize = 11;
/// Whose first load is weighed, where, by the word of their role.
const WEIGHED: [(&str, &str, &str); 3] = [
    ("home", "/", "kam"),
    ("statement", "/incentives/statements/{own}", "kam"),
    ("accounts list", "/accounts", "director"),
];

/// A part that can be measured by itself.
type Part = (&'static str, fn() -> Result<Vec<Row>>);

const PARTS: [Part; 6] = [
    ("list", list_page),
    ("server", server),
    ("scale", scale::measure),
    ("imports", imports::measure),
    ("pay", pay),
    ("plan", plan),
];

/// Builds, measures, writes.
pub(crate) fn run(wanted: &[String]) -> Result<()> {
    if let Some(unknown) = wanted.iter().find(|word| PARTS.iter().all(|(part, _)| part != word)) {
        bail!("there is no part `{unknown}`; the parts are list, server, scale, imports, pay, plan");
    }
    let path = tree::root().join("docs/benchmarks.md");
    let mut known = report::read(&std::fs::read_to_string(&path).unwrap_or_default());
    for (part, measure) in PARTS {
        if wanted.is_empty() || wanted.iter().any(|word| word == part) {
            let (rows, _) = step(&format!("bench {part}"), measure)?;
            if !rows.is_empty() {
                known.retain(|line| line.part() != Some(part));
            }
            known.extend(rows.iter().map(|row| row.line(part)));
        }
    }
    known.sort_by_key(|line| PARTS.iter().position(|(part, _)| line.part() == Some(part)));
    let text = report::written(&known)?;
    print!("\n{text}");
    std::fs::write(path, text).context("writing docs/benchmarks.md")
}

/// P6: the list page against its bare query, on SQLite and on PostgreSQL where there is one.
fn list_page() -> Result<Vec<Row>> {
    let postgres = crate::postgres::Postgres::start()
        .inspect_err(|fault| println!("left out: PostgreSQL ({fault})"))
        .ok();
    let mut command = Command::new(built("list_page")?);
    if let Some(postgres) = &postgres {
        command.env("MAINSTAY_TEST_POSTGRES", &postgres.url);
    }
    program::list_page_rows(&program::lines(&mut command)?)
}

/// Import and one run on AdventureWorks, where its data stands beside the repository.
fn pay() -> Result<Vec<Row>> {
    let data = tree::root().join("../shared/data/adventureworks");
    if !data.is_dir() {
        println!("left out: the AdventureWorks data is not beside the repository");
        return Ok(Vec::new());
    }
    let program = built("pay_run")?;
    Ok(program::pay_rows(&program::lines(Command::new(program).arg(data))?))
}

/// Reading and checking a large plan.
fn plan() -> Result<Vec<Row>> {
    Ok(program::plan_rows(&program::lines(&mut Command::new(built("timing")?))?))
}

/// P8 and P11: memory, cold start and the bytes of first loads, on the demonstration firm.
fn server() -> Result<Vec<Row>> {
    program::build()?;
    let binary = dev::binary("release");
    let data = std::env::temp_dir().join(format!("mainstay-bench-{}", std::process::id()));
    std::fs::create_dir(&data)?;
    let rows = measure_server(&binary, &data);
    std::fs::remove_dir_all(&data)?;
    rows
}

fn measure_server(binary: &std::path::Path, data: &std::path::Path) -> Result<Vec<Row>> {
    let (first, filled) = Server::timed(binary, data)?;
    drop(first);
    let mut rows = vec![Row::new("", "first `mainstay demo`, until it is ready").got(milliseconds(filled))];
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let begun = Instant::now();
        let server = Server::start(binary, data)?;
        let answer = Wire::connect(&server.address)?.get("/sign-in")?;
        starts.push(begun.elapsed());
        if answer.status != 200 {
            bail!("/sign-in was answered with {}", answer.status);
        }
    }
    starts.sort();
    let [middle, least, most] = [STARTS / 2, 0, STARTS - 1].map(|place| starts.get(place).copied().unwrap_or_default());
    rows.push(
        Row::new("P8", "from the start of the process to `/sign-in` answered with 200, files warm")
            .got(milliseconds(middle))
            .between(milliseconds(least), milliseconds(most))
            .must("under 300 ms", middle < Duration::from_millis(300)),
    );
    let server = Server::start(binary, data)?;
    Wire::connect(&server.address)?.get("/sign-in")?;
    let resident = server.resident()?;
    rows.push(
        Row::new("P8", "resident memory, idle after start, with the demonstration firm")
            .got(report::mebibytes(resident))
            .must("under 80 MiB", resident < 80 * 1_024),
    );
    for (name, path, role) in WEIGHED {
        rows.push(weight(&server, name, path, role)?);
    }
    rows.push(Row::new("", "resident memory after three signed-in first loads").got(report::mebibytes(server.resident()?)));
    Ok(rows)
}

/// The bytes of a page and everything it loads, as they travel to somebody who was never here before.
fn weight(server: &Server, name: &str, path: &str, role: &str) -> Result<Row> {
    let mut wire = Wire::connect(&server.address)?;
    wire.cookies = server.sign_in(role)?;
    let path = if path.contains("{own}") {
        let home = wire.get("/incentives")?;
        let list = if home.status == 200 { home.body } else { wire.get("/")?.body };
        let found = wire::addresses(&list).find(|address| address.starts_with("/incentives/statements/") && !address.contains(".csv"));
        found.with_context(|| format!("{role} is led to a statement"))?.to_owned()
    } else {
        path.to_owned()
    };
    wire.encoding = Some("gzip");
    let page = wire.get(&path)?;
    if page.status != 200 {
        bail!("{path} was answered with {}", page.status);
    }
    let mut plain = Wire::connect(&server.address)?;
    plain.cookies = wire.cookies.clone();
    let mut bytes = page.bytes;
    let shown = plain.get(&path)?.body;
    for asset in wire::assets(&shown) {
        bytes += wire.get(asset)?.bytes;
    }
    Ok(
        Row::new("P11", &format!("first load of the {name}: page, style, script, icon, gzip"))
            .got(format!(
                "{}.{} kB (page {}.{} kB)",
                bytes / 1_000,
                bytes % 1_000 / 100,
                page.bytes / 1_000,
                page.bytes % 1_000 / 100
            ))
            .must("under 100 kB", bytes < 100_000),
    )
}
