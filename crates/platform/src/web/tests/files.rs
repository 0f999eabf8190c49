//! A page's ledgers as files: through the same gate, with every row, harmless in a spreadsheet.

use super::super::spreadsheet::{harmless, text, workbook};
use crate::access::Role;
use crate::look::offered::{Sheet, Value};
use crate::sample;
use crate::testing::TestProgramme;
use calamine::{Data, Reader as _};
use std::io::Cursor;
use vocabulary::{Day, Ratio};

/// The cells of a workbook, read by another program than the one that wrote it.
fn read(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut book = calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

fn sheet(values: Vec<Value>) -> Sheet {
    Sheet {
        name: "pay".to_owned(),
        heads: vec!["=Head".to_owned(); values.len()],
        rows: vec![values],
    }
}

#[test]
fn a_workbook_keeps_numbers_days_and_words_apart() {
    let number = |words: &str| Value::Number(Ratio::parse(words).unwrap());
    let values = vec![
        Value::Text("=HYPERLINK(\"x\")".to_owned()),
        number("-1234.5"),
        Value::Share(Ratio::parse("0.8").unwrap()),
        Value::Day(Day::parse("2027-04-05").unwrap()),
        Value::Empty,
        number("12345678901234567.89"),
        Value::Day(Day::parse("1900-01-01").unwrap()),
    ];
    let rows = read(&workbook(&sheet(values)).unwrap());
    assert_eq!(rows[0][0], Data::String("=Head".to_owned()));
    assert_eq!(rows[1][0], Data::String("=HYPERLINK(\"x\")".to_owned()));
    assert_eq!(rows[1][1], Data::Float(-1234.5));
    assert_eq!(rows[1][2], Data::Float(0.8));
    let Data::DateTime(day) = &rows[1][3] else {
        panic!("a day is {:?}", rows[1][3]);
    };
    assert_eq!(day.to_ymd_hms_milli(), (2027, 4, 5, 0, 0, 0, 0));
    assert_eq!(rows[1][4], Data::Empty);
    // Fifteen digits are all that a workbook holds: a longer number stays whole as words.
    assert_eq!(rows[1][5], Data::String("12345678901234567.89".to_owned()));
    assert_eq!(rows[1][6], Data::String("1900-01-01".to_owned()));
}

#[test]
fn the_same_ledger_gives_the_same_workbook() {
    let one = workbook(&sheet(vec![Value::Text("a".to_owned())])).unwrap();
    assert_eq!(one, workbook(&sheet(vec![Value::Text("a".to_owned())])).unwrap());
}

#[test]
fn a_long_text_is_cut_to_what_a_cell_holds() {
    let rows = read(&workbook(&sheet(vec![Value::Text("ä".repeat(100_000))])).unwrap());
    let Data::String(words) = &rows[1][0] else {
        panic!("words are {:?}", rows[1][0]);
    };
    assert!(words.len() <= 32_767 && words.len() > 16_000, "{}", words.len());
}

#[test]
fn no_cell_of_a_csv_file_is_a_formula() {
    for (cell, safe) in [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-12.50", "-12.50"),
        ("@x", "'@x"),
        ("a;=b", "a;'=b"),
        ("plain", "plain"),
    ] {
        assert_eq!(harmless(cell), safe);
    }
    let file = text(&["=head"], [vec!["=cell".to_owned()]]).unwrap();
    assert_eq!(file, "\u{feff}'=head\r\n'=cell\r\n");
}

#[tokio::test]
async fn a_file_comes_through_the_gate_of_its_page() {
    let programme = TestProgramme::new(sample::book()).await;
    let stranger = programme.stranger();
    let answer = stranger.clone().get("/users?file=users.csv").await;
    assert_eq!(answer.status, 303);
    let mut admin = programme.sign_in("admin", &[Role::Administrator], None).await;
    let page = admin.get("/users").await;
    assert!(page.body.contains("/users?file=users.csv"), "{}", page.body);
    let file = admin.get("/users?file=users.csv").await;
    assert_eq!((file.status, file.kind.as_str()), (200, "text/csv; charset=utf-8"));
    assert!(file.body.contains("admin"), "{}", file.body);
    assert!(file.header("content-disposition").contains("users.csv"));
    let book = admin.get("/users?file=users.xlsx").await;
    assert_eq!(book.header("cache-control"), "private, no-store");
    assert_eq!(book.kind, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    for nothing in [
        "/users?file=others.csv",
        "/users?file=users.exe",
        "/users?file=users",
        "/health?file=users.csv",
    ] {
        assert_eq!(admin.get(nothing).await.status, 404, "{nothing}");
    }
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    assert_eq!(kam.get("/users?file=users.csv").await.status, 403);
}
