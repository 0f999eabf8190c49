//! Which rate counts, by which way. Expected values were worked out by hand.

use super::super::rules::{Allowed, Pair, Rates, Wanted, rate_on};
use super::decimal;
use crate::foundation::accounts::tests::day;
use crate::foundation::facts::rules::content::Decimal;
use crate::foundation::facts::rules::numbers::Notation;
use std::collections::BTreeMap;
use vocabulary::{Currency, Ratio};

const STRICT: Allowed = Allowed {
    days_back: 3,
    inverse: false,
    through: None,
};

fn rates() -> Rates {
    let days = |days: &[(&str, &str)]| days.iter().map(|(on, rate)| (day(on), decimal(rate))).collect::<BTreeMap<_, _>>();
    Rates::from([
        (Pair::new("EUR", "USD"), days(&[("2026-02-26", "1.1"), ("2026-02-27", "1.2")])),
        (Pair::new("EUR", "GBP"), days(&[("2026-02-27", "0.8")])),
        (Pair::new("USD", "JPY"), days(&[("2026-02-27", "150.123456789012")])),
    ])
}

/// The rate as a fraction and its way, or why there is none.
#[track_caller]
fn check(pair: (&str, &str), on: &str, allowed: &Allowed, expected: (&str, &str)) {
    // The sentences are those of the book.
    let _ = crate::book();
    let wanted = Wanted {
        table: "ecb".to_owned(),
        pair: Pair::new(pair.0, pair.1),
        day: day(on),
    };
    let found = rate_on(&rates(), &wanted, allowed);
    match &found.value {
        Ok(found) => assert_eq!(
            (found.rate.clone(), found.way.name()),
            (Ratio::parse(expected.0).unwrap(), expected.1)
        ),
        Err(unknown) => assert!(
            expected.0.is_empty() && unknown.because.contains(expected.1),
            "{} instead of {expected:?}",
            unknown.because
        ),
    }
}

#[test]
fn the_rate_of_the_day_counts_in_its_own_direction() {
    check(("EUR", "USD"), "2026-02-27", &STRICT, ("1.2", "direct"));
    check(("EUR", "USD"), "2026-02-26", &STRICT, ("1.1", "direct"));
    check(("USD", "JPY"), "2026-02-27", &STRICT, ("150.123456789012", "direct"));
    check(("CHF", "CHF"), "1999-01-01", &STRICT, ("1", "same"));
}

#[test]
fn a_day_without_a_rate_takes_the_last_before_it_within_the_allowed_days() {
    check(("EUR", "USD"), "2026-03-02", &STRICT, ("1.2", "direct"));
    check(
        ("EUR", "USD"),
        "2026-03-03",
        &STRICT,
        ("", "has no rate EUR → USD on 3\u{a0}Mar 2026 or in the 3 days before"),
    );
    check(("EUR", "USD"), "2026-02-25", &STRICT, ("", "has no rate"));
}

#[test]
fn a_rate_is_turned_round_only_where_the_firm_allows_it() {
    check(("USD", "EUR"), "2026-02-27", &STRICT, ("", "gives EUR → USD and not USD → EUR"));
    let turns = Allowed { inverse: true, ..STRICT };
    check(("USD", "EUR"), "2026-02-27", &turns, ("5/6", "inverse"));
    check(("EUR", "USD"), "2026-02-27", &turns, ("1.2", "direct"));
}

#[test]
fn two_currencies_meet_in_a_third_where_the_firm_allows_it() {
    let through = |currency| Allowed {
        through: Some(currency),
        ..STRICT
    };
    check(
        ("EUR", "JPY"),
        "2026-02-27",
        &through(Currency::USD),
        ("180.1481481468144", "through"),
    );
    check(("EUR", "JPY"), "2026-02-27", &STRICT, ("", "has no rate"));
    check(("GBP", "USD"), "2026-02-27", &through(Currency::EUR), ("", "has no rate"));
    let both = Allowed {
        inverse: true,
        ..through(Currency::EUR)
    };
    // 1 / 0.8 × 1.2.
    check(("GBP", "USD"), "2026-02-27", &both, ("1.5", "through"));
}

#[test]
fn the_way_is_told_with_the_digits_of_the_source() {
    let _ = crate::book();
    let wanted = Wanted {
        table: "ecb".to_owned(),
        pair: Pair::new("GBP", "USD"),
        day: day("2026-03-01"),
    };
    let allowed = Allowed {
        days_back: 3,
        inverse: true,
        through: Some(Currency::EUR),
    };
    let trace = rate_on(&rates(), &wanted, &allowed).trace;
    assert_eq!(
        trace.note.as_deref(),
        Some("No source gives this pair; it is computed by way of EUR.")
    );
    assert_eq!(trace.formula.as_deref(), Some("GBP → EUR × EUR → USD"));
    let turned = &trace.inputs[0];
    assert_eq!(turned.formula.as_deref(), Some("1 ÷ EUR → GBP"));
    assert_eq!(turned.inputs[0].place.as_deref(), Some("table ecb, 27\u{a0}Feb 2026"));
    assert_eq!(turned.inputs[0].note.as_deref(), Some("the last rate before 1\u{a0}Mar 2026"));
}

#[test]
fn a_rate_keeps_its_digits_and_is_never_zero() {
    let read = |text: &str| Decimal::parse(text, &Notation::plain());
    let kept = |text: &str| read(text).unwrap().map(|rate| rate.as_str().to_owned());
    assert_eq!(kept(" 1.00000 ").as_deref(), Some("1.00000"));
    assert_eq!(kept(".0120").as_deref(), Some("0.0120"));
    assert_eq!(kept("20275").as_deref(), Some("20275"));
    assert_eq!(kept("0.123456789012345678").as_deref(), Some("0.123456789012345678"));
    assert_eq!(kept(""), None);
    for wrong in [
        "0",
        "0.000",
        "-1.2",
        "1,2",
        "1.2.3",
        "1e5",
        "N/A",
        "1.",
        "1.1234567890123456789012345",
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
    let comma = Notation {
        decimal: ',',
        ..Notation::plain()
    };
    assert_eq!(Decimal::parse("1,0845", &comma).unwrap().unwrap().as_str(), "1.0845");
}

#[test]
fn a_pair_is_read_from_an_address() {
    assert_eq!(Pair::parse("EUR-USD"), Some(Pair::new("EUR", "USD")));
    assert_eq!(Pair::new("EUR", "USD").turned().to_string(), "USD-EUR");
    for wrong in ["EURUSD", "eur-usd", "EUR-", "EUR-USDX", "EUR-USD-GBP", ""] {
        assert_eq!(Pair::parse(wrong), None, "{wrong}");
    }
}
