//! In which notation a column is written: told where the content decides, asked where it does not.

use std::collections::BTreeMap;

use engine::FactKind;

use super::super::content::Content;
use super::super::days::Days;
use super::super::notation::{Answers, Open};
use super::super::numbers::Times;
use super::super::profile::Profile;
use super::super::reading::{Reading, Source, learn, read};
use super::super::target::Target;

fn file(heading: &str, cells: &[&str]) -> String {
    let mut text = format!("document;account;date;{heading}\n");
    for (at, cell) in cells.iter().enumerate() {
        text.push_str(&format!("D{at};A1;2027-01-0{};\"{cell}\"\n", at % 9 + 1));
    }
    text
}

fn orders() -> Profile {
    Profile::by_headings(Target::Facts(FactKind::Order))
        .with("source", "sap")
        .with("currency", "EUR")
}

/// Reads as the import does: the content is looked at first. Answers come by column.
fn looked_at(text: &str, answers: &[(&str, Answers)]) -> (Vec<String>, Vec<(Open, String)>, Reading) {
    let answers: BTreeMap<String, Answers> = answers.iter().map(|(name, answer)| ((*name).to_owned(), answer.clone())).collect();
    let mut profile = orders();
    let learned = learn("o.csv", Source::Delimited(&text.as_bytes()), &profile, &answers);
    profile.notations = learned.notations;
    let questions = learned
        .questions
        .into_iter()
        .map(|question| (question.open, question.example))
        .collect();
    super::lanes::agree("o.csv", text.as_bytes(), &profile);
    (learned.why, questions, read("o.csv", text.as_bytes(), &profile))
}

fn facts(reading: &Reading) -> Vec<(String, String)> {
    let Content::Facts(facts) = &reading.content else {
        panic!("facts are expected")
    };
    let said = facts
        .iter()
        .map(|placed| (placed.row.date.to_string(), placed.row.amount.to_string()));
    said.collect()
}

/// The amounts of a column, or the question that stands before them, or `!` and why a cell is refused.
#[track_caller]
fn check(cells: &[&str], expected: &[&str]) {
    let (_, questions, reading) = looked_at(&file("amount", cells), &[]);
    let seen: Vec<String> = if questions.is_empty() {
        let refused = reading
            .rejects
            .iter()
            .map(|reject| format!("! line {} {}", reject.line, reject.value));
        facts(&reading).into_iter().map(|(_, amount)| amount).chain(refused).collect()
    } else {
        questions.iter().map(|(open, example)| format!("? {open:?} {example}")).collect()
    };
    assert_eq!(seen, expected, "{cells:?}");
}

#[test]
fn numbers_are_read_as_their_column_writes_them() {
    check(&["1.234,56", "12,5", "7"], &["1234.56", "12.5", "7"]);
    check(&["1,234.56", "12.5", "7"], &["1234.56", "12.5", "7"]);
    check(&["1,234,567", "1,234"], &["1234567", "1234"]);
    check(&["1.234.567", "1.234"], &["1234567", "1234"]);
    check(&["0.125", "1.234"], &["0.125", "1.234"]);
    check(&["1234.567", "1.234"], &["1234.567", "1.234"]);
    check(
        &["1 234,50", "1\u{a0}234,50", "1\u{202f}234,50", "1\u{2009}234"],
        &["1234.50", "1234.50", "1234.50", "1234"],
    );
    check(&["1'234.50", "1’234’567"], &["1234.50", "1234567"]);
    check(&["12", "-3", "1234567"], &["12", "-3", "1234567"]);
}

#[test]
fn what_people_put_around_a_number_is_taken_off() {
    check(
        &["€ 1.234,50", "-€5,00", "€ -5,00", "(7,25 €)"],
        &["1234.50", "-5.00", "-5.00", "-7.25"],
    );
    check(
        &["EUR 12.50", "12.50 EUR", "12.50-", "\u{2212}3.10"],
        &["12.50", "12.50", "-12.50", "-3.10"],
    );
    check(
        &["(5.00)", "((5.00))", "-(5.00)", "€ 5.00 €"],
        &["-5.00", "! line 3 ((5.00))", "! line 4 -(5.00)", "! line 5 € 5.00 €"],
    );
    check(&["€ 5.00", "£ 6.00"], &["5.00", "! line 3 £ 6.00"]);
    check(&["kr 5,00", "$ 6,00"], &["5.00", "6.00"]);
}

#[test]
fn a_thousand_that_may_be_three_decimals_is_asked_for() {
    check(&["1.234", "5"], &["? Decimal 1.234"]);
    check(&["1,234", "12,345"], &["? Decimal 1,234"]);
    check(&["1.234", "1,234"], &["? Decimal 1.234"]);
    let said = |decimal: char| Answers {
        decimal: Some(decimal),
        ..Answers::default()
    };
    for (decimal, expected) in [('.', "1.234"), (',', "1234")] {
        let (why, questions, reading) = looked_at(&file("amount", &["1.234", "5"]), &[("amount", said(decimal))]);
        assert_eq!((questions, facts(&reading)[0].1.as_str()), (vec![], expected));
        assert!(why[0].contains("as you said"), "{why:?}");
    }
}

#[test]
fn another_column_of_the_file_decides_where_one_does_not() {
    let text = "document;account;date;amount;quantity\n1;A;2027-01-01;12,50;1.000\n2;A;2027-01-01;7,25;2.000\n";
    let (why, questions, reading) = looked_at(text, &[]);
    assert_eq!(questions, vec![]);
    let Content::Facts(facts) = &reading.content else {
        panic!("facts are expected")
    };
    assert_eq!(facts[0].row.quantity.map(|quantity| quantity.to_string()), Some("1000".to_owned()));
    assert!(why.iter().any(|sentence| sentence.contains("as in the other columns")), "{why:?}");
}

#[test]
fn a_column_that_contradicts_itself_refuses_the_fewer_cells_by_line() {
    check(&["1,50", "2,75", "3.5"], &["1.50", "2.75", "! line 4 3.5"]);
    // A cell that may be either cannot be told in such a column.
    check(&["1,50", "2,75", "3.5", "1.234"], &["? Decimal 1.234"]);
}

#[track_caller]
fn days(cells: &[&str], answers: &Answers, expected: &[&str]) {
    let mut text = "document;account;amount;date\n".to_owned();
    for (at, cell) in cells.iter().enumerate() {
        text.push_str(&format!("D{at};A1;1;\"{cell}\"\n"));
    }
    let (_, questions, reading) = looked_at(&text, &[("date", answers.clone())]);
    let seen: Vec<String> = if questions.is_empty() {
        let refused = reading
            .rejects
            .iter()
            .map(|reject| format!("! line {} {}", reject.line, reject.value));
        facts(&reading).into_iter().map(|(day, _)| day).chain(refused).collect()
    } else {
        questions.iter().map(|(open, example)| format!("? {open:?} {example}")).collect()
    };
    assert_eq!(seen, expected, "{cells:?}");
}

#[test]
fn days_are_read_as_their_column_writes_them() {
    let open = Answers::default();
    days(&["2027-02-04", "2027-12-31"], &open, &["2027-02-04", "2027-12-31"]);
    days(&["4.2.2027", "05.02.2027"], &open, &["2027-02-04", "2027-02-05"]);
    days(&["13/02/2027", "03/04/2027"], &open, &["2027-02-13", "2027-04-03"]);
    days(&["02/13/2027", "03/04/2027"], &open, &["2027-02-13", "2027-03-04"]);
    days(
        &["2027/02/04", "2027.2.5", "20270206"],
        &open,
        &["2027-02-04", "2027-02-05", "2027-02-06"],
    );
    days(
        &["05-Jan-2027", "6 February 2027", "Mar 7, 2027", "8. März 2027", "9-Okt-2027"],
        &open,
        &["2027-01-05", "2027-02-06", "2027-03-07", "2027-03-08", "2027-10-09"],
    );
    days(&["03/03/2027", "04/04/2027"], &open, &["2027-03-03", "2027-04-04"]);
    days(
        &["13/02/2027 00:00", "14/02/2027 12:00:00 AM"],
        &open,
        &["2027-02-13", "2027-02-14"],
    );
    days(&["13/02/2027", "2027-02-14"], &open, &["2027-02-13", "2027-02-14"]);
}

#[test]
fn days_that_may_be_two_are_asked_for() {
    let open = Answers::default();
    days(&["03/04/2027", "12/11/2027"], &open, &["? Days 03/04/2027"]);
    let first = |order: Days| Answers {
        days: Some(order),
        ..Answers::default()
    };
    days(&["03/04/2027", "12/11/2027"], &first(Days::DayFirst), &["2027-04-03", "2027-11-12"]);
    days(
        &["03/04/2027", "12/11/2027"],
        &first(Days::MonthFirst),
        &["2027-03-04", "2027-12-11"],
    );
    days(&["13/04/2027", "12/31/2027", "03/04/2027"], &open, &["? Days 03/04/2027"]);
    days(
        &["13/04/2027", "14/04/2027", "12/31/2027"],
        &open,
        &["2027-04-13", "2027-04-14", "! line 4 12/31/2027"],
    );
}

#[test]
fn a_year_of_two_digits_needs_its_century_and_a_time_of_day_leave() {
    let open = Answers::default();
    days(&["13.04.27"], &open, &["? Century 13.04.27"]);
    let said = Answers {
        century: Some(2000),
        ..Answers::default()
    };
    days(&["13.04.27", "14.04.2028"], &said, &["2027-04-13", "2028-04-14"]);
    days(&["13.04.2027 14:30"], &open, &["! line 2 13.04.2027 14:30"]);
    let dropped = Answers {
        times: Some(Times::Dropped),
        ..Answers::default()
    };
    days(
        &["13.04.2027 14:30", "14.04.2027 11:59:59 PM"],
        &dropped,
        &["2027-04-13", "2027-04-14"],
    );
    // A number is no day: the serials of spreadsheets come from workbooks only.
    days(&["45000"], &open, &["! line 2 45000"]);
}

#[test]
fn what_was_told_is_said_in_a_sentence_and_plain_columns_say_nothing() {
    let (why, _, _) = looked_at(&file("amount", &["1.234,56", "(5,00) €"]), &[]);
    assert_eq!(
        why,
        [
            "Column “amount”: the decimal mark is “,”, thousands are grouped by “.”, currencies, brackets and signs around the number are read, as in “(5,00) €”."
        ]
    );
    let (why, _, _) = looked_at(&file("amount", &["12.50", "-3"]), &[]);
    assert_eq!(why, Vec::<String>::new());
    let text = "document;account;amount;date\n1;A;5;13/02/2027\n";
    let (why, _, _) = looked_at(text, &[]);
    assert_eq!(why, ["Column “date”: days are written as in 04/02/2027."]);
}
