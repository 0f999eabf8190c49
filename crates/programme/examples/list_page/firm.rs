//! A firm of 100,000 accounts with their assignments, and a director who is signed in; what is coached there stands in `coaching`.

use crate::coaching::{self, Coach};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use platform::access::{Role, Scope, Viewer};
use platform::database::{Database, Query, Surroundings};
use platform::testing::{Engine, PASSWORD, TestProgramme};
use platform::users::acts::{Particulars, create_with_password};
use platform::web::{App, AppRef, router};
use platform::{Error, Result};
use programme::foundation::accounts;
use programme::foundation::facts::rules::content::{AccountRow, AssignmentRow, Content, Placed, StaffRow};
use programme::foundation::staff;
use std::collections::BTreeSet;
use std::sync::Arc;
use tower::ServiceExt as _;
use vocabulary::{Day, PersonId, Ratio, SystemClock, SystemIds, Zone};

/// How many accounts there are.
pub(crate) const ACCOUNTS: u64 = 100_000;
/// How many people share them.
const PEOPLE: u64 = 200;
/// The classes; the first is that of key accounts.
pub(crate) const CLASSES: [&str; 5] = ["Key account", "Target", "Grow", "Maintain", "Dormant"];
const COUNTRIES: [&str; 8] = ["AT", "CH", "DE", "DK", "FR", "NL", "PL", "SE"];
/// What names begin with; also what is searched for.
pub(crate) const WORDS: [&str; 12] = [
    "Alpen", "Bergmann", "Carl", "Dahl", "Eder", "Falk", "Grau", "Hansa", "Isar", "Jung", "Kessel", "Lund",
];

/// The firm on one database.
pub(crate) struct Firm {
    /// The node.
    pub(crate) app: AppRef,
    /// Its router.
    pub(crate) router: Router,
    /// The web framework with one route that answers a constant.
    pub(crate) constant: Router,
    /// The director's cookie.
    pub(crate) cookie: String,
    /// What the director may see.
    pub(crate) scope: Scope,
    /// A sales manager with a team of ten.
    pub(crate) manager: Coach,
    /// Another one, who also coached people of all teams.
    pub(crate) trainer: Coach,
    /// Keeps the database.
    _kept: TestProgramme,
}

impl Firm {
    /// Makes the firm; the clock and the ids are the real ones.
    pub(crate) async fn on(engine: Engine) -> Result<Self> {
        let kept = TestProgramme::on(engine, programme::book()).await;
        let config = kept.app.config.clone();
        let around = Surroundings {
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
            zone: Zone::parse("UTC").expect("UTC is a zone"),
        };
        let db = Database::open(&config.database_url, around).await?;
        let app = App::new(programme::book(), db, config);
        fill(&app).await?;
        let (router, _) = router(&app);
        let cookie = sign_in(&app, &router, ("director", Role::KaDirector, None)).await?;
        Ok(Self {
            manager: coaching::coach(&app, &router, 1).await?,
            trainer: coaching::coach(&app, &router, 0).await?,
            scope: Viewer::operator(&app.book.access).may(accounts::SEE)?,
            constant: Router::new()
                .route("/accounts", axum::routing::get(|| async { "constant" }))
                .route("/coaching/sessions", axum::routing::get(|| async { "constant" })),
            app,
            router,
            cookie,
            _kept: kept,
        })
    }
}

/// A number that looks random and is the same in every run.
pub(crate) fn scattered(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// One of some, by a number.
pub(crate) fn one_of<'a>(some: &[&'a str], number: u64) -> &'a str {
    let count = u64::try_from(some.len()).unwrap_or(1);
    let place = usize::try_from(number % count).unwrap_or_default();
    some.get(place).copied().unwrap_or_default()
}

pub(crate) fn placed<T>(rows: impl Iterator<Item = T>) -> Vec<Placed<T>> {
    rows.zip(2..).map(|(row, line)| Placed { line, row }).collect()
}

async fn fill(app: &AppRef) -> Result<()> {
    let operator = Viewer::operator(&app.book.access);
    let files = [
        (accounts::RECEIVER, Content::Accounts(placed((0..ACCOUNTS).map(account)))),
        (staff::RECEIVER, Content::Staff(placed((0..PEOPLE).map(person)))),
        (staff::ASSIGNMENTS, Content::Assignments(placed((0..ACCOUNTS).map(assignment)))),
    ];
    for (receiver, content) in files {
        let mut tx = app.db.write().await?;
        (receiver.keep)(&mut tx, &operator, &content).await?;
        tx.commit().await?;
    }
    coaching::fill(app).await?;
    // PostgreSQL gathers its statistics by itself some minutes after so many rows, and chooses other plans before than after.
    if app.db.engine() == "PostgreSQL" {
        let mut tx = app.db.write().await?;
        tx.execute(&Query::new("analyze")).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn account(number: u64) -> AccountRow {
    let random = scattered(number);
    AccountRow {
        reference: format!("A-{number:06}"),
        name: format!(
            "{} {} {number}",
            one_of(&WORDS, random),
            one_of(&["GmbH", "AG", "Holding", "Werke"], random >> 8)
        ),
        parent: None,
        class: Some(one_of(&CLASSES, random >> 16).to_owned()),
        country: Some(one_of(&COUNTRIES, random >> 24).to_owned()),
        owner: None,
    }
}

fn person(number: u64) -> StaffRow {
    StaffRow {
        reference: format!("P-{number:03}"),
        name: format!(
            "{} {}",
            one_of(&["Ada", "Ben", "Cleo", "Dag", "Eva"], number),
            one_of(&WORDS, scattered(number))
        ),
        title: "Account Manager".to_owned(),
        manager: None,
        hired: Day::ymd(2020, 1, 1),
        left: None,
        email: None,
    }
}

fn assignment(number: u64) -> AssignmentRow {
    AssignmentRow {
        account: format!("A-{number:06}"),
        person: format!("P-{:03}", scattered(number) % PEOPLE),
        role: "kam".to_owned(),
        share: Ratio::one(),
        from: Day::ymd(2024, 1, 1).expect("1 January 2024 is a day"),
        to: None,
    }
}

/// Makes a user and signs them in.
pub(crate) async fn sign_in(app: &AppRef, router: &Router, (login, role, person): (&str, Role, Option<PersonId>)) -> Result<String> {
    let said = Particulars {
        login: login.to_owned(),
        name: "Dag Lund".to_owned(),
        person,
        roles: BTreeSet::from([role]),
    };
    let mut tx = app.db.write().await?;
    create_with_password(&mut tx, &Viewer::operator(&app.book.access), said, PASSWORD, 12).await?;
    tx.commit().await?;
    let (_, page) = sent(router, Request::get("/sign-in"), Body::empty()).await?;
    let secret = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let form = format!(
        "csrf={}&login={login}&password={}",
        secret.unwrap_or_default(),
        PASSWORD.replace(' ', "+")
    );
    let request = Request::post("/sign-in").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let (cookie, _) = sent(router, request, Body::from(form)).await?;
    Ok(cookie)
}

/// Sends a request; gives the cookie of the answer and its text.
async fn sent(router: &Router, request: axum::http::request::Builder, body: Body) -> Result<(String, String)> {
    let failed = |problem: axum::Error| Error::Failed(anyhow::Error::new(problem));
    let request = request.body(body).expect("the request is well formed");
    let response = router.clone().oneshot(request).await.expect("the router always answers");
    let cookie = response.headers().get(header::SET_COOKIE).and_then(|value| value.to_str().ok());
    let cookie = cookie.and_then(|value| value.split(';').next()).unwrap_or_default().to_owned();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.map_err(failed)?;
    Ok((cookie, String::from_utf8_lossy(&bytes).into_owned()))
}
