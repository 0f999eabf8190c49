//! Shares under test.

use super::*;

fn shares(texts: &[&str]) -> Vec<Share> {
    texts.iter().map(|text| Share::parse(text).unwrap()).collect()
}

#[test]
fn e41_decimal_split_totals() {
    // In binary floating point both give 100.00000000000001.
    let four = shares(&["72.68%", "10.93%", "2.73%", "13.66%"]);
    let three = shares(&["10.00%", "58.02%", "31.98%"]);
    assert!(make_a_whole(&four));
    assert!(make_a_whole(&three));
    assert_eq!(total(&four), Ratio::one());
}

#[test]
fn a_hair_less_or_more_is_no_whole() {
    assert!(!make_a_whole(&shares(&["50%", "49.999999%"])));
    assert!(!make_a_whole(&shares(&["50%", "50.000001%"])));
    assert!(!make_a_whole(&[]));
    let thirds = vec![Share::new(Ratio::fraction(1, 3).unwrap()).unwrap(); 3];
    assert!(make_a_whole(&thirds));
}

#[test]
fn a_share_lies_between_nothing_and_everything() {
    assert_eq!(Share::parse("0%"), Ok(Share::nothing()));
    assert_eq!(Share::parse("100%"), Ok(Share::whole()));
    for text in ["-0.01%", "100.01%", "50", "half", ""] {
        Share::parse(text).unwrap_err();
    }
    assert_eq!(
        Share::parse("120%").unwrap_err().to_string(),
        "120.00 % is not a share; a share lies between 0 % and 100 %"
    );
}

#[test]
fn a_stored_share_keeps_its_limits() {
    let share = Share::parse("72.68%").unwrap();
    assert_eq!(share.to_string(), "72.68%");
    let stored = serde_json::to_string(&share).unwrap();
    assert_eq!(stored, "\"1817/2500\"");
    assert_eq!(serde_json::from_str::<Share>(&stored).unwrap(), share);
    serde_json::from_str::<Share>("\"3/2\"").unwrap_err();
}
