//! What a ledger is on paper and in a file: its words, exact values, a currency beside money.

use super::{html, ratio};
use crate::look::charts::sparkline;
use crate::look::components::{Column, Row, Table, knotted, none, record_link, unknown};
use crate::look::components::{Evidence, Paging};
use crate::look::offered::{Asking, Sheet, Value};
use crate::look::{Markup, format, join, text, words};
use hypertext::prelude::*;
use proptest::prelude::*;
use vocabulary::{Currency, Day, Money, Ratio};

#[track_caller]
fn says(markup: &Markup, expected: &str) {
    assert_eq!(words(markup), expected, "{}", markup.as_inner());
}

fn drawing() -> Markup {
    sparkline(&[Some(ratio("1")), Some(ratio("2"))], "hidden")
}

#[test]
fn the_words_of_a_cell_are_those_that_a_reader_sees() {
    says(&record_link("Nord & Söhne <KG>", "/accounts/1?a=1&b=2"), "Nord & Söhne <KG>");
    says(
        &maud! { b { "Key revenue" } small { "5 % of" br; "growth" } }.memoize(),
        "Key revenue\n5 % of\ngrowth",
    );
    says(&none(), "–");
    says(&unknown("2 of 3 answered"), "unknown: 2 of 3 answered");
    says(
        &format::money_unit(&Money::parse("-12.50", Currency::EUR).unwrap()),
        "−12.50\u{a0}EUR",
    );
    says(&knotted(Evidence::Assumed, "said to be kept"), "said to be kept");
    says(&join([drawing(), text("seen"), maud! { button { "Press" } }.memoize()]), "seen");
}

#[test]
fn what_is_written_is_read_back_without_losing_a_digit() {
    let day = Day::parse("2027-04-05").unwrap();
    assert_eq!(format::read_day(&format::day(day)), Some(day));
    for words in ["5 Apr 2027", "Apr\u{a0}5 2027", "45\u{a0}Apr 2027", "5\u{a0}Apr 2027, 09:30"] {
        assert_eq!(format::read_day(words), None, "{words}");
    }
    for words in ["", "–", "1,2,3a", "12 h", "10k", "unknown"] {
        assert_eq!(format::read_number(words), None, "{words}");
    }
    assert_eq!(format::read_number("+720.00"), Some(ratio("720")));
    assert_eq!(format::read_percent("108.17\u{a0}%"), Some(ratio("1.0817")));
}

proptest! {
    #[test]
    fn money_survives_being_written_and_read(minor in any::<i64>()) {
        let money = Money::from_minor(minor, Currency::EUR);
        prop_assert_eq!(format::read_number(&format::money(&money)), Some(money.to_ratio()));
    }
}

fn table() -> Table {
    let columns = vec![
        Column::text("name", "Name"),
        Column::text("day", "Day"),
        Column::number("earned", "Earned"),
        Column::number("share", "Share"),
        Column::text("course", "Course").picture(),
        Column::text("act", ""),
    ];
    let money = |words: &str| format::money_unit(&Money::parse(words, Currency::EUR).unwrap());
    let press = || maud! { button { "Press" } }.memoize();
    let row = |name: &str, cells: [Markup; 3]| {
        let [day, earned, share] = cells;
        Row::new(vec![text(name), day, earned, share, drawing(), press()])
    };
    let day = text(format::day(Day::parse("2027-04-05").unwrap()));
    Table::new("Pay of <all>", columns)
        .rows(vec![
            row("=1+1", [day, money("-1234.50"), text(format::percent(&ratio("0.8")))]),
            row("007", [none(), unknown("no quota"), none()]),
        ])
        .totals(vec![text("Together"), text(""), money("-1234.50"), text(""), text(""), text("")])
}

fn number(words: &str) -> Value {
    Value::Number(Ratio::parse(words).unwrap())
}

#[test]
fn a_file_holds_exact_values_and_the_currency_beside_the_money() {
    let sheet = Sheet::of(&table(), "pay".to_owned()).unwrap();
    assert_eq!(sheet.heads, ["Name", "Day", "Earned", "Earned, currency", "Share"]);
    let said = |words: &str| Value::Text(words.to_owned());
    let day = Value::Day(Day::parse("2027-04-05").unwrap());
    let first = vec![said("=1+1"), day, number("-1234.5"), said("EUR"), Value::Share(ratio("0.8"))];
    let second = vec![said("007"), Value::Empty, said("unknown: no quota"), Value::Empty, Value::Empty];
    assert_eq!(sheet.rows, [first, second]);
}

#[test]
fn a_paper_holds_the_words_and_the_total() {
    let printed = table().printed();
    let heads: Vec<&str> = printed.columns.iter().map(|column| column.head.as_str()).collect();
    assert_eq!(heads, ["Name", "Day", "Earned", "Share"]);
    assert_eq!(printed.total.unwrap(), ["Together", "", "−1,234.50\u{a0}EUR", ""]);
}

#[test]
fn a_list_that_shows_some_of_its_rows_is_no_file() {
    let cut = table().paging(Paging {
        from: 1,
        to: 2,
        total: 30_000,
        previous: None,
        next: None,
    });
    let refused = Sheet::of(&cut, "pay".to_owned()).unwrap_err().to_string();
    assert!(refused.contains("30,000 rows") && refused.contains("20,000"), "{refused}");
}

#[tokio::test]
async fn ledgers_offer_files_only_where_a_page_can_be_asked_again() {
    assert!(!html(table()).contains("file="));
    let asking = Asking::new("/pay?year=2027".to_owned(), Some("pay-of-all-2".to_owned()));
    let (drawn, caught) = asking.during(async { [html(table()), html(table())] }).await;
    assert!(drawn[0].contains("/pay?year=2027&amp;file=pay-of-all.csv\""), "{}", drawn[0]);
    assert!(drawn[1].contains("/pay?year=2027&amp;file=pay-of-all-2.xlsx\""), "{}", drawn[1]);
    assert!(drawn[0].contains("aria-label=\"Pay of &lt;all&gt;, CSV\""), "{}", drawn[0]);
    assert_eq!(caught.unwrap().unwrap().name, "pay-of-all-2");
    let empty = Table::new("Pay", vec![Column::text("name", "Name")]);
    let (drawn, caught) = Asking::new("/pay".to_owned(), None).during(async { html(empty) }).await;
    assert!(!drawn.contains("file=") && caught.is_none());
}
