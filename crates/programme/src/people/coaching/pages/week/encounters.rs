//! The people of a coach's week: why each, the last commitment, prepared questions, and when.

use crate::people::coaching::pages::{SESSIONS, first_name, hours, month_words, questions, record_href, said, topic};
use crate::people::coaching::policy;
use crate::people::coaching::reading::{Coachee, Week};
use crate::people::coaching::rules::month::{credited, hours as hours_of, name_of};
use crate::people::coaching::rules::segment::Segment;
use crate::people::coaching::rules::week::Reason;
use hypertext::prelude::*;
use platform::look::components::{Button, Encounter, Hazard, Section, encounters, lamp, note, record_link, unknown};
use platform::look::why::figure_link;
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_with};
use vocabulary::{Day, PersonId};

/// Whom to meet, in order, and the others in a line each. The order is explained when somebody asks.
pub(super) fn people(week: &Week, today: Day, order: bool) -> Markup {
    let month = month_words(week.month.span.start());
    let with_reason = |coachee: &&Coachee| !coachee.turn.reasons.is_empty() && coachee.turn.reasons != [Reason::RoleTalk];
    let mut first = true;
    let all: Vec<Encounter> = week
        .coachees
        .iter()
        .filter(with_reason)
        .map(|coachee| encounter(week, coachee, (&month, today), std::mem::take(&mut first)))
        .collect();
    let rest: Vec<Markup> = week
        .coachees
        .iter()
        .filter(|coachee| !with_reason(coachee))
        .map(|coachee| rest(week, coachee))
        .collect();
    let body = if all.is_empty() {
        join([note(text(say("coaching.nobody_waits"))), encounters(&[], &rest)])
    } else {
        encounters(&all, &rest)
    };
    let why = if order { note(text(say("coaching.order_why"))) } else { nothing() };
    Section::new(say("coaching.this_week"), join([why, body]))
        .about(say("coaching.this_week_about"))
        .end(record_link(say("coaching.why_order"), "/coaching?order=why"))
        .memoize()
}

/// What to ask: the questions prepared for the appointment, else those of the skill.
fn asks(coachee: &Coachee) -> Vec<String> {
    if coachee.questions.is_empty() {
        coachee.skill().map(questions).unwrap_or_default()
    } else {
        coachee.questions.clone()
    }
}

fn encounter(week: &Week, coachee: &Coachee, (month, today): (&str, Day), first: bool) -> Encounter {
    let names = |id: PersonId| name(week, coachee, id);
    let skill = coachee.skill();
    let chosen = coachee
        .style
        .as_ref()
        .map(|style| style.topic.as_str())
        .filter(|topic| !topic.is_empty());
    let planned = coachee
        .next
        .as_ref()
        .map(|next| next.topic.as_str())
        .filter(|topic| !topic.is_empty());
    let over = coachee.expert || coachee.turn.reasons.contains(&Reason::OverCoached);
    let topic = match (chosen, planned, skill) {
        (Some(chosen), ..) => say_with(
            "coaching.chosen_topic",
            &[("name", first_name(&coachee.person.name)), ("topic", chosen)],
        ),
        (None, Some(planned), _) => planned.to_owned(),
        (None, None, _) if over => say("coaching.topic_expert").to_owned(),
        (None, None, Some(skill)) => topic(skill).to_owned(),
        (None, None, None) => say("coaching.topic_open").to_owned(),
    };
    let (when, when_note, action) = when(coachee, today, first);
    Encounter {
        person: coachee.person.name.clone(),
        href: record_href(coachee.person.id),
        standing: standing(week, coachee),
        topic,
        reasons: reasons(week, coachee, month),
        // The questions of whoever comes next; those of the others wait where their session is prepared.
        questions: if first && !over { asks(coachee) } else { Vec::new() },
        commitment: coachee.last.as_ref().and_then(|last| said(last, names, today)),
        when,
        when_note,
        action,
    }
}

fn standing(week: &Week, coachee: &Coachee) -> Markup {
    let segment = coachee.segment.map(Segment::say);
    let figure = week.month.numbers.words(policy::PERFORMANCE_FIGURE).to_owned();
    let href = format!("/figures/{figure}/{}", coachee.person.id);
    let value = match coachee.standing.as_ref().map(|standing| (standing, &standing.value)) {
        // It says of which period: the one that runs now may stand otherwise.
        Some((of, Ok(value))) => {
            let href = format!("{href}?period={}", of.name);
            let percent = text(format::percent(&value.round(2, vocabulary::Rounding::HalfUp)));
            let closed = say_with("coaching.standing_closed", &[("period", &of.period)]);
            let figure = figure_link(percent, &href, false);
            maud! { (figure) " " (closed) }.memoize()
        }
        Some((_, Err(because))) => unknown(because),
        None => unknown(say("coaching.no_standing")),
    };
    match segment {
        Some(segment) => maud! { (segment) ", " (value) }.memoize(),
        None => value,
    }
}

fn name(week: &Week, coachee: &Coachee, id: PersonId) -> String {
    if id == week.coach.id {
        say("coaching.you").to_owned()
    } else if id == coachee.person.id {
        first_name(&coachee.person.name).to_owned()
    } else {
        week.month.name(id).to_owned()
    }
}

fn reasons(week: &Week, coachee: &Coachee, month: &str) -> Markup {
    let numbers = &week.month.numbers;
    let period = name_of(&week.month.span);
    let href = format!("/figures/coaching.credited_hours/{}?period={period}", coachee.person.id);
    let received = figure_link(text(hours(&coachee.hours)), &href, false);
    let sentence = |reason: &Reason| match reason {
        Reason::Asks => {
            let requests = coachee.requests.iter().map(|request| {
                let due = request.due.map(format::day_short).unwrap_or_default();
                let values = [
                    ("what", request.about.say()),
                    ("words", request.words.as_str()),
                    ("day", due.as_str()),
                ];
                text(say_with("coaching.reason_asks", &values))
            });
            join(requests)
        }
        Reason::UnderCoached => {
            let least = hours(&numbers.number(policy::MIN_H));
            let words = say_with("coaching.reason_under", &[("month", month), ("least", &least)]);
            let received = received.clone();
            maud! { (received) " " (words) " " b { (say("coaching.under_coached")) } }.memoize()
        }
        Reason::OverCoached => {
            let most = hours(&credited(&coachee.hours, &numbers.number(policy::MAX_CREDIT_H)));
            let words = say_with("coaching.reason_over", &[("month", month), ("most", &most)]);
            let received = received.clone();
            maud! { (received) " " (words) }.memoize()
        }
        Reason::CommitmentDue => text(say("coaching.reason_due")),
        Reason::RoleTalk => text(say("coaching.reason_talk")),
        Reason::Appointment => text(say("coaching.reason_appointment")),
    };
    let style = coachee
        .style
        .as_ref()
        .map(|style| say_with("coaching.learns", &[("way", style.learns.say())]));
    let sentences = coachee.turn.reasons.iter().map(sentence).chain(style.map(text));
    join(sentences.flat_map(|sentence| [sentence, text(" ")]))
}

fn when(coachee: &Coachee, today: Day, first: bool) -> (String, String, Markup) {
    let id = coachee.person.id;
    let so_far = say_with("coaching.so_far", &[("hours", &hours(&hours_of(coachee.minutes_now)))]);
    let weight = |button: Button| if first { button.primary().memoize() } else { button.memoize() };
    match &coachee.next {
        Some(next) => {
            let day = if next.day == today {
                say("coaching.today").to_owned()
            } else {
                format::day_short(next.day)
            };
            let minutes = say_with("coaching.minutes_planned", &[("n", &next.minutes.to_string())]);
            let button = if next.day == today {
                let href = format!("{}/new?coachee={id}&appointment={}", SESSIONS, next.id);
                Button::link(say("coaching.open_session"), href)
            } else {
                Button::link(say("coaching.prepare"), format!("/coaching/appointments/{}", next.id))
            };
            (format!("{day}, {}", next.starts), minutes, weight(button))
        }
        None => {
            let button = if coachee.expert || coachee.turn.reasons.contains(&Reason::OverCoached) {
                Button::link(say("coaching.link_expert"), format!("{}#links", record_href(id)))
            } else {
                Button::link(say("coaching.arrange"), format!("{}/appointment", record_href(id)))
            };
            (say("coaching.no_session").to_owned(), so_far, weight(button))
        }
    }
}

fn rest(week: &Week, coachee: &Coachee) -> Markup {
    let link = record_link(&coachee.person.name, &record_href(coachee.person.id));
    if coachee.turn.reasons.contains(&Reason::RoleTalk) {
        let sentence = say("coaching.rest_talk");
        return maud! { (lamp(Hazard::Watch, "")) " " b { (link) } " " (sentence) }.memoize();
    }
    let next = match &coachee.next {
        Some(next) => say_with("coaching.rest_next", &[("day", &format::day_short(next.day))]),
        None => say("coaching.rest_none").to_owned(),
    };
    let inside = coachee.hours >= week.month.numbers.number(policy::MIN_H);
    let words = match coachee.segment {
        Some(Segment::Star) => say("coaching.rest_star"),
        Some(Segment::Low) => say("coaching.rest_low"),
        Some(Segment::Core) | None if inside => say("coaching.rest_inside"),
        Some(Segment::Core) | None => say("coaching.rest_hours"),
    };
    maud! { b { (link) } " " (words) " " (hours(&coachee.hours)) ", " (next) }.memoize()
}
