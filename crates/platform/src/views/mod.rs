//! Saved views: a list as somebody likes to see it, under a name, for themselves or for everybody with a role.
//!
//! A view keeps words, filter and order, never rows: whoever opens a shared view sees what the list shows them.

mod acts;
mod api;
mod bar;
mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use acts::{Said, delete, restore, save, update, update_query};
pub use bar::Views;
pub use rules::{View, ViewId};

use crate::Result;
use crate::access::{Grant, Permission, Reach, Role, Viewer};
use crate::chapter::{Book, Chapter};
use crate::database::{Migration, Tx};
use crate::search::{Hit, Sought};

/// Share a view with everybody who has a role.
pub const SHARE: Permission = Permission::new("views.share");

/// The chapter, which the house brings itself.
pub const CHAPTER: Chapter = Chapter {
    word: "views",
    migrations: &[Migration {
        chapter: "views",
        number: 1,
        sql: include_str!("views.sql"),
    }],
    texts: include_str!("texts.toml"),
    grants: &[Grant {
        permission: SHARE,
        to: &[
            (Role::ProgrammeChampion, Reach::All),
            (Role::KaDirector, Reach::All),
            (Role::SalesManager, Reach::All),
            (Role::SecondLineManager, Reach::All),
            (Role::ProgrammeLead, Reach::All),
            (Role::HrPartner, Reach::All),
            (Role::CrmOwner, Reach::All),
            (Role::CompAnalyst, Reach::All),
            (Role::Administrator, Reach::All),
        ],
    }],
    places: &[],
    figures: &[],
    api: api::operations,
    routes: pages::routes,
};

/// Whether a viewer may open a list: it stands at a place of their navigation, or below one.
fn opens(book: &Book, viewer: &Viewer, list: &str) -> bool {
    let below = |href: &str| list.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    book.places(viewer).iter().any(|place| place.href != "/" && below(place.href))
}

/// One's own views by their names, of the lists that one may still open.
pub(crate) async fn found(tx: &mut Tx, book: &Book, viewer: &Viewer, sought: &Sought) -> Result<Vec<Hit>> {
    let Some(user) = viewer.user else { return Ok(Vec::new()) };
    let views = store::list_own(tx, user).await?;
    let hit = |view: &View| Some(sought.hit(&view.name, &[], view.href())?.about(&view.list));
    Ok(views
        .iter()
        .filter(|view| opens(book, viewer, &view.list))
        .filter_map(hit)
        .collect())
}
