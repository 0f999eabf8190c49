//! One small firm for all chapters: somebody who manages a team, a second line below it, somebody outside, and an account,
//! an order, a position and a statement for each of them.

use crate::foundation::staff::rules::positions::SaidPosition;
use crate::foundation::{accounts, facts, staff};
use crate::people::incentives::acts;
use platform::access::{Role, Viewer};
use platform::testing::{Browser, TestProgramme};
use std::collections::BTreeMap;
use vocabulary::{AccountId, AssignmentId, Day, PersonId, PlanVersionId, PositionId, RunId, UserId};

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
}

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
}

/// Everybody who may ask, a browser each.
pub(super) struct Caller {
    /// The role's name, `no_role` or `stranger`.
    pub(super) name: &'static str,
    /// The user; a stranger is none.
    pub(super) user: Option<UserId>,
    pub(super) browser: Browser,
}

pub(super) struct Firm {
    pub(super) programme: TestProgramme,
    pub(super) records: BTreeMap<Whose, Records>,
    pub(super) plan: PlanVersionId,
    pub(super) run: RunId,
    /// A kept import with a refused row.
    pub(super) import: facts::ImportId,
    /// What the chapters bring themselves.
    pub(super) samples: super::samples::Made,
}

const PLAN: &str = include_str!("../demonstration/plan.yaml");

impl Firm {
    /// The firm with two calculated quarters of 2025, the first of them closed.
    pub(super) async fn open(names: Names) -> Self {
        let programme = TestProgramme::new(crate::book()).await;
        import(&programme, vec![people(names), customers(names), quotas()]).await;
        import(&programme, vec![assignments()]).await;
        let import = import(&programme, trade(names)).await;
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
        let mut firm = Self {
            programme,
            records,
            plan,
            run,
            import,
            samples: super::samples::Made::new(),
        };
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
        Caller {
            name,
            user: Some(user.id),
            browser,
        }
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
    let mut tx = programme.read().await;
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
            },
        );
    }
    records
}
