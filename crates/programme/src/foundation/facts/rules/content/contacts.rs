//! Contacts as a file brings them: people at accounts. Personal data.

use serde::{Deserialize, Serialize};

use super::super::cells::Cells;
use super::{Keys, checked};

/// Somebody at an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRow {
    pub reference: String,
    /// The reference of the account; absent means that the file does not say.
    pub account: Option<String>,
    /// The name of the account.
    pub company: Option<String>,
    pub name: String,
    pub title: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

pub(in super::super) fn contact(cells: &mut Cells<'_>, line: u64, keys: &mut Keys) -> Option<ContactRow> {
    let (reference, account) = (cells.reference("reference"), cells.reference("account"));
    let (name, title) = (cells.label("name"), cells.label("title"));
    let company = cells.label("company");
    let (email, phone) = (cells.label("email"), cells.label("phone"));
    let row = ContactRow {
        reference: reference?,
        account,
        company,
        name: name?,
        title,
        email,
        phone,
    };
    let key = vec![row.reference.clone()];
    checked(cells, keys, line, ("reference", key), row)
}
