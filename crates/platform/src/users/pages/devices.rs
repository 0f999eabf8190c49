//! One's own devices and password.

use super::{FIELDS, password_fields, signed_in};
use crate::Error;
use crate::look::components::{Button, Chip, Column, Field, Form, Head, Row, Table};
use crate::look::{format, join, text};
use crate::texts::{say, say_count};
use crate::users::acts::{self, NewPassword};
use crate::users::device;
use crate::web::again::Shown;
use crate::web::{Answer, Caller, Fields, Path, View, inside, redirect};
use axum::response::Response;
use hypertext::prelude::*;
use vocabulary::SessionId;

pub(super) async fn submit_sign_out(caller: Caller, _fields: Fields) -> Answer {
    caller
        .writing(async |tx| acts::end_session(tx, &caller.viewer, caller.session()?).await)
        .await?;
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
            let own = caller.session().is_ok_and(|known| known == session.id);
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
        .action(Button::link(say("users.tokens_place"), "/tokens"))
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
    caller
        .writing(async |tx| acts::end_session(tx, &caller.viewer, session).await)
        .await?;
    Ok(redirect("/sessions"))
}

pub(super) async fn submit_end_all(caller: Caller, _fields: Fields) -> Answer {
    caller.writing(async |tx| acts::end_all_sessions(tx, &caller.viewer).await).await?;
    signed_in(&caller.visitor, "", 0, "/sign-in")
}

fn password_view(caller: &Caller, shown: &Shown<'_>) -> Response {
    let old = Field::password("old", say("users.password_old")).autocomplete("current-password");
    let form = shown
        .form("/password", caller.csrf(), FIELDS)
        .field(shown.fill(old.required().focused()));
    let form = password_fields(form, shown, &caller.app).button(Button::submit(say("users.change_password")).primary());
    let head = Head::new(say("users.change_password")).sub(text(say("users.change_password_about")));
    let body = join([head.memoize(), form.memoize()]);
    let view = View::new(say("users.change_password"), "/sessions", body).under(say("users.sessions_place"), "/sessions");
    caller.page_with(shown.status(), view)
}

pub(super) async fn show_password(caller: Caller) -> Response {
    password_view(&caller, &Shown::first(&Fields::default()))
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
        Err(error) => Ok(password_view(&caller, &Shown::refused(error, &fields)?)),
    }
}

/// Single keys can be switched off by whoever speaks to the browser, or finds them in the way.
pub(super) async fn submit_keys(caller: Caller, fields: Fields) -> Answer {
    let off = fields.text("keys") == "off";
    caller.writing(async |tx| acts::switch_keys(tx, &caller.viewer, off).await).await?;
    Ok(redirect(inside(fields.text("back"))))
}
