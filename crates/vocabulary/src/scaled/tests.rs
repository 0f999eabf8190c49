//! Source decimals under test: as written, equal by value.

use proptest::prelude::*;

use super::*;
use crate::{Amount, Currency, MoneyProblem};

fn scaled(text: &str) -> Scaled {
    text.parse().unwrap()
}

#[test]
fn a_decimal_is_kept_as_the_source_wrote_it() {
    let price = scaled("20565.6206");
    assert_eq!((price.units(), price.scale()), (205_656_206, 4));
    for text in ["20565.6206", "0.10", "-0.000001", "0", "-5", "1.500000"] {
        assert_eq!(scaled(text).to_string(), text);
    }
    assert_eq!(scaled("1.5"), scaled("1.500"));
    assert!(scaled("-1.5") < scaled("-1.49"));
    assert!(scaled("-0.5") < scaled("0.25"));
}

#[test]
fn anything_else_is_refused() {
    let long = "1".repeat(61);
    for text in [
        "",
        "-",
        "1.",
        ".5",
        "1e3",
        "1,5",
        "1 000",
        "0.1234567",
        "7/3",
        "1.5.2",
        "1.-5",
        &long,
    ] {
        Scaled::parse(text).unwrap_err();
    }
    assert!(matches!(Scaled::parse(&"9".repeat(40)), Err(NumberProblem::TooLarge { .. })));
    Scaled::new(1, 7).unwrap_err();
}

#[test]
fn another_scale_never_rounds() {
    assert_eq!(scaled("1.50").rescale(1).unwrap().to_string(), "1.5");
    assert_eq!(scaled("1.5").rescale(4).unwrap().to_string(), "1.5000");
    assert!(scaled("1.55").rescale(1).is_none());
    assert!(scaled("1").rescale(7).is_none());
    assert!(Scaled::new(i128::MAX, 0).unwrap().rescale(1).is_none());
}

#[test]
fn sums_that_do_not_fit_are_refused() {
    let largest = Scaled::new(i128::MAX, 6).unwrap();
    assert!(largest.checked_add(scaled("0.000001")).is_none());
    assert!(Scaled::new(i128::MIN, 0).unwrap().checked_neg().is_none());
    assert_eq!(scaled("0.1").checked_add(scaled("0.25")), Some(scaled("0.35")));
    assert_eq!(scaled("0.1").checked_sub(scaled("0.25")), Some(scaled("-0.15")));
    // Comparing must not overflow where adding would.
    assert!(Scaled::new(i128::MAX, 0).unwrap() > largest);
    assert!(Scaled::new(i128::MIN, 0).unwrap() < Scaled::new(i128::MIN, 6).unwrap());
}

#[test]
fn amounts_of_two_currencies_are_never_added() {
    let dollars = Amount::new(scaled("20565.6206"), Currency::USD);
    let euros = Amount::new(scaled("1"), Currency::EUR);
    assert_eq!(dollars.to_string(), "20565.6206 USD");
    assert_eq!(dollars.checked_add(dollars).unwrap().to_string(), "41131.2412 USD");
    assert_eq!(
        dollars.checked_add(euros),
        Err(MoneyProblem::CurrenciesDiffer {
            left: Currency::USD,
            right: Currency::EUR
        })
    );
    let largest = Amount::new(Scaled::new(i128::MAX, 0).unwrap(), Currency::USD);
    assert_eq!(largest.checked_add(largest), Err(MoneyProblem::TooLarge));
    let stored = serde_json::to_string(&dollars).unwrap();
    assert_eq!(stored, r#"{"value":"20565.6206","currency":"USD"}"#);
    assert_eq!(serde_json::from_str::<Amount>(&stored).unwrap(), dollars);
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(units in any::<i64>(), scale in 0_u8..=6) {
        let value = Scaled::new(units.into(), scale).unwrap();
        let read = Scaled::parse(&value.to_string()).unwrap();
        prop_assert_eq!((read.units(), read.scale()), (value.units(), value.scale()));
    }

    #[test]
    fn order_and_sum_agree_with_exact_numbers(
        a in any::<i64>(), at in 0_u8..=6, b in any::<i64>(), bt in 0_u8..=6,
    ) {
        let one = Scaled::new(a.into(), at).unwrap();
        let other = Scaled::new(b.into(), bt).unwrap();
        prop_assert_eq!(one.cmp(&other), one.to_ratio().cmp(&other.to_ratio()));
        let sum = one.checked_add(other).unwrap();
        prop_assert_eq!(sum.to_ratio(), one.to_ratio() + other.to_ratio());
    }
}
