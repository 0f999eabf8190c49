//! The forms of assignments: giving a person a share of an account, and ending it.

use super::super::rules::SaidAssignment;
use super::super::{Assignment, CHANGE, acts, store, team_of};
use super::{PLACE, href};
use crate::foundation::accounts;
use hypertext::prelude::*;
use platform::database::Tx;
use platform::look::components::{Button, Column, Field, Form, Head, Notice, Row, Section, Table, Tone, none};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_with};
use platform::web::again::{general, on};
use platform::web::{Answer, Caller, Fields, Params, Path, StatusCode, View, redirect, say_role_named};
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AssignmentId, PersonId, Ratio, Refusal};

const FIELDS: [&str; 6] = ["account", "person", "role", "share", "from", "to"];

fn status(refusal: Option<&Refusal>) -> StatusCode {
    if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    }
}

/// Who holds the account of a form already, with what the shares of today come to.
async fn holders(tx: &mut Tx, reference: &str) -> Result<Markup> {
    let reference = reference.to_owned();
    let Some(account) = accounts::names(tx, [&reference]).await?.remove(&reference) else {
        return Ok(nothing());
    };
    let team = team_of(tx, account.id).await?;
    let today = tx.today();
    let mut sums: BTreeMap<&str, Ratio> = BTreeMap::new();
    for held in team.iter().filter(|held| held.interval.contains(today)) {
        let sum = sums.entry(&held.role).or_insert_with(Ratio::zero);
        *sum = &*sum + &held.share;
    }
    let mut rows: Vec<Row> = team.iter().map(holder).collect();
    rows.extend(sums.iter().map(|(role, sum)| {
        Row::new(vec![
            text(say("staff.together")),
            text(say_role_named(role)),
            text(format::percent(sum)),
            text(format::day(today)),
            nothing(),
        ])
    }));
    let columns = vec![
        Column::text("person", say("staff.name")),
        Column::text("role", say("staff.role")),
        Column::number("share", say("staff.share_label")).lead(),
        Column::text("from", say("staff.from")),
        Column::text("to", say("staff.to")),
    ];
    let title = say_with("staff.holders", &[("account", &account.name)]);
    Ok(Section::new(&title, Table::new(&title, columns).rows(rows))
        .about(say("staff.holders_about"))
        .memoize())
}

fn holder(held: &Assignment) -> Row {
    Row::new(vec![
        text(&held.person.name),
        text(say_role_named(&held.role)),
        text(format::percent(&held.share)),
        text(format::day(held.interval.start())),
        held.interval.end().map_or_else(none, |day| text(format::day(day))),
    ])
}

async fn new_view(caller: &Caller, typed: &Fields, refusal: Option<&Refusal>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let roles = store::roles(&mut tx).await?;
    let holders = holders(&mut tx, typed.text("account")).await?;
    drop(tx);
    let roles: Vec<String> = roles.into_iter().take(8).collect();
    let hint = if roles.is_empty() {
        say("staff.role_hint").to_owned()
    } else {
        say_with("staff.role_hint_used", &[("roles", &roles.join(", "))])
    };
    let dressed = |field: Field, name: &str| field.value(typed.text(name)).error(on(refusal, name));
    let form = Form::post("/staff/assignments")
        .csrf(Some(caller.csrf()))
        .get(say("staff.assign_get"))
        .refusal(general(refusal, &FIELDS))
        .field(dressed(Field::text("account", say("staff.account_reference")), "account").required())
        .field(dressed(Field::text("person", say("staff.person_reference")), "person").required())
        .field(dressed(Field::text("role", say("staff.role")), "role").hint(hint).required())
        .field(
            dressed(Field::number("share", say("staff.share_label")).unit("%"), "share")
                .hint(say("staff.share_hint"))
                .required(),
        )
        .fields(vec![
            dressed(Field::date("from", say("staff.from")), "from").required(),
            dressed(Field::date("to", say("staff.to")), "to").hint(say("staff.to_hint")),
        ])
        .button(Button::submit(say("staff.assign")).primary())
        .button(Button::link(say("staff.cancel"), PLACE).quiet());
    let body = join([Head::new(say("staff.assign_title")).memoize(), form.memoize(), holders]);
    Ok(caller.page_with(
        status(refusal),
        View::new(say("staff.assign_title"), PLACE, body).under(say("staff.place"), PLACE),
    ))
}

/// The form, with the account or the person that it was opened from.
pub(super) async fn show_new(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let given = |name: &str| params.get(name).map(|text| platform::web::listing::plain(text)).unwrap_or_default();
    let today = caller.app.db.today().to_string();
    let fields = Fields::of([
        ("account", given("account")),
        ("person", given("person")),
        ("share", "100".to_owned()),
        ("from", today),
    ]);
    new_view(&caller, &fields, None).await
}

fn said(fields: &Fields) -> Result<SaidAssignment> {
    let needed = |name: &str| Error::refused_on(name, "staff.missing", say("staff.missing"));
    let whole = |name: &str| {
        Some(fields.text(name).to_owned())
            .filter(|text| !text.is_empty())
            .ok_or_else(|| needed(name))
    };
    let (account, person, role) = (whole("account")?, whole("person")?, whole("role")?);
    let percent = fields.number("share")?.ok_or_else(|| needed("share"))?;
    let share = percent.checked_div(&Ratio::whole(100)).unwrap_or_else(Ratio::zero);
    let from = fields.day("from")?.ok_or_else(|| needed("from"))?;
    let plain = |text: String| platform::web::listing::plain(&text);
    Ok(SaidAssignment {
        account: plain(account),
        person: plain(person),
        role,
        share,
        from,
        to: fields.day("to")?,
    })
}

/// The filled form.
pub(super) async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    let made: Result<PersonId> = async {
        let said = said(&fields)?;
        let mut tx = caller.app.db.write().await?;
        let person = acts::assign(&mut tx, &caller.viewer, said).await?;
        tx.commit().await?;
        Ok(person)
    }
    .await;
    match made {
        Ok(person) => Ok(redirect(&href(person))),
        Err(Error::Refused(refusal)) => new_view(&caller, &fields, Some(&refusal)).await,
        Err(other) => Err(other),
    }
}

fn assignment_id(text: &str) -> Result<AssignmentId> {
    AssignmentId::parse(text).ok().ok_or(Error::NotFound { what: "assignment" })
}

async fn end_view(caller: &Caller, id: AssignmentId, typed: Option<&Fields>, refusal: Option<&Refusal>) -> Answer {
    caller.may(CHANGE)?;
    let mut tx = caller.app.db.read().await?;
    let held = store::find_assignment(&mut tx, id).await?;
    let label = accounts::labels(&mut tx, &BTreeSet::from([held.account]))
        .await?
        .remove(&held.account);
    let today = tx.today();
    drop(tx);
    let account = label.map(|label| label.name).unwrap_or_default();
    let changed = typed.is_some() && refusal.is_none();
    let typed_day = typed.map(|typed| typed.text("to").to_owned());
    let day = typed_day.unwrap_or_else(|| held.interval.end().unwrap_or(today).to_string());
    let version = match typed {
        Some(typed) if !changed => typed.text("version").to_owned(),
        Some(_) | None => held.version.to_string(),
    };
    let holes = [
        ("person", held.person.name.as_str()),
        ("role", say_role_named(&held.role)),
        ("account", &account),
    ];
    let form = Form::post(format!("/staff/assignments/{id}/end"))
        .csrf(Some(caller.csrf()))
        .hidden("version", version)
        .refusal(general(refusal, &["to"]))
        .field(
            Field::date("to", say("staff.to"))
                .value(day)
                .hint(say("staff.end_hint"))
                .error(on(refusal, "to"))
                .required(),
        )
        .button(Button::submit(say("staff.end_do")).primary())
        .button(Button::link(say("staff.cancel"), href(held.person.id)).quiet());
    let since = text(say_with(
        "staff.end_since",
        &[
            ("day", &format::day(held.interval.start())),
            ("share", &format::percent(&held.share)),
        ],
    ));
    let title = say_with("staff.end_title", &holes);
    let body = join([Head::new(&title).sub(since).memoize(), form.memoize()]);
    let notice = changed.then(|| Notice::new(Tone::Watch, say("staff.assignment_changed")));
    let view = View::new(&title, PLACE, body)
        .under(&held.person.name, href(held.person.id))
        .under(say("staff.place"), PLACE)
        .notice(notice);
    Ok(caller.page_with(if changed { StatusCode::CONFLICT } else { status(refusal) }, view))
}

/// The form that ends an assignment.
pub(super) async fn show_end(caller: Caller, Path(assignment): Path<String>) -> Answer {
    end_view(&caller, assignment_id(&assignment)?, None, None).await
}

/// The day on which it ends.
pub(super) async fn submit_end(caller: Caller, Path(assignment): Path<String>, fields: Fields) -> Answer {
    let id = assignment_id(&assignment)?;
    let done: Result<PersonId> = async {
        let day = fields
            .day("to")?
            .ok_or_else(|| Error::refused_on("to", "staff.missing", say("staff.missing")))?;
        let version = fields.text("version").parse().ok().ok_or(Error::Changed { what: "assignment" })?;
        let mut tx = caller.app.db.write().await?;
        let person = acts::end(&mut tx, &caller.viewer, id, version, day).await?;
        tx.commit().await?;
        Ok(person)
    }
    .await;
    match done {
        Ok(person) => Ok(redirect(&href(person))),
        Err(Error::Refused(refusal)) => end_view(&caller, id, Some(&fields), Some(&refusal)).await,
        Err(Error::Changed { .. }) => end_view(&caller, id, Some(&fields), None).await,
        Err(other) => Err(other),
    }
}
