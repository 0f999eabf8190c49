//! Views for programs: those of a list, a new one, a change, deleting and bringing back.

use super::acts;
use super::pages::said;
use super::rules::{View, ViewId};
use super::store;
use crate::access::Role;
use crate::web::listing::plain;
use crate::web::{Answer, Caller, Fields, Guard, Params, Path, Routes, json};
use crate::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use vocabulary::UserId;

/// The API's routes of views.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/views", Guard::SignedIn, list)
        .post("/api/v1/views", Guard::SignedIn, save)
        .get("/api/v1/views/{view}", Guard::SignedIn, find)
        .post("/api/v1/views/{view}", Guard::SignedIn, update)
        .post("/api/v1/views/{view}/deletion", Guard::SignedIn, delete)
        .post("/api/v1/views/{view}/restoration", Guard::SignedIn, restore)
}

#[derive(Serialize)]
struct Shown {
    id: String,
    list: String,
    name: String,
    query: String,
    href: String,
    shared_with: Option<&'static str>,
    own: bool,
    deleted: bool,
    version: i64,
}

impl Shown {
    fn new(view: View, user: UserId) -> Self {
        Self {
            href: view.href(),
            own: view.owner == user,
            id: view.id.to_string(),
            list: view.list,
            name: view.name,
            query: view.query,
            shared_with: view.shared_with.map(Role::name),
            deleted: view.deleted.is_some(),
            version: view.version,
        }
    }
}

#[derive(Serialize)]
struct Listed {
    views: Vec<Shown>,
}

fn user(caller: &Caller) -> Result<UserId> {
    caller.viewer.user.ok_or(Error::NotFound { what: "view" })
}

/// With `list` the views above that list, shared ones included; without it every view of one's own.
async fn list(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let user = user(&caller)?;
    let mut tx = caller.app.db.read().await?;
    let views = match params.get("list").map(|list| plain(list)) {
        Some(list) => store::list_of(&mut tx, user, &caller.viewer.roles, &list).await?,
        None => store::list_own(&mut tx, user).await?,
    };
    json(&Listed {
        views: views.into_iter().map(|view| Shown::new(view, user)).collect(),
    })
}

async fn find(caller: Caller, Path(view): Path<String>) -> Answer {
    let (id, user) = (ViewId::in_address(&view)?, user(&caller)?);
    let mut tx = caller.app.db.read().await?;
    json(&Shown::new(store::find(&mut tx, user, id).await?, user))
}

fn told(caller: &Caller, view: View) -> Answer {
    json(&Shown::new(view, user(caller)?))
}

async fn save(caller: Caller, fields: Fields) -> Answer {
    let view = caller
        .writing(async |tx| acts::save(tx, &caller.viewer, (fields.text("list"), fields.text("query")), said(&fields)).await)
        .await?;
    told(&caller, view)
}

fn at(view: &str, fields: &Fields) -> Result<(ViewId, i64)> {
    Ok((ViewId::in_address(view)?, fields.version("view")?))
}

/// Name, role and whether the list opens with it; with `query` what it shows too.
async fn update(caller: Caller, Path(view): Path<String>, fields: Fields) -> Answer {
    let (id, version) = at(&view, &fields)?;
    let view = caller
        .writing(async |tx| {
            let view = acts::update(tx, &caller.viewer, (id, version), said(&fields)).await?;
            match fields.optional("query") {
                Some(query) => acts::update_query(tx, &caller.viewer, (id, version + 1), &query).await,
                None => Ok(view),
            }
        })
        .await?;
    told(&caller, view)
}

async fn delete(caller: Caller, Path(view): Path<String>, fields: Fields) -> Answer {
    let at = at(&view, &fields)?;
    let view = caller.writing(async |tx| acts::delete(tx, &caller.viewer, at).await).await?;
    told(&caller, view)
}

async fn restore(caller: Caller, Path(view): Path<String>, fields: Fields) -> Answer {
    let at = at(&view, &fields)?;
    let view = caller.writing(async |tx| acts::restore(tx, &caller.viewer, at).await).await?;
    told(&caller, view)
}
