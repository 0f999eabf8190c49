//! Workbooks as tables: XLSX, XLSM, XLS and ODS. What a file would unpack to is known before anything is unpacked.

mod archive;
mod blocks;
mod legacy;
mod open_document;
mod serial;

use super::rules::records::{COLUMNS_MAX, Mark};
use super::rules::reject::Reject;
use super::rules::sheet::SheetTable;
use archive::Archive;
use blocks::{Cell, Sheet, tables};
use calamine::{Data, DataRef, Dimensions, Ods, Reader, SheetType, Xls, Xlsx};
use platform::texts::{say, say_with};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The most cells of a workbook that are looked at.
const CELLS_MAX: u64 = 3_000_000;
/// The most sheets of a workbook.
const SHEETS_MAX: usize = 200;
/// The most tables of a workbook.
const TABLES_MAX: usize = 100;

/// Why a workbook is not read: the code of a sentence and the numbers in it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Trouble {
    code: &'static str,
    n: u64,
}

impl Trouble {
    fn new(code: &'static str) -> Self {
        Self { code, n: 0 }
    }

    fn beyond(code: &'static str, n: u64) -> Self {
        Self { code, n }
    }

    fn reject(&self, file: &str) -> Box<Reject> {
        let n = platform::look::format::count(self.n);
        let fix = format!("{}_fix", self.code);
        Box::new(Reject::new(file, 1, say_with(self.code, &[("n", &n)]), say(&fix)))
    }
}

/// What a file is, by how it begins and not by its name.
enum Kind {
    OpenXml,
    OpenDocument,
    Legacy,
}

/// The extensions of workbooks that are read.
const EXTENSIONS: [&str; 4] = ["xlsx", "xlsm", "xls", "ods"];

/// Whether the name or the content says that a file is a workbook or something else that is no text in columns.
pub(super) fn claims(name: &str, bytes: &[u8]) -> bool {
    EXTENSIONS.contains(&extension(name).as_str()) || bytes.starts_with(ZIP) || bytes.starts_with(LEGACY)
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase()
}

/// Whether it begins as a web page or XML does. Exports of web applications often do, whatever their names say.
pub(super) fn is_markup(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let begins = |word: &&[u8]| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    let words: [&[u8]; 5] = [b"<!doctype", b"<!--", b"<?xml", b"<html", b"<table"];
    words.iter().any(begins)
}

const ZIP: &[u8] = b"PK";
const LEGACY: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The tables of a workbook, or why it has none.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Vec<SheetTable>, Box<Reject>> {
    let read = kind(name, bytes).and_then(|kind| {
        // The reader of workbooks may panic on a damaged file; that is a damaged file and no fault of ours.
        catch_unwind(AssertUnwindSafe(|| sheets(&kind, bytes))).unwrap_or_else(|_| Err(Trouble::new("facts.workbook_damaged")))
    });
    let found = read.map_err(|trouble| trouble.reject(name))?;
    let tables: Vec<SheetTable> = found.iter().flat_map(tables).collect();
    if tables.is_empty() {
        return Err(Trouble::new("facts.workbook_empty").reject(name));
    }
    if tables.len() > TABLES_MAX {
        return Err(Trouble::beyond("facts.workbook_tables", u64::try_from(TABLES_MAX).unwrap_or(u64::MAX)).reject(name));
    }
    Ok(tables)
}

fn kind(name: &str, bytes: &[u8]) -> Result<Kind, Trouble> {
    let extension = extension(name);
    let named = EXTENSIONS.contains(&extension.as_str());
    if bytes.starts_with(LEGACY) {
        legacy::check(bytes)?;
        return if named {
            Ok(Kind::Legacy)
        } else {
            Err(Trouble::new("facts.workbook_misnamed"))
        };
    }
    if !bytes.starts_with(ZIP) {
        return Err(Trouble::new(match bytes {
            [] => "facts.empty_file",
            _ if is_markup(bytes) => "facts.web_page",
            _ => "facts.no_workbook",
        }));
    }
    let archive = Archive::open(bytes)?;
    let has = |entry: &str| archive.entries.iter().any(|known| known.name.eq_ignore_ascii_case(entry));
    let kind = if has("xl/workbook.xml") || (has("[Content_Types].xml") && archive.entries.iter().any(|e| e.name.ends_with("workbook.xml")))
    {
        Kind::OpenXml
    } else if has("content.xml") && (has("mimetype") || has("META-INF/manifest.xml")) {
        Kind::OpenDocument
    } else if has("xl/workbook.bin") {
        return Err(Trouble::new("facts.workbook_binary"));
    } else if archive
        .entries
        .iter()
        .any(|entry| entry.name.starts_with("word/") || entry.name.starts_with("ppt/"))
    {
        return Err(Trouble::new("facts.no_csv"));
    } else if named {
        return Err(Trouble::new("facts.workbook_damaged"));
    } else {
        return Err(Trouble::new("facts.archive"));
    };
    if !named {
        return Err(Trouble::new("facts.workbook_misnamed"));
    }
    archive.verify(bytes)?;
    if matches!(kind, Kind::OpenDocument) {
        open_document::check(&archive.unpack(bytes, "content.xml")?)?;
    }
    Ok(kind)
}

fn sheets(kind: &Kind, bytes: &[u8]) -> Result<Vec<Sheet>, Trouble> {
    let damaged = || Trouble::new("facts.workbook_damaged");
    let cursor = Cursor::new(bytes);
    match kind {
        Kind::OpenXml => {
            let mut book: Xlsx<_> = Xlsx::new(cursor).map_err(|_unreadable| damaged())?;
            open_xml(&mut book)
        }
        Kind::Legacy => {
            let book: Xls<_> = Xls::new(cursor).map_err(|error| {
                if matches!(error, calamine::XlsError::Password) {
                    Trouble::new("facts.workbook_encrypted")
                } else {
                    damaged()
                }
            })?;
            let epoch = book.has_1904_epoch();
            let merged = |name: &str| book.merge_cells_by_sheet_name(name).unwrap_or_default();
            let merges: Vec<_> = book.sheet_names().iter().map(|name| merged(name)).collect();
            dense(book, merges, epoch)
        }
        Kind::OpenDocument => {
            let book: Ods<_> = Ods::new(cursor).map_err(|error| {
                if matches!(error, calamine::OdsError::Password) {
                    Trouble::new("facts.workbook_encrypted")
                } else {
                    damaged()
                }
            })?;
            dense(book, Vec::new(), false)
        }
    }
}

/// The sheets that hold cells, by name; charts and macros hold none.
fn names<R: Reader<Cursor<B>>, B: AsRef<[u8]>>(book: &R) -> Result<Vec<String>, Trouble> {
    let sheets = book.sheets_metadata();
    if sheets.len() > SHEETS_MAX {
        return Err(Trouble::beyond(
            "facts.workbook_sheets",
            u64::try_from(SHEETS_MAX).unwrap_or(u64::MAX),
        ));
    }
    let cells = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    Ok(cells.map(|sheet| sheet.name.clone()).collect())
}

/// Reads cell by cell: the far corner of a sheet costs nothing.
fn open_xml(book: &mut Xlsx<Cursor<&[u8]>>) -> Result<Vec<Sheet>, Trouble> {
    let damaged = || Trouble::new("facts.workbook_damaged");
    let epoch = book.has_1904_epoch();
    let mut sheets = Vec::new();
    let mut budget = Budget::default();
    for name in names(book)? {
        let mut sheet = Sheet::named(&name);
        {
            let mut cells = book.worksheet_cells_reader(&name).map_err(|_unreadable| damaged())?;
            while let Some(cell) = cells.next_cell().map_err(|_unreadable| damaged())? {
                budget.spend(cell.get_position().1)?;
                if let Some(value) = of_ref(cell.get_value(), epoch) {
                    sheet.put(cell.get_position(), value);
                }
            }
        }
        let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        sheet.merges = merges.iter().map(span).collect();
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn span(merged: &Dimensions) -> ((u32, u32), (u32, u32)) {
    (merged.start, merged.end)
}

fn dense<R: Reader<Cursor<B>>, B: AsRef<[u8]>>(mut book: R, merges: Vec<Vec<Dimensions>>, epoch: bool) -> Result<Vec<Sheet>, Trouble> {
    let damaged = || Trouble::new("facts.workbook_damaged");
    let mut sheets = Vec::new();
    let mut budget = Budget::default();
    let all = book.sheet_names();
    for name in names(&book)? {
        let range = book.worksheet_range(&name).map_err(|_unreadable| damaged())?;
        let (row, column) = range.start().unwrap_or_default();
        let mut sheet = Sheet::named(&name);
        for (down, across, value) in range.used_cells() {
            let offset = |from: u32, by: usize| u32::try_from(by).ok().and_then(|by| from.checked_add(by)).ok_or_else(damaged);
            let at = (offset(row, down)?, offset(column, across)?);
            budget.spend(at.1)?;
            if let Some(cell) = of_data(value, epoch) {
                sheet.put(at, cell);
            }
        }
        let place = all.iter().position(|known| *known == name);
        let merged = place.and_then(|place| merges.get(place));
        sheet.merges = merged.into_iter().flatten().map(span).collect();
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// How many cells were looked at.
#[derive(Default)]
struct Budget(u64);

impl Budget {
    fn spend(&mut self, column: u32) -> Result<(), Trouble> {
        self.0 = self.0.saturating_add(1);
        if self.0 > CELLS_MAX {
            return Err(Trouble::beyond("facts.workbook_cells", CELLS_MAX));
        }
        let columns = u64::try_from(COLUMNS_MAX).unwrap_or(u64::MAX);
        if u64::from(column) >= columns {
            return Err(Trouble::beyond("facts.workbook_columns", columns));
        }
        Ok(())
    }
}

fn of_ref(value: &DataRef<'_>, epoch: bool) -> Option<Cell> {
    // A shared text is not copied before it is known to be one.
    if let DataRef::SharedString(text) = value {
        return text_cell(text);
    }
    of_data(&Data::from(value.clone()), epoch)
}

fn text_cell(text: &str) -> Option<Cell> {
    (!text.trim().is_empty()).then(|| Cell {
        text: text.to_owned(),
        mark: Mark::Text,
    })
}

/// The cell as text. A number keeps the shortest decimals that mean the same stored number.
fn of_data(value: &Data, epoch: bool) -> Option<Cell> {
    let exact = |text: String| Some(Cell { text, mark: Mark::Exact });
    match value {
        Data::Empty => None,
        Data::String(text) => text_cell(text),
        Data::Int(number) => exact(number.to_string()),
        Data::Float(number) => exact(number.to_string()),
        Data::Bool(yes) => exact(yes.to_string()),
        Data::DateTime(serial) if serial.is_duration() => exact(serial.as_f64().to_string()),
        Data::DateTime(serial) => exact(serial::day_and_time(&serial.as_f64().to_string(), epoch)),
        Data::DateTimeIso(text) => exact(text.trim_end_matches("T00:00:00").to_owned()),
        Data::DurationIso(text) => exact(text.clone()),
        Data::Error(error) => Some(Cell {
            text: error.to_string(),
            mark: Mark::Fault,
        }),
    }
}

#[cfg(test)]
pub(crate) mod tests;
