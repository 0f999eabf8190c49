//! The pages of people: the list, one person, the forms of people and assignments.

mod assignment;
mod form;
mod list;
mod one;

use super::{CHANGE, SEE};
use platform::web::{Guard, Routes};
use platform::{Error, Result};
use vocabulary::PersonId;

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
        .get("/staff/assignments/new", Guard::May(CHANGE), assignment::show_new)
        .post("/staff/assignments", Guard::May(CHANGE), assignment::submit_new)
        .get("/staff/assignments/{assignment}", Guard::May(CHANGE), assignment::show_end)
        .post("/staff/assignments/{assignment}/end", Guard::May(CHANGE), assignment::submit_end)
}

/// An address that names nobody answers like one that names somebody out of reach.
pub(super) fn person_id(text: &str) -> Result<PersonId> {
    PersonId::parse(text).ok().ok_or(Error::NotFound { what: "person" })
}

/// The page of a person.
fn href(id: PersonId) -> String {
    format!("{PLACE}/{id}")
}
