//! The staff at home, for whoever keeps it: who comes and goes soon, and which positions nobody holds.

use super::positions::{PLACE as POSITIONS, STATE, VACANT};
use super::{PLACE, href};
use crate::foundation::overview::Panel;
use crate::foundation::staff::store::{self, Wanted, WantedPositions};
use crate::foundation::staff::{CHANGE, Person};
use hypertext::prelude::*;
use platform::Result;
use platform::chapter::Later;
use platform::look::components::{Column, Figure, Row, Section, Table, figures, none, note, record_link};
use platform::look::{Markup, format, join, text};
use platform::texts::{say, say_with};
use platform::web::Caller;
use vocabulary::Day;

/// Soon means within so many days.
const SOON: i64 = 90;
/// So many people are shown.
const SHOWN: i64 = 10;

/// What whoever keeps the staff wants to know first.
pub const HOME: Panel = Panel { steps: None, sections };

fn sections(caller: &Caller) -> Later<'_, Result<Vec<Markup>>> {
    Box::pin(async move { Ok(keeping(caller).await?.into_iter().collect()) })
}

async fn keeping(caller: &Caller) -> Result<Option<Markup>> {
    let Ok(scope) = caller.may(CHANGE) else { return Ok(None) };
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let (all, left) = store::count(&mut tx, &scope, &Wanted::default(), today).await?;
    if all == 0 {
        return Ok(None);
    }
    let positions = store::count_positions(&mut tx, &scope, &WantedPositions::default()).await?;
    let wanted = WantedPositions {
        vacant_on: Some(today),
        ..WantedPositions::default()
    };
    let vacant = store::count_positions(&mut tx, &scope, &wanted).await?;
    let moving = store::list_moving(&mut tx, &scope, today, today.plus_days(SOON), SHOWN).await?;
    drop(tx);
    let mut shown = vec![Figure {
        name: say("staff.home_employed").to_owned(),
        value: text(format::count(all.saturating_sub(left))),
        remark: (left > 0).then(|| say_with("staff.home_left", &[("n", &format::count(left))])),
    }];
    if positions > 0 {
        shown.push(Figure {
            name: say("staff.home_vacant").to_owned(),
            value: record_link(&format::count(vacant), &format!("{POSITIONS}?{STATE}={VACANT}")),
            remark: Some(say_with("staff.home_of_positions", &[("n", &format::count(positions))])),
        });
    }
    let body = join([figures(&shown), soon(&moving, today)]);
    let section = Section::new(say("staff.place"), body).end(record_link(say("staff.home_all"), PLACE));
    Ok(Some(section.memoize()))
}

/// Who comes and goes soon.
fn soon(moving: &[Person], today: Day) -> Markup {
    if moving.is_empty() {
        return note(text(say_with("staff.home_nobody_moves", &[("n", &SOON.to_string())])));
    }
    let row = |person: &Person| {
        let starts = person.hired.filter(|hired| *hired > today);
        let (what, day) = match (starts, person.left) {
            (Some(hired), _) => (say("staff.home_starts"), hired),
            // The first day no longer employed is kept; people say the last one.
            (None, left) => (say("staff.home_leaves"), left.unwrap_or(today).prev()),
        };
        Row::new(vec![
            record_link(&person.name, &href(person.id)),
            person.title_name.as_deref().map_or_else(none, text),
            text(what),
            text(format::day(day)),
        ])
    };
    let columns = vec![
        Column::text("person", say("staff.home_person")),
        Column::text("title", say("staff.title")),
        Column::text("what", say("staff.home_what")),
        Column::text("day", say("staff.home_day")).lead(),
    ];
    let caption = say_with("staff.home_soon", &[("n", &SOON.to_string())]);
    Table::new(caption, columns).rows(moving.iter().map(row).collect()).memoize()
}
