//! The list of sessions, as a page and as a file: one's own, and as a coach those of the team.

use super::{PLACE, Query, SESSIONS, record_href, session_href};
use crate::foundation::staff::{self, Person};
use crate::people::coaching::rules::session::Kind;
use crate::people::coaching::store::sessions::{self, Session, Wanted};
use crate::people::coaching::{COACH, acts, store::Sight};
use hypertext::prelude::*;
use platform::Result;
use platform::database::Tx;
use platform::look::components::{Button, Chip, Choice, Column, Empty, Evidence, Filter, Head, Row, none, record_link};
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_count, say_with};
use platform::views::Views;
use platform::web::listing::{Asked, List, Span, fold};
use platform::web::spreadsheet;
use platform::web::{Answer, Caller, View};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::PersonId;

const LIST: List = List {
    path: SESSIONS,
    filter: "kind",
    sorts: &["day", "minutes"],
    file: Some("/coaching/sessions.csv"),
};
/// The filter's value for sessions whose commitment waits.
const OPEN: &str = "open";

fn asked(params: &BTreeMap<String, String>) -> Asked {
    let mut asked = LIST.asked(params);
    // The latest session is what somebody comes for, unless they ask for another order.
    asked.order.descending |= !params.contains_key("sort");
    asked
}

/// What the list shows of what was asked.
struct Found {
    which: Wanted,
    span: Span,
    minutes: i64,
}

async fn found(tx: &mut Tx, sight: &Sight, asked: &Asked) -> Result<Found> {
    let mut which = Wanted {
        coachees: None,
        kind: Kind::parse(&asked.filter),
        open: asked.filter == OPEN,
    };
    if !asked.words.is_empty() {
        // People are few: their names are looked through here, and the sessions are found by their ids.
        let words = fold(&asked.words);
        let people = staff::named(tx, sight.scope(), &words).await?;
        which.coachees = Some(people.into_iter().map(|person| person.id).collect::<BTreeSet<_>>());
    }
    let (total, minutes) = sessions::count(tx, sight, &which).await?;
    Ok(Found {
        which,
        span: asked.span(total),
        minutes,
    })
}

/// The page.
pub(super) async fn show(caller: Caller, query: Query) -> Answer {
    let sight = Sight::of(&caller.viewer)?;
    let mut tx = caller.app.db.read().await?;
    let views = Views::of(&mut tx, &caller.viewer, LIST, &query.0).await?;
    let asked = asked(views.params());
    let found = found(&mut tx, &sight, &asked).await?;
    let sessions = sessions::list(&mut tx, &sight, &found.which, asked.order, found.span).await?;
    let people = people_of(&mut tx, &sessions).await?;
    drop(tx);
    if asked.whole {
        acts::log_reading_of(&caller.app, &caller.viewer, &sessions).await?;
    }
    let columns = vec![
        asked.column("day", say("coaching.head_day")),
        Column::text("coachee", say("coaching.head_coachee")).lead(),
        Column::text("coach", say("coaching.head_coach")).quiet(),
        Column::text("about", say("coaching.head_about")),
        asked.column("minutes", say("coaching.head_minutes")),
        Column::text("commitment", say("coaching.head_commitment")).quiet(),
    ];
    let table = asked
        .table(say("coaching.sessions"), columns, found.span, filter(&asked))
        .rows(sessions.iter().map(|session| row(session, &people)).collect())
        .empty(empty(&caller, &asked));
    let total = say_count("coaching.sessions_count", found.span.total);
    let hours = super::hours(&crate::people::coaching::rules::month::hours(found.minutes));
    let title = if asked.is_narrowed() {
        say_with("coaching.sessions_found", &[("sessions", &total)])
    } else {
        say_with("coaching.sessions_title", &[("sessions", &total), ("hours", &hours)])
    };
    let mut head = Head::new(title).sub(text(say("coaching.sessions_about")));
    if caller.viewer.holds(COACH) {
        head = head.action(Button::link(say("coaching.log"), format!("{SESSIONS}/new")).primary());
    }
    let body = join([head.memoize(), views.bar(&caller, &asked), table.memoize()]);
    Ok(caller.page(View::new(say("coaching.sessions"), PLACE, body).under(say("coaching.place"), PLACE)))
}

async fn people_of(tx: &mut Tx, sessions: &[Session]) -> Result<BTreeMap<PersonId, Person>> {
    let ids: BTreeSet<PersonId> = sessions.iter().flat_map(|session| [session.coach, session.coachee]).collect();
    staff::by_ids(tx, &ids.into_iter().collect::<Vec<_>>()).await
}

fn name(people: &BTreeMap<PersonId, Person>, id: PersonId) -> &str {
    people.get(&id).map_or("", |person| person.name.as_str())
}

/// What a session was about: "Skill: take control", "Deal: close".
pub(super) fn about(session: &Session) -> String {
    let said = &session.said;
    match (said.kind, said.skill) {
        (Kind::Skill, Some(skill)) => format!("{}: {}", said.kind.say(), skill.say()),
        (Kind::Skill, None) => said.kind.say().to_owned(),
        (Kind::Deal, _) => format!("{}: {}", said.kind.say(), said.stage.say()),
    }
}

fn row(session: &Session, people: &BTreeMap<PersonId, Person>) -> Row {
    let commitment: Markup = match (&session.outcome, session.said.commitment.is_empty()) {
        (_, true) => none(),
        (Some((outcome, ..)), false) => Chip::new(outcome.say()).evidence(Evidence::Confirmed).memoize(),
        (None, false) => Chip::new(say("coaching.waits")).evidence(Evidence::Assumed).memoize(),
    };
    Row::new(vec![
        record_link(&format::day(session.said.day), &session_href(session)),
        record_link(name(people, session.coachee), &record_href(session.coachee)),
        text(name(people, session.coach)),
        text(about(session)),
        text(session.said.minutes.to_string()),
        commitment,
    ])
}

fn filter(asked: &Asked) -> Filter {
    let mut choices = vec![Choice::new("", say("coaching.any_kind"))];
    choices.extend(Kind::choices());
    choices.push(Choice::new(OPEN, say("coaching.commitment_waits")));
    asked.narrowing(say("coaching.head_about"), choices)
}

fn empty(caller: &Caller, asked: &Asked) -> Empty {
    if asked.is_narrowed() {
        return asked.nothing_found(say("coaching.none_found"), say("coaching.none_found_why"));
    }
    let empty = Empty::new(say("coaching.no_sessions_yet"), say("coaching.no_sessions_why"));
    if caller.viewer.holds(COACH) {
        empty.action(Button::link(say("coaching.log"), format!("{SESSIONS}/new")))
    } else {
        empty
    }
}

/// The same answer as a file, in the columns that an import reads.
pub(super) async fn file(caller: Caller, query: Query) -> Answer {
    let sight = Sight::of(&caller.viewer)?;
    let asked = asked(&query.0);
    let mut tx = caller.app.db.read().await?;
    let found = found(&mut tx, &sight, &asked).await?;
    let sessions = sessions::list_all(&mut tx, &sight, &found.which, asked.order).await?;
    let people = people_of(&mut tx, &sessions).await?;
    drop(tx);
    acts::log_reading_of(&caller.app, &caller.viewer, &sessions).await?;
    let reference = |id: PersonId| people.get(&id).map(|person| person.reference.clone()).unwrap_or_default();
    let rows = sessions.iter().map(|session| {
        let said = &session.said;
        vec![
            session.source.clone().unwrap_or_else(|| session.id.to_string()),
            reference(session.coach),
            reference(session.coachee),
            said.day.to_string(),
            said.minutes.to_string(),
            said.kind.word().to_owned(),
            said.stage.word().to_owned(),
            said.skill.map(|skill| skill.word().to_owned()).unwrap_or_default(),
            said.instance.clone(),
            said.how.clone(),
            said.commitment.clone(),
            said.due.map(|due| due.to_string()).unwrap_or_default(),
        ]
    });
    let heads = [
        "reference",
        "coach",
        "coachee",
        "date",
        "minutes",
        "kind",
        "stage",
        "skill",
        "instance",
        "how",
        "commitment",
        "due",
    ];
    spreadsheet::csv("coaching-sessions.csv", &heads, rows)
}
