//! One's own calendar of coaching as a feed that calendars subscribe to: who and when, and not a word of what about.

use super::{PLACE, record_href};
use crate::foundation::staff;
use crate::people::coaching::acts;
use crate::people::coaching::store::{self, appointments::Appointment};
use hypertext::prelude::*;
use icalendar::{Calendar, Component as _, Event};
use platform::look::components::{Button, Form, Head, Notice, Tone, lead, note};
use platform::look::{join, nothing, text};
use platform::secret;
use platform::texts::{say, say_with};
use platform::web::{Answer, AppRef, Caller, Fields, Path, State, View, redirect, text_answer};
use platform::{Error, Result, users};
use std::collections::BTreeMap;
use vocabulary::{Day, Instant, PersonId};

/// How far back a feed reaches, in days.
const BACK_DAYS: i64 = 31;

async fn view(caller: &Caller, token: Option<&str>) -> Answer {
    let me = caller.viewer.person.ok_or(Error::NotFound { what: "person" })?;
    let mut tx = caller.app.db.read().await?;
    let has = store::appointments::has_feed(&mut tx, me).await?;
    drop(tx);
    let open = Form::post("/coaching/calendar")
        .csrf(Some(caller.csrf()))
        .get(say("coaching.feed_get"))
        .button(
            Button::submit(if has {
                say("coaching.feed_again")
            } else {
                say("coaching.feed_open")
            })
            .primary(),
        );
    let close = if has {
        let form = Form::post("/coaching/calendar/end").csrf(Some(caller.csrf())).inline();
        form.button(Button::submit(say("coaching.feed_close"))).memoize()
    } else {
        nothing()
    };
    let shown = match token {
        Some(token) => {
            let address = caller.whole_address(&format!("/coaching/calendar/{token}.ics"));
            let sentence = say("coaching.feed_address");
            maud! { p { (sentence) " " code { (address) } } }.memoize()
        }
        None => nothing(),
    };
    let body = join([
        Head::new(say("coaching.calendar")).sub(text(say("coaching.feed_about"))).memoize(),
        if has && token.is_none() {
            lead(text(say("coaching.feed_there")))
        } else {
            nothing()
        },
        shown,
        open.memoize(),
        close,
        note(text(say("coaching.feed_private"))),
    ]);
    let notice = token.map(|_| Notice::new(Tone::Watch, say("coaching.feed_once")));
    let view = View::new(say("coaching.calendar"), PLACE, body)
        .under(say("coaching.own_record"), record_href(me))
        .under(say("coaching.place"), PLACE)
        .notice(notice);
    Ok(caller.page(view))
}

/// Whether there is a feed, and how to get one.
pub(super) async fn show(caller: Caller) -> Answer {
    view(&caller, None).await
}

/// A new address, shown once.
pub(super) async fn submit_open(caller: Caller, _fields: Fields) -> Answer {
    let token = caller.writing(async |tx| acts::open_feed(tx, &caller.viewer).await).await?;
    view(&caller, Some(&token)).await
}

/// No address any more.
pub(super) async fn submit_close(caller: Caller, _fields: Fields) -> Answer {
    caller.writing(async |tx| acts::close_feed(tx, &caller.viewer).await).await?;
    Ok(redirect("/coaching/calendar"))
}

/// The feed of whoever holds its secret.
pub(super) async fn feed(Path(token): Path<String>, State(app): State<AppRef>) -> Answer {
    let token = token.strip_suffix(".ics").unwrap_or(&token);
    let mut tx = app.db.read().await?;
    let me = store::appointments::look_up_feed(&mut tx, &secret::digest(token)).await?;
    let me = me.ok_or(Error::NotFound { what: "calendar" })?;
    let since = tx.today().plus_days(-BACK_DAYS);
    let all = store::appointments::list_of_feed(&mut tx, me, since).await?;
    let mut people: Vec<PersonId> = all.iter().map(|one| other(one, me)).collect();
    people.push(me);
    let people = staff::by_ids(&mut tx, &people).await?;
    let today = tx.today();
    // An address outlives neither the employment nor the user: it has no sign-in that would end with them.
    let signs_in = users::store::person_is_taken(&mut tx, me, None).await?;
    if !signs_in || people.get(&me).is_none_or(|person| person.has_left(today)) {
        return Err(Error::NotFound { what: "calendar" });
    }
    let names: BTreeMap<PersonId, String> = people.into_iter().map(|(id, person)| (id, person.name)).collect();
    let now = tx.now();
    drop(tx);
    let mut calendar = Calendar::new();
    calendar.name(say("coaching.feed_name"));
    for one in &all {
        let name = names.get(&other(one, me)).map_or("", String::as_str);
        calendar.push(event(one, &say_with("coaching.feed_event", &[("name", name)]), now)?);
    }
    Ok(text_answer("text/calendar; charset=utf-8", calendar.done().to_string()))
}

/// With whom an appointment is.
fn other(one: &Appointment, me: PersonId) -> PersonId {
    if one.coach == me { one.coachee } else { one.coach }
}

/// A moment of the firm's clock as calendars write it, without a zone: it floats with the reader's calendar.
fn floating(day: Day, minutes: i64) -> String {
    let later = day.plus_days(minutes.div_euclid(1_440));
    let of_day = minutes.rem_euclid(1_440);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}00",
        later.year(),
        later.month(),
        later.day(),
        of_day / 60,
        of_day % 60
    )
}

fn event(one: &Appointment, summary: &str, now: Instant) -> Result<Event> {
    let broken = || Error::Failed(anyhow::anyhow!("an appointment has no time"));
    let (hour, minute) = one.starts.split_once(':').ok_or_else(broken)?;
    let begins = hour
        .parse::<i64>()
        .ok()
        .zip(minute.parse::<i64>().ok())
        .map(|(hour, minute)| hour * 60 + minute);
    let begins = begins.ok_or_else(broken)?;
    let stamp: String = now
        .to_rfc3339()
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == 'T')
        .take(15)
        .collect();
    let mut event = Event::new();
    event
        .uid(&one.id.to_string())
        .summary(summary)
        .add_property("DTSTAMP", format!("{stamp}Z"))
        .add_property("DTSTART", floating(one.day, begins))
        .add_property("DTEND", floating(one.day, begins + one.minutes));
    Ok(event.done())
}
