//! Notes stand on accounts and on contacts; whoever sees the account sees them.

use super::store::contacts;
use super::{CHANGE, SEE, labels};
use platform::Result;
use platform::access::{Scope, Viewer};
use platform::database::Tx;
use platform::notes::{Kind, Seen, ids_of};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AccountId, ContactId};

/// On what notes can stand.
pub const NOTED: &[Kind] = &[
    Kind {
        word: "accounts",
        name: "accounts.noted",
        place: "/accounts/",
        needs: SEE,
        searched: true,
        seen: Seen::ByReachOfAccount,
        names: |tx, viewer, ids| Box::pin(async { names(tx, &viewer.may(SEE)?, ids).await }),
        reading: None,
    },
    Kind {
        word: "accounts.contacts",
        name: "accounts.noted_contact",
        place: "/accounts/contacts/",
        needs: SEE,
        searched: true,
        seen: Seen::ByItsReaders,
        names: |tx, viewer, ids| Box::pin(contact_names(tx, viewer, ids)),
        reading: None,
    },
];

async fn names(tx: &mut Tx, scope: &Scope, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let seen = ids_of(ids, AccountId::parse).into_iter().filter(|id| scope.accounts().holds(id));
    let labels = labels(tx, &seen.collect()).await?;
    Ok(labels.into_iter().map(|(id, label)| (id.to_string(), label.name)).collect())
}

/// Those without an account are for whoever may place them.
async fn contact_names(tx: &mut Tx, viewer: &Viewer, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let placed = !viewer.holds(CHANGE);
    let names = contacts::list_names(tx, &viewer.may(SEE)?, &ids_of(ids, ContactId::parse), placed).await?;
    Ok(names.into_iter().map(|(id, name)| (id.to_string(), name)).collect())
}
