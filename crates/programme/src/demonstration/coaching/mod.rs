//! A year of coaching in the made-up firm, up to yesterday, so that a coach's week is fresh whenever the firm is made.
//!
//! Anselm coaches everybody equally (P2). Giulia overcoaches a favourite, coaches pursuit and post-deal, and writes one text twice
//! (P3, P4, P6). Zsófia talks of relationships and of little else (P1, P5), in a team too small for segments or for a quality.
//! Cordelia gives most of her time to the middle of her team, and no light stands against her.

mod events;
mod requests;
mod sessions;

use super::enter;
use super::people::INSIDE;
use super::talks::questions;
use crate::foundation::alerts;
use crate::people::coaching::acts;
use crate::people::coaching::rules::session::Skill;
use crate::people::coaching::store::{self, Sight};
use events::{Event, Seen};
use platform::access::Viewer;
use platform::database::Tx;
use platform::figures::{self, Figure};
use platform::jobs::Handle;
use platform::web::AppRef;
use platform::{Error, Result};
use sessions::{Held, after, every_session};
use std::collections::BTreeMap;
use vocabulary::{CoachingPlanId, CoachingRequestId, CoachingSessionId, Day, Instant, PersonId, UserId, Weekday};

/// The managers' logins, each with the references and logins of those who report to them.
const TEAMS: [(&str, &[(&str, &str)]); 4] = [
    (
        "anselm",
        &[
            ("HI-101", "jonna"),
            ("HI-102", "pieter"),
            ("HI-103", "saoirse"),
            ("HI-104", "matthias"),
            ("HI-105", "katarzyna"),
            ("HI-109", "vilja"),
            ("HI-110", "ondrej"),
            (INSIDE, "oskar"),
        ],
    ),
    (
        "giulia",
        &[
            ("HI-108", "ines"),
            ("HI-106", "elodie"),
            ("HI-111", "despina"),
            ("HI-113", "ilaria"),
            ("HI-114", "jordi"),
            ("HI-112", "corentin"),
            ("HI-107", "bruno"),
        ],
    ),
    (
        "zsofia",
        &[
            ("HI-115", "mircea"),
            ("HI-116", "tihana"),
            ("HI-117", "balazs"),
            ("HI-118", "kalina"),
        ],
    ),
    (
        "cordelia",
        &[
            ("HI-120", "imani"),
            ("HI-119", "thaddeus"),
            ("HI-121", "rafael"),
            ("HI-122", "beatrix"),
            ("HI-124", "noor"),
            ("HI-123", "desmond"),
        ],
    ),
];

/// At the beginning of how many months the night's evaluation is made up, so that alerts are as old as they would be.
const NIGHTS: i32 = 7;

/// When the firm is made, and the quarter that was the last full one.
#[derive(Clone, Copy)]
struct When {
    today: Day,
    quarter: Day,
}

impl When {
    fn new(today: Day) -> Self {
        let into = i32::from((today.month() - 1) % 3);
        let quarter = today.month_start().plus_months(-into - 3);
        Self { today, quarter }
    }

    /// A working day so many days ago, or the Friday before.
    fn back(self, days: i64) -> Day {
        working(self.today.plus_days(-days))
    }
}

const fn is_weekend(weekday: Weekday) -> bool {
    matches!(weekday, Weekday::Saturday | Weekday::Sunday)
}

/// The day, or the Friday before a weekend.
fn working(mut day: Day) -> Day {
    while is_weekend(day.weekday()) {
        day = day.prev();
    }
    day
}

/// The coaching in the making.
struct Making {
    viewers: BTreeMap<&'static str, Viewer>,
    sessions: Vec<Held>,
    logged: BTreeMap<usize, CoachingSessionId>,
    plans: BTreeMap<&'static str, CoachingPlanId>,
    requests: BTreeMap<&'static str, CoachingRequestId>,
}

/// A year of coaching: each session logged on its own day, each answer given on the day after, and the alerts that come of it.
pub(super) async fn coach(app: &AppRef, users: &BTreeMap<&'static str, UserId>) -> Result<()> {
    let when = When::new(app.db.today());
    let sessions = every_session(when);
    let mut events: Vec<(Day, Event)> = (1..NIGHTS)
        .map(|ago| (when.today.month_start().plus_months(1 - ago), Event::Night))
        .filter(|(day, _)| *day < when.today)
        .collect();
    let logged = (0..sessions.len()).zip(&sessions);
    events.extend(logged.map(|(number, held)| (held.said.day, Event::Logged(number))));
    after(&sessions, when, &mut events);
    events.extend(events::every(when));
    events.sort_by_key(|(day, _)| *day);
    let mut viewers = BTreeMap::new();
    for (coach, coachees) in TEAMS {
        for login in coachees.iter().map(|(_, login)| *login).chain([coach]) {
            viewers.insert(login, enter(app, users, login).await?);
        }
    }
    viewers.insert("rosalie", enter(app, users, "rosalie").await?);
    let mut making = Making {
        viewers,
        sessions,
        logged: BTreeMap::new(),
        plans: BTreeMap::new(),
        requests: BTreeMap::new(),
    };
    for same in events.chunk_by(|(one, _), (other, _)| one == other) {
        let Some((day, _)) = same.first() else { continue };
        // Noon is the same day in nearly every time zone.
        let db = if *day < when.today {
            app.db.at(Instant::start_of(*day).plus_seconds(12 * 3_600))
        } else {
            app.db.clone()
        };
        let mut tx = db.write().await?;
        for (_, event) in same {
            making.play(&mut tx, event).await?;
        }
        if *day == when.today {
            alerts::evaluate(&mut tx).await?;
        }
        tx.commit().await?;
        if *day == when.today {
            figures::keep_every(app, &db, |_| true, &Handle::alone(app)).await?;
        } else if same.iter().any(|(_, event)| matches!(event, Event::Night)) {
            // What was paid is of today, whatever the night.
            let of_coaching = |figure: &Figure| figure.name.starts_with("coaching.");
            figures::keep_every(app, &db, of_coaching, &Handle::alone(app)).await?;
        }
    }
    Ok(())
}

impl Making {
    fn viewer(&self, login: &str) -> Result<&Viewer> {
        self.viewers.get(login).ok_or(Error::NotFound { what: "user" })
    }

    fn person(&self, login: &str) -> Result<PersonId> {
        self.viewer(login)?.person.ok_or(Error::NotFound { what: "person" })
    }

    fn coaches(&self) -> Result<Vec<PersonId>> {
        TEAMS.iter().map(|(coach, _)| self.person(coach)).collect()
    }

    /// A session with the viewer of its coachee and its id.
    fn session(&self, number: usize) -> Result<(&Held, &Viewer, CoachingSessionId)> {
        let nothing = || Error::NotFound { what: "session" };
        let held = self.sessions.get(number).ok_or_else(nothing)?;
        let id = self.logged.get(&number).copied().ok_or_else(nothing)?;
        Ok((held, self.viewer(held.coachee)?, id))
    }

    async fn play(&mut self, tx: &mut Tx, event: &Event) -> Result<()> {
        match event {
            Event::Logged(number) => {
                let held = self.sessions.get(*number).ok_or(Error::NotFound { what: "session" })?;
                let around = acts::Logging {
                    outcome: held.before,
                    entry_seconds: Some(held.seconds),
                    ..Default::default()
                };
                let (viewer, coachee) = (self.viewer(held.coach)?, self.person(held.coachee)?);
                let id = acts::log(tx, viewer, coachee, held.said.clone(), around).await?;
                self.logged.insert(*number, id);
            }
            Event::Rated(number, value, shown) => {
                let (_, viewer, id) = self.session(*number)?;
                acts::rate(tx, viewer, id, Some(*value), *shown).await?;
            }
            Event::Worded(number, words) => {
                let (_, viewer, id) = self.session(*number)?;
                let version = store::sessions::find(tx, &Sight::of(viewer)?, id).await?.version;
                acts::word(tx, viewer, id, version, words).await?;
            }
            Event::Reviewed(number, outcome) => {
                let (held, _, id) = self.session(*number)?;
                let viewer = self.viewer(held.coach)?;
                let version = store::sessions::find(tx, &Sight::of(viewer)?, id).await?.version;
                acts::review(tx, viewer, id, version, *outcome).await?;
            }
            Event::Night => {
                let coaches = self.coaches()?;
                alerts::consider(tx, "coaching", &coaches).await?;
            }
            Event::Seen(coach, coachee, seen) => self.see(tx, (coach, coachee), seen).await?,
            Event::Programme(said) => {
                let coaches = self.coaches()?;
                acts::start_programme(tx, self.viewer("rosalie")?, said.clone(), &coaches).await?;
            }
            Event::Excused(person, span, because) => {
                acts::excuse(tx, self.viewer("rosalie")?, person, *span, because).await?;
            }
        }
        Ok(())
    }

    /// What happens between a coach and a coachee beside their sessions.
    async fn see(&mut self, tx: &mut Tx, (coach, coachee): (&'static str, &'static str), seen: &Seen) -> Result<()> {
        let (by, person) = (self.viewer(coach)?, self.person(coachee)?);
        let own = self.viewer(coachee)?;
        match seen {
            Seen::Plan(areas) => {
                let id = acts::start_plan(tx, by, person, areas.clone()).await?;
                self.plans.insert(coachee, id);
            }
            Seen::PlanClosed(progress) => {
                let id = self.plans.get(coachee).copied().ok_or(Error::NotFound { what: "coaching plan" })?;
                acts::close_plan(tx, by, id, 1, progress).await?;
            }
            Seen::Asked(asked) => {
                let id = acts::ask(tx, own, asked.clone()).await?;
                self.requests.insert(coachee, id);
            }
            Seen::Answered(reply, words) => {
                let id = self.requests.get(coachee).copied().ok_or(Error::NotFound { what: "request" })?;
                acts::answer(tx, by, id, 1, (Some(*reply), words)).await?;
            }
            Seen::SteppedIn(words) => acts::step_in(tx, by, person, words).await?,
            Seen::Agreed(lines) => acts::agree(tx, by, person, lines).await?,
            Seen::Linked(expert, skill, because) => acts::link(tx, by, person, expert, (*skill, because)).await?,
            Seen::Prefers(style) => acts::prefer(tx, own, style.clone()).await?,
            Seen::Arranged(day, starts, topic, skill) => {
                let said = acts::SaidAppointment {
                    day: *day,
                    starts: (*starts).to_owned(),
                    minutes: if *skill == Skill::Other { 30 } else { 45 },
                    topic: (*topic).to_owned(),
                    skill: Some(*skill),
                    questions: questions(*skill).to_owned(),
                };
                acts::arrange(tx, by, person, said).await?;
            }
        }
        Ok(())
    }
}
