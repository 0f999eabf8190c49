//! Contoso's own rate on each of its order lines against the rate that this chapter gives for the line's day and direction.

use super::super::rates;
use super::super::rules::{Allowed, Pair, Wanted, rate_on};
use crate::foundation::accounts::tests::day;
use crate::foundation::facts::Told;
use crate::foundation::facts::acts::import;
use crate::foundation::facts::rules::dialect::Dialect;
use crate::foundation::facts::rules::records::rows;
use platform::testing::TestProgramme;
use std::path::PathBuf;
use vocabulary::{Day, Interval, Ratio};

fn file(name: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/contoso")).join(name);
    if !path.is_file() {
        println!("passed over: the Contoso files are not beside the repository");
        return None;
    }
    Some(std::fs::read(path).unwrap())
}

/// Each line's `ExchangeRate` is how many of the order's currency one dollar was on the order's day. Read the other way round,
/// only 4,007 lines agree: the 4,004 in dollars, and three on days when the two currencies were worth the same.
#[tokio::test]
async fn each_of_the_lines_own_rates_is_the_rate_of_its_day_in_its_direction() {
    let (Some(sales), Some(exchange)) = (file("sales.csv"), file("currencyexchange.csv")) else {
        return;
    };
    let programme = TestProgramme::new(crate::book()).await;
    let files = vec![("currencyexchange.csv".to_owned(), exchange)];
    let report = import(&programme.app, &programme.operator(), files, Told::default()).await.unwrap();
    assert_eq!((report.kept.created, report.refused), (36_525, 0));
    let all = Interval::new(day("2021-01-01"), None).unwrap();
    let rates = rates(&mut programme.read().await, "contoso", &all).await.unwrap();
    let allowed = Allowed {
        days_back: 0,
        inverse: false,
        through: None,
    };
    let rate = |from: &str, to: &str, on: Day| {
        let wanted = Wanted {
            table: "contoso".to_owned(),
            pair: Pair::new(from, to),
            day: on,
        };
        rate_on(&rates, &wanted, &allowed).value.unwrap().rate
    };
    let mut lines = rows("sales.csv", &sales, &Dialect::standard());
    let header = lines.next().unwrap().unwrap().fields;
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    let (ordered, currency, own) = (at("OrderDate"), at("CurrencyCode"), at("ExchangeRate"));
    let (mut count, mut agree, mut agree_turned) = (0, 0, 0);
    for line in lines {
        let fields = line.unwrap().fields;
        let expected = Ratio::parse(&fields[own]).unwrap();
        let on = day(&fields[ordered]);
        count += 1;
        agree += u32::from(rate("USD", &fields[currency], on) == expected);
        agree_turned += u32::from(rate(&fields[currency], "USD", on) == expected);
    }
    assert_eq!((count, agree, agree_turned), (7_794, 7_794, 4_007));
}
