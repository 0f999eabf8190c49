//! Files by pages: sent from the section on a record's page, taken out as an attachment, deleted and brought back.

use super::acts::{self, Sent};
use super::rules::{Evidence, EvidenceId};
use super::section::{DELETED, accepted};
use crate::look::components::{Button, Field, Form, Head};
use crate::look::{Markup, join};
use crate::notes::WRITE;
use crate::notes::noted::{self, Record};
use crate::notes::pages::log_reading;
use crate::texts::say;
use crate::web::again::Shown;
use crate::web::done::after;
use crate::web::{Answer, Caller, Fields, Guard, Path, Routes, Upload, View, download, inside, redirect};
use crate::{Error, Result};
use hypertext::prelude::*;

pub(super) const PLACE: &str = "/notes/files";

pub(in crate::notes) fn routes(routes: Routes) -> Routes {
    let write = Guard::May(WRITE);
    routes
        .post("/notes/files", write, submit_new)
        .get("/notes/files/{file}", Guard::SignedIn, show_one)
        .post("/notes/files/{file}/deletion", write, submit_deletion)
        .post("/notes/files/{file}/restoration", write, submit_restoration)
}

/// A form of one verb on a file.
pub(super) fn verb(caller: &Caller, file: &Evidence, act: &str, button: Button) -> Markup {
    Form::post(format!("{PLACE}/{}/{act}", file.id))
        .csrf(Some(caller.csrf()))
        .hidden("version", file.version.to_string())
        .inline()
        .button(button)
        .memoize()
}

/// The one file that was sent.
///
/// # Errors
/// A refusal on `file` when there is none.
pub(super) fn only(files: Vec<crate::web::File>) -> Result<crate::web::File> {
    let missing = || Error::refused_on("file", "notes.no_file", say("notes.no_file"));
    files.into_iter().next().ok_or_else(missing)
}

async fn submit_new(caller: Caller, upload: Upload) -> Answer {
    let Upload { fields, files } = upload;
    let record = Record::find_at(&caller.app.book, fields.text("about"))?;
    let mut tx = caller.app.db.read().await?;
    // Nothing is laid on the shelf for whoever does not see the record.
    let opened = noted::open(&mut tx, &caller.app.book, &caller.viewer, &record).await?;
    drop(tx);
    let kept = keep(&caller, &record, files).await;
    match kept {
        Ok(()) => Ok(redirect(&format!("{}#files", opened.href))),
        Err(error) => {
            let shown = Shown::refused(error, &fields)?;
            let file = shown.fill(
                Field::file("file", say("notes.file"), accepted())
                    .hint(say("notes.file_hint"))
                    .required(),
            );
            let form = shown
                .form(PLACE, caller.csrf(), &["file"])
                .hidden("about", &opened.href)
                .with_files();
            let form = shown.end(form.field(file), inside(&opened.href));
            let body = join([Head::new(say("notes.send_file")).memoize(), form.memoize()]);
            let page = View::new(say("notes.send_file"), "", body).under(&opened.name, &opened.href);
            Ok(caller.page_with(shown.status(), page))
        }
    }
}

async fn keep(caller: &Caller, record: &Record, files: Vec<crate::web::File>) -> Result<()> {
    let sent = Sent::take(&caller.app, only(files)?).await?;
    caller
        .writing(async |tx| acts::keep(tx, &caller.app, &caller.viewer, record, sent).await.map(|_| ()))
        .await
}

/// Always an attachment, never a page of ours.
async fn show_one(caller: Caller, Path(file): Path<String>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let (file, opened) = acts::find(&mut tx, &caller.app, &caller.viewer, EvidenceId::in_address(&file)?).await?;
    drop(tx);
    log_reading(&caller, &opened, &file.record).await?;
    let bytes = acts::content(&caller.app, &file).await?;
    Ok(download(file.ending.media(), &file.name, bytes))
}

async fn submit_deletion(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let at = (EvidenceId::in_address(&id)?, fields.version("file")?);
    let href = caller
        .writing(async |tx| {
            let file = acts::delete(tx, &caller.app, &caller.viewer, at).await?;
            let opened = noted::open(tx, &caller.app.book, &caller.viewer, &file.record).await?;
            Ok(after(&opened.href, &DELETED, file.id))
        })
        .await?;
    Ok(redirect(&href))
}

async fn submit_restoration(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let at = (EvidenceId::in_address(&id)?, fields.version("file")?);
    let href = caller
        .writing(async |tx| {
            let file = acts::restore(tx, &caller.app, &caller.viewer, at).await?;
            let opened = noted::open(tx, &caller.app.book, &caller.viewer, &file.record).await?;
            Ok(format!("{}#files", opened.href))
        })
        .await?;
    Ok(redirect(&href))
}
