//! Alerts for programs: what the caller owns, is informed of, and what closed lately.

use super::rules::Alert;
use super::{SEE, pages};
use platform::texts::say;
use platform::web::{Answer, Caller, Guard, Routes, json};
use serde::Serialize;

/// The API's routes of alerts.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/v1/alerts", Guard::May(SEE), list)
}

#[derive(Serialize)]
struct StakeShown {
    amount: String,
    currency: &'static str,
}

#[derive(Serialize)]
struct Shown {
    id: String,
    code: String,
    subject: String,
    person: String,
    sentence: String,
    hazard: &'static str,
    owner: Option<String>,
    opened: String,
    due: String,
    closed: Option<String>,
    figure: String,
    stake: Option<StakeShown>,
    act: &'static str,
    href: String,
}

impl Shown {
    fn new(mine: &pages::Mine, alert: &Alert) -> Self {
        let found = &alert.found;
        Self {
            id: alert.id.to_string(),
            code: alert.code.clone(),
            subject: alert.subject.to_string(),
            person: mine.name(Some(alert.subject)).to_owned(),
            sentence: found.sentence.clone(),
            hazard: found.hazard.class(),
            owner: found.owner.map(|owner| owner.to_string()),
            opened: alert.opened.to_rfc3339(),
            due: alert.due.to_string(),
            closed: alert.closed.map(|at| at.to_rfc3339()),
            figure: found.figure.clone(),
            stake: found.stake.map(|money| StakeShown {
                amount: money.to_decimal(),
                currency: money.currency().code(),
            }),
            act: say(&found.act),
            href: found.href.clone(),
        }
    }
}

#[derive(Serialize)]
struct ListShown {
    owned: Vec<Shown>,
    informed: Vec<Shown>,
    closed: Vec<Shown>,
}

async fn list(caller: Caller) -> Answer {
    let mine = pages::mine(&caller, true).await?;
    let shown = |alerts: &[Alert]| alerts.iter().map(|alert| Shown::new(&mine, alert)).collect();
    json(&ListShown {
        owned: shown(&mine.owned),
        informed: shown(&mine.informed),
        closed: shown(&mine.closed),
    })
}
