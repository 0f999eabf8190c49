//! The pages of accounts: the list, one account, the form.

mod contact;
mod form;
mod history;
mod home;
mod list;
mod one;
mod unplaced;

pub(super) use contact::{PLACED, contact_href, contact_id, seen as seen_contact};
pub(super) use form::said;
pub(super) use history::CHANGED;
pub use home::HOME;
pub(super) use one::document as printed;

use super::{CHANGE, SEE};
use crate::foundation::staff::Assignment;
use platform::web::{Guard, Routes};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::AccountId;

const PLACE: &str = "/accounts";

/// The routes of accounts.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/accounts", Guard::May(SEE), list::show)
        .get("/accounts.csv", Guard::May(SEE), list::file)
        .get("/accounts/new", Guard::May(CHANGE), form::show_new)
        .post("/accounts", Guard::May(CHANGE), form::submit_new)
        .get("/accounts/unplaced", Guard::May(CHANGE), unplaced::show)
        .get("/accounts/contacts/{contact}", Guard::May(SEE), contact::show)
        .get("/accounts/contacts/{contact}/history", Guard::May(CHANGE), contact::show_history)
        .post("/accounts/contacts/{contact}/place", Guard::May(CHANGE), contact::submit)
        .post("/accounts/contacts/{contact}/undo", Guard::May(CHANGE), contact::submit_undo)
        .get("/accounts/{account}", Guard::May(SEE), one::show)
        .get("/accounts/{account}/account.pdf", Guard::May(SEE), one::show_paper)
        .get("/accounts/{account}/edit", Guard::May(CHANGE), form::show_edit)
        .post("/accounts/{account}", Guard::May(CHANGE), form::submit_edit)
        .get("/accounts/{account}/history", Guard::May(SEE), history::show)
        .post("/accounts/{account}/undo", Guard::May(CHANGE), history::submit_undo)
}

/// An address that names no account answers like one that names somebody else's.
pub(super) fn account_id(text: &str) -> Result<AccountId> {
    AccountId::parse(text).ok().ok_or(Error::NotFound { what: "account" })
}

/// The firm's own word for a class, begun as a label is.
fn class_words(class: &str) -> String {
    let mut letters = class.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Who looks after each account, in words: those who hold it as account managers, the largest share first; where nobody does, the
/// others of its team.
fn looked_after(held: Vec<Assignment>) -> BTreeMap<AccountId, String> {
    let mut teams: BTreeMap<AccountId, Vec<Assignment>> = BTreeMap::new();
    for one in held {
        teams.entry(one.account).or_default().push(one);
    }
    let words = |mut team: Vec<Assignment>| {
        if team.iter().any(Assignment::leads) {
            team.retain(Assignment::leads);
        }
        team.sort_by(|one, other| other.share.cmp(&one.share).then_with(|| one.person.name.cmp(&other.person.name)));
        let mut names: Vec<String> = team.into_iter().map(|one| one.person.name).collect();
        names.dedup();
        names.join(", ")
    };
    teams.into_iter().map(|(account, team)| (account, words(team))).collect()
}

/// The page of an account.
pub(super) fn href(id: AccountId) -> String {
    format!("{PLACE}/{id}")
}
