//! What the sender says about files that do not say it themselves: for all of them, and for one table and its columns.

use super::rules::days::Days;
use super::rules::dialect::Encoding;
use super::rules::notation::Answers;
use super::rules::table::plain_name;
use super::rules::target::Target;
use platform::texts::say_with;
use platform::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the sender says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What the rows become; recognised when absent.
    pub target: Option<Target>,
    /// Values that all rows have in common: `source` = `sap`, `currency` = `EUR`. A file's own column wins.
    pub given: BTreeMap<String, String>,
    /// What is said about one table, by its name in the report.
    #[serde(default)]
    pub tables: BTreeMap<String, TableTold>,
    /// What is said about a column of any file, by its heading: the command line knows no tables.
    #[serde(default)]
    pub everywhere: TableTold,
    /// The profile that every file is read by; profiles that recognise a file are found without it.
    #[serde(default)]
    pub profile: Option<String>,
}

/// What the sender says about one table. Whatever is absent is told from its content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TableTold {
    /// Whether it is left out of the import.
    #[serde(default)]
    pub left_out: bool,
    /// What its rows become.
    pub target: Option<Target>,
    /// How its bytes are text.
    pub encoding: Option<Encoding>,
    /// What separates its fields.
    pub delimiter: Option<String>,
    /// Whether its first line names the columns.
    pub header: Option<bool>,
    /// The field that a column fills, by its heading; empty when it is not read.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// How a column is written, by its heading.
    #[serde(default)]
    pub columns: BTreeMap<String, Answers>,
    /// The profile that this was taken from, if any.
    pub profile: Option<String>,
}

impl Told {
    /// What is said about a table.
    #[must_use]
    pub fn of(&self, table: &str) -> &TableTold {
        self.tables.get(table).unwrap_or(&self.everywhere)
    }
}

impl TableTold {
    /// The field that is said for a column, found by its heading in any case; empty when it is not read.
    #[must_use]
    pub fn field_of(&self, column: &str) -> Option<&String> {
        let wanted = plain_name(column);
        let known = |(name, _): &(&String, &String)| plain_name(name) == wanted;
        self.fields
            .get(column)
            .or_else(|| self.fields.iter().find(known).map(|(_, field)| field))
    }

    /// The answers for a column, to be filled in.
    pub fn column(&mut self, name: &str) -> &mut Answers {
        self.columns.entry(name.to_owned()).or_default()
    }
}

/// Reads `Kunde=account` or `Betrag=amount:1.234,56` or `Datum=date:d/m/y`, as the command line takes it.
///
/// # Errors
/// A refusal when the text is no such thing.
pub fn said_in_a_word(told: &mut TableTold, text: &str) -> Result<()> {
    let wrong = || Error::refused("facts.no_map", say_with("facts.no_map", &[("text", text)]));
    let (column, what) = text.split_once('=').ok_or_else(wrong)?;
    let (field, written) = match what.split_once(':') {
        Some((field, written)) => (field, Some(written)),
        None => (what, None),
    };
    if column.trim().is_empty() {
        return Err(wrong());
    }
    told.fields.insert(column.trim().to_owned(), field.trim().to_owned());
    let Some(written) = written else { return Ok(()) };
    let answers = told.column(column.trim());
    match written.trim() {
        "1.234,56" | "," => answers.decimal = Some(','),
        "1,234.56" | "." => answers.decimal = Some('.'),
        "d/m/y" => answers.days = Some(Days::DayFirst),
        "m/d/y" => answers.days = Some(Days::MonthFirst),
        "y/m/d" => answers.days = Some(Days::YearFirst),
        "19" => answers.century = Some(1900),
        "20" => answers.century = Some(2000),
        _ => return Err(wrong()),
    }
    Ok(())
}
