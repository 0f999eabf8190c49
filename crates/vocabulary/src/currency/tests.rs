//! Currencies under test, against ISO 4217.

use super::*;

#[test]
fn minor_digits_follow_iso_4217() {
    for (code, digits) in [
        ("EUR", 2),
        ("USD", 2),
        ("GBP", 2),
        ("CHF", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("VND", 0),
        ("ISK", 0),
        ("CLP", 0),
        ("KWD", 3),
        ("BHD", 3),
        ("TND", 3),
        ("OMR", 3),
        ("JOD", 3),
        ("IQD", 3),
        ("LYD", 3),
        ("CLF", 4),
        ("UYW", 4),
        ("HUF", 2),
        ("MRU", 2),
        ("MGA", 2),
    ] {
        assert_eq!(Currency::parse(code).unwrap().minor_digits(), digits, "{code}");
    }
}

#[test]
fn every_code_is_found_and_stands_in_order() {
    for pair in Currency::all().windows(2) {
        assert!(pair[0].code() < pair[1].code());
    }
    for currency in Currency::all() {
        assert_eq!(Currency::parse(currency.code()), Ok(*currency));
        assert!(!currency.name().is_empty());
    }
}

#[test]
fn anything_else_is_no_currency() {
    for code in ["", "eur", "EURO", "XXX", "XAU", "€", "EU"] {
        Currency::parse(code).unwrap_err();
    }
    assert_eq!(serde_json::to_string(&Currency::EUR).unwrap(), "\"EUR\"");
    serde_json::from_str::<Currency>("\"eur\"").unwrap_err();
}
