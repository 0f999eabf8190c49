//! The pages of tasks: one's own as a ledger, a new one, and one to change, to do and to delete.

use super::acts::{self, Said};
use super::reading::{self, Stood};
use super::rules::{Task, TaskId, Which};
use super::section::{DELETED, TICKED};
use crate::Result;
use crate::look::components::{
    Button, Chip, Column, Empty, Evidence, Field, Filter, Form, Hazard, Head, Row, Section, lamp, none, record_link,
};
use crate::look::{Markup, format, join, nothing, text};
use crate::notes::WRITE;
use crate::notes::colleagues;
use crate::notes::noted::{self, Opened, Record};
use crate::notes::rules::{NoteId, beginning};
use crate::texts::{say, say_count, say_with};
use crate::web::again::Shown;
use crate::web::done::after;
use crate::web::listing::{Asked, List, fold, plain};
use crate::web::{Answer, Caller, Fields, Guard, Params, Path, Routes, View, inside, redirect};
use hypertext::prelude::*;
use std::collections::BTreeMap;
use vocabulary::{Day, UserId};

pub(super) const PLACE: &str = "/notes/tasks";
/// The fields beside which a refusal stands.
const FIELDS: &[&str] = &["words", "owner", "due"];
const LIST: List = List {
    path: PLACE,
    filter: "state",
    sorts: &["due", "task", "record"],
    file: None,
};

pub(in crate::notes) fn routes(routes: Routes) -> Routes {
    let write = Guard::May(WRITE);
    routes
        .get("/notes/tasks", Guard::SignedIn, show_list)
        .get("/notes/tasks/new", write, show_new)
        .post("/notes/tasks", write, submit_new)
        .get("/notes/tasks/{task}", Guard::SignedIn, show_one)
        .post("/notes/tasks/{task}", write, submit_one)
        .post("/notes/tasks/{task}/completion", write, submit_completion)
        .post("/notes/tasks/{task}/reopening", write, submit_reopening)
        .post("/notes/tasks/{task}/deletion", write, submit_deletion)
        .post("/notes/tasks/{task}/restoration", write, submit_restoration)
}

fn href(id: TaskId) -> String {
    format!("{PLACE}/{id}")
}

/// What was said in a form.
///
/// # Errors
/// A refusal on the day.
pub(super) fn said(fields: &Fields) -> Result<Said<'_>> {
    Ok(Said {
        words: fields.raw("words"),
        owner: fields.text("owner"),
        due: fields.day("due")?,
    })
}

/// A form of one verb on a task, which leads back to where it stands.
pub(super) fn verb(caller: &Caller, task: &Task, (act, back): (&str, &str), button: Button) -> Markup {
    Form::post(format!("{}/{act}", href(task.id)))
        .csrf(Some(caller.csrf()))
        .hidden("version", task.version.to_string())
        .hidden("back", back)
        .inline()
        .button(button)
        .memoize()
}

/// The tap that says it is done, for whoever may.
pub(super) fn tick(caller: &Caller, task: &Task, back: &str) -> Markup {
    let may = task.is_of(caller.viewer.user) && caller.viewer.holds(WRITE);
    match (may, task.done) {
        (true, None) => verb(caller, task, ("completion", back), Button::submit(say("notes.do"))),
        (true, Some(_)) => verb(caller, task, ("reopening", back), Button::submit(say("notes.reopen")).quiet()),
        (false, _) => nothing(),
    }
}

/// Until when, and whether that day has passed.
pub(super) fn due(task: &Task, today: Day) -> Markup {
    match task.due {
        None => none(),
        Some(day) if task.is_overdue(today) => lamp(Hazard::Act, &say_with("notes.overdue", &[("day", &format::day(day))])),
        Some(day) => text(format::day(day)),
    }
}

async fn show_list(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let mut asked = LIST.asked(&params);
    if Which::parse(&asked.filter).is_none() {
        asked.filter = Which::Open.word().to_owned();
    }
    let which = Which::parse(&asked.filter);
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let mut mine = reading::mine(&mut tx, &caller.app.book, &caller.viewer, which).await?;
    let names = reading::names(&mut tx, mine.iter().map(|one| &one.task)).await?;
    drop(tx);
    let all = u64::try_from(mine.len()).unwrap_or(u64::MAX);
    narrow(&mut mine, &asked);
    let span = asked.span(u64::try_from(mine.len()).unwrap_or(u64::MAX));
    let skip = usize::try_from(span.skip).unwrap_or(usize::MAX);
    let rows = usize::try_from(span.rows).unwrap_or(usize::MAX);
    let page = mine.iter().skip(skip).take(rows);
    let given = which == Some(Which::Given);
    let shown = page.map(|one| row(&caller, one, (&names, today), given)).collect();
    let whose = say(if given { "notes.owner" } else { "notes.from" });
    let columns = vec![
        asked.column("task", say("notes.task")),
        asked.column("record", say("notes.record")),
        asked.column("due", say("notes.due")).lead(),
        Column::text("who", whose).quiet(),
        Column::text("act", ""),
    ];
    let table = asked
        .table(say("notes.tasks"), columns, span, filter(&asked))
        .rows(shown)
        .empty(empty(&asked, which));
    let head = Head::new(title(which, all)).sub(text(say("notes.tasks_sub")));
    let body = join([head.memoize(), table.memoize()]);
    Ok(caller.page(View::new(say("notes.tasks"), PLACE, body)))
}

/// What the list is narrowed by; it opens with what is open.
fn filter(asked: &Asked) -> Filter {
    let narrowed = !asked.words.is_empty() || asked.filter != Which::Open.word();
    Filter {
        action: PLACE.to_owned(),
        fields: vec![
            Field::search("q", say("notes.search_tasks")).value(&asked.words),
            Field::select("state", say("notes.show"), Which::choices()).value(&asked.filter),
        ],
        hidden: asked.hidden(),
        clear: narrowed.then(|| PLACE.to_owned()),
    }
}

fn title(which: Option<Which>, n: u64) -> String {
    match (which, n) {
        (Some(Which::Done), n) => say_count("notes.tasks_done", n),
        (Some(Which::Overdue), n) => say_count("notes.tasks_overdue", n),
        (Some(Which::Given), n) => say_count("notes.tasks_given", n),
        (Some(Which::Open) | None, 0) => say("notes.tasks_none").to_owned(),
        (Some(Which::Open) | None, n) => say_count("notes.tasks_open", n),
    }
}

/// Words and order; the tasks of one person are few enough to be sorted here.
fn narrow(tasks: &mut Vec<Stood>, asked: &Asked) {
    let words = fold(&asked.words);
    tasks.retain(|one| words.is_empty() || fold(&one.task.words).contains(&words) || fold(&one.opened.name).contains(&words));
    match asked.order.by {
        "task" => tasks.sort_by_cached_key(|one| fold(&one.task.words)),
        "record" => tasks.sort_by_cached_key(|one| fold(&one.opened.name)),
        _ => {}
    }
    if asked.order.descending {
        tasks.reverse();
    }
}

fn empty(asked: &Asked, which: Option<Which>) -> Empty {
    if !asked.words.is_empty() || which != Some(Which::Open) {
        return asked.nothing_found(say("notes.tasks_nothing"), "");
    }
    Empty::new(say("notes.tasks_belong"), say("notes.tasks_why")).action(Button::link(say("error.home"), "/"))
}

fn row(caller: &Caller, one: &Stood, (names, today): (&BTreeMap<UserId, String>, Day), given: bool) -> Row {
    let Stood { task, opened } = one;
    let who = if given { task.owner } else { task.author };
    let when = match task.done {
        Some((at, _)) => text(format::moment(at, &caller.app.config.zone)),
        None => due(task, today),
    };
    Row::new(vec![
        record_link(&task.words, &href(task.id)),
        record_link(&opened.name, &opened.href),
        when,
        text(names.get(&who).map_or("", String::as_str)),
        tick(caller, task, PLACE),
    ])
}

/// A new task on a record, of a note's words if one is named or some were marked.
async fn show_new(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let param = |name: &str| params.get(name).map(|value| plain(value)).unwrap_or_default();
    let record = Record::find_at(&caller.app.book, &param("about"))?;
    let mut tx = caller.app.db.read().await?;
    let opened = noted::open(&mut tx, &caller.app.book, &caller.viewer, &record).await?;
    let colleagues = colleagues::names(&mut tx, &caller.app.book, opened.kind, &record).await?;
    let mut words = param("words");
    if let (true, Ok(note)) = (words.is_empty(), NoteId::parse(&param("note"))) {
        let (note, _) = crate::notes::acts::find(&mut tx, &caller.app, &caller.viewer, note).await?;
        words = beginning(&note.words, super::rules::WORDS_MAX - 1);
    }
    drop(tx);
    let filled = Fields::of([("words", words.as_str()), ("about", &opened.href), ("note", &param("note"))]);
    Ok(caller.page(new(&caller, &Shown::first(&filled), (&opened, colleagues))))
}

fn fields(form: Form, shown: &Shown<'_>, (hint, colleagues): (&str, Vec<String>)) -> Form {
    let owner = Field::text("owner", say("notes.owner")).suggest(colleagues);
    form.field(shown.fill(Field::text("words", say("notes.task")).hint(say("notes.task_hint")).required()))
        .field(shown.fill(owner.hint(say(hint))))
        .field(shown.fill(Field::date("due", say("notes.due"))))
}

fn new(caller: &Caller, shown: &Shown<'_>, (opened, colleagues): (&Opened, Vec<String>)) -> View {
    let about = inside(shown.text("about"));
    let form = shown
        .form(PLACE, caller.csrf(), FIELDS)
        .hidden("about", about)
        .hidden("note", shown.text("note"));
    let form = shown.end(fields(form, shown, ("notes.owner_hint_new", colleagues)), about);
    let head = Head::new(say("notes.new_task")).sub(text(&opened.name));
    let body = join([head.memoize(), form.memoize()]);
    View::new(say("notes.new_task"), PLACE, body).under(&opened.name, about)
}

async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    let record = Record::find_at(&caller.app.book, fields.text("about"))?;
    let note = fields.optional("note").map(|id| NoteId::in_address(&id)).transpose()?;
    let made = caller
        .writing(async |tx| {
            acts::create(tx, &caller.app, &caller.viewer, (&record, note), said(&fields)?).await?;
            Ok(())
        })
        .await;
    let mut tx = caller.app.db.read().await?;
    let opened = noted::open(&mut tx, &caller.app.book, &caller.viewer, &record).await?;
    let colleagues = colleagues::names(&mut tx, &caller.app.book, opened.kind, &record).await?;
    drop(tx);
    match made {
        Ok(()) => Ok(redirect(&format!("{}#tasks", opened.href))),
        Err(error) => {
            let shown = Shown::refused(error, &fields)?;
            Ok(caller.page_with(shown.status(), new(&caller, &shown, (&opened, colleagues))))
        }
    }
}

/// A task as its reader sees it, with the names in it.
struct One {
    stood: Stood,
    names: BTreeMap<UserId, String>,
    /// Who may own it.
    colleagues: Vec<String>,
    today: Day,
}

async fn find(caller: &Caller, id: &str) -> Result<One> {
    let mut tx = caller.app.db.read().await?;
    let (task, opened) = acts::find(&mut tx, &caller.app, &caller.viewer, TaskId::in_address(id)?).await?;
    let names = reading::names(&mut tx, [&task]).await?;
    let colleagues = colleagues::names(&mut tx, &caller.app.book, opened.kind, &task.record).await?;
    let today = tx.today();
    Ok(One {
        stood: Stood { task, opened },
        names,
        colleagues,
        today,
    })
}

fn filled(one: &One) -> Fields {
    let task = &one.stood.task;
    let due = task.due.map(|due| due.to_string()).unwrap_or_default();
    let owner = one.names.get(&task.owner).map_or("", String::as_str);
    Fields::of([("words", task.words.as_str()), ("owner", owner), ("due", &due)])
}

async fn show_one(caller: Caller, Path(task): Path<String>) -> Answer {
    let one = find(&caller, &task).await?;
    let filled = filled(&one);
    Ok(caller.page(view(&caller, &one, &Shown::first(&filled))))
}

fn view(caller: &Caller, one: &One, shown: &Shown<'_>) -> View {
    let Stood { task, opened } = &one.stood;
    let changes = task.is_of(caller.viewer.user) && caller.viewer.holds(WRITE);
    let mut head = Head::new(&task.words).sub(record_link(&opened.name, &opened.href));
    head = match task.done {
        Some(_) => head.chip(Chip::new(say("notes.state_done")).evidence(Evidence::Confirmed)),
        None if task.is_overdue(one.today) => head.chip(Chip::new(say("notes.state_overdue")).hazard(Hazard::Act)),
        None => head.chip(Chip::new(say("notes.state_open"))),
    };
    let name = |user: UserId| one.names.get(&user).cloned().unwrap_or_default();
    let made = say_with(
        "notes.made_by",
        &[
            ("who", &name(task.author)),
            ("when", &format::moment(task.written, &caller.app.config.zone)),
        ],
    );
    let mut parts = vec![crate::look::components::note(text(made))];
    if task.deleted.is_some() {
        let back = verb(
            caller,
            task,
            ("restoration", &opened.href),
            Button::submit(say("notes.restore")).primary(),
        );
        parts = vec![Empty::new(say("notes.task_deleted"), say("notes.deleted_why")).memoize(), back];
    } else if changes {
        head = head.control(tick(caller, task, PLACE));
        parts.push(changing(caller, one, shown));
        if Some(task.author) == caller.viewer.user {
            let delete = verb(
                caller,
                task,
                ("deletion", &opened.href),
                Button::submit(say("notes.delete")).danger(),
            );
            parts.push(Section::new(say("notes.delete"), delete).memoize());
        }
    }
    parts.insert(0, head.memoize());
    View::new(&task.words, PLACE, join(parts))
        .under(say("notes.tasks"), PLACE)
        .notice(shown.conflict())
}

/// The form of a task; after a conflict with both versions above it.
fn changing(caller: &Caller, one: &One, shown: &Shown<'_>) -> Markup {
    let task = &one.stood.task;
    let labels = [
        ("words", say("notes.task")),
        ("owner", say("notes.owner")),
        ("due", say("notes.due")),
    ];
    let both = shown.compared(&filled(one), &labels);
    let form = shown
        .form(href(task.id), caller.csrf(), FIELDS)
        .hidden("version", shown.opened_with("version", task.version));
    let offered = ("notes.owner_hint", one.colleagues.clone());
    let form = shown.end(fields(form, shown, offered), &one.stood.opened.href);
    join([both, form.memoize()])
}

async fn submit_one(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let at = (TaskId::in_address(&id)?, fields.version("task")?);
    let changed = caller
        .writing(async |tx| acts::update(tx, &caller.app, &caller.viewer, at, said(&fields)?).await)
        .await;
    match changed {
        Ok(task) => Ok(redirect(&href(task.id))),
        Err(error) => {
            let shown = Shown::refused_or_changed(error, &fields)?;
            let one = find(&caller, &id).await?;
            Ok(caller.page_with(shown.status(), view(&caller, &one, &shown)))
        }
    }
}

/// Where a verb leads: to the page it was sent from.
fn back(fields: &Fields) -> &str {
    let page = inside(fields.text("back"));
    if page.len() > 1 { page } else { PLACE }
}

async fn submit_completion(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let at = (TaskId::in_address(&id)?, fields.version("task")?);
    let act = async |tx: &mut crate::database::Tx| acts::complete(tx, &caller.app, &caller.viewer, at).await;
    let task = caller.writing(act).await?;
    Ok(redirect(&after(back(&fields), &TICKED, task.id)))
}

async fn submit_reopening(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let at = (TaskId::in_address(&id)?, fields.version("task")?);
    let act = async |tx: &mut crate::database::Tx| acts::reopen(tx, &caller.app, &caller.viewer, at).await;
    caller.writing(act).await?;
    Ok(redirect(back(&fields)))
}

async fn submit_deletion(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let at = (TaskId::in_address(&id)?, fields.version("task")?);
    let act = async |tx: &mut crate::database::Tx| acts::delete(tx, &caller.app, &caller.viewer, at).await;
    let task = caller.writing(act).await?;
    Ok(redirect(&after(back(&fields), &DELETED, task.id)))
}

async fn submit_restoration(caller: Caller, Path(id): Path<String>, fields: Fields) -> Answer {
    let at = (TaskId::in_address(&id)?, fields.version("task")?);
    let act = async |tx: &mut crate::database::Tx| acts::restore(tx, &caller.app, &caller.viewer, at).await;
    let task = caller.writing(act).await?;
    Ok(redirect(&href(task.id)))
}
