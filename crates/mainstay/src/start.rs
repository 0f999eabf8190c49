//! How every command begins: settings from file and environment, then a node over its database.

use crate::command::Cli;
use platform::access::Viewer;
use platform::config::Config;
use platform::database::{Database, Surroundings};
use platform::web::{App, AppRef};
use platform::{Error, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vocabulary::{SystemClock, SystemIds};

/// The settings of this call.
pub(crate) struct Base {
    /// The settings in force.
    pub(crate) config: Config,
    /// The file they came from, if there was one.
    pub(crate) file: Option<PathBuf>,
    /// Whether answers are JSON.
    pub(crate) json: bool,
    environment: BTreeMap<String, String>,
}

impl Base {
    /// Reads the settings: the file named, else `mainstay.toml` where it lies, then the environment, then the options.
    pub(crate) fn new(cli: &Cli) -> Result<Self> {
        let file = cli
            .config
            .clone()
            .or_else(|| Path::new("mainstay.toml").exists().then(|| PathBuf::from("mainstay.toml")));
        let environment: BTreeMap<String, String> = std::env::vars().filter(|(name, _)| name.starts_with("MAINSTAY_")).collect();
        let config = Config::load(file.as_deref(), &environment, &[])?;
        Ok(Self {
            config,
            file,
            json: cli.json,
            environment,
        })
    }

    /// The same settings with some of them said on the command line.
    pub(crate) fn with(self, options: &[(&str, String)]) -> Result<Self> {
        let config = Config::load(self.file.as_deref(), &self.environment, options)?;
        Ok(Self { config, ..self })
    }

    /// The clock and the ids of this machine.
    pub(crate) fn around(&self) -> Surroundings {
        Surroundings {
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
            zone: self.config.zone,
        }
    }

    /// A node over the database, its schema brought up to date.
    pub(crate) async fn open(&self) -> Result<AppRef> {
        prepare_folders(&self.config)?;
        let db = Database::open(&self.config.database_url, self.around()).await?;
        let book = programme::book().with_press(press::PRESS);
        db.migrate(&book.migrations()).await?;
        Ok(App::new(book, db, self.config.clone()))
    }
}

/// The operator, who may do everything because the database is theirs.
pub(crate) fn operator(app: &AppRef) -> Viewer {
    Viewer::operator(&app.book.access)
}

fn prepare_folders(config: &Config) -> Result<()> {
    let make = |path: &Path| {
        std::fs::create_dir_all(path)
            .map_err(|e| Error::refused("config.folder", format!("The folder {} cannot be made: {e}.", path.display())))
    };
    make(&config.facts_folder)?;
    if let Some(path) = config.database_url.strip_prefix("sqlite:") {
        let path = path.split('?').next().unwrap_or(path).trim_start_matches("//");
        if let Some(parent) = Path::new(path).parent().filter(|parent| !parent.as_os_str().is_empty()) {
            make(parent)?;
        }
    }
    Ok(())
}
