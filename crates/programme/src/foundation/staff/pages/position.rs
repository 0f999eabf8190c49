//! One position: who holds it, who held it, and the forms that seat somebody or vacate it.

use super::super::acts::{self, SaidHolding};
use super::super::{CHANGE, Held, Holder, Position, SEE, store};
use super::assignment::OFFERED_MAX;
use super::positions::{PLACE, href};
use super::undoing::NOTED;
use super::{missing, position_id};
use hypertext::prelude::*;
use platform::Result;
use platform::journal;
use platform::look::components::{Button, Chip, Column, Empty, Field, Form, Head, Row, Section, Table, columns, lead, none, record_link};
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_with};
use platform::web::again::Shown;
use platform::web::done::after;
use platform::web::listing::plain;
use platform::web::{Answer, Caller, Fields, Path, View, redirect};
use vocabulary::{Day, EntryId, PositionId};

/// Which of the two forms was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Hold,
    Vacate,
}

/// The page.
pub(super) async fn show(caller: Caller, Path(position): Path<String>) -> Answer {
    view(&caller, position_id(&position)?, None).await
}

async fn view(caller: &Caller, id: PositionId, again: Option<(Sent, Shown<'_>)>) -> Answer {
    let scope = caller.may(SEE)?;
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let position = store::find_position(&mut tx, &scope, id).await?;
    let holders = store::list_holders(&mut tx, &scope, id).await?;
    let held = store::list_held_on(&mut tx, &scope, &[id], today)
        .await?
        .remove(&id)
        .unwrap_or(Held::Vacant);
    let people = if caller.viewer.holds(CHANGE) {
        store::list_employed_names(&mut tx, today, OFFERED_MAX).await?
    } else {
        Vec::new()
    };
    drop(tx);
    let history = history(&holders, today);
    let main = if caller.viewer.holds(CHANGE) {
        columns(history, forms(caller, &position, (&holders, people), again.as_ref(), today))
    } else {
        history
    };
    let body = join([head(&position, &held).memoize(), lead(text(answer(&held))), main]);
    let nothing_sent = Fields::default();
    let shown = again.map_or(Shown::first(&nothing_sent), |(_, shown)| shown);
    let view = View::new(&position.name, super::PLACE, body)
        .under(say("staff.positions"), PLACE)
        .under(say("staff.place"), super::PLACE)
        .notice(shown.notice(say("staff.position_changed")));
    Ok(caller.page_with(shown.status(), view))
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

/// The form that was sent is shown again as it was sent, the other as it is opened.
fn forms(
    caller: &Caller,
    position: &Position,
    (holders, people): (&[Holder], Vec<String>),
    again: Option<&(Sent, Shown<'_>)>,
    today: Day,
) -> Markup {
    let of = |sent: Sent| again.filter(|(which, _)| *which == sent).map(|(_, shown)| shown);
    let now = Fields::of([("from", today), ("day", today)].map(|(name, day)| (name, day.to_string())));
    let first = Shown::first(&now);
    let hold = hold_form(caller, position, of(Sent::Hold).unwrap_or(&first), people);
    let mut sections = vec![Section::new(say("staff.hold_title"), hold).memoize()];
    if !holders.is_empty() {
        let vacate = vacate_form(caller, position, of(Sent::Vacate).unwrap_or(&first));
        sections.push(Section::new(say("staff.vacate_title"), vacate).memoize());
    }
    join(sections)
}

fn hold_form(caller: &Caller, position: &Position, shown: &Shown<'_>, people: Vec<String>) -> Form {
    let person = Field::text("person", say("staff.person"))
        .hint(say("staff.hold_hint"))
        .suggest(people);
    let fields = ["person", "from", "to"];
    shown
        .form(format!("{}/holder", href(position.id)), caller.csrf(), &fields)
        .hidden("version", shown.opened_with("version", position.version))
        .field(shown.fill(person.required()))
        .fields(vec![
            shown.fill(Field::date("from", say("staff.from")).required()),
            shown.fill(Field::date("to", say("staff.to")).hint(say("staff.to_hint"))),
        ])
        .button(Button::submit(say("staff.hold_do")).primary())
}

fn vacate_form(caller: &Caller, position: &Position, shown: &Shown<'_>) -> Form {
    let day = Field::date("day", say("staff.vacant_from")).hint(say("staff.vacate_hint"));
    shown
        .form(format!("{}/vacancy", href(position.id)), caller.csrf(), &["day"])
        .hidden("version", shown.opened_with("version", position.version))
        .field(shown.fill(day.required()))
        .button(Button::submit(say("staff.vacate_do")))
}

async fn hold(caller: &Caller, id: PositionId, fields: &Fields) -> Result<EntryId> {
    let person = Some(plain(fields.text("person"))).filter(|person| !person.is_empty());
    let said = SaidHolding {
        person: person.ok_or_else(|| missing("person"))?,
        from: fields.day("from")?.ok_or_else(|| missing("from"))?,
        to: fields.day("to")?,
    };
    let version = fields.version("position")?;
    caller
        .writing(async |tx| {
            acts::hold(tx, &caller.viewer, id, version, &said).await?;
            journal::latest(tx)
        })
        .await
}

/// The person who is to hold it.
pub(super) async fn submit_hold(caller: Caller, Path(position): Path<String>, fields: Fields) -> Answer {
    let id = position_id(&position)?;
    match hold(&caller, id, &fields).await {
        Ok(entry) => Ok(redirect(&after(&href(id), &NOTED, entry))),
        Err(error) => view(&caller, id, Some((Sent::Hold, Shown::refused_or_changed(error, &fields)?))).await,
    }
}

async fn vacate(caller: &Caller, id: PositionId, fields: &Fields) -> Result<EntryId> {
    let day = fields.day("day")?.ok_or_else(|| missing("day"))?;
    let version = fields.version("position")?;
    caller
        .writing(async |tx| {
            acts::vacate(tx, &caller.viewer, id, version, day).await?;
            journal::latest(tx)
        })
        .await
}

/// The day from which nobody holds it.
pub(super) async fn submit_vacate(caller: Caller, Path(position): Path<String>, fields: Fields) -> Answer {
    let id = position_id(&position)?;
    match vacate(&caller, id, &fields).await {
        Ok(entry) => Ok(redirect(&after(&href(id), &NOTED, entry))),
        Err(error) => view(&caller, id, Some((Sent::Vacate, Shown::refused_or_changed(error, &fields)?))).await,
    }
}
