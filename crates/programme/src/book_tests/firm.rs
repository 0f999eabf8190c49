//! One small firm for all chapters: somebody who manages a team, a second line below it, somebody outside, and an account,
//! an order, a position, a statement and records of coaching for each of them.

use crate::foundation::staff::rules::positions::SaidPosition;
use crate::foundation::{accounts, alerts, facts, staff};
use crate::people::coaching::rules::plan::Progress;
use crate::people::coaching::rules::programme::SaidProgramme;
use crate::people::coaching::rules::request::About;
use crate::people::coaching::rules::session::{Kind, SaidSession, Skill, Stage};
use crate::people::coaching::store as coaching;
use crate::people::incentives::acts;
use platform::access::{Role, Viewer};
use platform::database::Tx;
use platform::jobs;
use platform::notes::files::{self, EvidenceId};
use platform::notes::tasks::{self, TaskId};
use platform::notes::{self, NoteId};
use platform::notifications::{self, Happened, NoticeId};
use platform::testing::{Browser, Engine, TestProgramme};
use platform::views::{self, ViewId};
use std::collections::BTreeMap;
use vocabulary::{
    AccountId, AssignmentId, CoachingAppointmentId, CoachingFormId, CoachingPlanId, CoachingProgrammeId, CoachingRequestId,
    CoachingSessionId, Day, Interval, PersonId, PlanVersionId, PositionId, RunId, UserId,
};

/// Whose record it is, as seen by the one who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whose {
    /// One's own.
    Own,
    /// Somebody's who reports to one.
    Team,
    /// Somebody's who reports to one's team.
    Units,
    /// Somebody else's.
    Other,
}

impl Whose {
    pub(super) const ALL: [Self; 4] = [Self::Own, Self::Team, Self::Units, Self::Other];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Team => "team",
            Self::Units => "units",
            Self::Other => "other",
        }
    }

    fn person(self) -> &'static str {
        match self {
            Self::Own => "Orla Ownby",
            Self::Team => "Tarik Teamer",
            Self::Units => "Una Underhill",
            Self::Other => "Otto Outward",
        }
    }

    fn account(self) -> &'static str {
        match self {
            Self::Own => "Ownmoor Mills",
            Self::Team => "Teamford Mills",
            Self::Units => "Underlake Mills",
            Self::Other => "Outfield Mills",
        }
    }

    /// Whether a text names the person, and whether it names their account.
    pub(super) fn is_named_in(self, text: &str) -> (bool, bool) {
        (text.contains(self.person()), text.contains(self.account()))
    }

    /// A text of the person's coaching record, to be found wherever it is shown.
    fn said(self, what: &str) -> String {
        format!("coaching-{what}-of-{}.", self.word())
    }

    /// Whether a text shows any words of the person's coaching record.
    pub(super) fn is_quoted_in(self, text: &str) -> bool {
        WORDS.iter().any(|what| text.contains(&self.said(what)))
    }
}

/// What is written in a coaching record: each word stands in one of its texts.
const WORDS: [&str; 15] = [
    "note",
    "instance",
    "how",
    "commitment",
    "request",
    "answer",
    "topic",
    "question",
    "reason",
    "target",
    "because",
    "talk",
    "style",
    "choice",
    "trigger",
];

/// What is written behind each name: nothing, or what an intruder would write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    Plain,
    Hostile,
}

/// Ends an attribute and an element, begins a script, an attribute and an entity, and turns the direction of writing.
pub(super) const HOSTILE: &str = "</a><script>alert(1)</script>\"' onclick=\"alert(2)\" & \u{202e}{name}";

impl Names {
    pub(super) fn of(self, name: &str) -> String {
        match self {
            Self::Plain => name.to_owned(),
            Self::Hostile => format!("{name}{HOSTILE}"),
        }
    }
}

/// The records of one of the four.
#[derive(Debug, Clone, Copy)]
pub(super) struct Records {
    pub(super) person: PersonId,
    pub(super) account: AccountId,
    pub(super) assignment: AssignmentId,
    pub(super) position: PositionId,
    pub(super) coaching: Coaching,
}

/// The coaching records of one of the four. Their coach is Cora Coachwell, who is none of them and manages nobody.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coaching {
    pub(super) session: CoachingSessionId,
    pub(super) plan: CoachingPlanId,
    pub(super) request: CoachingRequestId,
    pub(super) appointment: CoachingAppointmentId,
}

/// Everybody who may ask, a browser each.
pub(super) struct Caller {
    /// The role's name, `no_role` or `stranger`.
    pub(super) name: &'static str,
    /// The user; a stranger is none.
    pub(super) user: Option<UserId>,
    pub(super) browser: Browser,
    /// A program with a token for everything they may do; a stranger's has none.
    pub(super) program: Browser,
}

pub(super) struct Firm {
    pub(super) programme: TestProgramme,
    names: Names,
    pub(super) records: BTreeMap<Whose, Records>,
    pub(super) plan: PlanVersionId,
    pub(super) run: RunId,
    /// A recurring programme of coaching.
    pub(super) coaching_programme: CoachingProgrammeId,
    /// A form by which sessions are scored.
    pub(super) coaching_form: CoachingFormId,
    /// A kept import with a refused row.
    pub(super) import: facts::ImportId,
    /// The saved view of each caller, and of somebody who is none of them.
    pub(super) views: std::sync::Mutex<BTreeMap<Option<UserId>, ViewId>>,
    /// The notice of each caller, and of somebody who is none of them.
    pub(super) notices: std::sync::Mutex<BTreeMap<Option<UserId>, NoticeId>>,
    /// A note, a task and a file on the account of each; their coaching records have a note too.
    pub(super) notes: BTreeMap<Whose, (NoteId, TaskId, EvidenceId)>,
    /// What the chapters bring themselves.
    pub(super) samples: super::samples::Made,
}

const PLAN: &str = include_str!("../demonstration/plan.yaml");

impl Firm {
    /// The firm with two calculated quarters of 2025, the first of them closed.
    pub(super) async fn open(names: Names) -> Self {
        Self::open_on(Engine::Sqlite, names).await
    }

    /// The same on a database of choice.
    pub(super) async fn open_on(engine: Engine, names: Names) -> Self {
        let programme = TestProgramme::on(engine, crate::book()).await;
        import(&programme, vec![people(names), customers(names), quotas()]).await;
        import(
            &programme,
            vec![assignments(), exchange_rates(), products(names), holidays(names), contacts(names)],
        )
        .await;
        let import = import(&programme, trade(names)).await;
        cancelled_job(&programme, names, None).await;
        let (analyst, director) = (of(&programme, Role::CompAnalyst, 901), of(&programme, Role::KaDirector, 902));
        let mut tx = programme.write().await;
        let plan = acts::add_plan(&mut tx, &analyst, &acts::check_plan(PLAN).unwrap()).await.unwrap();
        acts::approve_plan(&mut tx, &director, plan).await.unwrap();
        tx.commit().await.unwrap();
        let run = acts::run(&programme.app, &analyst, plan, "2025-P01").await.unwrap();
        let mut tx = programme.write().await;
        acts::approve_period(&mut tx, &director, plan, "2025-P01", run).await.unwrap();
        acts::close_period(&mut tx, &analyst, plan, "2025-P01", "2025-P01").await.unwrap();
        tx.commit().await.unwrap();
        let run = acts::run(&programme.app, &analyst, plan, "2025-P02").await.unwrap();
        let records = records(&programme, names).await;
        let coaching_programme = coaching_programme(&programme, names, &records).await;
        let coaching_form = coaching_form(&programme, names).await;
        let notes = notes(&programme, names, &records).await;
        let mut firm = Self {
            programme,
            names,
            records,
            plan,
            run,
            coaching_programme,
            coaching_form,
            import,
            views: std::sync::Mutex::default(),
            notices: std::sync::Mutex::default(),
            notes,
            samples: super::samples::Made::new(),
        };
        firm.desk_of(None).await;
        firm.samples = super::samples::make(&firm, names).await;
        firm
    }

    pub(super) fn records_of(&self, whose: Whose) -> Records {
        self.records[&whose]
    }

    /// A user with some roles who is the first of the four people.
    pub(super) async fn caller(&self, name: &'static str, roles: &[Role]) -> Caller {
        let browser = self.programme.sign_in(name, roles, Some(self.records_of(Whose::Own).person)).await;
        let mut tx = self.programme.read().await;
        let user = platform::users::store::look_up(&mut tx, name).await.unwrap().unwrap();
        drop(tx);
        cancelled_job(&self.programme, self.names, Some(user.id)).await;
        self.desk_of(Some(user.id)).await;
        Caller {
            name,
            user: Some(user.id),
            browser,
            program: self.programme.program(name, &self.programme.every_scope()).await,
        }
    }

    /// A view of the accounts that somebody saved, with which the list does not open, and a notice that a job has ended.
    async fn desk_of(&self, owner: Option<UserId>) {
        let access = &self.programme.app.book.access;
        let user = owner.unwrap_or_else(|| UserId::parse("00000000-0000-0000-0000-000000000999").unwrap());
        let viewer = Viewer::new(user, String::new(), [].into(), None, access);
        let mut tx = self.programme.write().await;
        let name = self.names.of("Mills of the north");
        let name: String = name.chars().take(60).collect();
        let said = views::Said {
            name: &name,
            role: "",
            opens: false,
        };
        let view = views::save(&mut tx, &viewer, ("/accounts", "q=o&sort=-name"), said).await.unwrap();
        let happened = Happened::new("jobs.told_done", "/jobs")
            .with("job", &name)
            .with("subject", "orders.csv");
        notifications::tell(&mut tx, &jobs::NOTICES[0], &[(user, happened)]).await.unwrap();
        let notice = notifications::latest(&mut tx, user).await.unwrap()[0].id;
        tx.commit().await.unwrap();
        self.views.lock().unwrap().insert(owner, view.id);
        self.notices.lock().unwrap().insert(owner, notice);
    }

    /// A user for each role, one without a role, and somebody who is not signed in.
    pub(super) async fn callers(&self) -> Vec<Caller> {
        let mut callers = Vec::new();
        for role in Role::ALL {
            callers.push(self.caller(role.name(), &[role]).await);
        }
        callers.push(self.caller("no_role", &[]).await);
        callers.push(Caller {
            name: "stranger",
            user: None,
            browser: self.programme.stranger(),
            program: self.programme.stranger(),
        });
        callers
    }

    /// Somebody with every role.
    pub(super) async fn everything(&self) -> Caller {
        self.caller("everything", &Role::ALL).await
    }
}

/// A note, a task and a file on the account of each of the four, by somebody who sees all accounts, and a note of their own on their coaching
/// record.
async fn notes(
    programme: &TestProgramme,
    names: Names,
    records: &BTreeMap<Whose, Records>,
) -> BTreeMap<Whose, (NoteId, TaskId, EvidenceId)> {
    let (director, app) = (of(programme, Role::KaDirector, 902), &programme.app);
    let mut found = BTreeMap::new();
    for (whose, records) in records {
        let own = programme.viewer_as(Role::Kam, records.person).await;
        let words = names.of(&format!("{} wants a longer contract. See https://mills.example.", whose.account()));
        let coached = names.of(&whose.said("note"));
        let terms = platform::web::File {
            name: names.of("Terms") + ".txt",
            bytes: names.of(&format!("What {} agreed to", whose.account())).into_bytes(),
        };
        let terms = files::Sent::take(app, terms).await.unwrap();
        let mut tx = programme.write().await;
        let account = notes::Record::find_at(&app.book, &format!("/accounts/{}", records.account)).unwrap();
        let shared = notes::Said {
            words: &words,
            private: false,
        };
        let note = notes::write(&mut tx, app, &director, &account, shared).await.unwrap();
        let coaching = notes::Record::find_at(&app.book, &format!("/coaching/people/{}", records.person)).unwrap();
        let coached = notes::Said {
            words: &coached,
            private: false,
        };
        notes::write(&mut tx, app, &own, &coaching, coached).await.unwrap();
        let call = names.of(&format!("Call {}", whose.account()));
        let said = tasks::Said {
            words: &call,
            owner: "",
            due: Some(Day::parse("2026-03-01").unwrap()),
        };
        let task = tasks::create(&mut tx, app, &director, (&account, Some(note.id)), said)
            .await
            .unwrap();
        let file = files::keep(&mut tx, app, &director, &account, terms).await.unwrap();
        tx.commit().await.unwrap();
        found.insert(*whose, (note.id, task.id, file.id));
    }
    found
}

/// A job that somebody asked for, or the house, and that was cancelled: streams about it come to their end at once.
async fn cancelled_job(programme: &TestProgramme, names: Names, user: Option<UserId>) {
    let house = programme.operator();
    let access = &programme.app.book.access;
    let asker = user.map_or_else(|| house.clone(), |user| Viewer::new(user, String::new(), [].into(), None, access));
    let mut tx = programme.write().await;
    let request = jobs::Request::new(&()).unwrap().about(names.of("orders.csv"), "/facts");
    let id = jobs::enqueue(&mut tx, &asker, &alerts::JOBS[0], request).await.unwrap();
    jobs::acts::cancel(&mut tx, &house, id).await.unwrap();
    tx.commit().await.unwrap();
}

fn of(programme: &TestProgramme, role: Role, number: u64) -> Viewer {
    let user = UserId::parse(&format!("00000000-0000-0000-0000-{number:012}")).unwrap();
    Viewer::new(user, role.name().to_owned(), [role].into(), None, &programme.app.book.access)
}

type File = (String, Vec<u8>);

async fn import(programme: &TestProgramme, files: Vec<File>) -> facts::ImportId {
    let report = facts::acts::import(&programme.app, &programme.operator(), files, facts::Told::default())
        .await
        .unwrap();
    assert_eq!(report.state, facts::report::State::Done, "{report:#?}");
    report.id
}

/// A CSV file; each cell is quoted.
pub(super) fn file(name: &str, rows: &[Vec<String>]) -> File {
    let line = |row: &Vec<String>| {
        row.iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
            .collect::<Vec<_>>()
            .join(",")
    };
    (
        name.to_owned(),
        rows.iter().map(|row| line(row) + "\n").collect::<String>().into_bytes(),
    )
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn reference(prefix: &str, whose: Whose) -> String {
    format!("{prefix}-{}", whose.word())
}

fn people(names: Names) -> File {
    let mut rows = vec![row(["reference", "name", "title", "manager", "hired"])];
    for (whose, manager) in Whose::ALL.into_iter().zip(["", "P-own", "P-team", ""]) {
        let person = names.of(whose.person());
        rows.push(row([&reference("P", whose), &person, "Key account manager", manager, "2020-01-01"]));
    }
    rows.push(row(["P-coach", &names.of("Cora Coachwell"), "Coach", "", "2020-01-01"]));
    file("staff.csv", &rows)
}

fn customers(names: Names) -> File {
    let mut rows = vec![row(["reference", "name", "class", "country", "parent"])];
    for whose in Whose::ALL {
        let account = names.of(whose.account());
        rows.push(row([&reference("A", whose), &account, "key", "SE", ""]));
    }
    rows.push(row(["A-below", &names.of("Ownbrook Mills"), "key", "NO", "A-own"]));
    file("accounts.csv", &rows)
}

fn assignments() -> File {
    let mut rows = vec![row(["account", "person", "role", "share", "from", "to"])];
    for whose in Whose::ALL {
        rows.push(row([
            &reference("A", whose),
            &reference("P", whose),
            "kam",
            "100%",
            "2025-01-01",
            "",
        ]));
    }
    file("assignments.csv", &rows)
}

fn products(names: Names) -> File {
    let mut rows = vec![row(["reference", "name", "family", "parent family", "active"])];
    rows.push(row(["X-1", &names.of("Lifting gear"), &names.of("Lifting"), "Machines", "yes"]));
    rows.push(row(["X-2", &names.of("Old gear"), "", "", "no"]));
    file("products.csv", &rows)
}

fn holidays(names: Names) -> File {
    let mut rows = vec![row(["country", "subdivision", "day", "name"])];
    rows.push(row(["DE", "", "2026-12-25", &names.of("Christmas Day")]));
    file("holidays.csv", &rows)
}

/// Somebody at the account of each of the four; at no account of another is their name shown.
fn contacts(names: Names) -> File {
    let mut rows = vec![row(["contact id", "account", "name", "title", "email", "phone"])];
    for whose in Whose::ALL {
        let name = names.of(&format!("contact-of-{}.", whose.word()));
        rows.push(row([
            &reference("K", whose),
            &reference("A", whose),
            &name,
            "Buyer",
            "buyer@example.com",
            "+46 1",
        ]));
    }
    file("contacts.csv", &rows)
}

fn exchange_rates() -> File {
    let mut rows = vec![row(["table", "day", "from", "to", "rate"])];
    rows.push(row(["ecb", "2025-01-02", "EUR", "USD", "1.0321"]));
    rows.push(row(["ecb", "2025-06-30", "EUR", "USD", "1.1720"]));
    file("exchange_rates.csv", &rows)
}

fn quotas() -> File {
    let mut rows = vec![row(["person", "measure", "from", "to", "amount", "currency"])];
    for whose in Whose::ALL {
        for measure in ["key_revenue", "renewals"] {
            rows.push(row([&reference("P", whose), measure, "2025-01-01", "2026-01-01", "1000.00", "EUR"]));
        }
    }
    file("quotas.csv", &rows)
}

const HEADS: [&str; 8] = ["source", "document", "line", "date", "account", "seller", "amount", "currency"];

/// An invoice, a renewal and an order of everybody in each of the two quarters; one row is refused.
fn trade(names: Names) -> Vec<File> {
    let mut files = Vec::new();
    for (kind, source, amount) in [
        ("invoice_line", "erp", "620.50"),
        ("contract_event", "crm", "900.00"),
        ("order", "crm", "75.00"),
    ] {
        let mut rows = vec![row(HEADS)];
        for whose in Whose::ALL {
            for date in ["2025-02-03", "2025-05-06"] {
                let document = names.of(&format!("{kind}-{}-{date}", whose.word()));
                let (account, seller) = (reference("A", whose), reference("P", whose));
                rows.push(row([source, &document, "1", date, &account, &seller, amount, "EUR"]));
            }
        }
        if kind == "order" {
            rows.push(row([
                source,
                "broken",
                "1",
                &names.of("2025-02-31"),
                "A-own",
                "P-own",
                "1.00",
                "EUR",
            ]));
            // Nobody knows this account or this seller: the run leaves it on the worklist.
            rows.push(row([
                source,
                "foreign",
                "1",
                "2025-02-04",
                &names.of("A-gone"),
                &names.of("P-gone"),
                "5.00",
                "EUR",
            ]));
        }
        files.push(file(&format!("{kind}_2025.csv"), &rows));
    }
    files
}

/// A position for somebody, who holds it since the beginning of 2025.
async fn position(programme: &TestProgramme, names: Names, whose: Whose) -> PositionId {
    let operator = programme.operator();
    let mut tx = programme.write().await;
    let said = SaidPosition {
        reference: reference("S", whose),
        name: names.of("Seat"),
        title: Some("Key account manager".to_owned()),
    };
    let id = staff::acts::create_position(&mut tx, &operator, &said).await.unwrap();
    let said = staff::acts::SaidHolding {
        person: reference("P", whose),
        from: Day::ymd(2025, 1, 1).unwrap(),
        to: None,
    };
    staff::acts::hold(&mut tx, &operator, id, 1, &said).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn records(programme: &TestProgramme, names: Names) -> BTreeMap<Whose, Records> {
    let mut positions = BTreeMap::new();
    for whose in Whose::ALL {
        positions.insert(whose, position(programme, names, whose).await);
    }
    let mut tx = programme.write().await;
    let coach = staff::by_reference(&mut tx, [&"P-coach".to_owned()]).await.unwrap()["P-coach"].id;
    let mut records = BTreeMap::new();
    for whose in Whose::ALL {
        let (person, account) = (reference("P", whose), reference("A", whose));
        let person = staff::by_reference(&mut tx, [&person]).await.unwrap()[&person].id;
        let account = accounts::names(&mut tx, [&account]).await.unwrap()[&account].id;
        let assignment = staff::team_of(&mut tx, account).await.unwrap()[0].id;
        records.insert(
            whose,
            Records {
                person,
                account,
                assignment,
                position: positions[&whose],
                coaching: coached(&mut tx, names, whose, (coach, person)).await,
            },
        );
    }
    // Tarik asks the one who manages him too, so that what waits for a coach is seen.
    let (manager, asks) = (records[&Whose::Own].person, records[&Whose::Team].person);
    let request = asked(&tx, names, Whose::Team, (manager, asks));
    coaching::requests::insert(&mut tx, &request).await.unwrap();
    tx.commit().await.unwrap();
    records
}

/// Everything that a coaching record holds, with words in each text.
async fn coached(tx: &mut Tx, names: Names, whose: Whose, (coach, coachee): (PersonId, PersonId)) -> Coaching {
    let text = |what: &str| names.of(&whose.said(what));
    let session = session(tx, names, whose, (coach, coachee));
    coaching::sessions::insert(tx, std::slice::from_ref(&session)).await.unwrap();
    let rating = coaching::ratings::Rating {
        value: 4,
        shown: Some(true),
        day: day(2026, 2, 11),
    };
    coaching::ratings::insert(tx, session.id, (coach, coachee), rating).await.unwrap();
    let request = asked(tx, names, whose, (coach, coachee));
    coaching::requests::insert(tx, &request).await.unwrap();
    let style = coaching::requests::Style {
        learns: coaching::requests::Learns::Doing,
        words: text("style"),
        topic: text("choice"),
        version: 0,
    };
    coaching::requests::update_style(tx, coachee, &style).await.unwrap();
    coaching::requests::update_triggers(tx, coachee, &[text("trigger")]).await.unwrap();
    let link = coaching::requests::Link {
        coach,
        coachee,
        expert: coach,
        skill: Skill::Tailor,
        because: text("because"),
        day: day(2026, 2, 12),
    };
    coaching::requests::insert_link(tx, &link).await.unwrap();
    let talk = coaching::plans::Talk {
        coachee,
        coach,
        day: day(2026, 2, 13),
        words: text("talk"),
    };
    coaching::plans::insert_talk(tx, &talk).await.unwrap();
    closed_plan(tx, names, whose, (coach, coachee)).await;
    let plan = plan(tx, names, whose, (coach, coachee));
    coaching::plans::insert(tx, &plan).await.unwrap();
    let appointment = coaching::appointments::Appointment {
        id: CoachingAppointmentId::new(tx.ids()),
        coach,
        coachee,
        day: day(2026, 3, 4),
        starts: "14:00".to_owned(),
        minutes: 45,
        topic: text("topic"),
        skill: Some(Skill::Teach),
        session: None,
        cancelled: false,
        version: 1,
    };
    coaching::appointments::insert(tx, &appointment, &[text("question")]).await.unwrap();
    Coaching {
        session: session.id,
        plan: plan.id,
        request: request.id,
        appointment: appointment.id,
    }
}

fn day(year: i32, month: u8, day: u8) -> Day {
    Day::ymd(year, month, day).unwrap()
}

fn session(tx: &Tx, names: Names, whose: Whose, (coach, coachee): (PersonId, PersonId)) -> coaching::sessions::Session {
    let text = |what: &str| names.of(&whose.said(what));
    coaching::sessions::Session {
        id: CoachingSessionId::new(tx.ids()),
        coach,
        co_coach: None,
        coachee,
        said: SaidSession {
            day: day(2026, 2, 10),
            minutes: 45,
            kind: Kind::Skill,
            stage: Stage::None,
            skill: Some(Skill::Teach),
            instance: text("instance"),
            how: text("how"),
            commitment: text("commitment"),
            due: Some(day(2026, 2, 24)),
        },
        worded: false,
        outcome: None,
        meeting: None,
        source: None,
        entry_seconds: Some(40),
        level: Some(3),
        version: 1,
    }
}

fn asked(tx: &Tx, names: Names, whose: Whose, (coach, coachee): (PersonId, PersonId)) -> coaching::requests::Request {
    coaching::requests::Request {
        id: CoachingRequestId::new(tx.ids()),
        coach,
        coachee,
        about: About::Involvement,
        resource: None,
        words: names.of(&whose.said("request")),
        day: day(2026, 2, 26),
        due: Some(day(2026, 3, 2)),
        reply: None,
        answer: names.of(&whose.said("answer")),
        answered: None,
        version: 1,
    }
}

fn plan(tx: &Tx, names: Names, whose: Whose, (coach, coachee): (PersonId, PersonId)) -> coaching::plans::Plan {
    let text = |what: &str| names.of(&whose.said(what));
    let area = coaching::plans::Area {
        skill: Skill::Teach,
        because: text("reason"),
        target: text("target"),
        baseline: Err("nobody measured it".to_owned()),
        progress: None,
    };
    coaching::plans::Plan {
        id: CoachingPlanId::new(tx.ids()),
        coach,
        coachee,
        started: day(2026, 2, 1),
        closed: None,
        version: 1,
        areas: vec![area],
    }
}

async fn closed_plan(tx: &mut Tx, names: Names, whose: Whose, pair: (PersonId, PersonId)) {
    let mut plan = plan(tx, names, whose, pair);
    plan.started = day(2025, 11, 3);
    coaching::plans::insert(tx, &plan).await.unwrap();
    plan.closed = Some(day(2026, 1, 30));
    for area in &mut plan.areas {
        area.progress = Some(Progress::None);
    }
    coaching::plans::update(tx, &plan).await.unwrap();
}

async fn coaching_programme(programme: &TestProgramme, names: Names, records: &BTreeMap<Whose, Records>) -> CoachingProgrammeId {
    let mut tx = programme.write().await;
    let new = coaching::programmes::Programme {
        id: CoachingProgrammeId::new(tx.ids()),
        said: SaidProgramme {
            name: names.of("Every fortnight"),
            weeks: 2,
            from: day(2026, 1, 5),
            to: None,
        },
        coaches: vec![records[&Whose::Own].person, records[&Whose::Team].person],
        version: 1,
    };
    coaching::programmes::insert(&mut tx, &new).await.unwrap();
    let excuse = coaching::programmes::Excuse {
        coachee: records[&Whose::Team].person,
        span: Interval::new(day(2026, 1, 5), Some(day(2026, 1, 12))).unwrap(),
        because: names.of("Leave"),
    };
    coaching::programmes::insert_excuse(&mut tx, &excuse).await.unwrap();
    tx.commit().await.unwrap();
    new.id
}

/// A form with a question of each kind.
async fn coaching_form(programme: &TestProgramme, names: Names) -> CoachingFormId {
    let questions = ["range!", "yes_no", "single", "multiple", "open"].map(|kind| {
        let choices = if matches!(kind, "single" | "multiple") { "one; two" } else { "" };
        format!("{kind} | {} | guide | {choices}", names.of("Was it specific?"))
    });
    let mut tx = programme.write().await;
    let (operator, name) = (programme.operator(), names.of("Observation"));
    let id = crate::people::coaching::acts::make_form(&mut tx, &operator, &name, &questions.join("\n"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}
