//! Quotas and rates from imported files. What is the same stays; what differs supersedes.

use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::Content;
use crate::people::incentives::RUN;
use crate::people::incentives::store::{self, Quota, Rate};
use platform::access::Viewer;
use platform::chapter::Later;
use platform::database::Tx;
use platform::journal::note;
use platform::{Error, Result};
use serde_json::json;
use std::collections::BTreeMap;

fn foreign() -> Error {
    Error::Failed(anyhow::anyhow!("an import handed rows of another kind to incentive pay"))
}

/// Keeps imported quotas: besides the right to import, they need the right to run pay.
pub fn keep_quotas<'a>(tx: &'a mut Tx, viewer: &'a Viewer, content: &'a Content) -> Later<'a, Result<Kept>> {
    Box::pin(async move {
        viewer.may(RUN)?;
        let Content::Quotas(rows) = content else { return Err(foreign()) };
        let known: BTreeMap<_, _> = store::list_quotas(tx)
            .await?
            .into_iter()
            .map(|quota| ((quota.person.clone(), quota.measure.clone(), quota.from), quota))
            .collect();
        let mut kept = Kept::default();
        let mut changes = Vec::new();
        for placed in rows {
            let row = &placed.row;
            let quota = Quota {
                person: row.person.clone(),
                measure: row.measure.clone(),
                from: row.from,
                to: row.to,
                amount: row.amount,
                currency: row.currency,
            };
            let before = known.get(&(row.person.clone(), row.measure.clone(), row.from));
            if before == Some(&quota) {
                kept.unchanged += 1;
                continue;
            }
            *(if before.is_some() { &mut kept.changed } else { &mut kept.created }) += 1;
            let amount = before.map(|quota| quota.amount);
            changes.push(
                json!({ "person": quota.person, "measure": quota.measure, "from": quota.from, "before": amount, "after": quota.amount }),
            );
            store::insert_quota(tx, &quota).await?;
        }
        note(
            tx,
            viewer,
            "quotas_imported",
            ("incentives", "quotas".to_owned()),
            &json!({ "kept": kept, "changes": changes }),
        )?;
        Ok(kept)
    })
}

/// Keeps imported rates: besides the right to import, they need the right to run pay.
pub fn keep_rates<'a>(tx: &'a mut Tx, viewer: &'a Viewer, content: &'a Content) -> Later<'a, Result<Kept>> {
    Box::pin(async move {
        viewer.may(RUN)?;
        let Content::Rates(rows) = content else { return Err(foreign()) };
        let known: BTreeMap<_, _> = store::list_rates(tx)
            .await?
            .into_iter()
            .map(|rate| ((rate.table.clone(), rate.person.clone(), rate.from), rate))
            .collect();
        let mut kept = Kept::default();
        let mut changes = Vec::new();
        for placed in rows {
            let row = &placed.row;
            let rate = Rate {
                table: row.table.clone(),
                person: row.person.clone(),
                from: row.from,
                to: row.to,
                rate: row.rate,
            };
            let before = known.get(&(row.table.clone(), row.person.clone(), row.from));
            if before == Some(&rate) {
                kept.unchanged += 1;
                continue;
            }
            *(if before.is_some() { &mut kept.changed } else { &mut kept.created }) += 1;
            let was = before.map(|rate| rate.rate);
            changes.push(json!({ "person": rate.person, "table": rate.table, "from": rate.from, "before": was, "after": rate.rate }));
            store::insert_rate(tx, &rate).await?;
        }
        note(
            tx,
            viewer,
            "rates_imported",
            ("incentives", "rates".to_owned()),
            &json!({ "kept": kept, "changes": changes }),
        )?;
        Ok(kept)
    })
}
