//! What pages and programs show alike: the alerts of a viewer, and one of them with its course.

use super::rules::{self, Alert, Because, Event};
use super::{Kind, SEE, every, store};
use crate::foundation::staff::{self, Person};
use platform::access::{Scope, Viewer};
use platform::database::Tx;
use platform::journal::{self, Line};
use platform::texts::say;
use platform::web::AppRef;
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AlertId, Instant, PersonId};

/// How long a closed alert stands in the list.
const CLOSED_SECONDS: i64 = 30 * 24 * 60 * 60;
/// So many events of an alert are read, the latest ones.
const EVENTS_MAX: i64 = 100;
/// So many others of its kind stand on the page of an alert.
const ALIKE_MAX: usize = 24;

/// The alerts of one viewer, in their order.
pub(super) struct Mine {
    /// Open, and the viewer's own.
    pub(super) owned: Vec<Alert>,
    /// Open, and somebody else's.
    pub(super) informed: Vec<Alert>,
    /// Closed lately, the latest first.
    pub(super) closed: Vec<Alert>,
    /// Who they are about and whose they are.
    pub(super) people: BTreeMap<PersonId, Person>,
}

/// What a viewer may see of alerts.
pub(super) async fn mine(app: &AppRef, viewer: &Viewer, with_closed: bool) -> Result<Mine> {
    let scope = viewer.may(SEE)?;
    let mut tx = app.db.read().await?;
    let mut open = store::list_open(&mut tx, &scope).await?;
    rules::put_in_order(&mut open, tx.today(), &app.config.zone);
    let (owned, informed) = open.into_iter().partition(|alert| owns(&scope, alert));
    let mut closed = Vec::new();
    if with_closed {
        let since = tx.now().plus_seconds(-CLOSED_SECONDS);
        closed = store::list_closed(&mut tx, &scope, since).await?;
        closed.sort_by_key(|alert| std::cmp::Reverse((alert.closed, alert.id)));
    }
    let mut mine = Mine {
        owned,
        informed,
        closed,
        people: BTreeMap::new(),
    };
    mine.people = mine.load_people(&mut tx).await?;
    Ok(mine)
}

fn owns(scope: &Scope, alert: &Alert) -> bool {
    alert.found.owner.is_some_and(|owner| scope.people().holds(&owner))
}

impl Mine {
    async fn load_people(&self, tx: &mut Tx) -> Result<BTreeMap<PersonId, Person>> {
        let every = self.owned.iter().chain(&self.informed).chain(&self.closed);
        let ids: BTreeSet<PersonId> = every.flat_map(|alert| [Some(alert.subject), alert.found.owner]).flatten().collect();
        staff::by_ids(tx, &ids.into_iter().collect::<Vec<_>>()).await
    }

    /// The name of a person.
    pub(super) fn name(&self, person: Option<PersonId>) -> &str {
        name_of(&self.people, person)
    }
}

fn name_of(people: &BTreeMap<PersonId, Person>, person: Option<PersonId>) -> &str {
    let known = person.and_then(|person| people.get(&person));
    known.map_or_else(|| say("alerts.nobody"), |person| person.name.as_str())
}

/// One alert as a viewer sees it.
pub(super) struct One {
    /// The alert.
    pub(super) alert: Alert,
    /// Its kind, while there is such a kind.
    pub(super) kind: Option<Kind>,
    /// Whether the viewer owns it.
    pub(super) owned: bool,
    /// What happened to it, the latest first.
    pub(super) course: Vec<Happened>,
    /// Others of its kind about the same person that the viewer may see, the latest first.
    pub(super) alike: Vec<Alert>,
    people: BTreeMap<PersonId, Person>,
}

/// A moment in the course of an alert.
pub(super) struct Happened {
    pub(super) at: Instant,
    pub(super) event: Event,
    /// Why, where it ended.
    pub(super) because: Option<Because>,
}

impl Happened {
    fn of(line: &Line) -> Option<Self> {
        let because = line
            .body
            .as_ref()
            .and_then(|body| body.get("because"))
            .and_then(|word| word.as_str());
        Some(Self {
            at: line.at,
            event: Event::parse(&line.kind)?,
            because: because.and_then(Because::parse),
        })
    }
}

impl One {
    /// The name of a person.
    pub(super) fn name(&self, person: Option<PersonId>) -> &str {
        name_of(&self.people, person)
    }

    /// The figure that it watches.
    pub(super) fn figure(&self) -> &str {
        self.kind.map_or(&self.alert.found.figure, |kind| kind.figure)
    }
}

/// The id in an address.
pub(super) fn alert_id(text: &str) -> Result<AlertId> {
    AlertId::parse(text).map_err(|_no_id| Error::NotFound { what: "alert" })
}

/// One of the viewer's alerts, however long ago it closed.
pub(super) async fn one(app: &AppRef, viewer: &Viewer, id: AlertId) -> Result<One> {
    let scope = viewer.may(SEE)?;
    let mut tx = app.db.read().await?;
    let alert = store::find(&mut tx, &scope, id).await?;
    let mut alike = store::list_alike(&mut tx, &scope, &alert).await?;
    alike.sort_by_key(|other| std::cmp::Reverse((other.opened, other.id)));
    alike.truncate(ALIKE_MAX);
    let lines = journal::history(&mut tx, "alert", &id.to_string(), EVENTS_MAX).await?;
    let found = &alert.found;
    let mut ids = found.informed.clone();
    ids.extend([Some(alert.subject), found.owner].into_iter().flatten());
    let people = staff::by_ids(&mut tx, &ids.into_iter().collect::<Vec<_>>()).await?;
    Ok(One {
        kind: every().into_iter().find(|kind| kind.code == alert.code),
        owned: owns(&scope, &alert),
        course: lines.iter().filter_map(Happened::of).collect(),
        alike,
        people,
        alert,
    })
}

/// Those of some alerts that a viewer sees, each called by whom it is about and what happened.
pub(super) async fn names(tx: &mut Tx, scope: &Scope, ids: &[AlertId]) -> Result<BTreeMap<String, String>> {
    let alerts = store::list_seen(tx, scope, ids).await?;
    let about: BTreeSet<PersonId> = alerts.iter().map(|alert| alert.subject).collect();
    let people = staff::by_ids(tx, &about.into_iter().collect::<Vec<_>>()).await?;
    let named = |alert: &Alert| (alert.id.to_string(), called(alert, &people));
    Ok(alerts.iter().map(named).collect())
}

/// What an alert is called: whom it is about, and what happened.
pub(super) fn called(alert: &Alert, people: &BTreeMap<PersonId, Person>) -> String {
    let who = people.get(&alert.subject).map_or("", |person| person.name.as_str());
    format!("{who} {}", alert.found.sentence).trim().to_owned()
}
