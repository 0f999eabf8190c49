//! The list of pairs, each with its latest rate.

use super::super::SEE;
use super::super::rules::named;
use super::super::store::{self, Summary, Which};
use super::{PLACE, href};
use crate::foundation::facts;
use hypertext::prelude::*;
use platform::look::components::{Button, Choice, Column, Empty, Field, Filter, Head, Row, record_link};
use platform::look::{format, join, text};
use platform::texts::{say, say_count, say_with};
use platform::views::Views;
use platform::web::listing::{Asked, List, Order};
use platform::web::{Answer, Caller, Params, View};
use std::collections::BTreeMap;

const LIST: List = List {
    path: PLACE,
    filter: "table",
    sorts: &["day", "pair", "table"],
    file: None,
};

/// The page. Without an order of its own it begins with the latest.
pub(super) async fn show(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    caller.may(SEE)?;
    let mut tx = caller.app.db.read().await?;
    let views = Views::of(&mut tx, &caller.viewer, LIST, &params).await?;
    let mut asked = views.asked();
    if !views.params().contains_key("sort") {
        asked.order = Order {
            by: "day",
            descending: true,
        };
    }
    let which = Which {
        words: asked.words.clone(),
        table: asked.filter.clone(),
    };
    let span = asked.span(store::count(&mut tx, &which).await?);
    let pairs = store::list(&mut tx, &which, asked.order, span).await?;
    let tables = store::tables(&mut tx).await?;
    drop(tx);
    let columns = vec![
        asked.column("pair", say("currencies.pair")),
        Column::number("rate", say("currencies.rate")).lead(),
        asked.column("day", say("currencies.day")),
        asked.column("table", say("currencies.table")),
        Column::number("days", say("currencies.days")).quiet(),
        Column::text("since", say("currencies.since")).quiet(),
    ];
    let table = asked
        .table(say("currencies.place"), columns, span, filter(&asked, &tables))
        .rows(pairs.iter().map(row).collect())
        .empty(empty(&caller, &asked));
    let total = say_count("currencies.count", span.total);
    let title = if asked.is_narrowed() {
        say_with("currencies.found", &[("pairs", &total)])
    } else {
        total
    };
    let head = Head::new(title).sub(text(say("currencies.about")));
    Ok(caller.page(View::new(
        say("currencies.place"),
        PLACE,
        join([head.memoize(), views.bar(&caller, &asked), table.memoize()]),
    )))
}

fn row(summary: &Summary) -> Row {
    Row::new(vec![
        record_link(&named(&summary.pair), &href(&summary.pair)),
        text(summary.rate.as_str()),
        text(format::day(summary.last)),
        text(&summary.table),
        text(format::count(summary.days)),
        text(format::day(summary.first)),
    ])
}

fn filter(asked: &Asked, tables: &[String]) -> Filter {
    let mut choices = vec![Choice::new("", say("currencies.any_table"))];
    choices.extend(tables.iter().map(|table| Choice::new(table, table)));
    let mut filter = asked.narrowing(say("currencies.table"), choices);
    if let Some(words) = filter.fields.first_mut() {
        *words = Field::search("q", say("currencies.search")).value(&asked.words);
    }
    filter
}

fn empty(caller: &Caller, asked: &Asked) -> Empty {
    if asked.is_narrowed() {
        return asked.nothing_found(say("currencies.none_found"), say("currencies.none_found_why"));
    }
    let empty = Empty::new(say("currencies.none"), say("currencies.none_why"));
    if caller.viewer.holds(facts::IMPORT) {
        empty.action(Button::link(say("currencies.import"), "/facts/import"))
    } else {
        empty
    }
}
