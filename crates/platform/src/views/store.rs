//! Views in SQL. Every question names the user who asks and the roles they hold.

use super::rules::{View, ViewId};
use crate::access::Role;
use crate::database::{Query, Row, Tx};
use crate::web::listing::fold;
use crate::{Error, Result};
use std::collections::BTreeSet;
use vocabulary::{Instant, UserId};

const VIEW: &str = "select v.id, v.owner, v.list, v.name, v.query, v.shared_with, v.deleted, v.version from views_view v where";

fn view(row: &Row) -> Result<View> {
    Ok(View {
        id: row.get(0)?,
        owner: row.get(1)?,
        list: row.get(2)?,
        name: row.get(3)?,
        query: row.get(4)?,
        shared_with: Role::parse(&row.get::<String>(5)?),
        deleted: row.get(6)?,
        version: row.get(7)?,
    })
}

fn word(role: Option<Role>) -> &'static str {
    role.map_or("", Role::name)
}

/// The views of a list that a user has, and those that are shared with one of their roles; one's own first, each by name.
pub(super) async fn list_of(tx: &mut Tx, user: UserId, roles: &BTreeSet<Role>, list: &str) -> Result<Vec<View>> {
    let own = Query::new(VIEW).with("v.owner = {} and v.list = {} and v.deleted is null", &[&user, &list]);
    let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
    let shared = Query::new(VIEW)
        .with("v.list = {}", &[&list])
        .among("and v.shared_with", &names)
        .with("and v.owner <> {} and v.deleted is null", &[&user]);
    let mut views = Vec::new();
    for query in [own, shared] {
        let rows = tx.all(&query.and("order by v.name_folded, v.id limit 100")).await?;
        views.extend(rows.iter().map(view).collect::<Result<Vec<_>>>()?);
    }
    Ok(views)
}

/// Every view of a user, by list and name.
pub(super) async fn list_own(tx: &mut Tx, user: UserId) -> Result<Vec<View>> {
    let query = Query::new(VIEW).with(
        "v.owner = {} and v.deleted is null order by v.list, v.name_folded, v.id limit 1000",
        &[&user],
    );
    tx.all(&query).await?.iter().map(view).collect()
}

/// A view of a user, deleted or not.
pub(super) async fn find(tx: &mut Tx, user: UserId, id: ViewId) -> Result<View> {
    let row = tx.one(&Query::new(VIEW).with("v.id = {} and v.owner = {}", &[&id, &user])).await?;
    row.as_ref().map(view).transpose()?.ok_or(Error::NotFound { what: "view" })
}

/// A new view.
pub(super) async fn insert(tx: &mut Tx, view: &View) -> Result<()> {
    let now = tx.now();
    let View {
        id,
        owner,
        list,
        name,
        query,
        shared_with,
        deleted,
        version,
    } = view;
    let columns = "insert into views_view (id, owner, list, name, name_folded, query, shared_with, deleted, recorded, version) values";
    let values: &[&dyn crate::database::Bind] = &[
        id,
        owner,
        list,
        name,
        &fold(name),
        query,
        &word(*shared_with),
        deleted,
        &now,
        version,
    ];
    tx.execute(&Query::new(columns).with("({}, {}, {}, {}, {}, {}, {}, {}, {}, {})", values))
        .await
        .map(|_| ())
}

/// Keeps a changed view if nobody saved since its version was read.
pub(super) async fn update(tx: &mut Tx, view: &View) -> Result<()> {
    let query = Query::new("update views_view set").with(
        "name = {}, name_folded = {}, query = {}, shared_with = {}, deleted = {}, version = {} where id = {} and version = {}",
        &[
            &view.name,
            &fold(&view.name),
            &view.query,
            &word(view.shared_with),
            &view.deleted,
            &(view.version + 1),
            &view.id,
            &view.version,
        ],
    );
    tx.execute_versioned("view", &query).await
}

/// Forgets the views of a user that were deleted before an instant.
pub(super) async fn delete_before(tx: &mut Tx, user: UserId, before: Instant) -> Result<()> {
    let old = "select id from views_view where owner = {} and deleted < {}";
    let openings = Query::new("delete from views_opening where view in (")
        .with(old, &[&user, &before])
        .and(")");
    tx.execute(&openings).await?;
    let query = Query::new("delete from views_view where").with("owner = {} and deleted < {}", &[&user, &before]);
    tx.execute(&query).await.map(|_| ())
}

/// The view with which a list opens for a user.
pub(super) async fn look_up_opening(tx: &mut Tx, user: UserId, list: &str) -> Result<Option<ViewId>> {
    let query = Query::new("select view from views_opening where").with("user_id = {} and list = {}", &[&user, &list]);
    tx.one(&query).await?.map(|row| row.get(0)).transpose()
}

/// The views with which lists open for a user.
pub(super) async fn list_openings(tx: &mut Tx, user: UserId) -> Result<BTreeSet<ViewId>> {
    let query = Query::new("select view from views_opening where").with("user_id = {}", &[&user]);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// Lets a list open with a view for a user, or with none.
pub(super) async fn update_opening(tx: &mut Tx, user: UserId, list: &str, view: Option<ViewId>) -> Result<()> {
    let gone = Query::new("delete from views_opening where").with("user_id = {} and list = {}", &[&user, &list]);
    tx.execute(&gone).await?;
    if let Some(view) = view {
        let query = Query::new("insert into views_opening (user_id, list, view) values").with("({}, {}, {})", &[&user, &list, &view]);
        tx.execute(&query).await?;
    }
    Ok(())
}
