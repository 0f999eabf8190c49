//! What can be done with tasks: make one, give it to somebody, do it, undo that, delete and bring back one's own.

use super::rules::{self, Task, TaskId};
use super::{GIVEN, store};
use crate::access::Viewer;
use crate::database::Tx;
use crate::journal::note as journal;
use crate::notes::WRITE;
use crate::notes::acts::{self, nameable, own, seeing};
use crate::notes::noted::{self, Opened, Record};
use crate::notes::rules::{KEPT_SECONDS, Nameable, NoteId};
use crate::notifications::{Happened, tell};
use crate::texts::{say, say_with};
use crate::web::App;
use crate::web::listing::fold;
use crate::{Error, Result};
use serde_json::json;
use std::collections::BTreeSet;
use vocabulary::{Day, UserId, together};

/// How many people of one name are asked about; more are told apart by what they sign in with.
const OF_NAME_MAX: usize = 10;

/// What somebody says of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// What is to be done, as typed.
    pub words: &'a str,
    /// Whose it shall be: a name or what they sign in with; empty for one's own.
    pub owner: &'a str,
    /// Until when.
    pub due: Option<Day>,
}

/// Makes a task on a record, of a note's words if one is named, and tells whose it is.
///
/// # Errors
/// Forbidden; not found when the viewer does not see the record; a refusal on the words or the owner.
pub async fn create(tx: &mut Tx, app: &App, viewer: &Viewer, (record, note): (&Record, Option<NoteId>), said: Said<'_>) -> Result<Task> {
    viewer.may(WRITE)?;
    let author = own(viewer)?;
    let opened = noted::open(tx, &app.book, viewer, record).await?;
    if let Some(note) = note {
        let (note, _) = acts::find(tx, app, viewer, note).await?;
        if note.record != *record {
            return Err(Error::NotFound { what: "note" });
        }
    }
    let owner = owner(tx, app, viewer, record, (said.owner, None)).await;
    let words = rules::words(said.words).map_err(Error::from);
    let due = rules::due(said.due, tx.today()).map_err(Error::from);
    let (words, owner, due) = together((words, owner, due))?;
    let task = Task {
        id: TaskId::new(tx.ids()),
        record: record.clone(),
        note,
        words,
        owner,
        due,
        author,
        written: tx.now(),
        done: None,
        deleted: None,
        version: 1,
    };
    store::insert(tx, &task, opened.kind.searched).await?;
    tell_owner(tx, viewer, (&task, &opened)).await?;
    journal(tx, viewer, "task_made", ("task", task.id.to_string()), &body(&task))?;
    Ok(task)
}

/// The one user who is meant by a name and sees the record. Whoever does not see it is not known here.
/// Whose the task is now is meant before others of the same name.
async fn owner(tx: &mut Tx, app: &App, viewer: &Viewer, record: &Record, (typed, now): (&str, Option<UserId>)) -> Result<UserId> {
    let (me, wanted) = (own(viewer)?, fold(typed));
    if wanted.is_empty() {
        return Ok(now.unwrap_or(me));
    }
    let people = nameable(tx).await?;
    let of = |fits: &dyn Fn(&Nameable) -> bool| people.iter().filter(|one| fits(one)).map(|one| one.user).collect::<BTreeSet<_>>();
    let exact = of(&|one| fold(&one.name) == wanted);
    let meant = match now.filter(|now| exact.contains(now)) {
        Some(now) => [now].into(),
        None if exact.is_empty() => of(&|one| fold(&one.name).starts_with(&wanted)),
        None => exact,
    };
    if meant.len() > OF_NAME_MAX {
        return Err(Error::refused_on("owner", "notes.several", say("notes.several")));
    }
    let mine = meant.contains(&me);
    let mut seen = seeing(tx, app, viewer, meant, record).await?;
    seen.extend(mine.then_some(me));
    let mut seen = seen.into_iter();
    match (seen.next(), seen.next()) {
        (Some(owner), None) => Ok(owner),
        (Some(_), Some(_)) => Err(Error::refused_on("owner", "notes.several", say("notes.several"))),
        (None, _) => {
            let sentence = say_with("notes.nobody", &[("name", typed)]);
            Err(Error::refused_on("owner", "notes.nobody", sentence))
        }
    }
}

/// What the journal holds of a task: where it stands and whose it is, never what it says.
fn body(task: &Task) -> serde_json::Value {
    let Task {
        id: _,
        record,
        note,
        words: _,
        owner,
        due,
        author: _,
        written: _,
        done,
        deleted: _,
        version: _,
    } = task;
    let note = note.map(|note| note.to_string());
    let due = due.map(|due| due.to_string());
    json!({ "on": record.kind, "record": record.id, "note": note, "owner": owner.to_string(), "due": due, "done": done.is_some() })
}

/// A task with its record, if the viewer sees both now.
///
/// # Errors
/// Not found.
pub(super) async fn find(tx: &mut Tx, app: &App, viewer: &Viewer, id: TaskId) -> Result<(Task, Opened)> {
    let task = store::find(tx, own(viewer)?, id).await?;
    let mut seen = noted::seen(tx, &app.book, viewer, [&task.record]).await?;
    let opened = seen.remove(&task.record).ok_or(Error::NotFound { what: "task" })?;
    Ok((task, opened))
}

/// A task that the viewer may change: theirs, or one that they made.
async fn find_own(tx: &mut Tx, app: &App, viewer: &Viewer, id: TaskId) -> Result<(Task, Opened)> {
    viewer.may(WRITE)?;
    let (task, opened) = find(tx, app, viewer, id).await?;
    if task.is_of(viewer.user) {
        Ok((task, opened))
    } else {
        Err(Error::Forbidden { permission: WRITE })
    }
}

/// Says something else of a task, or gives it to somebody else.
///
/// # Errors
/// Not found, forbidden, changed, or a refusal.
pub async fn update(tx: &mut Tx, app: &App, viewer: &Viewer, (id, version): (TaskId, i64), said: Said<'_>) -> Result<Task> {
    let (before, opened) = find_live(tx, app, viewer, id).await?;
    let owner = owner(tx, app, viewer, &before.record, (said.owner, Some(before.owner))).await;
    let words = rules::words(said.words).map_err(Error::from);
    // A day that stood there already stays, however long ago it is by now.
    let due = if said.due == before.due {
        Ok(before.due)
    } else {
        rules::due(said.due, tx.today()).map_err(Error::from)
    };
    let (words, owner, due) = together((words, owner, due))?;
    let task = Task {
        words,
        owner,
        due,
        version,
        ..before.clone()
    };
    store::update(tx, &task, opened.kind.searched).await?;
    if task.owner != before.owner {
        tell_owner(tx, viewer, (&task, &opened)).await?;
    }
    journal(tx, viewer, "task_changed", ("task", id.to_string()), &body(&task))?;
    Ok(task)
}

async fn find_live(tx: &mut Tx, app: &App, viewer: &Viewer, id: TaskId) -> Result<(Task, Opened)> {
    let (task, opened) = find_own(tx, app, viewer, id).await?;
    if task.deleted.is_some() {
        return Err(Error::NotFound { what: "task" });
    }
    Ok((task, opened))
}

/// Says that a task is done. One that is done already stays as it is, whatever version was seen: both wanted the same.
///
/// # Errors
/// Not found, forbidden or changed.
pub async fn complete(tx: &mut Tx, app: &App, viewer: &Viewer, (id, version): (TaskId, i64)) -> Result<Task> {
    let (before, opened) = find_live(tx, app, viewer, id).await?;
    if before.done.is_some() {
        return Ok(before);
    }
    let task = Task {
        done: Some((tx.now(), own(viewer)?)),
        version,
        ..before
    };
    store::update(tx, &task, opened.kind.searched).await?;
    journal(tx, viewer, "task_done", ("task", id.to_string()), &body(&task))?;
    Ok(task)
}

/// Says that a task is still to be done. One that is stays as it is.
///
/// # Errors
/// Not found, forbidden or changed.
pub async fn reopen(tx: &mut Tx, app: &App, viewer: &Viewer, (id, version): (TaskId, i64)) -> Result<Task> {
    let (before, opened) = find_live(tx, app, viewer, id).await?;
    if before.done.is_none() {
        return Ok(before);
    }
    let task = Task {
        done: None,
        version,
        ..before
    };
    store::update(tx, &task, opened.kind.searched).await?;
    journal(tx, viewer, "task_reopened", ("task", id.to_string()), &body(&task))?;
    Ok(task)
}

/// Deletes a task that one has made.
///
/// # Errors
/// Not found, forbidden or changed.
pub async fn delete(tx: &mut Tx, app: &App, viewer: &Viewer, (id, version): (TaskId, i64)) -> Result<Task> {
    let (before, opened) = find_made(tx, app, viewer, id).await?;
    let task = Task {
        deleted: before.deleted.or(Some(tx.now())),
        version,
        ..before
    };
    store::update(tx, &task, opened.kind.searched).await?;
    journal(tx, viewer, "task_deleted", ("task", id.to_string()), &body(&task))?;
    Ok(task)
}

/// Brings back a task that one has made, until what was deleted is forgotten.
///
/// # Errors
/// Not found, forbidden or changed.
pub async fn restore(tx: &mut Tx, app: &App, viewer: &Viewer, (id, version): (TaskId, i64)) -> Result<Task> {
    let (before, opened) = find_made(tx, app, viewer, id).await?;
    let task = Task {
        deleted: None,
        version,
        ..before
    };
    store::update(tx, &task, opened.kind.searched).await?;
    journal(tx, viewer, "task_restored", ("task", id.to_string()), &body(&task))?;
    Ok(task)
}

/// A task that the viewer made. Whose it is does it, or says so to whoever asked for it.
async fn find_made(tx: &mut Tx, app: &App, viewer: &Viewer, id: TaskId) -> Result<(Task, Opened)> {
    let (task, opened) = find_own(tx, app, viewer, id).await?;
    if Some(task.author) == viewer.user {
        Ok((task, opened))
    } else {
        Err(Error::Forbidden { permission: WRITE })
    }
}

/// Forgets what was deleted long enough ago; says how many tasks.
///
/// # Errors
/// When the database does not answer.
pub(in crate::notes) async fn sweep(tx: &mut Tx) -> Result<u64> {
    let forgotten = tx.now().plus_seconds(-KEPT_SECONDS);
    store::delete_before(tx, forgotten).await
}

async fn tell_owner(tx: &mut Tx, viewer: &Viewer, (task, opened): (&Task, &Opened)) -> Result<()> {
    if viewer.user == Some(task.owner) {
        return Ok(());
    }
    let happened = Happened::new("notes.given", format!("/notes/tasks/{}", task.id))
        .with("who", &viewer.name)
        .about(&opened.href, say(opened.kind.name));
    tell(tx, &GIVEN, &[(task.owner, happened)]).await
}
