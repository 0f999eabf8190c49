//! The page of calendars: the holidays of a country in a year.

mod list;

use super::SEE;
use platform::web::{Guard, Routes};

const PLACE: &str = "/calendars";

/// The routes of calendars.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/calendars", Guard::May(SEE), list::show)
}
