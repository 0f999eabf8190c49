//! Mainstay: one binary that serves the programme, and the commands of its operator.

#[macro_use]
mod output;

mod command;
mod start;

use clap::Parser as _;
use command::{Cli, Command};
use platform::{Error, Result};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let code = run(cli).await.unwrap_or_else(|error| {
        eprintln!("{error}");
        match error {
            Error::NotFound { .. } | Error::Forbidden { .. } | Error::Refused(_) | Error::Changed { .. } => ExitCode::from(2),
            Error::Failed(_) => ExitCode::from(1),
        }
    });
    match output::end() {
        None => code,
        Some(fault) => {
            eprintln!("The output could not be written: {fault}.");
            ExitCode::from(1)
        }
    }
}

async fn run(cli: Cli) -> Result<ExitCode> {
    let base = start::Base::new(&cli)?;
    match cli.command {
        Command::Serve(serve) => command::serve::serve(base, serve).await,
        Command::Demo(demo) => command::serve::demo(base, demo).await,
        Command::Config { act } => command::operate::config(&base, &act),
        Command::Doctor => command::operate::doctor(base).await,
        Command::Journal { act } => command::operate::journal(base, &act).await,
        Command::Alerts { act } => command::operate::alerts(base, &act).await,
        Command::Jobs { act } => command::operate::jobs(base, act).await,
        Command::Mail { act } => command::operate::mail(&base, act).await,
        Command::Users { act } => command::operate::users(base, act).await,
        Command::Token { act } => command::operate::tokens(base, act).await,
        Command::Openapi => command::operate::openapi(),
        Command::Import(import) => command::import::import(base, import).await,
        Command::Compact => command::import::compact(base).await,
        Command::Payplan { act } => command::pay::payplan(&base, act),
        Command::Incentives { act } => command::pay::incentives(base, act).await,
    }
}
