//! The made-up firm: who sells what to whom, the same in every run.

use engine::{BatchFile, Condition, CreditTo, Crediting, CreditingRule, Fact, FactKind, FactStore, Holding, Pinned, TextField};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use vocabulary::{BatchId, Currency, Day, Instant, Interval, Length, NumberedIds, Period, Ratio, Scaled};

pub(crate) type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// As many accounts as a thousandth of the lines of the largest firm.
pub(crate) const ACCOUNTS: i64 = 100_000;
const PEOPLE: i64 = 10_000;
const PRODUCTS: i64 = 2_000;
/// Families that a component pays for, and one that nobody is paid for.
const FAMILIES: [&str; 4] = ["hardware", "software", "services", "spares"];
pub(crate) const ROLE: &str = "kam";

/// A number that looks random and is the same in every run.
fn scattered(number: i64) -> i64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x2545_F491_4F6C_DD1D);
    (mixed ^ (mixed >> 29)).wrapping_mul(0x1CE4_E5B9_BF58_476D).rotate_left(31) & i64::MAX
}

fn first_day() -> Day {
    Day::ymd(2027, 1, 1).expect("1 January 2027 is a day")
}

pub(crate) fn months() -> Vec<Period> {
    let month = |number: i32| Period {
        name: format!("2027-{:02}", number + 1),
        label: format!("month {}", number + 1),
        length: Length::Month,
        from: first_day().plus_months(number),
        to: first_day().plus_months(number + 1),
    };
    (0..12).map(month).collect()
}

fn account(number: i64) -> String {
    format!("A-{number:06}")
}

fn family_of(product: i64) -> &'static str {
    let place = usize::try_from(scattered(product) % 4).unwrap_or_default();
    FAMILIES.get(place).copied().unwrap_or_default()
}

fn product(number: i64) -> String {
    format!("P-{number:04}")
}

/// Line `number` of a month; each month has its own documents.
pub(crate) fn line(month: i32, number: i64) -> Fact {
    let random = scattered(i64::from(month) * 1_000_000_007 + number);
    let from = first_day().plus_months(month);
    let days = from.days_until(from.plus_months(1));
    Fact {
        source: "shop".to_owned(),
        document: format!("{month:02}-{:08}", number / 4),
        line: (number % 4 + 1).to_string(),
        kind: FactKind::OrderLine,
        date: from.plus_days(random % days),
        account: account((random >> 7) % ACCOUNTS),
        division: None,
        product: Some(product((random >> 25) % PRODUCTS)),
        seller: None,
        amount: Scaled::new(i128::from((random >> 37) % 1_000_000), 2).expect("two decimals are within six"),
        currency: Currency::EUR,
        quantity: None,
        of: None,
    }
}

/// Every account has one or two holders; three in ten change hands on a day of the year.
pub(crate) fn holdings() -> Vec<Holding> {
    let mut holdings = Vec::new();
    let end = first_day().plus_months(12);
    for number in 0..ACCOUNTS {
        let random = scattered(number * 31 + 7);
        let change = first_day().plus_days(1 + (random >> 20) % 363);
        let spans = if random % 10 < 3 {
            vec![(first_day(), change, 0), (change, end, 1)]
        } else {
            vec![(first_day(), end, 0)]
        };
        for (from, to, turn) in spans {
            let payee = |place: i64| format!("E-{:05}", scattered(number * 5 + turn * 2 + place) % (PEOPLE / 2) * 2 + place);
            let shares: &[i128] = match (random >> 9) % 3 {
                0 => &[10_000],
                1 => &[5_000, 5_000],
                _ => &[7_000, 3_000],
            };
            holdings.extend((0..).zip(shares).map(|(place, share)| Holding {
                account: account(number),
                role: ROLE.to_owned(),
                payee: payee(place),
                share: Ratio::fraction(*share, 10_000).expect("ten thousand is not zero"),
                interval: Interval::closed(from, to).expect("a change lies within the year"),
            }));
        }
    }
    holdings
}

/// One rule for each family that somebody is paid for.
pub(crate) fn crediting() -> Crediting {
    let rule = |family: &str| CreditingRule {
        id: family.to_owned(),
        when: Condition::Text {
            field: TextField::ProductFamily,
            among: vec![family.to_owned()],
        },
        to: CreditTo::Holders { role: ROLE.to_owned() },
        category: family.to_owned(),
        overlay: false,
        by_share: true,
    };
    Crediting {
        rules: FAMILIES.iter().take(3).map(|family| rule(family)).collect(),
        holdings: holdings().into(),
        account_classes: BTreeMap::new(),
        product_families: (0..PRODUCTS)
            .map(|number| (product(number), family_of(number).to_owned()))
            .collect(),
    }
}

fn pinned(file: &BatchFile, id: BatchId, number: i64) -> Pinned {
    Pinned {
        id,
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        recorded: Instant::from_micros(number),
    }
}

/// Writes a batch under a number that no other has.
pub(crate) fn write(folder: &Path, number: u64, facts: &[Fact], replaced: &[Fact]) -> Done<Pinned> {
    let id = BatchId::new(&NumberedIds::after(number));
    let file = FactStore::at(folder).write_batch(id, facts, replaced)?;
    Ok(pinned(&file, id, i64::try_from(number)?))
}

pub(crate) fn make(folder: &Path, lines: i64) -> Done<()> {
    std::fs::create_dir_all(folder)?;
    let mut batches = Vec::new();
    for month in 0..12_i32 {
        let facts: Vec<Fact> = (0..lines / 12).map(|number| line(month, number)).collect();
        batches.push(write(folder, u64::try_from(month)?, &facts, &[])?);
    }
    std::fs::write(folder.join("batches.json"), serde_json::to_vec(&batches)?)?;
    let mut text = String::from("account,payee,parts,from,to\n");
    for holding in holdings() {
        let parts = &holding.share * &Ratio::whole(10_000);
        let to = holding.interval.end().expect("every holding ends with the year");
        writeln!(
            text,
            "{},{},{parts},{},{to}",
            holding.account,
            holding.payee,
            holding.interval.start()
        )?;
    }
    std::fs::write(folder.join("holdings.csv"), text)?;
    let mut text = String::from("product,family\n");
    for number in 0..PRODUCTS {
        writeln!(text, "{},{}", product(number), family_of(number))?;
    }
    std::fs::write(folder.join("products.csv"), text)?;
    Ok(())
}
