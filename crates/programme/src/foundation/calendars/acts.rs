//! What can be done with calendars: keep the holidays of an imported file.

use super::CHANGE;
use super::rules::{Holiday, Where};
use super::store;
use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::{Content, HolidayRow, Placed};
use platform::access::Viewer;
use platform::chapter::Later;
use platform::database::Tx;
use platform::journal::note;
use platform::{Error, Result};
use std::collections::BTreeSet;

/// The receiver of imported holidays.
pub fn keep<'a>(tx: &'a mut Tx, viewer: &'a Viewer, content: &'a Content) -> Later<'a, Result<Kept>> {
    Box::pin(async move {
        let Content::Holidays(rows) = content else {
            return Err(Error::Failed(anyhow::anyhow!(
                "an import handed rows of another kind to the calendars"
            )));
        };
        keep_rows(tx, viewer, rows).await
    })
}

fn holiday(placed: &Placed<HolidayRow>) -> Holiday {
    let row = placed.row.clone();
    Holiday {
        place: Where {
            country: row.country,
            subdivision: row.subdivision.unwrap_or_default(),
        },
        day: row.day,
        name: row.name,
    }
}

/// Keeps imported holidays. The same again change nothing; none is taken away, because a file may hold one country or one year.
///
/// # Errors
/// Forbidden.
pub async fn keep_rows(tx: &mut Tx, viewer: &Viewer, rows: &[Placed<HolidayRow>]) -> Result<Kept> {
    viewer.may(CHANGE)?;
    let all: BTreeSet<Holiday> = rows.iter().map(holiday).collect();
    let known: BTreeSet<Holiday> = store::list_every(tx).await?.into_iter().collect();
    let new: Vec<Holiday> = all.difference(&known).cloned().collect();
    store::insert(tx, &new).await?;
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let kept = Kept {
        created: count(new.len()),
        changed: 0,
        unchanged: count(all.len().saturating_sub(new.len())),
    };
    note(tx, viewer, "holidays_imported", ("import", "calendars".to_owned()), &kept)?;
    Ok(kept)
}
