//! The list of people, as a page and as a file.

use super::super::store::{self, Title, Wanted};
use super::super::{CHANGE, Person, SEE};
use super::{PLACE, href};
use hypertext::prelude::*;
use platform::Result;
use platform::access::{Extent, Scope};
use platform::database::Tx;
use platform::look::components::{Button, Choice, Column, Empty, Filter, Head, Row, none, record_link};
use platform::look::{format, join, text};
use platform::texts::say_count;
use platform::texts::{say, say_with};
use platform::views::Views;
use platform::web::listing::{Asked, List, Span};
use platform::web::spreadsheet;
use platform::web::{Answer, Caller, Params, View};
use std::collections::BTreeMap;
use vocabulary::Day;

const LIST: List = List {
    path: PLACE,
    filter: "title",
    sorts: &["name", "reference", "title", "hired"],
    file: Some("/staff.csv"),
};

type Query = Params<BTreeMap<String, String>>;

/// What the list shows of what was asked.
struct Found {
    which: Wanted,
    span: Span,
    left: u64,
}

async fn found(tx: &mut Tx, scope: &Scope, asked: &Asked) -> Result<Found> {
    let today = tx.today();
    let title = (!asked.filter.is_empty()).then(|| asked.filter.clone());
    let mut which = Wanted {
        words: asked.words.clone(),
        inside: asked.inside,
        title,
    };
    let (mut total, mut left) = store::count(tx, scope, &which, today).await?;
    if asked.looks_inside(total) {
        which.inside = true;
        (total, left) = store::count(tx, scope, &which, today).await?;
    }
    Ok(Found {
        which,
        span: asked.span(total),
        left,
    })
}

/// The page.
pub(super) async fn show(caller: Caller, Params(params): Query) -> Answer {
    let scope = caller.may(SEE)?;
    let mut tx = caller.app.db.read().await?;
    let views = Views::of(&mut tx, &caller.viewer, LIST, &params).await?;
    let asked = views.asked();
    let found = found(&mut tx, &scope, &asked).await?;
    let people = store::list(&mut tx, &scope, &found.which, asked.order, found.span).await?;
    let titles = store::titles(&mut tx).await?;
    let today = tx.today();
    drop(tx);
    let columns = vec![
        asked.column("name", say("staff.name")),
        asked.column("title", say("staff.title")).lead(),
        asked.column("reference", say("staff.reference")),
        asked.column("hired", say("staff.hired")).quiet(),
        Column::text("left", say("staff.left")).quiet(),
    ];
    let table = asked
        .table(say("staff.place"), columns, found.span, filter(&asked, &titles))
        .rows(people.iter().map(|person| row(person, today)).collect())
        .empty(empty(&caller, &scope, &asked));
    let mut head = Head::new(title(&asked, &found))
        .action(Button::link(say("staff.positions"), super::positions::PLACE))
        .sub(asked.remark(say("staff.about"), found.which.inside));
    if caller.viewer.holds(CHANGE) {
        head = head.action(Button::link(say("staff.new"), "/staff/new").primary());
    }
    Ok(caller.page(View::new(
        say("staff.place"),
        PLACE,
        join([head.memoize(), views.bar(&caller, &asked), table.memoize()]),
    )))
}

fn title(asked: &Asked, found: &Found) -> String {
    let people = say_count("staff.count", found.span.total);
    match found.left {
        _ if asked.is_narrowed() => say_with("staff.found", &[("people", &people)]),
        0 => people,
        left => say_count("staff.of_left", left).replace("{people}", &people),
    }
}

fn row(person: &Person, today: Day) -> Row {
    let row = Row::new(vec![
        record_link(&person.name, &href(person.id)),
        person.title_name.as_ref().map_or_else(none, text),
        text(&person.reference),
        person.hired.map_or_else(none, |day| text(format::day(day))),
        person.left.map_or_else(none, |day| text(format::day(day))),
    ]);
    if person.has_left(today) { row.dim() } else { row }
}

fn filter(asked: &Asked, titles: &[Title]) -> Filter {
    let mut choices = vec![Choice::new("", say("staff.any_title"))];
    choices.extend(titles.iter().map(|title| Choice::new(&title.word, &title.name)));
    asked.narrowing(say("staff.title"), choices)
}

fn empty(caller: &Caller, scope: &Scope, asked: &Asked) -> Empty {
    if asked.is_narrowed() {
        return asked.nothing_found(say("staff.none_found"), say("staff.none_found_why"));
    }
    match scope.people() {
        Extent::Only(_) => Empty::new(say("staff.none_yours"), say("staff.none_yours_why")),
        Extent::All if caller.viewer.holds(crate::foundation::facts::IMPORT) => {
            Empty::new(say("staff.none"), say("staff.none_why")).action(Button::link(say("staff.import"), "/facts/import"))
        }
        Extent::All => Empty::new(say("staff.none"), say("staff.none_why")),
    }
}

/// The same answer as a file, in the columns that an import reads.
pub(super) async fn file(caller: Caller, Params(params): Query) -> Answer {
    let scope = caller.may(SEE)?;
    let asked = LIST.asked(&params);
    let mut tx = caller.app.db.read().await?;
    let found = found(&mut tx, &scope, &asked).await?;
    let people = store::list_all(&mut tx, &scope, &found.which, asked.order).await?;
    let managers = store::managers(&mut tx).await?;
    drop(tx);
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let rows = people.into_iter().map(|person| {
        let manager = managers.get(&person.id).cloned().unwrap_or_default();
        let Person {
            reference,
            name,
            email,
            title_name,
            hired,
            left,
            ..
        } = person;
        vec![
            reference,
            name,
            title_name.unwrap_or_default(),
            manager,
            day(hired),
            day(left),
            email.unwrap_or_default(),
        ]
    });
    spreadsheet::csv(
        "staff.csv",
        &["reference", "name", "title", "manager", "hired", "left", "email"],
        rows,
    )
}
