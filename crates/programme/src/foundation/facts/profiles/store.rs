//! Profiles in SQL.

use super::{ProfileId, Said, SavedProfile};
use platform::database::{Query, Row, Tx};
use platform::{Error, Result};

/// As many profiles are kept.
pub(in super::super) const PROFILES_MAX: u64 = 500;

fn written(said: &Said) -> Result<String> {
    serde_json::to_string(said).map_err(|e| Error::Failed(anyhow::Error::new(e).context("writing a profile")))
}

fn profile(row: &Row) -> Result<SavedProfile> {
    let said: String = row.get(3)?;
    Ok(SavedProfile {
        id: row.get(0)?,
        name: row.get(1)?,
        fingerprint: row.get(2)?,
        said: serde_json::from_str(&said).map_err(|e| Error::Failed(anyhow::Error::new(e).context("reading a profile")))?,
        by: row.get(4)?,
        at: row.get(5)?,
        version: row.get(6)?,
    })
}

const COLUMNS: &str = "select id, name, fingerprint, profile, by_user, at, version from facts_profile";

/// All profiles by name.
pub(in super::super) async fn list(tx: &mut Tx) -> Result<Vec<SavedProfile>> {
    let query = Query::new(COLUMNS).and("order by name_sort");
    tx.all(&query).await?.iter().map(profile).collect()
}

/// How many there are.
pub(super) async fn count(tx: &mut Tx) -> Result<u64> {
    tx.count(&Query::new("select count(*) from facts_profile")).await
}

/// A profile by id.
pub(super) async fn find(tx: &mut Tx, id: ProfileId) -> Result<SavedProfile> {
    let row = tx.one(&Query::new(COLUMNS).with("where id = {}", &[&id])).await?;
    row.as_ref().map(profile).transpose()?.ok_or(Error::NotFound { what: "profile" })
}

/// A profile by name, in any case.
pub(super) async fn look_up(tx: &mut Tx, name: &str) -> Result<Option<SavedProfile>> {
    let sort = name.to_lowercase();
    let row = tx.one(&Query::new(COLUMNS).with("where name_sort = {}", &[&sort])).await?;
    row.as_ref().map(profile).transpose()
}

/// A new profile.
pub(super) async fn insert(tx: &mut Tx, profile: &SavedProfile) -> Result<()> {
    let query = Query::new("insert into facts_profile (id, name, name_sort, fingerprint, profile, by_user, at, version)").with(
        "values ({}, {}, {}, {}, {}, {}, {}, {})",
        &[
            &profile.id,
            &profile.name,
            &profile.name.to_lowercase(),
            &profile.fingerprint,
            &written(&profile.said)?,
            &profile.by,
            &profile.at,
            &profile.version,
        ],
    );
    tx.execute(&query).await.map(|_| ())
}

/// A changed profile, if nobody changed it since its version was read.
pub(super) async fn update(tx: &mut Tx, profile: &SavedProfile) -> Result<()> {
    let next = profile.version + 1;
    let query = Query::new("update facts_profile set").with(
        "name = {}, name_sort = {}, fingerprint = {}, profile = {}, by_user = {}, at = {}, version = {} where id = {} and version = {}",
        &[
            &profile.name,
            &profile.name.to_lowercase(),
            &profile.fingerprint,
            &written(&profile.said)?,
            &profile.by,
            &profile.at,
            &next,
            &profile.id,
            &profile.version,
        ],
    );
    tx.execute_versioned("profile", &query).await
}

/// Takes a profile away, if nobody changed it since its version was read.
pub(super) async fn delete(tx: &mut Tx, id: ProfileId, version: i64) -> Result<()> {
    let query = Query::new("delete from facts_profile where").with("id = {} and version = {}", &[&id, &version]);
    tx.execute_versioned("profile", &query).await
}
