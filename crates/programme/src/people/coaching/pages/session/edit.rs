//! A session that is changed, by whoever coached it.

use super::fields::{FIELDS, fields, filled, meaning, said};
use crate::foundation::staff;
use crate::people::coaching::acts;
use crate::people::coaching::pages::{PLACE, SESSIONS, first_name, record_href, session_href};
use crate::people::coaching::store::{self, Sight};
use hypertext::prelude::*;
use platform::look::components::{Button, Head};
use platform::look::{format, join};
use platform::texts::{say, say_with};
use platform::web::again::Shown;
use platform::web::{Answer, Caller, Fields, Path, View, redirect};
use platform::{Error, Result};
use vocabulary::CoachingSessionId;

fn session_id(text: &str) -> Result<CoachingSessionId> {
    CoachingSessionId::parse(text).ok().ok_or(Error::NotFound { what: "session" })
}

async fn edit_view(caller: &Caller, id: CoachingSessionId, again: Option<Shown<'_>>) -> Answer {
    let sight = Sight::of(&caller.viewer)?;
    let mut tx = caller.app.db.read().await?;
    let session = store::sessions::find(&mut tx, &sight, id).await?;
    if caller.viewer.person != Some(session.coach) {
        return Err(Error::NotFound { what: "session" });
    }
    let people = staff::by_ids(&mut tx, &[session.coachee]).await?;
    drop(tx);
    let coachee = people.get(&session.coachee).map_or("", |person| person.name.as_str());
    let now = filled(&session);
    let shown = again.unwrap_or(Shown::first(&now));
    let form = shown
        .form(session_href(&session), caller.csrf(), &FIELDS)
        .phone()
        .hidden("version", shown.opened_with("version", session.version));
    let form = fields(form, &shown, first_name(coachee))
        .button(Button::submit(say("coaching.save")).primary())
        .button(Button::link(say("coaching.cancel"), session_href(&session)).quiet());
    let labels = [
        ("kind", "coaching.about"),
        ("stage", "coaching.stage"),
        ("skill", "coaching.skill"),
        ("instance", "coaching.instance"),
        ("how", "coaching.how"),
        ("commitment", "coaching.head_commitment"),
        ("due", "coaching.due"),
        ("day", "coaching.day"),
        ("minutes", "coaching.minutes"),
    ]
    .map(|(name, key)| (name, say(key)));
    let both = shown.compared_as(&now, &labels, meaning);
    let title = say_with("coaching.edit_title", &[("name", coachee), ("day", &format::day(session.said.day))]);
    let body = join([Head::new(&title).memoize(), both, form.memoize()]);
    let view = View::new(&title, PLACE, body)
        .under(coachee, record_href(session.coachee))
        .under(say("coaching.place"), PLACE)
        .notice(shown.notice(say("coaching.changed")));
    Ok(caller.page_with(shown.status(), view))
}

/// The form of a session as it is.
pub(in super::super) async fn show_edit(caller: Caller, Path(session): Path<String>) -> Answer {
    edit_view(&caller, session_id(&session)?, None).await
}

async fn update(caller: &Caller, id: CoachingSessionId, fields: &Fields) -> Result<()> {
    let (said, version) = (said(fields)?, fields.version("session")?);
    caller
        .writing(async |tx| acts::change(tx, &caller.viewer, id, version, said).await)
        .await
}

/// The changed form.
pub(in super::super) async fn submit_edit(caller: Caller, Path(session): Path<String>, fields: Fields) -> Answer {
    let id = session_id(&session)?;
    match update(&caller, id, &fields).await {
        Ok(()) => Ok(redirect(&format!("{SESSIONS}/{id}"))),
        Err(error) => edit_view(&caller, id, Some(Shown::refused_or_changed(error, &fields)?)).await,
    }
}
