//! Alerts for programs: what the caller owns, is informed of, and what closed lately.

use super::SEE;
use super::reading::{self, Happened, alert_id};
use super::rules::Alert;
use platform::Result;
use platform::api::{Call, Found, MoneyText, Operation, Operations};
use platform::texts::say;
use platform::web::Guard;
use schemars::JsonSchema;
use serde::Serialize;

/// What programs can do with alerts.
pub(super) fn operations(api: Operations) -> Operations {
    api.and(Operation::find("list_alerts", "/alerts", Guard::May(SEE), list_alerts))
        .and(Operation::find("find_alert", "/alerts/{alert}", Guard::May(SEE), find_alert))
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
    /// Who sees it without owning it.
    informed: Vec<String>,
    opened: String,
    due: String,
    closed: Option<String>,
    figure: String,
    stake: Option<MoneyText>,
    act: &'static str,
    href: String,
}

impl Shown {
    fn new(alert: &Alert, person: &str) -> Self {
        let found = &alert.found;
        Self {
            id: alert.id.to_string(),
            code: alert.code.clone(),
            subject: alert.subject.to_string(),
            person: person.to_owned(),
            sentence: found.sentence.clone(),
            hazard: found.hazard.class(),
            owner: found.owner.map(|owner| owner.to_string()),
            informed: found.informed.iter().map(ToString::to_string).collect(),
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
    let mine = reading::mine(call.app(), call.viewer(), true).await?;
    let shown = |alerts: &[Alert]| {
        alerts
            .iter()
            .map(|alert| Shown::new(alert, mine.name(Some(alert.subject))))
            .collect()
    };
    Ok(Found::new(ListShown {
        owned: shown(&mine.owned),
        informed: shown(&mine.informed),
        closed: shown(&mine.closed),
    }))
}

/// An alert with its course, and the others of its kind about the same person.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AlertWithCourse")]
struct OneShown {
    alert: Shown,
    /// What happened to it, the latest first.
    course: Vec<EventShown>,
    /// The others of its kind about the same person that the caller may see, the latest first.
    alike: Vec<String>,
}

/// A moment in the course of an alert.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AlertEvent")]
struct EventShown {
    at: String,
    /// `alert_raised`, `alert_handed_over` or `alert_closed`.
    event: &'static str,
    /// Why it closed: `condition_ended` or `no_longer_watched`.
    because: Option<&'static str>,
}

impl EventShown {
    fn new(happened: &Happened) -> Self {
        Self {
            at: happened.at.to_rfc3339(),
            event: happened.event.word(),
            because: happened.because.map(super::rules::Because::word),
        }
    }
}

async fn find_alert(call: Call) -> Result<Found<OneShown>> {
    let one = reading::one(call.app(), call.viewer(), alert_id(call.path("alert"))?).await?;
    Ok(Found::new(OneShown {
        alert: Shown::new(&one.alert, one.name(Some(one.alert.subject))),
        course: one.course.iter().map(EventShown::new).collect(),
        alike: one.alike.iter().map(|other| other.id.to_string()).collect(),
    }))
}
