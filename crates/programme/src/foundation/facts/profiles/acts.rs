//! What can be done with profiles: keep, rename, delete; and recognise the files they were made for.

use super::super::acts::{Files, blocking};
use super::super::examination::tables_of;
use super::super::told::{TableTold, Told};
use super::super::{IMPORT, mapping};
use super::{ProfileId, Said, SavedProfile, fingerprint, store};
use crate::foundation::facts::report::ImportId;
use platform::access::Viewer;
use platform::database::Tx;
use platform::journal::{self, Noted, note};
use platform::texts::{say, say_with};
use platform::web::AppRef;
use platform::{Error, Result};
use serde::Deserialize;
use serde_json::json;
use vocabulary::EntryId;

/// The longest name, in characters.
const NAME_MAX: usize = 80;

/// All profiles by name.
///
/// # Errors
/// Forbidden without `facts.import`.
pub async fn list(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<SavedProfile>> {
    viewer.may(IMPORT)?;
    store::list(tx).await
}

fn checked(name: &str) -> Result<String> {
    let name = name.trim();
    let fits = !name.is_empty() && name.chars().count() <= NAME_MAX && !name.chars().any(char::is_control);
    if !fits {
        let n = NAME_MAX.to_string();
        return Err(Error::refused_on(
            "profile_name",
            "facts.profile_name",
            say_with("facts.profile_name", &[("n", &n)]),
        ));
    }
    Ok(name.to_owned())
}

/// Keeps how a table of a tried import is read under a name. A profile of that name takes the new content.
///
/// # Errors
/// Not found when the import or the table is none of the viewer's; a refusal of the name.
pub async fn keep(app: &AppRef, viewer: &Viewer, import: ImportId, table: &str, name: &str) -> Result<SavedProfile> {
    viewer.may(IMPORT)?;
    let name = checked(name)?;
    let (_, told, layouts) = mapping::layouts(app, viewer, import).await?;
    let layout = layouts
        .into_iter()
        .find(|layout| layout.name == table && layout.target.is_some())
        .ok_or(Error::NotFound { what: "table" })?;
    let mut said = TableTold {
        target: layout.target,
        profile: None,
        left_out: false,
        ..layout.said
    };
    for column in &layout.columns {
        said.fields.entry(column.name.clone()).or_insert_with(|| column.field.clone());
    }
    let said = Said {
        table: said,
        given: told.given,
        headings: layout.headings,
    };
    let mut tx = app.db.write().await?;
    let kept = keep_in(&mut tx, viewer, &name, said).await?;
    tx.commit().await?;
    Ok(kept)
}

/// Keeps a profile in a transaction.
pub(in super::super) async fn keep_in(tx: &mut Tx, viewer: &Viewer, name: &str, said: Said) -> Result<SavedProfile> {
    let former = store::look_up(tx, name).await?;
    let profile = SavedProfile {
        id: former.as_ref().map_or_else(|| ProfileId::new(tx.ids()), |former| former.id),
        name: name.to_owned(),
        fingerprint: fingerprint(&said.headings),
        said,
        by: viewer.user,
        at: tx.now(),
        version: former.as_ref().map_or(1, |former| former.version),
    };
    if former.is_some() {
        store::update(tx, &profile).await?;
    } else {
        if store::count(tx).await? >= store::PROFILES_MAX {
            let n = store::PROFILES_MAX.to_string();
            return Err(Error::refused(
                "facts.too_many_profiles",
                say_with("facts.too_many_profiles", &[("n", &n)]),
            ));
        }
        store::insert(tx, &profile).await?;
    }
    let body = json!({ "name": name, "said": profile.said, "before": former.map(|former| former.said) });
    note(tx, viewer, "import_profile_kept", ("import_profile", profile.id.to_string()), &body)?;
    Ok(profile)
}

/// Gives a profile another name.
///
/// # Errors
/// Not found; changed meanwhile; a refusal of the name.
pub async fn rename(tx: &mut Tx, viewer: &Viewer, id: ProfileId, name: &str, version: i64) -> Result<()> {
    viewer.may(IMPORT)?;
    let name = checked(name)?;
    let before = store::find(tx, id).await?;
    if store::look_up(tx, &name).await?.is_some_and(|other| other.id != id) {
        return Err(Error::refused_on("profile_name", "facts.profile_taken", say("facts.profile_taken")));
    }
    let body = json!({ "name": name, "before": before.name });
    let renamed = SavedProfile {
        name,
        version,
        at: tx.now(),
        by: viewer.user,
        ..before
    };
    store::update(tx, &renamed).await?;
    note(tx, viewer, "import_profile_renamed", ("import_profile", id.to_string()), &body)
}

/// Deletes a profile; imports that were read by it keep what they are.
///
/// # Errors
/// Not found; changed meanwhile.
pub async fn delete(tx: &mut Tx, viewer: &Viewer, id: ProfileId, version: i64) -> Result<()> {
    viewer.may(IMPORT)?;
    let before = store::find(tx, id).await?;
    store::delete(tx, id, version).await?;
    let body = json!({ "name": before.name, "said": before.said });
    note(tx, viewer, "import_profile_deleted", ("import_profile", id.to_string()), &body)
}

/// What the journal holds of a profile that was deleted.
#[derive(Deserialize)]
struct Deleted {
    name: String,
    said: Said,
}

/// The name of the profile whose deletion an entry of the journal noted, while nothing else has it.
///
/// # Errors
/// Forbidden; not found; there is such a profile again.
pub async fn deleted(tx: &mut Tx, viewer: &Viewer, entry: &Noted) -> Result<String> {
    Ok(read_deleted(tx, viewer, entry).await?.name)
}

async fn read_deleted(tx: &mut Tx, viewer: &Viewer, entry: &Noted) -> Result<Deleted> {
    viewer.may(IMPORT)?;
    let gone = || Error::NotFound { what: "profile" };
    let body = entry
        .body
        .as_ref()
        .filter(|_| entry.kind == "import_profile_deleted")
        .ok_or_else(gone)?;
    let deleted = Deleted::deserialize(body).map_err(|_other| gone())?;
    match store::look_up(tx, &deleted.name).await? {
        None => Ok(deleted),
        Some(_) => Err(Error::Changed { what: "profile" }),
    }
}

/// Brings back the profile whose deletion an entry of the journal noted.
///
/// # Errors
/// Forbidden; not found; there is such a profile again; too many.
pub async fn restore(tx: &mut Tx, viewer: &Viewer, entry: EntryId) -> Result<SavedProfile> {
    viewer.may(IMPORT)?;
    let noted = journal::find(tx, entry).await?;
    let Deleted { name, said } = read_deleted(tx, viewer, &noted).await?;
    keep_in(tx, viewer, &name, said).await
}

/// What the sender says, with what profiles say about the tables that they recognise; and the files again.
///
/// # Errors
/// A refusal when the sender names a profile that is not there.
pub(in super::super) async fn recognised(app: &AppRef, files: Files, mut told: Told) -> Result<(Files, Told)> {
    let mut tx = app.db.read().await?;
    if let Some(name) = told.profile.clone() {
        let profile = store::look_up(&mut tx, &name).await?;
        let profile = profile.ok_or_else(|| Error::refused("facts.no_profile", say_with("facts.no_profile", &[("name", &name)])))?;
        told.everywhere = profile.as_told();
        profile.apply_given(&mut told);
        return Ok((files, told));
    }
    let saved = store::list(&mut tx).await?;
    drop(tx);
    if saved.is_empty() || told.target.is_some() || told.everywhere != TableTold::default() {
        return Ok((files, told));
    }
    blocking("recognising files by their profiles", move || {
        for (name, bytes) in &files {
            let tables = tables_of(name, bytes, &told).unwrap_or_default();
            for table in tables.iter().map(|found| (found.name.clone(), fingerprint(&found.columns))) {
                let newest = saved
                    .iter()
                    .filter(|profile| profile.fingerprint == table.1)
                    .max_by_key(|profile| profile.at);
                if let Some(profile) = newest.filter(|_| !told.tables.contains_key(&table.0)) {
                    profile.apply(&mut told, &table.0);
                }
            }
        }
        Ok((files, told))
    })
    .await
}
