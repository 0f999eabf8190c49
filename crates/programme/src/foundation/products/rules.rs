//! What an import does to the products. Pure.

use std::collections::{BTreeMap, BTreeSet};

/// A product.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Product {
    /// The firm's own number of it, which the facts use.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// The family it belongs to; none when nobody has said.
    pub family: Option<String>,
    /// The family above that one.
    pub parent_family: Option<String>,
    /// Whether it is sold.
    pub active: bool,
}

/// What a file says of a product; what it leaves out it says nothing about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The reference.
    pub reference: String,
    /// The name.
    pub name: String,
    /// The family.
    pub family: Option<String>,
    /// The family above that one.
    pub parent_family: Option<String>,
    /// Whether it is sold.
    pub active: Option<bool>,
}

/// What an import comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Products that nobody knew.
    pub new: Vec<Product>,
    /// Products of which something else is said now: before and after.
    pub changed: Vec<(Product, Product)>,
    /// How many rows said what stood there already.
    pub unchanged: u64,
}

/// Decides what an import changes: a column that the file leaves empty changes nothing, so that the list of one system does not
/// wipe out another's. A new product is sold unless the file says that it is not.
#[must_use]
pub fn plan(known: &BTreeMap<String, Product>, rows: impl IntoIterator<Item = Said>) -> Plan {
    let mut plan = Plan::default();
    let mut seen = BTreeSet::new();
    for said in rows {
        if !seen.insert(said.reference.clone()) {
            continue;
        }
        let before = known.get(&said.reference);
        let after = Product {
            family: said.family.or_else(|| before?.family.clone()),
            parent_family: said.parent_family.or_else(|| before?.parent_family.clone()),
            active: said.active.unwrap_or_else(|| before.is_none_or(|before| before.active)),
            reference: said.reference,
            name: said.name,
        };
        match before {
            None => plan.new.push(after),
            Some(before) if *before == after => plan.unchanged += 1,
            Some(before) => plan.changed.push((before.clone(), after)),
        }
    }
    plan
}
