//! Alerts for programs: what the caller owns, is informed of, and what closed lately.

use super::rules::Alert;
use super::{SEE, pages};
use platform::Result;
use platform::api::{Call, Found, MoneyText, Operation, Operations};
use platform::texts::say;
use platform::web::Guard;
use schemars::JsonSchema;
use serde::Serialize;

/// What programs can do with alerts.
pub(super) fn operations(api: Operations) -> Operations {
    api.and(Operation::find("list_alerts", "/alerts", Guard::May(SEE), list_alerts))
}

/// An alert.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Alert")]
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
    stake: Option<MoneyText>,
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
            stake: found.stake.map(MoneyText::from),
            act: say(&found.act),
            href: found.href.clone(),
        }
    }
}

/// The alerts of the caller.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Alerts")]
struct ListShown {
    owned: Vec<Shown>,
    informed: Vec<Shown>,
    closed: Vec<Shown>,
}

async fn list_alerts(call: Call) -> Result<Found<ListShown>> {
    let mine = pages::mine(call.app(), call.viewer(), true).await?;
    let shown = |alerts: &[Alert]| alerts.iter().map(|alert| Shown::new(&mine, alert)).collect();
    Ok(Found::new(ListShown {
        owned: shown(&mine.owned),
        informed: shown(&mine.informed),
        closed: shown(&mine.closed),
    }))
}
