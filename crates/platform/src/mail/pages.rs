//! The choice of daily mails on the page of notifications, and the page behind the link in each of them.

use super::acts::{self, Choice};
use crate::look::Markup;
use crate::look::components::{Button, Field, Form, Section, lead};
use crate::look::text;
use crate::texts::{say, say_with};
use crate::web::{
    Answer, AppRef, Caller, Fields, Guard, Params, Response, Routes, StatusCode, Visitor, bare, neighbourhood, parameter, redirect,
};
use crate::{Error, Result};
use axum::extract::State;
use hypertext::prelude::*;
use std::collections::BTreeMap;

const NOTIFICATIONS: &str = "/notifications";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .post("/mail/choice", Guard::SignedIn, submit_choice)
        .get("/mail/leaving", Guard::Public, show_leaving)
        .post("/mail/leaving", Guard::Public, submit_leaving)
}

/// The viewer's choice, for the page that asks what to be told.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn choice(caller: &Caller) -> Result<Markup> {
    let mut tx = caller.app.db.read().await?;
    let choice = acts::find(&mut tx, &caller.app, &caller.viewer).await?;
    drop(tx);
    Ok(section(caller, &choice))
}

fn section(caller: &Caller, choice: &Choice) -> Markup {
    let title = say("mail.section");
    let section = |body: Markup| Section::new(title, body).id("mail");
    if caller.app.config.relay.is_none() {
        return section(lead(text(say("mail.section_off")))).memoize();
    }
    let Some(address) = &choice.address else {
        return section(lead(text(say("mail.section_nowhere")))).memoize();
    };
    let hour = format!("{:02}", caller.app.config.mail_hour);
    let wanted = Field::check("wanted", say_with("mail.wanted", &[("hour", &hour)]), choice.wanted);
    let mut form = Form::post("/mail/choice").csrf(Some(caller.csrf())).field(wanted);
    if choice.refused {
        form = form.context(text(say("mail.section_refused")));
    }
    section(form.button(Button::submit(say("mail.keep"))).memoize())
        .about(say_with("mail.section_about", &[("address", address)]))
        .memoize()
}

async fn submit_choice(caller: Caller, fields: Fields) -> Answer {
    let wanted = fields.text("wanted") == "yes";
    caller.writing(async |tx| acts::choose(tx, &caller.viewer, wanted).await).await?;
    Ok(redirect(&format!("{NOTIFICATIONS}?kept=mail")))
}

type Query = Params<BTreeMap<String, String>>;

/// A stranger may ask so often and no more: the answer costs a look into the database.
fn admitted(app: &AppRef, visitor: &Visitor) -> Result<()> {
    let whose = format!("leaving {}", neighbourhood(&visitor.address));
    let spent = app.limits.spend(&whose, app.config.strangers_a_minute, app.db.now());
    if spent.allowed {
        Ok(())
    } else {
        Err(Error::refused("mail.too_often", say("mail.too_often")))
    }
}

/// Asks once more: programs that look at every link of a mail end nothing by that.
async fn show_leaving(State(app): State<AppRef>, visitor: Visitor, query: Query) -> Answer {
    admitted(&app, &visitor)?;
    let token = parameter(&query, "token");
    acts::open_leaving(&mut app.db.read().await?, &token).await?;
    let action = format!("/mail/leaving?token={token}");
    let form = Form::post(action).button(Button::submit(say("mail.leaving_do")).primary());
    let words = say_with("mail.leaving_lead", &[("firm", &app.config.firm_name)]);
    Ok(page(&visitor, say("mail.leaving"), &words, form.memoize()))
}

/// What the button sends, and what mail programs send for their own button (RFC 8058). Neither brings a cookie, so there is no secret of
/// a form; the token is the secret, and what else the body says is not read.
async fn submit_leaving(State(app): State<AppRef>, visitor: Visitor, query: Query) -> Answer {
    admitted(&app, &visitor)?;
    let token = parameter(&query, "token");
    acts::open_leaving(&mut app.db.read().await?, &token).await?;
    let mut tx = app.db.write().await?;
    acts::leave(&mut tx, &token).await?;
    tx.commit().await?;
    let link = Button::link(say("mail.left_to"), NOTIFICATIONS);
    Ok(page(&visitor, say("mail.left"), say("mail.left_lead"), link.memoize()))
}

fn page(visitor: &Visitor, title: &str, words: &str, end: Markup) -> Response {
    let body = maud! { h1 { (title) } p { (words) } (end) };
    bare(StatusCode::OK, visitor, title, None, body.memoize())
}
