//! The test kit: a programme of its own for each test, with a frozen clock, numbered ids, and callers by name.

use crate::access::{Role, Viewer};
use crate::chapter::Book;
use crate::config::Config;
use crate::database::{Database, Surroundings, Tx};
use crate::secret;
use crate::users::acts::{Particulars, create_with_password};
use crate::users::tokens;
use crate::web::{App, AppRef, Declared, router};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use tower::ServiceExt as _;
use vocabulary::{FixedClock, Instant, NumberedIds, PersonId, UserId};

/// The password of every user in tests.
pub const PASSWORD: &str = "correct horse battery";

/// A database for a test: SQLite in its own folder, or a schema of its own on the PostgreSQL that the runner started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file in a temporary folder.
    Sqlite,
    /// A schema on the server named by `MAINSTAY_TEST_POSTGRES`.
    Postgres,
}

/// Runs one test on every database there is. PostgreSQL is left out, with a printed line, when no server was started.
pub async fn on_both<F, T>(book: fn() -> Book, test: F)
where
    F: Fn(TestProgramme) -> T,
    T: Future<Output = ()>,
{
    test(TestProgramme::on(Engine::Sqlite, book()).await).await;
    match postgres_address() {
        Some(_) => test(TestProgramme::on(Engine::Postgres, book()).await).await,
        None => println!("left out: PostgreSQL (run the tests with `cargo xtask test`, which starts one)"),
    }
}

/// Whether the runner started a PostgreSQL server.
#[must_use]
pub fn has_postgres() -> bool {
    postgres_address().is_some()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test runner names the server it started in the environment"
)]
fn postgres_address() -> Option<String> {
    std::env::var("MAINSTAY_TEST_POSTGRES").ok().filter(|address| !address.is_empty())
}

/// A node with an empty, migrated database; gone when it is dropped.
pub struct TestProgramme {
    /// The node.
    pub app: AppRef,
    /// Its clock, which stands until it is set.
    pub clock: Arc<FixedClock>,
    /// Its folder: database, facts.
    pub folder: tempfile::TempDir,
    /// Its routes.
    pub routes: Vec<Declared>,
    router: axum::Router,
}

static SCHEMAS: AtomicU64 = AtomicU64::new(0);

impl TestProgramme {
    /// On SQLite.
    pub async fn new(book: Book) -> Self {
        Self::on(Engine::Sqlite, book).await
    }

    /// On a database of choice.
    ///
    /// # Panics
    /// When the database cannot be made; a test cannot go on then.
    pub async fn on(engine: Engine, book: Book) -> Self {
        Self::with(engine, book, &[]).await
    }

    /// On a database of choice, with some settings of its own: `("sign_in.idle_hours_max", "1")`.
    ///
    /// # Panics
    /// When the database cannot be made, or a setting is wrong.
    pub async fn with(engine: Engine, book: Book, said: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("the system has a temporary folder");
        let clock = Arc::new(FixedClock::new(
            Instant::parse_rfc3339("2026-03-02T09:00:00Z").expect("the test day is a time"),
        ));
        let address = match engine {
            Engine::Sqlite => sqlite_from_template(&folder, &book).await,
            Engine::Postgres => postgres_schema().await,
        };
        let config = settings(&folder, &address, said);
        let around = Surroundings {
            clock: clock.clone(),
            ids: Arc::new(NumberedIds::default()),
            zone: config.zone,
        };
        let db = Database::open(&address, around).await.expect("the test database opens");
        db.migrate(&book.migrations()).await.expect("the migrations apply");
        let app = App::new(book, db, config);
        let (router, routes) = router(&app);
        Self {
            app,
            clock,
            folder,
            routes,
            router,
        }
    }

    /// Another node over the same database, with the same clock.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn second_node(&self) -> Self {
        let config = self.app.config.clone();
        // Far beyond the ids of the first node.
        let ids = Arc::new(NumberedIds::after(1 << 40));
        let around = Surroundings {
            clock: self.clock.clone(),
            ids,
            zone: config.zone,
        };
        let db = Database::open(&config.database_url, around)
            .await
            .expect("the test database opens twice");
        let app = App::new(self.app.book.clone(), db, config);
        let (router, routes) = router(&app);
        let folder = tempfile::tempdir().expect("the system has a temporary folder");
        Self {
            app,
            clock: self.clock.clone(),
            folder,
            routes,
            router,
        }
    }

    /// A transaction that may write.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn write(&self) -> Tx {
        self.app.db.write().await.expect("the test database answers")
    }

    /// A transaction that reads.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn read(&self) -> Tx {
        self.app.db.read().await.expect("the test database answers")
    }

    /// The operator, who may do everything.
    #[must_use]
    pub fn operator(&self) -> Viewer {
        Viewer::operator(&self.app.book.access)
    }

    /// A viewer with one role, who is nobody in the firm.
    #[must_use]
    pub fn viewer(&self, role: Role) -> Viewer {
        let user = UserId::new(&NumberedIds::default());
        Viewer::new(user, role.name().to_owned(), BTreeSet::from([role]), None, &self.app.book.access)
    }

    /// A viewer with one role who is a person of the firm, with the circle that the staff chapter finds.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn viewer_as(&self, role: Role, person: PersonId) -> Viewer {
        let mut tx = self.read().await;
        let circle = (self.app.book.circle_of)(&mut tx, person).await.expect("the circle can be read");
        let user = UserId::new(&NumberedIds::default());
        Viewer::new(
            user,
            role.name().to_owned(),
            BTreeSet::from([role]),
            Some((person, circle)),
            &self.app.book.access,
        )
    }

    /// Makes a user and signs them in; gives a browser with their cookie.
    ///
    /// # Panics
    /// When the user cannot be made or signed in.
    pub async fn sign_in(&self, login: &str, roles: &[Role], person: Option<PersonId>) -> Browser {
        let mut tx = self.write().await;
        let said = Particulars {
            login: login.to_owned(),
            name: login.to_owned(),
            person,
            roles: roles.iter().copied().collect(),
        };
        create_with_password(&mut tx, &self.operator(), said, PASSWORD, 12)
            .await
            .expect("the test user can be made");
        tx.commit().await.expect("the test user can be kept");
        let mut browser = self.stranger();
        let answer = browser.sign_in(login, PASSWORD).await;
        assert_eq!(answer.status, 303, "the test user could not sign in: {}", answer.body);
        browser
    }

    /// A browser without a cookie.
    #[must_use]
    pub fn stranger(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            address: None,
            agent: String::new(),
            token: String::new(),
        }
    }

    /// A program with an access token of a user, made for these scopes.
    ///
    /// # Panics
    /// When there is no such user, or the token cannot be made.
    pub async fn program(&self, login: &str, scopes: &str) -> Browser {
        let mut tx = self.write().await;
        let user = crate::users::store::look_up(&mut tx, login)
            .await
            .expect("the test database answers");
        let user = user.expect("the test user was made");
        let said = tokens::SaidToken {
            name: format!("program of {login}"),
            scopes: tokens::acts::scopes(&self.app.book, scopes),
            days: 30,
        };
        let book = &self.app.book;
        let (_, token) = tokens::acts::create_for(&mut tx, &self.operator(), book, (user.id, 365), said)
            .await
            .expect("the test token can be made");
        tx.commit().await.expect("the test token can be kept");
        Browser { token, ..self.stranger() }
    }

    /// The scopes of everything that the user of a token may do.
    #[must_use]
    pub fn every_scope(&self) -> String {
        let chapters = tokens::acts::chapters(&self.app.book);
        let writes = chapters.into_iter().map(|chapter| format!("{chapter}:write"));
        writes.chain(["read".to_owned()]).collect::<Vec<_>>().join(" ")
    }
}

fn settings(folder: &tempfile::TempDir, address: &str, said: &[(&str, &str)]) -> Config {
    let facts = folder.path().join("facts").display().to_string();
    let mut options = vec![
        ("database.url", address.to_owned()),
        ("facts.folder", facts),
        ("firm.currency", "EUR".to_owned()),
        // The clock stands, so that a whole test happens in one minute.
        ("api.requests_a_minute", "100000".to_owned()),
        ("api.strangers_a_minute", "100000".to_owned()),
    ];
    options.extend(said.iter().map(|(name, value)| (*name, (*value).to_owned())));
    Config::load(None, &BTreeMap::new(), &options).expect("the test settings are right")
}

/// Migrates once per process and book; every test copies the file.
async fn sqlite_from_template(folder: &tempfile::TempDir, book: &Book) -> String {
    static TEMPLATES: OnceLock<tokio::sync::Mutex<BTreeMap<String, Arc<Vec<u8>>>>> = OnceLock::new();
    let path = folder.path().join("mainstay.db");
    let address = format!("sqlite:{}", path.display());
    let migrations = book.migrations();
    let key = secret::digest(&migrations.iter().map(|migration| migration.sql).collect::<String>());
    let mut templates = TEMPLATES.get_or_init(Default::default).lock().await;
    if let Some(template) = templates.get(&key) {
        std::fs::write(&path, &**template).expect("the template can be copied");
        return address;
    }
    let template = tempfile::tempdir().expect("the system has a temporary folder");
    let around = Surroundings {
        clock: Arc::new(FixedClock::new(Instant::from_micros(0))),
        ids: Arc::new(NumberedIds::default()),
        zone: vocabulary::Zone::parse("UTC").expect("UTC is a zone"),
    };
    let db = Database::open(&format!("sqlite:{}", template.path().join("mainstay.db").display()), around).await;
    let db = db.expect("the template opens");
    db.migrate(&migrations).await.expect("the migrations apply");
    db.close().await;
    let bytes = std::fs::read(template.path().join("mainstay.db")).expect("the template can be read");
    std::fs::write(&path, &bytes).expect("the template can be copied");
    templates.insert(key, Arc::new(bytes));
    address
}

/// A new schema on the server, set as the search path of every connection.
async fn postgres_schema() -> String {
    let server = postgres_address().expect("asked only when there is a server");
    let schema = format!("test_{}_{}", std::process::id(), SCHEMAS.fetch_add(1, Ordering::Relaxed));
    let around = Surroundings {
        clock: Arc::new(FixedClock::new(Instant::from_micros(0))),
        ids: Arc::new(NumberedIds::default()),
        zone: vocabulary::Zone::parse("UTC").expect("UTC is a zone"),
    };
    let db = Database::open(&server, around).await.expect("the PostgreSQL of the tests answers");
    let mut tx = db.write().await.expect("the PostgreSQL of the tests answers");
    tx.execute_text(&format!("create schema {schema}"))
        .await
        .expect("a schema can be made");
    tx.commit().await.expect("a schema can be made");
    db.close().await;
    let joint = if server.contains('?') { "&" } else { "?" };
    format!("{server}{joint}options=-c%20search_path%3D{schema}")
}

/// A browser without a screen and without script.
#[derive(Clone)]
pub struct Browser {
    router: axum::Router,
    /// The cookies it holds; public, so that a test can steal or forge one.
    pub cookies: BTreeMap<String, String>,
    /// Where it connects from; nowhere in particular unless a test says so.
    pub address: Option<std::net::SocketAddr>,
    /// How it names itself.
    pub agent: String,
    /// The access token it sends; empty for a browser, which has none.
    pub token: String,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The HTTP status.
    pub status: u16,
    /// Where a redirect leads.
    pub location: String,
    /// The content type.
    pub kind: String,
    /// Every header, in the order sent.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Seen {
    /// The page that it leads to, without what the page is told.
    #[must_use]
    pub fn page(&self) -> &str {
        self.location.split('?').next().unwrap_or_default()
    }

    /// The first header of a name; empty when there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The secret of the first form on the page.
    #[must_use]
    pub fn csrf(&self) -> String {
        let after = self.body.split("name=\"csrf\" value=\"").nth(1).unwrap_or_default();
        after.split('"').next().unwrap_or_default().to_owned()
    }
}

impl Browser {
    /// Types a login and a password on the sign-in page.
    pub async fn sign_in(&mut self, login: &str, password: &str) -> Seen {
        let page = self.get("/sign-in").await;
        self.post(
            "/sign-in",
            &[("csrf", page.csrf().as_str()), ("login", login), ("password", password)],
        )
        .await
    }

    /// Reads a page.
    pub async fn get(&mut self, path: &str) -> Seen {
        self.send("GET", path, None, &[]).await
    }

    /// Sends a form.
    pub async fn post<V: AsRef<str>>(&mut self, path: &str, form: &[(&str, V)]) -> Seen {
        let pairs = form.iter().map(|(name, value)| (name, value.as_ref()));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.send(
            "POST",
            path,
            Some(body.into_bytes()),
            &[("content-type", "application/x-www-form-urlencoded")],
        )
        .await
    }

    /// Sends a form with one file; the fields stand before it.
    pub async fn upload(&mut self, path: &str, form: &[(&str, &str)], file: (&str, &str, &[u8])) -> Seen {
        let mut body = Vec::new();
        for (name, value) in form {
            body.extend(format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        let (field, name, bytes) = file;
        let head =
            format!("--edge\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n--edge--\r\n");
        self.send("POST", path, Some(body), &[("content-type", "multipart/form-data; boundary=edge")])
            .await
    }

    /// Sends JSON to the API.
    pub async fn call(&mut self, method: &str, path: &str, body: &serde_json::Value, headers: &[(&str, &str)]) -> Seen {
        let mut all = vec![("content-type", "application/json")];
        all.extend_from_slice(headers);
        self.send(method, path, Some(body.to_string().into_bytes()), &all).await
    }

    /// Sends anything.
    ///
    /// # Panics
    /// When the request is malformed.
    pub async fn send(&mut self, method: &str, path: &str, body: Option<Vec<u8>>, headers: &[(&str, &str)]) -> Seen {
        let mut request = axum::http::Request::builder()
            .method(method)
            .uri(path)
            .header("host", "mainstay.test");
        if !self.cookies.is_empty() {
            let held: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", held.join("; "));
        }
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        if !self.agent.is_empty() {
            request = request.header("user-agent", &self.agent);
        }
        if let Some(address) = self.address {
            request = request.extension(axum::extract::ConnectInfo(address));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .body(axum::body::Body::from(body.unwrap_or_default()))
            .expect("the request is well formed");
        let response = self.router.clone().oneshot(request).await.expect("the router always answers");
        let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers: Vec<(String, String)> = response
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), text(value)))
            .collect();
        self.keep_cookies(&headers);
        let status = response.status().as_u16();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("the body ends");
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let mut seen = Seen {
            status,
            location: String::new(),
            kind: String::new(),
            headers,
            body,
            bytes: bytes.into(),
        };
        (seen.location, seen.kind) = (seen.header("location").to_owned(), seen.header("content-type").to_owned());
        seen
    }

    fn keep_cookies(&mut self, headers: &[(String, String)]) {
        for (_, cookie) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            let Some((name, value)) = cookie.split(';').next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
