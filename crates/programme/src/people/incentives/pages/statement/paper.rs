//! The statement on paper: what its page says, in the order in which it is read from the first line to the last.

use super::{Page, curve, read};
use crate::people::incentives::acts;
use crate::people::incentives::pages::{Query, asked, openings, person_id};
use crate::people::incentives::reading::{Explanation, YearStatement};
use document::{Document, Part, Section};
use platform::Result;
use platform::look::words;
use platform::texts::{say, say_with};
use platform::web::{Answer, Caller, Path, printing};
use vocabulary::PersonId;

/// The statement, or the figure that stands open on it with its thread, as a file.
pub(in super::super) async fn show_paper(caller: Caller, Path(person): Path<String>, query: Query) -> Answer {
    let person = person_id(&person)?;
    let paper = printing::paper(&caller, &query.0)?;
    let (document, _) = document(&caller, person, &query).await?;
    printing::print(&caller, document, paper).await
}

/// What is printed of a statement, for pages and programs, and whether a figure stands open on it.
/// Reading it is written down as reading the page is.
pub(in super::super::super) async fn document(caller: &Caller, person: PersonId, query: &Query) -> Result<(Document, bool)> {
    let (statement, explanation) = read(caller, person, query).await?;
    let openings = openings::printed(caller, person).await?;
    acts::log_reading(&caller.app, &caller.viewer, person, "statement.pdf").await?;
    let page = Page {
        statement: &statement,
        open: explanation.as_ref(),
        account: asked(query, "account"),
        zone: &caller.app.config.zone,
    };
    let mut sections = page.printed();
    sections.extend(openings);
    let title = say_with("incentives.statement_title", &[("year", &statement.label)]);
    let mut document = printing::document(caller, title, statement.person.name.clone(), sections);
    document.about = vec![page.sub(), page.finality().0.to_owned()];
    Ok((document, explanation.is_some()))
}

impl Page<'_> {
    fn printed(&self) -> Vec<Section> {
        let statement: &YearStatement = self.statement;
        let (figure, unit, sentence) = self.key_figure();
        let opening = Section::opening()
            .part(Part::Hero {
                figure: words(&figure),
                unit: unit.to_owned(),
                sentence,
            })
            .parts(self.composition().map(|composition| Part::Chart(composition.printed())))
            .parts(self.sum().printed());
        let earned = Section::new(say("incentives.earned_by_component"))
            .about(say_with("incentives.earned_about", &[("currency", self.currency())]))
            .part(Part::Table(self.by_component().printed()));
        let mut sections = vec![opening, earned];
        if self.beside().is_empty() {
            let by_period = Section::new(say("incentives.earned_by_period")).part(Part::Table(self.by_period().printed()));
            sections.push(by_period);
        }
        sections.extend(self.open.and_then(|open| self.thread(open)));
        sections.extend(statement.rows.iter().filter_map(|row| curve::printed(statement, row)));
        sections
    }

    /// How the figure that stands open came about.
    fn thread(&self, open: &Explanation) -> Option<Section> {
        let row = self.statement.rows.iter().find(|row| row.id == open.line.result.component)?;
        let heading = say_with("look.why", &[("what", &format!("{}, {}", row.name(), open.period.label))]);
        Some(Section::new(heading).part(self.why(row, open, |why| why.printed())))
    }
}
