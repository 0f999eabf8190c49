//! People for programs: the staff, their assignments, and the positions they hold.

use super::acts::{self, SaidHolding};
use super::rules::positions::SaidPosition;
use super::store::{self, Wanted, WantedPositions};
use super::{Assignment, CHANGE, HISTORY, Held, Holder, Person, Position, SEE, pages};
use crate::foundation::accounts::{self, Label};
use crate::foundation::paging;
use platform::api::{Call, Found, Input, Listed, Made, Operation, Operations};
use platform::database::Tx;
use platform::history::{self, ChangeShown};
use platform::web::Guard;
use platform::web::listing::plain;
use platform::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;
use vocabulary::{AccountId, AssignmentId, Day, PersonId, PositionId};

const WORDS: &[Input] = &[Input::text("q", "api.words")];
const POSITIONS: &[Input] = &[
    Input::text("q", "api.words"),
    Input::word("state", "staff.position_state", || vec!["vacant"]),
];
const NAME: Input = Input::text("name", "staff.name").needed();
const TITLE: Input = Input::text("title_name", "staff.title");
const MANAGER: Input = Input::text("manager", "staff.manager_hint");
const EMAIL: Input = Input::text("email", "staff.email");
const HIRED: Input = Input::day("hired", "staff.hired");
const LEFT: Input = Input::day("left", "staff.left_hint");
const NEW: &[Input] = &[
    Input::text("reference", "staff.reference_hint").needed(),
    NAME,
    TITLE,
    MANAGER,
    EMAIL,
    HIRED,
    LEFT,
];
const CHANGED: &[Input] = &[NAME, TITLE, MANAGER, EMAIL, HIRED, LEFT];
const ASSIGNMENT: &[Input] = &[
    Input::text("account", "staff.account_reference").needed(),
    Input::text("person", "staff.person_reference").needed(),
    Input::text("role", "staff.role").needed(),
    Input::decimal("share", "staff.share_percent").needed(),
    Input::day("from", "staff.from").needed(),
    Input::day("to", "staff.to_hint"),
];
const END: &[Input] = &[Input::day("to", "staff.end_hint").needed()];
const POSITION: &[Input] = &[
    Input::text("reference", "staff.position_reference_hint").needed(),
    Input::text("name", "staff.position_name_hint").needed(),
    Input::text("title_name", "staff.title"),
];
const HOLDER: &[Input] = &[
    Input::text("person", "staff.hold_hint").needed(),
    Input::day("from", "staff.from").needed(),
    Input::day("to", "staff.to_hint"),
];
const VACANCY: &[Input] = &[Input::day("day", "staff.vacate_hint").needed()];

/// What programs can do with people.
pub(super) fn operations(api: Operations) -> Operations {
    let (see, change) = (Guard::May(SEE), Guard::May(CHANGE));
    api.and(Operation::list("list_staff", "/staff", see, list_staff).query(WORDS))
        .and(Operation::create("create_person", "/staff", change, create_person).body(NEW))
        .and(Operation::find("find_person", "/staff/{person}", see, find_person))
        .and(Operation::update("update_person", "/staff/{person}", change, update_person).body(CHANGED))
        .and(Operation::list_whole(
            "list_person_changes",
            "/staff/{person}/changes",
            change,
            list_changes,
        ))
        .and(Operation::act("undo_person_change", "/staff/{person}/undo", change, undo_change).versioned())
        .and(Operation::create("create_assignment", "/staff/assignments", change, create_assignment).body(ASSIGNMENT))
        .and(Operation::find(
            "find_assignment",
            "/staff/assignments/{assignment}",
            change,
            find_assignment,
        ))
        .and(
            Operation::act("end_assignment", "/staff/assignments/{assignment}/end", change, end_assignment)
                .body(END)
                .versioned(),
        )
        .and(Operation::list("list_positions", "/staff/positions", see, list_positions).query(POSITIONS))
        .and(Operation::create("create_position", "/staff/positions", change, create_position).body(POSITION))
        .and(Operation::find("find_position", "/staff/positions/{position}", see, find_position))
        .and(
            Operation::act("hold_position", "/staff/positions/{position}/holder", change, hold_position)
                .body(HOLDER)
                .versioned(),
        )
        .and(
            Operation::act("vacate_position", "/staff/positions/{position}/vacancy", change, vacate_position)
                .body(VACANCY)
                .versioned(),
        )
}

/// A person of the firm.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Person")]
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

async fn list_staff(call: Call) -> Result<Listed<Shown>> {
    let scope = call.may(SEE)?;
    let page = call.page()?;
    let which = Wanted {
        words: page.words.clone(),
        ..Wanted::default()
    };
    let mut tx = call.read().await?;
    let last = super::by_reference(&mut tx, [&page.after]).await?.remove(&page.after);
    paging::goes_on_from(&page, last.filter(|last| scope.people().holds(&last.id)))?;
    let people = store::list_after(&mut tx, &scope, &which, &page.after, page.limit).await?;
    Ok(page.listed(&people, |person| person.reference.clone(), Shown::new))
}

/// An account that somebody serves.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HeldAccount")]
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

/// A person with what stands around them.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PersonInFull")]
struct OneShown {
    #[serde(flatten)]
    person: Shown,
    version: i64,
    /// The reference of whom they report to.
    manager: Option<String>,
    managers: Vec<String>,
    reports: Vec<Shown>,
    accounts: Vec<HeldShown>,
    positions: Vec<SeatShown>,
}

/// A position that somebody holds or held.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Seat")]
struct SeatShown {
    id: PositionId,
    reference: String,
    name: String,
    title: Option<String>,
    from: Day,
    to: Option<Day>,
}

async fn find_person(call: Call) -> Result<Found<OneShown>> {
    let scope = call.may(SEE)?;
    let id = pages::person_id(call.path("person"))?;
    let mut tx = call.read().await?;
    let today = tx.today();
    let person = store::find(&mut tx, &scope, id).await?;
    let managers = store::list_above(&mut tx, id, today).await?;
    let reports = store::list_below(&mut tx, &scope, id, today).await?;
    let held = store::list_of_person(&mut tx, id).await?;
    let seen = call.may(accounts::SEE).ok();
    let visible = |id: &AccountId| seen.as_ref().is_some_and(|scope| scope.accounts().holds(id));
    let ids: BTreeSet<AccountId> = held.iter().map(|held| held.account).filter(visible).collect();
    let labels = accounts::labels(&mut tx, &ids).await?;
    let positions = store::list_positions_of(&mut tx, id).await?;
    let manager = managers.first().map(|manager| manager.reference.clone());
    let shown = OneShown {
        person: Shown::new(&person),
        version: person.version,
        manager,
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
    };
    Ok(Found::of_version(shown, person.version))
}

fn made(id: PersonId, version: i64) -> Made {
    Made::at(id, &format!("/staff/{id}")).version(version)
}

/// The fields as the form has them, where the title goes by its name.
fn said(call: &Call) -> platform::web::Fields {
    let mut fields = call.fields().clone();
    fields.put("title", call.fields().text("title_name"));
    fields
}

async fn create_person(call: Call) -> Result<Made> {
    let said = pages::said(&said(&call))?;
    call.writing(async |tx| Ok(made(acts::create(tx, call.viewer(), said).await?, 1)))
        .await
}

async fn update_person(call: Call) -> Result<Made> {
    let (id, version) = (pages::person_id(call.path("person"))?, call.version()?);
    let said = pages::said(&said(&call))?;
    call.writing(async |tx| {
        acts::update(tx, call.viewer(), id, version, said).await?;
        let after = store::find(tx, &call.may(CHANGE)?, id).await?;
        Ok(made(id, after.version))
    })
    .await
}

async fn list_changes(call: Call) -> Result<Listed<ChangeShown>> {
    let scope = call.may(CHANGE)?;
    let id = pages::person_id(call.path("person"))?;
    let mut tx = call.read().await?;
    store::find(&mut tx, &scope, id).await?;
    history::listed(&mut tx, &HISTORY, &id.to_string()).await
}

async fn undo_change(call: Call) -> Result<Made> {
    let (id, version) = (pages::person_id(call.path("person"))?, call.version()?);
    call.writing(async |tx| {
        acts::undo(tx, call.viewer(), id, version).await?;
        let after = store::find(tx, &call.may(CHANGE)?, id).await?;
        Ok(made(id, after.version))
    })
    .await
}

/// Who serves an account, in which role and when.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Assignment")]
struct AssignmentShown {
    id: AssignmentId,
    person: PersonId,
    account: AccountId,
    role: String,
    share: String,
    from: Day,
    to: Option<Day>,
    version: i64,
}

fn assignment_id(call: &Call) -> Result<AssignmentId> {
    let id = AssignmentId::parse(call.path("assignment"));
    id.ok().ok_or(Error::NotFound { what: "assignment" })
}

async fn find_assignment(call: Call) -> Result<Found<AssignmentShown>> {
    call.may(CHANGE)?;
    let id = assignment_id(&call)?;
    let mut tx = call.read().await?;
    let held = store::find_assignment(&mut tx, id).await?;
    let shown = AssignmentShown {
        id,
        person: held.person.id,
        account: held.account,
        role: held.role.clone(),
        share: held.share.to_string(),
        from: held.interval.start(),
        to: held.interval.end(),
        version: held.version,
    };
    Ok(Found::of_version(shown, held.version))
}

async fn create_assignment(call: Call) -> Result<Made> {
    let said = pages::said_assignment(call.fields())?;
    call.writing(async |tx| {
        let person = acts::assign(tx, call.viewer(), said).await?;
        Ok(Made::at(person, &format!("/staff/{person}")))
    })
    .await
}

async fn end_assignment(call: Call) -> Result<Made> {
    let (id, version) = (assignment_id(&call)?, call.version()?);
    let day = call.fields().needed_day("to")?;
    call.writing(async |tx| {
        acts::end(tx, call.viewer(), id, version, day).await?;
        let version = store::find_assignment(tx, id).await?.version;
        Ok(Made::at(id, &format!("/staff/assignments/{id}")).version(version))
    })
    .await
}

/// Who holds a position.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Holder")]
struct HolderShown {
    person: PersonId,
    reference: String,
    name: String,
    from: Day,
    to: Option<Day>,
}

/// A position.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Position")]
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

async fn list_positions(call: Call) -> Result<Listed<PositionShown>> {
    let scope = call.may(SEE)?;
    let cursor = call.page()?;
    let mut tx = call.read().await?;
    let today = tx.today();
    let which = WantedPositions {
        words: cursor.words.clone(),
        inside: false,
        vacant_on: (call.query().text("state") == "vacant").then_some(today),
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
    Ok(cursor.listed(
        &found,
        |position| position.reference.clone(),
        |position| PositionShown::new(position, held.get(&position.id).unwrap_or(&Held::Vacant)),
    ))
}

/// A position with everybody who ever held it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PositionInFull")]
struct OnePositionShown {
    #[serde(flatten)]
    position: PositionShown,
    version: i64,
    /// Everybody who ever holds it, the latest first, as far as the reader may see.
    holders: Vec<HolderShown>,
}

async fn find_position(call: Call) -> Result<Found<OnePositionShown>> {
    let scope = call.may(SEE)?;
    let id = pages::position_id(call.path("position"))?;
    let mut tx = call.read().await?;
    let today = tx.today();
    let position = store::find_position(&mut tx, &scope, id).await?;
    let holders = store::list_holders(&mut tx, &scope, id).await?;
    let held = store::list_held_on(&mut tx, &scope, &[id], today).await?;
    drop(tx);
    let version = position.version;
    let shown = OnePositionShown {
        position: PositionShown::new(&position, held.get(&id).unwrap_or(&Held::Vacant)),
        version: position.version,
        holders: holders.iter().map(HolderShown::new).collect(),
    };
    Ok(Found::of_version(shown, version))
}

async fn create_position(call: Call) -> Result<Made> {
    let fields = call.fields();
    let said = SaidPosition {
        reference: fields.text("reference").to_owned(),
        name: fields.text("name").to_owned(),
        title: Some(fields.text("title_name").to_owned()),
    };
    call.writing(async |tx| {
        let id = acts::create_position(tx, call.viewer(), &said).await?;
        position_made(tx, &call, id).await
    })
    .await
}

async fn position_made(tx: &mut Tx, call: &Call, id: PositionId) -> Result<Made> {
    let version = store::find_position(tx, &call.may(CHANGE)?, id).await?.version;
    Ok(Made::at(id, &format!("/staff/positions/{id}")).version(version))
}

async fn hold_position(call: Call) -> Result<Made> {
    let (id, version) = (pages::position_id(call.path("position"))?, call.version()?);
    let fields = call.fields();
    let said = SaidHolding {
        person: plain(fields.text("person")),
        from: fields.needed_day("from")?,
        to: fields.day("to")?,
    };
    call.writing(async |tx| {
        acts::hold(tx, call.viewer(), id, version, &said).await?;
        position_made(tx, &call, id).await
    })
    .await
}

async fn vacate_position(call: Call) -> Result<Made> {
    let (id, version) = (pages::position_id(call.path("position"))?, call.version()?);
    let day = call.fields().needed_day("day")?;
    call.writing(async |tx| {
        acts::vacate(tx, call.viewer(), id, version, day).await?;
        position_made(tx, &call, id).await
    })
    .await
}
