//! From a document to what the template sets: bounded words that can be broken, and columns with their widths.

use document::{Document, Paper, Part, Table};
use serde::Serialize;
use serde_json::Value;

/// Longer words get places where a line may end.
const WORD_MAX: usize = 24;
/// So many letters stand between two such places.
const BREAK_EVERY: usize = 8;
/// The most letters of one text; a page holds about four thousand.
const TEXT_MAX: usize = 20_000;
/// A column of numbers up to so many letters keeps its words on one line.
const NUMBER_MAX: usize = 18;
/// The least and the most weight of a column of words.
const WEIGHT: (usize, usize) = (8, 44);

/// The document as the template reads it.
pub(crate) fn set(document: &Document, paper: Paper) -> Result<Vec<u8>, String> {
    let mut value = serde_json::to_value(document).map_err(|error| error.to_string())?;
    let widths = widths(document);
    make_breakable(&mut value);
    let page = Page {
        paper: match paper {
            Paper::A4 => "a4",
            Paper::Letter => "us-letter",
        },
        document: value,
        widths,
    };
    serde_json::to_vec(&page).map_err(|error| error.to_string())
}

#[derive(Serialize)]
struct Page {
    paper: &'static str,
    document: Value,
    /// The widths of the columns of each table, by the table's heads: zero for as wide as its numbers.
    widths: Vec<Vec<usize>>,
}

/// The tables in the order in which the template meets them.
fn widths(document: &Document) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    for part in document.sections.iter().flat_map(|section| &section.parts) {
        match part {
            Part::Table(table) => all.push(columns(table)),
            Part::Thread { steps } => all.extend(steps.iter().filter_map(|step| step.table.as_ref()).map(columns)),
            Part::Hero { .. }
            | Part::Lead(_)
            | Part::Paragraph(_)
            | Part::Note(_)
            | Part::Heading(_)
            | Part::Quote { .. }
            | Part::Sum { .. }
            | Part::Moments { .. }
            | Part::Chart(_) => {}
        }
    }
    all
}

/// How wide the columns of a table are among one another: zero for a column of short numbers, else a weight by its longest line.
fn columns(table: &Table) -> Vec<usize> {
    let longest = |place: usize| {
        let cells = table.rows.iter().chain(&table.total).filter_map(|row| row.get(place));
        let lines = cells.flat_map(|cell| cell.lines()).map(|line| line.chars().take(1000).count());
        lines.max().unwrap_or_default()
    };
    let weights = table.columns.iter().enumerate().map(|(place, column)| {
        let longest = longest(place);
        if column.number && longest <= NUMBER_MAX {
            0
        } else {
            longest.max(column.head.chars().count()).clamp(WEIGHT.0, WEIGHT.1)
        }
    });
    weights.collect()
}

/// Shortens what no page holds and lets long words break; drawings stay as they are.
fn make_breakable(value: &mut Value) {
    match value {
        Value::String(words) => *words = breakable(words),
        Value::Array(items) => items.iter_mut().for_each(make_breakable),
        Value::Object(fields) => {
            for (_, field) in fields.iter_mut().filter(|(name, _)| *name != "svg") {
                make_breakable(field);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A text whose long words may end a line every few letters, without a hyphen that nobody wrote. Control characters, which no font
/// draws, become spaces; signs that turn the direction of what follows are left out; what no page could hold ends with an ellipsis.
fn breakable(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut run = 0;
    let mut letters = words.chars();
    for letter in letters.by_ref().take(TEXT_MAX) {
        if matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            continue;
        }
        if letter.is_whitespace() || letter == '-' {
            run = 0;
        } else {
            run += 1;
        }
        if run > WORD_MAX && (run - WORD_MAX) % BREAK_EVERY == 1 {
            out.push('\u{200b}');
        }
        out.push(if letter.is_control() && letter != '\n' { ' ' } else { letter });
    }
    if letters.next().is_some() {
        out.push('…');
    }
    out
}
