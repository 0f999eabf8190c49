//! How what is known of a person came to be as it is, for whoever keeps the staff, and the way back from the latest change.

use super::super::store;
use super::super::{CHANGE, HISTORY, acts};
use super::form::filled;
use super::{PLACE, href, person_id};
use platform::history::{self, Record, asked_day};
use platform::texts::say;
use platform::web::done::{Undoing, after};
use platform::web::{Answer, Caller, Fields, Params, Path, View, redirect};
use std::collections::BTreeMap;

/// The page.
pub(super) async fn show(caller: Caller, Path(person): Path<String>, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let scope = caller.may(CHANGE)?;
    let (id, day) = (person_id(&person)?, asked_day(&params)?);
    let mut tx = caller.app.db.read().await?;
    let person = store::find(&mut tx, &scope, id).await?;
    let record = Record {
        kept: &HISTORY,
        name: &person.name,
        href: &href(id),
        now: &filled(&mut tx, &scope, &person).await?,
        version: person.version,
        may_change: true,
    };
    let body = record.shown(&caller, &mut tx, &id.to_string(), day).await?;
    drop(tx);
    let view = View::new(say("history.open"), PLACE, body)
        .under(&person.name, href(id))
        .under(say("staff.place"), PLACE);
    Ok(caller.page(view))
}

/// Undoes the latest change.
pub(super) async fn submit_undo(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let (id, version) = (person_id(&person)?, fields.version("person")?);
    caller.writing(async |tx| acts::undo(tx, &caller.viewer, id, version).await).await?;
    Ok(redirect(&after(&href(id), &CHANGED, id)))
}

/// What a page opens with just after the viewer changed a person.
pub(in super::super) const CHANGED: Undoing = Undoing {
    word: "staff.changed",
    offer: |tx, caller, id| {
        Box::pin(async move {
            let person = store::find(tx, &caller.may(CHANGE)?, person_id(id)?).await?;
            history::offer(tx, caller, &HISTORY, (id, &href(person.id)), person.version).await
        })
    },
};
