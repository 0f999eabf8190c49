//! The pages of users: sign-in, one-time links, own sessions and password, and the administrator's list.

use super::acts::{self, NewPassword, Particulars};
use super::store::User;
use super::{ADMINISTER, SEE};
use crate::access::Role;
use crate::look::components::{Button, Chip, Column, Field, Form, Head, Notice, Row, Section, Table, Tone};
use crate::look::{Markup, join, nothing, text};
use crate::texts::{say, say_count, say_with};
use crate::web::{Answer, App, AppRef, Caller, Fields, Guard, Params, Path, Routes, StatusCode, View, Visitor};
use crate::web::{bare, inside, parameter, redirect, say_role};
use crate::{Error, Result};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use hypertext::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{PersonId, Refusal, SessionId, UserId};

const PLACE: &str = "/users";
type Query = Params<BTreeMap<String, String>>;

/// The routes of users.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/sign-in", Guard::Public, show_sign_in)
        .post("/sign-in", Guard::Public, submit_sign_in)
        .get("/sign-in/link", Guard::Public, show_link)
        .post("/sign-in/link", Guard::Public, submit_link)
        .post("/sign-out", Guard::SignedIn, submit_sign_out)
        .get("/sessions", Guard::SignedIn, show_sessions)
        .post("/sessions/{session}/end", Guard::SignedIn, submit_end)
        .post("/sessions/end-all", Guard::SignedIn, submit_end_all)
        .get("/password", Guard::SignedIn, show_password)
        .post("/password", Guard::SignedIn, submit_password)
        .get("/users", Guard::May(SEE), show_list)
        .get("/users/new", Guard::May(ADMINISTER), show_new)
        .post("/users", Guard::May(ADMINISTER), submit_new)
        .get("/users/{user}", Guard::May(SEE), show_one)
        .post("/users/{user}", Guard::May(ADMINISTER), submit_one)
        .post("/users/{user}/link", Guard::May(ADMINISTER), submit_reset)
        .post("/users/{user}/closing", Guard::May(ADMINISTER), submit_closing)
}

fn signed_in(visitor: &Visitor, token: &str, seconds: i64, next: &str) -> Answer {
    let mut response = redirect(inside(next));
    let cookie = HeaderValue::from_str(&visitor.session_cookie(token, seconds)).map_err(|e| Error::Failed(e.into()))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// The sentence of a refusal for one field, where it belongs to that field.
fn on<'a>(refusal: Option<&'a Refusal>, field: &str) -> Option<&'a str> {
    refusal.filter(|refusal| refusal.field.as_deref() == Some(field)).map(|refusal| refusal.sentence.as_str())
}

fn general(refusal: Option<&Refusal>) -> Option<&str> {
    refusal.filter(|refusal| refusal.field.is_none()).map(|refusal| refusal.sentence.as_str())
}

fn bare_form(visitor: &Visitor, title: &str, lead: &str, form: Form, refused: bool) -> Response {
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let body = maud! { h1 { (title) } @if !lead.is_empty() { p { (lead) } } (form) };
    bare(status, visitor, title, None, body.memoize())
}

fn sign_in_form(visitor: &Visitor, fields: &Fields, refusal: Option<&Refusal>) -> Response {
    let form = Form::post("/sign-in")
        .csrf(Some(&visitor.csrf))
        .hidden("next", inside(fields.text("next")))
        .refusal(refusal.map(|refusal| &refusal.sentence))
        .field(Field::text("login", say("users.login")).value(fields.text("login")).autocomplete("username").required().focused())
        .field(Field::password("password", say("users.password")).autocomplete("current-password").required())
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
    .field(Field::password("again", say("users.password_again")).autocomplete("new-password").required().error(on(refusal, "again")))
}

fn link_form(app: &App, visitor: &Visitor, user: Option<&User>, fields: &Fields, refusal: Option<&Refusal>) -> Response {
    let mut form = Form::post("/sign-in/link").csrf(Some(&visitor.csrf)).hidden("token", fields.text("token")).refusal(general(refusal));
    let (title, lead) = match user {
        Some(user) => (say("users.set_password"), say_with("users.set_password_lead", &[("login", &user.login)])),
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
                .field(Field::text("name", say("users.name")).value(fields.text("name")).required().error(on(refusal, "name")));
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
    let name = if user.is_none() { fields.required("name").map(str::to_owned) } else { Ok(String::new()) };
    let done = match &name {
        Ok(name) => {
            let said = NewPassword { login: fields.text("login"), name, password: fields.raw("password"), again: fields.raw("again") };
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

async fn submit_sign_out(caller: Caller, _fields: Fields) -> Answer {
    let mut tx = caller.app.db.write().await?;
    acts::end_session(&mut tx, &caller.viewer, caller.session).await?;
    tx.commit().await?;
    signed_in(&caller.visitor, "", 0, "/sign-in")
}

async fn show_sessions(caller: Caller) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let sessions = acts::list_sessions(&mut tx, &caller.viewer, &caller.app.config).await?;
    let zone = &caller.app.config.zone;
    let columns = vec![
        Column::text("device", say("users.device")),
        Column::text("address", say("users.address")).quiet(),
        Column::text("started", say("users.started")).quiet(),
        Column::text("seen", say("users.seen")),
        Column::text("act", ""),
    ];
    let rows = sessions
        .iter()
        .map(|session| {
            let own = session.id == caller.session;
            let end = Form::post(format!("/sessions/{}/end", session.id))
                .csrf(Some(caller.csrf()))
                .inline()
                .button(Button::submit(say("users.end_session")));
            let act = if own { Chip::new(say("users.this_device")).memoize() } else { end.memoize() };
            Row::new(vec![
                text(&session.device),
                text(&session.address),
                text(session.started.day_in(zone).to_string()),
                text(session.seen.day_in(zone).to_string()),
                act,
            ])
        })
        .collect();
    let all = Form::post("/sessions/end-all").csrf(Some(caller.csrf())).inline().button(Button::submit(say("users.end_all")).danger());
    let title = say_count("users.sessions", u64::try_from(sessions.len()).unwrap_or_default());
    let head = Head::new(&title).action(Button::link(say("users.change_password"), "/password")).control(all);
    let body = join([head.memoize(), Table::new(say("users.sessions_about"), columns).rows(rows).memoize()]);
    Ok(caller.page(View::new(title, "/sessions", body)))
}

async fn submit_end(caller: Caller, Path(session): Path<String>, _fields: Fields) -> Answer {
    let session = SessionId::parse(&session).map_err(|_| Error::NotFound { what: "session" })?;
    let mut tx = caller.app.db.write().await?;
    acts::end_session(&mut tx, &caller.viewer, session).await?;
    tx.commit().await?;
    Ok(redirect("/sessions"))
}

async fn submit_end_all(caller: Caller, _fields: Fields) -> Answer {
    let mut tx = caller.app.db.write().await?;
    acts::end_all_sessions(&mut tx, &caller.viewer).await?;
    tx.commit().await?;
    signed_in(&caller.visitor, "", 0, "/sign-in")
}

fn password_view(caller: &Caller, refusal: Option<&Refusal>) -> Response {
    let form = Form::post("/password").csrf(Some(caller.csrf())).refusal(general(refusal)).field(
        Field::password("old", say("users.password_old")).autocomplete("current-password").required().focused().error(on(refusal, "old")),
    );
    let form = password_fields(form, refusal, &caller.app).button(Button::submit(say("users.change_password")).primary());
    let body = join([Head::new(say("users.change_password")).sub(text(say("users.change_password_about"))).memoize(), form.memoize()]);
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    caller.page_with(status, View::new(say("users.change_password"), "/sessions", body).under(say("users.sessions_place"), "/sessions"))
}

async fn show_password(caller: Caller) -> Response {
    password_view(&caller, None)
}

async fn submit_password(caller: Caller, fields: Fields) -> Answer {
    let said = NewPassword { login: "", name: "", password: fields.raw("password"), again: fields.raw("again") };
    match acts::change_password(&caller.app, &caller.viewer, fields.raw("old"), said, &caller.visitor).await {
        Ok(token) => signed_in(&caller.visitor, &token, caller.app.config.session_seconds_max, "/sessions"),
        Err(Error::Refused(refusal)) => Ok(password_view(&caller, Some(&refusal))),
        Err(other) => Err(other),
    }
}

async fn show_list(caller: Caller) -> Answer {
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
    if words.is_empty() { say("users.no_role").to_owned() } else { words.join(", ") }
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

fn user_fields(form: Form, fields: &Fields, refusal: Option<&Refusal>, with_login: bool) -> Form {
    let mut form = form.refusal(general(refusal));
    if with_login {
        form = form.field(Field::text("login", say("users.login")).value(fields.text("login")).required().error(on(refusal, "login")));
    }
    form = form
        .field(Field::text("name", say("users.name")).value(fields.text("name")).required().error(on(refusal, "name")))
        .field(
            Field::text("person", say("users.person")).value(fields.text("person")).hint(say("users.person_hint")).error(on(refusal, "person")),
        );
    for role in Role::ALL {
        let name = format!("role.{}", role.name());
        form = form.field(Field::check(&name, say_role(role), fields.text(&name) == "yes"));
    }
    form
}

fn new_view(caller: &Caller, fields: &Fields, refusal: Option<&Refusal>) -> Response {
    let form = user_fields(Form::post("/users").csrf(Some(caller.csrf())).get(say("users.new_get")), fields, refusal, true)
        .button(Button::submit(say("users.new")).primary())
        .button(Button::link(say("users.cancel"), "/users").quiet());
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let body = join([Head::new(say("users.new")).memoize(), form.memoize()]);
    caller.page_with(status, View::new(say("users.new"), PLACE, body).under(say("users.place"), PLACE))
}

async fn show_new(caller: Caller) -> Response {
    new_view(&caller, &Fields::default(), None)
}

fn particulars(fields: &Fields, login: String) -> Result<Particulars> {
    let person = match fields.text("person") {
        "" => None,
        id => Some(PersonId::parse(id).map_err(|_| Error::refused_on("person", "users.no_person", say("users.no_person")))?),
    };
    let roles = Role::ALL.into_iter().filter(|role| fields.text(&format!("role.{}", role.name())) == "yes").collect();
    Ok(Particulars { login, name: fields.required("name")?.to_owned(), person, roles })
}

async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    let made: Result<(UserId, String)> = async {
        let said = particulars(&fields, fields.required("login")?.to_owned())?;
        let mut tx = caller.app.db.write().await?;
        let made = acts::create(&mut tx, &caller.viewer, said).await?;
        tx.commit().await?;
        Ok(made)
    }
    .await;
    match made {
        Ok((user, token)) => one_view(&caller, user, None, Some(&token)).await,
        Err(Error::Refused(refusal)) => Ok(new_view(&caller, &fields, Some(&refusal))),
        Err(other) => Err(other),
    }
}

fn user_id(text: &str) -> Result<UserId> {
    UserId::parse(text).map_err(|_| Error::NotFound { what: "user" })
}

async fn show_one(caller: Caller, Path(user): Path<String>) -> Answer {
    one_view(&caller, user_id(&user)?, None, None).await
}

async fn one_view(caller: &Caller, id: UserId, again: Option<(&Fields, &Refusal)>, link: Option<&str>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let user = acts::find(&mut tx, &caller.viewer, id).await?;
    let notice = link.map(|token| {
        let address = format!("/sign-in/link?token={token}");
        let shown = maud! { a .link href=(address.clone()) { (address) } }.memoize();
        Notice::new(Tone::Info, say_with("users.link_made", &[("login", &user.login)])).control(shown)
    });
    let current = Fields::of(
        [("name".to_owned(), user.name.clone()), ("person".to_owned(), user.person.map(|p| p.to_string()).unwrap_or_default())]
            .into_iter()
            .chain(user.roles.iter().map(|role| (format!("role.{}", role.name()), "yes".to_owned()))),
    );
    let (fields, refusal) = again.map_or((&current, None), |(fields, refusal)| (fields, Some(refusal)));
    let head = Head::new(&user.name).chip(Chip::new(if user.closed.is_some() { say("users.closed") } else { say("users.open") }));
    let body = if caller.viewer.holds(ADMINISTER) {
        let form = user_fields(
            Form::post(format!("/users/{id}")).csrf(Some(caller.csrf())).hidden("version", user.version.to_string()),
            fields,
            refusal,
            false,
        )
        .button(Button::submit(say("users.save")).primary());
        join([head.sub(text(&user.login)).memoize(), form.memoize(), closing(caller, &user)])
    } else {
        join([head.sub(text(&user.login)).memoize(), text(role_words(&user.roles))])
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(caller.page_with(status, View::new(&user.name, PLACE, body).under(say("users.place"), PLACE).notice(notice)))
}

fn closing(caller: &Caller, user: &User) -> Markup {
    let reset = Form::post(format!("/users/{}/link", user.id))
        .csrf(Some(caller.csrf()))
        .inline()
        .button(Button::submit(say("users.reset")))
        .memoize();
    let (label, closed) = if user.closed.is_some() { (say("users.reopen"), "no") } else { (say("users.close"), "yes") };
    let close = Form::post(format!("/users/{}/closing", user.id))
        .csrf(Some(caller.csrf()))
        .hidden("closed", closed)
        .inline()
        .button(Button::submit(label).danger())
        .memoize();
    let close = if user.id == caller.viewer.user.unwrap_or(user.id) { nothing() } else { close };
    let about = text(say("users.reset_about"));
    let body = maud! { p { (about) } p { (reset) " " (close) } }.memoize();
    Section::new(say("users.access"), body).memoize()
}

async fn submit_one(caller: Caller, Path(user): Path<String>, fields: Fields) -> Answer {
    let id = user_id(&user)?;
    let done: Result<()> = async {
        let said = particulars(&fields, String::new())?;
        let version = fields.text("version").parse().map_err(|_| Error::Changed { what: "user" })?;
        let mut tx = caller.app.db.write().await?;
        acts::update(&mut tx, &caller.viewer, id, version, said).await?;
        tx.commit().await
    }
    .await;
    match done {
        Ok(()) => Ok(redirect(&format!("/users/{id}"))),
        Err(Error::Refused(refusal)) => one_view(&caller, id, Some((&fields, &refusal)), None).await,
        Err(other) => Err(other),
    }
}

async fn submit_reset(caller: Caller, Path(user): Path<String>, _fields: Fields) -> Answer {
    let id = user_id(&user)?;
    let mut tx = caller.app.db.write().await?;
    let token = acts::reset_password(&mut tx, &caller.viewer, id).await?;
    tx.commit().await?;
    one_view(&caller, id, None, Some(&token)).await
}

async fn submit_closing(caller: Caller, Path(user): Path<String>, fields: Fields) -> Answer {
    let id = user_id(&user)?;
    let mut tx = caller.app.db.write().await?;
    acts::close(&mut tx, &caller.viewer, id, fields.text("closed") == "yes").await?;
    tx.commit().await?;
    Ok(redirect(&format!("/users/{id}")))
}
