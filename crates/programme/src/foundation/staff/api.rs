//! People for programs.

use super::store::{self, Wanted, WantedPositions};
use super::{Assignment, Held, Person, Position, SEE, pages};
use crate::foundation::accounts::{self, Label};
use platform::web::listing::Cursor;
use platform::web::{Answer, Caller, Guard, Params, Path, Routes, json};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AccountId, Day, PositionId};

/// The API's routes of people.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/staff", Guard::May(SEE), list)
        .get("/api/v1/staff/{person}", Guard::May(SEE), one)
        .get("/api/v1/staff/positions", Guard::May(SEE), positions)
}

#[derive(Serialize)]
struct Shown {
    id: String,
    reference: String,
    name: String,
    email: Option<String>,
    title: Option<String>,
    title_name: Option<String>,
    hired: Option<String>,
    left: Option<String>,
}

impl Shown {
    fn new(person: &Person) -> Self {
        let day = |day: Option<Day>| day.map(|day| day.to_string());
        Self {
            id: person.id.to_string(),
            reference: person.reference.clone(),
            name: person.name.clone(),
            email: person.email.clone(),
            title: person.title.clone(),
            title_name: person.title_name.clone(),
            hired: day(person.hired),
            left: day(person.left),
        }
    }
}

#[derive(Serialize)]
struct ListShown {
    staff: Vec<Shown>,
    next: Option<String>,
}

async fn list(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let scope = caller.may(SEE)?;
    let cursor = Cursor::read(&params)?;
    let which = Wanted {
        words: cursor.words.clone(),
        ..Wanted::default()
    };
    let mut tx = caller.app.db.read().await?;
    let people = store::list_after(&mut tx, &scope, &which, &cursor.after, cursor.limit).await?;
    let next = cursor.next(people.len(), people.last().map(|person| &person.reference));
    json(&ListShown {
        staff: people.iter().map(Shown::new).collect(),
        next,
    })
}

#[derive(Serialize)]
struct HeldShown {
    account: String,
    account_reference: String,
    account_name: String,
    role: String,
    share: String,
    from: String,
    to: Option<String>,
}

impl HeldShown {
    fn new(held: &Assignment, label: &Label) -> Self {
        Self {
            account: held.account.to_string(),
            account_reference: label.reference.clone(),
            account_name: label.name.clone(),
            role: held.role.clone(),
            share: held.share.to_string(),
            from: held.interval.start().to_string(),
            to: held.interval.end().map(|day| day.to_string()),
        }
    }
}

#[derive(Serialize)]
struct OneShown {
    #[serde(flatten)]
    person: Shown,
    version: i64,
    managers: Vec<String>,
    reports: Vec<Shown>,
    accounts: Vec<HeldShown>,
}

async fn one(caller: Caller, Path(person): Path<String>) -> Answer {
    let scope = caller.may(SEE)?;
    let id = pages::person_id(&person)?;
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let person = store::find(&mut tx, &scope, id).await?;
    let managers = store::list_above(&mut tx, id, today).await?;
    let reports = store::list_below(&mut tx, &scope, id, today).await?;
    let held = store::list_of_person(&mut tx, id).await?;
    let seen = caller.may(accounts::SEE).ok();
    let visible = |id: &AccountId| seen.as_ref().is_some_and(|scope| scope.accounts().holds(id));
    let ids: BTreeSet<AccountId> = held.iter().map(|held| held.account).filter(visible).collect();
    let labels = accounts::labels(&mut tx, &ids).await?;
    json(&OneShown {
        person: Shown::new(&person),
        version: person.version,
        managers: managers.into_iter().map(|manager| manager.reference).collect(),
        reports: reports.iter().map(Shown::new).collect(),
        accounts: held
            .iter()
            .filter_map(|held| labels.get(&held.account).map(|label| HeldShown::new(held, label)))
            .collect(),
    })
}

#[derive(Serialize)]
struct HolderShown {
    person: String,
    reference: String,
    name: String,
    from: String,
    to: Option<String>,
}

#[derive(Serialize)]
struct PositionShown {
    id: String,
    reference: String,
    name: String,
    title: Option<String>,
    title_name: Option<String>,
    /// Whether nobody holds it today. Without a holder and not vacant, it is held by somebody whom the reader may not see.
    vacant: bool,
    holder: Option<HolderShown>,
}

impl PositionShown {
    fn new(position: Position, held: &Held) -> Self {
        let holder = match held {
            Held::By(holder) => Some(HolderShown {
                person: holder.person.id.to_string(),
                reference: holder.person.reference.clone(),
                name: holder.person.name.clone(),
                from: holder.interval.start().to_string(),
                to: holder.interval.end().map(|day| day.to_string()),
            }),
            Held::Vacant | Held::Hidden => None,
        };
        Self {
            id: position.id.to_string(),
            reference: position.reference,
            name: position.name,
            title: position.title,
            title_name: position.title_name,
            vacant: *held == Held::Vacant,
            holder,
        }
    }
}

#[derive(Serialize)]
struct PositionsShown {
    positions: Vec<PositionShown>,
    next: Option<String>,
}

async fn positions(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let scope = caller.may(SEE)?;
    let cursor = Cursor::read(&params)?;
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let which = WantedPositions {
        words: cursor.words.clone(),
        inside: false,
        vacant_on: pages::wants_vacant(&params).then_some(today),
    };
    let found = store::list_positions_after(&mut tx, &scope, &which, &cursor.after, cursor.limit).await?;
    let ids: Vec<PositionId> = found.iter().map(|position| position.id).collect();
    let held = store::list_held_on(&mut tx, &scope, &ids, today).await?;
    drop(tx);
    let next = cursor.next(found.len(), found.last().map(|position| &position.reference));
    let shown = |position: Position| {
        let held = held.get(&position.id).unwrap_or(&Held::Vacant);
        PositionShown::new(position, held)
    };
    json(&PositionsShown {
        positions: found.into_iter().map(shown).collect(),
        next,
    })
}
