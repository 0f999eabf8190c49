//! The tasks on the page of a record, and what can be undone there.

use super::pages::{self, PLACE, due};
use super::rules::{Task, TaskId};
use super::{reading, store};
use crate::database::Tx;
use crate::look::components::{Column, Notice, Row, Section, Table, record_link};
use crate::look::{Markup, format, text};
use crate::notes::WRITE;
use crate::notes::acts::own;
use crate::notes::noted::{Opened, Record};
use crate::texts::{say, say_with};
use crate::web::done::{self, Undoing};
use crate::web::{Caller, address};
use crate::{Error, Result};
use hypertext::prelude::*;
use std::collections::BTreeMap;
use vocabulary::{Day, UserId};

/// How many tasks stand on the page of their record.
const ON_PAGE: i64 = 12;

/// Where a new task on a record begins.
pub(in crate::notes) fn beginning(href: &str) -> String {
    address(&format!("{PLACE}/new"), &[("about", href)])
}

/// The tasks on a record; nothing while there are none.
///
/// # Errors
/// When the database does not answer.
pub(in crate::notes) async fn section(tx: &mut Tx, caller: &Caller, record: &Record, opened: &Opened) -> Result<Option<Markup>> {
    let tasks = store::list_of(tx, record, ON_PAGE).await?;
    if tasks.is_empty() {
        return Ok(None);
    }
    let names = reading::names(tx, &tasks).await?;
    let today = tx.today();
    let columns = vec![
        Column::text("task", say("notes.task")),
        Column::text("owner", say("notes.owner")),
        Column::text("due", say("notes.due")).lead(),
        Column::text("act", ""),
    ];
    let rows = tasks.iter().map(|task| row(caller, task, (&names, today), &opened.href)).collect();
    let table = Table::new(say("notes.tasks_here"), columns).rows(rows);
    let mut section = Section::new(say("notes.tasks_here"), table).id("tasks");
    if caller.viewer.holds(WRITE) {
        section = section.end(record_link(say("notes.new_task"), &beginning(&opened.href)));
    }
    Ok(Some(section.memoize()))
}

fn row(caller: &Caller, task: &Task, (names, today): (&BTreeMap<UserId, String>, Day), back: &str) -> Row {
    let name = |user: UserId| names.get(&user).cloned().unwrap_or_default();
    let state = match task.done {
        Some((at, by)) => {
            let when = format::moment(at, &caller.app.config.zone);
            text(say_with("notes.done_by", &[("who", &name(by)), ("when", &when)]))
        }
        None => due(task, today),
    };
    let row = Row::new(vec![
        record_link(&task.words, &format!("{PLACE}/{}", task.id)),
        text(name(task.owner)),
        state,
        pages::tick(caller, task, back),
    ]);
    if task.done.is_some() { row.dim() } else { row }
}

/// What a page opens with after a task was done.
pub(in crate::notes) const TICKED: Undoing = Undoing {
    word: "notes.task_done",
    offer: |tx, caller, id| {
        Box::pin(async {
            let task = own_task(tx, caller, id).await?;
            let Some((at, by)) = task.done.filter(|_| task.deleted.is_none()) else {
                return Ok(None);
            };
            let sentence = if Some(by) == caller.viewer.user {
                say("notes.task_done").to_owned()
            } else {
                let names = reading::names(tx, [&task]).await?;
                let (who, when) = (names.get(&by), format::moment(at, &caller.app.config.zone));
                say_with("notes.done_already", &[("who", who.map_or("", String::as_str)), ("when", &when)])
            };
            Ok(Some(way_back(caller, &task, sentence, "reopening")))
        })
    },
};

/// What a page opens with after a task was deleted.
pub(in crate::notes) const DELETED: Undoing = Undoing {
    word: "notes.task_deleted",
    offer: |tx, caller, id| {
        Box::pin(async {
            let task = own_task(tx, caller, id).await?;
            let stands = task.deleted.is_some();
            Ok(stands.then(|| way_back(caller, &task, say("notes.task_deleted"), "restoration")))
        })
    },
};

async fn own_task(tx: &mut Tx, caller: &Caller, id: &str) -> Result<Task> {
    let task = store::find(tx, own(&caller.viewer)?, TaskId::in_address(id)?).await?;
    let own = task.is_of(caller.viewer.user);
    own.then_some(task).ok_or(Error::NotFound { what: "task" })
}

fn way_back(caller: &Caller, task: &Task, sentence: impl Into<String>, act: &str) -> Notice {
    done::notice(caller, sentence, &format!("{PLACE}/{}/{act}", task.id), task.version)
}
