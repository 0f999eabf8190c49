//! The viewer's own accounts at home: what each brought in, those that fall the most first.

use super::{PLACE, href};
use crate::foundation::accounts::{self, SEE};
use crate::foundation::facts::{self, revenue};
use crate::foundation::overview::Shown;
use crate::foundation::staff;
use hypertext::prelude::*;
use platform::chapter::Later;
use platform::look::components::{Column, Row, Section, Table, none, record_link, unknown};
use platform::look::{Markup, format};
use platform::texts::{say, say_count, say_with};
use platform::web::Caller;
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AccountId, Ratio};

/// So many accounts are shown; the list has the others.
const SHOWN: usize = 12;
/// Of more accounts than these nothing is added up at home.
const ADDED_MAX: usize = 200;

/// The numbers of the viewer's accounts.
pub fn home<'a>(caller: &'a Caller) -> Later<'a, Result<Shown>> {
    Box::pin(async move {
        let mut shown = Shown::default();
        shown.sections.extend(own(caller).await?);
        Ok(shown)
    })
}

async fn own(caller: &Caller) -> Result<Option<Markup>> {
    let (Some(person), Ok(scope)) = (caller.viewer.person, caller.may(SEE)) else {
        return Ok(None);
    };
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let held = staff::held_by(&mut tx, person, today).await?;
    let mine: BTreeSet<AccountId> = held
        .iter()
        .map(|held| held.account)
        .filter(|id| scope.accounts().holds(id))
        .collect();
    if mine.is_empty() || mine.len() > ADDED_MAX {
        return Ok(None);
    }
    let labels = accounts::labels(&mut tx, &mine).await?;
    drop(tx);
    let Some(ground) = revenue::ground(&caller.app).await? else {
        return Ok(None);
    };
    let references = labels.values().map(|label| label.reference.clone()).collect();
    let (found, damaged) = match revenue::of_accounts(&caller.app, &ground, references).await {
        Ok(found) => (found, None),
        Err(Error::Refused(refusal)) => (BTreeMap::new(), Some(refusal.sentence)),
        Err(other) => return Err(other),
    };
    let mut rows: Vec<(Option<Ratio>, Row)> = labels
        .iter()
        .map(|(id, label)| {
            let revenue = found.get(&label.reference);
            let name = record_link(&label.name, &href(*id));
            let cells = match (revenue, &damaged) {
                (Some(revenue), _) => vec![
                    name,
                    format::with_unit(&format::number(&revenue.sum(), 0), revenue.currency.code()),
                    facts::revenue_change(revenue),
                    facts::revenue_spark(revenue),
                ],
                (None, Some(reason)) => vec![name, unknown(reason), none(), none()],
                (None, None) => vec![name, none(), none(), none()],
            };
            (
                revenue.and_then(revenue::Revenue::change).map(|change| change.share),
                Row::new(cells),
            )
        })
        .collect();
    // Those without a change come last.
    rows.sort_by(|(one, _), (other, _)| one.is_none().cmp(&other.is_none()).then_with(|| one.cmp(other)));
    let day = format::day(ground.end.prev());
    let title = say_count("accounts.home_mine", u64::try_from(rows.len()).unwrap_or_default());
    let columns = vec![
        Column::text("account", say("accounts.account")),
        Column::number("revenue", say("accounts.home_revenue")).lead(),
        Column::number("change", say("accounts.home_change")),
        Column::text("trend", say("accounts.home_trend")),
    ];
    let table = Table::new(&title, columns).rows(rows.into_iter().take(SHOWN).map(|(_, row)| row).collect());
    let section = Section::new(&title, table).about(say_with("accounts.home_about", &[("day", &day)]));
    Ok(Some(section.end(record_link(say("accounts.home_all"), PLACE)).memoize()))
}
