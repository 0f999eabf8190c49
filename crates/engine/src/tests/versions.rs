//! Versions of lines are found by their keys, among any number of batches.

use super::shelf::*;
use crate::{Fact, Facts};
use proptest::prelude::*;
use std::collections::BTreeMap;
use vocabulary::Scaled;

fn newest(shelf: &Shelf, wanted: &[Fact]) -> BTreeMap<usize, (String, Fact)> {
    let mut found = BTreeMap::new();
    let columns = Facts::of(wanted).unwrap();
    let see = |row: usize, pinned: &crate::Pinned, version: &crate::FactRow<'_>| {
        assert!(found.insert(row, (pinned.name.clone(), version.to_fact())).is_none());
    };
    shelf.store().newest(&shelf.pinned, &columns, see).unwrap();
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Batches correct one another; asked for any keys, the store tells what the last batch said of each.
    #[test]
    fn the_newest_version_is_what_the_last_batch_said(
        batches in prop::collection::vec(prop::collection::btree_map(0_u32..120, (-9_i64..9, 1_u8..28), 0..60), 1..5),
        asked in prop::collection::btree_set(0_u32..150, 0..150),
    ) {
        let mut said: BTreeMap<u32, (usize, Fact)> = BTreeMap::new();
        let mut shelf = Shelf::new();
        for (place, batch) in batches.iter().enumerate() {
            let made = |(number, (amount, day)): (&u32, &(i64, u8))| Fact {
                account: format!("A{}", number % 7),
                amount: Scaled::new(i128::from(*amount), 0).unwrap(),
                ..fact(&number.to_string(), &format!("2027-03-{day:02}"), "0")
            };
            let facts: Vec<Fact> = batch.iter().map(made).collect();
            said.extend(batch.keys().copied().zip(facts.iter().map(|fact| (place, fact.clone()))));
            shelf.add(&facts);
        }
        let wanted: Vec<Fact> = asked.iter().map(|number| fact(&number.to_string(), "2027-01-01", "0")).collect();
        let expected: BTreeMap<usize, (String, Fact)> = asked
            .iter()
            .enumerate()
            .filter_map(|(row, number)| said.get(number).map(|(place, fact)| (row, (shelf.pinned[*place].name.clone(), fact.clone()))))
            .collect();
        prop_assert_eq!(newest(&shelf, &wanted), expected);
    }

    /// What counts is read day by day as the last batches say it, and says the same when it is written as one batch.
    #[test]
    fn what_counts_can_be_written_anew(
        batches in prop::collection::vec(prop::collection::btree_map(0_u32..60, (-3_i64..3, 1_u8..28), 0..40), 1..5),
    ) {
        let mut said: BTreeMap<u32, Fact> = BTreeMap::new();
        let mut shelf = Shelf::new();
        for batch in &batches {
            let made = |(number, (amount, day)): (&u32, &(i64, u8))| Fact {
                amount: Scaled::new(i128::from(*amount), 0).unwrap(),
                ..fact(&number.to_string(), &format!("2027-03-{day:02}"), "0")
            };
            let facts: Vec<Fact> = batch.iter().map(made).collect();
            said.extend(batch.keys().copied().zip(facts.iter().cloned()));
            shelf.add(&facts);
        }
        let lines: u64 = shelf.store().lines_by_day(&shelf.pinned).unwrap().values().sum();
        let held: usize = batches.iter().map(BTreeMap::len).sum();
        prop_assert_eq!(lines, u64::try_from(held + held - said.len()).unwrap());
        let mut standing: BTreeMap<u32, Fact> = BTreeMap::new();
        for days in [span("2027-03-01", "2027-03-10"), span("2027-03-10", "2027-04-01")] {
            for row in shelf.store().standing(&shelf.pinned, days).unwrap().iter() {
                prop_assert!(standing.insert(row.document.parse().unwrap(), row.to_fact()).is_none());
            }
        }
        prop_assert_eq!(standing, said);
    }

    /// Facts as columns give back what was put in, and one table behind the other is both.
    #[test]
    fn columns_keep_every_fact(numbers in prop::collection::vec((0_u32..9, prop::option::of(0_u32..4), prop::option::of(-5_i64..5)), 0..40)) {
        let made = |(at, (number, text, quantity)): (usize, &(u32, Option<u32>, Option<i64>))| Fact {
            line: at.to_string(),
            product: text.map(|text| format!("P{text}")),
            division: text.map(|text| text.to_string()).filter(|_| at % 2 == 0),
            of: text.map(|text| format!("O{}", text + number)),
            quantity: quantity.map(|quantity| Scaled::new(i128::from(quantity), 3).unwrap()),
            ..fact(&number.to_string(), "2027-03-01", "1.50")
        };
        let facts: Vec<Fact> = numbers.iter().enumerate().map(made).collect();
        let (first, second) = facts.split_at(facts.len() / 2);
        let mut columns = Facts::of(first).unwrap();
        columns.append(&Facts::of(second).unwrap());
        let back: Vec<Fact> = columns.iter().map(|row| row.to_fact()).collect();
        prop_assert_eq!(&back, &facts);
        let counted: BTreeMap<&str, u64> = columns.sellers().collect();
        prop_assert_eq!(counted.get("ada").copied().unwrap_or_default(), u64::try_from(facts.len()).unwrap());
    }
}

#[test]
fn a_line_that_was_taken_away_has_no_version() {
    let mut shelf = Shelf::holding(&[vec![fact("a", "2027-03-01", "1"), fact("b", "2027-03-01", "2")]]);
    shelf.take_away(&fact("a", "2027-03-01", "1"));
    let found = newest(&shelf, &[fact("a", "2027-05-01", "7"), fact("b", "2027-05-01", "7")]);
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), [1]);
    shelf.add(&[fact("a", "2027-04-01", "3")]);
    assert_eq!(newest(&shelf, &[fact("a", "2027-05-01", "7")])[&0].1, fact("a", "2027-04-01", "3"));
}

#[test]
fn batches_of_which_one_is_missing_are_not_put_together() {
    let shelf = Shelf::holding(&[vec![fact("a", "2027-03-01", "1")], vec![fact("a", "2027-03-01", "2")]]);
    let problem = shelf
        .store()
        .standing(&shelf.pinned[1..], span("2027-01-01", "2028-01-01"))
        .err()
        .unwrap();
    assert!(matches!(problem, crate::EngineProblem::Unbalanced));
}

#[test]
fn lines_said_twice_are_told_with_the_first() {
    let said = ["a", "b", "a", "c", "a", "b"].map(|document| fact(document, "2027-03-01", "1"));
    assert_eq!(Facts::of(&said).unwrap().repeats(), [(0, 2), (0, 4), (1, 5)]);
}

#[test]
fn a_line_that_comes_later_or_goes_again_changes_what_is_said_twice() {
    let mut facts = Facts::of(&["a", "b"].map(|document| fact(document, "2027-03-01", "1"))).unwrap();
    assert_eq!(facts.repeats(), []);
    facts.append(&Facts::of(&[fact("b", "2027-03-01", "1")]).unwrap());
    assert_eq!(facts.repeats(), [(1, 2)]);
    facts.push(&(&fact("a", "2027-03-01", "1")).into()).unwrap();
    assert_eq!(facts.repeats(), [(1, 2), (0, 3)]);
    facts.truncate(2);
    assert_eq!(facts.repeats(), []);
}

#[test]
fn kinds_and_currencies_are_told_once() {
    let facts = Facts::of(&["a", "b", "c"].map(|document| fact(document, "2027-03-01", "1"))).unwrap();
    let spoken: Vec<_> = facts.spoken().into_iter().collect();
    assert_eq!(spoken, [(facts.get(0).unwrap().kind, facts.get(0).unwrap().currency)]);
}
