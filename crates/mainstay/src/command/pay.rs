//! Plans as files, runs, statements, and the thread behind a figure.

use super::{IncentivesAct, PayplanAct};
use crate::start::{Base, operator};
use payplan::Severity;
use platform::look::format;
use platform::web::AppRef;
use platform::{Error, Result};
use programme::foundation::staff;
use programme::people::incentives::reading::{self, Question, YearStatement};
use programme::people::incentives::{acts, store};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use vocabulary::{Cell, PersonId, RunId, Trace};

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|e| Error::refused("payplan.file", format!("The file {} cannot be read: {e}.", path.display())))
}

fn print_json(value: &impl serde::Serialize) -> Result<()> {
    println!("{}", serde_json::to_string(value).map_err(|e| Error::Failed(e.into()))?);
    Ok(())
}

/// Checks, explains and compares plans as files.
pub(crate) fn payplan(base: &Base, act: PayplanAct) -> Result<ExitCode> {
    match act {
        PayplanAct::Check {
            file,
            examples_only,
            evidence,
        } => check(base, &file, examples_only, evidence.as_deref()),
        PayplanAct::Schema => {
            let text = serde_json::to_string_pretty(&payplan::schema()).map_err(|e| Error::Failed(e.into()))?;
            println!("{text}");
            Ok(ExitCode::SUCCESS)
        }
        PayplanAct::Rules => {
            if base.json {
                print_json(&payplan::RULES.as_slice())?;
            } else {
                for rule in &payplan::RULES {
                    println!(
                        "{} {} {}. {} ({}).",
                        rule.id,
                        severity(rule.severity),
                        rule.check,
                        rule.source,
                        rule.evidence
                    );
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        PayplanAct::Difference { earlier, later } => {
            let changes = payplan::difference(&plan_of(&earlier)?, &plan_of(&later)?);
            if base.json {
                print_json(&changes)?;
            } else if changes.is_empty() {
                println!("Only comments or layout differ; both pay the same.");
            } else {
                for change in &changes {
                    println!("line {}: {}", change.line, change.sentence);
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        PayplanAct::Document { file } => {
            print!("{}", payplan::document(&plan_of(&file)?));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Reads a plan that must be readable; the refusal names each problem with its place.
fn plan_of(path: &Path) -> Result<payplan::Plan> {
    payplan::parse(&read(path)?).map_err(|problems| unreadable("The plan", path, &problems))
}

fn unreadable(what: &str, path: &Path, problems: &[payplan::Problem]) -> Error {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    Error::refused(
        "payplan.unreadable",
        format!("{what} {} cannot be read: {}", path.display(), lines.join("; ")),
    )
}

/// What the checks of a plan say, with what data show where a file tells it.
fn report(file: &Path, evidence: Option<&Path>) -> Result<payplan::Report> {
    let Some(told) = evidence else {
        return Ok(payplan::check_text(&read(file)?));
    };
    let plan = plan_of(file)?;
    let known = payplan::evidence(&read(told)?, &plan).map_err(|problems| unreadable("The evidence", told, &problems))?;
    Ok(payplan::check_with(&plan, &payplan::Policies::default(), &known))
}

/// Checks a plan's form, lints and examples.
fn check(base: &Base, file: &Path, examples_only: bool, evidence: Option<&Path>) -> Result<ExitCode> {
    let report = report(file, evidence)?;
    let well = if examples_only { report.examples_pass() } else { report.ok };
    if base.json {
        print_json(&report)?;
    } else {
        for lint in report.lints.iter().filter(|lint| lint.severity != Severity::NotChecked) {
            println!("{} {} line {}: {}", severity(lint.severity), lint.id, lint.line, lint.message);
            if let Some(because) = &lint.because {
                println!("        excepted, because {because}");
            }
            if let Some(rule) = lint.rule() {
                println!("        {}: {} ({})", rule.check, rule.source, rule.evidence);
            }
        }
        for example in &report.examples {
            println!("{} {}", if example.ok { "passes" } else { "FAILS " }, example.name);
            let unlike = |line: &&payplan::ExampleLine| line.difference.is_some() || line.actual.starts_with("unknown");
            for line in example.lines.iter().filter(unlike) {
                println!(
                    "       {} {}: expected {}, got {}",
                    line.period, line.name, line.expected, line.actual
                );
            }
        }
        println!("{}", if well { "The plan holds." } else { "The plan does not hold." });
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error  ",
        Severity::Warning => "warning",
        Severity::Information => "info   ",
        Severity::NotChecked => "open   ",
    }
}

/// Runs, statements and explanations.
pub(crate) async fn incentives(base: Base, act: IncentivesAct) -> Result<ExitCode> {
    let app = base.open().await?;
    match act {
        IncentivesAct::AddPlan { file } => add_plan(&base, &app, &file).await,
        IncentivesAct::Run { replay: Some(run), .. } => replay(&base, &app, &run).await,
        IncentivesAct::Run { plan, period, .. } => run(&base, &app, &plan.unwrap_or_default(), &period.unwrap_or_default()).await,
        IncentivesAct::Statement { person, year } => statement(&base, &app, &person, &year.unwrap_or_default()).await,
        IncentivesAct::Explain {
            person,
            component,
            period,
            account,
        } => {
            let question = Asked {
                person,
                component,
                period,
                account: account.unwrap_or_default(),
            };
            explain(&base, &app, question).await
        }
    }
}

async fn add_plan(base: &Base, app: &AppRef, file: &Path) -> Result<ExitCode> {
    let checked = acts::check_plan(&read(file)?)?;
    let mut tx = app.db.write().await?;
    let id = acts::add_plan(&mut tx, &operator(app), &checked).await?;
    tx.commit().await?;
    if base.json {
        print_json(&json!({ "plan": id.to_string() }))?;
    } else {
        println!(
            "Added {} version {} as a draft. A key account director approves it on the page Plans.",
            checked.plan.name, checked.plan.version
        );
    }
    Ok(ExitCode::SUCCESS)
}

async fn run(base: &Base, app: &AppRef, plan: &str, period: &str) -> Result<ExitCode> {
    let mut tx = app.db.read().await?;
    let version = store::look_up_plan(&mut tx, plan, None).await?.ok_or_else(|| {
        Error::refused(
            "incentives.no_plan",
            format!("There is no approved plan `{plan}`. The page Plans lists them."),
        )
    })?;
    drop(tx);
    let id = acts::run(app, &operator(app), version.id, period).await?;
    let mut tx = app.db.read().await?;
    let run = store::find_run(&mut tx, id).await?;
    if base.json {
        print_json(&json!({ "run": id.to_string(), "facts": run.facts, "people": run.people, "results": run.results_digest }))?;
    } else {
        println!(
            "Run {id}: {} facts, {} people, results {}.",
            run.facts, run.people, run.results_digest
        );
    }
    Ok(ExitCode::SUCCESS)
}

async fn replay(base: &Base, app: &AppRef, run: &str) -> Result<ExitCode> {
    let id = RunId::parse(run).map_err(|_no_id| Error::NotFound { what: "run" })?;
    let replayed = acts::replay(app, &operator(app), id).await?;
    if base.json {
        print_json(&replayed)?;
    } else if replayed.same {
        println!("{} lines computed again, every byte the same.", replayed.lines);
    } else {
        println!(
            "{} lines computed again; the result DIFFERS: {} then, {} now.",
            replayed.lines, replayed.kept_digest, replayed.replayed_digest
        );
    }
    Ok(if replayed.same { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

async fn person_of(app: &AppRef, reference: &str) -> Result<PersonId> {
    let mut tx = app.db.read().await?;
    let found = staff::by_reference(&mut tx, [&reference.to_owned()]).await?;
    found.get(reference).map(|person| person.id).ok_or_else(|| {
        Error::refused(
            "staff.no_person",
            format!("There is nobody with the reference `{reference}`. The page Staff lists everybody."),
        )
    })
}

async fn statement(base: &Base, app: &AppRef, person: &str, year: &str) -> Result<ExitCode> {
    let person = person_of(app, person).await?;
    let mut tx = app.db.read().await?;
    let statement = reading::year_statement(&mut tx, &operator(app), person, "", year).await?;
    if base.json {
        print_json(&programme::people::incentives::statement_json(&statement))?;
    } else {
        print_statement(&statement);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_statement(statement: &YearStatement) {
    let currency = statement.version.currency.code();
    println!(
        "{}, {}, plan {} v{}",
        statement.person.name, statement.label, statement.version.name, statement.version.number
    );
    for row in &statement.rows {
        println!("\n{}", row.id);
        for period in &statement.periods {
            let Some(line) = row.lines.get(&period.name) else { continue };
            let earned = match (&line.earned, &line.unknown_because) {
                (Some(earned), _) => format!("{} {currency}", format::money(earned)),
                (None, because) => format!("unknown: {}", because.as_deref().unwrap_or_default()),
            };
            let attainment = line.attainment.as_ref().map(format::percent).unwrap_or_default();
            println!("  {:24} {:>12} {:>20}  {}", period.label, attainment, earned, period.state.name());
        }
    }
    match &statement.total.unknown {
        None => println!("\nTogether {} {currency}", format::money(&statement.total.known)),
        Some(because) => println!("\nTogether unknown: {because}"),
    }
}

struct Asked {
    person: String,
    component: String,
    period: String,
    account: String,
}

async fn explain(base: &Base, app: &AppRef, asked: Asked) -> Result<ExitCode> {
    let person = person_of(app, &asked.person).await?;
    let viewer = operator(app);
    let mut tx = app.db.read().await?;
    let plan = reading::plan_of_period(&mut tx, &viewer, person, &asked.period).await?;
    drop(tx);
    let question = Question {
        person,
        plan,
        component: asked.component,
        period: asked.period,
        account: asked.account,
    };
    let explanation = reading::explain(app, &viewer, &question).await?;
    if base.json {
        print_json(&explanation.trace)?;
    } else {
        print_trace(&explanation.trace, 0);
        let version = &explanation.version;
        println!(
            "\nPlan {} v{}, {}. Run {}.",
            version.name, version.number, version.digest, explanation.run.id
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Money(money) => format!("{} {}", format::money(money), money.currency().code()),
        Cell::Amount { value, currency } => format!("{} {}", format::amount(value, *currency), currency.code()),
        Cell::Number(number) => number.to_string(),
        Cell::Percent(share) => format::percent(share),
        Cell::Day(day) => day.to_string(),
        Cell::Count(n) => format::count(*n),
        Cell::Unknown(because) => format!("unknown: {because}"),
    }
}

fn print_trace(trace: &Trace, depth: usize) {
    let indent = "  ".repeat(depth);
    println!("{indent}{}  {}", trace.what, shown(&trace.value));
    for words in trace.formula.iter().chain(&trace.note) {
        println!("{indent}  {words}");
    }
    if let Some(table) = &trace.table {
        println!("{indent}  {}", table.heads.join(" | "));
        for row in table.rows.iter().chain(&table.total) {
            println!("{indent}  {}", row.iter().map(shown).collect::<Vec<_>>().join(" | "));
        }
    }
    for input in &trace.inputs {
        print_trace(input, depth + 1);
    }
}
