//! The catalogue of figures, and one figure with its why, as a page and for programs.

use super::{Figure, Kept, Span, Subject, history, period, read, trend};
use crate::api::{Call, Found, Input, Listed, Operation, Operations};
use crate::journal::note;
use crate::look::components::{Button, Column, Empty, Field, Head, Row, Section, Table, hero, note as remark_of, unknown};
use crate::look::why::Why;
use crate::look::{Markup, format, join, text};
use crate::texts::{say, say_count, say_with};
use crate::web::{Answer, Caller, Guard, Params, Path, Routes, View, parameter};
use crate::{Error, Result};
use hypertext::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use vocabulary::{Cell, Day, Explained, Interval, Trace};

type Query = Params<BTreeMap<String, String>>;

/// The routes of figures.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/figures", Guard::SignedIn, show_list)
        .get("/figures/{figure}/{subject}", Guard::SignedIn, show_one)
}

/// What programs can read of figures.
pub(super) fn api(api: Operations) -> Operations {
    const PERIOD: &[Input] = &[Input::text("period", "figures.period")];
    const DAYS: &[Input] = &[Input::day("from", "figures.kept_from"), Input::day("to", "figures.kept_to")];
    let signed_in = Guard::SignedIn;
    api.and(Operation::list_whole("list_figures", "/figures", signed_in, list_figures))
        .and(Operation::find("find_figure", "/figures/{figure}/{subject}", signed_in, find_figure).query(PERIOD))
        .and(Operation::list_whole("list_kept_values", "/figures/{figure}/{subject}/kept", signed_in, list_kept_values).query(DAYS))
}

/// A figure as the catalogue has it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Figure")]
struct FigureShown {
    name: &'static str,
    /// What people call it.
    title: &'static str,
    /// What it is about: a person, an account.
    about: &'static str,
    unit: &'static str,
    formula: &'static str,
    rule: &'static str,
}

async fn list_figures(call: Call) -> Result<Listed<FigureShown>> {
    let figures = call.app().book.chapters.iter().flat_map(|chapter| chapter.figures);
    let shown = figures.map(|figure| FigureShown {
        name: figure.name,
        title: say(figure.title),
        about: figure.about.name(),
        unit: figure.unit,
        formula: say(figure.formula),
        rule: figure.rule,
    });
    Ok(Listed::whole(shown.collect()))
}

async fn show_list(caller: Caller) -> Answer {
    let figures: Vec<_> = caller.app.book.chapters.iter().flat_map(|chapter| chapter.figures).collect();
    let columns = vec![
        Column::text("title", say("figures.name")),
        Column::text("name", say("figures.in_the_api")).quiet(),
        Column::text("about", say("figures.about")).quiet(),
        Column::text("unit", say("figures.unit")).quiet(),
        Column::text("formula", say("figures.formula")),
    ];
    let rows = figures
        .iter()
        .map(|figure| {
            Row::new(vec![
                text(say(figure.title)),
                text(figure.name),
                text(figure.about.name()),
                text(figure.unit),
                text(say(figure.formula)),
            ])
        })
        .collect();
    let title = say_count("figures.count", u64::try_from(figures.len()).unwrap_or_default());
    let empty = Empty::new(say("figures.belong"), say("figures.empty"));
    let table = Table::new(say("figures.place"), columns).rows(rows).empty(empty);
    let body = join([Head::new(&title).sub(text(say("figures.sub"))).memoize(), table.memoize()]);
    Ok(caller.page(View::new(say("figures.place"), "/figures", body)))
}

async fn asked(caller: &Caller, figure: &str, subject: &Subject) -> Result<Explained<Cell>> {
    let mut tx = caller.app.db.read().await?;
    let value = read(&mut tx, &caller.app.book, &caller.viewer, figure, subject).await?;
    drop(tx);
    log_reading(caller, figure, &subject.id).await?;
    Ok(value)
}

/// Writes down that somebody read a figure of another.
pub(super) async fn log_reading(caller: &Caller, figure: &str, subject: &str) -> Result<()> {
    let own = caller.viewer.person.is_some_and(|person| person.to_string() == subject);
    if own {
        return Ok(());
    }
    let mut tx = caller.app.db.write().await?;
    let body = json!({ "figure": figure });
    note(&mut tx, &caller.viewer, "figure_read", ("figure", subject.to_owned()), &body)?;
    tx.commit().await
}

async fn show_one(caller: Caller, Path((name, subject)): Path<(String, String)>, query: Query) -> Answer {
    let stood = day(&query, "day")?;
    let subject = Subject {
        id: subject,
        period: parameter(&query, "period"),
    };
    let value = asked(&caller, &name, &subject).await?;
    let (book, viewer) = (&caller.app.book, &caller.viewer);
    let figure = book.figure(&name).ok_or(Error::NotFound { what: "figure" })?;
    let mut tx = caller.app.db.read().await?;
    let (today, of) = (tx.today(), (figure.name, subject.id.as_str()));
    let whose = (figure.subject)(&mut tx, &subject.id).await?;
    let span = period(&mut tx, book, viewer, figure.name, &subject).await?;
    let kept = match figure.kept {
        Some(_) => history(&mut tx, book, viewer, of, &trend::shown_days(today)).await?,
        None => Vec::new(),
    };
    let then = match stood {
        Some(day) => Some((day, history(&mut tx, book, viewer, of, &Interval::from(day)).await?)),
        None => None,
    };
    drop(tx);
    let span = span.filter(|_| stood.is_none());
    let title = title(figure, &whose, span.as_ref());
    let mut head = Head::new(&title).sub(text(say(figure.formula)));
    if span.is_some() {
        head = head.action(Button::link(say("figures.latest"), address_of(of)).quiet());
    }
    let mut parts = vec![head.memoize()];
    match then {
        Some((day, then)) => parts.push(as_it_stood(&then, day)),
        None => parts.extend(answer(&value)),
    }
    if !kept.is_empty() {
        parts.push(how_it_went(figure, &kept, span.as_ref(), today));
        parts.push(choose_day(of, stood, today));
    }
    let view = View::new(&title, "/figures", join(parts)).under(say("figures.place"), "/figures");
    Ok(caller.page(view))
}

fn address_of((figure, subject): (&str, &str)) -> String {
    format!("/figures/{figure}/{subject}")
}

/// What stands above a figure: what it is, of whom, and for which period where one was asked for.
fn title(figure: &Figure, whose: &str, span: Option<&Span>) -> String {
    let figure = say(figure.title);
    match span {
        Some(span) => say_with(
            "figures.title_in",
            &[("figure", figure), ("subject", whose), ("period", &span.label)],
        ),
        None => say_with("figures.title", &[("figure", figure), ("subject", whose)]),
    }
}

/// The figure and its why.
fn answer(value: &Explained<Cell>) -> [Markup; 2] {
    let shown = match &value.value {
        Ok(cell) => format::cell(cell),
        Err(gap) => unknown(&gap.because),
    };
    let why = Section::new(say("figures.why"), Why::new(&value.trace, &|_| None));
    [hero(shown, "", text("")), why.memoize()]
}

/// The picture of what was kept and its table, both with a mark where the period ends that was asked for.
fn how_it_went(figure: &Figure, kept: &[Kept], span: Option<&Span>, today: Day) -> Markup {
    let mark = span.and_then(|span| trend::Mark::of(span, kept, today));
    let remark = span.map(|span| {
        remark_of(text(match &mark {
            Some(mark) => mark.said(),
            None => say_with("figures.not_marked", &[("period", &span.label)]),
        }))
    });
    let table = trend::table(kept, mark.as_ref()).memoize();
    let went = [trend::chart(figure, kept, mark.as_ref(), today), remark, Some(table)];
    Section::new(say("figures.went"), join(went.into_iter().flatten()))
        .about(say("figures.went_sub"))
        .memoize()
}

/// A day that the query names; none where it names none.
fn day(query: &Query, name: &str) -> Result<Option<Day>> {
    match parameter(query, name).as_str() {
        "" => Ok(None),
        day => Day::parse(day)
            .map(Some)
            .map_err(|_no_day| Error::refused_on(name, "form.no_day", say("form.no_day"))),
    }
}

/// The value that was kept for a day; `then` begins with the first span that had not ended before it.
fn as_it_stood(then: &[Kept], day: Day) -> Markup {
    let words = say_with("figures.stood_on", &[("day", &format::day(day))]);
    let shown = match then.first().filter(|kept| kept.first <= day) {
        Some(kept) => trend::shown(&kept.value),
        None => unknown(&say_with("figures.not_kept", &[("day", &format::day(day))])),
    };
    hero(shown, "", text(words))
}

fn choose_day(of: (&str, &str), stood: Option<Day>, today: Day) -> Markup {
    let action = address_of(of);
    let value = stood.unwrap_or(today).to_string();
    let field = Field::date("day", say("figures.day")).value(&value);
    let now = stood.map(|_| Button::link(say("figures.now"), &action).quiet());
    let form = maud! {
        form .filter action=(action) method="get" data-send-on-change {
            div { (field) }
            div.acts {
                (Button::submit(say("figures.show")))
                @if let Some(now) = &now { (now) }
            }
        }
    };
    Section::new(say("figures.as_it_stood"), form).memoize()
}

/// The value of a figure, or why there is none, with the way to it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FigureValue")]
struct ValueShown {
    /// None when it is unknown.
    value: Option<Cell>,
    /// Why it is unknown.
    because: Option<String>,
    trace: Trace,
}

async fn find_figure(call: Call) -> Result<Found<ValueShown>> {
    let subject = Subject {
        id: call.path("subject").to_owned(),
        period: call.query().text("period").to_owned(),
    };
    let value = asked(call.caller(), call.path("figure"), &subject).await?;
    let because = value.reason_unknown().map(|unknown| unknown.because.clone());
    Ok(Found::new(ValueShown {
        value: value.value.ok(),
        because,
        trace: value.trace,
    }))
}

/// The value that a figure had on each day of a span. On days without a span nobody looked.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "KeptValue")]
struct KeptShown {
    first: Day,
    /// The last day, which belongs to the span.
    last: Day,
    /// None when it was unknown.
    value: Option<Cell>,
    /// Why it was unknown.
    because: Option<String>,
}

impl KeptShown {
    fn new(kept: Kept) -> Self {
        let Kept { first, last, value } = kept;
        let (value, because) = match value {
            Ok(cell) => (Some(cell), None),
            Err(because) => (None, Some(because)),
        };
        Self {
            first,
            last,
            value,
            because,
        }
    }
}

async fn list_kept_values(call: Call) -> Result<Listed<KeptShown>> {
    let (name, subject) = (call.path("figure"), call.path("subject"));
    let named = |parameter: &str| Day::parse(call.query().text(parameter)).ok();
    let (from, to) = (named("from"), named("to"));
    let latest = Subject {
        id: subject.to_owned(),
        period: String::new(),
    };
    asked(call.caller(), name, &latest).await?;
    let mut tx = call.read().await?;
    let from = from.unwrap_or_else(|| trend::shown_days(tx.today()).start());
    let days = match to {
        Some(to) => {
            Interval::closed(from, to.next()).map_err(|_backwards| Error::refused_on("to", "figures.no_days", say("figures.no_days")))?
        }
        None => Interval::from(from),
    };
    let kept = history(&mut tx, &call.app().book, call.viewer(), (name, subject), &days).await?;
    Ok(Listed::whole(kept.into_iter().map(KeptShown::new).collect()))
}
