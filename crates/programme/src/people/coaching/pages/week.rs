//! The coach's week: who, why, the last commitment, prepared questions, six lights, and where the hours went.

use super::{PLACE, Query, addresses, first_name, hours, month_words, questions, record_href, said, topic};
use crate::people::coaching::reading::{Coachee, Judged, Week, week};
use crate::people::coaching::rules::month::{credited, name_of};
use crate::people::coaching::rules::pitfalls::{Light as Raised, Minutes, Stages, by_coachee};
use crate::people::coaching::rules::quality::Quality;
use crate::people::coaching::rules::segment::Segment;
use crate::people::coaching::rules::session::{Kind, Stage};
use crate::people::coaching::rules::week::Reason;
use crate::people::coaching::{COACH, SEE_PROGRAMME, figures, policy};
use hypertext::prelude::*;
use platform::look::charts::{About, Ink, Reach, ReachRow};
use platform::look::components::{
    Button, Duel, Empty, Encounter, Evidence, Hazard, Head, Heat, HeatRow, Light, Section, encounters, halves, knotted, lamp, lights, note,
    record_link, unknown,
};
use platform::look::why::{Why, figure_link};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::{Answer, Caller, View, redirect};
use vocabulary::{Day, PersonId, Ratio};

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

fn nobody(caller: &Caller) -> platform::web::Response {
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
        .action(Button::link(say("coaching.all_sessions"), super::SESSIONS))
        .action(Button::link(say("coaching.log"), format!("{}/new", super::SESSIONS)))
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

fn people(week: &Week, today: Day, order: bool) -> Markup {
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
    let why = if order {
        note(text(say("coaching.order_why"))).memoize()
    } else {
        nothing()
    };
    Section::new(say("coaching.this_week"), join([why, body]))
        .about(say("coaching.this_week_about"))
        .end(record_link(say("coaching.why_order"), "/coaching?order=why"))
        .memoize()
}

fn standing(week: &Week, coachee: &Coachee) -> Markup {
    let segment = coachee.segment.map(Segment::say);
    let figure = week.month.numbers.words(policy::PERFORMANCE_FIGURE).to_owned();
    let href = format!("/figures/{figure}/{}", coachee.person.id);
    let value = match coachee.standing.as_ref().map(|standing| &standing.value) {
        Some(Ok(value)) => figure_link(text(format::percent(&value.round(2, vocabulary::Rounding::HalfUp))), &href, false),
        Some(Err(because)) => unknown(because),
        None => unknown(say("coaching.no_standing")),
    };
    match segment {
        Some(segment) => maud! { (segment) ", " (value) }.memoize(),
        None => value,
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
        questions: skill.filter(|_| first && !over).map(questions).unwrap_or_default(),
        commitment: coachee.last.as_ref().and_then(|last| said(last, names, today)),
        when,
        when_note,
        action,
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
    let now = Ratio::fraction(i128::from(coachee.minutes_now), 60).unwrap_or_else(Ratio::zero);
    let so_far = say_with("coaching.so_far", &[("hours", &hours(&now))]);
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
                let href = format!("{}/new?coachee={id}&appointment={}", super::SESSIONS, next.id);
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
        return maud! { (lamp(Hazard::Watch, "")) b { (link) } " " (sentence) }.memoize();
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
            ("quarter", &name_of(&week.quarter.span)),
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

/// The hours of everybody in the last full month, beside the band of the core.
fn hours_of_month(week: &Week) -> Markup {
    let ground = &week.month;
    let (min, max) = (ground.numbers.number(policy::MIN_H), ground.numbers.number(policy::MAX_CREDIT_H));
    let received = by_coachee(&ground.minutes);
    let mut order: Vec<&Coachee> = week.coachees.iter().collect();
    let standing = |coachee: &Coachee| coachee.standing.as_ref().and_then(|standing| standing.value.clone().ok());
    order.sort_by(|one, other| {
        let place = |coachee: &Coachee| {
            coachee.segment.map_or(3, |segment| match segment {
                Segment::Star => 0,
                Segment::Core => 1,
                Segment::Low => 2,
            })
        };
        place(one).cmp(&place(other)).then(standing(other).cmp(&standing(one)))
    });
    let row = |coachee: &&Coachee| {
        let value = &coachee.hours;
        let core = coachee.segment == Some(Segment::Core);
        let watch = *value > max || (core && *value < min);
        ReachRow {
            name: coachee.person.name.clone(),
            group: coachee.segment.map(|segment| segment.say().to_owned()).unwrap_or_default(),
            standing: standing(coachee).map_or_else(String::new, |value| format::number(&(&value * &Ratio::whole(100)), 0)),
            value: Ok(value.clone()),
            credited: Some(credited(value, &max)).filter(|credited| credited != value),
            ink: match (watch, core || coachee.segment.is_none()) {
                (true, _) => Ink::Watch,
                (false, true) => Ink::Mark,
                (false, false) => Ink::Quiet,
            },
        }
    };
    let month = month_words(ground.span.start());
    let all: i64 = received.values().sum();
    let all = hours(&Ratio::fraction(i128::from(all), 60).unwrap_or_else(Ratio::zero));
    let chart = Reach {
        about: About {
            id: "hours".to_owned(),
            title: say_with("coaching.hours_in", &[("month", &month)]),
            summary: say_with("coaching.hours_summary", &[("month", &month), ("all", &all)]),
        },
        unit: "h".to_owned(),
        standing_head: say("coaching.standing_head").to_owned(),
        band: Some((
            min.clone(),
            max.clone(),
            say_with(
                "coaching.band",
                &[("min", &format::number(&min, 2)), ("max", &format::number(&max, 2))],
            ),
        )),
        rows: order.iter().map(row).collect(),
    };
    let chart = chart.figure();
    Section::new(say_with("coaching.hours_in", &[("month", &month)]), chart)
        .about(say_with("coaching.hours_all", &[("all", &all)]))
        .memoize()
}

/// The columns of where minutes went: the stages of deals, then skills.
const STAGES: [Stage; 4] = [Stage::Creation, Stage::Pursuit, Stage::Close, Stage::PostDeal];

fn minutes_of_quarter(week: &Week) -> Markup {
    let ground = &week.quarter;
    let of = |inside: &dyn Fn(PersonId) -> bool| -> Vec<i64> {
        let sum = |wanted: &dyn Fn(&Minutes) -> bool| {
            let counted = ground.minutes.iter().filter(|session| inside(session.coachee) && wanted(session));
            counted.map(|session| session.minutes).sum::<i64>()
        };
        let mut cells: Vec<i64> = STAGES
            .iter()
            .map(|stage| sum(&|session| session.kind == Kind::Deal && session.stage == *stage))
            .collect();
        cells.push(sum(&|session| session.kind == Kind::Skill));
        cells
    };
    let shown = |n: i64| u64::try_from(n).unwrap_or_default();
    let row = |label: String, cells: Vec<i64>| {
        let sum = shown(cells.iter().sum());
        HeatRow {
            label,
            cells: cells.into_iter().map(|n| Ok(shown(n))).collect(),
            sum: Some(text(format::count(sum))),
        }
    };
    let mut rows = Vec::new();
    if let Some(segments) = &ground.segments {
        for segment in Segment::ALL {
            let heads = segments.values().filter(|one| *one == segment).count();
            let cells = of(&|person| segments.get(&person) == Some(segment));
            rows.push(row(format!("{}, {heads}", segment.say()), cells));
        }
        let others = of(&|person| !segments.contains_key(&person));
        if others.iter().any(|n| *n > 0) {
            rows.push(row(say("coaching.no_segment").to_owned(), others));
        }
    } else {
        for (person, name) in &ground.names {
            rows.push(row(name.clone(), of(&|other| other == *person)));
        }
    }
    let mut heads: Vec<String> = STAGES.iter().map(|stage| stage.say().to_owned()).collect();
    heads.push(Kind::Skill.say().to_owned());
    let heat = Heat {
        caption: say("coaching.minutes_went").to_owned(),
        row_head: say("coaching.head_minutes").to_owned(),
        heads,
        sum_head: Some(say("coaching.head_all").to_owned()),
        rows,
        total: Some(row(say("coaching.head_all").to_owned(), of(&|_| true))),
    };
    let stages = Stages::of(&ground.minutes);
    let duel = Duel {
        first: (say("coaching.minutes_ends").to_owned(), shown(stages.ends)),
        second: (say("coaching.minutes_middle").to_owned(), shown(stages.middle)),
    };
    let change = week
        .lights
        .iter()
        .find(|judged| judged.pitfall == 3)
        .map(|judged| judged.change.clone())
        .unwrap_or_default();
    let change = if change.is_empty() { nothing() } else { note(text(change)) };
    Section::new(say("coaching.minutes_went"), join([heat.memoize(), duel.memoize(), change]))
        .about(name_of(&ground.span))
        .memoize()
}

/// A quiet word on what is known of a person's level; here, because the week and the record say it alike.
pub(super) fn level(level: &Result<Ratio, String>) -> Markup {
    match level {
        Ok(level) => knotted(Evidence::Confirmed, &format::number(level, 2)),
        Err(because) => unknown(because),
    }
}
