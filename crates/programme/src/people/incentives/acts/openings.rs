//! Opening balances from imported files. What is the same stays; what differs supersedes.

use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{Content, OpeningBalanceRow, Placed};
use crate::foundation::staff;
use crate::people::incentives::RUN;
use crate::people::incentives::rules::opening::{self, Opening, OpeningKind};
use crate::people::incentives::store;
use platform::access::Viewer;
use platform::chapter::Later;
use platform::database::Tx;
use platform::journal::note;
use platform::texts::say_with;
use platform::{Error, Result};
use serde_json::json;
use std::collections::BTreeMap;
use vocabulary::Refusal;

/// Keeps imported opening balances: besides the right to import, they need the right to run pay.
pub fn keep_opening_balances<'a>(tx: &'a mut Tx, viewer: &'a Viewer, content: &'a Content) -> Later<'a, Result<Kept>> {
    Box::pin(async move {
        viewer.may(RUN)?;
        let Content::OpeningBalances(rows) = content else {
            return Err(Error::Failed(anyhow::anyhow!(
                "an import handed rows of another kind to the opening balances"
            )));
        };
        keep_rows(tx, viewer, rows).await
    })
}

async fn keep_rows(tx: &mut Tx, viewer: &Viewer, rows: &[Placed<OpeningBalanceRow>]) -> Result<Kept> {
    let people = staff::by_reference(tx, rows.iter().map(|placed| &placed.row.person)).await?;
    let known: BTreeMap<_, _> = store::list_openings(tx)
        .await?
        .into_iter()
        .map(|opening| (key(&opening), opening))
        .collect();
    let mut kept = Kept::default();
    let mut changes = Vec::new();
    for Placed { line, row } in rows {
        let opening = said(row).map_err(|refusal| on_line(*line, refusal))?;
        opening::checked(&opening).map_err(|refusal| on_line(*line, refusal))?;
        if !people.contains_key(&opening.person) {
            let sentence = say_with("incentives.opening_nobody", &[("reference", &opening.person)]);
            return Err(on_line(*line, Refusal::new("incentives.opening_nobody", sentence).on("person")).into());
        }
        let before = known.get(&key(&opening));
        if before == Some(&opening) {
            kept.unchanged += 1;
            continue;
        }
        *(if before.is_some() { &mut kept.changed } else { &mut kept.created }) += 1;
        changes.push(json!({
            "person": opening.person, "kind": opening.kind.word(), "plan": opening.plan, "of": opening.of,
            "day": opening.day.to_string(), "before": before.map(|known| known.amount), "after": opening.amount,
        }));
        store::insert_opening(tx, &opening).await?;
    }
    let body = json!({ "kept": kept, "changes": changes });
    note(
        tx,
        viewer,
        "opening_balances_imported",
        ("incentives", "opening_balances".to_owned()),
        &body,
    )?;
    Ok(kept)
}

/// A person brings one balance of a kind into a measure or component; the same again, on whatever day, takes its place.
fn key(opening: &Opening) -> (String, OpeningKind, Option<String>, Option<String>) {
    (opening.person.clone(), opening.kind, opening.plan.clone(), opening.of.clone())
}

fn said(row: &OpeningBalanceRow) -> Result<Opening, Refusal> {
    let OpeningBalanceRow {
        person,
        kind,
        plan,
        of,
        day,
        amount,
        currency,
    } = row.clone();
    let unknown = || {
        Refusal::new(
            "incentives.opening_kind",
            say_with("incentives.opening_kind", &[("kind", &row.kind)]),
        )
        .on("kind")
    };
    Ok(Opening {
        person,
        kind: OpeningKind::parse(&kind).ok_or_else(unknown)?,
        plan,
        of,
        day,
        amount,
        currency,
    })
}

fn on_line(line: u64, refusal: Refusal) -> Refusal {
    let sentence = say_with(
        "incentives.on_line",
        &[("line", &line.to_string()), ("sentence", &refusal.sentence)],
    );
    Refusal { sentence, ..refusal }
}
