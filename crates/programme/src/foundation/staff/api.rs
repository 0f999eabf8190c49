//! People for programs.

use super::store::{self, Wanted, WantedPositions};
use super::{Assignment, Held, Holder, Person, Position, SEE, pages};
use crate::foundation::accounts::{self, Label};
use crate::foundation::paging;
use platform::web::listing::Cursor;
use platform::web::{Answer, Caller, Guard, Params, Path, Routes, json};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AccountId, Day, PersonId, PositionId};

/// The API's routes of people.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/staff", Guard::May(SEE), list)
        .get("/api/v1/staff/{person}", Guard::May(SEE), one)
        .get("/api/v1/staff/positions", Guard::May(SEE), positions)
        .get("/api/v1/staff/positions/{position}", Guard::May(SEE), position)
}

#[derive(Serialize)]
struct Shown {
    id: PersonId,
    reference: String,
    name: String,
    email: Option<String>,
    title: Option<String>,
    title_name: Option<String>,
    hired: Option<Day>,
    left: Option<Day>,
}

impl Shown {
    fn new(person: &Person) -> Self {
        Self {
            id: person.id,
            reference: person.reference.clone(),
            name: person.name.clone(),
            email: person.email.clone(),
            title: person.title.clone(),
            title_name: person.title_name.clone(),
            hired: person.hired,
            left: person.left,
        }
    }
}

async fn list(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let scope = caller.may(SEE)?;
    let cursor = Cursor::read(&params)?;
    let which = Wanted {
        words: cursor.words.clone(),
        ..Wanted::default()
    };
    let mut tx = caller.app.db.read().await?;
    let last = super::by_reference(&mut tx, [&cursor.after]).await?.remove(&cursor.after);
    paging::goes_on_from(&cursor, last.filter(|last| scope.people().holds(&last.id)))?;
    let people = store::list_after(&mut tx, &scope, &which, &cursor.after, cursor.limit).await?;
    cursor.answer("staff", &people, |person| &person.reference, Shown::new)
}

#[derive(Serialize)]
struct HeldShown {
    account: AccountId,
    account_reference: String,
    account_name: String,
    role: String,
    share: String,
    from: Day,
    to: Option<Day>,
}

impl HeldShown {
    fn new(held: &Assignment, label: &Label) -> Self {
        Self {
            account: held.account,
            account_reference: label.reference.clone(),
            account_name: label.name.clone(),
            role: held.role.clone(),
            share: held.share.to_string(),
            from: held.interval.start(),
            to: held.interval.end(),
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
    positions: Vec<SeatShown>,
}

#[derive(Serialize)]
struct SeatShown {
    id: PositionId,
    reference: String,
    name: String,
    title: Option<String>,
    from: Day,
    to: Option<Day>,
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
    let positions = store::list_positions_of(&mut tx, id).await?;
    json(&OneShown {
        person: Shown::new(&person),
        version: person.version,
        managers: managers.into_iter().map(|manager| manager.reference).collect(),
        reports: reports.iter().map(Shown::new).collect(),
        accounts: held
            .iter()
            .filter_map(|held| labels.get(&held.account).map(|label| HeldShown::new(held, label)))
            .collect(),
        positions: positions
            .into_iter()
            .map(|(position, held)| SeatShown {
                id: position.id,
                reference: position.reference,
                name: position.name,
                title: position.title,
                from: held.start(),
                to: held.end(),
            })
            .collect(),
    })
}

#[derive(Serialize)]
struct HolderShown {
    person: PersonId,
    reference: String,
    name: String,
    from: Day,
    to: Option<Day>,
}

#[derive(Serialize)]
struct PositionShown {
    id: PositionId,
    reference: String,
    name: String,
    title: Option<String>,
    title_name: Option<String>,
    /// Whether nobody holds it today. Without a holder and not vacant, it is held by somebody whom the reader may not see.
    vacant: bool,
    holder: Option<HolderShown>,
}

impl HolderShown {
    fn new(holder: &Holder) -> Self {
        Self {
            person: holder.person.id,
            reference: holder.person.reference.clone(),
            name: holder.person.name.clone(),
            from: holder.interval.start(),
            to: holder.interval.end(),
        }
    }
}

impl PositionShown {
    fn new(position: &Position, held: &Held) -> Self {
        let holder = match held {
            Held::By(holder) => Some(HolderShown::new(holder)),
            Held::Vacant | Held::Hidden => None,
        };
        Self {
            id: position.id,
            reference: position.reference.clone(),
            name: position.name.clone(),
            title: position.title.clone(),
            title_name: position.title_name.clone(),
            vacant: *held == Held::Vacant,
            holder,
        }
    }
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
    let last = match store::look_up_position(&mut tx, &cursor.after).await? {
        Some(last) => store::find_position(&mut tx, &scope, last.id).await.ok(),
        None => None,
    };
    paging::goes_on_from(&cursor, last)?;
    let found = store::list_positions_after(&mut tx, &scope, &which, &cursor.after, cursor.limit).await?;
    let ids: Vec<PositionId> = found.iter().map(|position| position.id).collect();
    let held = store::list_held_on(&mut tx, &scope, &ids, today).await?;
    drop(tx);
    cursor.answer(
        "positions",
        &found,
        |position| &position.reference,
        |position| PositionShown::new(position, held.get(&position.id).unwrap_or(&Held::Vacant)),
    )
}

#[derive(Serialize)]
struct OnePositionShown {
    #[serde(flatten)]
    position: PositionShown,
    version: i64,
    /// Everybody who ever holds it, the latest first, as far as the reader may see.
    holders: Vec<HolderShown>,
}

async fn position(caller: Caller, Path(position): Path<String>) -> Answer {
    let scope = caller.may(SEE)?;
    let id = pages::position_id(&position)?;
    let mut tx = caller.app.db.read().await?;
    let today = tx.today();
    let position = store::find_position(&mut tx, &scope, id).await?;
    let holders = store::list_holders(&mut tx, &scope, id).await?;
    let held = store::list_held_on(&mut tx, &scope, &[id], today).await?;
    drop(tx);
    json(&OnePositionShown {
        position: PositionShown::new(&position, held.get(&id).unwrap_or(&Held::Vacant)),
        version: position.version,
        holders: holders.iter().map(HolderShown::new).collect(),
    })
}
