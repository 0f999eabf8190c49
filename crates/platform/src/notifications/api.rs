//! Notifications for programs: the viewer's own, the latest first, marking them, and what to be told.

use super::reading::Reader;
use super::rules::{Notice, NoticeId};
use super::{acts, store};
use crate::api::{Call, Found, Input, Listed, Made, Operation, Operations};
use crate::texts::say;
use crate::web::Guard;
use crate::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::UserId;

/// Where the kinds stand of which a user does not want to be told.
const CHOICE: &str = "/notifications/choice";
const READ: &[Input] = &[Input::flag("read", "notifications.api_read").needed()];
const UPTO: &[Input] = &[Input::id("upto", "notifications.api_upto").needed()];
const MUTED: &[Input] = &[Input::texts("muted", "notifications.api_muted", 100)];

/// What programs can do with notifications.
pub(super) fn operations(api: Operations) -> Operations {
    let signed_in = Guard::SignedIn;
    api.and(Operation::list(
        "list_notifications",
        "/notifications",
        signed_in,
        list_notifications,
    ))
    .and(Operation::act("mark_notifications", "/notifications/reading", signed_in, mark_notifications).body(UPTO))
    .and(Operation::find("find_muted_kinds", CHOICE, signed_in, find_muted_kinds))
    .and(Operation::act("mute_kinds", CHOICE, signed_in, mute_kinds).body(MUTED))
    .and(Operation::find(
        "find_notification",
        "/notifications/{notice}",
        signed_in,
        find_notification,
    ))
    .and(Operation::act("mark_notification", "/notifications/{notice}", signed_in, mark_notification).body(READ))
}

/// Something that happened and concerns the caller.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Notification")]
struct Shown {
    id: String,
    kind: String,
    sentence: String,
    /// What stands in the sentence, by name.
    values: BTreeMap<String, String>,
    /// Where to look.
    href: String,
    /// The page of the record that it is about; the sentence names it while the caller sees it.
    about: Option<String>,
    at: String,
    /// When it was read; none while it is new.
    read: Option<String>,
}

impl Shown {
    fn new(notice: &Notice) -> Self {
        Self {
            id: notice.id.to_string(),
            sentence: notice.say(),
            kind: notice.kind.clone(),
            values: notice.said.clone(),
            href: notice.href.clone(),
            about: notice.about.clone(),
            at: notice.at.to_rfc3339(),
            read: notice.read.map(|at| at.to_rfc3339()),
        }
    }
}

fn user(call: &Call) -> Result<UserId> {
    call.viewer().user.ok_or(Error::NotFound { what: "notification" })
}

fn notice_id(call: &Call) -> Result<NoticeId> {
    NoticeId::in_address(call.path("notice"))
}

fn made(id: NoticeId) -> Made {
    Made::at(id, &format!("/notifications/{id}"))
}

async fn list_notifications(call: Call) -> Result<Listed<Shown>> {
    let page = call.page()?;
    let before = match page.after.as_str() {
        "" => None,
        id => Some(NoticeId::in_address(id)?),
    };
    let mut tx = call.read().await?;
    let reader = Reader::new(&call.app().book, call.viewer())?;
    let notices = reader.list_before(&mut tx, before, page.limit).await?;
    Ok(page.listed(&notices, |notice| notice.id.to_string(), Shown::new))
}

async fn find_notification(call: Call) -> Result<Found<Shown>> {
    let (id, reader) = (notice_id(&call)?, Reader::new(&call.app().book, call.viewer())?);
    let mut tx = call.read().await?;
    Ok(Found::new(Shown::new(&reader.find(&mut tx, id).await?)))
}

async fn mark_notification(call: Call) -> Result<Made> {
    let id = notice_id(&call)?;
    let read = call.fields().text("read") == "yes";
    call.writing(async |tx| acts::mark(tx, call.viewer(), id, read).await.map(|_| made(id)))
        .await
}

/// Everything told up to one of them is read: what came later has not been seen.
async fn mark_notifications(call: Call) -> Result<Made> {
    let id = NoticeId::in_address(call.fields().text("upto"))?;
    call.writing(async |tx| acts::mark_all(tx, call.viewer(), id).await.map(|_| made(id)))
        .await
}

/// The kinds of which the caller is not told.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MutedKinds")]
struct MutedShown {
    muted: BTreeSet<String>,
}

async fn find_muted_kinds(call: Call) -> Result<Found<MutedShown>> {
    let user = user(&call)?;
    let mut tx = call.read().await?;
    let muted = store::list_muted_of(&mut tx, user).await?;
    Ok(Found::new(MutedShown { muted }))
}

/// The kinds that are named are muted, and no others.
async fn mute_kinds(call: Call) -> Result<Made> {
    let user = user(&call)?;
    let notices = &call.app().book.notices;
    let known = |word: &String| notices.iter().map(|kind| kind.word).find(|known| known == word);
    let muted: Option<BTreeSet<&str>> = call.fields().all("muted").iter().map(known).collect();
    let unknown = || Error::refused_on("muted", "notifications.no_kind", say("notifications.no_kind"));
    let muted: Vec<&str> = muted.ok_or_else(unknown)?.into_iter().collect();
    call.writing(async |tx| {
        acts::mute(tx, call.viewer(), &muted).await?;
        Ok(Made::at(user, CHOICE))
    })
    .await
}
