//! Daily mails as the mail server, their readers and the operator meet them.

mod daily;
mod leaving;
mod letters;
mod sending;
mod server;

use super::{Line, Source, Waiting};
use crate::access::{Role, Viewer};
use crate::chapter::{Book, Later};
use crate::database::Tx;
use crate::jobs::{self, Job};
use crate::testing::{Engine, TestProgramme, has_postgres};
use crate::web::AppRef;
use crate::{Result, notifications, users};
use server::{Read, Server};
use vocabulary::{Day, Instant, PersonId, UserId};

const KIND: notifications::Kind = notifications::Kind {
    word: "sample.happened",
    name: "sample.place",
};
const OTHER: notifications::Kind = notifications::Kind {
    word: "sample.other",
    name: "sample.job",
};

/// People 1 to 7 have a mail address, 8 has none, and that of 9 is none.
fn address_of(_: &mut Tx, person: PersonId) -> Later<'_, Result<Option<String>>> {
    let number = person.to_string().chars().last().unwrap();
    let address = match number {
        '8' => None,
        '9' => Some("no body@firm.example".to_owned()),
        number => Some(format!("person{number}@firm.example")),
    };
    Box::pin(async move { Ok(address) })
}

fn line(sentence: &str, due: Option<&str>) -> Line {
    Line {
        sentence: sentence.to_owned(),
        due: due.map(|day| Day::parse(day).unwrap()),
        act: "Look".to_owned(),
        href: "/sample?a=1&b=2".to_owned(),
    }
}

/// For person 2 nothing waits; for whoever is a KAM a step more.
fn waiting<'a>(_: &'a AppRef, viewer: &'a Viewer) -> Later<'a, Result<Waiting>> {
    let nothing = viewer.person.is_none_or(|person| person.to_string().ends_with('2'));
    let mut all = Waiting::default();
    if !nothing {
        let alerts = (1..=5).map(|n| line(&format!("Alert {n} asks for a look."), Some("2026-03-09")));
        all = Waiting {
            alerts: alerts.collect(),
            alerts_all: 7,
            steps: vec![line("A plan <b>waits</b> for “approval”.", None)],
        };
        if viewer.holds(crate::sample::SEE) {
            all.steps.push(line("Only a KAM sees this.", None));
        }
    }
    Box::pin(async move { Ok(all) })
}

fn book() -> Book {
    crate::texts::register("[sample]\njob = \"Counting\"\n");
    crate::sample::book()
        .with_jobs(&[super::JOBS])
        .with_notices(&[&[KIND, OTHER]])
        .with_mail(Source { address_of, waiting })
}

fn person(number: u64) -> PersonId {
    PersonId::parse(&format!("00000000-0000-0000-0000-{number:012}")).unwrap()
}

async fn open(engine: Engine, smtp: &str, more: &[(&str, &str)]) -> TestProgramme {
    let mut said = vec![
        ("mail.smtp", smtp),
        ("mail.from", "mainstay@firm.example"),
        ("server.public_url", "https://mainstay.firm.example"),
        ("firm.name", "Nordwind Öl"),
    ];
    said.extend_from_slice(more);
    TestProgramme::with(engine, book(), &said).await
}

/// Runs a test on every database there is, each with a mail server of its own.
async fn on_each(test: impl AsyncFn(TestProgramme, Server)) {
    let engines = [Some(Engine::Sqlite), has_postgres().then_some(Engine::Postgres)];
    for engine in engines.into_iter().flatten() {
        let server = Server::start().await;
        test(open(engine, &server.address(), &[]).await, server).await;
    }
}

/// Makes a user who is a person of the firm.
async fn user(programme: &TestProgramme, number: u64, role: Role) -> UserId {
    let mut tx = programme.write().await;
    let said = users::acts::Particulars {
        login: format!("user{number}"),
        name: format!("User {number}"),
        person: Some(person(number)),
        roles: [role].into(),
    };
    let (id, _) = users::acts::create(&mut tx, &programme.operator(), said).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Does what is due, and gives the job of the mails of the day.
async fn run(programme: &TestProgramme) -> Job {
    jobs::schedule(&programme.app).await.unwrap();
    while jobs::run_next(&programme.app).await.unwrap() {}
    job(programme).await
}

async fn job(programme: &TestProgramme) -> Job {
    let mut tx = programme.read().await;
    jobs::acts::list(&mut tx, &programme.operator(), &[], [1, 0])
        .await
        .unwrap()
        .remove(0)
}

fn outcome(job: &Job) -> String {
    job.result.as_ref().map_or_else(|| job.reason.clone(), jobs::Outcome::say)
}

fn at(programme: &TestProgramme, moment: &str) {
    programme.clock.set(Instant::parse_rfc3339(moment).unwrap());
}

/// The mails taken, to whom and as read, in the order of the addresses.
fn mails(server: &Server) -> Vec<(String, Read)> {
    let mut all: Vec<_> = server
        .taken()
        .iter()
        .map(|taken| (taken.to.clone(), server::read(&taken.raw)))
        .collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all
}

fn receivers(server: &Server) -> Vec<String> {
    mails(server).into_iter().map(|(to, _)| to).collect()
}
