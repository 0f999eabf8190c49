//! Alerts in SQL. Every list for readers takes their scope; those without one are for evaluating.

use super::rules::{Alert, Found};
use platform::access::{Extent, Scope};
use platform::database::{Query, Row, Tx};
use platform::look::components::Hazard;
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AlertId, Currency, Day, Instant, Money, PersonId};

/// How many values travel with one statement.
const AT_ONCE: usize = 2_000;

const ALERT: &str = "select a.id, a.code, a.subject, a.owner, a.opened, a.due, a.closed, a.hazard, a.sentence, a.act, a.href, a.figure, \
     a.stake_minor, a.stake_currency from alerts_alert a";

fn alert(row: &Row) -> Result<Alert> {
    Ok(Alert {
        id: row.get(0)?,
        code: row.get(1)?,
        subject: row.get(2)?,
        opened: row.get(4)?,
        due: row.get(5)?,
        closed: row.get(6)?,
        found: Found {
            owner: row.get(3)?,
            informed: BTreeSet::new(),
            hazard: hazard(&row.get::<String>(7)?)?,
            sentence: row.get(8)?,
            act: row.get(9)?,
            href: row.get(10)?,
            figure: row.get(11)?,
            stake: stake(row.get(12)?, row.get(13)?)?,
        },
    })
}

fn hazard(word: &str) -> Result<Hazard> {
    [Hazard::Act, Hazard::Watch, Hazard::Clear, Hazard::None]
        .into_iter()
        .find(|hazard| hazard.class() == word)
        .ok_or_else(|| Error::Failed(anyhow::anyhow!("an alert has a hazard that does not exist")))
}

fn stake(minor: Option<i64>, currency: Option<String>) -> Result<Option<Money>> {
    let Some((minor, code)) = minor.zip(currency) else {
        return Ok(None);
    };
    let currency = Currency::parse(&code).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading the stake of an alert")))?;
    Ok(Some(Money::from_minor(minor, currency)))
}

/// The alerts of some questions, each once, with who is informed of them.
async fn read(tx: &mut Tx, questions: Vec<Query>) -> Result<Vec<Alert>> {
    let mut alerts: BTreeMap<AlertId, Alert> = BTreeMap::new();
    for question in questions {
        for row in tx.all(&question).await? {
            let alert = alert(&row)?;
            alerts.insert(alert.id, alert);
        }
    }
    let ids: Vec<AlertId> = alerts.keys().copied().collect();
    for some in ids.chunks(AT_ONCE) {
        let query = Query::new("select alert, person from alerts_informed where").among("alert", some);
        for row in tx.all(&query).await? {
            if let Some(alert) = alerts.get_mut(&row.get(0)?) {
                alert.found.informed.insert(row.get(1)?);
            }
        }
    }
    Ok(alerts.into_values().collect())
}

/// Those that the people of a scope own or are informed of. A scope that names nobody finds nothing: an alert belongs to people.
async fn of_scope(tx: &mut Tx, scope: &Scope, which: impl Fn(Query) -> Query) -> Result<Vec<Alert>> {
    let Extent::Only(people) = scope.people() else {
        return Ok(Vec::new());
    };
    let owned = Query::new(ALERT).and("where 1 = 1").among("and a.owner", people);
    let informed = Query::new(ALERT)
        .and("join alerts_informed i on i.alert = a.id where 1 = 1")
        .among("and i.person", people);
    read(tx, vec![which(owned), which(informed)]).await
}

/// The open alerts that the people of a scope own or are informed of.
pub async fn list_open(tx: &mut Tx, scope: &Scope) -> Result<Vec<Alert>> {
    of_scope(tx, scope, |query| query.and("and a.closed is null")).await
}

/// The alerts that closed since an instant, of those whom a scope names.
pub async fn list_closed(tx: &mut Tx, scope: &Scope, since: Instant) -> Result<Vec<Alert>> {
    of_scope(tx, scope, |query| query.with("and a.closed >= {}", &[&since])).await
}

/// Those of some alerts that the people of a scope own or are informed of, open or closed.
pub async fn list_seen(tx: &mut Tx, scope: &Scope, ids: &[AlertId]) -> Result<Vec<Alert>> {
    let mut seen = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        seen.extend(of_scope(tx, scope, |query| query.among("and a.id", some)).await?);
    }
    Ok(seen)
}

/// An alert that the people of a scope own or are informed of, open or closed.
///
/// # Errors
/// Not found, also when it is somebody else's.
pub async fn find(tx: &mut Tx, scope: &Scope, id: AlertId) -> Result<Alert> {
    let found = list_seen(tx, scope, &[id]).await?.pop();
    found.ok_or(Error::NotFound { what: "alert" })
}

/// The other alerts of the same kind about the same person, as far as the people of a scope own them or are informed.
pub async fn list_alike(tx: &mut Tx, scope: &Scope, alert: &Alert) -> Result<Vec<Alert>> {
    let Alert { id, code, subject, .. } = alert;
    let alike = |query: Query| query.with("and a.code = {} and a.subject = {} and a.id <> {}", &[code, subject, id]);
    of_scope(tx, scope, alike).await
}

/// Every open alert, for a whole evaluation.
pub async fn list_every_open(tx: &mut Tx) -> Result<Vec<Alert>> {
    read(tx, vec![Query::new(ALERT).and("where a.closed is null")]).await
}

/// The open alerts of some codes about some people, for evaluating these.
pub async fn list_open_about(tx: &mut Tx, codes: &[&'static str], people: &BTreeSet<PersonId>) -> Result<Vec<Alert>> {
    let people: Vec<PersonId> = people.iter().copied().collect();
    let about = |some: &[PersonId]| {
        Query::new(ALERT)
            .and("where a.closed is null")
            .among("and a.code", codes)
            .among("and a.subject", some)
    };
    read(tx, people.chunks(AT_ONCE).map(about).collect()).await
}

/// A new alert.
pub async fn insert(tx: &mut Tx, alert: &Alert) -> Result<()> {
    let Found {
        owner,
        informed,
        hazard,
        sentence,
        act,
        href,
        figure,
        stake,
    } = &alert.found;
    let query = Query::new(
        "insert into alerts_alert (id, code, subject, owner, opened, due, closed, hazard, sentence, act, href, figure, \
         stake_minor, stake_currency) values",
    )
    .with(
        "({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        &[
            &alert.id,
            &alert.code,
            &alert.subject,
            owner,
            &alert.opened,
            &alert.due,
            &alert.closed,
            &hazard.class(),
            sentence,
            act,
            href,
            figure,
            &stake.map(Money::minor),
            &stake.map(|money| money.currency().code()),
        ],
    );
    tx.execute(&query).await?;
    insert_informed(tx, alert.id, informed).await
}

async fn insert_informed(tx: &mut Tx, alert: AlertId, people: &BTreeSet<PersonId>) -> Result<()> {
    for person in people {
        let query = Query::new("insert into alerts_informed (alert, person) values").with("({}, {})", &[&alert, person]);
        tx.execute(&query).await?;
    }
    Ok(())
}

/// Keeps what an evaluation found about an open alert.
pub async fn update(tx: &mut Tx, alert: AlertId, found: &Found) -> Result<()> {
    let Found {
        owner,
        informed,
        hazard,
        sentence,
        act,
        href,
        figure,
        stake,
    } = found;
    let query = Query::new("update alerts_alert set").with(
        "owner = {}, hazard = {}, sentence = {}, act = {}, href = {}, figure = {}, stake_minor = {}, stake_currency = {} where id = {}",
        &[
            owner,
            &hazard.class(),
            sentence,
            act,
            href,
            figure,
            &stake.map(Money::minor),
            &stake.map(|money| money.currency().code()),
            &alert,
        ],
    );
    tx.execute(&query).await?;
    tx.execute(&Query::new("delete from alerts_informed where").with("alert = {}", &[&alert]))
        .await?;
    insert_informed(tx, alert, informed).await
}

/// Closes an alert.
pub async fn update_closed(tx: &mut Tx, alert: AlertId, at: Instant) -> Result<()> {
    let query = Query::new("update alerts_alert set").with("closed = {} where id = {}", &[&at, &alert]);
    tx.execute(&query).await.map(|_| ())
}

/// Waits until nobody else evaluates.
pub async fn take_turn(tx: &mut Tx) -> Result<()> {
    tx.execute(&Query::new("update alerts_turn set evaluated = evaluated where id = 1"))
        .await
        .map(|_| ())
}

/// The day of the last whole evaluation; none before the first.
pub async fn look_up_evaluated(tx: &mut Tx) -> Result<Option<Day>> {
    let row = tx.one(&Query::new("select evaluated from alerts_turn where id = 1")).await?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// Keeps the day of a whole evaluation.
pub async fn update_evaluated(tx: &mut Tx, day: Day) -> Result<()> {
    tx.execute(&Query::new("update alerts_turn set").with("evaluated = {} where id = 1", &[&day]))
        .await
        .map(|_| ())
}
