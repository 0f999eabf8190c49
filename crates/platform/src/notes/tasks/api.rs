//! Tasks for programs: one's own or those of a record, a new one, a change, doing, undoing, deleting and bringing back.

use super::acts;
use super::pages::said;
use super::reading::{self, Stood};
use super::rules::{TaskId, WORDS_MAX, Which};
use super::store;
use crate::Result;
use crate::api::{Call, Found, Input, Listed, Made, Operation, Operations};
use crate::database::Tx;
use crate::notes::WRITE;
use crate::notes::acts::own;
use crate::notes::noted::{self, Record};
use crate::notes::rules::NoteId;
use crate::web::Guard;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use vocabulary::UserId;

const WORDS: Input = Input::long("words", "notes.task", WORDS_MAX).needed();
const OWNER: Input = Input::text("owner", "notes.api_owner");
const DUE: Input = Input::day("due", "notes.due");
const MINE: &[Input] = &[
    Input::word("state", "notes.show", Which::words),
    Input::text("about", "notes.api_tasks_about"),
];
const NEW: &[Input] = &[
    Input::text("about", "notes.api_about").needed(),
    Input::id("note", "notes.api_note"),
    WORDS,
    OWNER,
    DUE,
];
const CHANGED: &[Input] = &[WORDS, OWNER, DUE];

/// What programs can do with tasks.
pub(in crate::notes) fn operations(api: Operations) -> Operations {
    let (signed_in, write) = (Guard::SignedIn, Guard::May(WRITE));
    let one = "/notes/tasks/{task}";
    api.and(Operation::list("list_tasks", "/notes/tasks", signed_in, list_tasks).query(MINE))
        .and(Operation::create("create_task", "/notes/tasks", write, create_task).body(NEW))
        .and(Operation::find("find_task", one, signed_in, find_task))
        .and(Operation::update("update_task", one, write, update_task).body(CHANGED))
        .and(Operation::delete("delete_task", one, write, delete_task))
        .and(Operation::act("complete_task", "/notes/tasks/{task}/completion", write, complete_task).versioned())
        .and(Operation::act("reopen_task", "/notes/tasks/{task}/reopening", write, reopen_task).versioned())
        .and(Operation::act("restore_task", "/notes/tasks/{task}/restoration", write, restore_task).versioned())
}

/// A task on a record.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Task")]
struct Shown {
    id: String,
    /// The page of the record on which it stands.
    about: String,
    /// The note of which it was made.
    note: Option<String>,
    words: String,
    owner_id: String,
    owner: String,
    /// Until when, the day included.
    due: Option<String>,
    author: String,
    written: String,
    /// When it was done; none while it waits.
    done: Option<String>,
    done_by: Option<String>,
    deleted: bool,
    version: i64,
}

impl Shown {
    fn new(one: &Stood, names: &BTreeMap<UserId, String>) -> Self {
        let Stood { task, opened } = one;
        let name = |user: UserId| names.get(&user).cloned().unwrap_or_default();
        Self {
            id: task.id.to_string(),
            about: opened.href.clone(),
            note: task.note.map(|note| note.to_string()),
            words: task.words.clone(),
            owner_id: task.owner.to_string(),
            owner: name(task.owner),
            due: task.due.map(|due| due.to_string()),
            author: name(task.author),
            written: task.written.to_rfc3339(),
            done: task.done.map(|(at, _)| at.to_rfc3339()),
            done_by: task.done.map(|(_, by)| name(by)),
            deleted: task.deleted.is_some(),
            version: task.version,
        }
    }
}

fn task_id(call: &Call) -> Result<TaskId> {
    TaskId::in_address(call.path("task"))
}

fn made(id: TaskId, version: i64) -> Made {
    Made::at(id, &format!("/notes/tasks/{id}")).version(version)
}

/// The caller's own, the latest first; with `about` those of everybody on one record. A page may hold fewer than were asked for, where
/// tasks stand on records that the caller no longer sees.
async fn list_tasks(call: Call) -> Result<Listed<Shown>> {
    let page = call.page()?;
    let before = match page.after.as_str() {
        "" => None,
        id => Some(TaskId::in_address(id)?),
    };
    let which = call.query().optional("state").and_then(|word| Which::parse(&word));
    let mut tx = call.read().await?;
    let (me, today) = (own(call.viewer())?, tx.today());
    let tasks = match call.query().optional("about") {
        Some(about) => {
            let record = Record::find_at(&call.app().book, &about)?;
            noted::open(&mut tx, &call.app().book, call.viewer(), &record).await?;
            store::list_on(&mut tx, &record, (before, page.limit)).await?
        }
        None => store::list_mine(&mut tx, me, which, today, (before, page.limit)).await?,
    };
    let full = i64::try_from(tasks.len()).is_ok_and(|n| n >= page.limit);
    let next = tasks.last().filter(|_| full).map(|task| task.id.to_string());
    let stood = reading::stood(&mut tx, &call.app().book, call.viewer(), tasks).await?;
    let names = reading::names(&mut tx, stood.iter().map(|one| &one.task)).await?;
    Ok(Listed::page(stood.iter().map(|one| Shown::new(one, &names)).collect(), next))
}

async fn find_task(call: Call) -> Result<Found<Shown>> {
    let id = task_id(&call)?;
    let mut tx = call.read().await?;
    let (task, opened) = acts::find(&mut tx, call.app(), call.viewer(), id).await?;
    let names = reading::names(&mut tx, [&task]).await?;
    let version = task.version;
    Ok(Found::of_version(Shown::new(&Stood { task, opened }, &names), version))
}

async fn create_task(call: Call) -> Result<Made> {
    let record = Record::find_at(&call.app().book, call.fields().text("about"))?;
    let note = call.fields().optional("note").map(|id| NoteId::in_address(&id)).transpose()?;
    call.writing(async |tx| {
        let task = acts::create(tx, call.app(), call.viewer(), (&record, note), said(call.fields())?).await?;
        Ok(made(task.id, task.version))
    })
    .await
}

async fn update_task(call: Call) -> Result<Made> {
    let at = (task_id(&call)?, call.version()?);
    call.writing(async |tx| {
        let task = acts::update(tx, call.app(), call.viewer(), at, said(call.fields())?).await?;
        Ok(made(task.id, task.version + 1))
    })
    .await
}

async fn complete_task(call: Call) -> Result<Made> {
    let at = (task_id(&call)?, call.version()?);
    let act = async |tx: &mut Tx| {
        acts::complete(tx, call.app(), call.viewer(), at)
            .await
            .map(|task| made(task.id, task.version + 1))
    };
    call.writing(act).await
}

async fn reopen_task(call: Call) -> Result<Made> {
    let at = (task_id(&call)?, call.version()?);
    let act = async |tx: &mut Tx| {
        acts::reopen(tx, call.app(), call.viewer(), at)
            .await
            .map(|task| made(task.id, task.version + 1))
    };
    call.writing(act).await
}

async fn delete_task(call: Call) -> Result<Made> {
    let at = (task_id(&call)?, call.version()?);
    let act = async |tx: &mut Tx| {
        acts::delete(tx, call.app(), call.viewer(), at)
            .await
            .map(|task| made(task.id, task.version + 1))
    };
    call.writing(act).await
}

async fn restore_task(call: Call) -> Result<Made> {
    let at = (task_id(&call)?, call.version()?);
    let act = async |tx: &mut Tx| {
        acts::restore(tx, call.app(), call.viewer(), at)
            .await
            .map(|task| made(task.id, task.version + 1))
    };
    call.writing(act).await
}
