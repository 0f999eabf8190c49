//! The section of notes that the house puts on the page of every record on which notes can stand.

use super::WRITE;
use super::acts::own;
use super::api::names_on;
use super::noted::{self, Record};
use super::pages::{self, PLACE};
use super::reading::{Talk, Talks, talks};
use super::rules::{Block, Nameable, Note, NoteId, Span, blocks};
use super::store;
use super::{files, tasks};
use crate::Result;
use crate::chapter::Book;
use crate::look::components::{Button, Empty, Field, Form, Remark, Section, dim, folded, record_link};
use crate::look::{Markup, format, join, nothing, text};
use crate::texts::{say, say_with};
use crate::web::done::{self, Undoing};
use crate::web::{Caller, View, address};
use hypertext::prelude::*;

/// How many talks stand on the page of their record.
const ON_PAGE: i64 = 8;

/// Whether notes can stand on the record of an address.
pub(crate) fn stands_on(book: &Book, path: &str) -> bool {
    Record::at(book, path).is_some()
}

/// Adds the notes to the page of a record. The page itself has asked for the viewer's right to the
/// record; so do the notes.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn finish(caller: &Caller, mut view: View) -> Result<View> {
    let Some(record) = Record::at(&caller.app.book, &caller.visitor.path).filter(|_| caller.viewer.user.is_some()) else {
        return Ok(view);
    };
    let mut tx = caller.app.db.read().await?;
    let mut seen = noted::seen(&mut tx, &caller.app.book, &caller.viewer, [&record]).await?;
    let Some(opened) = seen.remove(&record) else { return Ok(view) };
    let talks = talks(&mut tx, &caller.viewer, &record, None, ON_PAGE).await?;
    let tasks = tasks::section(&mut tx, caller, &record, &opened).await?;
    let (files, sending) = files::section(&mut tx, caller, &record, &opened).await?;
    drop(tx);
    let shown = Shown {
        caller,
        href: &opened.href,
        talks: &talks,
    };
    let section = shown.section(tasks.is_none(), sending);
    view.body = join([view.body, tasks.unwrap_or_else(nothing), files.unwrap_or_else(nothing), section]);
    Ok(view)
}

/// What a page opens with after a note was deleted.
pub(super) const DELETED: Undoing = Undoing {
    word: "notes.deleted",
    offer: |tx, caller, id| {
        Box::pin(async move {
            let note = store::find(tx, own(&caller.viewer)?, NoteId::in_address(id)?).await?;
            let action = format!("{PLACE}/{}/restoration", note.id);
            let notice = done::notice(caller, say("notes.deleted"), &action, note.version);
            Ok(note.deleted.filter(|_| Some(note.author) == caller.viewer.user).map(|_| notice))
        })
    },
};

/// The talks of a record as one viewer sees them.
pub(super) struct Shown<'a> {
    pub(super) caller: &'a Caller,
    /// The page of the record.
    pub(super) href: &'a str,
    pub(super) talks: &'a Talks,
}

impl Shown<'_> {
    /// The section; what begins with nothing there yet, a task or a file, begins here.
    fn section(&self, begins_task: bool, sending: Markup) -> Markup {
        let all = self.talks.more.map_or_else(nothing, |before| self.older(before));
        let body = join([self.new_note(), sending, self.list(), all]);
        let section = Section::new(say("notes.place"), body).about(say("notes.about")).id("notes");
        if self.writes() && begins_task {
            let new = address("/notes/tasks/new", &[("about", self.href)]);
            section.end(record_link(say("notes.new_task"), &new)).memoize()
        } else {
            section.memoize()
        }
    }

    /// The way to the notes before one of them.
    pub(super) fn older(&self, before: NoteId) -> Markup {
        let older = address(PLACE, &[("about", self.href), ("before", &before.to_string())]);
        maud! { p .further { (record_link(say("notes.older"), &older)) } }.memoize()
    }

    fn writes(&self) -> bool {
        self.caller.viewer.holds(WRITE)
    }

    fn new_note(&self) -> Markup {
        if !self.writes() {
            return nothing();
        }
        let form = Form::post(PLACE)
            .csrf(Some(self.caller.csrf()))
            .hidden("about", self.href)
            .field(
                Field::area("words", say("notes.words"), 3)
                    .hint(say("notes.words_hint"))
                    .names(names_on(self.href))
                    .id("new-note")
                    .required(),
            )
            .field(Field::check("private", say("notes.private"), false).id("new-note-private"))
            .button(Button::submit(say("notes.keep")));
        folded(say("notes.write"), form, self.talks.talks.is_empty())
    }

    /// The talks; with nothing said yet, what belongs there.
    pub(super) fn list(&self) -> Markup {
        if self.talks.talks.is_empty() {
            return Empty::new(say("notes.none"), say("notes.none_why")).memoize();
        }
        let remarks: Vec<Remark> = self.talks.talks.iter().map(|talk| self.talk(talk)).collect();
        Remark::list(&remarks, say("notes.place"))
    }

    fn talk(&self, talk: &Talk) -> Remark {
        let answers = talk.answers.iter().map(|answer| self.remark(answer)).collect();
        let remark = self.remark(&talk.note).answers(answers);
        if talk.note.private || talk.note.deleted.is_some() || !self.writes() {
            return remark;
        }
        let words = Field::area("words", say("notes.answer_words"), 2)
            .id(format!("answer-{}", talk.note.id))
            .names(names_on(self.href))
            .required();
        let form = Form::post(format!("{PLACE}/{}/answers", talk.note.id))
            .csrf(Some(self.caller.csrf()))
            .field(words)
            .button(Button::submit(say("notes.keep_answer")));
        remark.answer(folded(say("notes.answer"), form, false))
    }

    fn remark(&self, note: &Note) -> Remark {
        let zone = &self.caller.app.config.zone;
        let (who, when) = (self.talks.name(note.author), format::moment(note.written, zone));
        let anchor = format!("note-{}", note.id);
        if note.deleted.is_some() {
            return Remark::new(anchor, who, when, maud! { p { (dim(say("notes.was_deleted"))) } }.memoize());
        }
        let mut remark = Remark::new(anchor, who, when, set(&note.words, &self.talks.nameable(note.id)));
        if let Some(edited) = note.edited {
            remark = remark.aside(say_with("notes.edited", &[("when", &format::moment(edited, zone))]));
        }
        if note.private {
            remark = remark.aside(say("notes.only_you"));
        }
        remark.acts(self.acts(note))
    }

    fn acts(&self, note: &Note) -> Markup {
        if !self.writes() {
            return nothing();
        }
        let task = address("/notes/tasks/new", &[("about", self.href), ("note", &note.id.to_string())]);
        let task = maud! { a .btn .quiet href=(task) data-task { (say("notes.make_task")) } }.memoize();
        if self.caller.viewer.user != Some(note.author) {
            return task;
        }
        let edit = Button::link(say("notes.edit"), format!("{PLACE}/{}", note.id)).quiet();
        let deletion = pages::verb(self.caller, note, "deletion", Button::submit(say("notes.delete")).quiet());
        join([task, edit.memoize(), deletion])
    }
}

/// Plain words as paragraphs and lists, with links into the web and names set apart. Everything is escaped.
pub(super) fn set(words: &str, people: &[Nameable]) -> Markup {
    let blocks = blocks(words, people);
    maud! {
        @for block in &blocks {
            @match block {
                Block::Paragraph(lines) => p { @for (place, line) in lines.iter().enumerate() { @if place > 0 { br; } (spans(line)) } },
                Block::List(true, points) => ol { @for point in points { li { (spans(point)) } } },
                Block::List(false, points) => ul { @for point in points { li { (spans(point)) } } },
            }
        }
    }
    .memoize()
}

fn spans(spans: &[Span<'_>]) -> Markup {
    let set = |span: &Span<'_>| match span {
        Span::Words(words) => text(words),
        Span::Link(href) => maud! { a href=(href) rel="noopener noreferrer nofollow" { (href) } }.memoize(),
        Span::Name(name) => maud! { b .named { (name) } }.memoize(),
    };
    join(spans.iter().map(set))
}
