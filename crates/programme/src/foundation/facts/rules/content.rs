//! What the rows of a file become: accounts, people, positions, assignments, quotas, rates, opening balances, coaching sessions, lists of
//! other chapters and facts.

mod coaching_sessions;
mod contacts;
mod exchange_rates;
mod holidays;
mod opening_balances;
mod positions;
mod products;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use engine::{Fact, FactKind};
use platform::texts::say;
use serde::{Deserialize, Serialize};
use vocabulary::{Currency, Day, Ratio, Scaled};

use super::cells::Cells;
use super::finding::count_of;
use super::target::Target;
pub use coaching_sessions::CoachingSessionRow;
pub use contacts::ContactRow;
pub(super) use exchange_rates::is_code;
pub use exchange_rates::{Decimal, ExchangeRateRow};
pub use holidays::HolidayRow;
pub use opening_balances::OpeningBalanceRow;
pub use positions::PositionRow;
pub use products::ProductRow;

/// A row with the physical line where it begins, for refusals that come later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed<T> {
    pub line: u64,
    pub row: T,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    pub reference: String,
    pub name: String,
    /// The reference of the account above.
    pub parent: Option<String>,
    pub class: Option<String>,
    pub country: Option<String>,
    /// The reference of a person.
    pub owner: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRow {
    pub reference: String,
    pub name: String,
    pub title: String,
    /// The reference of the person above; absent means the file does not say.
    pub manager: Option<String>,
    pub hired: Option<Day>,
    /// The first day no longer employed.
    pub left: Option<Day>,
    pub email: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentRow {
    pub account: String,
    pub person: String,
    pub role: String,
    /// Between 0 and 1; the whole when the file leaves it empty.
    pub share: Ratio,
    pub from: Day,
    /// The first day on which it no longer holds.
    pub to: Option<Day>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaRow {
    pub person: String,
    pub measure: String,
    pub from: Day,
    /// The first day on which it no longer holds; absent when the file does not say.
    pub to: Option<Day>,
    pub amount: Scaled,
    pub currency: Currency,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateRow {
    pub table: String,
    pub person: String,
    /// Absent means since ever.
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// 0.012 is 1.2 %.
    pub rate: Scaled,
}

/// The rows of one file, by what they became.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    Accounts(Vec<Placed<AccountRow>>),
    Staff(Vec<Placed<StaffRow>>),
    Positions(Vec<Placed<PositionRow>>),
    Assignments(Vec<Placed<AssignmentRow>>),
    Quotas(Vec<Placed<QuotaRow>>),
    Rates(Vec<Placed<RateRow>>),
    OpeningBalances(Vec<Placed<OpeningBalanceRow>>),
    CoachingSessions(Vec<Placed<CoachingSessionRow>>),
    Contacts(Vec<Placed<ContactRow>>),
    Products(Vec<Placed<ProductRow>>),
    ExchangeRates(Vec<Placed<ExchangeRateRow>>),
    Holidays(Vec<Placed<HolidayRow>>),
    Facts(Vec<Placed<Fact>>),
}

/// The rows' keys with the line where each was first seen.
pub(super) type Keys = BTreeMap<Vec<String>, u64>;

impl Content {
    pub(super) fn empty(target: Target) -> Self {
        match target {
            Target::Accounts => Self::Accounts(Vec::new()),
            Target::Staff => Self::Staff(Vec::new()),
            Target::Positions => Self::Positions(Vec::new()),
            Target::Assignments => Self::Assignments(Vec::new()),
            Target::Quotas => Self::Quotas(Vec::new()),
            Target::Rates => Self::Rates(Vec::new()),
            Target::OpeningBalances => Self::OpeningBalances(Vec::new()),
            Target::CoachingSessions => Self::CoachingSessions(Vec::new()),
            Target::Contacts => Self::Contacts(Vec::new()),
            Target::Products => Self::Products(Vec::new()),
            Target::ExchangeRates => Self::ExchangeRates(Vec::new()),
            Target::Holidays => Self::Holidays(Vec::new()),
            Target::Facts(_) => Self::Facts(Vec::new()),
        }
    }

    /// How many rows there are.
    pub fn count(&self) -> u64 {
        match self {
            Self::Accounts(rows) => count_of(rows),
            Self::Staff(rows) => count_of(rows),
            Self::Positions(rows) => count_of(rows),
            Self::Assignments(rows) => count_of(rows),
            Self::Quotas(rows) => count_of(rows),
            Self::Rates(rows) => count_of(rows),
            Self::OpeningBalances(rows) => count_of(rows),
            Self::CoachingSessions(rows) => count_of(rows),
            Self::Contacts(rows) => count_of(rows),
            Self::Products(rows) => count_of(rows),
            Self::ExchangeRates(rows) => count_of(rows),
            Self::Holidays(rows) => count_of(rows),
            Self::Facts(rows) => count_of(rows),
        }
    }
    /// Takes a row; false when it was not taken, for reasons that the cells have collected.
    pub(super) fn take(&mut self, target: Target, line: u64, cells: &mut Cells<'_>, keys: &mut Keys) -> bool {
        match self {
            Self::Accounts(rows) => keep(rows, line, account(cells, line, keys)),
            Self::Staff(rows) => keep(rows, line, staff(cells, line, keys)),
            Self::Positions(rows) => keep(rows, line, positions::position(cells, line, keys)),
            Self::Assignments(rows) => keep(rows, line, assignment(cells, line, keys)),
            Self::Quotas(rows) => keep(rows, line, quota(cells, line, keys)),
            Self::Rates(rows) => keep(rows, line, rate(cells, line, keys)),
            Self::OpeningBalances(rows) => keep(rows, line, opening_balances::opening_balance(cells, line, keys)),
            Self::CoachingSessions(rows) => keep(rows, line, coaching_sessions::coaching_session(cells, line, keys)),
            Self::Contacts(rows) => keep(rows, line, contacts::contact(cells, line, keys)),
            Self::Products(rows) => keep(rows, line, products::product(cells, line, keys)),
            Self::ExchangeRates(rows) => keep(rows, line, exchange_rates::exchange_rate(cells, line, keys)),
            Self::Holidays(rows) => keep(rows, line, holidays::holiday(cells, line, keys)),
            Self::Facts(rows) => {
                let Target::Facts(kind) = target else { return false };
                keep(rows, line, fact(cells, line, keys, kind))
            }
        }
    }

    /// The exact sums of amounts by currency; empty for rows without amounts.
    pub(super) fn totals(&self) -> BTreeMap<Currency, Ratio> {
        match self {
            Self::OpeningBalances(rows) => sums(rows.iter().map(|placed| (placed.row.currency, placed.row.amount))),
            Self::Quotas(rows) => sums(rows.iter().map(|placed| (placed.row.currency, placed.row.amount))),
            Self::Facts(rows) => sums(rows.iter().map(|placed| (placed.row.currency, placed.row.amount))),
            Self::Accounts(_)
            | Self::Staff(_)
            | Self::Positions(_)
            | Self::Assignments(_)
            | Self::Rates(_)
            | Self::CoachingSessions(_)
            | Self::Contacts(_)
            | Self::Products(_)
            | Self::ExchangeRates(_)
            | Self::Holidays(_) => BTreeMap::new(),
        }
    }
}

fn sums(amounts: impl Iterator<Item = (Currency, Scaled)>) -> BTreeMap<Currency, Ratio> {
    // Whole units of the finest scale are quick to add; what does not fit is added as a ratio.
    let mut sums: BTreeMap<Currency, (Scaled, Ratio)> = BTreeMap::new();
    for (currency, amount) in amounts {
        let (units, rest) = sums.entry(currency).or_insert_with(|| (Scaled::zero(), Ratio::zero()));
        match units.checked_add(amount) {
            Some(sum) => *units = sum,
            None => *rest = &*rest + &amount.to_ratio(),
        }
    }
    let whole = |(units, rest): (Scaled, Ratio)| &units.to_ratio() + &rest;
    sums.into_iter().map(|(currency, sum)| (currency, whole(sum))).collect()
}

/// Keeps a row unless something about it was refused.
fn keep<T>(rows: &mut Vec<Placed<T>>, line: u64, row: Option<T>) -> bool {
    let taken = row.is_some();
    rows.extend(row.map(|row| Placed { line, row }));
    taken
}

/// The row, if all its cells could be read and its key is new; the later of two rows with one key is refused.
fn checked<T>(cells: &mut Cells<'_>, keys: &mut Keys, line: u64, (field, key): (&str, Vec<String>), row: T) -> Option<T> {
    if cells.is_refused() {
        return None;
    }
    match keys.entry(key) {
        Entry::Vacant(free) => {
            free.insert(line);
            Some(row)
        }
        Entry::Occupied(taken) => {
            let reason = format!("Line {} already says this.", taken.get());
            cells.refuse(field, &reason, "Remove one of the two lines.");
            None
        }
    }
}

fn account(cells: &mut Cells<'_>, line: u64, keys: &mut Keys) -> Option<AccountRow> {
    let (reference, name) = (cells.reference("reference"), cells.label("name"));
    let parent = cells.reference("parent");
    let class = cells.label("class");
    let country = cells.label("country");
    let owner = cells.reference("owner");
    if parent.is_some() && parent == reference {
        cells.refuse("parent", "The account stands above itself.", "Name another account or none.");
    }
    let row = AccountRow {
        reference: reference?,
        name: name?,
        parent,
        class,
        country,
        owner,
    };
    let key = vec![row.reference.clone()];
    checked(cells, keys, line, ("reference", key), row)
}

fn staff(cells: &mut Cells<'_>, line: u64, keys: &mut Keys) -> Option<StaffRow> {
    let (reference, name, title) = (cells.reference("reference"), cells.label("name"), cells.label("title"));
    let manager = cells.reference("manager");
    let (hired, left) = (cells.day("hired"), cells.day("left"));
    let email = cells.label("email");
    if manager.is_some() && manager == reference {
        cells.refuse("manager", "The person reports to themselves.", "Name another person or none.");
    }
    if hired.zip(left).is_some_and(|(hired, left)| left <= hired) {
        cells.refuse("left", "The person left before they were hired.", "Correct one of the days.");
    }
    let row = StaffRow {
        reference: reference?,
        name: name?,
        title: title?,
        manager,
        hired,
        left,
        email,
    };
    let key = vec![row.reference.clone()];
    checked(cells, keys, line, ("reference", key), row)
}

fn assignment(cells: &mut Cells<'_>, line: u64, keys: &mut Keys) -> Option<AssignmentRow> {
    let (account, person) = (cells.reference("account"), cells.reference("person"));
    let role = cells.label("role");
    let share = cells.share("share").unwrap_or_else(Ratio::one);
    let from = cells.day("from");
    let to = cells.end(from);
    let row = AssignmentRow {
        account: account?,
        person: person?,
        role: role?,
        share,
        from: from?,
        to,
    };
    let key = vec![row.account.clone(), row.person.clone(), row.role.clone(), row.from.to_string()];
    checked(cells, keys, line, ("from", key), row)
}

fn quota(cells: &mut Cells<'_>, line: u64, keys: &mut Keys) -> Option<QuotaRow> {
    let (person, measure) = (cells.reference("person"), cells.label("measure"));
    let from = cells.day("from");
    let to = cells.end(from);
    let (amount, currency) = (cells.amount("amount"), cells.currency("currency"));
    let row = QuotaRow {
        person: person?,
        measure: measure?,
        from: from?,
        to,
        amount: amount?,
        currency: currency?,
    };
    let key = vec![row.person.clone(), row.measure.clone(), row.from.to_string()];
    checked(cells, keys, line, ("from", key), row)
}

fn rate(cells: &mut Cells<'_>, line: u64, keys: &mut Keys) -> Option<RateRow> {
    let (table, person) = (cells.label("table"), cells.reference("person"));
    let from = cells.day("from");
    let to = cells.end(from);
    let rate = cells.rate("rate");
    let row = RateRow {
        table: table?,
        person: person?,
        from,
        to,
        rate: rate?,
    };
    let since = row.from.map_or_else(String::new, |from| from.to_string());
    let key = vec![row.table.clone(), row.person.clone(), since];
    checked(cells, keys, line, ("person", key), row)
}

fn fact(cells: &mut Cells<'_>, line: u64, keys: &mut Keys, kind: FactKind) -> Option<Fact> {
    let row = lone_fact(cells, kind)?;
    let key = vec![row.source.clone(), row.document.clone(), row.line.clone()];
    checked(cells, keys, line, ("document", key), row)
}

/// The fact of a row, whatever other rows say.
pub(super) fn lone_fact(cells: &mut Cells<'_>, kind: FactKind) -> Option<Fact> {
    let source = cells.label("source");
    let document = cells.reference("document");
    let document_line = cells.reference("line").unwrap_or_default();
    let date = cells.day("date");
    let account = cells.reference("account");
    let (division, product) = (cells.label("division"), cells.reference("product"));
    let seller = cells.reference("seller");
    let (amount, currency) = (cells.amount("amount"), cells.currency("currency"));
    let quantity = cells.amount("quantity");
    let of = cells.reference("of");
    for (field, number) in [("amount", amount), ("quantity", quantity)] {
        // The store keeps numbers as 64-bit whole numbers of their last decimal.
        if number.is_some_and(|number| i64::try_from(number.units()).is_err()) {
            cells.refuse(field, say("facts.too_large"), say("facts.too_large_fix"));
        }
    }
    let row = Fact {
        source: source?,
        document: document?,
        line: document_line,
        kind,
        date: date?,
        account: account?,
        division,
        product,
        seller,
        amount: amount?,
        currency: currency?,
        quantity,
        of,
    };
    (!cells.is_refused()).then_some(row)
}
