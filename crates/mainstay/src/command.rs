//! The command line: what can be said, with examples.

pub(crate) mod import;
pub(crate) mod operate;
pub(crate) mod pay;
pub(crate) mod serve;

use clap::{Args, Parser, Subcommand};
use programme::foundation::facts::rules::target::Target;
use std::path::PathBuf;

/// Runs a firm's key account management programme.
#[derive(Parser)]
#[command(
    name = "mainstay",
    version,
    after_help = "Examples:\n  mainstay demo                         look around in a made-up firm\n  mainstay serve                        serve your own firm\n  mainstay import --dry-run orders.csv  see what a file would change\n  mainstay payplan check plan.yaml      check a plan against its own examples"
)]
pub(crate) struct Cli {
    /// The configuration file [default: mainstay.toml where it exists]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Print JSON instead of text
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What can be asked for.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve the programme on the configured address
    Serve(Serve),
    /// Serve a made-up firm on loopback; prints who can sign in
    Demo(Demo),
    /// The settings in force
    Config {
        #[command(subcommand)]
        act: ConfigAct,
    },
    /// Say what is missing or wrong, and how to fix it
    Doctor,
    /// The journal of every change
    Journal {
        #[command(subcommand)]
        act: JournalAct,
    },
    /// Alerts: conditions on figures that somebody must act on
    Alerts {
        #[command(subcommand)]
        act: AlertsAct,
    },
    /// Work beside the requests: what is under way, and what can be done with it
    Jobs {
        #[command(subcommand)]
        act: JobsAct,
    },
    /// Mail: try out what the settings say
    Mail {
        #[command(subcommand)]
        act: MailAct,
    },
    /// Users, from the operator's side
    Users {
        #[command(subcommand)]
        act: UsersAct,
    },
    /// Access tokens with which programs ask the API in the name of a user
    Token {
        #[command(subcommand)]
        act: TokenAct,
    },
    /// Print the OpenAPI document of the API
    Openapi,
    /// Import files: accounts, staff, assignments, quotas, rates, facts
    Import(Import),
    /// Put the batches of facts together, and remove files that nobody needs
    Compact,
    /// Plans as files
    Payplan {
        #[command(subcommand)]
        act: PayplanAct,
    },
    /// Runs and statements
    Incentives {
        #[command(subcommand)]
        act: IncentivesAct,
    },
}

/// Where to listen.
#[derive(Args)]
pub(crate) struct Serve {
    /// Another address and port than configured
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<String>,
}

/// Where the demonstration lives.
#[derive(Args)]
pub(crate) struct Demo {
    /// The port on loopback; 0 takes a free one
    #[arg(long, default_value_t = 8420)]
    pub(crate) port: u16,
    /// The folder of the demonstration's data; reused on the next start
    #[arg(long, default_value = "data/demo", value_name = "FOLDER")]
    pub(crate) data: PathBuf,
}

/// What can be asked of the settings.
#[derive(Subcommand)]
pub(crate) enum ConfigAct {
    /// Each setting with its value and where it came from
    Show,
}

/// What can be asked of the journal.
#[derive(Subcommand)]
pub(crate) enum JournalAct {
    /// Follow the whole chain and check every digest
    Verify,
}

/// What the operator can do with alerts.
#[derive(Subcommand)]
pub(crate) enum AlertsAct {
    /// Look at every condition now: raise what holds, close what ended
    Evaluate,
}

/// What the operator can do with jobs.
#[derive(Subcommand)]
#[command(
    after_help = "Examples:\n  mainstay jobs list --open\n  mainstay --json jobs show 0198c0de-0000-7000-8000-000000000001\n  mainstay jobs run"
)]
pub(crate) enum JobsAct {
    /// The latest jobs, everybody's
    List {
        /// Only those that wait or run
        #[arg(long)]
        open: bool,
        /// How many at most
        #[arg(long, default_value_t = 20, value_name = "N")]
        limit: u16,
    },
    /// One of them
    Show {
        /// Its id
        job: String,
    },
    /// End it
    Cancel {
        /// Its id
        job: String,
    },
    /// Begin it again, after it failed or was cancelled
    Retry {
        /// Its id
        job: String,
    },
    /// Do what waits, here and now, and the daily work that nobody has done today; for a firm whose server does not run
    Run,
}

/// What the operator can do with mail.
#[derive(Subcommand)]
#[command(after_help = "Examples:\n  mainstay mail test ada@firm.example")]
pub(crate) enum MailAct {
    /// Send a test mail to an address, and say what went wrong if it did
    Test {
        /// The address
        address: String,
    },
}

/// What the operator can do with users.
#[derive(Subcommand)]
pub(crate) enum UsersAct {
    /// A one-time link with which a user sets a new password
    Link {
        /// What the user types to sign in
        login: String,
    },
    /// A one-time link for the first administrator of an empty firm
    First,
}

/// What the operator can do with access tokens.
#[derive(Subcommand)]
#[command(
    after_help = "Examples:\n  mainstay token make export --name nightly --scope read --days 30\n  mainstay token list export\n  mainstay token end export 0197c9a0-6f4e-7c11-9d3e-2b6a54f0c1d2"
)]
pub(crate) enum TokenAct {
    /// Make a token for a user and print it, this once
    Make {
        /// What the user types to sign in
        login: String,
        /// What will use it
        #[arg(long)]
        name: String,
        /// What it is for: `read`, or a chapter and a way such as `accounts:write`
        #[arg(long = "scope", value_name = "SCOPE", required = true)]
        scopes: Vec<String>,
        /// After so many days it ends by itself
        #[arg(long, default_value_t = platform::users::tokens::DAYS)]
        days: i64,
    },
    /// List the tokens of a user
    List {
        /// What the user types to sign in
        login: String,
    },
    /// End a token of a user
    End {
        /// What the user types to sign in
        login: String,
        /// The token, as the list names it
        token: String,
    },
}

/// What to import.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  mainstay import --dry-run accounts.csv staff.csv\n  mainstay import adventureworks/csv/*.csv adventureworks/derived/*.csv"
)]
pub(crate) struct Import {
    /// The files
    #[arg(required_unless_present = "take_back", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Take the facts of this earlier import back; for as many days as the setting `facts.take_back_days` says
    #[arg(long, value_name = "IMPORT", conflicts_with = "files")]
    pub(crate) take_back: Option<String>,
    /// Show what would change and keep nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write the refused rows to this file, to correct and send again
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    #[arg(long = "as", value_name = "TARGET", help = targets())]
    pub(crate) target: Option<String>,
    /// What all rows have in common, such as `currency=EUR` or `source=erp`
    #[arg(long, value_name = "FIELD=VALUE")]
    pub(crate) given: Vec<String>,
    /// Read every file by this profile; profiles that recognise a file are found without it
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// The field a column fills, nothing after the mark if it is not read, and how it is written: `Kunde=account`, `Betrag=amount:1.234,56`, `Datum=date:d/m/y`
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub(crate) map: Vec<String>,
}

/// Everything that a file can become, by the names that `--as` takes.
fn targets() -> String {
    let names: Vec<&str> = Target::all().into_iter().map(Target::name).collect();
    format!("What the rows become, recognised when absent: {}", names.join(", "))
}

/// What can be done with plans as files.
#[derive(Subcommand)]
pub(crate) enum PayplanAct {
    /// Check a plan: its form, its lints, its own examples
    Check {
        /// The plan
        file: PathBuf,
        /// Only the examples decide the exit code
        #[arg(long)]
        examples_only: bool,
        /// What the firm's data show, for the rules that need data
        #[arg(long, value_name = "FILE")]
        evidence: Option<PathBuf>,
    },
    /// Print the JSON Schema of the plan language, for completion in editors
    Schema,
    /// Print the rules of good plan design with their sources
    Rules,
    /// Say in words what a later version of a plan changes
    Difference {
        /// The earlier version
        earlier: PathBuf,
        /// The later version
        later: PathBuf,
    },
    /// Print the plan as its people read it, with curve and worked examples, in Markdown
    Document {
        /// The plan
        file: PathBuf,
    },
}

/// What can be done with runs and statements.
#[derive(Subcommand)]
pub(crate) enum IncentivesAct {
    /// Add a plan as a draft
    AddPlan {
        /// The plan
        file: PathBuf,
    },
    /// Compute a period of a plan, or compute an old run again and compare
    Run {
        /// The plan's name
        #[arg(required_unless_present = "replay")]
        plan: Option<String>,
        /// The period's name, as 2027-Q1
        #[arg(required_unless_present = "replay")]
        period: Option<String>,
        /// Compute this run again from what it pinned, and compare to the byte
        #[arg(long, value_name = "RUN")]
        replay: Option<String>,
    },
    /// The statement of a person
    Statement {
        /// The person's reference
        person: String,
        /// The year's name [default: the latest]
        #[arg(long)]
        year: Option<String>,
    },
    /// Follow a figure down to the orders behind it
    Explain {
        /// The person's reference
        person: String,
        /// The component of the plan
        component: String,
        /// The period's name
        period: String,
        /// List the lines of this account
        #[arg(long, value_name = "REFERENCE")]
        account: Option<String>,
    },
}

#[cfg(test)]
mod tests {
    use super::{Cli, Target};
    use clap::CommandFactory;

    #[test]
    fn the_help_of_import_names_everything_that_a_file_can_become() {
        let mut command = Cli::command();
        let help = command.find_subcommand_mut("import").unwrap().render_long_help().to_string();
        for target in Target::all() {
            assert!(help.contains(target.name()), "{} is missing in {help}", target.name());
        }
    }
}
