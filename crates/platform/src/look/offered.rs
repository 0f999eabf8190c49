//! Every ledger of a page can be had as a file: CSV or a workbook, from the page's own address.
//!
//! `?file=accounts.csv` asks the page for the ledger called `accounts`. The page is made as always, behind its guard and within its
//! scope, with the same filters; a list then reads all its rows instead of one page. The ledger of that name is caught while it is
//! drawn. So a new chapter offers its tables as files without a line about them.

use super::components::{Align, Table};
use super::words::words;
use crate::look::format;
use crate::texts::{say, say_with};
use crate::{Error, Result};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use vocabulary::{Day, Ratio};

/// The name of the question in an address.
pub const FILE: &str = "file";
/// The most rows that a file holds. A list with more says so and asks to be narrowed.
pub const FILE_ROWS_MAX: u64 = 20_000;
/// The longest name of a file without its ending.
const NAME_MAX: usize = 60;

/// A ledger as plain values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What the file is called, without its ending.
    pub name: String,
    /// The heads.
    pub heads: Vec<String>,
    /// As many values as heads in each row.
    pub rows: Vec<Vec<Value>>,
}

/// A value of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing, or none.
    Empty,
    /// Words.
    Text(String),
    /// An exact number.
    Number(Ratio),
    /// A share of one.
    Share(Ratio),
    /// A day.
    Day(Day),
}

/// What one request asks of the ledgers of its page.
#[derive(Debug)]
pub(crate) struct Asking {
    /// The page's address without the question for a file and without a page of the list.
    address: String,
    /// The ledger that is wanted, by the name of its file.
    wanted: Option<String>,
    /// How many ledgers of each name were drawn.
    drawn: RefCell<BTreeMap<String, usize>>,
    caught: RefCell<Option<Result<Sheet>>>,
}

tokio::task_local! {
    static ASKING: Asking;
}

impl Asking {
    /// A request for a page that stands at this address, and for one of its ledgers.
    pub(crate) fn new(address: String, wanted: Option<String>) -> Self {
        Self {
            address,
            wanted,
            drawn: RefCell::default(),
            caught: RefCell::default(),
        }
    }

    /// Answers the request; gives what the ledger that was asked for came to.
    pub(crate) async fn during<T>(self, answer: impl Future<Output = T>) -> (T, Option<Result<Sheet>>) {
        ASKING
            .scope(self, async {
                let answer = answer.await;
                let caught = ASKING.with(|asking| asking.caught.take());
                (answer, caught)
            })
            .await
    }

    /// The name of the next ledger with this caption: captions that say the same are counted.
    fn name(&self, caption: &str) -> String {
        let slug = slug(caption);
        let mut drawn = self.drawn.borrow_mut();
        let count = drawn.entry(slug.clone()).or_default();
        *count += 1;
        if *count == 1 { slug } else { format!("{slug}-{count}") }
    }
}

/// What the ledger's foot offers: a label, its words in full, and the address. Nothing where a page cannot be asked again.
pub(super) fn offer(table: &Table) -> Vec<(&'static str, String, String)> {
    let offered = ASKING.try_with(|asking| {
        let name = asking.name(table.caption());
        if asking.wanted.as_deref() == Some(name.as_str()) {
            asking.caught.replace(Some(Sheet::of(table, name.clone())));
        }
        let joint = if asking.address.contains('?') { '&' } else { '?' };
        let file = |label: &'static str, ending: &str| {
            let full = say_with("look.file_of", &[("table", table.caption()), ("kind", label)]);
            (label, full, format!("{}{joint}{FILE}={name}.{ending}", asking.address))
        };
        vec![file(say("look.csv"), "csv"), file(say("look.workbook"), "xlsx")]
    });
    offered.unwrap_or_default()
}

/// A caption as the name of a file: `Held batches` becomes `held-batches`.
fn slug(caption: &str) -> String {
    let mut slug = String::new();
    for letter in caption.to_lowercase().chars().take(NAME_MAX) {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "table".to_owned() } else { slug.to_owned() }
}

impl Sheet {
    /// The values of a ledger, as exact as the page shows them; its total is left out, because a spreadsheet adds up itself.
    ///
    /// # Errors
    /// A refusal when the ledger shows only some of its rows.
    pub(crate) fn of(table: &Table, name: String) -> Result<Self> {
        if let Some(total) = table.rows_missing() {
            let holes = [("rows", format::count(total)), ("max", format::count(FILE_ROWS_MAX))];
            let holes: Vec<(&str, &str)> = holes.iter().map(|(hole, words)| (*hole, words.as_str())).collect();
            return Err(Error::refused("form.file_too_long", say_with("form.file_too_long", &holes)));
        }
        let printed = table.printed();
        let numbers: Vec<bool> = table.said_columns().map(|column| column.align() == Align::End).collect();
        let rows: Vec<Vec<(Value, String)>> = printed
            .rows
            .iter()
            .map(|row| row.iter().zip(&numbers).map(|(cell, number)| value(cell, *number)).collect())
            .collect();
        let heads: Vec<String> = printed.columns.into_iter().map(|column| column.head).collect();
        Ok(with_units(name, heads, rows))
    }
}

/// Each column with its values; behind a column of money stands one with its currency.
fn with_units(name: String, heads: Vec<String>, rows: Vec<Vec<(Value, String)>>) -> Sheet {
    let united: Vec<bool> = (0..heads.len())
        .map(|place| rows.iter().filter_map(|row| row.get(place)).any(|(_, unit)| !unit.is_empty()))
        .collect();
    let mut all_heads = Vec::new();
    for (head, united) in heads.into_iter().zip(&united) {
        let unit = united.then(|| say_with("list.currency_of", &[("head", &head)]));
        all_heads.push(head);
        all_heads.extend(unit);
    }
    let rows = rows.into_iter().map(|row| {
        let mut cells = Vec::new();
        for ((value, unit), united) in row.into_iter().zip(&united) {
            cells.push(value);
            if *united {
                cells.push(if unit.is_empty() { Value::Empty } else { Value::Text(unit) });
            }
        }
        cells
    });
    Sheet {
        name,
        heads: all_heads,
        rows: rows.collect(),
    }
}

/// A cell as a value, and its currency where it names one. A number is read back from the way it is written: no digit is lost.
fn value(cell: &str, number: bool) -> (Value, String) {
    // Behind an amount may stand the room of digits that others have.
    let cell = cell.trim_end();
    if cell.is_empty() || cell == format::NONE {
        return (Value::Empty, String::new());
    }
    let unitless = |value| (value, String::new());
    if let Some(day) = format::read_day(cell) {
        return unitless(Value::Day(day));
    }
    if number {
        if let Some(share) = format::read_percent(cell) {
            return unitless(Value::Share(share));
        }
        let (digits, unit) = cell.rsplit_once(format::NO_BREAK).unwrap_or((cell, ""));
        let is_currency = unit.len() == 3 && unit.bytes().all(|letter| letter.is_ascii_uppercase());
        match format::read_number(if is_currency { digits } else { cell }) {
            Some(number) if is_currency => return (Value::Number(number), unit.to_owned()),
            Some(number) => return unitless(Value::Number(number)),
            None => {}
        }
    }
    unitless(Value::Text(cell.replace('\n', ", ")))
}

/// The words of the cells of a row.
pub(super) fn said<'r>(cells: impl Iterator<Item = &'r super::Markup>) -> Vec<String> {
    cells.map(words).collect()
}
