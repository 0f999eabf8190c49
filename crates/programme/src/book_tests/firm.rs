//! One small firm for all chapters: somebody who manages a team, a second line below it, somebody outside, and an account,
//! an order, a position, a statement and records of coaching for each of them.

mod coached;
mod files;
mod noted;

pub(super) use files::file;

use crate::foundation::staff::rules::positions::SaidPosition;
use crate::foundation::{accounts, facts, staff};
use crate::people::coaching::store as coaching;
use crate::people::incentives::acts;
use coached::{asked, coached, coaching_form, coaching_programme};
use files::{assignments, contacts, customers, exchange_rates, holidays, import, people, products, quotas, reference, trade};
use noted::{cancelled_job, notes};
use platform::access::{Role, Viewer};
use platform::jobs;
use platform::notes::NoteId;
use platform::notes::files::EvidenceId;
use platform::notes::tasks::TaskId;
use platform::notifications::{self, Happened, NoticeId};
use platform::testing::{Browser, Engine, TestProgramme};
use platform::views::{self, ViewId};
use std::collections::BTreeMap;
use vocabulary::{
    AccountId, AssignmentId, CoachingAppointmentId, CoachingFormId, CoachingPlanId, CoachingProgrammeId, CoachingRequestId,
    CoachingSessionId, Day, PersonId, PlanVersionId, PositionId, RunId, UserId,
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

fn of(programme: &TestProgramme, role: Role, number: u64) -> Viewer {
    let user = UserId::parse(&format!("00000000-0000-0000-0000-{number:012}")).unwrap();
    Viewer::new(user, role.name().to_owned(), [role].into(), None, &programme.app.book.access)
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
