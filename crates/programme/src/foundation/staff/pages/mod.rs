//! The pages of people: the list, one person, the forms of people and assignments; the positions and who holds them.

mod assignment;
mod form;
mod history;
mod home;
mod list;
mod one;
mod position;
mod positions;
mod undoing;

pub(super) use assignment::said as said_assignment;
pub(super) use form::said;
pub(super) use history::CHANGED;
pub use home::HOME;
pub(super) use positions::href as position_href;
pub(super) use undoing::NOTED as UNDONE;

use super::{CHANGE, SEE};
use platform::texts::say;
use platform::web::{Guard, Routes};
use platform::{Error, Result};
use vocabulary::{PersonId, PositionId};

const PLACE: &str = "/staff";

/// The routes of people.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/staff", Guard::May(SEE), list::show)
        .get("/staff.csv", Guard::May(SEE), list::file)
        .get("/staff/new", Guard::May(CHANGE), form::show_new)
        .post("/staff", Guard::May(CHANGE), form::submit_new)
        .get("/staff/{person}", Guard::May(SEE), one::show)
        .get("/staff/{person}/edit", Guard::May(CHANGE), form::show_edit)
        .post("/staff/{person}", Guard::May(CHANGE), form::submit_edit)
        .get("/staff/{person}/history", Guard::May(CHANGE), history::show)
        .post("/staff/{person}/undo", Guard::May(CHANGE), history::submit_undo)
        .get("/staff/assignments/new", Guard::May(CHANGE), assignment::show_new)
        .post("/staff/assignments", Guard::May(CHANGE), assignment::submit_new)
        .get("/staff/assignments/{assignment}", Guard::May(CHANGE), assignment::show_end)
        .post("/staff/assignments/{assignment}/end", Guard::May(CHANGE), assignment::submit_end)
        .post("/staff/changes/{entry}/undo", Guard::May(CHANGE), undoing::submit)
        .get("/staff/positions", Guard::May(SEE), positions::show)
        .get("/staff/positions/new", Guard::May(CHANGE), positions::show_new)
        .post("/staff/positions", Guard::May(CHANGE), positions::submit_new)
        .get("/staff/positions/{position}", Guard::May(SEE), position::show)
        .post("/staff/positions/{position}/holder", Guard::May(CHANGE), position::submit_hold)
        .post("/staff/positions/{position}/vacancy", Guard::May(CHANGE), position::submit_vacate)
}

/// An address that names nobody answers like one that names somebody out of reach.
pub(super) fn person_id(text: &str) -> Result<PersonId> {
    PersonId::parse(text).ok().ok_or(Error::NotFound { what: "person" })
}

/// An address that names no position answers like one that names one out of reach.
pub(super) fn position_id(text: &str) -> Result<PositionId> {
    PositionId::parse(text).ok().ok_or(Error::NotFound { what: "position" })
}

/// A field that must be filled in was left empty.
fn missing(field: &str) -> Error {
    Error::refused_on(field, "staff.missing", say("staff.missing"))
}

/// The page of a person.
pub(super) fn href(id: PersonId) -> String {
    format!("{PLACE}/{id}")
}
