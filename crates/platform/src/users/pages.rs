//! The pages of users: sign-in and one-time links here, one's own devices and the administrator's list beside it.

mod devices;
mod people;
mod tokens;

use super::acts::{self, NewPassword};
use super::store::User;
use super::{ADMINISTER, SEE};
use crate::Error;
use crate::look::components::{Button, Field, Form};
use crate::texts::{say, say_with};
use crate::web::again::Shown;
use crate::web::{Answer, App, AppRef, Fields, Guard, Params, Routes, StatusCode, Visitor};
use crate::web::{bare, inside, parameter, redirect};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use hypertext::prelude::*;
use std::collections::BTreeMap;

type Query = Params<BTreeMap<String, String>>;

/// The routes of users.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/sign-in", Guard::Public, show_sign_in)
        .post("/sign-in", Guard::Public, submit_sign_in)
        .get("/sign-in/link", Guard::Public, show_link)
        .post("/sign-in/link", Guard::Public, submit_link)
        .post("/sign-out", Guard::SignedIn, devices::submit_sign_out)
        .get("/sessions", Guard::SignedIn, devices::show_sessions)
        .post("/sessions/{session}/end", Guard::SignedIn, devices::submit_end)
        .post("/sessions/end-all", Guard::SignedIn, devices::submit_end_all)
        .post("/sessions/keys", Guard::SignedIn, devices::submit_keys)
        .get("/tokens", Guard::SignedIn, tokens::show)
        .post("/tokens", Guard::SignedIn, tokens::submit_new)
        .post("/tokens/{token}/end", Guard::SignedIn, tokens::submit_end)
        .get("/password", Guard::SignedIn, devices::show_password)
        .post("/password", Guard::SignedIn, devices::submit_password)
        .get("/users", Guard::May(SEE), people::show_list)
        .get("/users/new", Guard::May(ADMINISTER), people::show_new)
        .post("/users", Guard::May(ADMINISTER), people::submit_new)
        .get("/users/{user}", Guard::May(SEE), people::show_one)
        .post("/users/{user}", Guard::May(ADMINISTER), people::submit_one)
        .post("/users/{user}/tokens/{token}/end", Guard::May(ADMINISTER), tokens::submit_end_of)
        .post("/users/{user}/link", Guard::May(ADMINISTER), people::submit_reset)
        .post("/users/{user}/closing", Guard::May(ADMINISTER), people::submit_closing)
}

fn signed_in(visitor: &Visitor, token: &str, seconds: i64, next: &str) -> Answer {
    let mut response = redirect(inside(next));
    let cookie = HeaderValue::from_str(&visitor.session_cookie(token, seconds)).map_err(|e| Error::Failed(e.into()))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// The fields beside which these pages show a refusal; any other refusal stands above the form.
const FIELDS: &[&str] = &["login", "name", "person", "old", "password", "again"];

fn bare_form(visitor: &Visitor, (title, lead): (&str, &str), form: Form, status: StatusCode) -> Response {
    let body = maud! { h1 { (title) } @if !lead.is_empty() { p { (lead) } } (form) };
    bare(status, visitor, title, None, body.memoize())
}

/// Which of the two was wrong is not said, so no refusal stands beside a field.
fn sign_in_form(visitor: &Visitor, shown: &Shown<'_>) -> Response {
    let login = Field::text("login", say("users.login")).autocomplete("username");
    let password = Field::password("password", say("users.password")).autocomplete("current-password");
    let form = shown
        .form("/sign-in", &visitor.csrf, &[])
        .hidden("next", inside(shown.text("next")))
        .field(login.value(shown.text("login")).required().focused())
        .field(password.required())
        .button(Button::submit(say("users.sign_in")).primary());
    bare_form(visitor, (say("users.sign_in"), ""), form, shown.status())
}

async fn show_sign_in(visitor: Visitor, query: Query) -> Response {
    let fields = Fields::of([("next", parameter(&query, "next"))]);
    sign_in_form(&visitor, &Shown::first(&fields))
}

async fn submit_sign_in(State(app): State<AppRef>, visitor: Visitor, fields: Fields) -> Answer {
    match acts::sign_in(&app, fields.text("login"), fields.raw("password"), &visitor).await {
        Ok(token) => signed_in(&visitor, &token, app.config.session_seconds_max, fields.text("next")),
        Err(error) => Ok(sign_in_form(&visitor, &Shown::refused(error, &fields)?)),
    }
}

fn password_fields(form: Form, shown: &Shown<'_>, app: &App) -> Form {
    let hint = say_with("users.password_hint", &[("n", &app.config.password_length_min.to_string())]);
    let password = Field::password("password", say("users.password_new")).hint(hint);
    let again = Field::password("again", say("users.password_again"));
    form.field(shown.fill(password.autocomplete("new-password").required()))
        .field(shown.fill(again.autocomplete("new-password").required()))
}

fn link_form(app: &App, visitor: &Visitor, user: Option<&User>, shown: &Shown<'_>) -> Response {
    let mut form = shown
        .form("/sign-in/link", &visitor.csrf, FIELDS)
        .hidden("token", shown.text("token"));
    let (title, lead) = match user {
        Some(user) => (
            say("users.set_password"),
            say_with("users.set_password_lead", &[("login", &user.login)]),
        ),
        None => {
            let login = Field::text("login", say("users.login")).autocomplete("username");
            form = form
                .field(shown.fill(login.required().focused()))
                .field(shown.fill(Field::text("name", say("users.name")).required()));
            (say("users.first"), say("users.first_lead").to_owned())
        }
    };
    let form = password_fields(form, shown, app).button(Button::submit(say("users.set_password_do")).primary());
    bare_form(visitor, (title, &lead), form, shown.status())
}

async fn show_link(State(app): State<AppRef>, visitor: Visitor, query: Query) -> Answer {
    let token = parameter(&query, "token");
    let mut tx = app.db.read().await?;
    let user = acts::open_link(&mut tx, &token).await?;
    let fields = Fields::of([("token", token)]);
    Ok(link_form(&app, &visitor, user.as_ref(), &Shown::first(&fields)))
}

async fn submit_link(State(app): State<AppRef>, visitor: Visitor, fields: Fields) -> Answer {
    let mut tx = app.db.read().await?;
    let user = acts::open_link(&mut tx, fields.text("token")).await?;
    drop(tx);
    let name = if user.is_none() {
        fields.required("name").map(str::to_owned)
    } else {
        Ok(String::new())
    };
    let done = match &name {
        Ok(name) => {
            let said = NewPassword {
                login: fields.text("login"),
                name,
                password: fields.raw("password"),
                again: fields.raw("again"),
            };
            acts::use_link(&app, fields.text("token"), said, &visitor).await
        }
        Err(_) => fields.required("name").map(str::to_owned),
    };
    match done {
        Ok(token) => signed_in(&visitor, &token, app.config.session_seconds_max, "/"),
        Err(dead) if dead.code() == "users.link_dead" => Err(dead),
        Err(error) => Ok(link_form(&app, &visitor, user.as_ref(), &Shown::refused(error, &fields)?)),
    }
}
