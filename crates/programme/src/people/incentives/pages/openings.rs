//! What a person brought in when Mainstay began, on their page and below their statement.

use crate::people::incentives::rules::opening::{Opening, OpeningKind};
use crate::people::incentives::{SEE, acts, reading};
use hypertext::prelude::*;
use platform::Result;
use platform::chapter::Later;
use platform::look::components::{Column, Row, Section, Table, none};
use platform::look::{Markup, format, text};
use platform::texts::say;
use platform::web::Caller;
use vocabulary::PersonId;

/// The part of pay on a person's page: nothing for whoever may not see their pay, or where nothing was brought in.
pub fn panel<'a>(caller: &'a Caller, person: PersonId) -> Later<'a, Result<Option<Markup>>> {
    Box::pin(async move {
        if !caller.viewer.may(SEE).is_ok_and(|scope| scope.people().holds(&person)) {
            return Ok(None);
        }
        let section = section(caller, person).await?;
        if section.is_some() {
            acts::log_reading(&caller.app, &caller.viewer, person, "opening balances").await?;
        }
        Ok(section)
    })
}

/// The table; none where nothing was brought in. The caller writes down who read it.
pub(super) async fn section(caller: &Caller, person: PersonId) -> Result<Option<Markup>> {
    let Some(table) = table(caller, person).await? else {
        return Ok(None);
    };
    Ok(Some(
        Section::new(say("incentives.openings"), table)
            .about(say("incentives.openings_about"))
            .memoize(),
    ))
}

/// The same section for a paper.
pub(super) async fn printed(caller: &Caller, person: PersonId) -> Result<Option<document::Section>> {
    let section = |table: Table| {
        document::Section::new(say("incentives.openings"))
            .about(say("incentives.openings_about"))
            .part(document::Part::Table(table.printed()))
    };
    Ok(table(caller, person).await?.map(section))
}

async fn table(caller: &Caller, person: PersonId) -> Result<Option<Table>> {
    let mut tx = caller.app.db.read().await?;
    let openings = reading::brought_by(&mut tx, &caller.viewer, person).await?;
    drop(tx);
    if openings.is_empty() {
        return Ok(None);
    }
    let columns = vec![
        Column::text("what", say("incentives.what")),
        Column::text("plan", say("incentives.opening_plan")).quiet(),
        Column::text("day", say("incentives.opening_day")),
        Column::number("amount", say("incentives.amount")).lead(),
        Column::text("use", say("incentives.opening_use")),
    ];
    let rows = openings.iter().map(row).collect();
    Ok(Some(Table::new(say("incentives.openings"), columns).rows(rows)))
}

fn row((opening, is_read): &(Opening, bool)) -> Row {
    let what = match &opening.of {
        Some(of) => format!("{}: {of}", opening.kind.say()),
        None => opening.kind.say().to_owned(),
    };
    let row = Row::new(vec![
        text(what),
        opening.plan.as_ref().map_or_else(none, text),
        text(format::day(opening.day)),
        text(format!(
            "{} {}",
            format::amount(&opening.amount.to_ratio(), opening.currency),
            opening.currency.code()
        )),
        text(say(used(opening, *is_read))),
    ]);
    if *is_read { row } else { row.dim() }
}

/// What a run does with it, as the key of a sentence.
fn used(opening: &Opening, is_read: bool) -> &'static str {
    match (opening.kind, is_read) {
        (OpeningKind::Draw | OpeningKind::Holdback, _) => "incentives.opening_not_yet",
        (OpeningKind::Measure, true) => "incentives.opening_counts",
        (OpeningKind::Earned, true) => "incentives.opening_counts_earned",
        (OpeningKind::Measure | OpeningKind::Earned, false) => "incentives.opening_unnamed",
    }
}
