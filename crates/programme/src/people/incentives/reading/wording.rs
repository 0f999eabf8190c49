//! The words of an explanation as a reader says them: names for identifiers, labels for periods, days as days.
//!
//! A run keeps its explanations in the words of the evaluator, because the same run must give the same bytes again. They are put into
//! these words when they are shown.

use crate::people::incentives::store::PlanPeriod;
use payplan::Plan;
use platform::look::format;
use platform::texts::say_with;
use std::collections::BTreeMap;
use vocabulary::{Cell, Day, Explained, Trace, TraceTable};

/// What the identifiers of a plan are called, at the beginning of a sentence and inside one.
#[derive(Debug, Clone)]
pub struct Wording {
    first: BTreeMap<String, String>,
    inside: BTreeMap<String, String>,
    /// Components as the evaluator begins a sentence with them, and as they stand inside one.
    components: Vec<(String, String)>,
}

impl Wording {
    /// The words for a plan and its periods.
    #[must_use]
    pub fn of(plan: &Plan, periods: &[PlanPeriod]) -> Self {
        let component = |id: &String| (id.clone(), id.replace('-', " "));
        let measure = |name: &String| (name.clone(), name.replace('_', " "));
        let named = plan.components.iter().map(|one| component(&one.id));
        let mut inside: BTreeMap<String, String> = named.chain(plan.measures.iter().map(|one| measure(&one.name))).collect();
        let mut first: BTreeMap<String, String> = inside.iter().map(|(id, words)| (id.clone(), capital(words))).collect();
        for period in periods {
            first.insert(period.name.clone(), period.label.clone());
            inside.insert(period.name.clone(), period.label.clone());
        }
        let components = plan.components.iter().map(|one| (one.said(), one.id.replace('-', " "))).collect();
        Self { first, inside, components }
    }

    /// `key-revenue earned in 2026-P01` reads "Key revenue earned in Q1 2026", `new_business` "new business".
    #[must_use]
    pub fn say(&self, words: &str) -> String {
        let names = std::iter::once(&self.first).chain(std::iter::repeat(&self.inside));
        let read: Vec<String> = words.split(' ').zip(names).map(|(word, names)| Self::word(names, word)).collect();
        let mut said = unbroken(&read.join(" "));
        for (name, inside) in &self.components {
            said = said.replace(&format!(" of {name}"), &format!(" of {inside}"));
        }
        said
    }

    fn word(names: &BTreeMap<String, String>, word: &str) -> String {
        let bare = word.trim_matches([',', '.', ';', ':', '(', ')']);
        if let Some(name) = names.get(bare) {
            word.replace(bare, name)
        } else if let Ok(day) = Day::parse(bare) {
            word.replace(bare, &format::day(day))
        } else {
            word.replace('_', " ")
        }
    }

    /// The same value in these words, and why it is what it is.
    #[must_use]
    pub fn explained<T>(&self, value: Explained<T>) -> Explained<T> {
        let trace = self.trace(&value.trace);
        let value = value.value.map_err(|mut unknown| {
            unknown.because = self.say(&unknown.because);
            unknown
        });
        Explained { value, trace }
    }

    /// The same explanation in these words; names of accounts and documents stay as they are.
    #[must_use]
    pub fn trace(&self, trace: &Trace) -> Trace {
        let said = |words: &Option<String>| words.as_ref().map(|words| self.say(words));
        Trace {
            what: if trace.link.is_some() {
                trace.what.clone()
            } else {
                capital(&self.say(&trace.what))
            },
            value: self.cell(&trace.value),
            formula: said(&trace.formula),
            note: said(&trace.note),
            rule: said(&trace.rule),
            place: trace
                .place
                .as_ref()
                .map(|place| say_with("incentives.in_plan", &[("place", place)])),
            table: trace.table.as_ref().map(|table| self.table(table)),
            inputs: trace.inputs.iter().map(|input| self.trace(input)).collect(),
            ..trace.clone()
        }
    }

    fn cell(&self, cell: &Cell) -> Cell {
        if let Cell::Unknown(because) = cell {
            Cell::Unknown(self.say(because))
        } else {
            cell.clone()
        }
    }

    fn table(&self, table: &TraceTable) -> TraceTable {
        let said = |cell: &Cell| {
            if let Cell::Text(words) = cell {
                Cell::Text(unbroken(words))
            } else {
                self.cell(cell)
            }
        };
        TraceTable {
            heads: table.heads.iter().map(|head| capital(&self.say(head))).collect(),
            rows: table.rows.iter().map(|row| row.iter().map(said).collect()).collect(),
            total: table.total.clone(),
        }
    }
}

/// A percentage as the house writes it: its sign stays with its digits.
#[must_use]
pub fn unbroken(words: &str) -> String {
    words.replace(" %", &format!("{}%", format::NO_BREAK))
}

/// The words with a capital letter first.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
