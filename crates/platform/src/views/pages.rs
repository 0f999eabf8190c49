//! The pages of views: one's own, and the form of one of them.

use super::acts::{self, Said};
use super::rules::{View, ViewId};
use super::{SHARE, store};
use crate::access::Role;
use crate::look::components::{Button, Choice, Column, Empty, Field, Form, Head, Row, Section, Table, none, record_link};
use crate::look::{Markup, join, text};
use crate::texts::say;
use crate::web::again::Shown;
use crate::web::{Answer, Caller, Fields, Guard, Path, Routes, View as Page, redirect, say_role};
use crate::{Error, Result};
use hypertext::prelude::*;
use std::collections::BTreeSet;
use vocabulary::UserId;

pub(super) const PLACE: &str = "/views";
/// The fields beside which a refusal stands.
const FIELDS: &[&str] = &["name", "role"];

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/views", Guard::SignedIn, show_list)
        .post("/views", Guard::SignedIn, submit_new)
        .get("/views/{view}", Guard::SignedIn, show_one)
        .post("/views/{view}", Guard::SignedIn, submit_one)
        .post("/views/{view}/query", Guard::SignedIn, submit_query)
        .post("/views/{view}/deletion", Guard::SignedIn, submit_deletion)
        .post("/views/{view}/restoration", Guard::SignedIn, submit_restoration)
}

/// The page of a view.
pub(super) fn href(id: ViewId) -> String {
    format!("{PLACE}/{id}")
}

fn user(caller: &Caller) -> Result<UserId> {
    caller.viewer.user.ok_or(Error::NotFound { what: "view" })
}

/// What was said of a view.
pub(super) fn said(fields: &Fields) -> Said<'_> {
    Said {
        name: fields.text("name"),
        role: fields.text("role"),
        opens: fields.text("opens") == "yes",
    }
}

/// The form of a view, without its buttons.
pub(super) fn fields(shown: &Shown<'_>, shares: bool, action: &str, csrf: &str) -> Form {
    let name = shown.fill(Field::text("name", say("views.name")).hint(say("views.name_hint")).required());
    let mut form = shown.form(action, csrf, FIELDS).field(name);
    if shares {
        let mut choices = vec![Choice::new("", say("views.nobody"))];
        choices.extend(Role::ALL.map(|role| Choice::new(role.name(), say_role(role))));
        form = form.field(shown.fill(Field::select("role", say("views.shared_with"), choices)));
    }
    form.field(Field::check("opens", say("views.opens"), shown.text("opens") == "yes"))
}

async fn show_list(caller: Caller) -> Answer {
    let user = user(&caller)?;
    let mut tx = caller.app.db.read().await?;
    let views = store::list_own(&mut tx, user).await?;
    let openings = store::list_openings(&mut tx, user).await?;
    drop(tx);
    let columns = vec![
        Column::text("view", say("views.view")),
        Column::text("list", say("views.list")),
        Column::text("shared", say("views.shared_with")).lead(),
        Column::text("opening", say("views.opening")).quiet(),
        Column::text("act", ""),
    ];
    let table = Table::new(say("views.place"), columns)
        .rows(views.iter().map(|view| row(&caller, view, &openings)).collect())
        .empty(Empty::new(say("views.none"), say("views.none_why")).action(Button::link(say("views.to_accounts"), "/")));
    let body = join([Head::new(say("views.place")).sub(text(say("views.sub"))).memoize(), table.memoize()]);
    Ok(caller.page(Page::new(say("views.place"), "", body)))
}

fn row(caller: &Caller, view: &View, openings: &BTreeSet<ViewId>) -> Row {
    let place = caller
        .app
        .book
        .places(&caller.viewer)
        .into_iter()
        .find(|place| place.href == view.list);
    let list = place.map_or_else(|| view.list.clone(), |place| say(place.text).to_owned());
    let opens = if openings.contains(&view.id) {
        text(say("views.opening"))
    } else {
        none()
    };
    let name = if super::opens(&caller.app.book, &caller.viewer, &view.list) {
        record_link(&view.name, &view.href())
    } else {
        text(&view.name)
    };
    Row::new(vec![
        name,
        text(list),
        view.shared_with.map_or_else(none, |role| text(say_role(role))),
        opens,
        Button::link(say("views.edit"), href(view.id)).quiet().memoize(),
    ])
}

async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    let done = caller
        .writing(async |tx| acts::save(tx, &caller.viewer, (fields.text("list"), fields.text("query")), said(&fields)).await)
        .await;
    match done {
        Ok(view) => Ok(redirect(&view.href())),
        Err(error) => {
            let shown = Shown::refused(error, &fields)?;
            let form = self::fields(&shown, caller.viewer.holds(SHARE), PLACE, caller.csrf())
                .hidden("list", fields.text("list"))
                .hidden("query", fields.text("query"));
            let form = shown.end(form, crate::web::inside(fields.text("list")));
            let body = join([Head::new(say("views.save_title")).memoize(), form.memoize()]);
            let page = Page::new(say("views.save_title"), "", body).under(say("views.place"), PLACE);
            Ok(caller.page_with(shown.status(), page))
        }
    }
}

async fn show_one(caller: Caller, Path(view): Path<String>) -> Answer {
    let (view, opens) = find(&caller, &view).await?;
    if view.deleted.is_some() {
        return Ok(caller.page(deleted(&caller, &view)));
    }
    let filled = filled(&view, opens);
    Ok(caller.page(one(&caller, &view, &Shown::first(&filled))))
}

async fn find(caller: &Caller, id: &str) -> Result<(View, bool)> {
    let (id, user) = (ViewId::in_address(id)?, user(caller)?);
    let mut tx = caller.app.db.read().await?;
    let view = store::find(&mut tx, user, id).await?;
    let opens = store::look_up_opening(&mut tx, user, &view.list).await? == Some(id);
    Ok((view, opens))
}

fn filled(view: &View, opens: bool) -> Fields {
    Fields::of([
        ("name", view.name.as_str()),
        ("role", view.shared_with.map_or("", Role::name)),
        ("opens", if opens { "yes" } else { "" }),
    ])
}

fn one(caller: &Caller, view: &View, shown: &Shown<'_>) -> Page {
    let form = fields(shown, caller.viewer.holds(SHARE), &href(view.id), caller.csrf())
        .hidden("version", shown.opened_with("version", view.version));
    let form = shown.end(form, view.href());
    let head = Head::new(&view.name).action(Button::link(say("views.to_list"), view.href()));
    let deletion = verb(caller, view, "deletion", Button::submit(say("views.delete")).danger());
    let body = join([
        head.memoize(),
        form.memoize(),
        Section::new(say("views.delete"), deletion).memoize(),
    ]);
    Page::new(&view.name, "", body)
        .under(say("views.place"), PLACE)
        .notice(shown.conflict())
}

fn deleted(caller: &Caller, view: &View) -> Page {
    let empty = Empty::new(say("views.deleted"), say("views.deleted_why"));
    let back = verb(caller, view, "restoration", Button::submit(say("views.restore")).primary());
    let head = Head::new(&view.name).action(Button::link(say("views.to_list"), &view.list));
    let body = join([head.memoize(), empty.memoize(), back]);
    Page::new(&view.name, "", body).under(say("views.place"), PLACE)
}

fn verb(caller: &Caller, view: &View, act: &str, button: Button) -> Markup {
    Form::post(format!("{}/{act}", href(view.id)))
        .csrf(Some(caller.csrf()))
        .hidden("version", view.version.to_string())
        .inline()
        .button(button)
        .memoize()
}

async fn submit_one(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let (view, _) = find(&caller, &id).await?;
    let version = fields.version("view")?;
    // Whoever may not share cannot see with whom it is shared, and leaves it so.
    let role = if caller.viewer.holds(SHARE) {
        fields.text("role")
    } else {
        view.shared_with.map_or("", Role::name)
    };
    let said = Said { role, ..said(&fields) };
    match caller
        .writing(async |tx| acts::update(tx, &caller.viewer, (view.id, version), said).await)
        .await
    {
        Ok(view) => Ok(redirect(&view.href())),
        Err(error) => {
            let shown = Shown::refused_or_changed(error, &fields)?;
            Ok(caller.page_with(shown.status(), one(&caller, &view, &shown)))
        }
    }
}

async fn submit_query(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let at = (ViewId::in_address(&id)?, fields.version("view")?);
    let view = caller
        .writing(async |tx| acts::update_query(tx, &caller.viewer, at, fields.text("query")).await)
        .await?;
    Ok(redirect(&view.href()))
}

async fn submit_deletion(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let at = (ViewId::in_address(&id)?, fields.version("view")?);
    let view = caller.writing(async |tx| acts::delete(tx, &caller.viewer, at).await).await?;
    Ok(redirect(&href(view.id)))
}

async fn submit_restoration(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let at = (ViewId::in_address(&id)?, fields.version("view")?);
    let view = caller.writing(async |tx| acts::restore(tx, &caller.viewer, at).await).await?;
    Ok(redirect(&view.href()))
}
