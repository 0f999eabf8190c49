//! The two lights that are judged over a month: the focus on the core, and hours beyond those that count.

use super::super::ground::{Ground, quality_of};
use super::{Judged, made, minutes, person_line, trace};
use crate::people::coaching::policy;
use crate::people::coaching::rules::month::words_of;
use crate::people::coaching::rules::pitfalls::{Excess, Focus, Light};
use crate::people::coaching::rules::quality::{Quality, average};
use crate::people::coaching::rules::segment::Segment;
use platform::Result;
use platform::database::Tx;
use platform::look::format;
use platform::texts::{say, say_with};
use vocabulary::{Cell, Ratio, Rounding, Trace, TraceTable};

pub(super) fn focus(ground: &Ground) -> Judged {
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
            &[("share", &format::percent(&share.round(2, Rounding::HalfUp)))],
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

pub(super) async fn excess(tx: &mut Tx, ground: &Ground) -> Result<Judged> {
    let max = ground.numbers.number(policy::MAX_CREDIT_H);
    let (quarter, own, all) = quality_of(tx, ground.coach, &ground.span).await?;
    let own = match own {
        Quality::Reportable { mean, .. } => Some(mean),
        Quality::TooFew { .. } => None,
    };
    let excess = Excess::of(&ground.minutes, &max, own, average(&all));
    // The average of two is the other's quality: its number is told only when enough coaches stand behind it (R-XC-6).
    let told = all.values().filter(|quality| matches!(quality, Quality::Reportable { .. }));
    let least = ground.numbers.count(policy::RESPONDENTS);
    let of_few = u64::try_from(told.count()).unwrap_or(u64::MAX) < least;
    let quality = |value: &Option<Ratio>, because: &str| match value {
        Some(mean) => Cell::Number(mean.round(2, Rounding::HalfUp)),
        None => Cell::Unknown(say(because).to_owned()),
    };
    let trace = trace(6, ground, &[policy::MAX_CREDIT_H, policy::RESPONDENTS])
        .inputs([
            Trace::new(say("coaching.own_quality"), quality(&excess.own, "coaching.too_few_answers")).note(words_of(&quarter)),
            Trace::new(
                say("coaching.average_quality"),
                match &excess.average {
                    Some(_) if of_few => Cell::Unknown(say("coaching.few_coaches").to_owned()),
                    average => quality(average, "coaching.no_quality"),
                },
            )
            .note(words_of(&quarter)),
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
                match excess.light() {
                    Some(Light::Raised) if of_few => say_with("coaching.about_p6_not_above", &[("own", &first(&excess.own))]),
                    Some(Light::Clear) if of_few => say_with("coaching.about_p6_above", &[("own", &first(&excess.own))]),
                    _ => say_with(
                        "coaching.about_p6_over",
                        &[("own", &first(&excess.own)), ("average", &first(&excess.average))],
                    ),
                },
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
