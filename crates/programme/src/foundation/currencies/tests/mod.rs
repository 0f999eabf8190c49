//! Exchange rates as importers, readers and programs meet them.

mod contoso;
mod imports;
mod pages;
mod rules;

use crate::foundation::accounts::tests::day;
use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{Decimal, ExchangeRateRow, Placed};
use crate::foundation::facts::rules::numbers::Notation;
use platform::testing::TestProgramme;

/// A rate with the digits of its source.
fn decimal(text: &str) -> Decimal {
    Decimal::parse(text, &Notation::plain()).unwrap().unwrap()
}

fn row((table, on, from, to, rate): (&str, &str, &str, &str, &str)) -> ExchangeRateRow {
    ExchangeRateRow {
        table: table.to_owned(),
        day: day(on),
        from: from.to_owned(),
        to: to.to_owned(),
        rate: decimal(rate),
    }
}

fn placed<const N: usize>(rows: [(&str, &str, &str, &str, &str); N]) -> Vec<Placed<ExchangeRateRow>> {
    crate::foundation::accounts::tests::placed(rows.map(row))
}

async fn keep(programme: &TestProgramme, rows: &[Placed<ExchangeRateRow>]) -> Kept {
    let mut tx = programme.write().await;
    let kept = super::acts::keep_rows(&mut tx, &programme.operator(), rows).await.unwrap();
    tx.commit().await.unwrap();
    kept
}

/// A week of two tables.
async fn week(programme: &TestProgramme) {
    keep(
        programme,
        &placed([
            ("ecb", "2026-02-26", "EUR", "USD", "1.1000"),
            ("ecb", "2026-02-27", "EUR", "USD", "1.1200"),
            ("ecb", "2026-02-27", "EUR", "GBP", "0.8"),
            ("ecb", "2026-02-27", "EUR", "JPY", "160"),
            ("plan-2026", "2026-01-01", "EUR", "USD", "1.25"),
        ]),
    )
    .await;
}
