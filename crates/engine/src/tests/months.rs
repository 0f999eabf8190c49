//! What accounts came to by month is what a plain sum over the newest versions says.

use super::shelf::*;
use crate::{Fact, FactKind};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Currency, Day, Ratio};

type Sums = BTreeMap<(String, Day, Currency), (u64, Ratio)>;

fn told(shelf: &Shelf, accounts: &[&str], span: (&str, &str)) -> Sums {
    let accounts: BTreeSet<String> = accounts.iter().map(|account| (*account).to_owned()).collect();
    let months = shelf
        .store()
        .months(&shelf.pinned, &accounts, &[FactKind::Order], super::shelf::span(span.0, span.1))
        .unwrap();
    months
        .into_iter()
        .map(|sum| ((sum.account, sum.month, sum.currency), (sum.lines, sum.amount.to_ratio())))
        .collect()
}

fn order(number: u32, account: u32, day: u8, month: u8, amount: i64) -> Fact {
    let mut fact = fact(&format!("d{number}"), &format!("2027-{month:02}-{day:02}"), &amount.to_string());
    fact.account = format!("A{account}");
    fact.kind = if number.is_multiple_of(7) {
        FactKind::Payment
    } else {
        FactKind::Order
    };
    fact.currency = if number.is_multiple_of(5) { Currency::USD } else { Currency::EUR };
    fact
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn months_are_the_sums_of_the_newest_versions(
        batches in prop::collection::vec(
            prop::collection::btree_map(0_u32..90, (0_u32..6, 1_u8..28, 1_u8..5, -99_i64..99), 0..60), 1..4),
        from in 1_u8..4,
    ) {
        let mut shelf = Shelf::new();
        let mut newest: BTreeMap<u32, Fact> = BTreeMap::new();
        for batch in &batches {
            let facts: Vec<Fact> = batch.iter().map(|(number, of)| order(*number, of.0, of.1, of.2, of.3)).collect();
            newest.extend(batch.keys().copied().zip(facts.iter().cloned()));
            if !facts.is_empty() {
                shelf.add(&facts);
            }
        }
        let (begin, end) = (format!("2027-{from:02}-05"), "2027-04-20");
        let within = |fact: &&Fact| {
            fact.kind == FactKind::Order
                && ["A1", "A4"].contains(&fact.account.as_str())
                && (begin.as_str()..end).contains(&fact.date.to_string().as_str())
        };
        let mut sums = Sums::new();
        for fact in newest.values().filter(within) {
            let sum = sums.entry((fact.account.clone(), fact.date.month_start(), fact.currency)).or_insert((0, Ratio::zero()));
            *sum = (sum.0 + 1, &sum.1 + &fact.amount.to_ratio());
        }
        prop_assert_eq!(told(&shelf, &["A1", "A4", "A9"], (&begin, end)), sums);
    }
}

#[test]
fn nobody_and_an_empty_store_have_no_months() {
    let mut shelf = Shelf::new();
    assert!(told(&shelf, &["A1"], ("2027-01-01", "2028-01-01")).is_empty());
    shelf.add(&[order(1, 1, 3, 2, 70)]);
    assert!(told(&shelf, &[], ("2027-01-01", "2028-01-01")).is_empty());
    assert!(told(&shelf, &["A1"], ("2027-03-01", "2028-01-01")).is_empty());
    shelf.take_away(&order(1, 1, 3, 2, 70));
    assert!(
        told(&shelf, &["A1"], ("2027-01-01", "2028-01-01")).is_empty(),
        "what was taken away leaves no month behind"
    );
}
