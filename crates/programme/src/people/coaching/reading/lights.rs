//! The six lights of a coach, each with its why.

use super::ground::{Ground, quality_of};
use crate::people::coaching::policy;
use crate::people::coaching::rules::month::{after, last_month, last_quarter, name_of, named};
use crate::people::coaching::rules::pitfalls::{Balance, Excess, Focus, Generic, Light, Minutes, Skills, Stages};
use crate::people::coaching::rules::quality::{Quality, average};
use crate::people::coaching::rules::segment::Segment;
use crate::people::coaching::rules::session::{Kind, Skill, Stage};
use crate::people::coaching::store;
use platform::database::Tx;
use platform::look::format;
use platform::texts::{say, say_with};
use platform::{Error, Result};
use std::collections::BTreeSet;
use vocabulary::{Cell, Explained, Interval, Link, PersonId, Ratio, Trace, TraceTable};

/// The numbers of the pitfalls.
pub const PITFALLS: [u8; 6] = [1, 2, 3, 4, 5, 6];
/// The pitfalls that are judged over a month; the others over a quarter.
const MONTHLY: [u8; 2] = [2, 6];

/// A light as it was judged.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The pitfall, 1 to 6.
    pub pitfall: u8,
    /// The month or quarter.
    pub span: Interval,
    /// Raised, clear, or why it was not judged.
    pub light: Result<Light, String>,
    /// The number it is about, in a few words: "84 % on the core".
    pub figure: String,
    /// What it is measured against, in a sentence.
    pub about: String,
    /// How it came about.
    pub trace: Trace,
    /// What would change it; empty when there is nothing to say.
    pub change: String,
}

impl Judged {
    /// The value of the figure: raised or clear, in words.
    #[must_use]
    pub fn explained(self) -> Explained<Cell> {
        let trace = self.trace.note(format!("{}: {}", self.figure, self.about));
        match self.light {
            Ok(light) => {
                let value = word_of(light);
                Explained::known(value.clone(), Trace { value, ..trace })
            }
            Err(because) => Explained::unknown(because, trace),
        }
    }
}

/// A light as the value of a figure: in words, because a reader asks whether it is raised and not how much.
#[must_use]
pub fn word_of(light: Light) -> Cell {
    let key = match light {
        Light::Raised => "coaching.raised",
        Light::Clear => "coaching.clear",
    };
    Cell::Text(say(key).to_owned())
}

/// All six lights of a coach, over the last month and the last quarter that are over.
///
/// # Errors
/// When the database does not answer.
pub async fn lights(tx: &mut Tx, coach: PersonId) -> Result<Vec<Judged>> {
    let today = tx.today();
    let month = Ground::of(tx, coach, &last_month(today)).await?;
    let quarter = Ground::of(tx, coach, &last_quarter(today)).await?;
    lights_of(tx, &month, &quarter).await
}

/// All six lights over a month and a quarter that are at hand.
pub(super) async fn lights_of(tx: &mut Tx, month: &Ground, quarter: &Ground) -> Result<Vec<Judged>> {
    let mut all = Vec::new();
    for pitfall in PITFALLS {
        let ground = if MONTHLY.contains(&pitfall) { month } else { quarter };
        all.push(judged(tx, pitfall, ground).await?);
    }
    Ok(all)
}

/// One light of a coach over a named month or quarter; the last one that is over where none is named.
///
/// # Errors
/// Not found when the period's name is not that of a month or quarter, as the pitfall needs.
pub async fn judge(tx: &mut Tx, pitfall: u8, coach: PersonId, period: &str) -> Result<Judged> {
    let today = tx.today();
    let monthly = MONTHLY.contains(&pitfall);
    let span = match period {
        "" if monthly => last_month(today),
        "" => last_quarter(today),
        name => named(name)
            .filter(|_| name.contains('Q') != monthly)
            .ok_or(Error::NotFound { what: "period" })?,
    };
    let ground = Ground::of(tx, coach, &span).await?;
    judged(tx, pitfall, &ground).await
}

async fn judged(tx: &mut Tx, pitfall: u8, ground: &Ground) -> Result<Judged> {
    match pitfall {
        1 => Ok(skills(ground)),
        2 => Ok(focus(ground)),
        3 => Ok(stages(ground)),
        4 => generic(tx, ground).await,
        // Before a coach's first session nothing is known of their coaching, which is not the same as none.
        5 if ground.minutes.is_empty() && !store::minutes::has_coached(tx, ground.coach, after(&ground.span)).await? => Ok(Judged {
            light: Err(say("coaching.no_sessions").to_owned()),
            ..balance(ground)
        }),
        5 => Ok(balance(ground)),
        _ => excess(tx, ground).await,
    }
}

/// The trace of a pitfall, to be filled.
fn trace(pitfall: u8, ground: &Ground, policies: &[&str]) -> Trace {
    let (formula, rule) = match pitfall {
        1 => ("coaching.formula_p1", "R-COA-7"),
        2 => ("coaching.formula_p2", "R-COA-3, R-COA-15"),
        3 => ("coaching.formula_p3", "R-COA-4"),
        4 => ("coaching.formula_p4", "R-COA-6"),
        5 => ("coaching.formula_p5", "R-COA-5"),
        _ => ("coaching.formula_p6", "R-COA-8"),
    };
    let what = say(&format!("coaching.pitfall_{pitfall}"));
    let lines = ground.numbers.traces(policies);
    let span = Trace::new(say("coaching.period"), Cell::Text(name_of(&ground.span)));
    Trace::new(what, Cell::Empty)
        .formula(say(formula))
        .rule(rule)
        .input(span)
        .inputs(lines)
}

fn minutes(n: i64) -> Cell {
    Cell::Count(u64::try_from(n).unwrap_or_default())
}

fn shown(n: i64) -> String {
    format::count(u64::try_from(n).unwrap_or_default())
}

/// A light that was judged, or the reason why there is nothing to judge.
fn made(pitfall: u8, ground: &Ground, light: Option<Light>, nothing: &str) -> Judged {
    Judged {
        pitfall,
        span: ground.span,
        light: light.ok_or_else(|| say(nothing).to_owned()),
        figure: String::new(),
        about: say(&format!("coaching.about_p{pitfall}")).to_owned(),
        trace: trace(pitfall, ground, &[]),
        change: String::new(),
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

fn skills(ground: &Ground) -> Judged {
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

fn focus(ground: &Ground) -> Judged {
    let policies = [policy::MIN_CORE_SHARE, policy::STAR_SHARE, policy::LOW_SHARE, policy::MIN_GROUP];
    let Some(segments) = &ground.segments else {
        return Judged {
            figure: say("coaching.figure_small").to_owned(),
            trace: trace(2, ground, &policies),
            ..made(2, ground, None, "coaching.small_group")
        };
    };
    let focus = Focus::of(&ground.minutes, segments);
    let share = focus.core_share();
    let figure = match &share {
        Some(share) => say_with(
            "coaching.figure_p2",
            &[("share", &format::percent(&share.round(2, vocabulary::Rounding::HalfUp)))],
        ),
        None => say("coaching.figure_none").to_owned(),
    };
    let per_head = |segment: Segment| match focus.part(segment).per_head() {
        Some(minutes) => format::number(&minutes, 1),
        None => format::NONE.to_owned(),
    };
    let about = say_with(
        "coaching.about_p2_heads",
        &[
            ("core", &per_head(Segment::Core)),
            ("star", &per_head(Segment::Star)),
            ("low", &per_head(Segment::Low)),
        ],
    );
    Judged {
        figure,
        about,
        trace: trace(2, ground, &policies).table(by_segment(&focus)),
        ..made(
            2,
            ground,
            focus.light(&ground.numbers.number(policy::MIN_CORE_SHARE)),
            "coaching.no_minutes",
        )
    }
}

fn by_segment(focus: &Focus) -> TraceTable {
    let all = Ratio::whole(i128::from(focus.all));
    let row = |segment: Segment| {
        let part = focus.part(segment);
        let share = Ratio::whole(i128::from(part.minutes)).checked_div(&all);
        vec![
            Cell::Text(segment.say().to_owned()),
            Cell::Count(part.heads),
            minutes(part.minutes),
            part.per_head().map_or(Cell::Empty, Cell::Number),
            share.map_or(Cell::Empty, Cell::Percent),
        ]
    };
    TraceTable {
        heads: ["segment", "heads", "minutes", "per_head", "share"]
            .map(|head| say(&format!("coaching.head_{head}")).to_owned())
            .into(),
        rows: Segment::ALL.iter().copied().map(row).collect(),
        total: Some(vec![
            Cell::Text(say("coaching.head_all").to_owned()),
            Cell::Empty,
            minutes(focus.all),
            Cell::Empty,
            Cell::Empty,
        ]),
    }
}

fn stages(ground: &Ground) -> Judged {
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

async fn generic(tx: &mut Tx, ground: &Ground) -> Result<Judged> {
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

fn person_line(id: PersonId, name: &str, value: Cell) -> Trace {
    Trace::new(name, value).link(Link::new("coachee", id.to_string(), name))
}

fn balance(ground: &Ground) -> Judged {
    let balance = Balance::of(&ground.minutes, &ground.team);
    let share_min = ground.numbers.number(policy::MIN_KIND_SHARE);
    let figure = match balance.share(Kind::Skill) {
        Some(share) => say_with(
            "coaching.figure_p5",
            &[("share", &format::percent(&share.round(2, vocabulary::Rounding::HalfUp)))],
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

async fn excess(tx: &mut Tx, ground: &Ground) -> Result<Judged> {
    let max = ground.numbers.number(policy::MAX_CREDIT_H);
    let (quarter, own, all) = quality_of(tx, ground.coach, &ground.span).await?;
    let own = match own {
        Quality::Reportable { mean, .. } => Some(mean),
        Quality::TooFew { .. } => None,
    };
    let excess = Excess::of(&ground.minutes, &max, own, average(&all));
    let quality = |value: &Option<Ratio>, because: &str| match value {
        Some(mean) => Cell::Number(mean.round(2, vocabulary::Rounding::HalfUp)),
        None => Cell::Unknown(say(because).to_owned()),
    };
    let trace = trace(6, ground, &[policy::MAX_CREDIT_H, policy::RESPONDENTS])
        .inputs([
            Trace::new(say("coaching.own_quality"), quality(&excess.own, "coaching.too_few_answers")).note(name_of(&quarter)),
            Trace::new(say("coaching.average_quality"), quality(&excess.average, "coaching.no_quality")).note(name_of(&quarter)),
        ])
        .inputs(
            excess
                .over
                .iter()
                .map(|(person, hours)| person_line(*person, ground.name(*person), Cell::Number(hours.clone()))),
        );
    let (figure, about) = match excess.over.first() {
        None => (
            say_with("coaching.figure_p6_none", &[("max", &format::number(&max, 2))]),
            say("coaching.about_p6").to_owned(),
        ),
        Some((person, hours)) => {
            let name = ground.name(*person);
            let first = |mean: &Option<Ratio>| match mean {
                Some(mean) => format::number(mean, 1),
                None => say("coaching.unknown").to_owned(),
            };
            (
                say_with("coaching.figure_p6", &[("hours", &format::number(hours, 2)), ("name", name)]),
                say_with(
                    "coaching.about_p6_over",
                    &[("own", &first(&excess.own)), ("average", &first(&excess.average))],
                ),
            )
        }
    };
    Ok(Judged {
        figure,
        about,
        trace,
        ..made(6, ground, excess.light(), "coaching.too_few_answers")
    })
}
