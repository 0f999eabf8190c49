//! Mails and choices in SQL.

use super::rules::{Earlier, LetterId, REFUSED_MAX, State};
use crate::Result;
use crate::database::{Query, Row, Tx};
use vocabulary::{Day, Instant, UserId};

/// A mail that is about to be handed over.
pub(super) struct Letter<'a> {
    pub(super) id: LetterId,
    pub(super) user: UserId,
    pub(super) day: Day,
    /// The digest of its address.
    pub(super) address: &'a str,
    /// The digest of the token in its link.
    pub(super) leaving: &'a str,
}

const EARLIER: &str = "select user_id, state, address_digest, reason from mail_letter where";

fn earlier(row: &Row) -> Result<Earlier> {
    Ok(Earlier {
        user: row.get(0)?,
        state: row.get(1)?,
        address: row.get(2)?,
        reason: row.get(3)?,
    })
}

/// A mail that is begun; says whether it is the first of its day to its user.
pub(super) async fn insert(tx: &mut Tx, letter: &Letter<'_>) -> Result<bool> {
    let now = tx.now();
    let query = Query::new("insert into mail_letter (id, user_id, day, state, address_digest, leaving_digest, reason, begun)").with(
        "values ({}, {}, {}, {}, {}, {}, {}, {}) on conflict (user_id, day) do nothing",
        &[
            &letter.id,
            &letter.user,
            &letter.day,
            &State::Begun,
            &letter.address,
            &letter.leaving,
            &"",
            &now,
        ],
    );
    Ok(tx.execute(&query).await? == 1)
}

/// What became of a mail that was begun.
pub(super) async fn update_ended(tx: &mut Tx, id: LetterId, state: State, reason: &str) -> Result<()> {
    let now = tx.now();
    let query = Query::new("update mail_letter set").with(
        "state = {}, reason = {}, ended = {} where id = {} and state = {}",
        &[&state, &reason, &now, &id, &State::Begun],
    );
    tx.execute(&query).await.map(|_| ())
}

/// Forgets a mail that was begun and surely not taken: it may be tried again.
pub(super) async fn delete(tx: &mut Tx, id: LetterId) -> Result<()> {
    let query = Query::new("delete from mail_letter where").with("id = {} and state = {}", &[&id, &State::Begun]);
    tx.execute(&query).await.map(|_| ())
}

/// Forgets what the mail server refused of a user, so that it is tried again.
pub(super) async fn delete_refused(tx: &mut Tx, user: UserId) -> Result<()> {
    let query = Query::new("delete from mail_letter where").with("user_id = {} and state = {}", &[&user, &State::Refused]);
    tx.execute(&query).await.map(|_| ())
}

/// Forgets the mails begun before an instant; their links end nothing any more.
pub(super) async fn delete_old(tx: &mut Tx, before: Instant) -> Result<u64> {
    tx.execute(&Query::new("delete from mail_letter where").with("begun < {}", &[&before]))
        .await
}

/// Whether there is a mail of a day to a user, whatever became of it.
pub(super) async fn has_of_day(tx: &mut Tx, user: UserId, day: Day) -> Result<bool> {
    let query = Query::new("select count(*) from mail_letter where").with("user_id = {} and day = {}", &[&user, &day]);
    Ok(tx.count(&query).await? > 0)
}

/// The last mails to a user, the latest first.
pub(super) async fn list_latest(tx: &mut Tx, user: UserId) -> Result<Vec<Earlier>> {
    let most = i64::try_from(REFUSED_MAX).unwrap_or(i64::MAX);
    let query = Query::new(EARLIER).with("user_id = {} order by day desc limit {}", &[&user, &most]);
    tx.all(&query).await?.iter().map(earlier).collect()
}

/// The mails of a day, by user.
pub(super) async fn list_of_day(tx: &mut Tx, day: Day) -> Result<Vec<Earlier>> {
    let query = Query::new(EARLIER).with("day = {} order by user_id", &[&day]);
    tx.all(&query).await?.iter().map(earlier).collect()
}

/// Whose mail a link is of, by the digest of its token.
pub(super) async fn look_up_leaving(tx: &mut Tx, leaving: &str) -> Result<Option<UserId>> {
    let query = Query::new("select user_id from mail_letter where").with("leaving_digest = {}", &[&leaving]);
    tx.one(&query).await?.map(|row| row.get(0)).transpose()
}

/// Whether a user wants no daily mail.
pub(super) async fn has_declined(tx: &mut Tx, user: UserId) -> Result<bool> {
    let query = Query::new("select count(*) from mail_declined where").with("user_id = {}", &[&user]);
    Ok(tx.count(&query).await? > 0)
}

/// A user wants no daily mail from now on.
pub(super) async fn insert_declined(tx: &mut Tx, user: UserId) -> Result<()> {
    let now = tx.now();
    let query = Query::new("insert into mail_declined (user_id, declined) values")
        .with("({}, {}) on conflict (user_id) do nothing", &[&user, &now]);
    tx.execute(&query).await.map(|_| ())
}

/// A user wants daily mails again.
pub(super) async fn delete_declined(tx: &mut Tx, user: UserId) -> Result<()> {
    let query = Query::new("delete from mail_declined where").with("user_id = {}", &[&user]);
    tx.execute(&query).await.map(|_| ())
}
