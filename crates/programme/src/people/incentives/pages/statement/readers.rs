//! Who else has read a statement, below one's own.

use crate::people::incentives::acts;
use hypertext::prelude::*;
use platform::look::components::{Column, Empty, Row, Section, Table};
use platform::look::{Markup, format, nothing, text};
use platform::texts::say;
use platform::web::Caller;
use platform::{Result, journal};
use std::collections::BTreeMap;
use vocabulary::PersonId;

/// Who else has read the statement, for the one it belongs to.
pub(super) async fn section(caller: &Caller, person: PersonId) -> Result<Markup> {
    if caller.viewer.person != Some(person) {
        return Ok(nothing());
    }
    let mut tx = caller.app.db.read().await?;
    let lines = journal::history(&mut tx, acts::READ, &person.to_string(), 20).await?;
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for line in &lines {
        if let Ok(user) = vocabulary::UserId::parse(&line.actor)
            && !names.contains_key(&line.actor)
        {
            names.insert(line.actor.clone(), platform::users::store::find(&mut tx, user).await?.name);
        }
    }
    let columns = vec![
        Column::text("when", say("incentives.read_when")),
        Column::text("who", say("incentives.read_who")).lead(),
    ];
    let rows = lines.iter().map(|line| {
        let name = names.get(&line.actor).map_or(line.actor.as_str(), String::as_str);
        Row::new(vec![text(format::moment(line.at, &caller.app.config.zone)), text(name)])
    });
    let empty = Empty::new(say("incentives.read_belongs"), say("incentives.read_by_nobody"));
    let table = Table::new(say("incentives.read_by"), columns)
        .rows(rows.collect())
        .empty(empty)
        .tight();
    Ok(Section::new(say("incentives.read_by"), table)
        .about(say("incentives.read_about"))
        .memoize())
}
