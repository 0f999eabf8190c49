//! The catalogue of figures, and one figure with its why, as a page and for programs.

use super::{Subject, read};
use crate::journal::note;
use crate::look::components::{Column, Empty, Head, Row, Section, Table};
use crate::look::why::Why;
use crate::look::{format, join, text};
use crate::texts::{say, say_count};
use crate::web::{Answer, Caller, Guard, Params, Path, Routes, View, json, parameter};
use crate::{Error, Result};
use hypertext::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use vocabulary::{Cell, Explained};

type Query = Params<BTreeMap<String, String>>;

/// The routes of figures.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/figures", Guard::SignedIn, show_list)
        .get("/figures/{figure}/{subject}", Guard::SignedIn, show_one)
        .get("/api/v1/figures/{figure}/{subject}", Guard::SignedIn, find_figure)
}

async fn show_list(caller: Caller) -> Answer {
    let figures: Vec<_> = caller.app.book.chapters.iter().flat_map(|chapter| chapter.figures).collect();
    let columns = vec![
        Column::text("name", say("figures.name")),
        Column::text("about", say("figures.about")).quiet(),
        Column::text("unit", say("figures.unit")).quiet(),
        Column::text("formula", say("figures.formula")),
        Column::text("rule", say("figures.rule")).quiet(),
    ];
    let rows = figures
        .iter()
        .map(|figure| {
            Row::new(vec![
                text(figure.name),
                text(figure.about.name()),
                text(figure.unit),
                text(say(figure.formula)),
                text(figure.rule),
            ])
        })
        .collect();
    let title = say_count("figures.count", u64::try_from(figures.len()).unwrap_or_default());
    let empty = Empty::new(say("figures.belong"), say("figures.empty"));
    let table = Table::new(say("figures.place"), columns).rows(rows).empty(empty);
    let body = join([Head::new(&title).sub(text(say("figures.sub"))).memoize(), table.memoize()]);
    Ok(caller.page(View::new(say("figures.place"), "/figures", body)))
}

async fn asked(caller: &Caller, figure: &str, subject: String, query: &Query) -> Result<Explained<Cell>> {
    let subject = Subject {
        id: subject,
        period: parameter(query, "period"),
    };
    let mut tx = caller.app.db.read().await?;
    let value = read(&mut tx, &caller.app.book, &caller.viewer, figure, &subject).await?;
    drop(tx);
    let own = caller.viewer.person.is_some_and(|person| person.to_string() == subject.id);
    if !own {
        let mut tx = caller.app.db.write().await?;
        note(
            &mut tx,
            &caller.viewer,
            "figure_read",
            ("figure", subject.id.clone()),
            &json!({ "figure": figure }),
        )?;
        tx.commit().await?;
    }
    Ok(value)
}

async fn show_one(caller: Caller, Path((name, subject)): Path<(String, String)>, query: Query) -> Answer {
    let value = asked(&caller, &name, subject, &query).await?;
    let figure = caller.app.book.figure(&name).ok_or(Error::NotFound { what: "figure" })?;
    let shown = match &value.value {
        Ok(cell) => format::cell(cell),
        Err(gap) => crate::look::components::unknown(&gap.because),
    };
    let head = Head::new(figure.name).sub(text(say(figure.formula)));
    let why = Why::new(&value.trace, &|_| None).from(say("figures.rule"), text(figure.rule));
    let body = join([
        head.memoize(),
        crate::look::components::hero(shown, "", text("")),
        Section::new(say("figures.why"), why).memoize(),
    ]);
    Ok(caller.page(View::new(figure.name, "/figures", body).under(say("figures.place"), "/figures")))
}

async fn find_figure(caller: Caller, Path((name, subject)): Path<(String, String)>, query: Query) -> Answer {
    json(&asked(&caller, &name, subject, &query).await?)
}
