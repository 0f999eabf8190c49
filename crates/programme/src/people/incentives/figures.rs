//! The figures of incentive pay, read from the lines that count.

use super::reading::{self, Wording};
use super::rules::compute::Line;
use super::{SEE, store};
use crate::foundation::staff;
use platform::access::Scope;
use platform::chapter::Later;
use platform::database::Tx;
use platform::figures::{About, ClosedValue, Figure, Span, Subject};
use platform::texts::say;
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{Cell, Explained, Interval, PersonId, Trace};

/// What this chapter computes for others.
pub const FIGURES: &[Figure] = &[
    Figure {
        name: "incentives.attainment",
        title: "incentives.attainment",
        subject: staff::called,
        period,
        about: About::Person,
        unit: "ratio",
        formula: "incentives.figure_attainment",
        rule: "Attainment (compensation.md 2)",
        needs: SEE,
        compute: attainment,
        closed: Some(closed_attainment),
        kept: Some(paid_people),
    },
    Figure {
        name: "incentives.earned",
        title: "incentives.earned",
        subject: staff::called,
        period,
        about: About::Person,
        unit: "money",
        formula: "incentives.figure_earned",
        rule: "Earning (compensation.md 2, 3a)",
        needs: SEE,
        compute: earned,
        closed: None,
        kept: Some(paid_people),
    },
];

/// Everybody whom a run has paid.
fn paid_people(tx: &mut Tx) -> Later<'_, Result<Vec<String>>> {
    Box::pin(async move {
        let people = store::list_people_paid(tx).await?;
        Ok(people.into_iter().map(|person| person.to_string()).collect())
    })
}

/// What a figure is computed from: the lines that count, and the words of their plan.
struct Ground {
    lines: Vec<Line>,
    words: Wording,
}

/// The lines of a person that count in a period of their newest plan, the latest period where none is named; none where no calculated
/// period holds the person.
async fn ground(tx: &mut Tx, scope: &Scope, subject: &Subject) -> Result<Option<Ground>> {
    let person = person_of(tx, subject).await?;
    for plan in store::list_plans_of(tx, scope, person).await? {
        let all = store::list_lines_of(tx, scope, plan, person).await?;
        let wanted = |period: &str| subject.period.is_empty() || subject.period == period;
        let Some(period) = all.iter().rev().map(|(period, _)| period.clone()).find(|period| wanted(period)) else {
            continue;
        };
        let mut lines = Vec::new();
        for (_, line) in all.iter().filter(|(known, _)| *known == period) {
            let body = store::find_line_body(tx, scope, line.run, person, &line.component).await?;
            lines.push(serde_json::from_str(&body).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading a statement line")))?);
        }
        let version = store::find_plan(tx, plan).await?;
        let periods = store::list_periods(tx, plan).await?;
        let words = Wording::of(&reading::plan_of(&version)?, &periods);
        return Ok(Some(Ground { lines, words }));
    }
    Ok(None)
}

async fn person_of(tx: &mut Tx, subject: &Subject) -> Result<PersonId> {
    let person = PersonId::parse(&subject.id).map_err(|_no_id| Error::NotFound { what: "person" })?;
    if staff::by_ids(tx, &[person]).await?.is_empty() {
        return Err(Error::NotFound { what: "person" });
    }
    Ok(person)
}

/// The period of one of the person's plans that has the name which a subject names.
fn period<'a>(tx: &'a mut Tx, scope: &'a Scope, subject: &'a Subject) -> Later<'a, Result<Option<Span>>> {
    Box::pin(async move {
        let person = person_of(tx, subject).await?;
        for plan in store::list_plans_of(tx, scope, person).await? {
            let periods = store::list_periods(tx, plan).await?;
            if let Some(found) = periods.into_iter().find(|period| period.name == subject.period) {
                let days = Interval::closed(found.from, found.to)
                    .map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading the dates of a period")))?;
                return Ok(Some(Span { label: found.label, days }));
            }
        }
        Ok(None)
    })
}

fn nothing(key: &str) -> Explained<Cell> {
    let because = say("incentives.figure_none");
    Explained::unknown(because, Trace::new(say(key), Cell::Unknown(because.to_owned())))
}

fn attainment<'a>(tx: &'a mut Tx, scope: &'a Scope, subject: &'a Subject) -> Later<'a, Result<Explained<Cell>>> {
    Box::pin(async move {
        let Some(ground) = ground(tx, scope, subject).await? else {
            return Ok(nothing("incentives.attainment"));
        };
        let first = ground.lines.into_iter().find_map(|line| line.result.attainment);
        Ok(match first {
            Some(ratio) => ground.words.explained(ratio.map(Cell::Percent)),
            None => nothing("incentives.attainment"),
        })
    })
}

fn earned<'a>(tx: &'a mut Tx, scope: &'a Scope, subject: &'a Subject) -> Later<'a, Result<Explained<Cell>>> {
    Box::pin(async move {
        let Some(ground) = ground(tx, scope, subject).await? else {
            return Ok(nothing("incentives.earned"));
        };
        let mut sum: Option<vocabulary::Money> = None;
        let mut trace = Trace::new(say("incentives.earned"), Cell::Empty).formula(say("incentives.figure_earned"));
        let mut gap = None;
        for line in ground.lines {
            let earned = ground.words.explained(line.earned);
            trace = trace.input(earned.trace);
            match earned.value {
                Ok(money) => {
                    let next = sum.map_or(Ok(money), |sum| sum.checked_add(money));
                    sum = Some(next.map_err(|e| Error::Failed(anyhow::Error::new(e).context("adding up earnings")))?);
                }
                Err(unknown) => gap = gap.or(Some(unknown)),
            }
        }
        Ok(match (sum, gap) {
            (_, Some(gap)) => Explained { value: Err(gap), trace },
            (Some(sum), None) => Explained::known(
                Cell::Money(sum),
                Trace {
                    value: Cell::Money(sum),
                    ..trace
                },
            ),
            (None, None) => nothing("incentives.earned"),
        })
    })
}

fn closed_attainment<'a>(tx: &'a mut Tx, people: &'a [PersonId]) -> Later<'a, Result<BTreeMap<PersonId, Vec<ClosedValue>>>> {
    Box::pin(async move {
        let mut found: BTreeMap<PersonId, Vec<ClosedValue>> = BTreeMap::new();
        for closed in store::list_closed_attainments(tx, people).await? {
            let values = found.entry(closed.person).or_default();
            // The first component with a quota is the measure that attainment stands for.
            if values.last().is_none_or(|last| last.period != closed.label) {
                let unknown = || say("incentives.no_quota").to_owned();
                values.push(ClosedValue {
                    period: closed.label,
                    name: closed.name,
                    end: closed.end,
                    value: closed.attainment.ok_or_else(unknown),
                });
            }
        }
        Ok(found)
    })
}
