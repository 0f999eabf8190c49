//! Notes stand on people and on positions; whoever sees the person or the position sees them.

use super::{SEE, by_ids, store};
use platform::Result;
use platform::access::Scope;
use platform::database::Tx;
use platform::notes::{Kind, Seen, ids_of};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{PersonId, PositionId};

/// On what notes can stand.
pub const NOTED: &[Kind] = &[
    Kind {
        word: "staff",
        name: "staff.noted",
        place: "/staff/",
        needs: SEE,
        searched: true,
        seen: Seen::ByReachOfPerson,
        names: |tx, viewer, ids| Box::pin(async { people(tx, &viewer.may(SEE)?, ids).await }),
        reading: None,
    },
    Kind {
        word: "staff.positions",
        name: "staff.noted_position",
        place: "/staff/positions/",
        needs: SEE,
        searched: true,
        seen: Seen::ByItsReaders,
        names: |tx, viewer, ids| Box::pin(async { positions(tx, &viewer.may(SEE)?, ids).await }),
        reading: None,
    },
];

async fn people(tx: &mut Tx, scope: &Scope, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let seen = ids_of(ids, PersonId::parse).into_iter().filter(|id| scope.people().holds(id));
    let people = by_ids(tx, &seen.collect::<Vec<_>>()).await?;
    Ok(people.into_iter().map(|(id, person)| (id.to_string(), person.name)).collect())
}

async fn positions(tx: &mut Tx, scope: &Scope, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let found = store::list_position_names(tx, scope, &ids_of(ids, PositionId::parse)).await?;
    Ok(found.into_iter().map(|(id, name)| (id.to_string(), name)).collect())
}
