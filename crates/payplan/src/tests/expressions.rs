//! Conditions on transactions: how they are read, and what they answer when a fact is unknown.

use vocabulary::{Currency, Day};

use super::{one_component, plan, ratio};
use crate::{Comparison, Condition, CreditAmount, Facts, Field, Literal, Receiver};

/// Reads a condition through a whole plan, as an analyst writes it.
fn condition(when: &str) -> Condition {
    let crediting =
        format!("crediting: {{ sources: [erp], rules: [{{ id: r, when: '{when}', to: tx.seller, category: sales, amount: tx.amount }}] }}");
    let mut plan = plan(&one_component(&crediting, "interval: year", "kind: commission.rate, rate: 1%"));
    plan.crediting.rules.remove(0).when
}

fn order() -> Facts {
    Facts {
        kind: Some("order".to_owned()),
        account_class: Some("key".to_owned()),
        seller: Some("276".to_owned()),
        amount: Some(ratio("24999.99")),
        currency: Some(Currency::EUR),
        date: Day::ymd(2027, 4, 15),
        ..Facts::default()
    }
}

#[track_caller]
fn holds(when: &str, expected: bool) {
    assert_eq!(condition(when).holds(&order()), Ok(expected), "{when}");
}

#[test]
fn a_condition_is_plain_data_with_and_binding_tighter_than_or() {
    let text = |field, value: &str| Condition::Compare {
        field,
        how: Comparison::Equal,
        with: Literal::Text(value.to_owned()),
    };
    let expected = Condition::Any(vec![
        text(Field::Kind, "a"),
        Condition::All(vec![
            text(Field::Source, "b"),
            Condition::Not(Box::new(Condition::In {
                field: Field::AccountClass,
                values: vec![Literal::Text("c".to_owned()), Literal::Text("d".to_owned())],
            })),
        ]),
    ]);
    let read = condition("tx.kind == \"a\" || tx.source == \"b\" && !(tx.account.class in [\"c\", \"d\"])");
    assert_eq!(read, expected);
}

#[test]
fn every_type_compares_with_its_own_literals() {
    holds("tx.kind == \"order\"", true);
    holds("tx.kind != \"order\"", false);
    holds("tx.kind in [\"invoice\", \"order\"]", true);
    holds("tx.amount >= 25000 EUR", false);
    holds("tx.amount < 25000 EUR", true);
    holds("tx.date >= 2027-04-15 && tx.date < 2027-04-16", true);
    holds("tx.date > 2027-04-15", false);
    holds("tx.currency == \"EUR\"", true);
    holds("!(tx.seller == \"277\")", true);
}

#[test]
fn an_unknown_fact_is_unknown_unless_the_rest_decides() {
    holds("tx.kind == \"invoice\" && tx.product == \"x\"", false);
    holds("tx.product == \"x\" || tx.kind == \"order\"", true);
    let unknown = Err("tx.product is unknown".to_owned());
    assert_eq!(condition("tx.kind == \"order\" && tx.product == \"x\"").holds(&order()), unknown);
    assert_eq!(condition("!(tx.product == \"x\")").holds(&order()), unknown);
    assert!(condition("tx.amount > 1 USD").holds(&order()).is_err());
}

#[test]
fn receivers_and_amounts_are_read() {
    let rule = |to: &str, amount: &str| {
        let crediting = format!(
            "crediting: {{ sources: [erp], rules: [{{ id: r, when: 'tx.kind == \"a\"', to: '{to}', category: sales, amount: {amount} }}] }}"
        );
        let mut plan = plan(&one_component(&crediting, "interval: year", "kind: commission.rate, rate: 1%"));
        let rule = plan.crediting.rules.remove(0);
        (rule.to, rule.amount)
    };
    let holders = Receiver::Holders { role: "kam".to_owned() };
    assert_eq!(
        rule("holders(tx.account, role = \"kam\", on = tx.date)", "tx.amount * split.share"),
        (holders, CreditAmount::TimesShare)
    );
    assert_eq!(rule("tx.seller", "tx.amount"), (Receiver::Seller, CreditAmount::Whole));
}
