//! Views for programs: those of a list, a new one, a change, deleting and bringing back.

use super::acts::{self, Said};
use super::rules::{QUERY_MAX, View, ViewId};
use super::store;
use crate::access::Role;
use crate::api::{Call, Found, Input, Listed, Made, Operation, Operations};
use crate::web::Guard;
use crate::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::UserId;

fn roles() -> Vec<&'static str> {
    Role::ALL.iter().map(|role| role.name()).collect()
}

const NAME: Input = Input::text("name", "views.name").needed();
const ROLE: Input = Input::word("role", "views.shared_with", roles);
const OPENS: Input = Input::flag("opens", "views.opens");
const QUERY: Input = Input::long("query", "views.api_query", QUERY_MAX);
const NEW: &[Input] = &[Input::text("list", "views.api_list").needed(), QUERY, NAME, ROLE, OPENS];
const CHANGED: &[Input] = &[NAME, ROLE, OPENS];
const SHOWING: &[Input] = &[QUERY];
const OF_LIST: &[Input] = &[Input::text("list", "views.api_of_list")];

/// What programs can do with views.
pub(super) fn operations(api: Operations) -> Operations {
    let signed_in = Guard::SignedIn;
    api.and(Operation::list_whole("list_views", "/views", signed_in, list_views).query(OF_LIST))
        .and(Operation::create("create_view", "/views", signed_in, create_view).body(NEW))
        .and(Operation::find("find_view", "/views/{view}", signed_in, find_view))
        .and(Operation::update("update_view", "/views/{view}", signed_in, update_view).body(CHANGED))
        .and(Operation::delete("delete_view", "/views/{view}", signed_in, delete_view))
        .and(
            Operation::act("change_query", "/views/{view}/query", signed_in, change_query)
                .body(SHOWING)
                .versioned(),
        )
        .and(Operation::act("restore_view", "/views/{view}/restoration", signed_in, restore_view).versioned())
}

/// A saved view of a list.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "View")]
struct Shown {
    id: String,
    /// The page of the list.
    list: String,
    name: String,
    /// Words, filter and order, as they stand in the address of the list.
    query: String,
    /// The list as this view shows it.
    href: String,
    /// The role whose holders see it too.
    role: Option<&'static str>,
    /// Whether the list opens with it for the caller.
    opens: bool,
    /// Whether it is the caller's own.
    own: bool,
    deleted: bool,
    version: i64,
}

impl Shown {
    fn new(view: View, user: UserId, opens: bool) -> Self {
        Self {
            href: view.href(),
            own: view.owner == user,
            opens,
            id: view.id.to_string(),
            list: view.list,
            name: view.name,
            query: view.query,
            role: view.shared_with.map(Role::name),
            deleted: view.deleted.is_some(),
            version: view.version,
        }
    }
}

fn user(call: &Call) -> Result<UserId> {
    call.viewer().user.ok_or(Error::NotFound { what: "view" })
}

fn view_id(call: &Call) -> Result<ViewId> {
    ViewId::in_address(call.path("view"))
}

fn said(call: &Call) -> Said<'_> {
    super::pages::said(call.fields())
}

fn made(view: &View, version: i64) -> Made {
    Made::at(view.id, &format!("/views/{}", view.id)).version(version)
}

/// With `list` the views above that list, shared ones included; without it every view of one's own.
async fn list_views(call: Call) -> Result<Listed<Shown>> {
    let user = user(&call)?;
    let mut tx = call.read().await?;
    let views = match call.query().optional("list") {
        Some(list) => store::list_of(&mut tx, user, &call.viewer().roles, &list).await?,
        None => store::list_own(&mut tx, user).await?,
    };
    let openings = store::list_openings(&mut tx, user).await?;
    let shown = views.into_iter().map(|view| {
        let opens = openings.contains(&view.id);
        Shown::new(view, user, opens)
    });
    Ok(Listed::whole(shown.collect()))
}

async fn find_view(call: Call) -> Result<Found<Shown>> {
    let (id, user) = (view_id(&call)?, user(&call)?);
    let mut tx = call.read().await?;
    let view = store::find(&mut tx, user, id).await?;
    let opens = store::look_up_opening(&mut tx, user, &view.list).await? == Some(id);
    let version = view.version;
    Ok(Found::of_version(Shown::new(view, user, opens), version))
}

async fn create_view(call: Call) -> Result<Made> {
    let (list, query) = (call.fields().text("list"), call.fields().text("query"));
    call.writing(async |tx| {
        let view = acts::save(tx, call.viewer(), (list, query), said(&call)).await?;
        Ok(made(&view, view.version))
    })
    .await
}

async fn update_view(call: Call) -> Result<Made> {
    let (id, version) = (view_id(&call)?, call.version()?);
    call.writing(async |tx| {
        let view = acts::update(tx, call.viewer(), (id, version), said(&call)).await?;
        Ok(made(&view, version + 1))
    })
    .await
}

/// What the list shows; the name and the role stay.
async fn change_query(call: Call) -> Result<Made> {
    let (id, version) = (view_id(&call)?, call.version()?);
    let query = call.fields().text("query");
    call.writing(async |tx| {
        let view = acts::update_query(tx, call.viewer(), (id, version), query).await?;
        Ok(made(&view, version + 1))
    })
    .await
}

async fn delete_view(call: Call) -> Result<Made> {
    let (id, version) = (view_id(&call)?, call.version()?);
    call.writing(async |tx| {
        let view = acts::delete(tx, call.viewer(), (id, version)).await?;
        Ok(made(&view, version + 1))
    })
    .await
}

async fn restore_view(call: Call) -> Result<Made> {
    let (id, version) = (view_id(&call)?, call.version()?);
    call.writing(async |tx| {
        let view = acts::restore(tx, call.viewer(), (id, version)).await?;
        Ok(made(&view, version + 1))
    })
    .await
}
