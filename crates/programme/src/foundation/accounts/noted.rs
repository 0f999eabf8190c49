//! Notes stand on accounts; whoever sees the account sees them.

use super::{SEE, labels};
use platform::Result;
use platform::access::Scope;
use platform::database::Tx;
use platform::notes::{Kind, Seen, ids_of};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::AccountId;

/// On what notes can stand.
pub const NOTED: &[Kind] = &[Kind {
    word: "accounts",
    name: "accounts.noted",
    place: "/accounts/",
    needs: SEE,
    searched: true,
    seen: Seen::ByReachOfAccount,
    names: |tx, viewer, ids| Box::pin(async { names(tx, &viewer.may(SEE)?, ids).await }),
    reading: None,
}];

async fn names(tx: &mut Tx, scope: &Scope, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let seen = ids_of(ids, AccountId::parse).into_iter().filter(|id| scope.accounts().holds(id));
    let labels = labels(tx, &seen.collect()).await?;
    Ok(labels.into_iter().map(|(id, label)| (id.to_string(), label.name)).collect())
}
