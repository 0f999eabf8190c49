//! What pages, search, home and programs show alike: tasks on records that the viewer sees now, and the names in them.

use super::rules::{Task, TaskId, Which, by_due};
use super::store;
use crate::Result;
use crate::access::Viewer;
use crate::chapter::Book;
use crate::database::Tx;
use crate::notes::acts::own;
use crate::notes::noted::{self, Opened};
use crate::search::{Hit, Sought};
use crate::texts::say;
use crate::users;
use crate::web::AppRef;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, UserId};

/// How many tasks of one person are read.
const OF_ONE_MAX: i64 = 2_000;
/// How many tasks are looked through at once for those that a viewer sees, and how often.
const LOOKED_THROUGH: i64 = 200;
const LOOKS_MAX: usize = 5;
/// How many wait at home.
const AT_HOME: usize = 5;

/// A task and the record on which it stands.
#[derive(Debug, Clone)]
pub(super) struct Stood {
    pub(super) task: Task,
    pub(super) opened: Opened,
}

/// The viewer's tasks on records that they see now, in the order in which they wait.
///
/// # Errors
/// Not found for the operator, who has no tasks.
pub(super) async fn mine(tx: &mut Tx, book: &Book, viewer: &Viewer, which: Option<Which>) -> Result<Vec<Stood>> {
    let today = tx.today();
    let mut tasks = store::list_mine(tx, own(viewer)?, which, today, (None, OF_ONE_MAX)).await?;
    by_due(&mut tasks);
    stood(tx, book, viewer, tasks).await
}

/// Those of some tasks whose records the viewer sees.
pub(super) async fn stood(tx: &mut Tx, book: &Book, viewer: &Viewer, tasks: Vec<Task>) -> Result<Vec<Stood>> {
    let seen = noted::seen(tx, book, viewer, tasks.iter().map(|task| &task.record)).await?;
    let with_record = |task: Task| {
        let opened = seen.get(&task.record).cloned()?;
        Some(Stood { task, opened })
    };
    Ok(tasks.into_iter().filter_map(with_record).collect())
}

/// The names of whoever has a part in some tasks.
pub(super) async fn names<'a>(tx: &mut Tx, tasks: impl IntoIterator<Item = &'a Task>) -> Result<BTreeMap<UserId, String>> {
    let users = tasks
        .into_iter()
        .flat_map(|task| [Some(task.owner), Some(task.author), task.done.map(|(_, by)| by)]);
    let users: BTreeSet<UserId> = users.flatten().collect();
    if users.is_empty() {
        return Ok(BTreeMap::new());
    }
    users::store::list_names(tx, &users).await
}

/// A task that waits for the viewer, for their home page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What is to be done.
    pub words: String,
    /// On what.
    pub record: String,
    /// Until when.
    pub due: Option<Day>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// Its page.
    pub href: String,
}

/// The tasks that wait longest for the viewer, overdue ones first, at most five.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(app: &AppRef, viewer: &Viewer) -> Result<Vec<Waiting>> {
    if viewer.user.is_none() {
        return Ok(Vec::new());
    }
    let mut tx = app.db.read().await?;
    let today = tx.today();
    let mine = mine(&mut tx, &app.book, viewer, Some(Which::Open)).await?;
    let waiting = mine.into_iter().take(AT_HOME).map(|Stood { task, opened }| Waiting {
        overdue: task.is_overdue(today),
        href: format!("/notes/tasks/{}", task.id),
        words: task.words,
        record: opened.name,
        due: task.due,
    });
    Ok(waiting.collect())
}

/// Tasks that answer to the words, on records that the viewer sees now. A bounded number of the latest is looked through.
pub(crate) async fn found(tx: &mut Tx, book: &Book, viewer: &Viewer, sought: &Sought) -> Result<Vec<Hit>> {
    if viewer.user.is_none() {
        return Ok(Vec::new());
    }
    let (mut hits, mut before): (Vec<Hit>, Option<TaskId>) = (Vec::new(), None);
    for _ in 0..LOOKS_MAX {
        let tasks = store::list_sought(tx, sought, before, LOOKED_THROUGH).await?;
        before = tasks.last().map(|task| task.id);
        let all = i64::try_from(tasks.len()).is_ok_and(|n| n < LOOKED_THROUGH);
        let stood = stood(tx, book, viewer, tasks).await?;
        hits.extend(stood.iter().filter_map(|one| hit(sought, one)));
        if all || i64::try_from(hits.len()).is_ok_and(|n| n >= sought.rows()) {
            break;
        }
    }
    Ok(hits)
}

fn hit(sought: &Sought, one: &Stood) -> Option<Hit> {
    let hit = sought.hit(&one.task.words, &[], format!("/notes/tasks/{}", one.task.id))?;
    let done = one.task.done.map_or("", |_| say("notes.state_done"));
    Some(hit.about(one.opened.name.clone()).code(done))
}
