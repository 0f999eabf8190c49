//! A made-up firm, made by the acts that users use: people, accounts, four years of business, two plans, periods up to the last one,
//! a year of coaching.
//!
//! Deterministic, and quick: an empty database becomes the firm in seconds, a full one is left alone.

mod chance;
mod coaching;
mod customers;
mod lists;
mod notes;
mod people;
mod positions;
mod quotas;
mod sheet;
mod talks;
#[cfg(test)]
mod tests;
mod trade;
mod views;

use crate::foundation::facts::report::State;
use crate::foundation::facts::{self, Told};
use crate::foundation::policies::acts::SaidValue;
use crate::foundation::{policies, staff};
use crate::people::coaching::store as coaching_store;
use crate::people::incentives::{acts, store};
use people::{EVERYBODY, Somebody};
use platform::access::{Role, Viewer};
use platform::users::acts::{self as users, Particulars};
use platform::web::AppRef;
use platform::{Error, Result};
use sheet::Sheet;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use vocabulary::{Day, PersonId, PlanVersionId, UserId};

/// The firm's name.
pub const FIRM: &str = "Halvorsen Instruments";
/// Everybody's password. It is printed at every start, so the demonstration is served on loopback only.
pub const PASSWORD: &str = "sail-close-to-the-wind";
/// How the firm pays its account managers.
const PLAN: &str = include_str!("plan.yaml");
/// How it pays those in the Americas.
const PLAN_AMERICAS: &str = include_str!("plan_americas.yaml");
/// The last period that is made; a firm without it was left half made.
const LAST_PERIOD: &str = "2026-P04";

/// Who can sign in to the demonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The login.
    pub login: String,
    /// The password.
    pub password: String,
    /// The role.
    pub role: String,
}

/// Builds the firm when the database is empty; says who can sign in.
///
/// # Errors
/// A refusal when the database belongs to another firm, or when an earlier start was interrupted; what the acts say.
pub async fn build(app: &AppRef) -> Result<Vec<SignIn>> {
    if !is_built(app).await? {
        let users = found(app).await?;
        let cast = Cast {
            administrator: enter(app, &users, "leif").await?,
            analyst: enter(app, &users, "renske").await?,
            director: enter(app, &users, "torvald").await?,
        };
        take_seats(app, &cast).await?;
        views::save(app, &users).await?;
        import(app, &cast.administrator, vec![lists::contact_file(), lists::holiday_file()]).await?;
        import(app, &cast.analyst, vec![lists::product_file(), lists::exchange_rate_file()]).await?;
        import(app, &cast.analyst, vec![quotas::quota_file()]).await?;
        trade_and_pay(app, &cast).await?;
        notes::keep(app, &users).await?;
        let gone = EVERYBODY.iter().filter(|one| !one.is_there());
        close_users(app, &cast, gone.filter_map(|one| users.get(one.login).copied())).await?;
        coaching::coach(app, &users).await?;
    }
    let sign_in = |(one, role): (&Somebody, Role)| SignIn {
        login: one.login.to_owned(),
        password: PASSWORD.to_owned(),
        role: role.name().to_owned(),
    };
    let are_there = users_of_the_firm().filter(|(one, _)| one.is_there());
    Ok(are_there.map(sign_in).collect())
}

/// Everybody who is or was a user, with their role.
fn users_of_the_firm() -> impl Iterator<Item = (&'static Somebody, Role)> {
    EVERYBODY.iter().filter_map(|one| Some((one, one.role?)))
}

/// Who acts in the making of the firm.
struct Cast {
    administrator: Viewer,
    analyst: Viewer,
    director: Viewer,
}

async fn is_built(app: &AppRef) -> Result<bool> {
    let mut tx = app.db.read().await?;
    let users = users::list(&mut tx, &Viewer::operator(&app.book.access)).await?;
    if users.is_empty() {
        return Ok(false);
    }
    let known: BTreeSet<&str> = users.iter().map(|user| user.login.as_str()).collect();
    // The plan that is paid last.
    let (name, number) = plan_name()?;
    let plan = store::look_up_plan(&mut tx, &name, Some(number)).await?;
    let last = match plan {
        Some(plan) if plan.approved.is_some() => store::find_period(&mut tx, plan.id, LAST_PERIOD).await?.run,
        Some(_) | None => None,
    };
    let coached = users.iter().find(|user| user.login == "anselm").and_then(|user| user.person);
    // What is to come is arranged last.
    let coached = match coached {
        Some(person) => !coaching_store::appointments::list_of_feed(&mut tx, person, Day::MIN)
            .await?
            .is_empty(),
        None => false,
    };
    if last.is_some() && coached && users_of_the_firm().all(|(one, _)| known.contains(one.login)) {
        return Ok(true);
    }
    let sentence = "This database holds another firm, or a demonstration that was interrupted while it was made. \
                    Choose an empty folder, or remove this one.";
    Err(Error::refused("demonstration.not_empty", sentence))
}

fn plan_name() -> Result<(String, i64)> {
    let plan = acts::read_plan(PLAN_AMERICAS)?;
    Ok((plan.name.clone(), i64::from(plan.version)))
}

/// People, accounts and their users: the administrator first, who then makes everything else.
async fn found(app: &AppRef) -> Result<BTreeMap<&'static str, UserId>> {
    let (operator, length_min) = (Viewer::operator(&app.book.access), app.config.password_length_min);
    let mut ids = BTreeMap::new();
    for (one, role) in users_of_the_firm().take(1) {
        let mut tx = app.db.write().await?;
        let said = particulars((one, role), None);
        ids.insert(
            one.login,
            users::create_with_password(&mut tx, &operator, said, PASSWORD, length_min).await?,
        );
        tx.commit().await?;
    }
    let administrator = enter(app, &ids, "leif").await?;
    let files = vec![people::staff_file(), customers::account_file(), customers::assignment_file()];
    import(app, &administrator, files).await?;
    let mut tx = app.db.write().await?;
    let references: Vec<String> = EVERYBODY.iter().map(|one| one.reference.to_owned()).collect();
    let persons = staff::by_reference(&mut tx, &references).await?;
    for (one, role) in users_of_the_firm() {
        let said = particulars((one, role), persons.get(one.reference).map(|person| person.id));
        match ids.get(one.login) {
            Some(id) => {
                let version = users::find(&mut tx, &administrator, *id).await?.version;
                users::update(&mut tx, &operator, *id, version, said).await?;
            }
            None => {
                ids.insert(
                    one.login,
                    users::create_with_password(&mut tx, &administrator, said, PASSWORD, length_min).await?,
                );
            }
        }
    }
    tx.commit().await?;
    Ok(ids)
}

fn particulars((one, role): (&Somebody, Role), person: Option<PersonId>) -> Particulars {
    Particulars {
        login: one.login.to_owned(),
        name: one.name.to_owned(),
        person,
        roles: BTreeSet::from([role]),
    }
}

async fn close_users(app: &AppRef, cast: &Cast, gone: impl Iterator<Item = UserId>) -> Result<()> {
    let mut tx = app.db.write().await?;
    for user in gone {
        users::close(&mut tx, &cast.administrator, user, true).await?;
    }
    tx.commit().await
}

/// The viewer that somebody is once signed in.
async fn enter(app: &AppRef, users: &BTreeMap<&'static str, UserId>, login: &str) -> Result<Viewer> {
    let id = users.get(login).copied().ok_or(Error::NotFound { what: "user" })?;
    let mut tx = app.db.read().await?;
    let user = users::find(&mut tx, &Viewer::operator(&app.book.access), id).await?;
    let person = match user.person {
        Some(person) => Some((person, (app.book.circle_of)(&mut tx, person).await?)),
        None => None,
    };
    Ok(Viewer::new(id, user.name, user.roles, person, &app.book.access))
}

/// Imports files; nothing of a made-up file may be refused.
async fn import(app: &AppRef, viewer: &Viewer, sheets: Vec<Sheet>) -> Result<()> {
    let files = sheets.into_iter().map(Sheet::into_file).collect::<Result<_>>()?;
    let report = facts::acts::import(app, viewer, files, Told::default()).await?;
    match report.rejects.first() {
        None if report.state == State::Done => Ok(()),
        None => Err(Error::Failed(anyhow::anyhow!("a file of the demonstration was not kept"))),
        Some(reject) => Err(Error::Failed(anyhow::anyhow!("a file of the demonstration was refused: {reject}"))),
    }
}

/// The account managers take their seats, some one after the other.
async fn take_seats(app: &AppRef, cast: &Cast) -> Result<()> {
    let viewer = &cast.administrator;
    let day = |text: &str| Day::parse(text).map_err(|e| Error::Failed(e.into()));
    let mut tx = app.db.write().await?;
    for seat in &positions::SEATS {
        let id = staff::acts::create_position(&mut tx, viewer, &seat.said()).await?;
        for ((person, from, to), version) in seat.held.iter().zip(1..) {
            let said = staff::acts::SaidHolding {
                person: (*person).to_owned(),
                from: day(from)?,
                to: Some(*to).filter(|to| !to.is_empty()).map(day).transpose()?,
            };
            staff::acts::hold(&mut tx, viewer, id, version, &said).await?;
        }
    }
    tx.commit().await
}

/// Four years in the order in which they happened: two that were only taken over, then two in which facts come in, quarters are
/// paid and closed, and what arrives late is paid in the quarter that is then open.
async fn trade_and_pay(app: &AppRef, cast: &Cast) -> Result<()> {
    let lines = trade::every_line();
    let plans = [agree(app, cast, PLAN).await?, agree(app, cast, PLAN_AMERICAS).await?];
    set_policies(app, cast).await?;
    import(app, &cast.analyst, vec![quotas::opening_file()]).await?;
    receive(app, cast, &lines, trade::FIRST_MONTH..0, "2022_to_2024").await?;
    receive(app, cast, &lines, 0..12, "2025").await?;
    for quarter in ["2025-P01", "2025-P02", "2025-P03", "2025-P04"] {
        pay(app, cast, plans, quarter, Until::Closed).await?;
    }
    receive(app, cast, &lines, 12..18, "2026_first_half").await?;
    for quarter in ["2026-P01", "2026-P02"] {
        pay(app, cast, plans, quarter, Until::Closed).await?;
    }
    import(app, &cast.analyst, trade::late_files(&lines)).await?;
    receive(app, cast, &lines, 18..21, "2026_third_quarter").await?;
    pay(app, cast, plans, "2026-P03", Until::Approved).await?;
    receive(app, cast, &lines, 21..trade::MONTHS, "2026_october").await?;
    pay(app, cast, plans, LAST_PERIOD, Until::Calculated).await
}

async fn receive(app: &AppRef, cast: &Cast, lines: &[trade::Line], months: Range<i64>, label: &str) -> Result<()> {
    import(app, &cast.analyst, trade::files(lines, &months, label)).await
}

/// A plan: written by the analyst, approved by the director.
async fn agree(app: &AppRef, cast: &Cast, plan: &str) -> Result<PlanVersionId> {
    let checked = acts::check_plan(plan)?;
    let mut tx = app.db.write().await?;
    let plan = acts::add_plan(&mut tx, &cast.analyst, &checked).await?;
    acts::approve_plan(&mut tx, &cast.director, plan).await?;
    tx.commit().await?;
    Ok(plan)
}

async fn set_policies(app: &AppRef, cast: &Cast) -> Result<()> {
    const NAME: &str = "POL.XC.MIN_RESPONDENTS";
    let changes = [
        (
            &cast.administrator,
            "6",
            (2025, 7, 1),
            "Teams are small: with five answers one could guess who gave which.",
        ),
        (
            &cast.director,
            "5",
            (2026, 1, 1),
            "Agreed with the works council on 12 December 2025: five answers hide who said what in a team of seven.",
        ),
    ];
    let mut seen = None;
    for (viewer, value, (year, month, day), because) in changes {
        let from = Day::ymd(year, month, day).ok_or_else(|| Error::Failed(anyhow::anyhow!("no such day")))?;
        let mut tx = app.db.write().await?;
        seen = Some(
            policies::acts::set(
                &mut tx,
                viewer,
                NAME,
                SaidValue {
                    value,
                    from,
                    because,
                    seen,
                },
            )
            .await?,
        );
        tx.commit().await?;
    }
    Ok(())
}

/// How far a quarter is taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Until {
    Calculated,
    Approved,
    Closed,
}

/// A quarter of both plans: run by the analyst, approved by the director, closed by the analyst.
async fn pay(app: &AppRef, cast: &Cast, plans: [PlanVersionId; 2], quarter: &str, until: Until) -> Result<()> {
    for plan in plans {
        let run = acts::run(app, &cast.analyst, plan, quarter).await?;
        let mut tx = app.db.write().await?;
        if until >= Until::Approved {
            acts::approve_period(&mut tx, &cast.director, plan, quarter, run).await?;
        }
        if until >= Until::Closed {
            acts::close_period(&mut tx, &cast.analyst, plan, quarter, quarter).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}
