//! What is measured: the same random question put to the bare query, to the page, and to the framework.

use crate::coaching;
use crate::firm::{ACCOUNTS, CLASSES, Firm, WORDS, one_of, scattered};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use platform::web::listing::{Order, PER_PAGE, Span};
use platform::{Error, Result};
use programme::foundation::accounts::store::{self, Wanted};
use programme::foundation::staff;
use tower::ServiceExt as _;

/// Who answers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Asker {
    /// The count and the 50 rows, in one reading transaction: what a list cannot do without.
    Bare,
    /// Every query that the page asks, without the page.
    Queries,
    /// The whole page.
    Page,
    /// The whole page, compressed.
    Packed,
    /// The web framework with a constant.
    Constant,
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mix {
    /// All accounts or those of a class, in any order: what a list is mostly opened with.
    Filtered,
    /// The same with a word that one in twelve names begins with.
    Searched,
    /// The coaching sessions of a manager with a team of ten, of a kind or of all, in any order.
    Coach,
    /// The same for somebody who held a fifth of all sessions.
    Trainer,
}

impl Mix {
    pub(crate) const ALL: [Self; 4] = [Self::Filtered, Self::Searched, Self::Coach, Self::Trainer];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Filtered => "filtered",
            Self::Searched => "searched",
            Self::Coach => "coach",
            Self::Trainer => "trainer",
        }
    }
}

/// A filter, an order and a page.
struct Question {
    which: Wanted,
    by: &'static str,
    descending: bool,
    page: u64,
}

impl Question {
    fn of(mix: Mix, seed: u64) -> Self {
        let random = scattered(seed);
        let class = [true, true, false].get(usize::try_from(random % 3).unwrap_or_default());
        let class = class.is_some_and(|is| *is).then(|| one_of(&CLASSES, random >> 8).to_owned());
        let word = (mix == Mix::Searched).then(|| one_of(&WORDS, random >> 24));
        // About as many as fit the filter, so that any page of the answer may be asked for.
        let share = (if class.is_some() { 5 } else { 1 }) * (if word.is_some() { 12 } else { 1 });
        Self {
            which: Wanted {
                words: word.unwrap_or_default().to_lowercase(),
                inside: false,
                classes: class.map(|class| vec![class]),
            },
            by: one_of(&["name", "reference", "class", "country"], random >> 32),
            descending: (random >> 40).is_multiple_of(2),
            page: 1 + (random >> 44) % (ACCOUNTS / share / PER_PAGE),
        }
    }

    fn address(&self) -> String {
        let class = self
            .which
            .classes
            .iter()
            .flatten()
            .next()
            .map_or("", String::as_str)
            .replace(' ', "+");
        let (words, order, page) = (&self.which.words, if self.descending { "-" } else { "" }, self.page);
        format!("/accounts?q={words}&class={class}&sort={order}{}&page={page}", self.by)
    }
}

impl Asker {
    pub(crate) const ALL: [Self; 5] = [Self::Bare, Self::Queries, Self::Page, Self::Packed, Self::Constant];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Queries => "queries",
            Self::Page => "page",
            Self::Packed => "packed",
            Self::Constant => "constant",
        }
    }

    /// Asks one question; the same seed is the same question to each.
    pub(crate) async fn ask(self, firm: &Firm, mix: Mix, seed: u64) -> Result<()> {
        let coach = match mix {
            Mix::Filtered | Mix::Searched => None,
            Mix::Coach => Some(&firm.manager),
            Mix::Trainer => Some(&firm.trainer),
        };
        let Some(coach) = coach else {
            let question = Question::of(mix, seed);
            return match self {
                Self::Bare | Self::Queries => rows(firm, &question, self == Self::Queries).await,
                Self::Page | Self::Packed | Self::Constant => self.page(firm, question.address(), &firm.cookie).await,
            };
        };
        let question = coaching::Question::of(mix, seed);
        match self {
            Self::Bare | Self::Queries => coaching::rows(firm, coach, &question, self == Self::Queries).await,
            Self::Page | Self::Packed | Self::Constant => self.page(firm, question.address(), &coach.cookie).await,
        }
    }

    async fn page(self, firm: &Firm, address: String, cookie: &str) -> Result<()> {
        let router = if self == Self::Constant { &firm.constant } else { &firm.router };
        let encoding = if self == Self::Packed { "gzip" } else { "identity" };
        page(router, address, cookie, encoding).await
    }
}

async fn rows(firm: &Firm, question: &Question, all: bool) -> Result<()> {
    let by = Order {
        by: question.by,
        descending: question.descending,
    };
    let mut tx = firm.app.db.read().await?;
    if all {
        store::classes(&mut tx, &firm.scope).await?;
    }
    let total = store::count(&mut tx, &firm.scope, &question.which).await?;
    if all && question.which == Wanted::default() {
        let keys = Wanted {
            classes: Some(CLASSES.iter().take(1).map(|class| (*class).to_owned()).collect()),
            ..Wanted::default()
        };
        store::count(&mut tx, &firm.scope, &keys).await?;
    }
    let page = question.page.min(total.div_ceil(PER_PAGE).max(1));
    let span = Span {
        page,
        skip: (page - 1) * PER_PAGE,
        rows: PER_PAGE,
        total,
    };
    let accounts = store::list(&mut tx, &firm.scope, &question.which, by, span).await?;
    if accounts.is_empty() {
        return Err(Error::NotFound { what: "account" });
    }
    if all {
        let ids: Vec<_> = accounts.iter().map(|account| account.id).collect();
        let today = tx.today();
        staff::teams_of(&mut tx, &ids, today).await?;
    }
    Ok(())
}

async fn page(router: &Router, address: String, cookie: &str, encoding: &str) -> Result<()> {
    let request = Request::get(&address)
        .header(header::HOST, "mainstay.test")
        .header(header::COOKIE, cookie)
        .header(header::ACCEPT_ENCODING, encoding)
        .body(Body::empty())
        .expect("the request is well formed");
    let response = router.clone().oneshot(request).await.expect("the router always answers");
    if response.status() != StatusCode::OK {
        return Err(Error::Failed(anyhow::anyhow!(
            "{} was answered with {}",
            address,
            response.status()
        )));
    }
    let failed = |problem: axum::Error| Error::Failed(anyhow::Error::new(problem));
    axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .map(|_| ())
        .map_err(failed)
}
