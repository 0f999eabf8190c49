//! Contacts without an account: each waits for somebody to say where they belong.

use super::super::store::unplaced::{self, Unplaced};
use super::super::{CHANGE, placing};
use super::{PLACE, href};
use hypertext::prelude::*;
use platform::look::components::{Button, Column, Empty, Field, Form, Head, Row, Section, Table, none, record_link};
use platform::look::{join, nothing, text};
use platform::texts::{say, say_count, say_with};
use platform::web::again::Shown;
use platform::web::{Answer, Caller, Fields, Params, View, address, redirect};
use std::collections::BTreeMap;

/// Where the list stands.
pub(super) const UNPLACED: &str = "/accounts/unplaced";

/// The page; `?contact=` opens one for a decision.
pub(super) async fn show(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let asked = params.get("contact").cloned().unwrap_or_default();
    view(&caller, &asked, Shown::first(&Fields::default())).await
}

async fn view(caller: &Caller, asked: &str, shown: Shown<'_>) -> Answer {
    let scope = caller.may(CHANGE)?;
    let mut tx = caller.app.db.read().await?;
    let count = unplaced::count_unplaced(&mut tx, &scope).await?;
    let list = unplaced::list_unplaced(&mut tx, &scope).await?;
    let open = unplaced::look_up_unplaced(&mut tx, &scope, asked).await?;
    drop(tx);
    let shown_max = u64::try_from(unplaced::SHOWN_MAX).unwrap_or_default();
    let about = if count > shown_max {
        say_with("accounts.unplaced_first", &[("n", &shown_max.to_string())])
    } else {
        say("accounts.unplaced_about").to_owned()
    };
    let head = Head::new(say_count("accounts.unplaced_count", count)).sub(text(about));
    let deciding = open.map_or_else(nothing, |open| decision(caller, &open, &shown));
    let columns = vec![
        Column::text("contact", say("accounts.contact")),
        Column::text("company", say("accounts.company")).lead(),
        Column::text("title", say("accounts.contact_title")),
        Column::text("email", say("accounts.contact_email")),
    ];
    let empty = Empty::new(say("accounts.unplaced_none"), say("accounts.unplaced_none_why"));
    let table = Table::new(say("accounts.unplaced"), columns)
        .rows(list.iter().map(row).collect())
        .empty(empty);
    let list = Section::new(say("accounts.unplaced_waiting"), table);
    let body = join([head.memoize(), deciding, list.memoize()]);
    let view = View::new(say("accounts.unplaced"), PLACE, body).under(say("accounts.place"), PLACE);
    Ok(caller.page_with(shown.status(), view))
}

fn row(one: &Unplaced) -> Row {
    let said = |text_of: &Option<String>| text_of.as_ref().map_or_else(none, text);
    Row::new(vec![
        record_link(&one.name, &address(UNPLACED, &[("contact", &one.reference)])),
        said(&one.company),
        said(&one.title),
        said(&one.email),
    ])
}

fn decision(caller: &Caller, open: &Unplaced, shown: &Shown<'_>) -> platform::look::Markup {
    let account = Field::text("account", say("accounts.reference_of")).hint(say("accounts.place_hint"));
    let place = shown
        .form(UNPLACED, caller.csrf(), &["account"])
        .hidden("contact", &open.reference)
        .field(shown.fill(account.required().focused()))
        .button(Button::submit(say("accounts.place_do")).primary());
    let leave = Form::post(format!("{UNPLACED}/leaving"))
        .csrf(Some(caller.csrf()))
        .hidden("contact", &open.reference)
        .inline()
        .button(Button::submit(say("accounts.leave_out")));
    let title = say_with("accounts.place_title", &[("contact", &open.name)]);
    Section::new(title, join([place.memoize(), leave.memoize()]))
        .about(say("accounts.place_about"))
        .memoize()
}

/// Places a contact at an account.
pub(super) async fn submit(caller: Caller, fields: Fields) -> Answer {
    let contact = fields.text("contact").to_owned();
    let account = fields.text("account").to_owned();
    match caller
        .writing(async |tx| placing::place(tx, &caller.viewer, &contact, &account).await)
        .await
    {
        Ok(id) => Ok(redirect(&href(id))),
        Err(error) => view(&caller, &contact, Shown::refused(error, &fields)?).await,
    }
}

/// Leaves a contact out.
pub(super) async fn submit_leaving(caller: Caller, fields: Fields) -> Answer {
    let contact = fields.text("contact").to_owned();
    caller
        .writing(async |tx| placing::leave_out(tx, &caller.viewer, &contact).await)
        .await?;
    Ok(redirect(UNPLACED))
}
