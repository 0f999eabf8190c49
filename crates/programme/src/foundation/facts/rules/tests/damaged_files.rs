//! Files as they should not be: each is refused with its line and reason, and the good rows around the
//! damage are kept.

use super::super::adventureworks::{Outcome, read_file};
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

/// What reading gives: `line: fields` or `line! reason`, one per record, line breaks in fields as `⏎`.
fn outline(bytes: &[u8], dialect: &Dialect) -> Vec<String> {
    rows("file.csv", bytes, dialect)
        .map(|record| match record {
            Ok(record) => format!("{}: {}", record.line, record.fields.join("|").replace('\n', "⏎")),
            Err(reject) => format!("{}! {}", reject.line, reject.reason),
        })
        .collect()
}

#[track_caller]
fn check(dialect: &Dialect, cases: &[(&[u8], &[&str])]) {
    for (bytes, expected) in cases {
        assert_eq!(outline(bytes, dialect), *expected, "{}", bytes.escape_ascii());
    }
}

#[test]
fn line_ends_and_blank_lines_of_every_kind_are_understood() {
    check(
        &csv(),
        &[
            (b"", &[]),
            (b"\xEF\xBB\xBF", &[]),
            (b"\n\r\n\r\n", &[]),
            (b"a,b", &["1: a|b"]),
            (b"\xEF\xBB\xBFa,b\n", &["1: a|b"]),
            (b"a\r\nb\rc\nd", &["1: a", "2: b", "3: c", "4: d"]),
            (b"a,b\n\nc,d\n", &["1: a|b", "3: c|d"]),
            (b"a,b\r\n\r\nc,d\r\n", &["1: a|b", "3: c|d"]),
        ],
    );
}

#[test]
fn quotation_marks_are_read_strictly_and_their_neighbours_kept() {
    const BEHIND: &str = "1! Text stands between a closing quotation mark and the next delimiter.";
    check(
        &csv(),
        &[
            (b"\"a\nb\",c\nd,e\n", &["1: a⏎b|c", "3: d|e"]),
            (b"\"a\"\"b\",c\n", &["1: a\"b|c"]),
            (b"5\" pipe,c\n", &["1: 5\" pipe|c"]),
            (b"\"\"\n", &["1: "]),
            (
                b"a,b\nc,\"d\ne,f\n",
                &["1: a|b", "2! The quotation mark opened on line 2 is never closed."],
            ),
            (b"a,\"", &["1! The quotation mark opened on line 1 is never closed."]),
            (b"\"a\"b,c\nd,e\n", &[BEHIND, "2: d|e"]),
            (b"\"a\" ,c\n", &[BEHIND]),
            (b"\"a\"\"", &["1! The quotation mark opened on line 1 is never closed."]),
        ],
    );
    check(&tabs(), &[(b"\"a\t5\"\nb\tc\n", &["1: \"a|5\"", "2: b|c"])]);
}

#[test]
fn control_characters_and_foreign_bytes_are_refused() {
    const NOT_TEXT: &str = "1! The line holds bytes that are not text in the chosen encoding.";
    check(
        &csv(),
        &[
            (b"a,\0\nc,d\n", &["1! The line holds the control character U+0000.", "2: c|d"]),
            (b"a,\x1b[31mred\n", &["1! The line holds the control character U+001B."]),
            (b"a\x7f,b\n", &["1! The line holds the control character U+007F."]),
            (b"a\xC2\x85,b\n", &["1! The line holds the control character U+0085."]),
            (b"\"a\0\",b\n", &["1! The line holds the control character U+0000."]),
            (b"M\xFCller,b\nc,d\n", &[NOT_TEXT, "2: c|d"]),
            (b"a,\xE2\x82", &[NOT_TEXT]),
            (b"a,\xC0\xAF\n", &[NOT_TEXT]),
            (b"\xFF\xFEa\0\n\0", &[NOT_TEXT, "2! The line holds the control character U+0000."]),
        ],
    );
    check(
        &in_encoding(Encoding::Windows1252),
        &[
            (b"M\xFCller,\x80\n", &["1: Müller|€"]),
            (b"a\x81,b\n", &["1! The line holds the control character U+0081."]),
        ],
    );
    check(
        &in_encoding(Encoding::Utf16Le),
        &[
            (b"\xFF\xFEa\0,\0b\0\n\0", &["1: a|b"]),
            (b"a\0,\0b\0", &["1: a|b"]),
            (b"a\0,\0b", &[NOT_TEXT]),
            (b"a\0\x00\xD8,\0b\0\n\0", &[NOT_TEXT]),
        ],
    );
    check(&in_encoding(Encoding::Utf16Be), &[(b"\xFE\xFF\0a\0,\0b", &["1: a|b"])]);
}

#[test]
fn marks_of_several_characters_are_told_from_text() {
    const CUT: &str = "The file ends in the middle of a record.";
    check(
        &bars(),
        &[
            (b"a+|b&|\nc+|d&|\n", &["1: a|b", "2: c|d"]),
            (b"a+b|+|&&|\n", &["1: a+b||&"]),
            (b"a\nb+|c&|\nd+|e&|\n", &["1: a⏎b|c", "3: d|e"]),
            (b"a+|b&|", &["1: a|b"]),
            (b"a+|b&|\nc+|d", &["1: a|b", &format!("2! {CUT}")]),
            (b"a+|b&", &[&format!("1! {CUT}")]),
            (b"&|\n", &["1: "]),
            (b"a+|b&|\n\n", &["1: a|b"]),
        ],
    );
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
        (
            b"",
            "accounts.csv, line 1: The file is empty. Export it again; a file without rows needs no import.",
        ),
        (
            b"\n\n",
            "accounts.csv, line 1: The file is empty. Export it again; a file without rows needs no import.",
        ),
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
            "accounts.csv, line 1, column account_name, value “account_name”: The columns “name” and “account_name” both mean name. Choose on the page Columns which of them does, or leave one out with `--map \"COLUMN=\"` on the command line.",
        ),
        (
            b"refrence,name\n1,a\n",
            "accounts.csv, line 1, column reference: No column says “reference”: the firm's own number of the account. Did you mean this by “refrence”? Choose it on the page Columns, or with `--map \"refrence=reference\"` on the command line.",
        ),
        (
            b"reference\n1\n",
            "accounts.csv, line 1, column name: No column says “name”: its name. Choose the column that holds it on the page Columns, or with `--map \"COLUMN=name\"` on the command line; or add a column “name”.",
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
    assert_eq!((reading.control.rows, reading.control.accepted, reading.control.refused), (7, 2, 5));
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
        (
            "csv/Sales.SalesPerson.csv",
            b"BusinessEntityID,TerritoryID,SalesQuota,Bonus,CommissionPct,SalesYTD,SalesLastYear,rowguid,ModifiedDate\n",
            1,
        ),
    ];
    for (file, bytes, line) in cases {
        let reading = read_file(file, bytes).unwrap();
        let Outcome::Refused(reject) = reading.outcome else {
            panic!("{file} was not refused")
        };
        assert_eq!(reject.line, line, "{file}");
    }
    assert_eq!(read_file("Employee.csv", b"reference,name,title\n1,Ada,Head\n"), None);
    assert_eq!(read_file("orders.csv", b"1,2\n"), None);
}

#[test]
fn a_corrected_part_of_a_table_is_read_unless_its_rows_only_mean_something_together() {
    let notes = "refused_line,refused_column,refused_because,refused_fix";
    let said = "2,CommissionPct,No.,Mend it.";
    let rates = format!(
        "BusinessEntityID,TerritoryID,SalesQuota,Bonus,CommissionPct,SalesYTD,SalesLastYear,rowguid,ModifiedDate,{notes}\n275,2,,,.0120,,,,,{said}\n"
    );
    for file in [rates.replace(',', ";"), rates] {
        let Outcome::Read { readings, .. } = read_file("rejects.csv", file.as_bytes()).unwrap().outcome else {
            panic!("it was not read")
        };
        assert_eq!((readings[0].control.accepted, readings[0].control.refused), (1, 0));
    }
    let quotas = format!("BusinessEntityID,QuotaDate,SalesQuota,rowguid,ModifiedDate,{notes}\n275,2022-05-30,1.00,,,{said}\n");
    let outcome = read_file("rejects.csv", quotas.as_bytes()).unwrap().outcome;
    assert!(matches!(outcome, Outcome::Refused(_)));
}

#[test]
fn the_guess_names_encoding_marks_and_header() {
    let utf_16: Vec<u8> = "id;name\n1;a\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&[u8], &str); 9] = [
        (b"id,name\n1,a\n", "utf-8 , quoted header"),
        (b"\xEF\xBB\xBFid;name\n1;a,b\n", "utf-8-bom ; quoted header"),
        (b"id|name\n1|a\n2|b\n", "utf-8 | quoted header"),
        (b"1\tM\xFCller\n2\tMeier\n", "windows-1252 \t unquoted no header"),
        (b"id\t\"na\tme\"\n1\t\"a\"\n", "utf-8 \t quoted header"),
        (b"1+|a&|\n2+|b&|\n", "utf-8 +| unquoted no header"),
        (&utf_16, "utf-16le ; quoted header"),
        (b"name\nNordwind\n", "utf-8 , quoted header"),
        (b"", "utf-8 , quoted header"),
    ];
    for (bytes, expected) in cases {
        let guess = guess(bytes);
        let dialect = guess.dialect;
        let quoted = if dialect.quote.is_some() { "quoted" } else { "unquoted" };
        let header = if dialect.header { "header" } else { "no header" };
        assert_eq!(
            format!("{} {} {quoted} {header}", dialect.encoding.name(), dialect.delimiter),
            expected,
            "{bytes:?}"
        );
        assert!(!guess.why.is_empty());
    }
}
