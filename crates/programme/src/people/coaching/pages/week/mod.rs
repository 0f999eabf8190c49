//! The coach's week: who, why, the last commitment, prepared questions, six lights, and where the hours went.

mod encounters;
mod pictures;

use super::{PLACE, Query, SESSIONS, addresses, first_name, month_words, record_href};
use crate::people::coaching::reading::{Judged, Week, week};
use crate::people::coaching::rules::month::name_of;
use crate::people::coaching::rules::pitfalls::Light as Raised;
use crate::people::coaching::rules::quality::Quality;
use crate::people::coaching::rules::week::Reason;
use crate::people::coaching::{COACH, SEE_PROGRAMME, figures};
use encounters::people;
use hypertext::prelude::*;
use pictures::{hours_of_month, minutes_of_quarter};
use platform::look::components::{Button, Empty, Hazard, Head, Light, Section, halves, lights, unknown};
use platform::look::why::{Why, figure_link};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{Answer, Caller, Response, View, redirect};
use vocabulary::Day;

/// The coach's week; everybody else is led to their own record, or to the programme.
pub(super) async fn show(caller: Caller, query: Query) -> Answer {
    let coaches = caller.viewer.holds(COACH) && caller.viewer.person.is_some();
    if !coaches {
        return match caller.viewer.person {
            Some(_) if caller.viewer.holds(SEE_PROGRAMME) => Ok(redirect("/coaching/programme")),
            Some(me) => Ok(redirect(&record_href(me))),
            None => Ok(nobody(&caller)),
        };
    }
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let week = week(&mut tx, &caller.viewer).await?;
    drop(tx);
    if week.coachees.is_empty() {
        let empty = Empty::new(say("coaching.no_team"), say("coaching.no_team_why"));
        let body = join([Head::new(say("coaching.place")).memoize(), empty.memoize()]);
        return Ok(caller.page(View::new(say("coaching.place"), PLACE, body)));
    }
    let open = query.0.get("light").and_then(|light| light.parse::<u8>().ok());
    let order = query.0.contains_key("order");
    let body = join([
        head(&week, today),
        people(&week, today, order),
        six_lights(&week, open),
        halves(hours_of_month(&week), minutes_of_quarter(&week)),
    ]);
    Ok(caller.page(View::new(say("coaching.place"), PLACE, body)))
}

fn nobody(caller: &Caller) -> Response {
    let body = join([
        Head::new(say("coaching.place")).memoize(),
        Empty::new(say("coaching.not_a_person"), say("coaching.not_a_person_why")).memoize(),
    ]);
    caller.page(View::new(say("coaching.place"), PLACE, body))
}

fn head(week: &Week, today: Day) -> Markup {
    let on = week.lights.iter().filter(|light| light.light == Ok(Raised::Raised)).count();
    let sub = say_with(
        "coaching.week_sub",
        &[
            ("coach", &week.coach.name),
            (
                "coachees",
                &say_count("coaching.coachees", u64::try_from(week.coachees.len()).unwrap_or_default()),
            ),
            ("day", &format::day(today)),
            ("lights", &say_count("coaching.lights_on", u64::try_from(on).unwrap_or_default())),
        ],
    );
    Head::new(title(week))
        .action(Button::link(say("coaching.all_sessions"), SESSIONS))
        .action(Button::link(say("coaching.log"), format!("{}/new", SESSIONS)))
        .sub(text(sub))
        .memoize()
}

/// The answer: whom to coach first, and who needs an expert or another conversation instead.
fn title(week: &Week) -> String {
    let wants: Vec<&str> = week
        .coachees
        .iter()
        .filter(|coachee| coachee.turn.wants_an_hour())
        .map(|coachee| first_name(&coachee.person.name))
        .collect();
    let over = week
        .coachees
        .iter()
        .find(|coachee| coachee.turn.reasons.contains(&Reason::OverCoached));
    let first = match wants.as_slice() {
        [] => say("coaching.title_nobody").to_owned(),
        [one] => say_with("coaching.title_one", &[("first", one)]),
        [one, other, ..] => say_with("coaching.title_two", &[("first", one), ("second", other)]),
    };
    match over {
        Some(coachee) => {
            let expert = say_with("coaching.title_expert", &[("name", first_name(&coachee.person.name))]);
            format!("{first} {expert}")
        }
        None => first,
    }
}

fn six_lights(week: &Week, open: Option<u8>) -> Markup {
    let all: Vec<Light> = week.lights.iter().map(|judged| light(judged, open)).collect();
    let panel = week.lights.iter().find(|judged| Some(judged.pitfall) == open);
    let why = panel.map(|judged| {
        let explained = judged.clone().explained();
        let change = judged.change.clone();
        let mut why = Why::new(&explained.trace, &addresses).close("/coaching#lights");
        if !change.is_empty() {
            why = why.beside(text(change));
        }
        why.memoize()
    });
    let about = say_with(
        "coaching.lights_about",
        &[
            ("month", &month_words(week.month.span.start())),
            ("quarter", &super::quarter_words(&week.quarter.span)),
        ],
    );
    Section::new(say("coaching.six"), join([lights(&all), why.unwrap_or_else(nothing)]))
        .about(about)
        .end(quality(week))
        .id("lights")
        .memoize()
}

fn light(judged: &Judged, open: Option<u8>) -> Light {
    let expanded = open == Some(judged.pitfall);
    let href = format!("/coaching?light={}#lights", judged.pitfall);
    let name = format!("{} {}", judged.pitfall, say(&format!("coaching.pitfall_{}", judged.pitfall)));
    let (hazard, state, figure) = match &judged.light {
        Ok(Raised::Raised) => (
            Hazard::Act,
            say("coaching.raised"),
            figure_link(text(&judged.figure), &href, expanded),
        ),
        Ok(Raised::Clear) => (
            Hazard::Clear,
            say("coaching.clear"),
            figure_link(text(&judged.figure), &href, expanded),
        ),
        Err(because) => {
            let asked = maud! { a.fig-unk href=(href) { (unknown(because)) } }.memoize();
            (Hazard::None, say("coaching.not_judged"), asked)
        }
    };
    Light {
        name,
        hazard,
        figure,
        about: judged.about.clone(),
        state: state.to_owned(),
    }
}

fn quality(week: &Week) -> Markup {
    let (quarter, own) = &week.quality;
    let href = format!("/figures/coaching.quality/{}?period={}", week.coach.id, name_of(quarter));
    let own = match own {
        Quality::Reportable { mean, people, .. } => {
            let figure = figure_link(text(format::number(mean, 1)), &href, false);
            let from = say_with("coaching.quality_from", &[("n", &people.to_string())]);
            maud! { (say("coaching.your_quality")) " " (figure) " " (from) }.memoize()
        }
        Quality::TooFew { needed, .. } => maud! { (say("coaching.your_quality")) " " (unknown(&figures::too_few(*needed))) }.memoize(),
    };
    // How many answered so far is not said: a number that grows after a session would say who did (R-COA-10).
    let running = unknown(say("coaching.quarter_runs"));
    maud! { (own) " " (say("coaching.running_quarter")) " " (running) }.memoize()
}
