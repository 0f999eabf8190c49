//! Notes stand on pairs of currencies; whoever sees exchange rates sees them.

use super::rules::{Pair, named};
use super::{SEE, store};
use platform::Result;
use platform::database::Tx;
use platform::notes::{Kind, Seen};
use std::collections::{BTreeMap, BTreeSet};

/// On what notes can stand.
pub const NOTED: &[Kind] = &[Kind {
    word: "currencies",
    name: "currencies.noted",
    place: "/currencies/",
    needs: SEE,
    searched: true,
    seen: Seen::ByHolders,
    names: |tx, viewer, ids| {
        Box::pin(async move {
            viewer.may(SEE)?;
            names(tx, ids).await
        })
    },
    reading: None,
}];

async fn names(tx: &mut Tx, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let pairs: Vec<Pair> = ids.iter().filter_map(|id| Pair::parse(id)).collect();
    let kept = store::list_kept(tx, &pairs).await?;
    let of_pair = |pair: &Pair| kept.contains(&pair.to_string()).then(|| (pair.to_string(), named(pair)));
    Ok(pairs.iter().filter_map(of_pair).collect())
}
