//! What the files of the sample database say that becomes no row and is only compared.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vocabulary::{Day, Scaled};

use super::super::dialect::Dialect;
use super::super::numbers;
use super::super::profile::Profile;
use super::super::records::Record;
use super::super::table;
use super::notation;
use super::tables::{Known, Purpose};

/// What files say that becomes no row and is only compared: territories, dates, last year's sales.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub(super) sellers: Vec<SellerClaim>,
    pub(super) held: Vec<HeldTerritory>,
    pub(super) territory_names: BTreeMap<String, String>,
    pub(super) orders: Vec<OrderClaim>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SellerClaim {
    pub(super) person: String,
    pub(super) territory: Option<String>,
    pub(super) last_year: Option<Scaled>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HeldTerritory {
    pub(super) person: String,
    pub(super) territory: String,
    pub(super) from: Day,
    /// The last day, as this table writes it.
    pub(super) last_day: Option<Day>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OrderClaim {
    pub(super) document: String,
    pub(super) territory: Option<String>,
    pub(super) customer: Option<String>,
    pub(super) store: Option<String>,
    pub(super) reseller: Option<String>,
    pub(super) old_day: Option<Day>,
    pub(super) day: Option<Day>,
}

/// The organisation nodes of the employees, by their reference.
pub(super) fn organisation_nodes(file: &str, bytes: &[u8], profile: &Profile) -> BTreeMap<String, String> {
    let Some(dialect) = &profile.dialect else {
        return BTreeMap::new();
    };
    let columns: Vec<&str> = profile.columns.iter().flatten().map(String::as_str).collect();
    let mut nodes = BTreeMap::new();
    each_row(file, bytes, dialect, &columns, |row| {
        let reference = row.reference("BusinessEntityID")?;
        nodes.insert(reference, row.text("OrganizationNode").to_owned());
        Some(())
    });
    nodes
}

/// A row by the names of its columns; cells that cannot be read count as missing here, for reading refuses them.
struct NamedRow<'a> {
    columns: &'a [String],
    record: &'a Record,
}

impl NamedRow<'_> {
    fn text(&self, column: &str) -> &str {
        let mut cells = self.columns.iter().zip(&self.record.fields);
        cells
            .find(|(name, _)| name.eq_ignore_ascii_case(column))
            .map_or("", |(_, text)| text.trim())
    }

    fn reference(&self, column: &str) -> Option<String> {
        numbers::reference(self.text(column), &notation()).ok().flatten()
    }

    fn day(&self, column: &str) -> Option<Day> {
        numbers::day(self.text(column), &notation()).ok().flatten()
    }
}

fn each_row(file: &str, bytes: &[u8], dialect: &Dialect, columns: &[&str], mut take: impl FnMut(NamedRow<'_>) -> Option<()>) {
    let Ok(table) = table::open(file, Box::new(bytes), dialect, Some(columns)) else {
        return;
    };
    let columns = table.columns.clone();
    for record in table.flatten() {
        // None means that the row lacks what the claim is about.
        let _taken: Option<()> = take(NamedRow {
            columns: &columns,
            record: &record,
        });
    }
}

pub(super) fn claims(file: &str, bytes: &[u8], dialect: &Dialect, known: &Known) -> Claims {
    let mut claims = Claims::default();
    let purpose = known.purpose;
    if matches!(
        purpose,
        Purpose::Sellers | Purpose::Orders | Purpose::Territories | Purpose::TerritoryHistory
    ) {
        each_row(file, bytes, dialect, known.columns, |row| claims.take(purpose, &row));
    }
    claims
}

impl Claims {
    fn take(&mut self, purpose: Purpose, row: &NamedRow<'_>) -> Option<()> {
        match purpose {
            Purpose::Sellers => self.sellers.push(SellerClaim {
                person: row.reference("BusinessEntityID")?,
                territory: row.reference("TerritoryID"),
                last_year: numbers::amount(row.text("SalesLastYear"), &notation()).ok().flatten(),
            }),
            Purpose::Orders => self.orders.push(OrderClaim {
                document: row.reference("SalesOrderNumber")?,
                territory: row.reference("TerritoryID"),
                customer: row.reference("CustomerID"),
                store: row.reference("StoreID"),
                reseller: numbers::label(row.text("Reseller")).ok().flatten(),
                old_day: row.day("OrderDate2014"),
                day: row.day("OrderDate2025"),
            }),
            Purpose::Territories => {
                let name = row.text("Name").to_owned();
                self.territory_names.insert(row.reference("TerritoryID")?, name);
            }
            Purpose::TerritoryHistory => self.held.push(HeldTerritory {
                person: row.reference("BusinessEntityID")?,
                territory: row.reference("TerritoryID")?,
                from: row.day("StartDate")?,
                last_day: row.day("EndDate"),
            }),
            Purpose::Quotas | Purpose::Stores | Purpose::Employees | Purpose::OrgChart | Purpose::OrderLines | Purpose::NotNeeded(_) => {}
        }
        Some(())
    }
}
