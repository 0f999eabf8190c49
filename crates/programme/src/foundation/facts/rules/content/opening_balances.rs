//! Opening balances as a file brings them: what a person brings into a plan when Mainstay begins.

use serde::{Deserialize, Serialize};
use vocabulary::{Currency, Day, Scaled};

use super::super::cells::Cells;
use super::{Keys, checked};

/// An amount that stands with a person on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningBalanceRow {
    /// The reference of a person.
    pub person: String,
    /// The word of the kind is the chapter's to judge.
    pub kind: String,
    /// The plan by its name; absent means every plan that has the measure or component.
    pub plan: Option<String>,
    /// The measure or the component, as plans name it.
    pub of: Option<String>,
    /// The first day that is not in it.
    pub day: Day,
    pub amount: Scaled,
    pub currency: Currency,
}

pub(in super::super) fn opening_balance(cells: &mut Cells<'_>, line: u64, keys: &mut Keys) -> Option<OpeningBalanceRow> {
    let person = cells.reference("person");
    let kind = cells.label("kind").map(|kind| kind.to_lowercase().replace([' ', '-'], "_"));
    let (plan, of) = (cells.label("plan"), cells.label("of"));
    let day = cells.day("day");
    let (amount, currency) = (cells.amount("amount"), cells.currency("currency"));
    let row = OpeningBalanceRow {
        person: person?,
        kind: kind?,
        plan,
        of,
        day: day?,
        amount: amount?,
        currency: currency?,
    };
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let key = vec![row.person.clone(), row.kind.clone(), said(&row.plan), said(&row.of)];
    checked(cells, keys, line, ("kind", key), row)
}
