//! The specification's examples of crediting.

use super::shelf::*;
use crate::{Crediting, Fact, FactKind, Reason, TextField};
use vocabulary::Ratio;

#[test]
fn e27_split() {
    let crediting = split(&[("ada", "0.5"), ("ben", "0.5")]);
    let order = Shelf::holding(&[vec![fact("order", "2027-03-01", "1000")]]);
    let credits = order.credit(&crediting, &year_2027(), 1);
    assert_eq!(amounts(&credits), [("ada", Ratio::whole(500)), ("ben", Ratio::whole(500))]);
    let billed = Shelf::holding(&[vec![
        fact("commission", "2027-03-01", "30"),
        fact("net billed", "2027-03-01", "100"),
    ]]);
    for payee in ["ada", "ben"] {
        let lines = billed.credited(&crediting, payee, "sales", span("2027-01-01", "2028-01-01"));
        let credited: Vec<Ratio> = lines.into_iter().map(|line| line.credited).collect();
        assert_eq!(credited, [Ratio::whole(15), Ratio::whole(50)]);
    }
}

#[test]
fn e41_decimal_split_totals() {
    let shelf = Shelf::holding(&[vec![fact("order", "2027-03-01", "1000")]]);
    let whole = [("a", "0.7268"), ("b", "0.1093"), ("c", "0.0273"), ("d", "0.1366")];
    let credits = shelf.credit(&split(&whole), &year_2027(), 1);
    let expected = [("a", "726.8"), ("b", "109.3"), ("c", "27.3"), ("d", "136.6")];
    assert_eq!(amounts(&credits), expected.map(|(payee, amount)| (payee, ratio(amount))));

    let three = [("a", "0.1000"), ("b", "0.5802"), ("c", "0.3198")];
    let credits = shelf.credit(&split(&three), &year_2027(), 1);
    assert_eq!(
        amounts(&credits),
        [("a", ratio("100")), ("b", ratio("580.2")), ("c", ratio("319.8"))]
    );

    let short = [("a", "0.7268"), ("b", "0.1093"), ("c", "0.0273"), ("d", "0.1365")];
    let credits = shelf.credit(&split(&short), &year_2027(), 1);
    assert!(credits.totals.is_empty());
    let reasons: Vec<Reason> = credits.uncredited.into_iter().map(|fact| fact.reason).collect();
    assert_eq!(
        reasons,
        [Reason::SharesNotWhole {
            role: "kam".to_owned(),
            total: ratio("0.9999")
        }]
    );
}

fn running(shelf: &Shelf, crediting: &Crediting) -> Vec<Ratio> {
    let lines = shelf.credited(crediting, "ada", "sales", span("2027-01-01", "2028-01-01"));
    let add = |sum: &mut Ratio, line: crate::CreditedLine| {
        *sum = &*sum + &line.credited;
        Some(sum.clone())
    };
    lines.into_iter().scan(Ratio::zero(), add).collect()
}

fn typed(document: &str, date: &str, amount: &str, product: &str) -> Fact {
    Fact {
        product: Some(product.to_owned()),
        ..fact(document, date, amount)
    }
}

#[test]
fn e25_rolling_measure_shared_by_two_rules() {
    let rules = vec![
        taking("one", TextField::Product, "type 1"),
        taking("two", TextField::Product, "type 2"),
    ];
    let crediting = Crediting {
        rules,
        ..Crediting::default()
    };
    let facts = vec![
        typed("1", "2027-01-10", "100", "type 1"),
        typed("2", "2027-01-10", "50", "type 1"),
        typed("3", "2027-01-20", "75", "type 2"),
        typed("4", "2027-01-31", "25", "type 1"),
        typed("5", "2027-02-01", "100", "type 1"),
        typed("6", "2027-02-01", "50", "type 1"),
        typed("7", "2027-02-28", "75", "type 2"),
    ];
    let expected = [100, 150, 225, 250, 350, 400, 475].map(Ratio::whole);
    assert_eq!(running(&Shelf::holding(std::slice::from_ref(&facts)), &crediting), expected);
    let (january, february) = facts.split_at(4);
    let out_of_order = Shelf::holding(&[february.to_vec(), january.to_vec()]);
    assert_eq!(running(&out_of_order, &crediting), expected);
}

#[test]
fn e26_out_of_step_measure() {
    let rules = vec![
        taking("revenue", TextField::Kind, "invoice_line"),
        taking("bookings", TextField::Kind, "order"),
    ];
    let crediting = Crediting {
        rules,
        ..Crediting::default()
    };
    let of = |kind: FactKind, line: &str, fact: Fact| Fact {
        kind,
        line: line.to_owned(),
        ..fact
    };
    let facts = [
        of(FactKind::InvoiceLine, "1", fact("prior 1", "2027-01-15", "100")),
        of(FactKind::Order, "1", fact("prior 2", "2027-02-15", "50")),
        of(FactKind::InvoiceLine, "1", fact("order 1", "2027-03-01", "50")),
        of(FactKind::Order, "2", fact("order 1", "2027-03-01", "100")),
        of(FactKind::InvoiceLine, "1", fact("order 2", "2027-03-01", "50")),
    ];
    // Every way to put five facts into two batches.
    for cut in 0..32_u32 {
        let in_first = |position: &usize| cut >> position & 1 == 1;
        let (first, second): (Vec<usize>, Vec<usize>) = (0..5).partition(in_first);
        let pick = |positions: Vec<usize>| positions.into_iter().map(|at| facts[at].clone()).collect();
        let shelf = Shelf::holding(&[pick(first), pick(second)]);
        let totals = running(&shelf, &crediting);
        assert_eq!(totals, [100, 150, 200, 300, 350].map(Ratio::whole), "cut {cut}");
    }
}
