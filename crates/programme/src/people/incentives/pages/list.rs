//! Who earned what in a year: for oneself the statement, for a team or the programme a ledger.

use super::{PLACE, Query, asked};
use crate::people::incentives::reading::{self, PersonYear, PlanYear, YearList};
use crate::people::incentives::{SEE, acts};
use hypertext::prelude::*;
use platform::Result;
use platform::access::Extent;
use platform::database::Tx;
use platform::look::components::{Button, Choice, Column, Empty, Field, Filter, Head, Paging, Row, Sorted, Table, record_link, unknown};
use platform::look::{Markup, charts, format, join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::spreadsheet::csv;
use platform::web::{Answer, Caller, View, asks_for_file, redirect};
use vocabulary::{Money, PersonId, Ratio};

const PAGE: usize = 50;

pub(super) async fn show_list(caller: Caller, query: Query) -> Answer {
    let scope = caller.may(SEE)?;
    if let (Extent::Only(people), Some(own)) = (scope.people(), caller.viewer.person)
        && people.len() == 1
        && people.contains(&own)
    {
        return Ok(redirect(&format!("/incentives/statements/{own}")));
    }
    let mut tx = caller.app.db.read().await?;
    let years = reading::plan_years(&mut tx, &caller.viewer).await?;
    let Some(list) = chosen(&mut tx, &caller, &years, asked(&query, "year")).await? else {
        return Ok(nothing_yet(&caller));
    };
    drop(tx);
    if asks_for_file(&query.0) {
        let people: Vec<PersonId> = list.people.iter().map(|row| row.person.id).collect();
        acts::log_reading_of_all(&caller.app, &caller.viewer, &people, "statements").await?;
    }
    let body = join([head(&list, &years), table(&list, &years, &query)]);
    Ok(caller.page(View::new(say("incentives.place"), PLACE, body)))
}

/// A year is asked for as `plan:year`.
fn key(year: &PlanYear) -> String {
    format!("{}:{}", year.plan, year.year)
}

/// The year that is asked for, or else the first in which a plan pays somebody whom the viewer may see.
async fn chosen(tx: &mut Tx, caller: &Caller, years: &[PlanYear], asked: &str) -> Result<Option<YearList>> {
    let mut first = None;
    for year in years.iter().filter(|year| key(year) == asked).chain(years) {
        let list = reading::year_list(tx, &caller.viewer, year).await?;
        if key(year) == asked || !list.people.is_empty() {
            return Ok(Some(list));
        }
        first = first.or(Some(list));
    }
    Ok(first)
}

fn nothing_yet(caller: &Caller) -> platform::web::Response {
    let mut empty = Empty::new(say("incentives.list_belongs"), say("incentives.list_empty"));
    if caller.viewer.holds(super::SEE_PLANS) {
        empty = empty.action(Button::link(say("incentives.to_periods"), super::PERIODS));
    }
    let body = join([Head::new(say("incentives.nobody_yet")).memoize(), empty.memoize()]);
    caller.page(View::new(say("incentives.place"), PLACE, body))
}

fn head(list: &YearList, years: &[PlanYear]) -> Markup {
    let n = u64::try_from(list.people.len()).unwrap_or_default();
    let earned = format!("{} {}", format::money(&list.total.known), list.version.currency.code());
    let who = say_count("incentives.people", n);
    let title = say_with(
        "incentives.list_title",
        &[("who", &who), ("earned", &earned), ("year", &list.year.label)],
    );
    let version = list.version.number.to_string();
    let sub = say_with("incentives.list_sub", &[("plan", &list.version.name), ("version", &version)]);
    let others = years
        .iter()
        .filter(|year| year.year == list.year.year && year.plan != list.year.plan);
    let others = others.map(|year| record_link(&year.plan_name, &address(year, "", "", 1)));
    let others: Vec<Markup> = others.collect();
    let also = if others.is_empty() {
        nothing()
    } else {
        let said = say_with("incentives.list_also", &[("year", &list.year.label)]);
        maud! { " " (said) @for other in &others { " " (other) } }.memoize()
    };
    Head::new(title).sub(join([text(sub), also])).memoize()
}

fn ordered(list: &YearList, sort: &str) -> Vec<PersonYear> {
    let mut people = list.people.clone();
    let (column, down) = sort.strip_prefix('-').map_or((sort, false), |column| (column, true));
    match column {
        "name" => people.sort_by_key(|row| row.person.name.to_lowercase()),
        "result" => people.sort_by_key(|row| row.attainment.clone()),
        _ => people.sort_by_key(|row| row.earned.known.minor()),
    }
    if down || column.is_empty() {
        people.reverse();
    }
    people
}

fn table(list: &YearList, years: &[PlanYear], query: &Query) -> Markup {
    let sort = asked(query, "sort");
    let wanted = asked(query, "q").to_lowercase();
    let mut people = ordered(list, sort);
    people.retain(|row| wanted.is_empty() || row.person.name.to_lowercase().contains(&wanted));
    let page: usize = asked(query, "page").parse().unwrap_or(1).clamp(1, 10_000);
    // A file holds everybody.
    let (page, rows_max) = if asks_for_file(&query.0) {
        (1, people.len().max(1))
    } else {
        (page, PAGE)
    };
    let first = (page - 1) * rows_max;
    let link = |sort: &str, page: usize| address(&list.year, asked(query, "q"), sort, page);
    let column = |column: Column, key: &str, falls_first: bool| {
        let (now, up, down) = (sort.trim_start_matches('-') == key, key.to_owned(), format!("-{key}"));
        let sorted = match (now, sort.starts_with('-')) {
            (false, _) => Sorted::No,
            (true, true) => Sorted::Descending,
            (true, false) => Sorted::Ascending,
        };
        let next = if sorted == Sorted::Descending || (sorted == Sorted::No && !falls_first) {
            up
        } else {
            down
        };
        column.sortable(link(&next, 1), sorted)
    };
    let mut columns = vec![
        column(Column::text("name", say("incentives.person")), "name", false),
        Column::text("title", say("incentives.title")).quiet(),
        column(Column::number("result", say("incentives.attainment")), "result", true),
        Column::text("course", say("incentives.by_period")).quiet().picture(),
    ];
    columns.extend(
        list.periods
            .iter()
            .map(|period| Column::number(&period.name, short(&period.label)).quiet()),
    );
    let unit = say_with("incentives.earned_in", &[("currency", list.version.currency.code())]);
    columns.push(column(Column::number("earned", unit), "earned", true).lead());
    let rows = people.iter().skip(first).take(rows_max).map(|row| row_of(list, row)).collect();
    let total = people.len();
    let paging = Paging {
        from: to_u64(first.min(total) + usize::from(total > 0)),
        to: to_u64((first + rows_max).min(total)),
        total: to_u64(total),
        previous: (page > 1).then(|| link(sort, page - 1)),
        next: (first + rows_max < total).then(|| link(sort, page + 1)),
    };
    let mut totals = vec![text(say("incentives.together")), nothing(), nothing(), nothing()];
    totals.extend(list.periods.iter().enumerate().map(|(place, _)| period_total(list, place)));
    totals.push(text(format::money(&list.total.known)));
    let empty = Empty::new(say("incentives.nobody_matches"), say("incentives.nobody_matches_why"));
    Table::new(say("incentives.place"), columns)
        .rows(rows)
        .totals(totals)
        .filter(filter(list, years, query))
        .paging(paging)
        .file(
            say("incentives.exact_file"),
            format!("/incentives/statements.csv?year={}", key(&list.year)),
        )
        .empty(empty)
        .memoize()
}

fn to_u64(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// The column's year stands in the title already.
fn short(label: &str) -> String {
    label.split(' ').next().unwrap_or(label).to_owned()
}

pub(super) fn address(year: &PlanYear, q: &str, sort: &str, page: usize) -> String {
    platform::web::address(
        "/incentives",
        &[("year", &key(year)), ("q", q), ("sort", sort), ("page", &page.to_string())],
    )
}

fn filter(list: &YearList, years: &[PlanYear], query: &Query) -> Filter {
    let choices = years
        .iter()
        .map(|year| Choice::new(key(year), format!("{}, {}", year.label, year.plan_name)))
        .collect();
    Filter {
        action: PLACE.to_owned(),
        fields: vec![
            Field::select("year", say("incentives.year"), choices).value(key(&list.year)),
            Field::search("q", say("incentives.person")).value(asked(query, "q")),
        ],
        hidden: vec![("sort".to_owned(), asked(query, "sort").to_owned())],
        clear: (!asked(query, "q").is_empty()).then(|| address(&list.year, "", asked(query, "sort"), 1)),
    }
}

fn period_total(list: &YearList, place: usize) -> Markup {
    let known: Vec<Money> = list
        .people
        .iter()
        .filter_map(|row| row.by_period.get(place).copied().flatten())
        .collect();
    let sum = known
        .iter()
        .try_fold(Money::zero(list.version.currency), |sum, money| sum.checked_add(*money));
    match sum {
        Ok(sum) if !known.is_empty() => text(format::money(&sum)),
        Ok(_) | Err(_) => nothing(),
    }
}

fn row_of(list: &YearList, row: &PersonYear) -> Row {
    let href = platform::web::address(
        &format!("/incentives/statements/{}", row.person.id),
        &[("plan", &list.year.plan.to_string()), ("year", &list.year.year)],
    );
    let attainment = super::attainment(&list.plan, &list.measured, row.attainment.as_ref());
    let course: Vec<Option<Ratio>> = row.by_period.iter().map(|money| money.map(|money| money.to_ratio())).collect();
    let words = say_with("incentives.course_of", &[("name", &row.person.name)]);
    let mut cells = vec![
        record_link(&row.person.name, &href),
        text(row.person.title_name.as_deref().unwrap_or_default()),
        attainment,
        charts::sparkline(&course, &words),
    ];
    cells.extend(
        row.by_period
            .iter()
            .map(|money| money.map_or_else(platform::look::components::none, |money| text(format::money(&money)))),
    );
    cells.push(match &row.earned.unknown {
        Some(because) => unknown(because),
        None => text(format::money(&row.earned.known)),
    });
    Row::new(cells)
}

pub(super) async fn show_csv(caller: Caller, query: Query) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let years = reading::plan_years(&mut tx, &caller.viewer).await?;
    let list = chosen(&mut tx, &caller, &years, asked(&query, "year")).await?;
    let list = list.ok_or(platform::Error::NotFound { what: "statement" })?;
    let people: Vec<PersonId> = list.people.iter().map(|row| row.person.id).collect();
    drop(tx);
    acts::log_reading_of_all(&caller.app, &caller.viewer, &people, "statements.csv").await?;
    let heads = ["reference", "person", "title", "attainment", "earned", "currency", "unknown"];
    let rows = ordered(&list, "name").into_iter().map(|row| {
        vec![
            row.person.reference,
            row.person.name,
            row.person.title_name.unwrap_or_default(),
            row.attainment
                .map(|ratio| ratio.to_decimal(6, vocabulary::Rounding::HalfUp))
                .unwrap_or_default(),
            row.earned.known.to_decimal(),
            list.version.currency.code().to_owned(),
            row.earned.unknown.unwrap_or_default(),
        ]
    });
    csv(&format!("incentives-{}.csv", list.year.year), &heads, rows)
}
