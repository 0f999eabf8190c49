//! A hundred sales managers with teams of ten, 100,000 sessions of two years, and one manager who coached a fifth of them all.

use crate::asker::Mix;
use crate::firm::{Firm, WORDS, one_of, placed, scattered, sign_in};
use axum::Router;
use platform::access::{Role, Viewer};
use platform::web::AppRef;
use platform::web::listing::{Order, PER_PAGE, Span};
use platform::{Error, Result};
use programme::foundation::facts::rules::content::{CoachingSessionRow, Content, StaffRow};
use programme::foundation::staff;
use programme::people::coaching;
use programme::people::coaching::rules::session::Kind;
use programme::people::coaching::store::Sight;
use programme::people::coaching::store::sessions::{self, Wanted};
use std::collections::BTreeSet;
use vocabulary::{Day, PersonId, UserId};

const MANAGERS: u64 = 100;
const TEAM: u64 = 10;
const SESSIONS: u64 = 100_000;
/// How many of the sessions the first manager held, with people of every team.
const TRAINED: u64 = 20_000;
const FILTERS: [&str; 6] = ["", "", "", "deal", "skill", "open"];
const INSTANCE: &str =
    "You let the buyer's silence stand after the price instead of filling it, and they named the budget themselves, session";
const HOW: &str = "Ask what waiting a quarter costs them, write the figure down, and only then talk about the date; case";
const COMMITMENT: &str = "I will ask for the next step and its date before the meeting ends, with the plant manager in the room, no.";

/// A sales manager who is signed in.
pub(crate) struct Coach {
    /// The cookie.
    pub(crate) cookie: String,
    sight: Sight,
}

/// Keeps managers, their teams and the sessions.
pub(crate) async fn fill(app: &AppRef) -> Result<()> {
    let operator = Viewer::operator(&app.book.access);
    let files = [
        (staff::RECEIVER, Content::Staff(placed((0..MANAGERS).map(manager)))),
        (staff::RECEIVER, Content::Staff(placed((0..MANAGERS * TEAM).map(member)))),
        (coaching::RECEIVER, Content::CoachingSessions(placed((0..SESSIONS).map(session)))),
    ];
    for (receiver, content) in files {
        let mut tx = app.db.write().await?;
        (receiver.keep)(&mut tx, &operator, &content).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn person(reference: String, number: u64, manager: Option<String>) -> StaffRow {
    StaffRow {
        reference,
        name: format!(
            "{} {} {number}",
            one_of(&["Ada", "Ben", "Cleo", "Dag", "Eva"], number),
            one_of(&WORDS, scattered(number))
        ),
        title: "Account Manager".to_owned(),
        manager,
        hired: Day::ymd(2020, 1, 1),
        left: None,
        email: None,
    }
}

fn manager(number: u64) -> StaffRow {
    person(format!("M-{number:03}"), number, None)
}

fn member(number: u64) -> StaffRow {
    person(format!("T-{number:04}"), number, Some(format!("M-{:03}", number / TEAM)))
}

fn session(number: u64) -> CoachingSessionRow {
    let random = scattered(number);
    let coachee = random % (MANAGERS * TEAM);
    let coach = if number < TRAINED { 0 } else { coachee / TEAM };
    let day = Day::ymd(2024, 1, 1).expect("1 January 2024 is a day");
    let day = day.plus_days(i64::try_from((random >> 12) % 730).unwrap_or_default());
    let skill = (random >> 24).is_multiple_of(2);
    // Nobody says of an imported commitment what became of it; a third have none, so that the filter leaves something out.
    let commitment = !(random >> 28).is_multiple_of(3);
    CoachingSessionRow {
        reference: format!("S-{number:06}"),
        coach: format!("M-{coach:03}"),
        coachee: format!("T-{coachee:04}"),
        day,
        minutes: i64::try_from(15 + (random >> 32) % 4 * 15).unwrap_or_default(),
        kind: if skill { "skill" } else { "deal" }.to_owned(),
        stage: Some(one_of(&["creation", "pursuit", "close", "post_deal"], random >> 36).to_owned()),
        skill: skill.then(|| one_of(&["teach", "tailor", "take_control", "relationship"], random >> 40).to_owned()),
        instance: Some(format!("{INSTANCE} {number}")),
        how: Some(format!("{HOW} {number}")),
        commitment: commitment.then(|| format!("{COMMITMENT} {number}")),
        due: commitment.then(|| day.plus_days(14)),
    }
}

/// Signs a manager in.
pub(crate) async fn coach(app: &AppRef, router: &Router, number: u64) -> Result<Coach> {
    let reference = format!("M-{number:03}");
    let mut tx = app.db.read().await?;
    let person = staff::by_reference(&mut tx, [&reference]).await?.remove(&reference);
    let person = person.ok_or(Error::NotFound { what: "person" })?.id;
    let circle = staff::circle_of(&mut tx, person).await?;
    let id = UserId::new(tx.ids());
    drop(tx);
    let roles = BTreeSet::from([Role::SalesManager]);
    let viewer = Viewer::new(id, reference.clone(), roles, Some((person, circle)), &app.book.access);
    Ok(Coach {
        cookie: sign_in(app, router, (&reference.to_lowercase(), Role::SalesManager, Some(person))).await?,
        sight: Sight::of(&viewer)?,
    })
}

/// A filter, an order and a page of a coach's sessions.
pub(crate) struct Question {
    filter: &'static str,
    by: Order,
    page: u64,
}

impl Question {
    pub(crate) fn of(mix: Mix, seed: u64) -> Self {
        let random = scattered(seed);
        let filter = one_of(&FILTERS, random);
        let all = if mix == Mix::Trainer { TRAINED } else { SESSIONS / MANAGERS };
        let share = if filter.is_empty() { 1 } else { 2 };
        Self {
            filter,
            by: Order {
                by: one_of(&["day", "day", "minutes"], random >> 32),
                descending: (random >> 40).is_multiple_of(2),
            },
            page: 1 + (random >> 44) % (all / share / PER_PAGE),
        }
    }

    pub(crate) fn address(&self) -> String {
        let (order, page) = (if self.by.descending { "-" } else { "" }, self.page);
        format!("/coaching/sessions?kind={}&sort={order}{}&page={page}", self.filter, self.by.by)
    }
}

/// The count, the sum and the 50 rows; with the people whom the page names, when all is asked.
pub(crate) async fn rows(firm: &Firm, coach: &Coach, question: &Question, all: bool) -> Result<()> {
    let which = Wanted {
        coachees: None,
        kind: Kind::parse(question.filter),
        open: question.filter == "open",
    };
    let mut tx = firm.app.db.read().await?;
    let (total, _) = sessions::count(&mut tx, &coach.sight, &which).await?;
    let page = question.page.min(total.div_ceil(PER_PAGE).max(1));
    let span = Span {
        page,
        skip: (page - 1) * PER_PAGE,
        rows: PER_PAGE,
        total,
    };
    let found = sessions::list(&mut tx, &coach.sight, &which, question.by, span).await?;
    if found.is_empty() {
        return Err(Error::NotFound { what: "session" });
    }
    if all {
        let ids: BTreeSet<PersonId> = found.iter().flat_map(|session| [session.coach, session.coachee]).collect();
        staff::by_ids(&mut tx, &ids.into_iter().collect::<Vec<_>>()).await?;
    }
    Ok(())
}
