//! Settings: a documented default for each, the operator's file, then the environment; each knows where it came from.

use crate::mail::{Address, Relay};
use crate::{Error, Result};
use document::Paper;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use vocabulary::{Currency, Zone};

/// Every setting with its default and its meaning, compiled in.
pub const DEFAULTS: &str = include_str!("../../../config.default.toml");

/// The settings in force.
#[derive(Clone)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: String,
    /// Whether cookies travel only over HTTPS.
    pub secure_cookies: bool,
    /// The proxy that is believed when it says for whom it asks.
    pub proxy: Option<IpAddr>,
    /// The address at which people reach the firm's Mainstay, without a slash at its end; empty where nobody has said it.
    pub public_url: String,
    /// The mail server; none where no mail is sent.
    pub relay: Option<Relay>,
    /// The address that mails come from; there is one where there is a mail server.
    pub mail_from: Option<Address>,
    /// The hour of the firm's day at which the daily mails are sent.
    pub mail_hour: u8,
    /// The largest upload in bytes.
    pub upload_bytes_max: usize,
    /// `sqlite:PATH` or `postgres://…`; may hold a password, see [`Config::shown`].
    pub database_url: String,
    /// The folder of the fact batches.
    pub facts_folder: PathBuf,
    /// An import can be taken back for so many seconds.
    pub take_back_seconds: i64,
    /// An ended job is kept for so many seconds.
    pub job_seconds_kept: i64,
    /// The firm's name.
    pub firm_name: String,
    /// Decides the day of an instant.
    pub zone: Zone,
    /// The reporting currency.
    pub currency: Currency,
    /// The paper that documents are printed for unless somebody asks for another.
    pub paper: Paper,
    /// A session ends after so many seconds.
    pub session_seconds_max: i64,
    /// A session ends after so many seconds without a request.
    pub idle_seconds_max: i64,
    /// Wrong passwords within fifteen minutes that close a login.
    pub attempts_max: i64,
    /// The shortest password.
    pub password_length_min: usize,
    /// How many requests a program may send in a minute.
    pub requests_a_minute: i64,
    /// How many requests an address may send to the API in a minute without being known.
    pub strangers_a_minute: i64,
    /// For how many days an access token may live.
    pub token_days_max: i64,
    /// Whether log lines are JSON.
    pub log_json: bool,
    /// The log filter.
    pub log_level: String,
    values: BTreeMap<String, (String, Origin)>,
}

/// Where a setting came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// `config.default.toml`.
    Default,
    /// The operator's file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// A command-line option.
    Option,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Option => f.write_str("command line"),
        }
    }
}

impl Config {
    /// Reads the defaults, then the file if one is named, then the environment, then the options.
    ///
    /// # Errors
    /// A refusal that names the setting, its value, its origin and what would be right.
    pub fn load(file: Option<&Path>, environment: &BTreeMap<String, String>, options: &[(&str, String)]) -> Result<Self> {
        let mut values = BTreeMap::new();
        for (name, value) in flatten(DEFAULTS, Path::new("config.default.toml"))? {
            values.insert(name, (value, Origin::Default));
        }
        if let Some(path) = file {
            let text = std::fs::read_to_string(path).map_err(|e| {
                Error::refused(
                    "config.file",
                    format!("The configuration file {} cannot be read: {e}.", path.display()),
                )
            })?;
            for (name, value) in flatten(&text, path)? {
                set(&mut values, &name, value, Origin::File(path.to_owned()))?;
            }
        }
        for name in values.keys().cloned().collect::<Vec<_>>() {
            let variable = variable_of(&name);
            if let Some(value) = environment.get(&variable) {
                set(&mut values, &name, value.clone(), Origin::Environment(variable))?;
            }
        }
        for (name, value) in options {
            set(&mut values, name, value.clone(), Origin::Option)?;
        }
        Self::typed(values)
    }

    fn typed(values: BTreeMap<String, (String, Origin)>) -> Result<Self> {
        let read = Reader { values: &values };
        let config = Self {
            listen: read.text("server.listen")?,
            secure_cookies: read.parsed("server.secure_cookies", "true or false")?,
            proxy: read.with("server.proxy", "an IP address, or empty", |text| match text {
                "" => Some(None),
                address => address.parse().ok().map(Some),
            })?,
            public_url: read.with(
                "server.public_url",
                "an address such as https://mainstay.firm.example, or empty",
                public_url,
            )?,
            relay: relay(&read)?,
            mail_from: read.with(
                "mail.from",
                "a mail address such as mainstay@firm.example, or empty",
                |text| match text {
                    "" => Some(None),
                    address => address.parse().ok().map(Some),
                },
            )?,
            mail_hour: read.with("mail.digest_at", "a whole hour from 0 to 23", |text| {
                text.parse::<u8>().ok().filter(|hour| *hour < 24)
            })?,
            upload_bytes_max: read
                .positive::<usize>("server.upload_mib_max", "a whole number of MiB from 1")?
                .saturating_mul(1 << 20),
            database_url: read.text("database.url")?,
            facts_folder: PathBuf::from(read.text("facts.folder")?),
            take_back_seconds: read
                .positive::<i64>("facts.take_back_days", "a whole number of days from 1")?
                .saturating_mul(86_400),
            job_seconds_kept: read
                .positive::<i64>("jobs.kept_days", "a whole number of days from 1")?
                .saturating_mul(86_400),
            firm_name: read.text("firm.name")?,
            zone: read.with("firm.time_zone", "an IANA name such as Europe/Berlin", |text| {
                Zone::parse(text).ok()
            })?,
            currency: read.with("firm.currency", "an ISO 4217 code such as EUR", |text| Currency::parse(text).ok())?,
            paper: read.with("firm.paper", "a4 or letter", Paper::parse)?,
            session_seconds_max: read
                .positive::<i64>("sign_in.session_hours_max", "a whole number of hours from 1")?
                .saturating_mul(3600),
            idle_seconds_max: read
                .positive::<i64>("sign_in.idle_hours_max", "a whole number of hours from 1")?
                .saturating_mul(3600),
            attempts_max: read.positive("sign_in.attempts_max", "a whole number from 1")?,
            password_length_min: read.parsed("sign_in.password_length_min", "a whole number")?,
            requests_a_minute: read.positive("api.requests_a_minute", "a whole number from 1")?,
            strangers_a_minute: read.positive("api.strangers_a_minute", "a whole number from 1")?,
            token_days_max: read.positive("api.token_days_max", "a whole number of days from 1 to 365")?,
            log_json: read.with("log.format", "text or json", |text| match text {
                "json" => Some(true),
                "text" => Some(false),
                _ => None,
            })?,
            log_level: read.text("log.level")?,
            values: BTreeMap::new(),
        };
        fit(&config, &read)?;
        Ok(Self { values, ..config })
    }

    /// Each setting with its value and origin; passwords inside addresses are left out.
    #[must_use]
    pub fn shown(&self) -> Vec<(String, String, String)> {
        self.values
            .iter()
            .map(|(name, (value, origin))| (name.clone(), without_password(value), origin.to_string()))
            .collect()
    }
}

/// As shown: without passwords.
impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map()
            .entries(self.shown().into_iter().map(|(name, value, _)| (name, value)))
            .finish()
    }
}

/// Refuses values that each could be right and together are not, or that would shut everybody out.
fn fit(config: &Config, read: &Reader<'_>) -> Result<()> {
    if !(8..=64).contains(&config.password_length_min) {
        return Err(read.wrong("sign_in.password_length_min", "from 8 to 64"));
    }
    if config.token_days_max > 365 {
        return Err(read.wrong("api.token_days_max", "a whole number of days from 1 to 365"));
    }
    for (name, said) in [
        ("mail.from", config.mail_from.is_some()),
        ("server.public_url", !config.public_url.is_empty()),
    ] {
        if config.relay.is_some() && !said {
            return Err(read.wrong(name, "there where `mail.smtp` names a mail server"));
        }
    }
    if config.requests_a_minute.max(config.strangers_a_minute) > 1_000_000 {
        return Err(read.wrong("api.requests_a_minute", "at most 1000000, as `api.strangers_a_minute`"));
    }
    Ok(())
}

/// The mail server with how long its answers are waited for.
fn relay(read: &Reader<'_>) -> Result<Option<Relay>> {
    let seconds = read.with("mail.seconds_max", "a whole number of seconds from 1 to 300", |text| {
        text.parse::<u64>().ok().filter(|seconds| (1..=300).contains(seconds))
    })?;
    let right = "smtps://USER:PASSWORD@HOST:465 or smtp://USER:PASSWORD@HOST:587, or empty";
    let relay = read.with("mail.smtp", right, |text| match text {
        "" => Some(None),
        address => Relay::parse(address, seconds).map(Some),
    })?;
    let Some(relay) = relay else { return Ok(None) };
    let right = "a file with certificates in PEM, or empty";
    read.with("mail.authority", right, |path| match path {
        "" => Some(Some(relay.clone())),
        path => Some(Some(relay.clone().trusting(std::fs::read(path).ok()?)?)),
    })
}

/// An address of HTTP or HTTPS without anything behind the path, and without the slash at its end.
fn public_url(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some(String::new());
    }
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~/:[]".contains(c);
    let has_host = rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[');
    (has_host && rest.chars().all(fits)).then(|| text.trim_end_matches('/').to_owned())
}

/// `postgres://user:secret@host/db?password=secret` becomes `postgres://user:…@host/db?…`, with or without a scheme.
fn without_password(value: &str) -> String {
    let (scheme, rest) = match value.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), value),
    };
    let named = |credentials: &str, host: &str| credentials.split_once(':').map(|(user, _)| format!("{user}:…@{host}"));
    let shown = rest.rsplit_once('@').and_then(|(credentials, host)| named(credentials, host));
    let shown = shown.unwrap_or_else(|| rest.to_owned());
    match shown.split_once('?') {
        Some((place, said)) if said.contains("password") => format!("{scheme}{place}?…"),
        Some(_) | None => format!("{scheme}{shown}"),
    }
}

fn variable_of(name: &str) -> String {
    format!("MAINSTAY_{}", name.replace('.', "_").to_uppercase())
}

fn set(values: &mut BTreeMap<String, (String, Origin)>, name: &str, value: String, origin: Origin) -> Result<()> {
    if values.contains_key(name) {
        values.insert(name.to_owned(), (value, origin));
        return Ok(());
    }
    Err(Error::refused(
        "config.unknown",
        format!("There is no setting `{name}` ({origin}). `mainstay config show` lists the settings that exist."),
    ))
}

fn flatten(text: &str, path: &Path) -> Result<Vec<(String, String)>> {
    let table: toml::Table = text
        .parse()
        .map_err(|e: toml::de::Error| Error::refused("config.syntax", format!("{} is not valid TOML: {}", path.display(), e.message())))?;
    let mut pairs = Vec::new();
    for (section, inner) in &table {
        let toml::Value::Table(settings) = inner else {
            return Err(Error::refused(
                "config.syntax",
                format!("`{section}` stands outside a section in {}.", path.display()),
            ));
        };
        for (name, value) in settings {
            let text = match value {
                toml::Value::String(text) => text.clone(),
                other @ (toml::Value::Integer(_) | toml::Value::Boolean(_)) => other.to_string(),
                toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Array(_) | toml::Value::Table(_) => {
                    return Err(Error::refused(
                        "config.type",
                        format!("`{section}.{name}` must be a text, a whole number, true or false."),
                    ));
                }
            };
            pairs.push((format!("{section}.{name}"), text));
        }
    }
    Ok(pairs)
}

struct Reader<'a> {
    values: &'a BTreeMap<String, (String, Origin)>,
}

impl Reader<'_> {
    fn text(&self, name: &str) -> Result<String> {
        self.values
            .get(name)
            .map(|(value, _)| value.clone())
            .ok_or_else(|| Error::Failed(anyhow::anyhow!("the setting {name} has no default")))
    }

    fn with<T>(&self, name: &str, right: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
        parse(&self.text(name)?).ok_or_else(|| self.wrong(name, right))
    }

    fn parsed<T: std::str::FromStr>(&self, name: &str, right: &str) -> Result<T> {
        self.with(name, right, |text| text.parse().ok())
    }

    fn positive<T: std::str::FromStr + PartialOrd + From<u8>>(&self, name: &str, right: &str) -> Result<T> {
        self.with(name, right, |text| text.parse().ok().filter(|number| *number >= T::from(1)))
    }

    fn wrong(&self, name: &str, right: &str) -> Error {
        let (value, origin) = self
            .values
            .get(name)
            .map_or(("", &Origin::Default), |(value, origin)| (value.as_str(), origin));
        Error::refused(
            "config.value",
            format!("`{name}` is `{}` ({origin}); it must be {right}.", without_password(value)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(environment: &[(&str, &str)]) -> Result<Config> {
        let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Config::load(None, &environment, &[])
    }

    #[test]
    fn the_environment_overrides_the_default_and_says_so() {
        let config = load(&[("MAINSTAY_FIRM_CURRENCY", "USD")]).unwrap();
        assert_eq!(config.currency, Currency::USD);
        let shown = config.shown();
        assert!(shown.contains(&(
            "firm.currency".into(),
            "USD".into(),
            "environment variable MAINSTAY_FIRM_CURRENCY".into()
        )));
    }

    #[test]
    fn a_wrong_value_is_refused_with_setting_value_origin_and_remedy() {
        let sentence = load(&[("MAINSTAY_FIRM_TIME_ZONE", "Mars/Olympus")]).unwrap_err().to_string();
        assert_eq!(
            sentence,
            "`firm.time_zone` is `Mars/Olympus` (environment variable MAINSTAY_FIRM_TIME_ZONE); it must be an IANA name such as Europe/Berlin."
        );
    }

    #[test]
    fn a_password_in_an_address_is_never_shown() {
        let config = load(&[("MAINSTAY_DATABASE_URL", "postgres://kam:s3cret@db.example/mainstay")]).unwrap();
        assert!(config.shown().iter().all(|(_, value, _)| !value.contains("s3cret")));
    }

    #[test]
    fn the_password_of_the_mail_server_is_never_shown_and_in_no_error() {
        let said = [
            ("MAINSTAY_MAIL_SMTP", "smtps://kam:s3cret@mail.example:465"),
            ("MAINSTAY_MAIL_FROM", "mainstay@firm.example"),
            ("MAINSTAY_SERVER_PUBLIC_URL", "https://mainstay.firm.example/"),
        ];
        let config = load(&said).unwrap();
        assert_eq!(config.public_url, "https://mainstay.firm.example");
        let shown = format!("{config:?} {:?}", config.relay);
        assert!(
            shown.contains("smtps://kam:…@mail.example:465") && !shown.contains("s3cret"),
            "{shown}"
        );
        assert!(
            shown.contains("\"mainstay@firm.example\""),
            "an address without a password is shown: {shown}"
        );
        for wrong in [
            "kam:s3cret@mail.example",
            "http://kam:s3cret@mail.example",
            "smtp://kam:s3cret@mail.example:0x",
            "smtps://kam:s3cret@",
            "smtps://kam:s3cret@mail.example/box",
            "smtp://kam:s3cret@mail example?password",
        ] {
            let refused = load(&[("MAINSTAY_MAIL_SMTP", wrong)]).unwrap_err().to_string();
            assert!(refused.starts_with("`mail.smtp` is `") && !refused.contains("s3cret"), "{refused}");
        }
    }

    #[test]
    fn a_mail_server_needs_a_sender_and_an_address_for_links() {
        let smtp = ("MAINSTAY_MAIL_SMTP", "smtp://localhost:25");
        let refused = |said: &[(&str, &str)]| load(said).unwrap_err().to_string();
        assert!(refused(&[smtp]).starts_with("`mail.from` is ``"));
        let from = ("MAINSTAY_MAIL_FROM", "mainstay@firm.example");
        assert!(refused(&[smtp, from]).starts_with("`server.public_url` is ``"));
        assert!(load(&[from]).is_ok(), "without a mail server nothing is needed");
    }

    #[test]
    fn a_setting_that_does_not_exist_is_refused() {
        let error = Config::load(None, &BTreeMap::new(), &[("server.prot", "1".to_owned())]).unwrap_err();
        assert!(error.to_string().contains("There is no setting `server.prot`"));
    }

    #[test]
    fn debug_shows_what_config_show_shows() {
        for url in [
            "postgres://kam:s3cret@db.example/mainstay",
            "postgres://db.example/mainstay?user=kam&password=s3cret",
        ] {
            let config = load(&[("MAINSTAY_DATABASE_URL", url)]).unwrap();
            let shown = format!("{config:?}");
            assert!(shown.contains("db.example/mainstay") && !shown.contains("s3cret"), "{shown}");
        }
    }

    #[test]
    fn limits_that_would_shut_everybody_out_are_refused() {
        for (name, value) in [
            ("sign_in.attempts_max", "0"),
            ("sign_in.session_hours_max", "-1"),
            ("sign_in.idle_hours_max", "0"),
            ("sign_in.password_length_min", "7"),
            ("sign_in.password_length_min", "65"),
            ("server.upload_mib_max", "0"),
            ("jobs.kept_days", "0"),
            ("facts.take_back_days", "0"),
            ("server.proxy", "proxy.example"),
            ("server.secure_cookies", "yes"),
            ("api.requests_a_minute", "0"),
            ("api.requests_a_minute", "1000001"),
            ("api.token_days_max", "366"),
            ("mail.digest_at", "24"),
            ("mail.seconds_max", "0"),
            ("mail.from", "nobody"),
            ("mail.from", "a@firm.example\nb@firm.example"),
            ("server.public_url", "mainstay.firm.example"),
            ("server.public_url", "https://mainstay.firm.example/?a=b"),
            ("server.public_url", "javascript:alert(1)"),
        ] {
            let refused = Config::load(None, &BTreeMap::new(), &[(name, value.to_owned())])
                .unwrap_err()
                .to_string();
            assert!(
                refused.starts_with(&format!("`{name}` is `{value}` (command line); it must be")),
                "{refused}"
            );
        }
    }

    #[test]
    fn the_file_stands_between_default_and_environment_and_its_faults_name_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mainstay.toml");
        let with = |text: &str| {
            std::fs::write(&file, text).unwrap();
            let environment = BTreeMap::from([("MAINSTAY_FIRM_CURRENCY".to_owned(), "USD".to_owned())]);
            Config::load(Some(&file), &environment, &[])
        };
        let config = with("[firm]\nname = \"Nordwind\"\ncurrency = \"CHF\"\n[server]\nsecure_cookies = true\n").unwrap();
        assert_eq!(
            (config.firm_name.as_str(), config.currency, config.secure_cookies),
            ("Nordwind", Currency::USD, true)
        );
        assert_eq!(with("[firm]\nnmae = \"Nordwind\"\n").unwrap_err().code(), "config.unknown");
        assert_eq!(with("name = \"Nordwind\"\n").unwrap_err().code(), "config.syntax");
        assert_eq!(with("[firm\n").unwrap_err().code(), "config.syntax");
        assert_eq!(with("[sign_in]\nattempts_max = 1.5\n").unwrap_err().code(), "config.type");
    }
}
