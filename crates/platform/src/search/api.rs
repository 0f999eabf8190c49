//! Search for programs, and for the palette of every page.

use super::reading::{Group, everything};
use super::rules::Sought;
use crate::web::listing::Cursor;
use crate::web::{Answer, Caller, Guard, Params, Routes, json};
use serde::Serialize;
use std::collections::BTreeMap;

/// The API's route of search.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/v1/search", Guard::SignedIn, search)
}

#[derive(Serialize)]
struct Found {
    groups: Vec<GroupShown>,
}

#[derive(Serialize)]
struct GroupShown {
    kind: &'static str,
    name: &'static str,
    more: bool,
    all: Option<String>,
    records: Vec<HitShown>,
}

#[derive(Serialize)]
struct HitShown {
    name: String,
    code: String,
    about: String,
    href: String,
}

impl GroupShown {
    fn new(group: Group) -> Self {
        let Group {
            word,
            name,
            hits,
            more,
            all,
        } = group;
        let shown = hits.into_iter().map(|hit| HitShown {
            name: hit.name,
            code: hit.code,
            about: hit.about,
            href: hit.href,
        });
        Self {
            kind: word,
            name,
            more,
            all,
            records: shown.collect(),
        }
    }
}

/// Words that name nothing find nothing.
async fn search(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let cursor = Cursor::read(&params)?;
    let kind = params.get("kind").map(String::as_str).filter(|kind| !kind.is_empty());
    let groups = match Sought::new(&cursor.words, cursor.limit) {
        Some(sought) => everything(&caller.app, &caller.viewer, &sought, kind).await?,
        None => Vec::new(),
    };
    json(&Found {
        groups: groups.into_iter().map(GroupShown::new).collect(),
    })
}
