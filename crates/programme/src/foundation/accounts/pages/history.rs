//! How an account came to be as it is, and the way back from its latest change.

use super::super::store;
use super::super::{CHANGE, HISTORY, SEE, acts};
use super::form::filled;
use super::{PLACE, account_id, href};
use platform::history::{self, Record, asked_day};
use platform::texts::say;
use platform::web::done::{Undoing, after};
use platform::web::{Answer, Caller, Fields, Params, Path, View, redirect};
use std::collections::BTreeMap;

/// The page.
pub(super) async fn show(caller: Caller, Path(account): Path<String>, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let scope = caller.may(SEE)?;
    let (id, day) = (account_id(&account)?, asked_day(&params)?);
    let mut tx = caller.app.db.read().await?;
    let account = store::find(&mut tx, &scope, id).await?;
    let record = Record {
        kept: &HISTORY,
        name: &account.name,
        href: &href(id),
        now: &filled(&mut tx, &account).await?,
        version: account.version,
        may_change: caller.viewer.holds(CHANGE),
    };
    let body = record.shown(&caller, &mut tx, &id.to_string(), day).await?;
    drop(tx);
    let view = View::new(say("history.open"), PLACE, body)
        .under(&account.name, href(id))
        .under(say("accounts.place"), PLACE);
    Ok(caller.page(view))
}

/// Undoes the latest change.
pub(super) async fn submit_undo(caller: Caller, Path(account): Path<String>, fields: Fields) -> Answer {
    let (id, version) = (account_id(&account)?, fields.version("account")?);
    caller.writing(async |tx| acts::undo(tx, &caller.viewer, id, version).await).await?;
    Ok(redirect(&after(&href(id), &CHANGED, id)))
}

/// What a page opens with just after the viewer changed an account.
pub(in super::super) const CHANGED: Undoing = Undoing {
    word: "accounts.changed",
    offer: |tx, caller, id| {
        Box::pin(async move {
            let account = store::find(tx, &caller.may(CHANGE)?, account_id(id)?).await?;
            history::offer(tx, caller, &HISTORY, (id, &href(account.id)), account.version).await
        })
    },
};
