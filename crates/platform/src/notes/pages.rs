//! The pages of notes: older ones of a record, one with its talk, and what is sent from the section on every record's page.

use super::acts::{self, Said};
use super::api::names_on;
use super::noted::{self, Opened, Record};
use super::reading::{self, Talks, talks};
use super::rules::{Note, NoteId};
use super::section::{DELETED, Shown as Talking};
use super::{WRITE, store};
use crate::Result;
use crate::look::components::{Button, Empty, Field, Form, Head, Section};
use crate::look::{Markup, join, nothing, text};
use crate::texts::{say, say_with};
use crate::web::again::Shown;
use crate::web::done::after;
use crate::web::{Answer, Caller, Fields, Guard, Params, Path, Routes, View, redirect};
use hypertext::prelude::*;
use std::collections::BTreeMap;

pub(super) const PLACE: &str = "/notes";
/// How many talks stand on a page of their own.
const PER_PAGE: i64 = 20;
/// The fields beside which a refusal stands.
const FIELDS: &[&str] = &["words", "private"];

pub(super) fn routes(routes: Routes) -> Routes {
    let write = Guard::May(WRITE);
    routes
        .get("/notes", Guard::SignedIn, show_list)
        .post("/notes", write, submit_new)
        .get("/notes/{note}", Guard::SignedIn, show_one)
        .post("/notes/{note}", write, submit_one)
        .post("/notes/{note}/answers", write, submit_answer)
        .post("/notes/{note}/deletion", write, submit_deletion)
        .post("/notes/{note}/restoration", write, submit_restoration)
}

/// Where a note stands on the page of its record.
fn on_record(opened: &Opened, id: NoteId) -> String {
    format!("{}#note-{id}", opened.href)
}

/// What was said in a form.
pub(super) fn said(fields: &Fields) -> Said<'_> {
    Said {
        words: fields.raw("words"),
        private: fields.text("private") == "yes",
    }
}

/// A form of one verb on a note.
pub(super) fn verb(caller: &Caller, note: &Note, act: &str, button: Button) -> Markup {
    Form::post(format!("{PLACE}/{}/{act}", note.id))
        .csrf(Some(caller.csrf()))
        .hidden("version", note.version.to_string())
        .inline()
        .button(button)
        .memoize()
}

/// Older notes of a record.
async fn show_list(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let Some(about) = params.get("about") else {
        let empty = Empty::new(say("notes.belong"), say("notes.belong_why")).action(Button::link(say("error.home"), "/"));
        let body = join([Head::new(say("notes.place")).memoize(), empty.memoize()]);
        return Ok(caller.page(View::new(say("notes.place"), "", body)));
    };
    let record = Record::find_at(&caller.app.book, about)?;
    let before = params.get("before").map(|id| NoteId::in_address(id)).transpose()?;
    let mut tx = caller.app.db.read().await?;
    let opened = noted::open(&mut tx, &caller.app.book, &caller.viewer, &record).await?;
    let talks = talks(&mut tx, &caller.viewer, &record, before, PER_PAGE).await?;
    drop(tx);
    log_reading(&caller, &opened, &record).await?;
    let shown = Talking {
        caller: &caller,
        href: &opened.href,
        talks: &talks,
    };
    let older = talks.more.map_or_else(nothing, |before| shown.older(before));
    let head = Head::new(say_with("notes.of", &[("record", &opened.name)])).action(Button::link(say("notes.to_record"), &opened.href));
    let body = join([head.memoize(), shown.list(), older]);
    Ok(caller.page(View::new(say("notes.place"), "", body).under(&opened.name, &opened.href)))
}

/// Some records keep who read them, and their notes are a part of them.
pub(super) async fn log_reading(caller: &Caller, opened: &Opened, record: &Record) -> Result<()> {
    match opened.kind.reading {
        Some(reading) => reading(&caller.app, &caller.viewer, &record.id).await,
        None => Ok(()),
    }
}

async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    let record = Record::find_at(&caller.app.book, fields.text("about"))?;
    let written = caller
        .writing(async |tx| {
            let opened = noted::open(tx, &caller.app.book, &caller.viewer, &record).await?;
            let note = acts::write(tx, &caller.app, &caller.viewer, &record, said(&fields)).await?;
            Ok(on_record(&opened, note.id))
        })
        .await;
    match written {
        Ok(href) => Ok(redirect(&href)),
        Err(error) => {
            let shown = Shown::refused(error, &fields)?;
            let form = shown
                .form(PLACE, caller.csrf(), FIELDS)
                .hidden("about", fields.text("about"))
                .fields(vec![words(&shown, fields.text("about")), private(&shown)]);
            let form = shown.end(form, crate::web::inside(fields.text("about")));
            let body = join([Head::new(say("notes.write")).memoize(), form.memoize()]);
            Ok(caller.page_with(shown.status(), View::new(say("notes.write"), "", body)))
        }
    }
}

fn words(shown: &Shown<'_>, about: &str) -> Field {
    let words = Field::area("words", say("notes.words"), 6).hint(say("notes.words_hint"));
    shown.fill(words.names(names_on(about)).required())
}

fn private(shown: &Shown<'_>) -> Field {
    Field::check("private", say("notes.private"), shown.text("private") == "yes")
}

/// A note with its talk, as its reader sees it.
struct One {
    note: Note,
    opened: Opened,
    talks: Talks,
}

async fn find(caller: &Caller, id: &str) -> Result<One> {
    let id = NoteId::in_address(id)?;
    let mut tx = caller.app.db.read().await?;
    let (note, opened) = acts::find(&mut tx, &caller.app, &caller.viewer, id).await?;
    let root = match note.under {
        Some(under) => store::look_up_talk(&mut tx, under).await?,
        None => Some(note.clone()),
    };
    let talks = reading::with_answers(&mut tx, root.into_iter().collect()).await?;
    drop(tx);
    log_reading(caller, &opened, &note.record).await?;
    Ok(One { note, opened, talks })
}

async fn show_one(caller: Caller, Path(note): Path<String>) -> Answer {
    let one = find(&caller, &note).await?;
    let filled = filled(&one.note);
    Ok(caller.page(view(&caller, &one, &Shown::first(&filled))))
}

fn filled(note: &Note) -> Fields {
    Fields::of([("words", note.words.as_str()), ("private", if note.private { "yes" } else { "" })])
}

fn view(caller: &Caller, one: &One, shown: &Shown<'_>) -> View {
    let One { note, opened, talks } = one;
    let title = say_with("notes.of", &[("record", &opened.name)]);
    let head = Head::new(&title)
        .action(Button::link(say("notes.to_record"), on_record(opened, note.id)))
        .sub(text(say(opened.kind.name)));
    let own = caller.viewer.user == Some(note.author) && caller.viewer.holds(WRITE);
    let change = match (own, note.deleted) {
        (false, _) => nothing(),
        (true, None) => changing(caller, one, shown),
        (true, Some(_)) => {
            let back = verb(caller, note, "restoration", Button::submit(say("notes.restore")).primary());
            join([Empty::new(say("notes.deleted"), say("notes.deleted_why")).memoize(), back])
        }
    };
    let talking = Talking {
        caller,
        href: &opened.href,
        talks,
    };
    let body = join([head.memoize(), change, Section::new(say("notes.talk"), talking.list()).memoize()]);
    View::new(title, "", body)
        .under(&opened.name, &opened.href)
        .notice(shown.conflict())
}

/// The form of a note of one's own; after a conflict with both texts above it.
fn changing(caller: &Caller, One { note, opened, .. }: &One, shown: &Shown<'_>) -> Markup {
    let now = filled(note);
    let both = shown.compared(&now, &[("words", say("notes.words")), ("private", say("notes.private"))]);
    let mut form = shown
        .form(format!("{PLACE}/{}", note.id), caller.csrf(), FIELDS)
        .hidden("version", shown.opened_with("version", note.version))
        .field(words(shown, &opened.href));
    if note.under.is_none() {
        form = form.field(private(shown));
    }
    let form = shown.end(form, PLACE.to_owned() + "/" + &note.id.to_string());
    join([both, form.memoize()])
}

async fn submit_one(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let at = (NoteId::in_address(&id)?, fields.version("note")?);
    let changed = caller
        .writing(async |tx| acts::update(tx, &caller.app, &caller.viewer, at, said(&fields)).await)
        .await;
    match changed {
        Ok(_) => {
            let one = find(&caller, &id).await?;
            Ok(redirect(&on_record(&one.opened, one.note.id)))
        }
        Err(error) => {
            let shown = Shown::refused_or_changed(error, &fields)?;
            let one = find(&caller, &id).await?;
            Ok(caller.page_with(shown.status(), view(&caller, &one, &shown)))
        }
    }
}

async fn submit_answer(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let under = NoteId::in_address(&id)?;
    let answered = caller
        .writing(async |tx| acts::answer(tx, &caller.app, &caller.viewer, under, fields.raw("words")).await)
        .await;
    match answered {
        Ok(note) => {
            let one = find(&caller, &id).await?;
            Ok(redirect(&on_record(&one.opened, note.id)))
        }
        Err(error) => {
            let shown = Shown::refused(error, &fields)?;
            let one = find(&caller, &id).await?;
            let form = shown
                .form(format!("{PLACE}/{id}/answers"), caller.csrf(), FIELDS)
                .field(words(&shown, &one.opened.href));
            let form = shown.end(form, on_record(&one.opened, under));
            let body = join([Head::new(say("notes.answer")).memoize(), form.memoize()]);
            let page = View::new(say("notes.answer"), "", body).under(&one.opened.name, &one.opened.href);
            Ok(caller.page_with(shown.status(), page))
        }
    }
}

async fn submit_deletion(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let at = (NoteId::in_address(&id)?, fields.version("note")?);
    let href = caller
        .writing(async |tx| {
            let note = acts::delete(tx, &caller.app, &caller.viewer, at).await?;
            let opened = noted::open(tx, &caller.app.book, &caller.viewer, &note.record).await?;
            Ok(after(&opened.href, &DELETED, note.id))
        })
        .await?;
    Ok(redirect(&href))
}

async fn submit_restoration(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let at = (NoteId::in_address(&id)?, fields.version("note")?);
    let href = caller
        .writing(async |tx| {
            let note = acts::restore(tx, &caller.app, &caller.viewer, at).await?;
            let opened = noted::open(tx, &caller.app.book, &caller.viewer, &note.record).await?;
            Ok(on_record(&opened, note.id))
        })
        .await?;
    Ok(redirect(&href))
}
