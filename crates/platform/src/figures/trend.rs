//! How a figure went, as a picture and as a table.

use super::pages::log_reading;
use super::rules::{Kept, points};
use super::{Figure, Span, history};
use crate::access::Viewer;
use crate::chapter::Book;
use crate::database::Tx;
use crate::look::charts::{About, Ink, LineChart, Series, sparkline};
use crate::look::components::{Column, Row, Table, unknown};
use crate::look::{Markup, format, join, text};
use crate::texts::{say, say_with};
use crate::web::Caller;
use crate::{Error, Result};
use hypertext::prelude::*;
use vocabulary::{Cell, Day, Interval, Ratio};

/// So far back a trend is shown.
const DAYS: i64 = 800;
/// So many spans stand where a figure is told on another record's page.
const LATEST: usize = 6;
/// A picture of fewer points would show nothing.
const POINTS_MIN: usize = 3;

/// The days that a trend may show.
pub(super) fn shown_days(today: Day) -> Interval {
    Interval::from(today.plus_days(-DAYS))
}

/// Where in a trend a period ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// The last day of the period, or today while it runs.
    day: Day,
    /// Whether it still runs.
    runs: bool,
    /// What the period is called.
    label: String,
}

impl Mark {
    /// None where the period was over before anything was kept.
    pub(super) fn of(span: &Span, kept: &[Kept], today: Day) -> Option<Mark> {
        let end = span.days.end().filter(|end| *end <= today);
        let day = end.map_or(today, |end| end.prev());
        let first = kept.first()?.first;
        (day >= first).then(|| Mark {
            day,
            runs: end.is_none(),
            label: span.label.clone(),
        })
    }

    /// "The mark stands on 31 Mar 2026, where Q1 2026 ends."
    pub(super) fn said(&self) -> String {
        let key = if self.runs { "figures.marked_so_far" } else { "figures.marked" };
        say_with(key, &[("period", &self.label), ("day", &format::day(self.day))])
    }

    fn in_table(&self) -> String {
        let key = if self.runs { "figures.so_far" } else { "figures.ends_here" };
        say_with(key, &[("period", &self.label)])
    }
}

/// How a figure went until today, as small as a word; none where too little was kept, or where the viewer may not see it.
///
/// # Errors
/// When the database does not answer.
pub async fn spark(tx: &mut Tx, book: &Book, viewer: &Viewer, name: &str, subject: &str) -> Result<Option<Markup>> {
    let today = tx.today();
    let kept = match history(tx, book, viewer, (name, subject), &shown_days(today)).await {
        Ok(kept) => kept,
        Err(Error::NotFound { .. } | Error::Forbidden { .. }) => return Ok(None),
        Err(other) => return Err(other),
    };
    let values: Vec<_> = points(&kept, today).into_iter().map(|(_, value)| value).collect();
    let known: Vec<&Ratio> = values.iter().flatten().collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return Ok(None);
    };
    if known.len() < POINTS_MIN {
        return Ok(None);
    }
    let (n, words) = (known.len().to_string(), in_words(is_percent(&kept)));
    let description = say_with("figures.spark", &[("n", &n), ("first", &words(first)), ("last", &words(last))]);
    Ok(Some(sparkline(&values, &description)))
}

/// How a figure went until today, for the page of a record that stands on it: as a picture where enough was kept, and its latest values.
/// None where nothing was kept, or where the viewer may not see it. That they read another's is written down, as on the figure's own page.
///
/// # Errors
/// When the database does not answer; then nothing is shown either.
pub async fn went(caller: &Caller, name: &str, subject: &str) -> Result<Option<Markup>> {
    let mut tx = caller.app.db.read().await?;
    let (book, today) = (&caller.app.book, tx.today());
    let kept = match history(&mut tx, book, &caller.viewer, (name, subject), &shown_days(today)).await {
        Ok(kept) => kept,
        Err(Error::NotFound { .. } | Error::Forbidden { .. }) => return Ok(None),
        Err(other) => return Err(other),
    };
    drop(tx);
    let Some(figure) = book.figure(name).filter(|_| !kept.is_empty()) else {
        return Ok(None);
    };
    log_reading(caller, name, subject).await?;
    let latest = kept.get(kept.len().saturating_sub(LATEST)..).unwrap_or_default();
    let parts = [chart(figure, &kept, None, today), Some(table(latest, None).memoize())];
    Ok(Some(join(parts.into_iter().flatten())))
}

fn is_percent(kept: &[Kept]) -> bool {
    kept.iter().any(|kept| matches!(kept.value, Ok(Cell::Percent(_))))
}

fn in_words(percent: bool) -> fn(&Ratio) -> String {
    if percent { format::percent } else { format::compact }
}

/// The picture of a trend; none where there is too little to draw.
pub(super) fn chart(figure: &Figure, kept: &[Kept], mark: Option<&Mark>, today: Day) -> Option<Markup> {
    let points = points(kept, today);
    if points.iter().filter(|(_, value)| value.is_some()).count() < POINTS_MIN {
        return None;
    }
    let (_, last) = points.iter().rfind(|(_, value)| value.is_some())?;
    let percent = is_percent(kept);
    let value = last.as_ref().map(in_words(percent)).unwrap_or_default();
    let chart = LineChart {
        about: About {
            id: "figure-trend".to_owned(),
            title: say("figures.went").to_owned(),
            summary: say_with("figures.went_about", &[("figure", say(figure.title)), ("value", &value)]),
        },
        unit: figure.unit.to_owned(),
        labels: points.iter().map(|(day, _)| format::day_short(*day)).collect(),
        here: match mark {
            Some(mark) => points.iter().position(|(day, _)| *day >= mark.day),
            None => points.len().checked_sub(1),
        },
        series: vec![Series {
            name: say(figure.title).to_owned(),
            values: points.into_iter().map(|(_, value)| value).collect(),
            ink: Ink::Mark,
            assumed_from: None,
        }],
        target: None,
        from_zero: true,
        percent,
    };
    Some(chart.figure())
}

/// What was kept, the latest first.
pub(super) fn table(kept: &[Kept], mark: Option<&Mark>) -> Table {
    let columns = vec![
        Column::text("from", say("figures.from")).lead(),
        Column::text("to", say("figures.to")),
        Column::number("value", say("figures.value")),
    ];
    let rows = kept.iter().rev().map(|span| {
        let ends = mark.filter(|mark| (span.first..=span.last).contains(&mark.day));
        let from = match ends {
            Some(mark) => {
                let ends = mark.in_table();
                maud! { (format::day(span.first)) small { (ends) } }.memoize()
            }
            None => text(format::day(span.first)),
        };
        Row::new(vec![from, text(format::day(span.last)), shown(&span.value)])
    });
    Table::new(say("figures.went"), columns).rows(rows.collect()).tight()
}

/// A kept value, or why it is unknown.
pub(super) fn shown(value: &std::result::Result<Cell, String>) -> Markup {
    match value {
        Ok(cell) => format::cell(cell),
        Err(because) => unknown(because),
    }
}
