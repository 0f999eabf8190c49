//! Exact numbers under test: reading, writing, rounding and the limits that keep hostile text harmless.

use proptest::prelude::*;

use super::*;

fn ratio(text: &str) -> Ratio {
    text.parse().unwrap()
}

#[test]
fn e43_integer_division() {
    let third = Ratio::whole(100).checked_div(&Ratio::whole(3)).unwrap();
    assert_eq!(third.to_decimal(3, Rounding::HalfUp), "33.333");
    assert_eq!(third.to_string(), "100/3");
    assert_ne!(third, Ratio::whole(33));
    assert_eq!(third * Ratio::whole(3), Ratio::whole(100));
}

#[test]
fn numbers_are_read_exactly() {
    for (text, shown) in [
        ("0", "0"),
        ("-0", "0"),
        ("+5", "5"),
        ("007", "7"),
        ("-12.50", "-12.5"),
        ("0.015", "0.015"),
        ("7/3", "7/3"),
        ("-14/6", "-7/3"),
        ("6/4", "1.5"),
    ] {
        assert_eq!(ratio(text).to_string(), shown, "{text}");
    }
    assert_eq!(ratio("0.1") + ratio("0.2"), ratio("0.3"));
}

#[test]
fn anything_else_is_refused_with_a_sentence() {
    let long = "9".repeat(61);
    let endless = "1".repeat(1_000_000);
    for text in [
        "", " ", "-", ".", "1.", ".5", "1e4", "1e400000", "1 234", "1,5", "1.2.3", "1/2/3", "--1", "+-1", "1/-2", "1/", "/2", "1.5/2",
        "0x10", "NaN", "inf", "٣", "1\n", "1/0", "½", &long, &endless,
    ] {
        let problem = Ratio::parse(text).unwrap_err();
        assert!(problem.to_string().len() < 200, "{problem}");
    }
    assert_eq!(
        Ratio::parse("1e400000").unwrap_err().to_string(),
        "“1e400000” is not a number; write digits with at most one decimal point, such as -1234.50"
    );
}

#[test]
fn a_percentage_needs_its_sign() {
    assert_eq!(Ratio::parse_percent("12.5%"), Ok(ratio("0.125")));
    assert_eq!(Ratio::parse_percent("-100%"), Ok(Ratio::whole(-1)));
    for text in ["12.5", "%", "12.5%%", "12.5 %", "%5"] {
        Ratio::parse_percent(text).unwrap_err();
    }
}

#[test]
fn decimals_are_padded_and_never_show_a_negative_zero() {
    assert_eq!(ratio("1234.5").to_decimal(2, Rounding::HalfUp), "1234.50");
    assert_eq!(ratio("-0.001").to_decimal(2, Rounding::HalfUp), "0.00");
    assert_eq!(ratio("-0.05").to_decimal(2, Rounding::HalfUp), "-0.05");
    assert_eq!(ratio("0.5").to_decimal(0, Rounding::HalfUp), "1");
    assert_eq!(ratio("1.15").to_percent(0, Rounding::HalfUp), "115");
    assert_eq!(ratio("2/3").to_percent(1, Rounding::HalfUp), "66.7");
}

#[test]
fn division_by_zero_has_no_answer() {
    assert_eq!(Ratio::one().checked_div(&Ratio::zero()), None);
    assert_eq!(Ratio::fraction(1, 0), None);
    assert_eq!(Ratio::fraction(1, -3), Some(ratio("-1/3")));
}

#[test]
fn powers_are_exact_and_absurd_ones_are_refused() {
    assert_eq!(ratio("1.1").pow(3), Some(ratio("1.331")));
    assert_eq!(ratio("-1/2").pow(3), Some(ratio("-1/8")));
    assert_eq!(ratio("2/3").pow(0), Some(Ratio::one()));
    assert_eq!(ratio("-1").pow(u32::MAX), Some(ratio("-1")));
    assert_eq!(Ratio::zero().pow(7), Some(Ratio::zero()));
    assert_eq!(ratio("1.000001").pow(u32::MAX), None);
    assert_eq!(ratio("2").pow(1_000_000), None);
}

#[test]
fn roots_undo_powers_and_are_cut_after_the_decimals() {
    assert_eq!(ratio("1.331").root(3, 6), Some(ratio("1.1")));
    assert_eq!(ratio("2").root(2, 4), Some(ratio("1.4142")));
    assert_eq!(ratio("2").root(0, 4), None);
    assert_eq!(ratio("-8").root(3, 4), None);
    assert_eq!(ratio("2").root(u32::MAX, 255), None);
}

#[test]
fn whole_numbers_leave_only_when_they_are_whole_and_fit() {
    assert_eq!(ratio("-12").to_i128(), Some(-12));
    assert_eq!(ratio("1.5").to_i128(), None);
    assert_eq!((Ratio::whole(i128::MAX) + Ratio::one()).to_i128(), None);
    assert_eq!(ratio("-1.5").floor(), ratio("-2"));
    assert_eq!(ratio("-1.5").ceil(), ratio("-1"));
}

#[test]
fn a_long_sum_stays_small_and_exact() {
    let lines: Vec<Ratio> = (1..=20_000)
        .map(|line| Ratio::fraction(line, [10_000, 3, 7, 360, 365][usize::try_from(line % 5).unwrap()]).unwrap())
        .collect();
    let sum: Ratio = lines.iter().sum();
    let one_by_one = lines.iter().take(500).fold(Ratio::zero(), |sum, line| sum + line);
    assert_eq!(one_by_one, lines.iter().take(500).sum());
    // 365 × 7 × 3 × 360 × 10,000 bounds every common denominator.
    assert!(sum.denominator_text().len() <= 11, "{sum}");
    // 5 + 10 + … + 20,000 are the numerators over 10,000: 4,000 × 20,005 ÷ 2.
    let ten_thousandths: Ratio = lines.iter().skip(4).step_by(5).sum();
    assert_eq!(ten_thousandths, Ratio::fraction(40_010_000, 10_000).unwrap());
}

#[test]
fn a_stored_result_may_be_longer_than_a_written_number() {
    let long = ratio("1.000001").pow(300).unwrap();
    let stored = serde_json::to_string(&long).unwrap();
    assert!(stored.len() > 1_000);
    assert_eq!(serde_json::from_str::<Ratio>(&stored).unwrap(), long);
    assert_eq!(serde_json::to_string(&ratio("2.5")).unwrap(), "\"5/2\"");
    serde_json::from_str::<Ratio>(&format!("\"{}\"", "1".repeat(20_001))).unwrap_err();
    serde_json::from_str::<Ratio>("\"1/0\"").unwrap_err();
    serde_json::from_str::<Ratio>("2.5").unwrap_err();
}

#[test]
fn roundings_answer_to_their_names() {
    for rounding in Rounding::ALL {
        assert_eq!(rounding.name().parse(), Ok(rounding));
    }
    "HalfUp".parse::<Rounding>().unwrap_err();
    assert_eq!(serde_json::to_string(&Rounding::HalfEven).unwrap(), "\"half_even\"");
}

/// Rounds n/d (d > 0) by searching the neighbours, the way the modes are defined in words.
fn rounded_by_definition(n: i128, d: i128, rounding: Rounding) -> i128 {
    let towards_zero = n / d;
    let rest = (n % d).abs();
    if rest == 0 {
        return towards_zero;
    }
    let away = towards_zero + n.signum();
    let nearest = |at_half: i128| match (2 * rest).cmp(&d) {
        std::cmp::Ordering::Less => towards_zero,
        std::cmp::Ordering::Equal => at_half,
        std::cmp::Ordering::Greater => away,
    };
    match rounding {
        Rounding::HalfUp => nearest(away),
        Rounding::HalfDown => nearest(towards_zero),
        Rounding::HalfEven => nearest(if towards_zero % 2 == 0 { towards_zero } else { away }),
        Rounding::Up => away,
        Rounding::Down => towards_zero,
        Rounding::Ceiling => towards_zero.max(away),
        Rounding::Floor => towards_zero.min(away),
    }
}

#[test]
fn every_rounding_does_what_its_words_say_around_zero() {
    // Quarters from −3 to 3 meet every case: whole, below half, half and above half, on both sides.
    for quarters in -12..=12 {
        for rounding in Rounding::ALL {
            let value = Ratio::fraction(quarters, 4).unwrap().round(0, rounding);
            let expected = rounded_by_definition(quarters, 4, rounding);
            assert_eq!(value.to_i128(), Some(expected), "{quarters}/4 {rounding}");
        }
    }
    assert_eq!(ratio("2.345").round(2, Rounding::HalfEven), ratio("2.34"));
    assert_eq!(ratio("2.345").round(2, Rounding::HalfUp), ratio("2.35"));
}

/// Numerators and denominators near zero, near 64 bits, and beyond.
fn terms() -> impl Strategy<Value = (i128, i128)> {
    let edge = i128::from(i64::MAX);
    let part = prop_oneof![-20_i128..20, edge - 3..edge + 3, -edge - 3..3 - edge, any::<i128>()];
    let below = prop_oneof![1_i128..20, edge - 3..edge + 3, 1_i128..];
    (part, below)
}

proptest! {
    #[test]
    fn every_rounding_is_exact(n in -1_000_000_000_i128..1_000_000_000, d in 1_i128..2_000, digits in 0_u8..=6) {
        let value = Ratio::fraction(n, d).unwrap();
        for rounding in Rounding::ALL {
            let scale = 10_i128.pow(u32::from(digits));
            let expected = rounded_by_definition(n * scale, d, rounding);
            prop_assert_eq!(value.round(digits, rounding), Ratio::fraction(expected, scale).unwrap());
        }
    }

    #[test]
    fn what_is_written_is_read_back(n in any::<i64>(), d in 1_i64..1_000_000) {
        let value = Ratio::fraction(n.into(), d.into()).unwrap();
        prop_assert_eq!(value.to_string().parse(), Ok(value.clone()));
        let stored = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(serde_json::from_str::<Ratio>(&stored).unwrap(), value);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,80}", number in "[-+]?[0-9./e%]{0,70}") {
        for text in [text, number] {
            let _ = Ratio::parse(&text);
            let _ = Ratio::parse_percent(&text);
        }
    }

    /// Parts at the edge of 64 bits, beyond it and far from it give what long division gives.
    #[test]
    fn small_and_large_numbers_are_one_arithmetic(one in terms(), other in terms()) {
        let big = |(n, d): (i128, i128)| BigRational::new(BigInt::from(n), BigInt::from(d));
        let exact = |value: &BigRational| format!("{}/{}", value.numer(), value.denom());
        let shown = |value: &Ratio| format!("{}/{}", value.numerator_text(), value.denominator_text());
        let (a, b) = (Ratio::fraction(one.0, one.1).unwrap(), Ratio::fraction(other.0, other.1).unwrap());
        let (x, y) = (big(one), big(other));
        prop_assert_eq!(shown(&(&a + &b)), exact(&(&x + &y)));
        prop_assert_eq!(shown(&(&a - &b)), exact(&(&x - &y)));
        prop_assert_eq!(shown(&(&a * &b)), exact(&(&x * &y)));
        prop_assert_eq!(a.checked_div(&b).map(|value| shown(&value)), (!b.is_zero()).then(|| exact(&(&x / &y))));
        prop_assert_eq!(shown(&[&a, &b, &a].into_iter().sum()), exact(&(&x + &y + &x)));
        prop_assert_eq!(shown(&-&a), exact(&-x.clone()));
        prop_assert_eq!(shown(&a.floor()), exact(&x.floor()));
        prop_assert_eq!(shown(&a.ceil()), exact(&x.ceil()));
        prop_assert_eq!((a.cmp(&b), a == b), (x.cmp(&y), x == y));
        // Whatever way a number came about, it is the same number.
        prop_assert_eq!((&a + &b) - &b, a.clone());
        prop_assert_eq!(serde_json::from_str::<Ratio>(&serde_json::to_string(&a).unwrap()).unwrap(), a);
    }

    #[test]
    fn order_follows_cross_multiplication(a in any::<i32>(), b in 1_i32.., c in any::<i32>(), d in 1_i32..) {
        let [a, b, c, d] = [a, b, c, d].map(i128::from);
        let (one, other) = (Ratio::fraction(a, b).unwrap(), Ratio::fraction(c, d).unwrap());
        prop_assert_eq!(one.cmp(&other), (a * d).cmp(&(c * b)));
    }
}
