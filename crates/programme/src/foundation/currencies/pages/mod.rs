//! The pages of currencies: the pairs, and one of them with its last year.

mod list;
mod one;

use super::SEE;
use super::rules::Pair;
use platform::web::{Guard, Routes};
use platform::{Error, Result};

const PLACE: &str = "/currencies";

/// The routes of currencies.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/currencies", Guard::May(SEE), list::show)
        .get("/currencies/{pair}", Guard::May(SEE), one::show)
        .get("/currencies/{pair}/rates.csv", Guard::May(SEE), one::file)
}

/// Reads `EUR-USD` from an address.
pub(super) fn pair(text: &str) -> Result<Pair> {
    Pair::parse(text).ok_or(Error::NotFound { what: "pair" })
}

fn href(pair: &Pair) -> String {
    format!("{PLACE}/{pair}")
}
