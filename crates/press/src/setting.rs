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
/// A column of numbers up to so many letters keeps its words on one line; a telephone number with its country and spaces has no more.
const NUMBER_MAX: usize = 20;
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

/// How wide the columns of a table are among one another: zero for a column of short numbers, or of telephone numbers, else a weight by
/// its longest line.
fn columns(table: &Table) -> Vec<usize> {
    let longest = |place: usize| {
        let cells = table.rows.iter().chain(&table.total).filter_map(|row| row.get(place));
        let lines = cells.flat_map(|cell| cell.lines()).map(|line| line.chars().take(1000).count());
        lines.max().unwrap_or_default()
    };
    let weights = table.columns.iter().enumerate().map(|(place, column)| {
        let longest = longest(place);
        if longest <= NUMBER_MAX && (column.number || is_of_telephones(table, place)) {
            0
        } else {
            longest.max(column.head.chars().count()).clamp(WEIGHT.0, WEIGHT.1)
        }
    });
    weights.collect()
}

/// Whether a column holds telephone numbers and nothing else.
fn is_of_telephones(table: &Table, place: usize) -> bool {
    let mut cells = table
        .rows
        .iter()
        .filter_map(|row| row.get(place))
        .filter(|cell| said(cell))
        .peekable();
    cells.peek().is_some() && cells.all(|cell| is_telephone(cell))
}

/// Whether a cell says something: an en dash is none.
fn said(cell: &str) -> bool {
    !cell.is_empty() && cell != "–"
}

/// A number with the sign of a country's code: `+44 20 7946 0123`.
fn is_telephone(words: &str) -> bool {
    words.strip_prefix('+').is_some_and(|digits| {
        digits.starts_with(|letter: char| letter.is_ascii_digit())
            && digits
                .chars()
                .all(|letter| letter.is_ascii_digit() || matches!(letter, ' ' | '-' | '(' | ')' | '/'))
    })
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
/// draws, become spaces; signs that turn the direction of what follows are left out; what no page could hold ends with an ellipsis. A telephone number stays on
/// one line.
fn breakable(words: &str) -> String {
    if is_telephone(words) && words.chars().count() <= NUMBER_MAX {
        return words.replace(' ', "\u{a0}").replace('-', "\u{2011}");
    }
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

#[cfg(test)]
mod tests {
    use super::{breakable, columns};
    use document::{Column, Table};

    fn table(phones: [&str; 3]) -> Table {
        let column = |head: &str| Column {
            head: head.to_owned(),
            number: false,
        };
        Table {
            columns: vec![column("Name"), column("Telephone")],
            rows: phones.map(|phone| vec!["Siobhán Ní Bhriain".to_owned(), phone.to_owned()]).to_vec(),
            ..Table::default()
        }
    }

    #[test]
    fn a_telephone_number_stays_on_one_line_and_its_column_is_as_wide() {
        assert_eq!(breakable("+44 20 7946 0123"), "+44\u{a0}20\u{a0}7946\u{a0}0123");
        assert_eq!(breakable("+1 202-555-0123"), "+1\u{a0}202\u{2011}555\u{2011}0123");
        // Words and amounts that begin like one break as before.
        assert_eq!(breakable("+720.00 of 9,600.00"), "+720.00 of 9,600.00");
        assert_eq!(breakable("+49 30 23125 001 or the desk"), "+49 30 23125 001 or the desk");
        assert_eq!(columns(&table(["+44 20 7946 0123", "–", "+353 20 911 0123"])), [18, 0]);
        assert_eq!(columns(&table(["+44 20 7946 0123", "the desk", ""])), [18, 16]);
        assert_eq!(columns(&table(["", "–", ""])), [18, 9], "a column without any is one of words");
    }
}
