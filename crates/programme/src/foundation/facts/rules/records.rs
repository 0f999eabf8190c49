//! Records of a delimited file: any delimiter and terminator, quoted or not, strict about what is
//! damaged and bounded in what it holds.

use std::io::Read;

use super::characters::{Characters, Ordinary, Symbol};
use super::damage::Fault;
use super::dialect::{Dialect, Terminator};
use super::reject::{Reject, presentable};

/// The longest field, in bytes of text.
pub const FIELD_BYTES_MAX: usize = 1024 * 1024;
/// The longest record, in bytes of text.
pub const RECORD_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The most columns of a record.
pub const COLUMNS_MAX: usize = 4096;

/// One record as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The physical line where it begins, counted from 1.
    pub line: u64,
    pub fields: Vec<String>,
    /// What a workbook knows of each field; empty where everything is text, as in a delimited file.
    pub marks: Vec<Mark>,
}

/// What a workbook knows of a cell that a delimited file does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Text, to be read in the notation of its column.
    #[default]
    Text,
    /// A number or a day that needs no notation.
    Exact,
    /// An error such as `#N/A`.
    Fault,
}

impl Record {
    /// A record whose cells stand elsewhere.
    pub(super) fn of(line: u64, cells: &[&str]) -> Self {
        Self {
            line,
            fields: cells.iter().map(|&cell| cell.to_owned()).collect(),
            marks: Vec::new(),
        }
    }

    /// What is known of the field at a place.
    pub fn mark(&self, at: usize) -> Mark {
        self.marks.get(at).copied().unwrap_or_default()
    }
}

/// Reads the records one after the other; a damaged record is refused and reading goes on behind it.
///
/// An unclosed quotation mark ends the reading, for nothing behind it can be told apart.
/// Lines without any character are passed over.
///
/// The `csv` crate is not used here: it ends quietly inside an unclosed quotation mark, takes text behind a
/// closing one, and knows delimiters of one byte only.
pub fn rows<'a>(file: &str, bytes: &'a [u8], dialect: &Dialect) -> Rows<'a> {
    rows_of(file, Characters::new(Box::new(bytes), dialect.encoding), dialect)
}

/// Reads the records of a text from its beginning; like [`rows`].
pub(super) fn rows_from<'a>(file: &str, source: Box<dyn Read + 'a>, dialect: &Dialect) -> Rows<'a> {
    rows_of(file, Characters::new(source, dialect.encoding), dialect)
}

/// Reads the records of a text from the record that begins on a line; like [`rows`].
pub(super) fn rows_inside<'a>(file: &str, source: Box<dyn Read + 'a>, dialect: &Dialect, line: u64) -> Rows<'a> {
    rows_of(file, Characters::inside(source, dialect.encoding, line), dialect)
}

fn rows_of<'a>(file: &str, characters: Characters<'a>, dialect: &Dialect) -> Rows<'a> {
    let fatal = dialect
        .problem()
        .map(|problem| Reject::new(file, 1, problem, "Choose another delimiter, terminator or quotation mark."));
    Rows {
        file: file.to_owned(),
        characters,
        ordinary: Ordinary::in_dialect(dialect),
        dialect: dialect.clone(),
        returned: false,
        fatal,
        finished: false,
    }
}

/// The iterator behind [`rows`].
pub struct Rows<'a> {
    file: String,
    characters: Characters<'a>,
    ordinary: Ordinary,
    dialect: Dialect,
    /// The last record ended with `\r`, so a `\n` that follows belongs to it.
    returned: bool,
    fatal: Option<Reject>,
    finished: bool,
}

impl Iterator for Rows<'_> {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(reject) = self.fatal.take() {
            self.finished = true;
            return Some(Err(reject));
        }
        while !self.finished {
            let draft = self.read_draft();
            if draft.is_blank() {
                continue;
            }
            return Some(match draft.fault {
                None => Ok(Record {
                    line: draft.line,
                    fields: draft.fields,
                    marks: Vec::new(),
                }),
                Some(fault) => {
                    self.finished |= fault.is_fatal();
                    Err(fault.reject(&self.file, draft.line, &draft.fields))
                }
            });
        }
        None
    }
}

impl Rows<'_> {
    /// How many bytes of a text in UTF-8 were taken.
    pub(super) fn taken(&self) -> usize {
        self.characters.taken()
    }

    /// The line of what comes next.
    pub(super) fn line(&self) -> u64 {
        self.characters.line()
    }

    /// Whether the end of the text was seen.
    pub(super) fn is_finished(&self) -> bool {
        self.finished
    }

    fn read_draft(&mut self) -> Draft {
        let mut draft = Draft::at(self.characters.line());
        loop {
            if draft.place != Place::QuoteSeen {
                let run = self.characters.run(&self.ordinary);
                if !run.is_empty() {
                    self.returned = false;
                    draft.keep_run(run, &self.dialect);
                }
            }
            let line = self.characters.line();
            match self.characters.next() {
                None => {
                    self.finished = true;
                    match self.characters.broken() {
                        Some(why) => draft.fault = Some(Fault::Broken(why.to_owned())),
                        None => draft.end_of_file(&self.dialect),
                    }
                    return draft;
                }
                Some(Symbol::Undecodable) => {
                    self.returned = false;
                    draft.touched = true;
                    draft.blame(Fault::Undecodable);
                }
                Some(Symbol::Character('\n')) if self.returned => {
                    self.returned = false;
                    draft.line = self.characters.line();
                }
                Some(Symbol::Character(character)) => {
                    self.returned = false;
                    if draft.take(character, line, &self.dialect) == Taken::Record {
                        self.returned = character == '\r' && self.dialect.terminator == Terminator::AnyNewline;
                        return draft;
                    }
                }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    More,
    Record,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Plain,
    Quoted,
    /// A quotation mark inside a quoted field: the end of it, or the first half of a doubled one.
    QuoteSeen,
    Closed,
}

/// A record while it is being read.
struct Draft {
    line: u64,
    fields: Vec<String>,
    field: String,
    /// What stands between a closing quotation mark and the next delimiter: nothing, if all is well.
    behind_quote: String,
    place: Place,
    quote_line: u64,
    bytes: usize,
    touched: bool,
    fault: Option<Fault>,
}

impl Draft {
    fn at(line: u64) -> Self {
        Self {
            line,
            fields: Vec::new(),
            field: String::new(),
            behind_quote: String::new(),
            place: Place::Plain,
            quote_line: line,
            bytes: 0,
            touched: false,
            fault: None,
        }
    }

    /// Whether nothing but the end of a line was read.
    fn is_blank(&self) -> bool {
        !self.touched && self.fault.is_none()
    }

    /// Keeps the first fault: the later ones usually follow from it.
    fn blame(&mut self, fault: Fault) {
        if self.fault.is_none() {
            self.fault = Some(fault);
        }
    }

    fn take(&mut self, character: char, line: u64, dialect: &Dialect) -> Taken {
        if is_forbidden(character, dialect) {
            self.touched = true;
            self.blame(Fault::Control(character));
            return Taken::More;
        }
        let is_quote = dialect.quote == Some(character);
        match self.place {
            Place::Quoted if is_quote => self.place = Place::QuoteSeen,
            Place::Quoted => self.keep(character, dialect),
            Place::QuoteSeen if is_quote => {
                self.keep(character, dialect);
                self.place = Place::Quoted;
            }
            Place::QuoteSeen => {
                self.place = Place::Closed;
                return self.take_outside(character, dialect);
            }
            Place::Plain if is_quote && self.field.is_empty() => {
                self.touched = true;
                self.place = Place::Quoted;
                self.quote_line = line;
            }
            Place::Plain | Place::Closed => return self.take_outside(character, dialect),
        }
        Taken::More
    }

    /// Takes a character where delimiters and terminators count.
    fn take_outside(&mut self, character: char, dialect: &Dialect) -> Taken {
        if dialect.terminator == Terminator::AnyNewline && matches!(character, '\n' | '\r') {
            self.end_field("");
            return Taken::Record;
        }
        self.keep(character, dialect);
        if let Terminator::Text(terminator) = &dialect.terminator
            && self.segment().ends_with(terminator.as_str())
        {
            self.touched |= self.segment().len() > terminator.len();
            self.end_field(terminator);
            return Taken::Record;
        }
        if self.segment().ends_with(dialect.delimiter.as_str()) {
            self.touched = true;
            self.end_field(&dialect.delimiter);
        } else if !character.is_whitespace() || dialect.terminator == Terminator::AnyNewline {
            self.touched = true;
        }
        Taken::More
    }

    fn segment(&self) -> &str {
        match self.place {
            Place::Closed => &self.behind_quote,
            Place::Plain | Place::Quoted | Place::QuoteSeen => &self.field,
        }
    }

    fn keep(&mut self, character: char, dialect: &Dialect) {
        let mut bytes = [0; 4];
        self.keep_text(character.encode_utf8(&mut bytes), dialect);
    }

    /// Keeps characters among which there is no mark of the dialect.
    fn keep_run(&mut self, run: &str, dialect: &Dialect) {
        self.touched |= dialect.terminator == Terminator::AnyNewline || !run.trim().is_empty();
        self.keep_text(run, dialect);
    }

    fn keep_text(&mut self, text: &str, dialect: &Dialect) {
        let segment = match self.place {
            Place::Closed => &mut self.behind_quote,
            Place::Plain | Place::Quoted | Place::QuoteSeen => &mut self.field,
        };
        segment.push_str(text);
        self.bytes = self.bytes.saturating_add(text.len());
        let too_long = if segment.len() > FIELD_BYTES_MAX {
            Fault::FieldTooLong
        } else if self.bytes > RECORD_BYTES_MAX {
            Fault::RecordTooLong
        } else {
            return;
        };
        // The tail stays, because a delimiter may straddle the place where the rest is let go.
        *segment = tail(segment, dialect.longest_mark());
        self.fields.clear();
        self.bytes = segment.len();
        self.blame(too_long);
    }

    fn end_field(&mut self, mark: &str) {
        match self.place {
            Place::Closed => {
                let behind = self.behind_quote.strip_suffix(mark).unwrap_or_default();
                if !behind.is_empty() {
                    let behind = presentable(behind);
                    self.blame(Fault::TextAfterQuote(behind));
                }
            }
            Place::Plain | Place::Quoted | Place::QuoteSeen => {
                let kept = self.field.len().saturating_sub(mark.len());
                self.field.truncate(kept);
            }
        }
        self.behind_quote.clear();
        self.place = Place::Plain;
        if self.fields.len() >= COLUMNS_MAX {
            self.field.clear();
            self.blame(Fault::TooManyColumns);
        } else {
            self.fields.push(std::mem::take(&mut self.field));
        }
    }

    fn end_of_file(&mut self, dialect: &Dialect) {
        match self.place {
            Place::Quoted => {
                let line = self.quote_line;
                // This one outweighs whatever was found behind the quotation mark.
                self.fault = Some(Fault::QuoteUnclosed { line });
                return;
            }
            Place::QuoteSeen => self.place = Place::Closed,
            Place::Plain | Place::Closed => {}
        }
        if !self.touched {
            return;
        }
        match &dialect.terminator {
            Terminator::Text(terminator) if !terminator.trim_end().is_empty() => {
                // Editors drop the last line break; the visible part of the terminator must be there.
                let visible = terminator.trim_end();
                if self.segment().ends_with(visible) {
                    self.end_field(visible);
                } else {
                    self.blame(Fault::CutShort);
                }
            }
            Terminator::Text(_) | Terminator::AnyNewline => self.end_field(""),
        }
    }
}

fn is_forbidden(character: char, dialect: &Dialect) -> bool {
    character.is_control()
        && !matches!(character, '\t' | '\n' | '\r')
        && !dialect.delimiter.contains(character)
        && !matches!(&dialect.terminator, Terminator::Text(text) if text.contains(character))
}

fn tail(text: &str, characters: usize) -> String {
    let kept: Vec<char> = text.chars().rev().take(characters).collect();
    kept.into_iter().rev().collect()
}
