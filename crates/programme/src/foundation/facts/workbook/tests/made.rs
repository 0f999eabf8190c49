//! Sheets made here: several tables, headings of two lines, errors, and days from their serials.

use crate::foundation::facts::rules::records::Mark;
use crate::foundation::facts::workbook::blocks::{Cell, Sheet, letters, tables};
use crate::foundation::facts::workbook::serial::day_and_time;

/// A sheet from lines of cells; `=` before an exact one, `!` before an error.
fn sheet(lines: &[&str]) -> Sheet {
    let mut sheet = Sheet::named("Sheet1");
    for (row, line) in (0..).zip(lines) {
        for (column, text) in (0..).zip(line.split('|')) {
            let (mark, text) = match text.chars().next() {
                None => continue,
                Some('=') => (Mark::Exact, &text[1..]),
                Some('!') => (Mark::Fault, &text[1..]),
                Some(_) => (Mark::Text, text),
            };
            let text = text.to_owned();
            sheet.put((row, column), Cell { text, mark });
        }
    }
    sheet
}

fn outline(sheet: &Sheet) -> Vec<String> {
    let tables = tables(sheet);
    tables
        .iter()
        .map(|table| format!("{} {} ({})", table.range, table.columns.join(","), table.rows.len()))
        .collect()
}

#[test]
fn tables_are_split_at_blank_rows_and_columns() {
    let sheet = sheet(&[
        "Orders|||Accounts",
        "no|amount||ref|name",
        "=1|=10||A1|Nord",
        "=2|=20||A2|Süd",
        "",
        "person|quota",
        "P1|=900",
    ]);
    assert_eq!(
        outline(&sheet),
        ["A2:B4 no,amount (2)", "D2:E4 ref,name (2)", "A6:B7 person,quota (1)"]
    );
}

#[test]
fn a_blank_row_between_values_does_not_end_a_table() {
    let sheet = sheet(&["no|amount", "=1|=10", "=2|=20", "", "=3|=30"]);
    assert_eq!(outline(&sheet), ["A1:B5 no,amount (3)"]);
}

#[test]
fn headings_of_two_lines_are_joined() {
    let mut merged = sheet(&["Order||Value|", "no|date|net|gross", "=1|=2|=3|=4"]);
    merged.merges = vec![((0, 0), (0, 1)), ((0, 2), (0, 3))];
    assert_eq!(outline(&merged), ["A1:D3 Order no,Order date,Value net,Value gross (1)"]);
    let mut down = sheet(&["no|Value|", "|net|gross", "=1|=3|=4"]);
    down.merges = vec![((0, 0), (1, 0)), ((0, 1), (0, 2))];
    assert_eq!(outline(&down), ["A1:C3 no,Value net,Value gross (1)"]);
    // The same without any mark of merging: the second line fills the gaps of the first.
    let bare = sheet(&["no|Value|", "|net|gross", "=1|=3|=4"]);
    assert_eq!(outline(&bare), ["A1:C3 no,Value net,Value gross (1)"]);
}

#[test]
fn titles_stand_above_and_a_sheet_of_values_has_no_headings() {
    let titled = sheet(&["Report of May", "as of today", "no|amount", "=1|=10"]);
    assert_eq!(outline(&titled), ["A3:B4 no,amount (1)"]);
    let bare = sheet(&["=1|=10", "=2|=20"]);
    assert_eq!(outline(&bare), ["A1:B2 , (2)"]);
}

#[test]
fn serials_are_days_without_any_float() {
    for (serial, from_1904, expected) in [
        ("1", false, "1900-01-01"),
        ("59", false, "1900-02-28"),
        ("60", false, "1900-02-29"),
        ("61", false, "1900-03-01"),
        ("45292", false, "2024-01-01"),
        ("43830", true, "2024-01-01"),
        ("45292.5", false, "2024-01-01 12:00:00"),
        ("45292.999999999", false, "2024-01-02"),
        ("0.25", false, "06:00:00"),
        ("-1", false, "-1"),
        ("9999999", false, "9999999"),
    ] {
        assert_eq!(day_and_time(serial, from_1904), expected, "{serial}");
    }
}

#[test]
fn columns_are_lettered() {
    for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
        assert_eq!(letters(column), expected);
    }
}
