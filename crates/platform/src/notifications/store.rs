//! Notices in SQL. Every question names the user whose they are.

use super::rules::{Happened, Kind, Notice, NoticeId};
use crate::database::{Query, Row, Tx};
use crate::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Instant, UserId};

/// How many rows are written with one statement.
const ROWS_AT_ONCE: usize = 400;
/// How many values travel with one statement.
const AT_ONCE: usize = 2_000;

const NOTICE: &str =
    "select n.id, n.user_id, n.kind, n.sentence, n.said, n.href, n.at, n.read_at, n.about from notifications_notice n where";

fn notice(row: &Row) -> Result<Notice> {
    let said: String = row.get(4)?;
    Ok(Notice {
        id: row.get(0)?,
        user: row.get(1)?,
        kind: row.get(2)?,
        sentence: row.get(3)?,
        said: serde_json::from_str(&said).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading a notice")))?,
        href: row.get(5)?,
        at: row.get(6)?,
        read: row.get(7)?,
        about: row.get(8)?,
    })
}

/// New notices of a kind, one for each user.
pub(super) async fn insert(tx: &mut Tx, kind: &Kind, told: &[(UserId, &Happened)]) -> Result<()> {
    let now = tx.now();
    for some in told.chunks(ROWS_AT_ONCE) {
        let mut query = Query::new("insert into notifications_notice (id, user_id, kind, sentence, said, href, about, at) values");
        for (place, (user, happened)) in some.iter().enumerate() {
            let id = NoticeId::new(tx.ids());
            let said = serde_json::to_string(&happened.said);
            let said = said.map_err(|e| Error::Failed(anyhow::Error::new(e).context("writing a notice")))?;
            let text = if place == 0 {
                "({}, {}, {}, {}, {}, {}, {}, {})"
            } else {
                ", ({}, {}, {}, {}, {}, {}, {}, {})"
            };
            let Happened { sentence, href, about, .. } = happened;
            query = query.with(text, &[&id, user, &kind.word, sentence, &said, href, about, &now]);
        }
        tx.execute(&query).await?;
    }
    Ok(())
}

/// Those of some users who do not want to be told of a kind.
pub(super) async fn list_muted(tx: &mut Tx, kind: &Kind, users: &[UserId]) -> Result<BTreeSet<UserId>> {
    let mut muted = BTreeSet::new();
    for some in users.chunks(AT_ONCE) {
        let query = Query::new("select user_id from notifications_muted where").with("kind = {}", &[&kind.word]);
        for row in tx.all(&query.among("and user_id", some)).await? {
            muted.insert(row.get(0)?);
        }
    }
    Ok(muted)
}

/// The kinds of which a user does not want to be told.
pub(super) async fn list_muted_of(tx: &mut Tx, user: UserId) -> Result<BTreeSet<String>> {
    let query = Query::new("select kind from notifications_muted where").with("user_id = {}", &[&user]);
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// Keeps of which kinds a user does not want to be told.
pub(super) async fn update_muted(tx: &mut Tx, user: UserId, kinds: &[&str]) -> Result<()> {
    let gone = Query::new("delete from notifications_muted where").with("user_id = {}", &[&user]);
    tx.execute(&gone).await?;
    for kind in kinds {
        let query = Query::new("insert into notifications_muted (user_id, kind) values").with("({}, {})", &[&user, kind]);
        tx.execute(&query).await?;
    }
    Ok(())
}

/// How many notices of a user are new, counted up to a number.
pub(super) async fn count_unread(tx: &mut Tx, user: UserId, most: i64) -> Result<u64> {
    let inner = "select n.id from notifications_notice n where n.user_id = {} and n.read_at is null limit {}";
    tx.count(&Query::new("select count(*) from (").with(inner, &[&user, &most]).and(") counted"))
        .await
}

/// How many notices of a user are new, by the word of their kind.
pub(super) async fn count_unread_by_kind(tx: &mut Tx, user: UserId) -> Result<BTreeMap<String, u64>> {
    let query = Query::new("select n.kind, count(*) from notifications_notice n where")
        .with("n.user_id = {} and n.read_at is null group by n.kind", &[&user]);
    let counted = |row: &Row| -> Result<(String, u64)> {
        let n: i64 = row.get(1)?;
        Ok((row.get(0)?, u64::try_from(n).unwrap_or_default()))
    };
    tx.all(&query).await?.iter().map(counted).collect()
}

/// How many notices of a user there are, or how many new ones.
pub(super) async fn count(tx: &mut Tx, user: UserId, unread: bool) -> Result<u64> {
    let query = Query::new("select count(*) from notifications_notice n where").with("n.user_id = {}", &[&user]);
    tx.count(&only(query, unread)).await
}

fn only(query: Query, unread: bool) -> Query {
    if unread { query.and("and n.read_at is null") } else { query }
}

/// The notices of a user, the latest first: so many after so many.
pub(super) async fn list(tx: &mut Tx, user: UserId, unread: bool, [limit, skip]: [i64; 2]) -> Result<Vec<Notice>> {
    let query = only(Query::new(NOTICE).with("n.user_id = {}", &[&user]), unread);
    let rows = tx
        .all(&query.with("order by n.id desc limit {} offset {}", &[&limit, &skip]))
        .await?;
    rows.iter().map(notice).collect()
}

/// The notices of a user told before another one, the latest first.
pub(super) async fn list_before(tx: &mut Tx, user: UserId, before: Option<NoticeId>, limit: i64) -> Result<Vec<Notice>> {
    let query = Query::new(NOTICE).with("n.user_id = {}", &[&user]);
    let query = match before {
        Some(before) => query.with("and n.id < {}", &[&before]),
        None => query,
    };
    let rows = tx.all(&query.with("order by n.id desc limit {}", &[&limit])).await?;
    rows.iter().map(notice).collect()
}

/// A notice of a user.
pub(super) async fn find(tx: &mut Tx, user: UserId, id: NoticeId) -> Result<Notice> {
    let row = tx
        .one(&Query::new(NOTICE).with("n.id = {} and n.user_id = {}", &[&id, &user]))
        .await?;
    row.as_ref()
        .map(notice)
        .transpose()?
        .ok_or(Error::NotFound { what: "notification" })
}

/// Marks a notice as read at an instant, or as new.
pub(super) async fn update_read(tx: &mut Tx, id: NoticeId, read: Option<Instant>) -> Result<()> {
    let query = Query::new("update notifications_notice set").with("read_at = {} where id = {}", &[&read, &id]);
    tx.execute(&query).await.map(|_| ())
}

/// Marks every notice of a user as read, up to the one they have seen; says how many.
pub(super) async fn update_all_read(tx: &mut Tx, user: UserId, upto: NoticeId) -> Result<u64> {
    let now = tx.now();
    let query = Query::new("update notifications_notice set").with(
        "read_at = {} where user_id = {} and read_at is null and id <= {}",
        &[&now, &user, &upto],
    );
    tx.execute(&query).await
}

/// Forgets the notices read before an instant and told before an instant, whosever they are; says how many.
pub(super) async fn delete_old(tx: &mut Tx, read_before: Instant, told_before: Instant) -> Result<u64> {
    let query = Query::new("delete from notifications_notice where")
        .with("at < {} or (at < {} and read_at < {})", &[&told_before, &read_before, &read_before]);
    tx.execute(&query).await
}
