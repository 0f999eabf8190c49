//! The form of an account: new, changed, refused, or saved by somebody else in the meantime.

use super::super::rules::Said;
use super::super::store::{self, Account};
use super::super::{CHANGE, acts, labels};
use super::history::CHANGED;
use super::{PLACE, account_id, href};
use hypertext::prelude::*;
use platform::Result;
use platform::database::Tx;
use platform::look::components::{Button, Field, Form, Head};
use platform::look::join;
use platform::texts::{say, say_with};
use platform::web::again::Shown;
use platform::web::done::after;
use platform::web::{Answer, Caller, Fields, Path, View, redirect};
use std::collections::BTreeSet;
use vocabulary::AccountId;

const FIELDS: [&str; 5] = ["reference", "name", "class", "country", "parent"];

/// The words on the fields, with what helps to fill them.
fn fields(form: Form, shown: &Shown<'_>, classes: &[String]) -> Form {
    form.field(shown.fill(Field::text("name", say("accounts.name")).required()))
        .fields(vec![
            shown.fill(
                Field::text("class", say("accounts.class"))
                    .hint(say("accounts.class_hint"))
                    .suggest(classes.to_vec()),
            ),
            shown.fill(Field::text("country", say("accounts.country"))),
        ])
        .field(shown.fill(Field::text("parent", say("accounts.parent")).hint(say("accounts.parent_hint"))))
}

/// What a filled form says.
pub(in crate::foundation::accounts) fn said(fields: &Fields) -> Said {
    Said {
        reference: fields.text("reference").to_owned(),
        name: fields.text("name").to_owned(),
        parent: fields.optional("parent"),
        class: fields.optional("class"),
        country: fields.optional("country"),
    }
}

async fn new_view(caller: &Caller, shown: Shown<'_>) -> Answer {
    let scope = caller.may(CHANGE)?;
    let mut tx = caller.app.db.read().await?;
    let classes = store::classes(&mut tx, &scope).await?;
    drop(tx);
    let reference = Field::text("reference", say("accounts.reference")).hint(say("accounts.reference_hint"));
    let form = shown
        .form(PLACE, caller.csrf(), &FIELDS)
        .get(say("accounts.get"))
        .field(shown.fill(reference.required().focused()));
    let form = fields(form, &shown, &classes)
        .button(Button::submit(say("accounts.new")).primary())
        .button(Button::link(say("accounts.cancel"), PLACE).quiet());
    let body = join([Head::new(say("accounts.new")).memoize(), form.memoize()]);
    let view = View::new(say("accounts.new"), PLACE, body).under(say("accounts.place"), PLACE);
    Ok(caller.page_with(shown.status(), view))
}

/// The empty form.
pub(super) async fn show_new(caller: Caller) -> Answer {
    new_view(&caller, Shown::first(&Fields::default())).await
}

/// The filled form.
pub(super) async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    let said = said(&fields);
    match caller.writing(async |tx| acts::create(tx, &caller.viewer, said).await).await {
        Ok(id) => Ok(redirect(&href(id))),
        Err(error) => new_view(&caller, Shown::refused(error, &fields)?).await,
    }
}

/// An account as its form shows it.
pub(super) async fn filled(tx: &mut Tx, account: &Account) -> Result<Fields> {
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

async fn edit_view(caller: &Caller, id: AccountId, again: Option<Shown<'_>>) -> Answer {
    let scope = caller.may(CHANGE)?;
    let mut tx = caller.app.db.read().await?;
    let account = store::find(&mut tx, &scope, id).await?;
    let now = filled(&mut tx, &account).await?;
    let classes = store::classes(&mut tx, &scope).await?;
    drop(tx);
    let shown = again.unwrap_or(Shown::first(&now));
    let form = shown
        .form(href(id), caller.csrf(), &FIELDS)
        .hidden("version", shown.opened_with("version", account.version));
    let form = fields(form, &shown, &classes)
        .button(Button::submit(say("accounts.save")).primary())
        .button(Button::link(say("accounts.cancel"), href(id)).quiet());
    let both = shown.compared(
        &now,
        &[
            ("name", say("accounts.name")),
            ("class", say("accounts.class")),
            ("country", say("accounts.country")),
            ("parent", say("accounts.parent")),
        ],
    );
    let title = say_with("accounts.edit_title", &[("account", &account.name)]);
    let body = join([Head::new(&title).memoize(), both, form.memoize()]);
    let view = View::new(&title, PLACE, body)
        .under(&account.name, href(id))
        .under(say("accounts.place"), PLACE)
        .notice(shown.notice(say("accounts.changed")));
    Ok(caller.page_with(shown.status(), view))
}

/// The form of an account as it is.
pub(super) async fn show_edit(caller: Caller, Path(account): Path<String>) -> Answer {
    edit_view(&caller, account_id(&account)?, None).await
}

async fn update(caller: &Caller, id: AccountId, fields: &Fields) -> Result<()> {
    let (version, said) = (fields.version("account")?, said(fields));
    caller
        .writing(async |tx| acts::update(tx, &caller.viewer, id, version, said).await)
        .await
}

/// The changed form.
pub(super) async fn submit_edit(caller: Caller, Path(account): Path<String>, fields: Fields) -> Answer {
    let id = account_id(&account)?;
    match update(&caller, id, &fields).await {
        Ok(()) => Ok(redirect(&after(&href(id), &CHANGED, id))),
        Err(error) => edit_view(&caller, id, Some(Shown::refused_or_changed(error, &fields)?)).await,
    }
}
