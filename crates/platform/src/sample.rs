//! A book of one small chapter, for the tests of what every chapter stands on: a counter with pages that succeed and fail.

use crate::access::{Circle, Extent, Grant, Permission, Reach, Role, Viewer};
use crate::api::{Call, Found, Input, Made, Operation, Operations};
use crate::chapter::{Book, Chapter, Group, Later, Place};
use crate::database::{Migration, Query, Tx};
use crate::look::text;
use crate::notes::{Kind, Seen};
use crate::web::{Answer, Caller, Fields, Guard, Path, Response, Routes, Upload, View, redirect};
use crate::{Error, Result};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::rc::Rc;
use std::sync::Once;
use tracing_subscriber::filter::DynFilterFn;
use tracing_subscriber::prelude::*;
use vocabulary::PersonId;

/// See the counter.
pub(crate) const SEE: Permission = Permission::new("sample.see");
/// Change the counter.
pub(crate) const CHANGE: Permission = Permission::new("sample.change");

const TABLE: &str = "create table sample_counter (id text primary key, name text, n bigint, version bigint not null);\n\
     insert into sample_counter (id, name, n, version) values ('one', 'first', 0, 1);\n";

const CHAPTER: Chapter = Chapter {
    word: "sample",
    migrations: &[Migration {
        chapter: "sample",
        number: 1,
        sql: TABLE,
    }],
    texts: "[sample]\nmay_see = \"see samples\"\nmay_change = \"change samples\"\nplace = \"Sample\"\nnoted = \"a number\"\n",
    grants: &[
        Grant {
            permission: SEE,
            to: &[
                (Role::Kam, Reach::Own),
                (Role::SalesManager, Reach::Team),
                (Role::Auditor, Reach::All),
            ],
        },
        Grant {
            permission: CHANGE,
            to: &[(Role::Kam, Reach::Own)],
        },
    ],
    places: &[Place {
        group: Group::Home,
        text: "sample.place",
        href: "/sample",
        letter: Some('m'),
        needs: Some(SEE),
    }],
    figures: &[],
    api,
    routes,
};

/// The book of this chapter and of the house's own.
pub(crate) fn book() -> Book {
    Book::new(&[CHAPTER], circle).with_noted(&[NOTED])
}

/// The pages of numbers, on which notes can stand: whoever sees the counter sees those up to 99, and the auditor the others too.
const NOTED: &[Kind] = &[
    Kind {
        word: "sample",
        name: "sample.noted",
        place: "/sample/number/",
        needs: SEE,
        searched: true,
        seen: Seen::ByItsReaders,
        names: |_, viewer, ids| Box::pin(async { numbers(viewer, ids) }),
        reading: None,
    },
    Kind {
        word: "sample.secret",
        name: "sample.noted",
        place: "/sample/secret/",
        needs: SEE,
        searched: false,
        seen: Seen::ByItsReaders,
        names: |_, viewer, ids| Box::pin(async { numbers(viewer, ids) }),
        reading: None,
    },
];

fn numbers(viewer: &Viewer, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let all = matches!(viewer.may(SEE)?.people(), Extent::All);
    let seen = ids.iter().filter(|id| id.parse::<u64>().is_ok_and(|number| number < 100 || all));
    Ok(seen.map(|id| (id.clone(), format!("Number {id}"))).collect())
}

fn circle(_: &mut Tx, _: PersonId) -> Later<'_, Result<Circle>> {
    Box::pin(async { Ok(Circle::default()) })
}

fn routes(routes: Routes) -> Routes {
    routes
        .get("/sample", Guard::May(SEE), show)
        .post("/sample", Guard::May(CHANGE), submit)
        .post("/sample/upload", Guard::May(CHANGE), submit_file)
        .get("/sample/large", Guard::SignedIn, show_large)
        .get("/sample/fault", Guard::SignedIn, show_fault)
        .get("/sample/panic", Guard::SignedIn, show_panic)
        .get("/sample/number/{number}", Guard::SignedIn, show_number)
}

/// What the counter says.
pub(crate) async fn counted(tx: &mut Tx) -> i64 {
    tx.one(&Query::new("select n from sample_counter"))
        .await
        .unwrap()
        .unwrap()
        .get(0)
        .unwrap()
}

async fn show(caller: Caller) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let body = text(counted(&mut tx).await.to_string());
    Ok(caller.page(View::new("Sample", "/sample", body)))
}

async fn submit(caller: Caller, _fields: Fields) -> Answer {
    let mut tx = caller.app.db.write().await?;
    tx.execute(&Query::new("update sample_counter set n = n + 1")).await?;
    tx.commit().await?;
    Ok(redirect("/sample"))
}

async fn submit_file(caller: Caller, upload: Upload) -> Answer {
    let said: Vec<String> = upload
        .files
        .iter()
        .map(|file| format!("{} {}", file.name, file.bytes.len()))
        .collect();
    Ok(caller.page(View::new("Sample", "/sample", text(said.join(", ")))))
}

async fn show_large(caller: Caller) -> Response {
    caller.page(View::new("Sample", "/sample", text("a large page ".repeat(2000))))
}

async fn show_fault() -> Answer {
    Err(Error::from(anyhow::anyhow!("the inner secret")).context("reading the sample"))
}

async fn show_panic() -> Answer {
    panic!("the inner secret")
}

async fn show_number(caller: Caller, Path(number): Path<u64>) -> Response {
    caller.page(View::new("Sample", "/sample", text(number.to_string())))
}

/// The name of the counter: enough to write.
const BODY: &[Input] = &[
    Input::text("name", "users.name").needed(),
    Input::whole("by", "api.limit", 1, 10),
    Input::day("on", "users.started"),
    Input::decimal("amount", "users.started"),
    Input::flag("twice", "users.started"),
    Input::word("colour", "users.started", colours),
    Input::texts("notes", "users.started", 3),
];

fn colours() -> Vec<&'static str> {
    vec!["red", "blue"]
}

fn api(api: Operations) -> Operations {
    api.and(Operation::find("find_sample", "/sample", Guard::May(SEE), find_sample))
        .and(Operation::create("create_count", "/sample", Guard::May(CHANGE), create_count).body(BODY))
        .and(Operation::update("update_sample", "/sample", Guard::May(CHANGE), update_sample).body(BODY))
        .and(Operation::act("work_sample", "/sample/work", Guard::May(CHANGE), work_sample))
        .and(Operation::find("find_fault", "/sample/fault", Guard::SignedIn, find_fault))
        .and(Operation::find("find_refused", "/sample/refused", Guard::SignedIn, find_refused))
}

/// The counter for programs.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Sample")]
struct Shown {
    asked_by: String,
    name: String,
    n: i64,
}

async fn find_sample(call: Call) -> Result<Found<Shown>> {
    let mut tx = call.read().await?;
    let row = tx.one(&Query::new("select name, n, version from sample_counter")).await?;
    let row = row.ok_or(Error::NotFound { what: "sample" })?;
    let shown = Shown {
        asked_by: call.viewer().name.clone(),
        name: row.get(0)?,
        n: row.get(1)?,
    };
    Ok(Found::of_version(shown, row.get(2)?))
}

async fn count(tx: &mut Tx) -> Result<Made> {
    tx.execute(&Query::new("update sample_counter set n = n + 1")).await?;
    Ok(Made::at("one", "/sample"))
}

async fn create_count(call: Call) -> Result<Made> {
    call.writing(async |tx| {
        let made = count(tx).await?;
        if call.fields().text("name") == "nobody" {
            return Err(Error::refused_on("name", "sample.nobody", "Nobody counts. Name somebody."));
        }
        Ok(made)
    })
    .await
}

async fn update_sample(call: Call) -> Result<Made> {
    let version = call.version()?;
    call.writing(async |tx| {
        let query = Query::new("update sample_counter set").with(
            "name = {}, version = version + 1 where version = {}",
            &[&call.fields().text("name"), &version],
        );
        tx.execute_versioned("sample", &query).await?;
        Ok(Made::at("one", "/sample").version(version + 1))
    })
    .await
}

async fn work_sample(call: Call) -> Result<Made> {
    let app = call.app().clone();
    call.working(async move {
        let mut tx = app.db.write().await?;
        let made = count(&mut tx).await?;
        tx.commit().await?;
        Ok(made)
    })
    .await
}

async fn find_fault(_: Call) -> Result<Found<String>> {
    Err(Error::from(anyhow::anyhow!("the inner secret")).context("reading the sample"))
}

async fn find_refused(_: Call) -> Result<Found<String>> {
    Err(Error::refused_on("amount", "sample.too_much", "Too much. Take less."))
}

thread_local! {
    static LISTENING: RefCell<Option<Log>> = const { RefCell::new(None) };
}

/// What is logged on this thread, down to the last detail, until the guard is dropped.
pub(crate) fn listen() -> (Log, Listening) {
    static ONCE: Once = Once::new();
    // One subscriber for the whole process: those of single threads disturb each other's cache of what is worth logging.
    ONCE.call_once(|| {
        let listening = DynFilterFn::new(|_, _| LISTENING.with_borrow(Option::is_some));
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(|| Writer)
            .with_filter(listening);
        tracing_subscriber::registry().with(layer).init();
        tracing::callsite::rebuild_interest_cache();
    });
    let log = Log::default();
    LISTENING.set(Some(log.clone()));
    (log, Listening)
}

/// Ends the listening when it is dropped.
pub(crate) struct Listening;

impl Drop for Listening {
    fn drop(&mut self) {
        LISTENING.set(None);
    }
}

/// Log lines, kept for reading.
#[derive(Clone, Default)]
pub(crate) struct Log(Rc<RefCell<Vec<u8>>>);

impl Log {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.borrow()).into_owned()
    }
}

struct Writer;

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LISTENING.with_borrow(|log| log.iter().for_each(|log| log.0.borrow_mut().extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
