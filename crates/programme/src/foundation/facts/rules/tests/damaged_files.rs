//! Files as they should not be: each is refused with its line and reason, and the good rows around the
//! damage are kept.

use super::super::adventureworks::read_file;
use super::super::dialect::{Dialect, Encoding, Terminator, guess};
use super::super::profile::Profile;
use super::super::reading::read;
use super::super::records::{COLUMNS_MAX, FIELD_BYTES_MAX, rows};
use super::super::target::Target;

fn csv() -> Dialect {
    Dialect::standard()
}

fn in_encoding(encoding: Encoding) -> Dialect {
    Dialect { encoding, ..csv() }
}

fn tabs() -> Dialect {
    Dialect {
        delimiter: "\t".to_owned(),
        quote: None,
        header: false,
        ..csv()
    }
}

fn bars() -> Dialect {
    Dialect {
        delimiter: "+|".to_owned(),
        terminator: Terminator::Text("&|\n".to_owned()),
        quote: None,
        header: false,
        ..csv()
    }
}

/// What reading gives: `line: fields` or `line! reason`, one per record.
fn outline(bytes: &[u8], dialect: &Dialect) -> Vec<String> {
    rows("file.csv", bytes, dialect)
        .map(|record| match record {
            Ok(record) => format!("{}: {}", record.line, record.fields.join("|")),
            Err(reject) => format!("{}! {}", reject.line, reject.reason),
        })
        .collect()
}

#[test]
fn damaged_records_are_refused_by_line_and_their_neighbours_kept() {
    let behind_quote = "Text stands between a closing quotation mark and the next delimiter.";
    let not_text = "The line holds bytes that are not text in the chosen encoding.";
    let control = |code: &str| format!("The line holds the control character U+{code}.");
    let unclosed = |line: u32| format!("The quotation mark opened on line {line} is never closed.");
    let cut = "The file ends in the middle of a record.";
    let cases: Vec<(&str, &[u8], Dialect, Vec<String>)> = vec![
        ("nothing", b"", csv(), vec![]),
        ("a mark and nothing", b"\xEF\xBB\xBF", csv(), vec![]),
        ("blank lines only", b"\n\r\n\r\n", csv(), vec![]),
        ("no last line break", b"a,b", csv(), vec!["1: a|b".into()]),
        ("mark before the text", b"\xEF\xBB\xBFa,b\n", csv(), vec!["1: a|b".into()]),
        ("mixed line ends", b"a\r\nb\rc\nd", csv(), ["1: a", "2: b", "3: c", "4: d"].map(Into::into).to_vec()),
        ("blank line between", b"a,b\n\nc,d\n", csv(), ["1: a|b", "3: c|d"].map(Into::into).to_vec()),
        ("line break in quotes", b"\"a\nb\",c\nd,e\n", csv(), ["1: a\nb|c", "3: d|e"].map(Into::into).to_vec()),
        ("doubled quotation mark", b"\"a\"\"b\",c\n", csv(), vec!["1: a\"b|c".into()]),
        ("quotation mark inside", b"5\" pipe,c\n", csv(), vec!["1: 5\" pipe|c".into()]),
        ("empty quoted field", b"\"\"\n", csv(), vec!["1: ".into()]),
        ("unclosed mark", b"a,b\nc,\"d\ne,f\n", csv(), vec!["1: a|b".into(), format!("2! {}", unclosed(2))]),
        ("unclosed mark at the end", b"a,\"", csv(), vec![format!("1! {}", unclosed(1))]),
        ("text behind a mark", b"\"a\"b,c\nd,e\n", csv(), vec![format!("1! {behind_quote}"), "2: d|e".into()]),
        ("space behind a mark", b"\"a\" ,c\n", csv(), vec![format!("1! {behind_quote}")]),
        ("zero byte", b"a,\0\nc,d\n", csv(), vec![format!("1! {}", control("0000")), "2: c|d".into()]),
        ("escape sequence", b"a,\x1b[31mred\n", csv(), vec![format!("1! {}", control("001B"))]),
        ("delete", b"a\x7f,b\n", csv(), vec![format!("1! {}", control("007F"))]),
        ("next-line character", "a\u{85},b\n".as_bytes(), csv(), vec![format!("1! {}", control("0085"))]),
        ("zero byte in quotes", b"\"a\0\",b\n", csv(), vec![format!("1! {}", control("0000"))]),
        ("latin bytes as utf-8", b"M\xFCller,b\nc,d\n", csv(), vec![format!("1! {not_text}"), "2: c|d".into()]),
        ("latin bytes as such", b"M\xFCller,\x80\n", in_encoding(Encoding::Windows1252), vec!["1: Müller|€".into()]),
        ("unused latin byte", b"a\x81,b\n", in_encoding(Encoding::Windows1252), vec![format!("1! {}", control("0081"))]),
        ("truncated character", b"a,\xE2\x82", csv(), vec![format!("1! {not_text}")]),
        ("overlong slash", b"a,\xC0\xAF\n", csv(), vec![format!("1! {not_text}")]),
        ("utf-16 with mark", b"\xFF\xFEa\0,\0b\0\n\0", in_encoding(Encoding::Utf16Le), vec!["1: a|b".into()]),
        ("utf-16 big end first", b"\xFE\xFF\0a\0,\0b", in_encoding(Encoding::Utf16Be), vec!["1: a|b".into()]),
        ("utf-16 cut in a character", b"a\0,\0b", in_encoding(Encoding::Utf16Le), vec![format!("1! {not_text}")]),
        ("half of a pair", b"a\0\x00\xD8,\0b\0\n\0", in_encoding(Encoding::Utf16Le), vec![format!("1! {not_text}")]),
        ("utf-16 as utf-8", b"\xFF\xFEa\0\n\0", csv(), vec![format!("1! {not_text}"), format!("2! {}", control("0000"))]),
        ("tabs keep quotation marks", b"\"a\t5\"\nb\tc\n", tabs(), ["1: \"a|5\"", "2: b|c"].map(Into::into).to_vec()),
        ("two-character marks", b"a+|b&|\nc+|d&|\n", bars(), ["1: a|b", "2: c|d"].map(Into::into).to_vec()),
        ("halves of marks are text", b"a+b|+|&&|\n", bars(), vec!["1: a+b||&".into()]),
        ("line break is text there", b"a\nb+|c&|\nd+|e&|\n", bars(), ["1: a\nb|c", "3: d|e"].map(Into::into).to_vec()),
        ("last line break dropped", b"a+|b&|", bars(), vec!["1: a|b".into()]),
        ("cut short", b"a+|b&|\nc+|d", bars(), vec!["1: a|b".into(), format!("2! {cut}")]),
        ("cut inside the mark", b"a+|b&", bars(), vec![format!("1! {cut}")]),
        ("record of one empty field", b"&|\n", bars(), vec!["1: ".into()]),
    ];
    for (name, bytes, dialect, expected) in cases {
        assert_eq!(outline(bytes, &dialect), expected, "{name}");
    }
}

#[test]
fn a_field_beyond_the_limit_is_refused_and_the_next_row_read() {
    let long = "x".repeat(FIELD_BYTES_MAX + 1);
    let file = format!("a,{long}\nc,d\n");
    assert_eq!(
        outline(file.as_bytes(), &csv()),
        ["1! A field is longer than 1048576 bytes.", "2: c|d"]
    );
    let file = format!("a+|{long}&|\nc+|d&|\n");
    assert_eq!(
        outline(file.as_bytes(), &bars()),
        ["1! A field is longer than 1048576 bytes.", "2: c|d"]
    );
}

#[test]
fn a_record_beyond_the_limits_is_refused_and_the_next_row_read() {
    let wide = ",".repeat(COLUMNS_MAX);
    let file = format!("{wide}\nc,d\n");
    assert_eq!(
        outline(file.as_bytes(), &csv()),
        ["1! The record has more than 4096 columns.", "2: c|d"]
    );
    let just = ",".repeat(COLUMNS_MAX - 1);
    assert_eq!(rows("", just.as_bytes(), &csv()).filter(Result::is_ok).count(), 1);
    // The delimiter is held with its field until it is complete.
    let field = format!("{},", "x".repeat(FIELD_BYTES_MAX - 1));
    let file = format!("{}\nc,d\n", field.repeat(9));
    assert_eq!(
        outline(file.as_bytes(), &csv()),
        ["1! The record is longer than 8388608 bytes.", "2: c|d"]
    );
}

#[test]
fn marks_that_cannot_be_told_apart_are_refused_before_reading() {
    let with = |delimiter: &str, terminator: Terminator, quote: Option<char>| Dialect {
        delimiter: delimiter.to_owned(),
        terminator,
        quote,
        ..csv()
    };
    let text = |text: &str| Terminator::Text(text.to_owned());
    let cases = [
        (with("", Terminator::AnyNewline, None), "The delimiter is empty."),
        (with(",", text(""), None), "The terminator is empty."),
        (with("|", text("||"), None), "The delimiter and the terminator contain one another."),
        (
            with("\n", Terminator::AnyNewline, None),
            "The delimiter contains a line break, which already ends a record.",
        ),
        (
            with("\"", Terminator::AnyNewline, Some('"')),
            "The quotation mark is part of the delimiter or of the terminator.",
        ),
    ];
    for (dialect, problem) in cases {
        assert_eq!(outline(b"a,b\n", &dialect), [format!("1! {problem}")]);
    }
}

/// The refusals of a file of accounts, as sentences.
fn refusals(file: &[u8]) -> Vec<String> {
    let reading = read("accounts.csv", file, &Profile::by_headings(Target::Accounts));
    let lines = reading.rejects.iter().map(ToString::to_string);
    lines.collect()
}

#[test]
fn files_without_rows_or_with_doubtful_columns_are_refused_as_a_whole() {
    let cases: [(&[u8], &str); 7] = [
        (b"", "accounts.csv, line 1: The file is empty. Export it again; a file without rows needs no import."),
        (b"\n\n", "accounts.csv, line 1: The file is empty. Export it again; a file without rows needs no import."),
        (
            b"reference,name\n",
            "accounts.csv, line 1: The file holds its header and no rows. Export it again; a file without rows needs no import.",
        ),
        (
            b"reference,name,Name\n1,a,b\n",
            "accounts.csv, line 1, column Name, value “Name”: Two columns have the same name. Rename or remove one of them.",
        ),
        (
            b"reference,name,account_name\n1,a,b\n",
            "accounts.csv, line 1, column account_name, value “account_name”: The columns “name” and “account_name” both mean name. Rename the one that does not, or give the profile a mapping.",
        ),
        (
            b"refrence,name\n1,a\n",
            "accounts.csv, line 1, column reference: No column says “reference”: the firm's own number of the account. Did you mean this by “refrence”? Rename that column to “reference”.",
        ),
        (
            b"reference\n1\n",
            "accounts.csv, line 1, column name: No column says “name”: its name. Add a column “name” or name the column that holds it.",
        ),
    ];
    for (file, refusal) in cases {
        assert_eq!(refusals(file), [refusal]);
    }
}

#[test]
fn ragged_and_repeated_rows_are_refused_one_by_one() {
    let file = b"reference,name,parent\n1,Nordwind,\n2,Ostwind\n3,a,b,c\n1,Westwind,\n4,,\n5,Five,5\n6,Six,1\n";
    let reading = read("accounts.csv", file, &Profile::by_headings(Target::Accounts));
    assert_eq!(
        refusals(file),
        [
            "accounts.csv, line 3, value “2”: The row has 2 columns; the file has 3. Put fields that hold a delimiter or a line break in quotation marks.",
            "accounts.csv, line 4, value “3”: The row has 4 columns; the file has 3. Put fields that hold a delimiter or a line break in quotation marks.",
            "accounts.csv, line 5, column reference, value “1”: Line 2 already says this. Remove one of the two lines.",
            "accounts.csv, line 6, column name: It is empty, but every row needs it: its name. Fill it in.",
            "accounts.csv, line 7, column parent, value “5”: The account stands above itself. Name another account or none.",
        ]
    );
    assert_eq!(
        (reading.control.rows, reading.control.accepted, reading.control.refused),
        (7, 2, 5)
    );
}

#[test]
fn reading_stops_after_a_thousand_refusals() {
    let file = format!("reference,name\n{}", "1,\n".repeat(5000));
    let reading = read("accounts.csv", file.as_bytes(), &Profile::by_headings(Target::Accounts));
    assert_eq!(reading.rejects.len(), 1001);
    assert_eq!(
        reading.rejects[1000].reason,
        "More than 1000 refusals: the rest of the file was not read."
    );
}

#[test]
fn a_sample_table_that_was_cut_or_swapped_is_refused() {
    let cases: [(&str, &[u8], u64); 4] = [
        ("raw/Store.csv", b"", 1),
        ("raw/Shift.csv", b"1\tDay\t07:00\t15:00\t2014-04-30\n2\tEvening\n", 2),
        ("raw/SalesPerson.csv", b"292+|Next-Door Bike Store+|279&|\n", 1),
        ("csv/Sales.SalesPerson.csv", b"BusinessEntityID,TerritoryID,SalesQuota,Bonus,CommissionPct,SalesYTD,SalesLastYear,rowguid,ModifiedDate\n", 1),
    ];
    for (file, bytes, line) in cases {
        let reading = read_file(file, bytes).unwrap();
        let super::super::adventureworks::Outcome::Refused(reject) = reading.outcome else {
            panic!("{file} was not refused")
        };
        assert_eq!(reject.line, line, "{file}");
    }
    assert_eq!(read_file("Employee.csv", b"reference,name,title\n1,Ada,Head\n"), None);
    assert_eq!(read_file("orders.csv", b"1,2\n"), None);
}

#[test]
fn the_guess_names_encoding_marks_and_header() {
    let utf_16: Vec<u8> = "id;name\n1;a\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&[u8], Encoding, &str, Option<char>, bool); 9] = [
        (b"id,name\n1,a\n", Encoding::Utf8, ",", Some('"'), true),
        (b"\xEF\xBB\xBFid;name\n1;a,b\n", Encoding::Utf8Bom, ";", Some('"'), true),
        (b"id|name\n1|a\n2|b\n", Encoding::Utf8, "|", Some('"'), true),
        (b"1\tM\xFCller\n2\tMeier\n", Encoding::Windows1252, "\t", None, false),
        (b"id\t\"na\tme\"\n1\t\"a\"\n", Encoding::Utf8, "\t", Some('"'), true),
        (b"1+|a&|\n2+|b&|\n", Encoding::Utf8, "+|", None, false),
        (&utf_16, Encoding::Utf16Le, ";", Some('"'), true),
        (b"name\nNordwind\n", Encoding::Utf8, ",", Some('"'), true),
        (b"", Encoding::Utf8, ",", Some('"'), true),
    ];
    for (bytes, encoding, delimiter, quote, header) in cases {
        let guess = guess(bytes);
        let dialect = guess.dialect;
        assert_eq!(
            (dialect.encoding, dialect.delimiter.as_str(), dialect.quote, dialect.header),
            (encoding, delimiter, quote, header),
            "{bytes:?}"
        );
        assert!(!guess.why.is_empty());
    }
}
