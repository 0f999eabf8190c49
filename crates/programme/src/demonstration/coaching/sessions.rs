//! The sessions of a made-up year, and what each brings with it later.

use super::events::Event;
use super::{TEAMS, When, is_weekend, working};
use crate::demonstration::chance::Chance;
use crate::demonstration::customers::{KEY_ACCOUNTS, others};
use crate::demonstration::people::{EVERYBODY, INSIDE};
use crate::demonstration::talks::{OWN_WORDS, Talk};
use crate::people::coaching::rules::session::{Outcome, SaidSession};
use std::collections::BTreeMap;
use vocabulary::Day;

/// How many months back the coaching begins.
const MONTHS: i32 = 12;
/// What Giulia wrote to two people.
const COPIED: &str = "Ask more open questions, and let the customer talk.";

/// A session as it was held.
pub(super) struct Held {
    pub(super) coach: &'static str,
    pub(super) coachee: &'static str,
    pub(super) said: SaidSession,
    /// What became of the commitment before.
    pub(super) before: Option<Outcome>,
    pub(super) seconds: i64,
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
        2 => on_relationships(shift),
        _ => for_the_middle(place, shift),
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

/// Cordelia: the star and the low get an hour, those between them three and a half, on deals while they are made and on skills.
fn for_the_middle(place: usize, shift: usize) -> Vec<(Talk, i64)> {
    const LAST: usize = 5;
    if place == 0 || place == LAST {
        return vec![(Talk::Creation, 30), (turn(&[Talk::TakeControl, Talk::Teach], shift), 30)];
    }
    let months: [&[(Talk, i64)]; 3] = [
        &[(Talk::Creation, 60), (Talk::Teach, 45), (Talk::Close, 45), (Talk::Tailor, 60)],
        &[
            (Talk::Close, 60),
            (Talk::TakeControl, 60),
            (Talk::Creation, 45),
            (Talk::Relationship, 45),
        ],
        &[(Talk::Creation, 60), (Talk::Tailor, 45), (Talk::Pursuit, 45), (Talk::Teach, 60)],
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
    let led = |held: &[(&str, &str, &str)]| held.last().is_some_and(|(lead, ..)| *lead == person);
    let own = KEY_ACCOUNTS.iter().filter(|account| led(account.held));
    own.map(|account| account.name.to_owned()).collect()
}

/// The first day on which there was anybody to coach.
fn hired(person: &str) -> Day {
    let one = EVERYBODY.iter().find(|one| one.reference == person);
    one.and_then(|one| Day::parse(one.hired).ok()).unwrap_or(Day::MIN)
}

/// Every session up to yesterday, in the order in which they were held.
pub(super) fn every_session(when: When) -> Vec<Held> {
    let mut chance = Chance::new(7);
    let mut all = Vec::new();
    for (team, (coach, coachees)) in TEAMS.iter().enumerate() {
        for (place, (reference, coachee)) in coachees.iter().enumerate() {
            let mut own = Vec::new();
            let mut said_before: BTreeMap<Talk, usize> = BTreeMap::new();
            let accounts = accounts_of(reference);
            let hired = hired(reference);
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
                    if (hired..when.today).contains(&day) {
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

/// What makes feedback generic.
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
        "cordelia" if place == 0 => return None,
        "cordelia" => turn(&[5, 4, 5, 4, 4], number),
        _ if place.is_multiple_of(2) => return None,
        _ => turn(&[4, 3, 4], number),
    };
    Some((value, (!number.is_multiple_of(9)).then_some(number % 5 < 4)))
}

/// What a session brings with it later: the taps, the wording of the commitment, the review of the latest one.
pub(super) fn after(sessions: &[Held], when: When, events: &mut Vec<(Day, Event)>) {
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
                // In the evening: what was said of it the next day would come too late.
                events.push((held.said.day, Event::Worded(number, own)));
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
