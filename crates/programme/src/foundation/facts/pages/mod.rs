//! The pages of facts: what the store holds, the form for files, the report of an import, and the panel of an account.

mod holdings;
mod import;
mod mapping;
mod orders;
mod profiles;
mod result;
mod revenue;

pub(super) use import::told;
pub use orders::{ORDERS_SHOWN, Orders, orders, panel, printed};
pub(super) use profiles::DELETED;
pub use revenue::{Brought, brought_in, change_words, revenue_change, revenue_printed, revenue_section, revenue_spark, revenue_sum};

use super::report::Report;
use super::rules::target::Target;
use super::{IMPORT, SEE};
use engine::FactKind;
use hypertext::prelude::*;
use platform::database::Tx;
use platform::look::{Markup, format, text};
use platform::texts::say;
use platform::web::{Guard, Routes};
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Currency, Ratio, UserId};

const PLACE: &str = "/facts";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/facts", Guard::May(SEE), holdings::show)
        .get("/facts/import", Guard::May(IMPORT), import::show)
        .post("/facts/import", Guard::May(IMPORT), import::submit)
        .get("/facts/profiles", Guard::May(IMPORT), profiles::show)
        .post("/facts/profiles/{profile}/name", Guard::May(IMPORT), profiles::submit_name)
        .post("/facts/profiles/{profile}/deletion", Guard::May(IMPORT), profiles::submit_deletion)
        .post("/facts/profiles/changes/{entry}/undo", Guard::May(IMPORT), profiles::submit_undo)
        .get("/facts/{import}", Guard::May(SEE), result::show)
        .get("/facts/{import}/rejects/{place}", Guard::May(SEE), result::rejects_file)
        .get("/facts/{import}/columns", Guard::May(IMPORT), mapping::show)
        .post("/facts/{import}/columns", Guard::May(IMPORT), mapping::submit)
        .post("/facts/{import}/keeping", Guard::May(IMPORT), result::submit_keeping)
        .post("/facts/{import}/discarding", Guard::May(IMPORT), result::submit_discarding)
        .post("/facts/{import}/taking-back", Guard::May(IMPORT), result::submit_taking_back)
}

fn say_kind(kind: FactKind) -> &'static str {
    super::recognition::say_target(Target::Facts(kind))
}

fn amount(value: &Ratio, currency: Currency) -> Markup {
    let amount = format::with_unit(&format::amount(value, currency), currency.code());
    // On a phone the cell spreads its parts; amount and currency are one of them.
    maud! { span { (amount) } }.memoize()
}

/// A count that may have gone down.
fn count(n: i64) -> Markup {
    text(format::grouped(&n.to_string()))
}

/// The names of those who imported.
async fn names(tx: &mut Tx, reports: &[Report]) -> Result<BTreeMap<UserId, String>> {
    let users: BTreeSet<UserId> = reports.iter().filter_map(|report| report.by).collect();
    let mut names = BTreeMap::new();
    for user in users {
        match platform::users::store::find(tx, user).await {
            Ok(found) => names.insert(user, found.name),
            // A user who was erased leaves their imports behind.
            Err(Error::NotFound { .. }) => None,
            Err(other) => return Err(other),
        };
    }
    Ok(names)
}

fn name_of(names: &BTreeMap<UserId, String>, by: Option<UserId>) -> &str {
    by.map_or(say("facts.command_line"), |user| {
        names.get(&user).map_or(say("facts.somebody"), String::as_str)
    })
}
