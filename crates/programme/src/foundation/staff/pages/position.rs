//! One position: who holds it, who held it, and the forms that seat somebody or vacate it.

use super::super::acts::{self, SaidHolding};
use super::super::{CHANGE, Held, Holder, Position, SEE, store};
use super::positions::{PLACE, href};
use hypertext::prelude::*;
use platform::look::components::{
    Button, Chip, Column, Empty, Field, Form, Head, Notice, Row, Section, Table, Tone, columns, lead, none, record_link,
};
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_with};
use platform::web::again::{general, on};
use platform::web::listing::plain;
use platform::web::{Answer, Caller, Fields, Path, StatusCode, View, redirect};
use platform::{Error, Result};
use vocabulary::{Day, PositionId, Refusal};

/// Which of the two forms was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Hold,
    Vacate,
}

/// A form that is shown again: refused, or without a refusal because somebody else saved first.
struct Again<'a> {
    sent: Sent,
    typed: &'a Fields,
    refusal: Option<&'a Refusal>,
}

fn position_id(text: &str) -> Result<PositionId> {
    PositionId::parse(text).ok().ok_or(Error::NotFound { what: "position" })
}

/// The page.
pub(super) async fn show(caller: Caller, Path(position): Path<String>) -> Answer {
    view(&caller, position_id(&position)?, None).await
}

async fn view(caller: &Caller, id: PositionId, again: Option<Again<'_>>) -> Answer {
    let scope = caller.may(SEE)?;
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let position = store::find_position(&mut tx, &scope, id).await?;
    let holders = store::list_holders(&mut tx, &scope, id).await?;
    let held = store::list_held_on(&mut tx, &scope, &[id], today)
        .await?
        .remove(&id)
        .unwrap_or(Held::Vacant);
    drop(tx);
    let history = history(&holders, today);
    let main = if caller.viewer.holds(CHANGE) {
        columns(history, forms(caller, &position, &holders, again.as_ref(), today))
    } else {
        history
    };
    let body = join([head(&position, &held).memoize(), lead(text(answer(&held))), main]);
    let changed = again.as_ref().is_some_and(|again| again.refusal.is_none());
    let status = match (&again, changed) {
        (None, _) => StatusCode::OK,
        (Some(_), true) => StatusCode::CONFLICT,
        (Some(_), false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let view = View::new(&position.name, super::PLACE, body)
        .under(say("staff.positions"), PLACE)
        .under(say("staff.place"), super::PLACE)
        .notice(changed.then(|| Notice::new(Tone::Watch, say("staff.position_changed"))));
    Ok(caller.page_with(status, view))
}

fn head(position: &Position, held: &Held) -> Head {
    let mut head = Head::new(&position.name);
    if let Some(title) = &position.title_name {
        head = head.chip(Chip::new(title));
    }
    if *held == Held::Vacant {
        head = head.chip(Chip::new(say("staff.vacant")));
    }
    head.sub(text(format!("{} {}", say("staff.reference"), position.reference)))
}

fn answer(held: &Held) -> String {
    match held {
        Held::Vacant => say("staff.position_is_vacant").to_owned(),
        Held::By(holder) => {
            let holes = [
                ("person", holder.person.name.as_str()),
                ("day", &format::day(holder.interval.start())),
            ];
            say_with("staff.position_is_held", &holes)
        }
        Held::Hidden => say("staff.position_is_hidden").to_owned(),
    }
}

fn history(holders: &[Holder], today: Day) -> Markup {
    let columns = vec![
        Column::text("person", say("staff.name")).lead(),
        Column::text("from", say("staff.from")),
        Column::text("to", say("staff.to")),
    ];
    let row = |holder: &Holder| {
        let row = Row::new(vec![
            record_link(&holder.person.name, &super::href(holder.person.id)),
            text(format::day(holder.interval.start())),
            holder.interval.end().map_or_else(none, |day| text(format::day(day))),
        ]);
        if holder.interval.contains(today) { row } else { row.dim() }
    };
    let table = Table::new(say("staff.position_holders"), columns)
        .rows(holders.iter().map(row).collect())
        .empty(Empty::new(say("staff.no_holders"), say("staff.no_holders_why")));
    Section::new(say("staff.position_holders"), table)
        .about(say("staff.position_holders_about"))
        .memoize()
}

fn forms(caller: &Caller, position: &Position, holders: &[Holder], again: Option<&Again<'_>>, today: Day) -> Markup {
    let of = |sent: Sent| again.filter(|again| again.sent == sent);
    let hold = hold_form(caller, position, of(Sent::Hold), today);
    let mut sections = vec![Section::new(say("staff.hold_title"), hold).memoize()];
    if !holders.is_empty() {
        let vacate = vacate_form(caller, position, of(Sent::Vacate), today);
        sections.push(Section::new(say("staff.vacate_title"), vacate).memoize());
    }
    join(sections)
}

/// A refused form keeps the version it was opened with; after a change by somebody else the page shows that change, so the next
/// save may build on it.
fn version(position: &Position, again: Option<&Again<'_>>) -> String {
    match again {
        Some(Again {
            typed, refusal: Some(_), ..
        }) => typed.text("version").to_owned(),
        Some(_) | None => position.version.to_string(),
    }
}

fn hold_form(caller: &Caller, position: &Position, again: Option<&Again<'_>>, today: Day) -> Form {
    let refusal = again.and_then(|again| again.refusal);
    let dressed = |field: Field, name: &str, otherwise: &str| {
        let typed = again.map(|again| again.typed.text(name));
        field.value(typed.unwrap_or(otherwise)).error(on(refusal, name))
    };
    Form::post(format!("{}/holder", href(position.id)))
        .csrf(Some(caller.csrf()))
        .hidden("version", version(position, again))
        .refusal(general(refusal, &["person", "from", "to"]))
        .field(
            dressed(Field::text("person", say("staff.person_reference")), "person", "")
                .hint(say("staff.hold_hint"))
                .required(),
        )
        .fields(vec![
            dressed(Field::date("from", say("staff.from")), "from", &today.to_string()).required(),
            dressed(Field::date("to", say("staff.to")), "to", "").hint(say("staff.to_hint")),
        ])
        .button(Button::submit(say("staff.hold_do")).primary())
}

fn vacate_form(caller: &Caller, position: &Position, again: Option<&Again<'_>>, today: Day) -> Form {
    let refusal = again.and_then(|again| again.refusal);
    let day = again.map_or_else(|| today.to_string(), |again| again.typed.text("day").to_owned());
    Form::post(format!("{}/vacancy", href(position.id)))
        .csrf(Some(caller.csrf()))
        .hidden("version", version(position, again))
        .refusal(general(refusal, &["day"]))
        .field(
            Field::date("day", say("staff.vacant_from"))
                .value(day)
                .hint(say("staff.vacate_hint"))
                .error(on(refusal, "day"))
                .required(),
        )
        .button(Button::submit(say("staff.vacate_do")))
}

fn needed(name: &str) -> Error {
    Error::refused_on(name, "staff.missing", say("staff.missing"))
}

fn version_of(fields: &Fields) -> Result<i64> {
    fields.text("version").parse().ok().ok_or(Error::Changed { what: "position" })
}

/// The person who is to hold it.
pub(super) async fn submit_hold(caller: Caller, Path(position): Path<String>, fields: Fields) -> Answer {
    let id = position_id(&position)?;
    let done: Result<()> = async {
        let person = Some(plain(fields.text("person"))).filter(|person| !person.is_empty());
        let said = SaidHolding {
            person: person.ok_or_else(|| needed("person"))?,
            from: fields.day("from")?.ok_or_else(|| needed("from"))?,
            to: fields.day("to")?,
        };
        let mut tx = caller.app.db.write().await?;
        acts::hold(&mut tx, &caller.viewer, id, version_of(&fields)?, &said).await?;
        tx.commit().await
    }
    .await;
    answer_to(&caller, id, Sent::Hold, &fields, done).await
}

/// The day from which nobody holds it.
pub(super) async fn submit_vacate(caller: Caller, Path(position): Path<String>, fields: Fields) -> Answer {
    let id = position_id(&position)?;
    let done: Result<()> = async {
        let day = fields.day("day")?.ok_or_else(|| needed("day"))?;
        let mut tx = caller.app.db.write().await?;
        acts::vacate(&mut tx, &caller.viewer, id, version_of(&fields)?, day).await?;
        tx.commit().await
    }
    .await;
    answer_to(&caller, id, Sent::Vacate, &fields, done).await
}

async fn answer_to(caller: &Caller, id: PositionId, sent: Sent, typed: &Fields, done: Result<()>) -> Answer {
    let again = |refusal| Some(Again { sent, typed, refusal });
    match done {
        Ok(()) => Ok(redirect(&href(id))),
        Err(Error::Refused(refusal)) => view(caller, id, again(Some(&refusal))).await,
        Err(Error::Changed { .. }) => view(caller, id, again(None)).await,
        Err(other) => Err(other),
    }
}
