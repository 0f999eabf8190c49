//! The tables of a file, and by which profile each one is read: what the sender said, else what its headings and content tell.

use super::body::Body;
use super::first_pass::{FirstPass, Watched};
use super::recognition::{recognise, say_target};
use super::rules::dialect::{Dialect, guess};
use super::rules::notation::Answers;
use super::rules::profile::{Mapping, Profile, field_called};
use super::rules::reading::{Learned, Source, learn};
use super::rules::records::rows;
use super::rules::reject::Reject;
use super::rules::sheet::SheetTable;
use super::rules::target::Target;
use super::rules::text::Text;
use super::told::{TableTold, Told};
use super::workbook;
use platform::texts::{say, say_with};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A table that was found in a file.
pub(super) struct Found {
    /// The file, and the place in it where a workbook has several tables.
    pub(super) name: String,
    /// Its headings.
    pub(super) columns: Vec<String>,
    content: Content,
    /// How its text is told apart; none for a table of a workbook.
    pub(super) dialect: Option<Dialect>,
    why: Vec<String>,
    /// Numbers and days are written in one way only, whatever they look like.
    is_exact: bool,
}

enum Content {
    Text(Watched),
    Sheet(Box<SheetTable>),
}

impl Found {
    /// The text that it is, unless it is a table of a workbook.
    pub(super) fn text(&self) -> Option<&Body> {
        match &self.content {
            Content::Text(text) => Some(&text.body),
            Content::Sheet(_) => None,
        }
    }

    /// The same, with a pass that counts what is read of its text.
    pub(super) fn watched(mut self, pass: &Arc<FirstPass>) -> Self {
        if let Content::Text(text) = &mut self.content {
            text.pass = Some(pass.clone());
        }
        self
    }

    pub(super) fn source(&self) -> Source<'_> {
        match &self.content {
            Content::Text(text) => Source::Delimited(text),
            Content::Sheet(sheet) => Source::Sheet(sheet),
        }
    }
}

/// A table after it was looked at.
pub(super) struct Examined {
    /// How it was recognised and what its content tells, in sentences.
    pub(super) because: String,
    /// How it is read, and what its content tells; none when nobody knows what it is.
    pub(super) read_by: Option<(Profile, Learned)>,
}

/// File names whose content is text in columns.
const EXTENSIONS: [&str; 4] = ["csv", "txt", "tsv", "tab"];
/// How binary formats begin that people take for CSV: XLSX and ZIP, old Excel, PDF, Parquet, gzip.
const BINARY: [&[u8]; 5] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0", b"%PDF", b"PAR1", b"\x1F\x8B"];

/// The tables of a file, or why it has none.
pub(super) fn tables_of(name: &str, body: &Body, told: &Told) -> Result<Vec<Found>, Box<Reject>> {
    let bytes = body.head();
    if body.is_parquet() {
        return parquet_table(name, body).map(|found| vec![found]);
    }
    if workbook::claims(name, bytes) {
        let Some(bytes) = body.bytes() else {
            return Err(Box::new(Reject::new(
                name,
                1,
                say("facts.workbook_too_large"),
                say("facts.workbook_too_large_fix"),
            )));
        };
        return workbook::read(name, bytes).map(|tables| tables.into_iter().map(|table| sheet_table(name, table)).collect());
    }
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
    if !EXTENSIONS.contains(&extension.as_str()) || BINARY.iter().any(|begin| bytes.starts_with(begin)) {
        return Err(Box::new(Reject::new(name, 1, say("facts.no_csv"), say("facts.no_csv_fix"))));
    }
    if workbook::is_markup(bytes) {
        return Err(Box::new(Reject::new(name, 1, say("facts.web_page"), say("facts.web_page_fix"))));
    }
    if is_no_text(bytes) {
        return Err(Box::new(Reject::new(name, 1, say("facts.no_text"), say("facts.no_csv_fix"))));
    }
    text_table(name, body, told.of(name)).map(|found| vec![found])
}

/// Whether the first bytes are those of a picture, a program or noise: many that no encoding of texts has, among many beyond ASCII. UTF-16
/// has many of the first kind or of the second, and it says so by its mark.
fn is_no_text(bytes: &[u8]) -> bool {
    let first = bytes.get(..2_000).unwrap_or(bytes);
    let says_utf16 = first.starts_with(b"\xFF\xFE") || first.starts_with(b"\xFE\xFF");
    let share = |is: fn(&u8) -> bool, of: usize| first.iter().filter(|byte| is(byte)).count() * of > first.len();
    !says_utf16 && share(|byte| matches!(byte, 1..=8 | 14..=26 | 28..=31), 20) && share(|byte| *byte >= 128, 5)
}

/// A Parquet file, which is read as the text that it is told as.
fn parquet_table(name: &str, body: &Body) -> Result<Found, Box<Reject>> {
    let refused = |why: String| Box::new(Reject::new(name, 1, why, say("facts.parquet_fix")));
    let body = body.told_as_text().map_err(refused)?;
    let dialect = Dialect::standard();
    let columns = match rows(name, body.head(), &dialect).next() {
        Some(Ok(first)) => first.fields,
        Some(Err(reject)) => return Err(Box::new(reject)),
        None => Vec::new(),
    };
    Ok(Found {
        name: name.to_owned(),
        columns,
        content: Content::Text(Watched { body, pass: None }),
        dialect: Some(dialect),
        why: vec![say("facts.because_parquet").to_owned()],
        is_exact: true,
    })
}

fn sheet_table(file: &str, table: SheetTable) -> Found {
    let place = format!("{}!{}", table.sheet, table.range);
    Found {
        name: format!("{file}, {place}"),
        columns: table.columns.clone(),
        why: vec![say_with("facts.because_sheet", &[("place", &place)])],
        content: Content::Sheet(Box::new(table)),
        dialect: None,
        is_exact: false,
    }
}

fn text_table(name: &str, body: &Body, told: &TableTold) -> Result<Found, Box<Reject>> {
    let bytes = body.head();
    let guessed = guess(bytes);
    let mut dialect = guessed.dialect.clone();
    dialect.encoding = told.encoding.unwrap_or(dialect.encoding);
    dialect.header = told.header.unwrap_or(dialect.header);
    if let Some(delimiter) = &told.delimiter
        && *delimiter != dialect.delimiter
    {
        dialect = Dialect {
            delimiter: delimiter.clone(),
            encoding: dialect.encoding,
            header: dialect.header,
            titles: dialect.titles,
            ..Dialect::standard()
        };
    }
    let first = match rows(name, bytes, &dialect).nth(dialect.titles) {
        Some(Ok(first)) => first.fields,
        Some(Err(reject)) => return Err(Box::new(reject)),
        None => {
            let reject = Reject::new(name, 1, say("facts.empty_file"), say("facts.empty_file_fix"));
            return Err(Box::new(reject));
        }
    };
    let numbered = (1..=first.len()).map(|at| format!("column {at}")).collect();
    let why = if dialect == guessed.dialect {
        guessed.why
    } else {
        vec![say("facts.because_dialect").to_owned()]
    };
    Ok(Found {
        name: name.to_owned(),
        columns: if dialect.header { first } else { numbered },
        content: Content::Text(Watched {
            body: body.clone(),
            pass: None,
        }),
        dialect: Some(dialect),
        why,
        is_exact: false,
    })
}

/// Looks at a table: what it becomes, which column fills which field, and how each is written.
pub(super) fn examine(found: &Found, told: &Told) -> Examined {
    let said = told.of(&found.name);
    let chosen = said.target.or(told.target);
    let recognised = match chosen {
        Some(target) => Some((target, say_with("facts.because_told", &[("target", say_target(target))]))),
        None => recognise(&found.name, &mapped(&found.columns, said), &told.given),
    };
    let Some((target, because)) = recognised else {
        return Examined {
            because: say("facts.because_nothing").to_owned(),
            read_by: None,
        };
    };
    let mut profile = profile(target, found, told);
    let mut learned = learn(&found.name, found.source(), &profile, &answers(found, said));
    if found.is_exact {
        learned.why.clear();
    }
    profile.notations.clone_from(&learned.notations);
    let by_profile = said
        .profile
        .as_ref()
        .map(|name| say_with("facts.because_profile", &[("name", name)]));
    let mut because: Vec<String> = by_profile.into_iter().chain([because]).chain(found.why.iter().cloned()).collect();
    because.extend(learned.why.iter().cloned());
    let lacks_currency = target.fields().iter().any(|field| field.name == "currency" && field.required)
        && !profile.given.contains_key("currency")
        && learned.columns.iter().all(|column| column.field != Some("currency"));
    if let Some(currency) = learned.currency.filter(|_| lacks_currency) {
        because.push(say_with("facts.because_currency", &[("currency", currency.code())]));
        profile = profile.with("currency", currency.code());
    }
    Examined {
        because: because.join(" "),
        read_by: Some((profile, learned)),
    }
}

/// What is known of the columns before their content is looked at.
fn answers(found: &Found, said: &TableTold) -> BTreeMap<String, Answers> {
    if !found.is_exact {
        return said.columns.clone();
    }
    let exact = |column: &String| {
        let said = said.columns.get(column).cloned().unwrap_or_default();
        let decimal = Some('.');
        (column.clone(), Answers { decimal, ..said })
    };
    found.columns.iter().map(exact).collect()
}

/// The headings as the sender renamed them by giving them a field.
fn mapped(columns: &[String], said: &TableTold) -> Vec<String> {
    let named = |column: &String| said.field_of(column).cloned().unwrap_or_else(|| column.clone());
    columns.iter().map(named).collect()
}

fn profile(target: Target, found: &Found, told: &Told) -> Profile {
    let said = told.of(&found.name);
    let mut profile = Profile {
        dialect: found.dialect.clone(),
        mapping: mapping(target, &found.columns, said),
        ..Profile::by_headings(target)
    };
    // One form serves files of several kinds; a value that a kind has no field for means another file.
    let fields = || target.fields().iter().map(|field| field.name);
    profile.given = told
        .given
        .iter()
        .filter(|(name, _)| fields().any(|field| field == name.as_str()))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    profile
}

/// The mapping that the sender gave, with the other columns by their headings; none if they gave none.
fn mapping(target: Target, columns: &[String], said: &TableTold) -> Option<Vec<Mapping>> {
    if !columns.iter().any(|column| said.field_of(column).is_some()) {
        return None;
    }
    let taken: Vec<&String> = columns.iter().filter_map(|column| said.field_of(column)).collect();
    let mapping = columns.iter().filter_map(|column| {
        let field = match said.field_of(column) {
            Some(field) => Some(field.as_str()).filter(|field| !field.is_empty()),
            None => field_called(target, column)
                .map(|field| field.name)
                .filter(|field| !taken.iter().any(|taken| taken.as_str() == *field)),
        };
        field.map(|field| Mapping::new(column, field))
    });
    Some(mapping.collect())
}
