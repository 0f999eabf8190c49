//! The payout curve of a component with "you are here", and what would have changed it.

use crate::people::incentives::reading::{ComponentRow, Wording, YearStatement, unbroken};
use crate::people::incentives::rules::period::PeriodState;
use crate::people::incentives::store::Line;
use hypertext::prelude::*;
use payplan::Standing;
use platform::look::charts::{About, Axis, Band, Bar, BarChart, CurveEnd, CurvePoint, Here, PayoutCurve};
use platform::look::components::{Evidence, Section, SumLine, SumList, columns};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_with};
use vocabulary::{Ratio, Rounding};

/// What is drawn of a component: where one stands on its curve, or the course of the year where pay has no curve.
enum Picture {
    Curve(PayoutCurve),
    Course(BarChart),
}

/// The picture of a component with a line about it, and what would have changed its pay.
fn parts(statement: &YearStatement, row: &ComponentRow) -> Option<(Picture, &'static str, Option<SumList>)> {
    let line = row.latest(&statement.periods)?;
    let curve = line.quota.as_ref().and_then(|quota| chart(statement, row, line, quota));
    let (picture, about) = match curve {
        Some(curve) => (Picture::Curve(curve), say("incentives.curve_about")),
        None => (Picture::Course(course(statement, row)?), say("incentives.course_about")),
    };
    Some((picture, about, changes(statement, row, line)))
}

/// The section of a component that has a curve and a quota; nothing for others.
pub(super) fn section(statement: &YearStatement, row: &ComponentRow) -> Option<Markup> {
    let (picture, about, changes) = parts(statement, row)?;
    let drawn = match picture {
        Picture::Curve(curve) => curve.figure(),
        Picture::Course(course) => course.figure(),
    };
    let heading = maud! { h3 { (say("incentives.what_would_change")) } }.memoize();
    let changes = changes.map_or_else(nothing, |changes| join([heading, changes.memoize()]));
    Some(Section::new(row.name(), columns(drawn, changes)).about(about).memoize())
}

/// The same section for a paper.
pub(super) fn printed(statement: &YearStatement, row: &ComponentRow) -> Option<document::Section> {
    let (picture, about, changes) = parts(statement, row)?;
    let chart = match picture {
        Picture::Curve(curve) => curve.printed(),
        Picture::Course(course) => course.printed(),
    };
    let section = document::Section::new(row.name()).about(about).part(document::Part::Chart(chart));
    Some(match changes {
        Some(changes) => section
            .part(document::Part::heading(say("incentives.what_would_change")))
            .parts(changes.printed()),
        None => section,
    })
}

/// The course of the year, where pay has no curve: what each period posted.
fn course(statement: &YearStatement, row: &ComponentRow) -> Option<BarChart> {
    let bars: Vec<Bar> = statement
        .periods
        .iter()
        .filter_map(|period| {
            let line = row.lines.get(&period.name)?;
            let unknown = || line.unknown_because.clone().unwrap_or_default();
            Some(Bar {
                label: period.label.split(' ').next().unwrap_or(&period.label).to_owned(),
                value: line.earned.map(|money| money.to_ratio()).ok_or_else(unknown),
                shown: line.earned.map(|money| format::money(&money)).unwrap_or_default(),
                compare: None,
                evidence: if period.state == PeriodState::Closed {
                    Evidence::Confirmed
                } else {
                    Evidence::Assumed
                },
            })
        })
        .collect();
    if bars.len() < 2 {
        return None;
    }
    let summary: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.label, bar.shown)).collect();
    let about = About {
        id: format!("course-{}", row.id),
        title: say_with("incentives.course_title", &[("component", &row.name())]),
        summary: summary.join(", "),
    };
    let here = Some(bars.len() - 1);
    Some(BarChart {
        about,
        unit: statement.version.currency.code().to_owned(),
        compare: String::new(),
        bars,
        here,
    })
}

fn chart(statement: &YearStatement, row: &ComponentRow, line: &Line, quota: &Ratio) -> Option<PayoutCurve> {
    let curve = payplan::payout_curve(&statement.plan, &row.id, quota, line.target.as_ref())?;
    let unit = statement.version.currency.code().to_owned();
    let mut points: Vec<CurvePoint> = Vec::new();
    for point in &curve.points {
        let place = |y: &Ratio| CurvePoint {
            x: point.attainment.clone(),
            y: y.clone(),
            label: None,
        };
        points.push(place(&point.pay));
        points.extend(point.jump.as_ref().map(place));
    }
    let inner = points.len().saturating_sub(1);
    for point in points.iter_mut().take(inner).skip(1).filter(|point| point.y.is_positive()) {
        let values = [("pay", rounded(&point.y)), ("at", format::percent(&point.x))];
        point.label = Some(say_with("incentives.pays_at", &[("pay", &values[0].1), ("at", &values[1].1)]));
    }
    let last = curve.points.last().map(|point| point.attainment.clone())?;
    let bands = bands_of(&curve.bands, &last);
    let here = line.attainment.as_ref().zip(line.to_date).map(|(attainment, pay)| Here {
        x: attainment.clone(),
        y: pay.to_ratio(),
        x_label: format::percent(attainment),
        y_label: rounded(&pay.to_ratio()),
    });
    let end = if curve.goes_on {
        CurveEnd::GoesOn(say("incentives.goes_on").to_owned())
    } else {
        CurveEnd::Capped(say("incentives.capped").to_owned())
    };
    let quota_words = format::amount_in_ledger(quota, statement.version.currency);
    let axis = Axis {
        name: say_with("incentives.axis", &[("quota", &quota_words), ("currency", &unit)]),
        unit,
        percent: true,
    };
    let id = format!("curve-{}", row.id);
    let about = About {
        id,
        title: say_with("incentives.curve_title", &[("component", &row.name())]),
        summary: summary(statement, row, line),
    };
    Some(PayoutCurve {
        about,
        axis,
        points,
        bands,
        here,
        end,
    })
}

fn rounded(value: &Ratio) -> String {
    format::grouped(&value.to_decimal(0, Rounding::HalfUp))
}

/// The bands with their depth of blue: the higher the rate among them, the deeper.
fn bands_of(bands: &[payplan::Band], last: &Ratio) -> Vec<Band> {
    let rate =
        |band: &payplan::Band| Ratio::parse_percent(&band.rate.replace([' ', '\u{a0}', '\u{202f}'], "")).unwrap_or_else(|_| Ratio::zero());
    let mut ranked: Vec<Ratio> = bands.iter().map(rate).collect();
    ranked.sort();
    ranked.dedup();
    bands
        .iter()
        .filter(|band| band.from < *last)
        .map(|band| Band {
            from: band.from.clone(),
            to: band.to.clone().map_or_else(|| last.clone(), |to| to.min(last.clone())),
            label: unbroken(&band.rate),
            depth: u8::try_from(ranked.iter().position(|known| *known == rate(band)).unwrap_or_default().min(3)).unwrap_or(3),
        })
        .collect()
}

fn summary(statement: &YearStatement, row: &ComponentRow, line: &Line) -> String {
    let words = row.text.clone().unwrap_or_default();
    match (&line.attainment, line.to_date) {
        (Some(attainment), Some(pay)) => {
            let values = [
                ("at", format::percent(attainment)),
                ("pay", format!("{} {}", format::money(&pay), statement.version.currency.code())),
            ];
            format!(
                "{words} {}",
                say_with("incentives.you_are_at", &[("at", &values[0].1), ("pay", &values[1].1)])
            )
        }
        (None, _) | (_, None) => words,
    }
}

/// What one more point, or the next tier, would have paid.
fn changes(statement: &YearStatement, row: &ComponentRow, line: &Line) -> Option<SumList> {
    let standing = Standing {
        measure: line.measure.clone()?,
        quota: line.quota.clone(),
        target: line.target,
        rate: None,
    };
    let changes = payplan::marginal(&statement.plan, &row.id, &standing);
    if changes.is_empty() {
        return None;
    }
    let wording = Wording::of(&statement.plan, &statement.periods);
    let lines = changes
        .iter()
        .map(|change| SumLine::new(wording.say(&change.label), text(format::money_change(&change.extra_pay))))
        .collect();
    Some(SumList::new(lines).note(say("incentives.change_note")))
}
