//! Notifications for programs: the viewer's own, the latest first, and marking them.

use super::rules::{Notice, NoticeId};
use super::{acts, store};
use crate::web::listing::Cursor;
use crate::web::{Answer, Caller, Fields, Guard, Params, Path, Routes, json};
use crate::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use vocabulary::UserId;

/// The API's routes of notifications.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/notifications", Guard::SignedIn, list)
        .get("/api/v1/notifications/{notice}", Guard::SignedIn, find)
        .post("/api/v1/notifications/reading", Guard::SignedIn, mark_all)
        .post("/api/v1/notifications/{notice}", Guard::SignedIn, mark)
}

#[derive(Serialize)]
struct Shown {
    id: String,
    kind: String,
    sentence: String,
    values: BTreeMap<String, String>,
    href: String,
    at: String,
    read: Option<String>,
}

impl Shown {
    fn new(notice: Notice) -> Self {
        Self {
            id: notice.id.to_string(),
            sentence: notice.say(),
            kind: notice.kind,
            values: notice.said,
            href: notice.href,
            at: notice.at.to_rfc3339(),
            read: notice.read.map(|at| at.to_rfc3339()),
        }
    }
}

fn user(caller: &Caller) -> Result<UserId> {
    caller.viewer.user.ok_or(Error::NotFound { what: "notification" })
}

async fn list(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let cursor = Cursor::read(&params)?;
    let before = match cursor.after.as_str() {
        "" => None,
        id => Some(NoticeId::in_address(id)?),
    };
    let mut tx = caller.app.db.read().await?;
    let notices = store::list_before(&mut tx, user(&caller)?, before, cursor.limit).await?;
    let shown: Vec<Shown> = notices.into_iter().map(Shown::new).collect();
    cursor.answer("notifications", &shown, |notice| &notice.id, |notice| notice)
}

async fn find(caller: Caller, Path(notice): Path<String>) -> Answer {
    let id = NoticeId::in_address(&notice)?;
    let mut tx = caller.app.db.read().await?;
    json(&Shown::new(store::find(&mut tx, user(&caller)?, id).await?))
}

/// `read` is `yes` or `no`; without it the notice is marked as read.
async fn mark(caller: Caller, Path(notice): Path<String>, fields: Fields) -> Answer {
    let id = NoticeId::in_address(&notice)?;
    let read = fields.text("read") != "no";
    caller.writing(async |tx| acts::mark(tx, &caller.viewer, id, read).await).await?;
    find(caller, Path(notice)).await
}

#[derive(Serialize)]
struct Marked {
    marked: u64,
}

/// Everything told up to `upto` is marked as read.
async fn mark_all(caller: Caller, fields: Fields) -> Answer {
    let upto = NoticeId::in_address(fields.text("upto"))?;
    let marked = caller.writing(async |tx| acts::mark_all(tx, &caller.viewer, upto).await).await?;
    json(&Marked { marked })
}
