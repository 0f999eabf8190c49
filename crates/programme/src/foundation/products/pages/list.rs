//! The list of products, by family.

use super::super::SEE;
use super::super::rules::Product;
use super::super::store::{self, Wanted};
use super::PLACE;
use crate::foundation::facts;
use hypertext::prelude::*;
use platform::look::components::{Button, Choice, Column, Empty, Filter, Head, Row, none};
use platform::look::{join, text};
use platform::texts::{say, say_count, say_with};
use platform::views::Views;
use platform::web::listing::{Asked, List};
use platform::web::{Answer, Caller, Params, View};
use std::collections::BTreeMap;

const LIST: List = List {
    path: PLACE,
    filter: "family",
    sorts: &["name", "reference", "family"],
    file: None,
};

/// The page.
pub(super) async fn show(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    caller.may(SEE)?;
    let mut tx = caller.app.db.read().await?;
    let views = Views::of(&mut tx, &caller.viewer, LIST, &params).await?;
    let asked = views.asked();
    let mut which = Wanted {
        words: asked.words.clone(),
        inside: asked.inside,
        family: asked.filter.clone(),
    };
    let mut total = store::count(&mut tx, &which).await?;
    if asked.looks_inside(total) {
        which.inside = true;
        total = store::count(&mut tx, &which).await?;
    }
    let span = asked.span(total);
    let products = store::list(&mut tx, &which, asked.order, span).await?;
    let families = store::list_families(&mut tx).await?;
    drop(tx);
    let columns = vec![
        asked.column("name", say("products.product")),
        asked.column("reference", say("products.reference")),
        asked.column("family", say("products.family")).lead(),
        Column::text("parent", say("products.parent_family")),
        Column::text("sold", say("products.sold")).quiet(),
        Column::text("source", say("products.source")).quiet(),
    ];
    let table = asked
        .table(say("products.place"), columns, span, filter(&asked, &families))
        .rows(products.iter().map(row).collect())
        .empty(empty(&caller, &asked));
    let count = say_count("products.count", total);
    let title = if asked.is_narrowed() {
        say_with("products.found", &[("products", &count)])
    } else {
        count
    };
    let head = Head::new(title).sub(asked.remark(say("products.about"), which.inside));
    Ok(caller.page(View::new(
        say("products.place"),
        PLACE,
        join([head.memoize(), views.bar(&caller, &asked), table.memoize()]),
    )))
}

fn row(product: &Product) -> Row {
    let row = Row::new(vec![
        text(&product.name),
        text(&product.reference),
        product.family.as_ref().map_or_else(none, text),
        product.parent_family.as_ref().map_or_else(none, text),
        text(say(if product.active { "products.is_sold" } else { "products.not_sold" })),
        product.source.as_ref().map_or_else(none, text),
    ]);
    if product.active { row } else { row.dim() }
}

fn filter(asked: &Asked, families: &[String]) -> Filter {
    let mut choices = vec![Choice::new("", say("products.any_family"))];
    choices.extend(families.iter().map(|family| Choice::new(family, family)));
    asked.narrowing(say("products.family"), choices)
}

fn empty(caller: &Caller, asked: &Asked) -> Empty {
    if asked.is_narrowed() {
        return asked.nothing_found(say("products.none_found"), say("products.none_found_why"));
    }
    let empty = Empty::new(say("products.none"), say("products.none_why"));
    if caller.viewer.holds(facts::IMPORT) {
        empty.action(Button::link(say("products.import"), "/facts/import"))
    } else {
        empty
    }
}
