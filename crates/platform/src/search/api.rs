//! Search for programs, and for the palette of every page.

use super::reading::{Group, everything};
use super::rules::Sought;
use crate::Result;
use crate::api::{Call, Found, Input, Operation, Operations};
use crate::web::Guard;
use crate::web::listing::LIMIT_MAX;
use schemars::JsonSchema;
use serde::Serialize;

const QUERY: &[Input] = &[
    Input::text("q", "search.api_words"),
    Input::text("kind", "search.api_kind"),
    Input::whole("limit", "search.api_limit", 1, LIMIT_MAX),
];

/// What programs can do with search.
pub(super) fn operations(api: Operations) -> Operations {
    api.and(Operation::find("find_records", "/search", Guard::SignedIn, find_records).query(QUERY))
}

/// What answers, kind by kind.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finds")]
struct Shown {
    groups: Vec<GroupShown>,
}

/// What answers of one kind.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FindsOfKind")]
struct GroupShown {
    /// The word by which the kind is asked for.
    kind: &'static str,
    name: &'static str,
    /// Whether there are more than were asked for.
    more: bool,
    /// The page that shows all of them.
    all: Option<String>,
    records: Vec<HitShown>,
}

/// A record, page or setting that was found.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Find")]
struct HitShown {
    name: String,
    code: String,
    about: String,
    /// Its page.
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

/// Words that name nothing find nothing. A token finds what it was made for: the word of a kind begins with that of its chapter.
async fn find_records(call: Call) -> Result<Found<Shown>> {
    let (page, kind) = (call.page()?, call.query().optional("kind"));
    let groups = match Sought::new(&page.words, page.limit) {
        Some(sought) => everything(call.app(), call.viewer(), &sought, kind.as_deref()).await?,
        None => Vec::new(),
    };
    let chapter = |word: &'static str| word.split('.').next().unwrap_or_default();
    let admitted = |group: &Group| call.caller().scopes().is_none_or(|scopes| scopes.admit(chapter(group.word), true));
    Ok(Found::new(Shown {
        groups: groups.into_iter().filter(admitted).map(GroupShown::new).collect(),
    }))
}
