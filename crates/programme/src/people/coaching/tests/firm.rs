//! A firm that coaches: Mara has seven reports with a closed year behind them, Nils has four, Olof has five; Lena looks from above.

use crate::foundation::accounts::tests::{day, outline};
use crate::foundation::{alerts, facts, policies, staff};
use crate::people::coaching::acts::{self, Logging};
use crate::people::coaching::rules::session::{Kind, SaidSession, Skill, Stage};
use platform::access::{Role, Viewer};
use platform::database::{Query, Tx};
use platform::figures::Subject;
use platform::testing::{Browser, Seen, TestProgramme};
use platform::{Error, Result};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use vocabulary::{Cell, CoachingSessionId, Explained, Instant, PersonId};

/// Commission on the orders of a year, attained against a quota of a thousand each.
const PLAN: &str = r#"
schema: kam-plan/1
plan: sellers
version: 1
text: "You are paid a commission on what you sell."
effective: { from: 2025-01-01, to: 2027-01-01 }
applies_to: { role: seller, title: seller }
currency: { plan: EUR }
calendar: { kind: dates, starts: [2025-01-01, 2026-01-01, 2027-01-01], per_year: 1 }
rounding: { at: interval, digits: 2, mode: half_up }
proration: { of: annual, basis: calendar_days, applies_to: [] }
crediting:
  sources: [erp.order]
  rules:
    - id: own-orders
      when: tx.kind == "order"
      to: tx.seller
      category: orders
      amount: tx.amount * split.share
measures:
  sales:
    unit: EUR
    interval: year
    value: sum(credits.amount where credits.category == "orders")
    quota: { table: quotas, key: participant }
    attain_against: interval
components:
  - id: commission
    kind: commission.rate
    measure: sales
    text: "10 % of what you sell."
    rate: 10%
examples:
  - { name: one, given: { quotas: { sales: 1000 EUR }, measures: { sales: 1000 EUR } }, expect: { 2025: { commission: 100.00 } } }
  - { name: two, given: { quotas: { sales: 1000 EUR }, measures: { sales: 0 EUR } }, expect: { 2025: { commission: 0.00 } } }
  - { name: three, given: { quotas: { sales: 1000 EUR }, measures: { sales: 10.05 EUR } }, expect: { 2025: { commission: 1.01 } } }
  - { name: four, given: { quotas: { sales: 1000 EUR }, measures: { sales: 500 EUR } }, expect: { 2025: { attainment.sales: 50% } } }
  - { name: five, given: { quotas: { sales: 1000 EUR }, measures: { sales: 99.99 EUR } }, expect: { 2025: { commission: 10.00 } } }
"#;

const STAFF: &str = "reference,name,title,manager,hired\n\
     D,Dora Director,director,,2020-01-01\n\
     L,Lena Quist,second-line,D,2020-01-01\n\
     G,Gunnar Lead,lead,D,2020-01-01\n\
     H,Hilda Partner,hr,D,2020-01-01\n\
     M,Mara Vos,sales-manager,L,2020-01-01\n\
     N,Nils Ek,sales-manager,L,2020-01-01\n\
     O,Olof Rask,sales-manager,L,2020-01-01\n";

/// Attainment of 2025 by Mara's reports: one star, five core, one low.
const SALES: [(&str, &str, &str); 7] = [
    ("S1", "Sten Aas", "1300.00"),
    ("S2", "Ida Berg", "1100.00"),
    ("S3", "Tove Dahl", "1050.00"),
    ("S4", "Arne Falk", "1000.00"),
    ("S5", "Britt Gran", "950.00"),
    ("S6", "Carl Holm", "900.00"),
    ("S7", "Disa Lund", "400.00"),
];
pub(super) const CORE: [&str; 5] = ["S2", "S3", "S4", "S5", "S6"];
pub(super) const MARAS: [&str; 7] = ["S1", "S2", "S3", "S4", "S5", "S6", "S7"];
pub(super) const NILSS: [&str; 4] = ["T1", "T2", "T3", "T4"];
pub(super) const OLOFS: [&str; 5] = ["U1", "U2", "U3", "U4", "U5"];

pub(super) struct Firm {
    pub(super) programme: TestProgramme,
}

impl Firm {
    /// The people, on Monday, 2 March 2026.
    pub(super) async fn open(programme: TestProgramme) -> Self {
        let mut staff = STAFF.to_owned();
        let mut add = |reference: &str, name: &str, manager: &str| {
            staff.push_str(&format!("{reference},{name},seller,{manager},2020-01-01\n"));
        };
        for (reference, name, _) in SALES {
            add(reference, name, "M");
        }
        for (n, reference) in NILSS.iter().enumerate() {
            add(reference, &format!("Tessa{n} Nord"), "N");
        }
        for (n, reference) in OLOFS.iter().enumerate() {
            add(reference, &format!("Ulla{n} Udd"), "O");
        }
        let firm = Self { programme };
        firm.import("staff.csv", &staff).await;
        firm
    }

    /// The people, with 2025 calculated, approved and closed for Mara's and Nils's reports.
    pub(super) async fn ranked(programme: TestProgramme) -> Self {
        let firm = Self::open(programme).await;
        let mut quotas = "person,measure,from,to,amount,currency\n".to_owned();
        let mut orders = "source,document,line,date,account,seller,amount,currency\n".to_owned();
        let nilss = NILSS.map(|reference| (reference, "", "1000.00"));
        for (reference, _, amount) in SALES.iter().chain(&nilss) {
            quotas.push_str(&format!("{reference},sales,2025-01-01,2026-01-01,1000.00,EUR\n"));
            orders.push_str(&format!("erp,O-{reference},1,2025-06-15,A1,{reference},{amount},EUR\n"));
        }
        firm.import("accounts.csv", "reference,name,class\nA1,Northern Mills,key\n").await;
        firm.import("quotas.csv", &quotas).await;
        firm.import("order_2025.csv", &orders).await;
        firm.close_2025().await;
        firm
    }

    /// Analyst and director carry the year from its plan to its closing, by the pages that they use.
    async fn close_2025(&self) {
        let mut analyst = self.browser(Role::CompAnalyst, "H").await;
        let mut director = self.browser(Role::KaDirector, "D").await;
        let added = analyst.post("/incentives/plans", &[("source", PLAN), ("do", "add")]).await;
        assert_eq!(added.status, 303, "{}", outline(&added.body));
        let plan = added.location.trim_end_matches("/source.yaml").to_owned();
        let approved = director.post(&format!("{plan}/approval"), &[]).await;
        assert_eq!(approved.status, 303, "{}", outline(&approved.body));
        let period = format!("{}/2025", plan.replace("/incentives/plans/", "/incentives/periods/"));
        let run = analyst.post(&format!("{period}/run"), &[]).await;
        assert_eq!(run.status, 303, "{}", outline(&run.body));
        let number = run.location.rsplit('/').next().unwrap();
        let approved = director.post(&format!("{period}/approval"), &[("run", number)]).await;
        assert_eq!(approved.status, 303, "{}", outline(&approved.body));
        let closed = analyst.post(&format!("{period}/closing"), &[("name", "2025")]).await;
        assert_eq!(closed.status, 303, "{}", outline(&closed.body));
    }

    /// Imports a file that is kept without a refusal.
    pub(super) async fn import(&self, name: &str, text: &str) {
        let report = self.try_to_import(name, text).await.unwrap();
        assert_eq!((report.refused, report.refusal()), (0, None), "{report:#?}");
    }

    pub(super) async fn try_to_import(&self, name: &str, text: &str) -> Result<facts::Report> {
        let files = vec![(name.to_owned(), text.as_bytes().to_vec())];
        facts::acts::import(&self.programme.app, &self.programme.operator(), files, facts::Told::default()).await
    }

    pub(super) fn at(&self, instant: &str) {
        self.programme.clock.set(Instant::parse_rfc3339(instant).unwrap());
    }

    pub(super) async fn id(&self, reference: &str) -> PersonId {
        let reference = reference.to_owned();
        let mut tx = self.programme.read().await;
        staff::by_reference(&mut tx, [&reference]).await.unwrap()[&reference].id
    }

    pub(super) async fn viewer(&self, role: Role, reference: &str) -> Viewer {
        self.programme.viewer_as(role, self.id(reference).await).await
    }

    /// Somebody's browser, signed in now: whoever sleeps a day signs in again.
    pub(super) async fn browser(&self, role: Role, reference: &str) -> Desk {
        static LOGINS: AtomicU64 = AtomicU64::new(0);
        let login = format!("{}-{reference}-{}", role.name(), LOGINS.fetch_add(1, Ordering::Relaxed));
        let browser = self.programme.sign_in(&login, &[role], Some(self.id(reference).await)).await;
        Desk { browser }
    }

    /// A program with a token of somebody, for everything they may do.
    pub(super) async fn program(&self, role: Role, reference: &str) -> Browser {
        let login = format!("program-{}-{reference}", role.name());
        self.programme.sign_in(&login, &[role], Some(self.id(reference).await)).await;
        self.programme.program(&login, &self.programme.every_scope()).await
    }

    /// An act in a transaction of its own.
    pub(super) async fn act<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        let mut tx = self.programme.write().await;
        let done = act(&mut tx).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    }

    /// A coach logs a session with a report.
    pub(super) async fn try_to_log(&self, coach: &str, coachee: &str, said: SaidSession) -> Result<CoachingSessionId> {
        let viewer = self.viewer(Role::SalesManager, coach).await;
        let id = self.id(coachee).await;
        self.act(async |tx| acts::log(tx, &viewer, id, said, Logging::default()).await)
            .await
    }

    pub(super) async fn log(&self, coach: &str, coachee: &str, said: SaidSession) -> CoachingSessionId {
        let said = SaidSession {
            instance: said.instance.replace("{who}", coachee),
            ..said
        };
        self.try_to_log(coach, coachee, said).await.unwrap()
    }

    /// A coachee makes the two taps.
    pub(super) async fn rate(&self, coachee: &str, session: CoachingSessionId, value: i64) -> Result<()> {
        let viewer = self.viewer(Role::Kam, coachee).await;
        self.act(async |tx| acts::rate(tx, &viewer, session, Some(value), Some(true)).await)
            .await
    }

    /// A figure of somebody, in a period or in its usual one.
    pub(super) async fn figure(&self, name: &str, reference: &str, period: &str) -> Explained<Cell> {
        let figure = crate::figure(name).unwrap();
        let scope = crate::house().may(figure.needs).unwrap();
        let subject = Subject {
            id: self.id(reference).await.to_string(),
            period: period.to_owned(),
        };
        let mut tx = self.programme.read().await;
        (figure.compute)(&mut tx, &scope, &subject).await.unwrap()
    }

    /// A pitfall light: raised, clear, or why it was not judged.
    pub(super) async fn light(&self, pitfall: u8, coach: &str, period: &str) -> String {
        let figure = self.figure(&format!("coaching.pitfall_{pitfall}"), coach, period).await;
        match figure.value {
            Ok(Cell::Text(light)) => light,
            Ok(other) => panic!("a light is raised or clear, not {other:?}"),
            Err(unknown) => unknown.because,
        }
    }

    /// The open alerts of coaching about somebody, after everything was evaluated.
    pub(super) async fn alerts(&self, about: &str) -> Vec<String> {
        self.act(async |tx| alerts::acts::evaluate(tx).await).await.unwrap();
        self.open_alerts(about).await
    }

    /// The open alerts of coaching about somebody, as the last act left them.
    pub(super) async fn open_alerts(&self, about: &str) -> Vec<String> {
        let id = self.id(about).await;
        let query = Query::new("select code from alerts_alert where closed is null").with("and subject = {} order by code", &[&id]);
        let rows = self.programme.read().await.all(&query).await.unwrap();
        let codes = rows.iter().map(|row| row.get::<String>(0).unwrap());
        codes.filter(|code| code.starts_with("AL-COA")).collect()
    }

    /// Sets a policy from a day on.
    pub(super) async fn set(&self, name: &str, value: &str, from: &str) {
        let mut tx = self.programme.write().await;
        let seen = policies::acts::history(&mut tx, &self.programme.operator(), name).await.unwrap();
        let said = policies::acts::SaidValue {
            value,
            from: day(from),
            because: "A test",
            seen: seen.first().map(|version| version.id),
        };
        policies::acts::set(&mut tx, &self.programme.operator(), name, said).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// How many rows a table has.
    pub(super) async fn count(&self, select: &'static str) -> u64 {
        self.programme.read().await.count(&Query::new(select)).await.unwrap()
    }
}

/// Somebody at a browser.
pub(super) struct Desk {
    pub(super) browser: Browser,
}

impl Desk {
    pub(super) async fn get(&mut self, path: &str) -> Seen {
        self.browser.get(path).await
    }

    /// A page that opens, without its markup.
    pub(super) async fn page(&mut self, path: &str) -> String {
        let seen = self.browser.get(path).await;
        assert_eq!(seen.status, 200, "{path}: {}", seen.body);
        outline(&seen.body)
    }

    /// Sends a form with its secret.
    pub(super) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Seen {
        let csrf = self.browser.get("/password").await.csrf();
        let mut said = vec![("csrf", csrf.as_str())];
        said.extend(form);
        self.browser.post(path, &said).await
    }
}

/// A session about a deal.
pub(super) fn deal(on: &str, minutes: i64, stage: Stage) -> SaidSession {
    SaidSession {
        day: day(on),
        minutes,
        kind: Kind::Deal,
        stage,
        skill: None,
        instance: format!("What {{who}} asked on {on} at {}, for {minutes} minutes", stage.word()),
        how: String::new(),
        commitment: "I will ask for the date".to_owned(),
        due: Some(day(on).plus_days(14)),
    }
}

/// A session about a skill.
pub(super) fn skill(on: &str, minutes: i64, skill: Skill) -> SaidSession {
    SaidSession {
        kind: Kind::Skill,
        stage: Stage::None,
        skill: Some(skill),
        instance: format!("How {{who}} did {} on {on} in {minutes} minutes", skill.word()),
        ..deal(on, minutes, Stage::Creation)
    }
}

/// What a form of a session says, as text.
pub(super) fn form<'a>(coachee: &'a str, changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("coachee", coachee),
        ("day", "2026-03-02"),
        ("minutes", "30"),
        ("kind", "skill"),
        ("skill", "teach"),
        ("instance", "The third slide in Malmö"),
        ("how", "Begin with the loss"),
        ("commitment", "I will begin with the loss"),
        ("due", "2026-03-16"),
    ];
    let mut fields: BTreeMap<&str, &str> = usual.into_iter().collect();
    fields.extend(changed.iter().copied());
    fields.into_iter().collect()
}

/// The field and the code of a refusal.
#[track_caller]
pub(super) fn refused<T: std::fmt::Debug>(done: Result<T>) -> (String, String) {
    match done {
        Err(Error::Refused(refusal)) => (refusal.field.clone().unwrap_or_default(), refusal.code.to_string()),
        other => panic!("it was not refused: {other:?}"),
    }
}
