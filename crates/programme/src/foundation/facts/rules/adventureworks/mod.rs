//! The ready import profile for the AdventureWorks sample database: each of its files is recognised by
//! name and content, in every dialect in which Microsoft has published it.

mod claims;
mod contradictions;
mod management;
mod sellers;
mod tables;

use std::collections::BTreeMap;

use engine::FactKind;
use serde::{Deserialize, Serialize};
use vocabulary::Day;

use super::content::{AccountRow, Content, Placed, QuotaRow};
use super::dialect::{Dialect, guess};
use super::finding::{Finding, count_of};
use super::numbers::{Notation, Times};
use super::profile::{Mapping, Profile};
use super::reading::{Control, Reading, read};
use super::records::rows;
use super::reject::Reject;
use super::table;
use super::target::Target;
use claims::{claims, organisation_nodes};
use tables::{Known, Purpose, headered_dialect};

pub use claims::Claims;
pub use contradictions::findings;

/// The rate table that SalesPerson.CommissionPct fills.
pub const RATE_TABLE: &str = "commission-rates";
/// The measure of the quotas.
pub const QUOTA_MEASURE: &str = "sales";
/// The source of the facts.
pub const SOURCE: &str = "adventureworks";

/// What came of one file of the sample database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReading {
    pub file: String,
    /// The table, such as `Store`.
    pub table: String,
    pub outcome: Outcome,
}

/// What a file was good for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The rows, in the order in which they are to be imported, and what the file claims besides.
    Read { readings: Vec<Reading>, claims: Claims },
    /// A well-formed table that Mainstay has no use for.
    NotNeeded { reason: String },
    /// A file that is not what its name says, with the first offending line.
    Refused(Box<Reject>),
}

/// Reads a file if it belongs to the sample database.
///
/// A headed file is recognised by its columns, a headerless one by its name; then its content decides.
pub fn read_file(file: &str, bytes: &[u8]) -> Option<FileReading> {
    let guessed = guess(bytes).dialect;
    let (known, dialect) = recognise(file, bytes, &guessed)?;
    let outcome = match known.purpose {
        Purpose::NotNeeded(reason) => match first_offence(file, bytes, &dialect, known) {
            Some(reject) => Outcome::Refused(reject),
            None => Outcome::NotNeeded { reason: reason.to_owned() },
        },
        Purpose::Territories | Purpose::TerritoryHistory => match first_offence(file, bytes, &dialect, known) {
            Some(reject) => Outcome::Refused(reject),
            None => Outcome::Read {
                readings: Vec::new(),
                claims: claims(file, bytes, &dialect, known),
            },
        },
        Purpose::Sellers
        | Purpose::Quotas
        | Purpose::Stores
        | Purpose::Employees
        | Purpose::OrgChart
        | Purpose::Orders
        | Purpose::OrderLines => read_rows(file, bytes, dialect, known),
    };
    Some(FileReading {
        file: file.to_owned(),
        table: known.name.to_owned(),
        outcome,
    })
}

/// The table of a file, how the file is written and its columns, for the ready profiles that read tables of the sample database.
pub(super) fn table_of(file: &str, bytes: &[u8]) -> Option<(&'static str, Dialect, &'static [&'static str])> {
    let (known, dialect) = recognise(file, bytes, &guess(bytes).dialect)?;
    Some((known.name, dialect, known.columns))
}

fn recognise(file: &str, bytes: &[u8], guessed: &Dialect) -> Option<(&'static Known, Dialect)> {
    // A spreadsheet may have saved a corrected file with semicolons, which only the guess knows.
    for headered in [headered_dialect(guessed.encoding), guessed.clone()] {
        if headered.header
            && let Some(Ok(header)) = rows(file, bytes, &headered).next()
            && let Some(known) = Known::by_columns(&header.fields)
        {
            return Some((known, headered));
        }
    }
    let known = Known::by_name(file).filter(|_| !guessed.header || bytes.is_empty())?;
    Some((known, known.raw_dialect(guessed)?))
}

/// The first line that does not fit the table, if any.
fn first_offence(file: &str, bytes: &[u8], dialect: &Dialect, known: &Known) -> Option<Box<Reject>> {
    match table::open(file, Box::new(bytes), dialect, Some(known.columns)) {
        Ok(table) => table.filter_map(Result::err).next().map(Box::new),
        Err(reject) => Some(reject),
    }
}

fn read_rows(file: &str, bytes: &[u8], dialect: Dialect, known: &Known) -> Outcome {
    let claims = claims(file, bytes, &dialect, known);
    let Some(profile) = profile(known, dialect) else {
        return Outcome::NotNeeded {
            reason: "It becomes no rows.".to_owned(),
        };
    };
    let mut reading = read(file, bytes, &profile);
    if let Some(reject) = refusal(&reading, known) {
        return Outcome::Refused(Box::new(reject));
    }
    let stand_ins = match &mut reading.content {
        Content::Quotas(quotas) => {
            reading.findings.extend(close_quotas(quotas));
            None
        }
        Content::Staff(staff) => {
            for placed in &mut *staff {
                // The sample holds no names; the login without its domain is what it has.
                if let Some((_, login)) = placed.row.name.rsplit_once('\\') {
                    placed.row.name = login.to_owned();
                }
            }
            if known.purpose == Purpose::Employees {
                management::name_managers(staff, &organisation_nodes(file, bytes, &profile));
            }
            None
        }
        Content::Facts(_) if known.purpose == Purpose::Orders => stand_in_accounts(&reading, &claims),
        Content::Facts(_)
        | Content::Accounts(_)
        | Content::Positions(_)
        | Content::Assignments(_)
        | Content::Rates(_)
        | Content::OpeningBalances(_)
        | Content::CoachingSessions(_)
        | Content::Contacts(_)
        | Content::Products(_)
        | Content::ExchangeRates(_)
        | Content::Holidays(_) => None,
    };
    Outcome::Read {
        readings: stand_ins.into_iter().chain([reading]).collect(),
        claims,
    }
}

/// Why no row of a table can be taken: none has its shape, or its rows only mean something together.
fn refusal(reading: &Reading, known: &Known) -> Option<Reject> {
    let shapeless = reading.control.accepted == 0 && reading.rejects.iter().all(|reject| reject.column.is_none());
    if shapeless && let Some(first) = reading.rejects.first() {
        return Some(first.clone());
    }
    let together = matches!(known.purpose, Purpose::Quotas | Purpose::Employees);
    (together && table::is_corrected(&reading.columns)).then(|| {
        Reject::new(
            &reading.file,
            1,
            "Quotas end where the next ones begin and managers are told by their place among all: these tables are read as a whole.",
            "Correct the whole table and send it again.",
        )
    })
}

fn notation() -> Notation {
    Notation {
        references_have_decimals: true,
        times: Times::MustBeMidnight,
        ..Notation::plain()
    }
}

/// The profile of a table that becomes rows. `OrderDate2025` counts, because the quota dates are in that calendar.
fn profile(known: &Known, dialect: Dialect) -> Option<Profile> {
    let (target, mapping): (Target, Vec<Mapping>) = match known.purpose {
        Purpose::Sellers => (Target::Rates, plain(&[("BusinessEntityID", "person"), ("CommissionPct", "rate")])),
        Purpose::Quotas => (
            Target::Quotas,
            plain(&[("BusinessEntityID", "person"), ("QuotaDate", "from"), ("SalesQuota", "amount")]),
        ),
        Purpose::Stores => (
            Target::Accounts,
            plain(&[("BusinessEntityID", "reference"), ("Name", "name"), ("SalesPersonID", "owner")]),
        ),
        Purpose::Employees => (Target::Staff, plain(STAFF)),
        Purpose::OrgChart => {
            let mut mapping = plain(STAFF);
            mapping.push(Mapping::new("ManagerID", "manager"));
            (Target::Staff, mapping)
        }
        Purpose::Orders => (
            Target::Facts(FactKind::Order),
            order_mapping(&[("OrderDate2025", "date"), ("SubTotal", "amount")]),
        ),
        Purpose::OrderLines => (
            Target::Facts(FactKind::OrderLine),
            order_mapping(&[
                ("ProductKey", "line"),
                ("OrderDate2025", "date"),
                ("Product", "product"),
                ("OrderQuantity", "quantity"),
                ("SalesAmount", "amount"),
            ]),
        ),
        Purpose::Territories | Purpose::TerritoryHistory | Purpose::NotNeeded(_) => return None,
    };
    let profile = Profile {
        dialect: Some(dialect),
        columns: Some(known.columns.iter().map(|&name| name.to_owned()).collect()),
        mapping: Some(mapping),
        notation: notation(),
        ..Profile::by_headings(target)
    };
    Some(match target {
        Target::Rates => profile.with("table", RATE_TABLE),
        Target::Quotas => profile.with("measure", QUOTA_MEASURE).with("currency", "USD"),
        Target::Facts(_) => profile.with("source", SOURCE).with("line", "0").with("currency", "USD"),
        Target::Accounts
        | Target::Staff
        | Target::Positions
        | Target::Assignments
        | Target::OpeningBalances
        | Target::CoachingSessions
        | Target::Contacts
        | Target::Products
        | Target::ExchangeRates
        | Target::Holidays => profile,
    })
}

const STAFF: &[(&str, &str)] = &[
    ("BusinessEntityID", "reference"),
    ("LoginID", "name"),
    ("JobTitle", "title"),
    ("HireDate", "hired"),
];

fn plain(pairs: &[(&str, &str)]) -> Vec<Mapping> {
    pairs.iter().map(|(column, field)| Mapping::new(column, field)).collect()
}

/// Orders name their account by store; where it is missing the customer or the reseller stands in, marked as such.
fn order_mapping(pairs: &[(&str, &str)]) -> Vec<Mapping> {
    let mut mapping = plain(pairs);
    mapping.extend([
        Mapping::new("SalesOrderNumber", "document"),
        Mapping::new("SalesPersonID", "seller"),
        Mapping::new("StoreID", "account"),
        Mapping::prefixed("CustomerID", "account", "C"),
        Mapping::prefixed("ResellerKey", "account", "R"),
    ]);
    mapping
}

/// Ends each quota where the next date of the table begins; the last date has no successor.
fn close_quotas(quotas: &mut [Placed<QuotaRow>]) -> Option<Finding> {
    let dates: std::collections::BTreeSet<Day> = quotas.iter().map(|placed| placed.row.from).collect();
    let mut open = Vec::new();
    for placed in quotas {
        placed.row.to = dates.range(placed.row.from.next()..).next().copied();
        if placed.row.to.is_none() {
            open.push(format!("{} from {}", placed.row.person, placed.row.from));
        }
    }
    (!open.is_empty()).then(|| {
        Finding::new(
            "quotas_without_end",
            count_of(&open),
            "The last quota date has no next date, so its quotas have no end and belong to no period.",
            open,
        )
    })
}

/// The accounts that orders need and no store stands for, so that the orders can be kept.
fn stand_in_accounts(orders: &Reading, claims: &Claims) -> Option<Reading> {
    let names: BTreeMap<&str, &str> = claims
        .orders
        .iter()
        .filter_map(|order| Some((order.document.as_str(), order.reseller.as_deref()?)))
        .collect();
    let Content::Facts(facts) = &orders.content else {
        return None;
    };
    let mut accounts = BTreeMap::new();
    for placed in facts.iter().filter(|placed| placed.row.account.starts_with(['C', 'R'])) {
        let reference = placed.row.account.clone();
        let name = names.get(placed.row.document.as_str()).copied().unwrap_or(&placed.row.account);
        accounts.entry(reference.clone()).or_insert_with(|| Placed {
            line: placed.line,
            row: AccountRow {
                reference,
                name: name.to_owned(),
                parent: None,
                class: None,
                country: None,
                owner: None,
            },
        });
    }
    let accounts: Vec<_> = accounts.into_values().collect();
    (!accounts.is_empty()).then(|| Reading {
        file: orders.file.clone(),
        target: Target::Accounts,
        columns: orders.columns.clone(),
        rejects: Vec::new(),
        findings: Vec::new(),
        control: Control {
            rows: count_of(&accounts),
            accepted: count_of(&accounts),
            ..Control::default()
        },
        content: Content::Accounts(accounts),
    })
}
