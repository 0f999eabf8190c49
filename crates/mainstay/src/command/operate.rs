//! What operators ask: settings, health, the journal, alerts, links for users.

use super::{AlertsAct, ConfigAct, JobsAct, JournalAct, MailAct, TokenAct, UsersAct};
use crate::start::{Base, operator};
use platform::jobs::{self, Job, JobId, State};
use platform::users::tokens::{self, SaidToken, TokenId};
use platform::web::AppRef;
use platform::{Error, Result, journal, mail, users};
use programme::foundation::{alerts, facts};
use serde_json::json;
use std::process::ExitCode;

/// Prints the settings in force and their origin.
pub(crate) fn config(base: &Base, act: &ConfigAct) -> Result<ExitCode> {
    let ConfigAct::Show = act;
    let shown = base.config.shown();
    if base.json {
        let all: Vec<_> = shown
            .iter()
            .map(|(name, value, origin)| json!({ "setting": name, "value": value, "origin": origin }))
            .collect();
        println!("{}", json!(all));
    } else {
        let width = shown.iter().map(|(name, _, _)| name.len()).max().unwrap_or_default();
        for (name, value, origin) in shown {
            println!("{name:width$}  {value}  ({origin})");
        }
    }
    Ok(ExitCode::SUCCESS)
}

struct Check {
    what: &'static str,
    state: Result<String, String>,
}

/// Looks at everything the program needs; each problem with its remedy.
pub(crate) async fn doctor(base: Base) -> Result<ExitCode> {
    let mut checks = Vec::new();
    match base.open().await {
        Ok(app) => {
            checks.push(Check {
                what: "database",
                state: Ok(format!("{} answers and has its schema", app.db.engine())),
            });
            let mut tx = app.db.read().await?;
            let journal = journal::verify(&mut tx).await?;
            let state = match &journal.broken {
                None => Ok(format!("{} entries, the chain is whole", journal.entries)),
                Some(broken) => Err(format!(
                    "broken at entry {}: {}. Restore a back-up and compare.",
                    broken.number, broken.reason
                )),
            };
            checks.push(Check { what: "journal", state });
            let pinned = facts::pinned(&mut tx).await?;
            let store = engine::FactStore::new(&facts::folder(&app.config));
            let count = pinned.len();
            let damaged = pinned.iter().find_map(|batch| store.verify(batch).err());
            let state = damaged.map_or_else(
                || Ok(format!("{count} batches, every checksum holds")),
                |problem| Err(problem.to_string()),
            );
            checks.push(Check { what: "fact store", state });
            let count = users::acts::list(&mut tx, &operator(&app)).await?.len();
            let state = if count > 0 {
                Ok(format!("{count} users"))
            } else {
                Err("no user yet. `mainstay serve` prints a link for the first administrator.".to_owned())
            };
            checks.push(Check { what: "users", state });
        }
        Err(error) => checks.push(Check {
            what: "database",
            state: Err(format!("{error}")),
        }),
    }
    let well = checks.iter().all(|check| check.state.is_ok());
    if base.json {
        let all: Vec<_> = checks
            .iter()
            .map(|check| json!({ "check": check.what, "ok": check.state.is_ok(), "says": check.state.as_ref().unwrap_or_else(|e| e) }))
            .collect();
        println!("{}", json!(all));
    } else {
        for check in &checks {
            match &check.state {
                Ok(says) => println!("ok       {}: {says}", check.what),
                Err(says) => println!("problem  {}: {says}", check.what),
            }
        }
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Follows the journal's chain.
pub(crate) async fn journal(base: Base, act: &JournalAct) -> Result<ExitCode> {
    let JournalAct::Verify = act;
    let app = base.open().await?;
    let mut tx = app.db.read().await?;
    let found = journal::verify(&mut tx).await?;
    if base.json {
        println!("{}", serde_json::to_string(&found).map_err(|e| Error::Failed(e.into()))?);
    } else {
        match &found.broken {
            None => println!(
                "{} entries, {} with erased content; the chain is whole.",
                found.entries, found.erased
            ),
            Some(broken) => println!("The chain is broken at entry {}: {}.", broken.number, broken.reason),
        }
    }
    Ok(if found.broken.is_none() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

/// Evaluates every alert. The answer counts and names nobody: what an alert says is for its owner.
pub(crate) async fn alerts(base: Base, act: &AlertsAct) -> Result<ExitCode> {
    let AlertsAct::Evaluate = act;
    let app = base.open().await?;
    let mut tx = app.db.write().await?;
    let done = alerts::evaluate(&mut tx).await?;
    tx.commit().await?;
    if base.json {
        println!("{}", serde_json::to_string(&done).map_err(|e| Error::Failed(e.into()))?);
    } else {
        println!("{} raised, {} closed, {} open.", done.raised, done.closed, done.open);
        if done.unowned > 0 {
            println!(
                "{} of them belong to nobody: a person without a manager, or a role that no user with a person holds.",
                done.unowned
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Lists jobs, shows one, cancels it, tries it again, or does what waits.
pub(crate) async fn jobs(base: Base, act: JobsAct) -> Result<ExitCode> {
    let app = base.open().await?;
    let viewer = operator(&app);
    let shown = match act {
        JobsAct::List { open, limit } => {
            let states: &[State] = if open { &[State::Waiting, State::Running] } else { &[] };
            let mut tx = app.db.read().await?;
            jobs::acts::list(&mut tx, &viewer, states, [i64::from(limit), 0]).await?
        }
        JobsAct::Show { job } => vec![one_job(&app, &job).await?],
        JobsAct::Cancel { job } => {
            let mut tx = app.db.write().await?;
            jobs::acts::cancel(&mut tx, &viewer, JobId::in_address(&job)?).await?;
            tx.commit().await?;
            vec![one_job(&app, &job).await?]
        }
        JobsAct::Retry { job } => {
            let mut tx = app.db.write().await?;
            jobs::acts::retry(&mut tx, &viewer, JobId::in_address(&job)?).await?;
            tx.commit().await?;
            vec![one_job(&app, &job).await?]
        }
        JobsAct::Run => return run_jobs(&base, &app).await,
    };
    if base.json {
        let all: Vec<_> = shown.iter().map(|job| jobs::told(&app.book, job)).collect();
        println!("{}", serde_json::to_string(&all).map_err(|e| Error::Failed(e.into()))?);
    } else if shown.is_empty() {
        println!("No job.");
    } else {
        shown.iter().for_each(|job| println!("{}", job_line(&app, job)));
    }
    Ok(ExitCode::SUCCESS)
}

async fn one_job(app: &AppRef, id: &str) -> Result<Job> {
    jobs::acts::find(&mut app.db.read().await?, &operator(app), JobId::in_address(id)?).await
}

fn job_line(app: &AppRef, job: &Job) -> String {
    let so_far = match job.total {
        0 => String::new(),
        total => format!(" {} of {total}", job.done),
    };
    let came = match &job.result {
        Some(outcome) => outcome.say(),
        None => job.reason.clone(),
    };
    let name = jobs::name(&app.book, job);
    let line = format!(
        "{}  {}  {}{so_far}  {name}  {}  {came}",
        job.id,
        job.asked.to_rfc3339(),
        job.state.say(),
        job.subject
    );
    line.trim_end().to_owned()
}

async fn run_jobs(base: &Base, app: &AppRef) -> Result<ExitCode> {
    jobs::schedule(app).await?;
    let mut done = 0_u64;
    while jobs::run_next(app).await? {
        done += 1;
    }
    if base.json {
        println!("{}", json!({ "run": done }));
    } else {
        println!("{done} jobs were run. `mainstay jobs list` says what came of them.");
    }
    Ok(ExitCode::SUCCESS)
}

/// Sends a test mail; it needs no database.
pub(crate) async fn mail(base: &Base, act: MailAct) -> Result<ExitCode> {
    let MailAct::Test { address } = act;
    let taken = mail::test(&base.config, &base.around(), &address).await?;
    if base.json {
        println!("{}", json!({ "taken": true, "says": taken }));
    } else {
        println!("{taken}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes one-time links.
pub(crate) async fn users(base: Base, act: UsersAct) -> Result<ExitCode> {
    let app = base.open().await?;
    let token = match act {
        UsersAct::Link { login } => users::acts::reset_link(&app, &login).await?,
        UsersAct::First => users::acts::first_link(&app).await?.ok_or_else(|| {
            Error::refused(
                "users.not_first",
                "There are users already. An administrator adds further ones on the page Users.",
            )
        })?,
    };
    println!("http://{}/sign-in/link?token={token}", base.config.listen);
    Ok(ExitCode::SUCCESS)
}

/// Prints the OpenAPI document; it needs no database.
pub(crate) fn openapi() -> Result<ExitCode> {
    let document = platform::api::document(&programme::book());
    println!("{}", serde_json::to_string_pretty(&document).map_err(|e| Error::Failed(e.into()))?);
    Ok(ExitCode::SUCCESS)
}

/// Makes, lists and ends access tokens.
pub(crate) async fn tokens(base: Base, act: TokenAct) -> Result<ExitCode> {
    let app = base.open().await?;
    let operator = operator(&app);
    let login = match &act {
        TokenAct::Make { login, .. } | TokenAct::List { login } | TokenAct::End { login, .. } => login,
    };
    let mut tx = app.db.write().await?;
    let user = users::store::look_up(&mut tx, login)
        .await?
        .ok_or(Error::NotFound { what: "user" })?;
    match act {
        TokenAct::Make { name, scopes, days, .. } => {
            let scopes = tokens::acts::scopes(&app.book, &scopes.join(" "));
            let said = SaidToken { name, scopes, days };
            let of = (user.id, app.config.token_days_max);
            let (id, secret) = tokens::acts::create_for(&mut tx, &operator, &app.book, of, said).await?;
            tx.commit().await?;
            if base.json {
                println!("{}", json!({ "id": id.to_string(), "token": secret }));
            } else {
                println!("{secret}");
            }
        }
        TokenAct::List { .. } => {
            let all = tokens::acts::list_of(&mut tx, &operator, &app.book, user.id).await?;
            let shown = all.iter().map(|token| {
                json!({
                    "id": token.id.to_string(), "name": token.name, "scopes": token.scopes.to_string(),
                    "expires": token.expires.to_rfc3339(), "used": token.used.map(|day| day.to_string()),
                })
            });
            if base.json {
                println!("{}", json!(shown.collect::<Vec<_>>()));
            } else {
                for token in &all {
                    println!(
                        "{}  {}  {}  until {}",
                        token.id,
                        token.name,
                        token.scopes,
                        token.expires.to_rfc3339()
                    );
                }
            }
        }
        TokenAct::End { token, .. } => {
            tokens::acts::end_of(&mut tx, &operator, user.id, TokenId::in_address(&token)?).await?;
            tx.commit().await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
