//! Users for programs. What would give somebody the way in stays on pages: passwords, one-time links, sessions and access tokens.

use super::acts::{self, Particulars};
use super::store::User;
use super::{ADMINISTER, SEE};
use crate::access::Role;
use crate::api::{Call, Found, Input, Listed, Made, Operation, Operations};
use crate::web::Guard;
use crate::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{PersonId, UserId};

fn roles() -> Vec<&'static str> {
    Role::ALL.iter().map(|role| role.name()).collect()
}

const NAME: Input = Input::text("name", "users.name").needed();
const PERSON: Input = Input::id("person", "users.person");
const ROLES: Input = Input::words("roles", "users.roles", roles);
const NEW: &[Input] = &[Input::text("login", "users.login").needed(), NAME, PERSON, ROLES];
const CHANGED: &[Input] = &[NAME, PERSON, ROLES];
const CLOSING: &[Input] = &[Input::flag("closed", "users.closed").needed()];

/// What programs can do with users.
pub(super) fn operations(api: Operations) -> Operations {
    let (see, change) = (Guard::May(SEE), Guard::May(ADMINISTER));
    api.and(Operation::list_whole("list_users", "/users", see, list_users))
        .and(Operation::create("create_user", "/users", change, create_user).body(NEW))
        .and(Operation::find("find_user", "/users/{user}", see, find_user))
        .and(Operation::update("update_user", "/users/{user}", change, update_user).body(CHANGED))
        .and(Operation::act("close_user", "/users/{user}/closing", change, close_user).body(CLOSING))
}

/// A user.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "User")]
struct Shown {
    id: UserId,
    login: String,
    name: String,
    /// The person in the firm whom they are.
    person: Option<PersonId>,
    roles: Vec<&'static str>,
    closed: bool,
    version: i64,
}

impl Shown {
    fn new(user: &User) -> Self {
        Self {
            id: user.id,
            login: user.login.clone(),
            name: user.name.clone(),
            person: user.person,
            roles: user.roles.iter().map(|role| role.name()).collect(),
            closed: user.closed.is_some(),
            version: user.version,
        }
    }
}

fn user_id(call: &Call) -> Result<UserId> {
    UserId::parse(call.path("user")).map_err(|_no_id| Error::NotFound { what: "user" })
}

fn made(id: UserId, version: i64) -> Made {
    Made::at(id, &format!("/users/{id}")).version(version)
}

fn said(call: &Call) -> Particulars {
    let fields = call.fields();
    Particulars {
        login: fields.text("login").to_owned(),
        name: fields.text("name").to_owned(),
        person: PersonId::parse(fields.text("person")).ok(),
        roles: fields.all("roles").iter().filter_map(|name| Role::parse(name)).collect(),
    }
}

async fn list_users(call: Call) -> Result<Listed<Shown>> {
    let mut tx = call.read().await?;
    let users = acts::list(&mut tx, call.viewer()).await?;
    Ok(Listed::whole(users.iter().map(Shown::new).collect()))
}

async fn find_user(call: Call) -> Result<Found<Shown>> {
    let id = user_id(&call)?;
    let mut tx = call.read().await?;
    let user = acts::find(&mut tx, call.viewer(), id).await?;
    Ok(Found::of_version(Shown::new(&user), user.version))
}

/// The one-time link of a new user is made on their page: an answer that opens a way in is kept nowhere.
async fn create_user(call: Call) -> Result<Made> {
    call.writing(async |tx| {
        let (id, _link) = acts::create(tx, call.viewer(), said(&call)).await?;
        Ok(made(id, 1))
    })
    .await
}

async fn update_user(call: Call) -> Result<Made> {
    let (id, version) = (user_id(&call)?, call.version()?);
    call.writing(async |tx| {
        acts::update(tx, call.viewer(), id, version, said(&call)).await?;
        Ok(made(id, version + 1))
    })
    .await
}

async fn close_user(call: Call) -> Result<Made> {
    let id = user_id(&call)?;
    let closed = call.fields().text("closed") == "yes";
    call.writing(async |tx| {
        acts::close(tx, call.viewer(), id, closed).await?;
        let version = acts::find(tx, call.viewer(), id).await?.version;
        Ok(made(id, version))
    })
    .await
}
