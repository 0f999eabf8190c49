//! The administrator's list of users and the page of each.

use super::{FIELDS, tokens};
use crate::access::Role;
use crate::look::components::{Button, Chip, Column, Field, Form, Head, Notice, Row, Section, Table, Tone};
use crate::look::{Markup, join, nothing, text};
use crate::texts::{say, say_count, say_with};
use crate::users::ADMINISTER;
use crate::users::acts::{self, Particulars};
use crate::users::store::User;
use crate::web::again::Shown;
use crate::web::{Answer, Caller, Fields, Params, Path, View, parameter, redirect, say_role};
use crate::{Error, Result};
use axum::response::Response;
use hypertext::prelude::*;
use std::collections::BTreeSet;
use vocabulary::{PersonId, UserId, together};

const PLACE: &str = "/users";

pub(super) async fn show_list(caller: Caller) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let users = acts::list(&mut tx, &caller.viewer).await?;
    let columns = vec![
        Column::text("login", say("users.login")),
        Column::text("name", say("users.name")).lead(),
        Column::text("roles", say("users.roles")),
        Column::text("state", say("users.state")),
    ];
    let rows = users
        .iter()
        .map(|user| {
            let link = maud! { a .link href=(format!("/users/{}", user.id)) { (user.login) } }.memoize();
            Row::new(vec![link, text(&user.name), text(role_words(&user.roles)), state(user)])
        })
        .collect();
    let title = say_count("users.count", u64::try_from(users.len()).unwrap_or_default());
    let mut head = Head::new(&title);
    if caller.viewer.holds(ADMINISTER) {
        head = head.action(Button::link(say("users.new"), "/users/new").primary());
    }
    let body = join([head.memoize(), Table::new(say("users.place"), columns).rows(rows).memoize()]);
    Ok(caller.page(View::new(say("users.place"), PLACE, body)))
}

fn role_words(roles: &BTreeSet<Role>) -> String {
    let words: Vec<&str> = roles.iter().map(|role| say_role(*role)).collect();
    if words.is_empty() {
        say("users.no_role").to_owned()
    } else {
        words.join(", ")
    }
}

fn state(user: &User) -> Markup {
    if user.closed.is_some() {
        Chip::new(say("users.closed")).memoize()
    } else if user.password.is_none() {
        text(say("users.invited"))
    } else {
        text(say("users.open"))
    }
}

fn user_fields(form: Form, shown: &Shown<'_>) -> Form {
    let boxes = Role::ALL
        .into_iter()
        .map(|role| shown.fill(Field::check(role_field(role), say_role(role), false)));
    form.field(shown.fill(Field::text("name", say("users.name")).required()))
        .field(shown.fill(Field::text("person", say("users.person")).hint(say("users.person_hint"))))
        .group(say("users.roles"), boxes.collect())
}

/// The box of a role.
fn role_field(role: Role) -> String {
    format!("role.{}", role.name())
}

fn new_view(caller: &Caller, shown: &Shown<'_>) -> Response {
    let form = shown
        .form("/users", caller.csrf(), FIELDS)
        .get(say("users.new_get"))
        .field(shown.fill(Field::text("login", say("users.login")).required()));
    let form = user_fields(form, shown)
        .button(Button::submit(say("users.new")).primary())
        .button(Button::link(say("users.cancel"), "/users").quiet());
    let body = join([Head::new(say("users.new")).memoize(), form.memoize()]);
    caller.page_with(
        shown.status(),
        View::new(say("users.new"), PLACE, body).under(say("users.place"), PLACE),
    )
}

/// A page about a person leads here with name and person filled in.
pub(super) async fn show_new(caller: Caller, query: Params<std::collections::BTreeMap<String, String>>) -> Response {
    let fields = Fields::of(["login", "name", "person"].map(|name| (name, parameter(&query, name))));
    new_view(&caller, &Shown::first(&fields))
}

fn particulars(fields: &Fields, login: Result<&str>) -> Result<Particulars> {
    let person = match fields.text("person") {
        "" => Ok(None),
        id => PersonId::parse(id)
            .map(Some)
            .map_err(|_no_id| Error::refused_on("person", "users.no_person", say("users.no_person"))),
    };
    let (login, name, person) = together((login, fields.required("name"), person))?;
    let roles = Role::ALL
        .into_iter()
        .filter(|role| fields.text(&role_field(*role)) == "yes")
        .collect();
    Ok(Particulars {
        login: login.to_owned(),
        name: name.to_owned(),
        person,
        roles,
    })
}

async fn create(caller: &Caller, fields: &Fields) -> Result<(UserId, String)> {
    let said = particulars(fields, fields.required("login"))?;
    caller.writing(async |tx| acts::create(tx, &caller.viewer, said).await).await
}

pub(super) async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    match create(&caller, &fields).await {
        Ok((user, token)) => one_view(&caller, user, None, Some(&token)).await,
        Err(error) => Ok(new_view(&caller, &Shown::refused(error, &fields)?)),
    }
}

fn user_id(text: &str) -> Result<UserId> {
    UserId::parse(text).map_err(|_no_id| Error::NotFound { what: "user" })
}

pub(super) async fn show_one(caller: Caller, Path(user): Path<String>) -> Answer {
    one_view(&caller, user_id(&user)?, None, None).await
}

async fn one_view(caller: &Caller, id: UserId, again: Option<Shown<'_>>, link: Option<&str>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let user = acts::find(&mut tx, &caller.viewer, id).await?;
    let notice = link.map(|token| {
        let address = caller.whole_address(&format!("/sign-in/link?token={token}"));
        let shown = maud! { a .link href=(address.clone()) { (address) } }.memoize();
        Notice::new(Tone::Info, say_with("users.link_made", &[("login", &user.login)])).control(shown)
    });
    let current = Fields::of(
        [
            ("name".to_owned(), user.name.clone()),
            ("person".to_owned(), user.person.map(|p| p.to_string()).unwrap_or_default()),
        ]
        .into_iter()
        .chain(user.roles.iter().map(|role| (role_field(*role), "yes".to_owned()))),
    );
    let shown = again.unwrap_or(Shown::first(&current));
    let head = Head::new(&user.name).chip(Chip::new(if user.closed.is_some() {
        say("users.closed")
    } else {
        say("users.open")
    }));
    let body = if caller.viewer.holds(ADMINISTER) {
        let form = shown
            .form(format!("/users/{id}"), caller.csrf(), FIELDS)
            .hidden("version", shown.opened_with("version", user.version));
        let form = user_fields(form, &shown).button(Button::submit(say("users.save")).primary());
        let tokens = tokens::section(caller, id).await?;
        join([
            head.sub(text(&user.login)).memoize(),
            form.memoize(),
            tokens,
            closing(caller, &user),
        ])
    } else {
        let tokens = tokens::section(caller, id).await?;
        join([head.sub(text(&user.login)).memoize(), text(role_words(&user.roles)), tokens])
    };
    let view = View::new(&user.name, PLACE, body).under(say("users.place"), PLACE).notice(notice);
    Ok(caller.page_with(shown.status(), view))
}

fn closing(caller: &Caller, user: &User) -> Markup {
    let reset = Form::post(format!("/users/{}/link", user.id))
        .csrf(Some(caller.csrf()))
        .inline()
        .button(Button::submit(say("users.reset")))
        .memoize();
    let (label, closed) = if user.closed.is_some() {
        (say("users.reopen"), "no")
    } else {
        (say("users.close"), "yes")
    };
    let close = Form::post(format!("/users/{}/closing", user.id))
        .csrf(Some(caller.csrf()))
        .hidden("closed", closed)
        .inline()
        .button(Button::submit(label).danger())
        .memoize();
    let close = if user.id == caller.viewer.user.unwrap_or(user.id) {
        nothing()
    } else {
        close
    };
    let about = text(say("users.reset_about"));
    let body = maud! { p { (about) } p { (reset) " " (close) } }.memoize();
    Section::new(say("users.access"), body).memoize()
}

async fn update(caller: &Caller, id: UserId, fields: &Fields) -> Result<()> {
    let (said, version) = (particulars(fields, Ok(""))?, fields.version("user")?);
    caller
        .writing(async |tx| acts::update(tx, &caller.viewer, id, version, said).await)
        .await
}

pub(super) async fn submit_one(caller: Caller, Path(user): Path<String>, fields: Fields) -> Answer {
    let id = user_id(&user)?;
    match update(&caller, id, &fields).await {
        Ok(()) => Ok(redirect(&format!("/users/{id}"))),
        Err(error) => one_view(&caller, id, Some(Shown::refused(error, &fields)?), None).await,
    }
}

pub(super) async fn submit_reset(caller: Caller, Path(user): Path<String>, _fields: Fields) -> Answer {
    let id = user_id(&user)?;
    let token = caller
        .writing(async |tx| acts::reset_password(tx, &caller.viewer, id).await)
        .await?;
    one_view(&caller, id, None, Some(&token)).await
}

pub(super) async fn submit_closing(caller: Caller, Path(user): Path<String>, fields: Fields) -> Answer {
    let id = user_id(&user)?;
    let closed = fields.text("closed") == "yes";
    caller.writing(async |tx| acts::close(tx, &caller.viewer, id, closed).await).await?;
    Ok(redirect(&format!("/users/{id}")))
}
