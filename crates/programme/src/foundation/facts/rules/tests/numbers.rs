//! Cells as sources write them.

use vocabulary::Ratio;

use super::super::numbers::{Notation, Times, amount, currency, day, label, rate, reference, share};

fn grouped(grouping: char, decimal: char) -> Notation {
    Notation {
        grouping: Some(grouping),
        decimal,
        ..Notation::plain()
    }
}

/// The number as it was read, or why not.
fn outcome<T: ToString>(read: Result<Option<T>, super::super::numbers::Misread>) -> String {
    match read {
        Ok(Some(value)) => value.to_string(),
        Ok(None) => "missing".to_owned(),
        Err(misread) => format!("! {}", misread.reason),
    }
}

#[test]
fn amounts_keep_their_digits_or_are_refused_with_the_reason() {
    let plain = Notation::plain();
    let english = grouped(',', '.');
    let german = grouped('.', ',');
    let no_number = "! This is not a number.";
    let group = "! The number is grouped or has another decimal mark than the profile says.";
    let cases: [(&str, &Notation, &str); 27] = [
        (".0120", &plain, "0.0120"),
        ("20565.6206", &plain, "20565.6206"),
        ("-7.5", &plain, "-7.5"),
        ("+7", &plain, "7"),
        ("007", &plain, "7"),
        ("5.", &plain, "5"),
        ("  12.50 ", &plain, "12.50"),
        ("", &plain, "missing"),
        ("1.23456700", &plain, "1.234567"),
        (
            "20565.600000000002",
            &plain,
            "! The number has 12 decimals; at most 6 are exact. Long tails usually come from binary floating point.",
        ),
        (
            "0.1234567",
            &plain,
            "! The number has 7 decimals; at most 6 are exact. Long tails usually come from binary floating point.",
        ),
        ("1,234.50", &plain, group),
        ("1 234", &plain, group),
        ("12,5", &plain, group),
        ("-1,234.50", &english, "-1234.50"),
        ("1234567.89", &english, "1234567.89"),
        ("1,234,567", &english, "1234567"),
        ("1.234,50", &german, "1234.50"),
        ("1,23.4", &english, "! The groups between “,” do not have three digits."),
        ("1,234", &german, "1.234"),
        ("1E+05", &plain, "! The number is in scientific notation, which has lost digits."),
        ("(12.50)", &plain, "! Parentheses are not read as a minus sign."),
        ("12%", &plain, "! A percentage stands where an amount is expected."),
        ("1.2.3", &plain, no_number),
        ("-", &plain, no_number),
        (".", &plain, no_number),
        ("NaN", &plain, no_number),
    ];
    for (text, notation, expected) in cases {
        assert_eq!(outcome(amount(text, notation)), expected, "{text}");
    }
    for text in ["12 €", "١٢", "0x10", "=1+1", "--5", "−5"] {
        assert!(amount(text, &plain).is_err(), "{text}");
    }
    assert!(amount(&"9".repeat(31), &plain).is_err());
    assert!(amount(&format!("1.{}", "0".repeat(1000)), &plain).is_ok());
}

#[test]
fn rates_and_shares_may_be_percentages() {
    let plain = Notation::plain();
    for (text, expected) in [
        (".0120", "0.0120"),
        ("1.2%", "0.012"),
        ("-150 %", "-1.50"),
        ("0.5%", "0.005"),
        ("", "missing"),
    ] {
        assert_eq!(outcome(rate(text, &plain)), expected, "{text}");
    }
    assert!(rate("%", &plain).is_err());
    assert!(rate("1.23456%", &plain).is_err());
    let read = |text: &str| share(text, &plain).unwrap();
    assert_eq!(read("50%"), Ratio::fraction(1, 2));
    assert_eq!(read("1/3"), Ratio::fraction(1, 3));
    assert_eq!(read("1"), Some(Ratio::one()));
    assert_eq!(read(""), None);
    for text in ["50", "-0.1", "101%", "1/0", "3/2"] {
        assert!(share(text, &plain).is_err(), "{text}");
    }
}

#[test]
fn references_lose_decimals_only_where_the_profile_says_so() {
    let plain = Notation::plain();
    let decimals = Notation {
        references_have_decimals: true,
        ..Notation::plain()
    };
    let read = |text: &str, notation: &Notation| outcome(reference(text, notation));
    assert_eq!(read("29825.0", &plain), "29825.0");
    assert_eq!(read("29825.0", &decimals), "29825");
    assert_eq!(read("29825.5", &decimals), "29825.5");
    assert_eq!(read("0042", &decimals), "0042");
    assert_eq!(read("A.0", &decimals), "A.0");
    assert_eq!(read("  ", &decimals), "missing");
    assert_eq!(outcome(label("two\nlines")), "! The text holds a line break or a tab.");
    assert!(label(&"x".repeat(501)).is_err());
}

#[test]
fn days_are_written_year_first_and_a_time_must_be_allowed() {
    let strict = Notation::plain();
    let lenient = Notation {
        times: Times::Dropped,
        ..Notation::plain()
    };
    let no_day = "! This is not a day of the calendar written year-month-day.";
    let zone = "! What stands behind the day is no time of day, or carries a time zone that may change the day.";
    for (text, notation, expected) in [
        ("2022-05-30", &strict, "2022-05-30"),
        ("2022-05-30 00:00:00.000", &strict, "2022-05-30"),
        ("2022-05-30T00:00", &strict, "2022-05-30"),
        ("2024-02-29", &strict, "2024-02-29"),
        ("", &strict, "missing"),
        (
            "2022-05-30 11:15:07.497",
            &strict,
            "! A time of day stands where a day is expected.",
        ),
        ("2022-05-30 11:15:07.497000000", &lenient, "2022-05-30"),
        ("2022-05-30T23:30:00Z", &lenient, zone),
        ("2022-05-30T23:30:00+02:00", &lenient, zone),
        ("2022-05-30 25:00:00", &lenient, zone),
        ("2023-02-29", &strict, no_day),
        ("30.05.2022", &strict, no_day),
        ("05/30/2022", &strict, no_day),
        ("2022-5-30", &strict, no_day),
        ("44711", &strict, no_day),
        ("2022-05-3ü", &strict, no_day),
    ] {
        assert_eq!(outcome(day(text, notation)), expected, "{text}");
    }
    assert_eq!(outcome(currency("EUR")), "EUR");
    assert_eq!(outcome(currency("€")), "! This is no currency of ISO 4217.");
}
