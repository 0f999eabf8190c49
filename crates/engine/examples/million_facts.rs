//! Measures a crediting run over a million facts: 50,000 accounts, 500 people who hold and sell, twelve months, two rules.
//!
//! `cargo xtask bench` builds and runs it. It prints a line for each number of threads: `threads median least most`, in milliseconds.

use engine::{Condition, CreditTo, Crediting, CreditingRule, Fact, FactKind, Holding, Pinned, credit, write_batch};
use std::path::Path;
use std::time::Instant;
use vocabulary::{BatchId, Currency, Day, Interval, Length, NumberedIds, Period, Ratio, Scaled};

const FACTS: i64 = 1_000_000;
/// As many imports as months.
const BATCHES: i64 = 12;
const ACCOUNTS: i64 = 50_000;
const PEOPLE: i64 = 500;
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let pinned = (0..BATCHES)
        .map(|number| batch(folder.path(), number))
        .collect::<Result<Vec<_>, _>>()?;
    let (crediting, periods) = (crediting(), months());
    let mut times = [(1, Vec::new()), (2, Vec::new())];
    for _ in 0..ROUNDS {
        for (threads, kept) in &mut times {
            let begun = Instant::now();
            let credits = credit(folder.path(), &pinned, &crediting, &periods, Some(*threads))?;
            kept.push(begun.elapsed().as_millis());
            assert_eq!((credits.facts, credits.uncredited.len()), (1_000_000, 0));
        }
    }
    for (threads, mut kept) in times {
        kept.sort_unstable();
        let at = |place: usize| kept.get(place).copied().unwrap_or_default();
        println!("{threads} {} {} {}", at(ROUNDS / 2), at(0), at(ROUNDS - 1));
    }
    Ok(())
}

/// A number that looks random and is the same in every run.
fn scattered(number: i64) -> i64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x2545_F491_4F6C_DD1D);
    (mixed ^ (mixed >> 29)).wrapping_mul(0x1CE4_E5B9_BF58_476D).rotate_left(31) & i64::MAX
}

fn first_day() -> Day {
    Day::ymd(2027, 1, 1).expect("1 January 2027 is a day")
}

fn batch(folder: &Path, number: i64) -> Result<Pinned, Box<dyn std::error::Error>> {
    let facts: Vec<Fact> = (0..FACTS).filter(|fact| fact % BATCHES == number).map(fact).collect();
    let ids = NumberedIds::after(u64::try_from(number)?);
    let id = BatchId::new(&ids);
    let file = write_batch(folder, id, &facts, &[])?;
    Ok(Pinned {
        id,
        name: file.name,
        sha256: file.sha256,
        recorded: vocabulary::Instant::from_micros(number),
    })
}

fn fact(number: i64) -> Fact {
    let random = scattered(number);
    Fact {
        source: "shop".to_owned(),
        document: format!("{:07}", number / 3),
        line: (number % 3 + 1).to_string(),
        kind: FactKind::OrderLine,
        date: first_day().plus_days(random % 365),
        account: format!("A-{:05}", (random >> 9) % ACCOUNTS),
        division: None,
        product: Some(format!("T-{}", (random >> 25) % 400)),
        seller: Some(format!("P-{:03}", (random >> 34) % PEOPLE)),
        amount: Scaled::new(i128::from((random >> 20) % 1_000_000), 2).expect("two decimals are within six"),
        currency: Currency::EUR,
        quantity: None,
        of: None,
    }
}

/// Sellers directly; on top, two holders with a third and two thirds of each account.
fn crediting() -> Crediting {
    let rule = |id: &str, to: CreditTo, overlay: bool| CreditingRule {
        id: id.to_owned(),
        when: Condition::Always,
        to,
        category: "sales".to_owned(),
        overlay,
        by_share: true,
    };
    let held = |account: i64, shift: i64, thirds: i128| Holding {
        account: format!("A-{account:05}"),
        role: "kam".to_owned(),
        payee: format!("P-{:03}", (account + shift) % PEOPLE),
        share: Ratio::fraction(thirds, 3).expect("three is not zero"),
        interval: Interval::from(first_day()),
    };
    Crediting {
        rules: vec![
            rule("direct", CreditTo::Seller, false),
            rule("team", CreditTo::Holders { role: "kam".to_owned() }, true),
        ],
        holdings: (0..ACCOUNTS)
            .flat_map(|account| [held(account, 0, 1), held(account, 1, 2)])
            .collect(),
        ..Crediting::default()
    }
}

fn months() -> Vec<Period> {
    (0..12)
        .map(|month| Period {
            name: format!("2027-{:02}", month + 1),
            label: format!("month {}", month + 1),
            length: Length::Month,
            from: first_day().plus_months(month),
            to: first_day().plus_months(month + 1),
        })
        .collect()
}
