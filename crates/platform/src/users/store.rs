//! Users, roles, sessions, attempts and links in SQL.

use super::rules;
use crate::access::Role;
use crate::database::{Query, Row, Tx};
use crate::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Instant, PersonId, SessionId, UserId};

/// A user as the administrator sees them.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// What they type to sign in.
    pub login: String,
    /// The name shown.
    pub name: String,
    /// The person in the firm whom they are.
    pub person: Option<PersonId>,
    /// The hash of their password; none until they have set one.
    pub password: Option<String>,
    /// When the user was closed, if they were.
    pub closed: Option<Instant>,
    /// For optimistic locking.
    pub version: i64,
    /// The roles held.
    pub roles: BTreeSet<Role>,
}

/// Everything but the password's hash.
impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            id,
            login,
            name,
            person,
            password,
            closed,
            version,
            roles,
        } = self;
        f.debug_struct("User")
            .field("id", id)
            .field("login", login)
            .field("name", name)
            .field("person", person)
            .field("has_password", &password.is_some())
            .field("closed", closed)
            .field("version", version)
            .field("roles", roles)
            .finish()
    }
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The id.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// The browser, as it named itself.
    pub device: String,
    /// The address of the sign-in.
    pub address: String,
    /// When it began.
    pub started: Instant,
    /// When a request last came, within five minutes.
    pub seen: Instant,
    /// When it was ended, if it was.
    pub ended: Option<Instant>,
}

/// How many values travel with one statement.
const AT_ONCE: usize = 2_000;

const USER: &str = "select id, login, name, person, password, closed, version from users_user where";
const SESSION: &str = "select id, user_id, device, address, started, seen, ended from users_session where";

fn user(row: &Row) -> Result<User> {
    Ok(User {
        id: row.get(0)?,
        login: row.get(1)?,
        name: row.get(2)?,
        person: row.get(3)?,
        password: row.get(4)?,
        closed: row.get(5)?,
        version: row.get(6)?,
        roles: BTreeSet::new(),
    })
}

async fn with_roles(tx: &mut Tx, rows: &[Row]) -> Result<Vec<User>> {
    let mut users: Vec<User> = rows.iter().map(user).collect::<Result<_>>()?;
    let ids: Vec<UserId> = users.iter().map(|user| user.id).collect();
    for row in tx
        .all(&Query::new("select user_id, role from users_role where").among("user_id", &ids))
        .await?
    {
        let (id, role): (UserId, String) = (row.get(0)?, row.get(1)?);
        let role = Role::parse(&role);
        if let Some(found) = users.iter_mut().find(|user| user.id == id) {
            found.roles.extend(role);
        }
    }
    Ok(users)
}

/// Every user, by login.
pub async fn list(tx: &mut Tx) -> Result<Vec<User>> {
    let rows = tx.all(&Query::new(USER).and("1 = 1 order by login_folded limit 2000")).await?;
    with_roles(tx, &rows).await
}

/// A user by id.
pub async fn find(tx: &mut Tx, id: UserId) -> Result<User> {
    let rows = tx.all(&Query::new(USER).with("id = {}", &[&id])).await?;
    with_roles(tx, &rows).await?.pop().ok_or(Error::NotFound { what: "user" })
}

/// A user by what they typed.
pub async fn look_up(tx: &mut Tx, login: &str) -> Result<Option<User>> {
    let rows = tx.all(&Query::new(USER).with("login_folded = {}", &[&rules::fold(login)])).await?;
    Ok(with_roles(tx, &rows).await?.pop())
}

/// The names of some users.
pub async fn list_names(tx: &mut Tx, ids: &BTreeSet<UserId>) -> Result<BTreeMap<UserId, String>> {
    let query = Query::new("select id, name from users_user where").among("id", ids);
    tx.all(&query).await?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Id, name and login of every open user, by login.
pub async fn list_open_names(tx: &mut Tx) -> Result<Vec<(UserId, String, String)>> {
    let query = Query::new("select id, name, login from users_user where closed is null order by login_folded limit 5000");
    let rows = tx.all(&query).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// The names of the open users with one of some roles, by login.
pub async fn list_names_with(tx: &mut Tx, roles: &[Role], limit: usize) -> Result<Vec<String>> {
    let roles: Vec<&str> = roles.iter().map(|role| role.name()).collect();
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let query = Query::new("select distinct u.login_folded, u.name from users_user u join users_role r on r.user_id = u.id")
        .and("where u.closed is null")
        .among("and r.role", &roles)
        .with("order by u.login_folded limit {}", &[&limit]);
    tx.all(&query).await?.iter().map(|row| row.get(1)).collect()
}

/// The open users who are some people of the firm, by login: name, person and role, once for each role.
pub async fn list_roles_of(tx: &mut Tx, people: &BTreeSet<PersonId>) -> Result<Vec<(String, PersonId, Role)>> {
    let query = Query::new("select u.name, u.person, r.role from users_user u join users_role r on r.user_id = u.id")
        .and("where u.closed is null")
        .among("and u.person", people)
        .and("order by u.login_folded, r.role");
    let mut found = Vec::new();
    for row in tx.all(&query).await? {
        if let Some(role) = Role::parse(&row.get::<String>(2)?) {
            found.push((row.get(0)?, row.get(1)?, role));
        }
    }
    Ok(found)
}

/// Everybody of the firm who is an open user with a role.
pub async fn list_people_with(tx: &mut Tx, role: Role) -> Result<BTreeSet<PersonId>> {
    let query = Query::new("select u.person from users_role r join users_user u on u.id = r.user_id where u.closed is null")
        .with("and u.person is not null and r.role = {}", &[&role.name()]);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// For each of some roles the person of the first open user, by login, who holds it and is a person of the firm.
pub async fn list_holders(tx: &mut Tx, roles: &BTreeSet<Role>) -> Result<BTreeMap<Role, PersonId>> {
    let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
    let query = Query::new("select r.role, u.person from users_role r join users_user u on u.id = r.user_id")
        .and("where u.closed is null and u.person is not null")
        .among("and r.role", &names)
        .and("order by u.login_folded");
    let mut found = BTreeMap::new();
    for row in tx.all(&query).await? {
        if let Some(role) = Role::parse(&row.get::<String>(0)?) {
            found.entry(role).or_insert(row.get(1)?);
        }
    }
    Ok(found)
}

/// How many users there are.
pub async fn count(tx: &mut Tx) -> Result<u64> {
    tx.count(&Query::new("select count(*) from users_user")).await
}

/// Lets one transaction at a time prove this login; the others wait here, so that none of them counts too few attempts.
pub async fn lock(tx: &mut Tx, login: &str) -> Result<()> {
    let query = Query::new("update users_user set version = version where").with("login_folded = {}", &[&rules::fold(login)]);
    tx.execute(&query).await.map(|_| ())
}

/// Whether another open user is this person.
pub async fn person_is_taken(tx: &mut Tx, person: PersonId, except: Option<UserId>) -> Result<bool> {
    let except = except.map(|user| user.to_string()).unwrap_or_default();
    let query =
        Query::new("select count(*) from users_user where").with("person = {} and closed is null and id <> {}", &[&person, &except]);
    Ok(tx.count(&query).await? > 0)
}

/// How many open users other than this one are administrators. Two who take the role from each other go one after the other.
pub async fn count_other_administrators(tx: &mut Tx, except: UserId) -> Result<u64> {
    let all = Query::new("update users_role set granted = granted where").with("role = {}", &[&Role::Administrator.name()]);
    tx.execute(&all).await?;
    let text = "r.role = {} and u.closed is null and u.password is not null and u.id <> {}";
    let query = Query::new("select count(*) from users_role r join users_user u on u.id = r.user_id where")
        .with(text, &[&Role::Administrator.name(), &except]);
    tx.count(&query).await
}

/// A new user; a login that is taken, even a moment ago, is refused.
pub async fn insert(tx: &mut Tx, user: &User, by: &str) -> Result<()> {
    let now = tx.now();
    let query = Query::new("insert into users_user (id, login, login_folded, name, person, password, created, closed, version)").with(
        "values ({}, {}, {}, {}, {}, {}, {}, {}, {}) on conflict (login_folded) do nothing",
        &[
            &user.id,
            &user.login,
            &rules::fold(&user.login),
            &user.name,
            &user.person,
            &user.password,
            &now,
            &user.closed,
            &user.version,
        ],
    );
    if tx.execute(&query).await? == 0 {
        return Err(Error::refused_on(
            "login",
            "users.login_taken",
            crate::texts::say("users.login_taken"),
        ));
    }
    insert_roles(tx, user, by).await
}

async fn insert_roles(tx: &mut Tx, user: &User, by: &str) -> Result<()> {
    let now = tx.now();
    for role in &user.roles {
        let query = Query::new("insert into users_role (user_id, role, granted, granted_by)");
        tx.execute(&query.with("values ({}, {}, {}, {})", &[&user.id, &role.name(), &now, &by]))
            .await?;
    }
    Ok(())
}

/// Keeps a changed user; the roles are replaced.
pub async fn update(tx: &mut Tx, user: &User, by: &str) -> Result<()> {
    let next = user.version + 1;
    let query = Query::new("update users_user set").with(
        "name = {}, person = {}, password = {}, closed = {}, version = {} where id = {} and version = {}",
        &[
            &user.name,
            &user.person,
            &user.password,
            &user.closed,
            &next,
            &user.id,
            &user.version,
        ],
    );
    tx.execute_versioned("user", &query).await?;
    tx.execute(&Query::new("delete from users_role where").with("user_id = {}", &[&user.id]))
        .await?;
    insert_roles(tx, user, by).await
}

/// Whether single keys are off for a user.
pub async fn look_up_keys_off(tx: &mut Tx, id: UserId) -> Result<bool> {
    let query = Query::new("select keys_off from users_user where").with("id = {}", &[&id]);
    let row = tx.one(&query).await?;
    Ok(row.map(|row| row.get(0)).transpose()?.unwrap_or_default())
}

/// The open users who are some people of the firm.
pub async fn list_users_of(tx: &mut Tx, people: &[PersonId]) -> Result<BTreeMap<PersonId, UserId>> {
    let mut users = BTreeMap::new();
    for some in people.chunks(AT_ONCE) {
        let query = Query::new("select person, id from users_user where closed is null").among("and person", some);
        for row in tx.all(&query).await? {
            users.insert(row.get(0)?, row.get(1)?);
        }
    }
    Ok(users)
}

/// The open users who are people of the firm, in the order of their ids.
pub async fn list_open_people(tx: &mut Tx) -> Result<Vec<(UserId, PersonId)>> {
    let query = Query::new("select id, person from users_user where closed is null and person is not null order by id");
    tx.all(&query).await?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Keeps whether single keys are off for a user.
pub async fn update_keys_off(tx: &mut Tx, id: UserId, off: bool) -> Result<()> {
    let query = Query::new("update users_user set").with("keys_off = {} where id = {}", &[&off, &id]);
    tx.execute(&query).await.map(|_| ())
}

/// A new session.
pub async fn insert_session(tx: &mut Tx, session: &Session, token_digest: &str) -> Result<()> {
    tx.execute(
        &Query::new("insert into users_session (id, token_digest, user_id, device, address, started, seen, ended)").with(
            "values ({}, {}, {}, {}, {}, {}, {}, {})",
            &[
                &session.id,
                &token_digest,
                &session.user,
                &session.device,
                &session.address,
                &session.started,
                &session.seen,
                &session.ended,
            ],
        ),
    )
    .await?;
    Ok(())
}

fn session(row: &Row) -> Result<Session> {
    Ok(Session {
        id: row.get(0)?,
        user: row.get(1)?,
        device: row.get(2)?,
        address: row.get(3)?,
        started: row.get(4)?,
        seen: row.get(5)?,
        ended: row.get(6)?,
    })
}

/// The session of a token's digest.
pub async fn look_up_session(tx: &mut Tx, token_digest: &str) -> Result<Option<Session>> {
    let row = tx.one(&Query::new(SESSION).with("token_digest = {}", &[&token_digest])).await?;
    row.as_ref().map(session).transpose()
}

/// The sessions of a user that were not ended, the latest first.
pub async fn list_sessions(tx: &mut Tx, user: UserId) -> Result<Vec<Session>> {
    let rows = tx
        .all(&Query::new(SESSION).with("user_id = {} and ended is null order by seen desc limit 100", &[&user]))
        .await?;
    rows.iter().map(session).collect()
}

/// Writes down that a session was used.
pub async fn update_session_seen(tx: &mut Tx, id: SessionId) -> Result<()> {
    let now = tx.now();
    tx.execute(&Query::new("update users_session set").with("seen = {} where id = {}", &[&now, &id]))
        .await
        .map(|_| ())
}

/// Ends one session of a user; says whether it was theirs and alive.
pub async fn end_session(tx: &mut Tx, user: UserId, id: SessionId) -> Result<bool> {
    let now = tx.now();
    let query =
        Query::new("update users_session set").with("ended = {} where id = {} and user_id = {} and ended is null", &[&now, &id, &user]);
    Ok(tx.execute(&query).await? == 1)
}

/// Ends the session of a token's digest, whoever's it is: its browser has just signed in anew.
pub async fn end_session_of_token(tx: &mut Tx, token_digest: &str) -> Result<()> {
    let now = tx.now();
    let query = Query::new("update users_session set").with("ended = {} where token_digest = {} and ended is null", &[&now, &token_digest]);
    tx.execute(&query).await.map(|_| ())
}

/// Ends every session of a user; says how many.
pub async fn end_sessions(tx: &mut Tx, user: UserId) -> Result<u64> {
    let now = tx.now();
    tx.execute(&Query::new("update users_session set").with("ended = {} where user_id = {} and ended is null", &[&now, &user]))
        .await
}

/// Counts wrong passwords since an instant: of the login, of the address.
pub async fn count_attempts(tx: &mut Tx, login: &str, address: &str, since: Instant) -> Result<(i64, i64)> {
    let of_login =
        Query::new("select count(*) from users_attempt where").with("login_folded = {} and at > {}", &[&rules::fold(login), &since]);
    let of_address = Query::new("select count(*) from users_attempt where").with("address = {} and at > {}", &[&address, &since]);
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Ok((count(tx.count(&of_login).await?), count(tx.count(&of_address).await?)))
}

/// Writes down a wrong password, and forgets those that no longer count.
pub async fn insert_attempt(tx: &mut Tx, login: &str, address: &str, forget_before: Instant) -> Result<()> {
    let now = tx.now();
    tx.execute(&Query::new("delete from users_attempt where").with("at < {}", &[&forget_before]))
        .await?;
    let query = Query::new("insert into users_attempt (login_folded, address, at)")
        .with("values ({}, {}, {})", &[&rules::fold(login), &address, &now]);
    tx.execute(&query).await.map(|_| ())
}

/// Forgets the wrong passwords of a login that has now signed in.
pub async fn delete_attempts(tx: &mut Tx, login: &str) -> Result<()> {
    tx.execute(&Query::new("delete from users_attempt where").with("login_folded = {}", &[&rules::fold(login)]))
        .await
        .map(|_| ())
}

/// A one-time link: for a user, or for the first administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeLink {
    /// Whose password it sets; none for the first administrator.
    pub user: Option<UserId>,
    /// When it ends.
    pub expires: Instant,
    /// When it was used, if it was.
    pub used: Option<Instant>,
}

/// A new link; earlier unused links for the same user end.
pub async fn insert_link(tx: &mut Tx, token_digest: &str, user: Option<UserId>, expires: Instant) -> Result<()> {
    let now = tx.now();
    let ended = match &user {
        Some(user) => Query::new("update users_link set").with("used = {} where used is null and user_id = {}", &[&now, user]),
        None => Query::new("update users_link set").with("used = {} where used is null and user_id is null", &[&now]),
    };
    tx.execute(&ended).await?;
    let purpose = if user.is_some() { "password" } else { "first" };
    let query = Query::new("insert into users_link (token_digest, user_id, purpose, made, expires)")
        .with("values ({}, {}, {}, {}, {})", &[&token_digest, &user, &purpose, &now, &expires]);
    tx.execute(&query).await.map(|_| ())
}

/// Ends the unused links of a user.
pub async fn end_links(tx: &mut Tx, user: UserId) -> Result<()> {
    let now = tx.now();
    let query = Query::new("update users_link set").with("used = {} where used is null and user_id = {}", &[&now, &user]);
    tx.execute(&query).await.map(|_| ())
}

/// The link of a token's digest, if it is unused and not expired.
pub async fn look_up_link(tx: &mut Tx, token_digest: &str) -> Result<Option<OneTimeLink>> {
    let now = tx.now();
    let query = Query::new("select user_id, expires, used from users_link where")
        .with("token_digest = {} and used is null and expires > {}", &[&token_digest, &now]);
    let row = tx.one(&query).await?;
    row.map(|row| {
        Ok(OneTimeLink {
            user: row.get(0)?,
            expires: row.get(1)?,
            used: row.get(2)?,
        })
    })
    .transpose()
}

/// Marks a link as used; says whether it was still unused.
pub async fn use_link(tx: &mut Tx, token_digest: &str) -> Result<bool> {
    let now = tx.now();
    let query = Query::new("update users_link set").with("used = {} where token_digest = {} and used is null", &[&now, &token_digest]);
    Ok(tx.execute(&query).await? == 1)
}
