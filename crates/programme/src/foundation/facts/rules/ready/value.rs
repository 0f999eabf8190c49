//! How a field is made from the columns of a row: taken over, put together, or computed exactly.

use std::collections::BTreeMap;

use vocabulary::{Ratio, Rounding};

use super::super::numbers::{self, Misread, Notation};

/// How a field is made.
#[derive(Debug)]
pub(super) enum Value {
    /// The column as it is.
    Column(&'static str),
    /// The column behind a prefix, so that references of two kinds stay apart; nothing if it is empty.
    Prefixed(&'static str, &'static str),
    /// The second column behind the first, which says where it is counted; nothing where it says one of these words for “nobody”.
    Within(&'static str, &'static str, &'static [&'static str]),
    /// The columns one after the other, with spaces: first and last name.
    Words(&'static [&'static str]),
    /// The exact product of columns of numbers: price × quantity.
    Product(&'static [&'static str]),
    /// The exact product of the columns, less a share of it: price × quantity × (1 − discount).
    Less(&'static [&'static str], &'static str),
    /// What another list says for the column's word, without regard to capitals; anything else is refused.
    Looked(&'static str, &'static [(&'static str, &'static str)]),
    /// The column if it is a mail address; a source may keep something else there, such as a digest of it.
    Mail(&'static str),
    /// `no` where the column says on which day it ended; nothing where it is empty.
    Ended(&'static str),
    /// The day of a column that holds a day and a time.
    DayOf(&'static str),
    /// The same for every row.
    Fixed(&'static str),
    /// What the sender says about all rows, or else this.
    Given(&'static str, &'static str),
}

/// A row's columns by name.
pub(super) trait Columns {
    /// The cell of a column; none where the file has no such column.
    fn cell(&self, column: &str) -> Option<&str>;
}

/// Why a field could not be made: the column, what stands there, and the reason.
pub(super) struct Unmade {
    pub(super) column: String,
    pub(super) text: String,
    pub(super) misread: Misread,
}

/// The most decimals of an amount.
const DECIMALS_MAX: u8 = 6;

impl Value {
    /// The column to which a refusal points.
    pub(super) fn column(&self) -> String {
        match self {
            Self::Column(column)
            | Self::Prefixed(_, column)
            | Self::Looked(column, _)
            | Self::Within(_, column, _)
            | Self::Mail(column)
            | Self::Ended(column)
            | Self::DayOf(column) => (*column).to_owned(),
            Self::Words(columns) => columns.join(" "),
            Self::Product(columns) => columns.join(" × "),
            Self::Less(columns, share) => format!("{} × (1 − {share})", columns.join(" × ")),
            Self::Fixed(text) | Self::Given(text, _) => (*text).to_owned(),
        }
    }

    /// The field's text; empty where the columns are.
    pub(super) fn make(&self, row: &impl Columns, given: &BTreeMap<String, String>, notation: &Notation) -> Result<String, Unmade> {
        let cell = |column: &str| row.cell(column).map_or("", str::trim);
        Ok(match self {
            Self::Column(column) => cell(column).to_owned(),
            Self::Prefixed(prefix, column) => match cell(column) {
                "" => String::new(),
                text => format!("{prefix}{text}"),
            },
            Self::Within(place, column, nobody) => match cell(column) {
                text if text.is_empty() || nobody.contains(&text) => String::new(),
                text => format!("{} {text}", cell(place)).trim().to_owned(),
            },
            Self::Words(columns) => {
                let words: Vec<&str> = columns.iter().map(|column| cell(column)).filter(|word| !word.is_empty()).collect();
                words.join(" ")
            }
            Self::Product(columns) => match product(row, columns, notation)? {
                Some(product) => decimal(&product, self)?,
                None => String::new(),
            },
            Self::Less(columns, share) => {
                let product = product(row, columns, notation)?;
                let less = number(row, share, notation)?.unwrap_or_else(Ratio::zero);
                match product {
                    Some(product) => decimal(&(&product * &(&Ratio::one() - &less)), self)?,
                    None => String::new(),
                }
            }
            Self::Looked(column, list) => match cell(column) {
                "" => String::new(),
                word => {
                    let found = list.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
                    let (_, text) = found.ok_or_else(|| Unmade {
                        column: (*column).to_owned(),
                        text: word.to_owned(),
                        misread: Misread::new(
                            "The profile does not know this word.",
                            "Correct it, or name the columns as the import page lists them.",
                        ),
                    })?;
                    (*text).to_owned()
                }
            },
            Self::Mail(column) => Some(cell(column)).filter(|text| text.contains('@')).unwrap_or_default().to_owned(),
            Self::Ended(column) => if cell(column).is_empty() { "" } else { "no" }.to_owned(),
            Self::DayOf(column) => {
                let text = cell(column);
                text.split([' ', 'T']).next().unwrap_or(text).to_owned()
            }
            Self::Fixed(text) => (*text).to_owned(),
            Self::Given(field, otherwise) => given.get(*field).map_or(*otherwise, String::as_str).to_owned(),
        })
    }
}

fn number(row: &impl Columns, column: &str, notation: &Notation) -> Result<Option<Ratio>, Unmade> {
    let text = row.cell(column).map_or("", str::trim);
    let read = numbers::amount(text, notation).map_err(|misread| Unmade {
        column: column.to_owned(),
        text: text.to_owned(),
        misread,
    })?;
    Ok(read.map(|scaled| scaled.to_ratio()))
}

/// None where one of the columns is empty.
fn product(row: &impl Columns, columns: &[&str], notation: &Notation) -> Result<Option<Ratio>, Unmade> {
    let mut product = Ratio::one();
    for column in columns {
        let Some(factor) = number(row, column, notation)? else {
            return Ok(None);
        };
        product = &product * &factor;
    }
    Ok(Some(product))
}

/// The number as a decimal, if six decimals write it exactly; nothing is rounded on the way in.
fn decimal(number: &Ratio, value: &Value) -> Result<String, Unmade> {
    let text = number.to_decimal(DECIMALS_MAX, Rounding::HalfUp);
    if Ratio::parse(&text).is_ok_and(|read| read == *number) {
        let trimmed = text.trim_end_matches('0').trim_end_matches('.');
        return Ok(trimmed.to_owned());
    }
    Err(Unmade {
        column: value.column(),
        text,
        misread: Misread::new(
            "The amount has more than six decimals and would have to be rounded.",
            "Export the amount of the line as its source rounds it.",
        ),
    })
}
