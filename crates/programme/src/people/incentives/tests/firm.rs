//! A firm of three sellers and two accounts, made by the acts that users use.

use crate::foundation::{facts, staff};
use crate::people::incentives::{acts, store};
use platform::access::{Role, Viewer};
use platform::testing::TestProgramme;
use std::collections::BTreeMap;
use vocabulary::{PersonId, PlanVersionId};

/// Two fiscal quarters of 2026, commission 10 % of orders by their seller, and 5 % of invoices by the account's holders.
pub(super) const PLAN: &str = r#"
schema: kam-plan/1
plan: sellers
version: 1
text: "You are paid a commission on what you sell."
effective: { from: 2026-01-01, to: 2027-01-01 }
applies_to: { role: seller, title: seller }
currency: { plan: EUR }
calendar: { kind: dates, starts: [2026-01-01, 2026-04-01, 2026-07-01, 2026-10-01, 2027-01-01], per_year: 4 }
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
  - { name: one, given: { quotas: { sales: 1000 EUR }, measures: { sales: 1000 EUR } }, expect: { 2026: { commission: 100.00 } } }
  - { name: two, given: { quotas: { sales: 1000 EUR }, measures: { sales: 0 EUR } }, expect: { 2026: { commission: 0.00 } } }
  - { name: three, given: { quotas: { sales: 1000 EUR }, measures: { sales: 10.05 EUR } }, expect: { 2026: { commission: 1.01 } } }
  - { name: four, given: { quotas: { sales: 1000 EUR }, measures: { sales: 500 EUR } }, expect: { 2026: { attainment.sales: 50% } } }
  - { name: five, given: { quotas: { sales: 1000 EUR }, measures: { sales: 99.99 EUR } }, expect: { 2026: { commission: 10.00 } } }
"#;

pub(super) const STAFF: &str = "reference,name,title,manager,hired\n\
     M1,Mara Vos,sales-manager,,2020-01-01\n\
     S1,Sten Aas,seller,M1,2021-01-01\n\
     S2,Ida Berg,seller,M1,2022-01-01\n\
     S3,Olle Dahl,seller,,2023-01-01\n";
pub(super) const ACCOUNTS: &str = "reference,name,class\nA1,Northern Mills,key\nA2,Southern Pumps,key\n";
pub(super) const QUOTAS: &str = "person,measure,from,to,amount,currency\n\
     S1,sales,2026-01-01,2027-01-01,1000.00,EUR\n\
     S2,sales,2026-01-01,2027-01-01,2000.00,EUR\n\
     S3,sales,2026-01-01,2027-01-01,3000.00,EUR\n";
pub(super) const ORDERS: &str = "source,document,line,date,account,seller,amount,currency\n\
     erp,O-1,1,2026-01-15,A1,S1,100.0050,EUR\n\
     erp,O-2,1,2026-02-10,A2,S1,300.0000,EUR\n\
     erp,O-3,1,2026-03-31,A1,S2,50.0000,EUR\n\
     erp,O-4,1,2026-04-01,A1,S1,200.0050,EUR\n\
     erp,O-5,1,2026-05-20,A2,,999.0000,EUR\n";

pub(super) struct Firm {
    pub(super) programme: TestProgramme,
    pub(super) plan: PlanVersionId,
    pub(super) analyst: Viewer,
    pub(super) director: Viewer,
    pub(super) people: BTreeMap<String, PersonId>,
}

impl Firm {
    /// The firm with its plan approved and its files imported.
    pub(super) async fn open(programme: TestProgramme) -> Self {
        Self::under(programme, PLAN).await
    }

    /// The firm under another plan.
    pub(super) async fn under(programme: TestProgramme, plan: &str) -> Self {
        let operator = programme.operator();
        let files = [("accounts.csv", ACCOUNTS), ("staff.csv", STAFF), ("quotas.csv", QUOTAS)];
        let files = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect();
        let report = facts::acts::import(&programme.app, &operator, files, facts::Told::default())
            .await
            .unwrap();
        assert_eq!((report.refused, report.refusal()), (0, None), "{report:#?}");
        let (analyst, director) = (user(&programme, Role::CompAnalyst, 901), user(&programme, Role::KaDirector, 902));
        let mut tx = programme.write().await;
        let plan = acts::add_plan(&mut tx, &analyst, &acts::check_plan(plan).unwrap()).await.unwrap();
        acts::approve_plan(&mut tx, &director, plan).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = programme.read().await;
        let people = staff::people(&mut tx)
            .await
            .unwrap()
            .into_iter()
            .map(|person| (person.reference, person.id))
            .collect();
        drop(tx);
        let firm = Self {
            programme,
            plan,
            analyst,
            director,
            people,
        };
        firm.orders("orders.csv", ORDERS).await;
        firm
    }

    /// Imports orders.
    pub(super) async fn orders(&self, name: &str, text: &str) {
        let target = Some(crate::foundation::facts::rules::target::Target::Facts(engine::FactKind::Order));
        let told = facts::Told {
            target,
            ..facts::Told::default()
        };
        let files = vec![(name.to_owned(), text.as_bytes().to_vec())];
        let report = facts::acts::import(&self.programme.app, &self.programme.operator(), files, told)
            .await
            .unwrap();
        assert_eq!((report.refused, report.refusal()), (0, None), "{report:#?}");
    }

    /// Imports a file of another kind, recognised by its headings.
    pub(super) async fn import(&self, name: &str, text: &str) {
        let files = vec![(name.to_owned(), text.as_bytes().to_vec())];
        let report = facts::acts::import(&self.programme.app, &self.programme.operator(), files, facts::Told::default())
            .await
            .unwrap();
        assert_eq!((report.refused, report.refusal()), (0, None), "{report:#?}");
    }

    /// Everybody by reference, newcomers included.
    pub(super) async fn meet_newcomers(&mut self) {
        let mut tx = self.programme.read().await;
        self.people = staff::people(&mut tx)
            .await
            .unwrap()
            .into_iter()
            .map(|person| (person.reference, person.id))
            .collect();
    }

    pub(super) async fn run(&self, period: &str) -> vocabulary::RunId {
        acts::run(&self.programme.app, &self.analyst, self.plan, period).await.unwrap()
    }

    /// Runs, approves and closes a period.
    pub(super) async fn close(&self, period: &str) {
        let run = self.run(period).await;
        let mut tx = self.programme.write().await;
        acts::approve_period(&mut tx, &self.director, self.plan, period, run).await.unwrap();
        acts::close_period(&mut tx, &self.analyst, self.plan, period, period).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What a person earned in a period, as text: "40.00 EUR", or why it is unknown.
    pub(super) async fn earned(&self, person: &str, period: &str) -> String {
        let line = self.line(person, period).await;
        line.earned
            .map_or_else(|| line.unknown_because.unwrap_or_default(), |money| money.to_string())
    }

    pub(super) async fn line(&self, person: &str, period: &str) -> store::Line {
        let mut tx = self.programme.read().await;
        let scope = self.analyst.may(crate::people::incentives::SEE).unwrap();
        let lines = store::list_lines_of(&mut tx, &scope, self.plan, self.people[person]).await.unwrap();
        lines.into_iter().find(|(name, _)| name == period).unwrap().1
    }
}

/// A user of a role with an id of their own.
pub(super) fn user(programme: &TestProgramme, role: Role, number: u64) -> Viewer {
    let id = vocabulary::UserId::parse(&format!("00000000-0000-0000-0000-{number:012}")).unwrap();
    Viewer::new(id, role.name().to_owned(), [role].into(), None, &programme.app.book.access)
}
