//! Numbers, money and percent as people read them.

use vocabulary::{Cell, Currency, Day, Money};

use super::{html, ratio};
use crate::look::format::{amount, cell, compact, count, day, grouped, money, money_change, money_unit, money_whole, number, percent};

fn euro(words: &str) -> Money {
    Money::parse(words, Currency::EUR).unwrap()
}

#[test]
fn money_has_a_real_minus_grouped_thousands_and_its_own_digits() {
    assert_eq!(money(&euro("-99000.00")), "−99,000.00");
    assert_eq!(money(&euro("0.00")), "0.00");
    assert_eq!(money(&euro("999.99")), "999.99");
    assert_eq!(money(&euro("4212400.00")), "4,212,400.00");
    assert_eq!(money(&Money::from_minor(1_234_567, Currency::JPY)), "1,234,567");
    assert_eq!(money(&Money::from_minor(-5, Currency::JPY)), "−5");
}

#[test]
fn a_change_shows_its_sign_and_an_alert_shows_whole_units() {
    assert_eq!(money_change(&euro("720.00")), "+720.00");
    assert_eq!(money_change(&euro("-720.00")), "−720.00");
    assert_eq!(money_change(&euro("0.00")), "0.00");
    assert_eq!(money_whole(&euro("4212399.50")), "4,212,400");
}

#[test]
fn a_sum_carries_its_currency_in_quiet_ink() {
    assert_eq!(html(money_unit(&euro("42340.00"))), "42,340.00<span class=\"u\">\u{a0}EUR</span>");
}

#[test]
fn percent_follows_a_no_break_space_and_drops_closing_zeros() {
    assert_eq!(percent(&ratio("1.15")), "115\u{a0}%");
    assert_eq!(percent(&ratio("1.0816666666")), "108.17\u{a0}%");
    assert_eq!(percent(&ratio("7/6")), "116.67\u{a0}%");
    assert_eq!(percent(&ratio("0.8")), "80\u{a0}%");
    assert_eq!(percent(&ratio("-0.125")), "−12.5\u{a0}%");
}

#[test]
fn a_source_amount_keeps_its_digits_and_says_when_it_was_cut() {
    assert_eq!(amount(&ratio("20565.6206"), Currency::USD), "20,565.6206");
    assert_eq!(amount(&ratio("12"), Currency::USD), "12.00");
    assert_eq!(amount(&ratio("12.5"), Currency::JPY), "12.5");
    assert_eq!(amount(&ratio("0.123456"), Currency::EUR), "0.123456");
    assert_eq!(amount(&ratio("0.1234567"), Currency::EUR), "0.1234…", "two digits after the coins");
    assert_eq!(amount(&ratio("-10/3"), Currency::EUR), "−3.3333…");
    assert_eq!(amount(&ratio("10/3"), Currency::JPY), "3.33…");
}

#[test]
fn numbers_are_short_on_axes_and_never_show_a_negative_zero() {
    assert_eq!(compact(&ratio("0")), "0");
    assert_eq!(compact(&ratio("500")), "500");
    assert_eq!(compact(&ratio("10000")), "10k");
    assert_eq!(compact(&ratio("-2500")), "−2.5k");
    assert_eq!(compact(&ratio("1200000")), "1.2M");
    assert_eq!(number(&ratio("-0.001"), 2), "0");
    assert_eq!(number(&ratio("8/15"), 3), "0.533");
    assert_eq!(grouped("-1234567.50"), "−1,234,567.50");
    assert_eq!(count(1_000), "1,000");
}

#[test]
fn a_day_is_written_in_words() {
    assert_eq!(day(Day::parse("2027-01-14").unwrap()), "14\u{a0}Jan 2027");
}

#[test]
fn an_unknown_cell_is_hatched_with_its_reason() {
    let unknown = html(cell(&Cell::Unknown("2 of 3 contacts answered".to_owned())));
    assert_eq!(unknown, "<span class=\"unk\">unknown: 2 of 3 contacts answered</span>");
    assert_eq!(
        html(cell(&Cell::Unknown("until 1 Feb".to_owned()))),
        "<span class=\"unk\">unknown until 1 Feb</span>"
    );
    assert_eq!(html(cell(&Cell::Empty)), "");
    assert_eq!(html(cell(&Cell::Count(1_200))), "1,200");
}
