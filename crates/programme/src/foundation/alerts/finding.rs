//! What can be found of alerts: the open ones that the viewer owns or is informed of, by what they say and whom they are about.

use super::{SEE, pages, reading, store};
use crate::foundation::staff;
use platform::Result;
use platform::access::Scope;
use platform::database::Tx;
use platform::search::{Finder, Hit, Sought};
use std::collections::BTreeSet;

/// The finder of alerts.
pub const FINDERS: &[Finder] = &[Finder {
    word: "alerts",
    name: "alerts.place",
    needs: Some(SEE),
    list: None,
    find: |tx, viewer, words| Box::pin(async { open(tx, &viewer.may(SEE)?, words).await }),
}];

async fn open(tx: &mut Tx, scope: &Scope, sought: &Sought) -> Result<Vec<Hit>> {
    let alerts = store::list_open(tx, scope).await?;
    let about: BTreeSet<_> = alerts.iter().map(|alert| alert.subject).collect();
    let people = staff::by_ids(tx, &about.into_iter().collect::<Vec<_>>()).await?;
    let mut hits = Vec::new();
    for alert in &alerts {
        let hit = sought.hit(&reading::called(alert, &people), &[&alert.code], pages::href(alert.id));
        hits.extend(hit.map(|hit| hit.code(&alert.code)));
    }
    Ok(hits)
}
