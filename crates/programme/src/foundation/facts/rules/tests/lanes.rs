//! Facts are the same whether they are read quickly or with care, and so is what is refused.

use super::super::content::Content;
use super::super::harvest::harvest;
use super::super::picking::pick;
use super::super::profile::Profile;
use super::super::reading::{Reading, read};
use super::super::reject::Reject;
use super::super::target::Target;
use engine::{Fact, FactKind};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

type Facts = BTreeMap<u64, Fact>;

fn quickly(file: &str, bytes: &[u8], profile: &Profile) -> (Reading, Facts, Vec<Reject>, u64) {
    let (mut facts, mut rejects, mut rows) = (Facts::new(), Vec::new(), 0);
    let mut reading = harvest(file, &bytes, profile, |part| {
        facts.extend(part.lines.iter().copied().zip(part.facts.iter().map(|row| row.to_fact())));
        rejects.extend(part.rejects);
        rows += part.rows;
        ControlFlow::Continue(())
    });
    let all = reading.rejects.drain(..).chain(rejects).collect();
    (reading, facts, all, rows)
}

/// Reads both ways and compares. That a line was said before is told later where facts are read quickly, so those refusals are set aside.
#[track_caller]
pub(super) fn agree(file: &str, bytes: &[u8], profile: &Profile) {
    let careful = read(file, bytes, profile);
    let (quick, facts, rejects, rows) = quickly(file, bytes, profile);
    let Content::Facts(expected) = &careful.content else {
        panic!("facts are expected")
    };
    let said_before: BTreeSet<u64> = careful
        .rejects
        .iter()
        .filter(|reject| reject.reason.ends_with("already says this."))
        .map(|reject| reject.line)
        .collect();
    let expected: Facts = expected.iter().map(|placed| (placed.line, placed.row.clone())).collect();
    let facts: Facts = facts.into_iter().filter(|(line, _)| !said_before.contains(line)).collect();
    assert_eq!(facts, expected);
    let expected: Vec<&Reject> = careful
        .rejects
        .iter()
        .filter(|reject| !said_before.contains(&reject.line))
        .collect();
    assert_eq!(rejects.iter().collect::<Vec<_>>(), expected);
    assert_eq!(
        (quick.columns, quick.findings, rows),
        (careful.columns, careful.findings, careful.control.rows)
    );
}

fn orders() -> Profile {
    Profile::by_headings(Target::Facts(FactKind::Order))
        .with("source", "sap")
        .with("currency", "EUR")
}

/// Cells as people and programs write them, and as nobody should.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[0-9]{1,6}",
        3 => "-?[0-9]{1,9}[.,][0-9]{0,7}",
        3 => "20[0-9]{2}-[01][0-9]-[0-3][0-9]",
        2 => "[a-zA-Z \u{e4}\u{20ac}\u{feff}]{0,6}",
        1 => "[ \\t\"\u{0}\u{85}\u{200b}\r\n,;%()-]{0,4}",
        1 => "(EUR|CHF|XXX|eur)",
        1 => Just(String::new()),
    ]
}

/// A row that is mostly right.
fn row() -> impl Strategy<Value = Vec<String>> {
    let right = (
        "[0-9]{1,2}",
        "[0-9]{1,3}",
        "[0-9]{1,2}",
        "-?[0-9]{1,5}(\\.[0-9]{1,2})?",
        "(EUR|USD)?",
    )
        .prop_map(|(document, account, day, amount, currency)| {
            vec![document, format!("2027-03-{day:0>2}"), format!("A{account}"), amount, currency]
        });
    prop_oneof![
        8 => right,
        3 => prop::collection::vec(cell(), 5),
        1 => prop::collection::vec(cell(), 0..8),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn both_lanes_read_the_same(
        rows in prop::collection::vec(row(), 0..30),
        quoting in 0_usize..3,
        newline in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        ends in any::<bool>(),
        mark in any::<bool>(),
    ) {
        let mut text = if mark { "\u{feff}".to_owned() } else { String::new() };
        text.push_str("document,date,account,amount,currency");
        for row in &rows {
            text.push_str(newline);
            let cell = |(at, cell): (usize, &String)| if quoting > 0 && at % 3 < quoting {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.clone()
            };
            text.push_str(&row.iter().enumerate().map(cell).collect::<Vec<_>>().join(","));
        }
        if ends {
            text.push_str(newline);
        }
        agree("o.csv", text.as_bytes(), &orders());
    }

    #[test]
    fn both_lanes_survive_any_bytes(tail in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut bytes = b"document,date,account,amount,currency\n1,2027-03-01,A1,5,EUR\n".to_vec();
        bytes.extend(tail);
        agree("o.csv", &bytes, &orders());
    }

    #[test]
    fn rows_are_found_again_by_their_lines(rows in prop::collection::vec(row(), 1..20), wanted in prop::collection::btree_set(1_u64..25, 0..6)) {
        let text: String = rows.iter().map(|row| format!("{}\n", row.join(","))).collect();
        let text = format!("document,date,account,amount,currency\n{text}");
        let picked = pick("o.csv", &text.as_bytes(), &orders(), &wanted);
        let dialect = super::super::dialect::guess(text.as_bytes()).dialect;
        let all = super::super::records::rows("o.csv", text.as_bytes(), &dialect).flatten();
        let expected: BTreeMap<u64, Vec<String>> = all.filter(|row| wanted.contains(&row.line)).map(|row| (row.line, row.fields)).collect();
        prop_assert_eq!(picked, expected);
    }
}

#[test]
fn reading_stops_at_the_same_row_after_too_many_refusals() {
    let mut text = "document,date,account,amount,currency\n".to_owned();
    for number in 0..3_000 {
        let amount = if number % 2 == 0 { "5" } else { "five" };
        text.push_str(&format!("{number},2027-03-01,A1,{amount},EUR\n"));
    }
    agree("o.csv", text.as_bytes(), &orders());
}

#[test]
fn a_record_longer_than_any_is_refused_and_reading_goes_on() {
    let mut text = "document,date,account,amount,currency\n1,2027-03-01,A1,5,EUR\n2,2027-03-01,\"".to_owned();
    text.push_str(&"x".repeat(30 << 20));
    text.push_str("\",5,EUR\n3,2027-03-01,A1,5,EUR\n");
    agree("o.csv", text.as_bytes(), &orders());
}
