//! Requests to a coach, the agreed triggers, links to experts, and how a coachee likes to learn, in SQL.

use super::{AT_ONCE, Sight};
use crate::people::coaching::rules::request::{About, Reply, Resource};
use crate::people::coaching::rules::session::Skill;
use platform::database::{Query, Row, Tx};
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{CoachingRequestId, Day, PersonId};

/// Something asked of a coach, or where they stepped in unasked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The id.
    pub id: CoachingRequestId,
    /// Of whom.
    pub coach: PersonId,
    /// By whom, or about whom.
    pub coachee: PersonId,
    /// What kind it is.
    pub about: About,
    /// The resource, when one is asked for.
    pub resource: Option<Resource>,
    /// What exactly.
    pub words: String,
    /// When.
    pub day: Day,
    /// By when it must be answered; none for what needs no answer.
    pub due: Option<Day>,
    /// The answer.
    pub reply: Option<Reply>,
    /// The answer in words.
    pub answer: String,
    /// When it was answered.
    pub answered: Option<Day>,
    /// For optimistic locking.
    pub version: i64,
}

const REQUEST: &str = "select s.id, s.coach, s.coachee, s.about, s.resource, s.words, s.day, s.due, s.reply, s.answer, s.answered, s.version \
     from coaching_request s";

fn request(row: &Row) -> Result<Request> {
    Ok(Request {
        id: row.get(0)?,
        coach: row.get(1)?,
        coachee: row.get(2)?,
        about: row.get(3)?,
        resource: row.get(4)?,
        words: row.get(5)?,
        day: row.get(6)?,
        due: row.get(7)?,
        reply: row.get(8)?,
        answer: row.get(9)?,
        answered: row.get(10)?,
        version: row.get(11)?,
    })
}

/// The requests of a coachee inside the sight, the latest first.
pub async fn list_of(tx: &mut Tx, sight: &Sight, coachee: PersonId) -> Result<Vec<Request>> {
    let query = sight
        .within(Query::new(REQUEST).with("where s.coachee = {}", &[&coachee]))
        .and("order by s.day desc, s.id desc");
    tx.all(&query).await?.iter().map(request).collect()
}

/// The requests that wait for a coach, those due first: of whoever asked them, and of the team that they lead now, whomever it asked
/// before.
pub async fn list_waiting(tx: &mut Tx, sight: &Sight, coach: PersonId, team: &BTreeSet<PersonId>) -> Result<Vec<Request>> {
    let waiting = Query::new(REQUEST).and("where s.answered is null and s.due is not null");
    let query = sight
        .within(
            waiting
                .among("and (s.coachee", team)
                .with("or s.coach = {}) and s.coachee <> {}", &[&coach, &coach]),
        )
        .and("order by s.due, s.id");
    tx.all(&query).await?.iter().map(request).collect()
}

/// A request inside the sight.
pub async fn find(tx: &mut Tx, sight: &Sight, id: CoachingRequestId) -> Result<Request> {
    let query = sight.within(Query::new(REQUEST).with("where s.id = {}", &[&id]));
    request(&tx.one(&query).await?.ok_or(Error::NotFound { what: "request" })?)
}

/// A new request.
pub async fn insert(tx: &mut Tx, new: &Request) -> Result<()> {
    let now = tx.now();
    let query = Query::new(
        "insert into coaching_request (id, coach, coachee, about, resource, words, day, due, reply, answer, answered, version, recorded) values",
    )
    .with(
        "({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        &[
            &new.id,
            &new.coach,
            &new.coachee,
            &new.about,
            &new.resource,
            &new.words,
            &new.day,
            &new.due,
            &new.reply,
            &new.answer,
            &new.answered,
            &new.version,
            &now,
        ],
    );
    tx.execute(&query).await.map(|_| ())
}

/// An answered request.
pub async fn update(tx: &mut Tx, changed: &Request) -> Result<()> {
    let query = Query::new("update coaching_request set").with(
        "reply = {}, answer = {}, answered = {}, version = version + 1 where id = {} and version = {}",
        &[&changed.reply, &changed.answer, &changed.answered, &changed.id, &changed.version],
    );
    tx.execute_versioned("request", &query).await
}

/// What a coach and a coachee agreed on: when the coach gets involved.
pub async fn list_triggers(tx: &mut Tx, sight: &Sight, coachee: PersonId) -> Result<Vec<String>> {
    sight.scope().of_person(coachee, "person")?;
    let query = Query::new("select words from coaching_trigger where").with("coachee = {} order by place", &[&coachee]);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// Replaces what was agreed.
pub async fn update_triggers(tx: &mut Tx, coachee: PersonId, words: &[String]) -> Result<()> {
    tx.execute(&Query::new("delete from coaching_trigger where").with("coachee = {}", &[&coachee]))
        .await?;
    let now = tx.now();
    for (place, words) in (1_i64..).zip(words) {
        let query = Query::new("insert into coaching_trigger (coachee, place, words, recorded) values")
            .with("({}, {}, {}, {})", &[&coachee, &place, words, &now]);
        tx.execute(&query).await?;
    }
    Ok(())
}

/// A link to somebody who knows better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Who made it.
    pub coach: PersonId,
    /// For whom.
    pub coachee: PersonId,
    /// To whom.
    pub expert: PersonId,
    /// In which skill.
    pub skill: Skill,
    /// Why.
    pub because: String,
    /// When.
    pub day: Day,
}

/// The links of a coachee inside the sight, the latest first.
pub async fn list_links(tx: &mut Tx, sight: &Sight, coachee: PersonId) -> Result<Vec<Link>> {
    let query = sight
        .within(
            Query::new("select s.coach, s.coachee, s.expert, s.skill, s.because, s.day from coaching_link s")
                .with("where s.coachee = {}", &[&coachee]),
        )
        .and("order by s.day desc, s.id desc");
    let rows = tx.all(&query).await?;
    rows.iter()
        .map(|row| {
            Ok(Link {
                coach: row.get(0)?,
                coachee: row.get(1)?,
                expert: row.get(2)?,
                skill: row.get(3)?,
                because: row.get(4)?,
                day: row.get(5)?,
            })
        })
        .collect()
}

/// A new link.
pub async fn insert_link(tx: &mut Tx, link: &Link) -> Result<()> {
    let (id, now) = (CoachingRequestId::new(tx.ids()), tx.now());
    let query = Query::new("insert into coaching_link (id, coach, coachee, expert, skill, because, day, recorded) values").with(
        "({}, {}, {}, {}, {}, {}, {}, {})",
        &[
            &id,
            &link.coach,
            &link.coachee,
            &link.expert,
            &link.skill,
            &link.because,
            &link.day,
            &now,
        ],
    );
    tx.execute(&query).await.map(|_| ())
}

platform::words! {
    /// How somebody likes to learn.
    Learns says "coaching.learns_{}" {
        /// By trying.
        Doing = "doing",
        /// By seeing somebody do it.
        Example = "example",
        /// By talking it over.
        Talking = "talking",
        /// By reading first.
        Reading = "reading",
    }
}

/// How a coachee likes to learn, and what they want to talk about next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// The way.
    pub learns: Learns,
    /// In their words.
    pub words: String,
    /// The topic they chose for the next session.
    pub topic: String,
    /// For optimistic locking.
    pub version: i64,
}

/// The styles of some coachees inside the scope.
pub async fn list_styles(tx: &mut Tx, sight: &Sight, coachees: &[PersonId]) -> Result<BTreeMap<PersonId, Style>> {
    let mut found = BTreeMap::new();
    let inside: Vec<PersonId> = coachees
        .iter()
        .copied()
        .filter(|person| sight.scope().people().holds(person))
        .collect();
    for some in inside.chunks(AT_ONCE) {
        let query = Query::new("select coachee, learns, words, topic, version from coaching_style").among("where coachee", some);
        for row in tx.all(&query).await? {
            let style = Style {
                learns: row.get(1)?,
                words: row.get(2)?,
                topic: row.get(3)?,
                version: row.get(4)?,
            };
            found.insert(row.get(0)?, style);
        }
    }
    Ok(found)
}

/// A style, new or changed; version 0 for a new one.
pub async fn update_style(tx: &mut Tx, coachee: PersonId, style: &Style) -> Result<()> {
    let now = tx.now();
    let query = if style.version == 0 {
        Query::new("insert into coaching_style (coachee, learns, words, topic, version, recorded) values").with(
            "({}, {}, {}, {}, 1, {}) on conflict (coachee) do nothing",
            &[&coachee, &style.learns, &style.words, &style.topic, &now],
        )
    } else {
        Query::new("update coaching_style set").with(
            "learns = {}, words = {}, topic = {}, version = version + 1 where coachee = {} and version = {}",
            &[&style.learns, &style.words, &style.topic, &coachee, &style.version],
        )
    };
    tx.execute_versioned("preference", &query).await
}

/// The chosen topic was talked about.
pub async fn update_topic(tx: &mut Tx, coachee: PersonId) -> Result<()> {
    let query =
        Query::new("update coaching_style set topic = '', version = version + 1 where topic <> ''").with("and coachee = {}", &[&coachee]);
    tx.execute(&query).await.map(|_| ())
}
