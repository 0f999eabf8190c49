//! The colleagues who see a record: those whose names are offered where somebody is asked for one.

use super::noted::{Kind, Record, Seen};
use crate::Result;
use crate::access::{Centre, Reach, Role};
use crate::chapter::Book;
use crate::database::Tx;
use crate::users::store::{list_names_with, list_roles_of};
use std::collections::BTreeSet;
use vocabulary::{AccountId, PersonId};

/// The most names that are offered; whoever is not among them can be typed.
const OFFERED_MAX: usize = 200;

/// The names of open users who see a record now: those around it first, then those who see all of its kind.
/// It costs three questions, however many users there are. Of records that have readers of their own nobody is offered.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn names(tx: &mut Tx, book: &Book, kind: &Kind, record: &Record) -> Result<Vec<String>> {
    let centre = match kind.seen {
        Seen::ByItsReaders => return Ok(Vec::new()),
        Seen::ByHolders => None,
        Seen::ByReachOfPerson => PersonId::parse(&record.id).ok().map(Centre::Person),
        Seen::ByReachOfAccount => AccountId::parse(&record.id).ok().map(Centre::Account),
    };
    let reach = |role: &Role| book.access.reach(*role, kind.needs);
    let mut offered = Vec::new();
    if let Some(centre) = centre {
        let around = (book.around_of)(tx, centre).await?;
        let near = list_roles_of(tx, &around.everybody()).await?;
        let reached = near
            .into_iter()
            .filter(|(_, person, role)| reach(role).is_some_and(|reach| around.is_reached(*person, reach)));
        offered.extend(reached.map(|(name, ..)| name));
    }
    let is_enough = |reach: Reach| kind.seen == Seen::ByHolders || reach == Reach::All;
    let far: Vec<Role> = Role::ALL.into_iter().filter(|role| reach(role).is_some_and(is_enough)).collect();
    offered.extend(list_names_with(tx, &far, OFFERED_MAX).await?);
    let mut known = BTreeSet::new();
    offered.retain(|name| known.insert(name.clone()));
    offered.truncate(OFFERED_MAX);
    Ok(offered)
}
