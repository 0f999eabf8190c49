//! The page of search: what answers, by kind, each a link.

use super::reading::{Group, everything};
use super::rules::Sought;
use crate::look::components::{Empty, Find, Finds, Head, lead};
use crate::look::{Markup, join, text};
use crate::texts::{say, say_count, say_with};
use crate::web::listing::plain;
use crate::web::{Answer, Caller, Guard, Params, Routes, View};
use hypertext::prelude::*;
use std::collections::BTreeMap;

pub(super) const PLACE: &str = "/search";
/// How many of each kind stand on the page.
const OF_EACH: i64 = 10;
/// How many stand there when one kind is asked for.
const OF_ONE: i64 = 100;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/search", Guard::SignedIn, show)
}

async fn show(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let typed = params.get("q").map(|typed| plain(typed)).unwrap_or_default();
    let kind = params.get("kind").map(|kind| plain(kind)).filter(|kind| !kind.is_empty());
    let limit = if kind.is_some() { OF_ONE } else { OF_EACH };
    let Some(sought) = Sought::new(&typed, limit) else {
        let body = join([Head::new(say("search.place")).memoize(), form(""), tips()]);
        return Ok(caller.page(View::new(say("search.place"), "", body)));
    };
    let groups = everything(&caller.app, &caller.viewer, &sought, kind.as_deref()).await?;
    let body = join([
        Head::new(title(&groups, &typed)).memoize(),
        form(&typed),
        shown(&groups, kind.is_some()),
    ]);
    Ok(caller.page(View::new(say("search.place"), "", body)))
}

fn title(groups: &[Group], typed: &str) -> String {
    let n = groups.iter().map(|group| group.hits.len()).sum::<usize>();
    let n = u64::try_from(n).unwrap_or(u64::MAX);
    let words = [("words", typed)];
    if n == 0 {
        return say_with("search.nothing", &words);
    }
    let more = groups.iter().any(|group| group.more);
    let count = say_count(if more { "search.found_more" } else { "search.found" }, n);
    count.replace("{words}", typed)
}

/// The field, large enough to be the page's first thing; it works without script.
fn form(typed: &str) -> Markup {
    maud! {
        form .seek action=(PLACE) method="get" {
            input type="search" name="q" value=(typed) aria-label=(say("shell.search")) maxlength="200" autocomplete="off" autofocus[typed.is_empty()];
            button .btn .primary type="submit" { (say("shell.search")) }
        }
    }
    .memoize()
}

fn tips() -> Markup {
    join([
        lead(text(say("search.about"))),
        crate::look::components::note(text(say("search.tips"))),
    ])
}

fn shown(groups: &[Group], one_kind: bool) -> Markup {
    if groups.is_empty() {
        return Empty::new(say("search.none"), say("search.none_why")).memoize();
    }
    join(groups.iter().map(|group| finds(group, one_kind).memoize()))
}

fn finds(group: &Group, one_kind: bool) -> Finds {
    let n = u64::try_from(group.hits.len()).unwrap_or(u64::MAX);
    let count = if group.more {
        say_with("search.first", &[("n", &crate::look::format::count(n))])
    } else {
        crate::look::format::count(n)
    };
    let label = if one_kind { say("search.open_list") } else { say("search.all") };
    Finds {
        title: group.name.to_owned(),
        count,
        all: group
            .all
            .clone()
            .filter(|href| !one_kind || !href.starts_with(PLACE))
            .map(|href| (label.to_owned(), href)),
        finds: group.hits.iter().map(find).collect(),
    }
}

fn find(hit: &super::Hit) -> Find {
    Find {
        name: hit.name.clone(),
        code: hit.code.clone(),
        about: hit.about.clone(),
        href: hit.href.clone(),
    }
}
