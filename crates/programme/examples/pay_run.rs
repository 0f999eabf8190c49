//! Measures the way from files to pay on the AdventureWorks data: the import of its 32,000 facts, and the run of one quarter.
//!
//! `cargo xtask bench` builds and runs it with the folder of the data. It prints lines that end in `median least most`, in milliseconds.

use platform::access::{Role, Viewer};
use platform::database::{Database, Surroundings};
use platform::testing::{Engine, TestProgramme};
use platform::web::{App, AppRef};
use platform::{Error, Result};
use programme::foundation::facts;
use programme::people::incentives::{acts, store};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use vocabulary::{PlanVersionId, SystemClock, SystemIds, UserId};

const PLAN: &str = include_str!("../../payplan/plans/adventureworks.yaml");
const FILES: [&str; 6] = [
    "csv/HumanResources.Employee.csv",
    "csv/Sales.SalesPerson.csv",
    "csv/Sales.SalesPersonQuotaHistory.csv",
    "csv/Sales.Store.csv",
    "derived/SalesOrderHeader_reseller_FY22-24.csv",
    "derived/SalesOrderDetail_reseller_FY22-24.csv",
];
/// How often a new firm is made.
const ROUNDS: usize = 3;

#[tokio::main]
async fn main() -> Result<()> {
    let folder = std::env::args().nth(1).ok_or(Error::NotFound {
        what: "folder of the data",
    })?;
    let (mut imports, mut runs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let kept = TestProgramme::on(Engine::Sqlite, programme::book()).await;
        let app = node(&kept).await?;
        let files = read(Path::new(&folder))?;
        let begun = Instant::now();
        let operator = Viewer::operator(&app.book.access);
        let report = facts::acts::import(&app, &operator, files, facts::Told::default()).await?;
        imports.push(begun.elapsed().as_millis());
        if report.refused > 0 {
            return Err(Error::Failed(anyhow::anyhow!("{} rows were refused", report.refused)));
        }
        let (plan, period) = agree(&app).await?;
        let begun = Instant::now();
        acts::run(&app, &user(&app, Role::CompAnalyst, 1), plan, &period).await?;
        runs.push(begun.elapsed().as_millis());
    }
    told("AdventureWorks: import of six files with 32,123 facts", imports);
    told("AdventureWorks: the run of the first quarter over those facts, 17 people", runs);
    Ok(())
}

/// A node with the real clock over the database of the test kit.
async fn node(kept: &TestProgramme) -> Result<AppRef> {
    let config = kept.app.config.clone();
    let around = Surroundings {
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        zone: config.zone,
    };
    let db = Database::open(&config.database_url, around).await?;
    Ok(App::new(programme::book(), db, config))
}

fn read(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let failed = |problem: std::io::Error| Error::Failed(anyhow::Error::new(problem).context("reading the data"));
    let file = |path: &&str| {
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        Ok((name, std::fs::read(folder.join(path)).map_err(failed)?))
    };
    FILES.iter().map(file).collect()
}

fn user(app: &AppRef, role: Role, number: u64) -> Viewer {
    let id = UserId::parse(&format!("00000000-0000-0000-0000-{number:012}")).expect("twelve digits end an id");
    Viewer::new(id, role.name().to_owned(), [role].into(), None, &app.book.access)
}

/// Adds and approves the plan; gives its first period.
async fn agree(app: &AppRef) -> Result<(PlanVersionId, String)> {
    let mut tx = app.db.write().await?;
    let plan = acts::add_plan(&mut tx, &user(app, Role::CompAnalyst, 1), &acts::check_plan(PLAN)?).await?;
    acts::approve_plan(&mut tx, &user(app, Role::KaDirector, 2), plan).await?;
    tx.commit().await?;
    let mut tx = app.db.read().await?;
    let periods = store::list_periods(&mut tx, plan).await?;
    let first = periods.first().ok_or(Error::NotFound { what: "period" })?;
    Ok((plan, first.name.clone()))
}

fn told(what: &str, mut times: Vec<u128>) {
    times.sort_unstable();
    let at = |place: usize| times.get(place).copied().unwrap_or_default();
    println!("{what} {} {} {}", at(ROUNDS / 2), at(0), at(ROUNDS - 1));
}
