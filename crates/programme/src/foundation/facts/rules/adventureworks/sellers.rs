//! Where the files of the sample database contradict one another about the people who sell: their
//! territories, their rates, and what they are said to have sold last year.

use std::collections::{BTreeMap, BTreeSet};

use vocabulary::{Day, Ratio};

use super::super::finding::{Finding, count_of};
use super::contradictions::{Seen, found};

impl Seen<'_> {
    pub(super) fn territories_against_history(&self) -> Option<Finding> {
        if self.held.is_empty() {
            return None;
        }
        let mut current: BTreeMap<&str, &str> = BTreeMap::new();
        for held in self.held.iter().filter(|held| held.last_day.is_none()) {
            current.insert(&held.person, &held.territory);
        }
        let differing: Vec<String> = self
            .sellers
            .iter()
            .filter_map(|seller| {
                let stated = seller.territory.as_deref();
                let held = current.get(seller.person.as_str()).copied();
                (stated != held).then(|| {
                    format!(
                        "{}: SalesPerson says {}, the history {}",
                        seller.person,
                        self.territory(stated),
                        self.territory(held)
                    )
                })
            })
            .collect();
        found(
            "territories_against_history",
            count_of(&differing),
            format!(
                "For {} of {} sellers SalesPerson and SalesTerritoryHistory disagree about the territory of today. Neither is used for credit.",
                differing.len(),
                self.sellers.len()
            ),
            differing,
        )
    }

    fn territory(&self, territory: Option<&str>) -> String {
        let Some(territory) = territory else {
            return "none".to_owned();
        };
        match self.territory_names.get(territory) {
            Some(name) => format!("{territory} ({name})"),
            None => territory.to_owned(),
        }
    }

    pub(super) fn sellers_without_rate(&self) -> Option<Finding> {
        if self.rates.is_empty() {
            return None;
        }
        let sellers: BTreeSet<&str> = self.orders.iter().filter_map(|order| order.seller.as_deref()).collect();
        let without: Vec<String> = sellers
            .into_iter()
            .filter(|seller| self.rates.get(seller).is_none_or(Ratio::is_zero))
            .map(|seller| {
                let says = if self.rates.contains_key(seller) { "rate 0" } else { "no rate" };
                format!("{seller}: {says}")
            })
            .collect();
        found(
            "sellers_without_rate",
            count_of(&without),
            format!(
                "{} people sold and have a commission rate of 0 or none. Their sales count, their commission is 0.",
                without.len()
            ),
            without,
        )
    }

    /// The quota dates give the years: four quarters each, from the first date on.
    pub(super) fn last_years(&self) -> Option<Finding> {
        let dates: Vec<Day> = self.quota_dates.iter().copied().collect();
        let years: Vec<(Day, Day)> = dates
            .iter()
            .zip(dates.iter().skip(4))
            .step_by(4)
            .map(|(from, to)| (*from, *to))
            .collect();
        if self.orders.is_empty() || years.is_empty() {
            return None;
        }
        let mut sales: BTreeMap<(&str, Day), Ratio> = BTreeMap::new();
        for order in &self.orders {
            let year = years.iter().find(|(from, to)| *from <= order.date && order.date < *to);
            if let (Some((from, _)), Some(seller)) = (year, &order.seller) {
                let sum = sales.entry((seller, *from)).or_insert_with(Ratio::zero);
                *sum = &*sum + &order.amount.to_ratio();
            }
        }
        let unmatched: Vec<String> = self
            .sellers
            .iter()
            .filter_map(|seller| {
                let stated = seller.last_year.filter(|stated| !stated.is_zero())?;
                let matches = years
                    .iter()
                    .any(|(from, _)| sales.get(&(seller.person.as_str(), *from)) == Some(&stated.to_ratio()));
                (!matches).then(|| format!("{}: {stated}", seller.person))
            })
            .collect();
        found(
            "last_year_matches_nothing",
            count_of(&unmatched),
            format!(
                "For {} sellers SalesLastYear equals the orders of no year. It is not used.",
                unmatched.len()
            ),
            unmatched,
        )
    }
}
