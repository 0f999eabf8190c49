//! Alerts as the chapters that watch, the people who own them and everybody else meet them.

mod evaluating;
mod nightly;
mod one;
mod pages;
mod rules;

use super::acts::{Evaluated, consider_kinds, evaluate_kinds};
use super::rules::{Alert, Found};
use super::{Kind, Owner, store};
use crate::book_tests::samples::Sample;
use crate::foundation::accounts::tests::{cast, person_id, placed, staff_row};
use crate::foundation::staff;
use platform::access::{Permission, Role, Scope};
use platform::chapter::Later;
use platform::database::Tx;
use platform::figures::{About, Figure, Subject};
use platform::look::components::Hazard;
use platform::testing::TestProgramme;
use platform::{Error, Result};
use std::collections::BTreeSet;
use vocabulary::{AlertId, Cell, Currency, Explained, Money, PersonId, Trace};

/// What stands in addresses of this chapter: an alert about somebody that is theirs, and closed, so that nobody has to settle it.
pub(crate) const SAMPLES: &[Sample] = &[Sample {
    chapter: "alerts",
    parameter: "alert",
    make: |tx, _, reference, words| {
        Box::pin(async move {
            let reference = reference.to_owned();
            let person = staff::by_reference(tx, [&reference]).await?.remove(&reference);
            let person = person.ok_or(Error::NotFound { what: "person" })?.id;
            let alert = Alert {
                id: AlertId::new(tx.ids()),
                code: "AL-TEST-WARM".to_owned(),
                subject: person,
                opened: tx.now(),
                due: tx.today(),
                closed: Some(tx.now()),
                found: Found {
                    owner: Some(person),
                    informed: BTreeSet::new(),
                    hazard: Hazard::Act,
                    sentence: words.to_owned(),
                    act: "alerts.look".to_owned(),
                    href: "/figures".to_owned(),
                    figure: "incentives.attainment".to_owned(),
                    stake: None,
                },
            };
            store::insert(tx, &alert).await?;
            Ok(alert.id.to_string())
        })
    },
    large: &[],
    reaches_less: &[],
}];

/// Watched in these tests: the warmth of a person's office, which stands before the @ of their mail address, and the price of
/// cooling it behind. They carry names of the book, so that pages find who may read them.
static FIGURES: [Figure; 2] = [figure("incentives.attainment", warmth), figure("incentives.earned", price)];

const fn figure(name: &'static str, compute: platform::figures::Compute) -> Figure {
    Figure {
        name,
        title: "incentives.attainment",
        subject: crate::foundation::staff::called,
        period: platform::figures::no_period,
        about: About::Person,
        unit: "degrees",
        formula: "incentives.figure_attainment",
        rule: "test",
        needs: Permission::new("incentives.see"),
        compute,
        closed: None,
        kept: None,
    }
}

fn figures(name: &str) -> Option<&'static Figure> {
    FIGURES.iter().find(|figure| figure.name == name)
}

async fn address(tx: &mut Tx, subject: &Subject) -> Result<(String, String)> {
    let id = PersonId::parse(&subject.id).unwrap();
    let person = staff::by_ids(tx, &[id])
        .await?
        .remove(&id)
        .ok_or(Error::NotFound { what: "person" })?;
    let email = person.email.unwrap_or_default();
    let (before, behind) = email.split_once('@').unwrap_or_default();
    Ok((before.to_owned(), behind.to_owned()))
}

fn warmth<'a>(tx: &'a mut Tx, _: &'a Scope, subject: &'a Subject) -> Later<'a, Result<Explained<Cell>>> {
    Box::pin(async move {
        let (degrees, _) = address(tx, subject).await?;
        let trace = Trace::new("warmth", Cell::Empty).note(format!("{degrees} degrees"));
        Ok(match degrees.parse() {
            Ok(degrees) => Explained::known(Cell::Count(degrees), trace),
            Err(_) => Explained::unknown("nobody measured", trace),
        })
    })
}

fn price<'a>(tx: &'a mut Tx, _: &'a Scope, subject: &'a Subject) -> Later<'a, Result<Explained<Cell>>> {
    Box::pin(async move {
        let (_, euros) = address(tx, subject).await?;
        let trace = Trace::new("price", Cell::Empty);
        Ok(match Money::parse(&euros, Currency::EUR) {
            Ok(money) => Explained::known(Cell::Money(money), trace),
            Err(_) => Explained::unknown("nobody asked", trace),
        })
    })
}

/// Everybody whose office is measured; `gone@…` has none any more.
fn measured(tx: &mut Tx) -> Later<'_, Result<Vec<PersonId>>> {
    Box::pin(async move {
        let people = staff::people(tx).await?.into_iter();
        let measured = people.filter(|person| person.email.as_deref().is_some_and(|email| !email.starts_with("gone@")));
        Ok(measured.map(|person| person.id).collect())
    })
}

/// An office above 25 degrees: the manager's to settle, the director is informed.
const WARM: Kind = Kind {
    code: "AL-TEST-WARM",
    figure: "incentives.attainment",
    raised: |value| matches!(value, Cell::Count(degrees) if *degrees > 25),
    sentence: "test.warm",
    in_mail: "alerts.in_mail",
    act: "test.open_a_window",
    href: |subject| format!("/staff/{subject}"),
    hazard: Hazard::Act,
    owner: Owner::Manager,
    informed: &[Owner::Holder(Role::KaDirector), Owner::Manager],
    due_working_days: 2,
    stake: Some("incentives.earned"),
    subjects: measured,
};

/// The same without money, for the director.
const STUFFY: Kind = Kind {
    code: "AL-TEST-STUFFY",
    owner: Owner::Holder(Role::KaDirector),
    informed: &[],
    stake: None,
    ..WARM
};

/// The cast, and the sentences of these tests.
async fn offices(programme: &TestProgramme) {
    platform::texts::register("[test]\nwarm = \"sits at {note}, says {person}\"\nopen_a_window = \"Open a window\"\n");
    cast(programme).await;
}

/// Measures offices: reference and mail address.
async fn measure<const N: usize>(programme: &TestProgramme, offices: [(&str, &str); N]) {
    let mut tx = programme.write().await;
    let mut rows = Vec::new();
    for person in staff::people(&mut tx).await.unwrap() {
        if let Some((_, email)) = offices.iter().find(|(reference, _)| *reference == person.reference) {
            let mut row = staff_row(&person.reference, &person.name, "", "");
            row.email = Some((*email).to_owned());
            rows.push(row);
        }
    }
    staff::acts::keep_rows(&mut tx, &programme.operator(), &placed(rows)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn evaluate(programme: &TestProgramme, kinds: &[Kind]) -> Evaluated {
    let mut tx = programme.write().await;
    let done = evaluate_kinds(&mut tx, kinds, figures).await.unwrap();
    tx.commit().await.unwrap();
    done
}

async fn consider(programme: &TestProgramme, kinds: &[Kind], people: &[PersonId]) -> Evaluated {
    let mut tx = programme.write().await;
    let done = consider_kinds(&mut tx, kinds, figures, people).await.unwrap();
    tx.commit().await.unwrap();
    done
}

fn done(raised: u64, closed: u64, open: u64, unowned: u64) -> Evaluated {
    Evaluated {
        raised,
        closed,
        open,
        unowned,
    }
}

async fn open(programme: &TestProgramme) -> Vec<Alert> {
    store::list_every_open(&mut programme.read().await).await.unwrap()
}

/// The references of the people who can see an open alert of the cast, by a role.
async fn readers(programme: &TestProgramme) -> Vec<String> {
    let mut found = Vec::new();
    for reference in ["P-1", "P-2", "P-3", "P-4", "P-5", "P-6"] {
        let viewer = programme.viewer_as(Role::KaDirector, person_id(programme, reference).await).await;
        let scope = viewer.may(super::SEE).unwrap();
        if !store::list_open(&mut programme.read().await, &scope).await.unwrap().is_empty() {
            found.push(reference.to_owned());
        }
    }
    found
}
