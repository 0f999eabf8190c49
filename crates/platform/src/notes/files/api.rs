//! Files for programs: those of a record, a new one, what one holds, deleting and bringing back.

use super::acts::{self, Sent};
use super::pages::only;
use super::rules::{Evidence, EvidenceId};
use super::store;
use crate::Result;
use crate::api::{Call, FileContent, Found, Input, Listed, Made, Operation, Operations};
use crate::notes::WRITE;
use crate::notes::noted::{self, Opened, Record};
use crate::notes::pages::log_reading;
use crate::users;
use crate::web::Guard;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use vocabulary::UserId;

const OF_RECORD: &[Input] = &[Input::text("about", "notes.api_about").needed()];

/// What programs can do with files.
pub(in crate::notes) fn operations(api: Operations) -> Operations {
    let (signed_in, write) = (Guard::SignedIn, Guard::May(WRITE));
    let one = "/notes/files/{file}";
    api.and(Operation::list("list_files", "/notes/files", signed_in, list_files).query(OF_RECORD))
        .and(Operation::create("create_file", "/notes/files", write, create_file).files(OF_RECORD))
        .and(Operation::find("find_file", one, signed_in, find_file))
        .and(Operation::find(
            "find_content",
            "/notes/files/{file}/content",
            signed_in,
            find_content,
        ))
        .and(Operation::delete("delete_file", one, write, delete_file))
        .and(Operation::act("restore_file", "/notes/files/{file}/restoration", write, restore_file).versioned())
}

/// A file on a record.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "File")]
struct Shown {
    id: String,
    /// The page of the record on which it stands.
    about: String,
    name: String,
    media_type: &'static str,
    bytes: i64,
    /// The SHA-256 of what it holds.
    digest: String,
    author: String,
    written: String,
    deleted: bool,
    version: i64,
}

impl Shown {
    fn new(file: &Evidence, opened: &Opened, names: &BTreeMap<UserId, String>) -> Self {
        Self {
            id: file.id.to_string(),
            about: opened.href.clone(),
            name: file.name.clone(),
            media_type: file.ending.media(),
            bytes: file.bytes,
            digest: file.digest.clone(),
            author: names.get(&file.author).cloned().unwrap_or_default(),
            written: file.written.to_rfc3339(),
            deleted: file.deleted.is_some(),
            version: file.version,
        }
    }
}

fn file_id(call: &Call) -> Result<EvidenceId> {
    EvidenceId::in_address(call.path("file"))
}

fn made(id: EvidenceId, version: i64) -> Made {
    Made::at(id, &format!("/notes/files/{id}")).version(version)
}

async fn list_files(call: Call) -> Result<Listed<Shown>> {
    let page = call.page()?;
    let record = Record::find_at(&call.app().book, call.query().text("about"))?;
    let before = match page.after.as_str() {
        "" => None,
        id => Some(EvidenceId::in_address(id)?),
    };
    let mut tx = call.read().await?;
    let opened = noted::open(&mut tx, &call.app().book, call.viewer(), &record).await?;
    let files = store::list_of(&mut tx, &record, before, page.limit).await?;
    let names = users::store::list_names(&mut tx, &files.iter().map(|file| file.author).collect()).await?;
    Ok(page.listed(&files, |file| file.id.to_string(), |file| Shown::new(file, &opened, &names)))
}

async fn find_file(call: Call) -> Result<Found<Shown>> {
    let id = file_id(&call)?;
    let mut tx = call.read().await?;
    let (file, opened) = acts::find(&mut tx, call.app(), call.viewer(), id).await?;
    let names = users::store::list_names(&mut tx, &[file.author].into()).await?;
    Ok(Found::of_version(Shown::new(&file, &opened, &names), file.version))
}

async fn find_content(call: Call) -> Result<Found<FileContent>> {
    let id = file_id(&call)?;
    let mut tx = call.read().await?;
    let (file, opened) = acts::find(&mut tx, call.app(), call.viewer(), id).await?;
    drop(tx);
    log_reading(call.caller(), &opened, &file.record).await?;
    let bytes = acts::content(call.app(), &file).await?;
    Ok(Found::new(FileContent::new(file.name, file.ending.media(), &bytes)))
}

async fn create_file(mut call: Call) -> Result<Made> {
    let record = Record::find_at(&call.app().book, call.fields().text("about"))?;
    let mut tx = call.read().await?;
    noted::open(&mut tx, &call.app().book, call.viewer(), &record).await?;
    drop(tx);
    let file = only(call.take_files())?;
    let sent = Sent::take(call.app(), file).await?;
    call.writing(async |tx| {
        let file = acts::keep(tx, call.app(), call.viewer(), &record, sent).await?;
        Ok(made(file.id, file.version))
    })
    .await
}

async fn delete_file(call: Call) -> Result<Made> {
    let at = (file_id(&call)?, call.version()?);
    call.writing(async |tx| {
        let file = acts::delete(tx, call.app(), call.viewer(), at).await?;
        Ok(made(file.id, file.version + 1))
    })
    .await
}

async fn restore_file(call: Call) -> Result<Made> {
    let at = (file_id(&call)?, call.version()?);
    call.writing(async |tx| {
        let file = acts::restore(tx, call.app(), call.viewer(), at).await?;
        Ok(made(file.id, file.version + 1))
    })
    .await
}
