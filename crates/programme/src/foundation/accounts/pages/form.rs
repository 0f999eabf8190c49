//! The form of an account: new, changed, refused, or saved by somebody else in the meantime.

use super::super::rules::Said;
use super::super::store::{self, Account};
use super::super::{CHANGE, acts, labels};
use super::{PLACE, account_id, href};
use hypertext::prelude::*;
use platform::access::Scope;
use platform::database::Tx;
use platform::look::components::{Button, Field, Form, Head, Notice, Tone};
use platform::look::{join, nothing};
use platform::texts::{say, say_with};
use platform::web::again::{differences, general, on};
use platform::web::{Answer, Caller, Fields, Path, Response, StatusCode, View, redirect};
use platform::{Error, Result};
use std::collections::BTreeSet;
use vocabulary::{AccountId, Refusal};

const FIELDS: [&str; 5] = ["reference", "name", "class", "country", "parent"];

/// The words on the fields, with what helps to fill them.
fn fields(form: Form, fields: &Fields, refusal: Option<&Refusal>, classes: &[String]) -> Form {
    let hint = match classes {
        [] => say("accounts.class_hint").to_owned(),
        classes => say_with(
            "accounts.class_hint_used",
            &[("classes", &classes.iter().take(8).cloned().collect::<Vec<_>>().join(", "))],
        ),
    };
    let line = |name: &str, label: &str| Field::text(name, label).value(fields.text(name)).error(on(refusal, name));
    form.field(line("name", say("accounts.name")).required())
        .fields(vec![
            line("class", say("accounts.class")).hint(hint),
            line("country", say("accounts.country")),
        ])
        .field(line("parent", say("accounts.parent")).hint(say("accounts.parent_hint")))
}

fn said(fields: &Fields) -> Said {
    let optional = |name: &str| Some(fields.text(name).to_owned()).filter(|text| !text.is_empty());
    Said {
        reference: fields.text("reference").to_owned(),
        name: fields.text("name").to_owned(),
        parent: optional("parent"),
        class: optional("class"),
        country: optional("country"),
    }
}

async fn new_view(caller: &Caller, typed: &Fields, refusal: Option<&Refusal>) -> Answer {
    let scope = caller.may(CHANGE)?;
    let mut tx = caller.app.db.read().await?;
    let classes = store::classes(&mut tx, &scope).await?;
    drop(tx);
    let form = Form::post(PLACE)
        .csrf(Some(caller.csrf()))
        .get(say("accounts.get"))
        .refusal(general(refusal, &FIELDS))
        .field(
            Field::text("reference", say("accounts.reference"))
                .value(typed.text("reference"))
                .hint(say("accounts.reference_hint"))
                .error(on(refusal, "reference"))
                .required()
                .focused(),
        );
    let form = fields(form, typed, refusal, &classes)
        .button(Button::submit(say("accounts.new")).primary())
        .button(Button::link(say("accounts.cancel"), PLACE).quiet());
    let body = join([Head::new(say("accounts.new")).memoize(), form.memoize()]);
    let view = View::new(say("accounts.new"), PLACE, body).under(say("accounts.place"), PLACE);
    Ok(caller.page_with(status(refusal), view))
}

fn status(refusal: Option<&Refusal>) -> StatusCode {
    if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    }
}

/// The empty form.
pub(super) async fn show_new(caller: Caller) -> Answer {
    new_view(&caller, &Fields::default(), None).await
}

/// The filled form.
pub(super) async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    let made: Result<AccountId> = async {
        let mut tx = caller.app.db.write().await?;
        let id = acts::create(&mut tx, &caller.viewer, said(&fields)).await?;
        tx.commit().await?;
        Ok(id)
    }
    .await;
    match made {
        Ok(id) => Ok(redirect(&href(id))),
        Err(Error::Refused(refusal)) => new_view(&caller, &fields, Some(&refusal)).await,
        Err(other) => Err(other),
    }
}

/// Why the form is shown again.
enum Again<'a> {
    Refused(&'a Refusal),
    /// Somebody else saved first.
    Changed,
}

/// An account as its form shows it.
async fn filled(tx: &mut Tx, account: &Account) -> Result<Fields> {
    let parent = labels(tx, &account.parent.into_iter().collect::<BTreeSet<_>>()).await?;
    let parent = parent.into_values().next().map(|label| label.reference).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Ok(Fields::of([
        ("name", account.name.clone()),
        ("class", text(&account.class)),
        ("country", text(&account.country)),
        ("parent", parent),
    ]))
}

async fn edit_view(caller: &Caller, scope: &Scope, id: AccountId, again: Option<(&Fields, Again<'_>)>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let account = store::find(&mut tx, scope, id).await?;
    let now = filled(&mut tx, &account).await?;
    let classes = store::classes(&mut tx, scope).await?;
    drop(tx);
    let typed = again.as_ref().map_or(&now, |(typed, _)| typed);
    let (refusal, changed) = match &again {
        Some((_, Again::Refused(refusal))) => (Some(*refusal), false),
        Some((_, Again::Changed)) => (None, true),
        None => (None, false),
    };
    // A refused form keeps the version it was opened with; after a conflict both versions were shown, so the next save may replace.
    let version = if changed || again.is_none() {
        account.version.to_string()
    } else {
        typed.text("version").to_owned()
    };
    let form = Form::post(href(id))
        .csrf(Some(caller.csrf()))
        .hidden("version", version)
        .refusal(general(refusal, &FIELDS));
    let form = fields(form, typed, refusal, &classes)
        .button(Button::submit(say("accounts.save")).primary())
        .button(Button::link(say("accounts.cancel"), href(id)).quiet());
    let both = if changed { compared(&now, typed) } else { nothing() };
    let notice = changed.then(|| Notice::new(Tone::Watch, say("accounts.changed")));
    let title = say_with("accounts.edit_title", &[("account", &account.name)]);
    let body = join([Head::new(&title).memoize(), both, form.memoize()]);
    let view = View::new(&title, PLACE, body)
        .under(&account.name, href(id))
        .under(say("accounts.place"), PLACE)
        .notice(notice);
    Ok(answer(caller, refusal, changed, view))
}

fn answer(caller: &Caller, refusal: Option<&Refusal>, changed: bool, view: View) -> Response {
    caller.page_with(if changed { StatusCode::CONFLICT } else { status(refusal) }, view)
}

fn compared(now: &Fields, typed: &Fields) -> platform::look::Markup {
    let row = |name: &str, label: &'static str| (label, now.text(name).to_owned(), typed.text(name).to_owned());
    differences(&[
        row("name", say("accounts.name")),
        row("class", say("accounts.class")),
        row("country", say("accounts.country")),
        row("parent", say("accounts.parent")),
    ])
}

/// The form of an account as it is.
pub(super) async fn show_edit(caller: Caller, Path(account): Path<String>) -> Answer {
    let scope = caller.may(CHANGE)?;
    edit_view(&caller, &scope, account_id(&account)?, None).await
}

/// The changed form.
pub(super) async fn submit_edit(caller: Caller, Path(account): Path<String>, fields: Fields) -> Answer {
    let scope = caller.may(CHANGE)?;
    let id = account_id(&account)?;
    let done: Result<()> = async {
        let version = fields.text("version").parse().ok().ok_or(Error::Changed { what: "account" })?;
        let mut tx = caller.app.db.write().await?;
        acts::update(&mut tx, &caller.viewer, id, version, said(&fields)).await?;
        tx.commit().await
    }
    .await;
    match done {
        Ok(()) => Ok(redirect(&href(id))),
        Err(Error::Refused(refusal)) => edit_view(&caller, &scope, id, Some((&fields, Again::Refused(&refusal)))).await,
        Err(Error::Changed { .. }) => edit_view(&caller, &scope, id, Some((&fields, Again::Changed))).await,
        Err(other) => Err(other),
    }
}
