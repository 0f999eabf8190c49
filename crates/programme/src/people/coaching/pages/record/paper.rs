//! The coaching record on paper: what its page says, without its forms and without anybody's single answers.

use super::{Page, note_reading};
use crate::people::coaching::pages::{Query, person_id};
use crate::people::coaching::reading::record;
use document::{Document, Part, Section};
use platform::Result;
use platform::look::components::Timeline;
use platform::look::words;
use platform::texts::{say, say_with};
use platform::web::{Answer, Caller, Path, printing};
use vocabulary::PersonId;

/// The record as a file.
pub(in super::super) async fn show_paper(caller: Caller, Path(person): Path<String>, query: Query) -> Answer {
    let paper = printing::paper(&caller, &query.0)?;
    let document = document(&caller, person_id(&person)?).await?;
    printing::print(&caller, document, paper).await
}

/// What is printed of a record, for pages and programs. Reading it is written down as reading the page is.
pub(in super::super::super) async fn document(caller: &Caller, id: PersonId) -> Result<Document> {
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let record = record(&mut tx, &caller.viewer, id).await?;
    drop(tx);
    note_reading(caller, &record).await?;
    let page = Page {
        caller,
        record: &record,
        today,
        coaches: false,
        again: None,
    };
    let title = say_with("coaching.record_of", &[("name", &record.person.name)]);
    let mut document = printing::document(caller, title, record.person.name.clone(), page.printed());
    document.about = vec![page.sub()];
    Ok(document)
}

impl Page<'_> {
    fn printed(&self) -> Vec<Section> {
        let opening = match self.open() {
            Some((_, said)) => Part::Quote {
                intro: self.set_out(),
                words: said.words.clone(),
                state: words(&said.state),
            },
            None => Part::lead(self.how_many()),
        };
        let sessions = Section::new(say("coaching.sessions"));
        let sessions = if self.record.sessions.is_empty() {
            sessions.part(Part::note(say("coaching.no_sessions_yet")))
        } else {
            let moments = self.record.sessions.iter().map(|session| self.moment(session)).collect();
            sessions.part(Timeline(moments).printed())
        };
        let requests = Section::new(say("coaching.requests"))
            .about(say("coaching.requests_about"))
            .part(Part::Table(self.asked().printed()))
            .parts(self.unasked().map(Part::note));
        let hours = Section::new(say("coaching.hours_received"))
            .about(self.hours_about())
            .part(Part::Chart(self.received().printed()));
        let mut sections = vec![Section::opening().part(opening), sessions, requests, self.printed_plan()];
        sections.push(Section::new(say("coaching.upcoming")).part(Part::Table(self.appointments().printed())));
        sections.push(hours);
        sections.push(listed("coaching.links", self.experts(), "coaching.no_links"));
        sections.push(listed("coaching.involvement", self.record.triggers.clone(), "coaching.no_triggers"));
        let talks = self.held();
        if !talks.is_empty() {
            sections.push(listed("coaching.talks", talks, ""));
        }
        let style = words(&self.style());
        sections.push(Section::new(say("coaching.style")).parts(style.lines().map(Part::paragraph)));
        sections
    }

    fn printed_plan(&self) -> Section {
        let section = Section::new(say("coaching.plan"));
        match self.open_plan() {
            Some(plan) => section.parts(self.areas(plan).iter().map(|area| Part::paragraph(words(area)))),
            None => section.part(Part::note(say("coaching.no_plan"))),
        }
    }
}

/// A section of a line each, or of what is said where there is none.
fn listed(heading: &str, lines: Vec<String>, none: &str) -> Section {
    let section = Section::new(say(heading));
    if lines.is_empty() {
        return section.part(Part::note(say(none)));
    }
    section.parts(lines.into_iter().map(Part::paragraph))
}
