//! Where the files of the sample database contradict one another. Nothing is mended: each finding says
//! what counts.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Fact, FactKind};
use vocabulary::{Day, Ratio, Rounding};

use super::super::content::{AccountRow, Content, Placed, StaffRow};
use super::super::finding::{Finding, count_of};
use super::super::reading::Reading;
use super::super::target::Target;
use super::claims::{Claims, HeldTerritory, OrderClaim, SellerClaim};
use super::{FileReading, Outcome};

/// Compares the files with one another. What is not among them is not compared.
pub fn findings(files: &[FileReading]) -> Vec<Finding> {
    let seen = Seen::in_files(files);
    [
        seen.lines_against_totals(),
        seen.orders_without_account(),
        seen.orders_without_territory(),
        seen.two_calendars(),
        seen.owners_against_sellers(),
        seen.several_sellers(),
        seen.territories_against_history(),
        seen.sellers_without_rate(),
        seen.last_years(),
        seen.names_twice(),
        seen.managers_against_chart(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Everything that can be compared, by what it is.
#[derive(Default)]
pub(super) struct Seen<'a> {
    pub(super) orders: Vec<&'a Fact>,
    pub(super) lines: Vec<&'a Fact>,
    pub(super) stores: BTreeMap<&'a str, &'a AccountRow>,
    pub(super) rates: BTreeMap<&'a str, Ratio>,
    pub(super) quota_dates: BTreeSet<Day>,
    pub(super) staff: Vec<&'a [Placed<StaffRow>]>,
    pub(super) order_claims: Vec<&'a OrderClaim>,
    pub(super) sellers: Vec<&'a SellerClaim>,
    pub(super) held: Vec<&'a HeldTerritory>,
    pub(super) territory_names: BTreeMap<&'a str, &'a str>,
}

impl<'a> Seen<'a> {
    fn in_files(files: &'a [FileReading]) -> Self {
        let mut seen = Self::default();
        for file in files {
            if let Outcome::Read { readings, claims } = &file.outcome {
                for reading in readings {
                    seen.take_reading(reading, file.table == "Store");
                }
                seen.take_claims(claims);
            }
        }
        seen
    }

    fn take_reading(&mut self, reading: &'a Reading, are_stores: bool) {
        match &reading.content {
            Content::Facts(facts) => {
                let facts = facts.iter().map(|placed| &placed.row);
                if reading.target == Target::Facts(FactKind::Order) {
                    self.orders.extend(facts);
                } else {
                    self.lines.extend(facts);
                }
            }
            Content::Accounts(rows) if are_stores => {
                let stores = rows.iter().map(|placed| (placed.row.reference.as_str(), &placed.row));
                self.stores.extend(stores);
            }
            Content::Rates(rows) => {
                let rates = rows.iter().map(|placed| (placed.row.person.as_str(), placed.row.rate.to_ratio()));
                self.rates.extend(rates);
            }
            Content::Quotas(rows) => {
                self.quota_dates.extend(rows.iter().map(|placed| placed.row.from));
            }
            Content::Staff(rows) => self.staff.push(rows),
            Content::Accounts(_)
            | Content::Positions(_)
            | Content::Assignments(_)
            | Content::OpeningBalances(_)
            | Content::CoachingSessions(_)
            | Content::Contacts(_)
            | Content::Products(_)
            | Content::ExchangeRates(_)
            | Content::Holidays(_) => {}
        }
    }

    fn take_claims(&mut self, claims: &'a Claims) {
        self.order_claims.extend(&claims.orders);
        self.sellers.extend(&claims.sellers);
        self.held.extend(&claims.held);
        let names = claims.territory_names.iter();
        self.territory_names
            .extend(names.map(|(territory, name)| (territory.as_str(), name.as_str())));
    }

    fn lines_against_totals(&self) -> Option<Finding> {
        if self.lines.is_empty() {
            return None;
        }
        let mut sums: BTreeMap<&str, Ratio> = BTreeMap::new();
        for line in &self.lines {
            let sum = sums.entry(&line.document).or_insert_with(Ratio::zero);
            *sum = &*sum + &line.amount.to_ratio();
        }
        let mut apart: Vec<(Ratio, &Fact, &Ratio)> = self
            .orders
            .iter()
            .filter_map(|order| {
                let sum = sums.get(order.document.as_str())?;
                let difference = (sum - &order.amount.to_ratio()).abs();
                difference.is_positive().then_some((difference, *order, sum))
            })
            .collect();
        apart.sort_by(|one, other| other.0.cmp(&one.0));
        found(
            "lines_against_totals",
            count_of(&apart),
            format!(
                "In {} of {} orders the lines do not add up to the sub-total. A plan that credits orders pays on the sub-total.",
                thousands(count_of(&apart)),
                thousands(count_of(&self.orders))
            ),
            apart.iter().map(|(_, order, sum)| {
                format!(
                    "{}: sub-total {}, lines {}",
                    order.document,
                    order.amount,
                    sum.to_decimal(2, Rounding::HalfUp)
                )
            }),
        )
    }

    fn orders_without_account(&self) -> Option<Finding> {
        let homeless: Vec<&&OrderClaim> = self.order_claims.iter().filter(|order| order.store.is_none()).collect();
        let without_customer = homeless.iter().filter(|order| order.customer.is_none()).count();
        found(
            "orders_without_store",
            count_of(&homeless),
            format!(
                "{} orders name no store, {without_customer} of them no customer either. The customer, marked C, or the reseller, marked R, stands in as the account.",
                thousands(count_of(&homeless)),
            ),
            homeless.iter().map(|order| self.suggestion(order)),
        )
    }

    fn suggestion(&self, order: &OrderClaim) -> String {
        let Some(reseller) = order.reseller.as_deref() else {
            return order.document.clone();
        };
        let mut alike = self.stores.values().filter(|store| store.name == reseller);
        match (alike.next(), alike.next()) {
            (Some(store), None) => format!("{}: {reseller}, the name of store {}", order.document, store.reference),
            _ => format!("{}: {reseller}", order.document),
        }
    }

    fn orders_without_territory(&self) -> Option<Finding> {
        let without: Vec<&&OrderClaim> = self.order_claims.iter().filter(|order| order.territory.is_none()).collect();
        found(
            "orders_without_territory",
            count_of(&without),
            format!(
                "{} orders name no territory. Credit follows the order's seller and is not affected.",
                thousands(count_of(&without))
            ),
            without.iter().map(|order| order.document.clone()),
        )
    }

    fn two_calendars(&self) -> Option<Finding> {
        let mut distances: BTreeSet<i64> = BTreeSet::new();
        let differing: Vec<String> = self
            .order_claims
            .iter()
            .filter_map(|order| {
                let (old, new) = order.old_day.zip(order.day).filter(|(old, new)| old != new)?;
                distances.insert(old.days_until(new));
                Some(format!("{}: {old} and {new}", order.document))
            })
            .collect();
        let apart = match distances.iter().collect::<Vec<_>>().as_slice() {
            [one] => format!("always {one} days apart"),
            many => format!("{} different distances apart", many.len()),
        };
        found(
            "two_order_dates",
            count_of(&differing),
            format!(
                "{} orders carry two dates, {apart}. OrderDate2025 counts, because the quota dates are in that calendar.",
                thousands(count_of(&differing))
            ),
            differing,
        )
    }

    /// The sellers of each store's orders, oldest order first.
    fn sellers_by_store(&self) -> BTreeMap<&'a str, Vec<&'a str>> {
        let mut orders = self.orders.clone();
        orders.sort_by(|one, other| (one.date, &one.document).cmp(&(other.date, &other.document)));
        let mut sellers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for order in orders {
            if let Some(seller) = &order.seller
                && self.stores.contains_key(order.account.as_str())
            {
                sellers.entry(&order.account).or_default().push(seller);
            }
        }
        sellers
    }

    fn owners_against_sellers(&self) -> Option<Finding> {
        let sellers = self.sellers_by_store();
        let differing: Vec<String> = sellers
            .iter()
            .filter_map(|(store, sellers)| {
                let (last, owner) = (sellers.last()?, self.stores.get(store)?.owner.as_deref());
                (owner != Some(*last)).then(|| {
                    let owner = owner.unwrap_or("nobody");
                    format!("store {store}: owner {owner}, last sold to by {last}")
                })
            })
            .collect();
        found(
            "owners_against_sellers",
            count_of(&differing),
            format!(
                "{} of {} stores belong to someone else than the seller of their last order. Credit follows the order's seller, not the owner.",
                thousands(count_of(&differing)),
                thousands(u64::try_from(sellers.len()).unwrap_or(u64::MAX))
            ),
            differing,
        )
    }

    fn several_sellers(&self) -> Option<Finding> {
        let sellers = self.sellers_by_store();
        let several: Vec<String> = sellers
            .iter()
            .filter_map(|(store, sellers)| {
                let distinct: BTreeSet<&str> = sellers.iter().copied().collect();
                (distinct.len() > 1).then(|| {
                    let names: Vec<&str> = distinct.into_iter().collect();
                    format!("store {store}: {}", names.join(", "))
                })
            })
            .collect();
        found(
            "several_sellers",
            count_of(&several),
            format!(
                "{} of {} stores were sold to by two or more people.",
                thousands(count_of(&several)),
                thousands(u64::try_from(sellers.len()).unwrap_or(u64::MAX))
            ),
            several,
        )
    }

    fn names_twice(&self) -> Option<Finding> {
        let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for store in self.stores.values() {
            by_name.entry(&store.name).or_default().push(&store.reference);
        }
        let twice: Vec<String> = by_name
            .into_iter()
            .filter(|(_, references)| references.len() > 1)
            .map(|(name, references)| format!("{name}: {}", references.join(", ")))
            .collect();
        found(
            "store_names_twice",
            count_of(&twice),
            format!(
                "{} names belong to more than one store. Accounts are told apart by their reference.",
                twice.len()
            ),
            twice,
        )
    }

    fn managers_against_chart(&self) -> Option<Finding> {
        let mut managers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for placed in self.staff.iter().copied().flatten() {
            managers
                .entry(&placed.row.reference)
                .or_default()
                .insert(placed.row.manager.as_deref().unwrap_or("nobody"));
        }
        let differing: Vec<String> = managers
            .into_iter()
            .filter(|(_, named)| named.len() > 1)
            .map(|(person, named)| {
                let named: Vec<&str> = named.into_iter().collect();
                format!("{person}: {}", named.join(" or "))
            })
            .collect();
        found(
            "managers_differ",
            count_of(&differing),
            format!("The files name different managers for {} people.", differing.len()),
            differing,
        )
    }
}

pub(super) fn found(code: &str, count: u64, sentence: String, examples: impl IntoIterator<Item = String>) -> Option<Finding> {
    (count > 0).then(|| Finding::new(code, count, sentence, examples))
}

/// `1972` as `1,972`.
fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && digits.len().saturating_sub(at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
