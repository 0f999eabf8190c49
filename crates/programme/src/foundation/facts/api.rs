//! Imports for programs: a list, newest first, and one with all its refusals.

use super::mapping::{self, Layout};
use super::profiles::{self, SavedProfile};
use super::report::{ImportId, Report};
use super::rules::reject::Reject;
use super::taking_back::take_back;
use super::{IMPORT, SEE, acts, pages, store};
use platform::web::{Answer, Caller, Fields, Guard, Params, Path, Routes, json};
use platform::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/facts/imports", Guard::May(SEE), list)
        .get("/api/v1/facts/imports/{import}", Guard::May(SEE), one)
        .get("/api/v1/facts/imports/{import}/columns", Guard::May(IMPORT), columns)
        .post("/api/v1/facts/imports/{import}/columns", Guard::May(IMPORT), change_columns)
        .post("/api/v1/facts/imports/{import}/taking-back", Guard::May(IMPORT), submit_taking_back)
        .get("/api/v1/facts/profiles", Guard::May(IMPORT), list_profiles)
}

const LIMIT_MAX: i64 = 200;

/// One page of imports; `next` is the cursor of the following page, absent on the last.
#[derive(Serialize)]
struct Page {
    imports: Vec<Report>,
    next: Option<ImportId>,
}

pub(super) fn import_id(text: &str) -> Result<ImportId> {
    ImportId::parse(text).ok().ok_or(Error::NotFound { what: "import" })
}

async fn list(caller: Caller, Params(asked): Params<BTreeMap<String, String>>) -> Answer {
    caller.may(SEE)?;
    let limit = asked
        .get("limit")
        .map_or(Some(50), |text| text.parse().ok())
        .filter(|limit| (1..=LIMIT_MAX).contains(limit));
    let limit = limit.ok_or_else(|| Error::refused_on("limit", "facts.limit", platform::texts::say("facts.limit")))?;
    let mut tx = caller.app.db.read().await?;
    let mut imports = match asked.get("cursor") {
        Some(cursor) => {
            let last = acts::find(&mut tx, &caller.viewer, import_id(cursor)?).await?;
            store::list_before(&mut tx, (last.at, last.id), limit + 1).await?
        }
        None => store::list(&mut tx, 0, limit + 1).await?,
    };
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = imports.len() > wanted;
    imports.truncate(wanted);
    let next = imports.last().filter(|_| more).map(|last| last.id);
    let imports = imports.into_iter().map(|report| acts::shown_to(&caller.viewer, report)).collect();
    json(&Page { imports, next })
}

/// The tables of a tried import with their columns: what fills which field and why, how it is written, what is open.
#[derive(Serialize)]
struct Columns {
    tables: Vec<Layout>,
}

async fn columns(caller: Caller, Path(import): Path<String>) -> Answer {
    let (_, _, tables) = mapping::layouts(&caller.app, &caller.viewer, import_id(&import)?).await?;
    json(&Columns { tables })
}

/// Tries again with the fields of the page's form, with the form's secret, as the page would.
async fn change_columns(caller: Caller, Path(import): Path<String>, fields: Fields) -> Answer {
    let report = pages::change_columns(&caller, import_id(&import)?, &fields).await?;
    json(&report)
}

/// Takes an import back, as the page would; the answer is the import that did so.
async fn submit_taking_back(caller: Caller, Path(import): Path<String>, _fields: Fields) -> Answer {
    json(&take_back(&caller.app, &caller.viewer, import_id(&import)?).await?)
}

/// All profiles; there are few of them.
#[derive(Serialize)]
struct Profiles {
    profiles: Vec<SavedProfile>,
}

async fn list_profiles(caller: Caller) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let profiles = profiles::acts::list(&mut tx, &caller.viewer).await?;
    json(&Profiles { profiles })
}

async fn one(caller: Caller, Path(import): Path<String>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let report = acts::find(&mut tx, &caller.viewer, import_id(&import)?).await?;
    let rejects: Vec<Reject> = acts::rejects(&mut tx, &caller.viewer, &report, None, (0, i64::MAX)).await?;
    json(&Report { rejects, ..report })
}
