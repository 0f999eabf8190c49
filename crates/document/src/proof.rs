//! The proof of a document: its words in order as plain text, as a reader checks them before anything is printed.

use crate::{Document, Part, Section, Step, Table};
use std::fmt::Write as _;

/// The document as text: a line for each thing it says, tables with their cells between bars.
#[must_use]
pub fn proof(document: &Document) -> String {
    let mut out = Proof::default();
    out.line("# ", &document.title);
    out.line("| ", &document.subject);
    for about in &document.about {
        out.line("  ", about);
    }
    for section in &document.sections {
        out.section(section);
    }
    out.line("_ ", &document.made);
    out.text
}

#[derive(Default)]
struct Proof {
    text: String,
}

impl Proof {
    fn line(&mut self, mark: &str, words: &str) {
        if !words.is_empty() {
            writeln!(self.text, "{mark}{}", words.replace('\n', " / ")).expect("writing to a string cannot fail");
        }
    }

    fn section(&mut self, section: &Section) {
        self.line("\n## ", section.heading.as_deref().unwrap_or_default());
        self.line("   ", section.about.as_deref().unwrap_or_default());
        for part in &section.parts {
            self.part(part);
        }
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Hero { figure, unit, sentence } => {
                self.line("= ", format!("{figure} {unit}").trim_end());
                self.line("  ", sentence);
            }
            Part::Lead(said) => self.line("> ", &said.words),
            Part::Paragraph(said) => self.line("  ", &said.words),
            Part::Note(said) => self.line("* ", &said.words),
            Part::Heading(said) => self.line("### ", &said.words),
            Part::Quote { intro, words, state } => self.line("\" ", &format!("{intro}: {words} ({state})")),
            Part::Sum { lines, total } => {
                for line in lines {
                    self.line("- ", &format!("{}: {}", line.term, line.value));
                }
                if let Some(total) = total {
                    self.line("= ", &format!("{}: {}", total.term, total.value));
                }
            }
            Part::Moments { moments } => {
                for moment in moments {
                    self.line("- ", &format!("{}: {}", moment.when, moment.what));
                    self.line("    ", &moment.note);
                }
            }
            Part::Table(table) => self.table(table),
            Part::Chart(chart) => {
                self.line("[chart] ", &format!("{}: {}", chart.title, chart.summary));
                self.table(&chart.table);
            }
            Part::Thread { steps } => steps.iter().for_each(|step| self.step(step)),
        }
    }

    fn table(&mut self, table: &Table) {
        self.line("[table] ", &table.caption);
        let heads: Vec<&str> = table.columns.iter().map(|column| column.head.as_str()).collect();
        self.line("  | ", &heads.join(" | "));
        if table.rows.is_empty() {
            self.line("  ", &table.empty);
        }
        for row in &table.rows {
            self.line("  | ", &row.join(" | "));
        }
        if let Some(total) = &table.total {
            self.line("  = ", &total.join(" | "));
        }
    }

    fn step(&mut self, step: &Step) {
        self.line(
            &format!("{}o ", "  ".repeat(step.depth)),
            format!("{} {}", step.what, step.value).trim_end(),
        );
        self.line("    ", &step.formula);
        for input in &step.inputs {
            self.line("    - ", &format!("{}: {}", input.term, input.value));
        }
        if let Some(table) = &step.table {
            self.table(table);
        }
        for note in &step.notes {
            self.line("    * ", note);
        }
    }
}
