//! The files on the page of a record, and what can be undone there.

use super::pages::{self, PLACE};
use super::rules::{Ending, Evidence, EvidenceId};
use super::store;
use crate::Result;
use crate::database::Tx;
use crate::look::components::{Button, Column, Field, Form, Row, Section, Table, folded, record_link};
use crate::look::{Markup, format, join, nothing, text};
use crate::notes::WRITE;
use crate::notes::acts::own;
use crate::notes::noted::{Opened, Record};
use crate::texts::{say, say_with};
use crate::users;
use crate::web::Caller;
use crate::web::done::{self, Undoing};
use hypertext::prelude::*;

/// How many files stand on the page of their record.
const ON_PAGE: i64 = 50;

/// The endings that a browser offers to choose.
pub(super) fn accepted() -> String {
    let endings = Ending::words().into_iter().map(|ending| format!(".{ending}"));
    endings.collect::<Vec<_>>().join(",")
}

/// The files on a record, with the form that sends one for whoever may; nothing where there is neither.
///
/// # Errors
/// When the database does not answer.
pub(in crate::notes) async fn section(tx: &mut Tx, caller: &Caller, record: &Record, opened: &Opened) -> Result<(Option<Markup>, Markup)> {
    let files = store::list_of(tx, record, None, ON_PAGE).await?;
    let form = if caller.viewer.holds(WRITE) {
        folded(say("notes.send_file"), sending(caller, &opened.href), false)
    } else {
        nothing()
    };
    if files.is_empty() {
        return Ok((None, form));
    }
    let names = users::store::list_names(tx, &files.iter().map(|file| file.author).collect()).await?;
    let columns = vec![
        Column::text("file", say("notes.file")),
        Column::number("size", say("notes.size")).quiet(),
        Column::text("who", say("notes.from")),
        Column::text("when", say("notes.sent")).quiet(),
        Column::text("act", ""),
    ];
    let row = |file: &Evidence| {
        Row::new(vec![
            record_link(&file.name, &format!("{PLACE}/{}", file.id)),
            text(size(file.bytes)),
            text(names.get(&file.author).map_or("", String::as_str)),
            text(format::moment(file.written, &caller.app.config.zone)),
            deletion(caller, file),
        ])
    };
    let table = Table::new(say("notes.files"), columns).rows(files.iter().map(row).collect());
    let section = Section::new(say("notes.files"), join([table.memoize(), form])).id("files");
    Ok((Some(section.memoize()), nothing()))
}

fn sending(caller: &Caller, about: &str) -> Form {
    Form::post(PLACE)
        .csrf(Some(caller.csrf()))
        .hidden("about", about)
        .with_files()
        .field(
            Field::file("file", say("notes.file"), accepted())
                .hint(say("notes.file_hint"))
                .id("new-file")
                .required(),
        )
        .button(Button::submit(say("notes.keep_file")))
}

fn deletion(caller: &Caller, file: &Evidence) -> Markup {
    if caller.viewer.user != Some(file.author) || !caller.viewer.holds(WRITE) {
        return nothing();
    }
    pages::verb(caller, file, "deletion", Button::submit(say("notes.delete")).quiet())
}

/// So many bytes as people say it.
pub(super) fn size(bytes: i64) -> String {
    let (n, key) = match bytes {
        0..10_000 => (bytes, "notes.bytes"),
        10_000..10_000_000 => (bytes / 1_000, "notes.kilobytes"),
        _ => (bytes / 1_000_000, "notes.megabytes"),
    };
    let n = format::count(u64::try_from(n).unwrap_or_default());
    match key {
        "notes.bytes" => say_with("notes.bytes", &[("n", &n)]),
        "notes.kilobytes" => say_with("notes.kilobytes", &[("n", &n)]),
        _ => say_with("notes.megabytes", &[("n", &n)]),
    }
}

/// What a page opens with after a file was deleted.
pub(in crate::notes) const DELETED: Undoing = Undoing {
    word: "notes.file_deleted",
    offer: |tx, caller, id| {
        Box::pin(async {
            let file = store::find(tx, own(&caller.viewer)?, EvidenceId::in_address(id)?).await?;
            let sentence = say_with("notes.file_gone", &[("name", &file.name)]);
            let action = format!("{PLACE}/{}/restoration", file.id);
            let stands = file.deleted.is_some() && Some(file.author) == caller.viewer.user;
            Ok(stands.then(|| done::notice(caller, sentence, &action, file.version)))
        })
    },
};
