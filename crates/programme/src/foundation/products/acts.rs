//! What can be done with products: keep those of an imported file.

use super::CHANGE;
use super::rules::{self, Said};
use super::store;
use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{Content, Placed, ProductRow};
use platform::access::Viewer;
use platform::chapter::Later;
use platform::database::Tx;
use platform::journal::note;
use platform::{Error, Result};
use serde_json::json;

/// The receiver of imported products.
pub fn keep<'a>(tx: &'a mut Tx, viewer: &'a Viewer, content: &'a Content) -> Later<'a, Result<Kept>> {
    Box::pin(async move {
        let Content::Products(rows) = content else {
            return Err(Error::Failed(anyhow::anyhow!(
                "an import handed rows of another kind to the products"
            )));
        };
        keep_rows(tx, viewer, rows).await
    })
}

fn said(placed: &Placed<ProductRow>) -> Said {
    let ProductRow {
        reference,
        name,
        family,
        parent_family,
        active,
        source,
        replaces,
    } = placed.row.clone();
    Said {
        reference,
        name,
        family,
        parent_family,
        active,
        source,
        replaces,
    }
}

/// Keeps an imported list. The same list again changes nothing.
///
/// # Errors
/// Forbidden; products of another system that would change.
pub async fn keep_rows(tx: &mut Tx, viewer: &Viewer, rows: &[Placed<ProductRow>]) -> Result<Kept> {
    viewer.may(CHANGE)?;
    store::take_turn(tx).await?;
    let known = store::list_every(tx).await?;
    let plan = rules::plan(&known, rows.iter().map(said))?;
    store::insert(tx, &plan.new).await?;
    for (_, after) in &plan.changed {
        store::update(tx, after).await?;
    }
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let kept = Kept {
        created: count(plan.new.len()),
        changed: count(plan.changed.len()),
        unchanged: plan.unchanged,
    };
    let changes: Vec<_> = plan
        .changed
        .iter()
        .map(|(before, after)| json!({ "before": before, "after": after }))
        .collect();
    let body = json!({ "kept": kept, "changes": changes });
    note(tx, viewer, "products_imported", ("import", "products".to_owned()), &body)?;
    Ok(kept)
}
