//! The pictures of a coach's week: the hours of the last full month, and where the minutes of the quarter went.

use crate::people::coaching::pages::{hours, month_words, quarter_words};
use crate::people::coaching::policy;
use crate::people::coaching::reading::{Coachee, Week};
use crate::people::coaching::rules::month::credited;
use crate::people::coaching::rules::pitfalls::{Minutes, Stages};
use crate::people::coaching::rules::segment::Segment;
use crate::people::coaching::rules::session::{Kind, Stage};
use hypertext::prelude::*;
use platform::look::charts::{About, Ink, Reach, ReachRow};
use platform::look::components::{Duel, Heat, HeatRow, Section, note};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_with};
use vocabulary::{PersonId, Ratio};

/// The hours of everybody in the last full month, beside the band of the core.
pub(super) fn hours_of_month(week: &Week) -> Markup {
    let ground = &week.month;
    let (min, max) = (ground.numbers.number(policy::MIN_H), ground.numbers.number(policy::MAX_CREDIT_H));
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
    let all = week.coachees.iter().fold(Ratio::zero(), |all, coachee| &all + &coachee.hours);
    let all = hours(&all);
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

/// The minutes of the last full quarter by segment, or by coachee where the team is too small for segments.
pub(super) fn minutes_of_quarter(week: &Week) -> Markup {
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
        .about(quarter_words(&ground.span))
        .memoize()
}
