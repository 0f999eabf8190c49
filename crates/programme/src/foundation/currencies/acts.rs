//! What can be done with exchange rates: keep those of an imported file.

use super::CHANGE;
use super::rules::Pair;
use super::store::{self, Change, Quote};
use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{Content, Decimal, ExchangeRateRow, Placed};
use platform::access::Viewer;
use platform::chapter::Later;
use platform::database::Tx;
use platform::journal::note;
use platform::{Error, Result};
use serde_json::json;
use std::collections::BTreeMap;
use vocabulary::Day;

/// The receiver of imported exchange rates.
pub fn keep<'a>(tx: &'a mut Tx, viewer: &'a Viewer, content: &'a Content) -> Later<'a, Result<Kept>> {
    Box::pin(async move {
        let Content::ExchangeRates(rows) = content else {
            return Err(Error::Failed(anyhow::anyhow!(
                "an import handed rows of another kind to the currencies"
            )));
        };
        keep_rows(tx, viewer, rows).await
    })
}

/// Keeps imported rates. The same rates again change nothing; a corrected one takes the place of the former, which is kept.
///
/// # Errors
/// Forbidden.
pub async fn keep_rows(tx: &mut Tx, viewer: &Viewer, rows: &[Placed<ExchangeRateRow>]) -> Result<Kept> {
    viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let mut by_pair: BTreeMap<(Pair, &str), BTreeMap<Day, &Decimal>> = BTreeMap::new();
    for placed in rows {
        let row = &placed.row;
        let pair = Pair::new(row.from.clone(), row.to.clone());
        by_pair.entry((pair, &row.table)).or_default().insert(row.day, &row.rate);
    }
    let (mut kept, mut corrected) = (Kept::default(), Vec::new());
    for ((pair, table), days) in &by_pair {
        let known = store::list_within(tx, pair, table, days).await?;
        let (mut new, mut changes) = (Vec::new(), Vec::new());
        for (day, rate) in days {
            let quote = Quote {
                pair: pair.clone(),
                table: (*table).to_owned(),
                day: *day,
                rate: (*rate).clone(),
            };
            match known.get(day) {
                None => new.push(quote),
                Some(before) if before == *rate => kept.unchanged += 1,
                Some(before) => {
                    corrected.push(json!({ "pair": pair.to_string(), "table": table, "day": day, "before": before, "after": rate }));
                    changes.push(Change {
                        before: before.clone(),
                        after: quote,
                    });
                }
            }
        }
        kept.created += u64::try_from(new.len()).unwrap_or(u64::MAX);
        kept.changed += u64::try_from(changes.len()).unwrap_or(u64::MAX);
        store::insert(tx, &new).await?;
        for change in &changes {
            store::update(tx, change).await?;
        }
        if !new.is_empty() || !changes.is_empty() {
            store::update_pair(tx, pair, table).await?;
        }
    }
    let body = json!({ "kept": kept, "corrected": corrected });
    note(tx, viewer, "exchange_rates_imported", ("import", "currencies".to_owned()), &body)?;
    Ok(kept)
}
