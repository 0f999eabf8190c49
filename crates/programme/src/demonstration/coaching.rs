//! A year of coaching in the made-up firm, up to yesterday, so that a coach's week is fresh whenever the firm is made.
//!
//! Anselm coaches everybody equally (P2). Giulia overcoaches a favourite, coaches pursuit and post-deal, and writes one text twice
//! (P3, P4, P6). Zsófia talks of relationships and of little else (P1, P5), in a team too small for segments or for a quality.

use super::chance::Chance;
use super::customers::{KEY_ACCOUNTS, others};
use super::people::INSIDE;
use super::talks::{OWN_WORDS, Talk, questions};
use super::{enter, events};
use crate::foundation::alerts;
use crate::people::coaching::acts;
use crate::people::coaching::rules::session::{Outcome, SaidSession, Skill};
use crate::people::coaching::store::{self, Sight};
use events::{Event, Seen};
use platform::access::Viewer;
use platform::database::Tx;
use platform::web::AppRef;
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{CoachingPlanId, CoachingRequestId, CoachingSessionId, Day, Instant, PersonId, UserId, Weekday};

/// The managers' logins, each with the references and logins of those who report to them.
pub(super) const TEAMS: [(&str, &[(&str, &str)]); 3] = [
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
];

/// How many months back the coaching begins.
const MONTHS: i32 = 12;
/// At the beginning of how many months the night's evaluation is made up, so that alerts are as old as they would be.
const NIGHTS: i32 = 7;
/// What Giulia wrote to two people.
const COPIED: &str = "Ask more open questions, and let the customer talk.";

/// A session as it was held.
pub(super) struct Held {
    pub(super) coach: &'static str,
    pub(super) coachee: &'static str,
    pub(super) said: SaidSession,
    /// What became of the commitment before.
    before: Option<Outcome>,
    seconds: i64,
}

/// When the firm is made, and the quarter that was the last full one.
#[derive(Clone, Copy)]
pub(super) struct When {
    pub(super) today: Day,
    quarter: Day,
}

impl When {
    fn new(today: Day) -> Self {
        let into = i32::from((today.month() - 1) % 3);
        let quarter = today.month_start().plus_months(-into - 3);
        Self { today, quarter }
    }

    /// A working day so many days ago, or the Friday before.
    pub(super) fn back(self, days: i64) -> Day {
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

/// The days of a month on which people meet: working days, and none between Christmas and New Year.
fn days_of(month: Day) -> Vec<Day> {
    let ends = month.plus_months(1);
    let all = std::iter::successors(Some(month), |day| Some(day.next())).take_while(|day| *day < ends);
    let holidays = |day: Day| matches!((day.month(), day.day()), (12, 24..) | (1, 1));
    all.filter(|day| !is_weekend(day.weekday()) && !holidays(*day)).collect()
}

/// One of a list, which begins again behind its end.
fn turn<T: Copy>(list: &[T], place: usize) -> T {
    *list
        .get(place % list.len().max(1))
        .expect("a place behind the end is turned to the beginning")
}

/// The talks of a coachee in a month, each with its minutes.
fn talks(team: usize, place: usize, month: Day, when: When) -> Vec<(Talk, i64)> {
    let number = usize::try_from(month.year() * 12 + i32::from(month.month())).unwrap_or_default();
    let shift = place + number;
    match team {
        0 => equally(shift),
        1 => for_a_favourite(place, number, month, when),
        _ => on_relationships(shift),
    }
}

/// Anselm: three hours for everybody, whoever they are. Any three months have each of these once for everybody.
fn equally(shift: usize) -> Vec<(Talk, i64)> {
    let months: [&[(Talk, i64)]; 3] = [
        &[(Talk::Creation, 75), (Talk::Teach, 60), (Talk::Pursuit, 45)],
        &[(Talk::Close, 75), (Talk::Tailor, 60), (Talk::Relationship, 45)],
        &[(Talk::Creation, 60), (Talk::TakeControl, 75), (Talk::Close, 45)],
    ];
    turn(&months, shift).to_vec()
}

/// Zsófia: deals, and relationships beside them.
fn on_relationships(shift: usize) -> Vec<(Talk, i64)> {
    let months: [&[(Talk, i64)]; 3] = [
        &[(Talk::Creation, 60), (Talk::Close, 60), (Talk::Relationship, 30)],
        &[(Talk::Close, 60), (Talk::Creation, 45), (Talk::Relationship, 45)],
        &[(Talk::Creation, 60), (Talk::Pursuit, 45), (Talk::Teach, 30)],
    ];
    turn(&months, shift).to_vec()
}

/// Giulia: the core gets most, Inês far too much in the last full month; from the last full quarter on it is pursuit and post-deal.
fn for_a_favourite(place: usize, number: usize, month: Day, when: When) -> Vec<(Talk, i64)> {
    const SKILLS: [Talk; 4] = [Talk::Teach, Talk::Tailor, Talk::TakeControl, Talk::Relationship];
    const EARLIER: [Talk; 7] = [
        Talk::Creation,
        Talk::Close,
        Talk::Pursuit,
        Talk::Creation,
        Talk::Close,
        Talk::Creation,
        Talk::PostDeal,
    ];
    const LATELY: [Talk; 7] = [
        Talk::Pursuit,
        Talk::PostDeal,
        Talk::Pursuit,
        Talk::Creation,
        Talk::PostDeal,
        Talk::Pursuit,
        Talk::Close,
    ];
    let stages = if month < when.quarter { EARLIER } else { LATELY };
    let overcoached = month == when.today.month_start().plus_months(-1);
    // On a deal when true, on a skill when false.
    let minutes: &[(bool, i64)] = match place {
        0 if overcoached => &[(true, 75), (false, 60), (true, 60), (false, 45), (true, 45), (false, 45)],
        0 => &[(true, 75), (false, 60), (true, 75)],
        1 => &[(true, 75), (false, 60), (true, 60)],
        2 => &[(true, 60), (false, 75), (true, 60)],
        3 => &[(true, 60), (false, 60), (true, 60)],
        4 => &[(true, 45), (false, 60), (true, 45)],
        5 => &[(true, 45), (false, 45)],
        _ => &[(true, 30), (false, 30)],
    };
    let talk = |(at, (deal, minutes)): (usize, &(bool, i64))| {
        let talk = if *deal {
            turn(&stages, place * 2 + number + at / 2)
        } else {
            turn(&SKILLS, place + number + at / 2)
        };
        (talk, *minutes)
    };
    minutes.iter().enumerate().map(talk).collect()
}

/// The names of somebody's accounts.
fn accounts_of(person: &str) -> Vec<String> {
    if person == INSIDE {
        return others().into_iter().rev().take(4).map(|account| account.name).collect();
    }
    let led = |held: &[(&str, &str)]| held.last().is_some_and(|(lead, _)| *lead == person);
    let own = KEY_ACCOUNTS.iter().filter(|account| led(account.held));
    own.map(|account| account.name.to_owned()).collect()
}

/// Every session up to yesterday, in the order in which they were held.
fn every_session(when: When) -> Vec<Held> {
    let mut chance = Chance::new(7);
    let mut all = Vec::new();
    for (team, (coach, coachees)) in TEAMS.iter().enumerate() {
        for (place, (reference, coachee)) in coachees.iter().enumerate() {
            let mut own = Vec::new();
            let mut said_before: BTreeMap<Talk, usize> = BTreeMap::new();
            let accounts = accounts_of(reference);
            for ago in (0..=MONTHS).rev() {
                let month = when.today.month_start().plus_months(-ago);
                // Kalina was on leave, and Tihana was forgotten.
                if matches!((*coachee, ago), ("kalina" | "tihana", 6 | 7)) {
                    continue;
                }
                let talks = talks(team, place, month, when);
                let days = days_of(month);
                for (at, (talk, minutes)) in talks.iter().enumerate() {
                    let (from, to) = (days.len() * at / talks.len(), days.len() * (at + 1) / talks.len());
                    let room = i64::try_from(to - from).unwrap_or(1);
                    let into = usize::try_from(chance.between(0, room - 1)).unwrap_or_default();
                    let (turns, seconds) = (said_before.entry(*talk).or_default(), chance.between(35, 70));
                    let day = turn(&days, from + into);
                    let generic = is_generic(coachee, at, month, when);
                    let said = said(*talk, (*turns, place), &accounts, (day, *minutes, generic));
                    *turns += 1;
                    if day < when.today {
                        let before = became(place + own.len());
                        own.push(Held {
                            coach,
                            coachee,
                            said,
                            before,
                            seconds,
                        });
                    }
                }
            }
            if let Some(last) = own.last_mut() {
                last.said.due = Some(last_due(place, last.said.day, when));
            }
            all.extend(own);
        }
    }
    all.sort_by_key(|held| held.said.day);
    all
}

/// What became of a commitment; of a few nobody said.
fn became(turns: usize) -> Option<Outcome> {
    use Outcome::{Kept, NotKept, Partly};
    turn(
        &[Some(Kept), Some(Kept), Some(Partly), Some(Kept), Some(NotKept), Some(Kept), None],
        turns,
    )
}

/// When the latest commitment is due: a third overdue, a third done, a third open.
fn last_due(place: usize, day: Day, when: When) -> Day {
    match place % 3 {
        0 if place < 6 => day.plus_days(3).min(when.today.prev()),
        1 => when.today.prev(),
        _ => when.today.plus_days(4),
    }
}

/// How a session of Giulia's is generic in the middle of the last full quarter: without an instance, or in another's words.
fn is_generic(coachee: &str, at: usize, month: Day, when: When) -> Option<Generic> {
    let here = month == when.quarter.plus_months(1) && at == 0;
    match coachee {
        "ilaria" if here => Some(Generic::NoInstance),
        "elodie" | "despina" if here => Some(Generic::Copied),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Generic {
    NoInstance,
    Copied,
}

fn said(talk: Talk, (turns, place): (usize, usize), accounts: &[String], around: (Day, i64, Option<Generic>)) -> SaidSession {
    let (day, minutes, generic) = around;
    let texts = talk.texts();
    let account = accounts
        .get((turns + turns / texts.len()) % accounts.len().max(1))
        .map_or("", String::as_str);
    let [instance, how, commitment] = turn(texts, turns + place * 2).map(|text| text.replace("{a}", account));
    let days = 7 + i64::try_from(turns * 3 % 8).unwrap_or_default();
    SaidSession {
        day,
        minutes,
        kind: talk.kind(),
        stage: talk.stage(),
        skill: talk.skill(),
        instance: if generic == Some(Generic::NoInstance) {
            String::new()
        } else {
            instance
        },
        how: if generic == Some(Generic::Copied) { COPIED.to_owned() } else { how },
        commitment,
        due: Some(working(day.plus_days(days))),
    }
}

/// What a coachee answers to the two taps; nothing where they did not tap.
fn answer(held: &Held, number: usize) -> Option<(i64, Option<bool>)> {
    let place = number % 4;
    let value = match held.coach {
        "anselm" if place == 3 => return None,
        "anselm" => turn(&[5, 4, 4, 5, 4], number),
        "giulia" if place == 2 => return None,
        "giulia" if held.coachee == "ines" => turn(&[5, 4], number),
        "giulia" => turn(&[3, 4, 3, 4, 2], number),
        _ if place.is_multiple_of(2) => return None,
        _ => turn(&[4, 3, 4], number),
    };
    Some((value, (!number.is_multiple_of(9)).then_some(number % 5 < 4)))
}

/// What a session brings with it later: the taps, the wording of the commitment, the review of the latest one.
fn after(sessions: &[Held], when: When, events: &mut Vec<(Day, Event)>) {
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, held) in sessions.iter().enumerate() {
        last.insert(held.coachee, number);
        let next = held.said.day.next();
        if next < when.today {
            if let Some((value, shown)) = answer(held, number) {
                events.push((next, Event::Rated(number, value, shown)));
            }
            if number.is_multiple_of(3) {
                let own = if number.is_multiple_of(2) {
                    format!("{} {}", held.said.commitment, turn(OWN_WORDS, number / 6))
                } else {
                    held.said.commitment.clone()
                };
                events.push((next, Event::Worded(number, own)));
            }
        }
    }
    for (_, coachees) in TEAMS {
        for (_, coachee) in coachees.iter().skip(1).step_by(3) {
            if let Some(number) = last.get(coachee) {
                events.push((when.today.prev(), Event::Reviewed(*number, Outcome::Kept)));
            }
        }
    }
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
