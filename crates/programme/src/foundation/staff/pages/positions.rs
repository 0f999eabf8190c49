//! The list of positions with who holds each today, and the form of a new one.

use super::super::rules::positions::SaidPosition;
use super::super::store::{self, WantedPositions};
use super::super::{CHANGE, Held, Position, SEE, acts};
use super::form::title_hint;
use hypertext::prelude::*;
use platform::access::{Extent, Scope};
use platform::look::components::{Button, Chip, Choice, Column, Empty, Field, Filter, Head, Row, dim, none, record_link};
use platform::look::{format, join, text};
use platform::texts::{say, say_count, say_with};
use platform::views::Views;
use platform::web::again::Shown;
use platform::web::listing::{Asked, List};
use platform::web::{Answer, Caller, Fields, Params, View, redirect};
use std::collections::BTreeMap;
use vocabulary::PositionId;

/// Where the list stands.
pub(super) const PLACE: &str = "/staff/positions";
/// What the filter is called in the address.
pub(super) const STATE: &str = "state";
/// The filter's value for positions that nobody holds today.
pub(super) const VACANT: &str = "vacant";

const LIST: List = List {
    path: PLACE,
    filter: STATE,
    sorts: &["reference", "name", "title"],
    file: None,
};
const FIELDS: [&str; 3] = ["reference", "name", "title"];

/// The page of a position.
pub(in crate::foundation::staff) fn href(id: PositionId) -> String {
    format!("{PLACE}/{id}")
}

/// The list.
pub(super) async fn show(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let scope = caller.may(SEE)?;
    let mut tx = caller.app.db.read().await?;
    let views = Views::of(&mut tx, &caller.viewer, LIST, &params).await?;
    let mut asked = views.asked();
    if asked.filter != VACANT {
        asked.filter.clear();
    }
    let today = tx.today();
    let mut which = WantedPositions {
        words: asked.words.clone(),
        inside: asked.inside,
        vacant_on: (!asked.filter.is_empty()).then_some(today),
    };
    let mut total = store::count_positions(&mut tx, &scope, &which).await?;
    if asked.looks_inside(total) {
        which.inside = true;
        total = store::count_positions(&mut tx, &scope, &which).await?;
    }
    let vacant = WantedPositions {
        vacant_on: Some(today),
        ..which.clone()
    };
    let vacant = store::count_positions(&mut tx, &scope, &vacant).await?;
    let span = asked.span(total);
    let positions = store::list_positions(&mut tx, &scope, &which, asked.order, span).await?;
    let ids: Vec<PositionId> = positions.iter().map(|position| position.id).collect();
    let held = store::list_held_on(&mut tx, &scope, &ids, today).await?;
    drop(tx);
    let rows = positions
        .iter()
        .map(|position| row(position, held.get(&position.id).unwrap_or(&Held::Vacant)))
        .collect();
    let mut head = Head::new(title(&asked, total, vacant)).sub(text(say("staff.positions_about")));
    if caller.viewer.holds(CHANGE) {
        head = head.action(Button::link(say("staff.position_new"), format!("{PLACE}/new")).primary());
    }
    let table = asked
        .table(say("staff.positions"), columns(&asked), span, filter(&asked))
        .rows(rows)
        .empty(empty(&caller, &scope, &asked));
    let body = join([head.memoize(), views.bar(&caller, &asked), table.memoize()]);
    Ok(caller.page(View::new(say("staff.positions"), super::PLACE, body).under(say("staff.place"), super::PLACE)))
}

fn title(asked: &Asked, total: u64, vacant: u64) -> String {
    let positions = say_count("staff.positions_count", total);
    match vacant {
        _ if asked.is_narrowed() => say_with("staff.positions_found", &[("positions", &positions)]),
        0 => positions,
        vacant => say_count("staff.of_vacant", vacant).replace("{positions}", &positions),
    }
}

fn row(position: &Position, held: &Held) -> Row {
    let (holder, since) = match held {
        Held::Vacant => (Chip::new(say("staff.vacant")).memoize(), none()),
        Held::By(holder) => (
            record_link(&holder.person.name, &super::href(holder.person.id)),
            text(format::day(holder.interval.start())),
        ),
        Held::Hidden => (dim(say("staff.holder_hidden")), none()),
    };
    Row::new(vec![
        text(&position.reference),
        record_link(&position.name, &href(position.id)),
        position.title_name.as_ref().map_or_else(none, text),
        holder,
        since,
    ])
}

fn columns(asked: &Asked) -> Vec<Column> {
    vec![
        asked.column("reference", say("staff.reference")),
        asked.column("name", say("staff.position_name")).lead(),
        asked.column("title", say("staff.title")),
        Column::text("holder", say("staff.held_by")),
        Column::text("since", say("staff.since")),
    ]
}

fn filter(asked: &Asked) -> Filter {
    let states = vec![Choice::new("", say("staff.any_state")), Choice::new(VACANT, say("staff.vacant"))];
    asked.narrowing(say("staff.position_state"), states)
}

fn empty(caller: &Caller, scope: &Scope, asked: &Asked) -> Empty {
    if asked.is_narrowed() {
        return asked.nothing_found(say("staff.no_position_found"), say("staff.no_position_found_why"));
    }
    match scope.people() {
        Extent::Only(_) => Empty::new(say("staff.positions_none_yours"), say("staff.positions_none_yours_why")),
        Extent::All if caller.viewer.holds(CHANGE) => Empty::new(say("staff.positions_none"), say("staff.positions_none_why"))
            .action(Button::link(say("staff.position_new"), format!("{PLACE}/new"))),
        Extent::All => Empty::new(say("staff.positions_none"), say("staff.positions_none_why")),
    }
}

async fn new_view(caller: &Caller, shown: Shown<'_>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let titles = store::titles(&mut tx).await?;
    drop(tx);
    let reference = Field::text("reference", say("staff.reference")).hint(say("staff.position_reference_hint"));
    let name = Field::text("name", say("staff.position_name")).hint(say("staff.position_name_hint"));
    let form = shown
        .form(PLACE, caller.csrf(), &FIELDS)
        .get(say("staff.position_get"))
        .field(shown.fill(reference.required().focused()))
        .field(shown.fill(name.required()))
        .field(shown.fill(Field::text("title", say("staff.title")).hint(title_hint(&titles))))
        .button(Button::submit(say("staff.position_new")).primary())
        .button(Button::link(say("staff.cancel"), PLACE).quiet());
    let body = join([Head::new(say("staff.position_new")).memoize(), form.memoize()]);
    let view = View::new(say("staff.position_new"), super::PLACE, body)
        .under(say("staff.positions"), PLACE)
        .under(say("staff.place"), super::PLACE);
    Ok(caller.page_with(shown.status(), view))
}

/// The empty form.
pub(super) async fn show_new(caller: Caller) -> Answer {
    new_view(&caller, Shown::first(&Fields::default())).await
}

/// The filled form.
pub(super) async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    let said = SaidPosition {
        reference: fields.text("reference").to_owned(),
        name: fields.text("name").to_owned(),
        title: Some(fields.text("title").to_owned()),
    };
    match caller
        .writing(async |tx| acts::create_position(tx, &caller.viewer, &said).await)
        .await
    {
        Ok(id) => Ok(redirect(&href(id))),
        Err(error) => new_view(&caller, Shown::refused(error, &fields)?).await,
    }
}
