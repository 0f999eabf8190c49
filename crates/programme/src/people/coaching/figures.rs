//! The figures of coaching: hours received, hours that count, the six pitfalls of a coach, and their quality.

use super::rules::month::{after, credited, hours, last_month, last_quarter, named, quarter_of, words_of};
use super::rules::pitfalls::Minutes;
use super::rules::quality::Quality;
use super::{SEE_LIGHTS, SEE_MINUTES, SEE_QUALITY, alerting, policy, reading, store};
use crate::foundation::staff;
use platform::access::Scope;
use platform::chapter::Later;
use platform::database::Tx;
use platform::figures::{About, Compute, Figure, Span, Subject};
use platform::texts::{say, say_with};
use platform::{Error, Result};
use vocabulary::{Cell, Explained, Interval, Ratio, Trace};

/// What this chapter computes for others.
pub const FIGURES: &[Figure] = &[
    Figure {
        needs: SEE_MINUTES,
        kept: Some(coached),
        ..figure("coaching.hours", "hours", ["coaching.formula_hours", "S-COA-6"], hours_received)
    },
    Figure {
        needs: SEE_MINUTES,
        kept: Some(coached),
        ..figure(
            "coaching.credited_hours",
            "hours",
            ["coaching.formula_credited", "R-COA-1"],
            hours_credited,
        )
    },
    figure(
        "coaching.pitfall_1",
        "lamp",
        ["coaching.formula_p1", "R-COA-7"],
        |tx, _, subject| pitfall(tx, 1, subject),
    ),
    figure(
        "coaching.pitfall_2",
        "lamp",
        ["coaching.formula_p2", "R-COA-3, R-COA-15"],
        |tx, _, subject| pitfall(tx, 2, subject),
    ),
    figure(
        "coaching.pitfall_3",
        "lamp",
        ["coaching.formula_p3", "R-COA-4"],
        |tx, _, subject| pitfall(tx, 3, subject),
    ),
    figure(
        "coaching.pitfall_4",
        "lamp",
        ["coaching.formula_p4", "R-COA-6"],
        |tx, _, subject| pitfall(tx, 4, subject),
    ),
    figure(
        "coaching.pitfall_5",
        "lamp",
        ["coaching.formula_p5", "R-COA-5"],
        |tx, _, subject| pitfall(tx, 5, subject),
    ),
    figure(
        "coaching.pitfall_6",
        "lamp",
        ["coaching.formula_p6", "R-COA-8"],
        |tx, _, subject| pitfall(tx, 6, subject),
    ),
    Figure {
        needs: SEE_QUALITY,
        // What it was on two days would tell a single answer by the difference.
        kept: None,
        ..figure(
            "coaching.quality",
            "1 to 5",
            ["coaching.formula_quality", "R-COA-10, R-XC-6"],
            quality,
        )
    },
];

/// A figure whose name is also the key of what people call it.
const fn figure(name: &'static str, unit: &'static str, [formula, rule]: [&'static str; 2], compute: Compute) -> Figure {
    Figure {
        name,
        title: name,
        subject: staff::called,
        period,
        about: About::Person,
        unit,
        formula,
        rule,
        needs: SEE_LIGHTS,
        compute,
        closed: None,
        kept: Some(coaches),
    }
}

/// Whoever was coached in the last full month or since.
fn coached(tx: &mut Tx) -> Later<'_, Result<Vec<String>>> {
    Box::pin(async move {
        let since = last_month(tx.today()).start();
        let people = store::minutes::list_coachees(tx, since).await?;
        Ok(people.into_iter().map(|person| person.to_string()).collect())
    })
}

fn coaches(tx: &mut Tx) -> Later<'_, Result<Vec<String>>> {
    Box::pin(async move {
        let people = alerting::coaches(tx).await?;
        Ok(people.into_iter().map(|person| person.to_string()).collect())
    })
}

/// The month or quarter that a subject names.
fn period<'a>(_: &'a mut Tx, _: &'a Scope, subject: &'a Subject) -> Later<'a, Result<Option<Span>>> {
    let found = named(&subject.period).map(|days| Span {
        label: words_of(&days),
        days,
    });
    Box::pin(async move { Ok(found) })
}

/// The span that a subject names; the usual one where it names none.
fn span(subject: &Subject, usual: Interval) -> Result<Interval> {
    match subject.period.as_str() {
        "" => Ok(usual),
        name => named(name).ok_or(Error::NotFound { what: "period" }),
    }
}

/// A month's minutes of a coachee as hours, with the sessions they are made of.
#[must_use]
pub fn received(minutes: &[Minutes], month: &Interval) -> (Ratio, Trace) {
    let all = hours(minutes.iter().map(|session| session.minutes).sum());
    let lines = minutes.iter().map(|session| {
        let what = format!("{} {}", platform::look::format::day(session.day), session.kind.say());
        let value = Cell::Number(hours(session.minutes));
        Trace::new(what, value)
    });
    let trace = Trace::new(say("coaching.hours"), Cell::Number(all.clone()))
        .formula(say("coaching.formula_hours"))
        .rule("S-COA-6")
        .note(words_of(month))
        .inputs(lines);
    (all, trace)
}

fn hours_received<'a>(tx: &'a mut Tx, scope: &'a Scope, subject: &'a Subject) -> Later<'a, Result<Explained<Cell>>> {
    Box::pin(async move {
        let coachee = staff::subject(tx, subject).await?;
        let month = span(subject, last_month(tx.today()))?;
        let minutes = reading::minutes_of(tx, scope, coachee, &month).await?;
        let (all, trace) = received(&minutes, &month);
        Ok(Explained::known(Cell::Number(all), trace))
    })
}

fn hours_credited<'a>(tx: &'a mut Tx, scope: &'a Scope, subject: &'a Subject) -> Later<'a, Result<Explained<Cell>>> {
    Box::pin(async move {
        let coachee = staff::subject(tx, subject).await?;
        let month = span(subject, last_month(tx.today()))?;
        let minutes = reading::minutes_of(tx, scope, coachee, &month).await?;
        let numbers = reading::Numbers::load(tx, &month).await?;
        let (all, behind) = received(&minutes, &month);
        let max = numbers.number(policy::MAX_CREDIT_H);
        let value = credited(&all, &max);
        let trace = Trace::new(say("coaching.credited_hours"), Cell::Number(value.clone()))
            .formula(say("coaching.formula_credited"))
            .rule("R-COA-1")
            .inputs(numbers.traces(&[policy::MAX_CREDIT_H]))
            .input(behind);
        let trace = if value == all {
            trace
        } else {
            let hours = platform::look::format::number(&(&all - &value), 2);
            trace.note(say_with("coaching.beyond_credit", &[("hours", &hours)]))
        };
        Ok(Explained::known(Cell::Number(value), trace))
    })
}

fn pitfall<'a>(tx: &'a mut Tx, number: u8, subject: &'a Subject) -> Later<'a, Result<Explained<Cell>>> {
    Box::pin(async move {
        let coach = staff::subject(tx, subject).await?;
        Ok(reading::judge(tx, number, coach, &subject.period).await?.explained())
    })
}

fn quality<'a>(tx: &'a mut Tx, _: &'a Scope, subject: &'a Subject) -> Later<'a, Result<Explained<Cell>>> {
    Box::pin(async move {
        let coach = staff::subject(tx, subject).await?;
        // Only a quarter has a quality: that of a month, beside its quarter, would tell single answers by their difference.
        let quarter = span(subject, last_quarter(tx.today()))?;
        if quarter != quarter_of(quarter.start()) {
            return Err(Error::NotFound { what: "period" });
        }
        let (all, numbers) = reading::qualities(tx, &quarter).await?;
        let runs = after(&quarter) > tx.today();
        let trace = Trace::new(say("coaching.quality"), Cell::Empty)
            .formula(say("coaching.formula_quality"))
            .rule("R-COA-10, R-XC-6")
            .note(words_of(&quarter))
            .inputs(numbers.traces(&[policy::RESPONDENTS]));
        let none = Quality::TooFew {
            people: 0,
            needed: numbers.count(policy::RESPONDENTS),
        };
        Ok(match all.get(&coach).unwrap_or(&none) {
            Quality::Reportable {
                mean,
                shown,
                people,
                answers,
            } => {
                let shown = shown
                    .clone()
                    .map_or_else(|| Cell::Unknown(too_few(numbers.count(policy::RESPONDENTS))), Cell::Percent);
                let inputs = [
                    Trace::new(say("coaching.people_answered"), Cell::Count(*people)),
                    Trace::new(say("coaching.answers"), Cell::Count(*answers)),
                    Trace::new(say("coaching.shown_how"), shown),
                ];
                let value = Cell::Number(mean.clone());
                Explained::known(value.clone(), Trace { value, ..trace }.inputs(inputs))
            }
            Quality::TooFew { .. } if runs => Explained::unknown(say("coaching.quarter_runs"), trace),
            Quality::TooFew { needed, .. } => Explained::unknown(too_few(*needed), trace),
        })
    })
}

/// Why a quality is not told: "fewer than 5 people answered". How many did is not said: in a team of one it would say that this one did.
#[must_use]
pub fn too_few(needed: u64) -> String {
    say_with("coaching.too_few", &[("needed", &needed.to_string())])
}
