//! One's own devices and password.

use super::{FIELDS, password_fields, signed_in};
use crate::Error;
use crate::look::components::{Button, Chip, Column, Field, Form, Head, Row, Table};
use crate::look::{format, join, text};
use crate::texts::{say, say_count};
use crate::users::acts::{self, NewPassword};
use crate::users::device;
use crate::web::again::{general, on};
use crate::web::{Answer, Caller, Fields, Path, StatusCode, View, redirect};
use axum::response::Response;
use hypertext::prelude::*;
use vocabulary::{Refusal, SessionId};

pub(super) async fn submit_sign_out(caller: Caller, _fields: Fields) -> Answer {
    let mut tx = caller.app.db.write().await?;
    acts::end_session(&mut tx, &caller.viewer, caller.session).await?;
    tx.commit().await?;
    signed_in(&caller.visitor, "", 0, "/sign-in")
}

pub(super) async fn show_sessions(caller: Caller) -> Answer {
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
            let act = if own {
                Chip::new(say("users.this_device")).memoize()
            } else {
                end.memoize()
            };
            Row::new(vec![
                text(device::name(&session.device)),
                text(&session.address),
                text(format::moment(session.started, zone)),
                text(format::moment(session.seen, zone)),
                act,
            ])
        })
        .collect();
    let all = Form::post("/sessions/end-all")
        .csrf(Some(caller.csrf()))
        .inline()
        .button(Button::submit(say("users.end_all")).danger());
    let title = say_count("users.sessions", u64::try_from(sessions.len()).unwrap_or_default());
    let head = Head::new(&title)
        .action(Button::link(say("users.change_password"), "/password"))
        .control(all);
    let body = join([
        head.memoize(),
        Table::new(say("users.sessions_about"), columns).rows(rows).memoize(),
    ]);
    Ok(caller.page(View::new(title, "/sessions", body)))
}

pub(super) async fn submit_end(caller: Caller, Path(session): Path<String>, _fields: Fields) -> Answer {
    let session = SessionId::parse(&session).map_err(|_no_id| Error::NotFound { what: "session" })?;
    let mut tx = caller.app.db.write().await?;
    acts::end_session(&mut tx, &caller.viewer, session).await?;
    tx.commit().await?;
    Ok(redirect("/sessions"))
}

pub(super) async fn submit_end_all(caller: Caller, _fields: Fields) -> Answer {
    let mut tx = caller.app.db.write().await?;
    acts::end_all_sessions(&mut tx, &caller.viewer).await?;
    tx.commit().await?;
    signed_in(&caller.visitor, "", 0, "/sign-in")
}

fn password_view(caller: &Caller, refusal: Option<&Refusal>) -> Response {
    let form = Form::post("/password")
        .csrf(Some(caller.csrf()))
        .refusal(general(refusal, FIELDS))
        .field(
            Field::password("old", say("users.password_old"))
                .autocomplete("current-password")
                .required()
                .focused()
                .error(on(refusal, "old")),
        );
    let form = password_fields(form, refusal, &caller.app).button(Button::submit(say("users.change_password")).primary());
    let body = join([
        Head::new(say("users.change_password"))
            .sub(text(say("users.change_password_about")))
            .memoize(),
        form.memoize(),
    ]);
    let status = if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    caller.page_with(
        status,
        View::new(say("users.change_password"), "/sessions", body).under(say("users.sessions_place"), "/sessions"),
    )
}

pub(super) async fn show_password(caller: Caller) -> Response {
    password_view(&caller, None)
}

pub(super) async fn submit_password(caller: Caller, fields: Fields) -> Answer {
    let said = NewPassword {
        login: "",
        name: "",
        password: fields.raw("password"),
        again: fields.raw("again"),
    };
    match acts::change_password(&caller.app, &caller.viewer, fields.raw("old"), said, &caller.visitor).await {
        Ok(token) => signed_in(&caller.visitor, &token, caller.app.config.session_seconds_max, "/sessions"),
        Err(Error::Refused(refusal)) => Ok(password_view(&caller, Some(&refusal))),
        Err(other) => Err(other),
    }
}
