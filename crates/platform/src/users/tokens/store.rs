//! Access tokens in SQL.

use super::{Scopes, Token, TokenId};
use crate::Result;
use crate::database::{Query, Row, Tx};
use vocabulary::{Day, UserId};

const TOKEN: &str = "select id, user_id, name, scopes, made, expires, used, ended from users_token where";

fn token(row: &Row, chapters: &[&str]) -> Result<Token> {
    let scopes: String = row.get(3)?;
    Ok(Token {
        id: row.get(0)?,
        user: row.get(1)?,
        name: row.get(2)?,
        scopes: Scopes::parse(&scopes, chapters),
        made: row.get(4)?,
        expires: row.get(5)?,
        used: row.get(6)?,
        ended: row.get(7)?,
    })
}

/// A new token.
pub async fn insert(tx: &mut Tx, token: &Token, token_digest: &str) -> Result<()> {
    let query = Query::new("insert into users_token (id, token_digest, user_id, name, scopes, made, expires, used, ended)").with(
        "values ({}, {}, {}, {}, {}, {}, {}, {}, {})",
        &[
            &token.id,
            &token_digest,
            &token.user,
            &token.name,
            &token.scopes.to_string(),
            &token.made,
            &token.expires,
            &token.used,
            &token.ended,
        ],
    );
    tx.execute(&query).await.map(|_| ())
}

/// The token of a digest.
pub async fn look_up(tx: &mut Tx, token_digest: &str, chapters: &[&str]) -> Result<Option<Token>> {
    let row = tx.one(&Query::new(TOKEN).with("token_digest = {}", &[&token_digest])).await?;
    row.map(|row| token(&row, chapters)).transpose()
}

/// The tokens of a user that nobody ended, the latest first.
pub async fn list(tx: &mut Tx, user: UserId, chapters: &[&str]) -> Result<Vec<Token>> {
    let query = Query::new(TOKEN).with("user_id = {} and ended is null order by made desc, id desc limit 200", &[&user]);
    tx.all(&query).await?.iter().map(|row| token(row, chapters)).collect()
}

/// Writes down the day on which a token was used.
pub async fn update_used(tx: &mut Tx, id: TokenId, day: Day) -> Result<()> {
    tx.execute(&Query::new("update users_token set").with("used = {} where id = {}", &[&day, &id]))
        .await
        .map(|_| ())
}

/// Ends a token of a user; says whether it was theirs and not ended.
pub async fn update_ended(tx: &mut Tx, user: UserId, id: TokenId) -> Result<bool> {
    let now = tx.now();
    let query =
        Query::new("update users_token set").with("ended = {} where id = {} and user_id = {} and ended is null", &[&now, &id, &user]);
    Ok(tx.execute(&query).await? == 1)
}

/// Ends every token of a user; says how many.
pub async fn update_all_ended(tx: &mut Tx, user: UserId) -> Result<u64> {
    let now = tx.now();
    tx.execute(&Query::new("update users_token set").with("ended = {} where user_id = {} and ended is null", &[&now, &user]))
        .await
}
