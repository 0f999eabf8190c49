//! What can be done with views: save one, change it, let a list open with it, delete it and bring it back.

use super::rules::{self, KEPT_SECONDS, OF_LIST_MAX, View, ViewId};
use super::{SHARE, store};
use crate::access::Viewer;
use crate::database::Tx;
use crate::journal::note;
use crate::texts::say;
use crate::web::listing::fold;
use crate::{Error, Result};
use serde_json::json;
use vocabulary::UserId;

/// What somebody says of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// Its name.
    pub name: &'a str,
    /// The word of the role that sees it too; empty for nobody else.
    pub role: &'a str,
    /// Whether the list opens with it for its owner.
    pub opens: bool,
}

/// Only users have views; the operator at the command line has none.
fn own(viewer: &Viewer) -> Result<UserId> {
    viewer.user.ok_or(Error::NotFound { what: "view" })
}

/// Saves a list as it is asked for under a name.
///
/// # Errors
/// A refusal on the name, the role or the list; forbidden when it is shared without the permission.
pub async fn save(tx: &mut Tx, viewer: &Viewer, (list, query): (&str, &str), said: Said<'_>) -> Result<View> {
    let user = own(viewer)?;
    let view = View {
        id: ViewId::new(tx.ids()),
        owner: user,
        list: rules::list(list)?,
        name: String::new(),
        query: rules::query(query),
        shared_with: None,
        deleted: None,
        version: 1,
    };
    let view = told(tx, viewer, view, said).await?;
    store::insert(tx, &view).await?;
    if said.opens {
        store::update_opening(tx, user, &view.list, Some(view.id)).await?;
    }
    let forgotten = tx.now().plus_seconds(-KEPT_SECONDS);
    store::delete_before(tx, user, forgotten).await?;
    note(tx, viewer, "view_saved", ("view", view.id.to_string()), &body(&view))?;
    Ok(view)
}

/// Names and shares a view. A name stands once above a list for its owner.
async fn told(tx: &mut Tx, viewer: &Viewer, view: View, said: Said<'_>) -> Result<View> {
    let name = rules::name(said.name)?;
    let shared_with = rules::role(said.role)?;
    if shared_with.is_some() && shared_with != view.shared_with {
        viewer.may(SHARE)?;
    }
    let others = store::list_of(tx, view.owner, &[].into(), &view.list).await?;
    let others: Vec<&View> = others.iter().filter(|other| other.id != view.id).collect();
    if others.iter().any(|other| fold(&other.name) == fold(&name)) {
        return Err(Error::refused_on("name", "views.taken", say("views.taken")));
    }
    if others.len() >= OF_LIST_MAX {
        return Err(Error::refused("views.too_many", say("views.too_many")));
    }
    Ok(View { name, shared_with, ..view })
}

fn body(view: &View) -> serde_json::Value {
    let View {
        id: _,
        owner: _,
        list,
        name,
        query,
        shared_with,
        deleted: _,
        version: _,
    } = view;
    json!({ "list": list, "name": name, "query": query, "shared_with": shared_with.map(crate::access::Role::name) })
}

/// Renames, shares or keeps to oneself a view of one's own, and says whether its list opens with it.
///
/// # Errors
/// Not found; a refusal; forbidden when it is shared without the permission; changed.
pub async fn update(tx: &mut Tx, viewer: &Viewer, (id, version): (ViewId, i64), said: Said<'_>) -> Result<View> {
    let user = own(viewer)?;
    let before = store::find(tx, user, id).await?;
    let view = told(tx, viewer, View { version, ..before }, said).await?;
    store::update(tx, &view).await?;
    if said.opens {
        store::update_opening(tx, user, &view.list, Some(id)).await?;
    } else if store::look_up_opening(tx, user, &view.list).await? == Some(id) {
        store::update_opening(tx, user, &view.list, None).await?;
    }
    note(tx, viewer, "view_changed", ("view", id.to_string()), &body(&view))?;
    Ok(view)
}

/// Lets a view of one's own show what its list shows now.
///
/// # Errors
/// Not found; changed.
pub async fn update_query(tx: &mut Tx, viewer: &Viewer, (id, version): (ViewId, i64), query: &str) -> Result<View> {
    let before = store::find(tx, own(viewer)?, id).await?;
    let view = View {
        query: rules::query(query),
        version,
        ..before
    };
    store::update(tx, &view).await?;
    note(tx, viewer, "view_changed", ("view", id.to_string()), &body(&view))?;
    Ok(view)
}

/// Deletes a view of one's own; nobody's list opens with it any more.
///
/// # Errors
/// Not found; changed.
pub async fn delete(tx: &mut Tx, viewer: &Viewer, (id, version): (ViewId, i64)) -> Result<View> {
    let before = store::find(tx, own(viewer)?, id).await?;
    let view = View {
        deleted: Some(tx.now()),
        version,
        ..before
    };
    store::update(tx, &view).await?;
    note(tx, viewer, "view_deleted", ("view", id.to_string()), &body(&view))?;
    Ok(view)
}

/// Brings a deleted view back.
///
/// # Errors
/// Not found; changed; a refusal when its name was taken in the meantime.
pub async fn restore(tx: &mut Tx, viewer: &Viewer, (id, version): (ViewId, i64)) -> Result<View> {
    let before = store::find(tx, own(viewer)?, id).await?;
    let name = before.name.clone();
    let said = Said {
        name: &name,
        role: before.shared_with.map_or("", crate::access::Role::name),
        opens: false,
    };
    let view = View {
        deleted: None,
        version,
        ..before
    };
    let view = told(tx, viewer, view, said).await?;
    store::update(tx, &view).await?;
    note(tx, viewer, "view_restored", ("view", id.to_string()), &body(&view))?;
    Ok(view)
}
