//! The pages of users: sign-in and one-time links here, one's own devices and the administrator's list beside it.

mod devices;
mod people;

use super::acts::{self, NewPassword};
use super::store::User;
use super::{ADMINISTER, SEE};
use crate::Error;
use crate::look::components::{Button, Field, Form};
use crate::texts::{say, say_with};
use crate::web::again::{general, on};
use crate::web::{Answer, App, AppRef, Fields, Guard, Params, Routes, StatusCode, Visitor};
use crate::web::{bare, inside, parameter, redirect};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use hypertext::prelude::*;
use std::collections::BTreeMap;
use vocabulary::Refusal;

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
        .get("/password", Guard::SignedIn, devices::show_password)
        .post("/password", Guard::SignedIn, devices::submit_password)
        .get("/users", Guard::May(SEE), people::show_list)
        .get("/users/new", Guard::May(ADMINISTER), people::show_new)
        .post("/users", Guard::May(ADMINISTER), people::submit_new)
        .get("/users/{user}", Guard::May(SEE), people::show_one)
        .post("/users/{user}", Guard::May(ADMINISTER), people::submit_one)
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

fn bare_form(visitor: &Visitor, title: &str, lead: &str, form: Form, refused: bool) -> Response {
    let status = if refused {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let body = maud! { h1 { (title) } @if !lead.is_empty() { p { (lead) } } (form) };
    bare(status, visitor, title, None, body.memoize())
}

fn sign_in_form(visitor: &Visitor, fields: &Fields, refusal: Option<&Refusal>) -> Response {
    let form = Form::post("/sign-in")
        .csrf(Some(&visitor.csrf))
        .hidden("next", inside(fields.text("next")))
        .refusal(refusal.map(|refusal| &refusal.sentence))
        .field(
            Field::text("login", say("users.login"))
                .value(fields.text("login"))
                .autocomplete("username")
                .required()
                .focused(),
        )
        .field(
            Field::password("password", say("users.password"))
                .autocomplete("current-password")
                .required(),
        )
        .button(Button::submit(say("users.sign_in")).primary());
    bare_form(visitor, say("users.sign_in"), "", form, refusal.is_some())
}

async fn show_sign_in(visitor: Visitor, query: Query) -> Response {
    sign_in_form(&visitor, &Fields::of([("next", parameter(&query, "next"))]), None)
}

async fn submit_sign_in(State(app): State<AppRef>, visitor: Visitor, fields: Fields) -> Answer {
    match acts::sign_in(&app, fields.text("login"), fields.raw("password"), &visitor).await {
        Ok(token) => signed_in(&visitor, &token, app.config.session_seconds_max, fields.text("next")),
        Err(Error::Refused(refusal)) => Ok(sign_in_form(&visitor, &fields, Some(&refusal))),
        Err(other) => Err(other),
    }
}

fn password_fields(form: Form, refusal: Option<&Refusal>, app: &App) -> Form {
    let hint = say_with("users.password_hint", &[("n", &app.config.password_length_min.to_string())]);
    form.field(
        Field::password("password", say("users.password_new"))
            .autocomplete("new-password")
            .hint(hint)
            .required()
            .error(on(refusal, "password")),
    )
    .field(
        Field::password("again", say("users.password_again"))
            .autocomplete("new-password")
            .required()
            .error(on(refusal, "again")),
    )
}

fn link_form(app: &App, visitor: &Visitor, user: Option<&User>, fields: &Fields, refusal: Option<&Refusal>) -> Response {
    let mut form = Form::post("/sign-in/link")
        .csrf(Some(&visitor.csrf))
        .hidden("token", fields.text("token"))
        .refusal(general(refusal, FIELDS));
    let (title, lead) = match user {
        Some(user) => (
            say("users.set_password"),
            say_with("users.set_password_lead", &[("login", &user.login)]),
        ),
        None => {
            form = form
                .field(
                    Field::text("login", say("users.login"))
                        .value(fields.text("login"))
                        .autocomplete("username")
                        .required()
                        .focused()
                        .error(on(refusal, "login")),
                )
                .field(
                    Field::text("name", say("users.name"))
                        .value(fields.text("name"))
                        .required()
                        .error(on(refusal, "name")),
                );
            (say("users.first"), say("users.first_lead").to_owned())
        }
    };
    let form = password_fields(form, refusal, app).button(Button::submit(say("users.set_password_do")).primary());
    bare_form(visitor, title, &lead, form, refusal.is_some())
}

async fn show_link(State(app): State<AppRef>, visitor: Visitor, query: Query) -> Answer {
    let token = parameter(&query, "token");
    let mut tx = app.db.read().await?;
    let user = acts::open_link(&mut tx, &token).await?;
    Ok(link_form(&app, &visitor, user.as_ref(), &Fields::of([("token", token)]), None))
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
        Err(Error::Refused(refusal)) if refusal.code != "users.link_dead" => {
            Ok(link_form(&app, &visitor, user.as_ref(), &fields, Some(&refusal)))
        }
        Err(other) => Err(other),
    }
}
