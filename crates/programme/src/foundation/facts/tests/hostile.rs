//! Files that mean harm or are damaged: each is read or refused with a sentence that says what to do, in bounded memory.
//! Sizes are those at which a limit bites; nothing here needs more memory than the limit allows.

use super::super::recognition::read_all;
use super::super::told::Told;
use super::super::workbook::tests::made_files::{Part, archive, parts, workbook};
use super::pouring::unwatched;

/// How one file ends: why it is refused, or its rows and the first reason among them.
fn outcome(name: &str, bytes: &[u8]) -> String {
    let _book = crate::book();
    let files = [(name.to_owned(), bytes.to_vec().into())];
    let work = read_all(&files, &Told::default(), &unwatched(&files));
    let settled = super::pouring::poured_nowhere(&work);
    let mut said = Vec::new();
    for (place, taken) in work.taken.iter().enumerate() {
        if let Some(reject) = &taken.refused {
            assert!(!reject.fix.is_empty() && !reject.reason.contains("[facts."), "{name}: {reject:?}");
            said.push(reject.reason.clone());
        }
        for (at, reading) in taken.readings.iter().enumerate() {
            let outcome = settled.units.get(&(place, at));
            let reading = outcome.and_then(|outcome| outcome.reading.as_ref()).unwrap_or(reading);
            for reject in &reading.rejects {
                assert!(
                    !reject.reason.is_empty() && !reject.fix.is_empty() && reject.line > 0,
                    "{name}: {reject:?}"
                );
                assert!(
                    !reject.value.contains('\0') && reject.value.chars().count() <= 81,
                    "{name}: {reject:?}"
                );
            }
            let late = outcome.map_or(&[][..], |outcome| &outcome.late);
            let first = reading.rejects.first().or(late.first());
            let first = first.map_or(String::new(), |reject| format!(": {}", reject.reason));
            let dropped = outcome.map_or(0, |outcome| outcome.dropped);
            let (read, refused) = (reading.control.accepted - dropped, reading.control.refused + dropped);
            said.push(format!("{read} read, {refused} refused{first}"));
        }
    }
    said.join(" / ")
}

#[track_caller]
fn check(cases: &[(&str, Vec<u8>, &str)]) {
    for (name, bytes, expected) in cases {
        assert_eq!(outcome(name, bytes), *expected, "{name}");
    }
}

const HEAD: &str = "source,document,date,account,amount,currency\n";
const ROW: &str = "sap,1,2026-01-05,A1,10.50,EUR\n";

fn orders(rows: &str) -> Vec<u8> {
    format!("{HEAD}{rows}").into_bytes()
}

fn with(from: &str, to: &str) -> Vec<u8> {
    orders(&format!("{}{}", ROW.replace(from, to), ROW.replace("sap,1,", "sap,2,")))
}

fn utf16(text: &str) -> Vec<u8> {
    [0xFF, 0xFE]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect()
}

fn zip_with(change: impl FnOnce(&mut Vec<Part>)) -> Vec<u8> {
    let mut parts = parts("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row>");
    change(&mut parts);
    archive(&parts)
}

#[test]
fn files_without_shape_are_refused() {
    let million = "a,".repeat(1_000_000);
    check(&[
        ("empty.csv", Vec::new(), "The file is empty."),
        ("blank.csv", b"\n\r\n \n".to_vec(), "The columns mean nothing to any import."),
        ("nul.csv", vec![0; 4096], "The line holds the control character U+0000."),
        (
            "noise.csv",
            (0..=255).cycle().take(4096).collect(),
            "This is no text: its bytes are those of a picture, a program or noise.",
        ),
        (
            "no-rows.csv",
            HEAD.into(),
            "0 read, 0 refused: The file holds its header and no rows.",
        ),
        (
            "columns.csv",
            million.clone().into_bytes(),
            "The record has more than 4096 columns.",
        ),
        (
            "columns-of-orders.csv",
            format!("{}{million}\n{ROW}", HEAD.trim_end()).into_bytes(),
            "The record has more than 4096 columns.",
        ),
        (
            "endless-line.csv",
            orders(&format!("sap,1,2026-01-05,{},1,EUR\n{ROW}", "x".repeat(9 << 20))),
            "1 read, 1 refused: A field is longer than 1048576 bytes.",
        ),
        (
            "endless-record.csv",
            orders(&format!("sap,1,2026-01-05,\"{}\",1,EUR\n{ROW}", "x\n".repeat(5 << 20))),
            "1 read, 1 refused: A field is longer than 1048576 bytes.",
        ),
        (
            "lone-quote.csv",
            orders(&format!("sap,1,2026-01-05,\"A1,1,EUR\n{ROW}")),
            "0 read, 1 refused: The quotation mark opened on line 2 is never closed.",
        ),
        (
            "quote-inside.csv",
            with("A1", "\"A\"1"),
            "1 read, 1 refused: Text stands between a closing quotation mark and the next delimiter.",
        ),
        (
            "only-quotes.csv",
            b"\"\"\"\"\"\"\"\"\"".to_vec(),
            "The quotation mark opened on line 1 is never closed.",
        ),
    ]);
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_line() {
    let mut broken16 = utf16(&format!("{HEAD}{ROW}"));
    broken16.truncate(broken16.len() - 3);
    check(&[
        (
            "nul-in-cell.csv",
            with("A1", "A\u{0}1"),
            "1 read, 1 refused: The line holds the control character U+0000.",
        ),
        (
            "escape-in-cell.csv",
            with("A1", "\u{1b}[2J"),
            "1 read, 1 refused: The line holds the control character U+001B.",
        ),
        (
            "bell-in-heading.csv",
            format!("sou\u{7}rce{}{ROW}", HEAD.trim_start_matches("source")).into_bytes(),
            "The line holds the control character U+0007.",
        ),
        (
            "invalid-utf8.csv",
            [HEAD.as_bytes(), b"sap,1,2026-01-05,A\xFF\xFE,1,EUR\n", ROW.as_bytes()].concat(),
            "1 read, 1 refused: Line 2 already says this.",
        ),
        (
            "overlong-utf8.csv",
            [HEAD.as_bytes(), b"sap,1,2026-01-05,\xC0\xAF,1,EUR\n"].concat(),
            "1 read, 0 refused",
        ),
        (
            "odd-utf16.csv",
            broken16,
            "0 read, 1 refused: The line holds bytes that are not text in the chosen encoding.",
        ),
        (
            "lone-surrogate.csv",
            [utf16(HEAD), vec![0x00, 0xD8, 0x0A, 0x00], utf16(ROW)[2..].to_vec()].concat(),
            "1 read, 1 refused: The line holds bytes that are not text in the chosen encoding.",
        ),
        (
            "mark-in-the-middle.csv",
            with("sap,1,", "\u{feff}sap,1,"),
            "1 read, 1 refused: The text holds the invisible character U+FEFF.",
        ),
        (
            "two-marks.csv",
            [b"\xEF\xBB\xBF\xEF\xBB\xBF".to_vec(), orders(ROW)].concat(),
            "1 read, 0 refused",
        ),
    ]);
}

#[test]
fn rows_of_another_shape_are_refused_and_their_neighbours_kept() {
    check(&[
        (
            "same-heading.csv",
            b"source,document,date,account,amount,amount\n"
                .iter()
                .chain(ROW.as_bytes())
                .copied()
                .collect(),
            "0 read, 0 refused: Two columns have the same name.",
        ),
        (
            "ragged.csv",
            orders(&format!("sap,1,2026-01-05\n{ROW}")),
            "1 read, 1 refused: The row has 3 columns; the file has 6.",
        ),
        (
            "too-wide.csv",
            orders(&format!("{},x,y\n{ROW}", ROW.trim_end())),
            "1 read, 1 refused: The row has 8 columns; the file has 6.",
        ),
        (
            "same-row.csv",
            orders(&format!("{ROW}{ROW}")),
            "1 read, 1 refused: Line 2 already says this.",
        ),
    ]);
}

#[test]
fn cells_that_mean_harm_are_text_or_refused() {
    check(&[
        ("formula.csv", with("A1", "=HYPERLINK(0)"), "2 read, 0 refused"),
        (
            "formula-amount.csv",
            with("10.50", "=1+1"),
            "1 read, 1 refused: This is not a number.",
        ),
        ("path.csv", with("A1", "../../etc/passwd"), "2 read, 0 refused"),
        ("script.csv", with("A1", "<script>alert(1)</script>"), "2 read, 0 refused"),
        ("turned-around.csv", with("A1", "\u{202e}1A"), "2 read, 0 refused"),
        (
            "long-number.csv",
            with("10.50", &"9".repeat(5000)),
            "1 read, 1 refused: The number has more than 30 digits before the decimal mark.",
        ),
        (
            "scientific.csv",
            with("10.50", "1e308"),
            "1 read, 1 refused: The number is in scientific notation, which has lost digits.",
        ),
        ("not-a-number.csv", with("10.50", "NaN"), "1 read, 1 refused: This is not a number."),
        ("other-digits.csv", with("10.50", "١٢"), "1 read, 1 refused: This is not a number."),
        (
            "year-zero.csv",
            with("2026-01-05", "0000-00-00"),
            "1 read, 1 refused: This is not a day of the calendar written year-month-day.",
        ),
        (
            "far-year.csv",
            with("2026-01-05", "99999999-01-01"),
            "1 read, 1 refused: This is not a day of the calendar written year-month-day.",
        ),
        (
            "zoned.csv",
            with("2026-01-05", "2026-01-05T23:30:00Z"),
            "1 read, 1 refused: What stands behind the day is no time of day, or carries a time zone that may change the day.",
        ),
    ]);
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

/// A workbook whose sheet is another part.
fn zip_with_sheet(change: impl FnOnce(&mut Part)) -> Vec<u8> {
    zip_with(|parts| change(parts.iter_mut().find(|part| part.name == SHEET).unwrap()))
}

#[test]
fn archives_that_lie_are_refused_before_they_are_unpacked() {
    let zeros = vec![b' '; 64 << 20];
    check(&[
        ("short.xlsx", b"PK\x03\x04".to_vec(), "The workbook is damaged and cannot be read."),
        (
            "cut.xlsx",
            workbook(&["a|b", "=1|=2"])[..200].to_vec(),
            "The workbook is damaged and cannot be read.",
        ),
        (
            "bomb.xlsx",
            zip_with_sheet(|part| {
                *part = Part::deflated(SHEET, &zeros);
            }),
            "The workbook would unpack to more than 200 times its size, as no real one does.",
        ),
        (
            "huge.xlsx",
            zip_with_sheet(|part| {
                part.unpacked = u32::MAX - 1;
            }),
            "The workbook would unpack to more than 512 MiB.",
        ),
        (
            "lies.xlsx",
            zip_with_sheet(|part| {
                *part = Part::deflated(SHEET, &vec![b' '; 1 << 20]);
                part.unpacked = 100;
            }),
            "The workbook unpacks to more than it declares. It was made to do harm or is damaged.",
        ),
        (
            "entries.xlsx",
            zip_with(|parts| parts.extend((0..3000).map(|n| Part::stored(&format!("x{n}"), b"")))),
            "The archive of the workbook holds more than 2,000 parts or is larger than such archives can be.",
        ),
        (
            "locked.xlsx",
            zip_with(|parts| parts[0].flags = 1),
            "The workbook is protected by a password.",
        ),
        (
            "method.xlsx",
            zip_with(|parts| parts[0].method = 99),
            "The workbook is damaged and cannot be read.",
        ),
        (
            "checksum.xlsx",
            zip_with_sheet(|part| {
                part.crc ^= 1;
            }),
            "The workbook is damaged and cannot be read.",
        ),
    ]);
}

#[test]
fn archives_of_something_else_are_refused() {
    check(&[
        (
            "path.xlsx",
            zip_with(|parts| parts.push(Part::stored("../../etc/passwd", b"x"))),
            "The columns mean nothing to any import.",
        ),
        (
            "no-sheet.xlsx",
            zip_with(|parts| parts.retain(|part| part.name != SHEET)),
            "The workbook is damaged and cannot be read.",
        ),
        (
            "no-workbook.xlsx",
            archive(&[Part::stored("a.txt", b"x")]),
            "The workbook is damaged and cannot be read.",
        ),
        (
            "letter.docx",
            archive(&[Part::stored("[Content_Types].xml", b""), Part::stored("word/document.xml", b"")]),
            "This is no text in columns.",
        ),
        ("files.zip", archive(&[Part::stored("a.csv", b"x")]), "This is an archive of files."),
        (
            "binary.xlsb",
            archive(&[Part::stored("xl/workbook.bin", b"x")]),
            "This is a binary workbook (XLSB), which is not read.",
        ),
        (
            "book.csv",
            workbook(&["a|b", "=1|=2"]),
            "The content is a workbook, but the name says something else.",
        ),
    ]);
}

#[test]
fn sheets_of_too_much_or_too_little_are_refused() {
    let far =
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let cell = "<c><v>1</v></c>";
    let many = format!("<row>{}</row>", cell.repeat(4000)).repeat(800);
    check(&[
        ("far-corner.xlsx", archive(&parts(far)), "A sheet has values behind column 4,096."),
        (
            "cells.xlsx",
            archive(&parts(&many)),
            "The workbook would unpack to more than 200 times its size, as no real one does.",
        ),
        (
            "entities.xlsx",
            zip_with_sheet(|part| {
                *part = Part::deflated(SHEET, b"<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&c;</t></is></c></row></sheetData></worksheet>");
            }),
            "The workbook is damaged and cannot be read.",
        ),
        (
            "unclosed.xlsx",
            zip_with_sheet(|part| {
                *part = Part::deflated(SHEET, b"<worksheet><sheetData><row><c>");
            }),
            "The workbook is damaged and cannot be read.",
        ),
    ]);
}

#[test]
fn names_that_say_something_else_are_refused() {
    let legacy = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    check(&[
        (
            "page.xlsx",
            b"<html><table><tr><td>1</td></tr></table></html>".to_vec(),
            "This is a web page or XML, whatever its name says.",
        ),
        (
            "text.xlsx",
            format!("{HEAD}{ROW}").into_bytes(),
            "The name says that this is a workbook, but the content is none.",
        ),
        ("empty.xlsx", Vec::new(), "The file is empty."),
        (
            "old.xls",
            [legacy.clone(), vec![0xFF; 1000]].concat(),
            "The workbook is damaged and cannot be read.",
        ),
        ("old-short.xls", legacy.clone(), "The workbook is damaged and cannot be read."),
        ("circle.xls", circle(), "The workbook is damaged and cannot be read."),
        (
            "old.csv",
            [legacy, vec![0; 2000]].concat(),
            "The workbook is damaged and cannot be read.",
        ),
        (
            "noise.csv",
            (0..3_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect(),
            "This is no text: its bytes are those of a picture, a program or noise.",
        ),
        (
            "noise.xlsx",
            (0..3_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect(),
            "The name says that this is a workbook, but the content is none.",
        ),
        (
            "page.csv",
            b"\xEF\xBB\xBF \n<!DOCTYPE html><table></table>".to_vec(),
            "This is a web page or XML, whatever its name says.",
        ),
        ("report.pdf", b"%PDF-1.7".to_vec(), "This is no text in columns."),
        (
            "facts.parquet",
            b"PAR1".to_vec(),
            "It cannot be read as Parquet: EOF: Parquet file too small. Size is 4 but need 8.",
        ),
        ("packed.csv", b"\x1F\x8B\x08\x00".to_vec(), "This is no text in columns."),
        ("program.exe", format!("{HEAD}{ROW}").into_bytes(), "This is no text in columns."),
    ]);
}

#[test]
fn open_documents_are_counted_before_they_are_spread_out() {
    let ods = |content: &str| {
        archive(&[
            Part::stored("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            Part::stored(
                "META-INF/manifest.xml",
                b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
            ),
            Part::deflated("content.xml", content.as_bytes()),
        ])
    };
    let spread = "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"1000\"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    check(&[
        ("spread.ods", ods(spread), "The workbook spans more than 3,000,000 cells."),
        (
            "unclosed.ods",
            ods("<office:document-content><office:body>"),
            "The workbook holds no table with headings and rows.",
        ),
    ]);
}

/// A compound file whose chain of sectors runs in a circle.
fn circle() -> Vec<u8> {
    let mut bytes = vec![0_u8; 512 * 3];
    bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    bytes[30] = 9;
    bytes[48..52].copy_from_slice(&1_u32.to_le_bytes());
    bytes[60..64].copy_from_slice(&u32::MAX.to_le_bytes());
    bytes[68..72].copy_from_slice(&u32::MAX.to_le_bytes());
    bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
    for list in bytes[80..512].chunks_exact_mut(4) {
        list.copy_from_slice(&u32::MAX.to_le_bytes());
    }
    // Sector 0 is the table of chains: sector 1 is followed by itself.
    bytes[516..520].copy_from_slice(&1_u32.to_le_bytes());
    bytes
}
