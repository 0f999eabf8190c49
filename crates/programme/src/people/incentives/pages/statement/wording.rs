//! The words of an explanation as a reader says them: names for identifiers, labels for periods, days as days.

use crate::people::incentives::reading::YearStatement;
use platform::look::format;
use std::collections::BTreeMap;
use vocabulary::{Cell, Day, Trace, TraceTable};

/// What the plan's identifiers are called on this statement: components at the beginning of a sentence and inside one, and periods.
pub(super) struct Wording<'s> {
    first: BTreeMap<&'s str, String>,
    inside: BTreeMap<&'s str, String>,
}

impl<'s> Wording<'s> {
    pub(super) fn of(statement: &'s YearStatement) -> Self {
        let components = statement.rows.iter().map(|row| (row.id.as_str(), row.name()));
        let inside = statement.rows.iter().map(|row| (row.id.as_str(), row.id.replace('-', " ")));
        let periods = statement.periods.iter().map(|period| (period.name.as_str(), period.label.clone()));
        Self {
            first: components.chain(periods.clone()).collect(),
            inside: inside.chain(periods).collect(),
        }
    }

    /// `key-revenue earned in 2026-P01` reads "Key revenue earned in Q1 2026", `new_business` "new business".
    pub(super) fn say(&self, words: &str) -> String {
        let names = std::iter::once(&self.first).chain(std::iter::repeat(&self.inside));
        let read: Vec<String> = words.split(' ').zip(names).map(|(word, names)| Self::word(names, word)).collect();
        read.join(" ")
    }

    fn word(names: &BTreeMap<&str, String>, word: &str) -> String {
        let bare = word.trim_matches([',', '.', ';', ':', '(', ')']);
        if let Some(name) = names.get(bare) {
            word.replace(bare, name)
        } else if let Ok(day) = Day::parse(bare) {
            word.replace(bare, &format::day(day))
        } else {
            word.replace('_', " ")
        }
    }

    /// The same explanation in these words; names of accounts and documents stay as they are.
    pub(super) fn trace(&self, trace: &Trace) -> Trace {
        let said = |words: &Option<String>| words.as_ref().map(|words| self.say(words));
        Trace {
            what: if trace.link.is_some() {
                trace.what.clone()
            } else {
                self.say(&trace.what)
            },
            formula: said(&trace.formula),
            note: said(&trace.note),
            rule: said(&trace.rule),
            table: trace.table.as_ref().map(|table| self.table(table)),
            inputs: trace.inputs.iter().map(|input| self.trace(input)).collect(),
            ..trace.clone()
        }
    }

    fn table(&self, table: &TraceTable) -> TraceTable {
        let cell = |cell: &Cell| {
            if let Cell::Unknown(because) = cell {
                Cell::Unknown(self.say(because))
            } else {
                cell.clone()
            }
        };
        TraceTable {
            heads: table.heads.iter().map(|head| self.say(head)).collect(),
            rows: table.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
            total: table.total.clone(),
        }
    }
}
