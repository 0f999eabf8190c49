//! Products in SQL.

mod sought;

pub(super) use sought::list_sought;

use super::rules::Product;
use platform::Result;
use platform::database::{Query, Row, Tx};
use platform::web::listing::{Order, Span, after, anywhere, fold};
use std::collections::BTreeMap;

/// How many rows are written with one statement.
const ROWS_AT_ONCE: usize = 400;

/// Which products a list is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Names or references that begin so; empty means all.
    pub words: String,
    /// The words may stand anywhere in the name or reference.
    pub inside: bool,
    /// The family; empty means any.
    pub family: String,
}

const PRODUCT: &str = "select p.reference, p.name, p.family, p.parent_family, p.active, p.source from products_product p";

fn product(row: &Row) -> Result<Product> {
    let said = |text: String| (!text.is_empty()).then_some(text);
    Ok(Product {
        reference: row.get(0)?,
        name: row.get(1)?,
        family: said(row.get(2)?),
        parent_family: said(row.get(3)?),
        active: row.get::<i64>(4)? != 0,
        source: said(row.get(5)?),
    })
}

fn wanted(query: Query, wanted: &Wanted) -> Query {
    let of_family = |query: Query| match wanted.family.as_str() {
        "" => query,
        family => query.with("and p.family = {}", &[&family]),
    };
    let query = query.and("where 1 = 1");
    let words = fold(&wanted.words);
    if words.is_empty() {
        return of_family(query);
    }
    if wanted.inside {
        let pattern = anywhere(&words);
        let text = "and (p.name_folded like {} escape '!' or p.reference_folded like {} escape '!')";
        return of_family(query.with(text, &[&pattern, &pattern]));
    }
    // Each side names the family by itself, so that each is answered by an index of its own.
    let end = after(&words);
    let query = of_family(query.with("and ((p.name_folded >= {} and p.name_folded < {}", &[&words, &end]));
    of_family(query.with(") or (p.reference_folded >= {} and p.reference_folded < {}", &[&words, &end])).and("))")
}

/// By name, reference or family; by anything else it is the name.
fn order(order: Order) -> &'static str {
    match (order.by, order.descending) {
        ("reference", false) => "order by p.reference_folded, p.reference",
        ("reference", true) => "order by p.reference_folded desc, p.reference desc",
        ("family", false) => "order by p.family, p.name_folded, p.reference",
        ("family", true) => "order by p.family desc, p.name_folded desc, p.reference desc",
        (_, false) => "order by p.name_folded, p.reference",
        (_, true) => "order by p.name_folded desc, p.reference desc",
    }
}

/// How many products are wanted.
pub async fn count(tx: &mut Tx, which: &Wanted) -> Result<u64> {
    tx.count(&wanted(Query::new("select count(*) from products_product p"), which))
        .await
}

/// One page of the wanted products. Indexes alone choose the rows of the page; only these are read.
pub async fn list(tx: &mut Tx, which: &Wanted, by: Order, span: Span) -> Result<Vec<Product>> {
    let [limit, skip] = span.limit_and_offset();
    let page = Query::new(PRODUCT).and("join (select p.reference from products_product p");
    let page = wanted(page, which)
        .and(order(by))
        .with("limit {} offset {}) page on page.reference = p.reference", &[&limit, &skip]);
    tx.all(&page.and(order(by))).await?.iter().map(product).collect()
}

/// The wanted products after a reference, in the order of references.
pub async fn list_after(tx: &mut Tx, which: &Wanted, reference: &str, limit: i64) -> Result<Vec<Product>> {
    let query = wanted(Query::new(PRODUCT), which).with("and p.reference > {} order by p.reference limit {}", &[&reference, &limit]);
    tx.all(&query).await?.iter().map(product).collect()
}

/// The product of a reference.
pub async fn look_up(tx: &mut Tx, reference: &str) -> Result<Option<Product>> {
    let query = Query::new(PRODUCT).with("where p.reference = {}", &[&reference]);
    tx.one(&query).await?.as_ref().map(product).transpose()
}

/// The families there are, in order. Steps from one to the next through the index, however many products there are.
pub async fn list_families(tx: &mut Tx) -> Result<Vec<String>> {
    let query = Query::new(
        "with recursive step (family) as (select min(family) from products_product union all \
         select (select min(p.family) from products_product p where p.family > step.family) from step where step.family is not null) \
         select family from step where family <> '' order by family",
    );
    tx.all(&query).await?.iter().map(|row| row.get(0)).collect()
}

/// Every product, for an import.
pub async fn list_every(tx: &mut Tx) -> Result<BTreeMap<String, Product>> {
    let rows = tx.all(&Query::new(PRODUCT).and("order by p.reference")).await?;
    rows.iter()
        .map(|row| product(row).map(|product| (product.reference.clone(), product)))
        .collect()
}

/// The family of every product that has one.
pub async fn families(tx: &mut Tx) -> Result<BTreeMap<String, String>> {
    let query = Query::new("select p.reference, p.family from products_product p where p.family <> '' order by p.reference");
    let rows = tx.all(&query).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Waits until nobody else keeps products.
pub async fn take_turn(tx: &mut Tx) -> Result<()> {
    tx.execute(&Query::new("update products_turn set number = number + 1 where id = 1"))
        .await
        .map(|_| ())
}

/// New products.
pub async fn insert(tx: &mut Tx, products: &[Product]) -> Result<()> {
    let now = tx.now();
    for chunk in products.chunks(ROWS_AT_ONCE) {
        let mut query = Query::new(
            "insert into products_product (reference, reference_folded, name, name_folded, family, parent_family, active, source, recorded) values",
        );
        for (place, product) in chunk.iter().enumerate() {
            let text = if place == 0 {
                "({}, {}, {}, {}, {}, {}, {}, {}, {})"
            } else {
                ", ({}, {}, {}, {}, {}, {}, {}, {}, {})"
            };
            query = query.with(
                text,
                &[
                    &product.reference,
                    &fold(&product.reference),
                    &product.name,
                    &fold(&product.name),
                    &product.family.as_deref().unwrap_or_default(),
                    &product.parent_family.as_deref().unwrap_or_default(),
                    &i64::from(product.active),
                    &product.source.as_deref().unwrap_or_default(),
                    &now,
                ],
            );
        }
        tx.execute(&query).await?;
    }
    Ok(())
}

/// Keeps what is said of a product now.
pub async fn update(tx: &mut Tx, product: &Product) -> Result<()> {
    let query = Query::new("update products_product set").with(
        "name = {}, name_folded = {}, family = {}, parent_family = {}, active = {}, source = {} where reference = {}",
        &[
            &product.name,
            &fold(&product.name),
            &product.family.as_deref().unwrap_or_default(),
            &product.parent_family.as_deref().unwrap_or_default(),
            &i64::from(product.active),
            &product.source.as_deref().unwrap_or_default(),
            &product.reference,
        ],
    );
    tx.execute(&query).await.map(|_| ())
}
