//! The four lights that are judged over a quarter: skills, the stages of deals, generic feedback, and the two kinds of coaching.

use super::super::ground::Ground;
use super::{Judged, made, minutes, person_line, shown, trace};
use crate::people::coaching::policy;
use crate::people::coaching::rules::pitfalls::{Balance, Generic, Minutes, Skills, Stages};
use crate::people::coaching::rules::session::{Kind, Skill, Stage};
use crate::people::coaching::store;
use platform::Result;
use platform::database::Tx;
use platform::look::format;
use platform::texts::{say, say_with};
use std::collections::BTreeSet;
use vocabulary::{Cell, PersonId, Rounding, Trace, TraceTable};

pub(super) fn skills(ground: &Ground) -> Judged {
    let skills = Skills::of(&ground.minutes);
    let figure = say_with(
        "coaching.figure_p1",
        &[("part", &shown(skills.relationship)), ("all", &shown(skills.all))],
    );
    let input = |key: &str, n: i64| Trace::new(say(key), minutes(n));
    let trace = trace(1, ground, &[]).inputs([
        input("coaching.minutes_relationship", skills.relationship),
        input("coaching.minutes_challenger", skills.challenger),
        input("coaching.minutes_skill", skills.all),
    ]);
    let trace = trace.table(by_coachee(ground, ["relationship", "challenger"], |session| match session.skill {
        Some(Skill::Relationship) if session.kind == Kind::Skill => 0,
        Some(Skill::Teach | Skill::Tailor | Skill::TakeControl) if session.kind == Kind::Skill => 1,
        Some(_) | None => 2,
    }));
    Judged {
        figure,
        trace,
        ..made(1, ground, skills.light(), "coaching.no_skill_minutes")
    }
}

pub(super) fn stages(ground: &Ground) -> Judged {
    let stages = Stages::of(&ground.minutes);
    let all = stages.ends + stages.middle;
    let figure = say_with("coaching.figure_p3", &[("part", &shown(stages.ends)), ("all", &shown(all))]);
    let input = |key: &str, n: i64| Trace::new(say(key), minutes(n));
    let trace = trace(3, ground, &[]).inputs([
        input("coaching.minutes_ends", stages.ends),
        input("coaching.minutes_middle", stages.middle),
    ]);
    let trace = trace.table(by_coachee(ground, ["ends", "middle"], |session| match session.stage {
        Stage::Creation | Stage::Close => 0,
        Stage::Pursuit | Stage::PostDeal => 1,
        Stage::None => 2,
    }));
    let change = if stages.missing() > 0 && all > 0 {
        say_with("coaching.change_p3", &[("n", &shown(stages.missing()))])
    } else {
        String::new()
    };
    Judged {
        figure,
        trace,
        change,
        ..made(3, ground, stages.light(), "coaching.no_stage_minutes")
    }
}

pub(super) async fn generic(tx: &mut Tx, ground: &Ground) -> Result<Judged> {
    let keys: BTreeSet<String> = ground
        .minutes
        .iter()
        .flat_map(|session| [session.instance.clone(), session.how.clone()])
        .collect();
    let written = store::minutes::list_written(tx, ground.coach, &keys).await?;
    let generic = Generic::of(&ground.minutes, &written);
    let figure = say_with(
        "coaching.figure_p4",
        &[("part", &format::count(generic.specific())), ("all", &format::count(generic.all))],
    );
    let mut rows = Vec::new();
    for (sessions, why) in [
        (&generic.without, "coaching.without_instance"),
        (&generic.copied, "coaching.copied_text"),
    ] {
        for id in sessions {
            rows.extend(ground.minutes.iter().filter(|session| session.session == *id).map(|session| {
                let name = ground.name(session.coachee).to_owned();
                vec![Cell::Day(session.day), Cell::Text(name), Cell::Text(say(why).to_owned())]
            }));
        }
    }
    let mut trace = trace(4, ground, &[]);
    if !rows.is_empty() {
        let heads = ["day", "coachee", "why"].map(|head| say(&format!("coaching.head_{head}")).to_owned());
        trace = trace.table(TraceTable {
            heads: heads.into(),
            rows,
            total: None,
        });
    }
    Ok(Judged {
        figure,
        trace,
        ..made(4, ground, generic.light(), "coaching.no_sessions")
    })
}

pub(super) fn balance(ground: &Ground) -> Judged {
    let balance = Balance::of(&ground.minutes, &ground.team);
    let share_min = ground.numbers.number(policy::MIN_KIND_SHARE);
    let figure = match balance.share(Kind::Skill) {
        Some(share) => say_with(
            "coaching.figure_p5",
            &[("share", &format::percent(&share.round(2, Rounding::HalfUp)))],
        ),
        None => say("coaching.figure_none").to_owned(),
    };
    let without = balance
        .without_skill
        .iter()
        .map(|id| person_line(*id, ground.name(*id), Cell::Text(say("coaching.no_skill_session").to_owned())));
    let trace = trace(5, ground, &[policy::MIN_KIND_SHARE])
        .inputs([
            Trace::new(say("coaching.minutes_deal"), minutes(balance.deal)),
            Trace::new(say("coaching.minutes_skill"), minutes(balance.skill)),
        ])
        .inputs(without)
        .table(by_coachee(ground, ["deal", "skill"], |session| {
            usize::from(session.kind == Kind::Skill)
        }));
    let about = match balance.without_skill.len() {
        0 => say_with("coaching.about_p5_all", &[("share", &format::percent(&share_min))]),
        n => say_with(
            "coaching.about_p5_without",
            &[("share", &format::percent(&share_min)), ("n", &n.to_string())],
        ),
    };
    Judged {
        figure,
        about,
        trace,
        ..made(5, ground, balance.light(&share_min), "coaching.no_minutes")
    }
}

/// The minutes behind a light: each coachee's in two columns, and their sum. Minutes that belong to neither are left out.
fn by_coachee(ground: &Ground, heads: [&str; 2], column: fn(&Minutes) -> usize) -> TraceTable {
    let sums = |of: &dyn Fn(&Minutes) -> bool| {
        let mut sums = [0_i64; 2];
        for session in ground.minutes.iter().filter(|session| of(session)) {
            if let Some(sum) = sums.get_mut(column(session)) {
                *sum += session.minutes;
            }
        }
        sums.map(minutes)
    };
    let row = |(id, name): (&PersonId, &String)| {
        let mut cells = vec![Cell::Text(name.clone())];
        cells.extend(sums(&|session| session.coachee == *id));
        cells
    };
    let mut total = vec![Cell::Text(say("coaching.head_all").to_owned())];
    total.extend(sums(&|_| true));
    let [first, second] = heads.map(|head| say(&format!("coaching.minutes_{head}")).to_owned());
    TraceTable {
        heads: vec![say("coaching.head_coachee").to_owned(), first, second],
        rows: ground.names.iter().map(row).collect(),
        total: Some(total),
    }
}
