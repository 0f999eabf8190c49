//! How a delimited file is written: encoding, delimiter, terminator, quotation mark and header;
//! and a guess at it, shown to the sender for confirmation.

use serde::{Deserialize, Serialize};

use super::records::rows;

/// How much of a file the guess looks at, in bytes.
const SAMPLE_BYTES: usize = 64 * 1024;
/// How many records of the sample are compared.
const SAMPLE_RECORDS: usize = 50;

/// How characters are written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Encoding {
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-8 with a byte-order mark, as Excel writes it.
    #[serde(rename = "utf-8-bom")]
    Utf8Bom,
    #[serde(rename = "utf-16le")]
    Utf16Le,
    #[serde(rename = "utf-16be")]
    Utf16Be,
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl Encoding {
    pub const ALL: [Self; 5] = [Self::Utf8, Self::Utf8Bom, Self::Utf16Le, Self::Utf16Be, Self::Windows1252];

    /// The name used in settings and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Bom => "utf-8-bom",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// Finds an encoding by the name that [`Encoding::name`] gives.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|encoding| encoding.name() == name)
    }

    pub(super) fn byte_order_mark(self) -> Option<&'static [u8]> {
        match self {
            Self::Utf8 | Self::Utf8Bom => Some(&[0xEF, 0xBB, 0xBF]),
            Self::Utf16Le => Some(&[0xFF, 0xFE]),
            Self::Utf16Be => Some(&[0xFE, 0xFF]),
            Self::Windows1252 => None,
        }
    }

    pub(super) fn decoding(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 | Self::Utf8Bom => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Windows1252 => encoding_rs::WINDOWS_1252,
        }
    }
}

/// What ends a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Terminator {
    /// `\n`, `\r\n` or `\r`, whichever comes.
    AnyNewline,
    /// Exactly this text; line breaks inside fields are then content.
    Text(String),
}

/// How a file is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Dialect {
    pub encoding: Encoding,
    /// One character or more, such as `;` or `+|`.
    pub delimiter: String,
    pub terminator: Terminator,
    /// A field that begins with this mark ends with it; inside, the mark is doubled.
    pub quote: Option<char>,
    /// Whether the first record names the columns.
    pub header: bool,
    /// How many records stand above it: a title, who wrote the file and when.
    #[serde(default)]
    pub titles: usize,
}

impl Dialect {
    /// Comma, quotation marks, any line break, a header: the usual CSV.
    pub fn standard() -> Self {
        Self {
            encoding: Encoding::Utf8,
            delimiter: ",".to_owned(),
            terminator: Terminator::AnyNewline,
            quote: Some('"'),
            header: true,
            titles: 0,
        }
    }

    /// Why no file can be read in this dialect, if so: its marks must be told apart.
    pub fn problem(&self) -> Option<&'static str> {
        let newline = |text: &str| text.contains(['\n', '\r']);
        if self.delimiter.is_empty() {
            return Some("The delimiter is empty.");
        }
        match &self.terminator {
            Terminator::AnyNewline if newline(&self.delimiter) => {
                return Some("The delimiter contains a line break, which already ends a record.");
            }
            Terminator::Text(text) if text.is_empty() => {
                return Some("The terminator is empty.");
            }
            Terminator::Text(text) if text.contains(&self.delimiter) || self.delimiter.contains(text) => {
                return Some("The delimiter and the terminator contain one another.");
            }
            Terminator::AnyNewline | Terminator::Text(_) => {}
        }
        let quote = self.quote?;
        let in_terminator = matches!(&self.terminator, Terminator::Text(text) if text.contains(quote));
        (in_terminator || self.delimiter.contains(quote) || matches!(quote, '\n' | '\r'))
            .then_some("The quotation mark is part of the delimiter or of the terminator.")
    }

    pub(super) fn longest_mark(&self) -> usize {
        let terminator = match &self.terminator {
            Terminator::AnyNewline => 2,
            Terminator::Text(text) => text.chars().count(),
        };
        terminator.max(self.delimiter.chars().count())
    }
}

/// A guess at a dialect, with the observations it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    pub dialect: Dialect,
    /// Sentences for the person who confirms it.
    pub why: Vec<String>,
}

/// Guesses how a file is written. Never fails: whatever cannot be told is guessed as standard CSV and said so.
pub fn guess(bytes: &[u8]) -> Guess {
    let mut why = Vec::new();
    let encoding = guess_encoding(bytes, &mut why);
    let sample = sample_of(bytes, encoding);
    let mut dialect = guess_marks(&sample, encoding, &mut why);
    dialect.titles = titles(&sample, &dialect);
    if dialect.titles > 0 {
        why.push(format!("{} lines stand above the headings and are passed over.", dialect.titles));
    }
    dialect.header = has_header(&sample, &dialect);
    why.push(
        if dialect.header {
            "The first record holds no numbers and no dates: it names the columns."
        } else {
            "The first record already holds values: the file has no header."
        }
        .to_owned(),
    );
    Guess { dialect, why }
}

fn guess_encoding(bytes: &[u8], why: &mut Vec<String>) -> Encoding {
    for encoding in [Encoding::Utf8Bom, Encoding::Utf16Le, Encoding::Utf16Be] {
        if encoding.byte_order_mark().is_some_and(|mark| bytes.starts_with(mark)) {
            why.push(format!("It begins with the byte-order mark of {}.", encoding.name()));
            return encoding;
        }
    }
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let zeros_at = |rest: usize| sample.iter().skip(rest).step_by(2).filter(|&&byte| byte == 0).count();
    // Western text in UTF-16 has a zero in almost every second byte; other text has none.
    let many = sample.len() / 4;
    for (encoding, zeros) in [(Encoding::Utf16Le, zeros_at(1)), (Encoding::Utf16Be, zeros_at(0))] {
        if sample.len() >= 4 && zeros >= many {
            why.push(format!("Every second byte is zero, as in {}.", encoding.name()));
            return encoding;
        }
    }
    // The head of a large file may end in the middle of a character.
    let is_utf8 = std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
    if is_utf8 {
        why.push("All of it is valid UTF-8.".to_owned());
        Encoding::Utf8
    } else {
        why.push("It is not valid UTF-8; most such files are windows-1252.".to_owned());
        Encoding::Windows1252
    }
}

fn sample_of(bytes: &[u8], encoding: Encoding) -> String {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let sample = encoding
        .byte_order_mark()
        .and_then(|mark| sample.strip_prefix(mark))
        .unwrap_or(sample);
    let (text, _) = encoding.decoding().decode_without_bom_handling(sample);
    let mut text = text.into_owned();
    if bytes.len() > SAMPLE_BYTES
        && let Some(end) = text.rfind('\n')
    {
        // The last record was cut by the sample and would look ragged.
        text.truncate(end.saturating_add(1));
    }
    text
}

fn guess_marks(sample: &str, encoding: Encoding, why: &mut Vec<String>) -> Dialect {
    let standard = Dialect {
        encoding: Encoding::Utf8,
        ..Dialect::standard()
    };
    if sample.contains("+|") && sample.contains("&|") {
        let terminator = ["&|\r\n", "&|\n"]
            .into_iter()
            .find(|terminator| sample.contains(terminator))
            .unwrap_or("&|");
        why.push(format!(
            "Fields are separated by “+|” and records end with “{}”.",
            terminator.escape_debug()
        ));
        return Dialect {
            encoding,
            delimiter: "+|".to_owned(),
            terminator: Terminator::Text(terminator.to_owned()),
            quote: None,
            ..standard
        };
    }
    let candidates = [",", ";", "\t", "|"].map(|delimiter| Dialect {
        delimiter: delimiter.to_owned(),
        quote: quote_for(sample, delimiter),
        ..standard.clone()
    });
    let mut best: Option<(usize, usize, Dialect)> = None;
    for candidate in candidates {
        let (columns, alike) = regularity(sample, &candidate);
        let better = best
            .as_ref()
            .is_none_or(|(other_columns, other_alike, _)| (alike, columns) > (*other_alike, *other_columns));
        if columns > 1 && better {
            best = Some((columns, alike, candidate));
        }
    }
    let Some((columns, alike, dialect)) = best else {
        why.push("No delimiter repeats itself: the file may have a single column.".to_owned());
        return Dialect { encoding, ..standard };
    };
    let name = match dialect.delimiter.as_str() {
        "," => "commas",
        ";" => "semicolons",
        "\t" => "tabs",
        _ => "bars",
    };
    let have = if alike == 1 { "has" } else { "have" };
    why.push(format!(
        "Fields are separated by {name}: {alike} of the first records {have} {columns} columns."
    ));
    if dialect.quote.is_none() {
        why.push("No field is put in quotation marks.".to_owned());
    }
    Dialect { encoding, ..dialect }
}

/// Tab files of databases do not quote, so a field may begin with a mark that is content; comma files do quote.
fn quote_for(sample: &str, delimiter: &str) -> Option<char> {
    if delimiter != "\t" {
        return Some('"');
    }
    let closes_too = sample.contains("\"\t") || sample.contains("\"\n") || sample.contains("\"\r");
    let opens = sample.starts_with('"') || sample.contains("\t\"") || sample.contains("\n\"");
    (opens && closes_too).then_some('"')
}

/// The most frequent number of columns among the first records, and how many records have it.
fn regularity(sample: &str, dialect: &Dialect) -> (usize, usize) {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    for record in rows("", sample.as_bytes(), dialect).take(SAMPLE_RECORDS).flatten() {
        let count = counts.entry(record.fields.len()).or_default();
        *count = count.saturating_add(1);
    }
    counts
        .into_iter()
        .filter(|(columns, _)| *columns > 1)
        .max_by_key(|(columns, alike)| (*alike, *columns))
        .unwrap_or((0, 0))
}

/// The most records above the headings.
const TITLES_MAX: usize = 10;

/// How many records stand above the headings: the first of them have fewer columns than almost all others, and what follows names columns.
fn titles(sample: &str, dialect: &Dialect) -> usize {
    let decoded = Dialect {
        encoding: Encoding::Utf8,
        ..dialect.clone()
    };
    let (columns, alike) = regularity(sample, &decoded);
    let records = || rows("", sample.as_bytes(), &decoded).take(SAMPLE_RECORDS).map_while(Result::ok);
    let is_narrow = |fields: &[String]| fields.iter().filter(|field| !field.trim().is_empty()).count() <= 2 && fields.len() < columns;
    let above = records().take_while(|record| is_narrow(&record.fields)).count();
    let names = records().nth(above).is_some_and(|record| {
        let mut named = record.fields.iter().filter(|name| !name.trim().is_empty());
        record.fields.len() == columns && named.all(|name| is_like_a_name(name))
    });
    let is_title = columns > 2 && alike > 1 && (1..=TITLES_MAX).contains(&above) && names;
    if is_title { above } else { 0 }
}

fn has_header(sample: &str, dialect: &Dialect) -> bool {
    let decoded = Dialect {
        encoding: Encoding::Utf8,
        ..dialect.clone()
    };
    let Some(Ok(first)) = rows("", sample.as_bytes(), &decoded).nth(dialect.titles) else {
        return dialect.quote.is_some();
    };
    let mut named = first.fields.iter().filter(|name| !name.trim().is_empty()).peekable();
    named.peek().is_some() && named.all(|name| is_like_a_name(name))
}

/// Whether a cell can name a column: it has a letter, begins with none of the marks of a number and is no date.
fn is_like_a_name(cell: &str) -> bool {
    let cell = cell.trim();
    cell.chars().any(char::is_alphabetic)
        && !cell.starts_with(|first: char| first.is_ascii_digit() || "+-.<{".contains(first))
        && cell.chars().count() <= 100
}
