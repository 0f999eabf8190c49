//! One person: which accounts they look after, whom they report to, who reports to them.

use super::super::store;
use super::super::{Assignment, CHANGE, Person, Position, SEE, teams_of};
use super::{PLACE, href, person_id};
use crate::foundation::accounts::{self, Label};
use hypertext::prelude::*;
use platform::access::Scope;
use platform::look::components::{
    Button, Chip, Column, Empty, Head, Row, Section, SumLine, SumList, Table, columns, dim, lead, none, note, record_link,
};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::users::ADMINISTER;
use platform::web::listing::encoded;
use platform::web::{Answer, Caller, Path, View, address, say_role_named};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AccountId, Day, Interval};

/// What the page shows.
struct Shown {
    person: Person,
    managers: Vec<Person>,
    reports: Vec<Person>,
    held: Vec<Assignment>,
    labels: BTreeMap<AccountId, Label>,
    others: Vec<Assignment>,
    positions: Vec<(Position, Interval)>,
    today: Day,
}

/// The page.
pub(super) async fn show(caller: Caller, Path(person): Path<String>) -> Answer {
    let scope = caller.may(SEE)?;
    let id = person_id(&person)?;
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let person = store::find(&mut tx, &scope, id).await?;
    let managers = store::list_above(&mut tx, id, today).await?;
    let reports = store::list_below(&mut tx, &scope, id, today).await?;
    let held = store::list_of_person(&mut tx, id).await?;
    // The names of accounts are shown as far as the reader may see accounts; the shares of the person are all theirs to see.
    let seen = caller.may(accounts::SEE).ok();
    let ids: BTreeSet<AccountId> = held.iter().map(|held| held.account).filter(|id| sees(seen.as_ref(), *id)).collect();
    let labels = accounts::labels(&mut tx, &ids).await?;
    let current: Vec<AccountId> = ids.into_iter().collect();
    let others = teams_of(&mut tx, &current, today).await?;
    let positions = store::list_positions_of(&mut tx, id).await?;
    drop(tx);
    let shown = Shown {
        person,
        managers,
        reports,
        held,
        labels,
        others,
        positions,
        today,
    };
    let mut panels = Vec::new();
    for panel in crate::PERSON_PANELS {
        panels.extend(panel(&caller, id).await?);
    }
    let body = join([
        head(&caller, &shown).memoize(),
        lead(text(answer(&shown))),
        holdings(&caller, &shown),
        seats(&shown),
        columns(reporting(&shown, &scope), details(&caller, &shown)),
        join(panels),
    ]);
    let view = View::new(&shown.person.name, PLACE, body).under(say("staff.place"), PLACE);
    Ok(caller.page(view))
}

fn sees(scope: Option<&Scope>, account: AccountId) -> bool {
    scope.is_some_and(|scope| scope.accounts().holds(&account))
}

fn head(caller: &Caller, shown: &Shown) -> Head {
    let person = &shown.person;
    let mut head = Head::new(&person.name);
    if let Some(title) = &person.title_name {
        head = head.chip(Chip::new(title));
    }
    if person.has_left(shown.today) {
        head = head.chip(Chip::new(say("staff.has_left")));
    }
    if caller.viewer.holds(ADMINISTER) {
        let query = [("name", person.name.as_str()), ("person", &person.id.to_string())];
        head = head.action(Button::link(say("staff.add_user"), address("/users/new", &query)));
    }
    if caller.viewer.holds(CHANGE) {
        let address = format!("/staff/assignments/new?person={}", encoded(&person.reference));
        head = head
            .action(Button::link(say("history.open"), format!("{}/history", href(person.id))).quiet())
            .action(Button::link(say("staff.assign"), address))
            .action(Button::link(say("staff.edit"), format!("{}/edit", href(person.id))).primary());
    }
    head.sub(text(format!("{} {}", say("staff.reference"), person.reference)))
}

fn answer(shown: &Shown) -> String {
    let held: BTreeSet<AccountId> = shown
        .held
        .iter()
        .filter(|held| held.interval.contains(shown.today))
        .map(|held| held.account)
        .collect();
    let [held, reports] = [held.len(), shown.reports.len()].map(|n| u64::try_from(n).unwrap_or(u64::MAX));
    let accounts = say_count("staff.holds", held);
    if reports == 0 {
        accounts
    } else {
        format!("{accounts} {}", say_count("staff.leads", reports))
    }
}

fn holdings(caller: &Caller, shown: &Shown) -> Markup {
    let changes = caller.viewer.holds(CHANGE);
    let mut columns = vec![
        Column::text("account", say("staff.account")),
        Column::text("role", say("staff.role")),
        Column::number("share", say("staff.share_label")).lead(),
        Column::text("others", say("staff.others")),
        Column::text("from", say("staff.from")),
        Column::text("to", say("staff.to")),
    ];
    if changes {
        columns.push(Column::text("end", ""));
    }
    let rows = shown.held.iter().map(|held| holding(held, shown, changes)).collect();
    let empty = Empty::new(say("staff.no_accounts"), say("staff.no_accounts_why"));
    let table = Table::new(say("staff.accounts"), columns).rows(rows).empty(empty);
    Section::new(say("staff.accounts"), table)
        .about(say("staff.accounts_about"))
        .memoize()
}

fn holding(held: &Assignment, shown: &Shown, changes: bool) -> Row {
    let name = match shown.labels.get(&held.account) {
        Some(label) => record_link(&label.name, &format!("/accounts/{}", held.account)),
        None => dim(say("staff.account_hidden")),
    };
    let now = held.interval.contains(shown.today);
    let others: Vec<String> = shown
        .others
        .iter()
        .filter(|other| now && other.account == held.account && other.role == held.role && other.id != held.id)
        .map(|other| format!("{} {}", other.person.name, format::percent(&other.share)))
        .collect();
    let mut cells = vec![
        name,
        text(say_role_named(&held.role)),
        text(format::percent(&held.share)),
        if others.is_empty() { none() } else { text(others.join(", ")) },
        text(format::day(held.interval.start())),
        held.interval.end().map_or_else(none, |day| text(format::day(day))),
    ];
    if changes {
        cells.push(record_link(say("staff.end"), &format!("/staff/assignments/{}", held.id)));
    }
    let row = Row::new(cells);
    if now { row } else { row.dim() }
}

fn seats(shown: &Shown) -> Markup {
    let columns = vec![
        Column::text("position", say("staff.position_name")).lead(),
        Column::text("reference", say("staff.reference")),
        Column::text("title", say("staff.title")),
        Column::text("from", say("staff.from")),
        Column::text("to", say("staff.to")),
    ];
    let row = |(position, interval): &(Position, Interval)| {
        let row = Row::new(vec![
            record_link(&position.name, &super::positions::href(position.id)),
            text(&position.reference),
            position.title_name.as_ref().map_or_else(none, text),
            text(format::day(interval.start())),
            interval.end().map_or_else(none, |day| text(format::day(day))),
        ]);
        if interval.contains(shown.today) { row } else { row.dim() }
    };
    let table = Table::new(say("staff.positions"), columns)
        .rows(shown.positions.iter().map(row).collect())
        .empty(Empty::new(say("staff.no_positions"), say("staff.no_positions_why")));
    Section::new(say("staff.positions"), table).memoize()
}

fn reporting(shown: &Shown, scope: &Scope) -> Markup {
    let line = |person: &Person, words: &str| {
        let address = if scope.people().holds(&person.id) {
            href(person.id)
        } else {
            String::new()
        };
        Row::new(vec![
            record_link(&person.name, &address),
            text(words),
            person.title_name.as_ref().map_or_else(none, text),
        ])
    };
    let mut rows: Vec<Row> = shown.managers.iter().rev().map(|person| line(person, say("staff.above"))).collect();
    if !rows.is_empty() || !shown.reports.is_empty() {
        rows.push(line(&shown.person, say("staff.this")));
    }
    rows.extend(shown.reports.iter().map(|person| line(person, say("staff.below"))));
    let columns = vec![
        Column::text("person", say("staff.name")),
        Column::text("place", say("staff.position")),
        Column::text("title", say("staff.title")).lead(),
    ];
    let table = Table::new(say("staff.reporting"), columns)
        .rows(rows)
        .empty(Empty::new(say("staff.no_reports"), say("staff.no_reports_why")));
    Section::new(say("staff.reporting"), table).memoize()
}

fn details(caller: &Caller, shown: &Shown) -> Markup {
    let person = &shown.person;
    let day = |day: Option<Day>| day.map_or_else(none, |day| text(format::day(day)));
    let lines = vec![
        SumLine::new(say("staff.email"), person.email.as_ref().map_or_else(none, text)),
        SumLine::new(say("staff.hired"), day(person.hired)),
        SumLine::new(say("staff.left"), day(person.left)),
    ];
    let remark = if caller.viewer.holds(CHANGE) {
        note(text(say_with(
            "staff.id_about",
            &[("person", &person.name), ("id", &person.id.to_string())],
        )))
    } else {
        nothing()
    };
    Section::new(say("staff.details"), join([SumList::new(lines).memoize(), remark])).memoize()
}
