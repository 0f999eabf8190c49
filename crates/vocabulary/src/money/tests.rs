//! Money under test: one rounding point, no mixed currencies, and parts that add up.

use proptest::prelude::*;

use super::*;

fn euros(text: &str) -> Money {
    Money::parse(text, Currency::EUR).unwrap()
}

fn shown(parts: &[Money]) -> Vec<String> {
    parts.iter().map(|part| part.to_decimal()).collect()
}

fn weights(texts: &[&str]) -> Vec<Ratio> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

#[test]
fn e27_split() {
    let in_two = |whole: &str| shown(&euros(whole).allocate(&weights(&["0.5", "0.5"])).unwrap());
    assert_eq!(in_two("1000"), ["500.00", "500.00"]);
    assert_eq!(in_two("100"), ["50.00", "50.00"]);
    assert_eq!(in_two("30"), ["15.00", "15.00"]);
}

#[test]
fn the_missing_cent_goes_to_the_earlier_of_equals() {
    let thirds = weights(&["1", "1", "1"]);
    assert_eq!(shown(&euros("100").allocate(&thirds).unwrap()), ["33.34", "33.33", "33.33"]);
    assert_eq!(shown(&euros("-100").allocate(&thirds).unwrap()), ["-33.34", "-33.33", "-33.33"]);
    assert_eq!(shown(&euros("0.02").allocate(&thirds).unwrap()), ["0.01", "0.01", "0.00"]);
}

#[test]
fn the_missing_cent_goes_to_the_largest_remainder() {
    // 10.00 by 1/3, 1/6, 1/2: 3.333…, 1.666…, 5.00.
    let parts = euros("10").allocate(&weights(&["1/3", "1/6", "1/2"])).unwrap();
    assert_eq!(shown(&parts), ["3.33", "1.67", "5.00"]);
    // Yen have no decimals; who weighs nothing gets nothing.
    let yen = Money::from_minor(100, Currency::JPY);
    assert_eq!(shown(&yen.allocate(&weights(&["0", "2", "1"])).unwrap()), ["0", "67", "33"]);
}

#[test]
fn money_is_divided_among_somebody() {
    let whole = euros("100");
    assert_eq!(whole.allocate(&[]), Err(MoneyProblem::NoWeights));
    assert_eq!(whole.allocate(&weights(&["0", "0"])), Err(MoneyProblem::NoWeights));
    assert_eq!(whole.allocate(&weights(&["2", "-1"])), Err(MoneyProblem::NegativeWeight));
    let least = Money::from_minor(i64::MIN, Currency::EUR);
    assert_eq!(least.allocate(&weights(&["7"])), Ok(vec![least]));
}

#[test]
fn money_has_its_currency_s_decimals() {
    assert_eq!(euros("28800").to_string(), "28800.00 EUR");
    assert_eq!(euros("-0.05").to_decimal(), "-0.05");
    assert_eq!(Money::from_minor(1234, Currency::JPY).to_string(), "1234 JPY");
    assert_eq!(Money::from_minor(1234, Currency::KWD).to_string(), "1.234 KWD");
    assert_eq!(Money::from_minor(1234, Currency::CLF).to_string(), "0.1234 CLF");
    Money::parse("1.5", Currency::JPY).unwrap_err();
    for text in ["", "1.005", "1e2", "1,00", "92233720368547758.08", "€5", "1.000"] {
        Money::parse(text, Currency::EUR).unwrap_err();
    }
    assert_eq!(euros("92233720368547758.07").minor(), i64::MAX);
}

#[test]
fn an_exact_value_becomes_money_at_one_named_point() {
    let exact: Ratio = "86400/7".parse().unwrap();
    let rounded = Money::round(&exact, Currency::EUR, Rounding::HalfUp).unwrap();
    assert_eq!(rounded.to_string(), "12342.86 EUR");
    let down = Money::round(&exact, Currency::EUR, Rounding::Down).unwrap();
    assert_eq!(down.to_string(), "12342.85 EUR");
    let enormous = Ratio::whole(i128::MAX);
    assert_eq!(
        Money::round(&enormous, Currency::EUR, Rounding::HalfUp),
        Err(MoneyProblem::TooLarge)
    );
}

#[test]
fn sums_that_do_not_fit_are_refused() {
    let most = Money::from_minor(i64::MAX, Currency::EUR);
    let least = Money::from_minor(i64::MIN, Currency::EUR);
    assert_eq!(most.checked_add(euros("0.01")), Err(MoneyProblem::TooLarge));
    assert_eq!(least.checked_sub(euros("0.01")), Err(MoneyProblem::TooLarge));
    assert_eq!(least.checked_neg(), Err(MoneyProblem::TooLarge));
    assert_eq!(
        MoneyProblem::CurrenciesDiffer {
            left: Currency::EUR,
            right: Currency::USD
        }
        .to_string(),
        "EUR and USD cannot be added; convert one of them first"
    );
}

fn any_currency() -> impl Strategy<Value = Currency> {
    proptest::sample::select(Currency::all())
}

fn any_weights() -> impl Strategy<Value = Vec<Ratio>> {
    let weight = (0_i128..10_000, 1_i128..400).prop_map(|(n, d)| Ratio::fraction(n, d).unwrap());
    proptest::collection::vec(weight, 1..8).prop_filter("somebody must get something", |weights| weights.iter().any(Ratio::is_positive))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn parts_add_up_and_differ_by_less_than_one_unit_from_the_exact_share(
        minor in any::<i64>(), weights in any_weights(), currency in any_currency(),
    ) {
        let whole = Money::from_minor(minor, currency);
        let parts = whole.allocate(&weights).unwrap();
        let sum: i128 = parts.iter().map(|part| i128::from(part.minor())).sum();
        prop_assert_eq!(sum, i128::from(minor));
        let total: Ratio = weights.iter().sum();
        for (part, weight) in parts.iter().zip(&weights) {
            let exact = (Ratio::whole(minor.into()) * weight).checked_div(&total).unwrap();
            prop_assert!((Ratio::whole(part.minor().into()) - exact).abs() < Ratio::one());
            prop_assert_eq!(part.currency(), currency);
        }
    }

    #[test]
    fn a_claw_back_is_divided_like_the_payment(minor in 0_i64.., weights in any_weights()) {
        let paid = Money::from_minor(minor, Currency::EUR).allocate(&weights).unwrap();
        let taken = Money::from_minor(-minor, Currency::EUR).allocate(&weights).unwrap();
        for (paid, taken) in paid.iter().zip(&taken) {
            prop_assert_eq!(paid.minor(), -taken.minor());
        }
    }

    #[test]
    fn money_never_mixes_currencies(a in any::<i32>(), b in any::<i32>(), one in any_currency(), other in any_currency()) {
        let left = Money::from_minor(a.into(), one);
        let right = Money::from_minor(b.into(), other);
        if one == other {
            prop_assert_eq!(left.checked_add(right).unwrap().minor(), i64::from(a) + i64::from(b));
            prop_assert_eq!(left.checked_sub(right).unwrap().minor(), i64::from(a) - i64::from(b));
        } else {
            let expected = MoneyProblem::CurrenciesDiffer { left: one, right: other };
            prop_assert_eq!(left.checked_add(right), Err(expected.clone()));
            prop_assert_eq!(left.checked_sub(right), Err(expected));
        }
    }

    #[test]
    fn what_is_written_is_read_back(minor in any::<i64>(), currency in any_currency()) {
        let money = Money::from_minor(minor, currency);
        prop_assert_eq!(Money::parse(&money.to_decimal(), currency), Ok(money));
        prop_assert_eq!(Money::round(&money.to_ratio(), currency, Rounding::Down), Ok(money));
        let stored = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&stored).unwrap(), money);
    }
}
