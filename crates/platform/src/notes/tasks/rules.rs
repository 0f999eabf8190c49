//! What a task is, what can be said of one, and in which order tasks wait.

use crate::notes::noted::Record;
use crate::notes::rules::NoteId;
use crate::texts::say;
use vocabulary::{Day, Instant, Refusal, UserId};

crate::record_id! {
    /// A task. Those made later are larger.
    TaskId of "task"
}

/// The most characters of a task: it is a sentence, and what else there is to say stands in a note.
pub(in crate::notes) const WORDS_MAX: usize = 200;

/// A task on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The id.
    pub id: TaskId,
    /// On what it stands.
    pub record: Record,
    /// The note it was made of.
    pub note: Option<NoteId>,
    /// What is to be done.
    pub words: String,
    /// Who does it.
    pub owner: UserId,
    /// Until when, the day included.
    pub due: Option<Day>,
    /// Who said so.
    pub author: UserId,
    /// When.
    pub written: Instant,
    /// When it was done and by whom, once it is.
    pub done: Option<(Instant, UserId)>,
    /// When it was deleted, if it was.
    pub deleted: Option<Instant>,
    /// For optimistic locking.
    pub version: i64,
}

impl Task {
    /// Whether its day has passed and it is not done.
    #[must_use]
    pub fn is_overdue(&self, today: Day) -> bool {
        self.done.is_none() && self.due.is_some_and(|due| due < today)
    }

    /// Whether somebody changes it: who asked for it, and whose it is.
    #[must_use]
    pub fn is_of(&self, user: Option<UserId>) -> bool {
        user.is_some_and(|user| user == self.owner || user == self.author)
    }
}

/// What is to be done, as one line without what nobody sees.
///
/// # Errors
/// A refusal on `words` when nothing is left, or too much.
pub(super) fn words(typed: &str) -> Result<String, Refusal> {
    let too_long = || Refusal::new("notes.task_too_long", say("notes.task_too_long")).on("words");
    let words = crate::notes::rules::words(typed).map_err(|refusal| match refusal.code.as_str() {
        "notes.too_long" => too_long(),
        _nothing => Refusal::new("notes.no_task", say("notes.no_task")).on("words"),
    })?;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > WORDS_MAX {
        return Err(too_long());
    }
    Ok(line)
}

/// A day that somebody can mean: what should have been done within the last year, or is to be done within ten years. Any other is a
/// slip of the keys, such as the year 1026.
///
/// # Errors
/// A refusal on `due`.
pub(super) fn due(day: Option<Day>, today: Day) -> Result<Option<Day>, Refusal> {
    let Some(day) = day else { return Ok(None) };
    if day < today.plus_months(-12) {
        return Err(Refusal::new("notes.due_past", say("notes.due_past")).on("due"));
    }
    if day > today.plus_months(120) {
        return Err(Refusal::new("notes.due_ahead", say("notes.due_ahead")).on("due"));
    }
    Ok(Some(day))
}

/// The order in which tasks wait: by their day, those without one last, the older first.
pub(super) fn by_due(tasks: &mut [Task]) {
    tasks.sort_by_key(|task| (task.due.is_none(), task.due, task.id));
}

crate::words! {
    /// Which tasks of somebody a list shows.
    Which says "notes.which_{}" {
        /// Theirs, still to be done.
        Open = "open",
        /// Those whose day has passed.
        Overdue = "overdue",
        /// Those they have done.
        Done = "done",
        /// Those that others do for them.
        Given = "given",
    }
}
