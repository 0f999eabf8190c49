//! What an import does to the products. Pure.

use platform::texts::say_with;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Refusal;

/// A product.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
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
    /// The system that says so; none when nobody has said which.
    pub source: Option<String>,
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
    /// The system that says so.
    pub source: Option<String>,
    /// The system whose word it takes the place of.
    pub replaces: Option<String>,
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
///
/// What one system said of a product is not changed by another unless its list says that it takes the place of the first: references of
/// two systems may count anew, and a fact of either would then be of a family that is not its own.
///
/// # Errors
/// A refusal that counts the products of another system that would change, and names the first.
pub fn plan(known: &BTreeMap<String, Product>, rows: impl IntoIterator<Item = Said>) -> Result<Plan, Refusal> {
    let mut plan = Plan::default();
    let mut clashes: Vec<(Product, Product)> = Vec::new();
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
            source: said.source.clone().or_else(|| before?.source.clone()),
            reference: said.reference,
            name: said.name,
        };
        match before {
            None => plan.new.push(after),
            Some(before) if says_the_same(before, &after) => plan.unchanged += 1,
            Some(before) if before.source.is_some() && before.source != said.source && before.source != said.replaces => {
                clashes.push((before.clone(), after));
            }
            Some(before) => plan.changed.push((before.clone(), after)),
        }
    }
    match clashes.first() {
        None => Ok(plan),
        Some(first) => Err(refused(first, clashes.len())),
    }
}

/// Whether nothing is said anew: a system that says what another said already leaves it as that one's, and takes what is nobody's.
fn says_the_same(before: &Product, after: &Product) -> bool {
    let Product { source, .. } = before;
    let same = Product {
        source: after.source.clone(),
        ..before.clone()
    };
    same == *after && (source.is_some() || after.source.is_none())
}

fn refused((before, after): &(Product, Product), count: usize) -> Refusal {
    let count = count.to_string();
    let holes = [
        ("n", count.as_str()),
        ("source", before.source.as_deref().unwrap_or_default()),
        ("reference", &before.reference),
        ("before", &before.name),
        ("after", &after.name),
    ];
    Refusal::new("products.of_another", say_with("products.of_another", &holes)).on("reference")
}
