//! What a request brings: its visitor, the fields of a form, uploaded files. Forms without their secret go no further.

use crate::config::Config;
use crate::texts::{say, say_with};
use crate::{Error, Result, secret};
use axum::extract::multipart::MultipartError;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Multipart, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use vocabulary::{Day, Ratio, Refusal};

/// The name of the session cookie.
const COOKIE: &str = "mainstay_session";
/// The name of the theme cookie.
const THEME: &str = "mainstay_theme";
/// The largest form without files, in bytes.
const FORM_BYTES_MAX: usize = 1 << 20;

/// What is known of a request before anybody is identified.
#[derive(Clone)]
pub struct Visitor {
    /// The path with its query.
    pub path: String,
    /// The session token of the cookie, if one came.
    pub(crate) token: Option<String>,
    /// The access token of a program, if the request brought one.
    pub(crate) bearer: Bearer,
    /// The secret that a form must carry.
    pub(crate) csrf: String,
    /// `light`, `dark`, or empty for the system's choice.
    pub theme: String,
    /// Whether the answer goes to a program (`/api/…`).
    pub api: bool,
    /// The address the request came from, as far as it is known.
    pub address: String,
    /// The browser, as it names itself; shortened.
    pub device: String,
    /// Whether cookies must travel over HTTPS only.
    pub(crate) secure: bool,
    /// The page of ours from which the request came, if the browser says so; for the way back.
    pub(crate) from: Option<String>,
    /// The most bytes that files may have together.
    pub(crate) upload_bytes_max: usize,
    /// Where this browser finds the server, such as `https://mainstay.firm.example`; empty where the request does not say.
    pub(crate) origin: String,
}

/// What a request says in its `Authorization` header.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// Nothing.
    None,
    /// An access token.
    Token(String),
    /// Something else than one access token.
    Unreadable,
}

impl Bearer {
    fn of(headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let (value, more) = (values.next(), values.next());
        let Some(value) = value else { return Self::None };
        let said = value.to_str().ok().and_then(|text| text.split_once(' '));
        match said {
            Some((scheme, token)) if more.is_none() && scheme.eq_ignore_ascii_case("bearer") => Self::Token(token.trim().to_owned()),
            Some(_) | None => Self::Unreadable,
        }
    }
}

/// Without the session's token, the access token and the form's secret.
impl std::fmt::Debug for Visitor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            path,
            token: _,
            bearer: _,
            csrf: _,
            theme,
            api,
            address,
            device,
            secure,
            from: _,
            upload_bytes_max: _,
            origin,
        } = self;
        let path = path.split('?').next().unwrap_or_default();
        let mut parts = f.debug_struct("Visitor");
        parts.field("path", &path).field("theme", theme).field("api", api);
        parts
            .field("address", address)
            .field("device", device)
            .field("secure", secure)
            .field("origin", origin)
            .finish()
    }
}

impl Visitor {
    pub(super) fn of(request: &Request, config: &Config) -> Self {
        let headers = request.headers();
        let secure = config.secure_cookies;
        let token = cookie(headers, &cookie_name(COOKIE, secure)).filter(|token| token.len() == 64);
        let csrf = secret::digest(&format!("form:{}", token.as_deref().unwrap_or_default()));
        let path = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let theme = cookie(headers, &cookie_name(THEME, secure))
            .filter(|theme| theme == "light" || theme == "dark")
            .unwrap_or_default();
        let address = address(request, config.proxy).map_or_else(|| "unknown".to_owned(), |address| address.to_string());
        let device = headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("unknown");
        let device = device.chars().filter(|c| !c.is_control()).take(200).collect();
        Self {
            api: path.starts_with("/api/v1/"),
            path,
            token,
            bearer: Bearer::of(headers),
            csrf,
            theme,
            address,
            device,
            secure,
            from: came_from(headers),
            upload_bytes_max: config.upload_bytes_max,
            origin: origin(headers, config),
        }
    }

    /// Why an upload was not taken: it is larger than this server takes, or it broke off.
    pub(crate) fn upload_refused(&self, fault: &MultipartError) -> Refusal {
        if fault.status() != StatusCode::PAYLOAD_TOO_LARGE {
            return Refusal::new("form.upload", say("form.upload"));
        }
        let mib = (self.upload_bytes_max >> 20).to_string();
        Refusal::new("form.upload_too_large", say_with("form.upload_too_large", &[("mib", &mib)]))
    }

    /// The value of a `Set-Cookie` header for a session token; an empty token ends the cookie.
    #[must_use]
    pub fn session_cookie(&self, token: &str, seconds: i64) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        let name = cookie_name(COOKIE, self.secure);
        format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
    }

    /// The value of a `Set-Cookie` header for a theme.
    #[must_use]
    pub fn theme_cookie(&self, theme: &str) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        let name = cookie_name(THEME, self.secure);
        format!("{name}={theme}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000{secure}")
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Error::Failed(anyhow::anyhow!("a route stands outside the gate")))
    }
}

/// What the operator calls the server, or else what this browser calls it: an address that is shown to be handed on must be whole.
fn origin(headers: &HeaderMap, config: &Config) -> String {
    if !config.public_url.is_empty() {
        return config.public_url.clone();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || "-.:[]".contains(letter);
    if host.is_empty() || !host.chars().all(is_name) {
        return String::new();
    }
    let scheme = if config.secure_cookies { "https" } else { "http" };
    format!("{scheme}://{host}")
}

/// The page that the browser says it comes from, as a path of ours; pages of other hosts are nobody's way back.
fn came_from(headers: &HeaderMap) -> Option<String> {
    let referer = headers.get(header::REFERER)?.to_str().ok()?;
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let (_scheme, rest) = referer.split_once("://")?;
    let path = rest.strip_prefix(host)?;
    Some(super::answer::inside(path).to_owned()).filter(|path| path.len() > 1)
}

/// Over HTTPS the prefix makes browsers refuse a cookie of this name from any other host.
fn cookie_name(name: &str, secure: bool) -> String {
    if secure { format!("__Host-{name}") } else { name.to_owned() }
}

/// Where the request came from. Only the proxy that the operator named is believed when it says for whom it asks: it appends
/// the visitor's address to `X-Forwarded-For`, what stands before may be invented.
fn address(request: &Request, proxy: Option<IpAddr>) -> Option<IpAddr> {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip().to_canonical())?;
    if proxy != Some(peer) {
        return Some(peer);
    }
    let told = request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok());
    told.and_then(|list| list.rsplit(',').next())
        .and_then(|last| last.trim().parse::<IpAddr>().ok())
        .map(|ip| ip.to_canonical())
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// The fields of a form, as they were sent; kept so that a refused form can be shown again.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, Vec<String>>);

/// The names alone: what was typed may be a password.
impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Fields {
    /// Fields from pairs; for a form that is filled before it is shown.
    pub fn of<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let mut fields = BTreeMap::new();
        for (name, value) in pairs {
            fields.entry(name.into()).or_insert_with(Vec::new).push(value.into());
        }
        Self(fields)
    }

    /// Every value of a field, as sent.
    #[must_use]
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Puts one value into a field, in the place of what was there.
    pub fn put(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), vec![value.into()]);
    }

    /// The trimmed text of a field; empty when it was not sent.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", |value| value.trim())
    }

    /// The value exactly as sent, for passwords.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// The trimmed text of a field that may stay empty.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name).to_owned()).filter(|text| !text.is_empty())
    }

    /// The version of the record that the form was opened with, which it carries unseen.
    ///
    /// # Errors
    /// Changed, when the form carries none: nobody knows what it was opened with.
    pub fn version(&self, what: &'static str) -> Result<i64> {
        self.text("version").parse().ok().ok_or(Error::Changed { what })
    }

    /// A text that must not be empty.
    ///
    /// # Errors
    /// A refusal on the field.
    pub fn required(&self, name: &str) -> Result<&str> {
        let text = self.text(name);
        if text.is_empty() {
            return Err(Error::refused_on(name, "form.missing", say("form.missing")));
        }
        if text.chars().count() > 400 {
            return Err(Error::refused_on(name, "form.too_long", say("form.too_long")));
        }
        Ok(text)
    }

    /// A day that may be missing.
    ///
    /// # Errors
    /// A refusal on the field.
    pub fn day(&self, name: &str) -> Result<Option<Day>> {
        match self.text(name) {
            "" => Ok(None),
            text => Day::parse(text)
                .map(Some)
                .map_err(|_no_day| Error::refused_on(name, "form.no_day", say("form.no_day"))),
        }
    }

    /// A day that must be there.
    ///
    /// # Errors
    /// A refusal on the field.
    pub fn needed_day(&self, name: &str) -> Result<Day> {
        let missing = || Error::refused_on(name, "form.missing", say("form.missing"));
        self.day(name)?.ok_or_else(missing)
    }

    /// A decimal number that may be missing.
    ///
    /// # Errors
    /// A refusal on the field.
    pub fn number(&self, name: &str) -> Result<Option<Ratio>> {
        match self.text(name) {
            "" => Ok(None),
            text => Ratio::parse(text)
                .map(Some)
                .map_err(|_no_number| Error::refused_on(name, "form.no_number", say("form.no_number"))),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let csrf = visitor(&request)?.csrf;
        let bytes = axum::body::to_bytes(request.into_body(), FORM_BYTES_MAX)
            .await
            .map_err(|_too_large| Error::refused("form.too_large", say("form.too_large")))?;
        let fields = Self::of(form_urlencoded::parse(&bytes).into_owned());
        checked(&csrf, &fields)?;
        Ok(fields)
    }
}

fn visitor(request: &Request) -> Result<Visitor> {
    let visitor = request.extensions().get::<Visitor>();
    visitor
        .cloned()
        .ok_or_else(|| Error::Failed(anyhow::anyhow!("a form came past the gate")))
}

fn checked(csrf: &str, fields: &Fields) -> Result<()> {
    if secret::same(csrf, fields.raw("csrf")) {
        Ok(())
    } else {
        Err(Error::refused("form.stale", say("form.stale")))
    }
}

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The name the browser gave, without any folder.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// A form with files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Upload {
    /// The other fields.
    pub fields: Fields,
    /// The files, in the order sent; empty file inputs are left out.
    pub files: Vec<File>,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let visitor = visitor(&request)?;
        let csrf = visitor.csrf.clone();
        let broken = |fault: MultipartError| Error::Refused(visitor.upload_refused(&fault));
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|_no_multipart| Error::refused("form.upload", say("form.upload")))?;
        let (mut pairs, mut files, mut allowed) = (Vec::new(), Vec::new(), false);
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(file) if allowed => {
                    let bytes = part.bytes().await.map_err(broken)?.to_vec();
                    if !(file.is_empty() && bytes.is_empty()) {
                        let name = file.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
                        files.push(File { name, bytes });
                    }
                }
                Some(_) => return Err(Error::refused("form.stale", say("form.stale"))),
                None => {
                    let value = part.text().await.map_err(broken)?;
                    allowed = allowed || (name == "csrf" && secret::same(&csrf, &value));
                    pairs.push((name, value));
                }
            }
        }
        let fields = Fields::of(pairs);
        checked(&csrf, &fields)?;
        Ok(Self { fields, files })
    }
}
