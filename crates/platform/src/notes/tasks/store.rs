//! Tasks in SQL. Whether somebody sees the record of a task is asked where it is read.

use super::rules::{Task, TaskId, Which};
use crate::database::{Query, Row, Tx};
use crate::notes::noted::Record;
use crate::notes::store::{delete_words, insert_words};
use crate::search::Sought;
use crate::web::listing::after;
use crate::{Error, Result};
use vocabulary::{Day, Instant, UserId};

const TASK: &str = "select t.id, t.kind, t.about, t.note, t.words, t.owner, t.due, t.author, t.written, t.done, t.done_by, t.deleted, \
     t.version from notes_task t where";

fn task(row: &Row) -> Result<Task> {
    let (done, done_by): (Option<Instant>, Option<UserId>) = (row.get(9)?, row.get(10)?);
    Ok(Task {
        id: row.get(0)?,
        record: Record {
            kind: row.get(1)?,
            id: row.get(2)?,
        },
        note: row.get(3)?,
        words: row.get(4)?,
        owner: row.get(5)?,
        due: row.get(6)?,
        author: row.get(7)?,
        written: row.get(8)?,
        done: done.zip(done_by),
        deleted: row.get(11)?,
        version: row.get(12)?,
    })
}

fn tasks(rows: &[Row]) -> Result<Vec<Task>> {
    rows.iter().map(task).collect()
}

/// The tasks on a record: the open ones by their day, then the last that were done.
pub(super) async fn list_of(tx: &mut Tx, record: &Record, limit: i64) -> Result<Vec<Task>> {
    let query = Query::new(TASK).with("t.kind = {} and t.about = {} and t.deleted is null", &[&record.kind, &record.id]);
    let query = query.and("order by case when t.done is null then 0 else 1 end, coalesce(t.due, '9999'), t.done desc, t.id");
    tasks(&tx.all(&query.with("limit {}", &[&limit])).await?)
}

/// The tasks of somebody, the latest first, before one of them.
pub(super) async fn list_mine(
    tx: &mut Tx,
    me: UserId,
    which: Option<Which>,
    today: Day,
    (before, limit): (Option<TaskId>, i64),
) -> Result<Vec<Task>> {
    let query = match which {
        None => Query::new(TASK).with("t.owner = {}", &[&me]),
        Some(Which::Open) => Query::new(TASK).with("t.owner = {} and t.done is null", &[&me]),
        Some(Which::Overdue) => Query::new(TASK).with("t.owner = {} and t.done is null and t.due < {}", &[&me, &today]),
        Some(Which::Done) => Query::new(TASK).with("t.owner = {} and t.done is not null", &[&me]),
        Some(Which::Given) => Query::new(TASK).with("t.author = {} and t.owner <> {} and t.done is null", &[&me, &me]),
    };
    let query = match before {
        Some(before) => query.with("and t.id < {}", &[&before]),
        None => query,
    };
    tasks(
        &tx.all(&query.with("and t.deleted is null order by t.id desc limit {}", &[&limit]))
            .await?,
    )
}

/// A task that somebody may be shown if they see its record: a deleted one is found by its author alone.
pub(super) async fn find(tx: &mut Tx, me: UserId, id: TaskId) -> Result<Task> {
    let query = Query::new(TASK).with("t.id = {} and (t.deleted is null or t.author = {})", &[&id, &me]);
    let row = tx.one(&query).await?;
    row.as_ref().map(task).transpose()?.ok_or(Error::NotFound { what: "task" })
}

/// Tasks by the beginnings of their words, the latest first.
pub(super) async fn list_sought(tx: &mut Tx, sought: &Sought, before: Option<TaskId>, limit: i64) -> Result<Vec<Task>> {
    let mut query = Query::new(TASK).and("t.deleted is null");
    for word in sought.words() {
        query = query.with(
            "and t.id in (select w.note from notes_word w where w.word >= {} and w.word < {})",
            &[word, &after(word)],
        );
    }
    let query = match before {
        Some(before) => query.with("and t.id < {}", &[&before]),
        None => query,
    };
    tasks(&tx.all(&query.with("order by t.id desc limit {}", &[&limit])).await?)
}

/// A new task, with the words by which it is found.
pub(super) async fn insert(tx: &mut Tx, new: &Task, searched: bool) -> Result<()> {
    let Task {
        id,
        record,
        note,
        words,
        owner,
        due,
        author,
        written,
        done,
        deleted,
        version,
    } = new;
    let (done, done_by) = done.unzip();
    let columns =
        "insert into notes_task (id, kind, about, note, words, owner, due, author, written, done, done_by, deleted, version) values";
    let values: &[&dyn crate::database::Bind] = &[
        id,
        &record.kind,
        &record.id,
        note,
        words,
        owner,
        due,
        author,
        written,
        &done,
        &done_by,
        deleted,
        version,
    ];
    tx.execute(&Query::new(columns).with("({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})", values))
        .await?;
    insert_words(tx, id, words, searched).await
}

/// Keeps a changed task if nobody saved since its version was read.
pub(super) async fn update(tx: &mut Tx, task: &Task, searched: bool) -> Result<()> {
    let (done, done_by) = task.done.unzip();
    let query = Query::new("update notes_task set").with(
        "words = {}, owner = {}, due = {}, done = {}, done_by = {}, deleted = {}, version = {} where id = {} and version = {}",
        &[
            &task.words,
            &task.owner,
            &task.due,
            &done,
            &done_by,
            &task.deleted,
            &(task.version + 1),
            &task.id,
            &task.version,
        ],
    );
    tx.execute_versioned("task", &query).await?;
    delete_words(tx, &task.id).await?;
    insert_words(tx, &task.id, &task.words, searched && task.deleted.is_none()).await
}

/// Forgets tasks that were deleted before an instant.
pub(super) async fn delete_before(tx: &mut Tx, forgotten: Instant) -> Result<u64> {
    tx.execute(&Query::new("delete from notes_task where").with("deleted < {}", &[&forgotten]))
        .await
}

/// Every task on a record, the latest first, before one of them: for programs.
pub(super) async fn list_on(tx: &mut Tx, record: &Record, (before, limit): (Option<TaskId>, i64)) -> Result<Vec<Task>> {
    let query = Query::new(TASK).with("t.kind = {} and t.about = {} and t.deleted is null", &[&record.kind, &record.id]);
    let query = match before {
        Some(before) => query.with("and t.id < {}", &[&before]),
        None => query,
    };
    tasks(&tx.all(&query.with("order by t.id desc limit {}", &[&limit])).await?)
}
